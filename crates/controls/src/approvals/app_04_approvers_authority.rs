//! APP-04: whoever approved a change held an approving role that day.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::ChangeRecordId;

use crate::case::{Case, World};
use crate::context::Context;
use crate::control::{Control, Judges, OfRecords, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::approval::{self, Approved, NoApproval};
use crate::shared::category::{self, Category};
use crate::shared::counted::{Independent, independent, party_facts, stood, why_not};
use crate::shared::known::Known;
use crate::shared::linked_records::each_record;
use crate::shared::roles::{self, Role};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "APP-04",
    version: 3,
    name: "Approver's authority",
    severity: Severity::High,
    clauses: &["2-HIGH"],
    since: "0.1.0",
    parameters: |p| vec![Parameter::words("approving_roles", &p.approving_roles)],
    frameworks: &[
        partial(
            "NIST SP 800-53",
            "CM-5",
            "Tests who approved changes, not who could make them.",
        ),
        partial(
            "SOC 2",
            "CC6.3",
            "Tests that one kind of authority was held when it was used.",
        ),
    ],
    stricter_than_policy: Some(
        "The policy names a designated approver for high-risk changes; this control asks for one \
         wherever a change record is approved.",
    ),
    checks: "Passes when an approver of the change record held an approving role by the roster on the day \
        of the approval. Approvals that stood when the deployment began and came from somebody with no \
        other part in the change decide (that of a service identity never counts); where there are none, the others do. Fails when the roster \
        covers the day and gives no approver such a role. Does not apply to standard changes (approved \
        in advance) and emergencies (the policy waives the approval), without a record, and where there \
        is no approval at all (APP-01 tells).",
    why: "An approval by somebody who may not give it is none.",
    evidence: "Change records with approvers and times of approval, roster with dated roles.",
    needs: &[
        RecordKind::ChangeRecord,
        RecordKind::ChangeApproval,
        RecordKind::RosterEntry,
    ],
    remedy: "Fail: have a designated approver look at the change, and record an exception; correct the \
        roster where the role was missing there. Insufficient evidence: import the roster, and add the \
        approver's account to it.",
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
    let key = &cx.record(id).key;
    match category::judged_as(cx, id) {
        Category::Standard => cx.not_applicable(|| {
            format!(
                "{key} is a standard change, approved in advance.{}",
                category::remark(cx, id)
            )
        }),
        Category::Emergency => cx.not_applicable(|| {
            format!(
                "{key} is an emergency change, which needs no approval beforehand.{}",
                category::remark(cx, id)
            )
        }),
        Category::Normal => judged(cx, id),
        Category::PerhapsEmergency => category::if_no_emergency(cx, id, judged(cx, id)),
        Category::Unknown => {
            let finding = judged(cx, id);
            if finding.outcome == Outcome::Fail {
                cx.insufficient(|| {
                    format!("{} The category of {key} is not known.", finding.reason)
                })
                .with(finding.facts)
            } else {
                finding
            }
        }
    }
    .with(category::fact(cx, id))
}

/// An approval, whether it counts, and its approver's role.
struct Judged<'a> {
    approval: Approved<'a>,
    shown: &'a str,
    stood: Known,
    independent: Independent,
    role: Role<'a>,
}

impl Judged<'_> {
    fn counts(&self) -> Known {
        self.stood.and(self.independent.known)
    }
}

fn judged(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    let key = &cx.record(id).key;
    let wanted = &cx.parameters().approving_roles;
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
    let independent = independent(cx, id);
    let all: Vec<Judged<'_>> = approved
        .iter()
        .copied()
        .zip(independent)
        .map(|(approval, independent)| Judged {
            shown: approval
                .approver
                .map_or("An unnamed approver", |account| cx.shown(account)),
            stood: stood(&approval),
            independent,
            role: roles::on_day_of(cx, approval.approver, approval.at, wanted),
            approval,
        })
        .collect();
    let finding = answer(cx, key, &all);
    if finding.outcome == Outcome::Fail && !approval::are_complete(cx, id) {
        return cx
            .insufficient(|| {
                format!(
                    "{} Whether nobody else approved it is not known: not all approvals were exported.",
                    finding.reason
                )
            })
            .with(facts(cx, id, &all, wanted));
    }
    finding.with(facts(cx, id, &all, wanted))
}

fn answer(cx: &Implementation<'_>, key: &str, all: &[Judged<'_>]) -> Finding {
    let wanted = &cx.parameters().approving_roles;
    let held = |of: &Judged<'_>| of.role.held();
    // Approvals that do not count decide only where no other may count.
    let deciding: Vec<&Judged<'_>> = match all.iter().any(|of| of.counts() != Known::No) {
        true => all.iter().filter(|of| of.counts() != Known::No).collect(),
        false => all.iter().collect(),
    };
    let sure = |of: &&&Judged<'_>| of.counts() != Known::Unknown;
    let everyone = |answer| all.iter().all(|of| held(of) == answer);
    let passing = deciding
        .iter()
        .filter(sure)
        .find(|of| held(of) == Known::Yes)
        .or_else(|| deciding.first().filter(|_| everyone(Known::Yes)));
    if let Some(of) = passing
        && let Role::Held { span, on } = of.role
    {
        return cx.pass(|| {
            format!(
                "{} approved {key} and held the role '{}' on that day, {on}.",
                of.shown, span.role
            )
        });
    }
    let none_of_them = deciding.iter().all(|of| held(of) == Known::No);
    if everyone(Known::No) || (none_of_them && deciding.iter().any(|of| sure(&of))) {
        return cx.fail(|| {
            let said = deciding.iter().map(|of| match of.role {
                Role::NotHeld { person, on } => format!(
                    "{} approved {key} on {on} and held no approving role then: by the roster the role \
                     {}.",
                    of.shown,
                    roles::story(cx.snapshot.people.person(person), wanted, on)
                ),
                Role::Machine | Role::Held { .. } | Role::Unknown(_) => format!(
                    "{key} was approved by {}, a service identity and no person.",
                    of.shown
                ),
            });
            let mut said: Vec<String> = said.collect();
            let others = all.iter().filter(|of| deciding.iter().all(|at| !std::ptr::eq(*at, *of)));
            let others: Vec<String> = others
                .filter_map(|of| why_not(cx, of.shown, &of.approval, of.independent, &of.role))
                .collect();
            if !others.is_empty() {
                said.push(format!("No other approval counts: {}.", others.join("; ")));
            }
            said.join(" ")
        });
    }
    let open = deciding.iter().find_map(|of| match of.role {
        Role::Unknown(gap) => Some((of, gap)),
        Role::Held { .. } | Role::NotHeld { .. } | Role::Machine => None,
    });
    cx.insufficient(|| match open {
        Some((of, gap)) => format!(
            "{} approved {key}; whether they held an approving role cannot be told: {}.",
            of.shown,
            gap.words()
        ),
        None => format!(
            "Of the approvers of {key} some held an approving role and some did not; whose approval \
             counts is not known (see APP-01 and APP-02)."
        ),
    })
}

