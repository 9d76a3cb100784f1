//! DEP-03: whoever deployed a change was not the only one who reviewed or approved it.
// long file: check and cases of one control stand together.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::record::{RecordKind, ReviewState};
use changeproof_domain::snapshot::{Change, ChangeRecordId, DeploymentId, RecordRef};
use changeproof_domain::time::Order;

use crate::case::{Case, World};
use crate::context::{Context, field_text, text_by};
use crate::control::{Control, Judges, Severity, none, partial};
use crate::deployments::compensated::{COMPENSATED, compensated};
use crate::finding::Finding;
use crate::shared::approval::{self, Approved, NoApproval};
use crate::shared::category::{self, Category};
use crate::shared::counted::{Independent, independent, stood};
use crate::shared::duty::{Deployer, Duty, Other, deployer_of, duty};
use crate::shared::known::Known;
use crate::shared::linked_records::{Presence, links_of_change, presence};
use crate::shared::votes::{self, NotCounted, Vote, Worth};
use crate::traceability::trc_02_revision_reviewed::pull_requests_are_complete;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "DEP-03",
    version: 2,
    name: "Separation of duties",
    severity: Severity::Medium,
    clauses: &["ACC-SOD"],
    since: "0.1.0",
    parameters: none,
    frameworks: &[
        partial(
            "NIST SP 800-53",
            "AC-5",
            "Tests one pair of duties: deploying, and reviewing or approving.",
        ),
        partial(
            "ISO 27001:2022",
            "A.5.3",
            "Tests one pair of duties: deploying, and reviewing or approving.",
        ),
        partial(
            "PCI DSS 4.0.1",
            "6.5.4",
            "Tests separation on each deployment, not between environments.",
        ),
    ],
    stricter_than_policy: Some(
        "The policy asks for it where feasible; this control reports each deployment without it.",
    ),
    checks: "The deployer is the person who set off the deployment, also where that was a push that set \
        off a pipeline. Passes when, for each change, neither the only review that counts nor the only \
        approval of a change record came from that person. Fails when one of them did. It \
        passes all the same when a person with no part in the change attested for the deployment that \
        another control stands in (question 'Does a compensating control stand in for separate duties?', \
        answer yes, with the control as the reason). Earlier attempts at the same revision are judged too. Does not apply \
        where nobody reviewed or approved the change (REV-01 and APP-01 tell), to rollbacks and to the \
        same revision again.",
    why: "One person who both lets a change pass and carries it out can bring anything into production.",
    evidence: "Deployments with their actor, workflow runs, pull requests with reviews, change records \
        with approvals, roster, attestations.",
    needs: &[
        RecordKind::PullRequest,
        RecordKind::Commit,
        RecordKind::PipelineRun,
        RecordKind::ChangeRecord,
        RecordKind::ChangeApproval,
        RecordKind::RosterEntry,
    ],
    remedy: "Fail: have somebody else look at the change, and attest the compensating control or record \
        an exception. Insufficient evidence: add the accounts to the roster, import the pipeline \
        runs, export reviews and approvals.",
    check: Judges::Deployment(check),
    cases: CASES,
};

fn check(cx: &Context<'_>) -> Finding {
    let finding = cx.each_change(|change| {
        let attempts = cx.subject.attempts.iter().copied();
        let attempts = attempts.chain([cx.subject.deployment]);
        Finding::worst(attempts.map(|attempt| check_attempt(cx, change, attempt)))
            .unwrap_or_else(|| cx.insufficient(|| "The deployment has no record.".to_owned()))
    });
    compensated(cx, finding)
}

/// One duty on one change: what was done to what, by whom.
struct Done<'a> {
    verb: &'static str,
    what: String,
    duty: Duty<'a>,
    /// Whether others than the deployer did it too, whether or not that counts.
    others: bool,
    facts: Vec<Fact>,
}

