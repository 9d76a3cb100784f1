//! What the pages say: limits are named, missing data is missing, nothing is lost unseen.
#![expect(
    clippy::unwrap_used,
    reason = "a failure here fails the test, which is the aim"
)]

use changeproof_reports::figures::{Figures, Tally};
use changeproof_reports::pack::{ControlResult, Preparer, Subject};
use changeproof_reports::{AuditPack, Outcome, Overlay, audit_pack};
use lopdf::Document;

use crate::sample;

/// All words of the pages, with white space made even.
fn text(pack: &AuditPack) -> String {
    let document = Document::load_mem(&audit_pack(pack).unwrap()).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&pages).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_list_that_is_cut_says_how_much_is_missing_and_where_it_is() {
    let text = text(&sample::pack(900));
    assert!(
        text.contains("not printed here: all are in attachments results.csv and results.json"),
        "the list of items says so"
    );
    assert!(
        text.contains("the other 750 are in attachments population.csv"),
        "the population too"
    );
}

#[test]
fn a_section_without_data_says_what_is_missing() {
    let text = text(&sample::empty_pack());
    for sentence in [
        "No coverage was recorded",
        "No file was imported",
        "No second source was imported",
        "There is no production deployment to show by day",
        "No control was evaluated for the period",
    ] {
        assert!(text.contains(sentence), "{sentence}");
    }
    assert!(!text.contains("No month of the period was found without coverage"));
}

#[test]
fn a_character_without_a_glyph_is_shown_by_its_number_and_named_in_the_appendix() {
    let text = text(&sample::hostile_pack());
    assert!(text.contains("[U+1F680]"), "it stands where it was");
    assert!(
        text.contains("Characters shown by their number"),
        "the appendix names it"
    );
}

#[test]
fn a_population_that_does_not_reconcile_says_so() {
    let mut pack = sample::pack(10);
    pack.population.accepted_rows += 1;
    assert!(text(&pack).contains("Does not reconcile"));
}

#[test]
fn a_control_without_a_result_for_some_deployment_is_named() {
    let mut pack = sample::pack(10);
    pack.results.pop();
    assert!(text(&pack).contains("Results exist of DEP-02 for 9 of 10"));
}

#[test]
fn exceptions_that_came_too_late_stand_apart_and_are_counted_by_who_asked() {
    let text = text(&sample::pack(10));
    // A table stands between its heading and its caption, which say the same.
    let table = |title: &str| text.rsplit(title).nth(1).unwrap().to_owned();
    let late = table("Retroactive: approved only after they began");
    assert!(late.contains("EX-2 v1"), "{late}");
    let in_time = table("Approved before they began");
    assert!(in_time.contains("EX-1 v1") && in_time.contains("EX-3 v2"));
    assert!(!in_time.contains("EX-2 v1"));
    assert!(text.contains("Exceptions by requester."));
    assert!(text.contains("In force for 31 to 60 days"));
    assert!(text.contains("The list can be put right today."));
}

#[test]
fn a_pack_without_a_register_of_exceptions_says_so() {
    let text = text(&sample::empty_pack());
    assert!(text.contains("No register of exceptions was imported"));
}

#[test]
fn a_name_that_was_typed_is_told_from_a_person_who_signed_in() {
    let mut pack = sample::pack(10);
    assert!(text(&pack).contains("Noor Abbasi, compliance officer, signed in;"));
    let name = "Noor Abbasi".to_owned();
    pack.identity.prepared_by = Preparer::Typed { name };
    assert!(text(&pack).contains("Noor Abbasi, name as typed, without sign-in;"));
}

#[test]
fn what_files_share_is_said_once() {
    let text = text(&sample::pack(10));
    assert_eq!(text.matches("Declared coverage").count(), 1);
    assert!(text.contains("4 January 2026 08:14 UTC, without sign-in"));
}

