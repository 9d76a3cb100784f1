//! What looks like a credential: where it was found, and whether it stands.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::{OWN_SCAN, PullRequest, SecretFinding, SecretStatus};
use changeproof_domain::snapshot::{Change, CommitId, Held, RecordRef, SecretFindingId, SourceId};
use changeproof_domain::text::folded;

use crate::context::{Context, field_text, short};

/// The names of all commits of a change, those of its branch too.
pub(super) fn commit_names<'a>(
    cx: &Context<'a>,
    change: &'a Change,
    commits: &[CommitId],
) -> Vec<&'a str> {
    let mut names: Vec<&str> = commits
        .iter()
        .map(|id| cx.snapshot.commits[id.index()].record.sha.as_str())
        .collect();
    if let Some(pull_request) = cx.pull_request(change) {
        names.extend(pull_request.merge_commit.value().map(String::as_str));
        names.extend(branch(pull_request));
    }
    names
}

fn branch(pull_request: &PullRequest) -> impl Iterator<Item = &str> {
    let commits = pull_request.commits.items().iter();
    commits.map(|commit| commit.sha.as_str())
}

pub(super) fn open_in(
    cx: &Context<'_>,
    records: &[RecordRef],
    commits: &[&str],
) -> Vec<SecretFindingId> {
    let mut open = found_in(cx, records, commits);
    open.retain(|id| is_open(cx, finding(cx, *id)));
    open
}

fn found_in(cx: &Context<'_>, records: &[RecordRef], commits: &[&str]) -> Vec<SecretFindingId> {
    let registers = &cx.snapshot.registers;
    let mut found: Vec<SecretFindingId> = commits
        .iter()
        .flat_map(|sha| registers.secrets_in_commit(sha))
        .copied()
        .collect();
    // Most workspaces have none in texts: then no name has to be put together.
    if !registers.secrets_in_record.is_empty() {
        let names = records.iter().map(|record| cx.snapshot.name(*record));
        found.extend(names.flat_map(|name| registers.secrets_in_record(&name)));
    }
    found.sort_unstable();
    found.dedup();
    found
}

pub(super) fn suppressed_in<'a>(
    cx: &Context<'a>,
    change: &'a Change,
    commits: &[CommitId],
) -> Vec<SecretFindingId> {
    let names = commit_names(cx, change, commits);
    let mut found = found_in(cx, &[], &names);
    found.retain(|id| finding(cx, *id).status == SecretStatus::Suppressed);
    found
}

pub(super) fn finding<'a>(cx: &Context<'a>, id: SecretFindingId) -> &'a SecretFinding {
    &cx.snapshot.registers.secret_findings[id.index()].record
}

/// Whether a finding stands: no later report of the scanner marks it as suppressed.
fn is_open(cx: &Context<'_>, finding: &SecretFinding) -> bool {
    let later = |other: &SecretFinding| match (&other.reported_at, &finding.reported_at) {
        (Field::Value(other), Field::Value(own)) => other.at > own.at,
        _ => false,
    };
    let suppresses = |other: &Held<SecretFinding>| {
        let other = &*other.record;
        other.status == SecretStatus::Suppressed
            && later(other)
            && other.identity() == finding.identity()
    };
    match finding.status {
        SecretStatus::Suppressed => false,
        SecretStatus::Open => !cx.snapshot.registers.secret_findings.iter().any(suppresses),
    }
}

/// Open findings in a repository that may be of any change: without a commit, or of one that was not
/// imported where the change's own commits were not exported. Where a finding names no repository, it counts
/// if it came with one of these scans.
pub(super) fn loose(
    cx: &Context<'_>,
    change: &Change,
    repository: &str,
    scans: &[SourceId],
) -> Vec<SecretFindingId> {
    let registers = &cx.snapshot.registers;
    let whole = cx
        .pull_request(change)
        .is_none_or(|pull_request| pull_request.commits.is_exported());
    let is_here = |held: &Held<SecretFinding>| match &held.repository {
        Field::Value(name) => folded(name) == folded(repository),
        Field::Empty | Field::NotExported => scans.contains(&held.source),
    };
    let is_loose = |held: &Held<SecretFinding>| match (&held.commit, &held.record.record) {
        (_, Field::Value(_)) => false,
        (Field::Value(sha), _) => !whole && !cx.snapshot.commit_by_sha.contains_key(sha),
        (Field::Empty | Field::NotExported, _) => true,
    };
    let of = registers.secret_findings.iter().enumerate();
    of.filter(|(_, held)| is_loose(held) && is_here(held))
        .filter(|(_, held)| is_open(cx, held))
        .map(|(at, _)| SecretFindingId::from(at))
        .collect()
}

/// What was found and where, without what it is.
pub(super) fn words(finding: &SecretFinding) -> String {
    let place = match (
        &finding.path,
        &finding.line,
        &finding.field,
        &finding.record,
    ) {
        (Field::Value(path), Field::Value(line), _, _) => format!(" in {path}, line {line}"),
        (Field::Value(path), _, _, _) => format!(" in {path}"),
        (_, _, Field::Value(field), Field::Value(record)) => {
            format!(" in '{field}' of {}", named(record))
        }
        (_, _, _, Field::Value(record)) => format!(" in the text of {}", named(record)),
        _ => String::new(),
    };
    let commit = match &finding.commit {
        Field::Value(sha) => format!(" of commit {}", short(sha)),
        Field::Empty | Field::NotExported => String::new(),
    };
    let by = if finding.scanner == OWN_SCAN {
        "the scan at import"
    } else {
        finding.scanner.as_str()
    };
    format!("{}{place}{commit} (found by {by})", finding.rule)
}

/// A record by its kind and key, in words.
fn named(record: &str) -> String {
    let Some((kind, key)) = record.split_once(':') else {
        return record.to_owned();
    };
    let key = match kind {
        "commit" => short(key),
        // The tool stands before the deployment's own id.
        "deployment" => key.split_once(':').map_or(key, |(_, id)| id),
        _ => key,
    };
    format!("{} {key}", kind.replace('_', " "))
}

/// What was found, whether it stands, and where: as facts.
pub(super) fn finding_facts(cx: &Context<'_>, id: SecretFindingId) -> Vec<Fact> {
    let finding = finding(cx, id);
    let record = RecordRef::SecretFinding(id);
    let own = finding.field.value().map(String::as_str);
    let status = || match finding.status {
        SecretStatus::Open => "open".to_owned(),
        SecretStatus::Suppressed => "suppressed".to_owned(),
    };
    let places = [
        ("path", &finding.path),
        ("commit", &finding.commit),
        ("record", &finding.record),
    ];
    let places = places.into_iter().filter(|(_, place)| place.is_value());
    let places = places.filter_map(|(field, place)| cx.fact(record, field, || field_text(place)));
    let (line, reported) = (finding.line.value(), finding.reported_at.value());
    let known = [
        cx.fact_at(record, "rule", own, || finding.rule.clone()),
        cx.fact_at(record, "status", own, status),
        reported.and_then(|at| cx.fact(record, "reported_at", || at.to_string())),
    ];
    let line = line.and_then(|line| cx.fact(record, "line", || line.to_string()));
    known
        .into_iter()
        .flatten()
        .chain(places)
        .chain(line)
        .collect()
}
