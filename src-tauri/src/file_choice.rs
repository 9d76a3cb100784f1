//! Asks a person for files. The pages never name a path: they ask the shell to ask.
//!
//! A port, because no test can answer a native dialog: builds with the feature `e2e` take the
//! answers from a file instead.

mod native;
#[cfg(feature = "e2e")]
pub mod scripted;

use std::path::{Path, PathBuf};

use tauri::{AppHandle, Runtime};

use crate::error::ShellError;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// A workspace to open.
    OpenWorkspace,
    /// Where to keep a new workspace.
    NewWorkspace {
        /// A name for the file.
        name: String,
    },
    /// Exports to import.
    Exports,
    /// Where to keep a pack.
    SavePack {
        /// A name for the file.
        name: String,
    },
    /// Where to keep the text of a version of the policy.
    SaveProfile {
        /// A name for the file.
        name: String,
    },
    /// Where to keep a review as a paper.
    SaveReview {
        /// A name for the file.
        name: String,
    },
    /// Where to keep a copy of a file behind a decision.
    SaveEvidence {
        /// Its name.
        name: String,
    },
    /// Where to keep the exported event log.
    SaveLog {
        /// A name for the file.
        name: String,
    },
    /// Where to keep a checkpoint of the event log.
    SaveCheckpoint {
        /// A name for the file.
        name: String,
    },
    /// A pack to verify.
    OpenPack,
    /// Files behind a decision.
    Evidence,
    /// The text of a new version of the policy.
    OpenProfile,
}

impl Question {
    /// The ending that a file must have.
    fn ending(&self) -> Option<&'static str> {
        match self {
            Question::OpenWorkspace | Question::NewWorkspace { .. } => Some("changeproof"),
            Question::SavePack { .. } | Question::SaveReview { .. } | Question::OpenPack => {
                Some("pdf")
            }
            Question::SaveProfile { .. } | Question::OpenProfile => Some("toml"),
            Question::SaveLog { .. } => Some("jsonl"),
            Question::SaveCheckpoint { .. } => Some("json"),
            Question::Exports | Question::Evidence | Question::SaveEvidence { .. } => None,
        }
    }

    /// Whether the file is to be made.
    fn is_to_be_made(&self) -> bool {
        matches!(
            self,
            Question::NewWorkspace { .. }
                | Question::SavePack { .. }
                | Question::SaveReview { .. }
                | Question::SaveEvidence { .. }
                | Question::SaveProfile { .. }
                | Question::SaveLog { .. }
                | Question::SaveCheckpoint { .. }
        )
    }
}

/// Asks a person.
pub trait FileChoice: Send + Sync {
    /// Asks for files and waits. No file means that the person cancelled.
    fn ask(&self, question: &Question, folder: Option<&Path>) -> Vec<PathBuf>;

    /// Shows a message, and does not wait until it was read.
    fn tell(&self, message: &str);

    /// Asks whether to do something, and waits. `yes` is what the button that does it says.
    fn confirm(&self, question: &str, yes: &str) -> bool;
}

/// The file choice of this build.
pub fn of_this_build<R: Runtime>(app: &AppHandle<R>) -> Box<dyn FileChoice> {
    #[cfg(feature = "e2e")]
    if let Some(scripted) = scripted::Scripted::from_environment() {
        return Box::new(scripted);
    }
    Box::new(native::Native(app.clone()))
}

/// The one file of an answer, with its ending.
///
/// # Errors
///
/// With the ending that was left out, the name of a file that is to be made is taken. (Where the
/// ending was typed, the dialog itself has asked whether to replace the file.)
pub fn one(question: &Question, answer: Vec<PathBuf>) -> Result<Option<PathBuf>, ShellError> {
    let Some(path) = answer.into_iter().next() else {
        return Ok(None);
    };
    let Some(ending) = question.ending().filter(|_| question.is_to_be_made()) else {
        return Ok(Some(path));
    };
    let has_it = path
        .extension()
        .is_some_and(|given| given.eq_ignore_ascii_case(ending));
    if has_it {
        return Ok(Some(path));
    }
    let mut name = path.into_os_string();
    name.push(".");
    name.push(ending);
    let path = PathBuf::from(name);
    if path.exists() {
        return Err(ShellError::Exists { path });
    }
    Ok(Some(path))
}

/// A name for a file, from words that may hold anything.
pub fn file_name(words: &str, ending: &str) -> String {
    let cleaned: String = words
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let mut name = String::new();
    for word in cleaned.split_whitespace() {
        // File systems take 255 bytes.
        if name.len() + word.len() > 120 {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(&word.to_lowercase());
    }
    if name.is_empty() {
        name.push_str("changeproof");
    }
    format!("{name}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_that_was_left_out_is_added() {
        let question = Question::SavePack {
            name: String::new(),
        };
        let answer = vec![PathBuf::from("/nowhere/2025.audit")];
        assert_eq!(
            one(&question, answer).unwrap(),
            Some(PathBuf::from("/nowhere/2025.audit.pdf"))
        );
        assert_eq!(one(&question, Vec::new()).unwrap(), None);
    }

    #[test]
    fn a_file_is_not_replaced_that_the_dialog_did_not_ask_about() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.pdf"), "").unwrap();
        let question = Question::SavePack {
            name: String::new(),
        };
        assert!(one(&question, vec![folder.path().join("a")]).is_err());
        assert!(one(&question, vec![folder.path().join("a.pdf")]).is_ok());
    }

    #[test]
    fn names_of_files_are_made_from_anything() {
        assert_eq!(file_name("Clicki Referrals", "pdf"), "clicki-referrals.pdf");
        assert_eq!(file_name("../../<b>\u{202e}", "pdf"), "b.pdf");
        assert_eq!(file_name("///", "pdf"), "changeproof.pdf");
        assert!(file_name(&"long name ".repeat(60), "pdf").len() < 130);
    }
}
