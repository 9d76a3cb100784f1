//! The working paper of a sample: its items against the controls, with what people ticked, and how many
//! deviations the population may have.

use std::collections::BTreeMap;
use std::path::Path;

use changeproof_controls::registry;
use changeproof_domain::outcome::{Outcome, Overlay};
use changeproof_domain::snapshot::RecordRef;
use changeproof_store::Workspace;

use super::event::{Drawn, Item, TickMark};
use super::frame::Frame;
use super::pick::{Picked, Plan, pick};
use super::register::Register;
use super::upper_limit::upper_limit;
use crate::decisions::Recorded;
use crate::error::AppError;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::results::{Explained, newest_of};
use crate::wire::sample::{
    CellMark, PaperCell, PaperControl, PaperCounts, PaperItem, SampleDraw, TickLine, WorkingPaper,
};

/// The working paper of a draw, by the newest evaluation of its days.
///
/// # Errors
///
/// [`AppError::Refused`] where there is no such draw, [`AppError::PeriodNotEvaluated`],
/// [`AppError::EvaluatedByOtherVersion`], what a person may not do, or what the store says.
pub fn paper(workspace: &Path, number: u32, ports: &Ports<'_>) -> Result<WorkingPaper, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let register = Register::until(&reader, i64::MAX)?;
    let draw = register.draw(number)?;
    let evaluation = newest_of(&reader, workspace, draw.told.period())?;
    let explained = Explained::of(&reader, workspace, evaluation, ports)?;
    paper_of(&explained, &register, draw)
}

/// The paper of a draw by an evaluation that holds its days.
pub(crate) fn paper_of(
    explained: &Explained,
    register: &Register,
    draw: &Recorded<Drawn>,
) -> Result<WorkingPaper, AppError> {
    let paper = Paper {
        explained,
        register,
        draw: &draw.told,
    };
    let period = draw.told.period();
    let zone = explained.loaded.zone;
    let frame = Frame::of(explained.rows.to_vec(), period, zone)?;
    let same_population = frame.hash == draw.told.population_hash;
    let items = draw.told.items.iter();
    let items: Vec<PaperItem> = items
        .map(|item| paper.item(item))
        .collect::<Result<_, _>>()?;
    let controls = registry().iter().enumerate();
    Ok(WorkingPaper {
        sample: SampleDraw::of(draw, register),
        same_population,
        drawn_again: same_population.then(|| is_drawn_again(&frame, &draw.told)),
        controls: controls
            .map(|(at, control)| PaperControl {
                control: control.id.to_owned(),
                name: control.name.to_owned(),
                counts: counts(&draw.told, &items, at),
            })
            .collect(),
        items,
    })
}

/// Whether drawing once more gives the recorded items. Categories and marks may be others than they were, so
/// only what chance alone decides is compared where groups differ.
fn is_drawn_again(frame: &Frame, draw: &Drawn) -> bool {
    let plan = Plan {
        seed: &draw.seed,
        size: draw.size,
        strata: &draw.strata,
    };
    let Picked { items, .. } = pick(frame, &plan);
    let chance = |items: &[Item]| -> Vec<_> {
        let drawn = items.iter().filter(|item| item.drawn);
        drawn.map(|item| item.item.clone()).collect()
    };
    chance(&items) == chance(&draw.items)
}

/// What a working paper is made from.
struct Paper<'p> {
    explained: &'p Explained,
    register: &'p Register,
    draw: &'p Drawn,
}

impl Paper<'_> {
    fn item(&self, item: &Item) -> Result<PaperItem, AppError> {
        let mut rows = self.explained.rows.iter();
        let subject = rows.position(|row| item.item.names(row));
        let cells = registry().iter().enumerate();
        let cells = cells.map(|(control, tested)| self.cell(item, subject, control, tested.id));
        Ok(PaperItem {
            item: item.clone(),
            still_there: subject.is_some(),
            cells: cells.collect::<Result<_, _>>()?,
        })
    }

    fn cell(
        &self,
        item: &Item,
        subject: Option<usize>,
        control: usize,
        id: &str,
    ) -> Result<PaperCell, AppError> {
        let rows = &self.explained.rows;
        let stored = subject.and_then(|subject| rows[subject].verdicts.get(control));
        let (outcome, marks) = stored.unzip();
        let excepted = marks.is_some_and(|marks| marks.contains(Overlay::Excepted));
        let tick = self.register.tick(self.draw.number, &item.item, id);
        let stands = tick.filter(|tick| Some(tick.told.outcome) == outcome);
        let mark = match stands.map(|tick| tick.told.tick) {
            None => CellMark::Blank,
            Some(TickMark::NoEvidence) => CellMark::NoEvidence,
            Some(TickMark::Deviation) if excepted => CellMark::Excepted,
            Some(TickMark::Deviation) => CellMark::Deviation,
            Some(TickMark::Agreed) if outcome == Some(Outcome::NotApplicable) => {
                CellMark::NotApplicable
            }
            Some(TickMark::Agreed) if self.is_attested(subject, control)? => CellMark::Attested,
            Some(TickMark::Agreed) => CellMark::Agreed,
        };
        Ok(PaperCell {
            outcome,
            excepted,
            mark,
            tick: tick.map(TickLine::of),
            stands: stands.is_some(),
        })
    }

    /// Whether an outcome rests on a person's attestation.
    fn is_attested(&self, subject: Option<usize>, control: usize) -> Result<bool, AppError> {
        let Some(subject) = subject else {
            return Ok(false);
        };
        let judgement = self.explained.judgement(subject, control)?;
        let mut facts = judgement.facts.iter();
        Ok(facts.any(|fact| matches!(fact.record, RecordRef::Attestation(_))))
    }
}

/// The counts of a control over the items, and the limit over those that chance drew.
fn counts(draw: &Drawn, items: &[PaperItem], control: usize) -> PaperCounts {
    let mut by_mark: BTreeMap<(bool, CellMark), u64> = BTreeMap::new();
    for one in items {
        let mark = one.cells[control].mark;
        *by_mark.entry((one.item.drawn, mark)).or_default() += 1;
    }
    let count = |drawn: bool, wanted: fn(CellMark) -> bool| -> u64 {
        let of = by_mark.iter();
        let of = of.filter(|((by_chance, mark), _)| *by_chance == drawn && wanted(*mark));
        of.map(|(_, n)| n).sum()
    };
    let blank = count(true, |mark| mark == CellMark::Blank);
    let compared = count(true, CellMark::is_compared);
    let deviations = count(true, CellMark::is_deviation);
    PaperCounts {
        drawn: count(true, |_| true),
        blank,
        compared,
        deviations,
        taken: count(false, |_| true),
        taken_deviations: count(false, CellMark::is_deviation),
        taken_blank: count(false, |mark| mark == CellMark::Blank),
        upper_limit: match blank {
            0 => upper_limit(deviations, compared, draw.confidence),
            _ => None,
        },
    }
}
