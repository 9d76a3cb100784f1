//! Table `source`: imported files, as of any moment of the event log.

use changeproof_domain::source::{Declaration, KindSpan, Reading, RowIssue, Source};
use changeproof_domain::time::Timestamp;
use rusqlite::{Row, params};
use serde::de::DeserializeOwned;

use super::unsigned;
use crate::digest::Digest;
use crate::error::StoreError;
use crate::record_set::PackedRecords;
use crate::table;
use crate::workspace::{Reader, Writer};

/// The id of a source in the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceKey(pub(crate) i64);

/// A source with its place in the workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSource {
    /// Its id.
    pub key: SourceKey,
    /// The file, what reading it found out, and what was declared about it.
    pub source: Source,
    /// Its records: of each kind how many, the first and the last time.
    pub spans: Vec<KindSpan>,
    /// The event that added it.
    pub added_by: i64,
    records: u64,
}

impl StoredSource {
    /// How many records it holds.
    pub fn record_count(&self) -> u64 {
        self.records
    }
}

const SELECT_ANY: &str = "
    SELECT source.id, source.file, blob.sha256, blob.bytes, source.reading, declared.body,
           added.at, added.person, added.sequence, source.records, source.spans
    FROM source
    JOIN blob ON blob.id = source.blob
    JOIN declaration AS declared ON declared.source = source.id AND declared.event =
        (SELECT max(event) FROM declaration WHERE source = source.id AND event <= ?1)
    JOIN event AS added ON added.sequence =
        (SELECT min(event) FROM declaration WHERE source = source.id)";

const COUNTS: &str = "(source.superseded_by IS NULL OR source.superseded_by > ?1)";

fn stored(row: &Row<'_>) -> Result<StoredSource, StoreError> {
    let sha256: Digest = row.get(2)?;
    let source = Source {
        file: row.get(1)?,
        sha256: sha256.to_string(),
        bytes: unsigned(row.get::<_, i64>(3)?),
        reading: json::<Reading>(row, 4, "reading")?,
        declaration: json::<Declaration>(row, 5, "declaration")?,
        imported_at: Timestamp(row.get(6)?),
        imported_by: row.get(7)?,
    };
    Ok(StoredSource {
        key: SourceKey(row.get(0)?),
        source,
        spans: json::<Vec<KindSpan>>(row, 10, "spans")?,
        added_by: row.get(8)?,
        records: unsigned(row.get(9)?),
    })
}

fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize, what: &str) -> Result<T, StoreError> {
    let text = row.get_ref(column)?.as_str().map_err(|error| {
        StoreError::Damaged(format!("the {what} of a source is no text: {error}"))
    })?;
    serde_json::from_str(text)
        .map_err(|error| StoreError::Damaged(format!("the {what} of a source: {error}")))
}

impl Reader<'_> {
    /// The sources that counted when the log ended with that event, by digest: the order does not
    /// depend on the order of imports.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where what is stored about a source cannot be read.
    pub fn sources(&self, as_of: i64) -> Result<Vec<StoredSource>, StoreError> {
        let sql = format!("{SELECT_ANY} WHERE {COUNTS} ORDER BY blob.sha256");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([as_of])?;
        let mut sources = Vec::new();
        while let Some(row) = rows.next()? {
            sources.push(stored(row)?);
        }
        Ok(sources)
    }

    /// All readings of a file's bytes, the newest first, also those that count no more.
    ///
    /// # Errors
    ///
    /// As for [`Reader::sources`].
    pub fn readings_of_file(&self, sha256: Digest) -> Result<Vec<StoredSource>, StoreError> {
        let sql = format!("{SELECT_ANY} WHERE blob.sha256 = ?2 ORDER BY source.id DESC");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(params![i64::MAX, sha256])?;
        let mut readings = Vec::new();
        while let Some(row) = rows.next()? {
            readings.push(stored(row)?);
        }
        Ok(readings)
    }
}

