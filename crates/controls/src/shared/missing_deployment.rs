//! A deployment that may be missing before another one, and may have brought its changes earlier.

use changeproof_domain::coverage::{Basis, Scope};
use changeproof_domain::outcome::Outcome;
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{ChangeSetKind, RecordRef};

use crate::context::{Context, when};
use crate::control::Control;
use crate::finding::Finding;

/// Controls that hold what became of a change against the time of its deployment: what came before a deployment
/// may have come after an earlier one that is missing.
const BEFORE: &[&str] = &[
    "APP-01", "APP-02", "APP-03", "APP-04", "CAT-01", "DEP-03", "EMG-01", "EMG-02", "EMG-03",
    "EMG-04", "RBK-01", "REC-01", "REV-01", "REV-02", "REV-03", "SEC-01", "STD-01", "TPC-01",
    "TST-01", "TST-02",
];

/// Controls that ask for something after the deployment, which is late or early only by its time.
const AFTER: &[&str] = &["EMG-01", "EMG-02", "EMG-04"];

/// A finding that does not rest on a time that is not known: what a deployment brought may have been in
/// production before where the deployments between it and the one before it are declared not to be covered.
pub(crate) fn unless_missing(cx: &Context<'_>, control: &Control, finding: Finding) -> Finding {
    let by_time = match finding.outcome {
        Outcome::Pass => BEFORE.contains(&control.id),
        Outcome::Fail => AFTER.contains(&control.id),
        Outcome::InsufficientEvidence | Outcome::Pending | Outcome::NotApplicable => false,
    };
    if !by_time || cx.subject.change_set.kind != ChangeSetKind::Range {
        return finding;
    }
    let Some(previous) = cx.subject.previous else {
        return finding;
    };
    let own = cx.deployment();
    let scope = Scope::service(&own.service, &own.environment);
    let before = cx.attempt(previous).started_at;
    let coverage = &cx.snapshot.coverage;
    let kind = RecordKind::Deployment;
    let (from, to) = (before.at, cx.start().at);
    // Where nobody declared it, a month without a deployment is no hole.
    let is_declared =
        { coverage.of(kind, &scope).iter() }.all(|span| span.basis == Basis::Declared);
    let is_hole = coverage.at(kind, &scope, from)
        && coverage.at(kind, &scope, to)
        && !coverage.through(kind, &scope, from, to);
    if !is_declared || !is_hole {
        return finding;
    }
    let Finding { reason, facts, .. } = finding;
    let started = cx.fact(RecordRef::Deployment(previous), "started_at", || {
        before.to_string()
    });
    cx.insufficient(|| {
        format!(
            "{reason} But the imported deployments of {} do not cover all of the time since the one before it, which \
             began at {}: one that is missing may have brought this earlier.",
            own.service,
            when(&before)
        )
    })
    .with(facts)
    .with(started)
    .with(cx.covered_by(kind, [&scope], (from, to)))
}
