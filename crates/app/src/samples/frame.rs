//! The population that a sample is drawn from: the production deployments of a stored evaluation, whose hash
//! stands in the draw and in every pack of these days.

use changeproof_domain::outcome::Overlay;
use changeproof_store::{Digest, Evaluation, Reader, SubjectRow};
use chrono_tz::Tz;

use super::event::{GroupKind, Strata};
use super::item::ItemName;
use crate::canonical;
use crate::changes::CATEGORIES;
use crate::error::AppError;
use crate::period::Period;

/// The emergency among the categories.
const EMERGENCY: &str = CATEGORIES[2];

/// A population.
pub(crate) struct Frame {
    /// Its deployments, by time, service and id.
    pub(crate) rows: Vec<SubjectRow>,
    /// Their hash, as packs of these days print it.
    pub(crate) hash: Digest,
    zone: Tz,
}

impl Frame {
    /// The deployments of an evaluation within a period.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub(crate) fn stored(
        reader: &Reader<'_>,
        evaluation: &Evaluation,
        period: Period,
    ) -> Result<Frame, AppError> {
        let zone = &evaluation.head.zone;
        let zone = zone
            .parse()
            .map_err(|_| AppError::WorkspaceZone(zone.clone()))?;
        Frame::of(reader.subjects(evaluation.id)?, period, zone)
    }

    /// Those of some stored deployments that lie within a period.
    pub(crate) fn of(
        mut rows: Vec<SubjectRow>,
        period: Period,
        zone: Tz,
    ) -> Result<Frame, AppError> {
        rows.retain(|row| period.holds(row.at, zone));
        let hash = canonical::population_hash_of_rows(&rows)?;
        Ok(Frame { rows, hash, zone })
    }

    /// The deployment with these names.
    pub(crate) fn find(&self, item: &ItemName) -> Option<&SubjectRow> {
        self.rows.iter().find(|row| item.names(row))
    }

    /// The stratum of a deployment; none where the population is not divided.
    pub(super) fn stratum(&self, row: &SubjectRow, strata: &[Strata]) -> Option<String> {
        let of = |strata: &Strata| match strata {
            Strata::Category if row.categories.is_empty() => "no change record".to_owned(),
            Strata::Category => row.categories.replace('\n', " and "),
            Strata::Service => row.service.clone(),
            Strata::Month => row.at.date_in(self.zone).format("%Y-%m").to_string(),
        };
        let names: Vec<String> = strata.iter().map(of).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

/// Whether a deployment belongs to a group.
pub(super) fn belongs(row: &SubjectRow, group: GroupKind) -> bool {
    match group {
        GroupKind::Emergencies => row.categories.lines().any(|one| one == EMERGENCY),
        GroupKind::Exceptions => {
            let verdicts = (0..row.verdicts.len()).filter_map(|at| row.verdicts.get(at));
            verdicts.into_iter().any(|(_, marks)| {
                marks.contains(Overlay::Excepted) || marks.contains(Overlay::ExceptedRetroactive)
            })
        }
    }
}
