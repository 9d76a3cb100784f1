//! Exit codes, and how errors are told.

use std::io::{self, Write};
use std::process::ExitCode;

use changeproof_app::wire::error::WireError;
use changeproof_app::{AppError, ErrorKind};
use serde_json::json;

/// Done.
pub const DONE: u8 = 0;
/// An outcome of `--fail-on` was found, or `verify` says no.
pub const NO: u8 = 1;
/// Bad usage.
pub const USAGE: u8 = 2;
/// Bad input.
pub const INPUT: u8 = 3;
/// A problem with the workspace.
pub const WORKSPACE: u8 = 4;
/// Stopped by the user: 128 and the number of SIGINT, as shells have it.
pub const STOPPED: u8 = 130;

/// Tells an error and answers its exit code.
pub fn of_error(error: &AppError, as_json: bool) -> u8 {
    if let AppError::Output(error) = error
        && error.kind() == io::ErrorKind::BrokenPipe
    {
        // Whoever read the results has enough of them.
        return DONE;
    }
    if as_json {
        tell_json(&WireError::from(error));
    } else {
        tell(&format!("error: {error}"));
    }
    match error.kind() {
        ErrorKind::Usage => USAGE,
        ErrorKind::Input => INPUT,
        ErrorKind::Workspace => WORKSPACE,
        ErrorKind::Cancelled => STOPPED,
    }
}

/// Tells what is wrong with a call. Help and version are no errors.
pub fn of_usage(error: &clap::Error) -> ExitCode {
    let wants_json = std::env::args_os().any(|word| word == "--json");
    if error.use_stderr() && wants_json {
        let message = error.render().to_string();
        tell_json(&WireError {
            code: "bad_usage",
            message: message.trim().to_owned(),
            details: json!({}),
        });
    } else {
        // A closed stream leaves nobody to tell.
        drop(error.print());
    }
    ExitCode::from(if error.use_stderr() { USAGE } else { DONE })
}

/// A line for people, on stderr.
pub fn tell(line: &str) {
    // A closed stderr leaves nobody to tell.
    drop(writeln!(io::stderr(), "{line}"));
}

fn tell_json(error: &WireError) {
    match serde_json::to_string(&json!({ "error": error })) {
        Ok(line) => tell(&line),
        Err(_) => tell(&error.message),
    }
}
