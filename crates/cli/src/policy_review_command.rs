//! Runs the commands of `policy review` and `policy trigger`.

use changeproof_app::AppError;
use changeproof_app::annual_review::{
    ClauseDecided, Closing, Draft, OpenOptions, acknowledge, approve, close, decide, draft, open,
    publish, show,
};
use changeproof_app::period::Period;
use changeproof_app::policy_triggers::{self, NewTrigger, TriggerDecided};
use changeproof_app::ports::Ports;

use crate::command::{print, print_json};
use crate::people;
use crate::policy_review_args::{ReviewCommand, TriggerCommand};

/// Runs a step of a review.
pub fn run(command: &ReviewCommand, ports: &Ports<'_>) -> Result<(), AppError> {
    let shown = match command {
        ReviewCommand::Open(args) => {
            let days = args.from.zip(args.to);
            let period = days.map(|(from, to)| Period::new(from, to)).transpose()?;
            open(&args.workspace, &OpenOptions { period }, ports)
        }
        ReviewCommand::Decide(args) => {
            let decided = ClauseDecided {
                clause: args.clause.clone(),
                decision: args.decision,
                reason: args.reason.clone(),
            };
            decide(&args.workspace, &decided, ports)
        }
        ReviewCommand::Draft(args) => {
            let new = Draft {
                file: args.file.clone(),
                reason: args.reason.clone(),
            };
            draft(&args.workspace, &new, ports)
        }
        ReviewCommand::Approve(args) => approve(&args.workspace, &args.reason, ports),
        ReviewCommand::Publish(args) => publish(&args.workspace, args.from, ports),
        ReviewCommand::Acknowledge(args) => acknowledge(&args.workspace, ports),
        ReviewCommand::Close(args) => {
            let closing = Closing {
                actions: args.actions.clone(),
                abandoned: args.abandon.clone(),
            };
            close(&args.workspace, &closing, ports)
        }
        ReviewCommand::Show(args) => show(&args.workspace, ports),
    }?;
    if command.json() {
        print_json(&shown)
    } else {
        print(&people::annual_review(&shown))
    }
}

/// Runs a command on significant changes.
pub fn run_trigger(command: &TriggerCommand, ports: &Ports<'_>) -> Result<(), AppError> {
    let listed = match command {
        TriggerCommand::Record(args) => {
            let new = NewTrigger {
                what: args.what.clone(),
                on: args.on,
                evidence: args.evidence.clone(),
            };
            policy_triggers::record(&args.workspace, &new, ports)
        }
        TriggerCommand::Decide(args) => {
            let decided = TriggerDecided {
                trigger: args.trigger,
                decision: args.decision.clone(),
                reason: args.reason.clone(),
            };
            policy_triggers::decide(&args.workspace, &decided, ports)
        }
        TriggerCommand::List(args) => policy_triggers::list(&args.workspace, ports),
    }?;
    if command.json() {
        print_json(&listed)
    } else {
        print(&people::policy_triggers(&listed))
    }
}
