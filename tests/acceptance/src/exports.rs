//! The exports of a small company: a clean change that passes every control, and what becomes of it
//! when a test alters one thing.
//!
//! Everything is written into files as the tools write it, imported, judged and read back by the
//! command. Times are UTC. The judged deployment starts on Monday, 3 March 2025, at 10:00.

mod records;

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::answers::outcomes;
use crate::program::Said;
use crate::workspace::Workspace;

pub use records::{
    GitCommit, after, branch_commit, check, commit, edit, incident, issue, person, pull_request,
    push, review, secret, secret_scan, sha,
};

/// The repository of the company's one service.
pub const REPOSITORY: &str = "clicki/referral-api";

/// The commit that was deployed before.
pub const PREVIOUS: &str = "1010101010101010101010101010101010101010";

/// The squash commit that the judged deployment brings.
pub const SQUASH: &str = "5151515151515151515151515151515151515151";

/// The judged deployment.
pub const DEPLOYMENT: &str = "103";

const OLDER: &str = "0909090909090909090909090909090909090909";

/// The exports, each as its tool writes it.
#[derive(Clone, Debug)]
pub struct Exports {
    /// `gh pr list --json`.
    pub pull_requests: Value,
    /// GitHub's deployments.
    pub deployments: Value,
    /// Their statuses.
    pub statuses: Value,
    /// GitHub's workflow runs.
    pub runs: Value,
    /// Jira's issues.
    pub issues: Value,
    /// PagerDuty's incidents.
    pub incidents: Value,
    /// `git log`, the newest first.
    pub commits: Vec<GitCommit>,
    /// Rows of the roster.
    pub roster: Vec<String>,
    /// Rows of the register of post-change reviews.
    pub post_change_reviews: Vec<String>,
    /// Rows of the table of monitoring results.
    pub monitoring: Vec<String>,
    /// Further files, by name.
    pub extra: Vec<(&'static str, String)>,
    /// Results of the scan of the repository for secrets, as SARIF.
    pub secrets: Value,
    /// Files that nobody exported, by name.
    pub without: Vec<&'static str>,
}

impl Exports {
    /// Three deployments of one service, the last of which brings one change.
    pub fn clean() -> Exports {
        let mut clean = Exports {
            pull_requests: json!([
                pull_request(
                    40,
                    "CHG-998: start",
                    "chidi",
                    "2025-02-14T13:00:00Z",
                    ['7', '6'],
                    OLDER
                ),
                pull_request(
                    41,
                    "CHG-999: earlier",
                    "chidi",
                    "2025-02-21T13:00:00Z",
                    ['c', 'd'],
                    PREVIOUS
                ),
                pull_request(
                    42,
                    "CHG-1000: retry",
                    "ana",
                    "2025-02-28T13:00:00Z",
                    ['a', 'b'],
                    SQUASH
                )
            ]),
            deployments: json!([]),
            statuses: json!([]),
            runs: json!([]),
            issues: json!([
                issue("CHG-998", "2025-02-13T09:00:00Z"),
                issue("CHG-999", "2025-02-20T09:00:00Z"),
                issue("CHG-1000", "2025-02-27T09:00:00Z")
            ]),
            incidents: json!([incident("PEARLIER", "2025-01-15T08:00:00Z")]),
            secrets: json!([]),
            commits: vec![
                commit(
                    SQUASH,
                    &[PREVIOUS],
                    "ana",
                    "2025-02-28T13:00:00Z",
                    "CHG-1000: retry (#42)",
                ),
                commit(
                    PREVIOUS,
                    &[OLDER],
                    "chidi",
                    "2025-02-21T13:00:00Z",
                    "CHG-999: earlier (#41)",
                ),
                commit(
                    OLDER,
                    &[],
                    "chidi",
                    "2025-02-14T13:00:00Z",
                    "CHG-998: start (#40)",
                ),
            ],
            roster: [
                ("ana", "engineer"),
                ("bao", "engineer"),
                ("chidi", "engineer"),
                ("ivo", "designated_approver"),
                ("lena", "deployer"),
            ]
            .map(|(name, role)| person(name, role, "2024-01-01", ""))
            .to_vec(),
            post_change_reviews: Vec::new(),
            monitoring: Vec::new(),
            extra: Vec::new(),
            without: Vec::new(),
        };
        let service = "CI deployer,,github-actions[bot],,,,service_account,2024-01-01,";
        clean.roster.push(service.to_owned());
        clean.deploy("101", OLDER, "2025-02-17T10:00:00Z");
        clean.deploy("102", PREVIOUS, "2025-02-24T10:00:00Z");
        clean.deploy(DEPLOYMENT, SQUASH, "2025-03-03T10:00:00Z");
        clean
    }

