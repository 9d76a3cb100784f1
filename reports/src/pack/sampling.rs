//! Samples drawn from the population, with what people found when comparing their items.

use chrono::{DateTime, NaiveDate, Utc};

use crate::outcome::Outcome;

/// What stands in a cell of the attribute matrix. Nothing stands there before a person compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tick {
    /// Nobody compared it yet.
    Blank,
    /// Compared: the control is met.
    Agreed,
    /// Compared: it is met by a person's attestation.
    Attested,
    /// Compared: the control does not apply.
    NotApplicable,
    /// Compared: an exception approved beforehand covers the deviation.
    Excepted,
    /// Compared: the control is not met.
    Deviation,
    /// Compared: the originals do not show it.
    NoEvidence,
}

impl Tick {
    /// All of them, in the order of the legend.
    pub const ALL: [Self; 7] = [
        Self::Agreed,
        Self::Attested,
        Self::NotApplicable,
        Self::Excepted,
        Self::Deviation,
        Self::NoEvidence,
        Self::Blank,
    ];

    /// The letter or mark in a cell.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Blank => "·",
            Self::Agreed => "✓",
            Self::Attested => "A",
            Self::NotApplicable => "–",
            Self::Excepted => "E",
            Self::Deviation => "✗",
            Self::NoEvidence => "?",
        }
    }

    /// The words of the legend.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Blank => "not compared",
            Self::Agreed => "agreed",
            Self::Attested => "agreed, by an attestation",
            Self::NotApplicable => "not applicable",
            Self::Excepted => "deviation, excepted",
            Self::Deviation => "deviation",
            Self::NoEvidence => "no evidence",
        }
    }

    /// The outcome whose colour it has.
    #[must_use]
    pub const fn tone(self) -> Option<Outcome> {
        match self {
            Self::Blank | Self::NotApplicable => None,
            Self::Agreed | Self::Attested => Some(Outcome::Pass),
            Self::Excepted | Self::Deviation => Some(Outcome::Fail),
            Self::NoEvidence => Some(Outcome::InsufficientEvidence),
        }
    }
}

/// A cell of the attribute matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleCell {
    /// What stands in it.
    pub tick: Tick,
    /// Who compared, when and what was seen, in words; none where nobody did.
    pub found: Option<String>,
}

/// An item of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleItem {
    /// Its position in the population.
    pub deployment: usize,
    /// Its stratum; none where the population was not divided.
    pub stratum: Option<String>,
    /// Whether chance drew it.
    pub drawn: bool,
    /// The groups taken as a whole that it belongs to.
    pub groups: Vec<String>,
    /// A cell for each of [`Sample::controls`].
    pub cells: Vec<SampleCell>,
}

/// A control, with what comparing came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampledControl {
    /// Its position among the controls.
    pub control: usize,
    /// Items that chance drew and nobody compared yet.
    pub blank: u64,
    /// Items that chance drew, compared, to which the control applies.
    pub compared: u64,
    /// Deviations among these.
    pub deviations: u64,
    /// Deviations among items that were taken beside.
    pub taken_deviations: u64,
    /// The upper limit of the population's rate of deviations in words; none while items are blank.
    pub upper_limit: Option<String>,
}

/// A stratum or a group, with how many of it are in the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamplePart {
    /// Its name.
    pub name: String,
    /// Deployments in it.
    pub population: u64,
    /// Those in the sample.
    pub drawn: u64,
}

/// A sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Its number in the workspace.
    pub number: u32,
    /// When it was drawn.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// First and last day of its population.
    pub days: (NaiveDate, NaiveDate),
    /// How many deployments the population had.
    pub population: u64,
    /// SHA-256 over them.
    pub population_hash: String,
    /// The seed.
    pub seed: String,
    /// How many were to be drawn by chance.
    pub size: u64,
    /// Where that number comes from.
    pub basis: String,
    /// The confidence of the upper limit, in percent.
    pub confidence: u8,
    /// The strata.
    pub strata: Vec<SamplePart>,
    /// Groups that are taken as a whole where they are small.
    pub groups: Vec<SamplePart>,
    /// Earlier samples of the same population, and why it was drawn from again.
    pub redraw: Option<(Vec<u32>, String)>,
    /// What was drawn; none where the population is another one than that of the pack.
    pub drawn: Option<DrawnItems>,
}

/// The items of a sample of this population.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnItems {
    /// Whether drawing again from this population gives the same items.
    pub reproduced: bool,
    /// The items, in the order in which they were drawn.
    pub items: Vec<SampleItem>,
    /// The controls of deployments.
    pub controls: Vec<SampledControl>,
}

/// All samples of the days of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sampling {
    /// In the order in which they were drawn.
    pub samples: Vec<Sample>,
    /// How the upper limit is worked out.
    pub limit_method: String,
    /// Dossiers of the deployments in samples of this population, by their position in the population.
    pub dossiers: Vec<(usize, super::Dossier)>,
}
