//! Runs the cases of every control through matching, and checks that the registry is complete.

use std::collections::BTreeSet;

use changeproof_controls::case::World;
use changeproof_controls::{Control, catalogue, judge, outcomes, registry};
use changeproof_domain::outcome::{Judgement, Outcome};
use changeproof_domain::snapshot::Snapshot;

use crate::support::{of_case, snapshot, subject};

/// The verdict on what the cases of a control are about.
pub fn judged(control: &Control, world: &World, snapshot: &Snapshot) -> Judgement {
    match World::other_subject(control) {
        None => judge(control, snapshot, subject(snapshot), world.judged_as_of()),
        Some(other) => world.evidence(snapshot).judge(control, other).unwrap(),
    }
}

#[test]
fn the_clean_change_passes_every_control_that_applies() {
    let world = World::default();
    let snapshot = snapshot(&world, |_| {});
    for control in catalogue() {
        if control.id == "GOV-03" {
            // Nothing failed before.
            assert!(world.evidence(&snapshot).subjects(control).is_empty());
            continue;
        }
        let judgement = judged(control, &world, &snapshot);
        let of_some_changes = [
            "APP-03", "STD-01", "EMG-01", "EMG-02", "EMG-03", "EMG-04", "EMG-05", "TST-02",
            "RBK-02", "TPC-01", "SEC-01",
        ];
        let want = if of_some_changes.contains(&control.id) {
            Outcome::NotApplicable
        } else {
            Outcome::Pass
        };
        assert_eq!(
            judgement.outcome, want,
            "{}: {}",
            control.id, judgement.reason
        );
    }
}

#[test]
fn every_case_of_every_control_has_its_outcome() {
    let mut wrong = Vec::new();
    for control in catalogue() {
        for case in control.cases {
            let (world, snapshot) = of_case(World::default(), case);
            let judgement = judged(control, &world, &snapshot);
            if judgement.outcome != case.then {
                wrong.push(format!(
                    "{} '{}': want {}, got {}: {}",
                    control.id, case.name, case.then, judgement.outcome, judgement.reason
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_of_a_change_without_a_deployment_has_its_outcome() {
    let mut wrong = Vec::new();
    for control in catalogue() {
        let Some(records) = control.check.of_records() else {
            continue;
        };
        for case in records.cases {
            let (world, snapshot) = of_case(World::without_deployment(), case);
            let subject = World::record_alone(&snapshot).unwrap();
            let evidence = world.evidence(&snapshot);
            let place = format!("{} '{}'", control.id, case.name);
            assert!(
                evidence.subjects(control).contains(&subject),
                "{place}: no subject"
            );
            let judgement = evidence.judge(control, subject).unwrap();
            let verdict = evidence.verdict(control, subject).unwrap();
            assert_eq!(
                (verdict.outcome, verdict.overlays),
                (judgement.outcome, judgement.overlays),
                "{place}: with and without a sentence"
            );
            let Judgement {
                outcome, reason, ..
            } = &judgement;
            if *outcome != case.then {
                wrong.push(format!(
                    "{place}: want {}, got {outcome}: {reason}",
                    case.then
                ));
            }
            assert!(
                reason.ends_with('.') && !reason.contains("  "),
                "{place}: {reason}"
            );
            assert!(reason.contains("CHG-2000"), "{place}: {reason}");
            assert!(!judgement.facts.is_empty(), "{place}: no facts");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_sentence_on_a_change_without_a_deployment_speaks_of_no_deployment_that_there_was() {
    for control in catalogue() {
        let records = control.check.of_records();
        for case in records.into_iter().flat_map(|of| of.cases) {
            let (world, snapshot) = of_case(World::without_deployment(), case);
            let subject = World::record_alone(&snapshot).unwrap();
            let judgement = world.evidence(&snapshot).judge(control, subject).unwrap();
            let reason = &judgement.reason;
            for words in [
                "the deployment began",
                "before the deployment",
                "of this deployment",
            ] {
                assert!(
                    !reason.contains(words),
                    "{} '{}': {reason}",
                    control.id,
                    case.name
                );
            }
        }
    }
}

#[test]
fn outcomes_alone_equal_those_with_their_explanation() {
    for control in registry() {
        for case in control.cases {
            let (world, snapshot) = of_case(World::default(), case);
            let all = outcomes(&snapshot, world.judged_as_of());
            for (i, verdicts) in all.iter().enumerate() {
                for (control, verdict) in registry().iter().zip(verdicts) {
                    let judgement = judge(control, &snapshot, i.into(), world.judged_as_of());
                    assert_eq!(
                        (verdict.outcome, verdict.overlays),
                        (judgement.outcome, judgement.overlays),
                        "{} in the case '{}'",
                        control.id,
                        case.name
                    );
                }
            }
        }
    }
}

#[test]
fn every_verdict_has_a_sentence_and_every_pass_and_fail_has_facts() {
    for control in catalogue() {
        for case in control.cases {
            let (world, snapshot) = of_case(World::default(), case);
            let judgement = judged(control, &world, &snapshot);
            let place = format!("{} '{}': {}", control.id, case.name, judgement.reason);
            assert!(judgement.reason.ends_with('.'), "no sentence: {place}");
            assert!(!judgement.reason.contains("  "), "double space: {place}");
            if matches!(judgement.outcome, Outcome::Pass | Outcome::Fail) {
                assert!(!judgement.facts.is_empty(), "no facts: {place}");
            }
        }
    }
}

#[test]
fn each_control_has_a_case_for_each_of_the_main_outcomes() {
    for control in catalogue() {
        let has: BTreeSet<&str> = control.cases.iter().map(|case| case.then.id()).collect();
        for outcome in [Outcome::Pass, Outcome::Fail, Outcome::InsufficientEvidence] {
            assert!(
                has.contains(outcome.id()),
                "{} has no case for {outcome}",
                control.id
            );
        }
    }
}

#[test]
fn ids_are_unique_and_every_partial_tag_has_a_reason() {
    let ids: BTreeSet<&str> = catalogue().iter().map(|control| control.id).collect();
    assert_eq!(ids.len(), catalogue().len(), "an id is used twice");
    for control in catalogue() {
        assert!(
            !control.clauses.is_empty(),
            "{} tests no clause",
            control.id
        );
        assert!(
            !control.frameworks.is_empty(),
            "{} maps to no framework",
            control.id
        );
        for tag in control.frameworks {
            assert!(
                tag.reason.len() > 20,
                "{} {}: no reason",
                control.id,
                tag.requirement
            );
        }
    }
}
