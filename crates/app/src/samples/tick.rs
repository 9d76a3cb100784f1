//! Records what a person found when comparing an item.

use std::path::{Path, PathBuf};

use changeproof_domain::outcome::Outcome;
use changeproof_store::{Reader, SubjectRow, Workspace};
use serde_json::json;

use super::event::{Drawn, Item, TICKED, TickMark, Ticked};
use super::frame::Frame;
use super::register::Register;
use crate::decisions::{Recorded, Refusal, attachment, needed};
use crate::error::AppError;
use crate::evaluate::control_list;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::results::control_position;
use crate::results::{newest_of, other_version};
use crate::wire::sample::TickLine;

/// What a person found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTick {
    /// The draw's number.
    pub draw: u32,
    /// The deployment: its id, or `source:id`.
    pub item: String,
    /// The control.
    pub control: String,
    /// What was found.
    pub tick: TickMark,
    /// What was seen; a deviation or missing evidence needs it.
    pub note: Option<String>,
    /// Files that were looked at.
    pub evidence: Vec<PathBuf>,
}

/// Records it. A later tick takes the place of an earlier one; both stay in the log.
///
/// # Errors
///
/// [`AppError::UnknownControl`], [`AppError::NotOfDeployments`], [`AppError::Refused`] where a rule forbids it,
/// [`AppError::NotRead`], what a person may not do, or what the store says.
pub fn tick(workspace: &Path, new: &NewTick, ports: &Ports<'_>) -> Result<TickLine, AppError> {
    let position = control_position(&new.control)?;
    let note = match (new.tick, new.note.as_deref().map(str::trim)) {
        (TickMark::Agreed, None | Some("")) => None,
        (TickMark::Agreed, Some(note)) => Some(note.to_owned()),
        (TickMark::Deviation | TickMark::NoEvidence, note) => {
            Some(needed(note.unwrap_or_default(), "What was seen")?.to_owned())
        }
    };
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::DrawSample, ports)?;
    let evidence = attachment::read(&new.evidence)?;
    let writer = open.write()?;
    let register = Register::until(&writer, i64::MAX)?;
    let draw = register.draw(new.draw)?;
    let item = item_of(draw, &new.item)?;
    let (outcome, evaluation) = compared(&writer, workspace, draw, item, position)?;
    check_agrees(new, outcome)?;
    let told = Ticked {
        draw: new.draw,
        item: item.item.clone(),
        control: changeproof_controls::registry()[position].id.to_owned(),
        tick: new.tick,
        outcome,
        evaluation,
        note,
        evidence: attachment::keep(&writer, &evidence)?,
    };
    let at = ports.clock.now();
    let head = log::append(&writer, Act::DrawSample, TICKED, &told, ports)?;
    writer.commit()?;
    let person = ports.signed_in.as_ref();
    Ok(TickLine::of(&Recorded {
        sequence: head.sequence,
        at,
        person: person.map_or_else(String::new, |person| person.id().to_owned()),
        told,
    }))
}

/// The item that is meant.
fn item_of<'d>(draw: &'d Recorded<Drawn>, wanted: &str) -> Result<&'d Item, Refusal> {
    let key = |one: &Item| format!("{}:{}", one.item.source, one.item.id);
    let items = draw.told.items.iter();
    let found: Vec<&Item> = items
        .filter(|one| one.item.id == wanted || key(one) == wanted)
        .collect();
    let number = draw.told.number;
    match found.as_slice() {
        [only] => Ok(only),
        [] => Err(Refusal::new(
            "not_in_sample",
            format!("Deployment {wanted} is not in sample {number}."),
        )),
        several => {
            let keys: Vec<String> = several.iter().map(|one| key(one)).collect();
            let sentence = format!(
                "Several items of sample {number} have the id {wanted}: write {}.",
                keys.join(" or ")
            );
            Err(Refusal::new("ambiguous_item", sentence))
        }
    }
}

/// The outcome that is compared, and the event of the evaluation that has it.
fn compared(
    reader: &Reader<'_>,
    workspace: &Path,
    draw: &Recorded<Drawn>,
    item: &Item,
    position: usize,
) -> Result<(Outcome, i64), AppError> {
    let period = draw.told.period();
    let evaluation = newest_of(reader, workspace, period)?;
    let head = &evaluation.head;
    if head.controls != control_list() {
        return Err(other_version(workspace, &evaluation));
    }
    let frame = Frame::stored(reader, &evaluation, period)?;
    let outcome = frame
        .find(&item.item)
        .and_then(|row: &SubjectRow| row.verdicts.get(position));
    let (outcome, _) = outcome.ok_or_else(|| {
        let id = &item.item.id;
        Refusal::new(
            "item_left_population",
            format!(
                "Deployment {id} is no production deployment of these days any more. Draw from today's \
                 population."
            ),
        )
    })?;
    Ok((outcome, head.event))
}

/// 'Agreed' says that the control is met or does not apply: nobody can agree to that where it was not found.
fn check_agrees(new: &NewTick, outcome: Outcome) -> Result<(), Refusal> {
    let agrees = match (new.tick, outcome) {
        (TickMark::Agreed, Outcome::Fail | Outcome::InsufficientEvidence | Outcome::Pending) => {
            false
        }
        (TickMark::Agreed, Outcome::Pass | Outcome::NotApplicable)
        | (TickMark::Deviation | TickMark::NoEvidence, _) => true,
    };
    if agrees {
        return Ok(());
    }
    let sentence = format!(
        "{} on {} is '{}': it cannot be ticked as agreed. Tick a deviation or missing evidence; or import or \
         attest what shows otherwise, and evaluate again.",
        new.control,
        new.item,
        outcome.label()
    );
    Err(Refusal::new("tick_against_outcome", sentence).with(json!({ "outcome": outcome })))
}
