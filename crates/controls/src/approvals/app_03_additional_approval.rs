//! APP-03: changes of high risk or impact have a second approval, by a designated approver.
// long file: check and cases of one control stand together.

use changeproof_domain::account::{Account, AccountKind, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::ChangeRecordId;

use crate::approvals::attested_second::{SECOND, SECOND_OF_RECORD, with_attested};
use crate::case::{Case, World};
use crate::context::Context;
use crate::control::{Control, Judges, OfRecords, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::approval::{self, Approved, NoApproval};
use crate::shared::category::{self, Category};
use crate::shared::counted::{Independent, independent, party_facts, stood, why_not};
use crate::shared::known::Known;
use crate::shared::level::{self, Level};
use crate::shared::linked_records::each_record;
use crate::shared::roles::{self, Role};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "APP-03",
    version: 3,
    name: "Additional approval",
    severity: Severity::High,
    clauses: &["2-HIGH"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::words("high_risk_words", &p.high_risk_words),
            Parameter::words("high_impact_words", &p.high_impact_words),
            Parameter::words("lower_level_words", &p.lower_level_words),
            Parameter::words("approving_roles", &p.approving_roles),
        ]
    },
    frameworks: &[partial(
        "NIST SP 800-53",
        "CM-3",
        "Tests the further approval of changes of high risk alone.",
    )],
    stricter_than_policy: Some(
        "The policy says that such changes may require an additional approval; this control asks for it.",
    ),
    checks: "The rule fires where the change record's risk level is high or critical, or its impact level \
        is high. Then it passes when two different persons with no other part in the change approved the \
        record before the deployment, and at least one of them held an approving role by the roster on \
        the day of the approval. Fails when all approvals are known and there are no such two. Does not \
        apply where both levels are lower, to standard changes (approved in advance) and emergencies \
        (the policy waives the approval), and without a record. Levels are read from their own fields, \
        never from words in a text. Where the record itself holds one approval that counts, another \
        designated approver with no part in the change may attest that a second one was given elsewhere \
        (question 'Did a second designated approver approve before the deployment?', answer yes, with a \
        reason).",
    why: "What can do the most harm deserves a second look by somebody who answers for it.",
    evidence: "Change records with levels of risk and impact and with their approvals, pull requests, \
        roster with dated roles, attestations.",
    needs: &[
        RecordKind::ChangeRecord,
        RecordKind::ChangeApproval,
        RecordKind::PullRequest,
        RecordKind::RosterEntry,
    ],
    remedy: "Fail: have a designated approver look at the change now, and record an exception. \
        Insufficient evidence: export the levels of risk and impact with the records, map words that are \
        on no list, add the approvers to the roster.",
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
    each_record(cx, |id| category::remarked(cx, id, check_record(cx, id)))
}

fn check_record(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    let (risk, impact) = (level::risk(cx, id), level::impact(cx, id));
    let facts = || level_facts(cx, id);
    if let (Level::Lower(risk), Level::Lower(impact)) = (&risk, &impact) {
        return cx
            .not_applicable(|| {
                format!(
                    "{key} has the risk level '{risk}' and the impact level '{impact}', which ask for \
                     no additional approval."
                )
            })
            .marked_if(!record.has_whole_history(), Overlay::AsExported)
            .with(facts());
    }
    let category = category::judged_as(cx, id);
    match category {
        Category::Standard => {
            return cx
                .not_applicable(|| {
                    format!(
                        "{key} is a standard change, approved in advance.{}",
                        category::remark(cx, id)
                    )
                })
                .with(category::fact(cx, id))
                .with(facts());
        }
        Category::Emergency => {
            return cx
                .not_applicable(|| {
                    format!(
                        "{key} is an emergency change, which needs no approval beforehand.{}",
                        category::remark(cx, id)
                    )
                })
                .with(category::fact(cx, id));
        }
        Category::Normal | Category::PerhapsEmergency | Category::Unknown => {}
    }
    let finding = match level::high(key, &risk, &impact) {
        Some(fired) => {
            let (finding, first_counts) = judged(cx, id, &fired);
            with_attested(cx, id, first_counts, finding)
                .marked_if(!record.has_whole_history(), Overlay::AsExported)
        }
        None => {
            let why = [risk, impact].into_iter().find_map(|level| match level {
                Level::Unknown(why) => Some(why),
                Level::High(_) | Level::Lower(_) => None,
            });
            cx.insufficient(|| {
                format!(
                    "Whether {key} needs an additional approval is not known: {}.",
                    why.unwrap_or_default()
                )
            })
        }
    };
    if category == Category::PerhapsEmergency {
        return category::if_no_emergency(cx, id, finding)
            .with(category::fact(cx, id))
            .with(facts());
    }
    if category == Category::Unknown && finding.outcome == Outcome::Fail {
        let reason = finding.reason;
        return cx
            .insufficient(|| format!("{reason} The category of {key} is not known."))
            .with(finding.facts)
            .with(category::fact(cx, id))
            .with(facts());
    }
    finding.with(facts())
}

