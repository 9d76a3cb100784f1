//! The rules of what people do and decide, each with the test that tries what it forbids through the command or its use
//! case, and the code of the refusal. A rule without such a test, and a code that no test tries, are found.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};

/// A rule, the code with which what it forbids is refused, the file of the test and its name.
type Rule = (&'static str, &'static str, &'static str, &'static str);

const SIGN_IN: &str = "tests/acceptance/tests/sign_in.rs";
const MEMBERS: &str = "crates/app/src/members/tests.rs";
const KEY_STORE: &str = "crates/app/src/members/tests/key_store.rs";
const REFUSALS: &str = "tests/acceptance/tests/refusals.rs";
const EXCEPTIONS: &str = "tests/acceptance/tests/exceptions.rs";
const EXCEPTION_RULES: &str = "crates/app/src/exceptions/tests/rules.rs";
const FINDINGS: &str = "tests/acceptance/tests/findings.rs";
const LINKS: &str = "tests/acceptance/tests/link_decisions.rs";
const ACCOUNTS: &str = "tests/acceptance/tests/account_decisions.rs";
const REVIEWS: &str = "tests/acceptance/tests/reviews.rs";
const POLICY: &str = "tests/acceptance/tests/policy_review.rs";
const SAMPLES: &str = "tests/acceptance/tests/samples.rs";

/// What most files call their test of codes.
const FORBIDDEN: &str = "what_the_rules_forbid_is_refused_with_its_code";
const EACH: &str = "each_rule_is_told_by_its_code";
const NOT_RECORDED: &str = "what_a_rule_forbids_is_not_recorded";
const SAMPLE: &str = "what_a_rule_of_samples_forbids_is_refused_with_its_code";
const WHOLE_REVIEW: &str = "a_new_version_is_drafted_approved_published_acknowledged_and_closed";
const DRAFTS: &str = "a_draft_that_does_otherwise_than_decided_is_refused";

