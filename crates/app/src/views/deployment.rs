//! Deployment: what happened here, and why this verdict?

mod changes;
mod outcome;
mod people;
mod timeline;

pub(super) use self::changes::{linked_words, rule_words};

use changeproof_controls::context::{Context, Detail, range_unknown};
use changeproof_controls::registry;
use changeproof_domain::account::Account;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::person::{People, Sameness};
use changeproof_domain::record::DeploymentSource;
use changeproof_domain::snapshot::{ChangeSetKind, DeploymentId, RecordRef, Snapshot, Subject};
use changeproof_store::{SubjectRow, Verdicts};

use super::OpenWorkspace;
use super::catalogue::strip;
use super::index::key_of;
use super::origin::Origin;
use crate::changes::{categories, shown};
use crate::error::AppError;
use crate::ports::Ports;
use crate::results::Explained;
use crate::wire::view::deployment::{DeploymentView, OutcomeView, RelatedDeployment};
use crate::wire::view::overview::OutcomeCounts;
use crate::words::{counted, day};

impl OpenWorkspace {
    /// Everything about one deployment.
    ///
    /// # Errors
    ///
    /// [`AppError::UnknownDeployment`], [`AppError::Cancelled`], or what the store says.
    pub fn deployment(&self, key: &str, ports: &Ports<'_>) -> Result<DeploymentView, AppError> {
        let evaluated = self.evaluated()?;
        let position = evaluated.position(key)?;
        let explained = evaluated.explained(&self.path, ports)?;
        view(&evaluated.rows, &explained, position)
    }
}

/// What the parts of the view look at.
struct About<'e> {
    explained: &'e Explained,
    snapshot: &'e Snapshot,
    subject: &'e Subject,
    /// The subject as controls see it.
    context: Context<'e>,
    verdicts: &'e Verdicts,
}

impl About<'_> {
    /// Whether a control failed here.
    fn fails(&self, control: &str) -> bool {
        let at = registry().iter().position(|of| of.id == control);
        let verdict = at.and_then(|at| self.verdicts.get(at));
        verdict.is_some_and(|(outcome, _)| outcome == Outcome::Fail)
    }
}

/// Everything about the deployment at a position of an evaluation.
pub(crate) fn whole_deployment(
    explained: &Explained,
    position: usize,
) -> Result<DeploymentView, AppError> {
    view(&explained.rows, explained, position)
}

fn view(
    rows: &[SubjectRow],
    explained: &Explained,
    position: usize,
) -> Result<DeploymentView, AppError> {
    let snapshot = &explained.loaded.snapshot;
    let id = explained.subjects[position];
    let subject = &snapshot.subjects[id.index()];
    let row = &rows[position];
    let about = About {
        explained,
        snapshot,
        subject,
        context: Context::new(snapshot, id, explained.as_of(), Detail::OutcomeOnly),
        verdicts: &row.verdicts,
    };
    let record = &snapshot.deployments[subject.deployment.index()].record;
    let outcomes = outcomes(explained, position)?;
    let mut counts = OutcomeCounts::default();
    for outcome in &outcomes {
        counts.add(outcome.outcome, 1);
    }
    let linked = subject.records();
    let neighbour = |at: Option<usize>| at.and_then(|at| rows.get(at)).map(key_of);
    let (deployed_by, triggered_by) = actors(&about);
    let (timeline, not_shown) = timeline::of(&about);
    Ok(DeploymentView {
        key: key_of(row),
        previous_key: neighbour(position.checked_sub(1)),
        next_key: neighbour(position.checked_add(1)),
        service: record.service.clone(),
        environment: record.environment.clone(),
        version: record.version.value().cloned(),
        revision: snapshot.revision(subject.deployment).map(str::to_owned),
        at: subject.at,
        label: label(snapshot, subject.deployment),
        state: state(snapshot, subject.deployment).to_owned(),
        deployed_by,
        triggered_by,
        pipeline: pipeline(&about),
        categories: categories(snapshot, id)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        change_records: linked
            .iter()
            .map(|id| snapshot.change_records[id.index()].key.clone())
            .collect(),
        origin: Origin::of(snapshot, RecordRef::Deployment(subject.deployment)).text(),
        strip: strip(&row.verdicts),
        counts,
        timeline,
        not_shown,
        change_set: change_set(&about),
        changes: changes::of(&about),
        outcomes,
        people: people::of(&about),
        attempts: related(snapshot, &subject.attempts),
        also_in: related(snapshot, &subject.also_in),
    })
}

/// All outcomes of a deployment, the worst first; of equal ones the severest.
fn outcomes(explained: &Explained, position: usize) -> Result<Vec<OutcomeView>, AppError> {
    let mut outcomes: Vec<(usize, OutcomeView)> = (0..registry().len())
        .map(|control| Ok((control, explain(explained, position, control)?)))
        .collect::<Result<_, AppError>>()?;
    outcomes.sort_by_key(|(control, view)| {
        (view.outcome.rank(), registry()[*control].severity, *control)
    });
    Ok(outcomes.into_iter().map(|(_, view)| view).collect())
}

/// One outcome of one deployment.
pub(super) fn explain(
    explained: &Explained,
    position: usize,
    control: usize,
) -> Result<OutcomeView, AppError> {
    let judgement = explained.judgement(position, control)?;
    Ok(outcome::view(explained, position, control, judgement))
}

