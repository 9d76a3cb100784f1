//! What would change an outcome: only what the control itself and the coverage say.

use changeproof_controls::context::{Context, Detail};
use changeproof_controls::{Control, Judges, knows_no_exception};
use changeproof_domain::outcome::Outcome;

use crate::lacking::{Lack, lacks};
use crate::results::Explained;

/// What the remedy says for failures, and for insufficient evidence.
fn remedies(control: &Control) -> (&'static str, &'static str) {
    const OPEN: &str = "Insufficient evidence:";
    let (fail, open) = control
        .remedy
        .split_once(OPEN)
        .unwrap_or((control.remedy, ""));
    let fail = fail.trim();
    (
        fail.strip_prefix("Fail:").unwrap_or(fail).trim(),
        open.trim(),
    )
}

/// What would change an outcome; none for passes and what does not apply.
pub(crate) fn what_would_change(
    explained: &Explained,
    position: usize,
    control: &Control,
    outcome: Outcome,
) -> Option<String> {
    let lacking = || {
        let missing = missing(explained, position, control).into_iter();
        missing.map(|(_, sentence)| sentence).collect()
    };
    change(control, outcome, &lacking)
}

/// The same of what is no deployment: its own sentence names what is missing.
pub(crate) fn of_control_alone(control: &Control, outcome: Outcome) -> Option<String> {
    change(control, outcome, &Vec::new)
}

/// What could change a failure.
fn of_failure(control: &Control) -> String {
    let evidence = evidence(control);
    match control.check {
        Judges::Deployment(_) | Judges::Change { .. } => format!(
            "Only evidence that exists and was not imported would change this: {evidence}. An exception \
             approved now would be retroactive and would not close this finding."
        ),
        Judges::Import(_)
        | Judges::Period(_)
        | Judges::Policy(_)
        | Judges::Exception(_)
        | Judges::Finding(_) => {
            let exception = if knows_no_exception(control.id) {
                " No exception can be granted from this control."
            } else {
                ""
            };
            format!(
                "Evidence that exists and was not imported may change this: {evidence}.{exception}"
            )
        }
    }
}

fn change(
    control: &Control,
    outcome: Outcome,
    lacking: &dyn Fn() -> Vec<String>,
) -> Option<String> {
    let (fail, open) = remedies(control);
    match outcome {
        Outcome::Pass | Outcome::NotApplicable => None,
        Outcome::Pending => Some(format!(
            "The deadline lies ahead. It passes once what is asked for is done in time and imported \
             ({}); after the deadline it fails.",
            evidence(control)
        )),
        Outcome::Fail => Some(format!(
            "{} To do: {}",
            of_failure(control),
            uncapital(fail)
        )),
        Outcome::InsufficientEvidence => {
            let mut sentences = lacking();
            if !open.is_empty() {
                sentences.push(format!("To do: {}", uncapital(open)));
            }
            Some(sentences.join(" "))
        }
    }
}

/// The evidence that a control needs, to stand within a sentence.
fn evidence(control: &Control) -> String {
    uncapital(control.evidence.trim_end_matches('.'))
}

/// The words with a small first letter, unless it belongs to a name.
fn uncapital(words: &str) -> String {
    let mut letters = words.chars();
    match (letters.next(), words.chars().nth(1)) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => words.to_owned(),
    }
}

/// Which of the records that the control needs for this deployment are missing, each with its
/// sentence.
pub(crate) fn missing(
    explained: &Explained,
    position: usize,
    control: &Control,
) -> Vec<(Lack, String)> {
    let snapshot = &explained.loaded.snapshot;
    let id = explained.subjects[position];
    let context = Context::new(snapshot, id, explained.as_of(), Detail::OutcomeOnly);
    let lacks = lacks(&context, control).into_iter();
    lacks
        .map(|lack| {
            let sentence = lack.sentence(&context);
            (lack, sentence)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use changeproof_controls::{catalogue, find};

    use super::*;

    #[test]
    fn every_control_says_what_to_do_about_a_failure_and_about_missing_evidence() {
        for control in catalogue() {
            let (fail, open) = remedies(control);
            assert!(!fail.is_empty(), "{}: {}", control.id, control.remedy);
            assert!(!open.is_empty(), "{}: {}", control.id, control.remedy);
            assert!(!fail.contains(':'), "{}: {fail}", control.id);
        }
    }

    #[test]
    fn only_of_a_deployment_is_an_exception_said_to_come_too_late() {
        let words = |id: &str| {
            let control = find(id).unwrap();
            of_control_alone(control, Outcome::Fail).unwrap()
        };
        assert!(words("REV-01").contains("An exception approved now would be retroactive"));
        for id in ["POP-01", "POP-02", "POP-03", "EXC-01"] {
            let words = words(id);
            assert!(words.contains("No exception can be granted"), "{words}");
        }
        for id in ["LOG-01", "DEP-04", "EMG-05", "GOV-01"] {
            let words = words(id);
            assert!(!words.contains("xception"), "{words}");
        }
    }

    #[test]
    fn a_name_keeps_its_capitals() {
        assert_eq!(uncapital("Pull requests"), "pull requests");
        assert_eq!(uncapital("CI runs"), "CI runs");
    }
}
