//! The call of `exceptions`.

use std::path::{Path, PathBuf};

use changeproof_app::exceptions::{ExceptionWords, Risk, Scope, State, When};
use clap::{Args, Subcommand};

/// `exceptions`: the register, or a command on one exception.
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:\n  \
        changeproof exceptions company.changeproof --as ana\n  \
        changeproof exceptions company.changeproof --state submitted --json --as ivo\n  \
        changeproof exceptions approve company.changeproof EX-1 --version 1 --as ivo\n\n\
        An exception changes no outcome: it marks the failures that it covers as excepted, from the next evaluation on. \
        Exceptions need people who sign in ('changeproof people add'). A workspace that is named as one of the commands \
        is written with its folder, such as ./draft."
)]
pub struct ExceptionsCall {
    /// A command on an exception.
    #[command(subcommand)]
    pub command: Option<ExceptionsCommand>,
    /// The register.
    #[command(flatten)]
    pub register: Option<RegisterArgs>,
}

impl ExceptionsCall {
    /// The workspace.
    pub fn workspace(&self) -> Option<&Path> {
        match (&self.command, &self.register) {
            (Some(command), _) => Some(command.workspace()),
            (None, register) => register.as_ref().map(|args| args.workspace.as_path()),
        }
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        match (&self.command, &self.register) {
            (Some(command), _) => command.json(),
            (None, register) => register.as_ref().is_some_and(|args| args.json),
        }
    }
}

/// `exceptions WORKSPACE`.
#[derive(Args, Debug)]
pub struct RegisterArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// Only exceptions in this state: draft, submitted, returned, rejected, approved, active, expired, revoked,
    /// closed or superseded.
    #[arg(long, value_name = "STATE", value_parser = state)]
    pub state: Option<State>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// The commands on an exception.
#[derive(Debug, Subcommand)]
pub enum ExceptionsCommand {
    /// Draft an exception: whoever signed in asks for it.
    #[command(after_help = "Example:\n  \
        changeproof exceptions draft company.changeproof --control REV-01 --service checkout \\\n    \
        --deviation 'Hotfixes of the sale are reviewed after they are deployed' --justification 'One engineer on duty' \\\n    \
        --from 2025-11-24 --to 2025-12-01 --risk critical --risk-owner 'Lena Berg' --residual-risk 'A fault shows in \
        production first' \\\n    --compensating 'Each change is watched for an hour' --return-plan 'Two engineers on duty \
        from December' --evidence rota.pdf --as ana\n\n\
        A draft may lack parts; 'edit' adds them, 'submit' asks for all of them and for at least one file. Days are days \
        of the workspace; a time is written with its zone.")]
    Draft(DraftArgs),
    /// Write a new version; whatever was approved of it ends.
    #[command(after_help = "Example:\n  \
        changeproof exceptions edit company.changeproof EX-1 --to 2025-11-28 --as ana\n\n\
        What is left out stays as it was; files are added to those that are there.")]
    Edit(EditArgs),
    /// Hand in the newest version.
    #[command(after_help = "Example:\n  \
        changeproof exceptions submit company.changeproof EX-1 --as ana")]
    Submit(OneArgs),
    /// Approve the version that was read.
    #[command(after_help = "Examples:\n  \
        changeproof exceptions approve company.changeproof EX-1 --version 1 --as ivo\n  \
        changeproof exceptions approve company.changeproof EX-3 --version 1 --as-policy-owner --as pia\n\n\
        Nobody approves what they asked for, nor an exception for a deployment in which they have a part, nor by a \
        sign-in that the requester added or reset. Where the risk is high or critical, two approvers do. An extension of \
        an extension needs a policy owner as well.")]
    Approve(ApproveArgs),
    /// Send it back to be edited.
    #[command(after_help = "Example:\n  \
        changeproof exceptions return company.changeproof EX-1 --reason 'Name the services' --as ivo")]
    Return(EndArgs),
    /// Refuse it.
    #[command(after_help = "Example:\n  \
        changeproof exceptions reject company.changeproof EX-1 --reason 'A second reviewer is on duty' --as ivo")]
    Reject(EndArgs),
    /// End an approved one from now on; what it covered before stands.
    #[command(after_help = "Example:\n  \
        changeproof exceptions revoke company.changeproof EX-1 --reason 'The plan was not followed' --as ivo")]
    Revoke(EndArgs),
    /// Close one that is needed no more.
    #[command(after_help = "Example:\n  \
        changeproof exceptions close company.changeproof EX-1 --reason 'The second engineer started' --as ana")]
    Close(EndArgs),
}

