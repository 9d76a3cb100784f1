//! Scans for secrets, and which commits they cover.

use changeproof_domain::coverage::Scope;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::{RecordKind, SecretScan};
use changeproof_domain::snapshot::{Change, CommitId, Held, RecordRef, SourceId};
use changeproof_domain::text::folded;
use changeproof_domain::time::Timestamp;

use crate::context::{Context, field_text, short, when};

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
/// its time, that did not end before it, and whose revision, where it names one that is known, contains it.
pub(super) fn scans_of(cx: &Context<'_>, repository: &str, id: CommitId) -> Vec<SourceId> {
    let commit = &cx.snapshot.commits[id.index()];
    let at = commit.committer.at.at;
    let spans = &cx.snapshot.coverage;
    let spans = spans.of(RecordKind::SecretScan, &Scope::repository(repository));
    let of_repository = cx.snapshot.registers.scans_of(repository);
    let within = spans
        .iter()
        .filter(|span| !span.cut && span.from <= at && at <= span.to)
        .map(|span| span.source)
        .filter(|source| {
            let reaches = |scan: &Held<SecretScan>| {
                let ended = scan.ended_at.value();
                ran_through(scan)
                    && ended.is_none_or(|ended| at <= ended.at)
                    && contains(cx, scan, id)
            };
            let scans = of_repository.clone();
            let mut own = scans.filter(|scan| scan.source == *source).peekable();
            match own.peek() {
                Some(_) => own.any(reaches),
                // A scan of which several files tell the same is kept once, with one of them.
                None => of_repository.clone().any(reaches),
            }
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

/// Whether the revision that a scan names contains a commit. A scan without one, or of one that no imported commit
/// has, is of what its times tell.
fn contains(cx: &Context<'_>, scan: &SecretScan, commit: CommitId) -> bool {
    let revision = scan.revision.value();
    let within = revision.and_then(|revision| cx.snapshot.scan_contains(revision, commit));
    within.unwrap_or(true)
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

/// What the scans of these files are of, and which days the files cover, as facts.
pub(super) fn scan_facts(cx: &Context<'_>, repository: &str, scans: &[SourceId]) -> Vec<Fact> {
    let all = (Timestamp(i64::MIN), Timestamp(i64::MAX));
    let covers = cx.covered_by(
        RecordKind::SecretScan,
        [&Scope::repository(repository)],
        all,
    );
    let covers = covers
        .into_iter()
        .filter(|fact| matches!(fact.record, RecordRef::Import(source) if scans.contains(&source)));
    held(cx)
        .filter(|(_, scan)| scans.contains(&scan.source))
        .flat_map(|(id, scan)| of_scan(cx, id, &scan.record))
        .chain(covers)
        .collect()
}

fn held<'a>(cx: &Context<'a>) -> impl Iterator<Item = (RecordRef, &'a Held<SecretScan>)> {
    let scans = cx.snapshot.registers.secret_scans.iter().enumerate();
    scans.map(|(at, scan)| (RecordRef::SecretScan(at.into()), scan))
}

fn of_scan(cx: &Context<'_>, id: RecordRef, scan: &SecretScan) -> Vec<Fact> {
    let revision = || field_text(&scan.revision);
    let is_told = scan.successful.is_value();
    [
        cx.fact(id, "repository", || field_text(&scan.repository)),
        { scan.revision.is_value() }
            .then(|| cx.fact(id, "revision", revision))
            .flatten(),
        cx.fact(id, "ended_at", || field_text(&scan.ended_at)),
        is_told
            .then(|| cx.fact(id, "successful", || field_text(&scan.successful)))
            .flatten(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Why no scan is known to cover a commit, as the end of a sentence, with what shows it.
pub(super) fn why_not(cx: &Context<'_>, repository: &str, commit: CommitId) -> (String, Vec<Fact>) {
    let at = &cx.snapshot.commits[commit.index()].committer.at;
    let all: Vec<_> = held(cx).collect();
    let is_own = |scan: &SecretScan| {
        let name = scan.repository.value();
        name.is_some_and(|name| folded(name) == folded(repository))
    };
    let (own, others): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(_, scan)| is_own(&scan.record));
    let unnamed = others.iter().find(|(_, scan)| !scan.repository.is_value());
    let failed = own.iter().find(|(_, scan)| !ran_through(&scan.record));
    let ended_before =
        |scan: &SecretScan| scan.ended_at.value().is_some_and(|ended| ended.at < at.at);
    let ended = own.iter().find(|(_, scan)| ended_before(&scan.record));
    let without = own
        .iter()
        .find(|(_, scan)| !contains(cx, &scan.record, commit));
    let (why, shown) = match (
        failed,
        ended.or(without),
        own.first(),
        unnamed,
        others.first(),
    ) {
        (Some(scan), ..) => (
            "the scanner says that it did not run to its end".to_owned(),
            scan,
        ),
        (_, Some(scan), ..) if ended.is_none() => (
            format!(
                "the scan is of the revision {}, which does not contain it",
                short(scan.1.revision.text())
            ),
            scan,
        ),
        (_, Some(scan), ..) => {
            let ended = scan.1.ended_at.value().map(when).unwrap_or_default();
            (
                format!(
                    "the scan ended at {ended}, before the commit of {}",
                    when(at)
                ),
                scan,
            )
        }
        (_, _, Some(scan), ..) => {
            let why = format!(
                "the scan names another revision or none, and no file covers {}",
                when(at)
            );
            (why, scan)
        }
        (.., Some(scan), _) => (
            "a report does not say which repository was scanned".to_owned(),
            scan,
        ),
        (.., Some(scan)) => ("only other repositories were scanned".to_owned(), scan),
        _ => return ("no scan was imported".to_owned(), Vec::new()),
    };
    let (id, scan) = shown;
    let facts = of_scan(cx, *id, &scan.record).into_iter();
    (
        why,
        facts
            .chain(scan_facts(cx, repository, &[scan.source]))
            .collect(),
    )
}
