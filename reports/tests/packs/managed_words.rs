//! What the pages of the packs for management say.
#![expect(
    clippy::unwrap_used,
    reason = "a failure here fails the test, which is the aim"
)]

use changeproof_reports::figures::Figures;
use changeproof_reports::pack::{
    AnnualPack, AuditPack, KeptIn, ManagementSummary, PolicyDay, Subject, SwitchedOff,
};
use changeproof_reports::{Outcome, Overlay, annual_pack, management_summary};
use chrono::TimeDelta;
use lopdf::Document;

use crate::{managed, sample};

/// All words of the pages, with white space made even.
fn text(bytes: &[u8]) -> String {
    let document = Document::load_mem(bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&pages).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands between the last places of two headings.
fn between(text: &str, from: &str, to: &str) -> String {
    let text = &text[..text.rfind(to).unwrap()];
    text[text.rfind(from).unwrap()..].to_owned()
}

#[test]
fn what_returned_is_counted_neither_by_month_nor_by_a_control_of_emergencies() {
    let year = |pack: &AnnualPack| {
        let text = text(&annual_pack(pack).unwrap());
        between(&text, "6 Controls by month", "8 Exceptions by clause")
    };
    let plain = managed::annual(sample::pack(60));
    let (mut returned, mut none) = (plain.clone(), plain.clone());
    for at in 0..plain.evidence.results.len() {
        let of = &mut returned.evidence.results[at];
        if matches!(of.outcome, Outcome::Fail | Outcome::InsufficientEvidence) {
            of.overlays.push(Overlay::Returned);
            none.evidence.results[at].outcome = Outcome::NotApplicable;
        }
    }
    assert_eq!(year(&returned), year(&none));
    assert_ne!(year(&plain), year(&none));
}

/// A pack whose first control was never tested, by decision.
fn switched_off() -> AuditPack {
    let mut evidence = sample::pack(60);
    let id = evidence.controls[0].id.clone();
    for result in &mut evidence.results {
        if result.control == 0 {
            result.outcome = Outcome::NotApplicable;
        }
    }
    evidence.scope.switched_off = vec![SwitchedOff {
        sentence: format!("{id} was not tested, by decision of Ana of 2025-02-01: too early."),
        control: id,
    }];
    evidence
}

#[test]
fn a_control_that_was_switched_off_is_told_first_and_counted_apart() {
    let evidence = switched_off();
    let annual = text(&annual_pack(&managed::annual(evidence.clone())).unwrap());
    let little = text(&management_summary(&managed::summary(evidence.clone(), 0, 0)).unwrap());
    let much = text(&management_summary(&managed::summary(evidence, 40, 30)).unwrap());
    for text in [annual, little, much] {
        let at = |words: &str| text.find(words).unwrap();
        assert!(at("was not tested, by decision of Ana") < at("Of 60 production"));
        assert!(text.contains("1 was switched off by decision"), "{text}");
        assert!(!text.contains("had nothing to judge"), "{text}");
    }
}

#[test]
fn limitations_are_told_where_no_coverage_was_recorded() {
    let mut evidence = switched_off();
    evidence.coverage.rows.clear();
    let limitation = evidence.scope.limitations[0].clone();
    let text = text(&annual_pack(&managed::annual(evidence)).unwrap());
    let words = limitation.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("No coverage was recorded, so it is not known"));
    assert!(text.contains(&words), "{words}");
}

#[test]
fn a_deployment_with_something_pending_or_without_a_result_is_not_told_as_clean() {
    let mut evidence = sample::pack(60);
    for result in &mut evidence.results {
        result.outcome = Outcome::Pass;
    }
    assert_eq!(Figures::of(&evidence).deployments_passed, 60);
    for result in &mut evidence.results {
        if result.subject == Subject::Deployment(0) {
            result.outcome = Outcome::NotApplicable;
        }
        if result.subject == Subject::Deployment(1) && result.control == 1 {
            result.outcome = Outcome::Pending;
        }
    }
    assert_eq!(Figures::of(&evidence).deployments_passed, 58);
    let text = text(&management_summary(&managed::summary(evidence, 0, 0)).unwrap());
    assert!(text.contains("Pending, or nothing judged"), "{text}");
}

/// An attached file that begins with these words.
fn attached(bytes: &[u8], begins: &str) -> String {
    let document = Document::load_mem(bytes).unwrap();
    let streams = document
        .objects
        .values()
        .filter_map(|of| of.as_stream().ok());
    let files = streams.filter_map(|of| String::from_utf8(of.decompressed_content().ok()?).ok());
    let mut files = files.filter(|file| file.starts_with(begins));
    files.next().unwrap()
}

