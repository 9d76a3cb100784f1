//! The call of `people`, with its commands on those who sign in and on the roster's persons.

use std::path::{Path, PathBuf};

use changeproof_domain::member::MemberRole;
use chrono::NaiveDate;
use clap::{Args, Subcommand};

use crate::accounts_args::AccountsCommand;
use crate::args::{PeopleArgs, date};

/// `people`: who is who, or a command on those who sign in.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct PeopleCall {
    /// A command on those who sign in.
    #[command(subcommand)]
    pub command: Option<MembersCommand>,
    /// Who is who.
    #[command(flatten)]
    pub who: Option<PeopleArgs>,
}

impl PeopleCall {
    /// The workspace.
    pub fn workspace(&self) -> Option<&Path> {
        match (&self.command, &self.who) {
            (Some(command), _) => Some(command.workspace()),
            (None, who) => who.as_ref().map(|args| args.workspace.as_path()),
        }
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        match (&self.command, &self.who) {
            (Some(command), _) => command.json(),
            (None, who) => who.as_ref().is_some_and(|args| args.json),
        }
    }
}

/// The commands on those who sign in.
#[derive(Debug, Subcommand)]
pub enum MembersCommand {
    /// Add a person who signs in.
    #[command(after_help = "Examples:\n  \
        changeproof people add company.changeproof ana --name 'Ana Silva'\n  \
        changeproof people add company.changeproof bo --name 'Bo Lind' --role reviewer --as ana\n\n\
        The first person adds oneself, without --as, and is compliance officer. From then on nothing goes without \
        sign-in. Others are added by a compliance officer; they have to change the passphrase first. The new \
        person's passphrase is read from CHANGEPROOF_NEW_PASSPHRASE, or as a line of standard input after that \
        of whoever signs in.")]
    Add(AddArgs),
    /// Give and take roles, from a day on.
    #[command(after_help = "Example:\n  \
        changeproof people roles company.changeproof bo --give approver --take reviewer --from 2025-07-01 --as ana\n\n\
        What was allowed on a day that has passed stays as it was.")]
    Roles(RolesArgs),
    /// Change the own passphrase.
    #[command(after_help = "Example:\n  \
        changeproof people passphrase company.changeproof --as bo\n\n\
        The new one is read from CHANGEPROOF_NEW_PASSPHRASE, or as the second line of standard input. The key is \
        made anew; what the old one signed is still verified by it.")]
    Passphrase(OwnArgs),
    /// Give a person who lost the passphrase another one.
    #[command(after_help = "Example:\n  \
        changeproof people reset company.changeproof bo --as ana\n\n\
        The new one is read from CHANGEPROOF_NEW_PASSPHRASE, or as the second line of standard input. The person \
        has to change it first. Nobody resets the own passphrase.")]
    Reset(PersonArgs),
    /// Let a person sign in no more.
    #[command(after_help = "Example:\n  \
        changeproof people deactivate company.changeproof bo --as ana")]
    Deactivate(PersonArgs),
    /// List those who sign in or did, with their roles.
    #[command(after_help = "Example:\n  \
        changeproof people members company.changeproof --as ana")]
    Members(OwnArgs),
    /// Decisions on accounts and roles of the roster's persons.
    #[command(flatten)]
    Accounts(AccountsCommand),
}

impl MembersCommand {
    /// The workspace.
    pub fn workspace(&self) -> &Path {
        match self {
            MembersCommand::Add(args) => &args.workspace,
            MembersCommand::Roles(args) => &args.workspace,
            MembersCommand::Passphrase(args) | MembersCommand::Members(args) => &args.workspace,
            MembersCommand::Reset(args) | MembersCommand::Deactivate(args) => &args.workspace,
            MembersCommand::Accounts(command) => command.workspace(),
        }
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        match self {
            MembersCommand::Add(args) => args.json,
            MembersCommand::Roles(args) => args.json,
            MembersCommand::Passphrase(args) | MembersCommand::Members(args) => args.json,
            MembersCommand::Reset(args) | MembersCommand::Deactivate(args) => args.json,
            MembersCommand::Accounts(command) => command.json(),
        }
    }
}

/// `people add`.
#[derive(Args, Debug)]
pub struct AddArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// What the person will sign in with, such as ana or ana@example.com. Take the address or account that the
    /// roster has for the person, so that decisions are known to be theirs.
    #[arg(value_name = "PERSON")]
    pub id: String,
    /// The name for people.
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// A role: compliance_officer, approver, policy_owner, reviewer or auditor; may be given several times.
    #[arg(long = "role", value_name = "ROLE", value_parser = role)]
    pub roles: Vec<MemberRole>,
    /// The first day of the roles [default: today].
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<NaiveDate>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `people roles`.
#[derive(Args, Debug)]
pub struct RolesArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Whose roles.
    #[arg(value_name = "PERSON")]
    pub id: String,
    /// A role that is given; may be given several times.
    #[arg(long, value_name = "ROLE", value_parser = role, required_unless_present = "take")]
    pub give: Vec<MemberRole>,
    /// A role that is taken; may be given several times.
    #[arg(long, value_name = "ROLE", value_parser = role)]
    pub take: Vec<MemberRole>,
    /// The first day with what is given and without what is taken [default: today].
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<NaiveDate>,
    /// The last day of what is given [default: until further notice].
    #[arg(long, value_name = "DATE", value_parser = date, requires = "give")]
    pub to: Option<NaiveDate>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `people passphrase` and `people members`.
#[derive(Args, Debug)]
pub struct OwnArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `people reset` and `people deactivate`.
#[derive(Args, Debug)]
pub struct PersonArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The person.
    #[arg(value_name = "PERSON")]
    pub id: String,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

fn role(text: &str) -> Result<MemberRole, String> {
    MemberRole::from_id(text).ok_or_else(|| {
        let known: Vec<&str> = MemberRole::ALL.iter().map(|role| role.id()).collect();
        format!("roles are {}", known.join(", "))
    })
}