#[rustfmt::skip]
const RULES: &[Rule] = &[
    // People, sign-in, roles.
    ("Reading needs sign-in as well", "sign_in_needed", SIGN_IN, "from_the_first_person_on_nothing_but_verify_goes_without_sign_in"),
    ("Each signs in with the own passphrase", "sign_in_refused", SIGN_IN, "another_passphrase_person_or_none_signs_nobody_in"),
    ("Each signs in with a passphrase", "passphrase_missing", SIGN_IN, "another_passphrase_person_or_none_signs_nobody_in"),
    ("A passphrase is no short word", "passphrase_too_short", REFUSALS, "people_are_looked_after_by_rules"),
    ("A passphrase that another person chose allows nothing else", "passphrase_temporary", SIGN_IN, "after_a_reset_the_passphrase_is_changed_first_and_the_old_key_still_verifies"),
    ("Nobody resets the own passphrase", "own_reset", SIGN_IN, "after_a_reset_the_passphrase_is_changed_first_and_the_old_key_still_verifies"),
    ("A key that a key store seals too opens on that computer alone", "key_elsewhere", KEY_STORE, "a_key_that_a_key_store_seals_too_opens_nowhere_else_and_never_without_the_passphrase"),
    ("Nobody has a key on one computer whom nobody could let in again", "key_store_alone", KEY_STORE, "whoever_nobody_could_let_in_again_keeps_a_key_that_opens_everywhere"),
    ("Every decision is signed by its person", "named_otherwise", SIGN_IN, "a_decision_in_another_name_than_that_of_whoever_signed_in_is_refused"),
    ("A decision needs a person", "people_needed", EXCEPTIONS, "where_nobody_signs_in_nothing_is_requested"),
    ("Roles decide who may do what", "not_allowed", SIGN_IN, "a_role_that_does_not_allow_something_is_told_which_would"),
    ("Roles decide who may do what, for each role and act", "not_allowed", MEMBERS, "each_role_is_refused_what_it_may_not_do"),
    ("Roles are dated, and begin today or later", "role_backdated", MEMBERS, "somebody_stays_officer_and_roles_never_begin_in_the_past"),
    ("Somebody stays who looks after people", "last_officer", MEMBERS, "somebody_stays_officer_and_roles_never_begin_in_the_past"),
    ("A name to sign in with is given once", "person_exists", REFUSALS, "people_are_looked_after_by_rules"),
    ("Who was deactivated comes back under no role", "person_inactive", REFUSALS, "people_are_looked_after_by_rules"),
    // Exceptions.
    ("Only what is handed in is approved", "exception_state", EXCEPTIONS, EACH),
    ("What is rejected, expired or ended stays so", "exception_over", EXCEPTIONS, EACH),
    ("An edit makes a new version and resets approval", "exception_version_changed", EXCEPTIONS, EACH),
    ("A request is its requester's", "exception_of_another", EXCEPTIONS, EACH),
    ("Every part is required", "exception_incomplete", EXCEPTIONS, EACH),
    ("Evidence is required", "exception_without_evidence", EXCEPTION_RULES, "a_draft_may_lack_parts_and_what_is_handed_in_may_not"),
    ("A placeholder is no part", "exception_says_nothing", EXCEPTION_RULES, "a_placeholder_is_no_part_of_a_request"),
    ("The clause is one of the control", "clause_of_another_control", EXCEPTIONS, EACH),
    ("Each scope has its longest validity", "exception_too_long", EXCEPTIONS, EACH),
    ("Each scope has its longest validity, scope by scope", "exception_too_long", EXCEPTION_RULES, "each_scope_has_its_longest_time"),
    ("The approver has the role that day", "not_allowed", EXCEPTIONS, EACH),
    ("The approver is never the requester", "approver_is_requester", EXCEPTIONS, EACH),
    ("Nor the requester under another sign-in", "approver_is_requester", EXCEPTIONS, "by_the_roster_one_person_under_two_sign_ins_neither_approves_the_own_request_nor_twice"),
    ("An exception is for no change that its approver wrote, carried out or reviewed", "approver_took_part", EXCEPTIONS, "an_approver_with_a_part_in_the_deployment_is_refused"),
    ("An account that the requester created cannot approve", "approver_account_of_requester", EXCEPTIONS, EACH),
    ("Nor one that the requester reset", "approver_account_of_requester", EXCEPTION_RULES, "a_sign_in_that_the_requester_added_or_reset_does_not_approve_that_request"),
    ("The risk is at least the control's severity", "exception_risk_too_low", EXCEPTIONS, EACH),
    ("High or critical: two approvers", "approved_twice", EXCEPTIONS, EACH),
    ("One level up only where it is an extension of an extension", "exception_no_extension", EXCEPTIONS, EACH),
    ("Insufficient evidence cannot be excepted", "evidence_cannot_be_excepted", EXCEPTIONS, "no_exception_stands_in_for_evidence"),
    ("SEC-02, POP-* and EXC-01 know no exception", "control_without_exception", EXCEPTIONS, EACH),
    // Findings.
    ("A finding is a failure that is there", "unknown_finding", FINDINGS, FORBIDDEN),
    ("What is acknowledged has an owner before it is remediated", "finding_without_owner", FINDINGS, FORBIDDEN),
    ("The due date is still to come", "due_date_passed", FINDINGS, FORBIDDEN),
    ("Remediated is what was done, not what will be", "day_to_come", FINDINGS, FORBIDDEN),
    ("What was remediated is opened again with a reason", "finding_remediated", FINDINGS, FORBIDDEN),
    ("What is open is not opened again", "finding_open", FINDINGS, FORBIDDEN),
    ("Many are acknowledged with one reason", "words_missing", FINDINGS, "many_findings_are_acknowledged_at_once_with_one_reason"),
    ("What is excepted is no work", "finding_excepted", EXCEPTIONS, "an_exception_that_was_approved_before_marks_the_failure_until_it_is_revoked"),
    ("What was corrected is no finding any more", "finding_over", REFUSALS, "a_finding_that_is_none_any_more_is_not_taken"),
    // Links, accounts and roles.
    ("Only what is suggested is confirmed or refused", "no_suggested_link", LINKS, FORBIDDEN),
    ("Only what is no link is added", "link_there", LINKS, FORBIDDEN),
    ("Only what is a link is cut", "no_link", LINKS, FORBIDDEN),
    ("A link leads to a record that is there", "unknown_link_target", LINKS, FORBIDDEN),
    ("Every decision on a link has a reason", "words_missing", LINKS, FORBIDDEN),
    ("Nobody with a part in the change decides about its links", "decider_took_part", LINKS, "whoever_had_a_part_in_the_change_does_not_say_that_its_link_holds"),
    ("What reaches back needs a source document", "source_document_missing", ACCOUNTS, "a_role_of_evaluated_days_counts_with_a_document_and_a_second_person_and_is_marked"),
    ("And a second person", "second_person_is_the_first", ACCOUNTS, "a_role_of_evaluated_days_counts_with_a_document_and_a_second_person_and_is_marked"),
    ("An account is one person's", "account_of_somebody_else", ACCOUNTS, FORBIDDEN),
    ("A person stands in the roster", "person_not_in_roster", ACCOUNTS, FORBIDDEN),
    ("Only what is suggested of an account is confirmed", "nothing_suggested", ACCOUNTS, FORBIDDEN),
    // Attestations.
    ("Not by author, implementer or approver", "attester_had_part", REVIEWS, "an_attestation_by_somebody_without_a_part_in_it_justifies_the_emergency"),
    ("Only what a control asks", "control_asks_nothing", REVIEWS, "an_attestation_by_somebody_without_a_part_in_it_justifies_the_emergency"),
    ("By whoever holds the role that it asks for", "attester_without_role", REFUSALS, "who_does_not_hold_the_role_that_a_control_asks_for_attests_nothing_to_it"),
    // Post-change reviews.
    ("The reviewer is neither author nor implementer", "reviewer_had_part", REVIEWS, NOT_RECORDED),
    ("It is of an emergency", "no_emergency", REVIEWS, NOT_RECORDED),
    ("The form has an outcome and a cause", "words_missing", REVIEWS, NOT_RECORDED),
    ("It is held after the deployment", "review_before_deployment", REVIEWS, NOT_RECORDED),
    ("It was held", "review_not_held_yet", REVIEWS, NOT_RECORDED),
    ("An earlier day needs its minutes", "minutes_missing", REVIEWS, NOT_RECORDED),
    ("A register covers no day that has passed by word alone", "kept_here_too_early", REVIEWS, "a_register_is_kept_here_from_today_on_or_from_where_an_imported_one_ends"),
    // The annual review of the policy.
    ("Inputs are frozen once for a review", "review_open_already", POLICY, DRAFTS),
    ("Every clause is decided before the draft", "clauses_undecided", POLICY, DRAFTS),
    ("The draft does what was decided", "draft_against_decision", POLICY, DRAFTS),
    ("A draft changes something, or says that nothing does", "draft_changes_nothing", POLICY, DRAFTS),
    ("'No change' needs a reason too", "words_missing", POLICY, "the_policy_may_stay_as_it_is_with_a_reason_and_the_review_counts"),
    ("There is a draft before it is approved", "draft_missing", POLICY, DRAFTS),
    ("The policy owner who approves drafted none of it", "approver_drafted", POLICY, WHOLE_REVIEW),
    ("The policy owner approves", "not_allowed", POLICY, WHOLE_REVIEW),
    ("It is approved before it is published", "review_not_approved", POLICY, WHOLE_REVIEW),
    ("It is in force from today on at the earliest", "published_too_early", POLICY, WHOLE_REVIEW),
    ("It is published before it is acknowledged", "not_published", POLICY, WHOLE_REVIEW),
    ("It is acknowledged before it is closed", "nobody_acknowledged", POLICY, WHOLE_REVIEW),
    ("What was approved is not drafted anew", "approved_already", POLICY, DRAFTS),
    ("What was reviewed is what is published", "policy_changed_meanwhile", POLICY, DRAFTS),
    ("A significant change is decided on once", "trigger_decided_already", POLICY, "what_a_significant_change_means_for_the_policy_is_decided_once_by_its_owner"),
    ("A significant change happened", "trigger_not_happened_yet", POLICY, "what_a_significant_change_means_for_the_policy_is_decided_once_by_its_owner"),
    // Samples.
    ("A seed is used once for a population", "drawn_by_this_seed", SAMPLES, SAMPLE),
    ("A redraw has its reason", "redraw_without_reason", SAMPLES, SAMPLE),
    ("A tick is of an item that was drawn", "not_in_sample", SAMPLES, SAMPLE),
    ("Excepted items and those without evidence are not agreed to", "tick_against_outcome", SAMPLES, SAMPLE),
    ("A deviation is told in words", "words_missing", SAMPLES, SAMPLE),
    ("The table of sizes covers every population", "sizes_incomplete", SAMPLES, SAMPLE),
    ("Officers and auditors draw", "not_allowed", SAMPLES, SAMPLE),
];

