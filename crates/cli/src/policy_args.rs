//! The call of `policy`.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use crate::args::date;
use crate::policy_review_args::{ReviewCommand, TriggerCommand};

/// The commands of `policy`.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Write a version of the profile as TOML.
    #[command(after_help = "Example:\n  \
        changeproof policy export company.changeproof --output policy.toml\n\n\
        Without --output the text is printed, byte for byte as it is kept.")]
    Export(PolicyExportArgs),
    /// Add a version of the profile, in force from a day on.
    #[command(after_help = "Example:\n  \
        changeproof policy import company.changeproof policy.toml --from 2025-07-01 --reason 'Two reviewers, decided by the board'\n\n\
        Day and reason replace those in the file; everything else is kept as it is. A file with an \
        unknown key, or without a known one, is refused (exit code 3).")]
    Import(PolicyImportArgs),
    /// List the versions, and what differs between them.
    #[command(after_help = "Example:\n  changeproof policy list company.changeproof")]
    List(PolicyListArgs),
    /// List how the policy's words are read where they give no number, and who accepted it.
    #[command(after_help = "Example:\n  changeproof policy interpretations company.changeproof")]
    Interpretations(PolicyListArgs),
    /// Record that an interpretation of the version in force today is accepted.
    #[command(after_help = "Example:\n  \
        changeproof policy accept company.changeproof prompt-reversion --by 'Ana Silva' --reason 'Four hours fit our contracts'\n\n\
        Where nobody signs in to the workspace, the name is recorded as it is given. Evaluations made from then on say so in \
        their packs. Where a later version changes the reading or its values, it has to be accepted again.")]
    Accept(PolicyAcceptArgs),
    /// Review the policy, step by step: open, decide, draft, approve, publish, acknowledge, close.
    #[command(
        subcommand,
        after_help = "Examples:\n  \
        changeproof policy review open company.changeproof --as ana\n  \
        changeproof policy review show company.changeproof --as ana\n\n\
        The next review is due within twelve months of the approval of the last."
    )]
    Review(ReviewCommand),
    /// Record significant changes, and decide what they mean for the policy.
    #[command(
        subcommand,
        after_help = "Example:\n  \
        changeproof policy trigger record company.changeproof 'A second team deploys' --as ana\n\n\
        A decision on the policy is due within thirty days."
    )]
    Trigger(TriggerCommand),
}

impl PolicyCommand {
    /// The workspace.
    pub fn workspace(&self) -> &Path {
        match self {
            PolicyCommand::Export(args) => &args.workspace,
            PolicyCommand::Import(args) => &args.workspace,
            PolicyCommand::List(args) | PolicyCommand::Interpretations(args) => &args.workspace,
            PolicyCommand::Accept(args) => &args.workspace,
            PolicyCommand::Review(command) => command.workspace(),
            PolicyCommand::Trigger(command) => command.workspace(),
        }
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        match self {
            PolicyCommand::Export(args) => args.json,
            PolicyCommand::Import(args) => args.json,
            PolicyCommand::List(args) | PolicyCommand::Interpretations(args) => args.json,
            PolicyCommand::Accept(args) => args.json,
            PolicyCommand::Review(command) => command.json(),
            PolicyCommand::Trigger(command) => command.json(),
        }
    }
}

/// `policy export`.
#[derive(Args, Debug)]
pub struct PolicyExportArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Which version [default: the newest].
    #[arg(long, value_name = "NUMBER")]
    pub version: Option<u32>,
    /// The file to write; one of that name is replaced.
    #[arg(long, value_name = "FILE.toml")]
    pub output: Option<PathBuf>,
    /// Print a JSON object; errors become objects too.
    #[arg(long, requires = "output")]
    pub json: bool,
}

/// `policy import`.
#[derive(Args, Debug)]
pub struct PolicyImportArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The profile.
    #[arg(value_name = "FILE.toml")]
    pub file: PathBuf,
    /// The first day in force, in the workspace's time zone.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: NaiveDate,
    /// Why this version was made, in a sentence.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Who decided; recorded as it is given. Left out where somebody signs in.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `policy list` and `policy interpretations`.
#[derive(Args, Debug)]
pub struct PolicyListArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `policy accept`.
#[derive(Args, Debug)]
pub struct PolicyAcceptArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The interpretation, as `policy interpretations` names it.
    #[arg(value_name = "ID")]
    pub id: String,
    /// Who accepts it; recorded as it is given. Left out where somebody signs in.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Why, in a sentence.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}
