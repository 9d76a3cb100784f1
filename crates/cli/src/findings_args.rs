//! The call of `findings`, with its commands on the work.

use std::path::{Path, PathBuf};

use changeproof_app::triage::FindingState;
use changeproof_domain::outcome::Outcome;
use chrono::NaiveDate;
use clap::{Args, Subcommand};

use crate::args::date;

/// `findings`: what is wrong and who sees to it, or a command on the work.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct FindingsCall {
    /// A command on the work.
    #[command(subcommand)]
    pub command: Option<FindingsCommand>,
    /// What is wrong.
    #[command(flatten)]
    pub list: Option<FindingsArgs>,
}

impl FindingsCall {
    /// The workspace.
    pub fn workspace(&self) -> Option<&Path> {
        match (&self.command, &self.list) {
            (Some(command), _) => Some(command.workspace()),
            (None, list) => list.as_ref().map(|args| args.workspace.as_path()),
        }
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        match (&self.command, &self.list) {
            (Some(command), _) => command.json(),
            (None, list) => list.as_ref().is_some_and(|args| args.json),
        }
    }
}

/// What is wrong, and who sees to it.
#[derive(Args, Debug)]
pub struct FindingsArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Tell everything about this one: CONTROL/KIND/SOURCE/ID, such as REV-01/deployment/github/912513.
    #[arg(long, value_name = "FINDING")]
    pub finding: Option<String>,
    /// Of this control; may be given several times.
    #[arg(long = "control", value_name = "ID", conflicts_with = "finding")]
    pub controls: Vec<String>,
    /// Of this service; may be given several times.
    #[arg(long = "service", value_name = "NAME", conflicts_with = "finding")]
    pub services: Vec<String>,
    /// With this outcome: fail or insufficient_evidence.
    #[arg(long = "outcome", value_name = "OUTCOME", value_parser = outcome, conflicts_with = "finding")]
    pub outcomes: Vec<Outcome>,
    /// In this state: open, acknowledged, remediated, excepted, false_link or corrected; may be given several
    /// times [default: all but the last two, which are findings no more].
    #[arg(long = "state", value_name = "STATE", value_parser = state, conflicts_with = "finding")]
    pub states: Vec<FindingState>,
    /// Of this owner.
    #[arg(long, value_name = "NAME", conflicts_with = "finding")]
    pub owner: Option<String>,
    /// Whose due date has passed.
    #[arg(long, conflicts_with = "finding")]
    pub overdue: bool,
    /// Print JSON; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// The commands on the work.
#[derive(Debug, Subcommand)]
pub enum FindingsCommand {
    /// Give findings an owner and a due date; many at once with one reason for all.
    #[command(after_help = "Example:\n  \
        changeproof findings acknowledge company.changeproof REV-01/deployment/github/912513 \\\n    \
        --owner 'Lena Ortiz' --due 2025-07-14 --reason 'Branch protection was off' --as ana\n\n\
        With --cause and --action the finding has all that GOV-03 asks for.")]
    Acknowledge(AcknowledgeArgs),
    /// Record what caused findings and what was done about them.
    #[command(after_help = "Example:\n  \
        changeproof findings remediate company.changeproof REV-01/deployment/github/912513 \\\n    \
        --cause 'Branch protection was off' --action 'Protection is on; reviewed afterwards' --on 2025-07-03 \\\n    \
        --evidence review.pdf --as ana")]
    Remediate(RemediateArgs),
    /// Say something about findings.
    #[command(after_help = "Example:\n  \
        changeproof findings comment company.changeproof REV-01/deployment/github/912513 \\\n    \
        --text 'Lena asked the team' --as ana")]
    Comment(CommentArgs),
    /// Open findings again; what was recorded before holds no more and stays in the log.
    #[command(after_help = "Example:\n  \
        changeproof findings reopen company.changeproof REV-01/deployment/github/912513 \\\n    \
        --reason 'Protection was off again' --as ana")]
    Reopen(ReopenArgs),
}

impl FindingsCommand {
    fn named(&self) -> &Named {
        match self {
            FindingsCommand::Acknowledge(args) => &args.named,
            FindingsCommand::Remediate(args) => &args.named,
            FindingsCommand::Comment(args) => &args.named,
            FindingsCommand::Reopen(args) => &args.named,
        }
    }

    /// The workspace.
    pub fn workspace(&self) -> &Path {
        &self.named().workspace
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        self.named().json
    }
}

/// What every command on the work takes.
#[derive(Args, Debug)]
pub struct Named {
    /// The workspace.
    pub workspace: PathBuf,
    /// The findings, each as CONTROL/KIND/SOURCE/ID.
    #[arg(value_name = "FINDING", required = true)]
    pub findings: Vec<String>,
    /// A file that shows it; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `findings acknowledge`.
#[derive(Args, Debug)]
pub struct AcknowledgeArgs {
    /// Which findings.
    #[command(flatten)]
    pub named: Named,
    /// Who sees to them.
    #[arg(long, value_name = "NAME")]
    pub owner: String,
    /// Until when.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub due: NaiveDate,
    /// Why; has to be there for more than one finding.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// What caused them, where that is known already.
    #[arg(long, value_name = "TEXT")]
    pub cause: Option<String>,
    /// What is to be done, where that is known already.
    #[arg(long, value_name = "TEXT")]
    pub action: Option<String>,
}

/// `findings remediate`.
#[derive(Args, Debug)]
pub struct RemediateArgs {
    /// Which findings.
    #[command(flatten)]
    pub named: Named,
    /// What caused them.
    #[arg(long, value_name = "TEXT")]
    pub cause: String,
    /// What was done.
    #[arg(long, value_name = "TEXT")]
    pub action: String,
    /// On which day.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: NaiveDate,
}

/// `findings comment`.
#[derive(Args, Debug)]
pub struct CommentArgs {
    /// Which findings.
    #[command(flatten)]
    pub named: Named,
    /// What is said.
    #[arg(long, value_name = "TEXT")]
    pub text: String,
}

/// `findings reopen`.
#[derive(Args, Debug)]
pub struct ReopenArgs {
    /// Which findings.
    #[command(flatten)]
    pub named: Named,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

fn outcome(text: &str) -> Result<Outcome, String> {
    match Outcome::from_id(text) {
        Some(outcome @ (Outcome::Fail | Outcome::InsufficientEvidence)) => Ok(outcome),
        Some(Outcome::Pass | Outcome::NotApplicable | Outcome::Pending) | None => {
            Err("outcomes of findings are fail and insufficient_evidence".to_owned())
        }
    }
}

fn state(text: &str) -> Result<FindingState, String> {
    FindingState::from_id(text).ok_or_else(|| {
        let known: Vec<&str> = FindingState::ALL.iter().map(|state| state.id()).collect();
        format!("states are {}", known.join(", "))
    })
}
