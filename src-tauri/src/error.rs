//! What a command answers where it cannot do what was asked: `{code, message, details}`.

use std::io;
use std::path::PathBuf;

use changeproof_app::AppError;
use changeproof_app::wire::error::WireError;
use serde::Serialize;
use serde_json::{Value, json};

/// What can go wrong in the shell itself.
#[derive(Debug, thiserror::Error)]
pub enum ShellError {
    /// A command that needs a workspace came without one.
    #[error("No workspace is open. Open one first.")]
    NothingOpen,
    /// A workspace without people was to be locked, or a passphrase changed that nobody has.
    #[error("Nobody signs in to this workspace. Add the first person in Settings.")]
    NobodySignsIn,
    /// Another workspace cannot be opened now.
    #[error("Work on the open workspace is still running. Wait for it to end, or cancel it.")]
    Busy,
    /// What was begun in one workspace cannot be done in another.
    #[error(
        "Another workspace was opened meanwhile, or somebody else signed in. Do it again there."
    )]
    OtherWorkspace,
    /// The clipboard did not take a text.
    #[error("The clipboard did not take the text: {reason}. Select it and copy it by hand.")]
    ClipboardRefused {
        /// Why.
        reason: String,
    },
    /// A page handed back a key that is not known (any more).
    #[error("This {what} is not known any more. Go back and choose it again.")]
    UnknownKey {
        /// What the key named.
        what: &'static str,
    },
    /// A file that the app remembers is not there.
    #[error("{} is not there any more. It was moved, renamed or deleted.", path.display())]
    Gone {
        /// The file.
        path: PathBuf,
    },
    /// A name without its ending was chosen, and with the ending it names a file that exists.
    #[error("{} exists already. Choose another name.", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Nothing was left to import.
    #[error("No file is left to import. Choose at least one.")]
    NothingChosen,
    /// The system could not show a file.
    #[error("{} could not be opened: {reason}. Open it in the file manager.", path.display())]
    NotShown {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The system shows no notifications.
    #[error("The system shows no notifications: {reason}. They stay off.")]
    NoNotices {
        /// What the system said.
        reason: String,
    },
    /// A file of the app's own could not be kept.
    #[error("{} could not be written: {source}. Check the free space and the permissions.", path.display())]
    NotKept {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Work ended without an answer. This is a fault of the app.
    #[error("The work stopped unexpectedly. Try again; if it happens again, report it as a fault.")]
    Interrupted,
}

impl ShellError {
    fn code(&self) -> &'static str {
        match self {
            ShellError::NothingOpen => "nothing_open",
            ShellError::NobodySignsIn => "nobody_signs_in",
            ShellError::Busy => "busy",
            ShellError::OtherWorkspace => "other_workspace",
            ShellError::ClipboardRefused { .. } => "clipboard_refused",
            ShellError::UnknownKey { .. } => "unknown_key",
            ShellError::Gone { .. } => "file_gone",
            ShellError::Exists { .. } => "file_exists",
            ShellError::NothingChosen => "nothing_chosen",
            ShellError::NotShown { .. } => "file_not_shown",
            ShellError::NoNotices { .. } => "no_notices",
            ShellError::NotKept { .. } => "file_not_written",
            ShellError::Interrupted => "interrupted",
        }
    }

    fn details(&self) -> Value {
        match self {
            ShellError::Gone { path }
            | ShellError::Exists { path }
            | ShellError::NotShown { path, .. }
            | ShellError::NotKept { path, .. } => json!({ "path": path }),
            ShellError::UnknownKey { what } => json!({ "what": what }),
            ShellError::NothingOpen
            | ShellError::NobodySignsIn
            | ShellError::Busy
            | ShellError::OtherWorkspace
            | ShellError::ClipboardRefused { .. }
            | ShellError::NothingChosen
            | ShellError::NoNotices { .. }
            | ShellError::Interrupted => json!({}),
        }
    }
}

/// The error of a command, as the pages read it.
#[derive(Debug, Serialize, thiserror::Error)]
#[error("{}", .0.message)]
#[serde(transparent)]
pub struct CommandError(WireError);

impl CommandError {
    /// What to act on.
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// Whether somebody has to sign in, or once more.
    pub fn asks_for_sign_in(&self) -> bool {
        let codes = ["sign_in_needed", "sign_in_over", "passphrase_temporary"];
        codes.contains(&self.code())
    }
}

impl From<AppError> for CommandError {
    fn from(error: AppError) -> Self {
        CommandError(WireError::from(&error))
    }
}

impl From<ShellError> for CommandError {
    fn from(error: ShellError) -> Self {
        CommandError(WireError {
            code: error.code(),
            message: error.to_string(),
            details: error.details(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_reads_code_message_and_details() {
        let path = PathBuf::from("/data/pack.pdf");
        let error = CommandError::from(ShellError::Gone { path });
        assert_eq!(
            serde_json::to_value(&error).unwrap(),
            json!({
                "code": "file_gone",
                "message": "/data/pack.pdf is not there any more. It was moved, renamed or deleted.",
                "details": { "path": "/data/pack.pdf" },
            })
        );
    }
}
