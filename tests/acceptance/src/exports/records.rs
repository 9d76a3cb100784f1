//! Records as the tools export them, one function a kind.

use chrono::{DateTime, Duration, SecondsFormat};
use serde_json::{Value, json};

use super::REPOSITORY;

/// A commit's name.
pub fn sha(digit: char) -> String {
    std::iter::repeat_n(digit, 40).collect()
}

/// A time some minutes after another one.
pub fn after(time: &str, minutes: i64) -> String {
    let time = DateTime::parse_from_rfc3339(time).expect("a time with its zone");
    let later = (time + Duration::minutes(minutes)).to_utc();
    later.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Adds an element to a JSON list.
pub fn push(list: &mut Value, element: Value) {
    list.as_array_mut().expect("a list").push(element);
}

/// A commit of `git log --pretty=raw`.
#[derive(Clone, Debug)]
pub struct GitCommit {
    /// Its name.
    pub sha: String,
    /// Its parents' names.
    pub parents: Vec<String>,
    /// The author, by first name.
    pub author: String,
    /// When it was written.
    pub at: String,
    /// The whole message.
    pub message: String,
    /// What it changed, as the log shows it behind the message; empty where the log does not.
    pub changes: String,
}

/// A commit.
pub fn commit(sha: &str, parents: &[&str], author: &str, at: &str, message: &str) -> GitCommit {
    GitCommit {
        sha: sha.to_owned(),
        parents: parents.iter().map(|parent| (*parent).to_owned()).collect(),
        author: author.to_owned(),
        at: at.to_owned(),
        message: message.to_owned(),
        changes: String::new(),
    }
}

impl GitCommit {
    /// The same in a log that lists the changed files.
    #[must_use]
    pub fn changing(mut self, files: &[&str]) -> GitCommit {
        self.changes = files.iter().map(|file| format!("M\t{file}\n")).collect();
        self
    }

    /// The same in a log that shows patches: that one line of a file became another one.
    #[must_use]
    pub fn patching(mut self, file: &str, at: usize, line: &str) -> GitCommit {
        self.changes = format!(
            "diff --git a/{file} b/{file}\nindex 1111111..2222222 100644\n--- a/{file}\n\
             +++ b/{file}\n@@ -{at} +{at} @@\n-before\n+{line}\n"
        );
        self
    }

    /// As git prints it.
    pub(super) fn text(&self) -> String {
        let time = DateTime::parse_from_rfc3339(&self.at).expect("a time with its zone");
        let when = format!("{} {}", time.timestamp(), time.format("%z"));
        let author = &self.author;
        let tree: String = self.sha.chars().rev().collect();
        let mut text = format!("commit {}\ntree {tree}\n", self.sha);
        for parent in &self.parents {
            text.push_str(&format!("parent {parent}\n"));
        }
        text.push_str(&format!(
            "author {author} <{author}@clicki.example> {when}\n"
        ));
        text.push_str(&format!("committer GitHub <noreply@github.com> {when}\n\n"));
        for line in self.message.lines() {
            text.push_str(&format!("    {line}\n"));
        }
        text.push('\n');
        if !self.changes.is_empty() {
            text.push_str(&self.changes);
            text.push('\n');
        }
        text
    }
}

/// A commit of a pull request's branch, as `gh` lists it.
pub fn branch_commit(sha: &str, author: &str, at: &str) -> Value {
    json!({
        "oid": sha, "messageHeadline": format!("part {}", &sha[..1]), "messageBody": "",
        "authoredDate": at, "committedDate": at,
        "authors": [{"login": author, "name": author, "email": format!("{author}@clicki.example"), "id": ""}]
    })
}

/// A review, as `gh` lists it.
pub fn review(author: &str, state: &str, at: &str, commit: &str) -> Value {
    json!({
        "id": format!("PRR_{author}_{at}"), "author": {"login": author}, "authorAssociation": "MEMBER",
        "body": "", "submittedAt": at, "includesCreatedEdit": false, "reactionGroups": [],
        "state": state, "commit": {"oid": commit}
    })
}

/// A check, as `gh` lists it.
pub fn check(name: &str, conclusion: &str, completed: &str) -> Value {
    json!({
        "__typename": "CheckRun", "name": name, "workflowName": "ci", "status": "COMPLETED",
        "conclusion": conclusion, "startedAt": after(completed, -5), "completedAt": completed,
        "detailsUrl": ""
    })
}

/// A pull request of two commits that was tested, approved by Bao an hour before it was merged, and
/// merged as one commit.
pub fn pull_request(
    number: u64,
    title: &str,
    author: &str,
    merged: &str,
    branch: [char; 2],
    squash: &str,
) -> Value {
    let [first, head] = branch.map(sha);
    json!({
        "number": number, "title": title, "body": "", "state": "MERGED", "isDraft": false,
        "url": format!("https://github.com/{REPOSITORY}/pull/{number}"),
        "author": {"id": "", "is_bot": false, "login": author, "name": author},
        "createdAt": after(merged, -300), "mergedAt": merged, "closedAt": merged,
        "mergedBy": {"id": "", "is_bot": false, "login": author, "name": author},
        "mergeCommit": {"oid": squash},
        "headRefName": format!("branch-{number}"), "headRefOid": head, "baseRefName": "main",
        "labels": [],
        "commits": [
            branch_commit(&first, author, &after(merged, -240)),
            branch_commit(&head, author, &after(merged, -180))
        ],
        "reviews": [review("bao", "APPROVED", &after(merged, -60), &head)],
        "files": [{"path": "src/queue.rs", "additions": 12, "deletions": 3}],
        "statusCheckRollup": [
            check("unit", "SUCCESS", &after(merged, -150)),
            check("integration", "SUCCESS", &after(merged, -140))
        ],
        "closingIssuesReferences": []
    })
}

/// A change ticket of Jira, approved by Ivo an hour after it was written.
pub fn issue(key: &str, created: &str) -> Value {
    let number = key.rsplit('-').next().expect("a key has a number");
    let person = |name: &str| json!({"accountId": format!("jira-{name}"), "displayName": name, "active": true, "accountType": "atlassian"});
    let approved = after(created, 60);
    json!({
        "id": number, "key": key, "self": "",
        "fields": {
            "summary": "referral-api: retry the queue",
            "description": "Retry the referral queue when the partner is slow to answer.",
            "issuetype": {"name": "Change"}, "project": {"key": "CHG"},
            "status": {"name": "Closed", "statusCategory": {"key": "done"}},
            "created": created, "updated": approved,
            "reporter": person("ana"), "assignee": person("ana"), "labels": [], "issuelinks": [],
            "customfield_1": {"value": "Normal"},
            "customfield_2": [{"value": "referral-api"}],
            "customfield_3": "Low: one component, and its tests cover it.",
            "customfield_4": "Redeploy the previous release from the pipeline.",
            "customfield_5": "Integration suite, then a smoke test on staging.",
            "customfield_6": {"value": "Low"},
            "customfield_7": {"value": "Minor / Localized"},
            "customfield_8": [{
                "id": "1", "name": "Awaiting approval", "finalDecision": "approved", "canAnswerApproval": false,
                "approvers": [{"approver": person("ivo"), "approverDecision": "approved"}],
                "createdDate": {"iso8601": created}, "completedDate": {"iso8601": approved}
            }]
        },
        "changelog": {"startAt": 0, "maxResults": 100, "histories": []}
    })
}

/// The change of a field, as the history of a ticket lists it.
pub fn edit(at: &str, field: &str, from: &str, to: &str) -> Value {
    json!({
        "id": at, "author": {"accountId": "jira-ana", "displayName": "ana"}, "created": at,
        "items": [{"field": field, "fieldtype": "custom", "fromString": from, "toString": to}]
    })
}

/// An incident of PagerDuty that was resolved an hour after it was opened.
pub fn incident(id: &str, opened: &str) -> Value {
    json!({
        "id": id, "incident_number": 1, "title": "referral-api: errors above 5 %", "status": "resolved",
        "urgency": "high", "created_at": opened, "last_status_change_at": after(opened, 60),
        "resolved_at": after(opened, 60), "service": {"id": "PS1", "summary": "referral-api"},
        "html_url": ""
    })
}

/// A person of the roster, whose accounts bear the first name.
pub fn person(name: &str, role: &str, from: &str, to: &str) -> String {
    format!("{name},{name}@clicki.example,{name},jira-{name},{name},{name}.ci,{role},{from},{to}")
}

/// A scan of the repository's whole history by gitleaks, at the end of the year.
pub fn secret_scan(results: &Value) -> Value {
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "gitleaks", "semanticVersion": "v8.0.0"}},
            "invocations": [{"executionSuccessful": true, "endTimeUtc": "2025-12-31T20:00:00Z"}],
            "versionControlProvenance": [{"repositoryUri": format!("https://github.com/{REPOSITORY}")}],
            "results": results
        }]
    })
}

/// A result of that scan in a commit.
pub fn secret(rule: &str, commit: &str, found: &str) -> Value {
    json!({
        "ruleId": rule, "message": {"text": format!("{rule} has detected secret for file app.toml.")},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": "app.toml"},
            "region": {"startLine": 3, "snippet": {"text": found}}
        }}],
        "partialFingerprints": {"commitSha": commit, "email": "ana@clicki.example"}
    })
}
