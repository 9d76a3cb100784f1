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

/// How many entries of folders are looked at, and with that how far files left out are counted.
const ENTRIES: u32 = 100_000;

/// How many names of what could not be listed are kept; the others count as left out.
const NAMES: usize = 100;

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

    /// Forgets all batches: they were given for another workspace.
    pub fn forget(&self) {
        self.lock().1.clear();
    }

    /// Keeps files as a new batch.
    pub fn keep(&self, gathered: Gathered) -> ImportBatch {
        let Gathered {
            files,
            left_out,
            mut unreadable,
            ..
        } = gathered;
        let names_left_out = unreadable.len().saturating_sub(NAMES);
        unreadable.truncate(NAMES);
        let left_out = left_out.saturating_add(u32::try_from(names_left_out).unwrap_or(u32::MAX));
        let files: Files = files
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
            left_out,
            unreadable,
        }
    }

    /// All files of a batch with a page's choices, also those that are to be left out.
    ///
    /// # Errors
    ///
    /// The batch or a file is not known, or there is none.
    pub fn looked_at(&self, batch: u32, choices: Vec<FileChoice>) -> Result<Wanted, ShellError> {
        self.wanted(batch, choices, |_| true)
    }

    /// The files of a batch with a page's choices, without those that are to be left out.
    ///
    /// # Errors
    ///
    /// The batch or a file is not known, or nothing is left.
    pub fn to_import(&self, batch: u32, choices: Vec<FileChoice>) -> Result<Wanted, ShellError> {
        self.wanted(batch, choices, |choice| !choice.leave_out)
    }

    fn wanted(
        &self,
        batch: u32,
        choices: Vec<FileChoice>,
        is_wanted: fn(&FileChoice) -> bool,
    ) -> Result<Wanted, ShellError> {
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
            if !choice.as_ref().is_none_or(is_wanted) {
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

/// Files that were given, and what of them could not be taken.
#[derive(Debug, Default)]
pub struct Gathered {
    files: Vec<PathBuf>,
    left_out: u32,
    unreadable: Vec<String>,
    entries: u32,
}

/// Finds the files that paths stand for: a file for itself, a folder for the files in it, without
/// hidden ones.
pub fn gather(paths: &[PathBuf]) -> Gathered {
    let mut gathered = Gathered::default();
    for path in paths {
        if path.is_dir() {
            gathered.add_folder(path);
        } else {
            gathered.add_file(path.clone());
        }
    }
    gathered
}

impl Gathered {
    fn add_file(&mut self, path: PathBuf) {
        if self.files.len() < FILES {
            self.files.push(path);
        } else {
            self.left_out = self.left_out.saturating_add(1);
        }
    }

    /// Adds the files of a folder by name.
    fn add_folder(&mut self, folder: &Path) {
        let Ok(entries) = fs::read_dir(folder) else {
            self.unreadable.push(name(folder));
            return;
        };
        let mut inside = Vec::new();
        for entry in entries {
            self.entries += 1;
            if self.entries > ENTRIES {
                self.left_out = self.left_out.saturating_add(1);
                break;
            }
            match entry.and_then(|entry| Ok((entry.path(), entry.file_type()?))) {
                Ok((path, _)) if is_hidden(&path) => {}
                Ok(found) => inside.push(found),
                Err(_) => self.unreadable.push(name(folder)),
            }
        }
        inside.sort_by(|(path, _), (other, _)| path.cmp(other));
        for (path, kind) in inside {
            if kind.is_dir() {
                self.add_folder(&path);
            } else if kind.is_file() {
                self.add_file(path);
            } else {
                // A link may lead out of the folder or back into it, and reading a pipe may never
                // end.
                self.unreadable.push(name(&path));
            }
        }
    }
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b".")
}

fn describe(key: &str, path: &Path) -> BatchFile {
    BatchFile {
        key: key.to_owned(),
        file: name(path),
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
        let batch = batches.keep(gather(&[folder.path().to_owned()]));
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
    fn a_file_that_is_left_out_is_looked_at_and_not_imported() {
        let (_folder, batches, batch) = two_files();
        let left_out = || vec![choice("f1", true)];
        let looked_at = batches.looked_at(batch.batch, left_out()).unwrap();
        assert_eq!(looked_at.keys, ["f1", "f2"]);
        let wanted = batches.to_import(batch.batch, left_out()).unwrap();
        assert_eq!(wanted.keys, ["f2"]);
        assert!(wanted.files[0].path.ends_with("b.csv"));
    }

    #[test]
    fn a_page_cannot_name_a_file_that_it_was_not_given() {
        let (_folder, batches, batch) = two_files();
        let made_up = vec![choice("/etc/passwd", false)];
        assert!(matches!(
            batches.to_import(batch.batch, made_up),
            Err(ShellError::UnknownKey { .. })
        ));
        assert!(batches.looked_at(batch.batch + 1, Vec::new()).is_err());
    }

    #[test]
    fn old_batches_are_forgotten() {
        let (_folder, batches, first) = two_files();
        for _ in 0..REMEMBERED {
            batches.keep(Gathered::default());
        }
        assert!(batches.looked_at(first.batch, Vec::new()).is_err());
    }

    #[test]
    fn files_over_the_limit_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..FILES + 3 {
            fs::write(folder.path().join(number.to_string()), "").unwrap();
        }
        let batch = Batches::default().keep(gather(&[folder.path().to_owned()]));
        assert_eq!((batch.files.len(), batch.left_out), (FILES, 3));
    }

    #[test]
    #[cfg(unix)]
    fn what_cannot_be_listed_is_named() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let closed = folder.path().join("closed");
        fs::create_dir(&closed).unwrap();
        symlink("/etc/passwd", folder.path().join("link.csv")).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        // The superuser may list everything.
        let can_be_listed = fs::read_dir(&closed).is_ok();
        let batch = Batches::default().keep(gather(&[folder.path().to_owned()]));
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        let expected: &[&str] = if can_be_listed {
            &["link.csv"]
        } else {
            &["closed", "link.csv"]
        };
        assert_eq!(batch.unreadable, expected);
        assert!(batch.files.is_empty(), "{:?}", batch.files);
    }
}