fn check_attempt<'a>(cx: &Context<'a>, change: &'a Change, attempt: DeploymentId) -> Finding {
    let deployer = deployer_of(cx, attempt);
    let mut done = vec![reviewed(cx, change, &deployer)];
    done.extend(approved(cx, change, &deployer));
    let who = deployer.shown;
    let alone: Vec<String> = done
        .iter()
        .filter(|of| matches!(of.duty, Duty::Alone))
        .map(|of| match of.others {
            false => format!("was the only one who {} {}", of.verb, of.what),
            true => format!(
                "{} {} as the only one for whom that counts",
                of.verb, of.what
            ),
        })
        .collect();
    let open = done.iter().find_map(|of| match &of.duty {
        Duty::Unknown(why) => Some(why),
        Duty::Separate { .. } | Duty::Alone | Duty::Undone => None,
    });
    let separate: Vec<(String, bool)> = done
        .iter()
        .filter_map(|of| match of.duty {
            Duty::Separate { by, by_account } => {
                Some((format!("{by} {} {}", of.verb, of.what), by_account))
            }
            Duty::Alone | Duty::Undone | Duty::Unknown(_) => None,
        })
        .collect();
    let finding = if !alone.is_empty() {
        cx.fail(|| format!("{who} set off the deployment and {}.", alone.join(" and ")))
    } else if let Some(why) = open {
        cx.insufficient(|| why.clone())
    } else if separate.is_empty() {
        cx.not_applicable(|| {
            format!(
                "No review and no approval of {:#} counts (see REV-01 and APP-01), so there is no duty to \
                 separate.",
                cx.change_name(change)
            )
        })
    } else {
        let said = || {
            let said: Vec<&str> = separate.iter().map(|(said, _)| said.as_str()).collect();
            match deployer.identity {
                Identity::Unknown => format!(
                    "Who deployed is not known, but at least two persons counted for each duty: {}, \
                     among others.",
                    said.join(" and ")
                ),
                Identity::Person(_) | Identity::Account(..) => {
                    format!("{who} set off the deployment; {}.", said.join(" and "))
                }
            }
        };
        cx.pass(said).marked_if(
            separate.iter().any(|(_, by_account)| *by_account),
            Overlay::ByAccount,
        )
    };
    let facts = done.into_iter().flat_map(|of| of.facts);
    finding
        .with(deployer.fact)
        .with(facts)
        .with(cx.start_fact())
}

/// Who reviewed the change, as REV-01 counts reviews.
fn reviewed<'a>(cx: &Context<'a>, change: &'a Change, deployer: &Deployer<'a>) -> Done<'a> {
    let what = format!("{:#}", cx.change_name(change)).replace("pull request ", "");
    let of = |duty, others, facts| Done {
        verb: "reviewed",
        what: what.clone(),
        duty,
        others,
        facts,
    };
    let Some(pull_request) = cx.pull_request(change) else {
        let duty = match pull_requests_are_complete(cx) {
            true => Duty::Undone,
            false => Duty::Unknown(format!(
                "Whether {what} was reviewed is not known (see REV-01)."
            )),
        };
        return of(duty, false, Vec::new());
    };
    let votes = votes::of(cx, change, pull_request);
    let record = cx.change_record_ref(change);
    if !votes.exported {
        let why = format!("The reviews of {what} were not exported.");
        return of(Duty::Unknown(why), false, Vec::new());
    }
    let others: Vec<Other<'a>> = votes
        .approvals
        .iter()
        .filter_map(|vote| {
            let author = vote.review.author.value();
            let (counts, known) = match vote.worth {
                Worth::Counts { .. } => (Known::Yes, Known::Yes),
                Worth::Open(_) => (Known::Unknown, Known::Yes),
                // A review by a contributor is one where that is the deployer, too.
                Worth::No(NotCounted::ByContributor(_)) => {
                    let before = match votes::timing(cx, change, pull_request, vote.review) {
                        Some(Order::Earlier | Order::Equal) => Known::Yes,
                        Some(Order::Later) => Known::No,
                        Some(Order::Undecided) | None => Known::Unknown,
                    };
                    (before, Known::No)
                }
                Worth::No(
                    NotCounted::ByMachine
                    | NotCounted::AfterDeployment
                    | NotCounted::FollowedByChangeRequest,
                ) => return None,
            };
            Some(Other {
                identity: author.map_or(Identity::Unknown, |a| cx.snapshot.people.identify(a)),
                shown: author.map_or("a deleted account", |a| cx.shown(a)),
                counts,
                independent: Independent::of_review(
                    known,
                    vote.worth == (Worth::Counts { by_account: true }),
                ),
                facts: review_facts(cx, record, vote),
            })
        })
        .collect();
    let duty = duty(cx, deployer, &others, !votes.cut, "reviewed", &what);
    let more = others.iter().any(|of| is_another(cx, deployer, of));
    let facts = others.into_iter().flat_map(|of| of.facts).collect();
    of(duty, more, facts)
}

