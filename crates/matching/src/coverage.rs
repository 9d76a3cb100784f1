//! What the imported files cover: the declared interval up to the time of the export, otherwise from the
//! first to the last record, broken where a whole calendar month has none.

use std::borrow::Cow;
use std::collections::BTreeMap;

use changeproof_domain::coverage::{Basis, Coverage, Scope, Span};
use changeproof_domain::field::Field;
use changeproof_domain::record::{ChangeApproval, Record, RecordKind, RecordSource};
use changeproof_domain::snapshot::SourceId;
use changeproof_domain::source::Source;
use changeproof_domain::text::folded;
use changeproof_domain::time::Timestamp;
use chrono::Datelike;
use hashbrown::{HashMap, HashSet};

use crate::Input;

type Seen<'r> = HashMap<(SourceId, RecordKind, Told<'r>), Vec<Timestamp>>;

/// The coverage of all files, from all versions of their records.
pub(crate) fn of(input: &Input, repositories: &Repositories) -> Coverage {
    let mut seen = Seen::new();
    for version in &input.records {
        // That something was decided here does not tell where the rest is decided.
        if input.sources[version.source.index()].is_own_log() {
            continue;
        }
        // Scans tell what was looked at; what they found covers nothing.
        match &version.record {
            Record::SecretFinding(_) => continue,
            // A scan that broke off did not look at everything.
            Record::SecretScan(scan) if scan.successful.value() == Some(&false) => continue,
            _ => {}
        }
        let scope = scope(&version.record, version.source, repositories);
        let times = seen
            .entry((version.source, version.record.kind(), scope))
            .or_default();
        times.extend(match &version.record {
            Record::RosterEntry(entry) => {
                Some(entry.valid_from.map_or(Timestamp(i64::MIN), |day| {
                    Timestamp::start_of(day, input.calendar.zone)
                }))
            }
            Record::Holiday(holiday) => {
                Some(Timestamp::start_of(holiday.date, input.calendar.zone))
            }
            other => other.happened_at(),
        });
    }
    let mut seen: Vec<_> = seen
        .into_iter()
        .map(|((source, kind, told), times)| ((source, kind, told.scope()), times))
        .collect();
    seen.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut coverage = Coverage::default();
    for ((source_id, kind, scope), mut times) in seen {
        let source = &input.sources[source_id.index()];
        // A finding that could not be read may be of any commit.
        let unread = kind == RecordKind::SecretScan && source.reading.rows.rejected > 0;
        let cut = source.reading.cut.is_some() || unread;
        let zone = input.calendar.zone;
        if let Some(declared) = source.declaration.covers {
            let from = Timestamp::start_of(declared.from, zone);
            let end = Timestamp::end_of(declared.to, zone);
            // No export proves what came after it; holidays are known before.
            let exported = source.declaration.exported_at;
            let exported = exported.filter(|_| kind != RecordKind::Holiday);
            let to = exported.map_or(end, |at| end.min(at));
            if to < from {
                continue;
            }
            let span = Span {
                from,
                to,
                basis: Basis::Declared,
                cut,
                source: source_id,
            };
            coverage.add(kind, scope, span);
            continue;
        }
        if kind == RecordKind::RosterEntry {
            // A register of what holds until further notice: open at the end.
            let from = times.iter().min().copied().unwrap_or(Timestamp(i64::MIN));
            let basis = Basis::Records;
            let span = Span {
                from,
                to: Timestamp(i64::MAX),
                basis,
                cut,
                source: source_id,
            };
            coverage.add(kind, scope, span);
            continue;
        }
        times.sort_unstable();
        let month = |at: &Timestamp| {
            let date = at.date_in(zone);
            i64::from(date.year()) * 12 + i64::from(date.month0())
        };
        let breaks = |a: &Timestamp, b: &Timestamp| gaps_break(kind) && month(b) - month(a) > 1;
        for run in times.chunk_by(|a, b| !breaks(a, b)) {
            if let (Some(first), Some(last)) = (run.first(), run.last()) {
                let span = Span {
                    from: *first,
                    to: *last,
                    basis: Basis::Records,
                    cut,
                    source: source_id,
                };
                coverage.add(kind, scope.clone(), span);
            }
        }
    }
    add_kept_here(&mut coverage, input);
    coverage
}

/// What was declared of the registers that are kept in the workspace itself.
fn add_kept_here(coverage: &mut Coverage, input: &Input) {
    let own = input.sources.iter().position(Source::is_own_log);
    let Some(source) = own.map(SourceId::from) else {
        return;
    };
    let zone = input.calendar.zone;
    for kept in &input.kept_here {
        let span = Span {
            from: Timestamp::start_of(kept.from, zone),
            to: kept
                .to
                .map_or(Timestamp(i64::MAX), |day| Timestamp::end_of(day, zone)),
            basis: Basis::Declared,
            cut: false,
            source,
        };
        coverage.add(kept.kind, Scope::Company, span);
    }
}

/// Kinds of which a live company has some every month.
fn gaps_break(kind: RecordKind) -> bool {
    match kind {
        RecordKind::Deployment
        | RecordKind::PullRequest
        | RecordKind::Commit
        | RecordKind::ChangeRecord => true,
        RecordKind::DeploymentStatus
        | RecordKind::PipelineRun
        | RecordKind::ChangeApproval
        | RecordKind::Incident
        | RecordKind::RosterEntry
        | RecordKind::PostChangeReview
        | RecordKind::Attestation
        | RecordKind::MonitoringResult
        | RecordKind::InventoryEntry
        | RecordKind::ProtectionSnapshot
        | RecordKind::Holiday
        | RecordKind::StandardChange
        | RecordKind::PolicyReview
        | RecordKind::PolicyTrigger
        | RecordKind::ExceptionEntry
        | RecordKind::GitRef
        | RecordKind::Artifact
        | RecordKind::SecretScan
        | RecordKind::SecretFinding => false,
    }
}

