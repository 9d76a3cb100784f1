//! Production deployments: which deployments are judged, what each is compared with, and what it
//! rests on.

use std::collections::BTreeMap;

use changeproof_domain::coverage::Scope;
use changeproof_domain::record::{DeploymentSource, DeploymentState, PullRequestState, RecordKind};
use changeproof_domain::snapshot::{
    ChangeKind, ChangeRecordId, ChangeSet, ChangeSetKind, CommitId, DeploymentId, Keys,
    PopulationCounts, PullRequestId, RecordRef, RunIndex, RunLink, Snapshot, Subject, SubjectId,
};
use changeproof_domain::text::folded;
use hashbrown::{HashMap, HashSet};

use crate::change_set::{Line, Linker, may_have_changed};
use crate::link_decisions;

/// Adds subjects, and the indexes that need them.
pub(crate) fn add(snapshot: &mut Snapshot) {
    let (subjects, population, uses, named_elsewhere) = {
        let linker = Linker::of(snapshot);
        let (mut subjects, population) = subjects(snapshot, &linker);
        link_decisions::change_records(snapshot, &mut subjects);
        let uses = uses(&subjects);
        let named_elsewhere = named_elsewhere(snapshot, &linker, &subjects, &uses);
        (subjects, population, uses, named_elsewhere)
    };
    snapshot.subjects = subjects;
    snapshot.population = population;
    snapshot.uses_of = uses;
    snapshot.named_elsewhere = named_elsewhere;
    snapshot.rehearsals_of = rehearsals(snapshot);
}

/// The subjects that rest on each change record.
fn uses(subjects: &[Subject]) -> HashMap<ChangeRecordId, Vec<SubjectId>> {
    let mut uses: HashMap<_, Vec<SubjectId>> = HashMap::new();
    for (i, subject) in subjects.iter().enumerate() {
        let set = &subject.change_set;
        if set.is_empty_by_nature() && set.left_out.is_empty() {
            continue;
        }
        // What was left out by the paths of the service came in with it all the same.
        let changes = set.changes.iter().chain(&set.left_out);
        let keys = changes.map(|change| &change.keys).chain([&subject.keys]);
        for link in keys.flat_map(|keys| &keys.links) {
            let of = uses.entry(link.record).or_default();
            if of.last() != Some(&SubjectId::from(i)) {
                of.push(i.into());
            }
        }
    }
    uses
}

/// What names each change record that no subject rests on: a merged pull request or a commit that is in no
/// subject.
fn named_elsewhere(
    snapshot: &Snapshot,
    linker: &Linker<'_>,
    subjects: &[Subject],
    uses: &HashMap<ChangeRecordId, Vec<SubjectId>>,
) -> HashMap<ChangeRecordId, RecordRef> {
    let mut named = HashMap::new();
    if uses.len() == snapshot.change_records.len() {
        return named;
    }
    let mut pull_requests: HashSet<PullRequestId> = HashSet::new();
    let mut commits: HashSet<CommitId> = HashSet::new();
    let sets = subjects.iter().map(|of| &of.change_set);
    for change in sets.flat_map(|set| set.changes.iter().chain(&set.left_out)) {
        match change.kind {
            ChangeKind::PullRequest(id) => pull_requests.insert(id),
            ChangeKind::Commit(id) => commits.insert(id),
        };
        commits.extend(change.commits.iter().map(|(id, _)| *id));
    }
    let mut note = |text: &str, by: RecordRef| {
        for id in linker.keys.records_in(text) {
            if !uses.contains_key(&id) {
                named.entry(id).or_insert(by);
            }
        }
    };
    for (i, pull_request) in snapshot.pull_requests.iter().enumerate() {
        let id = PullRequestId::from(i);
        if pull_request.state != PullRequestState::Merged || pull_requests.contains(&id) {
            continue;
        }
        let own = [
            &pull_request.title,
            &pull_request.body,
            &pull_request.head_branch,
        ];
        let listed = pull_request.commits.items().iter();
        let messages = listed.flat_map(|commit| [&commit.headline, &commit.body]);
        for text in own.into_iter().chain(messages) {
            note(text.text(), RecordRef::PullRequest(id));
        }
    }
    for (i, commit) in snapshot.commits.iter().enumerate() {
        let id = CommitId::from(i);
        if !commits.contains(&id) {
            note(&commit.message, RecordRef::Commit(id));
        }
    }
    named
}

