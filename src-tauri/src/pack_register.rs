//! Where this computer wrote packs. The workspace knows which packs were made; only the computer that
//! wrote them knows where. Keyed by the SHA-256 of the file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::ShellError;
use crate::kept;

/// Where packs stand.
#[derive(Debug)]
pub struct PackRegister {
    file: PathBuf,
    places: Mutex<BTreeMap<String, PathBuf>>,
}

impl PackRegister {
    /// Reads the file, and says what is wrong with it where it is broken.
    pub fn read(file: PathBuf) -> (PackRegister, Option<String>) {
        let read = kept::read(&file);
        let places = Mutex::new(read.content);
        (PackRegister { file, places }, read.complaint)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, PathBuf>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a pack stands, if it is still there.
    pub fn place(&self, sha256: &str) -> Option<PathBuf> {
        let place = self.lock().get(sha256).cloned();
        place.filter(|place| place.is_file())
    }

    /// Remembers where a pack was written. Whatever stood there before is replaced.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn wrote(&self, sha256: &str, place: &Path) -> Result<(), ShellError> {
        let mut places = self.lock();
        let mut changed = places.clone();
        changed.retain(|_, other| other != place);
        changed.insert(sha256.to_owned(), place.to_owned());
        kept::write(&self.file, &changed)?;
        *places = changed;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_is_found_while_its_file_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("packs.json");
        let pack = folder.path().join("pack.pdf");
        std::fs::write(&pack, "pdf").unwrap();
        PackRegister::read(file.clone())
            .0
            .wrote("abc", &pack)
            .unwrap();
        let again = PackRegister::read(file).0;
        assert_eq!(again.place("abc"), Some(pack.clone()));
        std::fs::remove_file(&pack).unwrap();
        assert_eq!(again.place("abc"), None);
    }

    #[test]
    fn a_pack_that_was_written_over_is_no_longer_at_hand() {
        let folder = tempfile::tempdir().unwrap();
        let pack = folder.path().join("pack.pdf");
        std::fs::write(&pack, "pdf").unwrap();
        let register = PackRegister::read(folder.path().join("packs.json")).0;
        register.wrote("old", &pack).unwrap();
        register.wrote("new", &pack).unwrap();
        assert_eq!(register.place("old"), None);
        assert_eq!(register.place("new"), Some(pack));
    }
}
