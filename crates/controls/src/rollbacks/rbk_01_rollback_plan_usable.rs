//! RBK-01: there is a plan for going back, written before the deployment.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{Change, ChangeRecordId, RecordRef};
use changeproof_domain::time::Order;

use crate::case::{Case, World};
use crate::context::{Context, EventSystem, field_text, span, when};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::records::rec_01_record_content::{self as rec_01, Part, text_part};
use crate::rollbacks::sampled::{USABLE, sampled};
use crate::shared::category;
use crate::shared::content;
use crate::shared::linked_records::{Presence, each_record, presence};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "RBK-01",
    version: 2,
    name: "Rollback plan usable",
    severity: Severity::High,
    clauses: &["5-PLAN"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::number("minimum_text_characters", p.minimum_text),
            Parameter::words("placeholders", &p.placeholders),
        ]
    },
    frameworks: &[partial(
        "SOC 2",
        "CC7.5",
        "Tests that a way back was written down, not that it works.",
    )],
    stricter_than_policy: Some(
        "The policy says that changes should include a plan; the shortest text that counts is ours.",
    ),
    checks: "Passes when the change record has a rollback or mitigation plan with content that was written \
        before the deployment began. Of changes that nobody attested it judges the presence of the plan only, \
        and says so: whether it is usable is for a person with no part in the change to attest of sampled \
        records (question 'Does the plan name trigger, method and owner, and was it tested or known in \
        advance?', answer yes or no, with a reason). Fails when the plan is missing, is a placeholder, was \
        written only after the deployment began (emergencies excepted), or was attested as not usable. Does not apply without a change \
        record (TRC-01 counts that).",
    why: "When a deployment goes wrong there is no time to think about the way back.",
    evidence: "Change records with the rollback plan, creation time and edit history; attestations.",
    needs: &[RecordKind::ChangeRecord],
    remedy: "Fail: write the plan now, and make the field mandatory. Insufficient evidence: export the \
        rollback plan and the creation time of the records.",
    check: Judges::Deployment(check),
    cases: CASES,
};

/// What a pass leaves open.
const PRESENCE_ONLY: &str =
    "The change was not sampled: only that the plan is there was judged, not whether it is usable.";

fn check(cx: &Context<'_>) -> Finding {
    let changes = cx.subject.change_set.changes.iter();
    let carried = changes.filter_map(|change| carried(cx, change));
    let of_records = each_record(cx, |id| check_record(cx, id));
    Finding::worst(std::iter::once(of_records).chain(carried)).unwrap_or_else(|| {
        cx.insufficient(|| "The deployment's changes cannot be told.".to_owned())
    })
}

/// A pull request whose own text is the change record: TRC-01 takes it for one only with a plan.
fn carried<'a>(cx: &Context<'a>, change: &'a Change) -> Option<Finding> {
    let pull_request = cx.pull_request(change)?;
    (presence(cx, change) == Presence::Carried).then(|| {
        cx.pass(|| {
            format!(
                "{} has a rollback plan in its own text. {PRESENCE_ONLY}",
                cx.change_name(change)
            )
        })
        .marked(Overlay::AsExported)
        .with(cx.fact(cx.change_record_ref(change), "body", || {
            pull_request.body.text().to_owned()
        }))
    })
}

fn check_record(cx: &Context<'_>, id: ChangeRecordId) -> Finding {
    let finding = rec_01::by_category(cx, id, |emergency| judged(cx, id, emergency));
    category::remarked(cx, id, finding)
}

fn judged(cx: &Context<'_>, id: ChangeRecordId, emergency: bool) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    let plan = &record.rollback_plan;
    let finding = match text_part(
        cx,
        record,
        "rollback_plan",
        "rollback plan",
        plan,
        emergency,
    ) {
        Part::Missing(what) => {
            cx.fail(|| format!("{key} has no rollback plan that counts: {what}."))
        }
        Part::Undecided(what) => cx.insufficient(|| format!("{key}: {what}.")),
        Part::NotExported(_) => {
            cx.insufficient(|| format!("The rollback plan of {key} was not exported."))
        }
        Part::Fine if emergency => present(cx, id),
        Part::Fine => written_before(cx, id),
    };
    finding.with(facts(cx, id))
}

/// A plan that is there: whether its record was there before the deployment.
fn written_before(cx: &Context<'_>, id: ChangeRecordId) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    let Some(created) = record.created_at.value() else {
        return cx.insufficient(|| {
            format!(
                "{key} has a rollback plan, but when the record was created was not exported, so whether \
                 the plan was there before the deployment is not known."
            )
        });
    };
    match cx.against_start(created, EventSystem::Other) {
        Order::Earlier | Order::Equal => present(cx, id),
        Order::Later => cx.fail(|| {
            format!(
                "The rollback plan of {key} was written afterwards: the record was created at {}, {} after \
                 the deployment began at {}.",
                when(created),
                span(cx.start().at, created.at),
                when(cx.start())
            )
        }),
        Order::Undecided => cx.insufficient(|| {
            format!(
                "{key} with its rollback plan was created at {}, too close to the start of the deployment \
                 at {} to tell which came first.",
                when(created),
                when(cx.start())
            )
        }),
    }
}

