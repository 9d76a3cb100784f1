//! Post-change reviews, as commands and pages tell them.

use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::attachment::AttachmentLine;
use crate::decisions::Recorded;
use crate::period::Period;
use crate::post_change_reviews::Reviewed;

/// How the review of an emergency stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum ReviewState {
    /// The day has passed, and there is no review.
    Overdue,
    /// The day has passed and no review is known; no register tells whether there is one.
    NotTold,
    /// There is a review, and it does not count: late, or not independent, or incomplete.
    NotCounted,
    /// Whether there is an emergency, or whether its review counts, cannot be told.
    Unclear,
    /// It is still to come.
    Pending,
    /// There is one that counts.
    Done,
}

impl ReviewState {
    /// Whether something is still to be done.
    pub fn is_open(self) -> bool {
        match self {
            ReviewState::Overdue
            | ReviewState::NotTold
            | ReviewState::Unclear
            | ReviewState::Pending => true,
            ReviewState::NotCounted | ReviewState::Done => false,
        }
    }

    /// The words for people.
    pub fn label(self) -> &'static str {
        match self {
            ReviewState::Overdue => "overdue",
            ReviewState::NotTold => "cannot be told",
            ReviewState::NotCounted => "does not count",
            ReviewState::Unclear => "unclear",
            ReviewState::Pending => "pending",
            ReviewState::Done => "done",
        }
    }
}

/// Every emergency with its review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ReviewQueue {
    /// The zone of the days.
    pub zone: String,
    /// The time as of which it is told.
    #[ts(type = "string")]
    pub as_of: Timestamp,
    /// What still needs a review first, by the day on which it is due.
    pub lines: Vec<ReviewLine>,
    /// How many times a record calls itself an emergency that nothing justifies: these are judged as normal
    /// changes, and no review is asked for.
    pub unfounded: u64,
    /// Why whoever looks may not record a review; none where that is allowed.
    pub record_forbidden: Option<String>,
}

/// An emergency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ReviewLine {
    /// The key of its change record.
    pub change: String,
    /// The record's title.
    pub title: String,
    /// How it stands.
    pub state: ReviewState,
    /// The same in a sentence.
    pub sentence: String,
    /// The last instant at which a review is in time.
    #[ts(type = "string")]
    pub due: Timestamp,
    /// Its day.
    #[ts(type = "string")]
    pub due_on: NaiveDate,
    /// The production deployments that rest on it.
    pub deployments: Vec<ReviewDeployment>,
    /// When it was carried out at the latest, where no deployment did.
    #[ts(type = "string | null")]
    pub carried_out_by: Option<Timestamp>,
    /// The reviews that name it, by time.
    pub reviews: Vec<HeldReview>,
    /// How whoever signed in stands to it; none without sign-in.
    pub your_part: Option<YourPart>,
}

impl ReviewLine {
    /// Whether it was carried out on a day of a period, as far as is known.
    pub(crate) fn is_within(&self, period: Period, zone: Tz) -> bool {
        let deployed = self.deployments.iter().map(|of| of.at);
        let mut times = deployed.chain(self.carried_out_by);
        times.any(|at| period.holds(at, zone))
    }
}

/// A production deployment that rests on an emergency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ReviewDeployment {
    /// The source of its record.
    pub source: String,
    /// Its id there.
    pub id: String,
    /// The service.
    pub service: String,
    /// The environment.
    pub environment: String,
    /// When it began.
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// A review of an emergency, wherever it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct HeldReview {
    /// When it was held, as it is written; none where that was not exported.
    pub at: Option<String>,
    /// Who held it.
    pub by: Option<String>,
    /// What it came to.
    pub outcome: Option<String>,
    /// The file that tells of it.
    pub file: String,
    /// The event that tells of it, where it was recorded here.
    pub event: Option<i64>,
    /// Whether it counts.
    pub counts: bool,
}

/// How whoever signed in stands to a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "part", rename_all = "snake_case")]
#[ts(tag = "part", rename_all = "snake_case")]
pub enum YourPart {
    /// With no part in it, as far as is known.
    None,
    /// With a part, which forbids to review it.
    Had {
        /// The part, as words: `its implementer`.
        words: String,
    },
    /// That cannot be told.
    Unknown {
        /// Why.
        why: String,
    },
}

/// A review that was recorded here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RecordedReview {
    /// The event that tells of it.
    pub event: i64,
    /// When it was recorded.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The reviewer, as that person signs in.
    pub person: String,
    /// The key of the change record.
    pub change: String,
    /// The day on which it was held, where that was before the day of the event.
    #[ts(type = "string | null")]
    pub held_on: Option<NaiveDate>,
    /// What it came to.
    pub outcome: String,
    /// What had made the emergency.
    pub cause: String,
    /// Who read the code; none where nobody did.
    pub code_read_by: Option<String>,
    /// What was read of it.
    pub code_read: Option<String>,
    /// What is to be done.
    pub follow_up: Vec<String>,
    /// Who took part.
    pub attendees: Vec<String>,
    /// Files behind it.
    pub evidence: Vec<AttachmentLine>,
}

impl RecordedReview {
    pub(crate) fn of(one: &Recorded<Reviewed>) -> RecordedReview {
        let told = &one.told;
        let code = told.code_review.as_ref();
        RecordedReview {
            event: one.sequence,
            at: one.at,
            person: one.person.clone(),
            change: told.change.clone(),
            held_on: told.held_on,
            outcome: told.outcome.clone(),
            cause: told.cause.clone(),
            code_read_by: code.map(|code| code.by.clone()),
            code_read: code.map(|code| code.read.clone()),
            follow_up: told.follow_up.clone(),
            attendees: told.attendees.clone(),
            evidence: told.evidence.iter().map(AttachmentLine::of).collect(),
        }
    }
}

/// What recording a review did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ReviewRecorded {
    /// The review.
    pub review: RecordedReview,
    /// What cannot be told of it, or will not count, a sentence each.
    pub remarks: Vec<String>,
}

/// A review that was held, as the page's form gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
pub struct ReviewForm {
    /// The key of the change record.
    pub change: String,
    /// The day on which it was held, where that was before today.
    #[ts(type = "string | null")]
    pub held_on: Option<NaiveDate>,
    /// What it came to.
    pub outcome: String,
    /// What had made the emergency.
    pub cause: String,
    /// What was read of the code; none where none was.
    pub code_read: Option<String>,
    /// Who read it; the reviewer where it is left out.
    pub code_read_by: Option<String>,
    /// What is to be done, by whom and until when.
    pub follow_up: Vec<String>,
    /// Who took part.
    pub attendees: Vec<String>,
    /// Whether files stand behind it: they are asked for.
    pub with_files: bool,
}
