//! A company: its exports, and what is true of it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::machine::{root, shared};
use crate::program::xtask;

/// A folder with a company's exports in `inputs`, `truth.jsonl`, `truth-others.jsonl` and `about.json`.
#[derive(Clone, Debug)]
pub struct Company {
    folder: PathBuf,
    from: String,
    to: String,
    as_of: Option<String>,
}

impl Company {
    /// The company of a folder.
    #[track_caller]
    pub fn of(folder: &Path) -> Company {
        let about = folder.join("about.json");
        let about = fs::read_to_string(&about)
            .unwrap_or_else(|error| panic!("{}: {error}", about.display()));
        let about: Value = serde_json::from_str(&about).expect("about.json is JSON");
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Company {
            folder: folder.to_owned(),
            from: text(&about["period"][0]).expect("about.json has the period's first day"),
            to: text(&about["period"][1]).expect("about.json has the period's last day"),
            as_of: text(&about["as_of"]),
        }
    }

    /// The demo of this project.
    pub fn demo() -> Company {
        Company::of(&root().join("fixtures/demo"))
    }

    /// The company of the shared folder, where there is one.
    pub fn conformance() -> Option<Company> {
        shared("conformance").map(|folder| Company::of(&folder))
    }

    /// A made-up company that nobody has looked at, written into an empty folder.
    #[track_caller]
    pub fn made_up(folder: &Path, seed: u32, deployments: u32) -> Company {
        let (seed, deployments) = (seed.to_string(), deployments.to_string());
        let words = ["demo-data", "--seed", &seed, "--deployments", &deployments];
        let words = words.into_iter().map(OsStr::new);
        xtask(words.chain([OsStr::new("--out"), folder.as_os_str()])).well();
        Company::of(folder)
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// One of its exports.
    pub fn input(&self, name: &str) -> PathBuf {
        self.folder.join("inputs").join(name)
    }

    /// All its exports, by name.
    #[track_caller]
    pub fn files(&self) -> Vec<PathBuf> {
        let folder = self.folder.join("inputs");
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut files: Vec<PathBuf> = entries
            .map(|entry| entry.expect("a folder can be listed").path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "{} has files", folder.display());
        files
    }

    /// What `import` takes: files, and what is declared about them.
    pub fn import_arguments<F: AsRef<OsStr>>(&self, files: &[F]) -> Vec<OsString> {
        let covers = format!("{}..{}", self.from, self.to);
        let declared = ["--timezone", "UTC", "--covers", &covers].map(OsString::from);
        let files = files.iter().map(|file| file.as_ref().to_owned());
        files.chain(declared).collect()
    }

    /// What `evaluate` takes.
    pub fn evaluate_arguments(&self) -> Vec<&str> {
        let mut arguments = vec!["--from", &self.from, "--to", &self.to];
        if let Some(as_of) = &self.as_of {
            arguments.extend(["--as-of", as_of]);
        }
        arguments
    }
}
