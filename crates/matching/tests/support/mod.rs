//! A small history that tests of matching alter: records of one repository, and what is made of them.

#![allow(dead_code, reason = "each test binary uses a part")]
#![expect(clippy::expect_used, reason = "a test may stop at the first surprise")]

use changeproof_domain::calendar::Calendar;
use changeproof_domain::field::Field;
use changeproof_domain::parameters::Parameters;
use changeproof_domain::policy::Policy;
use changeproof_domain::record::{
    Artifact, ChangeRecord, Commit, Deployment, DeploymentSource, DeploymentState, GitPerson,
    GitRef, Incident, PipelineRun, PullRequest, PullRequestCommit, PullRequestState, Record,
    RecordSource,
};
use changeproof_domain::snapshot::{
    ChangeSet, ChangeSetKind, Held, LinkDecision, Snapshot, SourceId,
};
use changeproof_domain::source::{
    Container, Declaration, Encoding, FieldMap, Form, Place, Reading, RowCounts, Source,
};
use changeproof_domain::time::{HOUR, Moment, Timestamp};
use changeproof_matching::{Input, Link, Versioned, build, links};
use chrono_tz::Tz;

/// The repository of the service.
pub const REPOSITORY: &str = "loopline/checkout";

/// An instant, in hours.
pub fn at(hours: i64) -> Moment {
    Moment::utc(Timestamp(hours * HOUR))
}

/// The name of a commit.
pub fn sha(number: usize) -> String {
    format!("{number:040x}")
}

pub fn text(text: &str) -> Field<String> {
    Field::Value(text.to_owned())
}

/// A commit, whose files and patch are not known.
pub fn commit(number: usize, parents: &[usize]) -> Commit {
    let person = GitPerson {
        name: "Mara".to_owned(),
        email: "mara@loopline.example".to_owned(),
        at: at(i64::try_from(number).expect("a small number")),
    };
    Commit {
        repository: text(REPOSITORY),
        sha: sha(number),
        tree: Field::NotExported,
        parents: parents.iter().map(|parent| sha(*parent)).collect(),
        author: person.clone(),
        committer: person,
        message: format!("commit {number}"),
        subject_only: false,
        files: Field::NotExported,
        patch_id: Field::NotExported,
    }
}

pub fn files(paths: &[&str]) -> Field<Vec<String>> {
    match paths {
        [] => Field::Empty,
        paths => Field::Value(paths.iter().map(|path| (*path).to_owned()).collect()),
    }
}

/// A merged pull request without a list of files or commits.
pub fn pull_request(number: u64, merge: usize) -> PullRequest {
    PullRequest {
        repository: REPOSITORY.to_owned(),
        number,
        title: text("title"),
        body: Field::Empty,
        url: Field::NotExported,
        state: PullRequestState::Merged,
        author: Field::NotExported,
        created_at: Field::NotExported,
        merged_at: Field::Value(at(i64::try_from(merge).expect("a small number"))),
        updated_at: Field::NotExported,
        merged_by: Field::NotExported,
        merge_commit: Field::Value(sha(merge)),
        head_branch: Field::NotExported,
        head: Field::NotExported,
        base_branch: text("main"),
        labels: Field::NotExported,
        commits: Field::NotExported,
        reviews: Field::NotExported,
        checks: Field::NotExported,
        files: Field::NotExported,
    }
}

/// The commits of a pull request's branch, as they were imported.
pub fn branch(commits: &[&Commit]) -> Field<Vec<PullRequestCommit>> {
    let listed = |commit: &&Commit| PullRequestCommit {
        sha: commit.sha.clone(),
        headline: text(commit.headline()),
        body: Field::Empty,
        authors: Field::NotExported,
        authored_at: Field::Value(commit.author.at),
        committed_at: Field::NotExported,
    };
    Field::Value(commits.iter().map(listed).collect())
}

