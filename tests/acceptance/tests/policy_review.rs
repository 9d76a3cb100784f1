//! The review of the policy and significant changes, by the command.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::LazyLock;

use changeproof_acceptance::signed_in::{added, first, run};
use changeproof_acceptance::{Said, Workspace};
use serde_json::Value;

const POLICY: &str = include_str!("../../../policies/clicki.toml");

/// Ana is the officer, Olga and Omar own the policy, Bo is a reviewer.
static PEOPLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let workspace = Workspace::made();
    first(&workspace, "ana");
    // Ana drafts: whose sign-in she made does not approve.
    added(&workspace, "ana", "eli", "compliance_officer");
    added(&workspace, "eli", "olga", "policy_owner");
    added(&workspace, "ana", "omar", "policy_owner");
    added(&workspace, "ana", "bo", "reviewer");
    workspace.bytes()
});

#[track_caller]
fn refused(said: Said, code: &str) {
    let said = said.ended_with(2);
    assert_eq!(said.error()["code"], code, "{said}");
}

struct Reviewing(Workspace);

impl Reviewing {
    fn new() -> Reviewing {
        Reviewing(Workspace::of_bytes(&PEOPLE))
    }

    fn step(&self, person: &str, call: &str) -> Said {
        run(
            &self.0,
            Some(person),
            &format!("policy review {call} --json"),
        )
    }

    #[track_caller]
    fn done(&self, person: &str, call: &str) -> Value {
        self.step(person, call).well().json()["review"].clone()
    }

    /// Opened, with every clause kept but those.
    #[track_caller]
    fn decided(&self, others: &[(&str, &str)]) -> Value {
        let mut review = self.done("ana", "open W");
        for clause in review["clauses"].as_array().unwrap().clone() {
            let id = clause["id"].as_str().unwrap();
            let other = others.iter().find(|(of, _)| *of == id);
            let decision = other.map_or("keep", |(_, decision)| decision);
            review = self.done(
                "ana",
                &format!("decide W {id} {decision} --reason As~we~do"),
            );
        }
        review
    }

    fn file(&self, text: &str) {
        self.0.file("policy.toml", text);
    }
}

fn other_words() -> String {
    POLICY.replace(
        "Violations have consequences.",
        "Violations are followed up.",
    )
}

#[test]
fn a_new_version_is_drafted_approved_published_acknowledged_and_closed() {
    let reviewing = Reviewing::new();
    let review = reviewing.decided(&[("ENF", "change")]);
    assert_eq!(review["step"], "draft");
    reviewing.file(&other_words());
    let draft = "draft W BESIDE/policy.toml --reason As~decided";
    assert_eq!(reviewing.done("olga", draft)["step"], "approval");
    refused(
        reviewing.step("olga", "approve W --reason Fine"),
        "approver_drafted",
    );
    let said = reviewing
        .step("ana", "approve W --reason Fine")
        .ended_with(4);
    assert_eq!(said.error()["code"], "not_allowed");
    refused(
        reviewing.step("omar", "publish W --from 2199-01-01"),
        "review_not_approved",
    );
    assert_eq!(
        reviewing.done("omar", "approve W --reason Fine")["step"],
        "publication"
    );
    refused(reviewing.step("bo", "acknowledge W"), "not_published");
    refused(
        reviewing.step("omar", "publish W --from 2020-01-01"),
        "published_too_early",
    );
    let published = reviewing.done("omar", "publish W --from 2199-01-01");
    assert_eq!(published["published"]["version"], 2);
    refused(
        reviewing.step("omar", "publish W --from 2199-01-01"),
        "published_already",
    );
    refused(reviewing.step("ana", "close W"), "nobody_acknowledged");
    reviewing.done("bo", "acknowledge W");
    refused(
        reviewing.step("bo", "acknowledge W"),
        "acknowledged_already",
    );
    let closed = reviewing.done("ana", "close W --action Train~the~team");
    assert_eq!(closed["step"], "closed");
    let shown = run(&reviewing.0, Some("bo"), "policy review show W").well();
    assert!(
        shown.text().contains("new: Violations are followed up."),
        "{shown}"
    );
    assert!(shown.text().contains("to do: Train the team"), "{shown}");
    let versions = run(&reviewing.0, Some("bo"), "policy list W").well();
    assert!(versions.text().contains("2199-01-01"), "{versions}");
    let log = "evaluate W --from 2025-01-01 --to 2025-12-31";
    run(&reviewing.0, Some("ana"), log).well();
    run(&reviewing.0, None, "verify W").well();
}