impl ExceptionsCommand {
    /// The workspace.
    pub fn workspace(&self) -> &Path {
        match self {
            ExceptionsCommand::Draft(args) => &args.workspace,
            ExceptionsCommand::Edit(args) => &args.workspace,
            ExceptionsCommand::Submit(args) => &args.workspace,
            ExceptionsCommand::Approve(args) => &args.workspace,
            ExceptionsCommand::Return(args)
            | ExceptionsCommand::Reject(args)
            | ExceptionsCommand::Revoke(args)
            | ExceptionsCommand::Close(args) => &args.workspace,
        }
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        match self {
            ExceptionsCommand::Draft(args) => args.json,
            ExceptionsCommand::Edit(args) => args.json,
            ExceptionsCommand::Submit(args) => args.json,
            ExceptionsCommand::Approve(args) => args.json,
            ExceptionsCommand::Return(args)
            | ExceptionsCommand::Reject(args)
            | ExceptionsCommand::Revoke(args)
            | ExceptionsCommand::Close(args) => args.json,
        }
    }
}

/// `exceptions draft`.
#[derive(Args, Debug)]
pub struct DraftArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The control that is deviated from, such as REV-01.
    #[arg(long, value_name = "CONTROL")]
    pub control: String,
    /// What else it says.
    #[command(flatten)]
    pub words: WordsArgs,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `exceptions edit`.
#[derive(Args, Debug)]
pub struct EditArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The exception, such as EX-1.
    #[arg(value_name = "EXCEPTION")]
    pub exception: String,
    /// Another control.
    #[arg(long, value_name = "CONTROL")]
    pub control: Option<String>,
    /// What else it says.
    #[command(flatten)]
    pub words: WordsArgs,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// What an exception says.
#[derive(Args, Debug)]
pub struct WordsArgs {
    /// The clause of the policy, where the control tests several.
    #[arg(long, value_name = "CLAUSE")]
    pub clause: Option<String>,
    /// The exact deviation.
    #[arg(long, value_name = "TEXT")]
    pub deviation: Option<String>,
    /// Why it is needed.
    #[arg(long, value_name = "TEXT")]
    pub justification: Option<String>,
    /// It holds for the deployment with this id: at most 72 hours by default.
    #[arg(long, value_name = "ID", group = "scope")]
    pub deployment: Option<String>,
    /// It holds for this service: at most 90 days by default.
    #[arg(long, value_name = "NAME", group = "scope")]
    pub service: Option<String>,
    /// It holds for all of the control: at most 90 days by default.
    #[arg(long, group = "scope")]
    pub whole_control: bool,
    /// It holds for a time window: at most 30 days by default.
    #[arg(long, group = "scope")]
    pub window: bool,
    /// The first day, or a time such as 2025-03-01T10:00:00Z.
    #[arg(long, value_name = "WHEN", value_parser = when)]
    pub from: Option<When>,
    /// The last day, or a time.
    #[arg(long, value_name = "WHEN", value_parser = when)]
    pub to: Option<When>,
    /// Who bears the risk.
    #[arg(long, value_name = "NAME")]
    pub risk_owner: Option<String>,
    /// How much is at risk: low, medium, high or critical.
    #[arg(long, value_name = "RISK", value_parser = risk)]
    pub risk: Option<Risk>,
    /// The risk that remains.
    #[arg(long, value_name = "TEXT")]
    pub residual_risk: Option<String>,
    /// What stands in for the control.
    #[arg(long, value_name = "TEXT")]
    pub compensating: Option<String>,
    /// How the company returns to the policy.
    #[arg(long, value_name = "TEXT")]
    pub return_plan: Option<String>,
    /// A file that shows why it is needed; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
}

