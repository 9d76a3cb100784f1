//! Runs the commands of `exceptions`.

use changeproof_app::AppError;
use changeproof_app::exceptions::{
    Ending, Level, NewApproval, approve, draft, edit, end, list, submit,
};
use changeproof_app::ports::Ports;
use changeproof_app::wire::exception::ExceptionLine;

use crate::command::{print, print_json};
use crate::exceptions_args::{EndArgs, ExceptionsCall, ExceptionsCommand, RegisterArgs};
use crate::{exit, people};

/// Runs the call.
pub fn run(call: &ExceptionsCall, ports: &Ports<'_>) -> Result<u8, AppError> {
    match (&call.command, &call.register) {
        (Some(command), _) => run_command(command, ports)?,
        (None, Some(args)) => run_list(args, ports)?,
        (None, None) => return Ok(exit::USAGE),
    }
    Ok(exit::DONE)
}

fn run_list(args: &RegisterArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let listed = list(&args.workspace, args.state, ports)?;
    if args.json {
        print_json(&listed)
    } else {
        print(&people::exceptions(&listed))
    }
}

fn run_command(command: &ExceptionsCommand, ports: &Ports<'_>) -> Result<(), AppError> {
    let line = match command {
        ExceptionsCommand::Draft(args) => {
            let words = args.words.words(Some(&args.control));
            draft(&args.workspace, &words, ports)
        }
        ExceptionsCommand::Edit(args) => {
            let words = args.words.words(args.control.as_ref());
            edit(&args.workspace, &args.exception, &words, ports)
        }
        ExceptionsCommand::Submit(args) => submit(&args.workspace, &args.exception, ports),
        ExceptionsCommand::Approve(args) => {
            let approval = NewApproval {
                exception: args.exception.clone(),
                version: args.version,
                level: match args.as_policy_owner {
                    true => Level::PolicyOwner,
                    false => Level::Approver,
                },
                note: args.note.clone(),
            };
            approve(&args.workspace, &approval, ports)
        }
        ExceptionsCommand::Return(args) => run_end(args, Ending::Return, ports),
        ExceptionsCommand::Reject(args) => run_end(args, Ending::Reject, ports),
        ExceptionsCommand::Revoke(args) => run_end(args, Ending::Revoke, ports),
        ExceptionsCommand::Close(args) => run_end(args, Ending::Close, ports),
    }?;
    if command.json() {
        print_json(&line)
    } else {
        print(&people::exception(&line))
    }
}

fn run_end(args: &EndArgs, how: Ending, ports: &Ports<'_>) -> Result<ExceptionLine, AppError> {
    end(&args.workspace, &args.exception, how, &args.reason, ports)
}
