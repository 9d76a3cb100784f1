//! Answers in words: problems first, then what was done, then figures.

mod annual_review;
mod coverage;
mod exceptions;
mod explanation;
mod findings;
mod log;
mod members;
mod policy;
mod reviews;
mod samples;
mod who;

use std::fmt::Write as _;

use changeproof_app::wire::evaluation::EvaluationReport;
use changeproof_app::wire::import::{FileReport, FileStatus, ImportReport};
use changeproof_app::wire::pack::PackReport;
use changeproof_app::wire::verification::{VerificationReport, Verified};
use changeproof_app::wire::what_if::{DeploymentName, OtherName, WhatIfReport};
use changeproof_app::wire::workspace::WorkspaceMade;
use changeproof_domain::outcome::Outcome;

pub use annual_review::{annual_review, policy_triggers};
pub use coverage::coverage;
pub use exceptions::{exception, exceptions};
pub use explanation::explanation;
pub use findings::{finding_story, findings};
pub use log::{checkpoint_written, events, log_exported};
pub use members::{member_added, member_roles, members};
pub use policy::{policy_accepted, policy_added, policy_interpretations, policy_list};
pub use reviews::{attestations, attested, kept_here, review, review_queue, review_recorded};
pub use samples::{sample_drawn, sample_sizes, sample_ticked, samples, working_paper};
pub use who::who_is_who;

/// How many bad rows of a file are listed.
const LISTED_ISSUES: usize = 20;

/// How many outcomes that would change are listed.
const LISTED_CHANGES: usize = 20;

/// `1 file` or `3 files`.
fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// What `init` made.
pub fn workspace_made(made: &WorkspaceMade) -> String {
    let company = if made.entity.is_empty() {
        String::new()
    } else {
        format!(" for {}", made.entity)
    };
    format!(
        "Made {}{company}. Days are days in {}.\n",
        made.workspace.display(),
        made.zone
    )
}

/// What an import could not take, and what its reader should know.
pub fn import_problems(report: &ImportReport) -> String {
    let mut text = String::new();
    for file in &report.files {
        if let Some(error) = &file.error {
            line(&mut text, &format!("refused: {}", error.message));
        }
    }
    for file in &report.files {
        for note in &file.notes {
            line(&mut text, &format!("{}: {note}", file.file.display()));
        }
        for issue in file.issues.iter().take(LISTED_ISSUES) {
            let column = match &issue.column {
                Some(column) => format!(", {column}"),
                None => String::new(),
            };
            let what = if issue.rejected { "left out" } else { "kept" };
            line(
                &mut text,
                &format!(
                    "{}: {}{column} ({what}): {}",
                    file.file.display(),
                    issue.place,
                    issue.message
                ),
            );
        }
        let rest = file.issues.len().saturating_sub(LISTED_ISSUES);
        if rest > 0 {
            let rows = counted(rest, "more row", "more rows");
            line(
                &mut text,
                &format!(
                    "{}: {rows} with problems; --json lists all",
                    file.file.display()
                ),
            );
        }
    }
    text
}

/// A line, with control characters of file names and values made visible.
fn line(text: &mut String, words: &str) {
    text.extend(
        words
            .chars()
            .map(|c| if c.is_control() { '\u{fffd}' } else { c }),
    );
    text.push('\n');
}

