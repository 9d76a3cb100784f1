//! What the app remembers between starts, in one file of the platform's configuration folder: how it
//! looks, which workspaces were open, and where files were chosen last.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use changeproof_app::wire::view::session::{RecentWorkspace, Settings};
use changeproof_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::ShellError;
use crate::kept;

/// How many workspaces are remembered.
const RECENT: usize = 10;

/// The file's content. Unknown fields of later versions are dropped; missing ones are as at first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Content {
    settings: Settings,
    recent: Vec<Recent>,
    latest_key: u64,
    folder: Option<PathBuf>,
}

/// A workspace that was open.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Recent {
    key: String,
    path: PathBuf,
    entity: String,
    opened_at: i64,
}

impl Recent {
    fn view(&self) -> RecentWorkspace {
        let text = |part: Option<&std::ffi::OsStr>| {
            part.map(|part| part.to_string_lossy().into_owned())
                .unwrap_or_default()
        };
        RecentWorkspace {
            key: self.key.clone(),
            entity: self.entity.clone(),
            file: text(self.path.file_name()),
            folder: text(self.path.parent().map(Path::as_os_str)),
            opened_at: Timestamp(self.opened_at),
            missing: !self.path.is_file(),
        }
    }
}

/// What the app remembers.
#[derive(Debug)]
pub struct Remembered {
    file: PathBuf,
    content: Mutex<Content>,
}

impl Remembered {
    /// Reads the file, and says what is wrong with it where it is broken.
    pub fn read(file: PathBuf) -> (Remembered, Option<String>) {
        let read = kept::read(&file);
        let content = Mutex::new(read.content);
        (Remembered { file, content }, read.complaint)
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes something and keeps it. What could not be written is not changed either.
    fn change(&self, change: impl FnOnce(&mut Content)) -> Result<(), ShellError> {
        let mut content = self.lock();
        let mut changed = content.clone();
        change(&mut changed);
        kept::write(&self.file, &changed)?;
        *content = changed;
        Ok(())
    }

    /// How the app looks.
    pub fn settings(&self) -> Settings {
        self.lock().settings
    }

    /// Changes how the app looks.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn set(&self, settings: Settings) -> Result<(), ShellError> {
        self.change(|content| content.settings = settings)
    }

    /// Workspaces that were open, the latest first.
    pub fn recent(&self) -> Vec<RecentWorkspace> {
        self.lock().recent.iter().map(Recent::view).collect()
    }

    /// The path behind a key.
    ///
    /// # Errors
    ///
    /// The key is not known, or the file is gone.
    pub fn recent_path(&self, key: &str) -> Result<PathBuf, ShellError> {
        let content = self.lock();
        let found = content.recent.iter().find(|recent| recent.key == key);
        let path = found.ok_or(ShellError::UnknownKey { what: "workspace" })?;
        let path = path.path.clone();
        if path.is_file() {
            Ok(path)
        } else {
            Err(ShellError::Gone { path })
        }
    }

    /// Puts a workspace in front.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn opened(&self, path: &Path, entity: &str, at: Timestamp) -> Result<(), ShellError> {
        self.change(|content| {
            let known = content.recent.iter().position(|known| known.path == path);
            let key = match known {
                Some(place) => content.recent.remove(place).key,
                None => {
                    content.latest_key += 1;
                    format!("w{}", content.latest_key)
                }
            };
            let recent = Recent {
                key,
                path: path.to_owned(),
                entity: entity.to_owned(),
                opened_at: at.0,
            };
            content.recent.insert(0, recent);
            content.recent.truncate(RECENT);
        })
    }

    /// Forgets a workspace; its file stays.
    ///
    /// # Errors
    ///
    /// The file of the settings cannot be written.
    pub fn forget(&self, key: &str) -> Result<(), ShellError> {
        self.change(|content| content.recent.retain(|recent| recent.key != key))
    }

    /// The folder in which files were chosen last.
    pub fn folder(&self) -> Option<PathBuf> {
        self.lock().folder.clone().filter(|folder| folder.is_dir())
    }

    /// Remembers the folder of a file that was chosen.
    pub fn chose_in(&self, file: &Path) {
        let folder = file.parent().map(Path::to_owned);
        // A convenience: where it cannot be kept, the next dialog begins elsewhere.
        drop(self.change(|content| content.folder = folder));
    }
}

#[cfg(test)]
mod tests {
    use changeproof_app::wire::view::session::{Density, LockAfter, NoticesWanted, Theme};

    use super::*;

    fn remembered(folder: &tempfile::TempDir) -> Remembered {
        Remembered::read(folder.path().join("settings.json")).0
    }

    #[test]
    fn settings_outlive_the_app() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            theme: Theme::Dark,
            density: Density::Compact,
            lock_after: LockAfter::Sixty,
            notices: NoticesWanted::On,
        };
        remembered(&folder).set(settings).unwrap();
        assert_eq!(remembered(&folder).settings(), settings);
        let file = std::fs::read_to_string(folder.path().join("settings.json"));
        assert!(file.unwrap().contains("\"lock_after\": \"60\""));
    }

    #[test]
    fn a_workspace_that_is_opened_again_keeps_its_key_and_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let all = remembered(&folder);
        for (name, at) in [("a", 1), ("b", 2), ("a", 3)] {
            let path = folder.path().join(name);
            all.opened(&path, name, Timestamp(at)).unwrap();
        }
        let recent = remembered(&folder).recent();
        let keys: Vec<&str> = recent.iter().map(|recent| recent.key.as_str()).collect();
        assert_eq!(keys, ["w1", "w2"]);
        assert!(recent[0].missing, "no such file was made");
    }

    #[test]
    fn a_key_leads_only_to_what_was_open() {
        let folder = tempfile::tempdir().unwrap();
        let all = remembered(&folder);
        let path = folder.path().join("a.changeproof");
        all.opened(&path, "A", Timestamp(1)).unwrap();
        assert!(matches!(
            all.recent_path("w1"),
            Err(ShellError::Gone { .. })
        ));
        std::fs::write(&path, "").unwrap();
        assert_eq!(all.recent_path("w1").unwrap(), path);
        all.forget("w1").unwrap();
        assert!(matches!(
            all.recent_path("w1"),
            Err(ShellError::UnknownKey { .. })
        ));
    }
}
