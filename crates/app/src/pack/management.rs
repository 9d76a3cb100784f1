//! What the packs for management tell beside the evidence: the trend, work, and what waits for a decision.

use std::collections::BTreeMap;

use changeproof_controls::{Severity, find, registry};
use changeproof_domain::coverage::Scope;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::record::RecordKind;
use changeproof_domain::time::ForPeople;
use changeproof_reports::charts::MonthTally;
use changeproof_reports::figures::Tally;
use changeproof_reports::pack::{
    Action, AuditPack, ControlResult, DecisionNeeded, Management, Month, Trend,
};
use changeproof_reports::wording::{counted, list, list_up_to, month_runs};
use chrono::{Months, NaiveDate};

use super::follow_up::{self, Found};
use super::{Material, dossier};
use crate::annual_review;
use crate::period::Period;
use crate::post_change_reviews::queue_of;
use crate::results::Explained;
use crate::triage::Work;
use crate::wire::annual_review::{ReviewStep, ReviewView};
use crate::wire::post_change_review::{ReviewLine, ReviewState};

/// Months of a trend.
const TREND: u32 = 12;
/// Names that are listed in a sentence.
const NAMED: usize = 6;

/// All of it. `whole` is the evaluation with all its days.
pub(super) fn management(
    material: &Material<'_>,
    whole: &Explained,
    evidence: &AuditPack,
    emergencies: &[ReviewLine],
    review: Option<&ReviewView>,
) -> Management {
    let findings = follow_up::findings(material.explained);
    let today = material.followed.today();
    let (mut overdue, to_come): (Vec<Action>, Vec<Action>) = work(material, &findings)
        .into_iter()
        .partition(|action| action.due < today);
    overdue.extend(missing_reviews(emergencies));
    overdue.sort_by(|a, b| (a.due, &a.what).cmp(&(b.due, &b.what)));
    Management {
        today,
        trend: trend(whole, material.explained, material.period),
        overdue,
        to_come,
        decisions: decisions(material, evidence, emergencies, &findings, review),
        next_review: next_review(material, review),
    }
}

/// The last twelve months of a period, by all days of its evaluation. The days of the pack are told by its own rows:
/// what returned counts there where the first deployment of the same changes lies before them.
pub(super) fn trend(whole: &Explained, own: &Explained, period: Period) -> Trend {
    let last = Month::of(period.to);
    let first_day = NaiveDate::from_ymd_opt(last.year, last.month, 1).unwrap_or(period.to);
    let from = first_day
        .checked_sub_months(Months::new(TREND - 1))
        .unwrap_or(period.from);
    let months = Month::within(changeproof_reports::pack::Period {
        from,
        to: period.to,
    });
    let mut tallies: BTreeMap<Month, Tally> = BTreeMap::new();
    let days = Period {
        from,
        to: period.to,
    };
    let zone = whole.loaded.zone;
    let before = whole.rows.iter();
    let before = before.filter(|row| days.holds(row.at, zone) && !period.holds(row.at, zone));
    for row in before
        .chain(own.rows.iter())
        .filter(|row| days.holds(row.at, zone))
    {
        let tally = tallies.entry(Month::of(row.at.date_in(zone))).or_default();
        for outcome in (0..registry().len()).filter_map(|at| row.verdicts.counted(at)) {
            tally.add(dossier::outcome(outcome));
        }
    }
    let evaluated = Period::of(&whole.evaluation.head);
    let is_evaluated =
        |month: &Month| Month::of(evaluated.from) <= *month && *month <= Month::of(evaluated.to);
    let all = months.iter().copied();
    let missing: Vec<Month> = all.filter(|month| !is_evaluated(month)).collect();
    let mut notes = Vec::new();
    if !missing.is_empty() {
        notes.push(format!("Not evaluated: {}.", month_runs(&missing)));
    }
    let is_told_before = |month: &Month| *month < Month::of(period.from) && is_evaluated(month);
    if months.iter().any(is_told_before) {
        notes.push(format!(
            "Months before {} lie outside the days of this pack; they are told by the same evaluation.",
            period.from
        ));
    }
    Trend {
        months: months
            .into_iter()
            .map(|month| MonthTally {
                month,
                tally: tallies.get(&month).copied().unwrap_or_default(),
            })
            .collect(),
        note: (!notes.is_empty()).then(|| notes.join(" ")),
    }
}

/// The findings that somebody owns and that are not remedied, by day, owner and control.
fn work(material: &Material<'_>, findings: &[Found]) -> Vec<Action> {
    let mut grouped: BTreeMap<(NaiveDate, &str, &str), u64> = BTreeMap::new();
    for found in findings {
        let Some(recorded) = material.followed.work(&found.key) else {
            continue;
        };
        if let (Work::Acknowledged, Some(due)) = (recorded.work, recorded.due) {
            let owner = recorded.owner.as_deref().unwrap_or_default();
            *grouped.entry((due, &found.key.control, owner)).or_default() += 1;
        }
    }
    let actions = grouped.into_iter();
    actions
        .map(|((due, control, owner), number)| Action {
            what: format!("{control} {}", find(control).map_or("", |of| of.name)),
            owner: (!owner.is_empty()).then(|| owner.to_owned()),
            due,
            number,
        })
        .collect()
}

