//! Table `other_outcome`: outcomes on what is no deployment, one a row. There are few of them.

use changeproof_domain::outcome::{Outcome, Overlays};
use changeproof_domain::time::Timestamp;
use rusqlite::{Row, params};

use super::evaluation::EvaluationId;
use super::signed;
use crate::error::StoreError;
use crate::workspace::{Reader, Writer};

/// The outcome of a control on an imported file, the period or the like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherOutcome {
    /// The control's id.
    pub control: String,
    /// The kind of the subject, such as `import`.
    pub kind: String,
    /// Where the subject comes from, such as the format of a file.
    pub source: String,
    /// The subject's own id, such as the SHA-256 of a file.
    pub id: String,
    /// The subject's name for people.
    pub name: String,
    /// Its time, where it has one.
    pub at: Option<Timestamp>,
    /// The outcome.
    pub outcome: Outcome,
    /// Marks beside it.
    pub overlays: Overlays,
}

fn other_outcome(row: &Row<'_>) -> Result<OtherOutcome, StoreError> {
    let rank: u8 = row.get(6)?;
    Ok(OtherOutcome {
        control: row.get(0)?,
        kind: row.get(1)?,
        source: row.get(2)?,
        id: row.get(3)?,
        name: row.get(4)?,
        at: row.get::<_, Option<i64>>(5)?.map(Timestamp),
        outcome: Outcome::from_rank(rank)
            .ok_or_else(|| StoreError::Damaged(format!("an outcome has the rank {rank}")))?,
        overlays: overlays(row.get(7)?)?,
    })
}

/// The marks with those bits: a bit that is no mark would be shown and hashed nowhere.
fn overlays(bits: u8) -> Result<Overlays, StoreError> {
    let mut known = Overlays::default();
    for mark in Overlays(bits).iter() {
        known.add(mark);
    }
    if known == Overlays(bits) {
        Ok(known)
    } else {
        Err(StoreError::Damaged(format!(
            "an outcome has the marks {bits}"
        )))
    }
}

impl Reader<'_> {
    /// The outcomes of an evaluation on what is no deployment, in the order in which they were written.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where one cannot be read.
    pub fn other_outcomes(
        &self,
        evaluation: EvaluationId,
    ) -> Result<Vec<OtherOutcome>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT control, kind, source, source_id, name, at, outcome, overlays
             FROM other_outcome WHERE evaluation = ?1 ORDER BY ordinal",
        )?;
        let mut rows = statement.query([evaluation.0])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(other_outcome(row)?);
        }
        Ok(found)
    }
}

impl Writer<'_> {
    /// Writes the outcomes of an evaluation on what is no deployment.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn add_other_outcomes(
        &self,
        evaluation: EvaluationId,
        outcomes: &[OtherOutcome],
    ) -> Result<(), StoreError> {
        let mut statement = self.connection().prepare_cached(
            "INSERT INTO other_outcome (evaluation, ordinal, control, kind, source, source_id, name,
                 at, outcome, overlays)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        for (ordinal, one) in outcomes.iter().enumerate() {
            statement.execute(params![
                evaluation.0,
                signed(ordinal as u64),
                one.control,
                one.kind,
                one.source,
                one.id,
                one.name,
                one.at.map(|at| at.0),
                one.outcome.rank(),
                one.overlays.0,
            ])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use changeproof_domain::outcome::Overlay;

    use super::*;
    use crate::testing::new_evaluation;

    #[test]
    fn outcomes_come_back_in_order_until_the_rows_are_dropped() {
        let (_folder, mut workspace, id) = new_evaluation();
        let mut overlays = Overlays::default();
        overlays.add(Overlay::AsExported);
        let outcome = |control: &str, at| OtherOutcome {
            control: control.to_owned(),
            kind: "import".to_owned(),
            source: "roster".to_owned(),
            id: "ab".repeat(32),
            name: "roster.csv".to_owned(),
            at,
            outcome: Outcome::Fail,
            overlays,
        };
        let all = [
            outcome("POP-02", None),
            outcome("POP-01", Some(Timestamp(7))),
        ];
        let writer = workspace.write().unwrap();
        writer.add_other_outcomes(id, &all).unwrap();
        assert_eq!(writer.other_outcomes(id).unwrap(), all);
        assert!(writer.has_rows(id).unwrap(), "without any deployment");
        writer.drop_rows(id).unwrap();
        assert_eq!(writer.other_outcomes(id).unwrap(), []);
        assert!(!writer.has_rows(id).unwrap());
    }

    #[test]
    fn bits_that_are_no_marks_are_refused() {
        let mut all = Overlays::default();
        for mark in Overlay::ALL {
            all.add(mark);
        }
        assert_eq!(overlays(all.0).unwrap(), all);
        let more = overlays(all.0 | 128);
        assert!(matches!(more, Err(StoreError::Damaged(_))));
    }
}
