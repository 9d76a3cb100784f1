//! A small company for the tests: one service, two deployments, and what a test adds to it. Everything
//! that is imported is declared to cover 2025.

use std::fs;

use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::deployment::{DeploymentView, OutcomeView, TimelineEvent};
use changeproof_app::wire::view::imports::FileOptions;
use changeproof_app::wire::view::session::{NewWorkspace, PeriodView};
use chrono::NaiveDate;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::company::ports;

/// The deployment that tests look at. It began on 3 March 2025 at 10:00 UTC.
pub const SECOND: &str = "deploy-log:d2";

/// The exports of the small company, by kind; empty ones are not imported.
pub struct Small {
    pub deployments: Vec<String>,
    pub pull_requests: Vec<Value>,
    /// Pull requests of another repository.
    pub others: Vec<Value>,
    /// Commits, the newest first, with their messages.
    pub commits: Vec<(char, &'static str)>,
    pub change_records: Vec<String>,
    pub approvals: Vec<String>,
    pub roster: Vec<String>,
    pub reviews: Vec<String>,
    /// The last month of 2025 that pull requests are declared to cover.
    pub pull_requests_until: u32,
}

pub fn sha(digit: char) -> String {
    std::iter::repeat_n(digit, 40).collect()
}

/// A review of a pull request.
pub fn review(login: &str, state: &str, at: &str) -> Value {
    json!({
        "id": format!("{login}-{at}"),
        "author": {"login": login},
        "body": "",
        "submittedAt": at,
        "state": state,
        "commit": {"oid": sha('e')},
    })
}

/// A check of a pull request.
pub fn check(name: &str, conclusion: &str, at: &str) -> Value {
    json!({
        "__typename": "CheckRun",
        "name": name,
        "status": "COMPLETED",
        "conclusion": conclusion,
        "startedAt": at,
        "completedAt": at,
    })
}

/// A merged pull request of one commit, by Ana and approved by Bo.
pub fn pull_request(number: u32, merge: char, title: &str) -> Value {
    json!({
        "number": number,
        "title": title,
        "body": "",
        "url": format!("https://github.com/acme/shop/pull/{number}"),
        "state": "MERGED",
        "isDraft": false,
        "author": {"login": "ana", "is_bot": false},
        "createdAt": "2025-03-02T10:00:00Z",
        "mergedAt": "2025-03-03T09:00:00Z",
        "closedAt": "2025-03-03T09:00:00Z",
        "mergedBy": {"login": "ana", "is_bot": false},
        "mergeCommit": {"oid": sha(merge)},
        "headRefName": format!("branch-{number}"),
        "headRefOid": sha('e'),
        "baseRefName": "main",
        "labels": [],
        "commits": [{
            "oid": sha('e'),
            "messageHeadline": "work",
            "messageBody": "",
            "authoredDate": "2025-03-02T09:00:00Z",
            "committedDate": "2025-03-02T09:00:00Z",
            "authors": [{"login": "ana", "name": "Ana", "email": "ana@acme.example"}],
        }],
        "reviews": [review("bo", "APPROVED", "2025-03-02T12:00:00Z")],
        "files": [{"path": "src/a.rs", "additions": 1, "deletions": 1}],
        "statusCheckRollup": [check("unit", "SUCCESS", "2025-03-02T12:30:00Z")],
        "closingIssuesReferences": [],
    })
}

/// A line of the table of change records: a normal or other change asked for by Ana.
pub fn change_record(number: &str, category: &str, created: &str) -> String {
    format!(
        "{number},{category},Closed,Change the shop,Change the shop so that it sells more.,Low,shop,\
         Ana,Ana,{created},Switch it off and deploy the last release again.,Little impact on anybody \
         at all.,{created}"
    )
}

impl Small {
    /// A clean change with everything that belongs to it.
    pub fn new() -> Small {
        let deployment = |id: &str, revision: char, at: &str| {
            format!(
                "{id},shop,acme/shop,production,v-{id},{},success,{at},ana,,deploy,\
                 https://ci.acme.example/runs/{id},",
                sha(revision)
            )
        };
        Small {
            deployments: vec![
                deployment("d1", 'a', "2025-02-03T10:00:00Z"),
                deployment("d2", 'b', "2025-03-03T10:00:00Z"),
            ],
            pull_requests: vec![pull_request(2, 'b', "CHG0000002: change the shop")],
            others: Vec::new(),
            commits: vec![('b', "Change the shop (#2)"), ('a', "Begin")],
            change_records: vec![change_record("CHG0000002", "normal", "2025-03-01 09:00:00")],
            approvals: vec![
                "CHG0000002,Cy,approved,2025-03-01 09:00:00,2025-03-02 09:00:00".into(),
            ],
            roster: ["Ana", "Bo", "Cy"].map(person).to_vec(),
            reviews: Vec::new(),
            pull_requests_until: 12,
        }
    }
}

/// A line of the roster: somebody with the same name in every system.
pub fn person(name: &str) -> String {
    let login = name.to_lowercase();
    format!(
        "{name},{login}@acme.example,{login},{login},{name},{login},engineer;deployer,2024-01-01,"
    )
}

impl Small {
    /// Lines of the change set's only pull request.
    pub fn own(&mut self) -> &mut Value {
        &mut self.pull_requests[0]
    }

