//! The parts of a dossier: in section 14 of an audit pack, and in a dossier of its own.

use super::writer::SectionWriter;
use crate::block::{Column, Span, Tone};
use crate::outcome::Outcome;
use crate::pack::{Dossier, DossierOutcome, DossierRecord, ValueAtStart};
use crate::wording::{capital, counted, day, hash_groups, instant, instant_short, list, shortened};

/// Where a dossier stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In a file of its own: whole.
    Own,
    /// One of many in an audit pack, whose section 8 and attachments have the rest.
    OneOfMany,
}

impl Form {
    /// Begins a part: of one of many alike it is not listed in the contents.
    fn head(self, section: &mut SectionWriter, title: &str) {
        match self {
            Form::Own => section.part(title),
            Form::OneOfMany => section.item(title),
        }
    }
}

/// Letters printed of a value of a change record.
const PRINTED_LETTERS: usize = 400;
/// Edits printed of a change record; the original holds all.
const PRINTED_EDITS: usize = 40;
/// Changes printed.
const PRINTED_CHANGES: usize = 40;
/// Records printed that outcomes rest on.
const PRINTED_EVIDENCE: usize = 60;

/// All of them.
pub fn add(section: &mut SectionWriter, dossier: &Dossier, form: Form) {
    identity(section, dossier);
    verdicts(section, dossier, form);
    timeline(section, dossier, form);
    records(section, dossier, form);
    people(section, dossier, form);
    changes(section, dossier, form);
    evidence(section, dossier, form);
    exceptions(section, dossier, form);
    remediation(section, dossier, form);
}

fn or_none(words: &str) -> Span {
    match words {
        "" => Span::muted("not exported"),
        words => Span::text(shortened(words, 200)),
    }
}

fn identity(section: &mut SectionWriter, dossier: &Dossier) {
    let categories = match dossier.categories.as_slice() {
        [] => Span::muted("no change record"),
        several => Span::text(list(several)),
    };
    let revision = match dossier.revision.as_str() {
        "" => Span::muted("not known"),
        revision => Span::mono(revision),
    };
    section.definitions(vec![
        (
            "Deployment".into(),
            vec![Span::mono(shortened(&dossier.label, 100))],
        ),
        (
            "Service".into(),
            vec![
                format!(
                    "{}, environment {}",
                    shortened(&dossier.service, 80),
                    shortened(&dossier.environment, 80)
                )
                .into(),
            ],
        ),
        ("Version".into(), vec![or_none(&dossier.version)]),
        ("Revision".into(), vec![revision]),
        (
            "Began".into(),
            vec![format!("{}, ended as {}", instant(dossier.at), dossier.state).into()],
        ),
        ("Deployed by".into(), vec![or_none(&dossier.deployed_by)]),
        ("Pipeline".into(), vec![or_none(&dossier.pipeline)]),
        ("Category".into(), vec![categories]),
    ]);
}

fn verdicts(section: &mut SectionWriter, dossier: &Dossier, form: Form) {
    form.head(section, "Verdicts");
    let mut strip = Vec::new();
    for one in &dossier.outcomes {
        let span = Span::strong(format!("{}\u{a0}{}", one.outcome.mark(), one.control));
        strip.push(span.toned(Tone::Outcome(one.outcome)));
        strip.push(Span::text("  "));
    }
    section.spans(strip);
    let told = |outcome: Outcome| match outcome {
        Outcome::Fail | Outcome::InsufficientEvidence | Outcome::Pending => true,
        Outcome::Pass | Outcome::NotApplicable => false,
    };
    let (told, others): (Vec<&DossierOutcome>, Vec<&DossierOutcome>) =
        dossier.outcomes.iter().partition(|one| told(one.outcome));
    let row = |one: &DossierOutcome| {
        let mut outcome = vec![Span::outcome(one.outcome)];
        for overlay in &one.overlays {
            outcome.push(Span::muted(format!("\n{}", overlay.words())));
        }
        vec![
            vec![
                Span::mono(one.control.as_str()),
                Span::muted(format!("\n{}", one.name)),
            ]
            .into(),
            outcome.into(),
            one.reason.as_str().into(),
        ]
    };
    let columns = || {
        vec![
            Column::content("Control", 110.0),
            Column::content("Outcome", 76.0),
            Column::share("Why", 1.0),
        ]
    };
    if told.is_empty() {
        section.say("No control failed, none lacked evidence, none is pending.");
    } else {
        let rows = told.into_iter().map(row).collect();
        section.dense_table(
            columns(),
            rows,
            "What failed, could not be judged, or is pending.",
        );
    }
    if form == Form::OneOfMany {
        return;
    }
    let (passed, without): (Vec<&DossierOutcome>, Vec<&DossierOutcome>) = others
        .into_iter()
        .partition(|one| one.outcome == Outcome::Pass);
    if !passed.is_empty() {
        let rows = passed.into_iter().map(row).collect();
        section.dense_table(columns(), rows, "What passed.");
    }
    if !without.is_empty() {
        let named: Vec<&str> = without.iter().map(|one| one.control.as_str()).collect();
        section.note(format!("Not applicable: {}.", named.join(", ")));
    }
}

