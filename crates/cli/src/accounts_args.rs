//! The commands of `people` on accounts and roles of the roster's persons.

use std::path::{Path, PathBuf};

use changeproof_domain::account::System;
use chrono::NaiveDate;
use clap::{Args, Subcommand};

use crate::args::date;

/// Decisions on accounts and roles.
#[derive(Debug, Subcommand)]
pub enum AccountsCommand {
    /// Confirm a suggestion: the account is the person's.
    #[command(after_help = "Example:\n  \
        changeproof people confirm company.changeproof github:ana-b 'Ana Berg' --reason 'Same address' \\\n    \
        --evidence directory.pdf --as ana\n\n\
        Where something was evaluated already, a file has to show it, and a second person has to agree: \
        'changeproof people second'.")]
    Confirm(AccountArgs),
    /// Refuse a suggestion: the account is not the person's.
    #[command(after_help = "Example:\n  \
        changeproof people refuse company.changeproof github:ana-b 'Ana Berg' --reason 'A namesake' --as ana")]
    Refuse(AccountArgs),
    /// Add an account to a person of the roster, though nothing suggests it.
    #[command(after_help = "Example:\n  \
        changeproof people add-account company.changeproof github:ab-work 'Ana Berg' --reason 'Told by IT' \\\n    \
        --evidence mail.pdf --as ana")]
    AddAccount(AccountArgs),
    /// Record a role of a person of the roster, with its days.
    #[command(after_help = "Example:\n  \
        changeproof people add-role company.changeproof 'Ana Berg' deployer --from 2025-03-01 \\\n    \
        --reason 'Forgotten in the roster' --evidence contract.pdf --as ana\n\n\
        Where the first day lies in days that were evaluated already, a file has to show it, and a second person \
        has to agree.")]
    AddRole(RoleArgs),
    /// Agree as a second person with a decision that reaches into days that were evaluated already.
    #[command(after_help = "Example:\n  \
        changeproof people second company.changeproof 42 --as bo")]
    Second(SecondArgs),
    /// Take back a decision that was wrong; what was decided stays in the log.
    #[command(after_help = "Example:\n  \
        changeproof people withdraw company.changeproof 42 --reason 'It was a namesake' \\\n    \
        --evidence directory.pdf --as ana\n\n\
        Where it counted for days that were evaluated already, a file has to show that it was wrong, and a second \
        person has to agree with the event of taking it back: 'changeproof people second'.")]
    Withdraw(WithdrawArgs),
    /// List the decisions on accounts and roles.
    #[command(after_help = "Example:\n  \
        changeproof people decisions company.changeproof --as ana")]
    Decisions(DecisionsArgs),
}

impl AccountsCommand {
    /// The workspace.
    pub fn workspace(&self) -> &Path {
        match self {
            AccountsCommand::Confirm(args)
            | AccountsCommand::Refuse(args)
            | AccountsCommand::AddAccount(args) => &args.workspace,
            AccountsCommand::AddRole(args) => &args.workspace,
            AccountsCommand::Second(args) => &args.workspace,
            AccountsCommand::Withdraw(args) => &args.workspace,
            AccountsCommand::Decisions(args) => &args.workspace,
        }
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        match self {
            AccountsCommand::Confirm(args)
            | AccountsCommand::Refuse(args)
            | AccountsCommand::AddAccount(args) => args.json,
            AccountsCommand::AddRole(args) => args.json,
            AccountsCommand::Second(args) => args.json,
            AccountsCommand::Withdraw(args) => args.json,
            AccountsCommand::Decisions(args) => args.json,
        }
    }
}

/// An account and a person.
#[derive(Args, Debug)]
pub struct AccountArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The account with its system, such as github:ana-b, email:ana@example.com or plain:Ana; systems are github,
    /// gitlab, jira, servicenow, ci, email and plain.
    #[arg(value_name = "SYSTEM:ACCOUNT", value_parser = account)]
    pub account: (System, String),
    /// The person of the roster, by name or by an account that the roster gives.
    #[arg(value_name = "PERSON")]
    pub whose: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// A file that shows it; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `people add-role`.
#[derive(Args, Debug)]
pub struct RoleArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The person of the roster, by name or by an account that the roster gives.
    #[arg(value_name = "PERSON")]
    pub whose: String,
    /// The role, such as deployer.
    #[arg(value_name = "ROLE")]
    pub role: String,
    /// The first day.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: NaiveDate,
    /// The last day [default: until further notice].
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub to: Option<NaiveDate>,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// A file that shows it; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `people second` and `links second`.
#[derive(Args, Debug)]
pub struct SecondArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The event of the decision, as 'decisions' lists it.
    #[arg(value_name = "EVENT")]
    pub event: i64,
    /// A file that was looked at; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `people withdraw`.
#[derive(Args, Debug)]
pub struct WithdrawArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The event of the decision, as 'people decisions' lists it.
    #[arg(value_name = "EVENT")]
    pub event: i64,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// A file that shows it; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `people decisions` and `links decisions`.
#[derive(Args, Debug)]
pub struct DecisionsArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Print JSON; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

fn account(text: &str) -> Result<(System, String), String> {
    let expected = "an account with its system, such as github:ana-b; systems are github, gitlab, jira, \
                    servicenow, ci, email and plain";
    let (system, name) = text.split_once(':').ok_or(expected)?;
    let mut all = System::ALL.into_iter();
    let system = all.find(|one| one.id() == system).ok_or(expected)?;
    Ok((system, name.to_owned()))
}
