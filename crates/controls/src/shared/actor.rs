//! Who set off an attempt to deploy.

use changeproof_domain::account::Account;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::PipelineRun;
use changeproof_domain::snapshot::{DeploymentId, RecordRef, RunAddress, RunId};

use crate::context::Context;

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
    /// The records that would name it were not imported or exported.
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
    }
    // A run that is named but was not imported could tell.
    let named_run_missing = run_of(cx, attempt).is_none()
        && matches!(
            cx.snapshot.endings[attempt.index()].run_address,
            RunAddress::Found(..) | RunAddress::NotExported
        );
    match deployment.triggered_by {
        Field::Empty => Trigger::Nobody,
        _ if named_run_missing => Trigger::NotExported,
        _ => Trigger::Nobody,
    }
}
