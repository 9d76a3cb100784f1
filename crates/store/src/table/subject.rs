//! Table `subject`: what was judged, with a byte for the outcome and one for the overlays of each
//! control. An evaluation's subjects are read as a whole; lists are made from them in memory.

use changeproof_domain::outcome::{Outcome, Overlay, Overlays};
use changeproof_domain::time::Timestamp;
use rusqlite::{Row, params};

use super::evaluation::EvaluationId;
use super::{signed, unsigned};
use crate::error::StoreError;
use crate::workspace::{Reader, Writer};

/// The outcomes of all controls on one subject, two bytes each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdicts(Vec<u8>);

impl Verdicts {
    /// Adds the outcome of the next control.
    pub fn push(&mut self, outcome: Outcome, overlays: Overlays) {
        self.0.extend([outcome.rank(), overlays.0]);
    }

    /// Puts another outcome at the position of a control that there is.
    pub fn set(&mut self, control: usize, outcome: Outcome, overlays: Overlays) {
        if let Some(pair) = self.0.get_mut(2 * control..2 * control + 2) {
            pair.copy_from_slice(&[outcome.rank(), overlays.0]);
        }
    }

    /// The outcome of the control at that position.
    pub fn get(&self, control: usize) -> Option<(Outcome, Overlays)> {
        let pair = self.0.get(2 * control..2 * control + 2)?;
        Some((Outcome::from_rank(pair[0])?, Overlays(pair[1])))
    }

    /// The outcome of the control at that position, where it is counted here and not at an earlier deployment of the
    /// same changes.
    pub fn counted(&self, control: usize) -> Option<Outcome> {
        let (outcome, overlays) = self.get(control)?;
        (!overlays.contains(Overlay::Returned)).then_some(outcome)
    }

    /// The bytes as they are stored.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// How many controls there are.
    pub fn len(&self) -> usize {
        self.0.len() / 2
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A subject as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectRow {
    /// The place among the subjects of the evaluation, by time, service and id, from 0.
    pub ordinal: u64,
    /// The kind, such as `deployment`.
    pub kind: String,
    /// The source, such as `github`.
    pub source: String,
    /// The source's own id.
    pub id: String,
    /// The service.
    pub service: String,
    /// The environment.
    pub environment: String,
    /// When it began.
    pub at: Timestamp,
    /// The deployed revision.
    pub revision: Option<String>,
    /// The release's version text.
    pub version: Option<String>,
    /// Who deployed: the person's name where the roster knows it, else the account.
    pub deployer: Option<String>,
    /// The authors of its changes in the same way, one a line, that of the first change first.
    pub author: Option<String>,
    /// Keys of the changes behind it, one a line: of change records, then of pull requests and commits
    /// that no record stands for.
    pub changes: String,
    /// Keys of its pull requests, one a line.
    pub pull_requests: String,
    /// Categories of its changes when it began, one a line.
    pub categories: String,
    /// The outcomes.
    pub verdicts: Verdicts,
}

const COLUMNS: &str = "ordinal, kind, source, source_id, service, environment, at, revision, \
                       version, deployer, author, changes, pull_requests, categories, verdicts";

fn subject(row: &Row<'_>) -> rusqlite::Result<SubjectRow> {
    Ok(SubjectRow {
        ordinal: unsigned(row.get(0)?),
        kind: row.get(1)?,
        source: row.get(2)?,
        id: row.get(3)?,
        service: row.get(4)?,
        environment: row.get(5)?,
        at: Timestamp(row.get(6)?),
        revision: row.get(7)?,
        version: row.get(8)?,
        deployer: row.get(9)?,
        author: row.get(10)?,
        changes: row.get(11)?,
        pull_requests: row.get(12)?,
        categories: row.get(13)?,
        verdicts: Verdicts(row.get(14)?),
    })
}

impl Reader<'_> {
    /// The subjects of an evaluation, by time, service and id.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn subjects(&self, evaluation: EvaluationId) -> Result<Vec<SubjectRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM subject WHERE evaluation = ?1 ORDER BY ordinal");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([evaluation.0], subject)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The subjects of an evaluation with one id, of whatever source.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn subjects_named(
        &self,
        evaluation: EvaluationId,
        id: &str,
    ) -> Result<Vec<SubjectRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM subject WHERE evaluation = ?1 AND source_id = ?2 ORDER BY ordinal"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map((evaluation.0, id), subject)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether any outcome of an evaluation is stored, on a deployment or on anything else.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn has_rows(&self, evaluation: EvaluationId) -> Result<bool, StoreError> {
        let found = self
            .connection()
            .prepare_cached(
                "SELECT 1 FROM subject WHERE evaluation = ?1
                 UNION ALL SELECT 1 FROM other_outcome WHERE evaluation = ?1 LIMIT 1",
            )?
            .exists([evaluation.0])?;
        Ok(found)
    }
}

