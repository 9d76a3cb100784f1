//! REC-01: the change record says what, where, at what risk and how to go back.
// long file: check and cases of one control stand together.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::record::{ChangeRecord, RecordKind};
use changeproof_domain::snapshot::{Change, ChangeRecordId, RecordRef};
use changeproof_domain::time::Order;

use crate::case::{Case, World};
use crate::context::{Context, EventSystem, field_text, span, text_by, when};
use crate::control::{Control, Judges, OfRecords, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::category::{self, Category, judged_as};
use crate::shared::content::{self, Content};
use crate::shared::linked_records::{Presence, each_record, presence};
use crate::shared::text::{Lack, lack};
use crate::shared::words::listed;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "REC-01",
    version: 3,
    name: "Record content",
    severity: Severity::High,
    clauses: &["1-REQ", "5-PLAN"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::number("minimum_text_characters", p.minimum_text),
            Parameter::words("placeholders", &p.placeholders),
        ]
    },
    frameworks: &[
        partial(
            "NIST SP 800-53",
            "CM-4",
            "Tests that impact is written down, not that the analysis is right.",
        ),
        partial(
            "PCI DSS 4.0.1",
            "6.5.1",
            "Tests reason, impact and back-out in the record, not the testing.",
        ),
    ],
    stricter_than_policy: Some(
        "The policy names the contents; the shortest text that counts is ours.",
    ),
    checks: "Passes when the change record has a description, the affected systems, risk and impact, \
        and a rollback or mitigation plan, each with content and written before the deployment began. \
        Placeholders such as TBD or N/A are no content, nor are words that only say that there is nothing, such \
        as 'No rollback plan is available', templates in <> and one letter again and again. Fails when one is missing, when the record was \
        created after the deployment began (emergencies excepted, unless EMG-01 fails), or when its history shows that a \
        part was first written afterwards, even if not all of it is known. Does not apply without a change record (TRC-01 counts that).",
    why: "A change that was described afterwards was not thought through before.",
    evidence: "Change records with description, systems, risk and impact, rollback plan, creation time \
        and edit history.",
    needs: &[RecordKind::ChangeRecord],
    remedy: "Fail: complete the record and say that it was done later; make the fields mandatory. \
        Insufficient evidence: export the missing field.",
    check: Judges::Change {
        deployment: check,
        record: &OF_RECORDS,
    },
    cases: CASES,
};

/// How it judges change records that were carried out without a deployment.
static OF_RECORDS: OfRecords = OfRecords {
    check: of_record_alone,
    cases: RECORD_CASES,
};

fn of_record_alone(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    category::remarked(cx, id, check_record(cx, id))
}

fn check(cx: &Context<'_>) -> Finding {
    let of_records = each_record(cx, |id| category::remarked(cx, id, check_record(cx, id)));
    let carried = cx
        .subject
        .change_set
        .changes
        .iter()
        .filter_map(|change| carried(cx, change));
    match Finding::worst(carried) {
        Some(carried) => Finding::worst([of_records, carried.clone()]).unwrap_or(carried),
        None => of_records,
    }
}

/// A pull request whose own text is the change record.
fn carried<'a>(cx: &Context<'a>, change: &'a Change) -> Option<Finding> {
    let pull_request = cx.pull_request(change)?;
    (presence(cx, change) == Presence::Carried).then(|| {
        cx.pass(|| {
            format!(
                "{} carries the required contents itself.",
                cx.change_name(change)
            )
        })
        .marked(Overlay::AsExported)
        .with(cx.fact(cx.change_record_ref(change), "body", || {
            pull_request.body.text().to_owned()
        }))
    })
}

