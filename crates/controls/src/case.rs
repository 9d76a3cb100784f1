//! Cases of controls: a small company with one clean change, and what is done to it.
//!
//! A case starts from a deployment that passes every control, changes one thing, and says what the
//! control must answer. The same cases are tests and, in `docs/controls.md`, examples.

mod alteration;
mod branch_log;
mod clean_change;
mod followed;
mod registers;
mod sources;

use changeproof_domain::account::{Account, System};
use changeproof_domain::calendar::Days;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::parameters::Parameters;
use changeproof_domain::record::{
    ChangeRecord, Commit, Deployment, DeploymentStatus, Incident, MonitoringResult, PipelineRun,
    PostChangeReview, PullRequest, Record, RecordKind, RosterEntry,
};
use changeproof_domain::snapshot::{
    ExceptionEntryId, FindingId, FollowUp, ShownFinding, Snapshot, SourceId,
};
use changeproof_domain::source::RowCounts;
use changeproof_domain::time::{MINUTE, Moment, Timestamp};
use chrono::NaiveDate;

use crate::control::{Control, Judges};
use crate::others::{Evidence, OldestOriginal, OriginalState, OtherSubject};

use clean_change::{
    change_record, commit, deployment, earlier_pull_request, incident, post_change_review,
    pull_request, roster, run, status,
};

/// One case of a control.
#[derive(Debug)]
pub struct Case {
    /// What is special about it, as half a sentence.
    pub name: &'static str,
    /// What is done to the clean change.
    pub given: fn(&mut World),
    /// What the control answers.
    pub then: Outcome,
}

/// Monday, 3 March 2025, 10:00 UTC: when the deployment of every case begins.
pub const START: Timestamp = Timestamp(1_740_996_000_000);

const SQUASH: &str = "5151515151515151515151515151515151515151";
const PREVIOUS: &str = "1010101010101010101010101010101010101010";
const OLDER: &str = "0909090909090909090909090909090909090909";
/// The file with the deployments: there is one file a kind, in the order of the kinds.
const DEPLOYMENTS: SourceId = SourceId(0);
/// The change record of the change without a deployment.
const CARRIED_OUT_BY_HAND: &str = "CHG-2000";
const REPOSITORY: &str = "clicki/referral-api";

/// A small company: two deployments, one pull request between them, its ticket, run and roster.
#[derive(Clone, Debug)]
pub struct World {
    deployments: Vec<Deployment>,
    statuses: Vec<DeploymentStatus>,
    pull_requests: Vec<PullRequest>,
    commits: Vec<Commit>,
    runs: Vec<PipelineRun>,
    change_records: Vec<ChangeRecord>,
    incidents: Vec<Incident>,
    roster: Vec<RosterEntry>,
    post_change_reviews: Vec<PostChangeReview>,
    monitoring: MonitoringResult,
    registers: Vec<Record>,
    shown: Vec<ShownFinding>,
    follow_ups: Vec<FollowUp>,
    not_covered: Vec<RecordKind>,
    without: Vec<RecordKind>,
    /// Rows of the file with the deployments, and how many were declared.
    import_rows: RowCounts,
    declared_rows: Option<u64>,
    import_cut: bool,
    oldest: OriginalState,
    days: Days,
    as_of: Timestamp,
    /// Parameters in force.
    pub parameters: Parameters,
}

fn moment(minutes: i64) -> Moment {
    Moment::utc(START.plus(minutes * MINUTE))
}

fn github(login: &str) -> Account {
    Account::new(System::GitHub, login)
}

fn sha(digit: char) -> String {
    std::iter::repeat_n(digit, 40).collect()
}

fn value(text: &str) -> Field<String> {
    Field::Value(text.to_owned())
}

