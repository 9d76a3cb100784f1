//! Home: what needs me today?

use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::session::PeriodView;

/// An area of the app in which something waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
pub enum HomeArea {
    /// Imported files.
    Imports,
    /// The results as a whole.
    Results,
    /// Exceptions.
    Exceptions,
    /// Post-change reviews.
    Reviews,
    /// Findings.
    Findings,
    /// Decisions on accounts and roles.
    People,
    /// Decisions on links.
    Deployments,
    /// The policy.
    Policy,
    /// What is pending.
    Deadlines,
    /// Samples.
    Samples,
}

impl HomeArea {
    /// What one thing in it is, and what several are.
    pub fn noun(self) -> (&'static str, &'static str) {
        match self {
            HomeArea::Imports => ("matter of imports", "matters of imports"),
            HomeArea::Results => ("matter of results", "matters of results"),
            HomeArea::Exceptions => ("exception", "exceptions"),
            HomeArea::Reviews => ("post-change review", "post-change reviews"),
            HomeArea::Findings => ("matter of findings", "matters of findings"),
            HomeArea::People => ("decision on accounts", "decisions on accounts"),
            HomeArea::Deployments => ("decision on links", "decisions on links"),
            HomeArea::Policy => ("review of the policy", "reviews of the policy"),
            HomeArea::Deadlines => ("deadline", "deadlines"),
            HomeArea::Samples => ("sample", "samples"),
        }
    }
}

/// Something that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct HomeItem {
    /// The area of the app.
    pub area: HomeArea,
    /// What is to be done.
    pub title: String,
    /// Why, in a sentence.
    pub detail: String,
    /// How many things it stands for.
    pub number: u64,
    /// Until when; none where no day is set. Of several, the earliest.
    #[ts(type = "string | null")]
    pub due: Option<NaiveDate>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// Where it is done.
    pub address: String,
}

/// The newest pack, and what happened since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PackSince {
    /// Its id.
    pub pack_id: String,
    /// Its kind.
    pub kind: String,
    /// Its days.
    pub period: PeriodView,
    /// When it was prepared.
    #[ts(type = "string")]
    pub prepared_at: Timestamp,
    /// By whom.
    pub prepared_by: Option<String>,
    /// Whether the newest evaluation of these days came to other results.
    pub results_changed: bool,
    /// What happened since, such as `2 Import and 1 Evaluation`; none where nothing did.
    pub since: Option<String>,
}

/// What waits today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct HomeView {
    /// Today, in the workspace's zone.
    #[ts(type = "string")]
    pub today: NaiveDate,
    /// Who looks; none without sign-in.
    pub person: Option<String>,
    /// That person's roles of today.
    pub roles: Vec<String>,
    /// What waits for these roles, by its day.
    pub items: Vec<HomeItem>,
    /// How many things wait for others.
    pub others: u64,
    /// The newest pack.
    pub last_pack: Option<PackSince>,
}