/// Whether somebody is certainly not the deployer.
fn is_another(cx: &Context<'_>, deployer: &Deployer<'_>, of: &Other<'_>) -> bool {
    let same = cx.snapshot.people.same(of.identity, deployer.identity);
    matches!(same, Sameness::Different | Sameness::DifferentByAccount)
}

fn review_facts(cx: &Context<'_>, record: RecordRef, vote: &Vote<'_>) -> Vec<Fact> {
    let Vote { index, review, .. } = vote;
    let author = || text_by(&review.author, |account| account.name.clone());
    let at = || field_text(&review.submitted_at);
    [
        cx.fact(record, format_args!("reviews[{index}].author"), author),
        cx.fact(record, format_args!("reviews[{index}].submitted_at"), at),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Who approved the change's records; standard changes need no approval of their own.
fn approved<'a>(cx: &Context<'a>, change: &'a Change, deployer: &Deployer<'a>) -> Vec<Done<'a>> {
    let links = links_of_change(cx, change);
    let mut done: Vec<Done<'a>> = links
        .iter()
        .map(|link| match category::judged_as(cx, link.record) {
            Category::Standard => Done {
                verb: "approved",
                what: cx.record(link.record).key.clone(),
                duty: Duty::Undone,
                others: false,
                facts: category::fact(cx, link.record).into_iter().collect(),
            },
            _ => approved_record(cx, link.record, deployer),
        })
        .collect();
    if presence(cx, change) == Presence::Unknown {
        let name = format!("{:#}", cx.change_name(change));
        done.push(Done {
            verb: "approved",
            what: String::new(),
            others: false,
            duty: Duty::Unknown(format!(
                "Whether {name} has a change record, and who approved that, is not known (see TRC-01)."
            )),
            facts: Vec::new(),
        });
    }
    done
}

fn approved_record<'a>(cx: &Context<'a>, id: ChangeRecordId, deployer: &Deployer<'a>) -> Done<'a> {
    let key = &cx.record(id).key;
    let approvals = approval::approved(cx, id);
    let (duty, more, facts) = if approvals.is_empty() {
        let duty = match approval::absence(cx, id, cx.start().at) {
            NoApproval::Proven => Duty::Undone,
            NoApproval::StateOnly | NoApproval::NotExported => {
                Duty::Unknown(format!("Who approved {key} was not exported."))
            }
        };
        let state = approval::state_fact(cx, id).into_iter().collect();
        (duty, false, state)
    } else {
        let independent = independent(cx, id);
        let people = &cx.snapshot.people;
        let machine = |of: &Approved<'_>| of.approver.is_some_and(|a| people.is_machine(a));
        let others: Vec<Other<'a>> = approvals
            .iter()
            .zip(independent)
            .filter(|(of, _)| !machine(of))
            .map(|(of, independent)| Other {
                identity: of
                    .approver
                    .map_or(Identity::Unknown, |a| people.identify(a)),
                shown: of.approver.map_or("an unnamed approver", |a| cx.shown(a)),
                counts: stood(of),
                independent,
                facts: of.facts(cx),
            })
            .collect();
        let complete = approval::are_complete(cx, id);
        let mut facts: Vec<Fact> = Vec::new();
        let more = others.iter().any(|of| is_another(cx, deployer, of));
        let duty = match duty(cx, deployer, &others, complete, "approved", key) {
            Duty::Alone if category::judged_as(cx, id) == Category::Unknown => {
                facts.extend(category::fact(cx, id));
                Duty::Unknown(format!(
                    "{} set off the deployment and nobody else approved {key}, but whether {key} is a standard change, \
                 which needs no approval of its own, is not known.",
                    deployer.shown
                ))
            }
            duty => {
                if more && matches!(duty, Duty::Alone) {
                    facts.extend(parties(cx, id));
                }
                duty
            }
        };
        let of_others = others.into_iter().flat_map(|of| of.facts);
        (duty, more, of_others.chain(facts).collect())
    };
    Done {
        verb: "approved",
        what: key.clone(),
        duty,
        others: more,
        facts,
    }
}

/// Who asked for a record's change and who was to carry it out: their own approval does not count.
fn parties(cx: &Context<'_>, id: ChangeRecordId) -> impl Iterator<Item = Fact> {
    let record = cx.record(id);
    let own = RecordRef::ChangeRecord(id);
    let name = |of: &Field<Account>| text_by(of, |account| account.name.clone());
    let facts = [
        cx.fact(own, "requester", || name(&record.requester)),
        cx.fact(own, "implementer", || name(&record.implementer)),
    ];
    facts.into_iter().flatten()
}

