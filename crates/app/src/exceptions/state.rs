//! The state of an exception at a moment.

use changeproof_domain::time::Timestamp;
use chrono_tz::Tz;

use super::register::{Phase, Version};

/// The state of an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It is being written.
    Draft,
    /// It waits for approval.
    Submitted,
    /// An approver sent it back.
    Returned,
    /// It was refused.
    Rejected,
    /// It was approved and does not hold yet.
    Approved,
    /// It holds.
    Active,
    /// Its time is over.
    Expired,
    /// An approver ended it.
    Revoked,
    /// It was ended since it is needed no more.
    Closed,
    /// A newer version stands in its place.
    Superseded,
}

impl State {
    /// All states, in the order of a register.
    pub const ALL: [State; 10] = [
        State::Draft,
        State::Submitted,
        State::Returned,
        State::Rejected,
        State::Approved,
        State::Active,
        State::Expired,
        State::Revoked,
        State::Closed,
        State::Superseded,
    ];

    /// The name for programs and people.
    pub fn id(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Submitted => "submitted",
            State::Returned => "returned",
            State::Rejected => "rejected",
            State::Approved => "approved",
            State::Active => "active",
            State::Expired => "expired",
            State::Revoked => "revoked",
            State::Closed => "closed",
            State::Superseded => "superseded",
        }
    }

    /// The state of that name.
    pub fn from_id(id: &str) -> Option<State> {
        let id = id.trim().to_lowercase();
        Self::ALL.into_iter().find(|state| state.id() == id)
    }

    /// Whether it may cover a deployment now or later.
    pub(crate) fn stands(self) -> bool {
        matches!(self, State::Approved | State::Active)
    }
}

/// The state of a version at a moment.
pub(crate) fn state(version: &Version, now: Timestamp) -> State {
    match version.phase {
        Phase::Draft => State::Draft,
        Phase::Submitted => State::Submitted,
        Phase::Returned => State::Returned,
        Phase::Rejected => State::Rejected,
        Phase::Revoked => State::Revoked,
        Phase::Closed => State::Closed,
        Phase::Superseded => State::Superseded,
        Phase::Approved if version.request.to.is_some_and(|to| to < now) => State::Expired,
        Phase::Approved if version.request.from.is_some_and(|from| now < from) => State::Approved,
        Phase::Approved => State::Active,
    }
}

/// Days until an approved version expires; none where it does not, or did.
pub(crate) fn days_left(version: &Version, now: Timestamp, zone: Tz) -> Option<i64> {
    let to = version
        .request
        .to
        .filter(|_| state(version, now).stands())?;
    Some((to.date_in(zone) - now.date_in(zone)).num_days())
}

/// The days before its end at which an exception is warned of.
pub const WARNINGS: [i64; 2] = [7, 30];

/// The warning that is due: the smallest number of [`WARNINGS`] that is left or less.
pub(crate) fn warning(days_left: i64) -> Option<i64> {
    WARNINGS.into_iter().find(|days| days_left <= *days)
}
