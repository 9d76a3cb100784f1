//! STD-01: a standard change follows a template that was approved in advance.
// long file: check and cases of one control stand together.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::record::{ChangeRecord, RecordKind};
use changeproof_domain::snapshot::{ChangeRecordId, RecordRef};
use changeproof_domain::text::folded;
use changeproof_domain::time::{DAY, Order};

use crate::case::{Case, World};
use crate::context::{Context, Detail, EventSystem, field_text, when};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::category::{self, Category};
use crate::shared::content::{self, AtStart};
use crate::shared::known::Known;
use crate::shared::level::{self, Level};
use crate::shared::linked_records::each_record;
use crate::standard_changes::catalogue::{Line, line, line_facts};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "STD-01",
    version: 2,
    name: "Standard change catalogue",
    severity: Severity::Critical,
    clauses: &["CAT-STD"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::number("template_valid_days", p.template_valid / DAY),
            Parameter::words("low_risk_words", &p.low_risk_words),
            Parameter::words("any_system_words", &p.any_system_words),
        ]
    },
    frameworks: &[partial(
        "NIST SP 800-53",
        "CM-3",
        "Tests that a change without an approval of its own rests on one given in advance.",
    )],
    stricter_than_policy: Some(
        "The policy gives standard changes no catalogue and approvals in advance no end; both, and the \
         365 days, are ours.",
    ),
    checks: "Passes when the record of a standard change names a template of the imported catalogue that \
        somebody approved at most 365 days before the deployment began, whose last day had not passed, \
        whose scope names the deployed service, and when the record's risk level is low. The template \
        stands in the record's own field, or its name stands in the record's title, description or \
        justification. Fails when the risk is not low, when the record has the field and names no \
        template, and when the catalogue covers the time and holds no such template. The change is then \
        judged by the rules of normal changes. Without a catalogue it cannot be told. Does not apply to \
        other categories and without a change record.",
    why: "Calling a change standard waives its approval, so the approval in advance has to be there.",
    evidence: "Change records with category, risk level and template; the catalogue of standard changes.",
    needs: &[RecordKind::ChangeRecord, RecordKind::StandardChange],
    remedy: "Fail: have the change approved now, correct its category, or renew the template. \
        Insufficient evidence: import the catalogue, and export the template and the risk level with the \
        records.",
    check: Judges::Deployment(check),
    cases: CASES,
};

fn check(cx: &Context<'_>) -> Finding {
    each_record(cx, |id| match category::at_start(cx, id) {
        Category::Standard => check_record(cx, id),
        Category::Normal | Category::Emergency | Category::PerhapsEmergency => cx
            .not_applicable(|| format!("{} is no standard change.", cx.record(id).key))
            .with(category::fact(cx, id)),
        Category::Unknown => {
            let finding = check_record(cx, id);
            if finding.outcome == Outcome::Pass {
                return finding;
            }
            cx.insufficient(|| {
                format!(
                    "Whether {} is a standard change is not known: {}.",
                    cx.record(id).key,
                    category::why_unknown(cx, id)
                )
            })
            .with(category::fact(cx, id))
        }
    })
}

/// The verdict on a record that is a standard change's.
pub(crate) fn check_record(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    let own = RecordRef::ChangeRecord(id);
    let facts = || -> Vec<Fact> {
        category::fact(cx, id)
            .into_iter()
            .chain(cx.fact(own, "template", || field_text(&record.template)))
            .chain(level::facts(cx, id, level::RISK))
            .chain(cx.start_fact())
            .collect()
    };
    let risk = low_risk(cx, id);
    if let Risk::NotLow(word) = &risk {
        return cx
            .fail(|| {
                format!(
                    "{key} is recorded as a standard change and has the risk level '{word}'; standard \
                     changes have a low risk."
                )
            })
            .with(facts());
    }
    if !cx.snapshot.coverage.has(RecordKind::StandardChange) {
        return cx
            .insufficient(|| {
                format!(
                    "{key} is recorded as a standard change, and no catalogue of standard changes was \
                     imported."
                )
            })
            .with(facts());
    }
    let finding = match template_of(cx, id) {
        Template::None => cx.fail(|| {
            format!(
                "{key} is recorded as a standard change and {}.",
                no_name(cx, id, "no template of the catalogue")
            )
        }),
        Template::NotExported => cx.insufficient(|| {
            format!(
                "{key} is recorded as a standard change; its template was not exported, and its texts {}.",
                no_name(cx, id, "none of the catalogue")
            )
        }),
        Template::EditedAround => cx.insufficient(|| {
            format!(
                "{key} is recorded as a standard change; the template or a text of it was edited at a time \
                 that cannot be put before or after {}, so what stood there cannot be told.",
                cx.start_words()
            )
        }),
        Template::Named(names) => {
            let mut found = names.iter().map(|name| by_template(cx, id, name, &risk));
            let first = found.next();
            // One that fits is enough; otherwise one that may fit.
            first.map_or_else(
                || cx.insufficient(|| format!("The template of {key} cannot be told.")),
                |first| found.fold(first, better),
            )
        }
    };
    finding.with(facts()).with(text_facts(cx, id))
}

