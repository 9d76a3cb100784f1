//! Exceptions from the command: who may do what with them, and what they do to outcomes.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::LazyLock;

use changeproof_acceptance::exports::{DEPLOYMENT, Exports, SQUASH, person};
use changeproof_acceptance::{Said, Workspace, command, said};
use serde_json::{Value, json};

const WORDS: &str = "correct horse battery";
const LENT: &str = "lent for one morning";

const RITA: &str = "rita@clicki.example";
const IVO: &str = "ivo@clicki.example";
const NADIA: &str = "nadia@clicki.example";
/// An approver who wrote the change.
const AUTHOR: &str = "ana@clicki.example";
const PIA: &str = "pia@clicki.example";

/// A workspace in which people signed in.
struct Desk {
    workspace: Workspace,
}

/// The officer Ana, the requester Rita, approvers, and the policy owner Pia; nothing was imported.
static PEOPLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let desk = Desk {
        workspace: Workspace::made(),
    };
    desk.call("people add W ana --name Ana", "", WORDS).well();
    for (id, role) in [
        (RITA, "reviewer"),
        (IVO, "approver"),
        (NADIA, "approver"),
        (AUTHOR, "approver"),
        (PIA, "policy_owner"),
    ] {
        desk.add(id, role);
    }
    desk.workspace.bytes()
});

impl Desk {
    fn new() -> Desk {
        Desk {
            workspace: Workspace::of_bytes(&PEOPLE),
        }
    }

    /// The same with the exports of a company.
    fn of(company: &Exports) -> Desk {
        let desk = Desk::new();
        let mut import = "import W --timezone UTC --covers 2025-01-01..2099-12-31".to_owned();
        for (name, text) in company.files() {
            let file = desk.workspace.file(name, text);
            import.push_str(&format!(" {}", file.to_str().unwrap()));
        }
        desk.call(&import, "ana", "").well();
        desk
    }

    /// Adds somebody who chose a passphrase.
    fn add(&self, id: &str, role: &str) {
        let add = format!("people add W {id} --name {id} --role {role}");
        self.call(&add, "ana", LENT).well();
        self.signed("people passphrase W", id, LENT, WORDS).well();
    }

    /// Runs a call; `W` is the workspace, and `~` stands for a space within a word.
    fn signed(&self, call: &str, person: &str, own: &str, new: &str) -> Said {
        let path = self.workspace.path().to_str().unwrap();
        let words = call.split(' ').map(|word| match word {
            "W" => path.to_owned(),
            word => word.replace('~', " "),
        });
        let mut call = command(words);
        call.env("CHANGEPROOF_PASSPHRASE", own)
            .env("CHANGEPROOF_NEW_PASSPHRASE", new);
        if !person.is_empty() {
            call.args(["--as", person]);
        }
        said(&mut call)
    }

    fn call(&self, call: &str, person: &str, new: &str) -> Said {
        self.signed(call, person, WORDS, new)
    }

    /// The answer of a call that goes well.
    #[track_caller]
    fn does(&self, call: &str, person: &str) -> Value {
        let call = format!("{call} --json");
        self.call(&call, person, "").well().json()
    }

    /// The code with which a call is refused.
    #[track_caller]
    fn refused(&self, call: &str, person: &str) -> String {
        let said = self.call(&format!("{call} --json"), person, "");
        let error = said.error();
        error["code"].as_str().unwrap().to_owned()
    }

    /// A draft of Rita's with every part.
    fn draft(&self, scope: &str, from: &str, to: &str) -> String {
        self.draft_for("REV-01 --clause 2-REV", scope, from, to)
    }

    fn draft_for(&self, control: &str, scope: &str, from: &str, to: &str) -> String {
        let file = self.workspace.file("rota.txt", "One engineer on duty.\n");
        let call = format!(
            "exceptions draft W --control {control} {scope} --from {from} --to {to} --deviation \
             Reviewed~a~day~later --justification One~engineer~on~duty --risk critical --risk-owner Lena \
             --residual-risk Faults~show~first~in~production --compensating Watched~for~an~hour --return-plan \
             Two~engineers~from~April --evidence {}",
            file.to_str().unwrap()
        );
        let drafted = self.does(&call, RITA);
        drafted["id"].as_str().unwrap().to_owned()
    }

