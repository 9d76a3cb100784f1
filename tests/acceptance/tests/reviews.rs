//! Post-change reviews, attestations and where registers are kept: what people decide by the command, and what
//! the controls make of it.

use std::sync::LazyLock;

use changeproof_acceptance::exports::{DEPLOYMENT, Exports, Judged, incident, push};
use changeproof_acceptance::signed_in::{added, first, run};
use changeproof_acceptance::{Said, Workspace};
use serde_json::json;

/// An emergency by Ana that nobody reviewed before, with an incident behind it. The officer is Ivo; Ana, who
/// wrote it, and Chidi, who had no part in it, are reviewers.
static EMERGENCY: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut company = Exports::clean();
    let fields = &mut company.issue()["fields"];
    fields["customfield_1"] = json!({"value": "Emergency"});
    fields["customfield_8"] = json!([]);
    company.reviewed(&[]);
    let now = incident("PNOW", "2025-03-03T09:00:00Z");
    push(&mut company.incidents, now);
    // A register of other reviews, which covers the year.
    let other = "CHG-998,2025-02-20T10:00:00Z,chidi@clicki.example,Fine,yes,";
    company.post_change_reviews.push(other.to_owned());
    let workspace = company.imported();
    first(&workspace, "ivo");
    added(&workspace, "ivo", "ana", "reviewer");
    added(&workspace, "ivo", "chidi", "reviewer");
    workspace.bytes()
});

fn emergency() -> Workspace {
    Workspace::of_bytes(&EMERGENCY)
}

const REVIEW: &str = "reviews record W CHG-1000 --outcome Fix~confirmed --cause Queue~overflow --read Pull~request~42";

#[track_caller]
fn refused(said: Said, code: &str) -> Said {
    let said = said.ended_with(2);
    assert_eq!(said.error()["code"], code, "{said}");
    said
}

/// What came out of 2025.
#[track_caller]
fn judged(workspace: &Workspace) -> Judged {
    let call = "evaluate W --from 2025-01-01 --to 2025-12-31 --as-of 2026-12-31T00:00:00Z";
    run(workspace, Some("ivo"), call).well();
    let said = run(workspace, Some("ivo"), "results W --format jsonl").well();
    Judged::of_lines(said.lines())
}

#[test]
fn a_review_held_in_time_with_its_minutes_lets_the_emergency_pass() {
    let workspace = emergency();
    let queue = run(&workspace, Some("chidi"), "reviews W --json")
        .well()
        .json();
    assert_eq!(queue["lines"][0]["change"], "CHG-1000");
    assert_eq!(queue["lines"][0]["state"], "overdue");
    assert_eq!(queue["lines"][0]["due_on"], "2025-03-10");
    assert_eq!(queue["lines"][0]["your_part"]["part"], "none");
    judged(&workspace).says("EMG-04", "fail");
    workspace.file("minutes.txt", "Held with Chidi and Lena");
    let call = format!(
        "{REVIEW} --held-on 2025-03-05 --evidence BESIDE/minutes.txt --pdf BESIDE/review.pdf"
    );
    run(&workspace, Some("chidi"), &call).well();
    let after = judged(&workspace);
    let sentence = after.says("EMG-04", "pass");
    assert!(sentence.contains("reviewed by chidi"), "{sentence}");
    let explained = format!("explain W {DEPLOYMENT} EMG-04 --json");
    let explained = run(&workspace, Some("ivo"), &explained).well();
    assert!(explained.text().contains("payload.outcome"), "{explained}");
    let queue = run(&workspace, Some("chidi"), "reviews W").well();
    assert!(queue.text().contains("CHG-1000 done"), "{queue}");
    let paper = std::fs::read(workspace.beside("review.pdf")).unwrap();
    assert!(paper.starts_with(b"%PDF"));
    run(&workspace, None, "verify W").well();
}

#[test]
fn a_review_that_is_recorded_late_is_told_as_late() {
    let workspace = emergency();
    let said = run(&workspace, Some("chidi"), REVIEW).well();
    assert!(
        said.text().contains("It was due by the end of 2025-03-10"),
        "{said}"
    );
    let after = judged(&workspace);
    assert!(after.says("EMG-04", "fail").contains(" late"));
}

