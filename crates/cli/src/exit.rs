//! Exit codes, and how errors are told.

use std::io::{self, Write};
use std::path::Path;
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
    let mut told = WireError::from(error);
    if let Some(remedy) = remedy(error) {
        told.message = format!("{} {remedy}", told.message);
    }
    if as_json {
        tell_json(&told);
    } else {
        tell(&format!("error: {}", told.message));
    }
    match error.kind() {
        ErrorKind::Usage => USAGE,
        ErrorKind::Input => INPUT,
        ErrorKind::Workspace => WORKSPACE,
        ErrorKind::Cancelled => STOPPED,
    }
}

/// What to call next, where a call mends it.
fn remedy(error: &AppError) -> Option<String> {
    let evaluate = |workspace: &Path, from: &str, to: &str, when: &str| {
        let workspace = workspace.display();
        format!("Run 'changeproof evaluate {workspace} --from {from} --to {to}' {when}.")
    };
    match error {
        AppError::NotEvaluated { workspace } => Some(evaluate(workspace, "DATE", "DATE", "first")),
        AppError::PeriodNotEvaluated {
            workspace,
            from,
            to,
        } => Some(evaluate(
            workspace,
            &from.to_string(),
            &to.to_string(),
            "first",
        )),
        AppError::EvaluatedByOtherVersion {
            workspace,
            from,
            to,
            ..
        } => Some(evaluate(
            workspace,
            &from.to_string(),
            &to.to_string(),
            "again",
        )),
        error => match error.code() {
            "workspace_missing" => Some("Make one with 'changeproof init'.".to_owned()),
            "sign_in_needed" => Some(
                "Give --as PERSON, and the passphrase by CHANGEPROOF_PASSPHRASE or as a line of standard input."
                    .to_owned(),
            ),
            "passphrase_temporary" => Some("Run 'changeproof people passphrase'.".to_owned()),
            "people_needed" | "nobody_signs_in" => {
                Some("'changeproof people add' adds the first one.".to_owned())
            }
            "workspace_damaged" => Some("'changeproof verify' tells more.".to_owned()),
            _ => None,
        },
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_that_a_call_mends_names_the_call() {
        let workspace = Path::new("company.changeproof").to_owned();
        let day = Default::default();
        for error in [
            AppError::NotEvaluated {
                workspace: workspace.clone(),
            },
            AppError::PeriodNotEvaluated {
                workspace: workspace.clone(),
                from: day,
                to: day,
            },
            AppError::EvaluatedByOtherVersion {
                workspace,
                made_by: String::new(),
                this: String::new(),
                from: day,
                to: day,
            },
        ] {
            let said = remedy(&error).unwrap_or_default();
            let call = "Run 'changeproof evaluate company.changeproof --from ";
            assert!(said.starts_with(call), "{said}");
        }
        assert_eq!(remedy(&AppError::Cancelled), None);
    }
}
