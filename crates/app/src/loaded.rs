//! A snapshot made from the workspace as it was at some event, and its subjects within a period.

use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

use changeproof_controls::undeployed::{Standings, Undeployed};
use changeproof_domain::account::{Account, System};
use changeproof_domain::calendar::Calendar;
use changeproof_domain::person::Sameness;
use changeproof_domain::policy::Policy;
use changeproof_domain::record::Record;
use changeproof_domain::snapshot::{Findings, Held, Snapshot, SourceId, SubjectId};
use changeproof_domain::source::Place;
use changeproof_matching::{Input, Versioned};
use changeproof_store::{Evaluation, Reader, StoreError, StoredRecord, StoredSource};
use chrono_tz::Tz;

use crate::account_decisions;
use crate::decisions::own_source::{AsRecorded, own_source};
use crate::error::AppError;
use crate::import::add_to_span;
use crate::kept_here;
use crate::period::Period;
use crate::policy;
use crate::policy::PolicyVersion;
use crate::ports::Ports;
use crate::wire::import::KindSpan;
use crate::wire::result::SubjectRef;

/// A snapshot, and what it was made from.
pub(crate) struct Loaded {
    pub(crate) snapshot: Snapshot,
    pub(crate) zone: Tz,
    /// The records of each file, by its SHA-256: how many of each kind, and when.
    pub(crate) spans: BTreeMap<String, Vec<KindSpan>>,
    /// The file with the oldest records; of several the smallest.
    pub(crate) oldest: Option<SourceId>,
    /// The versions of the policy profile, as they were recorded by then.
    pub(crate) profiles: Vec<PolicyVersion>,
    /// Accounts that a person was decided not to have.
    pub(crate) refused_accounts: HashSet<(Account, String)>,
    /// The change records that may have been carried out without a deployment; made when first asked for.
    undeployed: OnceLock<Vec<Undeployed>>,
}

impl Loaded {
    /// Whether two sign-ins are known to be one person: the same one, or two of one person by the roster.
    pub(crate) fn is_one_person(&self, one: &str, other: &str) -> bool {
        let people = &self.snapshot.people;
        let [a, b] = [one, other].map(|id| Account::new(System::Plain, id));
        let same = people.same(people.identify(&a), people.identify(&b));
        one == other || same == Sameness::Same
    }

    /// The change records that may have been carried out without a deployment, in the order of the snapshot.
    pub(crate) fn undeployed(&self) -> &[Undeployed] {
        let all = || Standings::of(&self.snapshot).undeployed();
        self.undeployed.get_or_init(all)
    }
}

/// The workspace's zone.
pub(crate) fn workspace_zone(reader: &Reader<'_>) -> Result<Tz, AppError> {
    let name = reader.company()?.zone;
    name.parse().map_err(|_| AppError::WorkspaceZone(name))
}

/// Everything that was imported when the log ended with that event, with the policy as it was known then.
pub(crate) fn load_known(
    reader: &Reader<'_>,
    as_of: i64,
    zone: Tz,
    ports: &Ports<'_>,
) -> Result<Loaded, AppError> {
    let policy = policy::known(reader, zone, as_of)?;
    load(reader, as_of, zone, policy, ports)
}

/// Everything that was imported, and decided, when the log ended with that event.
pub(crate) fn load(
    reader: &Reader<'_>,
    as_of: i64,
    zone: Tz,
    policy: Policy,
    ports: &Ports<'_>,
) -> Result<Loaded, AppError> {
    let profiles = policy::versions(reader, as_of)?;
    let stored = reader.sources(as_of)?;
    let records = ports.during("Loading records", || reader.records(&stored))?;
    ports.check_cancelled()?;
    let spans = spans(&stored, &records);
    let oldest = oldest(&stored, &spans).map(|id| stored[id.index()].source.sha256.clone());
    let sha256 = stored.iter().map(|source| source.source.sha256.clone());
    let spans = sha256.zip(spans).collect();
    let mut sources = sources(stored);
    let mut records: Vec<Versioned> = records
        .into_iter()
        .map(|held| Versioned {
            source: SourceId::from(held.source),
            place: held.place,
            record: held.record,
        })
        .collect();
    let mut findings = Findings::default();
    let mut link_decisions = Vec::new();
    let mut as_recorded = None;
    if let Some(own) = own_source(reader, zone.name(), as_of)? {
        let source = SourceId::from(sources.len());
        sources.push(own.source);
        records.extend(own.records.into_iter().map(|(place, record)| Versioned {
            source,
            place,
            record,
        }));
        let links = own.links.into_iter();
        link_decisions = links.map(|(place, one)| held(source, place, one)).collect();
        as_recorded = own.as_recorded.map(|decided| (source, decided));
        let shown = own.shown.into_iter();
        let follow_ups = own.follow_ups.into_iter();
        findings = Findings::of(
            shown.map(|(place, one)| held(source, place, one)).collect(),
            follow_ups
                .map(|(place, one)| held(source, place, one))
                .collect(),
        );
    }
    let input = Input {
        sources,
        records,
        calendar: Calendar::new(zone),
        policy,
        kept_here: kept_here::spans(reader, as_of)?,
        findings,
        link_decisions,
    };
    let snapshot = ports.during("Matching", || with_as_recorded(input, as_recorded));
    ports.check_cancelled()?;
    let oldest = oldest.and_then(|sha256| position(&snapshot, &sha256));
    Ok(Loaded {
        refused_accounts: account_decisions::refused(reader, as_of)?,
        snapshot,
        zone,
        spans,
        oldest,
        profiles,
        undeployed: OnceLock::new(),
    })
}

