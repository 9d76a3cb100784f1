//! APP-02: nobody approved their own change.
// long file: check and cases of one control stand together.

use std::rc::Rc;

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{ChangeRecordId, RecordRef};

use crate::case::{Case, World};
use crate::context::{Context, account_text};
use crate::control::{Control, Judges, OfRecords, Severity, none, partial};
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::approval::{self, Approved, NoApproval, Timing};
use crate::shared::category::{self, Category};
use crate::shared::contributors::{self, Contributor};
use crate::shared::duty::implementer_unknown;
use crate::shared::linked_records::{changes_under, each_record};
use crate::worked_out::of_record;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "APP-02",
    version: 3,
    name: "No self-approval",
    severity: Severity::Critical,
    clauses: &["2-SELF"],
    since: "0.1.0",
    parameters: none,
    frameworks: &[
        partial(
            "ISO 27001:2022",
            "A.5.3",
            "Tests one pair of conflicting duties: asking and approving.",
        ),
        partial(
            "NIST SP 800-53",
            "AC-5",
            "Tests separation for approvals alone.",
        ),
    ],
    stricter_than_policy: None,
    checks: "Passes when an approver of the change record is neither its requester, nor its \
        implementer, nor a contributor of the linked changes, as persons and not as accounts. Of \
        several approvals one that is independent and in time is enough. Fails when every approver had \
        a hand in the change. Whether the author of a squash commit whom nothing else names wrote a part cannot be \
        told. Does not apply to standard changes, without a record, and where there is \
        no approval by a person at all (APP-01 tells).",
    why: "Whoever approves their own change has been checked by nobody.",
    evidence: "Change records with requester, implementer and approvers; pull requests; roster.",
    needs: &[
        RecordKind::ChangeRecord,
        RecordKind::ChangeApproval,
        RecordKind::PullRequest,
        RecordKind::RosterEntry,
    ],
    remedy: "Fail: have somebody independent review the change and record an exception. Insufficient \
        evidence: add the accounts to the roster.",
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

/// Somebody who may not approve, and why.
struct Party<'a> {
    identity: Identity<'a>,
    shown: &'a str,
    role: &'static str,
    fact: Option<Fact>,
}

/// Everybody who may not approve.
struct Parties<'a> {
    known: Vec<Party<'a>>,
    /// The authors of squash commits whom nothing else names: they may have written a part.
    perhaps: Vec<Party<'a>>,
    /// The fields of the record that name nobody.
    unnamed: Vec<Fact>,
    /// Why further persons may have had a part in the change.
    incomplete: Option<&'static str>,
}

/// How an approval stands to the parties of the change.
enum Independence<'a> {
    Independent {
        by_account: bool,
    },
    SelfApproved {
        role: &'static str,
    },
    Unknown {
        other: &'a str,
        role: &'static str,
    },
    /// The squash commit alone names the approver, as its author.
    Perhaps,
}

