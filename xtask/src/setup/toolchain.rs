//! Versions of Rust, Node and npm. They are only checked: how they are installed is the machine's affair.

use std::path::Path;

use crate::failure::Failure;
use crate::program;

/// The oldest Node that the desktop's front end builds with.
const NODE: Version = Version(20, 19);

/// Major and minor part of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Version(u32, u32);

impl Version {
    /// Finds the first `major.minor` in a text like `rustc 1.95.0 (abc 2026-04-14)` or `v20.20.2`.
    fn find(text: &str) -> Option<Self> {
        let digits = text.find(|c: char| c.is_ascii_digit())?;
        let mut parts = text[digits..].split(|c: char| !c.is_ascii_digit());
        Some(Self(
            parts.next()?.parse().ok()?,
            parts.next()?.parse().ok()?,
        ))
    }
}

/// Checks Rust, and Node where the project has a front end.
pub fn check(root: &Path) -> Result<(), Failure> {
    let wanted = Version::find(env!("CARGO_PKG_RUST_VERSION")).unwrap_or(Version(1, 90));
    let rust = version_of("rustc").ok_or_else(|| {
        Failure::Missing("Rust is not installed. See https://rustup.rs for how to.".to_owned())
    })?;
    if rust < wanted {
        return Err(Failure::Missing(format!(
            "Rust {}.{} is too old: {}.{} or newer is needed. Run `rustup update`.",
            rust.0, rust.1, wanted.0, wanted.1
        )));
    }
    println!("  Rust {}.{}", rust.0, rust.1);
    if root.join("ui/package.json").exists() {
        check_node(version_of("node"), version_of(NPM))?;
    }
    Ok(())
}

/// npm, as a program.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Checks Node and npm, which build the pages of the desktop app.
fn check_node(node: Option<Version>, npm: Option<Version>) -> Result<(), Failure> {
    let how = format!(
        "The desktop app's pages are built with Node {}.{} or newer and its npm. \
         See https://nodejs.org/en/download (the package of Debian 12 is too old).",
        NODE.0, NODE.1
    );
    match (node, npm) {
        (Some(node), _) if node < NODE => Err(Failure::Missing(format!(
            "Node {}.{} is too old. {how}",
            node.0, node.1
        ))),
        (Some(node), Some(npm)) => {
            println!("  Node {}.{}, npm {}.{}", node.0, node.1, npm.0, npm.1);
            Ok(())
        }
        (None, _) => Err(Failure::Missing(format!("Node is not installed. {how}"))),
        (Some(_), None) => Err(Failure::Missing(format!(
            "Node is there, but npm is not installed. {how}"
        ))),
    }
}

fn version_of(program: &str) -> Option<Version> {
    let output = program::try_read(program, &["--version"])?;
    Version::find(&String::from_utf8_lossy(&output.stdout))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_in_what_the_tools_print() {
        assert_eq!(
            Version::find("rustc 1.95.0 (59807616e 2026-04-14)"),
            Some(Version(1, 95))
        );
        assert_eq!(Version::find("v20.20.2\n"), Some(Version(20, 20)));
        assert_eq!(Version::find("no number"), None);
    }

    #[test]
    fn a_missing_npm_is_told_before_anything_is_built() {
        let node = Some(Version(20, 19));
        assert!(check_node(node, Some(Version(10, 8))).is_ok());
        let missing = check_node(node, None).unwrap_err().to_string();
        assert!(missing.contains("npm is not installed"), "{missing}");
        assert!(check_node(Some(Version(18, 20)), Some(Version(9, 2))).is_err());
        assert!(check_node(None, None).is_err());
    }

    #[test]
    fn a_newer_minor_version_is_newer_than_a_smaller_digit() {
        assert!(Version(1, 100) > Version(1, 95));
    }
}