/// That a record names no template, with `what` for that; and where a text names one since a later edit, that.
fn no_name(cx: &Implementation<'_>, id: ChangeRecordId, what: &str) -> String {
    let record = cx.record(id);
    let later = texts(record).into_iter().find_map(|(field, text)| {
        let template = named_in(cx, text.text()).next()?;
        let mut edits = record.history.items().iter();
        let edit = edits.find(|edit| {
            edit.field == field
                && edit.to.as_deref().is_some_and(|to| names(to, template))
                && cx.against_start(&edit.at, EventSystem::Other) == Order::Later
        })?;
        Some((field, template, edit))
    });
    match later {
        None => format!(
            "name{} {what}",
            if what.starts_with("no ") { "s" } else { "" }
        ),
        Some((field, template, edit)) => format!(
            "named {what} when {}; its {field} names {template} since {}",
            cx.began(),
            when(&edit.at)
        ),
    }
}

/// The texts of a record that name a template, and what they were until an edit after the start, as facts;
/// nothing where the record's own field names one.
fn text_facts(cx: &Implementation<'_>, id: ChangeRecordId) -> Vec<Fact> {
    let record = cx.record(id);
    if cx.detail == Detail::OutcomeOnly || record.template.is_value() {
        return Vec::new();
    }
    let naming = texts(record)
        .into_iter()
        .filter(|(_, text)| named_in(cx, text.text()).next().is_some());
    naming
        .flat_map(|(field, text)| {
            let own = cx.fact(RecordRef::ChangeRecord(id), field, || field_text(text));
            let edit = cx.edited_since(record, field);
            let edit = edit.map(|(at, ..)| cx.edit_facts(id, at));
            own.into_iter().chain(edit.into_iter().flatten())
        })
        .collect()
}

/// The texts of a record in which a template may be named.
fn texts(record: &ChangeRecord) -> [(&'static str, &Field<String>); 3] {
    [
        ("title", &record.title),
        ("description", &record.description),
        ("justification", &record.justification),
    ]
}

/// The templates of the catalogue that a text names.
fn named_in<'a>(cx: &Implementation<'a>, text: &str) -> impl Iterator<Item = &'a str> {
    let catalogue = cx.snapshot.registers.standard_changes.iter();
    catalogue
        .map(|line| line.template.as_str())
        .filter(move |template| names(text, template))
}

fn better(one: Finding, other: Finding) -> Finding {
    let rank = |of: &Finding| match of.outcome {
        Outcome::Pass => 0,
        Outcome::InsufficientEvidence | Outcome::Pending => 1,
        Outcome::Fail | Outcome::NotApplicable => 2,
    };
    if rank(&other) < rank(&one) {
        other
    } else {
        one
    }
}

/// The risk level, as standard changes need it.
enum Risk {
    Low(String),
    NotLow(String),
    Unknown(String),
}

fn low_risk(cx: &Implementation<'_>, id: ChangeRecordId) -> Risk {
    match level::risk(cx, id) {
        Level::High(word) => Risk::NotLow(word),
        Level::Lower(word) if level::is_one_of(&word, &cx.parameters().low_risk_words) => {
            Risk::Low(word)
        }
        Level::Lower(word) => Risk::NotLow(word),
        Level::Unknown(why) => Risk::Unknown(why),
    }
}

/// The templates that a record names.
enum Template {
    Named(Vec<String>),
    None,
    NotExported,
    EditedAround,
}