/// A deployment of the service that went through.
pub fn deployment(id: &str, hours: i64) -> Deployment {
    Deployment {
        source: DeploymentSource::DeployLog,
        id: id.to_owned(),
        service: "checkout".to_owned(),
        repository: text(REPOSITORY),
        environment: "production".to_owned(),
        production: None,
        revision: Field::NotExported,
        git_ref: Field::NotExported,
        version: Field::NotExported,
        state: Field::Value(DeploymentState::Success),
        started_at: at(hours),
        finished_at: Field::NotExported,
        updated_at: Field::NotExported,
        deployed_by: Field::NotExported,
        triggered_by: Field::NotExported,
        pipeline: Field::NotExported,
        run_url: Field::NotExported,
        change_ticket: Field::NotExported,
        notes: Field::NotExported,
        environments_commit: Field::NotExported,
    }
}

/// The same of a commit.
pub fn deployed(id: &str, hours: i64, commit: usize) -> Deployment {
    Deployment {
        revision: Field::Value(sha(commit)),
        ..deployment(id, hours)
    }
}

/// A tag that leads to a commit.
pub fn tag(name: &str, commit: usize) -> GitRef {
    GitRef {
        repository: text(REPOSITORY),
        name: format!("refs/tags/{name}"),
        object: Field::NotExported,
        commit: Field::Value(sha(commit)),
        tagged_at: Field::NotExported,
        release_target: Field::NotExported,
    }
}

/// The release of a tag, with the target that it names.
pub fn release(name: &str, target: &str) -> GitRef {
    GitRef {
        commit: Field::NotExported,
        release_target: text(target),
        ..tag(name, 0)
    }
}

/// An image by its digest.
pub fn artifact(digest: &str, commit: usize) -> Artifact {
    Artifact {
        name: Field::NotExported,
        digest: text(digest),
        version: Field::NotExported,
        repository: Field::NotExported,
        revision: Field::Value(sha(commit)),
        run_url: Field::NotExported,
        built_at: Field::NotExported,
    }
}

/// A change record of which nothing but its key is known.
pub fn ticket(key: &str) -> ChangeRecord {
    ChangeRecord {
        source: RecordSource::Jira,
        key: key.to_owned(),
        record_type: text("Change"),
        title: Field::NotExported,
        description: Field::NotExported,
        category: Field::NotExported,
        justification: Field::NotExported,
        systems: Field::NotExported,
        risk_and_impact: Field::NotExported,
        risk_level: Field::NotExported,
        impact_level: Field::NotExported,
        rollback_plan: Field::NotExported,
        test_plan: Field::NotExported,
        requester: Field::NotExported,
        implementer: Field::NotExported,
        created_at: Field::NotExported,
        updated_at: Field::NotExported,
        status: Field::NotExported,
        approval_state: Field::NotExported,
        history_is_cut: false,
        planned_start: Field::NotExported,
        planned_end: Field::NotExported,
        actual_start: Field::NotExported,
        actual_end: Field::NotExported,
        closed_at: Field::NotExported,
        resolution: Field::NotExported,
        template: Field::NotExported,
        approvals: Field::NotExported,
        history: Field::NotExported,
    }
}

/// An incident on the service.
pub fn incident(id: &str, opened: Moment) -> Incident {
    Incident {
        id: id.to_owned(),
        number: Field::NotExported,
        title: Field::NotExported,
        service: text("Checkout"),
        severity: Field::NotExported,
        priority: Field::NotExported,
        status: Field::NotExported,
        opened_at: Field::Value(opened),
        resolved_at: Field::NotExported,
        updated_at: Field::NotExported,
        url: Field::NotExported,
        actions: Field::NotExported,
    }
}

/// A run of a pipeline on a commit.
pub fn run(id: &str, commit: usize) -> PipelineRun {
    PipelineRun {
        repository: text(REPOSITORY),
        id: id.to_owned(),
        name: text("deploy"),
        event: Field::NotExported,
        conclusion: Field::NotExported,
        head: Field::Value(sha(commit)),
        branch: Field::NotExported,
        actor: Field::NotExported,
        triggering_actor: Field::NotExported,
        started_at: Field::NotExported,
        updated_at: Field::NotExported,
        url: Field::NotExported,
    }
}

