//! Judges all production deployments, or explains one verdict.

use changeproof_domain::outcome::{Judgement, Outcome, Overlay, Overlays};
use changeproof_domain::snapshot::{Snapshot, SubjectId};
use changeproof_domain::time::Timestamp;
use rayon::prelude::*;

use crate::context::{Context, Detail, WorkedOut, short, when};
use crate::control::{Control, Judges};
use crate::exceptions::effect::excepted;
use crate::finding::Finding;
use crate::registry::registry;
use crate::shared::missing_deployment::unless_missing;

/// The outcome of one control on one subject, without its explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The outcome.
    pub outcome: Outcome,
    /// Marks beside it.
    pub overlays: Overlays,
}

/// The verdicts on all production deployments, each in the registry's order.
pub fn outcomes(snapshot: &Snapshot, as_of: Timestamp) -> Vec<Vec<Verdict>> {
    (0..snapshot.subjects.len())
        .into_par_iter()
        .map(|i| {
            let worked_out = WorkedOut::default();
            let context =
                Context::new(snapshot, i.into(), as_of, Detail::OutcomeOnly).keeping(&worked_out);
            let verdict = |control: &&Control| {
                let finding = finding(control, &context);
                Verdict {
                    outcome: finding.outcome,
                    overlays: finding.overlays,
                }
            };
            registry().iter().map(verdict).collect()
        })
        .collect()
}

/// One verdict on a production deployment with its sentence and facts.
pub fn judge(
    control: &Control,
    snapshot: &Snapshot,
    subject: SubjectId,
    as_of: Timestamp,
) -> Judgement {
    let worked_out = WorkedOut::default();
    let context = Context::new(snapshot, subject, as_of, Detail::Explained).keeping(&worked_out);
    finding(control, &context).into()
}

/// The verdict of one control on a production deployment, without its explanation.
pub(crate) fn verdict(
    control: &Control,
    snapshot: &Snapshot,
    subject: SubjectId,
    as_of: Timestamp,
) -> Verdict {
    let worked_out = WorkedOut::default();
    let context = Context::new(snapshot, subject, as_of, Detail::OutcomeOnly).keeping(&worked_out);
    let finding = finding(control, &context);
    Verdict {
        outcome: finding.outcome,
        overlays: finding.overlays,
    }
}

/// What is wrong with changes that return after a rollback was wrong with them before: the sentence names the
/// first deployment of them, so that nobody takes one matter for two.
fn referring(mut finding: Finding, context: &Context<'_>) -> Finding {
    let is_wrong = matches!(
        finding.outcome,
        Outcome::Fail | Outcome::InsufficientEvidence
    );
    if let Some(first) = context.subject.first_with.filter(|_| is_wrong)
        && !finding.reason.is_empty()
    {
        let deployment = context.attempt(first);
        finding.reason.push_str(&format!(
            " The same changes were in production before the rollback: see deployment {} of {}.",
            deployment.id,
            when(&deployment.started_at)
        ));
    }
    finding
}

/// How many of the commits that were left out an outcome tells; TRC-02 tells all of them.
const LEFT_OUT: usize = 5;

/// What was left out of the change set may have changed any outcome, so each one says so.
fn telling_left_out(mut finding: Finding, context: &Context<'_>, control: &Control) -> Finding {
    if finding.reason.is_empty() {
        return finding;
    }
    let left_out: Vec<_> = context.subject.change_set.commits_left_out().collect();
    if left_out.is_empty() {
        return finding;
    }
    let service = &context.deployment().service;
    let patterns = context.parameters().paths_of(service).join(", ");
    let sentence = match left_out.as_slice() {
        [one] => format!(
            " Commit {} was left out: it touches none of the paths of {service} ({patterns}).",
            short(&context.snapshot.commits[one.index()].sha)
        ),
        all => format!(
            " {} commits were left out: they touch none of the paths of {service} ({patterns}).",
            all.len()
        ),
    };
    finding.reason.push_str(&sentence);
    let told = match control.id {
        "TRC-02" => left_out.len(),
        _ => LEFT_OUT,
    };
    let facts = left_out.iter().take(told);
    finding.with(facts.filter_map(|id| context.left_out_fact(*id)))
}

/// Whether commits were left out by paths that the policy did not name when they were to be judged: then what
/// is no finding may be none for that alone.
fn left_out_later(finding: &Finding, context: &Context<'_>) -> bool {
    if context.subject.change_set.left_out.is_empty() {
        return false;
    }
    let service = &context.deployment().service;
    let as_recorded = context.as_recorded();
    let before = as_recorded.map(|before| before.parameters().paths_of(service));
    matches!(finding.outcome, Outcome::Pass | Outcome::NotApplicable)
        && before.is_some_and(|before| before != context.parameters().paths_of(service))
}

fn finding(control: &Control, context: &Context<'_>) -> Finding {
    let as_recorded = context.as_recorded();
    let before = as_recorded.map(|context| finding_by_policy(control, &context));
    let found = finding_by_policy(control, context).against(before);
    let as_recorded = context.snapshot.as_recorded.as_deref();
    let before = as_recorded.and_then(|snapshot| {
        let detail = Detail::OutcomeOnly;
        let id = snapshot.subject_of(context.subject.deployment, context.id)?;
        let context = Context::new(snapshot, id, context.as_of, detail);
        Some(finding_by_policy(control, &context))
    });
    let finding = found.against_decisions(before);
    let later = left_out_later(&finding, context);
    telling_left_out(finding, context, control).marked_if(later, Overlay::Backdated)
}

fn finding_by_policy(control: &Control, context: &Context<'_>) -> Finding {
    if let Some(off) = context.switched_off(control) {
        return off;
    }
    match control.check {
        Judges::Deployment(check)
        | Judges::Change {
            deployment: check, ..
        } => {
            let finding = unless_missing(context, control, check(context));
            referring(excepted(context, control, finding), context)
        }
        Judges::Import(_)
        | Judges::Period(_)
        | Judges::Policy(_)
        | Judges::Exception(_)
        | Judges::Finding(_) => context.not_applicable(|| {
            let judges = control.check.words();
            format!("{} judges {judges}, not a deployment.", control.id)
        }),
    }
}
