//! Runs the commands of `sample`.

use std::path::Path;

use changeproof_app::AppError;
use changeproof_app::period::Period;
use changeproof_app::ports::Ports;
use changeproof_app::samples::{
    NewDraw, NewSizes, NewTick, draw, list, paper, set_sizes, sizes, tick,
};
use serde_json::json;

use crate::command::{print, print_json};
use crate::samples_args::{DrawArgs, SampleCall, SampleCommand, SizesArgs, TickArgs};
use crate::{exit, people};

/// Runs one of them.
pub fn run(call: &SampleCall, ports: &Ports<'_>) -> Result<u8, AppError> {
    let workspace = &call.workspace;
    match &call.command {
        SampleCommand::Draw(args) => run_draw(workspace, args, ports),
        SampleCommand::List(args) => run_list(workspace, args.json, ports),
        SampleCommand::Tick(args) => run_tick(workspace, args, ports),
        SampleCommand::Paper(args) => run_paper(workspace, args.draw, args.json, ports),
        SampleCommand::Sizes(args) => run_sizes(workspace, args, ports),
    }?;
    Ok(exit::DONE)
}

fn run_draw(workspace: &Path, args: &DrawArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let days = args.from.zip(args.to);
    let new = NewDraw {
        period: days.map(|(from, to)| Period::new(from, to)).transpose()?,
        seed: args.seed.clone(),
        size: args.size,
        strata: args.strata.clone(),
        confidence: args.confidence,
        reason: args.reason.clone(),
    };
    let drawn = draw(workspace, &new, ports)?;
    if args.json {
        print_json(&drawn)
    } else {
        print(&people::sample_drawn(&drawn))
    }
}

fn run_list(workspace: &Path, as_json: bool, ports: &Ports<'_>) -> Result<(), AppError> {
    let samples = list(workspace, ports)?;
    if as_json {
        print_json(&json!({ "samples": samples }))
    } else {
        print(&people::samples(&samples))
    }
}

fn run_tick(workspace: &Path, args: &TickArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let new = NewTick {
        draw: args.draw,
        item: args.item.clone(),
        control: args.control.clone(),
        tick: args.tick,
        note: args.note.clone(),
        evidence: args.evidence.clone(),
    };
    let ticked = tick(workspace, &new, ports)?;
    if args.json {
        print_json(&ticked)
    } else {
        print(&people::sample_ticked(&ticked))
    }
}

fn run_paper(
    workspace: &Path,
    number: u32,
    as_json: bool,
    ports: &Ports<'_>,
) -> Result<(), AppError> {
    let paper = paper(workspace, number, ports)?;
    if as_json {
        print_json(&paper)
    } else {
        print(&people::working_paper(&paper))
    }
}

fn run_sizes(workspace: &Path, args: &SizesArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let table = match (args.rows.as_slice(), &args.source, &args.reason) {
        ([], _, _) => sizes(workspace, ports),
        (rows, source, reason) => {
            let new = NewSizes {
                rows: rows.to_vec(),
                source: source.clone().unwrap_or_default(),
                reason: reason.clone().unwrap_or_default(),
            };
            set_sizes(workspace, &new, ports)
        }
    }?;
    if args.json {
        print_json(&table)
    } else {
        print(&people::sample_sizes(&table))
    }
}
