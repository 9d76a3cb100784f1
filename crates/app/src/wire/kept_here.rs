//! Where registers are kept, as commands and pages tell it.

use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use crate::decisions::Recorded;
use crate::kept_here::{Kept, Register};

/// Everything that was decided on where registers are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct KeptHereList {
    /// In the order in which it was decided.
    pub registers: Vec<KeptHereLine>,
}

/// Where a register is kept from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct KeptHereLine {
    /// The event that tells of it.
    pub event: i64,
    /// When it was decided.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// By whom, as that person signs in.
    pub person: String,
    /// The register.
    pub register: Register,
    /// Whether it is kept here by it.
    pub here: bool,
    /// The first day.
    #[ts(type = "string")]
    pub from: NaiveDate,
    /// Why.
    pub reason: String,
}

impl KeptHereLine {
    pub(crate) fn of(here: bool, one: &Recorded<Kept>) -> KeptHereLine {
        KeptHereLine {
            event: one.sequence,
            at: one.at,
            person: one.person.clone(),
            register: one.told.register,
            here,
            from: one.told.from,
            reason: one.told.reason.clone(),
        }
    }
}
