//! Case 36: a change that was closed in the ticket system, and no deployment carried it out.

use std::collections::BTreeSet;

use changeproof_acceptance::exports::{
    DEPLOYMENT, Exports, Judged, edit, evaluate, incident, issue, pull_request, push, sha,
};
use serde_json::{Value, json};

const KEY: &str = "CHG-2000";

/// The controls that judge such a record.
const CONTROLS: [&str; 11] = [
    "CAT-01", "REC-01", "REC-02", "APP-01", "APP-02", "APP-03", "APP-04", "EMG-01", "EMG-02",
    "EMG-03", "EMG-04",
];

/// The company, and a setting that was changed by hand on 10 March from 10:00 to 11:00; its ticket was approved
/// four days before.
fn by_hand(alter: impl Fn(&mut Value)) -> Exports {
    let mut company = Exports::clean();
    let mut ticket = issue(KEY, "2025-03-06T09:00:00Z");
    ticket["fields"]["summary"] = json!("referral-api: raise the limit of a partner");
    ticket["fields"]["updated"] = json!("2025-03-10T11:00:00Z");
    ticket["fields"]["resolutiondate"] = json!("2025-03-10T11:00:00Z");
    let moves = &mut ticket["changelog"]["histories"];
    let begun = edit(
        "2025-03-10T10:00:00Z",
        "status",
        "Scheduled",
        "Implementing",
    );
    push(moves, begun);
    let closed = edit("2025-03-10T11:00:00Z", "status", "Implementing", "Closed");
    push(moves, closed);
    alter(&mut ticket);
    push(&mut company.issues, ticket);
    company
}

/// Of when the change was made the ticket tells only when it was closed.
fn without_start(ticket: &mut Value) {
    let closed = edit("2025-03-10T11:00:00Z", "status", "Scheduled", "Closed");
    ticket["changelog"]["histories"] = json!([closed]);
}

fn approve_at(ticket: &mut Value, at: &str) {
    ticket["fields"]["customfield_8"][0]["completedDate"]["iso8601"] = json!(at);
}

fn is_subject(judged: &Judged) -> bool {
    let mut results = judged.results().iter();
    results.any(|line| line["subject"]["id"] == KEY)
}

#[test]
fn case_36_a_change_without_a_deployment_is_a_subject_of_its_own() {
    let judged = by_hand(|_| {}).judged();
    let of_record = judged
        .results()
        .iter()
        .filter(|line| line["subject"]["id"] == KEY);
    let mut controls = BTreeSet::new();
    for line in of_record {
        let subject = &line["subject"];
        assert_eq!(subject["kind"], "change_record");
        assert_eq!(subject["source"], "jira");
        assert_eq!(subject["at"], "2025-03-10T10:00:00Z");
        controls.insert(line["control"].as_str().unwrap());
    }
    assert_eq!(controls, BTreeSet::from(CONTROLS));
    for control in ["CAT-01", "REC-01", "APP-02", "APP-04"] {
        judged.says_of(KEY, control, "pass");
    }
    for control in ["REC-02", "APP-03", "EMG-01", "EMG-02", "EMG-03", "EMG-04"] {
        judged.says_of(KEY, control, "not_applicable");
    }
    let reason = judged.says_of(KEY, "APP-01", "pass");
    assert!(
        reason.contains("before the implementation began"),
        "{reason}"
    );
    assert!(
        reason.contains("implemented at 2025-03-10 10:00 UTC, its recorded start"),
        "{reason}"
    );
}

#[test]
fn case_36_it_is_no_deployment_in_any_count() {
    let told = |company: &Exports| evaluate(&company.imported()).well().text().to_owned();
    let line = |said: &str, with: &str| -> Vec<String> {
        let lines = said.lines().filter(|line| line.contains(with));
        lines.map(str::to_owned).collect()
    };
    let (without, with) = (told(&Exports::clean()), told(&by_hand(|_| {})));
    for words in ["deployment", "opulation"] {
        let without: Vec<String> = line(&without, words);
        let mut with = line(&with, words);
        with.retain(|line| !line.contains("Change records that were closed without a deployment"));
        assert_eq!(without, with, "what is said of deployments is the same");
    }
    let judged = by_hand(|_| {}).judged();
    assert_eq!(
        judged.deployments(),
        Exports::clean().judged().deployments()
    );
}

#[test]
fn case_36_it_was_never_approved_or_too_late() {
    let never = by_hand(|ticket| ticket["fields"]["customfield_8"] = json!([])).judged();
    never.says_of(KEY, "APP-01", "fail");
    let late = by_hand(|ticket| approve_at(ticket, "2025-03-10T10:30:00Z")).judged();
    late.says_of(KEY, "APP-01", "fail");
    // The deployment's own ticket is judged with the deployment, as before.
    late.says("APP-01", "pass");
}