fn subjects(snapshot: &Snapshot, linker: &Linker<'_>) -> (Vec<Subject>, PopulationCounts) {
    let mut counts = PopulationCounts {
        imported: snapshot.deployments.len(),
        ..PopulationCounts::default()
    };
    let mut lines: BTreeMap<(String, String), Vec<DeploymentId>> = BTreeMap::new();
    for (i, deployment) in snapshot.deployments.iter().enumerate() {
        if snapshot.is_production(deployment) {
            let environment = snapshot
                .parameters_of(deployment)
                .line_of(&deployment.environment);
            let line = (
                folded(&deployment.service).into_owned(),
                environment.into_owned(),
            );
            lines.entry(line).or_default().push(i.into());
        } else {
            counts.non_production += 1;
        }
    }
    let runs = RunIndex::of(snapshot);
    let mut all = Vec::new();
    for line in lines.into_values() {
        subjects_of_line(snapshot, linker, &runs, &line, &mut counts, &mut all);
    }
    // Deployments are in time order; so are their positions.
    all.sort_by_key(|subject: &Subject| subject.deployment);
    counts.subjects = all.len();
    (all, counts)
}

/// The deployments of one service into one environment, in time order.
fn subjects_of_line(
    snapshot: &Snapshot,
    linker: &Linker<'_>,
    runs: &RunIndex<'_>,
    line: &[DeploymentId],
    counts: &mut PopulationCounts,
    subjects: &mut Vec<Subject>,
) {
    let deployment = |id: DeploymentId| &snapshot.deployments[id.index()];
    let mut taken = vec![false; line.len()];
    let mut earlier = Line::default();
    let mut failed: Vec<DeploymentId> = Vec::new();
    let (first_of_line, mut returning) = (subjects.len(), Returning::default());
    for (i, id) in line.iter().copied().enumerate() {
        if taken[i] {
            continue;
        }
        let also_in = same_elsewhere(snapshot, line, i, &mut taken);
        counts.duplicates += also_in.len();
        let (id, also_in) = tool_first(snapshot, id, also_in);
        let state = snapshot.endings[id.index()].state;
        if !may_have_changed(state) {
            counts.attempts += 1;
            failed.push(id);
            continue;
        }
        let revision = snapshot.revision(id);
        let attempts: Vec<DeploymentId> = failed
            .iter()
            .copied()
            .filter(|attempt| revision.is_some() && snapshot.revision(*attempt) == revision)
            .collect();
        let mut keys = Keys::default();
        for own in std::iter::once(id)
            .chain(also_in.iter().copied())
            .chain(attempts.iter().copied())
        {
            let record = RecordRef::Deployment(own);
            linker.keys.find(
                deployment(own).change_ticket.text(),
                record,
                "change_ticket",
                &mut keys,
            );
            linker
                .keys
                .find(deployment(own).notes.text(), record, "notes", &mut keys);
        }
        let run_links = attempts
            .iter()
            .copied()
            .chain([id])
            .filter_map(|attempt| {
                Some(RunLink {
                    attempt,
                    run: runs.named_by(snapshot, attempt)?,
                })
            })
            .collect();
        let change_set = linker.change_set(id, &mut earlier);
        let first_with = returning.first(&subjects[first_of_line..], &change_set);
        subjects.push(Subject {
            deployment: id,
            also_in,
            attempts,
            previous: earlier.previous(),
            change_set,
            first_with,
            keys,
            runs: run_links,
            at: deployment(id).started_at.at,
        });
        returning.add(&subjects[first_of_line..]);
        let state = base_state(snapshot, id, state);
        if state == DeploymentState::Success {
            failed.clear();
        }
        earlier.add(id, state, success_may_be_unexported(snapshot, id));
    }
}

/// Changes of one line by the first of each deployment's: kept from the first way back on, since without one
/// nothing returns.
#[derive(Default)]
struct Returning {
    went_back: bool,
    first_with: HashMap<ChangeKind, usize>,
}

