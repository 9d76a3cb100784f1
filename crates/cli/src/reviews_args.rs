//! The call of `reviews`: the queue of post-change reviews, or a command on one.

use std::path::{Path, PathBuf};

use changeproof_app::kept_here::Register;
use chrono::NaiveDate;
use clap::{Args, Subcommand};

use crate::args::date;
use crate::pack_args::Paper;

/// `reviews`: the queue, or a command on a review.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct ReviewsCall {
    /// A command on a review.
    #[command(subcommand)]
    pub command: Option<ReviewsCommand>,
    /// The queue.
    #[command(flatten)]
    pub queue: Option<QueueArgs>,
}

impl ReviewsCall {
    /// The workspace.
    pub fn workspace(&self) -> Option<&Path> {
        match (&self.command, &self.queue) {
            (Some(command), _) => Some(command.workspace()),
            (None, queue) => queue.as_ref().map(|args| args.workspace.as_path()),
        }
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        match (&self.command, &self.queue) {
            (Some(command), _) => command.json(),
            (None, queue) => queue.as_ref().is_some_and(|args| args.json),
        }
    }
}

/// The commands on post-change reviews.
#[derive(Debug, Subcommand)]
pub enum ReviewsCommand {
    /// Record a review that was held; whoever signs in is the reviewer.
    #[command(after_help = "Example:\n  \
        changeproof reviews record company.changeproof CHG-4711 --outcome 'Fix confirmed' --cause 'Queue overflow' --read 'Pull request 42, all files' --follow-up 'Alert on the queue, Ana, by 2025-07-01' --attendee 'Ana Silva' --as bo\n\n\
        Whoever wrote or carried out the change cannot review it, nor read its code for the review. It counts as held when it is \
        recorded; an earlier day needs the minutes as --evidence. Another review of the same change is another one.")]
    Record(RecordArgs),
    /// Show a review that was recorded here, or write it as a PDF of one page.
    #[command(after_help = "Example:\n  \
        changeproof reviews show company.changeproof 57 --pdf review.pdf --as bo")]
    Show(ShowArgs),
    /// Decide that a register is kept in Changeproof from a day on, or list what was decided.
    #[command(after_help = "Examples:\n  \
        changeproof reviews kept-here company.changeproof --from 2025-07-01 --reason 'Reviews are recorded in Changeproof' --as ana\n  \
        changeproof reviews kept-here company.changeproof --register exceptions --reason 'Exceptions too' --as ana\n  \
        changeproof reviews kept-here company.changeproof --list --as ana\n\n\
        From that day on what is not recorded here counts as missing and no longer as not exported: an emergency without \
        review fails EMG-04. The day is today or later, unless an imported register covers the days before. With \
        --elsewhere the register is kept elsewhere from that day on.")]
    KeptHere(KeptHereArgs),
}

impl ReviewsCommand {
    /// The workspace.
    pub fn workspace(&self) -> &Path {
        match self {
            ReviewsCommand::Record(args) => &args.workspace,
            ReviewsCommand::Show(args) => &args.workspace,
            ReviewsCommand::KeptHere(args) => &args.workspace,
        }
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        match self {
            ReviewsCommand::Record(args) => args.json,
            ReviewsCommand::Show(args) => args.json,
            ReviewsCommand::KeptHere(args) => args.json,
        }
    }
}

/// `reviews`.
#[derive(Args, Debug)]
pub struct QueueArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Of what is done, only emergencies deployed from this day on.
    #[arg(long, value_name = "DATE", value_parser = date, requires = "to")]
    pub from: Option<NaiveDate>,
    /// The last day.
    #[arg(long, value_name = "DATE", value_parser = date, requires = "from")]
    pub to: Option<NaiveDate>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `reviews record`.
#[derive(Args, Debug)]
pub struct RecordArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The key of the change record.
    #[arg(value_name = "CHANGE")]
    pub change: String,
    /// What the review came to.
    #[arg(long, value_name = "TEXT")]
    pub outcome: String,
    /// What had made the emergency.
    #[arg(long, value_name = "TEXT")]
    pub cause: String,
    /// What was read of the code: commits, pull requests, files.
    #[arg(long, value_name = "TEXT")]
    pub read: Option<String>,
    /// Who read it, as the roster names them [default: the reviewer].
    #[arg(long, value_name = "NAME", requires = "read")]
    pub read_by: Option<String>,
    /// Something to be done, by whom and until when; may be given several times.
    #[arg(long, value_name = "TEXT")]
    pub follow_up: Vec<String>,
    /// Somebody who took part; may be given several times.
    #[arg(long = "attendee", value_name = "NAME")]
    pub attendees: Vec<String>,
    /// The day on which it was held, where that was before today.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub held_on: Option<NaiveDate>,
    /// A file behind it, such as minutes; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
    /// Write it as a PDF of one page, too; a file of that name is replaced.
    #[arg(long, value_name = "FILE.pdf")]
    pub pdf: Option<PathBuf>,
    /// The paper.
    #[arg(long, value_enum, default_value_t)]
    pub paper: Paper,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `reviews show`.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The event that tells of it, as the queue names it.
    #[arg(value_name = "EVENT")]
    pub event: i64,
    /// Write it as a PDF of one page; a file of that name is replaced.
    #[arg(long, value_name = "FILE.pdf")]
    pub pdf: Option<PathBuf>,
    /// The paper.
    #[arg(long, value_enum, default_value_t)]
    pub paper: Paper,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `reviews kept-here`.
#[derive(Args, Debug)]
pub struct KeptHereArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The register: post_change_reviews, exceptions, attestations, policy_reviews or policy_triggers.
    #[arg(long, value_name = "REGISTER", value_parser = register, default_value = "post_change_reviews")]
    pub register: Register,
    /// The first day [default: today].
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<NaiveDate>,
    /// Why.
    #[arg(long, value_name = "TEXT", required_unless_present = "list")]
    pub reason: Option<String>,
    /// It is kept elsewhere from that day on.
    #[arg(long)]
    pub elsewhere: bool,
    /// Only list what was decided.
    #[arg(long, conflicts_with_all = ["from", "reason", "elsewhere", "register"])]
    pub list: bool,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

fn register(text: &str) -> Result<Register, String> {
    Register::from_id(text).ok_or_else(|| {
        let known: Vec<&str> = Register::ALL.iter().map(|of| of.id()).collect();
        format!("registers are {}", known.join(", "))
    })
}