fn jira(account: &str) -> Field<Account> {
    Field::Value(Account::new(System::Jira, account))
}

/// The deployer was the only reviewer, and somebody attested something.
fn attest(world: &mut World, answer: &str, person: &str) {
    world.review().author = World::login("lena");
    let mut of = World::attestation("DEP-03", "3", COMPENSATED.text, answer);
    of.person = World::typed(person);
    world.add(of);
}

static CASES: &[Case] = &[
    Case {
        name: "the deployer was the only reviewer, and a compensating control was attested",
        given: |w| attest(w, "yes", "chidi@clicki.example"),
        then: Outcome::Pass,
    },
    Case {
        name: "the deployer attested the compensating control",
        given: |w| attest(w, "yes", "lena@clicki.example"),
        then: Outcome::Fail,
    },
    Case {
        name: "it was attested that no control stands in",
        given: |w| attest(w, "no", "chidi@clicki.example"),
        then: Outcome::Fail,
    },
    Case {
        name: "somebody whom the roster does not know attested the compensating control",
        given: |w| attest(w, "yes", "zoe@clicki.example"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a compensating control was attested only after the day of the judgement",
        given: |w| {
            attest(w, "yes", "chidi@clicki.example");
            w.as_of(60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a compensating control was attested, and who else had a part is not known",
        given: |w| {
            attest(w, "yes", "chidi@clicki.example");
            w.previous().revision = World::text("4242424242424242424242424242424242424242");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "one person reviewed, another approved, a third deployed",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "the deployer reviewed, and so did somebody else",
        given: |w| {
            w.review().author = World::login("lena");
            w.add_review("bao", ReviewState::Approved, -190);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a standard change without an approval of its own",
        given: |w| {
            w.record().category = World::text("Standard");
            w.record().approvals = Field::Value(Vec::new());
        },
        then: Outcome::Pass,
    },
    Case {
        name: "who deployed is not known, but two persons reviewed and two approved",
        given: |w| {
            w.without(RecordKind::PipelineRun);
            w.add_review("chidi", ReviewState::Approved, -190);
            w.add_approval("jira-chidi", -47 * 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the deployer was the only reviewer",
        given: |w| w.review().author = World::login("lena"),
        then: Outcome::Fail,
    },
    Case {
        name: "the deployer contributed to the change and was the only one who approved its code",
        given: |w| {
            w.review().author = World::login("lena");
            w.add_commit_author("lena");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the deployer was the only approver, by an account of another system",
        given: |w| w.approval().approver = jira("jira-lena"),
        then: Outcome::Fail,
    },
    Case {
        name: "the deployer approved, and so did the requester, whose own approval does not count",
        given: |w| {
            w.approval().approver = jira("jira-lena");
            w.add_approval("jira-ana", -47 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the only reviewer merged the change, and that push deployed it",
        given: |w| {
            w.run().event = World::text("push");
            w.run().triggering_actor = World::login("bao");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the deployer approved; another approved too, perhaps after the deployment",
        given: |w| {
            w.approval().approver = jira("jira-lena");
            w.add_approval("jira-ivo", -2);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "who deployed is not known, and there is one reviewer",
        given: |w| w.without(RecordKind::PipelineRun),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "who deployed is not known, and the only approver asked for the change",
        given: |w| {
            w.without(RecordKind::PipelineRun);
            w.add_review("chidi", ReviewState::Approved, -190);
            w.approval().approver = jira("jira-ana");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a shared login deployed",
        given: |w| w.run().triggering_actor = World::login("deploy"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no roster, so that accounts of two systems may be one person's",
        given: |w| w.without(RecordKind::RosterEntry),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the approvals were not exported",
        given: |w| w.record().approvals = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the deployer is the only known approver, and the records do not cover the time",
        given: |w| {
            w.approval().approver = jira("jira-lena");
            w.not_covered(RecordKind::ChangeRecord);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the deployer was the only approver, and the category is not known",
        given: |w| {
            w.approval().approver = jira("jira-lena");
            w.record().category = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "nobody reviewed or approved the change",
        given: |w| {
            w.pull_request().reviews = Field::Value(Vec::new());
            w.record().approvals = Field::Value(Vec::new());
        },
        then: Outcome::NotApplicable,
    },
    Case {
        name: "a rollback",
        given: World::roll_back,
        then: Outcome::NotApplicable,
    },
];