fn timeline(section: &mut SectionWriter, dossier: &Dossier, form: Form) {
    form.head(section, "Timeline");
    if dossier.timeline.is_empty() {
        section.callout("Missing.", "No time is known of any step.");
        return;
    }
    let rows = dossier
        .timeline
        .iter()
        .map(|step| {
            let at = match step.date_only {
                true => day(step.at.date_naive()),
                false => instant_short(step.at),
            };
            let title = shortened(&step.title, 160);
            let what = match (step.is_deployment, step.late) {
                (true, _) => Span::strong(title),
                (false, true) => Span::text(format!("{title} (after the deployment)"))
                    .toned(Tone::Outcome(Outcome::Fail)),
                (false, false) => Span::text(title),
            };
            vec![at.into(), what.into(), shortened(&step.detail, 160).into()]
        })
        .collect();
    let more = match dossier.not_shown {
        0 => String::new(),
        n => format!(
            " {} left out for length.",
            counted(n, "plain step is", "plain steps are")
        ),
    };
    section.dense_table(
        vec![
            Column::fixed("Time", 100.0),
            Column::share("What", 1.2),
            Column::share("Who", 1.0),
        ],
        rows,
        &format!("From request to monitoring, as far as records tell.{more}"),
    );
}

fn records(section: &mut SectionWriter, dossier: &Dossier, form: Form) {
    form.head(section, "Change records as they stood at deployment");
    if dossier.records.is_empty() {
        section.callout("Missing.", "No change record is linked to this deployment.");
    }
    for record in &dossier.records {
        one_record(section, record);
    }
}

fn one_record(section: &mut SectionWriter, record: &DossierRecord) {
    let history = match record.has_history {
        true => "Fields are told as they were when the deployment began, by the history of edits.",
        false => {
            "The export holds no history of edits. A field is told as exported; that it said the same when the \
             deployment began is not proven unless the record was not edited afterwards."
        }
    };
    section.spans(vec![
        Span::mono(record.key.as_str()),
        format!(", kept in {}. {history}", record.source).into(),
    ]);
    let rows = record
        .fields
        .iter()
        .map(|field| {
            let value = match &field.at_start {
                ValueAtStart::Known(value) => vec![Span::text(shortened(value, PRINTED_LETTERS))],
                ValueAtStart::AsExported(value) => vec![
                    Span::text(shortened(value, PRINTED_LETTERS)),
                    Span::muted(" (as exported)"),
                ],
                ValueAtStart::Empty => vec![Span::text("empty").toned(Tone::Caution)],
                ValueAtStart::NotExported => vec![Span::muted("not exported")],
            };
            vec![capital(&field.name).into(), value.into()]
        })
        .collect();
    section.dense_table(
        vec![Column::content("Field", 120.0), Column::share("Value", 1.0)],
        rows,
        &format!("{} as it stood when the deployment began.", record.key),
    );
    if record.edits.is_empty() {
        return;
    }
    let rest = record.edits.len().saturating_sub(PRINTED_EDITS) as u64;
    let rows = record
        .edits
        .iter()
        .take(PRINTED_EDITS)
        .map(|edit| {
            let when = match edit.after_start {
                true => vec![
                    Span::text(instant_short(edit.at)),
                    Span::muted("\nafter it began"),
                ],
                false => vec![Span::text(instant_short(edit.at))],
            };
            vec![
                when.into(),
                shortened(&edit.field, 60).into(),
                shortened(&edit.from, 120).into(),
                shortened(&edit.to, 120).into(),
                shortened(&edit.by, 60).into(),
            ]
        })
        .collect();
    let more = match rest {
        0 => String::new(),
        n => format!(
            " {} not printed.",
            counted(n, "more edit is", "more edits are")
        ),
    };
    section.dense_table(
        vec![
            Column::fixed("Time", 100.0),
            Column::content("Field", 80.0),
            Column::share("From", 1.0),
            Column::share("To", 1.0),
            Column::content("By", 80.0),
        ],
        rows,
        &format!("History of {}.{more}", record.key),
    );
}