/// Codes that no call can bring about: those of a file or a system that is broken, and of an event that only
/// somebody who forges the log writes (`an_exception_whose_number_is_not_the_next_is_found`).
const OF_NO_CALL: [&str; 3] = ["key_unreadable", "no_random_bytes", "exception_number"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The Rust files below a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The text of a test.
fn body<'s>(source: &'s str, test: &str) -> Option<&'s str> {
    let (_, rest) = source.split_once(&format!("#[test]\nfn {test}() {{"))?;
    rest.split_once("\n}\n").map(|(body, _)| body)
}

/// The codes that stand in quotes directly behind each of those words, line ends aside.
fn codes_behind(source: &str, words: &str) -> Vec<String> {
    let behind = source.split(words).skip(1);
    let quoted = behind.filter_map(|text| text.trim_start().strip_prefix('"'));
    quoted
        .filter_map(|text| text.split_once('"'))
        .map(|(code, _)| code.to_owned())
        .filter(|code| code.chars().all(|c| c == '_' || c.is_ascii_lowercase()))
        .collect()
}

/// A source without its tests, and its tests.
fn parted(path: &Path) -> (String, String) {
    let source = read(path);
    let is_of_tests = |folder: &Path| folder.file_stem().is_some_and(|name| name == "tests");
    if path.parent().is_some_and(is_of_tests) || is_of_tests(path) {
        return (String::new(), source);
    }
    match source.split_once("#[cfg(test)]") {
        Some((code, tests)) => (code.to_owned(), tests.to_owned()),
        None => (source, String::new()),
    }
}

