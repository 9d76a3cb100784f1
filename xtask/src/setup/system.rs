//! Packages of the system: a compiler, the web view of the desktop app, screens for computers that
//! have none, and tools that check what was made.

use std::process::Command;

use crate::failure::Failure;
use crate::program;

/// What something is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To build the programs.
    Build,
    /// To show the app where there is no screen.
    Screen,
    /// To check what was made.
    Check,
    /// To check the Debian package.
    Package,
}

/// By what a package is known on systems without Debian's tools.
#[derive(Debug, Clone, Copy)]
enum Known {
    /// A program.
    Program(&'static str),
    /// A library that pkg-config finds.
    Library(&'static str),
}

/// The variable that names another browser than Debian's Chromium. The tests of the pages read it as
/// well.
const BROWSER: &str = "CHROMIUM";

/// What is needed: the Debian package, how it is known elsewhere, and what for.
const NEEDED: [(&str, Known, Purpose); 13] = [
    ("build-essential", Known::Program("cc"), Purpose::Build),
    ("pkg-config", Known::Program("pkg-config"), Purpose::Build),
    (
        "libwebkit2gtk-4.1-dev",
        Known::Library("webkit2gtk-4.1"),
        Purpose::Build,
    ),
    (
        "librsvg2-dev",
        Known::Library("librsvg-2.0"),
        Purpose::Build,
    ),
    ("xvfb", Known::Program("Xvfb"), Purpose::Screen),
    ("xauth", Known::Program("xauth"), Purpose::Screen),
    (
        "webkit2gtk-driver",
        Known::Program("WebKitWebDriver"),
        Purpose::Screen,
    ),
    ("chromium", Known::Program("chromium"), Purpose::Check),
    ("poppler-utils", Known::Program("pdfdetach"), Purpose::Check),
    ("qpdf", Known::Program("qpdf"), Purpose::Check),
    ("python3", Known::Program("python3"), Purpose::Check),
    ("python3-venv", Known::Program("python3"), Purpose::Check),
    (
        "desktop-file-utils",
        Known::Program("desktop-file-validate"),
        Purpose::Package,
    ),
];

/// Installs what is missing with apt, or says what to install.
pub fn install_missing(purposes: &[Purpose]) -> Result<(), Failure> {
    let browser = browser_named()?;
    let needed = NEEDED
        .iter()
        .filter(|(.., purpose)| purposes.contains(purpose))
        .filter(|(package, ..)| !(browser && *package == "chromium"));
    if program::try_read("dpkg-query", &["--version"]).is_none() {
        return check_without_debian(needed.map(|(_, known, _)| *known));
    }
    let missing: Vec<&str> = needed
        .map(|(package, ..)| *package)
        .filter(|package| !installed(package))
        .collect();
    if missing.is_empty() {
        println!("  System packages: all there");
        return Ok(());
    }
    if missing.contains(&"chromium")
        && is_ubuntu(&std::fs::read_to_string(RELEASE).unwrap_or_default())
    {
        return Err(Failure::Missing(format!(
            "Ubuntu has Chromium only as a snap, which these tests cannot drive. Install another \
             Chromium or Chrome and name it: `{BROWSER}=/usr/bin/google-chrome cargo xtask test`."
        )));
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

/// Whether another browser is named.
fn browser_named() -> Result<bool, Failure> {
    match std::env::var_os(BROWSER).filter(|named| !named.is_empty()) {
        None => Ok(false),
        Some(named) if std::path::Path::new(&named).is_file() => {
            println!("  Browser: {}", named.to_string_lossy());
            Ok(true)
        }
        Some(named) => Err(Failure::Missing(format!(
            "{BROWSER} names {}, and there is no such file.",
            named.to_string_lossy()
        ))),
    }
}

/// Where a system says what it is.
const RELEASE: &str = "/etc/os-release";

fn is_ubuntu(release: &str) -> bool {
    release.lines().any(|line| line == "ID=ubuntu")
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

impl Known {
    fn name(self) -> &'static str {
        match self {
            Known::Program(name) | Known::Library(name) => name,
        }
    }

    fn is_there(self) -> bool {
        match self {
            Known::Program(name) => program::try_read(name, &["--version"]).is_some(),
            Known::Library(name) => program::try_read("pkg-config", &["--exists", name])
                .is_some_and(|output| output.status.success()),
        }
    }
}

/// On a system without Debian's tools: only looks for programs and libraries.
fn check_without_debian(needed: impl Iterator<Item = Known>) -> Result<(), Failure> {
    let missing: Vec<&str> = needed
        .filter(|known| !known.is_there())
        .map(Known::name)
        .collect();
    if missing.is_empty() {
        println!("  Programs and libraries of the system: all there");
        return Ok(());
    }
    Err(Failure::Missing(format!(
        "These are missing: {}. Install them with this system's package manager.",
        missing.join(", ")
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ubuntu_is_known_by_its_id_and_not_by_what_it_is_like() {
        assert!(is_ubuntu("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n"));
        assert!(!is_ubuntu("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
    }
}