fn check_record(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    let category = category::judged_as(cx, id);
    if category == Category::Standard {
        return cx
            .not_applicable(|| {
                format!(
                    "{key} is a standard change, approved in advance.{}",
                    category::remark(cx, id)
                )
            })
            .with(category::fact(cx, id));
    }
    let approved = approval::approved(cx, id);
    if approved.is_empty() {
        return match approval::absence(cx, id, cx.start().at) {
            NoApproval::Proven => cx
                .not_applicable(|| {
                    format!("{key} has {} (see APP-01).", approval::none_words(cx, id))
                })
                .with(approval::absence_facts(cx, id)),
            NoApproval::StateOnly | NoApproval::NotExported => cx
                .insufficient(|| format!("Who approved {key} was not exported."))
                .with(approval::state_fact(cx, id)),
        };
    }
    let by_persons = || approved.iter().filter(|of| !of.by_machine);
    if by_persons().next().is_none() {
        let facts = || approved.iter().flat_map(|of| of.facts(cx));
        return match approval::are_complete(cx, id) {
            true => {
                cx.not_applicable(|| format!("{key} has no approval by a person (see APP-01)."))
            }
            false => cx.insufficient(|| format!("Whether a person approved {key} is not known.")),
        }
        .with(facts());
    }
    let parties = parties(cx, id);
    let facts = || -> Vec<Fact> {
        approved
            .iter()
            .flat_map(|approval| approval.facts(cx))
            .chain(parties.unnamed.iter().cloned())
            .chain({ parties.known.iter() }.filter_map(|party| party.fact.clone()))
            .chain({ parties.perhaps.iter() }.filter_map(|party| party.fact.clone()))
            .collect()
    };
    // Approvals that came in time decide; only where there are none do the late ones.
    let timely: Vec<&Approved<'_>> = by_persons()
        .filter(|a| {
            matches!(
                a.timing,
                Timing::Before | Timing::PerhapsTakenBack | Timing::PerhapsOutdated
            )
        })
        .collect();
    let deciding: Vec<&Approved<'_>> = if timely.is_empty() {
        by_persons().collect()
    } else {
        timely
    };
    let judged: Vec<_> = deciding
        .iter()
        .map(|approval| (*approval, independence(cx, approval, &parties)))
        .collect();
    let finding = best(cx, key, &judged, parties.incomplete);
    let finding = if category == Category::Unknown && finding.outcome == Outcome::Fail {
        let reason = finding.reason;
        cx.insufficient(|| format!("{reason} The category of {key} is not known."))
            .with(category::fact(cx, id))
    } else {
        finding
    };
    finding.with(facts())
}

fn best(
    cx: &Implementation<'_>,
    key: &str,
    judged: &[(&Approved<'_>, Independence<'_>)],
    incomplete: Option<&'static str>,
) -> Finding {
    let name = |approval: &Approved<'_>| {
        approval
            .approver
            .map_or("An unnamed approver", |a| cx.snapshot.people.shown(a))
            .to_owned()
    };
    let independent = judged
        .iter()
        .filter_map(|(approval, independence)| match independence {
            Independence::Independent { by_account } => Some((approval, *by_account)),
            Independence::SelfApproved { .. }
            | Independence::Unknown { .. }
            | Independence::Perhaps => None,
        })
        .min_by_key(|(_, by_account)| *by_account);
    match (independent, incomplete) {
        (Some((approval, by_account)), None) => {
            return cx
                .pass(|| {
                    format!(
                        "{} approved {key} and had no other part in the change.",
                        name(approval)
                    )
                })
                .marked_if(by_account, Overlay::ByAccount);
        }
        (Some((approval, _)), Some(why)) => {
            return cx.insufficient(|| {
                format!(
                    "{} approved {key}; whether they had a part in it cannot be told: {why}.",
                    name(approval)
                )
            });
        }
        (None, _) => {}
    }
    for (approval, independence) in judged {
        if let Independence::Unknown { other, role } = independence {
            return cx.insufficient(|| match approval.approver {
                Some(_) => format!(
                    "{} approved {key}; whether that is the same person as {other} ({role}) cannot be \
                     told. Add the accounts to the roster.",
                    name(approval)
                ),
                None => format!(
                    "Who approved {key} is not named; whether that was {other} ({role}) cannot be told."
                ),
            });
        }
    }
    let own = |(approval, independence): &(&Approved<'_>, Independence<'_>)| match independence {
        Independence::SelfApproved { role } => Some(format!("{} ({role})", name(approval))),
        Independence::Independent { .. } | Independence::Unknown { .. } | Independence::Perhaps => {
            None
        }
    };
    if let Some((approval, _)) =
        { judged.iter() }.find(|(_, of)| matches!(of, Independence::Perhaps))
    {
        return cx.insufficient(|| {
            let name = name(approval);
            format!(
                "{name} approved {key}; whether {name} wrote a part of the change is not known: the squash commit \
                 names {name} as its author."
            )
        });
    }
    cx.fail(|| {
        let selves: Vec<String> = judged.iter().filter_map(own).collect();
        format!("{key} was approved only by {}.", selves.join(" and by "))
    })
}

