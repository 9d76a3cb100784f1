//! The project's own commands: `cargo xtask <command>`.

mod audit;
mod bindings;
mod demo;
mod demo_data;
mod docs;
mod failure;
mod npm;
mod pack_check;
mod package;
#[path = "../../src-tauri/src/screen/presence.rs"]
mod presence;
mod program;
mod scaffold;
mod screenshots;
mod setup;
mod steps;
mod test;
mod tidy;
mod ui;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::{At as _, Failure};
use program::Built;
use workspace::Metadata;

/// The project's own commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check the tools and install what is missing
    Setup,
    /// Open the app on the demo company's year; without a screen, take pictures of it
    Demo,
    /// Run every check and test
    Test,
    /// Build the desktop app's pages into ui/dist
    Ui,
    /// Write ui/src/ipc/bindings.ts from the app's types
    Bindings {
        /// Only check that it is current
        #[arg(long)]
        check: bool,
    },
    /// Build the Debian package of app and command
    Package {
        /// Also unpack it, validate its desktop entry, and start command and app from it
        #[arg(long)]
        check: bool,
    },
    /// Take pictures of every screen of the app, in both themes and two sizes, into out/screenshots
    Screenshots,
    /// Check the rules of the house
    Tidy,
    /// Write docs/controls.md from the controls
    Docs {
        /// Only check that it is current
        #[arg(long)]
        check: bool,
    },
    /// Check licences, bans and origins of the dependencies (needs cargo-deny)
    Audit,
    /// Add a control: its file, and its line in the registry
    #[command(after_help = "Example: cargo xtask new-control REV-03 'Qualified reviewer'")]
    NewControl {
        /// Id in the catalogue, such as REV-03
        id: String,
        /// Name in the catalogue
        name: String,
    },
    /// Add a format of exports: its file, and its line in the list
    #[command(after_help = "Example: cargo xtask new-importer opsgenie-alerts")]
    NewImporter {
        /// Id of the format, such as opsgenie-alerts
        id: String,
    },
    /// Write the exports of a made-up company, with the truth beside them
    #[command(
        after_help = "Example: cargo xtask demo-data --seed 7 --deployments 20000 \
                            --out target/company"
    )]
    DemoData {
        /// Seed of all randomness: the same seed gives the same files
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many production deployments are judged, up to a million
        #[arg(long, default_value_t = 400,
              value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        deployments: u32,
        /// Year of the exports
        #[arg(long, default_value_t = 2025,
              value_parser = clap::value_parser!(i64).range(1980..=2100))]
        year: i64,
        /// Folder to write into; it is made where it is missing
        #[arg(long)]
        out: PathBuf,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Setup => {
            let metadata = Metadata::read()?;
            let ready = setup::run(&metadata)?;
            println!(
                "All is there. The Python checkers are in {}",
                ready.python.display()
            );
            Ok(())
        }
        Command::Demo => demo::run(&Metadata::read()?),
        Command::Test => test::run(&Metadata::read()?),
        Command::Ui => ui::build(&Metadata::read()?.workspace_root),
        Command::Bindings { check: true } => {
            bindings::check(&Metadata::read()?.workspace_root, &Built::ByCargo)
        }
        Command::Bindings { check: false } => bindings::write(&Metadata::read()?.workspace_root),
        Command::Package { check } => package::run(&Metadata::read()?, check),
        Command::Screenshots => screenshots::run(&Metadata::read()?),
        Command::Tidy => tidy::run(&Metadata::read()?),
        Command::Docs { check: true } => {
            docs::check(&Metadata::read()?.workspace_root, &Built::ByCargo)
        }
        Command::Docs { check: false } => docs::write(&Metadata::read()?.workspace_root),
        Command::Audit => audit::run(&Metadata::read()?.workspace_root),
        Command::NewControl { id, name } => {
            scaffold::control(&Metadata::read()?.workspace_root, &id, &name)
        }
        Command::NewImporter { id } => scaffold::importer(&Metadata::read()?.workspace_root, &id),
        Command::DemoData {
            seed,
            deployments,
            year,
            out,
        } => {
            let order = demo_data::Order {
                seed,
                deployments: deployments as usize,
                year,
            };
            let totals = demo_data::write(&order, &out, &mut |percent| {
                // Small companies are written at once.
                if order.deployments >= 50_000 && percent.is_multiple_of(10) {
                    println!("  {percent} % of the year is written");
                }
            })
            .at(&out)?;
            println!(
                "Written: {} production deployments, {} pull requests and {} change records",
                totals.production_deployments, totals.pull_requests, totals.tickets
            );
            println!("Exports: {}", out.join("inputs").display());
            println!("Truth:   {}", out.join("truth.jsonl").display());
            Ok(())
        }
    }
}