/// A part that the record must have, with what is wrong with it.
pub(crate) enum Part {
    Fine,
    Missing(String),
    /// It is there; whether it was in time cannot be told.
    Undecided(String),
    NotExported(&'static str),
}

fn check_record(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    by_category(cx, id, |emergency| judged(cx, id, emergency))
}

/// A record's answer, where an emergency's may be written afterwards and what a record is may not be
/// known: then it fails only where it would fail either way.
pub(crate) fn by_category(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    judged: impl Fn(bool) -> Finding,
) -> Finding {
    let category = judged_as(cx, id);
    let finding = judged(category == Category::Emergency);
    if matches!(category, Category::Unknown | Category::PerhapsEmergency)
        && finding.outcome == Outcome::Fail
        && judged(true).outcome != Outcome::Fail
    {
        let (key, reason) = (&cx.record(id).key, finding.reason);
        return cx
            .insufficient(|| {
                format!(
                    "{reason} The category of {key} is not known, and an emergency's record may be \
                     written afterwards."
                )
            })
            .with(finding.facts);
    }
    finding
}

fn judged(cx: &Implementation<'_>, id: ChangeRecordId, emergency: bool) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    let parts = parts(cx, record, emergency);
    let missing: Vec<&str> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Missing(what) => Some(what.as_str()),
            Part::Fine | Part::Undecided(_) | Part::NotExported(_) => None,
        })
        .collect();
    let facts = || {
        let fields = ["description", "systems", "risk_and_impact", "rollback_plan"];
        let mut facts = facts(cx, id, record);
        facts.extend(category::fact(cx, id));
        facts.extend(content::edits_since(cx, id, &fields));
        facts
    };
    if !missing.is_empty() {
        return cx
            .fail(|| format!("{key}: {}.", missing.join("; ")))
            .with(facts());
    }
    if !emergency {
        match record
            .created_at
            .value()
            .map(|at| (at, cx.against_start(at, EventSystem::Other)))
        {
            Some((at, Order::Later)) => {
                return cx
                    .fail(|| {
                        format!(
                            "{key} was created at {}, {} after {} at {}.",
                            when(at),
                            span(cx.start().at, at.at),
                            cx.began(),
                            when(cx.start())
                        )
                    })
                    .with(facts());
            }
            Some((at, Order::Undecided)) => {
                return cx
                    .insufficient(|| {
                        format!("{key} was created at {}, {}.", when(at), cx.either_side())
                    })
                    .with(facts());
            }
            Some((_, Order::Earlier | Order::Equal)) => {}
            None => {
                return cx
                    .insufficient(|| format!("When {key} was created was not exported."))
                    .with(facts());
            }
        }
    }
    let not_exported: Vec<&str> = parts
        .iter()
        .filter_map(|part| match part {
            Part::NotExported(what) => Some(*what),
            Part::Fine | Part::Undecided(_) | Part::Missing(_) => None,
        })
        .collect();
    if let Some(what) = parts.iter().find_map(|part| match part {
        Part::Undecided(what) => Some(what),
        Part::Fine | Part::Missing(_) | Part::NotExported(_) => None,
    }) {
        return cx.insufficient(|| format!("{key}: {what}.")).with(facts());
    }
    if !not_exported.is_empty() {
        return cx
            .insufficient(|| format!("{key} was exported without its {}.", listed(&not_exported)))
            .with(facts());
    }
    cx.pass(|| {
        format!(
            "{key} has a description, affected systems, risk and impact, and a rollback plan.{}",
            afterwards(cx, record)
        )
    })
    .marked_if(!record.has_whole_history(), Overlay::AsExported)
    .with(facts())
}

/// What to add to a pass where the record was created after the start, with a space before it: only an
/// emergency's may be.
pub(crate) fn afterwards(cx: &Implementation<'_>, record: &ChangeRecord) -> String {
    let created = record.created_at.value();
    match created.map(|at| (at, cx.against_start(at, EventSystem::Other))) {
        Some((at, Order::Later)) => format!(
            " The record was created {} after {}, as that of an emergency may be.",
            span(cx.start().at, at.at),
            cx.began()
        ),
        _ => String::new(),
    }
}

/// The parts that a record must have. `afterwards`: whether they may be written after the deployment.
pub(crate) fn parts(cx: &Implementation<'_>, record: &ChangeRecord, afterwards: bool) -> [Part; 4] {
    [
        text_part(
            cx,
            record,
            "description",
            "description",
            &record.description,
            afterwards,
        ),
        systems_part(cx, record, afterwards),
        text_part(
            cx,
            record,
            "risk_and_impact",
            "risk and impact",
            &record.risk_and_impact,
            afterwards,
        ),
        text_part(
            cx,
            record,
            "rollback_plan",
            "rollback plan",
            &record.rollback_plan,
            afterwards,
        ),
    ]
}

/// What is wrong with a text that the record must have.
pub(crate) fn text_part(
    cx: &Implementation<'_>,
    record: &ChangeRecord,
    field: &'static str,
    words: &'static str,
    text: &Field<String>,
    afterwards: bool,
) -> Part {
    match text {
        Field::NotExported => Part::NotExported(words),
        Field::Empty => Part::Missing(format!("the {words} is empty")),
        Field::Value(text) => match lack(text, cx.parameters()) {
            Some(Lack::Placeholder) => {
                let text = text.trim().trim_end_matches('.');
                Part::Missing(format!("the {words} says only '{text}'"))
            }
            Some(Lack::TooShort) => Part::Missing(format!(
                "the {words} has fewer than {} characters",
                cx.parameters().minimum_text
            )),
            None if afterwards => Part::Fine,
            None => in_time(cx, record, field, words),
        },
    }
}

/// Whether a part that is there was there when the deployment began.
fn in_time(
    cx: &Implementation<'_>,
    record: &ChangeRecord,
    field: &'static str,
    words: &'static str,
) -> Part {
    match content::at(cx, record, field, |at| {
        cx.against_start(at, EventSystem::Other)
    }) {
        Content::Present => Part::Fine,
        Content::FilledLater(edit) => Part::Missing(format!(
            "the {words} was first written at {}, after {}",
            when(&edit.at),
            cx.began()
        )),
        Content::Undecided(edit) => Part::Undecided(format!(
            "the {words} was edited at {}, {}",
            when(&edit.at),
            cx.either_side()
        )),
    }
}