/// A scope as a record tells it: most need no text of their own.
#[derive(PartialEq, Eq, Hash)]
enum Told<'r> {
    Company,
    Repository(Cow<'r, str>),
    Project(RecordSource, Cow<'r, str>),
    Service(Cow<'r, str>, Cow<'r, str>),
}

impl Told<'_> {
    fn scope(self) -> Scope {
        match self {
            Told::Company => Scope::Company,
            Told::Repository(name) => Scope::Repository(name.into_owned()),
            Told::Project(source, name) => Scope::Project(source, name.into_owned()),
            Told::Service(service, environment) => {
                Scope::Service(service.into_owned(), environment.into_owned())
            }
        }
    }
}

fn scope<'r>(record: &'r Record, source: SourceId, repositories: &'r Repositories) -> Told<'r> {
    let repository = |name: &'r Field<String>| {
        name.value()
            .map_or(Told::Company, |name| Told::Repository(folded(name)))
    };
    match record {
        Record::Deployment(deployment) => {
            Told::Service(folded(&deployment.service), folded(&deployment.environment))
        }
        Record::PullRequest(pull_request) => Told::Repository(folded(&pull_request.repository)),
        Record::PipelineRun(run) => repository(&run.repository),
        Record::Commit(commit) if commit.repository.is_value() => repository(&commit.repository),
        Record::Commit(_) => repositories
            .of_source
            .get(&source)
            .map_or(Told::Company, |name| Told::Repository(Cow::Borrowed(name))),
        Record::ChangeRecord(record) => Told::Project(record.source, upper(record.project())),
        Record::ChangeApproval(approval) => {
            Told::Project(RecordSource::ServiceNow, project(approval))
        }
        Record::InventoryEntry(entry) => {
            Told::Service(folded(&entry.service), folded(&entry.environment))
        }
        // Results are kept for a service, in whichever environment.
        Record::MonitoringResult(result) => {
            Told::Service(folded(&result.service), Cow::Borrowed(""))
        }
        Record::ProtectionSnapshot(snapshot) => Told::Repository(folded(&snapshot.repository)),
        Record::GitRef(reference) => repository(&reference.repository),
        Record::Artifact(artifact) => repository(&artifact.repository),
        Record::DeploymentStatus(_)
        | Record::Incident(_)
        | Record::RosterEntry(_)
        | Record::PostChangeReview(_)
        | Record::Attestation(_)
        | Record::Holiday(_)
        | Record::StandardChange(_)
        | Record::PolicyReview(_)
        | Record::PolicyTrigger(_)
        | Record::ExceptionEntry(_)
        | Record::SecretFinding(_) => Told::Company,
        // A report that names no repository may be of any: it covers none.
        Record::SecretScan(scan) => match scan.repository.value() {
            Some(name) => Told::Repository(folded(name)),
            None => Told::Company,
        },
    }
}

fn project(approval: &ChangeApproval) -> Cow<'_, str> {
    let key = approval.change.as_str();
    let end = key
        .find(|c: char| c == '-' || c.is_ascii_digit())
        .unwrap_or(key.len());
    upper(&key[..end])
}

fn upper(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|c| c.is_ascii_uppercase()) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(name.to_uppercase())
    }
}

/// The repository of each commit log, and of each list of tags, that does not name one: that of the pull
/// requests and deployments which most of its commits appear in.
pub(crate) struct Repositories {
    pub(crate) of_source: HashMap<SourceId, String>,
}

impl Repositories {
    pub(crate) fn of(input: &Input) -> Repositories {
        let mut named: HashMap<&str, &str> = HashMap::new();
        for version in &input.records {
            match &version.record {
                Record::PullRequest(pull_request) => {
                    let shas = pull_request
                        .commits
                        .items()
                        .iter()
                        .map(|commit| &commit.sha);
                    for sha in pull_request.merge_commit.value().into_iter().chain(shas) {
                        named.insert(sha, &pull_request.repository);
                    }
                }
                Record::Deployment(deployment) => {
                    if let (Some(sha), Some(name)) =
                        (deployment.revision.value(), deployment.repository.value())
                    {
                        named.insert(sha, name);
                    }
                }
                _ => {}
            }
        }
        let mut counts: HashMap<SourceId, BTreeMap<String, usize>> = HashMap::new();
        let mut declared: HashSet<SourceId> = HashSet::new();
        for version in &input.records {
            let (repository, sha) = match &version.record {
                Record::Commit(commit) => (&commit.repository, Some(&commit.sha)),
                Record::GitRef(reference) => {
                    let target = reference.commit.value();
                    let target = target.or_else(|| reference.object.value());
                    (&reference.repository, target)
                }
                _ => continue,
            };
            if repository.is_value() {
                declared.insert(version.source);
            } else if let Some(name) = sha.and_then(|sha| named.get(sha.as_str())) {
                let of = counts.entry(version.source).or_default();
                *of.entry(name.to_lowercase()).or_default() += 1;
            }
        }
        let of_source = counts
            .into_iter()
            .filter(|(source, _)| !declared.contains(source))
            .filter_map(|(source, of)| {
                of.into_iter()
                    .max_by_key(|(_, n)| *n)
                    .map(|(name, _)| (source, name))
            })
            .collect();
        Repositories { of_source }
    }
}