impl Default for World {
    fn default() -> World {
        World {
            deployments: vec![
                deployment("1", OLDER, -20 * 24 * 60),
                deployment("2", PREVIOUS, -7 * 24 * 60),
                deployment("3", SQUASH, 0),
            ],
            statuses: ["1", "2", "3"].map(status).to_vec(),
            pull_requests: vec![
                earlier_pull_request(40, OLDER, 'c', -21 * 24 * 60),
                earlier_pull_request(41, PREVIOUS, 'd', -8 * 24 * 60),
                pull_request(),
            ],
            commits: vec![
                commit(
                    OLDER,
                    None,
                    "chidi@clicki.example",
                    "Start (#40)",
                    -21 * 24 * 60,
                ),
                commit(
                    PREVIOUS,
                    Some(OLDER),
                    "chidi@clicki.example",
                    "Earlier (#41)",
                    -8 * 24 * 60,
                ),
                commit(
                    SQUASH,
                    Some(PREVIOUS),
                    "ana@clicki.example",
                    "CHG-1000: queue (#42)",
                    -150,
                ),
            ],
            runs: vec![
                run("1", OLDER, -20 * 24 * 60),
                run("2", PREVIOUS, -7 * 24 * 60),
                run("3", SQUASH, 0),
            ],
            change_records: vec![change_record()],
            incidents: vec![incident("PEARLY1", -30 * 24 * 60, 60)],
            roster: roster(),
            post_change_reviews: vec![post_change_review()],
            registers: registers::lines(),
            shown: Vec::new(),
            follow_ups: Vec::new(),
            monitoring: World::monitoring_result(60),
            not_covered: Vec::new(),
            without: Vec::new(),
            import_rows: RowCounts {
                accepted: 3,
                ..RowCounts::default()
            },
            declared_rows: Some(3),
            import_cut: false,
            oldest: OriginalState::Intact,
            // From the working day before the first deployment to the Friday after the last one.
            days: Days {
                from: NaiveDate::from_ymd_opt(2025, 2, 10).unwrap_or_default(),
                to: NaiveDate::from_ymd_opt(2025, 3, 7).unwrap_or_default(),
            },
            as_of: START.plus(300 * 24 * 60 * MINUTE),
            parameters: Parameters::default(),
        }
    }
}

/// What tests need.
impl World {
    /// The same company with a change of its own, CHG-2000, that was carried out by hand from the cases' start
    /// on: the record that cases of such changes are about.
    pub fn without_deployment() -> World {
        let mut world = World::default();
        let mut record = change_record();
        record.key = CARRIED_OUT_BY_HAND.to_owned();
        record.title = value("referral-api: raise the limit of a partner");
        record.actual_start = Field::Value(moment(0));
        record.actual_end = Field::Value(moment(30));
        record.closed_at = Field::Value(moment(60));
        world.change_records.push(record);
        let mut review = post_change_review();
        review.change = CARRIED_OUT_BY_HAND.to_owned();
        world.post_change_reviews.push(review);
        world
    }

    /// That record in the snapshot that was made from these records.
    pub fn record_alone(snapshot: &Snapshot) -> Option<OtherSubject> {
        let mut records = snapshot.change_records.iter();
        let at = records.position(|record| record.key == CARRIED_OUT_BY_HAND)?;
        Some(OtherSubject::ChangeRecord(at.into()))
    }

    /// The time as of which the case is judged.
    pub fn judged_as_of(&self) -> Timestamp {
        self.as_of
    }

    /// The evidence as a whole, of the snapshot that was made from these records. The file with the
    /// deployments is the oldest.
    pub fn evidence<'a>(&self, snapshot: &'a Snapshot) -> Evidence<'a> {
        let oldest = OldestOriginal {
            source: DEPLOYMENTS,
            state: self.oldest,
        };
        Evidence::new(snapshot, self.days, self.as_of, Some(oldest))
    }

    /// What a case of a control is about where that is no deployment: the file with the deployments, the
    /// period, the policy, the first exception, the first failure that was shown.
    pub fn other_subject(control: &Control) -> Option<OtherSubject> {
        match control.check {
            Judges::Deployment(_) | Judges::Change { .. } => None,
            Judges::Import(_) => Some(OtherSubject::Import(DEPLOYMENTS)),
            Judges::Period(_) => Some(OtherSubject::Period),
            Judges::Policy(_) => Some(OtherSubject::Policy),
            Judges::Exception(_) => Some(OtherSubject::Exception(ExceptionEntryId(0))),
            Judges::Finding(_) => Some(OtherSubject::Finding(FindingId(0))),
        }
    }

    /// All records, a list a kind.
    pub fn records(&self) -> Vec<Record> {
        let mut all: Vec<Record> = Vec::new();
        all.extend(self.deployments.iter().cloned().map(Record::from));
        all.extend(self.statuses.iter().cloned().map(Record::from));
        all.extend(self.pull_requests.iter().cloned().map(Record::from));
        all.extend(self.commits.iter().cloned().map(Record::from));
        all.extend(self.runs.iter().cloned().map(Record::from));
        all.extend(self.change_records.iter().cloned().map(Record::from));
        all.extend(self.incidents.iter().cloned().map(Record::from));
        all.extend(self.roster.iter().cloned().map(Record::from));
        all.extend(self.post_change_reviews.iter().cloned().map(Record::from));
        all.push(Record::from(self.monitoring.clone()));
        all.extend(self.registers.iter().cloned());
        all.retain(|record| !self.without.contains(&record.kind()));
        all
    }
}
