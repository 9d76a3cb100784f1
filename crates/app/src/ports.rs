//! What the use cases need from outside: the time, files, and somebody who watches.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use changeproof_domain::time::Timestamp;
use zeroize::Zeroizing;

use crate::members::{SealingCost, SignInError, SignedIn};

/// Tells the time.
pub trait Clock: Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The computer's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// Gives random bytes: for keys and salts.
pub trait Random: Sync {
    /// Fills a stretch of memory.
    ///
    /// # Errors
    ///
    /// What the system says where it has none.
    fn fill(&self, bytes: &mut [u8]) -> io::Result<()>;
}

/// The system's random bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> io::Result<()> {
        getrandom::fill(bytes).map_err(io::Error::from)
    }
}

/// Reads and writes files.
pub trait Files: Sync {
    /// The size of a file in bytes.
    ///
    /// # Errors
    ///
    /// What the file system says.
    fn size(&self, path: &Path) -> io::Result<u64>;

    /// The first bytes of a file, at most so many.
    ///
    /// # Errors
    ///
    /// What the file system says.
    fn read_start(&self, path: &Path, bytes: u64) -> io::Result<Vec<u8>>;

    /// All bytes of a file.
    ///
    /// # Errors
    ///
    /// What the file system says.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Writes a file beside the one of that name: complete and on the disk, but not yet in its
    /// place.
    ///
    /// # Errors
    ///
    /// What the file system says.
    fn write_draft(&self, path: &Path, bytes: &[u8]) -> io::Result<Draft>;

    /// Removes a file that was made in vain. A file that stays does no harm.
    fn remove(&self, path: &Path);
}

/// A complete file that waits to be put in its place. Dropped without that, it is removed.
#[derive(Debug)]
pub struct Draft {
    draft: PathBuf,
    path: PathBuf,
    placed: bool,
}

impl Draft {
    /// Puts the file in its place; one that stands there is replaced at once.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn place(mut self) -> io::Result<()> {
        fs::rename(&self.draft, &self.path)?;
        self.placed = true;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.placed {
            // Whoever drops a draft has another error to tell; a left-over file does no harm.
            drop(fs::remove_file(&self.draft));
        }
    }
}

/// The computer's files.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemFiles;

impl Files for SystemFiles {
    fn size(&self, path: &Path) -> io::Result<u64> {
        fs::metadata(path).map(|data| data.len())
    }

    fn read_start(&self, path: &Path, bytes: u64) -> io::Result<Vec<u8>> {
        let mut start = Vec::new();
        fs::File::open(path)?.take(bytes).read_to_end(&mut start)?;
        Ok(start)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn write_draft(&self, path: &Path, bytes: &[u8]) -> io::Result<Draft> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let draft = Draft {
            draft: path.with_file_name(name),
            path: path.to_owned(),
            placed: false,
        };
        let mut file = fs::File::create(&draft.draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(draft)
    }

    fn remove(&self, path: &Path) {
        drop(fs::remove_file(path));
    }
}

/// What long work tells about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A part of the work begins: its name, and how many units it has.
    Begin {
        /// The name, such as `Reading files`.
        name: &'static str,
        /// How many units; 0 where that is not known.
        total: u64,
        /// What a unit is.
        unit: Unit,
    },
    /// So many more units are done.
    Advance(u64),
    /// That part is done.
    End,
}

/// What progress is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of files.
    Bytes,
    /// Steps of no known length.
    Steps,
}

/// Watches long work.
pub trait Progress: Sync {
    /// Something happened.
    fn tell(&self, step: Step);
}

/// Nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn tell(&self, _: Step) {}
}