/// What an import did, file by file.
pub fn import(report: &ImportReport) -> String {
    let mut text = String::new();
    for file in &report.files {
        line(&mut text, &imported_file(file));
    }
    let count = |status, words: &str| match report.count(status) {
        0 => None,
        n => Some(format!("{n} {words}")),
    };
    let parts: Vec<String> = [
        count(FileStatus::Imported, "imported"),
        count(FileStatus::DeclaredAgain, "declared again"),
        count(FileStatus::Unchanged, "unchanged"),
        count(FileStatus::Refused, "refused"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let files = counted(report.files.len(), "file", "files");
    line(&mut text, &format!("{files}: {}.", parts.join(", ")));
    text
}

fn imported_file(file: &FileReport) -> String {
    let status = match file.status {
        FileStatus::Imported => "imported",
        FileStatus::Unchanged => "unchanged",
        FileStatus::DeclaredAgain => "declared",
        FileStatus::Refused => "refused",
    };
    let mut words = format!("{status:<9}  {}", file.file.display());
    if let Some(format) = &file.format {
        // Writing to a string does not fail.
        let _ = write!(words, "  {format}");
    }
    if let Some(rows) = &file.rows {
        let _ = write!(words, "  {} rows", rows.accepted);
        if rows.duplicate > 0 {
            let _ = write!(words, ", {} duplicate", rows.duplicate);
        }
        if rows.rejected > 0 {
            let _ = write!(words, ", {} left out", rows.rejected);
        }
    }
    let times = file
        .span
        .iter()
        .filter_map(|span| span.first.zip(span.last));
    let span = times.reduce(|(a, b), (c, d)| (a.min(c), b.max(d)));
    if let Some((first, last)) = span {
        let _ = write!(
            words,
            "  {} to {}",
            first.utc().date_naive(),
            last.utc().date_naive()
        );
    }
    words
}

/// What an evaluation found.
pub fn evaluation(report: &EvaluationReport) -> String {
    let mut text = String::new();
    for note in &report.notes {
        line(&mut text, note);
    }
    let subjects = usize::try_from(report.subjects).unwrap_or(usize::MAX);
    line(
        &mut text,
        &format!(
            "{} from {} to {} ({}), judged as of {}.",
            counted(subjects, "production deployment", "production deployments"),
            report.from,
            report.to,
            report.zone,
            report.as_of
        ),
    );
    let columns = [
        Outcome::Fail,
        Outcome::InsufficientEvidence,
        Outcome::Pending,
        Outcome::Pass,
        Outcome::NotApplicable,
    ];
    line(
        &mut text,
        "control  fail  no evidence  pending   pass  not applicable  name",
    );
    for control in &report.controls {
        let [fail, missing, pending, pass, none] = columns.map(|outcome| control.of(outcome));
        line(
            &mut text,
            &format!(
                "{:<7} {fail:>5} {missing:>12} {pending:>8} {pass:>6} {none:>15}  {}",
                control.control, control.name
            ),
        );
    }
    line(
        &mut text,
        &format!("Results hash     {}", report.results_hash),
    );
    line(
        &mut text,
        &format!("Population hash  {}", report.population_hash),
    );
    text
}

/// What other parameters would change.
pub fn what_if(report: &WhatIfReport) -> String {
    let mut text = String::new();
    for parameter in &report.parameters {
        let shown = |value: &str| match value {
            "" => "any".to_owned(),
            value => value.to_owned(),
        };
        line(
            &mut text,
            &format!(
                "{}: {} instead of {}.",
                parameter.name,
                shown(&parameter.after),
                shown(&parameter.before)
            ),
        );
    }
    let days = format!("from {} to {}", report.from, report.to);
    let changed = report.changed.len() + report.changed_others.len();
    let outcomes = counted(changed, "outcome", "outcomes");
    line(
        &mut text,
        &match changed {
            0 => format!("No outcome {days} would change. Nothing was kept."),
            _ => format!("{outcomes} {days} would change. Nothing was kept."),
        },
    );
    if report.subjects_before != report.subjects_after {
        line(
            &mut text,
            &format!(
                "{} production deployments would be judged, not {}.",
                report.subjects_after, report.subjects_before
            ),
        );
    }
    if !report.controls.is_empty() {
        line(
            &mut text,
            "control        fail   no evidence       pending          pass  not applicable",
        );
    }
    for control in &report.controls {
        let (before, after) = (control.before, control.after);
        let pair = |before: u64, after: u64| match before == after {
            true => format!("{after}"),
            false => format!("{before} > {after}"),
        };
        line(
            &mut text,
            &format!(
                "{:<7} {:>11} {:>13} {:>13} {:>13} {:>15}  {}",
                control.control,
                pair(before.fail, after.fail),
                pair(before.insufficient_evidence, after.insufficient_evidence),
                pair(before.pending, after.pending),
                pair(before.pass, after.pass),
                pair(before.not_applicable, after.not_applicable),
                control.name
            ),
        );
    }
    let said = |outcome: Option<Outcome>| outcome.map_or("not judged", Outcome::label);
    let others = report.changed_others.iter().map(|change| {
        let OtherName { kind, name, .. } = &change.subject;
        let about = format!("{kind} {name} {}", change.control);
        (about, change.before, change.after)
    });
    let deployments = report.changed.iter().map(|change| {
        let DeploymentName {
            at, service, id, ..
        } = &change.deployment;
        let about = format!("{at} {service} {id} {}", change.control);
        (about, change.before, change.after)
    });
    for (about, before, after) in others.chain(deployments).take(LISTED_CHANGES) {
        let (before, after) = (said(before), said(after));
        line(&mut text, &format!("{about}: {before} becomes {after}"));
    }
    let rest = changed.saturating_sub(LISTED_CHANGES);
    if rest > 0 {
        line(
            &mut text,
            &format!(
                "{} not shown; --json lists all.",
                counted(rest, "more is", "more are")
            ),
        );
    }
    text
}

/// What `pack` wrote.
pub fn pack(report: &PackReport) -> String {
    let mut text = String::new();
    line(
        &mut text,
        &format!(
            "Wrote {} ({}), {}.",
            report.file.display(),
            report.pack_id,
            counted(
                usize::try_from(report.subjects).unwrap_or(usize::MAX),
                "production deployment",
                "production deployments"
            )
        ),
    );
    line(&mut text, &format!("SHA-256  {}", report.sha256));
    text
}

/// What `verify` found.
pub fn verification(report: &VerificationReport) -> String {
    let mut text = String::new();
    for check in report.checks.iter().filter(|check| !check.holds) {
        line(&mut text, &format!("no   {}", check.sentence));
    }
    for check in report.checks.iter().filter(|check| check.holds) {
        line(&mut text, &format!("yes  {}", check.sentence));
    }
    let what = match report.kind {
        Verified::Pack => "pack",
        Verified::Workspace => "workspace",
    };
    let answer = if report.holds {
        format!(
            "The {what} holds. A hash proves that nothing changed since import, not truth at the source."
        )
    } else {
        format!("The {what} does not hold.")
    };
    line(&mut text, &answer);
    text
}
