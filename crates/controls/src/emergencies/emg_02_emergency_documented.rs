//! EMG-02: the change record of an emergency was complete soon after the deployment.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{ChangeRecordId, RecordRef};
use changeproof_domain::time::{HOUR, Moment, Order};

use crate::case::{Case, World};
use crate::context::{Context, span, when};
use crate::control::{Control, Judges, OfRecords, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::records::rec_01_record_content::{self as rec_01, Part};
use crate::shared::category;
use crate::shared::content::{self, Content};
use crate::shared::emergency::{self, after, each_emergency};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "EMG-02",
    version: 3,
    name: "Emergency documented",
    severity: Severity::High,
    clauses: &["EMG-DOC"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::number("record_due_hours", p.emergency_record_within / HOUR),
            Parameter::number("minimum_text_characters", p.minimum_text),
            Parameter::words("placeholders", &p.placeholders),
        ]
    },
    frameworks: &[partial(
        "NIST SP 800-53",
        "CM-3",
        "Tests that emergencies are recorded in time, not how changes are decided.",
    )],
    stricter_than_policy: Some(
        "The policy says 'as soon as practical'; 24 hours are ours, and so is the shortest text that \
         counts.",
    ),
    checks: "Passes when the change record of an emergency was created, and its description, affected \
        systems, risk and impact, and rollback or mitigation plan were first written, within 24 hours \
        of the start of the deployment. What counts as content is REC-01's. Fails when one is missing \
        or came later. A record without edit history is judged as exported. Pending until the 24 hours \
        have passed. Does not apply where no change of the deployment is an emergency, or nothing \
        justifies it (EMG-01 fails).",
    why: "What was done in a hurry is forgotten within days, and nobody can review what was not \
        written down.",
    evidence: "Change records with description, systems, risk and impact, rollback plan, creation time \
        and edit history, exported a day after the last deployment or later.",
    needs: &[RecordKind::ChangeRecord],
    remedy: "Fail: complete the record now and say that it was done later. Insufficient evidence: \
        export the missing field, and declare what the export covers.",
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
    let check = |id| check_record(cx, id);
    emergency::of_record_alone(cx, id, category::judged_as(cx, id), check)
}

fn check(cx: &Context<'_>) -> Finding {
    each_emergency(
        cx,
        |id| category::judged_as(cx, id),
        |id| check_record(cx, id),
    )
}

fn check_record(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    let due = after(cx.start(), cx.parameters().emergency_record_within);
    let tolerance = cx.parameters().clock_tolerance;
    let facts = || -> Vec<Fact> {
        rec_01::facts(cx, id, record)
            .into_iter()
            .chain(category::fact(cx, id))
            .collect()
    };
    let Some(created) = record.created_at.value() else {
        return cx
            .insufficient(|| format!("When {key} was created was not exported."))
            .with(facts());
    };
    // All that is proven late, then all that cannot be told.
    let mut late: Vec<String> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut edits: Vec<Fact> = Vec::new();
    match created.order(&due, tolerance) {
        Order::Later => late.push(format!(
            "it was created at {}, {} after {}",
            when(created),
            span(cx.start().at, created.at),
            cx.began()
        )),
        Order::Undecided => open.push(format!(
            "it was created at {}, too close to the due time",
            when(created)
        )),
        Order::Earlier | Order::Equal => {}
    }
    for (field, words) in FIELDS {
        match content::at(cx, record, field, |at| at.order(&due, tolerance)) {
            Content::Present => {}
            Content::FilledLater(edit) => {
                late.push(format!(
                    "its {words} was first written at {}",
                    when(&edit.at)
                ));
                edits.extend(cx.facts_of_edit(id, edit));
            }
            Content::Undecided(edit) => {
                open.push(format!(
                    "its {words} was first written at {}, too close to the due time",
                    when(&edit.at)
                ));
                edits.extend(cx.facts_of_edit(id, edit));
            }
        }
    }
    let mut missing: Vec<String> = Vec::new();
    for part in rec_01::parts(cx, record, true) {
        match part {
            Part::Fine => {}
            Part::Missing(what) => missing.push(what),
            Part::Undecided(what) => open.push(what),
            Part::NotExported(what) => open.push(format!("its {what} was not exported")),
        }
    }
    let due_words = format!(
        "{}, {} h after {}",
        when(&due),
        cx.parameters().emergency_record_within / HOUR,
        cx.began()
    );
    if !late.is_empty() {
        return cx
            .fail(|| {
                format!(
                    "{key} was due to be complete by {due_words}, but {}.",
                    late.join("; ")
                )
            })
            .with(facts())
            .with(edits);
    }
    if !missing.is_empty() {
        return judge_missing(cx, id, &due, &missing.join("; ")).with(facts());
    }
    if !open.is_empty() {
        return cx
            .insufficient(|| {
                format!(
                    "Whether {key} was complete by {due_words}, cannot be told: {}.",
                    open.join("; ")
                )
            })
            .with(facts())
            .with(edits);
    }
    if !cx.start_is_known() {
        return cx
            .insufficient(|| {
                format!(
                    "{key} was complete by {due_words}. That is the last instant at which it can have been \
                     carried out; whether it was complete in time is not known."
                )
            })
            .with(facts());
    }
    let proven = record.has_whole_history()
        || record
            .updated_at
            .value()
            .is_some_and(|at| at.order(&due, tolerance) == Order::Earlier);
    cx.pass(|| {
        if proven {
            format!("{key} was complete by {due_words}.")
        } else {
            format!(
                "{key} was created in time and is complete. It was due by {due_words}; without its \
                 whole edit history it is judged as exported."
            )
        }
    })
    .marked_if(!proven, Overlay::AsExported)
    .with(facts())
    .with(
        record
            .updated_at
            .value()
            .and_then(|at| cx.fact(RecordRef::ChangeRecord(id), "updated_at", || at.to_string())),
    )
}