/// What hand an approver had in the change that they approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hand {
    /// None; with `by_account` only if two accounts of one system are two persons.
    None {
        by_account: bool,
    },
    /// The role that they had.
    Had(&'static str),
    Unknown,
}

/// The hand of each approver of a record in its change.
pub(crate) fn hands(cx: &Implementation<'_>, id: ChangeRecordId) -> Rc<[Hand]> {
    of_record(cx, id, |of| &of.hands, || find_hands(cx, id))
}

fn find_hands(cx: &Implementation<'_>, id: ChangeRecordId) -> Rc<[Hand]> {
    let approved = approval::approved(cx, id);
    if approved.is_empty() {
        return Rc::default();
    }
    let parties = parties(cx, id);
    approved
        .iter()
        .map(|approval| match independence(cx, approval, &parties) {
            Independence::SelfApproved { role } => Hand::Had(role),
            Independence::Independent { by_account } if parties.incomplete.is_none() => {
                Hand::None { by_account }
            }
            Independence::Independent { .. }
            | Independence::Unknown { .. }
            | Independence::Perhaps => Hand::Unknown,
        })
        .collect()
}

fn independence<'a>(
    cx: &Implementation<'a>,
    approval: &Approved<'a>,
    parties: &Parties<'a>,
) -> Independence<'a> {
    let people = &cx.snapshot.people;
    let identity = approval
        .approver
        .map_or(Identity::Unknown, |account| people.identify(account));
    if identity == Identity::Unknown {
        // Somebody unnamed may be anybody.
        let first = parties.known.first();
        let (other, role) = first.map_or(("the requester", "requester"), |party| {
            (party.shown, party.role)
        });
        return Independence::Unknown { other, role };
    }
    let mut by_account = false;
    let mut unknown = None;
    for party in &parties.known {
        match people.same(identity, party.identity) {
            Sameness::Same => return Independence::SelfApproved { role: party.role },
            Sameness::Different => {}
            Sameness::DifferentByAccount => by_account = true,
            Sameness::Unknown => unknown = unknown.or(Some((party.shown, party.role))),
        }
    }
    let mut perhaps = parties.perhaps.iter();
    match unknown {
        Some((other, role)) => Independence::Unknown { other, role },
        None if perhaps.any(|of| people.same(identity, of.identity) == Sameness::Same) => {
            Independence::Perhaps
        }
        None => Independence::Independent { by_account },
    }
}

fn parties<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Parties<'a> {
    let record = cx.record(id);
    let own = RecordRef::ChangeRecord(id);
    let people = &cx.snapshot.people;
    let mut known: Vec<Party<'a>> = Vec::new();
    let mut unnamed: Vec<Fact> = Vec::new();
    let mut incomplete = record
        .requester
        .is_not_exported()
        .then_some("the requester of the record was not exported");
    if cx.deployed().is_none() {
        // Nobody else is known to have had a part in it.
        incomplete = incomplete.or(implementer_unknown(cx, record));
    }
    for (account, role) in [
        (&record.requester, "requester"),
        (&record.implementer, "implementer"),
    ] {
        if !account.is_value() {
            unnamed.extend(cx.fact(own, role, || account_text(account)));
        }
        if let Field::Value(account) = account {
            let identity = people.identify(account);
            known.push(Party {
                identity,
                shown: people.name_of(identity, account),
                role,
                fact: cx.fact(own, role, || account.shown().to_owned()),
            });
        }
    }
    let mut perhaps: Vec<Party<'a>> = Vec::new();
    for change in changes_under(cx, id) {
        let contributors = contributors::of(cx, change);
        perhaps.extend(contributors.perhaps.iter().map(|of| Party {
            identity: of.identity,
            shown: of.shown,
            role: "author of the squash commit",
            fact: of.fact(cx),
        }));
        incomplete = incomplete.or(contributors.incomplete);
        for contributor in &contributors.known {
            let &Contributor {
                identity,
                shown,
                record,
                field,
                ..
            } = contributor;
            known.push(Party {
                identity,
                shown,
                role: "contributor",
                fact: cx.fact(record, field, || shown.to_owned()),
            });
        }
    }
    Parties {
        known,
        perhaps,
        unnamed,
        incomplete,
    }
}

