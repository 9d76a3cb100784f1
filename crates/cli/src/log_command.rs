//! Runs `log`.

use changeproof_app::AppError;
use changeproof_app::event_log::{EventFilter, export, list, write_checkpoint};
use changeproof_app::ports::Ports;
use serde_json::json;

use crate::command::{print, print_json};
use crate::log_args::LogArgs;
use crate::{exit, people};

/// Runs it.
pub fn run(args: &LogArgs, ports: &Ports<'_>) -> Result<u8, AppError> {
    match (&args.export, &args.checkpoint) {
        (Some(out), _) => {
            let done = export(&args.workspace, out, ports)?;
            if args.json {
                print_json(&done)
            } else {
                print(&people::log_exported(&done))
            }
        }
        (None, Some(out)) => {
            let written = write_checkpoint(&args.workspace, out, ports)?;
            if args.json {
                print_json(&written)
            } else {
                print(&people::checkpoint_written(&written))
            }
        }
        (None, None) => {
            let filter = EventFilter {
                person: args.by.clone(),
                kind: args.kind.clone(),
            };
            let events = list(&args.workspace, &filter, ports)?;
            if args.json {
                print_json(&json!({ "events": events }))
            } else {
                print(&people::events(&events))
            }
        }
    }?;
    Ok(exit::DONE)
}
