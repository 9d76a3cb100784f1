//! Builds the project's programs, runs them and keeps what they say.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

use crate::machine::root;

/// The names of the programs that are built.
const PROGRAMS: [&str; 2] = ["changeproof", "xtask"];

static BUILT: LazyLock<[PathBuf; 2]> = LazyLock::new(build);

/// Has cargo build the programs, and answers where they are.
///
/// With the whole workspace, as `cargo test --workspace` builds it: for a package alone cargo would
/// choose fewer features of shared dependencies, and compile a minute's worth of them again.
fn build() -> [PathBuf; 2] {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build
        .current_dir(root())
        .args(["build", "--quiet", "--workspace", "--profile", &profile()])
        .args(PROGRAMS.iter().flat_map(|program| ["--bin", program]))
        .arg("--message-format=json-render-diagnostics")
        .stderr(Stdio::inherit());
    let output = build.output().expect("cargo can be run");
    assert!(output.status.success(), "the programs could not be built");
    let messages = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let built: Vec<Value> = messages
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    PROGRAMS.map(|program| {
        built
            .iter()
            .filter(|message| message["target"]["name"] == program)
            .find_map(|message| message["executable"].as_str().map(PathBuf::from))
            .expect("cargo says where the program is")
    })
}

/// The profile that this test was built with: its program stands in `<profile>/deps`.
fn profile() -> String {
    let own = std::env::current_exe().expect("a test knows its own path");
    let folder = own.ancestors().nth(2).and_then(Path::file_name);
    match folder.and_then(OsStr::to_str) {
        None | Some("debug") => "dev".to_owned(),
        Some(profile) => profile.to_owned(),
    }
}

/// What a program said, and how it ended.
#[derive(Clone, Debug)]
pub struct Said {
    /// The call, for messages of tests.
    pub call: String,
    /// The exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: Vec<u8>,
    /// What it told.
    pub stderr: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let printed = self.text();
        let printed: String = printed.chars().take(2000).collect();
        writeln!(f, "{}\nended with {:?}", self.call, self.code)?;
        writeln!(f, "--- stdout\n{printed}\n--- stderr\n{}", self.stderr)
    }
}

impl Said {
    /// Asserts the exit code.
    #[track_caller]
    pub fn ended_with(self, code: i32) -> Said {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }

    /// Asserts that all went well.
    #[track_caller]
    pub fn well(self) -> Said {
        self.ended_with(0)
    }

    /// What it printed, as text.
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("stdout is UTF-8")
    }

    /// The one JSON value that it printed.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(self.text())
            .unwrap_or_else(|error| panic!("stdout is one JSON value: {error}\n{self}"))
    }

    /// The JSON values that it printed, one a line.
    #[track_caller]
    pub fn lines(&self) -> Vec<Value> {
        let line = |line| {
            serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("a line is a JSON value: {error}\n{line}"))
        };
        self.text().lines().map(line).collect()
    }

    /// The files that `import --json` tells of.
    #[track_caller]
    pub fn files(&self) -> Vec<Value> {
        let told = self.json();
        told["files"]
            .as_array()
            .unwrap_or_else(|| panic!("import tells of files\n{self}"))
            .clone()
    }

    /// The error object that it told with `--json`: `{"code", "message", "details"}`.
    #[track_caller]
    pub fn error(&self) -> Value {
        let told: Value = serde_json::from_str(&self.stderr)
            .unwrap_or_else(|error| panic!("stderr is one JSON value: {error}\n{self}"));
        told["error"].clone()
    }
}

/// Runs a call to its end.
pub fn said(command: &mut Command) -> Said {
    let call = format!("{command:?}");
    let output = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{call} could not be run: {error}"));
    Said {
        call,
        code: output.status.code(),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

/// A call of `changeproof` that has not begun.
pub fn command<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(&BUILT[0]);
    command.args(arguments);
    command
}

/// Runs `changeproof`.
pub fn changeproof<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Said {
    said(&mut command(arguments))
}

/// Runs the project's own commands.
pub fn xtask<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Said {
    said(Command::new(&BUILT[1]).args(arguments).current_dir(root()))
}
