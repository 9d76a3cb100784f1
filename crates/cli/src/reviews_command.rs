//! Runs the commands of `reviews`.

use std::path::{Path, PathBuf};

use changeproof_app::AppError;
use changeproof_app::kept_here::{self, Move};
use changeproof_app::pack::PageSize;
use changeproof_app::period::Period;
use changeproof_app::ports::Ports;
use changeproof_app::post_change_reviews::{NewReview, QueueOptions, one, paper, queue, record};

use crate::command::{page_size, print, print_json};
use crate::pack_args::Paper;
use crate::reviews_args::{
    KeptHereArgs, QueueArgs, RecordArgs, ReviewsCall, ReviewsCommand, ShowArgs,
};
use crate::{exit, people};

/// Runs one of them.
pub fn run(call: &ReviewsCall, ports: &Ports<'_>) -> Result<u8, AppError> {
    match (&call.command, &call.queue) {
        (Some(ReviewsCommand::Record(args)), _) => run_record(args, ports),
        (Some(ReviewsCommand::Show(args)), _) => run_show(args, ports),
        (Some(ReviewsCommand::KeptHere(args)), _) => run_kept_here(args, ports),
        (None, Some(args)) => run_queue(args, ports),
        (None, None) => return Ok(exit::USAGE),
    }?;
    Ok(exit::DONE)
}

fn run_queue(args: &QueueArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let days = args.from.zip(args.to);
    let period = days.map(|(from, to)| Period::new(from, to)).transpose()?;
    let found = queue(&args.workspace, &QueueOptions { period }, ports)?;
    if args.json {
        print_json(&found)
    } else {
        print(&people::review_queue(&found))
    }
}

fn run_record(args: &RecordArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let new = NewReview {
        change: args.change.clone(),
        held_on: args.held_on,
        outcome: args.outcome.clone(),
        cause: args.cause.clone(),
        code_read: args.read.clone(),
        code_read_by: args.read_by.clone(),
        follow_up: args.follow_up.clone(),
        attendees: args.attendees.clone(),
        evidence: args.evidence.clone(),
    };
    let recorded = record(&args.workspace, &new, ports)?;
    let event = recorded.review.event;
    write_pdf(&args.workspace, event, &args.pdf, args.paper, ports)?;
    if args.json {
        print_json(&recorded)
    } else {
        print(&people::review_recorded(&recorded))
    }
}

fn run_show(args: &ShowArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let review = one(&args.workspace, args.event, ports)?;
    write_pdf(&args.workspace, args.event, &args.pdf, args.paper, ports)?;
    if args.json {
        print_json(&review)
    } else {
        print(&people::review(&review))
    }
}

fn write_pdf(
    workspace: &Path,
    event: i64,
    out: &Option<PathBuf>,
    size: Paper,
    ports: &Ports<'_>,
) -> Result<(), AppError> {
    let size: PageSize = page_size(size);
    let Some(out) = out else {
        return Ok(());
    };
    paper(workspace, event, size, out, ports).map(drop)
}

fn run_kept_here(args: &KeptHereArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let listed = if args.list {
        kept_here::list(&args.workspace, ports)?
    } else {
        let decided = Move {
            register: args.register,
            here: !args.elsewhere,
            from: args.from,
            reason: args.reason.clone().unwrap_or_default(),
        };
        kept_here::record(&args.workspace, &decided, ports)?
    };
    if args.json {
        print_json(&listed)
    } else {
        print(&people::kept_here(&listed))
    }
}
