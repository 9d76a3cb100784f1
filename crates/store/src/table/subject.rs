//! Table `subject`: what was judged, with a byte for the outcome and one for the overlays of each
//! control. Lists read it page by page, by keyset: a page costs the same wherever it stands.

use changeproof_domain::outcome::{Outcome, Overlays};
use changeproof_domain::time::Timestamp;
use rusqlite::{Row, params, params_from_iter, types::Value};

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

    /// The outcome of the control at that position.
    pub fn get(&self, control: usize) -> Option<(Outcome, Overlays)> {
        let pair = self.0.get(2 * control..2 * control + 2)?;
        Some((Outcome::from_rank(pair[0])?, Overlays(pair[1])))
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

/// Which subjects a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectFilter {
    /// Of one service.
    pub service: Option<String>,
    /// Those to which the control at that position gave that outcome.
    pub verdict: Option<(usize, Outcome)>,
}

/// Which page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The ordinal of the last subject of the page before; none for the first page.
    pub after: Option<u64>,
    /// How many subjects at most.
    pub limit: u32,
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

/// The table with the index that fits the filter: SQLite's planner knows nothing of how services
/// are spread and would walk the whole evaluation.
fn table(filter: &SubjectFilter) -> &'static str {
    match filter.service {
        Some(_) => "subject INDEXED BY subject_by_service",
        None => "subject",
    }
}

/// The conditions of a filter with their values.
fn conditions(evaluation: EvaluationId, filter: &SubjectFilter) -> (String, Vec<Value>) {
    let mut sql = "evaluation = ?".to_owned();
    let mut values = vec![Value::Integer(evaluation.0)];
    if let Some(service) = &filter.service {
        sql.push_str(" AND service = ?");
        values.push(Value::Text(service.clone()));
    }
    if let Some((control, outcome)) = filter.verdict {
        sql.push_str(" AND substr(verdicts, ?, 1) = ?");
        values.push(Value::Integer(signed(2 * control as u64 + 1)));
        values.push(Value::Blob(vec![outcome.rank()]));
    }
    (sql, values)
}

