//! Scans for secrets, and which commits they cover.

use changeproof_domain::coverage::Scope;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::{RecordKind, SecretScan};
use changeproof_domain::snapshot::{Change, CommitId, RecordRef, SourceId};

use crate::context::Context;

/// The repository of a change: of its pull request, else of its commits, else of the deployment.
pub(super) fn repository<'a>(
    cx: &Context<'a>,
    change: &'a Change,
    commits: &[CommitId],
) -> Option<&'a str> {
    if let Some(pull_request) = cx.pull_request(change) {
        return Some(&pull_request.repository);
    }
    let own = commits
        .iter()
        .find_map(|id| cx.snapshot.commits[id.index()].record.repository.value());
    let own = own.or_else(|| cx.deployment().repository.value());
    own.map(String::as_str)
}

/// The files with scans that cover a commit: one that names it as its revision, or one whose days hold
/// its time and that did not end before it.
pub(super) fn scans_of(cx: &Context<'_>, repository: &str, commit: CommitId) -> Vec<SourceId> {
    let commit = &cx.snapshot.commits[commit.index()];
    let at = commit.committer.at.at;
    let spans = &cx.snapshot.coverage;
    let spans = spans.of(RecordKind::SecretScan, &Scope::repository(repository));
    let of_repository = cx.snapshot.registers.scans_of(repository);
    let within = spans
        .iter()
        .filter(|span| !span.cut && span.from <= at && at <= span.to)
        .map(|span| span.source)
        .filter(|source| {
            let scans = of_repository.clone();
            let mut scans = scans.filter(|scan| scan.source == *source).peekable();
            // A scan of which several files tell the same is kept once.
            scans.peek().is_none()
                || scans.any(|scan| {
                    let ended = scan.ended_at.value();
                    ran_through(scan) && ended.is_none_or(|ended| at <= ended.at)
                })
        });
    let named = of_repository.clone().filter(|held| {
        let reading = &cx.snapshot.sources[held.source.index()].reading;
        held.revision.value() == Some(&commit.sha)
            && ran_through(held)
            && reading.cut.is_none()
            && reading.rows.rejected == 0
    });
    within.chain(named.map(|held| held.source)).collect()
}

fn ran_through(scan: &SecretScan) -> bool {
    scan.successful.value() != Some(&false)
}

/// The scans that a file tells of.
pub(super) fn scans_in<'a>(
    cx: &Context<'a>,
    source: SourceId,
) -> impl Iterator<Item = &'a SecretScan> {
    let scans = cx.snapshot.registers.secret_scans.iter();
    scans
        .filter(move |scan| scan.source == source)
        .map(|scan| &*scan.record)
}

pub(super) fn scan_facts(cx: &Context<'_>, scans: &[SourceId]) -> Vec<Fact> {
    let held = cx.snapshot.registers.secret_scans.iter().enumerate();
    held.filter(|(_, scan)| scans.contains(&scan.source))
        .filter_map(|(at, scan)| {
            cx.fact(RecordRef::SecretScan(at.into()), "ended_at", || {
                scan.ended_at
                    .value()
                    .map_or_else(|| "(not exported)".to_owned(), ToString::to_string)
            })
        })
        .collect()
}
