//! Runs the commands of `people` on accounts and roles of the roster's persons.

use changeproof_app::AppError;
use changeproof_app::account_decisions::{
    self, AccountVerdict, NewAccountDecision, NewRole, NewWithdrawal, add_role, decide, second,
    withdraw,
};
use changeproof_app::ports::Ports;
use changeproof_app::wire::people::{AccountDecisionLine, AccountDone};

use crate::accounts_args::{
    AccountArgs, AccountsCommand, DecisionsArgs, RoleArgs, SecondArgs, WithdrawArgs,
};
use crate::command::{next_after, print, print_json};

/// Runs one of them.
pub fn run(command: &AccountsCommand, ports: &Ports<'_>) -> Result<(), AppError> {
    match command {
        AccountsCommand::Confirm(args) => run_account(args, AccountVerdict::Confirmed, ports),
        AccountsCommand::Refuse(args) => run_account(args, AccountVerdict::Refused, ports),
        AccountsCommand::AddAccount(args) => run_account(args, AccountVerdict::Added, ports),
        AccountsCommand::AddRole(args) => run_role(args, ports),
        AccountsCommand::Second(args) => run_second(args, ports),
        AccountsCommand::Withdraw(args) => run_withdraw(args, ports),
        AccountsCommand::Decisions(args) => run_decisions(args, ports),
    }
}

fn run_account(
    args: &AccountArgs,
    verdict: AccountVerdict,
    ports: &Ports<'_>,
) -> Result<(), AppError> {
    let (system, account) = &args.account;
    let new = NewAccountDecision {
        system: *system,
        account: account.clone(),
        person: args.whose.clone(),
        verdict,
        reason: args.reason.clone(),
        evidence: args.evidence.clone(),
    };
    let done = decide(&args.workspace, &new, ports)?;
    say(&done, args.json)
}

fn run_role(args: &RoleArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let new = NewRole {
        person: args.whose.clone(),
        role: args.role.clone(),
        from: args.from,
        to: args.to,
        reason: args.reason.clone(),
        evidence: args.evidence.clone(),
    };
    let done = add_role(&args.workspace, &new, ports)?;
    say(&done, args.json)
}

fn run_second(args: &SecondArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let done = second(&args.workspace, args.event, &args.evidence, ports)?;
    say(&done, args.json)
}

fn run_withdraw(args: &WithdrawArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let new = NewWithdrawal {
        decision: args.event,
        reason: args.reason.clone(),
        evidence: args.evidence.clone(),
    };
    let done = withdraw(&args.workspace, &new, ports)?;
    say(&done, args.json)
}

fn say(done: &AccountDone, as_json: bool) -> Result<(), AppError> {
    if as_json {
        return print_json(done);
    }
    let event = done.event;
    let next = next_after(event, done.waits_for_second, "people second");
    print(&format!("Recorded as event {event}. {next}\n"))
}

fn run_decisions(args: &DecisionsArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let lines = account_decisions::list(&args.workspace, ports)?;
    if args.json {
        return print_json(&lines);
    }
    if lines.is_empty() {
        return print("No decisions on accounts and roles.\n");
    }
    print(&lines.iter().map(line).collect::<String>())
}

fn line(one: &AccountDecisionLine) -> String {
    let mut state = match &one.second {
        Some(second) => format!(" {second} agreed."),
        None if one.waits => " Waits for a second person.".to_owned(),
        None => String::new(),
    };
    if let Some(event) = one.withdrawn_by {
        state.push_str(&format!(" Taken back by event {event}."));
    }
    format!(
        "{} {} {}: {}{state}\n",
        one.event, one.at, one.by, one.sentence
    )
}
