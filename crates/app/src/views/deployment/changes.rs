//! The change set, and the records linked to it, each with the rule that links it.

use changeproof_controls::standing;
use changeproof_domain::field::Field;
use changeproof_domain::record::CheckConclusion;
use changeproof_domain::snapshot::{
    Change, ChangeKind, KeyPlace, LinkRule, PullRequestId, RecordLink, RecordRef, RunAddress,
    RunId, Snapshot,
};

use super::About;
use crate::changes::{author_of, category_name, short, shown};
use crate::record_names;
use crate::views::origin::Origin;
use crate::wire::view::deployment::ChangeItem;
use crate::words::counted;

/// Pull requests and commits, then change records and runs.
pub(super) fn of(about: &About<'_>) -> Vec<ChangeItem> {
    let mut items: Vec<ChangeItem> = about
        .subject
        .change_set
        .changes
        .iter()
        .map(|change| change_item(about, change))
        .collect();
    items.extend(record_items(about));
    items.extend(run_items(about));
    items
}

/// What is known, joined as one line.
fn line(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

fn change_item(about: &About<'_>, change: &Change) -> ChangeItem {
    let author = author_of(about.snapshot, change).unwrap_or_default();
    match change.kind {
        ChangeKind::PullRequest(id) => {
            let pull_request = &about.snapshot.pull_requests[id.index()].record;
            let commits = match &pull_request.commits {
                Field::Value(commits) => commits.len(),
                Field::Empty | Field::NotExported => change.commits.len(),
            };
            ChangeItem {
                kind: "pull_request".to_owned(),
                label: format!("#{}", pull_request.number),
                title: pull_request.title.text().to_owned(),
                detail: line([
                    merge_words(about, change, id).to_owned(),
                    counted(commits as u64, "commit", "commits"),
                    author.to_owned(),
                ]),
                link: rule_words(about.snapshot, change),
                origin: Origin::of(about.snapshot, RecordRef::PullRequest(id)).text(),
            }
        }
        ChangeKind::Commit(id) => {
            let commit = &about.snapshot.commits[id.index()].record;
            ChangeItem {
                kind: "commit".to_owned(),
                label: short(&commit.sha).to_owned(),
                title: commit.headline().to_owned(),
                detail: line([no_pull_request(about).to_owned(), author.to_owned()]),
                link: rule_words(about.snapshot, change),
                origin: Origin::of(about.snapshot, RecordRef::Commit(id)).text(),
            }
        }
    }
}

/// What is known of a commit's missing pull request: where pull requests are not all imported, it may
/// have one.
fn no_pull_request(about: &About<'_>) -> &'static str {
    if about.fails("TRC-02") {
        "no pull request"
    } else {
        "no pull request among the imported ones"
    }
}

/// How a pull request was merged, told by its commits and never by a message.
fn merge_words(about: &About<'_>, change: &Change, id: PullRequestId) -> &'static str {
    let snapshot = about.snapshot;
    let pull_request = &snapshot.pull_requests[id.index()].record;
    let parents = pull_request
        .merge_commit
        .value()
        .and_then(|sha| snapshot.commit_by_sha.get(sha))
        .map(|commit| snapshot.commits[commit.index()].parents.len());
    let rebased = change
        .commits
        .iter()
        .any(|(_, rule)| *rule == LinkRule::RebasedCommit);
    match parents {
        _ if rebased => "rebase merge",
        Some(2..) => "merge commit",
        // Of a branch of one commit, and where the branch is not known, both leave one new commit.
        Some(1) if pull_request.commits.items().len() > 1 => "squash merge",
        Some(1) => "squash or rebase merge",
        Some(0) | None => "",
    }
}

/// The rule by which a change is in the change set.
pub(in crate::views) fn rule_words(snapshot: &Snapshot, change: &Change) -> String {
    let Some((commit, rule)) = change.commits.first() else {
        return "its merge commit is the deployed revision".to_owned();
    };
    let sha = short(&snapshot.commits[commit.index()].sha);
    match rule {
        LinkRule::MergeCommit => format!("its merge commit {sha} is in this deployment"),
        LinkRule::BranchCommit => format!("its commit {sha} is in this deployment"),
        LinkRule::RebasedCommit => format!("its rebased commit {sha} is in this deployment"),
        LinkRule::MergedBranch => {
            format!("{sha} came in through the second parent of its merge commit")
        }
        LinkRule::CommitRange => {
            format!("{sha} lies between the previous deployment and this one")
        }
        LinkRule::DeployedRevision => format!("{sha} is the deployed revision"),
        LinkRule::ExplicitKey
        | LinkRule::RunAddress
        | LinkRule::SameRevision
        | LinkRule::Tag
        | LinkRule::Artifact
        | LinkRule::PullRequestHead
        | LinkRule::SharedHead
        | LinkRule::EnvironmentsCommit
        | LinkRule::PatchIdentity
        | LinkRule::ReleaseTarget
        | LinkRule::MergedBetween
        | LinkRule::ChangeWindow
        | LinkRule::OpenedAfter
        | LinkRule::Decided => rule.id().replace('_', " "),
    }
}

fn record_items(about: &About<'_>) -> Vec<ChangeItem> {
    let changes = about.subject.change_set.changes.iter();
    let links = changes
        .flat_map(|change| &change.keys.links)
        .chain(&about.subject.keys.links);
    let mut seen: Vec<&RecordLink> = Vec::new();
    for link in links {
        if !seen.iter().any(|known| known.record == link.record) {
            seen.push(link);
        }
    }
    seen.into_iter()
        .map(|link| record_item(about, link))
        .collect()
}

fn record_item(about: &About<'_>, link: &RecordLink) -> ChangeItem {
    let snapshot = about.snapshot;
    let record = &snapshot.change_records[link.record.index()].record;
    let requester = record.requester.value();
    ChangeItem {
        kind: "change_record".to_owned(),
        label: record.key.clone(),
        title: record.title.text().to_owned(),
        detail: line([
            record.source.label().to_owned(),
            category_name(standing::category_at_start(&about.context, link.record)).to_owned(),
            record.status.text().to_owned(),
            requester.map_or_else(String::new, |account| {
                format!("asked for by {}", shown(&snapshot.people, account))
            }),
        ]),
        link: linked_words(snapshot, link),
        origin: Origin::of(snapshot, RecordRef::ChangeRecord(link.record)).text(),
    }
}

/// By what a change record is linked: a key, or a person's decision.
pub(in crate::views) fn linked_words(snapshot: &Snapshot, link: &RecordLink) -> String {
    if let RecordRef::LinkDecision(id) = link.found_in.record {
        return format!(
            "linked by decision: {}",
            snapshot.link_decisions[id.index()].words()
        );
    }
    let place = place_words(snapshot, &link.found_in);
    format!("linked by the key {} in {place}", link.key)
}

/// Where a key stands: `the title of pull request #212`.
fn place_words(snapshot: &Snapshot, place: &KeyPlace) -> String {
    let name = match place.record {
        RecordRef::PullRequest(id) => {
            format!(
                "pull request #{}",
                snapshot.pull_requests[id.index()].number
            )
        }
        RecordRef::Commit(id) => {
            format!("commit {}", short(&snapshot.commits[id.index()].sha))
        }
        other => record_names::name(snapshot, other),
    };
    format!("the {} of {name}", place.field.replace('_', " "))
}

fn run_items(about: &About<'_>) -> Vec<ChangeItem> {
    let subject = about.subject;
    let named = subject.runs.iter().map(|link| {
        let at = match &about.snapshot.endings[link.attempt.index()].run_address {
            RunAddress::Found(_, record) => record_names::name(about.snapshot, *record),
            RunAddress::Empty(_) | RunAddress::NotExported => "the deployment".to_owned(),
        };
        (link.run, format!("linked by the run's address in {at}"))
    });
    let named: Vec<(RunId, String)> = named.collect();
    if !named.is_empty() {
        return named
            .into_iter()
            .map(|(run, link)| run_item(about, run, link))
            .collect();
    }
    // Runs on the same revision that nothing names are only a guess.
    let context = &about.context;
    let revision = context.snapshot.revision(context.subject.deployment);
    let guesses = revision.map(|revision| about.explained.runs_on(revision));
    guesses
        .unwrap_or_default()
        .iter()
        .map(|run| {
            let link = "worked on the deployed revision; no record names it".to_owned();
            run_item(about, *run, link)
        })
        .collect()
}

fn run_item(about: &About<'_>, id: RunId, link: String) -> ChangeItem {
    let run = &about.snapshot.runs[id.index()].record;
    let actor = run.triggering_actor.value().or_else(|| run.actor.value());
    let conclusion = match run.conclusion.value() {
        Some(CheckConclusion::Success) => "success",
        Some(CheckConclusion::Failure) => "failure",
        Some(CheckConclusion::NoEvidence) => "skipped or neutral",
        Some(CheckConclusion::Unfinished) => "not finished at export",
        None => "",
    };
    ChangeItem {
        kind: "pipeline_run".to_owned(),
        label: format!("#{}", run.id),
        title: format!("Pipeline run {}", run.name.text())
            .trim()
            .to_owned(),
        detail: line([
            conclusion.to_owned(),
            run.event.text().replace('_', " "),
            actor.map_or_else(String::new, |account| {
                format!("set off by {}", shown(&about.snapshot.people, account))
            }),
        ]),
        link,
        origin: Origin::of(about.snapshot, RecordRef::Run(id)).text(),
    }
}