impl Writer<'_> {
    /// Adds a reading of a file that was kept, with its records and with what could not be read. It
    /// counts once it is declared.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn add_source(
        &self,
        file: &str,
        sha256: Digest,
        reading: &Reading,
        (records, spans): (&PackedRecords, &[KindSpan]),
        issues: &[RowIssue],
    ) -> Result<SourceKey, StoreError> {
        let connection = self.connection();
        let (blob, _) = table::blob::find(connection, sha256)?
            .ok_or_else(|| StoreError::Damaged(format!("the bytes of {file} were not kept")))?;
        connection
            .prepare_cached(
                "INSERT INTO source (blob, file, reading, records, spans) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                blob,
                file,
                serde_json::to_string(reading)?,
                super::signed(records.count()),
                serde_json::to_string(spans)?,
            ])?;
        let key = SourceKey(connection.last_insert_rowid());
        table::record_piece::insert(connection, key, records)?;
        table::row_issue::insert(connection, key, issues)?;
        Ok(key)
    }

    /// Gives a source another file name: for a file of which one call brought copies.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn name_source(&self, source: SourceKey, file: &str) -> Result<(), StoreError> {
        self.connection()
            .prepare_cached("UPDATE source SET file = ?2 WHERE id = ?1")?
            .execute(params![source.0, file])?;
        Ok(())
    }

    /// Records what was declared about a source, told by an event. The newest declaration counts;
    /// older ones stay.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn declare(
        &self,
        source: SourceKey,
        event: i64,
        declaration: &Declaration,
    ) -> Result<(), StoreError> {
        table::declaration::insert(self.connection(), source, event, declaration)
    }

    /// From that event on the source counts no more. It stays readable.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn supersede(&self, source: SourceKey, event: i64) -> Result<(), StoreError> {
        self.connection()
            .prepare_cached("UPDATE source SET superseded_by = ?2 WHERE id = ?1")?
            .execute(params![source.0, event])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use changeproof_domain::record::{Commit, GitPerson, Record, RecordKind};
    use changeproof_domain::source::{Container, Encoding, FieldMap, Form, Place, RowCounts};
    use changeproof_domain::time::Moment;

    use super::*;
    use crate::blob::PackedBlob;
    use crate::record_set::{RecordSet, StoredRecord};
    use crate::testing::{draft, new_workspace};
    use crate::workspace::Workspace;

    fn reading() -> Reading {
        Reading {
            container: Container::Text,
            encoding: Encoding::Utf8,
            format: "git-log".to_owned(),
            format_version: 1,
            signature: "commit, tree".to_owned(),
            form: Form::Text,
            fields: FieldMap::default(),
            rows: RowCounts::default(),
            cut: None,
            zone_assumed: false,
            notes: Vec::new(),
            secrets: None,
        }
    }

    fn commit(sha: &str) -> Record {
        let person = GitPerson {
            name: "Ana".to_owned(),
            email: "ana@example.com".to_owned(),
            at: Moment::utc(Timestamp(0)),
        };
        Record::from(Commit {
            repository: Default::default(),
            sha: sha.to_owned(),
            tree: Default::default(),
            parents: Vec::new(),
            author: person.clone(),
            committer: person,
            message: "Größe \"quoted\"\nline".to_owned(),
            subject_only: false,
            files: Default::default(),
            patch_id: Default::default(),
        })
    }

    fn records(shas: &[&str]) -> PackedRecords {
        let mut set = RecordSet::default();
        for (index, sha) in shas.iter().enumerate() {
            let place = Place {
                page: 0,
                index: u32::try_from(index).unwrap(),
                start: 10,
                end: 20,
            };
            set.push(place, &commit(sha)).unwrap();
        }
        set.pack().unwrap()
    }

    fn spans(shas: &[&str]) -> Vec<KindSpan> {
        vec![KindSpan {
            kind: RecordKind::Commit,
            records: shas.len() as u64,
            first: Some(Timestamp(0)),
            last: Some(Timestamp(0)),
        }]
    }

    fn issue() -> RowIssue {
        RowIssue {
            place: "bytes 1-2".to_owned(),
            column: Some("author".to_owned()),
            message: "The author has no address.".to_owned(),
            rejected: true,
        }
    }

    fn declared(zone: &str) -> Declaration {
        Declaration {
            zone: zone.to_owned(),
            ..Declaration::default()
        }
    }

    /// Imports a file; answers its source and the event.
    fn import(workspace: &mut Workspace, content: &[u8], shas: &[&str]) -> (SourceKey, i64) {
        let writer = workspace.write().unwrap();
        let blob = PackedBlob::pack(Digest::of(content), content).unwrap();
        writer.keep(&blob).unwrap();
        let key = writer
            .add_source(
                "log.txt",
                blob.sha256,
                &reading(),
                (&records(shas), &spans(shas)),
                &[issue()],
            )
            .unwrap();
        let event = writer.append(draft("import")).unwrap().sequence;
        writer.declare(key, event, &declared("UTC")).unwrap();
        writer.commit().unwrap();
        (key, event)
    }

    #[test]
    fn records_come_back_as_they_were_in_the_order_of_their_files() {
        let (_folder, mut workspace) = new_workspace();
        import(&mut workspace, b"one", &["a", "b"]);
        let (_, now) = import(&mut workspace, b"two", &["c"]);
        let reader = workspace.read().unwrap();
        let sources = reader.sources(now).unwrap();
        let found = reader.records(&sources).unwrap();
        let want = |sources: &[StoredSource], file: &[u8], sha: &str, index: u32| StoredRecord {
            source: sources
                .iter()
                .position(|s| s.source.sha256 == Digest::of(file).to_string())
                .unwrap(),
            place: Place {
                page: 0,
                index,
                start: 10,
                end: 20,
            },
            record: commit(sha),
        };
        let mut expected = vec![
            want(&sources, b"one", "a", 0),
            want(&sources, b"one", "b", 1),
            want(&sources, b"two", "c", 0),
        ];
        expected.sort_by_key(|record| record.source);
        assert_eq!(found, expected);
    }

    #[test]
    fn a_source_remembers_how_far_its_records_reach() {
        let (_folder, mut workspace) = new_workspace();
        let (_, now) = import(&mut workspace, b"one", &["a", "b"]);
        let sources = workspace.read().unwrap().sources(now).unwrap();
        assert_eq!(sources[0].spans, spans(&["a", "b"]));
    }

    #[test]
    fn what_could_not_be_read_is_kept_with_its_place() {
        let (_folder, mut workspace) = new_workspace();
        let (key, _) = import(&mut workspace, b"one", &["a"]);
        let reader = workspace.read().unwrap();
        assert_eq!(reader.issues(key).unwrap(), [issue()]);
        assert_eq!(reader.issue_count(key).unwrap(), 1);
        assert_eq!(
            reader.first_issues(key, 0).unwrap(),
            [],
            "no more than asked"
        );
    }

    #[test]
    fn a_later_declaration_counts_from_its_event_on() {
        let (_folder, mut workspace) = new_workspace();
        let (key, first) = import(&mut workspace, b"one", &["a"]);
        let writer = workspace.write().unwrap();
        let second = writer.append(draft("source_declared_again")).unwrap();
        writer
            .declare(key, second.sequence, &declared("Asia/Tokyo"))
            .unwrap();
        writer.commit().unwrap();
        let reader = workspace.read().unwrap();
        let zone = |at| {
            reader.sources(at).unwrap()[0]
                .source
                .declaration
                .zone
                .clone()
        };
        assert_eq!(zone(first), "UTC", "as it was");
        assert_eq!(zone(second.sequence), "Asia/Tokyo", "as it is");
        assert_eq!(reader.sources(first - 1).unwrap(), [], "before the import");
    }

    #[test]
    fn a_superseded_source_stays_readable_as_of_earlier_events() {
        let (_folder, mut workspace) = new_workspace();
        let (old, first) = import(&mut workspace, b"one", &["a"]);
        let writer = workspace.write().unwrap();
        let again = writer
            .add_source(
                "log.txt",
                Digest::of(b"one"),
                &reading(),
                (&records(&["b"]), &spans(&["b"])),
                &[],
            )
            .unwrap();
        let second = writer
            .append(draft("source_declared_again"))
            .unwrap()
            .sequence;
        writer.supersede(old, second).unwrap();
        writer.declare(again, second, &declared("UTC")).unwrap();
        writer.commit().unwrap();
        let reader = workspace.read().unwrap();
        let shas = |at| {
            let found = reader.records(&reader.sources(at).unwrap()).unwrap();
            found
                .iter()
                .map(|r| r.record.key().into_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(shas(first), ["a"], "as it was");
        assert_eq!(shas(second), ["b"], "as it is");
        let current: Vec<SourceKey> = reader
            .sources(second)
            .unwrap()
            .iter()
            .map(|source| source.key)
            .collect();
        assert_eq!(current, [again], "one source counts for a file");
        let readings = reader.readings_of_file(Digest::of(b"one")).unwrap();
        let keys: Vec<SourceKey> = readings.iter().map(|source| source.key).collect();
        assert_eq!(keys, [again, old], "both readings, the newest first");
    }

    #[test]
    fn a_changed_record_shows_in_its_sources_digest() {
        let (_folder, mut workspace) = new_workspace();
        let (_, now) = import(&mut workspace, b"one", &["a", "b"]);
        let want = records(&["a", "b"]).digest();
        let digest = |workspace: &Workspace| {
            let reader = workspace.read().unwrap();
            let source = reader.sources(now).unwrap().remove(0);
            reader.record_digest(&source).unwrap()
        };
        assert_eq!(digest(&workspace), want, "as written");
        let raw = rusqlite::Connection::open(workspace.path()).unwrap();
        let other = &records(&["a", "c"]).pieces[0];
        raw.execute(
            "UPDATE record_piece SET data = ?1, bytes = ?2",
            params![other.data, super::super::signed(other.bytes as u64)],
        )
        .unwrap();
        assert_ne!(digest(&workspace), want, "another commit");
    }
}