fn present(cx: &Context<'_>, id: ChangeRecordId) -> Finding {
    let record = cx.record(id);
    let plan = format!(
        "{} has a rollback plan.{}",
        record.key,
        rec_01::afterwards(cx, record)
    );
    let presence = cx
        .pass(|| format!("{plan} {PRESENCE_ONLY}"))
        .marked_if(!record.has_whole_history(), Overlay::AsExported);
    sampled(cx, id, &plan, presence)
}

fn facts(cx: &Context<'_>, id: ChangeRecordId) -> Vec<Fact> {
    let record = cx.record(id);
    let own = RecordRef::ChangeRecord(id);
    [
        cx.fact(own, "rollback_plan", || field_text(&record.rollback_plan)),
        cx.fact(own, "created_at", || field_text(&record.created_at)),
        cx.start_fact(),
    ]
    .into_iter()
    .flatten()
    .chain(category::fact(cx, id))
    .chain(content::edits_since(cx, id, &["rollback_plan"]))
    .collect()
}

fn attest(world: &mut World, answer: &str, person: &str) {
    let mut of = World::attestation("RBK-01", "CHG-1000", USABLE.text, answer);
    of.person = World::typed(person);
    world.add(of);
}

/// The plan was attested as not usable an hour before the deployment.
fn attest_before(world: &mut World) {
    let mut of = World::attestation("RBK-01", "CHG-1000", USABLE.text, "no");
    of.at = World::at(-60);
    world.add(of);
}

static CASES: &[Case] = &[
    Case {
        name: "the plan was sampled and attested as usable",
        given: |w| attest(w, "yes", "chidi@clicki.example"),
        then: Outcome::Pass,
    },
    Case {
        name: "the plan was sampled and attested as not usable",
        given: |w| attest(w, "Not usable", "chidi@clicki.example"),
        then: Outcome::Fail,
    },
    Case {
        name: "somebody whom the roster does not know attested that the plan is not usable",
        given: |w| attest(w, "no", "zoe@clicki.example"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "somebody whom the roster does not know attested that the plan is usable",
        given: |w| attest(w, "yes", "zoe@clicki.example"),
        then: Outcome::Pass,
    },
    Case {
        name: "an hour before the deployment the plan was attested as not usable",
        given: attest_before,
        then: Outcome::Fail,
    },
    Case {
        name: "attested an hour before as not usable, of a record that an earlier deployment rests on too: it may be about that",
        given: |w| {
            w.use_ticket_twice();
            attest_before(w);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "attested as not usable; who deployed is not known, and the record names another as its implementer",
        given: |w| {
            attest(w, "no", "chidi@clicki.example");
            w.without(RecordKind::PipelineRun);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "attested as not usable, perhaps by the deployer: nobody is known to have carried the change out",
        given: |w| {
            attest(w, "no", "chidi@clicki.example");
            w.without(RecordKind::PipelineRun);
            w.record().implementer = Field::Empty;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the author attested the own plan as usable",
        given: |w| attest(w, "yes", "ana@clicki.example"),
        then: Outcome::Pass,
    },
    Case {
        name: "the record has a plan",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "the pull request itself carries systems, risk, impact and rollback",
        given: World::carry_record,
        then: Outcome::Pass,
    },
    Case {
        name: "the plan was made more precise after the deployment",
        given: |w| {
            w.edit_record(
                "rollback_plan",
                Some("Redeploy the previous release."),
                Some("Redeploy the previous release from the pipeline."),
                30,
            );
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the plan of an emergency was written with its record, after the deployment",
        given: |w| {
            w.emergency();
            w.record().created_at = World::at(90);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "no plan",
        given: |w| w.record().rollback_plan = Field::Empty,
        then: Outcome::Fail,
    },
    Case {
        name: "the plan is 'N/A'",
        given: |w| w.record().rollback_plan = World::text("N/A"),
        then: Outcome::Fail,
    },
    Case {
        name: "a placeholder before the deployment, and a plan only afterwards",
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
        name: "the plan was first written after the deployment",
        given: |w| {
            w.edit_record(
                "rollback_plan",
                None,
                Some("Redeploy the previous release."),
                30,
            );
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the record with the plan was created after the deployment began",
        given: |w| w.record().created_at = World::at(90),
        then: Outcome::Fail,
    },
    Case {
        name: "an emergency without a plan",
        given: |w| {
            w.emergency();
            w.record().rollback_plan = Field::Empty;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the plan was not exported",
        given: |w| w.record().rollback_plan = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "when the record was created was not exported",
        given: |w| w.record().created_at = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no ticket is named, and the ticket export does not cover the time",
        given: |w| {
            w.no_ticket();
            w.not_covered(RecordKind::ChangeRecord);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no change record",
        given: World::no_ticket,
        then: Outcome::NotApplicable,
    },
    Case {
        name: "the same revision again",
        given: World::redeploy_same_revision,
        then: Outcome::NotApplicable,
    },
];