#[test]
fn a_service_that_the_second_source_lacks_is_told_apart_from_single_deployments() {
    let mut pack = sample::pack(40);
    let tie_out = pack.tie_out.as_mut().unwrap();
    let service = "payout-worker";
    let (untied, tied): (Vec<_>, Vec<_>) = std::mem::take(&mut tie_out.in_both)
        .into_iter()
        .partition(|item| item.service == service);
    let number = untied.len();
    assert!(number > 1, "the sample deploys that service");
    tie_out.only_first.retain(|item| item.service != service);
    tie_out.only_first.extend(untied);
    tie_out.in_both = tied;
    let text = text(&pack);
    assert!(text.contains("No pipeline runs of payout-worker were imported"));
    assert!(text.contains(&format!(
        "{number} deployments of services without pipeline runs are not listed"
    )));
}

#[test]
fn a_failure_that_is_of_no_deployment_stands_in_the_table_of_such_results_alone() {
    let mut pack = sample::pack(10);
    for result in &mut pack.results {
        if matches!(result.subject, Subject::Deployment(_)) {
            result.outcome = Outcome::Pass;
        }
    }
    let text = text(&pack);
    assert!(text.contains("Of deploy-log.csv 7 rows were declared"));
    assert!(
        text.contains("No deployment has any."),
        "no deployment failed"
    );
    assert!(!text.contains("not printed here"), "everything is printed");
}

#[test]
fn a_result_that_is_about_no_deployment_counts_by_control_alone() {
    let plain = sample::pack(60);
    let mut more = sample::pack(60);
    let other = more.results[0].clone();
    assert!(matches!(other.subject, Subject::Other { .. }));
    let deployment = &more.population.deployments[0];
    for outcome in [Outcome::Fail, Outcome::InsufficientEvidence] {
        let Subject::Other {
            kind, source, name, ..
        } = other.subject.clone()
        else {
            continue;
        };
        more.results.push(ControlResult {
            subject: Subject::Other {
                kind,
                source,
                id: outcome.id().to_owned(),
                name,
                at: Some(deployment.started_at),
            },
            outcome,
            overlays: vec![Overlay::Excepted],
            ..other.clone()
        });
    }
    let (plain, more) = (Figures::of(&plain), Figures::of(&more));
    assert_eq!(plain.total, more.total, "the headline");
    assert_eq!(plain.by_service, more.by_service);
    assert_eq!(plain.overlays, more.overlays);
    let months = |figures: &Figures| -> Vec<Tally> {
        let months = figures.by_month.iter();
        months.map(|month| month.tally).collect()
    };
    assert_eq!(months(&plain), months(&more));
    let control = other.control;
    let (before, after) = (plain.by_control[control], more.by_control[control]);
    assert_eq!(
        (after.fail, after.insufficient),
        (before.fail + 1, before.insufficient + 1),
        "its control"
    );
}

#[test]
fn a_failure_that_returned_after_a_rollback_is_told_and_counted_once() {
    let mut pack = sample::pack(60);
    let is_failure = |result: &&mut ControlResult| {
        result.outcome == Outcome::Fail && matches!(result.subject, Subject::Deployment(_))
    };
    let plain = Figures::of(&pack);
    let failure = pack.results.iter_mut().find(is_failure).unwrap();
    failure.overlays = vec![Overlay::Excepted, Overlay::Returned];
    let control = failure.control;
    let figures = Figures::of(&pack);
    assert_eq!(figures.total.fail + 1, plain.total.fail);
    assert_eq!(
        figures.by_control[control].judged() + 1,
        plain.by_control[control].judged(),
        "rates are over what is counted"
    );
    assert_eq!(
        figures.deployments_critical_fail,
        plain.deployments_critical_fail
    );
    let marked = |overlay| figures.overlays.get(&(overlay, Outcome::Fail)).copied();
    assert_eq!(marked(Overlay::Returned), Some(1));
    let beforehand = plain.overlays.get(&(Overlay::Excepted, Outcome::Fail));
    assert_eq!(
        marked(Overlay::Excepted),
        beforehand.copied(),
        "counted there"
    );
    let words = "1 failure returned with the same changes after a rollback, not counted again.";
    assert!(text(&pack).contains(words));
}
