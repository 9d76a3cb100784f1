//! What the commands on samples print as JSON, and the pages show.

use changeproof_domain::outcome::Outcome;
use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::attachment::AttachmentLine;
use crate::decisions::Recorded;
use crate::samples::{Drawn, Group, Item, Part, Register, SizeRow, Strata, TickMark, Ticked};

/// How many items are drawn, by the size of the population.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SizeTable {
    /// The rows, by population.
    pub rows: Vec<SizeRow>,
    /// Where they are from.
    pub source: String,
    /// Who set them; none for the table that comes with the app.
    pub set_by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// A draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SampleDraw {
    /// Its number.
    pub number: u32,
    /// The event that tells of it.
    pub event: i64,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who, as that person signs in.
    pub person: String,
    /// The first day of the population.
    #[ts(type = "string")]
    pub from: NaiveDate,
    /// The last day.
    #[ts(type = "string")]
    pub to: NaiveDate,
    /// How many production deployments it has.
    pub population: u64,
    /// SHA-256 over the population.
    pub population_hash: String,
    /// The seed.
    pub seed: String,
    /// How many were to be drawn by chance.
    pub size: u64,
    /// Where that number comes from.
    pub basis: String,
    /// The confidence of the upper limit, in percent.
    pub confidence: u8,
    /// What the population was divided by.
    pub strata: Vec<Strata>,
    /// The strata.
    pub parts: Vec<Part>,
    /// Emergencies and exceptions.
    pub groups: Vec<Group>,
    /// The items.
    pub items: Vec<Item>,
    /// Earlier draws from the same population.
    pub redraw_of: Vec<u32>,
    /// Why it was drawn from again.
    pub reason: Option<String>,
    /// How many cells of its paper people ticked.
    pub ticked: u64,
}

impl SampleDraw {
    pub(crate) fn of(one: &Recorded<Drawn>, register: &Register) -> SampleDraw {
        let told = &one.told;
        let before = register.draws.iter();
        let before = before.take_while(|draw| draw.told.number < told.number);
        let same = before.filter(|draw| draw.told.population_hash == told.population_hash);
        let ticks = register.ticks.iter();
        let ticks = ticks.filter(|tick| tick.told.draw == told.number);
        let cells = ticks.map(|tick| (&tick.told.item, &tick.told.control));
        let cells: std::collections::BTreeSet<_> = cells.collect();
        SampleDraw {
            number: told.number,
            event: one.sequence,
            at: one.at,
            person: one.person.clone(),
            from: told.from,
            to: told.to,
            population: told.population,
            population_hash: told.population_hash.to_string(),
            seed: told.seed.clone(),
            size: told.size,
            basis: told.basis.clone(),
            confidence: told.confidence,
            strata: told.strata.clone(),
            parts: told.parts.clone(),
            groups: told.groups.clone(),
            items: told.items.clone(),
            redraw_of: same.map(|draw| draw.told.number).collect(),
            reason: told.reason.clone(),
            ticked: cells.len() as u64,
        }
    }
}

/// What a person found when comparing an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TickLine {
    /// The event that tells of it.
    pub event: i64,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who, as that person signs in.
    pub person: String,
    /// The draw's number.
    pub draw: u32,
    /// The deployment's id.
    pub item: String,
    /// The control.
    pub control: String,
    /// What was found.
    pub tick: TickMark,
    /// The outcome that was compared.
    #[ts(type = "Outcome")]
    pub outcome: Outcome,
    /// What was seen.
    pub note: Option<String>,
    /// Files that were looked at.
    pub evidence: Vec<AttachmentLine>,
}

impl TickLine {
    pub(crate) fn of(one: &Recorded<Ticked>) -> TickLine {
        let told = &one.told;
        TickLine {
            event: one.sequence,
            at: one.at,
            person: one.person.clone(),
            draw: told.draw,
            item: told.item.id.clone(),
            control: told.control.clone(),
            tick: told.tick,
            outcome: told.outcome,
            note: told.note.clone(),
            evidence: told.evidence.iter().map(AttachmentLine::of).collect(),
        }
    }
}

/// What stands in a cell of a working paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CellMark {
    /// Nobody compared it yet.
    Blank,
    /// Compared: the control is met.
    Agreed,
    /// Compared: it is met by a person's attestation.
    Attested,
    /// Compared: the control does not apply.
    NotApplicable,
    /// Compared: an exception covers the deviation.
    Excepted,
    /// Compared: the control is not met.
    Deviation,
    /// Compared: the originals do not show it.
    NoEvidence,
}

impl CellMark {
    /// Whether it is one of the items whose rate of deviations is told.
    pub(crate) fn is_compared(self) -> bool {
        match self {
            CellMark::Blank | CellMark::NotApplicable => false,
            CellMark::Agreed | CellMark::Attested => true,
            CellMark::Excepted | CellMark::Deviation | CellMark::NoEvidence => true,
        }
    }

    /// Whether it counts as a deviation: excepted items and those without evidence do.
    pub(crate) fn is_deviation(self) -> bool {
        match self {
            CellMark::Blank | CellMark::NotApplicable => false,
            CellMark::Agreed | CellMark::Attested => false,
            CellMark::Excepted | CellMark::Deviation | CellMark::NoEvidence => true,
        }
    }
}

/// A cell of a working paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PaperCell {
    /// What the control said; none where the deployment is not in the population any more.
    #[ts(type = "Outcome | null")]
    pub outcome: Option<Outcome>,
    /// Whether an exception that was approved in advance covers it.
    pub excepted: bool,
    /// What stands in the cell.
    pub mark: CellMark,
    /// The newest tick.
    pub tick: Option<TickLine>,
    /// Whether that tick stands: it compared the outcome that there is now.
    pub stands: bool,
}

/// An item with its cells, one a control.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PaperItem {
    /// The item.
    pub item: Item,
    /// Whether it is in the population still.
    pub still_there: bool,
    /// The cells, in the order of the controls.
    pub cells: Vec<PaperCell>,
}

/// What a control came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PaperCounts {
    /// Items drawn by chance.
    pub drawn: u64,
    /// Those that nobody compared yet.
    pub blank: u64,
    /// Those that were compared and to which the control applies.
    pub compared: u64,
    /// Deviations among these; excepted items and those without evidence count.
    pub deviations: u64,
    /// Items of groups taken as a whole that chance did not draw.
    pub taken: u64,
    /// Deviations among these.
    pub taken_deviations: u64,
    /// Those of these that nobody compared yet.
    pub taken_blank: u64,
    /// The upper limit of the population's rate of deviations in tenths of a percent; none while items are
    /// blank, or where the control applies to none.
    pub upper_limit: Option<u32>,
}

/// A control of a working paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PaperControl {
    /// The control.
    pub control: String,
    /// Its name.
    pub name: String,
    /// What it came to.
    pub counts: PaperCounts,
}

/// A working paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WorkingPaper {
    /// The draw.
    pub sample: SampleDraw,
    /// Whether the population of today is the one that was drawn from.
    pub same_population: bool,
    /// Whether drawing from it again gives the same items; none where the population is another.
    pub drawn_again: Option<bool>,
    /// The controls of deployments, with what each came to.
    pub controls: Vec<PaperControl>,
    /// The items.
    pub items: Vec<PaperItem>,
}
