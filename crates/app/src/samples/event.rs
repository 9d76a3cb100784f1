//! The events that tell of samples.

use changeproof_domain::outcome::Outcome;
use changeproof_domain::time::Timestamp;
use changeproof_store::Digest;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::item::ItemName;
use crate::decisions::DecisionKind;
use crate::decisions::attachment::Attachment;
use crate::event_words::sentence_end;
use crate::period::Period;
use crate::permission::Act;
use crate::words::counted;

/// A sample was drawn.
pub(crate) const DRAWN: &str = "sample.drawn";
/// A person compared an item.
pub(crate) const TICKED: &str = "sample.ticked";
/// The table of sizes was replaced.
pub(crate) const SIZES: &str = "sample.sizes";

/// The kinds of events.
pub(crate) const KINDS: &[DecisionKind] = &[
    DecisionKind {
        action: DRAWN,
        act: Act::DrawSample,
        label: "Sample drawn",
        changes_outcomes: false,
        sentence: drawn,
    },
    DecisionKind {
        action: TICKED,
        act: Act::DrawSample,
        label: "Sample item compared",
        changes_outcomes: false,
        sentence: ticked,
    },
    DecisionKind {
        action: SIZES,
        act: Act::DrawSample,
        label: "Sample sizes set",
        changes_outcomes: false,
        sentence: sizes_set,
    },
];

/// What a population is divided by before it is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Strata {
    /// The category of the change.
    Category,
    /// The service.
    Service,
    /// The month, in the workspace's zone.
    Month,
}

impl Strata {
    /// All of them.
    pub const ALL: [Strata; 3] = [Strata::Category, Strata::Service, Strata::Month];

    /// The name.
    pub fn id(self) -> &'static str {
        match self {
            Strata::Category => "category",
            Strata::Service => "service",
            Strata::Month => "month",
        }
    }

    /// The one of that name.
    pub fn from_id(id: &str) -> Option<Strata> {
        Strata::ALL.into_iter().find(|one| one.id() == id)
    }
}

/// A group that is taken as a whole where it is small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// Deployments of emergency changes.
    Emergencies,
    /// Deployments with an outcome that an exception covers.
    Exceptions,
}

impl GroupKind {
    /// Both.
    pub(crate) const ALL: [GroupKind; 2] = [GroupKind::Emergencies, GroupKind::Exceptions];

    /// The word for people.
    pub fn words(self) -> &'static str {
        match self {
            GroupKind::Emergencies => "emergencies",
            GroupKind::Exceptions => "exceptions",
        }
    }
}

/// A stratum, with what was drawn from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name, such as `normal, 2025-03`.
    pub name: String,
    /// Deployments in it.
    pub population: u64,
    /// How many of them were drawn by chance.
    pub drawn: u64,
}

/// A group, and whether it was taken as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Which.
    pub group: GroupKind,
    /// Deployments in it.
    pub population: u64,
    /// Whether all of them are in the sample.
    pub taken: bool,
}

/// An item of a sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The deployment.
    pub item: ItemName,
    /// When it began.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Its stratum; none where the population was not divided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stratum: Option<String>,
    /// Whether it was drawn by chance.
    pub drawn: bool,
    /// The groups taken as a whole that it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupKind>,
}

/// What [`DRAWN`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Drawn {
    /// The draw's number in this workspace, from 1.
    pub(crate) number: u32,
    /// The first day of the population.
    pub(crate) from: NaiveDate,
    /// The last day.
    pub(crate) to: NaiveDate,
    /// The event of the evaluation whose deployments are the population.
    pub(crate) evaluation: i64,
    /// SHA-256 over the population.
    pub(crate) population_hash: Digest,
    /// How many deployments it has.
    pub(crate) population: u64,
    /// The seed.
    pub(crate) seed: String,
    /// How many were to be drawn by chance.
    pub(crate) size: u64,
    /// Where that number comes from.
    pub(crate) basis: String,
    /// The confidence of the upper limit, in percent.
    pub(crate) confidence: u8,
    /// What the population was divided by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) strata: Vec<Strata>,
    /// The strata.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) parts: Vec<Part>,
    /// Emergencies and exceptions.
    pub(crate) groups: Vec<Group>,
    /// The items, in the order in which they were drawn, those of groups behind them.
    pub(crate) items: Vec<Item>,
    /// Why it was drawn although there was a draw from the same population.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