/// A file of which nothing was declared.
pub fn source() -> Source {
    Source {
        file: "records.json".to_owned(),
        sha256: "0".repeat(64),
        bytes: 0,
        reading: Reading {
            container: Container::Json,
            encoding: Encoding::Utf8,
            format: "records".to_owned(),
            format_version: 1,
            signature: String::new(),
            form: Form::Text,
            fields: FieldMap::default(),
            rows: RowCounts::default(),
            cut: None,
            zone_assumed: false,
            notes: Vec::new(),
            secrets: None,
        },
        declaration: Declaration {
            zone: "UTC".to_owned(),
            ..Declaration::default()
        },
        imported_at: Timestamp(0),
        imported_by: None,
    }
}

/// What is made of records by a policy with these paths of services.
pub fn matched(records: Vec<Record>, service_paths: &[(&str, &str)]) -> Snapshot {
    decided(records, service_paths, Vec::new())
}

/// The same with what people decided about links.
pub fn decided(
    records: Vec<Record>,
    service_paths: &[(&str, &str)],
    decisions: Vec<LinkDecision>,
) -> Snapshot {
    let owned = |(service, path): &(&str, &str)| ((*service).to_owned(), (*path).to_owned());
    let parameters = Parameters {
        service_paths: service_paths.iter().map(owned).collect(),
        ..Parameters::default()
    };
    let versioned = |(index, record): (u32, Record)| Versioned {
        source: SourceId(0),
        place: Place {
            page: 0,
            index,
            start: 0,
            end: 0,
        },
        record,
    };
    build(Input {
        sources: vec![source()],
        records: (0..).zip(records).map(versioned).collect(),
        calendar: Calendar::new(Tz::UTC),
        policy: Policy::with(parameters),
        kept_here: Vec::new(),
        link_decisions: decisions
            .into_iter()
            .map(|decision| Held {
                record: Box::new(decision),
                source: SourceId(0),
                place: Place::default(),
            })
            .collect(),
        findings: Default::default(),
    })
}

/// The change set of the last deployment.
pub fn last(snapshot: &Snapshot) -> &ChangeSet {
    &snapshot
        .subjects
        .last()
        .expect("there is a deployment")
        .change_set
}

/// The numbers of commits in the changes of a set, in order.
pub fn kept(snapshot: &Snapshot) -> Vec<usize> {
    let changes = last(snapshot).changes.iter();
    let ids = changes.flat_map(|change| change.commits.iter().map(|(id, _)| id.index()));
    numbers(snapshot, ids)
}

/// The numbers of commits that were left out, in order.
pub fn left_out(snapshot: &Snapshot) -> Vec<usize> {
    let ids = last(snapshot).commits_left_out();
    numbers(snapshot, ids.map(|id| id.index()))
}

fn numbers(snapshot: &Snapshot, ids: impl Iterator<Item = usize>) -> Vec<usize> {
    let number = |id: usize| usize::from_str_radix(&snapshot.commits[id].sha, 16);
    let mut found: Vec<usize> = ids.map(|id| number(id).expect("a number")).collect();
    found.sort_unstable();
    found
}

/// The links of one rule, as the target and what it was found by.
pub fn linked(snapshot: &Snapshot, rule: &str) -> Vec<(String, String)> {
    links(snapshot)
        .into_iter()
        .filter(|link: &Link| link.rule.id() == rule)
        .map(|link| (link.target_id, link.key))
        .collect()
}

/// The number of the commit that the last deployment brought; none where it is not known.
pub fn traced(snapshot: &Snapshot) -> Option<usize> {
    let subject = snapshot.subjects.last().expect("there is a deployment");
    let revision = snapshot.revision(subject.deployment)?;
    usize::from_str_radix(revision, 16).ok()
}

/// The kind of the last change set.
pub fn kind(snapshot: &Snapshot) -> ChangeSetKind {
    last(snapshot).kind.clone()
}
