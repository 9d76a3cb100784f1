//! Files that were chosen or dropped. A page knows them by keys; only the shell knows their paths.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use changeproof_app::views::ChosenFile;
use changeproof_app::wire::view::imports::{BatchFile, FileCard, FileChoice, ImportBatch};

use crate::error::ShellError;

/// How many batches are remembered. A page works on one; the others are those before it.
const REMEMBERED: usize = 8;

/// How many files one batch may have: a folder dropped by mistake must not be read through.
const FILES: usize = 2_000;

/// The files of a batch, with their keys, in the order in which they were given.
type Files = Vec<(String, PathBuf)>;

/// The batches that pages may still speak of.
#[derive(Debug, Default)]
pub struct Batches(Mutex<(u32, BTreeMap<u32, Files>)>);

/// Files of a batch that a page wants, with what was said about each.
#[derive(Debug)]
pub struct Wanted {
    /// The keys, in order.
    pub keys: Vec<String>,
    /// The files with what was said about them, in the same order.
    pub files: Vec<ChosenFile>,
}

impl Wanted {
    /// Gives the cards the keys that the page knows. Cards come in the order of the files.
    pub fn name(&self, mut cards: Vec<FileCard>) -> Vec<FileCard> {
        for (card, key) in cards.iter_mut().zip(&self.keys) {
            card.key.clone_from(key);
        }
        cards
    }
}

impl Batches {
    fn lock(&self) -> MutexGuard<'_, (u32, BTreeMap<u32, Files>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps files as a new batch. Folders stand for the files in them.
    pub fn keep(&self, paths: Vec<PathBuf>) -> ImportBatch {
        let mut all = Vec::new();
        for path in paths {
            gather(&path, &mut all);
        }
        let files: Files = all
            .into_iter()
            .enumerate()
            .map(|(number, path)| (format!("f{}", number + 1), path))
            .collect();
        let described = files.iter().map(|(key, path)| describe(key, path));
        let files_for_page = described.collect();
        let mut guard = self.lock();
        let (latest, batches) = &mut *guard;
        *latest += 1;
        batches.insert(*latest, files);
        while batches.len() > REMEMBERED {
            batches.pop_first();
        }
        ImportBatch {
            batch: *latest,
            files: files_for_page,
        }
    }

    /// The files of a batch with a page's choices; those that are to be left out are.
    ///
    /// # Errors
    ///
    /// The batch or a file is not known, or nothing is left.
    pub fn wanted(&self, batch: u32, choices: Vec<FileChoice>) -> Result<Wanted, ShellError> {
        let guard = self.lock();
        let files = guard.1.get(&batch).ok_or(ShellError::UnknownKey {
            what: "set of files",
        })?;
        let mut said: BTreeMap<String, FileChoice> = choices
            .into_iter()
            .map(|choice| (choice.key.clone(), choice))
            .collect();
        let mut wanted = Wanted {
            keys: Vec::new(),
            files: Vec::new(),
        };
        for (key, path) in files {
            let choice = said.remove(key);
            if choice.as_ref().is_some_and(|choice| choice.leave_out) {
                continue;
            }
            let (options, sha256) = choice
                .map(|choice| (choice.options, choice.sha256))
                .unwrap_or_default();
            wanted.keys.push(key.clone());
            wanted.files.push(ChosenFile {
                path: path.clone(),
                options,
                sha256,
            });
        }
        if !said.is_empty() {
            return Err(ShellError::UnknownKey { what: "file" });
        }
        if wanted.files.is_empty() {
            return Err(ShellError::NothingChosen);
        }
        Ok(wanted)
    }
}

/// Adds a file, or the files of a folder by name, without hidden ones.
fn gather(path: &Path, all: &mut Vec<PathBuf>) {
    if all.len() >= FILES {
        return;
    }
    if !path.is_dir() {
        all.push(path.to_owned());
        return;
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut inside: Vec<PathBuf> = entries
        .filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."))
        // A link may lead out of the folder or back into it.
        .filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_symlink()))
        .map(|entry| entry.path())
        .collect();
    inside.sort();
    for path in inside {
        gather(&path, all);
    }
}

fn describe(key: &str, path: &Path) -> BatchFile {
    let name = path.file_name().unwrap_or(path.as_os_str());
    BatchFile {
        key: key.to_owned(),
        file: name.to_string_lossy().into_owned(),
        bytes: fs::metadata(path).map_or(0, |data| data.len()),
    }
}

#[cfg(test)]
mod tests {
    use changeproof_app::wire::view::imports::FileOptions;

    use super::*;

    fn choice(key: &str, leave_out: bool) -> FileChoice {
        FileChoice {
            key: key.to_owned(),
            leave_out,
            options: FileOptions::default(),
            sha256: None,
        }
    }

    fn two_files() -> (tempfile::TempDir, Batches, ImportBatch) {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.csv", "a.csv", ".hidden"] {
            fs::write(folder.path().join(name), "12345").unwrap();
        }
        let batches = Batches::default();
        let batch = batches.keep(vec![folder.path().to_owned()]);
        (folder, batches, batch)
    }

    #[test]
    fn a_folder_stands_for_its_files_by_name() {
        let (_folder, _, batch) = two_files();
        let names: Vec<&str> = batch.files.iter().map(|file| file.file.as_str()).collect();
        assert_eq!(names, ["a.csv", "b.csv"]);
        assert_eq!(batch.files[0].bytes, 5);
    }

    #[test]
    fn a_file_that_is_left_out_is_not_wanted() {
        let (_folder, batches, batch) = two_files();
        let wanted = batches
            .wanted(batch.batch, vec![choice("f1", true)])
            .unwrap();
        assert_eq!(wanted.keys, ["f2"]);
        assert!(wanted.files[0].path.ends_with("b.csv"));
    }

    #[test]
    fn a_page_cannot_name_a_file_that_it_was_not_given() {
        let (_folder, batches, batch) = two_files();
        let made_up = vec![choice("/etc/passwd", false)];
        assert!(matches!(
            batches.wanted(batch.batch, made_up),
            Err(ShellError::UnknownKey { .. })
        ));
        assert!(batches.wanted(batch.batch + 1, Vec::new()).is_err());
    }

    #[test]
    fn old_batches_are_forgotten() {
        let (_folder, batches, first) = two_files();
        for _ in 0..REMEMBERED {
            batches.keep(Vec::new());
        }
        assert!(batches.wanted(first.batch, Vec::new()).is_err());
    }
}
