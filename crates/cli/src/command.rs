//! Runs a command: from its arguments to a use case, and from the answer to an exit code.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use changeproof_app::AppError;
use changeproof_app::coverage::{CoverageOptions, coverage};
use changeproof_app::evaluate::{EvaluateOptions, evaluate_and_end};
use changeproof_app::explain::explain;
use changeproof_app::import::{ImportOptions, import};
use changeproof_app::init::{InitOptions, init};
use changeproof_app::members::{SignInError, sign_in};
use changeproof_app::pack::{
    self, DossierOptions, PackKind as Kind, PackOptions, PageSize, change_dossier,
};
use changeproof_app::period::Period;
use changeproof_app::persons::{self, PeopleOptions};
use changeproof_app::ports::{Cancellation, Ports};
use changeproof_app::results::{self, ResultsOptions, results};
use changeproof_app::verify::{VerifyOptions, verify_with};
use changeproof_app::what_if::what_if;
use changeproof_app::wire::import::FileStatus;
use clap::CommandFactory;
use serde::Serialize;

use crate::args::{
    Cli, Command, CoverageArgs, EvaluateArgs, ExplainArgs, ImportArgs, InitArgs, ListFormat,
    PackArgs, PeopleArgs, PeopleCall, ResultsArgs, VerifyArgs,
};
use crate::pack_args::{PackKind, Paper};
use crate::progress::Shown;
use crate::{
    attest_command, exceptions_command, exit, findings_command, links_command, log_command, manual,
    members_command, passphrase, people, policy_command, reviews_command, samples_command,
};

/// Runs the call.
pub fn run(cli: Cli) -> ExitCode {
    let as_json = wants_json(&cli.command);
    let shown = Shown::fitting(as_json);
    let cancellation = Cancellation::default();
    let asked = cancellation.clone();
    // Without a handler Ctrl-C still ends the command, and the transaction with it.
    drop(ctrlc::set_handler(move || asked.cancel()));
    let ports = Ports::system(&shown, cancellation);
    let code = signed_in(&cli, ports).and_then(|ports| run_command(cli.command, &ports));
    ExitCode::from(code.unwrap_or_else(|error| exit::of_error(&error, as_json)))
}

fn run_command(command: Command, ports: &Ports<'_>) -> Result<u8, AppError> {
    match command {
        Command::Init(args) => run_init(&args, ports),
        Command::Import(args) => run_import(args, ports),
        Command::Evaluate(args) => run_evaluate(&args, ports),
        Command::Results(args) => run_results(&args, ports),
        Command::Explain(args) => run_explain(&args, ports),
        Command::Coverage(args) => run_coverage(&args, ports),
        Command::Findings(call) => findings_command::run(&call, ports),
        Command::Links(call) => links_command::run(&call, ports),
        Command::People(call) => run_people(&call, ports),
        Command::Reviews(call) => reviews_command::run(&call, ports),
        Command::Attest(args) => attest_command::run(&args, ports),
        Command::Exceptions(call) => exceptions_command::run(&call, ports),
        Command::Sample(call) => samples_command::run(&call, ports),
        Command::Pack(args) => run_pack(args, ports),
        Command::Policy(command) => policy_command::run(&command, ports),
        Command::Verify(args) => run_verify(args, ports),
        Command::Log(args) => log_command::run(&args, ports),
        Command::Completions { shell } => completions(shell),
        Command::Man => manual::manual(),
    }
}

/// Signs in whoever `--as` names.
fn signed_in<'p>(cli: &Cli, ports: Ports<'p>) -> Result<Ports<'p>, AppError> {
    let Some(person) = &cli.person else {
        return Ok(ports);
    };
    let workspace = workspace_of(&cli.command).ok_or(SignInError::Nobody)?;
    let words = passphrase::own(person)?;
    let person = sign_in(workspace, person, &words, &ports)?;
    Ok(ports.signed_in(Arc::new(person)))
}

/// The workspace that a command works with; none where there is none yet.
fn workspace_of(command: &Command) -> Option<&Path> {
    Some(match command {
        Command::Import(args) => &args.workspace,
        Command::Evaluate(args) => &args.workspace,
        Command::Results(args) => &args.workspace,
        Command::Explain(args) => &args.workspace,
        Command::Coverage(args) => &args.workspace,
        Command::Findings(call) => return call.workspace(),
        Command::Links(call) => return call.workspace(),
        Command::People(call) => return call.workspace(),
        Command::Reviews(call) => return call.workspace(),
        Command::Attest(args) => &args.workspace,
        Command::Exceptions(call) => return call.workspace(),
        Command::Sample(call) => &call.workspace,
        Command::Pack(args) => &args.workspace,
        Command::Policy(command) => command.workspace(),
        Command::Verify(args) => args.workspace.as_ref().unwrap_or(&args.path),
        Command::Log(args) => &args.workspace,
        Command::Init(_) | Command::Completions { .. } | Command::Man => return None,
    })
}