/// Asks long work to stop. Work that has been committed stays.
#[derive(Clone, Debug, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Asks to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Everything that a use case needs from outside.
#[derive(Clone)]
pub struct Ports<'p> {
    /// The time.
    pub clock: &'p dyn Clock,
    /// Files.
    pub files: &'p dyn Files,
    /// Who watches.
    pub progress: &'p dyn Progress,
    /// Whether to stop.
    pub cancellation: Cancellation,
    /// Random bytes.
    pub random: &'p dyn Random,
    /// What it costs to unseal a key.
    pub sealing: SealingCost,
    /// The key store of the operating system.
    pub key_store: &'p dyn KeyStore,
    /// Who works; none without sign-in.
    pub signed_in: Option<Arc<SignedIn>>,
}

/// The key store of the operating system: it gives small secrets to one user of one computer alone.
pub trait KeyStore: Send + Sync {
    /// Keeps a secret under a name.
    ///
    /// # Errors
    ///
    /// Why it does not, as a sentence's end.
    fn keep(&self, name: &str, secret: &[u8]) -> Result<(), String>;

    /// The secret of that name; none where there is none.
    ///
    /// # Errors
    ///
    /// Why it does not say.
    fn find(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, String>;

    /// Forgets the secret of that name.
    ///
    /// # Errors
    ///
    /// Why it does not.
    fn forget(&self, name: &str) -> Result<(), String>;
}

/// No key store: for programs that use none.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoKeyStore;

/// What it answers.
const NO_STORE: &str = "this program uses none";

impl KeyStore for NoKeyStore {
    fn keep(&self, _: &str, _: &[u8]) -> Result<(), String> {
        Err(NO_STORE.to_owned())
    }

    fn find(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, String> {
        Err(NO_STORE.to_owned())
    }

    fn forget(&self, _: &str) -> Result<(), String> {
        Err(NO_STORE.to_owned())
    }
}

impl<'p> Ports<'p> {
    /// The computer's clock and files, watched by somebody.
    pub fn system(progress: &'p dyn Progress, cancellation: Cancellation) -> Ports<'p> {
        Ports {
            clock: &SystemClock,
            files: &SystemFiles,
            progress,
            cancellation,
            random: &SystemRandom,
            sealing: SealingCost::OWASP,
            key_store: &NoKeyStore,
            signed_in: None,
        }
    }

    /// The same with a key store.
    #[must_use]
    pub fn with_key_store(self, key_store: &'p dyn KeyStore) -> Ports<'p> {
        Ports { key_store, ..self }
    }

    /// The same for a person who signed in.
    #[must_use]
    pub fn signed_in(self, person: Arc<SignedIn>) -> Ports<'p> {
        Ports {
            signed_in: Some(person),
            ..self
        }
    }

    /// The name that is recorded with a decision: that of whoever signed in, else as it was given.
    ///
    /// # Errors
    ///
    /// [`SignInError::NamedOtherwise`] where somebody signed in and gives another name.
    pub(crate) fn decided_by(
        &self,
        given: Option<&str>,
    ) -> Result<Option<String>, crate::AppError> {
        let given = given.map(str::trim);
        let Some(person) = &self.signed_in else {
            return Ok(given.map(str::to_owned));
        };
        match given {
            Some(given) if given != person.name() && given != person.id() => {
                Err(SignInError::NamedOtherwise {
                    given: given.to_owned(),
                    person: person.name().to_owned(),
                }
                .into())
            }
            Some(_) | None => Ok(Some(person.name().to_owned())),
        }
    }

    /// Tells a step without a known length around some work.
    pub(crate) fn during<T>(&self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let (total, unit) = (0, Unit::Steps);
        self.progress.tell(Step::Begin { name, total, unit });
        let done = work();
        self.progress.tell(Step::End);
        done
    }

    pub(crate) fn check_cancelled(&self) -> Result<(), crate::AppError> {
        if self.cancellation.is_cancelled() {
            Err(crate::AppError::Cancelled)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_that_is_not_placed_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pack.pdf");
        drop(SystemFiles.write_draft(&path, b"half").unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_placed_draft_replaces_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pack.pdf");
        fs::write(&path, b"old").unwrap();
        let draft = SystemFiles.write_draft(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old", "not in its place yet");
        draft.place().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
