//! Packs: what did we hand out? And verifying a pack or the workspace itself.

use std::path::Path;
use std::sync::Arc;

use changeproof_domain::time::Timestamp;
use changeproof_store::{Event, Reader};
use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::session::period_of;
use super::{OpenWorkspace, locked};
use crate::error::AppError;
use crate::evaluate::evaluated;
use crate::pack::{
    Basis, DossierOptions, PackKind, PackOptions, PageSize, change_dossier_at, pack_from,
};
use crate::period::Period;
use crate::ports::Ports;
use crate::pruning::PACK_EXPORTED;
use crate::verify::verify;
use crate::wire::verification::VerificationReport;
use crate::wire::view::packs::{CheckView, NewPack, NewPackKind, PackRow, Paper, VerificationView};
use crate::wire::view::session::PeriodView;

/// A row of the register. What an event does not tell, or tells in terms of another version, is left
/// blank: the pack was handed out all the same.
fn row_of(event: &Event, exists: &dyn Fn(&str) -> bool) -> PackRow {
    let told: Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let text = |key: &str| told[key].as_str().unwrap_or_default().to_owned();
    let on = event.at.utc().date_naive();
    let sha256 = text("sha256");
    PackRow {
        key: event.sequence.to_string(),
        at_hand: exists(&sha256),
        kind: text("kind"),
        pack_id: text("pack_id"),
        period: PeriodView {
            from: field::<NaiveDate>(&told, "from").unwrap_or(on),
            to: field::<NaiveDate>(&told, "to").unwrap_or(on),
        },
        prepared_at: field::<Timestamp>(&told, "prepared_at").unwrap_or(event.at),
        prepared_by: field(&told, "prepared_by"),
        file: text("file"),
        sha256,
        results_hash: text("results_hash"),
        event: u64::try_from(event.sequence).unwrap_or(0),
    }
}

fn field<T: DeserializeOwned>(told: &Value, key: &str) -> Option<T> {
    serde_json::from_value(told.get(key)?.clone()).ok()
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
        "company" => "Company",
        "records" => "Records",
        "evaluations" => "Evaluations",
        "people" => "People and signatures",
        "policy" => "Policy",
        "pack" => "The pack",
        "whole" => "The pack as a whole",
        "attachments" => "Attached files",
        "log_head" => "Head of the log",
        "export" => "Export",
        "checkpoint" => "Checkpoint",
        "decisions" => "Decisions",
        other => other,
    }
}

/// The newest pack, with the number of its event.
pub(super) fn newest_pack(reader: &Reader<'_>) -> Result<Option<(i64, PackRow)>, AppError> {
    let newest = reader.events_of(&[PACK_EXPORTED])?.pop();
    Ok(newest.map(|event| (event.sequence, row_of(&event, &|_| false))))
}

impl OpenWorkspace {
    /// What a pack of a period is made from: the evaluation that the screens show where it holds the
    /// period, else another that is current, else a new one. The caller holds the lock for work.
    fn basis(&self, period: Period, ports: &Ports<'_>) -> Result<Basis, AppError> {
        let found =
            self.reading_apart(|reader| self.current_around(reader, period, ports.clock.now()))?;
        if found.is_none() && self.current().period.covers(period) {
            self.evaluate(self.current().period, ports)?;
        }
        if let Some(shown) = self.current().evaluated {
            let is_it = match &found {
                Some(found) => found.id == shown.evaluation.id,
                None => shown.period().covers(period),
            };
            if is_it {
                return Ok(Basis::Open(shown.explained(&self.path, ports)?));
            }
            // The records of two evaluations at a time would take twice the memory.
            shown.forget_records();
        }
        Ok(match found {
            Some(found) => Basis::Stored(Box::new(found)),
            None => {
                let (_, made) = evaluated(&self.path, &self.options(period), ports)?;
                Basis::Made(Arc::new(made))
            }
        })
    }

    /// The packs that this workspace exported, the newest first. `exists` tells whether the file of
    /// that SHA-256 is at hand.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn packs(&self, exists: &dyn Fn(&str) -> bool) -> Result<Vec<PackRow>, AppError> {
        let exports = self.reading(|reader| Ok(reader.events_of(&[PACK_EXPORTED])?))?;
        let newest_first = exports.iter().rev();
        Ok(newest_first.map(|event| row_of(event, exists)).collect())
    }

    /// Writes a pack of a period, which is evaluated first where that is not done yet.
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
        let basis = self.basis(period, ports)?;
        let prepared_by = new.prepared_by.trim();
        let options = PackOptions {
            kind: match new.kind {
                NewPackKind::Audit => PackKind::Audit,
                NewPackKind::Annual => PackKind::Annual { review: None },
                NewPackKind::Summary => PackKind::Summary,
            },
            period,
            out: out.to_owned(),
            at: None,
            prepared_by: (!prepared_by.is_empty()).then(|| prepared_by.to_owned()),
            page_size: match new.paper {
                Paper::A4 => PageSize::A4,
                Paper::Letter => PageSize::Letter,
            },
        };
        let report = pack_from(basis, &self.path, &options, ports)?;
        drop(working);
        self.row_of_pack(&report.sha256)
    }

    /// Writes the dossier of a deployment, by the results that the screens show.
    ///
    /// # Errors
    ///
    /// [`AppError::UnknownDeployment`], [`AppError::NotWritten`], [`AppError::Cancelled`], or what the store
    /// says.
    pub fn make_dossier(
        &self,
        key: &str,
        out: &Path,
        ports: &Ports<'_>,
    ) -> Result<PackRow, AppError> {
        let evaluated = self.evaluated()?;
        let position = evaluated.position(key)?;
        let explained = evaluated.explained(&self.path, ports)?;
        let options = DossierOptions {
            subject: String::new(),
            out: out.to_owned(),
            at: None,
            prepared_by: None,
            page_size: PageSize::A4,
        };
        let report = change_dossier_at(&explained, position, &self.path, &options, ports)?;
        self.row_of_pack(&report.sha256)
    }

    /// The row of a pack that was just written.
    fn row_of_pack(&self, sha256: &str) -> Result<PackRow, AppError> {
        let rows = self.packs(&|written| written == sha256)?;
        rows.into_iter()
            .find(|row| row.sha256 == sha256)
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

#[cfg(test)]
mod tests {
    use changeproof_store::Digest;

    use super::*;

    #[test]
    fn a_pack_whose_event_cannot_be_read_stays_in_the_register() {
        for payload in ["", "{\"pack_id\":\"CP-1\",\"from\":\"someday\"}"] {
            let event = Event {
                sequence: 7,
                at: Timestamp(1_740_823_200_000),
                person: None,
                action: PACK_EXPORTED.to_owned(),
                payload: payload.to_owned(),
                previous: Digest::default(),
                hash: Digest::default(),
                signature: None,
            };
            let row = row_of(&event, &|_| false);
            assert_eq!((row.event, row.prepared_at), (7, event.at));
        }
    }
}