/// Emergencies of the period with their post-change reviews, as the evaluation judged them.
pub(super) fn emergencies(material: &Material<'_>) -> Vec<ReviewLine> {
    let explained = material.explained;
    let loaded = &explained.loaded;
    let period = material.period;
    let queue = queue_of(loaded, explained.as_of(), Some(period), None);
    let lines = queue.lines.into_iter();
    lines
        .filter(|line| line.is_within(period, loaded.zone))
        .collect()
}

/// Reviews of emergencies that were not held in time, as a register proves.
fn missing_reviews(emergencies: &[ReviewLine]) -> Vec<Action> {
    emergencies
        .iter()
        .filter(|line| line.state == ReviewState::Overdue)
        .map(|line| Action {
            what: format!("Post-change review of {}", line.change),
            owner: None,
            due: line.due_on,
            number: 1,
        })
        .collect()
}

fn decisions(
    material: &Material<'_>,
    evidence: &AuditPack,
    emergencies: &[ReviewLine],
    findings: &[Found],
    review: Option<&ReviewView>,
) -> Vec<DecisionNeeded> {
    let mut all = Vec::new();
    all.extend(owners(material, findings));
    all.extend(of_review(material, evidence, review));
    all.extend(triggers(material));
    all.extend(requests(evidence));
    all.extend(readings(evidence));
    all.extend(register_of_reviews(material, emergencies));
    all
}

/// The register of reviews, where it lacks for emergencies of which no review is known.
fn register_of_reviews(
    material: &Material<'_>,
    emergencies: &[ReviewLine],
) -> Option<DecisionNeeded> {
    let coverage = &material.explained.loaded.snapshot.coverage;
    let without = emergencies.iter().filter(|line| {
        let deployed = line.deployments.iter().map(|of| of.at);
        let first = deployed.chain(line.carried_out_by).min();
        let from = first.unwrap_or(line.due);
        let is_told = coverage.through(
            RecordKind::PostChangeReview,
            &Scope::Company,
            from,
            line.due,
        );
        line.state == ReviewState::NotTold && !is_told
    });
    let number = without.count() as u64;
    (number > 0).then(|| DecisionNeeded {
        what: "Import of the register of post-change reviews".to_owned(),
        why: format!(
            "No review is known of {} whose day has passed, and no register covers the time: whether {} reviewed \
             cannot be told.",
            counted(number, "emergency", "emergencies"),
            match number {
                1 => "it was",
                _ => "they were",
            }
        ),
    })
}

/// Failures that nobody owns.
fn owners(material: &Material<'_>, findings: &[Found]) -> Option<DecisionNeeded> {
    let mut open: BTreeMap<&str, u64> = BTreeMap::new();
    for found in findings {
        let severe = find(&found.key.control).is_some_and(|of| match of.severity {
            Severity::Critical | Severity::High => true,
            Severity::Medium => false,
        });
        let taken = material.followed.work(&found.key).is_some();
        if severe && !taken && found.outcome == Outcome::Fail && !found.is_excepted() {
            *open.entry(&found.key.control).or_default() += 1;
        }
    }
    let total: u64 = open.values().sum();
    let mut by_number: Vec<(&str, u64)> = open.into_iter().collect();
    by_number.sort_by_key(|(control, number)| (std::cmp::Reverse(*number), *control));
    let named: Vec<String> = by_number
        .iter()
        .map(|(control, number)| format!("{control} ({number})"))
        .collect();
    (total > 0).then(|| DecisionNeeded {
        what: format!("Owners for {}", counted(total, "failure", "failures")),
        why: format!(
            "Failures of critical and high controls that no exception covers, and that nobody owns: {}.",
            list_up_to(&named, NAMED)
        ),
    })
}

/// What a review of the policy waits for, or that one is to be held.
fn of_review(
    material: &Material<'_>,
    evidence: &AuditPack,
    review: Option<&ReviewView>,
) -> Vec<DecisionNeeded> {
    let mut all = Vec::new();
    if let Some(review) = review {
        let undecided = review.clauses.iter();
        let undecided = undecided.filter(|one| one.decision.is_none()).count() as u64;
        let needed = match review.step {
            ReviewStep::Clauses => Some((
                "Clauses of the policy",
                format!(
                    "{} not decided yet.",
                    counted(undecided, "clause is", "clauses are")
                ),
            )),
            ReviewStep::Draft => Some((
                "The outcome of the policy review",
                "Every clause is decided; the outcome is to be drafted.".to_owned(),
            )),
            ReviewStep::Approval => Some((
                "Approval of the policy review",
                "The draft waits for its approval by the policy owner.".to_owned(),
            )),
            ReviewStep::Publication => Some((
                "First day of the new version",
                "The approved version of the policy waits for its publication.".to_owned(),
            )),
            ReviewStep::Acknowledgement | ReviewStep::Closed => None,
        };
        all.extend(needed.map(|(what, why)| DecisionNeeded {
            what: what.to_owned(),
            why,
        }));
    }
    let is_open = review.is_some_and(|review| review.approved.is_none() && review.closed.is_none());
    let is_answered = is_open || review.is_some_and(|review| is_newer(material, review));
    let stale = results_of(evidence, "GOV-01").find(|result| !is_answered && is_short(result));
    all.extend(stale.map(|result| DecisionNeeded {
        what: "A review of the policy".to_owned(),
        why: result.reason.clone(),
    }));
    all
}

