//! Tickets, their approvals and categories.

use changeproof_acceptance::exports::{
    DEPLOYMENT, Exports, after, commit, edit, incident, issue, pull_request, push,
};
use serde_json::json;

/// The change without any word of its ticket but what its title says.
fn titled(title: &str) -> Exports {
    let mut company = Exports::clean();
    company.pull_request()["title"] = json!(title);
    company.commits[0].message = format!("{title} (#42)");
    company
}

#[test]
fn case_19_text_that_looks_like_a_key_is_no_ticket() {
    for title in [
        "UTF-8 in names",
        "Use SHA-256",
        "Mend CVE-2025-41284",
        "See #12",
    ] {
        let company = titled(title);
        company.judged().says("TRC-01", "fail");
        let links = company.evaluated().links();
        let tickets = links.lines().filter(|line| {
            line.contains(&format!(r#""id":"{DEPLOYMENT}""#)) && line.contains("change_record")
        });
        assert_eq!(tickets.count(), 0, "{title}: {links}");
    }
}

#[test]
fn case_19_the_same_text_links_once_a_record_of_that_key_exists() {
    let mut company = titled("Mend UTF-8");
    let mut ticket = issue("UTF-8", "2025-02-27T09:00:00Z");
    ticket["fields"]["project"]["key"] = json!("UTF");
    push(&mut company.issues, ticket);
    company.judged().says("TRC-01", "pass");
}

#[test]
fn case_20_a_ticket_whose_scope_was_edited_after_its_approval() {
    let mut company = Exports::clean();
    let ticket = company.issue();
    let edited = edit(
        "2025-03-01T09:00:00Z",
        "Affected services",
        "reward-ledger",
        "referral-api",
    );
    push(&mut ticket["changelog"]["histories"], edited);
    ticket["fields"]["updated"] = json!("2025-03-01T09:00:00Z");
    company.judged().says("APP-01", "fail");
}

#[test]
fn case_20_a_ticket_without_its_history_is_judged_as_exported() {
    let mut company = Exports::clean();
    let ticket = company.issue().as_object_mut().unwrap();
    ticket.remove("changelog");
    let judged = company.judged();
    judged.says("APP-01", "pass");
    let marks = &judged.result(DEPLOYMENT, "APP-01")["overlays"];
    assert_eq!(*marks, json!(["as_exported"]));
}

#[test]
fn case_22_a_category_that_became_emergency_after_the_deployment() {
    let mut company = Exports::clean();
    let ticket = company.issue();
    ticket["fields"]["customfield_1"] = json!({"value": "Emergency"});
    ticket["fields"]["customfield_8"] = json!([]);
    ticket["fields"]["updated"] = json!("2025-03-03T12:00:00Z");
    let edited = edit("2025-03-03T12:00:00Z", "Change type", "Normal", "Emergency");
    push(&mut ticket["changelog"]["histories"], edited);
    company.reviewed(&[]);
    let judged = company.judged();
    judged.says("CAT-01", "fail");
    // The rules of normal changes apply.
    judged.says("REV-01", "fail");
    judged.says("APP-01", "fail");
    judged.says("EMG-01", "not_applicable");
    judged.says("EMG-04", "not_applicable");
}

/// An emergency that nobody approved, reviewed or looked at afterwards.
fn emergency() -> Exports {
    let mut company = Exports::clean();
    let fields = &mut company.issue()["fields"];
    fields["customfield_1"] = json!({"value": "Emergency"});
    fields["customfield_8"] = json!([]);
    company.reviewed(&[]);
    company
}

#[test]
fn case_31_an_emergency_without_an_incident_is_judged_as_normal() {
    let judged = emergency().judged();
    judged.says("EMG-01", "fail");
    judged.says("REV-01", "fail");
    judged.says("APP-01", "fail");
}

#[test]
fn case_31_an_incident_on_another_service_justifies_nothing() {
    let mut company = emergency();
    let mut elsewhere = incident("PELSEWHERE", "2025-03-03T09:00:00Z");
    elsewhere["service"]["summary"] = json!("reward-ledger");
    elsewhere["title"] = json!("reward-ledger: errors above 5 %");
    push(&mut company.incidents, elsewhere);
    let judged = company.judged();
    judged.says("EMG-01", "fail");
    judged.says("REV-01", "fail");
}

#[test]
fn case_31_an_incident_on_the_service_waives_review_and_approval_beforehand() {
    let mut company = emergency();
    push(
        &mut company.incidents,
        incident("PNOW", "2025-03-03T09:00:00Z"),
    );
    let judged = company.judged();
    judged.says("REV-01", "not_applicable");
    judged.says("APP-01", "not_applicable");
}

#[test]
fn case_31_a_vulnerability_that_the_ticket_names_waives_them_too() {
    let mut company = emergency();
    let reason = "Close CVE-2025-41284 in the parser before it is used against us.";
    company.issue()["fields"]["description"] = json!(reason);
    let judged = company.judged();
    // Nobody confirmed yet what was bypassed, and who authorised that.
    judged.says("EMG-01", "insufficient_evidence");
    judged.says("REV-01", "not_applicable");
}

#[test]
fn case_31_incidents_that_were_not_exported_prove_nothing() {
    let mut company = emergency();
    company.without.push("pagerduty-incidents.json");
    let judged = company.judged();
    judged.says("EMG-01", "insufficient_evidence");
    // Whether the rules of emergencies or those of normal changes apply is not known then.
    judged.says("REV-01", "insufficient_evidence");
}

#[test]
fn case_32_one_ticket_for_thirty_deployments() {
    let mut company = Exports::clean();
    company.issues = json!([issue("CHG-1000", "2025-01-06T09:00:00Z")]);
    company.pull_requests = json!([]);
    company.deployments = json!([]);
    company.statuses = json!([]);
    company.runs = json!([]);
    company.commits.clear();
    let mut parent: Option<String> = None;
    for number in 1..=30_u64 {
        let merged = after(
            "2025-01-07T09:00:00Z",
            24 * 60 * i64::try_from(number).unwrap(),
        );
        let squash = format!("{number:040}");
        let change = pull_request(
            number,
            "CHG-1000: more",
            "ana",
            &merged,
            ['a', 'b'],
            &squash,
        );
        push(&mut company.pull_requests, change);
        let parents: Vec<&str> = parent.as_deref().into_iter().collect();
        let message = format!("CHG-1000: more (#{number})");
        let squashed = commit(&squash, &parents, "ana", &merged, &message);
        company.commits.insert(0, squashed);
        company.deploy(&(300 + number).to_string(), &squash, &after(&merged, 60));
        parent = Some(squash);
    }
    let judged = company.judged();
    judged.says_of("301", "APP-01", "pass");
    for number in 302..=330_u64 {
        judged.says_of(&number.to_string(), "APP-01", "insufficient_evidence");
    }
}
