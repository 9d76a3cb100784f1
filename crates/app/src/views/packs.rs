//! Packs: what did we hand out? And verifying a pack or the workspace itself.

use std::path::Path;

use changeproof_domain::time::Timestamp;
use changeproof_store::Event;
use serde::Deserialize;

use super::session::{is_current, newest_import, period_of};
use super::{OpenWorkspace, locked};
use crate::error::AppError;
use crate::evaluate::evaluate;
use crate::pack::{PackOptions, PageSize, audit_pack};
use crate::period::Period;
use crate::ports::Ports;
use crate::verify::verify;
use crate::wire::verification::VerificationReport;
use crate::wire::view::packs::{CheckView, NewPack, PackRow, Paper, VerificationView};
use crate::wire::view::session::PeriodView;

/// What the event of an export tells.
#[derive(Deserialize)]
struct Exported {
    kind: String,
    pack_id: String,
    file: String,
    sha256: String,
    from: chrono::NaiveDate,
    to: chrono::NaiveDate,
    prepared_at: Timestamp,
    prepared_by: Option<String>,
    results_hash: String,
}

fn row_of(event: &Event, exists: &dyn Fn(&str) -> bool) -> Option<PackRow> {
    let told: Exported = serde_json::from_str(&event.payload).ok()?;
    Some(PackRow {
        key: event.sequence.to_string(),
        at_hand: exists(&told.sha256),
        kind: told.kind,
        pack_id: told.pack_id,
        period: PeriodView {
            from: told.from,
            to: told.to,
        },
        prepared_at: told.prepared_at,
        prepared_by: told.prepared_by,
        file: told.file,
        sha256: told.sha256,
        results_hash: told.results_hash,
        event: u64::try_from(event.sequence).unwrap_or(0),
    })
}

impl From<VerificationReport> for VerificationView {
    fn from(report: VerificationReport) -> Self {
        let check = |check: crate::wire::verification::Check| CheckView {
            check: check_name(check.check).to_owned(),
            holds: check.holds,
            sentence: check.sentence,
        };
        VerificationView {
            holds: report.holds,
            checks: report.checks.into_iter().map(check).collect(),
        }
    }
}

/// A check in words.
fn check_name(check: &str) -> &str {
    match check {
        "file" => "The file",
        "event_log" => "Event log",
        "originals" => "Imported files",
        "records" => "Records",
        "evaluation" => "Evaluation",
        "pack" => "The pack",
        "whole" => "The pack as a whole",
        "attachments" => "Attached files",
        "log_head" => "Head of the log",
        "export" => "Export",
        other => other,
    }
}

impl OpenWorkspace {
    /// Makes sure that the newest evaluation which holds the period knows the newest imports. The
    /// caller holds the lock for work.
    fn keep_evaluated(&self, period: Period, ports: &Ports<'_>) -> Result<(), AppError> {
        let fresh = self.reading(|reader| {
            let newest = newest_import(reader)?;
            let stored = reader.evaluation_of(period.from, period.to)?;
            Ok(stored.is_some_and(|stored| is_current(&stored, newest)))
        })?;
        if fresh {
            return Ok(());
        }
        if self.current().period == period {
            return self.evaluate(period, ports);
        }
        let options = self.options(period);
        evaluate(&self.path, &options, ports).map(|_| ())
    }

    /// The packs that this workspace exported, the newest first. `exists` tells whether the file of
    /// that SHA-256 is at hand.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn packs(&self, exists: &dyn Fn(&str) -> bool) -> Result<Vec<PackRow>, AppError> {
        let events = self.reading(|reader| {
            let head = reader.head()?.sequence;
            Ok(reader.events(1, head)?)
        })?;
        let exports = events
            .iter()
            .rev()
            .filter(|event| event.action == "pack_exported");
        Ok(exports.filter_map(|event| row_of(event, exists)).collect())
    }

    /// Writes the audit pack of a period, which is evaluated first where that is not done yet.
    ///
    /// # Errors
    ///
    /// [`AppError::NotWritten`], [`AppError::Cancelled`], or what the store says.
    pub fn make_pack(
        &self,
        new: &NewPack,
        out: &Path,
        ports: &Ports<'_>,
    ) -> Result<PackRow, AppError> {
        let period = period_of(new.period)?;
        let working = locked(&self.working);
        self.keep_evaluated(period, ports)?;
        let prepared_by = new.prepared_by.trim();
        let options = PackOptions {
            period,
            out: out.to_owned(),
            at: None,
            prepared_by: (!prepared_by.is_empty()).then(|| prepared_by.to_owned()),
            page_size: match new.paper {
                Paper::A4 => PageSize::A4,
                Paper::Letter => PageSize::Letter,
            },
        };
        let report = audit_pack(&self.path, &options, ports)?;
        drop(working);
        let of_this = |row: &PackRow| row.sha256 == report.sha256;
        let rows = self.packs(&|sha256| sha256 == report.sha256)?;
        rows.into_iter()
            .find(of_this)
            .ok_or_else(|| crate::loaded::damaged("lacks the event of a pack"))
    }

    /// Verifies a pack by itself and against this workspace.
    ///
    /// # Errors
    ///
    /// [`AppError::NotRead`], or what keeps the workspace from being read.
    pub fn verify_pack(
        &self,
        file: &Path,
        ports: &Ports<'_>,
    ) -> Result<VerificationView, AppError> {
        verify(file, Some(&self.path), ports).map(VerificationView::from)
    }

    /// Verifies the workspace: its file, the log, the originals, the records and the evaluation.
    ///
    /// # Errors
    ///
    /// What keeps it from being read.
    pub fn verify_workspace(&self, ports: &Ports<'_>) -> Result<VerificationView, AppError> {
        verify(&self.path, None, ports).map(VerificationView::from)
    }
}
