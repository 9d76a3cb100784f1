//! The input of the packs for management: the annual review pack and the management summary. Both rest on the
//! same frozen evaluation as an audit pack.

use chrono::{DateTime, NaiveDate, Utc};

use super::{AuditPack, Clause, Period};
use crate::charts::MonthTally;
use crate::error::ReportError;
use crate::figures::Tally;
use crate::{attachments, layout, pdf, sections};

/// Pages of a management summary: its lists are cut until they fit.
const SUMMARY_PAGES: usize = 2;

/// Something to do about findings, with its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What it is about.
    pub what: String,
    /// Whose it is; none where nobody owns it.
    pub owner: Option<String>,
    /// The last day in time.
    pub due: NaiveDate,
    /// How many findings or changes it is about.
    pub number: u64,
}

/// Something that management has to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionNeeded {
    /// What.
    pub what: String,
    /// Why, in a sentence.
    pub why: String,
}

/// The months of a trend.
#[derive(Debug, Clone)]
pub struct Trend {
    /// The months in order.
    pub months: Vec<MonthTally>,
    /// Which of the last twelve months are not in it, and why.
    pub note: Option<String>,
}

/// What both packs tell beside the evidence.
#[derive(Debug, Clone)]
pub struct Management {
    /// The day of which overdue and to come are told.
    pub today: NaiveDate,
    /// The last twelve months of the period.
    pub trend: Trend,
    /// Work whose day has passed, the oldest first.
    pub overdue: Vec<Action>,
    /// Work that is owned and not due yet, the nearest first.
    pub to_come: Vec<Action>,
    /// What waits for a decision.
    pub decisions: Vec<DecisionNeeded>,
    /// The last day on which the next review of the policy is in time; none where no approved one is known.
    pub next_review: Option<NaiveDate>,
}

/// A clause, and what a review decided on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseDecided {
    /// The clause with its words until then.
    pub clause: Clause,
    /// `keep`, `change` or `delete`; none where that is not decided.
    pub decision: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Who decided, and when.
    pub by: Option<String>,
    /// The words in the draft; none without one, or where the clause goes.
    pub new_words: Option<String>,
}

/// A control in the year that a review looked at, and in the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlOfYears {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The year.
    pub year: Tally,
    /// The year before.
    pub before: Tally,
}

/// A review of the policy that was held in Changeproof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyReview {
    /// The event that opened it.
    pub number: u64,
    /// The policy.
    pub policy: String,
    /// The version that was reviewed.
    pub version: u32,
    /// The days that it looked at.
    pub days: Period,
    /// How far it is, in words.
    pub standing: String,
    /// Who opened it, and when.
    pub opened: String,
    /// SHA-256 of the inputs that were frozen then.
    pub inputs_sha256: String,
    /// The clauses, in the order of the policy.
    pub clauses: Vec<ClauseDecided>,
    /// Clauses that are new in the draft.
    pub new_clauses: Vec<Clause>,
    /// The draft: who, when and why; none where there is none.
    pub drafted: Option<String>,
    /// What differs in the draft beside the clauses, a sentence each.
    pub differences: Vec<String>,
    /// The approval: what was decided, by whom and why.
    pub approved: Option<String>,
    /// Whether that was after the records were read that the results rest on, so that no control knows of it.
    pub is_newer: bool,
    /// The publication: which version, from which day on, by whom.
    pub published: Option<String>,
    /// Who acknowledged the outcome.
    pub acknowledged: Vec<String>,
    /// How it was closed, and by whom.
    pub closed: Option<String>,
    /// What is to be done.
    pub actions: Vec<String>,
    /// The results of both years, as they were frozen.
    pub controls: Vec<ControlOfYears>,
    /// Incidents of the year, and of the one before.
    pub incidents: (u64, u64),
    /// Emergencies of the year, and of the one before.
    pub emergencies: (u64, u64),
}

/// Where a line is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptIn {
    /// In Changeproof's own event log.
    Changeproof,
    /// In a register that was imported.
    ImportedRegister,
}

/// A day of the policy: a version, a significant change, a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDay {
    /// The day; none where it is not known.
    pub on: Option<NaiveDate>,
    /// `version`, `significant change` or `review`.
    pub kind: String,
    /// What happened.
    pub what: String,
    /// What was decided, or that nothing was.
    pub decision: String,
    /// Where that is recorded.
    pub kept: KeptIn,
}

/// How the review of an emergency stands where none is known, and nothing proves that there was none.
pub const UNPROVEN: &str = "without a known review, nor proof that there was none";

/// An emergency with its post-change review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emergency {
    /// The key of its change record.
    pub change: String,
    /// The services that it was deployed to.
    pub services: Vec<String>,
    /// When it was first deployed.
    pub deployed_at: DateTime<Utc>,
    /// The last day for the review.
    pub due: NaiveDate,
    /// When the review was held that counts, else the last one, as it is written; none where none is known.
    pub reviewed: Option<String>,
    /// How the review stands, such as `overdue`.
    pub standing: String,
    /// Days from the last day on to the review, or to today where there is none; none where it is in time, or where
    /// that is not known.
    pub days_late: Option<u64>,
    /// Why no review counts, where it is proven that none does.
    pub not_counted: Option<String>,
}

/// A line of the roster that began or ended in the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterChange {
    /// The person.
    pub person: String,
    /// The roles.
    pub roles: Vec<String>,
    /// The first day, where it lies in the period.
    pub from: Option<NaiveDate>,
    /// The last day, where it lies in the period.
    pub to: Option<NaiveDate>,
}

/// Everything that an annual review pack is made from.
#[derive(Debug, Clone)]
pub struct AnnualPack {
    /// The evidence of the period.
    pub evidence: AuditPack,
    /// What management has to do.
    pub management: Management,
    /// The review; none where none was held in Changeproof.
    pub review: Option<PolicyReview>,
    /// Versions of the policy, significant changes and reviews, by day.
    pub policy_days: Vec<PolicyDay>,
    /// Emergencies that something justifies, or may, by their last day for the review.
    pub emergencies: Vec<Emergency>,
    /// Changes of the roster.
    pub roster: Vec<RosterChange>,
}

/// Everything that a management summary is made from.
#[derive(Debug, Clone)]
pub struct ManagementSummary {
    /// The evidence of the period.
    pub evidence: AuditPack,
    /// What management has to do.
    pub management: Management,
}

/// Writes an annual review pack: PDF/A-3a and PDF/UA-1 with its attachments.
///
/// # Errors
///
/// Where the input does not fit together, or the PDF could not be written.
pub fn annual_pack(input: &AnnualPack) -> Result<Vec<u8>, ReportError> {
    input.evidence.check()?;
    let attachments = attachments::annual(input)?;
    let document = sections::annual(input, &attachments)?;
    let scene = layout::compose(&document)?;
    pdf::write(&scene, &attachments)
}

/// Writes a management summary: PDF/A-3a and PDF/UA-1 with its attachments.
///
/// # Errors
///
/// Where the input does not fit together, or the PDF could not be written.
pub fn management_summary(input: &ManagementSummary) -> Result<Vec<u8>, ReportError> {
    input.evidence.check()?;
    let attachments = attachments::summary(input)?;
    let compose = |filling| {
        let document = sections::summary(input, &attachments, filling)?;
        layout::compose(&document)
    };
    let mut scene = compose(sections::Filling::FULLEST)?;
    for filling in sections::Filling::less() {
        if scene.pages.len() <= SUMMARY_PAGES {
            break;
        }
        scene = compose(filling)?;
    }
    pdf::write(&scene, &attachments)
}
