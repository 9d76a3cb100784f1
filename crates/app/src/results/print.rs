//! Prints results as JSON Lines, CSV or a table.

use std::io::{self, Write};

use super::ListFormat;
use crate::table_text::{csv_row, text_row};
use crate::wire::result::{ResultLine, ResultSubject};

/// Where a list goes, and how.
pub(super) struct Printer<'o> {
    pub(super) format: ListFormat,
    pub(super) out: &'o mut dyn Write,
}

const CSV_COLUMNS: [&str; 12] = [
    "control",
    "version",
    "parameters",
    "subject_kind",
    "source",
    "id",
    "service",
    "environment",
    "at",
    "outcome",
    "overlays",
    "reason",
];

/// Widths for times, services, ids, controls and outcomes.
const WIDTHS: [usize; 5] = [20, 18, 10, 7, 21];

impl<'o> Printer<'o> {
    /// Starts a list with its heading.
    pub(super) fn new(format: ListFormat, out: &'o mut dyn Write) -> io::Result<Self> {
        match format {
            ListFormat::Jsonl => {}
            ListFormat::Csv => {
                let mut csv = csv::Writer::from_writer(&mut *out);
                csv_row(&mut csv, &CSV_COLUMNS)?;
                csv.flush()?;
            }
            ListFormat::Table => {
                let names = ["at", "service", "id", "control", "outcome", "reason"];
                text_row(out, &WIDTHS, &names)?;
            }
        }
        Ok(Printer { format, out })
    }
}

impl ListFormat {
    /// Adds a line.
    pub(super) fn write(self, line: &ResultLine<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let (kind, source, id, service, environment, at) = match &line.subject {
            ResultSubject::Deployment(of) => {
                let at = of.at.to_string();
                (of.kind, of.source, of.id, of.service, of.environment, at)
            }
            ResultSubject::Other(of) => {
                let at = of.at.map(|at| at.to_string()).unwrap_or_default();
                let id = match self {
                    ListFormat::Table => &of.name,
                    ListFormat::Jsonl | ListFormat::Csv => &of.id,
                };
                (of.kind, of.source.as_str(), id.as_str(), "", "", at)
            }
        };
        match self {
            ListFormat::Jsonl => {
                serde_json::to_writer(&mut *out, line)?;
                out.push(b'\n');
                Ok(())
            }
            ListFormat::Csv => {
                let overlays: Vec<&str> = line.overlays.iter().map(|mark| mark.id()).collect();
                let mut csv = csv::Writer::from_writer(out);
                csv_row(
                    &mut csv,
                    &[
                        line.control,
                        &line.version.to_string(),
                        &serde_json::to_string(line.parameters)?,
                        kind,
                        source,
                        id,
                        service,
                        environment,
                        &at,
                        line.outcome.id(),
                        &overlays.join(" "),
                        &line.reason,
                    ],
                )?;
                csv.flush()
            }
            ListFormat::Table => text_row(
                out,
                &WIDTHS,
                &[
                    &at,
                    service,
                    id,
                    line.control,
                    line.outcome.id(),
                    &line.reason,
                ],
            ),
        }
    }
}