/// An approval, whether it counts, and its approver with their role.
struct Judged<'a> {
    approval: Approved<'a>,
    identity: Identity<'a>,
    shown: &'a str,
    stood: Known,
    independent: Independent,
    role: Role<'a>,
}

impl Judged<'_> {
    fn counts(&self) -> Known {
        self.stood.and(self.independent.known).and(match self.role {
            Role::Machine => Known::No,
            Role::Held { .. } | Role::NotHeld { .. } | Role::Unknown(_) => Known::Yes,
        })
    }
}

/// The verdict, and whether one approval counts whatever becomes of the second.
fn judged(cx: &Implementation<'_>, id: ChangeRecordId, fired: &str) -> (Finding, bool) {
    let all = all_judged(cx, id);
    let first_counts = all.iter().any(|of| of.counts() == Known::Yes);
    (by_pairs(cx, id, fired, &all), first_counts)
}

fn all_judged<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Vec<Judged<'a>> {
    let people = &cx.snapshot.people;
    let wanted = &cx.parameters().approving_roles;
    let approved = approval::approved(cx, id);
    let independent = independent(cx, id);
    approved
        .iter()
        .copied()
        .zip(independent)
        .map(|(approval, independent)| Judged {
            identity: approval
                .approver
                .map_or(Identity::Unknown, |account| people.identify(account)),
            shown: approval
                .approver
                .map_or("an unnamed approver", |account| cx.shown(account)),
            stood: stood(&approval),
            independent,
            role: roles::on_day_of(cx, approval.approver, approval.at, wanted),
            approval,
        })
        .collect()
}