/// Builds the snapshot, and the one without decisions that reach into what had been evaluated already.
fn with_as_recorded(input: Input, as_recorded: Option<(SourceId, AsRecorded)>) -> Snapshot {
    let Some((source, decided)) = as_recorded else {
        return changeproof_matching::build(input);
    };
    let mut earlier = input.clone();
    earlier.records.retain(|held| match &held.record {
        Record::RosterEntry(entry) => entry.decided_in.is_none(),
        _ => true,
    });
    let roster = decided.roster.into_iter();
    earlier
        .records
        .extend(roster.map(|(place, record)| Versioned {
            source,
            place,
            record,
        }));
    let links = decided.links.into_iter();
    earlier.link_decisions = links.map(|(place, one)| held(source, place, one)).collect();
    let mut snapshot = changeproof_matching::build(input);
    snapshot.as_recorded = Some(Box::new(changeproof_matching::build(earlier)));
    snapshot
}

fn held<T>(source: SourceId, place: Place, record: T) -> Held<T> {
    Held {
        record: Box::new(record),
        source,
        place,
    }
}

/// The records of each file.
fn spans(stored: &[StoredSource], records: &[StoredRecord]) -> Vec<Vec<KindSpan>> {
    let mut spans: Vec<Vec<KindSpan>> = vec![Vec::new(); stored.len()];
    for held in records {
        add_to_span(
            &mut spans[held.source],
            held.record.kind(),
            held.record.happened_at(),
        );
    }
    spans
}

/// Where a file stands in a snapshot, which has sources of its own.
fn position(snapshot: &Snapshot, sha256: &str) -> Option<SourceId> {
    let mut sources = snapshot.sources.iter();
    sources
        .position(|source| source.sha256 == sha256)
        .map(SourceId::from)
}

/// The file with the oldest records; of several the smallest.
fn oldest(stored: &[StoredSource], spans: &[Vec<KindSpan>]) -> Option<SourceId> {
    let first = |at: usize| spans[at].iter().filter_map(|span| span.first).min();
    let dated = (0..stored.len()).filter_map(|at| Some((first(at)?, stored[at].source.bytes, at)));
    dated.min().map(|(_, _, at)| SourceId::from(at))
}

fn sources(stored: Vec<StoredSource>) -> Vec<changeproof_domain::source::Source> {
    stored.into_iter().map(|source| source.source).collect()
}

/// The snapshot that an evaluation was made from.
pub(crate) fn load_evaluated(
    reader: &Reader<'_>,
    evaluation: &Evaluation,
    ports: &Ports<'_>,
) -> Result<Loaded, AppError> {
    let head = &evaluation.head;
    let zone = head
        .zone
        .parse()
        .map_err(|_| AppError::WorkspaceZone(head.zone.clone()))?;
    let policy = policy::from_json(&head.parameters, zone)?;
    load(reader, head.data_sequence, zone, policy, ports)
}

/// The subjects that start within a period, by time, service, id and source: the order in which
/// results are shown and hashed.
pub(crate) fn subjects_within(loaded: &Loaded, period: Period) -> Vec<SubjectId> {
    let snapshot = &loaded.snapshot;
    let mut subjects: Vec<SubjectId> = (0..snapshot.subjects.len())
        .filter(|&index| period.holds(snapshot.subjects[index].at, loaded.zone))
        .map(SubjectId::from)
        .collect();
    let deployment = |id: &SubjectId| {
        let subject = &snapshot.subjects[id.index()];
        (
            subject.at,
            &snapshot.deployments[subject.deployment.index()],
        )
    };
    subjects.sort_by(|a, b| {
        let ((at_a, a), (at_b, b)) = (deployment(a), deployment(b));
        let (a, b) = (&a.record, &b.record);
        at_a.cmp(&at_b)
            .then_with(|| a.service.cmp(&b.service))
            .then_with(|| a.id.cmp(&b.id))
            .then_with(|| a.source.cmp(&b.source))
            .then_with(|| a.environment.cmp(&b.environment))
    });
    subjects
}

/// A subject as results name it.
pub(crate) fn subject_ref(snapshot: &Snapshot, id: SubjectId) -> SubjectRef<'_> {
    let subject = &snapshot.subjects[id.index()];
    let deployment = &snapshot.deployments[subject.deployment.index()];
    SubjectRef {
        kind: "deployment",
        source: deployment.record.source.id(),
        id: &deployment.id,
        service: &deployment.service,
        environment: &deployment.environment,
        at: subject.at,
    }
}

/// Says that a stored evaluation contradicts itself.
pub(crate) fn damaged(what: &str) -> AppError {
    StoreError::Damaged(format!("an evaluation {what}")).into()
}
