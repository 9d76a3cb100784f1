//! The population: how accepted rows became production deployments, and what each of them is.

use changeproof_controls::standing::{self, Category};
use changeproof_domain::parameters::Parameters;
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{ChangeRecordId, Snapshot, Subject};
use changeproof_reports::pack::{CalendarRule, Deployment, Population, Reduction};

use super::Material;
use crate::canonical;
use crate::changes;
use crate::error::AppError;

/// The population of the period.
pub(super) fn population(material: &Material<'_>) -> Result<Population, AppError> {
    let explained = material.explained;
    let loaded = &explained.loaded;
    let snapshot = &loaded.snapshot;
    let deployments = explained
        .subjects
        .iter()
        .map(|&id| {
            let subject = &snapshot.subjects[id.index()];
            deployment(snapshot, subject, loaded.zone)
        })
        .collect();
    let accepted = loaded
        .spans
        .values()
        .flatten()
        .filter(|span| span.kind == RecordKind::Deployment)
        .map(|span| span.records)
        .sum();
    Ok(Population {
        accepted_rows: accepted,
        reductions: reductions(material, accepted),
        deployments,
        hash: canonical::population_hash(snapshot, &explained.subjects)?.to_string(),
        calendar: CalendarRule {
            holidays: snapshot.calendar.holidays.iter().copied().collect(),
            ..CalendarRule::default()
        },
    })
}

fn reductions(material: &Material<'_>, accepted: u64) -> Vec<Reduction> {
    let counts = material.explained.loaded.snapshot.population;
    let outside = counts.subjects - material.explained.subjects.len().min(counts.subjects);
    [
        (
            "Older versions of the same deployment",
            accepted.saturating_sub(counts.imported as u64),
        ),
        (
            "Environments that are not production",
            counts.non_production as u64,
        ),
        (
            "The same deployment in a second source",
            counts.duplicates as u64,
        ),
        (
            "Attempts that did not change production",
            counts.attempts as u64,
        ),
        ("Outside the period", outside as u64),
    ]
    .into_iter()
    .map(|(reason, rows)| Reduction {
        reason: reason.to_owned(),
        rows,
    })
    .collect()
}

fn deployment(snapshot: &Snapshot, subject: &Subject, zone: chrono_tz::Tz) -> Deployment {
    let record = &snapshot.deployments[subject.deployment.index()];
    let linked = subject.records();
    Deployment {
        id: record.id.clone(),
        source: record.record.source.id().to_owned(),
        service: record.service.clone(),
        environment: record.environment.clone(),
        revision: snapshot
            .revision(subject.deployment)
            .unwrap_or_default()
            .to_owned(),
        started_at: subject.at.utc(),
        local_day: subject.at.date_in(zone),
        category: category(snapshot, snapshot.parameters_of(record), &linked),
        change_records: linked
            .iter()
            .map(|id| snapshot.change_records[id.index()].key.clone())
            .collect(),
        pull_requests: changes::pull_requests(snapshot, subject),
        deployer: changes::deployer(snapshot, subject).map(str::to_owned),
    }
}

/// The plain name behind a tool's word; a word that is not mapped stays, in lower case.
fn plain_category(word: &str, parameters: &Parameters) -> String {
    match standing::category_of_word(word, parameters) {
        Category::Unknown => word.trim().to_lowercase(),
        known => changes::category_name(known).to_owned(),
    }
}

/// The category as the linked change records give it; several are joined.
fn category(
    snapshot: &Snapshot,
    parameters: &Parameters,
    linked: &[ChangeRecordId],
) -> Option<String> {
    let mut words: Vec<String> = linked
        .iter()
        .filter_map(|id| snapshot.change_records[id.index()].category.value())
        .map(|word| plain_category(word, parameters))
        .collect();
    words.sort_unstable();
    words.dedup();
    (!words.is_empty()).then(|| words.join(" and "))
}

#[cfg(test)]
mod tests {
    use changeproof_controls::case::Case;
    use changeproof_domain::outcome::Outcome;

    use super::*;
    use crate::testing::of_case;

    #[test]
    fn the_population_names_the_deployer_that_lists_name() {
        let clean = Case {
            name: "a clean change",
            given: |_| {},
            then: Outcome::Pass,
        };
        let (_, snapshot, id) = of_case(&clean);
        let subject = &snapshot.subjects[id.index()];
        let listed = changes::deployer(&snapshot, subject);
        let deployment = deployment(&snapshot, subject, chrono_tz::Tz::UTC);
        assert_eq!(deployment.deployer.as_deref(), listed);
        let account = snapshot.deployments[subject.deployment.index()]
            .deployed_by
            .value();
        assert_ne!(
            listed,
            account.map(changeproof_domain::account::Account::shown),
            "a person, not a login"
        );
    }
}
