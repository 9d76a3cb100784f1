//! TPC-01: a change of something that a third party makes was assessed, tested and approved.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Outcome, Overlay};
use changeproof_domain::record::{Attestation, CheckConclusion, RecordKind};
use changeproof_domain::snapshot::{Change, RecordRef};
use changeproof_domain::text::folded;

use crate::approvals::app_01_approval_before_implementation as app_01;
use crate::case::{Case, World};
use crate::context::{Context, field_text};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::shared::attested::{self, Answer, Question, Subject};
use crate::shared::attested_parties::about_change;
use crate::shared::linked_records::{links_of_change, sections, without_record};
use crate::shared::text::lack;
use crate::shared::touched::{Touches, lacking_facts, touches};
use crate::testing::tst_01_tested_before_production as tst_01;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "TPC-01",
    version: 2,
    name: "Third-party change assessed",
    severity: Severity::High,
    clauses: &["3RD"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::words("third_party_paths", &p.third_party_paths),
            Parameter::words("third_party_labels", &p.third_party_labels),
            Parameter::words("third_party_services", &p.third_party_services),
        ]
    },
    frameworks: &[
        partial(
            "SOC 2",
            "CC9.2",
            "Tests changes alone, not how vendors are chosen and watched.",
        ),
        partial(
            "ISO 27001:2022",
            "A.5.22",
            "Tests changes alone, not the review of suppliers.",
        ),
        partial(
            "ISO 27001:2022",
            "A.8.30",
            "Tests changes alone, not outsourced development as a whole.",
        ),
    ],
    stricter_than_policy: None,
    checks: "A change is one of a third party when its service, one of its paths or one of its labels is \
        listed. Then it passes when its data handling and its security impact were assessed, and TST-01 and \
        APP-01 do not fail for it. The assessment is there when the pull request or the change record has a \
        section with content on each of both (a heading with 'data' and one with 'security'), or when a \
        person with no part in the change attested it for the change or the deployment (question 'Were data \
        handling and security impact assessed?', answer yes, with a reason). Fails when the answer is no, \
        and when the change was untested or not approved. Does not apply to other changes, to rollbacks \
        and to the same revision again.",
    why: "What others make brings their failures and their access to data along.",
    evidence: "Pull requests with files, labels, text and checks; change records with approvals; \
        attestations.",
    needs: &[
        RecordKind::PullRequest,
        RecordKind::Deployment,
        RecordKind::ChangeRecord,
        RecordKind::ChangeApproval,
    ],
    remedy: "Fail: assess, test and approve the change now, and record an exception. Insufficient evidence: \
        export files and labels, write the assessment into the pull request, or have it attested.",
    check: Judges::Deployment(check),
    cases: CASES,
};

pub(crate) static ASSESSED: Question = Question {
    control: "TPC-01",
    about: Subject::Change,
    text: "Were data handling and security impact assessed?",
    yes: &["assessed"],
    no: &["not assessed"],
    with_reason: true,
    roles: None,
};

fn check(cx: &Context<'_>) -> Finding {
    cx.each_change(|change| check_change(cx, change))
}

fn check_change<'a>(cx: &Context<'a>, change: &'a Change) -> Finding {
    let parameters = cx.parameters();
    let service = folded(&cx.deployment().service);
    let name = cx.change_name(change);
    let own = cx.change_record_ref(change);
    if parameters
        .third_party_services
        .iter()
        .any(|of| folded(of) == service)
    {
        return judged(cx, change).with(cx.fact(cx.own_record(), "service", || {
            cx.deployment().service.clone()
        }));
    }
    match touches(
        cx,
        change,
        &parameters.third_party_paths,
        &parameters.third_party_labels,
    ) {
        Touches::No => cx.not_applicable(|| {
            format!("{name} is no change of a third party by the listed rules.")
        }),
        Touches::Yes { field, value, .. } => judged(cx, change).with(cx.fact(own, field, || value)),
        Touches::Unknown(why) => {
            let finding = judged(cx, change);
            match finding.outcome {
                Outcome::Pass => finding,
                Outcome::Fail
                | Outcome::InsufficientEvidence
                | Outcome::Pending
                | Outcome::NotApplicable => cx
                    .insufficient(|| {
                        format!(
                            "Whether {name:#} is a change of a third party cannot be told: {why}."
                        )
                    })
                    .with(lacking_facts(cx, change)),
            }
        }
    }
}

fn judged<'a>(cx: &Context<'a>, change: &'a Change) -> Finding {
    let links = links_of_change(cx, change);
    let approved = links
        .iter()
        .map(|link| app_01::check_record(cx, link.record));
    let without = links.is_empty().then(|| without_record(cx, change));
    let all = [assessed(cx, change), tst_01::check_change(cx, change)];
    Finding::worst(all.into_iter().chain(approved).chain(without))
        .unwrap_or_else(|| cx.insufficient(|| "The change cannot be told.".to_owned()))
}