impl WordsArgs {
    /// The same for the use case.
    pub fn words(&self, control: Option<&String>) -> ExceptionWords {
        let deployment = self.deployment.clone().map(Scope::Deployment);
        let service = self.service.clone().map(Scope::Service);
        let whole = self.whole_control.then_some(Scope::Control);
        let window = self.window.then_some(Scope::Window);
        ExceptionWords {
            control: control.cloned(),
            clause: self.clause.clone(),
            deviation: self.deviation.clone(),
            justification: self.justification.clone(),
            scope: deployment.or(service).or(whole).or(window),
            from: self.from,
            to: self.to,
            risk_owner: self.risk_owner.clone(),
            risk: self.risk,
            residual_risk: self.residual_risk.clone(),
            compensating_controls: self.compensating.clone(),
            return_plan: self.return_plan.clone(),
            evidence: self.evidence.clone(),
        }
    }
}

/// `exceptions submit`.
#[derive(Args, Debug)]
pub struct OneArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The exception, such as EX-1.
    #[arg(value_name = "EXCEPTION")]
    pub exception: String,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `exceptions approve`.
#[derive(Args, Debug)]
pub struct ApproveArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The exception, such as EX-1.
    #[arg(value_name = "EXCEPTION")]
    pub exception: String,
    /// The version that was read.
    #[arg(long, value_name = "N")]
    pub version: u32,
    /// As policy owner, where it extends an exception that is an extension itself.
    #[arg(long)]
    pub as_policy_owner: bool,
    /// Why, or on which conditions.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

/// `exceptions return`, `reject`, `revoke` and `close`.
#[derive(Args, Debug)]
pub struct EndArgs {
    /// The workspace.
    pub workspace: PathBuf,
    /// The exception, such as EX-1.
    #[arg(value_name = "EXCEPTION")]
    pub exception: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Print a JSON object; errors become objects too.
    #[arg(long)]
    pub json: bool,
}

fn state(text: &str) -> Result<State, String> {
    State::from_id(text).ok_or_else(|| {
        let known: Vec<&str> = State::ALL.iter().map(|state| state.id()).collect();
        format!("states are {}", known.join(", "))
    })
}

fn risk(text: &str) -> Result<Risk, String> {
    Risk::from_id(text).ok_or_else(|| {
        let known: Vec<&str> = Risk::ALL.iter().map(|risk| risk.id()).collect();
        format!("risks are {}", known.join(", "))
    })
}

fn when(text: &str) -> Result<When, String> {
    When::read(text).ok_or_else(|| {
        "give a date such as 2025-01-31, or a time with its zone, such as 2025-03-01T10:00:00Z"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::args::Cli;

    #[test]
    fn every_command_on_exceptions_is_read() {
        for call in [
            "exceptions w",
            "exceptions w --state submitted --json --as ana",
            "exceptions draft w --control REV-01",
            "exceptions draft w --control REV-01 --service s --from 2025-01-01 --to 2025-01-02T10:00:00Z --risk high",
            "exceptions edit w EX-1 --whole-control --evidence a.pdf --evidence b.pdf",
            "exceptions submit w EX-1 --as ana",
            "exceptions approve w EX-1 --version 2 --as-policy-owner --note N --json",
            "exceptions return w EX-1 --reason R",
            "exceptions reject w EX-1 --reason R",
            "exceptions revoke w EX-1 --reason R",
            "exceptions close w EX-1 --reason R --json",
        ] {
            let words = std::iter::once("changeproof").chain(call.split_whitespace());
            if let Err(error) = Cli::try_parse_from(words) {
                panic!("{call}: {error}");
            }
        }
        let two = "changeproof exceptions draft w --control REV-01 --service s --deployment 1";
        assert!(Cli::try_parse_from(two.split(' ')).is_err(), "one scope");
    }
}
