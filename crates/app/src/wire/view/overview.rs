//! Overview: are we ready for the audit?

use changeproof_domain::outcome::Outcome;
use changeproof_store::Verdicts;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::chart::ChartView;

/// How many of each outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct OutcomeCounts {
    /// Fail.
    pub fail: u64,
    /// Insufficient evidence.
    pub insufficient_evidence: u64,
    /// Pending.
    pub pending: u64,
    /// Pass.
    pub pass: u64,
    /// Not applicable.
    pub not_applicable: u64,
}

impl OutcomeCounts {
    /// How many of one outcome.
    pub(crate) fn of(self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Fail => self.fail,
            Outcome::InsufficientEvidence => self.insufficient_evidence,
            Outcome::Pending => self.pending,
            Outcome::Pass => self.pass,
            Outcome::NotApplicable => self.not_applicable,
        }
    }

    /// Counts all outcomes of a row, without those that are counted at an earlier deployment.
    pub(crate) fn add_row(&mut self, verdicts: &Verdicts) {
        for outcome in (0..verdicts.len()).filter_map(|at| verdicts.counted(at)) {
            self.add(outcome, 1);
        }
    }

    /// Counts some more.
    pub(crate) fn add(&mut self, outcome: Outcome, n: u64) {
        *match outcome {
            Outcome::Fail => &mut self.fail,
            Outcome::InsufficientEvidence => &mut self.insufficient_evidence,
            Outcome::Pending => &mut self.pending,
            Outcome::Pass => &mut self.pass,
            Outcome::NotApplicable => &mut self.not_applicable,
        } += n;
    }
}

/// How the deployments of the period fared by the critical controls. Each deployment counts once,
/// by its worst outcome: fail, insufficient evidence, pending, else met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct CriticalFigures {
    /// Production deployments in the period.
    pub deployments: u64,
    /// Met every critical control that applies.
    pub met: u64,
    /// Failed at least one.
    pub failed: u64,
    /// Failed none, but at least one cannot be judged.
    pub undecided: u64,
    /// Failed none, all judged but those with a deadline ahead.
    pub pending: u64,
}

/// How well one kind of record is known in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CoverageCell {
    /// Covered, by declaration with a query and a count that fits, or by records.
    Covered,
    /// Covered by declaration alone: not proven.
    Declared,
    /// Some of the month or some of the scopes.
    Partial,
    /// Not covered at all.
    Uncovered,
}

/// A kind of record over the months of the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CoverageRowView {
    /// The kind, such as `Pull requests`.
    pub kind: String,
    /// Whose, such as `4 repositories` or `Jira, ServiceNow`.
    pub scope: String,
    /// One cell a month.
    pub cells: Vec<CoverageCell>,
    /// `declared, not proven`, `from the records` or the like, in words.
    pub basis: String,
}

/// A hole in the coverage and what it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Caveat {
    /// The fact, such as `No change records for March and April 2025.`
    pub title: String,
    /// What cannot be judged because of it, with counts.
    pub sentence: String,
    /// The guide that tells how to export what is missing.
    pub guide: Option<String>,
}

/// What the evidence covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CoverageView {
    /// The months, as `2025-03`.
    pub months: Vec<String>,
    /// Kinds of records.
    pub rows: Vec<CoverageRowView>,
    /// Holes, worst first.
    pub caveats: Vec<Caveat>,
}

/// Outcomes of one control.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ControlRow {
    /// The control.
    pub control: String,
    /// Its name.
    pub name: String,
    /// `Critical`, `High` or `Medium`.
    pub severity: String,
    /// Counts.
    pub counts: OutcomeCounts,
    /// Share of failed among the judged, from 0 to 1; none where nothing was judged.
    pub fail_rate: Option<f64>,
    /// The same with insufficient evidence counted as failed.
    pub worst_case_rate: Option<f64>,
    /// The stacked bar.
    pub bar: ChartView,
}

/// Deployments of one service. Each counts once, by its worst outcome over all controls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ServiceRow {
    /// The service.
    pub service: String,
    /// By their worst outcome.
    pub counts: OutcomeCounts,
    /// The stacked bar.
    pub bar: ChartView,
}

/// Open findings of one severity by the age of their deployments at the as-of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FindingAges {
    /// `Critical`, `High` or `Medium`.
    pub severity: String,
    /// Younger than 7 days.
    pub under_7_days: u64,
    /// From 7 to 30 days.
    pub to_30_days: u64,
    /// Older.
    pub over_30_days: u64,
}

/// Emergency changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct EmergencyFigures {
    /// Deployments that ship an emergency change: what was recorded as one when they began.
    pub deployments: u64,
    /// Post-change reviews of these: held in time; late, missing or not sufficient; pending, not judged.
    pub reviews: OutcomeCounts,
    /// Deployments whose category when they began is not known, of one change at least: they may ship
    /// an emergency.
    pub unknown_category: u32,
}

/// An outcome on what is no deployment: an imported file, an exception, the policy, the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OtherRow {
    /// The control.
    pub control: String,
    /// Its name.
    pub name: String,
    /// `Critical`, `High` or `Medium`.
    pub severity: String,
    /// The outcome.
    #[ts(type = "Outcome")]
    pub outcome: Outcome,
    /// The kind of the subject, such as `import` or `policy`.
    pub kind: String,
    /// The subject's id: with the control it explains the outcome.
    pub id: String,
    /// What to call the subject.
    pub subject: String,
}

/// The overview.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct OverviewView {
    /// The sentence's figures.
    pub critical: CriticalFigures,
    /// What the evidence covers.
    pub coverage: CoverageView,
    /// Controls, worst first.
    pub controls: Vec<ControlRow>,
    /// Fail and worst case by month, of deployments, up to the as-of day.
    pub by_month: ChartView,
    /// Deployments per day, with gaps.
    pub calendar: ChartView,
    /// Services, worst first.
    pub services: Vec<ServiceRow>,
    /// Open findings by severity.
    pub findings: Vec<FindingAges>,
    /// Emergencies.
    pub emergencies: EmergencyFigures,
    /// Outcomes on what is no deployment, worst first.
    pub others: Vec<OtherRow>,
}