#[test]
fn the_attached_register_says_of_each_exception_how_it_stands() {
    let mut evidence = sample::pack(60);
    let now = evidence.identity.as_of;
    let items = &mut evidence.exceptions.items;
    items[0].approved_by.clear();
    items[1].to = Some(now + TimeDelta::days(2));
    let bytes = management_summary(&managed::summary(evidence, 0, 0)).unwrap();
    let csv = attached(&bytes, "id,state,controls");
    let states: Vec<&str> = csv
        .lines()
        .filter_map(|line| line.split(',').nth(1))
        .collect();
    assert_eq!(
        states,
        ["state", "no_approval", "in_force", "ended", "rejected"]
    );
}

#[test]
fn an_exception_that_nobody_approved_is_not_about_to_expire() {
    let mut evidence = sample::pack(60);
    let now = evidence.identity.prepared_at;
    for item in &mut evidence.exceptions.items {
        item.ended_at = None;
        item.to = Some(now + TimeDelta::days(2));
    }
    evidence.exceptions.items[0].approved_by.clear();
    let text = text(&management_summary(&managed::summary(evidence, 0, 0)).unwrap());
    let soon = between(&text, "Exceptions about to expire", "Decisions needed");
    assert!(
        soon.contains("EX-2 v1") && !soon.contains("EX-1 v1"),
        "{soon}"
    );
}

#[test]
fn a_summary_with_many_controls_switched_off_is_two_pages_and_names_each() {
    let mut evidence = switched_off();
    let off = evidence.controls.iter().take(8).map(|control| SwitchedOff {
        control: control.id.clone(),
        sentence: format!(
            "{} was not tested, by decision of Ana of 2025-02-01: {}",
            control.id,
            "it is too early. ".repeat(8)
        ),
    });
    evidence.scope.switched_off = off.collect();
    let ids = evidence.controls.iter().take(8);
    let mut ids: Vec<String> = ids.map(|control| control.id.clone()).collect();
    ids.sort();
    let bytes = management_summary(&managed::summary(evidence, 40, 30)).unwrap();
    assert_eq!(Document::load_mem(&bytes).unwrap().get_pages().len(), 2);
    let ids = format!(
        "8 controls were not tested on some days or on all, by decision: {}.",
        ids.join(", ")
    );
    let text = text(&bytes);
    assert!(text.contains(&ids), "{text}");
}

#[test]
fn an_empty_list_says_of_which_days_it_is() {
    let mut evidence = sample::pack(60);
    evidence.exceptions.items.clear();
    let summary = ManagementSummary {
        management: managed::nothing(),
        evidence: evidence.clone(),
    };
    let annual = AnnualPack {
        management: managed::nothing(),
        ..managed::annual(evidence)
    };
    let summary = text(&management_summary(&summary).unwrap());
    let annual = text(&annual_pack(&annual).unwrap());
    let known = "of the days of this pack, as known on 2026-01-05";
    assert!(summary.contains(&format!(
        "None ends within 30 days of 31 December 2025, {known}"
    )));
    for text in [summary, annual] {
        assert!(text.contains(&format!("Nothing waits for a decision, {known}")));
        assert!(text.contains("No work on findings or emergencies of the days of this pack"));
    }
}

#[test]
fn only_imported_reviews_are_counted_as_such_where_none_was_held() {
    let mut pack = managed::annual(sample::pack(60));
    pack.review = None;
    let held = |kept| PolicyDay {
        on: None,
        kind: "review".into(),
        what: "Review of 'Change management'".into(),
        decision: "approved".into(),
        kept,
    };
    pack.policy_days = vec![held(KeptIn::Changeproof)];
    let own = text(&annual_pack(&pack).unwrap());
    assert!(own.contains("No review of these days was held in Changeproof;"));
    assert!(!own.contains("imported register"), "{own}");
    pack.policy_days.push(held(KeptIn::ImportedRegister));
    let both = text(&annual_pack(&pack).unwrap());
    assert!(both.contains("1 review of an imported register stands in section 3"));
}

#[test]
fn a_pack_with_a_review_does_not_say_how_to_open_one() {
    let mut pack = managed::annual(sample::pack(60));
    pack.management.next_review = None;
    assert!(!text(&annual_pack(&pack).unwrap()).contains("Open one in Changeproof"));
    pack.review.as_mut().unwrap().is_newer = true;
    assert!(text(&annual_pack(&pack).unwrap()).contains("no control knows of it yet"));
    pack.review = None;
    assert!(text(&annual_pack(&pack).unwrap()).contains("Open one in Changeproof"));
}

#[test]
fn reviews_of_emergencies_that_do_not_count_are_listed_with_why() {
    let mut pack = managed::annual(sample::pack(60));
    pack.emergencies[0].days_late = None;
    pack.emergencies[0].not_counted = Some("Its author held it.".into());
    let listed = text(&annual_pack(&pack).unwrap());
    assert!(listed.contains("Its author held it.") && !listed.contains("came late."));
    pack.emergencies[0].not_counted = None;
    let none = text(&annual_pack(&pack).unwrap());
    assert!(none.contains("No review that is known came late."));
}
