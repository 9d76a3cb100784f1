//! CAT-01: every change has a category, and keeps it once the deployment began.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Outcome, Overlay};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{ChangeRecordId, RecordRef};
use changeproof_domain::time::Order;

use crate::case::{Case, World};
use crate::context::{Context, EventSystem, when};
use crate::control::{Control, Judges, OfRecords, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::category::{self, Category, fact, of_word};
use crate::shared::linked_records::each_record;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "CAT-01",
    version: 3,
    name: "Category",
    severity: Severity::High,
    clauses: &["CAT-STD", "CAT-NRM", "CAT-EMG"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::words("standard_words", &p.standard_words),
            Parameter::words("normal_words", &p.normal_words),
            Parameter::words("emergency_words", &p.emergency_words),
        ]
    },
    frameworks: &[
        partial(
            "SOC 2",
            "CC8.1",
            "Tests that changes are categorised, not that the category is right.",
        ),
        partial(
            "NIST SP 800-53",
            "CM-3a",
            "Tests the category alone, not the types under control.",
        ),
    ],
    stricter_than_policy: None,
    checks: "Passes when the change record calls the change standard, normal or emergency, and its \
        history shows no edit of that after the deployment began. Without a history, or with a part of it \
        alone, it passes only \
        where the record was last updated before the deployment. Fails when the category is empty or \
        was edited after the deployment began. Does not apply without a change record (TRC-01 counts \
        that).",
    why: "The category decides which rules apply. One that is chosen afterwards can excuse anything.",
    evidence: "Change records with their category and edit history (Jira: expand=changelog).",
    needs: &[RecordKind::ChangeRecord],
    remedy: "Fail: restore the category that held at deployment and treat the change by it. \
        Insufficient evidence: export the history of the records, or map the unknown word.",
    check: Judges::Change {
        deployment: check,
        record: &OF_RECORDS,
    },
    cases: CASES,
};

/// How it judges change records that were carried out without a deployment.
static OF_RECORDS: OfRecords = OfRecords {
    check: check_record,
    cases: RECORD_CASES,
};

fn check(cx: &Context<'_>) -> Finding {
    each_record(cx, |id| check_record(cx, id))
}

fn check_record(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    let finding = match &record.category {
        Field::NotExported => cx.insufficient(|| format!("The category of {key} was not exported.")),
        Field::Empty => cx.fail(|| format!("{key} has no category.")),
        Field::Value(word) => match of_word(word, cx.parameters()) {
            Category::Unknown => cx.insufficient(|| {
                format!("{key} has the category '{word}', which is not mapped to standard, normal or emergency.")
            }),
            Category::Standard
            | Category::Normal
            | Category::Emergency
            | Category::PerhapsEmergency => check_history(cx, id, word),
        },
    };
    finding.with(fact(cx, id)).with(cx.start_fact())
}

fn check_history(cx: &Implementation<'_>, id: ChangeRecordId, word: &str) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    let own = RecordRef::ChangeRecord(id);
    match cx.edited_since(record, category::FIELD) {
        Some((_, edit, Order::Later)) => {
            return cx.fail(|| {
                format!(
                    "The category of {key} was changed from '{}' to '{}' at {}, after {} at {}.",
                    edit.from.as_deref().unwrap_or(""),
                    edit.to.as_deref().unwrap_or(""),
                    when(&edit.at),
                    cx.began(),
                    when(cx.start())
                )
            });
        }
        Some((_, edit, _)) => {
            return cx.insufficient(|| {
                format!(
                    "The category of {key} was changed at {}, {}.",
                    when(&edit.at),
                    cx.either_side()
                )
            });
        }
        None if record.has_whole_history() => {
            return cx.pass(|| {
                format!(
                    "{key} calls the change '{word}', and by its history the category was not edited \
                     after {}.",
                    cx.began()
                )
            });
        }
        None => {}
    }
    let no_history = match record.history.is_exported() {
        true => "with a history that is known in part alone and does not show",
        false => "without a history that shows",
    };
    match record
        .updated_at
        .value()
        .map(|at| (at, cx.against_start(at, EventSystem::Other)))
    {
        Some((at, Order::Earlier | Order::Equal)) => cx
            .pass(|| {
                format!(
                    "{key} calls the change '{word}' and was last updated at {}, before {}.",
                    when(at),
                    cx.noun()
                )
            })
            .marked(Overlay::AsExported)
            .with(cx.fact(own, "updated_at", || at.to_string())),
        Some((at, Order::Later | Order::Undecided)) => cx
            .insufficient(|| {
                format!(
                    "{key} calls the change '{word}', but was updated at {} {no_history} whether \
                     the category changed.",
                    when(at)
                )
            })
            .with(cx.fact(own, "updated_at", || at.to_string())),
        None => cx.insufficient(|| {
            format!(
                "{key} calls the change '{word}', but neither its whole history nor its last update \
                 was exported, so a later edit cannot be ruled out."
            )
        }),
    }
}

