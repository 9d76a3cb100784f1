//! Draws a sample.

use std::path::Path;

use changeproof_store::{Reader, Workspace};
use serde_json::json;

use super::event::{DRAWN, Drawn, Strata};
use super::frame::Frame;
use super::pick::{Plan, pick};
use super::register::Register;
use super::sizes::{in_force, size_of};
use crate::decisions::{Refusal, needed};
use crate::error::AppError;
use crate::loaded::damaged;
use crate::log;
use crate::period::Period;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::results::newest_of;
use crate::wire::sample::SampleDraw;

/// What is to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDraw {
    /// The days; those of the newest evaluation where they are left out.
    pub period: Option<Period>,
    /// The seed.
    pub seed: String,
    /// How many are drawn by chance; what the table says where it is left out.
    pub size: Option<u64>,
    /// What the population is divided by.
    pub strata: Vec<Strata>,
    /// The confidence of the upper limit, in percent.
    pub confidence: u8,
    /// Why, where the same population was drawn from before.
    pub reason: Option<String>,
}

impl NewDraw {
    /// The confidence where nobody chose another.
    pub const CONFIDENCE: u8 = 95;
}

/// Draws it, and records the draw.
///
/// # Errors
///
/// [`AppError::NotEvaluated`], [`AppError::PeriodNotEvaluated`], [`AppError::Refused`] where a rule forbids it,
/// what a person may not do, or what the store says.
pub fn draw(workspace: &Path, new: &NewDraw, ports: &Ports<'_>) -> Result<SampleDraw, AppError> {
    let seed = needed(&new.seed, "The seed")?.to_owned();
    if seed.contains(['\n', '\r']) {
        return Err(Refusal::new("seed_of_lines", "The seed has to be one line.").into());
    }
    if !(50..=99).contains(&new.confidence) {
        let sentence = "Give a confidence between 50 and 99 percent.";
        return Err(Refusal::new("confidence_out_of_range", sentence).into());
    }
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::DrawSample, ports)?;
    let writer = open.write()?;
    let told = drawn(&writer, workspace, new, seed)?;
    let number = told.number;
    log::append(&writer, Act::DrawSample, DRAWN, &told, ports)?;
    let register = Register::until(&writer, i64::MAX)?;
    writer.commit()?;
    let own = register.draws.iter().find(|one| one.told.number == number);
    own.map(|one| SampleDraw::of(one, &register))
        .ok_or_else(|| damaged("lost a sample"))
}

fn drawn(
    reader: &Reader<'_>,
    workspace: &Path,
    new: &NewDraw,
    seed: String,
) -> Result<Drawn, AppError> {
    let evaluation = match new.period {
        None => reader
            .latest_evaluation()?
            .ok_or_else(|| AppError::NotEvaluated {
                workspace: workspace.to_owned(),
            }),
        Some(period) => newest_of(reader, workspace, period),
    }?;
    let period = new.period.unwrap_or_else(|| Period::of(&evaluation.head));
    let frame = Frame::stored(reader, &evaluation, period)?;
    let population = frame.rows.len() as u64;
    if population == 0 {
        let sentence = format!(
            "No production deployment starts between {} and {}: there is nothing to draw from.",
            period.from, period.to
        );
        return Err(Refusal::new("nothing_to_draw", sentence).into());
    }
    let register = Register::until(reader, i64::MAX)?;
    let reason = new.reason.as_deref().map(str::trim);
    let reason = reason.filter(|reason| !reason.is_empty());
    check_redraw(&register, &frame, &seed, reason)?;
    let table = in_force(reader)?;
    let (size, basis) = match new.size {
        Some(0) => return Err(Refusal::new("sample_of_nothing", NOTHING).into()),
        Some(size) => (size, "Chosen for this draw.".to_owned()),
        None => size_of(&table, population).ok_or_else(|| damaged("has no table of sizes"))?,
    };
    let mut strata = new.strata.clone();
    strata.sort_unstable();
    strata.dedup();
    let plan = Plan {
        seed: &seed,
        size,
        strata: &strata,
    };
    let picked = pick(&frame, &plan);
    Ok(Drawn {
        number: u32::try_from(register.draws.len()).unwrap_or(u32::MAX) + 1,
        from: period.from,
        to: period.to,
        evaluation: evaluation.head.event,
        population_hash: frame.hash,
        population,
        seed,
        size,
        basis,
        confidence: new.confidence,
        strata,
        parts: picked.parts,
        groups: picked.groups,
        items: picked.items,
        reason: reason.map(str::to_owned),
    })
}

const NOTHING: &str = "A sample has at least one item.";

/// A population that was drawn from is drawn from again only by another seed and for a reason: else whoever
/// draws could go on until the sample looks well.
fn check_redraw(
    register: &Register,
    frame: &Frame,
    seed: &str,
    reason: Option<&str>,
) -> Result<(), Refusal> {
    let of_frame = register.draws.iter();
    let mut before = of_frame.filter(|draw| draw.told.population_hash == frame.hash);
    if let Some(same) = before.clone().find(|draw| draw.told.seed == seed) {
        let number = same.told.number;
        let sentence = format!(
            "Sample {number} was drawn from the same population by the same seed: it would be the same \
             items. Give another seed."
        );
        return Err(Refusal::new("drawn_by_this_seed", sentence).with(json!({ "sample": number })));
    }
    match (before.next(), reason) {
        (Some(first), None) => {
            let number = first.told.number;
            let sentence = format!(
                "Sample {number} was drawn from the same population. Say why it is drawn from again: the \
                 reason is printed beside both."
            );
            Err(Refusal::new("redraw_without_reason", sentence).with(json!({ "sample": number })))
        }
        (Some(_), Some(_)) | (None, _) => Ok(()),
    }
}
