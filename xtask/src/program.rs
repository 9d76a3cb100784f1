//! Runs other programs: with their output shown, or read.

use std::path::Path;
use std::process::{Command, Output};

use crate::failure::Failure;

/// The command line as a person would type it.
fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    if words.len() > 12 {
        let left_out = words.len() - 10;
        words.splice(6..6 + left_out, [format!("({left_out} more)")]);
    }
    words.join(" ")
}

/// The cargo that runs this command.
pub fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root).args(arguments);
    command
}

/// Where a program of ours comes from that another command runs.
#[derive(Debug, Clone)]
pub enum Built {
    /// Cargo builds it now.
    ByCargo,
    /// It was built before, into this folder. Building a single package could build its dependencies
    /// once more, with other features than the whole workspace wants.
    In(std::path::PathBuf),
}

impl Built {
    /// The command that runs an example of a package.
    pub fn example(&self, root: &Path, package: &str, name: &str) -> Command {
        match self {
            Built::ByCargo => cargo(root, &["run", "--quiet", "-p", package, "--example", name]),
            Built::In(folder) => Command::new(folder.join("examples").join(name)),
        }
    }
}

/// Shows the command line and runs it with its output shown.
///
/// # Errors
/// The program cannot be started or ends with an error.
pub fn show(command: &mut Command) -> Result<(), Failure> {
    println!("  $ {}", line(command));
    let status = command.status().map_err(|source| start(command, source))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Command {
            command: line(command),
            status: status.to_string(),
        })
    }
}

/// Runs a command and gives what it wrote to its standard output.
///
/// # Errors
/// The program cannot be started or ends with an error; its error output is shown then.
pub fn read(command: &mut Command) -> Result<String, Failure> {
    let output = command.output().map_err(|source| start(command, source))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    Err(Failure::Command {
        command: line(command),
        status: output.status.to_string(),
    })
}

/// Runs a command and gives its whole output, or nothing where it is not installed.
pub fn try_read(program: &str, arguments: &[&str]) -> Option<Output> {
    Command::new(program).args(arguments).output().ok()
}

fn start(command: &Command, source: std::io::Error) -> Failure {
    Failure::Start {
        program: command.get_program().to_string_lossy().into_owned(),
        source,
    }
}