static CASES: &[Case] = &[
    Case {
        name: "a normal change with a history that never touches the category",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "the category was set to emergency after the deployment",
        given: |w| w.edit_record("category", Some("Normal"), Some("Emergency"), 60),
        then: Outcome::Fail,
    },
    Case {
        name: "no category",
        given: |w| w.record().category = Field::Empty,
        then: Outcome::Fail,
    },
    Case {
        name: "a word that is not mapped",
        given: |w| w.record().category = World::text("Fast lane"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no history, and updated after the deployment",
        given: |w| {
            w.record().history = Field::NotExported;
            w.record().updated_at = World::at(600);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "of the history a part is known, in which the category was set after the deployment",
        given: |w| {
            w.edit_record("category", Some("Normal"), Some("Emergency"), 60);
            w.record().history_is_cut = true;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "of the history a part is known that never touches the category, and it was updated after the \
               deployment",
        given: |w| {
            w.record().history_is_cut = true;
            w.record().updated_at = World::at(600);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no history, and last updated before the deployment",
        given: |w| {
            w.record().history = Field::NotExported;
            w.record().updated_at = World::at(-600);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the change names two records, and the second has no category",
        given: |w| {
            w.add_ticket("CHG-1001", "Normal", -48 * 60).category = Field::Empty;
            w.pull_request().title = World::text("CHG-1000, CHG-1001: retry the queue");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the change also names a ticket that is no change record, and has no category",
        given: |w| {
            let bug = w.add_ticket("CHG-1001", "Normal", -48 * 60);
            bug.record_type = World::text("Bug");
            bug.category = Field::Empty;
            w.pull_request().title = World::text("CHG-1000, CHG-1001: retry the queue");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the deployment alone names the record, and that has no category",
        given: |w| {
            w.no_ticket();
            w.deployment().change_ticket = World::text("CHG-1000");
            w.record().category = Field::Empty;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the deployment itself names a ticket of a project that was not imported",
        given: |w| {
            w.no_ticket();
            w.deployment().change_ticket = World::text("OPS-7");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the change names a ticket of a project that is in use but was not imported",
        given: |w| {
            w.no_ticket();
            w.previous().change_ticket = World::text("OPS-6");
            w.pull_request().title = World::text("OPS-7: retry the queue");
        },
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
        name: "a normal change with a history that never touches the category",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "the category was set to standard after the implementation",
        given: |w| w.edit_record("category", Some("Normal"), Some("Standard"), 60),
        then: Outcome::Fail,
    },
    Case {
        name: "no category",
        given: |w| w.record().category = Field::Empty,
        then: Outcome::Fail,
    },
    Case {
        name: "only the closing is known, and the category was edited after it",
        given: |w| {
            w.only_closed_at(60);
            w.edit_record("category", Some("Normal"), Some("Standard"), 120);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "only the closing is known, and the category was edited before it",
        given: |w| {
            w.only_closed_at(60);
            w.edit_record("category", Some("Standard"), Some("Normal"), -600);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the category was not exported",
        given: |w| w.record().category = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
];