    /// Adds a deployment to production that went well and was watched, by a run that Lena started.
    pub fn deploy(&mut self, id: &str, revision: &str, at: &str) {
        let number: u64 = id.parse().expect("GitHub's ids are numbers");
        let run = format!("https://github.com/{REPOSITORY}/actions/runs/7{id}");
        let watched = after(at, 30);
        self.monitoring.push(format!(
            "referral-api,{id},{revision},{watched},bao@clicki.example,Dashboards reviewed,errors"
        ));
        push(
            &mut self.deployments,
            json!({
                "url": format!("https://api.github.com/repos/{REPOSITORY}/deployments/{id}"),
                "id": number, "node_id": "", "task": "deploy", "original_environment": "production",
                "environment": "production", "description": null, "created_at": at,
                "updated_at": after(at, 10), "sha": revision, "ref": "main", "payload": {},
                "transient_environment": false, "production_environment": true,
                "creator": {"login": "github-actions[bot]", "type": "Bot"},
                "statuses_url": format!("https://api.github.com/repos/{REPOSITORY}/deployments/{id}/statuses"),
                "repository_url": format!("https://api.github.com/repos/{REPOSITORY}")
            }),
        );
        push(
            &mut self.statuses,
            json!({
                "url": format!("https://api.github.com/repos/{REPOSITORY}/deployments/{id}/statuses/9{id}"),
                "id": 9000 + number, "state": "success", "creator": {"login": "github-actions[bot]"},
                "description": "", "environment": "production", "target_url": format!("{run}/job/1"),
                "log_url": format!("{run}/job/1"), "created_at": after(at, 10), "updated_at": after(at, 10),
                "deployment_url": format!("https://api.github.com/repos/{REPOSITORY}/deployments/{id}")
            }),
        );
        push(
            &mut self.runs,
            json!({
                "id": 7000 + number, "name": "deploy", "path": ".github/workflows/deploy.yml",
                "head_branch": "main", "head_sha": revision, "run_number": 1, "run_attempt": 1,
                "event": "workflow_dispatch", "status": "completed", "conclusion": "success",
                "actor": {"login": "lena"}, "triggering_actor": {"login": "lena"},
                "run_started_at": after(at, -1), "created_at": after(at, -1), "updated_at": after(at, 10),
                "html_url": run, "repository": {"full_name": REPOSITORY}
            }),
        );
    }

    /// The pull request of the change.
    pub fn pull_request(&mut self) -> &mut Value {
        &mut self.pull_requests[2]
    }

    /// The ticket of the change.
    pub fn issue(&mut self) -> &mut Value {
        &mut self.issues[2]
    }

    /// The deployment of the change.
    pub fn deployment(&mut self) -> &mut Value {
        &mut self.deployments[2]
    }

    /// The run that deployed the change.
    pub fn run(&mut self) -> &mut Value {
        &mut self.runs[2]
    }

    /// Gives the pull request of the change these reviews and no others.
    pub fn reviewed(&mut self, reviews: &[Value]) {
        self.pull_request()["reviews"] = reviews.into();
    }

