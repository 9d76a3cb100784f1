//! Runs the commands of `policy`.

use std::io;

use changeproof_app::AppError;
use changeproof_app::policy::{
    AcceptOptions, AddOptions, ExportOptions, accept, add, export, interpretations, list,
};
use changeproof_app::ports::Ports;
use serde_json::json;

use crate::command::{print, print_json};
use crate::policy_args::{
    PolicyAcceptArgs, PolicyCommand, PolicyExportArgs, PolicyImportArgs, PolicyListArgs,
};
use crate::{exit, people, policy_review_command};

/// Runs one of them.
pub fn run(command: &PolicyCommand, ports: &Ports<'_>) -> Result<u8, AppError> {
    match command {
        PolicyCommand::Export(args) => run_export(args, ports),
        PolicyCommand::Import(args) => run_import(args, ports),
        PolicyCommand::List(args) => run_list(args, ports),
        PolicyCommand::Interpretations(args) => run_interpretations(args, ports),
        PolicyCommand::Accept(args) => run_accept(args, ports),
        PolicyCommand::Review(command) => policy_review_command::run(command, ports),
        PolicyCommand::Trigger(command) => policy_review_command::run_trigger(command, ports),
    }?;
    Ok(exit::DONE)
}

fn run_export(args: &PolicyExportArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let options = ExportOptions {
        version: args.version,
        output: args.output.clone(),
    };
    let version = export(&args.workspace, &options, &mut io::stdout().lock(), ports)?;
    let Some(file) = &args.output else {
        return Ok(());
    };
    if args.json {
        print_json(&json!({ "version": version, "file": file }))
    } else {
        let file = file.display();
        print(&format!(
            "Wrote version {version} of the policy as {file}.\n"
        ))
    }
}

fn run_import(args: &PolicyImportArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let options = AddOptions {
        file: args.file.clone(),
        from: args.from,
        reason: args.reason.clone(),
        by: args.by.clone(),
    };
    let added = add(&args.workspace, &options, ports)?;
    if args.json {
        print_json(&added)
    } else {
        print(&people::policy_added(&added))
    }
}

fn run_list(args: &PolicyListArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let listed = list(&args.workspace, ports)?;
    if args.json {
        print_json(&listed)
    } else {
        print(&people::policy_list(&listed))
    }
}

fn run_interpretations(args: &PolicyListArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let listed = interpretations(&args.workspace, ports)?;
    if args.json {
        print_json(&listed)
    } else {
        print(&people::policy_interpretations(&listed))
    }
}

fn run_accept(args: &PolicyAcceptArgs, ports: &Ports<'_>) -> Result<(), AppError> {
    let options = AcceptOptions {
        id: args.id.clone(),
        by: args.by.clone(),
        reason: args.reason.clone(),
    };
    let accepted = accept(&args.workspace, &options, ports)?;
    if args.json {
        print_json(&accepted)
    } else {
        print(&people::policy_accepted(&accepted))
    }
}