    fn submitted(&self, scope: &str, from: &str, to: &str) -> String {
        let id = self.draft(scope, from, to);
        let submit = format!("exceptions submit W {id}");
        self.does(&submit, RITA);
        id
    }

    fn approve(&self, id: &str) -> String {
        format!("exceptions approve W {id} --version 1")
    }

    fn granted_for(&self, control: &str, scope: &str, from: &str, to: &str) -> String {
        let id = self.draft_for(control, scope, from, to);
        self.does(&format!("exceptions submit W {id}"), RITA);
        self.does(&self.approve(&id), IVO);
        self.does(&self.approve(&id), NADIA);
        id
    }

    fn granted(&self, scope: &str, from: &str, to: &str) -> String {
        let id = self.submitted(scope, from, to);
        self.does(&self.approve(&id), IVO);
        self.does(&self.approve(&id), NADIA);
        id
    }

    /// Outcome and marks of a control on a subject, judged now.
    fn outcome(&self, subject: &str, control: &str) -> (String, Value, String) {
        let march = "evaluate W --from 2025-03-01 --to 2025-03-31";
        self.outcome_of(march, subject, control)
    }

    /// The same of another evaluation.
    fn outcome_of(&self, evaluate: &str, subject: &str, control: &str) -> (String, Value, String) {
        self.call(evaluate, "ana", "").well();
        let results = self.call("results W", "ana", "").well();
        let lines = results
            .text()
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        let mut found =
            lines.filter(|line| line["subject"]["id"] == subject && line["control"] == control);
        let found = found.next().unwrap();
        let text = |key: &str| found[key].as_str().unwrap().to_owned();
        (text("outcome"), found["overlays"].clone(), text("reason"))
    }

    fn holds(&self) {
        self.call("verify W", "", "").well();
    }
}

/// The company whose change of 3 March was deployed without a review.
fn unreviewed() -> Desk {
    let mut company = Exports::clean();
    company.reviewed(&[]);
    for name in ["nadia", "rita"] {
        company
            .roster
            .push(person(name, "designated_approver", "2024-01-01", ""));
    }
    Desk::of(&company)
}

#[test]
fn an_exception_that_was_approved_after_the_deployment_is_told_as_such_and_cures_nothing() {
    let desk = unreviewed();
    let before = desk.outcome(DEPLOYMENT, "REV-01");
    assert_eq!((before.0.as_str(), before.1), ("fail", json!([])));
    let scope = format!("--deployment {DEPLOYMENT}");
    let id = desk.granted(&scope, "2025-03-02", "2025-03-04");
    let (outcome, marks, reason) = desk.outcome(DEPLOYMENT, "REV-01");
    assert_eq!(
        (outcome.as_str(), marks),
        ("fail", json!(["excepted_retroactive"]))
    );
    assert!(
        reason.contains(&format!("Exception {id} v1 was approved only at")),
        "{reason}"
    );
    let (outcome, _, reason) = desk.outcome(&format!("{id} v1"), "EXC-01");
    assert_eq!(outcome, "fail");
    assert!(reason.contains("after it began"), "{reason}");
    let listed = desk.does("exceptions W --state expired", "ana");
    assert_eq!(listed["exceptions"][0]["retroactive"], true);
    desk.holds();
}

#[test]
fn an_exception_that_was_approved_before_marks_the_failure_until_it_is_revoked() {
    let now = chrono::Utc::now();
    let at = |hours: i64| {
        let at = now + chrono::TimeDelta::hours(hours);
        at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    };
    let day = |hours: i64| at(hours)[..10].to_owned();
    let mut company = Exports::clean();
    for (name, role) in [("nadia", "designated_approver"), ("rita", "engineer")] {
        company.roster.push(person(name, role, "2024-01-01", ""));
    }
    // The day after tomorrow, which begins after whatever is decided now, the same revision is deployed again by
    // somebody who is no deployer.
    company.deploy("104", SQUASH, &at(48));
    let run = company.runs.as_array_mut().unwrap().last_mut().unwrap();
    run["actor"]["login"] = json!("bao");
    run["triggering_actor"]["login"] = json!("bao");
    let desk = Desk::of(&company);
    let judged = |of: &str, control: &str| {
        let to = day(96);
        let evaluate = format!("evaluate W --from 2025-01-01 --to {to} --as-of {}", at(96));
        desk.outcome_of(&evaluate, of, control)
    };
    let (outcome, marks, _) = judged("104", "DEP-02");
    assert_eq!((outcome.as_str(), marks), ("fail", json!([])));
    let id = desk.granted_for("DEP-02", "--service referral-api", &day(48), &day(120));
    let (outcome, marks, reason) = judged("104", "DEP-02");
    assert_eq!((outcome.as_str(), marks), ("fail", json!(["excepted"])));
    assert!(reason.contains(&format!("Exception {id} v1")), "{reason}");
    let taken = "findings acknowledge W DEP-02/deployment/github/104 --owner Lena --due 2198-12-31";
    assert_eq!(desk.refused(taken, "ana"), "finding_excepted");
    let (outcome, _, reason) = judged(&format!("{id} v1"), "EXC-01");
    assert_eq!(outcome, "pass", "{reason}");
    desk.does(&format!("exceptions revoke W {id} --reason R"), IVO);
    let (_, marks, _) = judged("104", "DEP-02");
    assert_eq!(marks, json!([]), "it was revoked before the deployment");
    desk.holds();
}