impl Drawn {
    /// The days of the population.
    pub(crate) fn period(&self) -> Period {
        Period {
            from: self.from,
            to: self.to,
        }
    }
}

/// What a person found when comparing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TickMark {
    /// The originals say what Changeproof says, and the control is met or does not apply.
    Agreed,
    /// The control is not met.
    Deviation,
    /// The originals do not show whether it is met.
    NoEvidence,
}

impl TickMark {
    /// All of them.
    pub const ALL: [TickMark; 3] = [TickMark::Agreed, TickMark::Deviation, TickMark::NoEvidence];

    /// The name.
    pub fn id(self) -> &'static str {
        match self {
            TickMark::Agreed => "agreed",
            TickMark::Deviation => "deviation",
            TickMark::NoEvidence => "no_evidence",
        }
    }

    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            TickMark::Agreed => "agreed",
            TickMark::Deviation => "deviation",
            TickMark::NoEvidence => "no evidence",
        }
    }

    /// The one of that name.
    pub fn from_id(id: &str) -> Option<TickMark> {
        TickMark::ALL.into_iter().find(|one| one.id() == id)
    }
}

/// What [`TICKED`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ticked {
    /// The draw's number.
    pub(crate) draw: u32,
    /// The deployment.
    pub(crate) item: ItemName,
    /// The control.
    pub(crate) control: String,
    /// What was found.
    pub(crate) tick: TickMark,
    /// The outcome that was compared.
    pub(crate) outcome: Outcome,
    /// The event of the evaluation that has it.
    pub(crate) evaluation: i64,
    /// What was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// The files that were looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

/// A row of the table of sizes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SizeRow {
    /// The largest population that it is for; none for all larger ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<u64>,
    /// How many are drawn.
    pub size: u64,
    /// How often a control of such a population works, such as `weekly`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<String>,
}

/// What [`SIZES`] tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sizes {
    /// The rows, by population.
    pub(crate) rows: Vec<SizeRow>,
    /// Where they are from.
    pub(crate) source: String,
    /// Why they replace those before.
    pub(crate) reason: String,
}

fn text<'v>(payload: &'v Value, key: &str) -> &'v str {
    payload[key].as_str().unwrap_or("?")
}

fn drawn(payload: &Value) -> String {
    let number = |key: &str| payload[key].as_u64().unwrap_or(0);
    let items = payload["items"].as_array().map_or(0, Vec::len) as u64;
    let again = payload["reason"].as_str();
    let again = again.map_or_else(String::new, |why| {
        format!(" Drawn again: {}", sentence_end(why))
    });
    format!(
        "Drew sample {} from {} of {} to {}: {} by the seed '{}'. Population hash {}.{again}",
        number("number"),
        counted(
            number("population"),
            "production deployment",
            "production deployments"
        ),
        text(payload, "from"),
        text(payload, "to"),
        counted(items, "item", "items"),
        text(payload, "seed"),
        text(payload, "population_hash"),
    )
}

fn ticked(payload: &Value) -> String {
    let tick = text(payload, "tick");
    let words = match TickMark::from_id(tick) {
        Some(known) => known.words(),
        None => tick,
    };
    let note = payload["note"].as_str();
    let note = note.map_or_else(String::new, |note| format!(" {}", sentence_end(note)));
    format!(
        "Compared {} of sample {} for {}: {words}.{note}",
        text(&payload["item"], "id"),
        payload["draw"].as_u64().unwrap_or(0),
        text(payload, "control"),
    )
}

fn sizes_set(payload: &Value) -> String {
    let rows = payload["rows"].as_array().into_iter().flatten();
    let rows: Vec<String> = rows
        .map(|row| {
            let size = row["size"].as_u64().unwrap_or(0);
            match row["up_to"].as_u64() {
                Some(up_to) => format!("{size} of up to {up_to}"),
                None => format!("{size} of more"),
            }
        })
        .collect();
    format!(
        "Sample sizes are now {}. Source: {} Reason: {}",
        rows.join(", "),
        sentence_end(text(payload, "source")),
        sentence_end(text(payload, "reason"))
    )
}
