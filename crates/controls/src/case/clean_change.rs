//! The records of the clean change that every case starts from.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::{
    Approval, ApprovalDecision, ChangeRecord, Check, CheckConclusion, Commit, Deployment,
    DeploymentSource, DeploymentState, DeploymentStatus, GitPerson, Incident, PipelineRun,
    PostChangeReview, PullRequest, PullRequestCommit, PullRequestState, RecordSource, Review,
    ReviewState, RosterEntry,
};
use chrono::NaiveDate;

use super::{REPOSITORY, SQUASH, github, moment, sha, value};

pub(super) fn deployment(id: &str, revision: &str, minutes: i64) -> Deployment {
    Deployment {
        source: DeploymentSource::GitHub,
        id: id.to_owned(),
        service: "referral-api".to_owned(),
        repository: value(REPOSITORY),
        environment: "production".to_owned(),
        production: Some(true),
        revision: value(revision),
        git_ref: value("main"),
        version: Field::NotExported,
        state: Field::NotExported,
        started_at: moment(minutes),
        finished_at: Field::NotExported,
        updated_at: Field::NotExported,
        deployed_by: Field::Value(github("github-actions[bot]")),
        triggered_by: Field::NotExported,
        pipeline: Field::NotExported,
        run_url: Field::NotExported,
        change_ticket: Field::NotExported,
        notes: Field::Empty,
        environments_commit: Field::NotExported,
    }
}

pub(super) fn status(id: &str) -> DeploymentStatus {
    DeploymentStatus {
        deployment: format!("github:{id}"),
        id: format!("9{id}"),
        state: DeploymentState::Success,
        created_at: moment(10),
        run_url: value(&format!(
            "https://github.example/{REPOSITORY}/actions/runs/7{id}/job/1"
        )),
        creator: Field::NotExported,
    }
}

pub(super) fn pull_request() -> PullRequest {
    PullRequest {
        repository: REPOSITORY.to_owned(),
        number: 42,
        title: value("CHG-1000: retry the queue"),
        body: value("What and why: the queue."),
        url: Field::NotExported,
        state: PullRequestState::Merged,
        author: Field::Value(github("ana")),
        created_at: Field::Value(moment(-400)),
        merged_at: Field::Value(moment(-150)),
        updated_at: Field::NotExported,
        merged_by: Field::Value(github("ana")),
        merge_commit: value(SQUASH),
        head_branch: value("chg-1000-queue"),
        head: value(&sha('b')),
        base_branch: value("main"),
        labels: Field::Value(Vec::new()),
        commits: Field::Value(vec![
            branch_commit('a', "queue part 1", -300),
            branch_commit('b', "queue part 2", -250),
        ]),
        reviews: Field::Value(vec![Review {
            author: Field::Value(github("bao")),
            state: ReviewState::Approved,
            submitted_at: Field::Value(moment(-200)),
            commit: value(&sha('b')),
        }]),
        checks: Field::Value(vec![check("unit", CheckConclusion::Success, -240)]),
        files: Field::Value(vec!["src/queue.rs".to_owned()]),
    }
}

pub(super) fn earlier_pull_request(
    number: u64,
    merge: &str,
    digit: char,
    minutes: i64,
) -> PullRequest {
    let mut earlier = pull_request();
    earlier.number = number;
    earlier.title = value("Earlier work");
    earlier.head_branch = value("earlier");
    earlier.author = Field::Value(github("chidi"));
    earlier.merged_at = Field::Value(moment(minutes));
    earlier.merge_commit = value(merge);
    earlier.head = value(&sha(digit));
    let mut commit = branch_commit(digit, "earlier part 1", minutes - 60);
    commit.authors = Field::Value(vec![github("chidi")]);
    earlier.commits = Field::Value(vec![commit]);
    earlier
}

pub(super) fn branch_commit(digit: char, headline: &str, minutes: i64) -> PullRequestCommit {
    let mut author = github("ana");
    author.email = Some("ana@clicki.example".to_owned());
    PullRequestCommit {
        sha: sha(digit),
        headline: value(headline),
        body: Field::Empty,
        authors: Field::Value(vec![author]),
        authored_at: Field::Value(moment(minutes)),
        committed_at: Field::Value(moment(minutes)),
    }
}

pub(super) fn check(name: &str, conclusion: CheckConclusion, minutes: i64) -> Check {
    Check {
        name: name.to_owned(),
        workflow: Field::NotExported,
        conclusion: Field::Value(conclusion),
        started_at: Field::Value(moment(minutes - 2)),
        completed_at: Field::Value(moment(minutes)),
    }
}

pub(super) fn commit(
    sha: &str,
    parent: Option<&str>,
    email: &str,
    message: &str,
    minutes: i64,
) -> Commit {
    let person = |email: &str| GitPerson {
        name: email.split('@').next().unwrap_or_default().to_owned(),
        email: email.to_owned(),
        at: moment(minutes),
    };
    Commit {
        repository: Field::NotExported,
        sha: sha.to_owned(),
        tree: Field::Value(sha.chars().rev().collect()),
        parents: parent.map(ToOwned::to_owned).into_iter().collect(),
        author: person(email),
        committer: person("noreply@github.com"),
        message: message.to_owned(),
        subject_only: false,
        files: Field::NotExported,
        patch_id: Field::NotExported,
    }
}