/// A part is missing: it fails once the due time has passed and the export reaches so far.
fn judge_missing(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    due: &Moment,
    missing: &str,
) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    if cx.as_of <= due.latest() {
        return cx.pending(|| format!("{key} is due to be complete by {}: {missing}.", when(due)));
    }
    let scope = Scope::Project(record.source, record.project().to_uppercase());
    let covered = cx.snapshot.coverage.through(
        RecordKind::ChangeRecord,
        &scope,
        cx.start().at,
        due.latest(),
    );
    match covered {
        true => cx.fail(|| {
            format!(
                "{key} was due to be complete by {} and is not: {missing}.",
                when(due)
            )
        }),
        false => cx.insufficient(|| {
            format!(
                "{key} is not complete: {missing}. The imported change records do not cover the time \
                 until {}, when it was due, so it may have been completed after the export.",
                when(due)
            )
        }),
    }
}

/// The parts of a record that its history tells of, with their words.
const FIELDS: [(&str, &str); 4] = [
    ("description", "description"),
    ("systems", "list of affected systems"),
    ("risk_and_impact", "risk and impact"),
    ("rollback_plan", "rollback plan"),
];

static CASES: &[Case] = &[
    Case {
        name: "complete before the deployment",
        given: World::emergency,
        then: Outcome::Pass,
    },
    Case {
        name: "created an hour after the deployment began, and completed that evening",
        given: |w| {
            w.emergency();
            w.record().created_at = World::at(60);
            w.record().updated_at = World::at(9 * 60);
            w.edit_record(
                "rollback_plan",
                None,
                Some("Redeploy the last release."),
                9 * 60,
            );
        },
        then: Outcome::Pass,
    },
    Case {
        name: "complete before the deployment, with edit history, and last updated a week later",
        given: |w| {
            w.emergency();
            w.record().updated_at = World::at(7 * 24 * 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "no edit history, and last updated a week later",
        given: |w| {
            w.emergency();
            w.record().history = Field::NotExported;
            w.record().updated_at = World::at(7 * 24 * 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "created two days after the deployment",
        given: |w| {
            w.emergency();
            w.record().created_at = World::at(48 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the rollback plan was first written two days after",
        given: |w| {
            w.emergency();
            w.edit_record(
                "rollback_plan",
                None,
                Some("Redeploy the last release."),
                48 * 60,
            );
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the rollback plan was 'TBD' until two days after",
        given: |w| {
            w.emergency();
            w.edit_record("rollback_plan", None, Some("TBD"), 60);
            w.edit_record(
                "rollback_plan",
                Some("TBD"),
                Some("Redeploy the last release."),
                48 * 60,
            );
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the rollback plan was written in time and made clearer later",
        given: |w| {
            w.emergency();
            w.edit_record(
                "rollback_plan",
                None,
                Some("Redeploy the last release."),
                60,
            );
            w.edit_record(
                "rollback_plan",
                Some("Redeploy the last release."),
                Some("Redeploy the previous release from the pipeline."),
                48 * 60,
            );
        },
        then: Outcome::Pass,
    },
    Case {
        name: "no rollback plan",
        given: |w| {
            w.emergency();
            w.record().rollback_plan = Field::Empty;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "no rollback plan, and the records do not cover the due time",
        given: |w| {
            w.emergency();
            w.record().rollback_plan = Field::Empty;
            w.not_covered(RecordKind::ChangeRecord);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the rollback plan was not exported",
        given: |w| {
            w.emergency();
            w.record().rollback_plan = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "when the record was created was not exported",
        given: |w| {
            w.emergency();
            w.record().created_at = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "created 24 h and 3 min after the start by another clock",
        given: |w| {
            w.emergency();
            w.record().created_at = World::at(24 * 60 + 3);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no rollback plan yet, an hour after the deployment",
        given: |w| {
            w.emergency();
            w.record().rollback_plan = Field::Empty;
            w.as_of(60);
        },
        then: Outcome::Pending,
    },
    Case {
        name: "an emergency that nothing justifies",
        given: World::unfounded_emergency,
        then: Outcome::NotApplicable,
    },
    Case {
        name: "a normal change",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
];

/// Each starts from a clean change of CHG-2000, carried out by hand from the start on.
static RECORD_CASES: &[Case] = &[
    Case {
        name: "complete before the implementation",
        given: World::emergency,
        then: Outcome::Pass,
    },
    Case {
        name: "created two days after the implementation began",
        given: |w| {
            w.emergency();
            w.record().created_at = World::at(48 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "no rollback plan",
        given: |w| {
            w.emergency();
            w.record().rollback_plan = Field::Empty;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "no rollback plan yet, an hour after the implementation began",
        given: |w| {
            w.emergency();
            w.record().rollback_plan = Field::Empty;
            w.as_of(60);
        },
        then: Outcome::Pending,
    },
    Case {
        name: "when the record was created was not exported",
        given: |w| {
            w.emergency();
            w.record().created_at = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an emergency that nothing justifies",
        given: World::unfounded_emergency,
        then: Outcome::NotApplicable,
    },
    Case {
        name: "a normal change",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
];
