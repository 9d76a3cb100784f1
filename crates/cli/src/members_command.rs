//! Runs the commands of `people` on those who sign in.

use changeproof_app::AppError;
use changeproof_app::members::{
    NewPerson, RoleChange, SealedBy, SignInError, add, change_passphrase, change_roles, deactivate,
    list, reset,
};
use changeproof_app::ports::Ports;
use serde_json::json;

use crate::command::{print, print_json};
use crate::members_args::{AddArgs, MembersCommand, OwnArgs, PersonArgs, RolesArgs};
use crate::{accounts_command, exit, passphrase, people};

/// Runs one of them.
pub fn run(command: &MembersCommand, ports: &Ports<'_>) -> Result<u8, AppError> {
    match command {
        MembersCommand::Add(args) => run_add(args, ports),
        MembersCommand::Roles(args) => run_roles(args, ports),
        MembersCommand::Passphrase(args) => run_passphrase(args, ports),
        MembersCommand::Reset(args) => run_reset(args, ports),
        MembersCommand::Deactivate(args) => run_deactivate(args, ports),
        MembersCommand::Members(args) => run_members(args, ports),
        MembersCommand::Accounts(command) => accounts_command::run(command, ports),
    }?;
    Ok(exit::DONE)
}

fn run_add(args: &AddArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let new = NewPerson {
        id: args.id.clone(),
        name: args.name.clone(),
        roles: args.roles.clone(),
        from: args.from,
    };
    let words = passphrase::new(&args.id)?;
    let added = add(&args.workspace, &new, &words, ports)?;
    if args.json {
        print_json(&added)
    } else {
        print(&people::member_added(&added))
    }
}

fn run_roles(args: &RolesArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let change = RoleChange {
        person: args.id.clone(),
        give: args.give.clone(),
        take: args.take.clone(),
        from: args.from,
        to: args.to,
    };
    let changed = change_roles(&args.workspace, &change, ports)?;
    if args.json {
        print_json(&changed)
    } else {
        print(&people::member_roles(&changed))
    }
}

/// Says what was done to a person.
fn done(person: &str, as_json: bool, words: &str) -> Result<(), AppError> {
    if as_json {
        print_json(&json!({ "person": person }))
    } else {
        print(words)
    }
}

fn run_passphrase(args: &OwnArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let person = ports.signed_in.as_ref().ok_or(SignInError::Needed)?;
    let words = passphrase::new(person.id())?;
    change_passphrase(&args.workspace, &words, SealedBy::Passphrase, ports)?;
    let said = format!("{} has another passphrase.\n", person.name());
    done(person.id(), args.json, &said)
}

fn run_reset(args: &PersonArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let words = passphrase::new(&args.id)?;
    reset(&args.workspace, &args.id, &words, ports)?;
    let said = format!(
        "{} has another passphrase, which has to be changed before anything else.\n",
        args.id
    );
    done(&args.id, args.json, &said)
}

fn run_deactivate(args: &PersonArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    deactivate(&args.workspace, &args.id, ports)?;
    let said = format!("{} signs in no more.\n", args.id);
    done(&args.id, args.json, &said)
}

fn run_members(args: &OwnArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let listed = list(&args.workspace, ports)?;
    if args.json {
        print_json(&listed)
    } else {
        print(&people::members(&listed))
    }
}
