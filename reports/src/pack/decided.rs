//! People able to deploy, and what people decided and changed, as the event log tells it.

use chrono::NaiveDate;

use super::Event;

/// A person who held a deploying role on a day of the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbleToDeploy {
    /// The person or service identity.
    pub name: String,
    /// The role.
    pub role: String,
    /// The first day; none where the roster gives none.
    pub from: Option<NaiveDate>,
    /// The last day; none until further notice.
    pub to: Option<NaiveDate>,
    /// The position of the roster among the sources.
    pub source: usize,
    /// The place in it.
    pub place: String,
    /// Deployments of the period that this person carried out.
    pub deployments: u64,
    /// More of them that this person may have carried out: whose account deployed is not known.
    pub possibly: u64,
}

/// Somebody who deployed in the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployed {
    /// The person, or the account where no person is known.
    pub name: String,
    /// How many deployments of the period.
    pub deployments: u64,
    /// Why the person is not among those able to deploy.
    pub why: String,
}

/// Events of one kind of decision or change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedGroup {
    /// What they are, such as `Attestations`.
    pub title: String,
    /// The events, oldest first.
    pub events: Vec<Event>,
    /// What is said where there are none.
    pub none: String,
}

/// Who could deploy, and what was decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decided {
    /// Whether a roster was imported.
    pub has_roster: bool,
    /// The roles that may deploy.
    pub deploying_roles: Vec<String>,
    /// Those who held one.
    pub able: Vec<AbleToDeploy>,
    /// Those who deployed although the roster gives them no such role.
    pub others: Vec<Deployed>,
    /// Decisions and changes.
    pub groups: Vec<DecidedGroup>,
}

/// A part of a clause that no control tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntestedPart {
    /// The clause.
    pub clause: String,
    /// What of it is not tested.
    pub part: String,
    /// What shows it instead, or that nothing does.
    pub instead: String,
}

/// What was done about a deviation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FollowUp {
    /// The cause; none where it is not recorded.
    pub cause: Option<String>,
    /// Management's response.
    pub response: Option<String>,
    /// When it is due or was done, in words.
    pub due: Option<String>,
}
