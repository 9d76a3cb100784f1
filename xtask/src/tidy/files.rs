//! Rules about files: which must be there, how a source file opens, how long it may be, and what no
//! text file may contain.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{At as _, Failure};

/// A text file of the project.
#[derive(Debug)]
pub struct Text {
    /// Its place below the root, with `/` between the parts.
    pub path: String,
    /// Its content.
    pub content: String,
}

impl Text {
    /// Whether it is Rust.
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// Files and folders that a checkout must have.
const REQUIRED: [&str; 20] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "Cargo.lock",
    "clippy.toml",
    "deny.toml",
    "rustfmt.toml",
    ".gitignore",
    ".ci/run",
    "docs/controls.md",
    "fixtures/demo/README.md",
    "policies/clicki.toml",
    "reports",
    "src-tauri/tauri.conf.json",
    "src-tauri/capabilities/main.json",
    "tests",
    "ui/package-lock.json",
];

/// Endings of files that are read as text.
const TEXT_ENDINGS: [&str; 12] = [
    "rs", "toml", "md", "sql", "py", "ts", "svelte", "js", "css", "html", "json", "yml",
];

/// Folders that are not looked into: build results, and fixtures, which stand for other people's
/// files.
const LEFT_OUT: [&str; 8] = [
    ".git",
    "target",
    "node_modules",
    "out",
    "dist",
    "fixtures",
    ".svelte-kit",
    "gen",
];

/// Lines that a source file may have without giving a reason.
const LINES: usize = 500;

/// How a longer file gives its reason.
const REASON: &str = "// long file: ";

/// Reads all text files below `root`.
pub fn read_texts(root: &Path) -> Result<Vec<Text>, Failure> {
    let mut texts = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).at(&folder)? {
            let entry = entry.at(&folder)?;
            let (path, name) = (entry.path(), entry.file_name());
            let kind = entry.file_type().at(&path)?;
            if kind.is_dir() {
                if !LEFT_OUT.iter().any(|left_out| name == *left_out) {
                    folders.push(path);
                }
            } else if has_text_ending(&path) {
                let content = fs::read_to_string(&path).at(&path)?;
                let path = path.strip_prefix(root).unwrap_or(&path);
                texts.push(Text {
                    path: path.to_string_lossy().replace('\\', "/"),
                    content,
                });
            }
        }
    }
    texts.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(texts)
}

fn has_text_ending(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| TEXT_ENDINGS.iter().any(|text| ending == *text))
}

/// Lists what is missing.
pub fn missing(root: &Path) -> Vec<String> {
    let absent = REQUIRED.iter().filter(|name| !root.join(name).exists());
    absent
        .map(|name| format!("{name}: is missing; a checkout must have it"))
        .collect()
}

/// Lists what is wrong with one file.
pub fn breaches(text: &Text) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in text.content.lines().enumerate() {
        if is_merge_marker(line) {
            found.push(format!(
                "{}:{}: a mark of an unfinished merge; decide and remove it",
                text.path,
                number + 1
            ));
        }
    }
    if !text.is_rust() {
        return found;
    }
    if !text.content.starts_with("//!") {
        found.push(format!(
            "{}:1: must open with `//!` that says what the file owns",
            text.path
        ));
    }
    let lines = text.content.lines().count();
    let reasoned = text.content.lines().any(|line| {
        line.strip_prefix(REASON)
            .is_some_and(|reason| !reason.trim().is_empty())
    });
    if lines > LINES && !reasoned {
        found.push(format!(
            "{}: has {lines} lines; split it, or give the reason in a line `{REASON}...`",
            text.path
        ));
    }
    found
}

/// Whether git wrote this line into a file that it could not merge.
fn is_merge_marker(line: &str) -> bool {
    ["<", ">", "|"].iter().any(|sign| {
        line.strip_prefix(&sign.repeat(7))
            .is_some_and(|rest| rest.starts_with(' '))
    }) || line == "=".repeat(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rust(content: &str) -> Text {
        Text {
            path: "crates/x/src/y.rs".to_owned(),
            content: content.to_owned(),
        }
    }

    #[test]
    fn a_source_file_must_say_what_it_owns() {
        assert_eq!(breaches(&rust("fn main() {}\n")).len(), 1);
        assert!(breaches(&rust("//! Owns this.\nfn main() {}\n")).is_empty());
    }

    #[test]
    fn a_long_file_needs_a_reason_and_not_only_the_words() {
        let long = format!("//! Long.\n{}", "//\n".repeat(LINES));
        assert_eq!(breaches(&rust(&long)).len(), 1);
        assert_eq!(breaches(&rust(&format!("{long}// long file: \n"))).len(), 1);
        assert!(breaches(&rust(&format!("{long}// long file: one table\n"))).is_empty());
    }

    #[test]
    fn marks_of_a_merge_are_found() {
        let text = format!("//! x\n{} HEAD\n{}\n", "<".repeat(7), "=".repeat(7));
        assert_eq!(breaches(&rust(&text)).len(), 2);
    }

    #[test]
    fn a_rule_of_equal_signs_in_prose_is_no_mark() {
        assert!(!is_merge_marker("========"));
        assert!(!is_merge_marker("<<<<<<<<"));
    }
}
