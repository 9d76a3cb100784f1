//! Who approved what, and when.

use changeproof_acceptance::exports::{Exports, branch_commit, person, push, review, sha};
use serde_json::json;

const BEFORE_MERGE: &str = "2025-02-28T12:00:00Z";
const AFTER_MERGE: &str = "2025-02-28T14:00:00Z";
const AFTER_DEPLOYMENT: &str = "2025-03-03T11:00:00Z";

#[test]
fn case_01_new_commits_after_the_approval() {
    let mut company = Exports::clean();
    let change = company.pull_request();
    push(
        &mut change["commits"],
        branch_commit(&sha('e'), "ana", "2025-02-28T12:30:00Z"),
    );
    change["headRefOid"] = json!(sha('e'));
    let judged = company.judged();
    judged.says("REV-01", "pass");
    judged.says("REV-02", "fail");
}

#[test]
fn case_02_a_force_push_that_keeps_an_old_author_date() {
    let mut company = Exports::clean();
    let change = company.pull_request();
    // The reviewed head is gone; what replaced it claims to be older than the review.
    change["commits"][1] = branch_commit(&sha('e'), "ana", "2025-02-28T10:00:00Z");
    change["headRefOid"] = json!(sha('e'));
    company.judged().says("REV-02", "fail");
}

#[test]
fn case_02_a_review_of_the_final_head_whose_author_date_is_later() {
    let mut company = Exports::clean();
    // A clock that was wrong: what counts is which commit was reviewed.
    company.pull_request()["commits"][1]["authoredDate"] = json!("2025-02-28T12:30:00Z");
    company.judged().says("REV-02", "pass");
}

#[test]
fn case_03_the_same_reviewer_approves_then_requests_changes() {
    let mut company = Exports::clean();
    company.reviewed(&[
        review("bao", "APPROVED", BEFORE_MERGE, &sha('b')),
        review(
            "bao",
            "CHANGES_REQUESTED",
            "2025-02-28T12:30:00Z",
            &sha('b'),
        ),
    ]);
    company.judged().says("REV-01", "fail");
}

#[test]
fn case_03_a_later_comment_does_not_undo_an_approval() {
    let mut company = Exports::clean();
    company.reviewed(&[
        review("bao", "APPROVED", BEFORE_MERGE, &sha('b')),
        review("bao", "COMMENTED", "2025-02-28T12:30:00Z", &sha('b')),
    ]);
    company.judged().says("REV-01", "pass");
}

#[test]
fn case_04_a_dismissed_approval() {
    let mut company = Exports::clean();
    company.reviewed(&[review("bao", "DISMISSED", BEFORE_MERGE, &sha('b'))]);
    company.judged().says("REV-01", "fail");
}

#[test]
fn case_05_an_approval_after_the_merge_but_before_the_deployment() {
    let mut company = Exports::clean();
    company.reviewed(&[review("bao", "APPROVED", AFTER_MERGE, &sha('b'))]);
    company.judged().says("REV-01", "pass");
}

#[test]
fn case_06_an_approval_after_the_deployment() {
    let mut company = Exports::clean();
    company.reviewed(&[review("bao", "APPROVED", AFTER_DEPLOYMENT, &sha('b'))]);
    company.judged().says("REV-01", "fail");
}

#[test]
fn case_07_the_sole_approver_wrote_a_commit() {
    let mut company = Exports::clean();
    company.pull_request()["commits"][0] = branch_commit(&sha('a'), "bao", "2025-02-28T09:00:00Z");
    company.judged().says("REV-01", "fail");
}

#[test]
fn case_07_the_sole_approver_is_listed_as_a_co_author() {
    let mut company = Exports::clean();
    let bao = branch_commit(&sha('a'), "bao", BEFORE_MERGE)["authors"][0].clone();
    push(&mut company.pull_request()["commits"][1]["authors"], bao);
    company.judged().says("REV-01", "fail");
}

#[test]
fn case_07_the_sole_approver_is_a_co_author_by_a_trailer() {
    let mut company = Exports::clean();
    company.commits[0]
        .message
        .push_str("\n\nCo-authored-by: Bao <bao@clicki.example>");
    company.judged().says("REV-01", "fail");
}

#[test]
fn case_08_two_authors_approve_each_other() {
    let mut company = Exports::clean();
    company.pull_request()["commits"][1] = branch_commit(&sha('b'), "bao", "2025-02-28T10:00:00Z");
    company.reviewed(&[
        review("bao", "APPROVED", BEFORE_MERGE, &sha('b')),
        review("ana", "APPROVED", BEFORE_MERGE, &sha('b')),
    ]);
    company.judged().says("REV-01", "fail");
}

