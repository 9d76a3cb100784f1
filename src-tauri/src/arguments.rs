//! What the program was started with: at most a workspace to open.

use std::ffi::OsString;
use std::path::PathBuf;

use changeproof_app::APP_VERSION;

/// How the program is used.
const USAGE: &str = "\
Usage: changeproof-desktop [WORKSPACE]

Opens the Changeproof app, with a workspace (a .changeproof file) where one is given.
The command `changeproof` does the same work without a window.

Options:
  -h, --help     Show this text
  -V, --version  Show the version";

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// Open the window, perhaps with a workspace.
    Open(Option<PathBuf>),
    /// Print a text and end.
    Print(String),
    /// The call is wrong.
    Refuse(String),
}

/// Reads the arguments behind the program's name.
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Request {
    let mut file = None;
    let mut options_ended = false;
    for argument in arguments {
        let text = argument.to_string_lossy();
        match &*text {
            "-h" | "--help" if !options_ended => return Request::Print(USAGE.to_owned()),
            "-V" | "--version" if !options_ended => return Request::Print(version()),
            "--" if !options_ended => options_ended = true,
            option if !options_ended && option.len() > 1 && option.starts_with('-') => {
                return Request::Refuse(format!("'{option}' is not an option.\n\n{USAGE}"));
            }
            _ if file.is_some() => {
                return Request::Refuse(format!("One workspace can be open.\n\n{USAGE}"));
            }
            _ => file = Some(PathBuf::from(argument)),
        }
    }
    Request::Open(file)
}

fn version() -> String {
    // Tests ask for this: only such a build lets them choose files.
    let build = if cfg!(feature = "e2e") { " (e2e)" } else { "" };
    format!("changeproof-desktop {APP_VERSION}{build}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(arguments: &[&str]) -> Request {
        read(arguments.iter().map(OsString::from))
    }

    #[test]
    fn a_workspace_is_opened() {
        let file = Some(PathBuf::from("a.changeproof"));
        assert_eq!(of(&["a.changeproof"]), Request::Open(file));
        assert_eq!(of(&[]), Request::Open(None));
    }

    #[test]
    fn a_file_whose_name_begins_with_a_dash_can_be_opened() {
        let file = Some(PathBuf::from("-a"));
        assert_eq!(of(&["--", "-a"]), Request::Open(file));
    }

    #[test]
    fn what_is_not_understood_is_refused_before_a_window_opens() {
        assert!(matches!(of(&["--devtools"]), Request::Refuse(_)));
        assert!(matches!(of(&["a", "b"]), Request::Refuse(_)));
    }
}
