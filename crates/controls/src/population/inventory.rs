//! What an inventory shows to have run in production, against the deployments.

use std::collections::HashMap;

use changeproof_domain::coverage::Scope;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::{InventoryEntry, RecordKind};
use changeproof_domain::snapshot::{InventoryEntryId, RecordRef, Subject};
use changeproof_domain::time::MINUTE;

use crate::context::{field_text, short, when};
use crate::finding::Finding;
use crate::others::PeriodContext;
use crate::population::pop_03_independent_tie_out::Second;
use crate::shared::revision::is_same_revision;

/// How many facts of what agrees are listed.
pub(super) const LISTED: usize = 50;

/// The comparison with the inventory; none where nothing of it was seen in the period.
pub(super) fn with_inventory(cx: &PeriodContext<'_>) -> Option<Second> {
    let (from, to) = cx.known_time();
    let subjects = by_scope(cx);
    let seen = cx.snapshot.registers.inventory.iter().enumerate();
    let findings: Vec<Finding> = seen
        .filter(|(_, entry)| {
            (from..=to).contains(&entry.seen_at.at)
                && cx.parameters().is_production(&entry.environment)
        })
        .map(|(index, entry)| {
            let scope = Scope::service(&entry.service, &entry.environment);
            let of_service = subjects.get(&scope).map_or(&[][..], Vec::as_slice);
            running(cx, index.into(), entry, of_service)
        })
        .collect();
    let entries = findings.len();
    let worst = Finding::worst(findings)?;
    let finding = if worst.outcome == Outcome::Pass {
        let minutes = cx.parameters().same_deployment_window / MINUTE;
        let last = format!(
            "the revision deployed last (within {minutes} min of a deployment, that one or the one before)"
        );
        let passed = cx.pass(|| match entries {
            1 => format!("The only entry of the inventory in the period shows {last}."),
            _ => format!("All {entries} entries of the inventory in the period show {last}."),
        });
        passed
            .with(worst.facts.into_iter().take(LISTED))
            .with(cx.declared(RecordKind::InventoryEntry))
    } else {
        worst
    };
    Some(Second {
        finding,
        reaches: cx.covered(RecordKind::InventoryEntry, &cx.in_production(), (from, to)),
        lacks: "But the imported inventory does not cover every service over the whole period.",
    })
}

/// The production deployments of each service and environment, by time.
fn by_scope<'a>(cx: &PeriodContext<'a>) -> HashMap<Scope, Vec<&'a Subject>> {
    let mut of: HashMap<Scope, Vec<&Subject>> = HashMap::new();
    if cx.snapshot.registers.inventory.is_empty() {
        return of;
    }
    for subject in &cx.snapshot.subjects {
        let record = &cx.snapshot.deployments[subject.deployment.index()];
        let scope = Scope::service(&record.service, &record.environment);
        of.entry(scope).or_default().push(subject);
    }
    of
}

/// What ran in production at a moment, against the deployment before it.
fn running(
    cx: &PeriodContext<'_>,
    id: InventoryEntryId,
    entry: &InventoryEntry,
    of_service: &[&Subject],
) -> Finding {
    let window = cx.parameters().same_deployment_window;
    let what = || {
        format!(
            "{} ran {} at {}",
            entry.service,
            entry.revision.text(),
            when(&entry.seen_at)
        )
    };
    let Some(revision) = entry.revision.value() else {
        return cx
            .insufficient(|| format!("Which revision of {} ran was not exported.", entry.service))
            .with(seen(cx, id, entry));
    };
    let until = entry.seen_at.latest().plus(window);
    let end = of_service.partition_point(|subject| subject.at <= until);
    let before = &of_service[..end];
    let same = |subject: &&&Subject| {
        let deployed = cx.snapshot.revision(subject.deployment);
        deployed.is_some_and(|deployed| is_same_revision(deployed, revision))
    };
    // Around a deployment the one or the other may run.
    let current = before
        .iter()
        .rev()
        .take_while(|subject| subject.at.0 >= entry.seen_at.at.0 - window);
    let last = before
        .iter()
        .rev()
        .find(|subject| subject.at.0 < entry.seen_at.at.0 - window);
    if let Some(subject) = current.chain(last).find(same) {
        return cx
            .pass(|| format!("{}, the revision of a deployment before.", what()))
            .with(seen(cx, id, entry))
            .with(deployed(cx, subject));
    }
    let Some(last) = before.last() else {
        return cx
            .insufficient(|| format!("{}, and no deployment before is known.", what()))
            .with(seen(cx, id, entry));
    };
    let scope = Scope::service(&entry.service, &entry.environment);
    let coverage = &cx.snapshot.coverage;
    let covered = coverage.through(
        RecordKind::Deployment,
        &scope,
        last.at,
        entry.seen_at.latest(),
    );
    let finding = if cx.snapshot.revision(last.deployment).is_none() {
        cx.insufficient(|| format!("{}, and the deployment before names no revision.", what()))
    } else if covered {
        cx.fail(|| {
            let deployed = cx.snapshot.revision(last.deployment).unwrap_or_default();
            format!(
                "{}, but by the imported deployments {} was deployed last.",
                what(),
                short(deployed)
            )
        })
    } else {
        cx.insufficient(|| {
            format!(
                "{}, and the imported deployments do not cover the time before.",
                what()
            )
        })
    };
    finding.with(seen(cx, id, entry)).with(deployed(cx, last))
}

fn seen(cx: &PeriodContext<'_>, id: InventoryEntryId, entry: &InventoryEntry) -> Vec<Fact> {
    let own = RecordRef::InventoryEntry(id);
    let facts = [
        cx.fact(own, "service", || entry.service.clone()),
        cx.fact(own, "environment", || entry.environment.clone()),
        cx.fact(own, "revision", || field_text(&entry.revision)),
        cx.fact(own, "seen_at", || entry.seen_at.to_string()),
    ];
    facts.into_iter().flatten().collect()
}

fn deployed(cx: &PeriodContext<'_>, subject: &Subject) -> Option<Fact> {
    let (record, field) = cx.snapshot.told_revision(subject.deployment);
    cx.fact(record, field, || {
        let revision = cx.snapshot.revision(subject.deployment);
        revision.unwrap_or_default().to_owned()
    })
}