/// The run that made a deployment of that revision, so many minutes after the start.
pub(super) fn run(id: &str, revision: &str, minutes: i64) -> PipelineRun {
    PipelineRun {
        repository: value(REPOSITORY),
        id: format!("7{id}"),
        name: value("deploy"),
        event: value("workflow_dispatch"),
        conclusion: Field::Value(CheckConclusion::Success),
        head: value(revision),
        branch: value("main"),
        actor: Field::Value(github("lena")),
        triggering_actor: Field::Value(github("lena")),
        started_at: Field::Value(moment(minutes - 1)),
        updated_at: Field::NotExported,
        url: Field::NotExported,
    }
}

pub(super) fn change_record() -> ChangeRecord {
    let jira = |name: &str| Field::Value(Account::new(System::Jira, name));
    ChangeRecord {
        source: RecordSource::Jira,
        key: "CHG-1000".to_owned(),
        record_type: value("Change"),
        title: value("referral-api: retry the queue"),
        description: value("Retry the referral queue when the partner is slow."),
        category: value("Normal"),
        justification: Field::NotExported,
        systems: Field::Value(vec!["referral-api".to_owned()]),
        risk_and_impact: value("Low: one component, covered by tests."),
        risk_level: value("Low"),
        impact_level: value("Low"),
        rollback_plan: value("Redeploy the previous release from the pipeline."),
        test_plan: value("Integration suite and a smoke test in staging."),
        requester: jira("jira-ana"),
        implementer: jira("jira-ana"),
        created_at: Field::Value(moment(-72 * 60)),
        updated_at: Field::Value(moment(-48 * 60)),
        status: value("Closed"),
        approval_state: Field::NotExported,
        planned_start: Field::NotExported,
        planned_end: Field::NotExported,
        actual_start: Field::NotExported,
        actual_end: Field::NotExported,
        closed_at: Field::NotExported,
        resolution: Field::NotExported,
        template: Field::NotExported,
        approvals: Field::Value(vec![Approval {
            approver: jira("jira-ivo"),
            decision: ApprovalDecision::Approved,
            at: Field::Value(moment(-48 * 60)),
            place: None,
        }]),
        history: Field::Value(Vec::new()),
        history_is_cut: false,
    }
}

pub(super) fn roster() -> Vec<RosterEntry> {
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
    let entry = |name: &str, roles: &[&str], from, to| RosterEntry {
        person: name.to_owned(),
        accounts: vec![
            github(name),
            Account::new(System::Jira, format!("jira-{name}")),
            Account::new(System::Email, format!("{name}@clicki.example")),
            Account::new(System::Ci, format!("{name}.ci")),
        ],
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        valid_from: from,
        valid_to: to,
        decided_in: None,
    };
    let always = day(2024, 1, 1);
    let mut entries = vec![
        entry("ana", &["engineer"], always, None),
        entry("bao", &["engineer"], always, None),
        entry("chidi", &["engineer"], always, None),
        entry("ivo", &["designated_approver"], always, None),
        entry("nadia", &["designated_approver"], always, None),
        entry("lena", &["deployer", "engineer"], always, None),
        entry("oskar", &["deployer"], always, day(2024, 12, 31)),
        entry("priya", &["deployer"], day(2025, 6, 1), None),
        RosterEntry {
            person: "CI deployer".to_owned(),
            accounts: vec![github("github-actions[bot]")],
            roles: vec!["service_account".to_owned()],
            valid_from: always,
            valid_to: None,
            decided_in: None,
        },
    ];
    entries[0].accounts.push(github("ana-work"));
    entries
}

pub(super) fn post_change_review() -> PostChangeReview {
    PostChangeReview {
        change: "CHG-1000".to_owned(),
        reviewed_at: Field::Value(moment(48 * 60)),
        reviewed_by: Field::Value(Account::new(System::Plain, "chidi@clicki.example")),
        outcome: value("Fix confirmed; a test was added"),
        code_reviewed: Field::Value(true),
        notes: Field::Empty,
        code_reviewed_by: Field::NotExported,
    }
}

/// An incident on the service that was resolved some minutes after it was opened.
pub(super) fn incident(id: &str, opened: i64, minutes: i64) -> Incident {
    Incident {
        id: id.to_owned(),
        number: Field::NotExported,
        title: value("referral-api: errors above 5 %"),
        service: value("referral-api"),
        severity: value("high"),
        priority: Field::NotExported,
        status: value("resolved"),
        opened_at: Field::Value(moment(opened)),
        resolved_at: Field::Value(moment(opened + minutes)),
        updated_at: Field::Value(moment(opened + minutes)),
        url: Field::NotExported,
        actions: Field::NotExported,
    }
}