/// One outcome on what is no deployment.
pub(super) fn explain_other(
    explained: &Explained,
    position: usize,
) -> Result<OutcomeView, AppError> {
    let judgement = explained.other_judgement(position)?;
    Ok(outcome::other_view(explained, position, judgement))
}

/// Who carried the deployment out, and who set it off where that is somebody else.
fn actors(about: &About<'_>) -> (Option<String>, Option<String>) {
    let people = &about.snapshot.people;
    let record = about.context.deployment();
    let of_run = |account: fn(&changeproof_domain::record::PipelineRun) -> Option<&Account>| {
        let mut runs = about.subject.runs.iter();
        let link = runs.find(|link| link.attempt == about.subject.deployment)?;
        account(&about.snapshot.runs[link.run.index()].record)
    };
    let by = record.deployed_by.value();
    let trigger = record
        .triggered_by
        .value()
        .or_else(|| of_run(|run| run.triggering_actor.value()))
        .or_else(|| of_run(|run| run.actor.value()));
    let name = |account: &Account| shown(people, account).to_owned();
    match (by, trigger) {
        (Some(by), Some(trigger)) if same_person(people, by, trigger) => (Some(name(by)), None),
        (by, trigger) => (by.map(name), trigger.map(name)),
    }
}

/// Whether two accounts are proven to be one person's.
fn same_person(people: &People, a: &Account, b: &Account) -> bool {
    let same_account = a.system == b.system
        && !a.name.trim().is_empty()
        && a.name.trim().to_lowercase() == b.name.trim().to_lowercase();
    same_account || people.same(people.identify(a), people.identify(b)) == Sameness::Same
}

/// The pipeline and its run, such as `deploy #1187`.
fn pipeline(about: &About<'_>) -> Option<String> {
    let own = about.context.deployment().pipeline.value().cloned();
    let mut runs = about.subject.runs.iter();
    let link = runs.find(|link| link.attempt == about.subject.deployment);
    match link {
        Some(link) => {
            let run = &about.snapshot.runs[link.run.index()].record;
            let name = run.name.value().cloned().or(own);
            let name = name.unwrap_or_else(|| "run".to_owned());
            Some(format!("{name} #{}", run.id))
        }
        None => own,
    }
}

/// A deployment by its source and id, such as `GitHub 912513`.
fn label(snapshot: &Snapshot, id: DeploymentId) -> String {
    let record = &snapshot.deployments[id.index()].record;
    let source = match record.source {
        DeploymentSource::GitHub => "GitHub",
        DeploymentSource::DeployLog => "Deployment log",
        DeploymentSource::GitOps => "GitOps",
        DeploymentSource::ArgoCd => "Argo CD",
        DeploymentSource::Flux => "Flux",
    };
    format!("{source} {}", record.id)
}

fn state(snapshot: &Snapshot, id: DeploymentId) -> &'static str {
    snapshot.endings[id.index()].state.label()
}

fn related(snapshot: &Snapshot, ids: &[DeploymentId]) -> Vec<RelatedDeployment> {
    ids.iter()
        .map(|id| RelatedDeployment {
            label: label(snapshot, *id),
            at: snapshot.deployments[id.index()].started_at.at,
            state: state(snapshot, *id).to_owned(),
            origin: Origin::of(snapshot, RecordRef::Deployment(*id)).text(),
        })
        .collect()
}

/// How the change set came about.
fn change_set(about: &About<'_>) -> String {
    let before = |id: DeploymentId| {
        let record = &about.snapshot.deployments[id.index()].record;
        let on = day(record.started_at.at.date_in(about.explained.loaded.zone));
        match record.version.value() {
            Some(version) => format!("{version} on {on}"),
            None => format!("that of {on}"),
        }
    };
    let set = &about.subject.change_set;
    let commits: usize = set.changes.iter().map(|change| change.commits.len()).sum();
    match &set.kind {
        ChangeSetKind::Range => match about.subject.previous {
            Some(previous) => format!(
                "{} since the previous production deployment, {}{}.",
                counted(commits as u64, "commit", "commits"),
                before(previous),
                match set.commits_left_out().count() {
                    0 => String::new(),
                    left_out => format!("; {left_out} to other paths left out"),
                }
            ),
            None => format!("{}.", counted(commits as u64, "commit", "commits")),
        },
        ChangeSetKind::Baseline => {
            "The first known production deployment of this service: its own \
                                    revision alone is judged."
                .to_owned()
        }
        ChangeSetKind::OtherPathsOnly => format!(
            "No commit of this service: {} to other paths of its repository.",
            counted(set.commits_left_out().count() as u64, "commit", "commits")
        ),
        ChangeSetKind::SameRevision => match about.subject.previous {
            Some(previous) => format!(
                "The same revision as the previous production deployment, {}: nothing new was \
                 deployed.",
                before(previous)
            ),
            None => "The same revision again: nothing new was deployed.".to_owned(),
        },
        ChangeSetKind::Rollback { to: Some(to) } => {
            format!(
                "Back to a revision that was in production before, {}.",
                before(*to)
            )
        }
        ChangeSetKind::Rollback { to: None } => {
            "Back to a revision that was in production before.".to_owned()
        }
        ChangeSetKind::RollbackBeyondBaseline => {
            "Back to a revision that is older than the first known deployment.".to_owned()
        }
        ChangeSetKind::Unknown(why) => range_unknown(*why).to_owned(),
    }
}