fn facts(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    all: &[Judged<'_>],
    wanted: &[String],
) -> Vec<Fact> {
    // What decides whether an approval counts, where one does not or may not.
    let has_part = all.iter().any(|of| of.independent.known != Known::Yes);
    let parts = has_part.then(|| party_facts(cx, id));
    let is_late = all.iter().any(|of| of.stood != Known::Yes);
    let start = is_late.then(|| cx.start_fact()).flatten();
    all.iter()
        .flat_map(|of| {
            let approval = of.approval.facts(cx).into_iter();
            approval.chain(of.role.facts(cx, wanted))
        })
        .chain(parts.into_iter().flatten())
        .chain(start)
        .collect()
}

static CASES: &[Case] = &[
    Case {
        name: "approved by a designated approver",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "approved by an engineer and by a designated approver",
        given: |w| w.add_approval("jira-bao", -47 * 60),
        then: Outcome::Pass,
    },
    Case {
        name: "the approver lost the role later",
        given: |w| w.roster_line("ivo").valid_to = World::day(2025, 3, 2),
        then: Outcome::Pass,
    },
    Case {
        name: "approved by an engineer",
        given: |w| w.approval().approver = Field::Value(Account::new(System::Jira, "jira-bao")),
        then: Outcome::Fail,
    },
    Case {
        name: "an engineer moved it to an approved status, and no approvals were exported",
        given: |w| {
            w.approval().approver = Field::Value(Account::new(System::Jira, "jira-bao"));
            w.approval().place = Some("changelog.histories[1]".to_owned());
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the approver got the role only after the approval",
        given: |w| w.roster_line("ivo").valid_from = World::day(2025, 3, 2),
        then: Outcome::Fail,
    },
    Case {
        name: "the role had ended the day before the approval",
        given: |w| w.roster_line("ivo").valid_to = World::day(2025, 2, 28),
        then: Outcome::Fail,
    },
    Case {
        name: "an engineer approved in time, a designated approver only after the deployment",
        given: |w| {
            w.approval().approver = Field::Value(Account::new(System::Jira, "jira-bao"));
            w.add_approval("jira-ivo", 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "approved by a designated approver alone, who asked for the change (see APP-02)",
        given: |w| {
            w.record().requester = Field::Value(Account::new(System::Jira, "jira-ivo"));
        },
        then: Outcome::Pass,
    },
    Case {
        name: "an emergency of which it is not known whether anything justifies it, with no approval at all",
        given: |w| {
            w.unfounded_emergency();
            w.without(RecordKind::Incident);
            w.record().approvals = Field::Value(Vec::new());
        },
        then: Outcome::NotApplicable,
    },
    Case {
        name: "a designated approver who asked for the change, and an engineer with no part in it",
        given: |w| {
            w.record().requester = Field::Value(Account::new(System::Jira, "jira-ivo"));
            w.add_approval("jira-bao", -47 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "an approver whom the roster does not know",
        given: |w| {
            w.approval().approver = Field::Value(Account::new(System::Jira, "jira-stranger"));
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no roster",
        given: |w| w.without(RecordKind::RosterEntry),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an engineer approved, and the roster does not cover the day",
        given: |w| {
            w.approval().approver = Field::Value(Account::new(System::Jira, "jira-bao"));
            w.not_covered(RecordKind::RosterEntry);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the time of the approval was not exported",
        given: |w| w.approval().at = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the approvals were not exported",
        given: |w| w.record().approvals = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "approved by an engineer, and the category is not known",
        given: |w| {
            w.approval().approver = Field::Value(Account::new(System::Jira, "jira-bao"));
            w.record().category = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no approval at all",
        given: |w| w.record().approvals = Field::Value(Vec::new()),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "a standard change",
        given: |w| w.record().category = World::text("Standard"),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "an emergency change",
        given: World::emergency,
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
        name: "approved by a designated approver",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "approved by an engineer",
        given: |w| w.approval().approver = Field::Value(Account::new(System::Jira, "jira-bao")),
        then: Outcome::Fail,
    },
    Case {
        name: "an approver whom the roster does not know",
        given: |w| {
            w.approval().approver = Field::Value(Account::new(System::Jira, "jira-stranger"));
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no approval at all",
        given: |w| w.record().approvals = Field::Value(Vec::new()),
        then: Outcome::NotApplicable,
    },
];