/// Whether a review was approved after the records were read that the results rest on.
pub(super) fn is_newer(material: &Material<'_>, review: &ReviewView) -> bool {
    let evaluated = material.explained.evaluation.head.data_sequence;
    let closed = review.closed.as_ref();
    let is_abandoned = closed.is_some_and(|closed| closed.abandoned.is_some());
    let approved = review.approved.as_ref().filter(|_| !is_abandoned);
    approved.is_some_and(|approved| approved.by.event > evaluated)
}

fn results_of<'e>(
    evidence: &'e AuditPack,
    control: &'e str,
) -> impl Iterator<Item = &'e ControlResult> {
    let results = evidence.results.iter();
    results.filter(move |result| evidence.controls[result.control].id == control)
}

fn is_short(result: &ControlResult) -> bool {
    use changeproof_reports::Outcome as Printed;
    match result.outcome {
        Printed::Fail | Printed::InsufficientEvidence => true,
        Printed::Pending | Printed::Pass | Printed::NotApplicable => false,
    }
}

/// Significant changes on which nothing was decided.
fn triggers(material: &Material<'_>) -> Option<DecisionNeeded> {
    let loaded = &material.explained.loaded;
    let triggers = loaded.snapshot.registers.policy_triggers.iter();
    let open: Vec<String> = triggers
        .filter(|one| {
            let known = one
                .at
                .value()
                .is_none_or(|at| at.at <= material.known_time().1);
            known && one.decision.value().is_none()
        })
        .map(|one| one.what.clone())
        .collect();
    let number = open.len() as u64;
    (number > 0).then(|| DecisionNeeded {
        what: format!(
            "The policy after {}",
            counted(number, "significant change", "significant changes")
        ),
        why: format!("No decision is recorded on: {}.", list_up_to(&open, NAMED)),
    })
}

/// Requests for exceptions that wait for their approvers.
fn requests(evidence: &AuditPack) -> Option<DecisionNeeded> {
    let waiting = evidence.exceptions.requests.iter();
    let waiting: Vec<String> = waiting
        .filter(|one| one.state == crate::exceptions::State::Submitted.id())
        .map(|one| format!("{} for {}", one.id, one.control))
        .collect();
    let number = waiting.len() as u64;
    (number > 0).then(|| DecisionNeeded {
        what: format!(
            "Approval of {}",
            counted(number, "exception request", "exception requests")
        ),
        why: format!("Waiting for approvers: {}.", list_up_to(&waiting, NAMED)),
    })
}

/// Readings of the policy that nobody accepted.
fn readings(evidence: &AuditPack) -> Option<DecisionNeeded> {
    let controls = evidence.controls.iter();
    let all: BTreeMap<&str, bool> = controls
        .flat_map(|control| &control.interpretations)
        .map(|one| (one.text.as_str(), one.decided_by.is_some()))
        .collect();
    let open = all.values().filter(|accepted| !**accepted).count() as u64;
    (open > 0).then(|| DecisionNeeded {
        what: format!("How the policy is read in {}", counted(open, "place", "places")),
        why: format!(
            "The policy gives no number there; {} of {} proposed readings are not accepted by the policy owner.",
            open,
            all.len()
        ),
    })
}

/// The last day on which the next review of the policy is in time, by the approved ones that are known.
fn next_review(material: &Material<'_>, review: Option<&ReviewView>) -> Option<NaiveDate> {
    let own = review.filter(|review| {
        let closed = review.closed.as_ref();
        closed.is_none_or(|closed| closed.abandoned.is_none())
    });
    let own = own.and_then(|review| Some(review.approved.as_ref()?.by.at));
    let loaded = &material.explained.loaded;
    let register = &loaded.snapshot.registers.policy_reviews;
    let parameters = &material.policy_at_end().parameters;
    let register = register.iter().map(|one| one.record.as_ref());
    annual_review::next_review(register, own, parameters, loaded.zone).map(|next| next.due)
}

/// Who did something, and when, in words.
pub(super) fn by(one: &crate::wire::annual_review::By) -> String {
    format!("{}, {}", one.person, ForPeople(one.at))
}

/// Names in words.
pub(super) fn all_by(several: &[crate::wire::annual_review::By]) -> String {
    list(&several.iter().map(by).collect::<Vec<_>>())
}
