//! Decides where a register is kept.

use std::path::Path;

use changeproof_domain::coverage::{Scope, reaches};
use changeproof_domain::snapshot::Snapshot;
use changeproof_domain::time::Timestamp;
use changeproof_store::Workspace;
use chrono::NaiveDate;
use serde_json::json;

use super::event::{ELSEWHERE, HERE, Kept, Register, all, spans_of};
use crate::decisions::{Refusal, known_to_writer, needed};
use crate::error::AppError;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::kept_here::{KeptHereLine, KeptHereList};

/// Where a register is kept from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The register.
    pub register: Register,
    /// Whether it is kept here.
    pub here: bool,
    /// The first day of it; today where it is left out.
    pub from: Option<NaiveDate>,
    /// Why.
    pub reason: String,
}

/// Records it, with whoever signed in as its person.
///
/// # Errors
///
/// [`AppError::Refused`] where the day is too early or the register is there already, what a person may not do,
/// or what the store says.
pub fn record(
    workspace: &Path,
    decided: &Move,
    ports: &Ports<'_>,
) -> Result<KeptHereList, AppError> {
    let reason = needed(&decided.reason, "The reason")?.to_owned();
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::KeepRegister, ports)?;
    let (writer, loaded) = known_to_writer(&mut open, ports)?;
    let today = ports.clock.now().date_in(loaded.zone);
    let from = decided.from.unwrap_or(today);
    let told = all(&writer, i64::MAX)?;
    let spans = spans_of(&told);
    let mut own = spans.iter().filter(|(of, _)| *of == decided.register);
    let last = own.next_back().map(|(_, span)| *span);
    let register = decided.register;
    let label = register.label();
    let action = if decided.here {
        if let Some(last) = last.filter(|last| last.to.is_none_or(|to| from <= to)) {
            return Err(Refusal::new(
                "register_kept_already",
                format!(
                    "The register of {label} is kept here from {} on already.",
                    last.from
                ),
            )
            .into());
        }
        if from < today && !imported_between(&loaded.snapshot, register, from, today) {
            return Err(too_early(label, from, today).into());
        }
        HERE
    } else {
        let Some(last) = last.filter(|last| last.to.is_none()) else {
            return Err(Refusal::new(
                "register_not_kept_here",
                format!("The register of {label} is not kept here."),
            )
            .into());
        };
        if from < today || from <= last.from {
            return Err(Refusal::new(
                "kept_elsewhere_too_early",
                format!(
                    "Until {today} the register of {label} was said to be kept here, so it is kept elsewhere \
                     from {today} on at the earliest. For the days before, import the other register."
                ),
            )
            .with(json!({ "from": from, "today": today }))
            .into());
        }
        ELSEWHERE
    };
    let kept = Kept {
        register,
        from,
        reason,
        evidence: Vec::new(),
    };
    log::append(&writer, Act::KeepRegister, action, &kept, ports)?;
    writer.commit()?;
    list(workspace, ports)
}

fn too_early(label: &str, from: NaiveDate, today: NaiveDate) -> Refusal {
    Refusal::new(
        "kept_here_too_early",
        format!(
            "The register of {label} cannot be said to have been kept here since {from}: nobody could record \
             anything on days that had passed, and no imported register covers them until today. Say it from \
             {today} on, or import the register of the days before first, with the days that it covers."
        ),
    )
    .with(json!({ "from": from, "today": today }))
}

/// Whether imported files cover a register on all days from one to the one before another.
fn imported_between(
    snapshot: &Snapshot,
    register: Register,
    from: NaiveDate,
    today: NaiveDate,
) -> bool {
    let zone = snapshot.calendar.zone;
    let spans = snapshot.coverage.of(register.kind(), &Scope::Company);
    let imported = spans
        .iter()
        .filter(|span| !snapshot.sources[span.source.index()].is_own_log());
    reaches(
        imported,
        Timestamp::start_of(from, zone),
        Timestamp::start_of(today, zone).plus(-1),
    )
}

/// The registers, and since when they are kept here.
///
/// # Errors
///
/// What a person may not do, or what the store says.
pub fn list(workspace: &Path, ports: &Ports<'_>) -> Result<KeptHereList, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let all = all(&reader, i64::MAX)?;
    let registers = all.iter().map(|(here, one)| KeptHereLine::of(*here, one));
    Ok(KeptHereList {
        registers: registers.collect(),
    })
}