#[test]
fn each_rule_has_a_test_that_tries_what_it_forbids() {
    let mut missing = Vec::new();
    for (rule, code, file, test) in RULES {
        let source = read(&root().join(file));
        match body(&source, test) {
            None => missing.push(format!("{rule}: {file} has no test {test}")),
            Some(body) if body.contains(&format!("\"{code}\"")) => {}
            Some(_) => missing.push(format!("{rule}: {test} in {file} does not ask for {code}")),
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn each_code_of_a_refusal_is_tried_by_a_test() {
    let mut app = Vec::new();
    sources(&root().join("crates/app/src"), &mut app);
    let mut codes = Vec::new();
    let mut tests = String::new();
    for path in &app {
        let (code, own) = parted(path);
        for words in ["Refusal::new(", "refuse("] {
            codes.extend(codes_behind(&code, words));
        }
        if path.ends_with("members/error.rs") {
            codes.extend(codes_behind(&code, "} => "));
            codes.extend(codes_behind(&code, "SignInError::Refused => "));
        }
        tests.push_str(&own);
    }
    assert!(codes.len() > 100, "only {} codes were found", codes.len());
    let mut outside = Vec::new();
    for folder in [
        "crates/app/tests",
        "src-tauri/tests",
        "tests/acceptance/tests",
    ] {
        sources(&root().join(folder), &mut outside);
    }
    for path in outside
        .iter()
        .filter(|path| !path.ends_with("tests/rules.rs"))
    {
        tests.push_str(&read(path));
    }
    codes.retain(|code| !OF_NO_CALL.contains(&code.as_str()));
    codes.retain(|code| !tests.contains(&format!("\"{code}\"")));
    assert!(codes.is_empty(), "no test tries {codes:?}");
}