fn systems_part(cx: &Implementation<'_>, record: &ChangeRecord, afterwards: bool) -> Part {
    match &record.systems {
        Field::NotExported => Part::NotExported("affected systems"),
        Field::Value(systems) if systems.iter().any(|name| !name.trim().is_empty()) => {
            if afterwards {
                Part::Fine
            } else {
                in_time(cx, record, "systems", "list of affected systems")
            }
        }
        Field::Empty | Field::Value(_) => Part::Missing("no affected system is named".to_owned()),
    }
}

pub(crate) fn facts(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    record: &ChangeRecord,
) -> Vec<Fact> {
    let own = RecordRef::ChangeRecord(id);
    [
        cx.fact(own, "description", || field_text(&record.description)),
        cx.fact(own, "systems", || {
            text_by(&record.systems, |names| names.join(", "))
        }),
        cx.fact(own, "risk_and_impact", || {
            field_text(&record.risk_and_impact)
        }),
        cx.fact(own, "rollback_plan", || field_text(&record.rollback_plan)),
        cx.fact(own, "created_at", || field_text(&record.created_at)),
        cx.start_fact(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

static CASES: &[Case] = &[
    Case {
        name: "of the history a part is known, in which the plan was first written after the deployment",
        given: |w| {
            w.edit_record(
                "rollback_plan",
                None,
                Some("Redeploy the last release."),
                60,
            );
            w.record().history_is_cut = true;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "all parts are there",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "the pull request itself is the change record",
        given: World::carry_record,
        then: Outcome::Pass,
    },
    Case {
        name: "another system was named after the deployment, and one with a short name before",
        given: |w| {
            w.record().systems = Field::Value(vec!["api".to_owned(), "referral-api".to_owned()]);
            w.edit_record("systems", Some("api"), Some("api, referral-api"), 120);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "neither description nor rollback plan was exported",
        given: |w| {
            w.record().description = Field::NotExported;
            w.record().rollback_plan = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no rollback plan",
        given: |w| w.record().rollback_plan = Field::Empty,
        then: Outcome::Fail,
    },
    Case {
        name: "the rollback plan is 'TBD.'",
        given: |w| w.record().rollback_plan = World::text("TBD."),
        then: Outcome::Fail,
    },
    Case {
        name: "no system is named",
        given: |w| w.record().systems = Field::Value(Vec::new()),
        then: Outcome::Fail,
    },
    Case {
        name: "the record was created after the deployment began",
        given: |w| w.record().created_at = World::at(90),
        then: Outcome::Fail,
    },
    Case {
        name: "an emergency may be recorded afterwards",
        given: |w| {
            w.emergency();
            w.record().created_at = World::at(90);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "an emergency that nothing justifies, recorded afterwards",
        given: |w| {
            w.unfounded_emergency();
            w.record().created_at = World::at(90);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a rollback plan that says only that there is none",
        given: |w| w.record().rollback_plan = World::text("No rollback plan is available."),
        then: Outcome::Fail,
    },
    Case {
        name: "a rollback plan that was a placeholder before the deployment, and a plan only afterwards",
        given: |w| {
            w.edit_record("rollback_plan", None, Some("TBD"), -60);
            w.edit_record(
                "rollback_plan",
                Some("TBD"),
                Some("Redeploy the previous release."),
                30,
            );
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the plan was first written 3 minutes after the start by another system's clock",
        given: |w| {
            w.edit_record(
                "rollback_plan",
                None,
                Some("Redeploy the previous release."),
                3,
            );
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "created an hour after the deployment, and the category is not known",
        given: |w| {
            w.record().category = Field::NotExported;
            w.record().created_at = World::at(60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the affected systems were first named after the deployment",
        given: |w| w.edit_record("systems", None, Some("referral-api"), 120),
        then: Outcome::Fail,
    },
    Case {
        name: "the rollback plan was first written after the deployment",
        given: |w| {
            w.edit_record(
                "rollback_plan",
                None,
                Some("Redeploy the previous release."),
                30,
            )
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the rollback plan was not exported",
        given: |w| w.record().rollback_plan = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no change record",
        given: World::no_ticket,
        then: Outcome::NotApplicable,
    },
];

/// Each starts from a clean change of CHG-2000, carried out by hand from the start on.
static RECORD_CASES: &[Case] = &[
    Case {
        name: "all parts are there",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "no rollback plan",
        given: |w| w.record().rollback_plan = Field::Empty,
        then: Outcome::Fail,
    },
    Case {
        name: "the record was created after the implementation began",
        given: |w| w.record().created_at = World::at(20),
        then: Outcome::Fail,
    },
    Case {
        name: "the rollback plan was first written after the implementation began",
        given: |w| w.edit_record("rollback_plan", None, Some("Set the old value again."), 30),
        then: Outcome::Fail,
    },
    Case {
        name: "only the closing is known, and the record was created before it",
        given: |w| w.only_closed_at(60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the rollback plan was not exported",
        given: |w| w.record().rollback_plan = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
];
