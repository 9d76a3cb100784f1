//! Shows the links of production deployments: each with its rule, its key and where that was found.
//!
//! Of the latest evaluation's subjects, from the records that it was made from; before the first
//! evaluation, of everything imported.

use std::io::Write;
use std::path::Path;

use changeproof_domain::snapshot::SubjectId;
use changeproof_store::Workspace;

use crate::error::AppError;
use crate::loaded::{load_evaluated, load_known, subject_ref, subjects_within, workspace_zone};
use crate::period::Period;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::results::ListFormat;
use crate::table_text::{csv_row, text_row};
use crate::wire::link::{LinkLine, LinkTarget};

const CSV_COLUMNS: [&str; 12] = [
    "kind",
    "source",
    "id",
    "service",
    "environment",
    "at",
    "target_kind",
    "target_id",
    "rule",
    "key",
    "found_in",
    "state",
];

/// Widths for times, services, ids, targets, rules and states.
const WIDTHS: [usize; 6] = [20, 18, 10, 48, 17, 9];

/// Writes the links, by time, service and id of their deployments.
///
/// # Errors
///
/// A workspace that cannot be used, or what writing says.
pub fn links(
    workspace: &Path,
    format: ListFormat,
    out: &mut dyn Write,
    ports: &Ports<'_>,
) -> Result<(), AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let (loaded, subjects) = match reader.latest_evaluation()? {
        Some(evaluation) => {
            let loaded = load_evaluated(&reader, &evaluation, ports)?;
            let subjects = subjects_within(&loaded, Period::of(&evaluation.head));
            (loaded, subjects)
        }
        None => {
            let sequence = reader.head()?.sequence;
            let zone = workspace_zone(&reader)?;
            let loaded = load_known(&reader, sequence, zone, ports)?;
            let subjects = (0..loaded.snapshot.subjects.len())
                .map(SubjectId::from)
                .collect();
            (loaded, subjects)
        }
    };
    let snapshot = &loaded.snapshot;
    let all = changeproof_matching::links(snapshot);
    // Links come by subject: the ones of each subject are one range.
    let mut ranges = vec![0..0; snapshot.subjects.len()];
    let mut start = 0;
    for group in all.chunk_by(|a, b| a.subject == b.subject) {
        ranges[group[0].subject.index()] = start..start + group.len();
        start += group.len();
    }
    let mut csv = csv::Writer::from_writer(Vec::new());
    match format {
        ListFormat::Jsonl => {}
        ListFormat::Csv => csv_row(&mut csv, &CSV_COLUMNS)?,
        ListFormat::Table => {
            let names = ["at", "service", "id", "target", "rule", "state", "found in"];
            text_row(out, &WIDTHS, &names)?;
        }
    }
    for subject in subjects {
        for link in &all[ranges[subject.index()].clone()] {
            let line = LinkLine {
                deployment: subject_ref(snapshot, subject),
                target: LinkTarget {
                    kind: link.target_kind,
                    id: &link.target_id,
                },
                rule: link.rule.id(),
                key: &link.key,
                found_in: &link.found_in,
                state: link.state.id(),
            };
            write(&line, format, &mut csv, out)?;
        }
    }
    let csv = csv.into_inner().map_err(|error| error.into_error())?;
    out.write_all(&csv)?;
    out.flush()?;
    Ok(())
}

fn write(
    line: &LinkLine<'_>,
    format: ListFormat,
    csv: &mut csv::Writer<Vec<u8>>,
    out: &mut dyn Write,
) -> Result<(), AppError> {
    let deployment = &line.deployment;
    let at = deployment.at.to_string();
    match format {
        ListFormat::Jsonl => {
            serde_json::to_writer(&mut *out, line).map_err(std::io::Error::from)?;
            out.write_all(b"\n")?;
        }
        ListFormat::Csv => csv_row(
            csv,
            &[
                deployment.kind,
                deployment.source,
                deployment.id,
                deployment.service,
                deployment.environment,
                &at,
                line.target.kind,
                line.target.id,
                line.rule,
                line.key,
                line.found_in,
                line.state,
            ],
        )?,
        ListFormat::Table => text_row(
            out,
            &WIDTHS,
            &[
                &at,
                deployment.service,
                deployment.id,
                &format!("{} {}", line.target.kind, line.target.id),
                line.rule,
                line.state,
                line.found_in,
            ],
        )?,
    }
    Ok(())
}
