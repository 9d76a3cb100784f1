//! The file itself: making it, opening it, and the two ways to work with it.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::Duration;

use changeproof_domain::time::Timestamp;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};

use crate::digest::Digest;
use crate::error::StoreError;
use crate::event_log::{EventDraft, EventSignature, Head};
use crate::table;

/// `CPRF`: what tells a workspace from any other SQLite file.
const APPLICATION_ID: i64 = 0x4350_5246;

const MIGRATIONS: &[M<'static>] = &[
    M::up(include_str!("../migrations/0001_workspace.sql")),
    M::up(include_str!("../migrations/0002_other_outcomes.sql")),
    M::up(include_str!("../migrations/0003_pending_outcomes.sql")),
    M::up(include_str!("../migrations/0004_masked_copies.sql")),
    M::up(include_str!("../migrations/0005_policy_versions.sql")),
    M::up(include_str!("../migrations/0006_members.sql")),
];

/// The newest schema that this version knows.
pub const SCHEMA_VERSION: i64 = 6;

/// How long to wait for another program.
const BUSY: Duration = Duration::from_secs(5);

/// What the workspace is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// The company's name; may be empty.
    pub entity: String,
    /// Its zone, as an IANA name: dates are dates there.
    pub zone: String,
    /// When the workspace was made.
    pub created_at: Timestamp,
}

/// An open workspace file.
#[derive(Debug)]
pub struct Workspace {
    connection: Connection,
    path: PathBuf,
}

impl Workspace {
    /// Makes a new workspace. The file appears under its name only when it is complete.
    ///
    /// # Errors
    ///
    /// [`StoreError::Exists`] where a file of that name stands; otherwise what the file system or
    /// SQLite says.
    pub fn create(path: &Path, company: &Company, event: EventDraft) -> Result<Self, StoreError> {
        if path.exists() {
            let path = path.to_owned();
            return Err(StoreError::Exists { path });
        }
        let draft = draft_of(path);
        let refused = |source| StoreError::File {
            path: path.to_owned(),
            source,
        };
        match fs::remove_file(&draft) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(refused(error));
            }
            Ok(()) | Err(_) => {}
        }
        // Opened as a plain file first: SQLite alone would only say 'unable to open'.
        drop(fs::File::create_new(&draft).map_err(refused)?);
        let mut connection = Connection::open(&draft)?;
        connection.pragma_update(None, "page_size", 32_768)?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        prepare(&connection)?;
        Migrations::from_slice(MIGRATIONS).to_latest(&mut connection)?;
        let mut workspace = Workspace {
            connection,
            path: draft.clone(),
        };
        let writer = workspace.write()?;
        table::workspace::insert(&writer.0.0, company)?;
        writer.append(event)?;
        writer.commit()?;
        // The last connection to leave writes the log back and removes it.
        workspace
            .connection
            .close()
            .map_err(|(_, error)| StoreError::from(error))?;
        fs::rename(&draft, path).map_err(refused)?;
        Workspace::open(path)
    }

    /// Opens a workspace and brings its schema up to date.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`], [`StoreError::NotAWorkspace`], [`StoreError::NewerSchema`],
    /// [`StoreError::OpenElsewhere`], or what SQLite says.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            let path = path.to_owned();
            return Err(StoreError::Missing { path });
        }
        let not_ours = || StoreError::NotAWorkspace {
            path: path.to_owned(),
        };
        if !path.is_file() {
            return Err(not_ours());
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY)?;
        let id = connection.pragma_query_value(None, "application_id", |row| row.get::<_, i64>(0));
        match id {
            Ok(APPLICATION_ID) => {}
            Ok(_) => return Err(not_ours()),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
                return Err(not_ours());
            }
            Err(error) => return Err(error.into()),
        }
        let found = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > SCHEMA_VERSION {
            return Err(StoreError::NewerSchema {
                path: path.to_owned(),
                found,
                known: SCHEMA_VERSION,
            });
        }
        prepare(&connection)?;
        if found < SCHEMA_VERSION {
            Migrations::from_slice(MIGRATIONS).to_latest(&mut connection)?;
        }
        Ok(Workspace {
            connection,
            path: path.to_owned(),
        })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A consistent view: what others commit meanwhile does not show.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn read(&self) -> Result<Reader<'_>, StoreError> {
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred)?;
        Ok(Reader(transaction))
    }

    /// Starts the one transaction of a call. Nothing is kept unless it is committed.
    ///
    /// # Errors
    ///
    /// [`StoreError::OpenElsewhere`] where another program is writing.
    pub fn write(&mut self) -> Result<Writer<'_>, StoreError> {
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
        Ok(Writer(Reader(transaction)))
    }

    /// A number that changes whenever another program commits something.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        let version = self
            .connection
            .pragma_query_value(None, "data_version", |row| row.get(0))?;
        Ok(version)
    }
}

