//! The call of `links`, with its decisions.

use std::path::{Path, PathBuf};

use changeproof_domain::snapshot::LinkTargetKind;
use clap::{Args, Subcommand};

use crate::accounts_args::{DecisionsArgs, SecondArgs};
use crate::args::ListFormat;

/// `links`: what deployments are linked to, or a decision on a link.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct LinksCall {
    /// A decision on a link.
    #[command(subcommand)]
    pub command: Option<LinksCommand>,
    /// What deployments are linked to.
    #[command(flatten)]
    pub list: Option<LinksArgs>,
}

impl LinksCall {
    /// The workspace.
    pub fn workspace(&self) -> Option<&Path> {
        match (&self.command, &self.list) {
            (Some(command), _) => Some(command.workspace()),
            (None, list) => list.as_ref().map(|args| args.workspace.as_path()),
        }
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        self.command.as_ref().is_some_and(LinksCommand::json)
    }
}

/// `links`.
#[derive(Args, Debug)]
pub struct LinksArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
}

/// Decisions on a link.
#[derive(Debug, Subcommand)]
pub enum LinksCommand {
    /// Confirm a suggested link: to a change record or a run, it counts like what records say.
    #[command(after_help = "Example:\n  \
        changeproof links confirm company.changeproof 912513 change_record CHG-1042 \\\n    \
        --reason 'The ticket describes this deployment' --as ana")]
    Confirm(LinkArgs),
    /// Refuse a suggested link.
    #[command(after_help = "Example:\n  \
        changeproof links refuse company.changeproof 912513 change_record CHG-1042 \\\n    \
        --reason 'The ticket is about another region' --as ana")]
    Refuse(LinkArgs),
    /// Add a link that no record tells of.
    #[command(after_help = "Example:\n  \
        changeproof links add company.changeproof 912513 change_record CHG-1042 \\\n    \
        --reason 'The key was forgotten in the title' --evidence mail.pdf --as ana")]
    Add(LinkArgs),
    /// Cut a link that records tell of: to a change record or a run, it does not count any more.
    #[command(after_help = "Example:\n  \
        changeproof links cut company.changeproof 912513 change_record CHG-1042 \\\n    \
        --reason 'The title names the ticket of the follow-up' --as ana")]
    Cut(LinkArgs),
    /// Agree as a second person with a decision on a link of days that were evaluated already.
    #[command(after_help = "Example:\n  \
        changeproof links second company.changeproof 42 --as bo")]
    Second(SecondArgs),
    /// List the decisions on links.
    #[command(after_help = "Example:\n  \
        changeproof links decisions company.changeproof --as ana")]
    Decisions(DecisionsArgs),
}

impl LinksCommand {
    /// The workspace.
    pub fn workspace(&self) -> &Path {
        match self {
            LinksCommand::Confirm(args)
            | LinksCommand::Refuse(args)
            | LinksCommand::Add(args)
            | LinksCommand::Cut(args) => &args.workspace,
            LinksCommand::Second(args) => &args.workspace,
            LinksCommand::Decisions(args) => &args.workspace,
        }
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        match self {
            LinksCommand::Confirm(args)
            | LinksCommand::Refuse(args)
            | LinksCommand::Add(args)
            | LinksCommand::Cut(args) => args.json,
            LinksCommand::Second(args) => args.json,
            LinksCommand::Decisions(args) => args.json,
        }
    }
}

/// A decision on a link.
#[derive(Args, Debug)]
pub struct LinkArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The deployment, as 'links' lists it; with its source before it where several know the id, such as
    /// github:912513.
    #[arg(value_name = "DEPLOYMENT")]
    pub deployment: String,
    /// What it is linked to: change_record, pipeline_run, pull_request or incident.
    #[arg(value_name = "KIND", value_parser = kind)]
    pub kind: LinkTargetKind,
    /// The key of that.
    #[arg(value_name = "KEY")]
    pub target: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// A file that shows it; may be given several times. Where the deployment's days were evaluated already, one is
    /// needed, and a second person: 'changeproof links second'.
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

fn kind(text: &str) -> Result<LinkTargetKind, String> {
    LinkTargetKind::from_id(text).ok_or_else(|| {
        let known: Vec<&str> = LinkTargetKind::ALL.iter().map(|kind| kind.id()).collect();
        format!("links lead to {}", known.join(", "))
    })
}