impl Writer<'_> {
    /// Writes the subjects of an evaluation.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn add_subjects<'s>(
        &self,
        evaluation: EvaluationId,
        subjects: impl IntoIterator<Item = &'s SubjectRow>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection().prepare_cached(
            "INSERT INTO subject (evaluation, ordinal, kind, source, source_id, service,
                 environment, at, revision, version, deployer, author, changes, pull_requests,
                 categories, verdicts)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?;
        for subject in subjects {
            statement.execute(params![
                evaluation.0,
                signed(subject.ordinal),
                subject.kind,
                subject.source,
                subject.id,
                subject.service,
                subject.environment,
                subject.at.0,
                subject.revision,
                subject.version,
                subject.deployer,
                subject.author,
                subject.changes,
                subject.pull_requests,
                subject.categories,
                subject.verdicts.0,
            ])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::testing::new_evaluation;
    use crate::workspace::Workspace;

    /// A hundred subjects of three services; the second control fails on every tenth.
    fn evaluated() -> (TempDir, Workspace, EvaluationId) {
        let (folder, mut workspace, id) = new_evaluation();
        let writer = workspace.write().unwrap();
        let rows: Vec<SubjectRow> = (0..100).map(row).collect();
        writer.add_subjects(id, &rows).unwrap();
        writer.commit().unwrap();
        (folder, workspace, id)
    }

    #[test]
    fn the_subjects_with_an_id_are_found_without_the_others() {
        let (_folder, workspace, id) = evaluated();
        let reader = workspace.read().unwrap();
        let all = reader.subjects(id).unwrap();
        let found = reader.subjects_named(id, &all[7].id).unwrap();
        assert_eq!(found, [all[7].clone()]);
        assert!(reader.subjects_named(id, "nobody").unwrap().is_empty());
    }

    fn row(ordinal: u64) -> SubjectRow {
        let mut verdicts = Verdicts::default();
        verdicts.push(Outcome::Fail, Overlays::default());
        let second = if ordinal.is_multiple_of(10) {
            Outcome::Fail
        } else {
            Outcome::Pass
        };
        verdicts.push(second, Overlays(2));
        SubjectRow {
            ordinal,
            kind: "deployment".to_owned(),
            source: "github".to_owned(),
            id: format!("{ordinal}"),
            service: ["api", "web", "worker"][usize::try_from(ordinal % 3).unwrap()].to_owned(),
            environment: "production".to_owned(),
            at: Timestamp(1000 * i64::try_from(ordinal).unwrap()),
            revision: Some("abc".to_owned()),
            version: None,
            deployer: Some("ana".to_owned()),
            author: Some("Bao Nguyen".to_owned()),
            changes: "CHG-1\nCHG-2".to_owned(),
            pull_requests: "clicki/web#7".to_owned(),
            categories: "normal".to_owned(),
            verdicts,
        }
    }

    #[test]
    fn all_subjects_come_back_in_order() {
        let (_folder, workspace, id) = evaluated();
        let want: Vec<SubjectRow> = (0..100).map(row).collect();
        assert_eq!(workspace.read().unwrap().subjects(id).unwrap(), want);
    }

    #[test]
    fn dropped_rows_leave_what_is_recorded_about_the_evaluation() {
        let (_folder, mut workspace, id) = evaluated();
        let writer = workspace.write().unwrap();
        assert!(writer.has_rows(id).unwrap());
        writer.drop_rows(id).unwrap();
        writer.commit().unwrap();
        let reader = workspace.read().unwrap();
        assert!(!reader.has_rows(id).unwrap());
        assert_eq!(reader.latest_evaluation().unwrap().unwrap().id, id);
    }

    #[test]
    fn verdicts_survive_their_bytes() {
        let verdicts = row(10).verdicts;
        assert_eq!(verdicts.len(), 2);
        assert_eq!(verdicts.get(1), Some((Outcome::Fail, Overlays(2))));
        assert_eq!(verdicts.get(2), None, "there are two controls");
    }
}
