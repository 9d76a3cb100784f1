//! `secret-scan.sarif`: what gitleaks found in the history of each repository when the year was over, as
//! SARIF 2.1.0, a run for each repository.

use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::super::calendar::Moment;
use super::create;
use super::json_text::write_value;

/// A commit in which the scanner found something.
#[derive(Debug)]
pub struct Leak {
    /// The commit.
    pub commit: String,
    /// The file.
    pub file: String,
    /// When it was committed.
    pub at: Moment,
}

/// The repository with its newest commit, and what was found in it.
pub struct Scanned<'s> {
    /// `owner/name`.
    pub repository: String,
    /// The commit up to which was looked.
    pub revision: &'s str,
    /// What was found.
    pub leaks: &'s [Leak],
}

/// Writes the report.
pub fn write<'s>(
    folder: &Path,
    year: i64,
    scanned: impl IntoIterator<Item = Scanned<'s>>,
) -> io::Result<()> {
    let ended = Moment::midnight(year + 1, 1, 1).plus_minutes(45).iso();
    let runs: Vec<Value> = scanned.into_iter().map(|of| run(&of, &ended)).collect();
    let mut out = create(folder, "secret-scan.sarif")?;
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": runs,
    });
    write_value(&mut out, &report)?;
    out.flush()
}

fn run(of: &Scanned<'_>, ended: &str) -> Value {
    let results: Vec<Value> = of.leaks.iter().map(result).collect();
    json!({
        "tool": { "driver": { "name": "gitleaks", "semanticVersion": "v8.0.0" } },
        "invocations": [{ "executionSuccessful": true, "endTimeUtc": ended }],
        "versionControlProvenance": [{
            "repositoryUri": format!("https://github.com/{}", of.repository),
            "revisionId": of.revision,
        }],
        "results": results,
    })
}

fn result(leak: &Leak) -> Value {
    json!({
        "ruleId": "generic-api-key",
        "message": { "text": format!("generic-api-key has detected secret for file {}.", leak.file) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": leak.file },
                "region": { "startLine": 12, "snippet": { "text": "REDACTED" } },
            },
        }],
        "partialFingerprints": { "commitSha": leak.commit, "date": leak.at.iso() },
    })
}
