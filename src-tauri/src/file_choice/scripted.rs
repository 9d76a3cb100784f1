//! Answers of a test in place of a person. Only in builds with the feature `e2e`.
//!
//! The folder that `CHANGEPROOF_E2E` names holds `answers`, one a line, each a JSON list of paths;
//! an empty list cancels, and says no where something is to be confirmed. What the app says or opens is added to `told` and `opened` there, and
//! a file `drop` with such a list is dropped onto the window. A file `menu` names an item of the menu
//! that is chosen.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{FileChoice, Question};

/// Answers from a file.
#[derive(Debug)]
pub struct Scripted {
    folder: PathBuf,
    taking: Mutex<()>,
}

/// The folder through which a test speaks.
pub fn folder() -> Option<PathBuf> {
    std::env::var_os("CHANGEPROOF_E2E").map(PathBuf::from)
}

impl Scripted {
    /// The answers of the test that started the app, if one did.
    pub fn from_environment() -> Option<Scripted> {
        folder().map(|folder| Scripted {
            folder,
            taking: Mutex::new(()),
        })
    }
}

/// Adds a line to a file of the folder.
pub fn note(folder: &Path, name: &str, line: &str) {
    let file = folder.join(name);
    let opened = OpenOptions::new().create(true).append(true).open(file);
    // A test that misses the line fails and says so.
    drop(opened.and_then(|mut file| writeln!(file, "{line}")));
}

/// Takes the files that a test drops onto the window.
pub fn take_drop(folder: &Path) -> Option<Vec<PathBuf>> {
    let file = folder.join("drop");
    let text = fs::read_to_string(&file).ok()?;
    let paths = serde_json::from_str(&text).ok()?;
    fs::remove_file(&file).ok()?;
    Some(paths)
}

/// Takes the item of the menu that a test chooses.
pub fn take_menu(folder: &Path) -> Option<String> {
    let file = folder.join("menu");
    let item = fs::read_to_string(&file).ok()?;
    fs::remove_file(&file).ok()?;
    Some(item)
}

impl FileChoice for Scripted {
    fn ask(&self, question: &Question, _: Option<&Path>) -> Vec<PathBuf> {
        self.take(&format!("{question:?}"))
    }

    fn tell(&self, message: &str) {
        note(&self.folder, "told", message);
    }

    fn confirm(&self, question: &str, _: &str) -> bool {
        !self.take(question).is_empty()
    }
}

impl Scripted {
    /// Notes what was asked, and takes the next answer.
    fn take(&self, question: &str) -> Vec<PathBuf> {
        let _taking = self.taking.lock().unwrap_or_else(PoisonError::into_inner);
        note(&self.folder, "asked", question);
        let file = self.folder.join("answers");
        let text = fs::read_to_string(&file).unwrap_or_default();
        let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
        drop(fs::write(&file, rest));
        serde_json::from_str(first).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_given_once_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("answers"), "[\"/a\"]\n[]\n[\"/b\"]\n").unwrap();
        let scripted = Scripted {
            folder: folder.path().to_owned(),
            taking: Mutex::new(()),
        };
        let ask = || scripted.ask(&Question::Exports, None);
        assert_eq!(ask(), [PathBuf::from("/a")]);
        assert_eq!(ask(), Vec::<PathBuf>::new());
        assert_eq!(ask(), [PathBuf::from("/b")]);
        assert_eq!(ask(), Vec::<PathBuf>::new(), "nothing left means cancelled");
    }
}
