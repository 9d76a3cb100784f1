//! Puts the lines of the company's registers into their order, and holidays into the calendar.

use changeproof_domain::record::Deployment;
use changeproof_domain::snapshot::{Held, MonitoringResultId, Registers, Snapshot};
use changeproof_domain::text::folded;
use hashbrown::HashMap;

/// Orders the registers, makes their indexes and gives the calendar its holidays.
pub(crate) fn finish(snapshot: &mut Snapshot) {
    order(&mut snapshot.registers);
    index(&mut snapshot.registers);
    name_deployments(&mut snapshot.registers, &snapshot.deployments);
    let days = snapshot.registers.holidays.iter().map(|day| day.date);
    snapshot.calendar.holidays.extend(days);
}

/// Finds the monitoring results that name an imported deployment, in any letter case.
fn name_deployments(r: &mut Registers, deployments: &[Held<Deployment>]) {
    let mut results: HashMap<String, Vec<MonitoringResultId>> = HashMap::new();
    for (i, line) in r.monitoring.iter().enumerate() {
        if let Some(name) = line.deployment.value() {
            let of = results.entry(name.to_ascii_lowercase());
            of.or_default().push(i.into());
        }
    }
    if results.is_empty() {
        return;
    }
    for deployment in deployments {
        for name in [&deployment.id, &deployment.key()] {
            let named = results.get(&name.to_ascii_lowercase());
            r.monitoring_of_deployments
                .extend(named.into_iter().flatten());
        }
    }
}

fn order(r: &mut Registers) {
    r.attestations.sort_by_cached_key(|line| {
        let subject = (
            folded(&line.control).into_owned(),
            folded(&line.subject).into_owned(),
        );
        (subject, line.at.value().map(|at| at.at), line.key())
    });
    r.monitoring.sort_by_cached_key(|line| {
        let service = folded(&line.service).into_owned();
        (service, line.checked_at.at, line.key())
    });
    r.inventory.sort_by_cached_key(|line| {
        (
            line.service.clone(),
            line.environment.clone(),
            line.seen_at.at,
            line.key(),
        )
    });
    r.protection.sort_by_cached_key(|line| {
        (
            line.repository.clone(),
            line.branch.clone(),
            line.taken_at.at,
            line.key(),
        )
    });
    r.holidays.sort_by_key(|line| line.date);
    r.standard_changes.sort_by_cached_key(|line| {
        let template = folded(&line.template).into_owned();
        (
            template,
            line.approved_at.value().map(|at| at.at),
            line.key(),
        )
    });
    r.policy_reviews.sort_by_cached_key(|line| {
        let at = line.reviewed_at.value().map(|at| at.at);
        (line.policy.clone(), at, line.key())
    });
    r.policy_triggers
        .sort_by_cached_key(|line| (line.at.value().map(|at| at.at), line.key()));
    r.exceptions.sort_by(|a, b| a.id.cmp(&b.id));
    r.secret_scans.sort_by_cached_key(|scan| scan.key());
    r.secret_findings
        .sort_by_cached_key(|finding| finding.key());
}

fn index(r: &mut Registers) {
    for (i, line) in r.attestations.iter().enumerate() {
        let control = folded(&line.control).into_owned();
        let of = r
            .attestations_of
            .entry((control, folded(&line.subject).into_owned()));
        of.or_default().push(i.into());
    }
    for (i, line) in r.monitoring.iter().enumerate() {
        let of = r.monitoring_of.entry(folded(&line.service).into_owned());
        of.or_default().push(i.into());
    }
    for (i, scan) in r.secret_scans.iter().enumerate() {
        if let Some(repository) = scan.repository.value() {
            let of = r.secret_scans_of.entry(folded(repository).into_owned());
            of.or_default().push(i.into());
        }
    }
    for (i, finding) in r.secret_findings.iter().enumerate() {
        if let Some(sha) = finding.commit.value() {
            let of = r.secrets_in_commit.entry(sha.clone());
            of.or_default().push(i.into());
        }
        if let Some(name) = finding.record.record.value() {
            let of = r.secrets_in_record.entry(name.clone());
            of.or_default().push(i.into());
        }
    }
    for (i, line) in r.standard_changes.iter().enumerate() {
        let of = r
            .standard_changes_of
            .entry(folded(&line.template).into_owned());
        of.or_default().push(i.into());
    }
}
