//! TST-02: a critical change had validation steps, and their result was there before full rollout.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{ChangeRecordId, RecordRef};

use crate::case::{Case, World};
use crate::context::{Context, field_text};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::records::rec_01_record_content::{Part, text_part};
use crate::shared::attested::{self, Answer, Question, Subject};
use crate::shared::attested_parties::about_record;
use crate::shared::level::{self, Level};
use crate::shared::linked_records::each_record;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "TST-02",
    version: 1,
    name: "Critical change validated",
    severity: Severity::High,
    clauses: &["3-CRIT"],
    since: "0.1.0",
    parameters: |p| vec![Parameter::words("critical_words", &p.critical_words)],
    frameworks: &[partial(
        "NIST SP 800-53",
        "CM-3(2)",
        "Tests that critical changes were validated, not how each change is tested.",
    )],
    stricter_than_policy: Some(
        "Which changes are critical is ours: those of the highest levels of risk or impact.",
    ),
    checks: "A change is critical when its record's level of risk or impact is one of the listed words. Then \
        it passes when a person with no part in the change attested for the record or the deployment that \
        validation steps were defined before, and their result recorded before full rollout (question 'Were \
        validation steps defined before, and their result recorded before full rollout?', answer yes, with \
        a reason). Fails when the answer is no, and when nothing was attested and the record's test plan is \
        missing, a placeholder or first written after the deployment began. A test plan alone does not \
        tell its result. Emergencies and standard changes are validated too: the policy waives approval \
        only. Does not apply to other changes and without a change record.",
    why: "A critical change that reaches everybody at once cannot be taken back in time.",
    evidence: "Change records with levels of risk and impact and with the test plan; attestations.",
    needs: &[RecordKind::ChangeRecord],
    remedy: "Fail: write down how such changes are validated, and make the step part of the rollout. \
        Insufficient evidence: export levels and test plan, and have the result attested.",
    check: Judges::Deployment(check),
    cases: CASES,
};

pub(crate) static VALIDATED: Question = Question {
    control: "TST-02",
    about: Subject::Record,
    text: "Were validation steps defined before, and their result recorded before full rollout?",
    yes: &["validated"],
    no: &["not validated"],
    with_reason: true,
    roles: None,
};

fn check(cx: &Context<'_>) -> Finding {
    each_record(cx, |id| check_record(cx, id))
}

fn check_record(cx: &Context<'_>, id: ChangeRecordId) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    let own = RecordRef::ChangeRecord(id);
    let facts = || -> Vec<Fact> {
        [
            cx.fact(own, "risk_level", || field_text(&record.risk_level)),
            cx.fact(own, "impact_level", || field_text(&record.impact_level)),
            cx.fact(own, "test_plan", || field_text(&record.test_plan)),
        ]
        .into_iter()
        .flatten()
        .collect()
    };
    let levels = [
        (level::risk(cx, id), "risk"),
        (level::impact(cx, id), "impact"),
    ];
    let critical = levels.iter().find_map(|(level, of)| match level {
        Level::High(word) | Level::Lower(word)
            if level::is_one_of(word, &cx.parameters().critical_words) =>
        {
            Some(format!("{key} has the {of} level '{word}'"))
        }
        Level::High(_) | Level::Lower(_) | Level::Unknown(_) => None,
    });
    let finding = match critical {
        Some(critical) => validated(cx, id, &critical),
        None => {
            let unknown = levels.iter().find_map(|(level, _)| match level {
                Level::Unknown(why) => Some(why),
                Level::High(_) | Level::Lower(_) => None,
            });
            match unknown {
                None => cx.not_applicable(|| format!("{key} is no critical change by its levels.")),
                Some(why) => {
                    let finding = validated(cx, id, &format!("{key} may be critical"));
                    match finding.outcome {
                        Outcome::Pass => finding,
                        Outcome::Fail
                        | Outcome::InsufficientEvidence
                        | Outcome::NotApplicable
                        | Outcome::Pending => cx.insufficient(|| {
                            format!("Whether {key} is a critical change is not known: {why}.")
                        }),
                    }
                }
            }
        }
    };
    finding.with(facts())
}

fn validated(cx: &Context<'_>, id: ChangeRecordId, critical: &str) -> Finding {
    let answer = attested::answer(cx, &VALIDATED, || about_record(cx, id));
    let finding = match &answer {
        Answer::Yes(of) => cx
            .pass(|| format!("{critical}. {}", of.sentence()))
            .marked_if(of.by_account, Overlay::ByAccount),
        Answer::No(of) => cx.fail(|| format!("{critical}. {}", of.sentence())),
        Answer::Unknown { .. } => cx.insufficient(|| format!("{critical}.{}", answer.doubt())),
        Answer::Nothing | Answer::Void(_) => {
            let record = cx.record(id);
            let plan = &record.test_plan;
            match text_part(cx, record, "test_plan", "test plan", plan, false) {
                Part::Missing(what) => cx.fail(|| {
                    format!("{critical}, and no validation steps stand in its record: {what}.{}", answer.doubt())
                }),
                Part::Fine | Part::Undecided(_) | Part::NotExported(_) => cx.insufficient(|| {
                    format!(
                        "{critical}. That validation steps were defined before, and their result recorded \
                         before full rollout, has to be attested by a person.{}",
                        answer.doubt()
                    )
                }),
            }
        }
    };
    finding.with(answer.facts(cx))
}

fn critical(world: &mut World) {
    world.record().risk_level = World::text("Critical");
}

fn attest(world: &mut World, answer: &str, person: &str) {
    critical(world);
    let mut of = World::attestation("TST-02", "CHG-1000", VALIDATED.text, answer);
    of.person = World::typed(person);
    world.add(of);
}

static CASES: &[Case] = &[
    Case {
        name: "risk is critical, and the validation was attested",
        given: |w| attest(w, "yes", "chidi@clicki.example"),
        then: Outcome::Pass,
    },
    Case {
        name: "risk is critical, and attested as not validated",
        given: |w| attest(w, "Not validated", "chidi@clicki.example"),
        then: Outcome::Fail,
    },
    Case {
        name: "risk is critical, and there is no test plan",
        given: |w| {
            critical(w);
            w.record().test_plan = Field::Empty;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "risk is critical, there is no test plan, and the author attested the validation",
        given: |w| {
            attest(w, "yes", "ana@clicki.example");
            w.record().test_plan = World::text("TBD");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "risk is critical, there is a test plan, and nothing was attested",
        given: critical,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "risk is critical, and the test plan was not exported",
        given: |w| {
            critical(w);
            w.record().test_plan = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "risk is critical, and somebody whom the roster does not know attested the validation",
        given: |w| attest(w, "yes", "zoe@clicki.example"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the risk level was not exported",
        given: |w| w.record().risk_level = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "risk and impact are low",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
    Case {
        name: "risk is high and not critical",
        given: |w| w.record().risk_level = World::text("High"),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "no change record",
        given: World::no_ticket,
        then: Outcome::NotApplicable,
    },
];
