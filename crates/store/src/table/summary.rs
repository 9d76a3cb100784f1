//! Table `summary`: how many subjects have which outcome, by control, month and service.

use changeproof_domain::outcome::Outcome;
use rusqlite::params;

use super::evaluation::EvaluationId;
use super::{signed, unsigned};
use crate::error::StoreError;
use crate::workspace::{Reader, Writer};

/// One count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SummaryRow {
    /// The control's position in the evaluation's list.
    pub control: usize,
    /// `YYYY-MM`, in the workspace's zone.
    pub month: String,
    /// The service.
    pub service: String,
    /// The outcome's rank, as [`Outcome::rank`] gives it.
    pub rank: u8,
    /// How many subjects.
    pub n: u64,
}

impl SummaryRow {
    /// The outcome.
    pub fn outcome(&self) -> Option<Outcome> {
        Outcome::from_rank(self.rank)
    }
}

impl Reader<'_> {
    /// The summary of an evaluation, by control, month, service and outcome.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn summary(&self, evaluation: EvaluationId) -> Result<Vec<SummaryRow>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT control, month, service, outcome, n FROM summary WHERE evaluation = ?1
             ORDER BY control, month, service, outcome",
        )?;
        let rows = statement.query_map([evaluation.0], |row| {
            Ok(SummaryRow {
                control: usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX),
                month: row.get(1)?,
                service: row.get(2)?,
                rank: row.get(3)?,
                n: unsigned(row.get(4)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether an evaluation has that outcome anywhere.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn has_outcome(
        &self,
        evaluation: EvaluationId,
        outcome: Outcome,
    ) -> Result<bool, StoreError> {
        let found = self
            .connection()
            .prepare_cached("SELECT 1 FROM summary WHERE evaluation = ?1 AND outcome = ?2 LIMIT 1")?
            .exists(params![evaluation.0, outcome.rank()])?;
        Ok(found)
    }
}

impl Writer<'_> {
    /// Writes the summary of an evaluation.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn add_summary(
        &self,
        evaluation: EvaluationId,
        rows: &[SummaryRow],
    ) -> Result<(), StoreError> {
        let mut statement = self.connection().prepare_cached(
            "INSERT INTO summary (evaluation, control, month, service, outcome, n)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for row in rows {
            statement.execute(params![
                evaluation.0,
                signed(row.control as u64),
                row.month,
                row.service,
                row.rank,
                signed(row.n),
            ])?;
        }
        Ok(())
    }
}
