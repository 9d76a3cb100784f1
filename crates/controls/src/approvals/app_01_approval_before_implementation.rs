//! APP-01: a normal change was approved before it was deployed.
// long file: check and cases of one control stand together.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::record::{ApprovalDecision, ChangeRecord, RecordKind, ReviewState};
use changeproof_domain::snapshot::{ChangeKind, ChangeRecordId, Keys, RecordRef, Subject};
use changeproof_domain::time::Order;

use crate::approvals::further_use::{COVERS, COVERS_RECORD, confirmed};
use crate::case::{Case, World};
use crate::context::{Context, EventSystem, field_text, span, when};
use crate::control::{Control, Judges, OfRecords, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::approval::{self, Approved, NoApproval, Timing};
use crate::shared::category::{self, Category};
use crate::shared::linked_records::each_record;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "APP-01",
    version: 3,
    name: "Approval before implementation",
    severity: Severity::Critical,
    clauses: &["CAT-NRM", "2-REV"],
    since: "0.1.0",
    parameters: |p| vec![Parameter::words("scope_fields", &p.scope_fields)],
    frameworks: &[
        partial(
            "NIST SP 800-53",
            "CM-3b",
            "Tests that approval came first, not that security was weighed.",
        ),
        partial(
            "COBIT 2019",
            "BAI06.01",
            "Tests authorisation, not evaluation and priority.",
        ),
    ],
    stricter_than_policy: None,
    checks: "Passes when the change record of a normal change has an approval event at or before the \
        start of the deployment that was not taken back, and the record was not edited in scope \
        between the two. A move of the record into a rejected, withdrawn or cancelled status, or from an \
        approved one back to a draft or to its first status, takes the approvals before it back; where it is \
        in such a status, or its request was declined in the end, and it cannot be told since when, neither \
        can this. The approval of a service identity is no person's. An approval serves one deployment of each system, with its retries, regions, \
        rollback and roll-forward, and stays within the planned window; what goes beyond has to be \
        attested by a person with no part in the change for the deployment (question 'Does the approval \
        cover this deployment too?', answer yes, with a reason). Fails when there is no approval by a person or only a \
        later one, and when such a use was attested as not covered. Does not apply to standard \
        changes, unless STD-01 fails, to emergencies, unless nothing justifies them (EMG-01 fails), and \
        without a record. A \
        status without an event cannot tell.",
    why: "An approval after the fact approves nothing.",
    evidence: "Change records with approvals and history; in ServiceNow the approval rows \
        (sysapproval_approver); attestations.",
    needs: &[RecordKind::ChangeRecord, RecordKind::ChangeApproval],
    remedy: "Fail: record an exception and find out why the gate let it through. Insufficient evidence: \
        export the approvals with their times; attest a further use of an approval.",
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

/// The verdict on a record.
pub(crate) fn check_record(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    let key = &cx.record(id).key;
    let category_fact = || category::fact(cx, id);
    match category::judged_as(cx, id) {
        Category::Standard => cx
            .not_applicable(|| {
                format!(
                    "{key} is a standard change, approved in advance.{}",
                    category::remark(cx, id)
                )
            })
            .with(category_fact()),
        Category::Emergency => cx
            .not_applicable(|| {
                format!(
                    "{key} is an emergency change; it is reviewed afterwards (EMG-04).{}",
                    category::remark(cx, id)
                )
            })
            .with(category_fact()),
        Category::Normal => {
            category::remarked(cx, id, by_normal_rules(cx, id).with(category_fact()))
        }
        Category::PerhapsEmergency => {
            category::if_no_emergency(cx, id, by_normal_rules(cx, id)).with(category_fact())
        }
        Category::Unknown => {
            let finding = by_normal_rules(cx, id);
            if finding.outcome == Outcome::Pass {
                return finding.with(category_fact());
            }
            cx.insufficient(|| format!("{} The category of {key} is not known.", finding.reason))
                .with(finding.facts)
                .with(category_fact())
        }
    }
}

fn by_normal_rules(cx: &Implementation<'_>, id: ChangeRecordId) -> Finding {
    let record = cx.record(id);
    let key = &record.key;
    let all = approval::approved(cx, id);
    let approved: Vec<&Approved<'_>> = all.iter().filter(|of| !of.by_machine).collect();
    let facts = || -> Vec<Fact> {
        all.iter()
            .flat_map(|approval| approval.facts_with_what_followed(cx, id))
            .chain(approval::state_fact(cx, id))
            .chain(cx.start_fact())
            .collect()
    };
    let in_time = |timing: Timing| {
        approved
            .iter()
            .copied()
            .filter(move |a| a.timing == timing && a.outdated_by.is_none())
    };
    if let Some(approval) = in_time(Timing::Before).next_back() {
        let passed = cx
            .pass(|| {
                format!(
                    "{key} was approved by {} at {}, {} before {}.",
                    approver(cx, approval),
                    approval.at.map(when).unwrap_or_default(),
                    approval
                        .at
                        .map(|at| span(at.at, cx.start().at))
                        .unwrap_or_default(),
                    cx.began()
                )
            })
            .marked_if(!record.has_whole_history(), Overlay::AsExported);
        return match used_once(cx, id, approval) {
            Some(open) => confirmed(cx, open, passed),
            None => passed.with(window_facts(cx, id)),
        }
        .with(facts());
    }
    if let Some(approval) = approved.iter().find(|a| a.timing == Timing::Undecided) {
        return cx
            .insufficient(|| {
                format!(
                    "{key} was approved at {}, {}.",
                    approval.at.map(when).unwrap_or_default(),
                    cx.either_side()
                )
            })
            .with(facts());
    }
    if let Some(approval) = in_time(Timing::PerhapsOutdated).next() {
        return cx
            .insufficient(|| {
                format!(
                    "{key} was approved at {}, and its scope was edited at a time that cannot be put before \
                     or after the approval or {}.",
                    approval.at.map(when).unwrap_or_default(),
                    cx.start_words()
                )
            })
            .with(facts());
    }
    if let Some(approval) = in_time(Timing::PerhapsTakenBack).next() {
        return cx
            .insufficient(|| {
                let by = approver(cx, approval);
                let at = approval.at.map(when).unwrap_or_default();
                match approval.refusal.and_then(|refusal| refusal.clause()) {
                    Some(clause) => format!(
                        "{key} was approved by {by} at {at}, and {clause}; whether that took the approval \
                         back before {} cannot be told.",
                        cx.start_words()
                    ),
                    None => format!(
                        "{key} was approved by {by} at {at}, and {} also rejected it or took the approval \
                         back{}; whether the approval stood at {} cannot be told.",
                        refuser(cx, approval),
                        refused_at(approval),
                        cx.start_words()
                    ),
                }
            })
            .with(facts())
            .with_each_fact_once();
    }
    if approved.iter().any(|a| a.timing == Timing::Unknown) {
        return cx
            .insufficient(|| {
                format!("{key} is approved, but when that was decided was not exported.")
            })
            .with(facts());
    }
    if let Some(approval) = approved.iter().find(|a| a.timing == Timing::Before) {
        return cx
            .fail(|| {
                format!(
                    "{key} was approved at {}, but its scope ({}) was edited{}, before {}, and it was not \
                     approved again.",
                    approval.at.map(when).unwrap_or_default(),
                    approval
                        .outdated_by
                        .map_or("scope".to_owned(), |edit| edit.field.replace('_', " ")),
                    approval
                        .outdated_by
                        .map(|edit| format!(" at {}", when(&edit.at)))
                        .unwrap_or_default(),
                    cx.noun()
                )
            })
            .with(facts());
    }
    if let Some(approval) = approved.first() {
        return cx
            .fail(|| {
                format!(
                    "{key} was approved by {} only {} after {} at {}.",
                    approver(cx, approval),
                    approval
                        .at
                        .map(|at| span(cx.start().at, at.at))
                        .unwrap_or_default(),
                    cx.began(),
                    when(cx.start())
                )
            })
            .with(facts());
    }
    if let Some(of) = all.last() {
        let by = approver(cx, of);
        return match approval::are_complete(cx, id) {
            true => cx.fail(|| {
                format!(
                    "{key} was approved by no person: only by {by}, a service identity and no person."
                )
            }),
            false => cx.insufficient(|| {
                format!(
                    "{key} was approved by {by}, a service identity and no person; whether a person did is \
                     not known: not all approvals were exported."
                )
            }),
        }
        .with(facts());
    }
    match approval::absence(cx, id, cx.start().at) {
        NoApproval::Proven => cx.fail(|| match approval::taken_back(cx, id).last() {
            None => format!("{key} has no approval."),
            Some(of) => format!(
                "{key} has no approval that was not taken back: {} approved it at {}, and {}.",
                approver(cx, of),
                of.at.map(when).unwrap_or_default(),
                taken_back_words(cx, of)
            ),
        }),
        NoApproval::StateOnly => cx.insufficient(|| {
            format!(
                "{key} has the state 'approved', but no approval event with a time was exported."
            )
        }),
        NoApproval::NotExported => {
            cx.insufficient(|| format!("The approvals of {key} were not exported for that time."))
        }
    }
    .with(approval::absence_facts(cx, id))
    .with(facts())
    .with_each_fact_once()
}

/// When an approval was, or may have been, taken back, with a space before it.
fn refused_at(approval: &Approved<'_>) -> String {
    let refusal = approval.refusal.as_ref();
    let at = refusal.and_then(|refusal| refusal.at);
    at.map(|at| format!(" at {}", when(at))).unwrap_or_default()
}

/// By whom an approval was taken back, and when.
fn taken_back_words(cx: &Implementation<'_>, approval: &Approved<'_>) -> String {
    let refusal = approval.refusal.as_ref();
    if let Some(clause) = refusal.and_then(|refusal| refusal.clause()) {
        return clause;
    }
    let at = refused_at(approval);
    match refusal.and_then(|refusal| refusal.approver) {
        Some(account) if Some(account) != approval.approver => match refusal {
            Some(of) if of.is_by_status() => format!(
                "{} took it out of the approved status{at}",
                cx.shown(account)
            ),
            _ => format!("{} rejected it{at}", cx.shown(account)),
        },
        Some(_) | None => format!("took that back{at}"),
    }
}

/// Who rejected the record or took its approval back.
fn refuser<'a>(cx: &Implementation<'a>, approval: &Approved<'a>) -> &'a str {
    let by = approval.refusal.and_then(|refusal| refusal.approver);
    by.map_or("somebody unnamed", |account| cx.shown(account))
}

/// The planned start and end of a record, where it has one of them, as facts.
fn window_facts(cx: &Implementation<'_>, id: ChangeRecordId) -> Vec<Fact> {
    let record = cx.record(id);
    let own = RecordRef::ChangeRecord(id);
    let (start, end) = (&record.planned_start, &record.planned_end);
    if !start.is_value() && !end.is_value() {
        return Vec::new();
    }
    [
        cx.fact(own, "planned_start", || field_text(start)),
        cx.fact(own, "planned_end", || field_text(end)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The planned time of a record, for a sentence.
fn window_words(record: &ChangeRecord) -> String {
    let (start, end) = (record.planned_start.value(), record.planned_end.value());
    match (start.map(when), end.map(when)) {
        (Some(start), Some(end)) => format!("the time from {start} to {end}"),
        (Some(start), None) => format!("the time from {start} on"),
        (None, Some(end)) => format!("the time until {end}"),
        (None, None) => "another time".to_owned(),
    }
}

fn approver<'a>(cx: &Implementation<'a>, approval: &Approved<'a>) -> &'a str {
    approval
        .approver
        .map_or("an unnamed approver", |account| cx.shown(account))
}

/// Why an approval may not serve this deployment too; none where it does.
fn used_once(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    approval: &Approved<'_>,
) -> Option<Finding> {
    let record = cx.record(id);
    let outside = match (record.planned_start.value(), record.planned_end.value()) {
        (Some(from), _) if cx.against_start(from, EventSystem::Other) == Order::Later => true,
        (_, Some(to)) => cx.against_start(to, EventSystem::Other) == Order::Earlier,
        _ => false,
    };
    if outside {
        return Some(
            cx.insufficient(|| {
                format!(
                    "{} was approved for {}, and {} at {}, outside of that; whether the approval covers it \
                     has to be confirmed.",
                    record.key,
                    window_words(record),
                    cx.began(),
                    when(cx.start())
                )
            })
            .with(window_facts(cx, id)),
        );
    }
    let deployed = cx.deployed()?;
    let earlier = cx
        .snapshot
        .uses_of
        .get(&id)?
        .iter()
        .take_while(|other| **other < deployed.id);
    let other = earlier
        .map(|other| &cx.snapshot.subjects[other.index()])
        .find(|other| is_another_use(&deployed, other, id, approval))?;
    Some(
        cx.insufficient(|| {
            format!(
                "The approval of {} served the deployment of {} at {} already; that it covers this one \
                 too has to be confirmed.",
                record.key,
                cx.attempt(other.deployment).service,
                when(&cx.attempt(other.deployment).started_at)
            )
        })
        .with(cx.fact(RecordRef::Deployment(other.deployment), "started_at", || {
            cx.attempt(other.deployment).started_at.to_string()
        })),
    )
}

/// Whether an earlier deployment used up the approval: the same system, other changes, and the approval
/// is older than it.
fn is_another_use(
    cx: &Context<'_>,
    other: &Subject,
    id: ChangeRecordId,
    approval: &Approved<'_>,
) -> bool {
    let (this, that) = (cx.deployment(), cx.attempt(other.deployment));
    let same_system = this.service.eq_ignore_ascii_case(&that.service);
    let same_revision = cx
        .snapshot
        .same_revision(cx.subject.deployment, other.deployment);
    let approved_since = approval.at.is_some_and(|at| at.at > other.at);
    same_system && !same_revision && !brings_the_same(cx.subject, other, id) && !approved_since
}

/// Whether all that a deployment brings under a record was in an earlier one too: another region, or
/// forward again after a rollback, with more changes beside it.
fn brings_the_same(this: &Subject, other: &Subject, id: ChangeRecordId) -> bool {
    let names = |keys: &Keys| keys.links.iter().any(|link| link.record == id);
    let under = |subject: &Subject| -> Vec<ChangeKind> {
        let changes = subject.change_set.changes.iter();
        let named = changes.filter(|change| names(&change.keys));
        named.map(|change| change.kind).collect()
    };
    let (brought, before) = (under(this), under(other));
    !names(&this.keys)
        && !brought.is_empty()
        && brought.iter().all(|change| before.contains(change))
}

/// The previous deployment rests on the same ticket, and somebody attested something of this one.
fn attest(world: &mut World, subject: &str, answer: &str, person: &str) {
    world.use_ticket_twice();
    let mut of = World::attestation("APP-01", subject, COVERS.text, answer);
    of.person = World::typed(person);
    world.add(of);
}

static CASES: &[Case] = &[
    Case {
        name: "the approval served an earlier deployment, and that it covers this one was attested",
        given: |w| attest(w, "3", "yes", "chidi@clicki.example"),
        then: Outcome::Pass,
    },
    Case {
        name: "the approval served an earlier deployment, and was attested not to cover this one",
        given: |w| attest(w, "3", "no", "chidi@clicki.example"),
        then: Outcome::Fail,
    },
    Case {
        name: "a further use was attested by the approver",
        given: |w| attest(w, "3", "yes", "ivo@clicki.example"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a further use was attested by somebody who had asked for changes in a review",
        given: |w| {
            attest(w, "3", "yes", "chidi@clicki.example");
            w.add_review("chidi", ReviewState::ChangesRequested, -50 * 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a further use was attested by somebody whose approval in a review was dismissed",
        given: |w| {
            attest(w, "3", "yes", "chidi@clicki.example");
            w.add_review("chidi", ReviewState::Dismissed, -50 * 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a further use was attested by somebody who had commented in a review",
        given: |w| {
            attest(w, "3", "yes", "chidi@clicki.example");
            w.add_review("chidi", ReviewState::Commented, -50 * 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a further use was attested for another deployment",
        given: |w| attest(w, "2", "yes", "chidi@clicki.example"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "approved two days before",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "the approval served a deployment of another service before",
        given: |w| {
            w.use_ticket_twice();
            w.previous().service = "payout-worker".to_owned();
        },
        then: Outcome::Pass,
    },
    Case {
        name: "approved in the instant in which an earlier deployment under the same record began",
        given: |w| {
            w.use_ticket_twice();
            w.approval().at = World::at(-7 * 24 * 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the deployment names the record itself, and brings a commit beside what another region got before",
        given: |w| {
            w.deploy_elsewhere_before();
            w.push_directly();
            w.last_commit().message = "Hot fix".to_owned();
            w.deployment().change_ticket = World::text("CHG-1000");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "approved two days before, and the category is not known",
        given: |w| w.record().category = Field::NotExported,
        then: Outcome::Pass,
    },
    Case {
        name: "approved an hour after the deployment",
        given: |w| w.approval().at = World::at(60),
        then: Outcome::Fail,
    },
    Case {
        name: "a standard change with a medium risk, which is none by STD-01, was never approved",
        given: |w| {
            w.record().category = World::text("Standard");
            w.record().risk_level = World::text("Medium");
            w.record().approvals = Field::Value(Vec::new());
        },
        then: Outcome::Fail,
    },
    Case {
        name: "never approved",
        given: |w| w.record().approvals = Field::Value(Vec::new()),
        then: Outcome::Fail,
    },
    Case {
        name: "approved, then edited in scope, then deployed",
        given: |w| {
            w.edit_record(
                "systems",
                Some("referral-api"),
                Some("referral-api, payout-worker"),
                -60,
            )
        },
        then: Outcome::Fail,
    },
    Case {
        name: "edited in scope 3 minutes before the deployment by another system's clock",
        given: |w| w.edit_record("systems", Some("referral-api"), Some("payout-worker"), -3),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "approved on a day on which the scope was edited, without a time",
        given: |w| {
            w.approval().at = World::day_of(-48 * 60);
            w.edit_record(
                "systems",
                Some("referral-api"),
                Some("payout-worker"),
                -48 * 60,
            );
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "rejected first, then approved by the same account",
        given: |w| {
            let mut rejection = w.approval().clone();
            rejection.decision = ApprovalDecision::Rejected;
            rejection.at = World::at(-50 * 60);
            w.decide(rejection);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "approved, then moved from the approved status back to a draft",
        given: |w| {
            w.edit_record("status", Some("Draft"), Some("Approved"), -48 * 60);
            w.edit_record("status", Some("Approved"), Some("Draft"), -60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "approved, moved back to a draft, then approved once more",
        given: |w| {
            w.edit_record("status", Some("Approved"), Some("Draft"), -120);
            w.add_approval("jira-ivo", -60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "approved, moved to a rejected status, then to the approved one again",
        given: |w| {
            w.edit_record("status", Some("Approved"), Some("Rejected"), -120);
            w.edit_record("status", Some("Rejected"), Some("Approved"), -60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "approved, then moved to the status in which it is to be done",
        given: |w| {
            w.edit_record("status", Some("Draft"), Some("Approved"), -48 * 60);
            w.edit_record("status", Some("Approved"), Some("To Do"), -60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "approved, then moved back to the first status",
        given: |w| {
            w.edit_record("status", Some("To Do"), Some("Approved"), -48 * 60);
            w.edit_record("status", Some("Approved"), Some("To Do"), -60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "approved, then cancelled while it was carried out",
        given: |w| w.edit_record("status", Some("Implementing"), Some("Cancelled"), -60),
        then: Outcome::Fail,
    },
    Case {
        name: "cancelled 3 minutes before the deployment by another system's clock",
        given: |w| w.edit_record("status", Some("Approved"), Some("Cancelled"), -3),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "cancelled an hour after the deployment",
        given: |w| {
            w.edit_record("status", Some("Implementing"), Some("Cancelled"), 60);
            w.record().status = World::text("Cancelled");
            w.record().updated_at = World::at(60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "rejected first, then moved to approved",
        given: |w| w.edit_record("status", Some("Rejected"), Some("Approved"), -49 * 60),
        then: Outcome::Pass,
    },
    Case {
        name: "it is cancelled now, and since when was not exported",
        given: |w| {
            w.record().status = World::text("Cancelled");
            w.record().history = Field::NotExported;
            w.record().updated_at = World::at(60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "it is cancelled, and was not updated since a day before the deployment",
        given: |w| {
            w.record().status = World::text("Cancelled");
            w.record().history = Field::NotExported;
            w.record().updated_at = World::at(-24 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "its only approver approved, and the request was declined in the end",
        given: |w| {
            w.record().approval_state = World::text("declined");
            w.record().updated_at = World::at(60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "one approved and another declined, and so was the request in the end",
        given: |w| {
            w.record().approval_state = World::text("declined");
            w.reject("jira-bao", -48 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the request was declined in the end by whoever did so after the deployment",
        given: |w| {
            w.record().approval_state = World::text("declined");
            w.reject("jira-bao", 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "one person approved and rejected it in the same instant",
        given: |w| w.reject("jira-ivo", -48 * 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "approved by an app alone",
        given: |w| w.approve_by_app(),
        then: Outcome::Fail,
    },
    Case {
        name: "approved by an app, and later by a person in time",
        given: |w| {
            w.approve_by_app();
            w.add_approval("jira-ivo", -60);
        },
        then: Outcome::Pass,
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
        name: "moved to an approved status, then by another account to a rejected one",
        given: |w| {
            w.approval().place = Some("changelog.histories[1]".to_owned());
            let mut rejection = w.approval().clone();
            rejection.decision = ApprovalDecision::Rejected;
            rejection.approver = Field::Value(Account::new(System::Jira, "jira-bao"));
            rejection.at = World::at(-60);
            w.decide(rejection);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "moved to an approved status, then rejected by another account without a move of the status",
        given: |w| {
            w.approval().place = Some("changelog.histories[1]".to_owned());
            let mut rejection = w.approval().clone();
            rejection.place = None;
            rejection.decision = ApprovalDecision::Rejected;
            rejection.approver = Field::Value(Account::new(System::Jira, "jira-bao"));
            rejection.at = World::at(-60);
            w.decide(rejection);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "approved, then rejected by another account",
        given: |w| {
            let mut rejection = w.approval().clone();
            rejection.decision = ApprovalDecision::Rejected;
            rejection.approver = Field::Value(Account::new(System::Jira, "jira-bao"));
            rejection.at = World::at(-60);
            w.decide(rejection);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "approved 3 minutes before by another system's clock",
        given: |w| w.approval().at = World::at(-3),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the approver took the approval back an hour before the deployment",
        given: |w| w.take_approval_back(World::at(-60)),
        then: Outcome::Fail,
    },
    Case {
        name: "the approver took the approval back an hour after the deployment",
        given: |w| w.take_approval_back(World::at(60)),
        then: Outcome::Pass,
    },
    Case {
        name: "the approver took the approval back, and when was not exported",
        given: |w| w.take_approval_back(Field::NotExported),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the approver took the approval back 3 minutes before by another system's clock",
        given: |w| w.take_approval_back(World::at(-3)),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the approval has no time",
        given: |w| w.approval().at = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the approval served another deployment already",
        given: World::use_ticket_twice,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "another region got the same change before, with a commit more",
        given: World::deploy_elsewhere_before,
        then: Outcome::Pass,
    },
    Case {
        name: "the deployment lies outside the approved window",
        given: |w| w.record().planned_start = World::at(24 * 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no approval, and the records do not cover the time",
        given: |w| {
            w.record().approvals = Field::Value(Vec::new());
            w.not_covered(RecordKind::ChangeRecord);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a standard change",
        given: |w| w.record().category = World::text("Standard"),
        then: Outcome::NotApplicable,
    },
    Case {
        name: "only the record's state says that it was approved",
        given: |w| {
            w.record().approvals = Field::NotExported;
            w.record().approval_state = World::text("Approved");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an emergency of which it is not known whether anything justifies it, never approved",
        given: |w| {
            w.unfounded_emergency();
            w.without(RecordKind::Incident);
            w.record().approvals = Field::Value(Vec::new());
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an emergency that nothing justifies, never approved",
        given: |w| {
            w.unfounded_emergency();
            w.record().approvals = Field::Value(Vec::new());
        },
        then: Outcome::Fail,
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
    Case {
        name: "the deployment began within the approved window",
        given: |w| {
            w.record().planned_start = World::at(-60);
            w.record().planned_end = World::at(60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the approved window had ended",
        given: |w| {
            w.record().planned_start = World::at(-120);
            w.record().planned_end = World::at(-60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the approved window begins later",
        given: |w| {
            w.record().planned_start = World::at(60);
            w.record().planned_end = World::at(120);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the approval served an earlier deployment, and the record was approved anew since",
        given: |w| {
            w.use_ticket_twice();
            w.add_approval("jira-nadia", -60);
        },
        then: Outcome::Pass,
    },
];

/// Each starts from a clean change of CHG-2000, carried out by hand from the start on.
static RECORD_CASES: &[Case] = &[
    Case {
        name: "approved two days before",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "approved an hour after the implementation began",
        given: |w| w.approval().at = World::at(60),
        then: Outcome::Fail,
    },
    Case {
        name: "never approved",
        given: |w| w.record().approvals = Field::Value(Vec::new()),
        then: Outcome::Fail,
    },
    Case {
        name: "never approved, and when it was implemented was not exported",
        given: |w| {
            w.forget_times();
            w.record().approvals = Field::Value(Vec::new());
        },
        then: Outcome::Fail,
    },
    Case {
        name: "only the closing is known, and it was approved after that",
        given: |w| {
            w.only_closed_at(60);
            w.approval().at = World::at(120);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "only the closing is known, and it was approved before that",
        given: |w| w.only_closed_at(60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "only the move into the closed status is known, and it was approved after that",
        given: |w| {
            w.forget_times();
            w.edit_record("status", Some("Implementing"), Some("Closed"), 60);
            w.approval().at = World::at(120);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "when it was implemented was not exported",
        given: World::forget_times,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "its recorded start lies after its closing",
        given: |w| w.record().actual_start = World::at(120),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "implemented outside the approved window",
        given: |w| w.record().planned_start = World::at(24 * 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "implemented outside the window, and that it is covered was attested",
        given: |w| {
            w.record().planned_start = World::at(24 * 60);
            let mut of = World::attestation("APP-01", "CHG-2000", COVERS_RECORD.text, "yes");
            of.person = World::typed("chidi@clicki.example");
            w.add(of);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "deployments do not cover the time, so one may have carried it out",
        given: |w| w.not_covered(RecordKind::Deployment),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no deployments were imported",
        given: |w| w.without(RecordKind::Deployment),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a deployment of the service that may have carried it out names no revision",
        given: |w| {
            w.deployment().revision = Field::NotExported;
            w.record().approvals = Field::Value(Vec::new());
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a merged pull request that was never seen deployed names it",
        given: |w| w.merge_undeployed("CHG-2000: set the limit"),
        then: Outcome::InsufficientEvidence,
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
];