impl Reader<'_> {
    /// One page of the subjects of an evaluation, by time, service and id.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn subjects(
        &self,
        evaluation: EvaluationId,
        filter: &SubjectFilter,
        page: Page,
    ) -> Result<Vec<SubjectRow>, StoreError> {
        let (mut sql, mut values) = conditions(evaluation, filter);
        if let Some(after) = page.after {
            sql.push_str(" AND ordinal > ?");
            values.push(Value::Integer(signed(after)));
        }
        values.push(Value::Integer(page.limit.into()));
        let table = table(filter);
        let sql = format!("SELECT {COLUMNS} FROM {table} WHERE {sql} ORDER BY ordinal LIMIT ?");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), subject)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many subjects a filter leaves.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn subject_count(
        &self,
        evaluation: EvaluationId,
        filter: &SubjectFilter,
    ) -> Result<u64, StoreError> {
        let (sql, values) = conditions(evaluation, filter);
        let sql = format!("SELECT count(*) FROM {} WHERE {sql}", table(filter));
        let count: i64 = self
            .connection()
            .prepare_cached(&sql)?
            .query_row(params_from_iter(values), |row| row.get(0))?;
        Ok(unsigned(count))
    }

    /// The services of an evaluation, in order.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn services(&self, evaluation: EvaluationId) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT DISTINCT service FROM subject WHERE evaluation = ?1 ORDER BY service",
        )?;
        let rows = statement.query_map([evaluation.0], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
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
    use chrono::NaiveDate;
    use tempfile::TempDir;

    use super::*;
    use crate::digest::Digest;
    use crate::table::evaluation::EvaluationDraft;
    use crate::testing::{draft, new_workspace};
    use crate::workspace::Workspace;

    /// A hundred subjects of three services; the second control fails on every tenth.
    fn evaluated() -> (TempDir, Workspace, EvaluationId) {
        let (folder, mut workspace) = new_workspace();
        let writer = workspace.write().unwrap();
        let event = writer.append(draft("evaluation")).unwrap().sequence;
        let day = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
        let id = writer
            .add_evaluation(&EvaluationDraft {
                from: day,
                to: day,
                zone: "UTC".to_owned(),
                as_of: Timestamp(0),
                data_sequence: 1,
                event,
                parameters: "{}".to_owned(),
                controls: "[]".to_owned(),
                app_version: "0.1.0".to_owned(),
                results_hash: Digest::of(b"results"),
                population_hash: Digest::of(b"population"),
                subjects: 100,
                coverage: "{}".to_owned(),
            })
            .unwrap();
        let rows: Vec<SubjectRow> = (0..100).map(row).collect();
        writer.add_subjects(id, &rows).unwrap();
        writer.commit().unwrap();
        (folder, workspace, id)
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

    /// Reads a list page by page to its end.
    fn all(filter: &SubjectFilter, limit: u32) -> Vec<SubjectRow> {
        let (_folder, workspace, id) = evaluated();
        let reader = workspace.read().unwrap();
        let mut found: Vec<SubjectRow> = Vec::new();
        loop {
            let after = found.last().map(|last| last.ordinal);
            let page = reader.subjects(id, filter, Page { after, limit }).unwrap();
            if page.is_empty() {
                break;
            }
            assert!(page.len() <= limit as usize, "a page keeps its limit");
            found.extend(page);
        }
        let count = reader.subject_count(id, filter).unwrap();
        assert_eq!(count, found.len() as u64, "the count is that of the list");
        found
    }

    #[test]
    fn pages_show_every_subject_once_and_in_order() {
        let want: Vec<SubjectRow> = (0..100).map(row).collect();
        assert_eq!(all(&SubjectFilter::default(), 7), want);
    }

    #[test]
    fn a_page_by_service_shows_that_service_alone() {
        let filter = SubjectFilter {
            service: Some("web".to_owned()),
            verdict: None,
        };
        let want: Vec<SubjectRow> = (0..100).filter(|n| n % 3 == 1).map(row).collect();
        assert_eq!(all(&filter, 5), want);
    }

    #[test]
    fn a_page_by_outcome_looks_at_the_right_control() {
        let filter = SubjectFilter {
            service: None,
            verdict: Some((1, Outcome::Fail)),
        };
        let want: Vec<SubjectRow> = (0..100).step_by(10).map(row).collect();
        assert_eq!(all(&filter, 3), want);
    }

    #[test]
    fn overlays_are_not_taken_for_outcomes() {
        let filter = SubjectFilter {
            service: None,
            verdict: Some((1, Outcome::Pending)),
        };
        assert_eq!(all(&filter, 3), [], "the overlay byte 2 is no outcome 2");
    }

    #[test]
    fn verdicts_survive_their_bytes() {
        let verdicts = row(10).verdicts;
        assert_eq!(verdicts.len(), 2);
        assert_eq!(verdicts.get(1), Some((Outcome::Fail, Overlays(2))));
        assert_eq!(verdicts.get(2), None, "there are two controls");
    }

    #[test]
    fn lists_by_service_use_their_index() {
        let (_folder, workspace, id) = evaluated();
        let raw = rusqlite::Connection::open(workspace.path()).unwrap();
        let filter = SubjectFilter {
            service: Some("web".to_owned()),
            verdict: None,
        };
        let (sql, values) = conditions(id, &filter);
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT {COLUMNS} FROM {} WHERE {sql} AND ordinal > 5
             ORDER BY ordinal LIMIT 10",
            table(&filter)
        );
        let plan: String = raw
            .query_row(&sql, params_from_iter(values), |row| row.get(3))
            .unwrap();
        assert!(
            plan.contains("subject_by_service (evaluation=? AND service=? AND ordinal>?)"),
            "{plan}"
        );
        assert!(!plan.contains("TEMP B-TREE"), "no sorting: {plan}");
    }
}