#[test]
fn case_36_where_only_the_closing_is_known_it_decides_only_what_came_after_it() {
    let before = by_hand(without_start).judged();
    let reason = before.says_of(KEY, "APP-01", "insufficient_evidence");
    assert!(reason.contains("only the closing"), "{reason}");
    before.says_of(KEY, "CAT-01", "pass");
    let after = by_hand(|ticket| {
        without_start(ticket);
        approve_at(ticket, "2025-03-10T12:00:00Z");
    });
    after.judged().says_of(KEY, "APP-01", "fail");
}

#[test]
fn case_36_an_emergency_is_held_against_incidents_on_the_systems_that_it_names() {
    let emergency = |ticket: &mut Value| {
        ticket["fields"]["customfield_1"] = json!({"value": "Emergency"});
        ticket["fields"]["customfield_8"] = json!([]);
    };
    let unfounded = by_hand(emergency).judged();
    unfounded.says_of(KEY, "EMG-01", "fail");
    unfounded.says_of(KEY, "APP-01", "fail");
    let mut founded = by_hand(emergency);
    let opened = incident("PNOW", "2025-03-10T09:30:00Z");
    push(&mut founded.incidents, opened);
    let founded = founded.judged();
    founded.says_of(KEY, "EMG-01", "insufficient_evidence");
    founded.says_of(KEY, "APP-01", "not_applicable");
    founded.says_of(KEY, "EMG-03", "pass");
    founded.says_of(KEY, "EMG-04", "insufficient_evidence");
}

#[test]
fn case_36_a_ticket_that_was_not_carried_out_is_no_subject() {
    let cancelled = by_hand(|ticket| ticket["fields"]["status"]["name"] = json!("Cancelled"));
    assert!(!is_subject(&cancelled.judged()));
    let refused = by_hand(|ticket| ticket["fields"]["resolution"] = json!({"name": "Won't Do"}));
    assert!(!is_subject(&refused.judged()));
    let open = by_hand(|ticket| ticket["fields"]["status"]["name"] = json!("Scheduled"));
    assert!(!is_subject(&open.judged()));
    let bug = by_hand(|ticket| ticket["fields"]["issuetype"]["name"] = json!("Bug"));
    assert!(!is_subject(&bug.judged()));
}

#[test]
fn case_36_a_ticket_that_a_deployment_names_is_judged_with_it() {
    let mut company = by_hand(|_| {});
    company.pull_request()["title"] = json!("CHG-1000, CHG-2000: retry");
    let judged = company.judged();
    assert!(!is_subject(&judged));
    judged.says("REC-01", "fail");
}

#[test]
fn case_36_where_a_deployment_may_have_done_it_nothing_can_be_told() {
    let unapproved = |ticket: &mut Value| ticket["fields"]["customfield_8"] = json!([]);
    let mut not_exported = by_hand(unapproved);
    let deployments = ["gh-deployments.json", "gh-deployment-statuses.json"];
    not_exported.without.extend(deployments);
    let reason_of = |company: &Exports| {
        let judged = company.judged();
        judged
            .says_of(KEY, "APP-01", "insufficient_evidence")
            .to_owned()
    };
    let reason = reason_of(&not_exported);
    assert!(reason.contains("Import the deployments"), "{reason}");
    let mut merged = by_hand(unapproved);
    let mut elsewhere = pull_request(
        43,
        "CHG-2000: the limit",
        "ana",
        "2025-03-10T10:20:00Z",
        ['e', 'f'],
        &sha('9'),
    );
    elsewhere["url"] = json!("https://github.com/clicki/limits/pull/43");
    push(&mut merged.pull_requests, elsewhere);
    let reason = reason_of(&merged);
    assert!(
        reason.contains("names it and is in no imported production deployment"),
        "{reason}"
    );
    // The deployment of that time names no commit: it may have brought the change.
    let mut unknown = by_hand(unapproved);
    unknown.deploy("104", &sha('8'), "2025-03-10T10:30:00Z");
    let reason = reason_of(&unknown);
    assert!(
        reason.contains("deployment 104 of referral-api may have carried it out"),
        "{reason}"
    );
}

#[test]
fn case_36_its_outcome_is_explained_by_its_key() {
    let workspace = by_hand(|ticket| ticket["fields"]["customfield_8"] = json!([])).evaluated();
    for key in [KEY, "jira:CHG-2000"] {
        let said = workspace.run("explain", [key, "APP-01"]).well();
        assert!(said.text().contains("CHG-2000 has no approval."), "{said}");
        assert!(said.text().contains("jira-search.json"), "{said}");
    }
    let said = workspace.run("explain", [KEY, "APP-01", "--json"]).well();
    assert_eq!(said.json()["subject"]["kind"], "change_record");
    workspace.run("explain", [KEY, "REV-01"]).ended_with(2);
    workspace.run("explain", [DEPLOYMENT, "APP-01"]).well();
}