#[test]
fn the_policy_may_stay_as_it_is_with_a_reason_and_the_review_counts() {
    let reviewing = Reviewing::new();
    reviewing.decided(&[]);
    let said = run(
        &reviewing.0,
        Some("ana"),
        "policy review draft W --no-change --reason ~ --json",
    );
    refused(said, "words_missing");
    reviewing.done("ana", "draft W --no-change --reason It~did~well");
    refused(
        reviewing.step("omar", "approve W --reason Agreed"),
        "approver_account_of_drafter",
    );
    let approved = reviewing.done("olga", "approve W --reason Agreed");
    assert_eq!(approved["approved"]["decision"], "no change");
    refused(
        reviewing.step("olga", "publish W --from 2199-01-01"),
        "nothing_to_publish",
    );
    refused(
        reviewing.step("ana", "close W --abandon Enough"),
        "review_has_outcome",
    );
    reviewing.done("bo", "acknowledge W");
    reviewing.done("ana", "close W");
    refused(reviewing.step("bo", "acknowledge W"), "no_review_open");
    let far = "evaluate W --from 2026-11-01 --to 2026-12-31";
    run(&reviewing.0, Some("ana"), far).well();
    let results = run(&reviewing.0, Some("ana"), "results W --control GOV-01").well();
    assert_eq!(results.lines()[0]["outcome"], "pass", "{results}");
}

#[test]
fn a_draft_that_does_otherwise_than_decided_is_refused() {
    let reviewing = Reviewing::new();
    refused(
        reviewing.step("ana", "decide W ENF keep --reason R"),
        "no_review_open",
    );
    reviewing.done("ana", "open W");
    refused(reviewing.step("ana", "open W"), "review_open_already");
    refused(
        reviewing.step("ana", "decide W 9-NO keep --reason R"),
        "unknown_clause",
    );
    let draft = "draft W BESIDE/policy.toml --reason R";
    reviewing.file(&other_words());
    refused(reviewing.step("ana", draft), "clauses_undecided");
    reviewing.done("ana", "close W --abandon Opened~too~early");
    reviewing.decided(&[]);
    refused(reviewing.step("ana", draft), "draft_against_decision");
    reviewing.file(POLICY);
    refused(reviewing.step("ana", draft), "draft_changes_nothing");
    reviewing.done("ana", "decide W ENF change --reason R");
    refused(
        reviewing.step("olga", "approve W --reason R"),
        "draft_missing",
    );
    reviewing.file(&format!(
        "{}\n# ghp_q7Zk2LmX9vB4tRw8YpD3sNf6HgJc1KaQeU5o\n",
        other_words()
    ));
    refused(reviewing.step("ana", draft), "draft_with_secrets");
    reviewing.file(&other_words());
    reviewing.done("ana", draft);
    reviewing.done("olga", "approve W --reason R");
    refused(reviewing.step("ana", draft), "approved_already");
    let import = "policy import W BESIDE/policy.toml --from 2199-01-01 --reason Meanwhile";
    run(&reviewing.0, Some("omar"), import).well();
    refused(
        reviewing.step("olga", "publish W --from 2199-02-01"),
        "policy_changed_meanwhile",
    );
}

#[test]
fn what_a_significant_change_means_for_the_policy_is_decided_once_by_its_owner() {
    let reviewing = Reviewing::new();
    let trigger = |person: &str, call: &str| {
        run(
            &reviewing.0,
            Some(person),
            &format!("policy trigger {call} --json"),
        )
    };
    let record = "record W A~second~team --on 2026-11-01";
    let event = trigger("ana", record).well().json()[0]["event"].clone();
    refused(trigger("ana", record), "trigger_recorded_already");
    refused(
        trigger("ana", "record W Later --on 2199-01-01"),
        "trigger_not_happened_yet",
    );
    refused(
        trigger("olga", "decide W 1 --decision None --reason R"),
        "unknown_trigger",
    );
    let decide = format!("decide W {event} --decision No~change --reason R");
    assert_eq!(
        trigger("ana", &decide).ended_with(4).error()["code"],
        "not_allowed"
    );
    let listed = trigger("olga", &decide).well().json();
    assert_eq!(listed[0]["decided_by"], "olga");
    refused(trigger("omar", &decide), "trigger_decided_already");
    run(&reviewing.0, None, "verify W").well();
}

#[test]
fn each_changed_field_of_a_review_is_found() {
    let reviewing = Reviewing::new();
    reviewing.decided(&[("ENF", "change")]);
    reviewing.file(&other_words());
    reviewing.done("ana", "draft W BESIDE/policy.toml --reason R");
    reviewing.done("olga", "approve W --reason R");
    reviewing.done("olga", "publish W --from 2199-01-01");
    reviewing.done("bo", "acknowledge W");
    reviewing.done("ana", "close W");
    let record = "policy trigger record W A~second~team --json";
    let event = run(&reviewing.0, Some("ana"), record).well().json()[0]["event"].clone();
    let decide = format!("policy trigger decide W {event} --decision No~change --reason R");
    run(&reviewing.0, Some("olga"), &decide).well();
    let bytes = reviewing.0.bytes();
    for action in [
        "policy_review.opened",
        "policy_review.clause_decided",
        "policy_review.drafted",
        "policy_review.approved",
        "policy_review.published",
        "policy_review.acknowledged",
        "policy_review.closed",
        "policy_trigger.recorded",
        "policy_trigger.decided",
    ] {
        for change in [
            "payload = json_set(payload, '$.review', 1, '$.what', 'x', '$.decision', 'x')",
            "person = 'omar'",
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
