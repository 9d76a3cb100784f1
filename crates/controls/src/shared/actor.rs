//! Who set off an attempt to deploy.

use changeproof_domain::account::Account;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::PipelineRun;
use changeproof_domain::snapshot::{DeploymentId, RecordRef, RunAddress, RunId};
use changeproof_domain::time::{DAY, Order};

use crate::context::{Context, field_text};
use crate::shared::revision::is_same_revision;

/// An account that the records of an attempt name, and where.
#[derive(Clone, Debug)]
pub(crate) struct Named<'a> {
    pub account: &'a Account,
    record: RecordRef,
    field: &'static str,
}

impl Named<'_> {
    pub(crate) fn fact(&self, cx: &Context<'_>) -> Option<Fact> {
        cx.fact(self.record, self.field, || self.account.name.clone())
    }
}

/// Who set off an attempt, as far as its records tell.
#[derive(Clone, Debug)]
pub(crate) enum Trigger<'a> {
    Named(Named<'a>),
    /// The records that would name it were imported and name nobody.
    Nobody,
    /// The records that would name it were not imported or exported, or contradict the deployment.
    NotExported,
}

/// The run that an attempt's own records name, where it was imported.
pub(crate) fn run_of<'a>(
    cx: &Context<'a>,
    attempt: DeploymentId,
) -> Option<(RunId, &'a PipelineRun)> {
    let link = cx
        .subject
        .runs
        .iter()
        .find(|link| link.attempt == attempt)?;
    Some((link.run, &cx.snapshot.runs[link.run.index()].record))
}

/// How long after its first start a run may be run again at GitHub, which tells the start of the last time
/// alone: thirty days, and one for the run itself.
const RUN_AGAIN: i64 = 31 * DAY;

/// Whether a run that an attempt's own records name began long after the attempt did: more than a day, or longer
/// than it can have been run again where it was on the deployed commit. It cannot have carried the attempt out, so
/// nothing of it tells of that.
pub(crate) fn began_too_late(cx: &Context<'_>, attempt: DeploymentId, run: &PipelineRun) -> bool {
    let head = run.head.value().zip(cx.snapshot.revision(attempt));
    let allowed = match head {
        Some((head, revision)) if is_same_revision(head, revision) => RUN_AGAIN,
        _ => DAY,
    };
    let began = run.started_at.value();
    began.is_some_and(|began| began.order(&cx.attempt(attempt).started_at, allowed) == Order::Later)
}

/// When such a run began, and when the attempt did, as facts.
pub(crate) fn began_facts(
    cx: &Context<'_>,
    attempt: DeploymentId,
    id: RunId,
) -> impl Iterator<Item = Fact> {
    let run = &cx.snapshot.runs[id.index()];
    let started = &cx.attempt(attempt).started_at;
    [
        cx.fact(RecordRef::Run(id), "started_at", || {
            field_text(&run.started_at)
        }),
        cx.fact(RecordRef::Deployment(attempt), "started_at", || {
            started.to_string()
        }),
    ]
    .into_iter()
    .flatten()
}

/// The account that carried an attempt out.
pub(crate) fn deployer<'a>(cx: &Context<'a>, attempt: DeploymentId) -> Field<Named<'a>> {
    match &cx.attempt(attempt).deployed_by {
        Field::Value(account) => Field::Value(Named {
            account,
            record: RecordRef::Deployment(attempt),
            field: "deployed_by",
        }),
        Field::Empty => Field::Empty,
        Field::NotExported => Field::NotExported,
    }
}

/// The account that set an attempt off: the deployment's own word first, then the run's.
pub(crate) fn trigger<'a>(cx: &Context<'a>, attempt: DeploymentId) -> Trigger<'a> {
    let deployment = cx.attempt(attempt);
    if let Field::Value(account) = &deployment.triggered_by {
        let record = RecordRef::Deployment(attempt);
        return Trigger::Named(Named {
            account,
            record,
            field: "triggered_by",
        });
    }
    if let Some((id, run)) = run_of(cx, attempt) {
        if began_too_late(cx, attempt, run) {
            return Trigger::NotExported;
        }
        let record = RecordRef::Run(id);
        for (account, field) in [
            (&run.triggering_actor, "triggering_actor"),
            (&run.actor, "actor"),
        ] {
            if let Field::Value(account) = account {
                return Trigger::Named(Named {
                    account,
                    record,
                    field,
                });
            }
        }
        // Somebody set it off.
        return Trigger::NotExported;
    }
    // A run that is named but was not imported could tell.
    let named_run_missing = matches!(
        cx.snapshot.endings[attempt.index()].run_address,
        RunAddress::Found(..) | RunAddress::NotExported
    );
    match deployment.triggered_by {
        Field::Empty => Trigger::Nobody,
        _ if named_run_missing => Trigger::NotExported,
        _ => Trigger::Nobody,
    }
}
