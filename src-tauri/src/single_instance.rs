//! One window: an app that is started once more hands its file to the one that runs, and ends.
//!
//! Tauri's own plugin speaks D-Bus on Linux, and without a session bus (remote desktops, containers)
//! every start would be a new window. A lock tells who was first, on every system; a socket
//! beside it takes the message on Unix. Where the message cannot be handed on, the app starts anyway:
//! two windows are better than none, and the workspace itself tells who may write.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

#[cfg(unix)]
use self::message::{hand_over, listen};

/// What became of the start.
#[derive(Debug)]
pub enum Start {
    /// No other runs.
    First(First),
    /// Another runs and has the file now.
    HandedOver,
    /// Another may run, but it could not be told.
    Alone,
}

/// The proof that this is the first. Others know it as long as this lives.
#[derive(Debug)]
pub struct First {
    // Unlocked when the process ends, however it ends.
    _lock: File,
    folder: PathBuf,
}

/// Finds out who is first, and hands the file over to it.
pub fn start(folder: &Path, file: Option<&Path>) -> Start {
    match claim(folder) {
        Ok(Some(lock)) => Start::First(First {
            _lock: lock,
            folder: folder.to_owned(),
        }),
        Ok(None) if hand_over(folder, file).is_ok() => Start::HandedOver,
        Ok(None) | Err(_) => Start::Alone,
    }
}

/// The lock, where nobody else has it.
fn claim(folder: &Path) -> io::Result<Option<File>> {
    fs::create_dir_all(folder)?;
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("changeproof-desktop.lock"))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

impl First {
    /// Hears of later starts, each with the file that it was given.
    ///
    /// # Errors
    ///
    /// The socket cannot be made.
    pub fn listen(&self, heard: impl Fn(Option<PathBuf>) + Send + 'static) -> io::Result<()> {
        listen(&self.folder, heard)
    }
}

#[cfg(unix)]
mod message {
    use std::fs;
    use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};
    use std::thread;
    use std::time::Duration;

    /// How long a message may be: a path.
    const LONGEST: u64 = 64 * 1024;

    /// How long one waits for the other.
    const PATIENCE: Duration = Duration::from_secs(2);

    fn place(folder: &Path) -> PathBuf {
        folder.join("changeproof-desktop.socket")
    }

    /// Hands a file to the one that runs. It may be starting just now.
    pub fn hand_over(folder: &Path, file: Option<&Path>) -> io::Result<()> {
        let mut attempts = 0;
        let mut stream = loop {
            match UnixStream::connect(place(folder)) {
                Ok(stream) => break stream,
                Err(error) if attempts == 20 => return Err(error),
                Err(_) => {
                    attempts += 1;
                    thread::sleep(Duration::from_millis(100));
                }
            }
        };
        stream.set_read_timeout(Some(PATIENCE))?;
        let absolute = file.map(std::path::absolute).transpose()?;
        // A path need not be valid text; JSON takes no other, and such a file opens from the dialog.
        let text = serde_json::to_string(&absolute)?;
        writeln!(stream, "{text}")?;
        let mut heard = String::new();
        BufReader::new(stream).read_line(&mut heard)?;
        if heard.trim() == "heard" {
            Ok(())
        } else {
            Err(io::Error::other("the other one did not answer"))
        }
    }

    /// Hears of later starts in a thread of its own.
    pub fn listen(
        folder: &Path,
        heard: impl Fn(Option<PathBuf>) + Send + 'static,
    ) -> io::Result<()> {
        let place = place(folder);
        // Left over from one that ended badly: the lock says that nobody listens there.
        drop(fs::remove_file(&place));
        let listener = UnixListener::bind(&place)?;
        let listening = move || {
            for stream in listener.incoming().flatten() {
                if let Ok(file) = hear(stream) {
                    heard(file);
                }
            }
        };
        thread::Builder::new()
            .name("single-instance".to_owned())
            .spawn(listening)
            .map(|_| ())
    }

    fn hear(mut stream: UnixStream) -> io::Result<Option<PathBuf>> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut line = String::new();
        BufReader::new((&stream).take(LONGEST)).read_line(&mut line)?;
        let file = serde_json::from_str(&line)?;
        writeln!(stream, "heard")?;
        Ok(file)
    }
}

#[cfg(not(unix))]
fn hand_over(_: &Path, _: Option<&Path>) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(not(unix))]
fn listen(_: &Path, _: impl Fn(Option<PathBuf>) + Send + 'static) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_second_start_hands_its_file_to_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let Start::First(first) = start(folder.path(), None) else {
            panic!("nobody else runs in a fresh folder");
        };
        let (sender, receiver) = mpsc::channel();
        first
            .listen(move |file| sender.send(file).unwrap())
            .unwrap();
        let file = Path::new("/data/a.changeproof");
        let second = start(folder.path(), Some(file));
        assert!(matches!(second, Start::HandedOver), "{second:?}");
        assert_eq!(receiver.recv().unwrap().as_deref(), Some(file));
    }

    #[test]
    fn after_the_first_has_ended_another_is_the_first() {
        let folder = tempfile::tempdir().unwrap();
        drop(start(folder.path(), None));
        let again = start(folder.path(), None);
        assert!(matches!(again, Start::First(_)), "{again:?}");
    }
}
