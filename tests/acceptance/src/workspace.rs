//! A workspace in a folder of its own, which is gone when the test is done.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tempfile::TempDir;

use crate::company::Company;
use crate::program::{Said, changeproof};

/// A workspace in a folder of its own.
#[derive(Debug)]
pub struct Workspace {
    folder: TempDir,
    path: PathBuf,
}

impl Workspace {
    /// A name in a new folder; nothing stands there yet.
    pub fn unmade() -> Workspace {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("company.changeproof");
        Workspace { folder, path }
    }

    /// A new workspace, with days in UTC.
    pub fn made() -> Workspace {
        let workspace = Workspace::unmade();
        workspace.run("init", ["--timezone", "UTC"]).well();
        workspace
    }

    /// A workspace with those bytes.
    pub fn of_bytes(bytes: &[u8]) -> Workspace {
        let workspace = Workspace::unmade();
        fs::write(&workspace.path, bytes).expect("a workspace can be written");
        workspace
    }

    /// A workspace that holds all files of a company.
    #[track_caller]
    pub fn holding(company: &Company) -> Workspace {
        let workspace = Workspace::made();
        workspace.import(company, &company.files()).well();
        workspace
    }

    /// A workspace that holds all files of a company, with its period judged.
    #[track_caller]
    pub fn judged(company: &Company) -> Workspace {
        let workspace = Workspace::holding(company);
        workspace.evaluate(company).well();
        workspace
    }

    /// Changes the file with SQL, behind the command's back; answers the checks of `verify` that do not hold
    /// any more.
    #[track_caller]
    pub fn found_after(&self, sql: &str) -> Vec<String> {
        let raw = Connection::open(&self.path).expect("a workspace is an SQLite file");
        raw.pragma_update(None, "foreign_keys", false)
            .and_then(|()| raw.execute_batch(sql))
            .expect("the change can be made");
        drop(raw);
        let said = self.run("verify", ["--json"]).json();
        let checks = said["checks"].as_array().expect("verify tells its checks");
        checks
            .iter()
            .filter(|check| check["holds"] == false)
            .map(|check| {
                check["check"]
                    .as_str()
                    .expect("a check has a name")
                    .to_owned()
            })
            .collect()
    }

    /// The workspace file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A name in the folder of the workspace.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A new file in the folder of the workspace.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.beside(name);
        fs::write(&path, content).expect("a file can be written");
        path
    }

    /// The bytes of the workspace.
    pub fn bytes(&self) -> Vec<u8> {
        fs::read(&self.path).expect("the workspace can be read")
    }

    /// Runs a command on the workspace.
    pub fn run<A: AsRef<OsStr>>(
        &self,
        command: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Said {
        let own = [OsString::from(command), self.path.clone().into_os_string()];
        let given = arguments
            .into_iter()
            .map(|argument| argument.as_ref().to_owned());
        changeproof(own.into_iter().chain(given))
    }

    /// Imports files of a company in one call, with what it says about them.
    pub fn import<F: AsRef<OsStr>>(&self, company: &Company, files: &[F]) -> Said {
        self.run("import", company.import_arguments(files))
    }

    /// Judges a company's period.
    pub fn evaluate(&self, company: &Company) -> Said {
        self.run("evaluate", company.evaluate_arguments())
    }

    /// The results as JSON Lines.
    #[track_caller]
    pub fn results(&self) -> String {
        let said = self.run("results", ["--format", "jsonl"]).well();
        said.text().to_owned()
    }

    /// The links as JSON Lines.
    #[track_caller]
    pub fn links(&self) -> String {
        let said = self.run("links", ["--format", "jsonl"]).well();
        said.text().to_owned()
    }

    /// How many events the log has, and the hash of the last, as `verify` says it.
    #[track_caller]
    pub fn log_head(&self) -> String {
        let said = self.run("verify", ["--json"]).well().json();
        let checks = said["checks"].as_array();
        let log = checks
            .into_iter()
            .flatten()
            .find(|check| check["check"] == "event_log");
        let sentence = log.and_then(|log| log["sentence"].as_str());
        sentence
            .unwrap_or_else(|| panic!("verify tells of the event log: {said}"))
            .to_owned()
    }
}