    /// All files, by name.
    pub fn files(&self) -> Vec<(&'static str, String)> {
        let count = |list: &Value| list.as_array().map_or(0, Vec::len);
        let mut issues = self.issues.clone();
        for issue in issues.as_array_mut().into_iter().flatten() {
            if let Some(history) = issue.get_mut("changelog") {
                history["total"] = json!(count(&history["histories"]));
            }
        }
        let names = [
            "Change type",
            "Affected services",
            "Risk and impact assessment",
            "Backout plan",
            "Test plan",
            "Change risk",
            "Impact",
            "Approvals",
        ];
        let names = (1..)
            .zip(names)
            .map(|(at, name)| (format!("customfield_{at}"), json!(name)));
        let total = count(&issues);
        let table = |header: &str, rows: &[String]| format!("{header}\n{}\n", rows.join("\n"));
        let roster = "person,email,github,jira,servicenow,ci,roles,valid_from,valid_to";
        let reviews = "change,reviewed_at,reviewed_by,outcome,code_reviewed,notes";
        let monitoring = "service,deployment,revision,checked_at,by,result,signals";
        let mut files = vec![
            ("prs-referral-api.json", self.pull_requests.to_string()),
            ("gh-deployments.json", self.deployments.to_string()),
            ("gh-deployment-statuses.json", self.statuses.to_string()),
            (
                "gh-workflow-runs.json",
                json!({"total_count": count(&self.runs), "workflow_runs": self.runs}).to_string(),
            ),
            (
                "jira-search.json",
                json!({
                    "expand": "names,schema", "startAt": 0, "maxResults": total, "total": total,
                    "names": names.collect::<serde_json::Map<_, _>>(), "issues": issues
                })
                .to_string(),
            ),
            (
                "pagerduty-incidents.json",
                json!({"limit": 100, "offset": 0, "more": false, "incidents": self.incidents})
                    .to_string(),
            ),
            (
                "gitlog-referral-api.txt",
                self.commits.iter().map(GitCommit::text).collect(),
            ),
            ("gitleaks.sarif", secret_scan(&self.secrets).to_string()),
            ("roster.csv", table(roster, &self.roster)),
            ("monitoring.csv", table(monitoring, &self.monitoring)),
            (
                "post-change-reviews.csv",
                table(reviews, &self.post_change_reviews),
            ),
        ];
        files.extend(self.extra.iter().cloned());
        // A list of nothing is nobody's export.
        files.retain(|(name, text)| text != "[]" && !self.without.contains(name));
        files
    }

    /// A workspace with all files imported, declared to cover 2025.
    #[track_caller]
    pub fn imported(&self) -> Workspace {
        let workspace = Workspace::made();
        let files = self.files().into_iter();
        let files: Vec<PathBuf> = files
            .map(|(name, text)| workspace.file(name, text))
            .collect();
        let declared = ["--timezone", "UTC", "--covers", "2025-01-01..2025-12-31"];
        let arguments = files.into_iter().chain(declared.map(PathBuf::from));
        workspace.run("import", arguments).well();
        workspace
    }

    /// A workspace with all files imported, and 2025 judged.
    #[track_caller]
    pub fn evaluated(&self) -> Workspace {
        let workspace = self.imported();
        evaluate(&workspace).well();
        workspace
    }

    /// What came out.
    #[track_caller]
    pub fn judged(&self) -> Judged {
        Judged::of(&self.evaluated())
    }
}

/// Judges 2025 as of the next year.
pub fn evaluate(workspace: &Workspace) -> Said {
    let year = ["--from", "2025-01-01", "--to", "2025-12-31"];
    let as_of = ["--as-of", "2026-01-02T09:00:00Z"];
    workspace.run("evaluate", year.into_iter().chain(as_of))
}

/// What came out.
#[derive(Debug)]
pub struct Judged {
    results: Vec<Value>,
}

impl Judged {
    /// The results in a workspace.
    #[track_caller]
    pub fn of(workspace: &Workspace) -> Judged {
        let said = workspace.run("results", ["--format", "jsonl"]).well();
        // Each deployment and control once.
        outcomes(said.text());
        Judged::of_lines(said.lines())
    }

    /// The results as they were printed.
    pub fn of_lines(results: Vec<Value>) -> Judged {
        Judged { results }
    }

    /// All results, as they are printed.
    pub fn results(&self) -> &[Value] {
        &self.results
    }

    /// The ids of the judged deployments, by time.
    pub fn deployments(&self) -> Vec<&str> {
        let ids = self
            .results
            .iter()
            .filter(|line| line["subject"]["kind"] == "deployment")
            .filter_map(|line| line["subject"]["id"].as_str());
        let mut ids: Vec<&str> = ids.collect();
        ids.dedup();
        ids
    }

    /// The result of a control on a deployment.
    #[track_caller]
    pub fn result(&self, deployment: &str, control: &str) -> &Value {
        let mut results = self.results.iter();
        results
            .find(|line| line["subject"]["id"] == deployment && line["control"] == control)
            .unwrap_or_else(|| panic!("{control} on {deployment} is judged"))
    }

    /// Asserts the outcome of a control on the deployment of the change; answers its sentence.
    #[track_caller]
    pub fn says(&self, control: &str, outcome: &str) -> &str {
        self.says_of(DEPLOYMENT, control, outcome)
    }

    /// Asserts the outcome of a control on a deployment; answers its sentence.
    #[track_caller]
    pub fn says_of(&self, deployment: &str, control: &str, outcome: &str) -> &str {
        let result = self.result(deployment, control);
        let reason = result["reason"].as_str().unwrap_or_default();
        assert_eq!(
            result["outcome"], outcome,
            "{control} on {deployment}: {reason}"
        );
        reason
    }
}