/// The templates that a record named when the deployment began.
fn template_of(cx: &Implementation<'_>, id: ChangeRecordId) -> Template {
    let record = cx.record(id);
    let at_start = |field, exported| content::at_start(cx, record, field, exported);
    let own = at_start("template", &record.template);
    match own {
        AtStart::Text("") | AtStart::NotExported => {}
        AtStart::Text(name) => return Template::Named(vec![name.to_owned()]),
        AtStart::EditedAround => return Template::EditedAround,
    }
    let texts = texts(record).map(|(field, text)| at_start(field, text));
    let held = |text: &AtStart<'_>, template: &str| match text {
        AtStart::Text(text) => names(text, template),
        AtStart::NotExported | AtStart::EditedAround => false,
    };
    let catalogue = cx.snapshot.registers.standard_changes.iter();
    let mut named: Vec<String> = catalogue
        .map(|line| line.template.clone())
        .filter(|template| texts.iter().any(|text| held(text, template)))
        .collect();
    named.dedup();
    match own {
        _ if !named.is_empty() => Template::Named(named),
        _ if texts.contains(&AtStart::EditedAround) => Template::EditedAround,
        AtStart::NotExported => Template::NotExported,
        AtStart::Text(_) | AtStart::EditedAround => Template::None,
    }
}

/// Whether a text has the template's name as words of its own. A name that is one plain word may stand
/// there by chance.
fn names(text: &str, template: &str) -> bool {
    let (text, template) = (folded(text), folded(template));
    if template.chars().all(char::is_alphabetic) {
        return false;
    }
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.match_indices(&*template).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let behind = &text[at + found.len()..];
        let after = behind.chars().next();
        // 'Settings update v3' is another template than 'Settings update'.
        let next = behind.split_whitespace().next().unwrap_or_default();
        let number = next.strip_prefix('v').unwrap_or(next);
        let is_version = number.starts_with(|c: char| c.is_ascii_digit());
        !before.is_some_and(is_part) && !after.is_some_and(is_part) && !is_version
    })
}

fn by_template(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    template: &str,
    risk: &Risk,
) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    let ids = cx.snapshot.registers.template(template).iter();
    let lines: Vec<Line> = ids.map(|id| line(cx, *id)).collect();
    let facts: Vec<Fact> = lines
        .iter()
        .flat_map(|line| line_facts(cx, line.id))
        .collect();
    let covered = cx.covered(RecordKind::StandardChange, &Scope::Company);
    let fitting = lines.iter().find(|line| line.fits == Known::Yes);
    let open = lines.iter().find(|line| line.fits == Known::Unknown);
    match (fitting, open, risk) {
        (Some(line), _, Risk::Low(word)) => {
            let of = &cx.snapshot.registers.standard_changes[line.id.index()];
            cx.pass(|| {
                format!(
                    "{key} is a standard change of low risk ('{word}') by the template {template}, \
                     approved by {} at {}, in date and for this service.",
                    of.approved_by.value().map_or("", |by| cx.shown(by)),
                    of.approved_at.value().map(when).unwrap_or_default()
                )
            })
            .marked_if(!record.has_whole_history(), Overlay::AsExported)
        }
        (Some(_), _, Risk::Unknown(why)) => cx.insufficient(|| {
            format!("{key} names the template {template}, but whether its risk is low is not known: {why}.")
        }),
        (None, Some(line), _) => cx.insufficient(|| {
            format!("{key} names the template {template}; {}.", line.why)
        }),
        (None, None, _) if covered => cx.fail(|| match lines.last() {
            Some(line) => format!("{key} names the template {template}, but {}.", line.why),
            None => format!("{key} names the template {template}, which the catalogue does not hold."),
        }),
        (_, _, _) => cx.insufficient(|| {
            let found = match lines.last() {
                Some(line) => format!("of which {}", line.why),
                None => "which the imported catalogue does not hold".to_owned(),
            };
            format!(
                "{key} names the template {template}, {found}; the imported catalogue does not cover \
                 the time of {}.",
                cx.noun()
            )
        }),
    }
    .with(facts)
}

/// A standard change by a template that was approved that many days before.
fn standard(world: &mut World, days: i64) {
    world.record().category = World::text("Standard");
    world.record().template = World::text("STD-FLAG");
    world.add(World::standard_change("STD-FLAG", days));
}