/// Whether data handling and security impact were assessed.
fn assessed<'a>(cx: &Context<'a>, change: &'a Change) -> Finding {
    let name = cx.change_name(change);
    let answer = attested::answer(cx, &ASSESSED, || about_change(cx, change));
    let finding = match &answer {
        Answer::Yes(of) => cx
            .pass(|| format!("{name} is a change of a third party. {}", of.sentence()))
            .marked_if(of.by_account, Overlay::ByAccount),
        Answer::No(of) => {
            cx.fail(|| format!("{name} is a change of a third party. {}", of.sentence()))
        }
        Answer::Unknown { may_deny: true, .. } => {
            cx.insufficient(|| format!("{name} is a change of a third party.{}", answer.doubt()))
        }
        Answer::Nothing | Answer::Void(_) | Answer::Unknown { .. } => {
            let texts = texts(cx, change);
            let facts = texts
                .iter()
                .filter_map(|(own, field, text)| cx.fact(*own, field, || field_text(text)));
            let found = if has_sections(cx, &texts) {
                cx.pass(|| {
                    format!(
                        "{name} is a change of a third party and has sections on data handling and security."
                    )
                })
                .marked(Overlay::AsExported)
            } else {
                cx.insufficient(|| {
                    format!(
                        "{name} is a change of a third party; an assessment of its data handling and security \
                         impact stands in none of the imported texts and is not attested.{}",
                        answer.doubt()
                    )
                })
            };
            found.with(facts)
        }
    };
    finding.with(answer.facts(cx))
}

/// The texts in which the assessment may stand: those of the pull request and of its change records.
fn texts<'a>(
    cx: &Context<'a>,
    change: &'a Change,
) -> Vec<(RecordRef, &'static str, &'a Field<String>)> {
    let own = cx.change_record_ref(change);
    let body = cx.pull_request(change).map(|of| (own, "body", &of.body));
    let links = links_of_change(cx, change);
    let descriptions = links.iter().map(|link| {
        let record = RecordRef::ChangeRecord(link.record);
        (record, "description", &cx.record(link.record).description)
    });
    body.into_iter().chain(descriptions).collect()
}

/// Whether texts have a section with content on data and one on security.
fn has_sections(cx: &Context<'_>, texts: &[(RecordRef, &str, &Field<String>)]) -> bool {
    ["data", "security"].into_iter().all(|word| {
        texts.iter().any(|(.., text)| {
            sections(text.text()).any(|(heading, content)| {
                let mut words = heading.split(|c: char| !c.is_alphanumeric());
                words.any(|one| one == word) && lack(&content, cx.parameters()).is_none()
            })
        })
    })
}

/// A change of vendored code, with the assessment in its pull request.
fn vendored(world: &mut World) {
    world.pull_request().files = Field::Value(vec!["vendor/queue/lib.c".to_owned()]);
    world.pull_request().body = World::text(
        "## Data handling\nThe library sees ids of referrals, no names.\n## Security\nNo open \
         advisories; it runs without network access.",
    );
}

static CASES: &[Case] = &[
    Case {
        name: "vendored code with an assessment, tested and approved",
        given: vendored,
        then: Outcome::Pass,
    },
    Case {
        name: "the assessment was attested",
        given: |w| {
            vendored(w);
            w.pull_request().body = World::text("New version.");
            w.add(World::attestation(
                "TPC-01",
                "CHG-1000",
                ASSESSED.text,
                "yes",
            ));
        },
        then: Outcome::Pass,
    },
    Case {
        name: "attested as not assessed",
        given: |w| {
            vendored(w);
            w.add(World::attestation(
                "TPC-01",
                "CHG-1000",
                ASSESSED.text,
                "no",
            ));
        },
        then: Outcome::Fail,
    },
    Case {
        name: "somebody whom the roster does not know attested that it was not assessed",
        given: |w| {
            vendored(w);
            w.add(Attestation {
                person: World::typed("zoe@clicki.example"),
                ..World::attestation("TPC-01", "CHG-1000", ASSESSED.text, "no")
            });
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "its only section on data is one on a migration of metadata",
        given: |w| {
            vendored(w);
            w.pull_request().body = World::text(
                "## Metadata migration\nThe table of labels gets one more column.\n## Security\nNo open \
                 advisories; it runs without network access.",
            );
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "assessed, and a required check failed",
        given: |w| {
            vendored(w);
            w.check().conclusion = Field::Value(CheckConclusion::Failure);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "assessed, and approved only after the deployment",
        given: |w| {
            vendored(w);
            w.approval().at = World::at(60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the service is one of a third party, and no assessment is seen",
        given: |w| w.parameters.third_party_services = vec!["referral-api".to_owned()],
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "one of the two sections is a placeholder",
        given: |w| {
            vendored(w);
            w.pull_request().body = World::text(
                "## Data handling\nThe library sees ids of referrals, no names.\n## Security\nTBD",
            );
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "its files were not exported",
        given: |w| w.pull_request().files = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no change of a third party",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
    Case {
        name: "the same revision again",
        given: World::redeploy_same_revision,
        then: Outcome::NotApplicable,
    },
];