fn people(section: &mut SectionWriter, dossier: &Dossier, form: Form) {
    form.head(section, "People and roles");
    if dossier.people.is_empty() {
        section.callout("Missing.", "No record names a person.");
        return;
    }
    let rows = dossier
        .people
        .iter()
        .map(|person| {
            let roles = match (person.resolved, person.roles.as_slice()) {
                (false, _) => Span::muted("not in the roster"),
                (true, []) => Span::muted("none on that day"),
                (true, roles) => Span::text(list(roles)),
            };
            vec![
                shortened(&person.name, 80).into(),
                person.parts.join(", ").into(),
                roles.into(),
            ]
        })
        .collect();
    section.dense_table(
        vec![
            Column::share("Person", 1.0),
            Column::share("Part", 1.2),
            Column::share("Roles on that day", 1.0),
        ],
        rows,
        "Who had which part, by the rules of the controls.",
    );
}

fn changes(section: &mut SectionWriter, dossier: &Dossier, form: Form) {
    form.head(section, "Commits and what is linked");
    section.say(dossier.change_set.as_str());
    if dossier.changes.is_empty() {
        return;
    }
    let rest = dossier.changes.len().saturating_sub(PRINTED_CHANGES) as u64;
    let rows = dossier
        .changes
        .iter()
        .take(PRINTED_CHANGES)
        .map(|change| {
            vec![
                vec![
                    Span::text(change.kind.as_str()),
                    Span::mono(format!("\n{}", shortened(&change.label, 40))),
                ]
                .into(),
                vec![
                    Span::text(shortened(&change.title, 160)),
                    Span::muted(format!("\n{}", shortened(&change.detail, 160))),
                ]
                .into(),
                shortened(&change.link, 200).into(),
            ]
        })
        .collect();
    let more = match rest {
        0 => String::new(),
        n => format!(" {} not printed.", counted(n, "more is", "more are")),
    };
    section.dense_table(
        vec![
            Column::content("What", 90.0),
            Column::share("Title", 1.2),
            Column::share("Linked by", 1.0),
        ],
        rows,
        &format!("Pull requests, commits, change records and runs.{more}"),
    );
}

fn evidence(section: &mut SectionWriter, dossier: &Dossier, form: Form) {
    form.head(section, "Evidence");
    if dossier.evidence.is_empty() {
        section.callout("Missing.", "No outcome rests on a record.");
        return;
    }
    let rest = dossier.evidence.len().saturating_sub(PRINTED_EVIDENCE) as u64;
    let printed = &dossier.evidence[..dossier.evidence.len().min(PRINTED_EVIDENCE)];
    let rows = printed
        .iter()
        .map(|one| {
            vec![
                capital(&shortened(&one.record, 80)).into(),
                shortened(&one.place, 60).into(),
                shortened(&one.file, 60).into(),
                one.controls.join(", ").into(),
            ]
        })
        .collect();
    let more = match rest {
        0 => String::new(),
        n => format!(" {} not printed.", counted(n, "more is", "more are")),
    };
    section.dense_table(
        vec![
            Column::share("Record", 1.0),
            Column::content("Place", 90.0),
            Column::share("File", 0.8),
            Column::share("Controls that rest on it", 1.0),
        ],
        rows,
        &format!("The records that the outcomes rest on.{more}"),
    );
    let mut files: Vec<(&str, &str)> = printed
        .iter()
        .map(|one| (one.file.as_str(), one.sha256.as_str()))
        .collect();
    files.sort_unstable();
    files.dedup();
    let rows = files
        .into_iter()
        .map(|(file, sha256)| {
            vec![
                shortened(file, 80).into(),
                Span::mono(hash_groups(sha256)).into(),
            ]
        })
        .collect();
    section.dense_table(
        vec![Column::share("File", 1.0), Column::fixed("SHA-256", 190.0)],
        rows,
        "Their files.",
    );
}

fn exceptions(section: &mut SectionWriter, dossier: &Dossier, form: Form) {
    form.head(section, "Exceptions");
    if dossier.exceptions.is_empty() {
        section.say("No outcome of this deployment names an exception.");
        return;
    }
    let items = dossier.exceptions.iter();
    let items = items.map(|one| (one.id.clone(), vec![one.sentence.as_str().into()]));
    section.definitions(items.collect());
}

fn remediation(section: &mut SectionWriter, dossier: &Dossier, form: Form) {
    form.head(section, "Remediation");
    if dossier.remediation.is_empty() {
        section.spans(vec![Span::text("Not recorded.").toned(Tone::Caution)]);
    }
    for sentence in &dossier.remediation {
        section.say(sentence.as_str());
    }
}