    /// Writes and imports the exports.
    pub fn open(&self) -> (TempDir, OpenWorkspace) {
        let folder = tempfile::tempdir().unwrap();
        let new = NewWorkspace {
            entity: "Acme".to_owned(),
            zone: "UTC".to_owned(),
        };
        let path = folder.path().join("acme.changeproof");
        let open = OpenWorkspace::create(&path, &new, &ports()).unwrap();
        let table = |head: &str, lines: &[String]| {
            (!lines.is_empty()).then(|| format!("{head}\n{}\n", lines.join("\n")))
        };
        let list = |items: &[Value]| (!items.is_empty()).then(|| json!(items).to_string());
        let files = [
            (
                "deploy-log.csv",
                table(
                    "deployment_id,service,repository,environment,version,commit_sha,status,\
                     started_at,deployed_by,triggered_by,pipeline,run_url,change_ticket",
                    &self.deployments,
                ),
            ),
            ("prs-shop.json", list(&self.pull_requests)),
            ("prs-other.json", list(&self.others)),
            ("gitlog.txt", self.log()),
            (
                "servicenow-change_request.csv",
                table(
                    "number,type,state,short_description,description,risk,cmdb_ci,requested_by,\
                     assigned_to,opened_at,backout_plan,risk_impact_analysis,sys_created_on",
                    &self.change_records,
                ),
            ),
            (
                "servicenow-sysapproval_approver.csv",
                table(
                    "sysapproval,approver,state,sys_created_on,sys_updated_on",
                    &self.approvals,
                ),
            ),
            (
                "roster.csv",
                table(
                    "person,email,github,jira,servicenow,ci,roles,valid_from,valid_to",
                    &self.roster,
                ),
            ),
            (
                "post-change-reviews.csv",
                table(
                    "change,reviewed_at,reviewed_by,outcome,code_reviewed,notes",
                    &self.reviews,
                ),
            ),
        ];
        let mut choices = Vec::new();
        for (name, text) in files {
            let Some(text) = text else { continue };
            let file = folder.path().join(name);
            fs::write(&file, text).unwrap();
            let until = if name.starts_with("prs-") {
                self.pull_requests_until
            } else {
                12
            };
            let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
            let options = FileOptions {
                covers: Some(PeriodView {
                    from: day(1, 1),
                    to: day(until, 28),
                }),
                repository: (name == "gitlog.txt").then(|| "acme/shop".to_owned()),
                ..FileOptions::default()
            };
            choices.push((file, options));
        }
        open.commit_import(&choices, &ports()).unwrap();
        (folder, open)
    }

    fn log(&self) -> Option<String> {
        let mut log = String::new();
        for (at, (digit, message)) in self.commits.iter().enumerate() {
            log.push_str(&format!("commit {}\ntree {}\n", sha(*digit), sha('9')));
            if let Some((parent, _)) = self.commits.get(at + 1) {
                log.push_str(&format!("parent {}\n", sha(*parent)));
            }
            log.push_str(
                "author Ana <ana@acme.example> 1740900000 +0000\n\
                 committer GitHub <noreply@github.com> 1740992400 +0000\n\n",
            );
            for line in message.lines() {
                log.push_str(&format!("    {line}\n"));
            }
            log.push('\n');
        }
        (!log.is_empty()).then_some(log)
    }

    /// The second deployment.
    pub fn second(&self) -> DeploymentView {
        let (_folder, open) = self.open();
        open.deployment(SECOND, &ports()).unwrap()
    }
}

/// The outcome of a control.
pub fn outcome<'v>(view: &'v DeploymentView, control: &str) -> &'v OutcomeView {
    let mut outcomes = view.outcomes.iter();
    outcomes.find(|outcome| outcome.control == control).unwrap()
}

/// The first event whose title begins so.
pub fn event<'v>(view: &'v DeploymentView, title: &str) -> &'v TimelineEvent {
    let mut events = view.timeline.iter();
    events
        .find(|event| event.title.starts_with(title))
        .unwrap_or_else(|| panic!("no '{title}' in {:?}", view.timeline))
}

/// What the people table says of somebody: asked, wrote, reviewed, approved, deployed.
pub fn parts(view: &DeploymentView, name: &str) -> Option<(bool, bool, String, String, bool)> {
    let person = view.people.iter().find(|person| person.name == name)?;
    Some((
        person.asked,
        person.wrote,
        person.reviewed.clone(),
        person.approved.clone(),
        person.deployed,
    ))
}
