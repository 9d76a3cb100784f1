//! Runs `links` and its decisions.

use std::io::{self, BufWriter};

use changeproof_app::link_decisions::{NewLinkDecision, decide, list, named, second};
use changeproof_app::ports::Ports;
use changeproof_app::wire::link::{LinkDecided, LinkDecisionLine};
use changeproof_app::{AppError, links};
use changeproof_domain::snapshot::LinkVerdict;

use crate::accounts_args::DecisionsArgs;
use crate::command::{list_format, next_after, print, print_json};
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
    let (verdict, args) = match command {
        LinksCommand::Confirm(args) => (LinkVerdict::Confirmed, args),
        LinksCommand::Refuse(args) => (LinkVerdict::Refused, args),
        LinksCommand::Add(args) => (LinkVerdict::Added, args),
        LinksCommand::Cut(args) => (LinkVerdict::Cut, args),
        LinksCommand::Second(args) => {
            let decided = second(&args.workspace, args.event, &args.evidence, ports)?;
            return say(&decided, args.json);
        }
        LinksCommand::Decisions(args) => return run_decisions(args, ports),
    };
    let (source, deployment) = named(&args.deployment);
    let new = NewLinkDecision {
        deployment: deployment.to_owned(),
        source: source.map(str::to_owned),
        kind: args.kind,
        target: args.target.clone(),
        verdict,
        reason: args.reason.clone(),
        evidence: args.evidence.clone(),
    };
    let decided = decide(&args.workspace, &new, ports)?;
    say(&decided, args.json)
}

fn say(decided: &LinkDecided, as_json: bool) -> Result<(), AppError> {
    if as_json {
        return print_json(decided);
    }
    let event = decided.event;
    let next = next_after(event, decided.waits_for_second, "links second");
    print(&format!(
        "The link of deployment {} to {} {} is {}; before it was: {}. Event {event}. {next}\n",
        decided.deployment,
        decided.kind.replace('_', " "),
        decided.target,
        decided.verdict,
        decided.before,
    ))
}

fn run_decisions(args: &DecisionsArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let lines = list(&args.workspace, ports)?;
    if args.json {
        return print_json(&lines);
    }
    if lines.is_empty() {
        return print("No decisions on links.\n");
    }
    print(&lines.iter().map(line).collect::<String>())
}

fn line(one: &LinkDecisionLine) -> String {
    let state = match &one.second {
        Some(second) => format!(" {second} agreed."),
        None if one.waits => " Waits for a second person.".to_owned(),
        None => String::new(),
    };
    let (kind, reason) = (one.kind.replace('_', " "), one.reason.trim_end_matches('.'));
    format!(
        "{} {} {}: {} the link of {} deployment {} to {kind} {}. Reason: {reason}.{state}\n",
        one.event, one.at, one.by, one.verdict, one.source, one.deployment, one.target
    )
}
