//! The calls of `policy review` and `policy trigger`.

use std::path::{Path, PathBuf};

use changeproof_app::annual_review::ClauseDecision;
use chrono::NaiveDate;
use clap::{Args, Subcommand};

use crate::args::date;

/// The steps of a review of the policy.
#[derive(Debug, Subcommand)]
pub enum ReviewCommand {
    /// Open a review of the newest version: the inputs are frozen.
    #[command(after_help = "Example:\n  \
        changeproof policy review open company.changeproof --as ana\n\n\
        Without days it is the twelve months up to yesterday. Inputs are the results of every control in the year and in the \
        period of the same length before, exceptions, incidents, emergencies, changes of policy and roster, and significant changes.")]
    Open(OpenArgs),
    /// Decide what becomes of a clause.
    #[command(after_help = "Example:\n  \
        changeproof policy review decide company.changeproof 5-PROMPT change --reason 'Four hours are too long' --as ana\n\n\
        Deciding again counts, until the outcome is approved; the draft has then to be made again.")]
    Decide(DecideArgs),
    /// Draft the new version, or that the policy stays as it is.
    #[command(after_help = "Examples:\n  \
        changeproof policy review draft company.changeproof policy.toml --reason 'What was decided' --as ana\n  \
        changeproof policy review draft company.changeproof --no-change --reason 'It did well in its year' --as ana\n\n\
        Every clause has to be decided before, and the draft does with each what was decided.")]
    Draft(DraftArgs),
    /// Approve the outcome, as a policy owner who drafted none of it.
    #[command(after_help = "Example:\n  \
        changeproof policy review approve company.changeproof --reason 'The board agrees' --as olga")]
    Approve(ApproveArgs),
    /// Publish the approved draft as a version of the policy.
    #[command(after_help = "Example:\n  \
        changeproof policy review publish company.changeproof --from 2026-01-01 --as olga")]
    Publish(PublishArgs),
    /// Acknowledge the outcome.
    #[command(after_help = "Example:\n  \
        changeproof policy review acknowledge company.changeproof --as bo")]
    Acknowledge(StepArgs),
    /// Close the review, with what is to be done.
    #[command(after_help = "Examples:\n  \
        changeproof policy review close company.changeproof --action 'Train the second team, Bo, by 2026-02-01' --as ana\n  \
        changeproof policy review close company.changeproof --abandon 'Another version came first' --as ana")]
    Close(CloseArgs),
    /// Show the review that is open, else the latest.
    #[command(after_help = "Example:\n  \
        changeproof policy review show company.changeproof --as ana")]
    Show(StepArgs),
}

impl ReviewCommand {
    /// The workspace.
    pub fn workspace(&self) -> &Path {
        match self {
            ReviewCommand::Open(args) => &args.workspace,
            ReviewCommand::Decide(args) => &args.workspace,
            ReviewCommand::Draft(args) => &args.workspace,
            ReviewCommand::Approve(args) => &args.workspace,
            ReviewCommand::Publish(args) => &args.workspace,
            ReviewCommand::Acknowledge(args) | ReviewCommand::Show(args) => &args.workspace,
            ReviewCommand::Close(args) => &args.workspace,
        }
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        match self {
            ReviewCommand::Open(args) => args.json,
            ReviewCommand::Decide(args) => args.json,
            ReviewCommand::Draft(args) => args.json,
            ReviewCommand::Approve(args) => args.json,
            ReviewCommand::Publish(args) => args.json,
            ReviewCommand::Acknowledge(args) | ReviewCommand::Show(args) => args.json,
            ReviewCommand::Close(args) => args.json,
        }
    }
}

/// `policy review open`.
#[derive(Args, Debug)]
pub struct OpenArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The first day of the year that is looked at.
    #[arg(long, value_name = "DATE", value_parser = date, requires = "to")]
    pub from: Option<NaiveDate>,
    /// Its last day.
    #[arg(long, value_name = "DATE", value_parser = date, requires = "from")]
    pub to: Option<NaiveDate>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `policy review decide`.
#[derive(Args, Debug)]
pub struct DecideArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The clause, such as 5-PROMPT.
    #[arg(value_name = "CLAUSE")]
    pub clause: String,
    /// What becomes of it: keep, change or delete.
    #[arg(value_name = "DECISION", value_parser = decision)]
    pub decision: ClauseDecision,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `policy review draft`.
#[derive(Args, Debug)]
pub struct DraftArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The profile of the new version.
    #[arg(value_name = "FILE.toml", required_unless_present = "no_change")]
    pub file: Option<PathBuf>,
    /// The policy stays as it is.
    #[arg(long, conflicts_with = "file")]
    pub no_change: bool,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `policy review approve`.
#[derive(Args, Debug)]
pub struct ApproveArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `policy review publish`.
#[derive(Args, Debug)]
pub struct PublishArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The first day in force, in the workspace's time zone: today or later.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: NaiveDate,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `policy review acknowledge` and `policy review show`.
#[derive(Args, Debug)]
pub struct StepArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `policy review close`.
#[derive(Args, Debug)]
pub struct CloseArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Something to be done, by whom and until when; may be given several times.
    #[arg(long = "action", value_name = "TEXT")]
    pub actions: Vec<String>,
    /// The review ends without an outcome: why.
    #[arg(long, value_name = "TEXT")]
    pub abandon: Option<String>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// The commands on significant changes.
#[derive(Debug, Subcommand)]
pub enum TriggerCommand {
    /// Record a significant change: a decision on the policy is due from then on.
    #[command(after_help = "Example:\n  \
        changeproof policy trigger record company.changeproof 'A second team deploys' --on 2025-06-01 --as ana")]
    Record(TriggerRecordArgs),
    /// Decide what a significant change means for the policy.
    #[command(after_help = "Example:\n  \
        changeproof policy trigger decide company.changeproof 57 --decision 'No change' --reason 'The clauses name no team' --as olga")]
    Decide(TriggerDecideArgs),
    /// List the significant changes that are recorded here.
    #[command(after_help = "Example:\n  \
        changeproof policy trigger list company.changeproof --as ana")]
    List(StepArgs),
}

impl TriggerCommand {
    /// The workspace.
    pub fn workspace(&self) -> &Path {
        match self {
            TriggerCommand::Record(args) => &args.workspace,
            TriggerCommand::Decide(args) => &args.workspace,
            TriggerCommand::List(args) => &args.workspace,
        }
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        match self {
            TriggerCommand::Record(args) => args.json,
            TriggerCommand::Decide(args) => args.json,
            TriggerCommand::List(args) => args.json,
        }
    }
}

/// `policy trigger record`.
#[derive(Args, Debug)]
pub struct TriggerRecordArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// What changed.
    #[arg(value_name = "TEXT")]
    pub what: String,
    /// The day [default: today].
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<NaiveDate>,
    /// A file behind it; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `policy trigger decide`.
#[derive(Args, Debug)]
pub struct TriggerDecideArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The event that recorded it, as `policy trigger list` names it.
    #[arg(value_name = "EVENT")]
    pub trigger: i64,
    /// What it means for the policy.
    #[arg(long, value_name = "TEXT")]
    pub decision: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

fn decision(text: &str) -> Result<ClauseDecision, String> {
    ClauseDecision::from_id(text).ok_or_else(|| {
        let known: Vec<&str> = ClauseDecision::ALL.iter().map(|of| of.id()).collect();
        format!("decisions are {}", known.join(", "))
    })
}
