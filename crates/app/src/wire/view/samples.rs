//! Samples: what would an auditor draw?

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::session::PeriodView;
use crate::samples::{Strata, TickMark};
use crate::wire::sample::{SampleDraw, SizeTable};

/// The population that can be drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PopulationView {
    /// Its days.
    pub period: PeriodView,
    /// How many production deployments.
    pub deployments: u64,
    /// SHA-256 over them.
    pub hash: String,
}

/// Populations, draws, working papers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SamplesView {
    /// That of the open period; none where nothing was judged.
    pub population: Option<PopulationView>,
    /// A seed for the next draw.
    pub seed: String,
    /// How many items are drawn.
    pub sizes: SizeTable,
    /// Every draw, the first first.
    pub draws: Vec<SampleDraw>,
    /// Why whoever looks may neither draw nor tick; none where it is allowed.
    pub forbidden: Option<String>,
}

/// A sample to draw.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct NewSample {
    /// The days.
    pub period: PeriodView,
    /// The seed.
    pub seed: String,
    /// How many; by the table where it is left out.
    pub size: Option<u64>,
    /// What the population is divided by.
    pub strata: Vec<Strata>,
    /// Why, where it was drawn from before.
    pub reason: Option<String>,
}

/// What a person found on an item.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct NewSampleTick {
    /// The draw's number.
    pub sample: u32,
    /// The deployment, as `source:id`.
    pub item: String,
    /// The control.
    pub control: String,
    /// What was found.
    pub tick: TickMark,
    /// What was seen.
    pub note: Option<String>,
}