/// The verdict by each pair of approvals.
fn by_pairs(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    fired: &str,
    all: &[Judged<'_>],
) -> Finding {
    let key = &cx.record(id).key;
    let people = &cx.snapshot.people;
    let wanted = &cx.parameters().approving_roles;
    let facts = || facts(cx, id, all, wanted);
    let pairs = all
        .iter()
        .enumerate()
        .flat_map(|(at, one)| all[at + 1..].iter().map(move |other| (one, other)));
    let answers: Vec<_> = pairs
        .map(|(one, other)| {
            let (different, by_account) = match people.same(one.identity, other.identity) {
                Sameness::Same => (Known::No, false),
                Sameness::Different => (Known::Yes, false),
                Sameness::DifferentByAccount => (Known::Yes, true),
                Sameness::Unknown => (Known::Unknown, false),
            };
            let role = one.role.held().or(other.role.held());
            let answer = one.counts().and(other.counts()).and(different).and(role);
            let assumed = |of: &Judged<'_>| of.independent.by_account;
            let by_account = by_account || assumed(one) || assumed(other);
            (answer, by_account, one, other)
        })
        .collect();
    let proven = answers
        .iter()
        .filter(|(answer, ..)| *answer == Known::Yes)
        .min_by_key(|(_, by_account, ..)| *by_account);
    if let Some((_, by_account, one, other)) = proven {
        return cx
            .pass(|| {
                let designated = [one, other].into_iter().find_map(|of| match of.role {
                    Role::Held { span, .. } => {
                        Some(format!("{} held the role '{}'", of.shown, span.role))
                    }
                    Role::NotHeld { .. } | Role::Machine | Role::Unknown(_) => None,
                });
                format!(
                    "{fired}, and both {} and {} approved it before {}; {} that day.",
                    one.shown,
                    other.shown,
                    cx.noun(),
                    designated.unwrap_or_default()
                )
            })
            .marked_if(*by_account, Overlay::ByAccount)
            .with(facts());
    }
    let open = answers
        .iter()
        .find(|(answer, ..)| *answer == Known::Unknown);
    if let Some((_, _, one, other)) = open {
        return cx
            .insufficient(|| {
                format!(
                    "{fired}, and both {} and {} approved it, but {}.",
                    one.shown,
                    other.shown,
                    doubt(one, other, cx.began())
                )
            })
            .with(facts());
    }
    let complete = if all.is_empty() {
        approval::absence(cx, id, cx.start().at) == NoApproval::Proven
    } else {
        approval::are_complete(cx, id)
    };
    if complete {
        cx.fail(|| format!("{fired}, which asks for an additional approval, but {}.", lacking(cx, id, all)))
    } else {
        cx.insufficient(|| {
            format!(
                "{fired}, which asks for an additional approval; {}, but whether all approvals of {key} \
                 were exported for that time is not known.",
                lacking(cx, id, all)
            )
        })
    }
    .with(facts())
}

/// Why two approvals may not be enough.
fn doubt(one: &Judged<'_>, other: &Judged<'_>, began: &str) -> String {
    for of in [one, other] {
        if of.stood == Known::Unknown {
            return format!(
                "whether that of {} stood when {} cannot be told (see APP-01)",
                of.shown, began
            );
        }
        if of.independent.known == Known::Unknown {
            return format!(
                "whether {} had another part in the change cannot be told (see APP-02)",
                of.shown
            );
        }
    }
    for of in [one, other] {
        if let Role::Unknown(gap) = of.role
            && one.role.held().or(other.role.held()) == Known::Unknown
        {
            return format!(
                "whether {} held an approving role cannot be told: {}",
                of.shown,
                gap.words()
            );
        }
    }
    "whether they are two persons cannot be told: add the accounts to the roster".to_owned()
}

/// What is lacking, as a part of a sentence.
fn lacking(cx: &Implementation<'_>, id: ChangeRecordId, all: &[Judged<'_>]) -> String {
    let mut counting: Vec<&str> = Vec::new();
    for of in all.iter().filter(|of| of.counts() != Known::No) {
        if !counting.contains(&of.shown) {
            counting.push(of.shown);
        }
    }
    let why: Vec<String> = all
        .iter()
        .filter_map(|of| why_not(cx, of.shown, &of.approval, of.independent, &of.role))
        .collect();
    let why = why.join("; ");
    match (counting.as_slice(), all) {
        ([], []) => format!("it has {}", approval::none_words(cx, id)),
        ([], _) => format!("no approval of it counts: {why}"),
        ([one], _) if why.is_empty() => format!("only {one} approved it"),
        ([one], _) => format!("only the approval by {one} counts: {why}"),
        (several, _) => format!(
            "{} approved it and {} of them held an approving role that day",
            several.join(" and "),
            if several.len() == 2 {
                "neither"
            } else {
                "none"
            }
        ),
    }
}

fn level_facts(cx: &Implementation<'_>, id: ChangeRecordId) -> Vec<Fact> {
    let risk = level::facts(cx, id, level::RISK).into_iter();
    risk.chain(level::facts(cx, id, level::IMPACT)).collect()
}