fn wants_json(command: &Command) -> bool {
    match command {
        Command::Init(args) => args.json,
        Command::Import(args) => args.json,
        Command::Evaluate(args) => args.json,
        Command::Explain(args) => args.json,
        Command::Coverage(args) => args.json,
        Command::Findings(call) => call.json(),
        Command::Links(call) => call.json(),
        Command::People(call) => call.json(),
        Command::Reviews(call) => call.json(),
        Command::Attest(args) => args.json,
        Command::Exceptions(call) => call.json(),
        Command::Sample(call) => call.json(),
        Command::Pack(args) => args.json,
        Command::Policy(command) => command.json(),
        Command::Verify(args) => args.json,
        Command::Log(args) => args.json,
        Command::Results(_) | Command::Completions { .. } | Command::Man => false,
    }
}

/// Prints an answer for programs.
pub(crate) fn print_json(answer: &impl Serialize) -> Result<(), AppError> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, answer).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}

/// Prints an answer for people.
pub(crate) fn print(text: &str) -> Result<(), AppError> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// What to do after a decision; `second` is the command by which a second person agrees.
pub(crate) fn next_after(event: i64, waits_for_second: bool, second: &str) -> String {
    match waits_for_second {
        true => format!(
            "It reaches into days that were evaluated already: it counts once a second person agrees with \
             'changeproof {second}' and {event}."
        ),
        false => "Evaluate the period again to see what follows.".to_owned(),
    }
}

fn run_init(args: &InitArgs, ports: &Ports<'_>) -> Result<u8, AppError> {
    let options = InitOptions {
        entity: args.entity.clone(),
        zone: args.timezone.clone(),
    };
    let made = init(&args.workspace, &options, ports)?;
    if args.json {
        print_json(&made)?;
    } else {
        print(&people::workspace_made(&made))?;
    }
    Ok(exit::DONE)
}

fn run_import(args: ImportArgs, ports: &Ports<'_>) -> Result<u8, AppError> {
    let options = ImportOptions {
        format: args.format,
        zone: args.timezone,
        covers: args.covers,
        expected_rows: args.expect,
        exported_at: args.exported_at,
        query: args.query,
        service: args.service,
        repository: args.repository,
    };
    let report = import(&args.workspace, &args.files, &options, ports)?;
    if args.json {
        print_json(&report)?;
    } else {
        let problems = people::import_problems(&report);
        if !problems.is_empty() {
            exit::tell(problems.trim_end());
        }
        print(&people::import(&report))?;
    }
    Ok(match report.count(FileStatus::Refused) {
        0 => exit::DONE,
        _ => exit::INPUT,
    })
}

fn run_evaluate(args: &EvaluateArgs, ports: &Ports<'_>) -> Result<u8, AppError> {
    let options = EvaluateOptions {
        period: Period::new(args.from, args.to)?,
        as_of: args.as_of,
    };
    if !args.what_if.is_empty() {
        let report = what_if(&args.workspace, &options, &args.what_if, ports)?;
        if args.json {
            print_json(&report)?;
        } else {
            print(&people::what_if(&report))?;
        }
        return Ok(exit::DONE);
    }
    let report = evaluate_and_end(&args.workspace, &options, ports)?;
    if args.json {
        print_json(&report)?;
    } else {
        print(&people::evaluation(&report))?;
    }
    let found = args
        .fail_on
        .iter()
        .any(|outcome| report.total(*outcome) > 0);
    Ok(if found { exit::NO } else { exit::DONE })
}

pub(crate) fn list_format(format: ListFormat) -> results::ListFormat {
    match format {
        ListFormat::Jsonl => results::ListFormat::Jsonl,
        ListFormat::Csv => results::ListFormat::Csv,
        ListFormat::Table => results::ListFormat::Table,
    }
}

fn run_results(args: &ResultsArgs, ports: &Ports<'_>) -> Result<u8, AppError> {
    let options = ResultsOptions {
        control: args.control.clone(),
        outcome: args.outcome,
        format: list_format(args.format),
    };
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    results(&args.workspace, &options, &mut out, ports)?;
    Ok(exit::DONE)
}

