//! The review of the policy and significant changes, in words.

use changeproof_app::wire::annual_review::{
    AnnualReview, By, Counts, ReviewInputs, ReviewStep, ReviewView,
};
use changeproof_app::wire::policy_trigger::PolicyTriggerLine;

use super::{counted, line};

/// A review, with what comes next.
pub fn annual_review(shown: &AnnualReview) -> String {
    let mut text = String::new();
    match shown.next_due {
        Some(day) => line(
            &mut text,
            &format!(
                "The next review of the policy is due by {day} ({}).",
                shown.zone
            ),
        ),
        None => line(&mut text, "No approved review of the policy is known."),
    }
    let Some(review) = &shown.review else {
        line(
            &mut text,
            "None was opened: 'changeproof policy review open'.",
        );
        return text;
    };
    head(&mut text, review);
    inputs(&mut text, &review.inputs);
    clauses(&mut text, review);
    outcome(&mut text, review);
    line(&mut text, &next(review));
    text
}

fn by(by: &By) -> String {
    format!("by {} at {} (event {})", by.person, by.at, by.event)
}

fn head(text: &mut String, review: &ReviewView) {
    line(
        text,
        &format!(
            "Review of '{}', version {}, opened {}.",
            review.policy,
            review.version,
            by(&review.opened)
        ),
    );
}

fn inputs(text: &mut String, inputs: &ReviewInputs) {
    let sum = |of: fn(&Counts) -> u64, year: bool| -> u64 {
        let counts = inputs.controls.iter();
        counts
            .map(|control| of(if year { &control.year } else { &control.before }))
            .sum()
    };
    line(
        text,
        &format!(
            "Inputs of {} to {} (before: {} to {}):",
            inputs.from, inputs.to, inputs.before_from, inputs.before_to
        ),
    );
    let both = [
        ("failures", sum(|c| c.fail, true), sum(|c| c.fail, false)),
        (
            "insufficient evidence",
            sum(|c| c.insufficient_evidence, true),
            sum(|c| c.insufficient_evidence, false),
        ),
        ("passes", sum(|c| c.pass, true), sum(|c| c.pass, false)),
        ("incidents", inputs.incidents, inputs.incidents_before),
        (
            "emergencies",
            inputs.emergencies.all,
            inputs.emergencies_before.all,
        ),
        (
            "emergencies without a review that counts",
            inputs.emergencies.overdue + inputs.emergencies.not_counted,
            inputs.emergencies_before.overdue + inputs.emergencies_before.not_counted,
        ),
    ];
    for (what, year, before) in both {
        line(text, &format!("  {what}: {year} (before: {before})"));
    }
    let one = [
        ("exception", "exceptions", inputs.exceptions.len()),
        (
            "version of the policy",
            "versions of the policy",
            inputs.versions.len(),
        ),
        (
            "change of the roster",
            "changes of the roster",
            inputs.roster.len(),
        ),
        (
            "significant change",
            "significant changes",
            inputs.triggers.len(),
        ),
    ];
    for (single, several, n) in one {
        line(text, &format!("  {}", counted(n, single, several)));
    }
}

fn clauses(text: &mut String, review: &ReviewView) {
    for clause in &review.clauses {
        let said = match (clause.decision, &clause.reason) {
            (Some(decision), Some(reason)) => format!("{}: {reason}", decision.id()),
            (Some(decision), None) => decision.id().to_owned(),
            (None, _) => "not decided yet".to_owned(),
        };
        line(text, &format!("{} {said}", clause.id));
        match &clause.new_words {
            Some(new) if *new != clause.words => {
                line(text, &format!("  old: {}", clause.words));
                line(text, &format!("  new: {new}"));
            }
            Some(_) | None => {}
        }
    }
    for clause in &review.new_clauses {
        line(text, &format!("{} is new: {}", clause.id, clause.words));
    }
}

fn outcome(text: &mut String, review: &ReviewView) {
    if let Some(draft) = &review.draft {
        let what = match &draft.file {
            Some(file) => format!("Draft {file}"),
            None => "No change".to_owned(),
        };
        line(
            text,
            &format!("{what}, {}: {}", by(&draft.by), draft.reason),
        );
        for difference in &draft.differences {
            line(text, &format!("  {difference}"));
        }
    }
    if let Some(approved) = &review.approved {
        line(
            text,
            &format!(
                "Approved {}, {}: {}",
                by(&approved.by),
                approved.decision,
                approved.reason
            ),
        );
    }
    if let Some(published) = &review.published {
        line(
            text,
            &format!(
                "Version {} in force from {} on, published {}.",
                published.version,
                published.from,
                by(&published.by)
            ),
        );
    }
    for one in &review.acknowledged {
        line(text, &format!("Acknowledged {}.", by(one)));
    }
    if let Some(closed) = &review.closed {
        let how = match &closed.abandoned {
            Some(why) => format!("Abandoned {}: {why}", by(&closed.by)),
            None => format!("Closed {}.", by(&closed.by)),
        };
        line(text, &how);
        for action in &closed.actions {
            line(text, &format!("  to do: {action}"));
        }
    }
}

/// What comes next.
fn next(review: &ReviewView) -> String {
    match review.step {
        ReviewStep::Clauses => {
            let open = review.clauses.iter().filter(|of| of.decision.is_none());
            let open = counted(open.count(), "clause is", "clauses are");
            format!("Next: {open} to be decided ('changeproof policy review decide').")
        }
        ReviewStep::Draft => {
            "Next: draft the new version, or --no-change ('changeproof policy review draft').".to_owned()
        }
        ReviewStep::Approval => {
            "Next: a policy owner who drafted none of it approves ('changeproof policy review approve')."
                .to_owned()
        }
        ReviewStep::Publication => {
            "Next: publish it with its first day ('changeproof policy review publish').".to_owned()
        }
        ReviewStep::Acknowledgement => {
            "Next: people acknowledge it ('changeproof policy review acknowledge'), then it is closed."
                .to_owned()
        }
        ReviewStep::Closed => "It is closed.".to_owned(),
    }
}

/// Significant changes.
pub fn policy_triggers(listed: &[PolicyTriggerLine]) -> String {
    let mut text = String::new();
    if listed.is_empty() {
        line(&mut text, "No significant change is recorded here.");
    }
    for one in listed {
        line(
            &mut text,
            &format!(
                "{} of {} (event {}, by {})",
                one.what, one.on, one.event, one.person
            ),
        );
        match (&one.decision, &one.decided_by, one.decided_at) {
            (Some(decision), Some(person), Some(at)) => {
                let reason = one.reason.as_deref().unwrap_or_default();
                line(
                    &mut text,
                    &format!("  decided by {person} at {at}: {decision} ({reason})"),
                );
            }
            _ => line(&mut text, "  nothing is decided on the policy yet"),
        }
    }
    text
}
