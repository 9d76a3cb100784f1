//! `cargo xtask demo`: builds app and command, makes the demo workspace, judges its year, writes the
//! audit pack, and opens the app on the workspace. Without a screen it takes pictures instead.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::failure::{At as _, Failure};
use crate::setup::{self, Purpose};
use crate::steps::Steps;
use crate::workspace::Metadata;
use crate::{presence, program, screenshots, ui};

/// What `fixtures/demo/about.json` tells of the company.
#[derive(Debug, Deserialize)]
struct About {
    period: [String; 2],
    as_of: String,
}

/// The made workspace and pack.
#[derive(Debug)]
pub struct Made {
    /// The workspace file.
    pub workspace: PathBuf,
    /// The audit pack.
    pub pack: PathBuf,
}

/// One line of `changeproof results`.
#[derive(Debug, Deserialize)]
struct ResultLine {
    control: String,
    outcome: String,
    subject: Subject,
}

#[derive(Debug, Deserialize)]
struct Subject {
    kind: String,
    id: String,
}

/// One line of the truth.
#[derive(Debug, Deserialize)]
struct TruthLine {
    deployment: String,
    expect: BTreeMap<String, String>,
}

/// Runs the command.
///
/// # Errors
/// A step fails.
pub fn run(metadata: &Metadata) -> Result<(), Failure> {
    let root = &metadata.workspace_root;
    let out = root.join("out");
    let screen = presence::is_there(|name| std::env::var_os(name));
    let mut steps = Steps::begin(if screen { 4 } else { 5 });
    steps.step("Looking for what is needed", || {
        let purposes = if screen {
            &[Purpose::Build][..]
        } else {
            &[Purpose::Build, Purpose::Screen]
        };
        setup::run_for(metadata, purposes)
    })?;
    let app = steps.step(
        "Building app and command (the first time takes some minutes)",
        || ui::release(root, &metadata.target_directory),
    )?;
    let changeproof = metadata.changeproof("release");
    let made = steps.step("Judging the year of the demo company", || {
        make(root, &changeproof, &out)
    })?;
    steps.step("Counting what came out", || {
        summary(root, &changeproof, &made.workspace)
    })?;
    if !screen {
        println!("\nThere is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set.");
        println!("Instead of opening the app, pictures of its screens are taken.");
        steps.step("Taking pictures of the app", || {
            pictures(metadata, &app, &made.workspace, &out)
        })?;
    }
    steps.summary();
    println!("\nThe audit pack is       {}", made.pack.display());
    println!("The workspace is        {}", made.workspace.display());
    println!("The command is          {}", changeproof.display());
    println!("The app is              {}", app.display());
    if screen {
        println!("\nThe app opens now; this command ends when its window is closed.");
        return program::show(Command::new(&app).arg(&made.workspace));
    }
    println!("Pictures of it are in   {}", out.join("screens").display());
    Ok(())
}

/// Pictures of the app's screens, taken on a screen that is not seen.
fn pictures(metadata: &Metadata, app: &Path, workspace: &Path, out: &Path) -> Result<(), Failure> {
    let tool = ["build", "-p", "changeproof-e2e", "--bin", "screenshots"];
    program::show(&mut program::cargo(&metadata.workspace_root, &tool))?;
    screenshots::take(metadata, app, workspace, &out.join("screens"), false)
}

/// Makes the demo workspace, as the app makes it, and its pack in `out`, anew. Both programs must be
/// built: the command, and the example `make_demo` beside it.
///
/// # Errors
/// A file cannot be written, or a command of the program fails.
pub fn make(root: &Path, changeproof: &Path, out: &Path) -> Result<Made, Failure> {
    let demo = root.join("fixtures/demo");
    let about = demo.join("about.json");
    let text = fs::read_to_string(&about).at(&about)?;
    let about: About = serde_json::from_str(&text).map_err(|source| Failure::Answer {
        what: about.display().to_string(),
        source,
    })?;
    let [from, to] = about.period;
    fs::create_dir_all(out).at(out)?;
    let workspace = out.join("demo.changeproof");
    let pack = out.join("demo-audit-pack.pdf");
    for ending in ["", "-wal", "-shm", "-journal"] {
        let old = out.join(format!("demo.changeproof{ending}"));
        if old.exists() {
            fs::remove_file(&old).at(&old)?;
        }
    }
    let maker = format!("examples/make_demo{}", std::env::consts::EXE_SUFFIX);
    program::show(Command::new(changeproof.with_file_name(maker)).arg(&workspace))?;
    program::show(
        Command::new(changeproof)
            .arg("pack")
            .arg(&workspace)
            .args(["--kind", "audit", "--from", &from, "--to", &to])
            .args(["--at", &about.as_of, "--prepared-by", "Demo", "--out"])
            .arg(&pack),
    )?;
    Ok(Made { workspace, pack })
}

/// Prints outcomes by control, and how many agree with the truth.
fn summary(root: &Path, changeproof: &Path, workspace: &Path) -> Result<(), Failure> {
    let text = program::read(
        Command::new(changeproof)
            .arg("results")
            .arg(workspace)
            .args(["--format", "jsonl"]),
    )?;
    let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut outcomes: BTreeMap<(String, String), String> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let line: ResultLine = serde_json::from_str(line).map_err(|source| Failure::Answer {
            what: "`changeproof results`".to_owned(),
            source,
        })?;
        *counts
            .entry(line.control.clone())
            .or_default()
            .entry(line.outcome.clone())
            .or_default() += 1;
        if line.subject.kind == "deployment" {
            outcomes.insert((line.subject.id, line.control), line.outcome);
        }
    }
    let heads = [
        "pass",
        "fail",
        "insufficient_evidence",
        "pending",
        "not_applicable",
    ];
    println!("\n  control       pass   fail   insufficient  pending   not applicable");
    for (control, by_outcome) in &counts {
        let count = |place: usize| by_outcome.get(heads[place]).copied().unwrap_or(0);
        println!(
            "  {control:<10} {:>7} {:>6} {:>14} {:>8} {:>16}",
            count(0),
            count(1),
            count(2),
            count(3),
            count(4)
        );
    }
    let (agreed, all) = agreement(root, &outcomes)?;
    println!("\n  {agreed} of {all} outcomes are those that the company's makers wrote down.");
    Ok(())
}

/// How many outcomes of the truth came out, of how many.
fn agreement(
    root: &Path,
    outcomes: &BTreeMap<(String, String), String>,
) -> Result<(usize, usize), Failure> {
    let truth = root.join("fixtures/demo/truth.jsonl");
    let text = fs::read_to_string(&truth).at(&truth)?;
    let (mut agreed, mut all) = (0, 0);
    for line in text.lines() {
        let line: TruthLine = serde_json::from_str(line).map_err(|source| Failure::Answer {
            what: truth.display().to_string(),
            source,
        })?;
        for (control, expected) in line.expect {
            all += 1;
            let key = (line.deployment.clone(), control);
            if outcomes.get(&key) == Some(&expected) {
                agreed += 1;
            }
        }
    }
    Ok((agreed, all))
}