fn run_explain(args: &ExplainArgs, ports: &Ports<'_>) -> Result<u8, AppError> {
    explain(
        &args.workspace,
        &args.deployment,
        &args.control,
        ports,
        |explained| {
            if args.json {
                print_json(explained)
            } else {
                print(&people::explanation(explained))
            }
        },
    )??;
    Ok(exit::DONE)
}

fn run_coverage(args: &CoverageArgs, ports: &Ports<'_>) -> Result<u8, AppError> {
    let days = args.from.zip(args.to);
    let period = days.map(|(from, to)| Period::new(from, to)).transpose()?;
    let report = coverage(&args.workspace, &CoverageOptions { period }, ports)?;
    if args.json {
        print_json(&report)?;
    } else {
        print(&people::coverage(&report))?;
    }
    Ok(exit::DONE)
}

fn run_people(call: &PeopleCall, ports: &Ports<'_>) -> Result<u8, AppError> {
    match (&call.command, &call.who) {
        (Some(command), _) => members_command::run(command, ports),
        (None, Some(args)) => run_who_is_who(args, ports),
        (None, None) => Ok(exit::USAGE),
    }
}

fn run_who_is_who(args: &PeopleArgs, ports: &Ports<'_>) -> Result<u8, AppError> {
    let report = persons::people(&args.workspace, PeopleOptions { day: args.on }, ports)?;
    if args.json {
        print_json(&report)?;
    } else {
        print(&people::who_is_who(&report, args.unresolved))?;
    }
    Ok(exit::DONE)
}

/// A call that cannot be meant.
fn usage(words: &str) -> Result<u8, AppError> {
    // Nothing is left to tell it to where standard error is closed.
    drop(
        clap::Error::raw(
            clap::error::ErrorKind::ArgumentConflict,
            format!("{words}\n"),
        )
        .print(),
    );
    Ok(exit::USAGE)
}

fn run_pack(args: PackArgs, ports: &Ports<'_>) -> Result<u8, AppError> {
    let page_size = page_size(args.paper);
    let days = args.from.zip(args.to);
    let no_days = args.from.is_none() && args.to.is_none();
    let kind = match (args.kind, args.subject.as_deref().map(str::parse::<i64>)) {
        (PackKind::Audit, None) => Some(Kind::Audit),
        (PackKind::Summary, None) => Some(Kind::Summary),
        (PackKind::Annual, None) => Some(Kind::Annual { review: None }),
        (PackKind::Annual, Some(Ok(review))) => Some(Kind::Annual {
            review: Some(review),
        }),
        (PackKind::Change, _) => None,
        (PackKind::Annual, Some(Err(_))) | (PackKind::Audit | PackKind::Summary, Some(_)) => {
            return usage(
                "--subject is the deployment of a dossier (--kind change), or the number of the policy review of an \
                 annual pack.",
            );
        }
    };
    let report = match (kind, days, args.subject) {
        (Some(kind), Some((from, to)), _) => {
            let options = PackOptions {
                kind,
                period: Period::new(from, to)?,
                out: args.out,
                at: args.at,
                prepared_by: args.prepared_by,
                page_size,
            };
            pack::pack(&args.workspace, &options, ports)?
        }
        (None, None, Some(subject)) if no_days => {
            let options = DossierOptions {
                subject,
                out: args.out,
                at: args.at,
                prepared_by: args.prepared_by,
                page_size,
            };
            change_dossier(&args.workspace, &options, ports)?
        }
        (Some(_) | None, _, _) => {
            return usage("A dossier has no days: leave --from and --to out.");
        }
    };
    if args.json {
        print_json(&report)?;
    } else {
        print(&people::pack(&report))?;
    }
    Ok(exit::DONE)
}

/// The size of a paper.
pub(crate) fn page_size(paper: Paper) -> PageSize {
    match paper {
        Paper::A4 => PageSize::A4,
        Paper::Letter => PageSize::Letter,
    }
}

fn run_verify(args: VerifyArgs, ports: &Ports<'_>) -> Result<u8, AppError> {
    let options = VerifyOptions {
        workspace: args.workspace,
        checkpoint: args.checkpoint,
    };
    let report = verify_with(&args.path, &options, ports)?;
    if args.json {
        print_json(&report)?;
    } else {
        print(&people::verification(&report))?;
    }
    Ok(if report.holds { exit::DONE } else { exit::NO })
}

fn completions(shell: clap_complete::Shell) -> Result<u8, AppError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "changeproof", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(exit::DONE)
}
