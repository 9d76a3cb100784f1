//! A small JSON file of the app's own: written in one step, so that a crash leaves the old one or the
//! new one; and set aside where it cannot be read, so that nothing is lost in silence.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ShellError;

/// What reading a file of the app's own found.
#[derive(Debug)]
pub struct Read<T> {
    /// Its content, or what stands for it where there was none to read.
    pub content: T,
    /// What to tell people, where it could not be read.
    pub complaint: Option<String>,
}

/// Reads a file. One that is not there counts as empty; one that cannot be understood is renamed.
pub fn read<T: DeserializeOwned + Default>(path: &Path) -> Read<T> {
    let understood = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(T::default()),
        Err(error) => Err(error.to_string()),
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| error.to_string()),
    };
    match understood {
        Ok(content) => Read {
            content,
            complaint: None,
        },
        Err(reason) => Read {
            content: T::default(),
            complaint: Some(set_aside(path, &reason)),
        },
    }
}

/// Renames a file that cannot be read, and says so.
fn set_aside(path: &Path, reason: &str) -> String {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".broken");
    let aside = path.with_file_name(name);
    let done = match fs::rename(path, &aside) {
        Ok(()) => format!("It was kept as {}.", aside.display()),
        Err(error) => format!("It could not be set aside: {error}."),
    };
    format!(
        "{} could not be read ({reason}). {done} The app goes on without it.",
        path.display()
    )
}

/// Writes a file in one step, and makes its folder where that is missing.
///
/// # Errors
///
/// What the file system says.
pub fn write<T: Serialize>(path: &Path, content: &T) -> Result<(), ShellError> {
    try_write(path, content).map_err(|source| ShellError::NotKept {
        path: path.to_owned(),
        source,
    })
}

fn try_write<T: Serialize>(path: &Path, content: &T) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let draft: PathBuf = path.with_file_name(name);
    let mut bytes = serde_json::to_vec_pretty(content)?;
    bytes.push(b'\n');
    let mut file = fs::File::create(&draft)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/settings.json");
        write(&path, &vec![1, 2]).unwrap();
        let read: Read<Vec<u8>> = read(&path);
        assert_eq!(read.content, [1, 2]);
        assert_eq!(read.complaint, None);
    }

    #[test]
    fn a_broken_file_is_set_aside_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        fs::write(&path, "{ half").unwrap();
        let read: Read<Vec<u8>> = read(&path);
        assert!(read.content.is_empty());
        assert!(read.complaint.unwrap().contains("could not be read"));
        let aside = folder.path().join("settings.json.broken");
        assert_eq!(fs::read_to_string(aside).unwrap(), "{ half");
        assert!(!path.exists());
    }
}