#[test]
fn what_a_rule_forbids_is_not_recorded() {
    let workspace = emergency();
    let review = |call: &str, person: &str, code: &str| {
        refused(
            run(&workspace, Some(person), &format!("{call} --json")),
            code,
        );
    };
    review(REVIEW, "ana", "reviewer_had_part");
    review(
        &format!("{REVIEW} --read-by ana@clicki.example"),
        "chidi",
        "reviewer_had_part",
    );
    review(
        &REVIEW.replace("CHG-1000", "CHG-999"),
        "chidi",
        "no_emergency",
    );
    review(
        &REVIEW.replace("CHG-1000", "CHG-4711"),
        "chidi",
        "unknown_change",
    );
    review(
        &REVIEW.replace("Fix~confirmed", "~"),
        "chidi",
        "words_missing",
    );
    review(
        &format!("{REVIEW} --held-on 2025-03-05"),
        "chidi",
        "minutes_missing",
    );
    review(
        &format!("{REVIEW} --held-on 2199-03-05"),
        "chidi",
        "review_not_held_yet",
    );
    workspace.file("minutes.txt", "Held");
    let early = format!("{REVIEW} --held-on 2025-03-01 --evidence BESIDE/minutes.txt");
    review(&early, "chidi", "review_before_deployment");
    review("reviews show W 1", "chidi", "unknown_review");
    let said = run(&workspace, Some("ivo"), &format!("{REVIEW} --json")).ended_with(4);
    assert_eq!(said.error()["code"], "not_allowed");
    let queue = run(&workspace, Some("ana"), "reviews W").well();
    assert!(
        queue.text().contains("You are a contributor to it"),
        "{queue}"
    );
    run(&workspace, None, "verify W").well();
}

#[test]
fn a_register_is_kept_here_from_today_on_or_from_where_an_imported_one_ends() {
    let workspace = emergency();
    let kept = |call: &str| {
        run(
            &workspace,
            Some("ivo"),
            &format!("reviews kept-here W {call}"),
        )
    };
    let said = kept("--from 2026-01-15 --reason Here --json");
    refused(said, "kept_here_too_early");
    let said = run(
        &workspace,
        Some("chidi"),
        "reviews kept-here W --reason Here --json",
    );
    assert_eq!(said.ended_with(4).error()["code"], "not_allowed");
    refused(
        kept("--elsewhere --reason Here --json"),
        "register_not_kept_here",
    );
    kept("--reason Here").well();
    refused(kept("--reason Here --json"), "register_kept_already");
    let said = kept("--elsewhere --from 2020-01-01 --reason There --json");
    refused(said, "kept_elsewhere_too_early");
    kept("--register exceptions --reason Here~too").well();
    let listed = kept("--list --json").well().json();
    assert_eq!(listed["registers"][1]["register"], "exceptions");
    let coverage = "coverage W --from 2025-01-01 --to 2026-12-31";
    run(&workspace, Some("ivo"), coverage).well();
    run(&workspace, None, "verify W").well();
}

#[test]
fn an_attestation_by_somebody_without_a_part_in_it_justifies_the_emergency() {
    let workspace = emergency();
    judged(&workspace).says("EMG-01", "insufficient_evidence");
    let attest = |person: &str, subject: &str| {
        let call = format!(
            "attest W EMG-01 {subject} --answer yes --reason Approval~was~bypassed~to~stop~lost~orders --json"
        );
        run(&workspace, Some(person), &call)
    };
    refused(attest("ana", "CHG-1000"), "attester_had_part");
    refused(attest("chidi", "CHG-4711"), "attested_subject_unknown");
    let said = run(
        &workspace,
        Some("chidi"),
        "attest W REV-01 CHG-1000 --answer yes --reason Fine --json",
    );
    refused(said, "control_asks_nothing");
    let recorded = attest("chidi", "chg-1000").well().json();
    assert_eq!(recorded["remarks"], json!([]));
    judged(&workspace).says("EMG-01", "pass");
    let listed = run(&workspace, Some("ivo"), "attest W --list").well();
    assert!(
        listed.text().contains("EMG-01 on chg-1000 by chidi"),
        "{listed}"
    );
    run(&workspace, None, "verify W").well();
}

#[test]
fn each_changed_field_of_what_was_decided_is_found() {
    let workspace = emergency();
    run(&workspace, Some("chidi"), REVIEW).well();
    let kept = |call: &str| {
        run(
            &workspace,
            Some("ivo"),
            &format!("reviews kept-here W {call}"),
        )
    };
    kept("--reason Here").well();
    kept("--elsewhere --from 2199-01-01 --reason There").well();
    let attest = "attest W EMG-01 CHG-1000 --answer yes --reason Approval~was~bypassed";
    run(&workspace, Some("chidi"), attest).well();
    let bytes = workspace.bytes();
    for action in [
        "post_change_review.recorded",
        "register.kept_here",
        "register.kept_elsewhere",
        "attestation.recorded",
    ] {
        for change in [
            "payload = json_set(payload, '$.reason', 'x', '$.outcome', 'x')",
            "person = 'ana'",
            "at = at - 86400000",
            "signature = NULL",
        ] {
            let sql = format!(
                "DROP TRIGGER event_is_never_changed;
                 UPDATE event SET {change} WHERE action = '{action}'"
            );
            let found = Workspace::of_bytes(&bytes).found_after(&sql);
            assert!(!found.is_empty(), "{action}: {change}");
        }
    }
}
