//! Table `evaluation`: each frozen set of outcomes, and what it was made from. What is recorded about
//! an evaluation stays; its rows may be dropped once a newer one of the same days is there.

use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};

use super::{signed, unsigned};
use crate::digest::Digest;
use crate::error::StoreError;
use crate::workspace::{Reader, Writer};

/// The id of an evaluation: later ones are larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EvaluationId(pub i64);

/// What is recorded about an evaluation beside its verdicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvaluationDraft {
    /// The first day of the period.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The zone of the days, as an IANA name.
    pub zone: String,
    /// The instant that decided what was pending.
    pub as_of: Timestamp,
    /// The newest event when the records were read: nothing imported later counts.
    pub data_sequence: i64,
    /// The event that tells of this evaluation.
    pub event: i64,
    /// The parameters in force, as JSON.
    pub parameters: String,
    /// Ids and versions of the controls in the order of the verdicts, as JSON.
    pub controls: String,
    /// The version of the app.
    pub app_version: String,
    /// SHA-256 over the canonical results.
    pub results_hash: Digest,
    /// SHA-256 over the canonical population.
    pub population_hash: Digest,
    /// How many subjects lie in the period.
    pub subjects: u64,
    /// How many outcomes have a deadline ahead; none where an earlier version evaluated, and where failures were
    /// shown first: what is asked of them is not judged yet.
    pub pending: Option<u64>,
    /// What the evidence covered, as JSON for the screens: it follows from the records and is part of
    /// no hash.
    pub coverage: String,
}

/// A stored evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// Its id.
    pub id: EvaluationId,
    /// What is recorded about it.
    pub head: EvaluationDraft,
}

const COLUMNS: &str = "id, from_date, to_date, zone, as_of, data_sequence, event, parameters, \
                       controls, app_version, results_hash, population_hash, subjects, \
                       coverage, pending";

fn evaluation(row: &Row<'_>) -> Result<Evaluation, StoreError> {
    let date = |column: usize| -> Result<NaiveDate, StoreError> {
        let text: String = row.get(column)?;
        text.parse()
            .map_err(|_| StoreError::Damaged(format!("an evaluation has the date '{text}'")))
    };
    let head = EvaluationDraft {
        from: date(1)?,
        to: date(2)?,
        zone: row.get(3)?,
        as_of: Timestamp(row.get(4)?),
        data_sequence: row.get(5)?,
        event: row.get(6)?,
        parameters: row.get(7)?,
        controls: row.get(8)?,
        app_version: row.get(9)?,
        results_hash: row.get(10)?,
        population_hash: row.get(11)?,
        subjects: unsigned(row.get(12)?),
        coverage: row.get(13)?,
        pending: row.get::<_, Option<i64>>(14)?.map(unsigned),
    };
    Ok(Evaluation {
        id: EvaluationId(row.get(0)?),
        head,
    })
}

fn first(
    connection: &Connection,
    condition: &str,
    values: impl rusqlite::Params,
) -> Result<Option<Evaluation>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM evaluation {condition} ORDER BY id DESC LIMIT 1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(values)?;
    rows.next()?.map(evaluation).transpose()
}

impl Reader<'_> {
    /// All evaluations, the oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where one cannot be read.
    pub fn evaluations(&self) -> Result<Vec<Evaluation>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM evaluation ORDER BY id");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(evaluation(row)?);
        }
        Ok(found)
    }

    /// The newest evaluation.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where it cannot be read.
    pub fn latest_evaluation(&self) -> Result<Option<Evaluation>, StoreError> {
        first(self.connection(), "", [])
    }

    /// The newest evaluation whose period holds both days.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where it cannot be read.
    pub fn evaluation_of(
        &self,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Option<Evaluation>, StoreError> {
        let condition = "WHERE from_date <= ?1 AND to_date >= ?2";
        let values = params![from.to_string(), to.to_string()];
        first(self.connection(), condition, values)
    }

    /// The newest evaluation that holds both days and of which `fits` says that it will do.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where one cannot be read.
    pub fn evaluation_where(
        &self,
        (from, to): (NaiveDate, NaiveDate),
        mut fits: impl FnMut(&Evaluation) -> Result<bool, StoreError>,
    ) -> Result<Option<Evaluation>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM evaluation WHERE from_date <= ?1 AND to_date >= ?2
             ORDER BY id DESC"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(params![from.to_string(), to.to_string()])?;
        while let Some(row) = rows.next()? {
            let found = evaluation(row)?;
            if fits(&found)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

impl Writer<'_> {
    /// Records an evaluation; its outcomes are written separately.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn add_evaluation(&self, head: &EvaluationDraft) -> Result<EvaluationId, StoreError> {
        self.connection()
            .prepare_cached(
                "INSERT INTO evaluation (from_date, to_date, zone, as_of, data_sequence, event,
                     parameters, controls, app_version, results_hash, population_hash, subjects,
                     coverage, pending)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(params![
                head.from.to_string(),
                head.to.to_string(),
                head.zone,
                head.as_of.0,
                head.data_sequence,
                head.event,
                head.parameters,
                head.controls,
                head.app_version,
                head.results_hash,
                head.population_hash,
                signed(head.subjects),
                head.coverage,
                head.pending.map(signed),
            ])?;
        Ok(EvaluationId(self.connection().last_insert_rowid()))
    }

    /// Drops the outcomes of an evaluation; what is recorded about it stays.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn drop_rows(&self, evaluation: EvaluationId) -> Result<(), StoreError> {
        for table in ["subject", "other_outcome"] {
            self.connection()
                .prepare_cached(&format!("DELETE FROM {table} WHERE evaluation = ?1"))?
                .execute([evaluation.0])?;
        }
        Ok(())
    }
}