#[test]
fn an_approver_with_a_part_in_the_deployment_is_refused() {
    let desk = unreviewed();
    let scope = format!("--deployment {DEPLOYMENT}");
    let id = desk.submitted(&scope, "2025-03-02", "2025-03-04");
    assert_eq!(
        desk.refused(&desk.approve(&id), AUTHOR),
        "approver_took_part"
    );
    desk.does(&desk.approve(&id), IVO);
}

#[test]
fn no_exception_stands_in_for_evidence() {
    let mut company = Exports::clean();
    let pull_request = company.pull_request().as_object_mut().unwrap();
    pull_request.remove("reviews");
    let desk = Desk::of(&company);
    let scope = format!("--deployment {DEPLOYMENT}");
    let id = desk.draft(&scope, "2025-03-02", "2025-03-04");
    assert_eq!(
        desk.refused(&format!("exceptions submit W {id}"), RITA),
        "evidence_cannot_be_excepted"
    );
}

#[test]
fn each_rule_is_told_by_its_code() {
    let desk = Desk::new();
    let refused = |call: &str, person: &str, code: &str| {
        assert_eq!(desk.refused(call, person), code, "{call} by {person}");
    };
    for control in ["SEC-02", "POP-02", "EXC-01"] {
        let call = format!("exceptions draft W --control {control}");
        refused(&call, RITA, "control_without_exception");
    }
    refused(
        "exceptions draft W --control ABC-01",
        RITA,
        "unknown_control",
    );
    refused(
        "exceptions draft W --control REV-01 --clause 9",
        RITA,
        "clause_of_another_control",
    );
    let bare = desk.does("exceptions draft W --control REV-01", RITA);
    assert_eq!(bare["state"], "draft");
    refused("exceptions submit W EX-1", RITA, "exception_incomplete");
    refused("exceptions submit W EX-9", RITA, "exception_unknown");
    let (from, to) = ("2025-03-01", "2025-07-01");
    let id = desk.draft("--service checkout", from, to);
    refused(
        &format!("exceptions submit W {id}"),
        RITA,
        "exception_too_long",
    );
    let shorter = format!("exceptions edit W {id} --to 2025-03-20 --risk low");
    desk.does(&shorter, RITA);
    refused(
        &format!("exceptions submit W {id}"),
        RITA,
        "exception_risk_too_low",
    );
    refused(
        &format!("exceptions edit W {id} --risk high"),
        NADIA,
        "exception_of_another",
    );
    desk.does(&format!("exceptions edit W {id} --risk critical"), RITA);
    desk.does(&format!("exceptions submit W {id}"), RITA);
    refused(
        &format!("exceptions approve W {id} --version 1"),
        IVO,
        "exception_version_changed",
    );
    let approve = format!("exceptions approve W {id} --version 3");
    refused(&approve, RITA, "not_allowed");
    refused(&approve, "ana", "not_allowed");
    refused(
        &format!("{approve} --as-policy-owner"),
        PIA,
        "exception_no_extension",
    );
    desk.does(&approve, IVO);
    refused(&approve, IVO, "approved_twice");
    refused(
        &format!("exceptions revoke W {id} --reason R"),
        IVO,
        "exception_state",
    );
    desk.does(&approve, NADIA);
    refused(
        &format!("exceptions revoke W {id} --reason R"),
        IVO,
        "exception_over",
    );
    refused(
        &format!("exceptions close W {id} --reason R"),
        RITA,
        "exception_over",
    );
    refused(&approve, NADIA, "exception_state");
    // Ana added the sign-ins of the approvers, so that they do not approve what she asks for.
    let file = desk.workspace.file("rota.txt", "One engineer on duty.\n");
    let call = format!(
        "exceptions draft W --control REC-02 --service a --from 2025-03-01 --to 2025-03-02 --deviation A \
         --justification B --risk medium --risk-owner C --residual-risk D --compensating E --return-plan F \
         --evidence {}",
        file.to_str().unwrap()
    );
    let own = desk.does(&call, "ana")["id"].as_str().unwrap().to_owned();
    desk.does(&format!("exceptions submit W {own}"), "ana");
    refused(&desk.approve(&own), IVO, "approver_account_of_requester");
    let own = desk.does(&call, IVO)["id"].as_str().unwrap().to_owned();
    desk.does(&format!("exceptions submit W {own}"), IVO);
    refused(&desk.approve(&own), IVO, "approver_is_requester");
    desk.does(
        &format!("exceptions return W {own} --reason Unclear"),
        NADIA,
    );
    desk.does(&format!("exceptions edit W {own}"), IVO);
    desk.does(&format!("exceptions submit W {own}"), IVO);
    desk.does(
        &format!("exceptions reject W {own} --reason Unclear"),
        NADIA,
    );
    desk.holds();
}

