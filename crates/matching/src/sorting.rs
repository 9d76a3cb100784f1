//! Puts sources and records into their fixed order.

use std::collections::BTreeSet;

use changeproof_domain::calendar::Calendar;
use changeproof_domain::coverage::Coverage;
use changeproof_domain::field::Field;
use changeproof_domain::person::People;
use changeproof_domain::policy::Policy;
use changeproof_domain::record::{ChangeRecord, PullRequest, PullRequestState, Record, RecordKind};
use changeproof_domain::snapshot::{
    ChangeRecordId, Findings, Held, PopulationCounts, Registers, Snapshot, SourceId,
};
use changeproof_domain::source::Source;
use changeproof_domain::text::folded;
use hashbrown::HashMap;

use crate::{Input, Versioned, registers};

/// Sources by SHA-256 instead of by import.
pub(crate) fn by_file(mut input: Input) -> Input {
    let mut order: Vec<usize> = (0..input.sources.len()).collect();
    order.sort_by(|a, b| input.sources[*a].sha256.cmp(&input.sources[*b].sha256));
    let mut position = vec![SourceId(0); order.len()];
    for (new, old) in order.iter().enumerate() {
        position[*old] = SourceId::from(new);
    }
    let mut sources: Vec<Option<Source>> = input.sources.into_iter().map(Some).collect();
    input.sources = order
        .iter()
        .filter_map(|old| sources[*old].take())
        .collect();
    for record in &mut input.records {
        record.source = position[record.source.index()];
    }
    for shown in &mut input.findings.shown {
        shown.source = position[shown.source.index()];
    }
    for decision in &mut input.link_decisions {
        decision.source = position[decision.source.index()];
    }
    for step in &mut input.findings.follow_ups {
        step.source = position[step.source.index()];
    }
    input
}

/// The records in the snapshot's lists; links and people are still missing.
pub(crate) fn snapshot(
    sources: Vec<Source>,
    records: Vec<Versioned>,
    calendar: Calendar,
    policy: Policy,
    coverage: Coverage,
) -> Snapshot {
    let mut s = Snapshot {
        sources,
        deployments: Vec::new(),
        endings: Vec::new(),
        statuses: Vec::new(),
        pull_requests: Vec::new(),
        commits: Vec::new(),
        runs: Vec::new(),
        change_records: Vec::new(),
        numbered: HashMap::new(),
        older_histories: HashMap::new(),
        contested: Vec::new(),
        change_approvals: Vec::new(),
        incidents: Vec::new(),
        roster: Vec::new(),
        post_change_reviews: Vec::new(),
        git_refs: Vec::new(),
        artifacts: Vec::new(),
        traced: HashMap::new(),
        registers: Registers::default(),
        findings: Findings::default(),
        link_decisions: Vec::new(),
        as_recorded: None,
        people: People::default(),
        coverage,
        calendar,
        policy,
        subjects: Vec::new(),
        population: PopulationCounts::default(),
        approvals_of: HashMap::new(),
        reviews_of: HashMap::new(),
        incidents_of: HashMap::new(),
        incident_by_name: HashMap::new(),
        uses_of: HashMap::new(),
        named_elsewhere: HashMap::new(),
        rehearsals_of: HashMap::new(),
        main_branches: HashMap::new(),
        sharing_runs: HashMap::new(),
        commit_by_sha: HashMap::new(),
    };
    reserve(&mut s, &records);
    for Versioned {
        source,
        place,
        record,
    } in records
    {
        macro_rules! hold {
            ($($list:ident).+, $record:expr) => {
                s.$($list).+.push(Held {
                    record: $record,
                    source,
                    place,
                })
            };
        }
        match record {
            Record::Deployment(record) => hold!(deployments, record),
            Record::DeploymentStatus(record) => hold!(statuses, record),
            Record::PullRequest(record) => hold!(pull_requests, record),
            Record::Commit(record) => hold!(commits, record),
            Record::PipelineRun(record) => hold!(runs, record),
            Record::ChangeRecord(record) => hold!(change_records, record),
            Record::ChangeApproval(record) => hold!(change_approvals, record),
            Record::Incident(record) => hold!(incidents, record),
            Record::RosterEntry(record) => hold!(roster, record),
            Record::PostChangeReview(record) => hold!(post_change_reviews, record),
            Record::Attestation(record) => hold!(registers.attestations, record),
            Record::MonitoringResult(record) => hold!(registers.monitoring, record),
            Record::InventoryEntry(record) => hold!(registers.inventory, record),
            Record::ProtectionSnapshot(record) => hold!(registers.protection, record),
            Record::Holiday(record) => hold!(registers.holidays, record),
            Record::StandardChange(record) => hold!(registers.standard_changes, record),
            Record::PolicyReview(record) => hold!(registers.policy_reviews, record),
            Record::PolicyTrigger(record) => hold!(registers.policy_triggers, record),
            Record::ExceptionEntry(record) => hold!(registers.exceptions, record),
            Record::GitRef(record) => hold!(git_refs, record),
            Record::Artifact(record) => hold!(artifacts, record),
            Record::SecretScan(record) => hold!(registers.secret_scans, record),
            Record::SecretFinding(record) => hold!(registers.secret_findings, record),
        }
    }
    order(&mut s);
    index(&mut s);
    registers::finish(&mut s);
    s
}