static CASES: &[Case] = &[
    Case {
        name: "by a template that was approved 50 days before",
        given: |w| standard(w, 50),
        then: Outcome::Pass,
    },
    Case {
        name: "the template's name stands in the record's description",
        given: |w| {
            standard(w, 50);
            w.record().template = Field::NotExported;
            w.record().description = World::text("Switch a flag as in STD-FLAG, nothing else.");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the template's name was written into the description only after the deployment",
        given: |w| {
            standard(w, 50);
            w.record().template = Field::NotExported;
            w.record().description = World::text("Switch a flag as in STD-FLAG, nothing else.");
            w.edit_record(
                "description",
                Some("Switch a flag, nothing else."),
                Some("Switch a flag as in STD-FLAG, nothing else."),
                60,
            );
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the template was approved again, and the earlier approval is out of date",
        given: |w| {
            standard(w, 500);
            w.add(World::standard_change("STD-FLAG", 30));
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the template holds for all systems",
        given: |w| {
            w.record().category = World::text("Standard");
            w.record().template = World::text("std-flag");
            let mut line = World::standard_change("STD-FLAG", 50);
            line.scope = Field::Value(vec!["All".to_owned()]);
            w.add(line);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the template was approved 400 days before",
        given: |w| standard(w, 400),
        then: Outcome::Fail,
    },
    Case {
        name: "the template was approved a day after",
        given: |w| standard(w, -1),
        then: Outcome::Fail,
    },
    Case {
        name: "the template's last day was the day before",
        given: |w| {
            w.record().category = World::text("Standard");
            w.record().template = World::text("STD-FLAG");
            let mut line = World::standard_change("STD-FLAG", 50);
            line.valid_to = Field::exported(World::day(2025, 3, 2));
            w.add(line);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the template is for another system",
        given: |w| {
            w.record().category = World::text("Standard");
            w.record().template = World::text("STD-FLAG");
            let mut line = World::standard_change("STD-FLAG", 50);
            line.scope = Field::Value(vec!["partner-web".to_owned()]);
            w.add(line);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "nobody approved the template",
        given: |w| {
            w.record().category = World::text("Standard");
            w.record().template = World::text("STD-FLAG");
            let mut line = World::standard_change("STD-FLAG", 50);
            line.approved_by = Field::Empty;
            w.add(line);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a service identity approved the template",
        given: |w| {
            w.record().category = World::text("Standard");
            w.record().template = World::text("STD-FLAG");
            let mut line = World::standard_change("STD-FLAG", 50);
            line.approved_by = World::typed("jenkins");
            w.add(line);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the risk is medium",
        given: |w| {
            standard(w, 50);
            w.record().risk_level = World::text("Medium");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the risk is high, and no catalogue was imported",
        given: |w| {
            w.record().category = World::text("Standard");
            w.record().risk_level = World::text("High");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the catalogue does not hold the template",
        given: |w| {
            standard(w, 50);
            w.record().template = World::text("STD-DNS");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the record names no template",
        given: |w| {
            standard(w, 50);
            w.record().template = Field::Empty;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "no catalogue was imported",
        given: |w| w.record().category = World::text("Standard"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the template was not exported, and no text names one",
        given: |w| {
            standard(w, 50);
            w.record().template = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the catalogue does not hold the template, and does not cover the time",
        given: |w| {
            standard(w, 50);
            w.record().template = World::text("STD-DNS");
            w.not_covered(RecordKind::StandardChange);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the risk level was not exported",
        given: |w| {
            standard(w, 50);
            w.record().risk_level = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the catalogue gives the template no scope",
        given: |w| {
            w.record().category = World::text("Standard");
            w.record().template = World::text("STD-FLAG");
            let mut line = World::standard_change("STD-FLAG", 50);
            line.scope = Field::Empty;
            w.add(line);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "until when the template may be used was not exported",
        given: |w| {
            w.record().category = World::text("Standard");
            w.record().template = World::text("STD-FLAG");
            let mut line = World::standard_change("STD-FLAG", 50);
            line.valid_to = Field::NotExported;
            w.add(line);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the category is not known",
        given: |w| {
            standard(w, 400);
            w.record().category = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a normal change",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
    Case {
        name: "no change record",
        given: World::no_ticket,
        then: Outcome::NotApplicable,
    },
];
