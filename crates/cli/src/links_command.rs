//! Runs `links` and its decisions.

use std::io::{self, BufWriter};

use changeproof_app::link_decisions::{NewLinkDecision, decide};
use changeproof_app::ports::Ports;
use changeproof_app::{AppError, links};

use crate::command::{list_format, print, print_json};
use crate::exit;
use crate::links_args::{LinksArgs, LinksCall, LinksCommand};

/// Runs it.
pub fn run(call: &LinksCall, ports: &Ports<'_>) -> Result<u8, AppError> {
    match (&call.command, &call.list) {
        (Some(command), _) => run_decision(command, ports),
        (None, Some(args)) => run_list(args, ports),
        (None, None) => return Ok(exit::USAGE),
    }?;
    Ok(exit::DONE)
}

fn run_list(args: &LinksArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    links::links(&args.workspace, list_format(args.format), &mut out, ports)
}

fn run_decision(command: &LinksCommand, ports: &Ports<'_>) -> Result<(), AppError> {
    let (verdict, args) = command.decided();
    // An id may hold a colon itself: only what stands before it as the name of a source is one.
    let named = args.deployment.split_once(':');
    let named = named.filter(|(source, _)| ["github", "deploy-log", "gitops"].contains(source));
    let new = NewLinkDecision {
        deployment: named
            .map_or(args.deployment.as_str(), |(_, id)| id)
            .to_owned(),
        source: named.map(|(source, _)| source.to_owned()),
        kind: args.kind,
        target: args.target.clone(),
        verdict,
        reason: args.reason.clone(),
        evidence: args.evidence.clone(),
    };
    let decided = decide(&args.workspace, &new, ports)?;
    if args.json {
        return print_json(&decided);
    }
    print(&format!(
        "The link of deployment {} to {} {} is {}; before it was: {}. Event {}. Evaluate the period again to \
         see what follows.\n",
        decided.deployment,
        decided.kind.replace('_', " "),
        decided.target,
        decided.verdict,
        decided.before,
        decided.event
    ))
}