#[test]
fn case_09_a_person_whose_name_contains_bot_in_brackets() {
    let mut company = Exports::clean();
    company.roster[1] = company.roster[1].replacen("bao", "Bao [bot] Nguyen", 1);
    company.judged().says("REV-01", "pass");
}

#[test]
fn case_09_an_app_whose_name_says_nothing_of_a_bot() {
    let mut company = Exports::clean();
    let helper = "Friendly Helper,,helper[bot],,,,service_account,2024-01-01,";
    company.roster.push(helper.to_owned());
    company.reviewed(&[review("helper[bot]", "APPROVED", BEFORE_MERGE, &sha('b'))]);
    company.judged().says("REV-01", "fail");
}

/// A change of which a bot is the author.
fn written_by_a_bot() -> Exports {
    let mut company = Exports::clean();
    let bot = "Dependency updates,deps@clicki.example,clicki-deps[bot];app/clicki-deps,,,,service_account,2024-01-01,";
    company.roster.push(bot.to_owned());
    let change = company.pull_request();
    change["author"] = json!({"id": "", "is_bot": true, "login": "app/clicki-deps", "name": ""});
    for (at, digit) in ['a', 'b'].into_iter().enumerate() {
        let commit = &mut change["commits"][at];
        *commit = branch_commit(&sha(digit), "clicki-deps[bot]", "2025-02-28T09:00:00Z");
        commit["authors"][0]["email"] = json!("deps@clicki.example");
    }
    company.commits[0].author = "deps".to_owned();
    company
}

#[test]
fn case_10_a_change_by_a_bot_that_no_person_reviewed() {
    let mut company = written_by_a_bot();
    company.reviewed(&[review(
        "merge-helper[bot]",
        "APPROVED",
        BEFORE_MERGE,
        &sha('b'),
    )]);
    company.judged().says("REV-01", "fail");
}

#[test]
fn case_10_a_change_by_a_bot_that_a_person_reviewed() {
    written_by_a_bot().judged().says("REV-01", "pass");
}

#[test]
fn case_11_an_author_who_is_unknown_beside_known_ones() {
    let mut company = Exports::clean();
    // An address that belongs to no account: it may be the approver's own.
    company.pull_request()["commits"][0]["authors"][0] =
        json!({"login": "", "name": "B.", "email": "b@laptop.local", "id": ""});
    company.judged().says("REV-01", "insufficient_evidence");
}

/// A hundred elements, as many as one page of GitHub lists.
fn hundred(element: impl Fn(usize) -> serde_json::Value) -> serde_json::Value {
    (0..100).map(element).collect()
}

#[test]
fn case_29_reviews_cut_at_a_hundred() {
    let mut company = Exports::clean();
    company.pull_request()["reviews"] =
        hundred(|_| review("bao", "COMMENTED", BEFORE_MERGE, &sha('b')));
    company.judged().says("REV-01", "insufficient_evidence");
}

#[test]
fn case_29_commits_cut_at_a_hundred() {
    let mut company = Exports::clean();
    // Bao may have written one of those that are not listed.
    company.pull_request()["commits"] = hundred(|at| {
        let name = match at {
            99 => sha('b'),
            at => format!("{at:040}"),
        };
        branch_commit(&name, "ana", "2025-02-28T09:00:00Z")
    });
    company.judged().says("REV-01", "insufficient_evidence");
}

#[test]
fn case_30_an_approval_before_the_deployment_that_reads_later() {
    let mut company = Exports::clean();
    company.deployment()["created_at"] = json!("2025-03-03T02:54:00Z");
    company.reviewed(&[review(
        "bao",
        "APPROVED",
        "2025-03-03T10:34:00+08:00",
        &sha('b'),
    )]);
    company.judged().says("REV-01", "pass");
}

#[test]
fn case_30_an_approval_after_the_deployment_that_reads_earlier() {
    let mut company = Exports::clean();
    company.reviewed(&[review(
        "bao",
        "APPROVED",
        "2025-03-03T06:30:00-05:00",
        &sha('b'),
    )]);
    company.judged().says("REV-01", "fail");
}

#[test]
fn a_reviewer_whom_the_roster_does_not_know_is_marked_so() {
    let mut company = Exports::clean();
    company.roster.retain(|row| !row.starts_with("bao,"));
    let judged = company.judged();
    judged.says("REV-01", "pass");
    let marks = &judged.result(changeproof_acceptance::exports::DEPLOYMENT, "REV-01")["overlays"];
    assert_eq!(*marks, json!(["by_account"]));
    company
        .roster
        .push(person("bao", "engineer", "2024-01-01", ""));
    let marked = company.judged();
    let marks = &marked.result(changeproof_acceptance::exports::DEPLOYMENT, "REV-01")["overlays"];
    assert_eq!(*marks, json!([]));
}