#[test]
fn by_the_roster_one_person_under_two_sign_ins_neither_approves_the_own_request_nor_twice() {
    let mut company = Exports::clean();
    for name in ["nadia", "rita"] {
        company
            .roster
            .push(person(name, "designated_approver", "2024-01-01", ""));
    }
    let desk = Desk::of(&company);
    // The roster gives both names to one person.
    desk.add("rita", "approver");
    desk.add("nadia", "approver");
    let id = desk.submitted("--service checkout", "2025-03-02", "2025-03-04");
    assert_eq!(
        desk.refused(&desk.approve(&id), "rita"),
        "approver_is_requester"
    );
    desk.does(&desk.approve(&id), NADIA);
    assert_eq!(desk.refused(&desk.approve(&id), "nadia"), "approved_twice");
}

#[test]
fn an_extension_of_an_extension_needs_a_policy_owner() {
    let desk = Desk::new();
    let scope = "--service checkout";
    desk.granted(scope, "2025-01-01", "2025-01-20");
    desk.granted(scope, "2025-02-01", "2025-02-20");
    let id = desk.granted(scope, "2025-03-01", "2025-03-20");
    let listed = desk.does("exceptions W --state submitted", "ana");
    assert_eq!(listed["exceptions"][0]["waits_for"], "a policy owner");
    let approve = format!("exceptions approve W {id} --version 1 --as-policy-owner");
    let line = desk.does(&approve, PIA);
    assert_eq!(line["state"], "expired");
    let (outcome, _, reason) = desk.outcome(&format!("{id} v1"), "EXC-01");
    // All of it was approved after it began.
    assert_eq!(outcome, "fail");
    assert!(!reason.contains("level higher"), "{reason}");
    desk.holds();
}

#[test]
fn the_register_is_shown_in_words() {
    let desk = Desk::new();
    let said = desk.call("exceptions W", "ana", "").well();
    assert_eq!(said.text(), "No exceptions.\n");
    let id = desk.submitted("--service checkout", "2025-03-02", "2025-03-04");
    let said = desk.call("exceptions W", "ana", "").well();
    let text = said.text();
    assert!(
        text.contains(&format!(
            "{id} version 1  submitted  REV-01 for service checkout"
        )),
        "{text}"
    );
    assert!(text.contains("waits for two approvers"), "{text}");
    let said = desk.call("exceptions W", "", "").ended_with(2);
    assert!(said.stderr.contains("Give --as PERSON"), "{said}");
}

#[test]
fn where_nobody_signs_in_nothing_is_requested() {
    let workspace = Workspace::made();
    let mut call = command(["exceptions", "draft"]);
    call.arg(workspace.path())
        .args(["--control", "REV-01", "--json"]);
    assert_eq!(said(&mut call).error()["code"], "people_needed");
}