fn facts(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    all: &[Judged<'_>],
    wanted: &[String],
) -> Vec<Fact> {
    // What decides whether somebody may approve, where one may not or it is not known.
    let has_part = all.iter().any(|of| of.independent.known != Known::Yes);
    let parts = has_part.then(|| party_facts(cx, id));
    let absence = all.is_empty().then(|| approval::absence_facts(cx, id));
    all.iter()
        .flat_map(|of| {
            let approval = of.approval.facts(cx).into_iter();
            approval.chain(of.role.facts(cx, wanted))
        })
        .chain(parts.into_iter().flatten())
        .chain(absence.into_iter().flatten())
        .chain(cx.start_fact())
        .collect()
}

fn high_risk(w: &mut World) {
    w.record().risk_level = World::text("High");
}

fn jira(account: &str) -> Field<Account> {
    Field::Value(Account::new(System::Jira, account))
}

/// One approval in the record, and a second one attested by somebody with that role.
fn attest(world: &mut World, role: &str) {
    high_risk(world);
    world.roster_line("chidi").roles.push(role.to_owned());
    world.add(World::attestation("APP-03", "CHG-1000", SECOND.text, "yes"));
}

static CASES: &[Case] = &[
    Case {
        name: "risk is high, there is one approval, and a designated approver attested a second one",
        given: |w| attest(w, "designated_approver"),
        then: Outcome::Pass,
    },
    Case {
        name: "risk is high, there is one approval, and an engineer attested a second one",
        given: |w| attest(w, "senior_engineer"),
        then: Outcome::Fail,
    },
    Case {
        name: "risk is high, there is no approval, and a designated approver attested a second one",
        given: |w| {
            attest(w, "designated_approver");
            w.record().approvals = Field::Value(Vec::new());
        },
        then: Outcome::Fail,
    },
    Case {
        name: "risk and impact are low",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
    Case {
        name: "risk is high; an engineer and a designated approver approved it",
        given: |w| {
            high_risk(w);
            w.add_approval("jira-bao", -47 * 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "impact is high, with a number before the word, and there is one approval",
        given: |w| w.record().impact_level = World::text("1 - High"),
        then: Outcome::Fail,
    },
    Case {
        name: "risk is high and there is one approval",
        given: high_risk,
        then: Outcome::Fail,
    },
    Case {
        name: "risk is high and the same person approved twice",
        given: |w| {
            high_risk(w);
            w.add_approval("jira-ivo", -47 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "risk is high and neither of two approvers held an approving role",
        given: |w| {
            high_risk(w);
            w.approval().approver = jira("jira-chidi");
            w.add_approval("jira-bao", -47 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "risk is high and the second approval came after the deployment",
        given: |w| {
            high_risk(w);
            w.add_approval("jira-bao", 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "risk is high and the second approver is an app that the roster does not know",
        given: |w| {
            high_risk(w);
            let mut app = Account::new(System::Jira, "automation");
            app.kind = AccountKind::App;
            let mut second = w.approval().clone();
            second.approver = Field::Value(app);
            w.decide(second);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a standard change with a high risk, which is none by STD-01",
        given: |w| {
            high_risk(w);
            w.record().category = World::text("Standard");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "risk is high and the second approval is the requester's",
        given: |w| {
            high_risk(w);
            w.add_approval("jira-ana", -47 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "risk was high until it was lowered after the deployment",
        given: |w| w.edit_record("risk_level", Some("High"), Some("Low"), 60),
        then: Outcome::Fail,
    },
    Case {
        name: "the level of impact was not exported",
        given: |w| w.record().impact_level = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "nobody chose a level of risk",
        given: |w| w.record().risk_level = Field::Empty,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the level of risk is a code that is on no list",
        given: |w| w.record().risk_level = World::text("4"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "risk is high, and the second approver is not in the roster and the first had no role",
        given: |w| {
            high_risk(w);
            w.approval().approver = jira("jira-bao");
            w.add_approval("jira-stranger", -47 * 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "risk is high, there is one approval, and the records do not cover the time",
        given: |w| {
            high_risk(w);
            w.not_covered(RecordKind::ChangeRecord);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "risk is high, and the one approval was read from a move into an approved status",
        given: |w| {
            high_risk(w);
            w.approval().place = Some("changelog.histories[1]".to_owned());
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "risk is high, there is one approval, and the category is not known",
        given: |w| {
            high_risk(w);
            w.record().category = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an emergency change of high risk",
        given: |w| {
            high_risk(w);
            w.emergency();
        },
        then: Outcome::NotApplicable,
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
        name: "risk is high, and two designated approvers approved it",
        given: |w| {
            high_risk(w);
            w.add_approval("jira-nadia", -47 * 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "risk is high, and there is one approval",
        given: high_risk,
        then: Outcome::Fail,
    },
    Case {
        name: "risk is high, and that a second one was given was attested",
        given: |w| {
            high_risk(w);
            let mut of = World::attestation("APP-03", "CHG-2000", SECOND_OF_RECORD.text, "yes");
            of.person = World::typed("nadia@clicki.example");
            w.add(of);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "risk is high, there are two approvals, and only the closing is known",
        given: |w| {
            high_risk(w);
            w.add_approval("jira-nadia", -47 * 60);
            w.only_closed_at(60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "neither risk nor impact is high",
        given: |_| {},
        then: Outcome::NotApplicable,
    },
];