static CASES: &[Case] = &[
    Case {
        name: "approved by somebody with no other part in it",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "approved by its requester",
        given: |w| w.approval().approver = Field::Value(Account::new(System::Jira, "jira-ana")),
        then: Outcome::Fail,
    },
    Case {
        name: "approved by its requester, and the category is not known",
        given: |w| {
            w.record().category = Field::NotExported;
            w.approval().approver = Field::Value(Account::new(System::Jira, "jira-ana"));
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "approved by somebody with no other part in it, and the category is not known",
        given: |w| w.record().category = Field::NotExported,
        then: Outcome::Pass,
    },
    Case {
        name: "the approver is not named",
        given: |w| w.approval().approver = Field::Empty,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "approved by a contributor under another account",
        given: |w| {
            w.record().requester = Field::Value(Account::new(System::Jira, "jira-chidi"));
            w.record().implementer = Field::Value(Account::new(System::Jira, "jira-chidi"));
            w.approval().approver = Field::Value(Account::new(System::Jira, "jira-ana"));
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the approver stands as the author of a squash commit whose branch is known",
        given: |w| w.merge().author.email = "ivo@clicki.example".to_owned(),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the author of the squash commit is known for nothing else, and somebody else approved",
        given: |w| w.merge().author.email = "bao@clicki.example".to_owned(),
        then: Outcome::Pass,
    },
    Case {
        name: "approved by the requester and by somebody independent",
        given: |w| w.add_approval("jira-ana", -50 * 60),
        then: Outcome::Pass,
    },
    Case {
        name: "the approver is not in the roster",
        given: |w| {
            w.approval().approver = Field::Value(Account::new(System::Jira, "jira-stranger"))
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the approver is known by an account of another system only",
        given: |w| w.approval().approver = Field::Value(Account::new(System::ServiceNow, "I. M.")),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a standard change",
        given: |w| w.record().category = World::text("Standard"),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "approved by an app alone",
        given: |w| w.approve_by_app(),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "approved by an app and by the requester",
        given: |w| {
            w.approve_by_app();
            w.add_approval("jira-ana", -50 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "an app moved it to an approved status, and no approvals were exported",
        given: |w| {
            w.approve_by_app();
            w.approval().place = Some("changelog.histories[1]".to_owned());
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no approval at all",
        given: |w| w.record().approvals = Field::Value(Vec::new()),
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
        name: "approved by somebody with no other part in it",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "approved by its requester",
        given: |w| w.approval().approver = Field::Value(Account::new(System::Jira, "jira-ana")),
        then: Outcome::Fail,
    },
    Case {
        name: "approved by whoever carried it out",
        given: |w| {
            w.record().implementer = Field::Value(Account::new(System::Jira, "jira-ivo"));
        },
        then: Outcome::Fail,
    },
    Case {
        name: "only a shared login is named as who carried it out",
        given: |w| {
            w.record().implementer = Field::Value(Account::new(System::Jira, "admin"));
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the record names nobody who carried it out",
        given: |w| w.record().implementer = Field::Empty,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "who carried it out was not exported",
        given: |w| w.record().implementer = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a standard change",
        given: |w| w.record().category = World::text("Standard"),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "no approval at all",
        given: |w| w.record().approvals = Field::Value(Vec::new()),
        then: Outcome::NotApplicable,
    },
];