/// Lists that grow step by step would be copied again and again.
fn reserve(s: &mut Snapshot, records: &[Versioned]) {
    let mut counts = [0; RecordKind::ALL.len()];
    for version in records {
        counts[version.record.kind() as usize] += 1;
    }
    let of = |kind: RecordKind| counts[kind as usize];
    s.deployments.reserve_exact(of(RecordKind::Deployment));
    s.statuses.reserve_exact(of(RecordKind::DeploymentStatus));
    s.pull_requests.reserve_exact(of(RecordKind::PullRequest));
    s.commits.reserve_exact(of(RecordKind::Commit));
    s.runs.reserve_exact(of(RecordKind::PipelineRun));
    s.change_records.reserve_exact(of(RecordKind::ChangeRecord));
    s.change_approvals
        .reserve_exact(of(RecordKind::ChangeApproval));
}

fn order(s: &mut Snapshot) {
    s.deployments.sort_by(|a, b| {
        (a.started_at.at, &a.service, a.source_id_order(), &a.id).cmp(&(
            b.started_at.at,
            &b.service,
            b.source_id_order(),
            &b.id,
        ))
    });
    s.statuses.sort_by(|a, b| {
        (&a.deployment, a.created_at.at, &a.id).cmp(&(&b.deployment, b.created_at.at, &b.id))
    });
    s.pull_requests
        .sort_by(|a, b| (&a.repository, a.number).cmp(&(&b.repository, b.number)));
    s.commits.sort_by(|a, b| a.sha.cmp(&b.sha));
    s.runs.sort_by_cached_key(|run| run.key());
    s.change_records.sort_by(|a, b| a.key.cmp(&b.key));
    s.change_approvals.sort_by_cached_key(|approval| {
        (
            approval.change.clone(),
            approval.decided_at.value().map(|at| at.at),
            approval.key(),
        )
    });
    s.git_refs.sort_by_cached_key(|reference| {
        let repository = folded(reference.repository.text()).into_owned();
        (reference.name.clone(), repository, reference.key())
    });
    s.artifacts.sort_by_cached_key(|artifact| artifact.key());
    s.incidents.sort_by(|a, b| a.id.cmp(&b.id));
    s.roster
        .sort_by_cached_key(|entry| (entry.person.clone(), entry.valid_from, entry.key()));
    s.post_change_reviews.sort_by_cached_key(|review| {
        (
            review.change.clone(),
            review.reviewed_at.value().map(|at| at.at),
            review.key(),
        )
    });
}

trait SourceOrder {
    fn source_id_order(&self) -> u8;
}

impl SourceOrder for Held<changeproof_domain::record::Deployment> {
    /// The deploying tool comes before a table.
    fn source_id_order(&self) -> u8 {
        self.record.source.rank()
    }
}

fn index(s: &mut Snapshot) {
    index_incidents(s);
    s.main_branches = main_branches(&s.pull_requests);
    s.numbered = numbered(&s.change_records);
    s.commit_by_sha = s
        .commits
        .iter()
        .enumerate()
        .map(|(i, commit)| (commit.sha.clone(), i.into()))
        .collect();
    let record_by_key: HashMap<&str, usize> = s
        .change_records
        .iter()
        .enumerate()
        .map(|(i, r)| (r.key.as_str(), i))
        .collect();
    for (i, approval) in s.change_approvals.iter().enumerate() {
        if let Some(record) = record_by_key.get(approval.change.as_str()) {
            s.approvals_of
                .entry((*record).into())
                .or_default()
                .push(i.into());
        }
    }
    for (i, review) in s.post_change_reviews.iter().enumerate() {
        // One review may be of several changes.
        let named = review.change.to_uppercase();
        for change in named
            .split([',', ';'])
            .map(str::trim)
            .collect::<BTreeSet<_>>()
        {
            s.reviews_of
                .entry(change.to_owned())
                .or_default()
                .push(i.into());
        }
    }
}

fn numbered(records: &[Held<ChangeRecord>]) -> HashMap<String, Vec<(u64, ChangeRecordId)>> {
    let mut by_project: HashMap<String, Vec<(u64, ChangeRecordId)>> = HashMap::new();
    for (i, record) in records.iter().enumerate() {
        if let Some(number) = record.number() {
            let of = by_project
                .entry(record.project().to_uppercase())
                .or_default();
            of.push((number, i.into()));
        }
    }
    for of in by_project.values_mut() {
        of.sort_unstable();
    }
    by_project
}

fn main_branches(pull_requests: &[Held<PullRequest>]) -> HashMap<String, String> {
    let mut counts: HashMap<&str, HashMap<&str, usize>> = HashMap::new();
    for of in pull_requests {
        if let (PullRequestState::Merged, Some(base)) = (of.state, of.base_branch.value()) {
            let bases = counts.entry(&of.repository).or_default();
            *bases.entry(base).or_default() += 1;
        }
    }
    let most = |bases: HashMap<&str, usize>| {
        let most = bases.values().copied().max()?;
        let mut most = bases.iter().filter(|(_, count)| **count == most);
        match (most.next(), most.next()) {
            (Some((branch, _)), None) => Some((*branch).to_owned()),
            _ => None,
        }
    };
    counts
        .into_iter()
        .filter_map(|(repository, bases)| Some((repository.to_owned(), most(bases)?)))
        .collect()
}

fn index_incidents(s: &mut Snapshot) {
    for (i, incident) in s.incidents.iter().enumerate() {
        s.incidents_of
            .entry(folded(incident.service.text()).into_owned())
            .or_default()
            .push(i.into());
        if let Field::Value(number) = &incident.number {
            s.incident_by_name.insert(number.clone(), i.into());
        }
    }
    // An id wins over another incident's number.
    for (i, incident) in s.incidents.iter().enumerate() {
        s.incident_by_name
            .insert(incident.id.to_uppercase(), i.into());
    }
    let incidents = &s.incidents;
    for of_service in s.incidents_of.values_mut() {
        of_service.sort_by_key(|id| incidents[id.index()].opened_at.value().map(|at| at.at));
    }
}
