//! Packages of the system: a compiler for the bundled C libraries, and tools that check PDF files.

use std::process::Command;

use crate::failure::Failure;
use crate::program;

/// What is needed: the Debian package, and a program by which it is known elsewhere.
const NEEDED: [(&str, &str); 6] = [
    ("build-essential", "cc"),
    ("pkg-config", "pkg-config"),
    ("poppler-utils", "pdfdetach"),
    ("qpdf", "qpdf"),
    ("python3", "python3"),
    ("python3-venv", "python3"),
];

/// Installs what is missing with apt, or says what to install.
pub fn install_missing() -> Result<(), Failure> {
    if program::try_read("dpkg-query", &["--version"]).is_none() {
        return check_programs();
    }
    let missing: Vec<&str> = NEEDED
        .iter()
        .map(|(package, _)| *package)
        .filter(|package| !installed(package))
        .collect();
    if missing.is_empty() {
        println!("  System packages: all there");
        return Ok(());
    }
    println!("  System packages: installing {}", missing.join(", "));
    let Some(mut prefix) = privilege() else {
        return Err(Failure::Missing(format!(
            "These packages are missing and this user may not install them. Run, as root:\n\n    \
             apt-get update && apt-get install -y --no-install-recommends {}\n",
            missing.join(" ")
        )));
    };
    prefix.push("apt-get");
    apt(&prefix, &["update", "-q"])?;
    let install = ["install", "-y", "-q", "--no-install-recommends"];
    apt(&prefix, &[&install[..], &missing[..]].concat())
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Result<(), Failure> {
    let mut words = prefix.iter().chain(arguments);
    let Some(first) = words.next() else {
        return Ok(());
    };
    program::show(
        Command::new(first)
            .args(words)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

/// How commands of root are run here: directly, through sudo, or not at all.
fn privilege() -> Option<Vec<&'static str>> {
    let user = program::try_read("id", &["-u"])?;
    if user.stdout.trim_ascii() == b"0" {
        return Some(Vec::new());
    }
    let sudo = program::try_read("sudo", &["-n", "true"])?;
    // `-n`: a command that waits for a password in the middle of a build helps nobody.
    sudo.status.success().then(|| vec!["sudo", "-n"])
}

fn installed(package: &str) -> bool {
    program::try_read("dpkg-query", &["-W", "-f=${Status}", package])
        .is_some_and(|output| output.stdout.starts_with(b"install ok installed"))
}

/// On a system without Debian's tools: only looks for the programs.
fn check_programs() -> Result<(), Failure> {
    let missing: Vec<&str> = NEEDED
        .iter()
        .map(|(_, program)| *program)
        .filter(|program| program::try_read(program, &["--version"]).is_none())
        .collect();
    if missing.is_empty() {
        println!("  Programs of the system: all there");
        return Ok(());
    }
    Err(Failure::Missing(format!(
        "These programs are missing: {}. Install them with this system's package manager.",
        missing.join(", ")
    )))
}