/// The name under which a new workspace is written: beside the file, so that it can be renamed.
fn draft_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

/// What every connection needs. Statements are many and small; the cache keeps them prepared.
fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // Negative: KiB. Enough for the upper levels of every tree.
    connection.pragma_update(None, "cache_size", -16_384)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// One consistent view of a workspace.
#[derive(Debug)]
pub struct Reader<'w>(pub(crate) Transaction<'w>);

impl Reader<'_> {
    pub(crate) fn connection(&self) -> &Connection {
        &self.0
    }

    /// What the workspace is about.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where it does not say.
    pub fn company(&self) -> Result<Company, StoreError> {
        table::workspace::select(&self.0)
    }

    /// SQLite's own check of the file: what it finds wrong, at most a hundred lines.
    ///
    /// # Errors
    ///
    /// What SQLite says where it cannot check at all.
    pub fn structure_faults(&self) -> Result<Vec<String>, StoreError> {
        table::workspace::quick_check(&self.0)
    }
}

/// The one transaction of a call.
#[derive(Debug)]
pub struct Writer<'w>(pub(crate) Reader<'w>);

impl<'w> Deref for Writer<'w> {
    type Target = Reader<'w>;

    fn deref(&self) -> &Reader<'w> {
        &self.0
    }
}

impl Writer<'_> {
    /// Appends an event and answers the new head of the log.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn append(&self, draft: EventDraft) -> Result<Head, StoreError> {
        crate::event_log::append(&self.0, draft, None)
    }

    /// Appends an event whose hash somebody signs, and answers the new head of the log.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn append_signed(
        &self,
        draft: EventDraft,
        sign: &dyn Fn(&Digest) -> EventSignature,
    ) -> Result<Head, StoreError> {
        crate::event_log::append(&self.0, draft, Some(sign))
    }

    /// Keeps everything that was written.
    ///
    /// # Errors
    ///
    /// What SQLite says; then nothing was kept.
    pub fn commit(self) -> Result<(), StoreError> {
        Ok(self.0.0.commit()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{company, draft, first_event, new_workspace};

    #[test]
    fn a_workspace_keeps_what_it_is_about() {
        let (_folder, workspace) = new_workspace();
        assert_eq!(workspace.read().unwrap().company().unwrap(), company());
    }

    #[test]
    fn an_existing_file_is_never_overwritten() {
        let (_folder, workspace) = new_workspace();
        let again = Workspace::create(workspace.path(), &company(), draft("workspace_created"));
        assert!(
            matches!(again, Err(StoreError::Exists { .. })),
            "the first workspace stands"
        );
    }

    #[test]
    fn a_file_of_another_kind_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        for content in [
            &b""[..],
            b"these are notes, long enough to be no empty database at all; they go on and on for \
              more than a hundred bytes",
        ] {
            std::fs::write(&path, content).unwrap();
            let opened = Workspace::open(&path);
            assert!(
                matches!(opened, Err(StoreError::NotAWorkspace { .. })),
                "{} bytes of text",
                content.len()
            );
            assert_eq!(
                std::fs::read(&path).unwrap(),
                content,
                "the file was not touched"
            );
        }
    }

    #[test]
    fn another_programs_database_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.db");
        let other = Connection::open(&path).unwrap();
        other.execute_batch("CREATE TABLE t (a)").unwrap();
        drop(other);
        let opened = Workspace::open(&path);
        assert!(matches!(opened, Err(StoreError::NotAWorkspace { .. })));
    }

    #[test]
    fn a_missing_file_is_not_made_by_opening_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none.changeproof");
        assert!(matches!(
            Workspace::open(&path),
            Err(StoreError::Missing { .. })
        ));
        assert!(!path.exists(), "opening made a file");
    }

    #[test]
    fn a_newer_schema_is_refused() {
        let (_folder, workspace) = new_workspace();
        let path = workspace.path().to_owned();
        workspace
            .connection
            .pragma_update(None, "user_version", SCHEMA_VERSION + 1)
            .unwrap();
        drop(workspace);
        match Workspace::open(&path) {
            Err(StoreError::NewerSchema { found, known, .. }) => {
                assert_eq!((found, known), (SCHEMA_VERSION + 1, SCHEMA_VERSION));
            }
            other => panic!("a newer schema was opened: {other:?}"),
        }
    }

    #[test]
    fn migrations_lead_to_the_schema_version() {
        assert_eq!(i64::try_from(MIGRATIONS.len()), Ok(SCHEMA_VERSION));
        assert!(Migrations::from_slice(MIGRATIONS).validate().is_ok());
    }

    /// A workspace as an earlier version left it, with one event.
    fn workspace_of_schema(schema: usize) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.changeproof");
        let mut old = Connection::open(&path).unwrap();
        old.pragma_update(None, "application_id", APPLICATION_ID)
            .unwrap();
        Migrations::from_slice(&MIGRATIONS[..schema])
            .to_latest(&mut old)
            .unwrap();
        let transaction = old.transaction().unwrap();
        table::workspace::insert(&transaction, &company()).unwrap();
        table::event::insert_unsigned(&transaction, &first_event());
        transaction.commit().unwrap();
        (folder, path)
    }

    #[test]
    fn workspaces_of_every_earlier_schema_open_and_their_log_stays_whole() {
        for schema in 1..MIGRATIONS.len() {
            let (_folder, path) = workspace_of_schema(schema);
            let mut workspace = Workspace::open(&path).unwrap();
            let reader = workspace.read().unwrap();
            assert!(reader.verify_chain().unwrap().is_ok(), "schema {schema}");
            assert_eq!(reader.events(1, 1).unwrap(), [first_event()]);
            assert_eq!(reader.members().unwrap(), [], "nobody signs in yet");
            drop(reader);
            let writer = workspace.write().unwrap();
            writer.append(draft("import")).unwrap();
            writer.commit().unwrap();
            assert!(workspace.read().unwrap().verify_chain().unwrap().is_ok());
        }
    }

    #[test]
    fn what_is_not_committed_is_not_kept() {
        let (_folder, mut workspace) = new_workspace();
        let before = workspace.read().unwrap().head().unwrap();
        let writer = workspace.write().unwrap();
        writer.append(draft("import")).unwrap();
        drop(writer);
        assert_eq!(workspace.read().unwrap().head().unwrap(), before);
    }

    #[test]
    fn a_reader_does_not_see_what_is_committed_meanwhile() {
        let (_folder, mut workspace) = new_workspace();
        let other = Workspace::open(workspace.path()).unwrap();
        let reader = other.read().unwrap();
        let before = reader.head().unwrap();
        let writer = workspace.write().unwrap();
        writer.append(draft("import")).unwrap();
        writer.commit().unwrap();
        assert_eq!(reader.head().unwrap(), before, "one consistent view");
        drop(reader);
        assert_ne!(other.read().unwrap().head().unwrap(), before, "a new view");
    }

    #[test]
    fn a_second_writer_is_told_that_the_workspace_is_open_elsewhere() {
        let (_folder, mut workspace) = new_workspace();
        let mut other = Workspace::open(workspace.path()).unwrap();
        other
            .connection
            .busy_timeout(Duration::from_millis(20))
            .unwrap();
        let _writer = workspace.write().unwrap();
        assert!(matches!(other.write(), Err(StoreError::OpenElsewhere)));
    }
}
