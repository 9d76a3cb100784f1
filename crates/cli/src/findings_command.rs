//! Runs `findings` and its commands on the work.

use changeproof_app::AppError;
use changeproof_app::ports::Ports;
use changeproof_app::triage::{self, FindingFilter, NewAcknowledgement, NewRemediation, NewWords};
use changeproof_app::wire::triage::FindingsDone;

use crate::command::{print, print_json};
use crate::findings_args::{FindingsArgs, FindingsCall, FindingsCommand};
use crate::{exit, people};

/// Runs it.
pub fn run(call: &FindingsCall, ports: &Ports<'_>) -> Result<u8, AppError> {
    match (&call.command, &call.list) {
        (Some(command), _) => run_command(command, ports),
        (None, Some(args)) => run_list(args, ports),
        (None, None) => return Ok(exit::USAGE),
    }?;
    Ok(exit::DONE)
}

fn run_list(args: &FindingsArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    if let Some(finding) = &args.finding {
        let story = triage::story(&args.workspace, finding, ports)?;
        return match args.json {
            true => print_json(&story),
            false => print(&people::finding_story(&story)),
        };
    }
    let filter = FindingFilter {
        controls: args.controls.clone(),
        services: args.services.clone(),
        outcomes: args.outcomes.clone(),
        states: args.states.clone(),
        owner: args.owner.clone(),
        overdue: args.overdue,
    };
    let lines = triage::list(&args.workspace, &filter, ports)?;
    match args.json {
        true => print_json(&lines),
        false => print(&people::findings(&lines)),
    }
}

fn run_command(command: &FindingsCommand, ports: &Ports<'_>) -> Result<(), AppError> {
    match command {
        FindingsCommand::Acknowledge(args) => {
            let new = NewAcknowledgement {
                findings: args.named.findings.clone(),
                owner: args.owner.clone(),
                due: args.due,
                reason: args.reason.clone(),
                cause: args.cause.clone(),
                action: args.action.clone(),
                evidence: args.named.evidence.clone(),
            };
            let done = triage::acknowledge(&args.named.workspace, &new, ports)?;
            let words = format!("{} owns {{}}, due {}.", args.owner.trim(), args.due);
            say(&done, args.named.json, &words)
        }
        FindingsCommand::Remediate(args) => {
            let new = NewRemediation {
                findings: args.named.findings.clone(),
                cause: args.cause.clone(),
                action: args.action.clone(),
                on: args.on,
                evidence: args.named.evidence.clone(),
            };
            let done = triage::remediate(&args.named.workspace, &new, ports)?;
            say(&done, args.named.json, "Recorded what was done about {}.")
        }
        FindingsCommand::Comment(args) => {
            let new = NewWords {
                findings: args.named.findings.clone(),
                text: args.text.clone(),
                evidence: args.named.evidence.clone(),
            };
            let done = triage::comment(&args.named.workspace, &new, ports)?;
            say(&done, args.named.json, "Recorded the comment on {}.")
        }
        FindingsCommand::Reopen(args) => {
            let new = NewWords {
                findings: args.named.findings.clone(),
                text: args.reason.clone(),
                evidence: args.named.evidence.clone(),
            };
            let done = triage::reopen(&args.named.workspace, &new, ports)?;
            say(&done, args.named.json, "Opened {} again.")
        }
    }
}

/// Says what was recorded; `{}` stands for the findings.
fn say(done: &FindingsDone, as_json: bool, words: &str) -> Result<(), AppError> {
    if as_json {
        return print_json(done);
    }
    let what = match done.findings.as_slice() {
        [one] => one.clone(),
        all => format!("{} findings", all.len()),
    };
    print(&format!(
        "{} Event {}. Evaluate the period again to see what follows.\n",
        words.replace("{}", &what),
        done.event
    ))
}