impl Returning {
    /// The deployment of a line that brought the same changes before.
    fn first(&self, line: &[Subject], brought: &ChangeSet) -> Option<DeploymentId> {
        let first = brought.changes.first()?;
        let before = &line[*self.first_with.get(&first.kind)?];
        let kinds = |set: &ChangeSet| -> Vec<ChangeKind> {
            set.changes.iter().map(|change| change.kind).collect()
        };
        (kinds(&before.change_set) == kinds(brought)).then_some(before.deployment)
    }

    /// Takes in the last deployment of a line.
    fn add(&mut self, line: &[Subject]) {
        let Some(last) = line.last() else { return };
        let back = matches!(
            last.change_set.kind,
            ChangeSetKind::Rollback { .. } | ChangeSetKind::RollbackBeyondBaseline
        );
        if !self.went_back && back {
            self.went_back = true;
            (0..line.len()).for_each(|at| self.keep(line, at));
        } else if self.went_back {
            self.keep(line, line.len() - 1);
        }
    }

    fn keep(&mut self, line: &[Subject], at: usize) {
        if let Some(first) = line[at].change_set.changes.first() {
            self.first_with.entry(first.kind).or_insert(at);
        }
    }
}

/// How a deployment ended, as far as the next one is compared with it. A commit of a GitOps repository is
/// what the next commit changes, however its deployment ended.
fn base_state(snapshot: &Snapshot, id: DeploymentId, state: DeploymentState) -> DeploymentState {
    let is_gitops = snapshot.deployments[id.index()].record.source == DeploymentSource::GitOps;
    match state {
        DeploymentState::Unknown if is_gitops => DeploymentState::Success,
        state => state,
    }
}

/// Whether a deployment may have succeeded without a word of it in the imported files: its own
/// record does not tell how it ended, and later words about that time are not complete.
fn success_may_be_unexported(snapshot: &Snapshot, id: DeploymentId) -> bool {
    let deployment = &snapshot.deployments[id.index()];
    let at = deployment.started_at.at;
    let told = snapshot
        .coverage
        .at(RecordKind::DeploymentStatus, &Scope::Company, at);
    deployment.state.is_not_exported() && !told
}

/// The same deployment in other sources: same revision, close in time.
fn same_elsewhere(
    snapshot: &Snapshot,
    line: &[DeploymentId],
    i: usize,
    taken: &mut [bool],
) -> Vec<DeploymentId> {
    let this = &snapshot.deployments[line[i].index()];
    let revision = snapshot.revision(line[i]);
    let window = snapshot.parameters_of(this).same_deployment_window;
    let mut found: Vec<DeploymentId> = Vec::new();
    for (offset, other_id) in line[i + 1..].iter().enumerate() {
        let other = &snapshot.deployments[other_id.index()];
        if other.started_at.at.0 - this.started_at.at.0 > window {
            break;
        }
        let position = i + 1 + offset;
        let same_source = other.record.source == this.record.source
            || found
                .iter()
                .any(|id| snapshot.deployments[id.index()].record.source == other.record.source);
        if !taken[position]
            && !same_source
            && revision.is_some()
            && revision == snapshot.revision(*other_id)
        {
            taken[position] = true;
            found.push(*other_id);
        }
    }
    found
}

/// The deploying tool's own record first, the others behind it.
fn tool_first(
    snapshot: &Snapshot,
    id: DeploymentId,
    also_in: Vec<DeploymentId>,
) -> (DeploymentId, Vec<DeploymentId>) {
    let mut all = also_in;
    all.push(id);
    all.sort_by_key(|id| (snapshot.deployments[id.index()].record.source.rank(), *id));
    let first = all.remove(0);
    (first, all)
}

/// Deployments outside production that did not fail, by revision.
fn rehearsals(snapshot: &Snapshot) -> HashMap<String, Vec<DeploymentId>> {
    let mut found: HashMap<String, Vec<DeploymentId>> = HashMap::new();
    for (i, deployment) in snapshot.deployments.iter().enumerate() {
        if let Some(revision) = snapshot.revision(i.into())
            && !snapshot.is_production(deployment)
            && may_have_changed(snapshot.endings[i].state)
        {
            found.entry_ref(revision).or_default().push(i.into());
        }
    }
    found
}
