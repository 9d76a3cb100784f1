//! Findings: what is wrong? Each outcome that failed or cannot be told is one, grouped by control, by
//! service or by who deployed.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use changeproof_controls::{Severity, registry};
use changeproof_domain::outcome::{Outcome, Overlay, Overlays};
use changeproof_domain::snapshot::FindingKey;
use changeproof_domain::time::{DAY, Timestamp};
use changeproof_store::{Reader, SubjectRow};
use chrono::NaiveDate;

use super::deployments::first_change;
use super::evaluated::Evaluated;
use super::index::{NONE, Names, key_of};
use super::lists::{bits, list};
use super::{OpenWorkspace, demo};
use crate::changes::short;
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::permission::{self, Act};
use crate::ports::{Clock, Ports, SystemClock};
use crate::triage::current::is_excepted;
use crate::triage::shown::of_row;
use crate::triage::{self, FindingState, NewAcknowledgement, NewRemediation, NewWords, Recorded};
use crate::wire::triage::{FindingDetails, FindingForm, FindingStep, FindingsDone};
use crate::wire::view::deployments::DeploymentQuery;
use crate::wire::view::findings::{
    AgeBand, FindingGroup, FindingGrouping, FindingPage, FindingQuery, FindingRow, FindingsView,
};

/// What is wrong, in a query that asks for nothing else.
const WRONG: [Outcome; 2] = [Outcome::Fail, Outcome::InsufficientEvidence];

/// A finding: a row and a control.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    row: u32,
    control: usize,
    outcome: Outcome,
    overlays: Overlays,
}

/// A query made ready for looking.
struct Looking<'e> {
    evaluated: &'e Evaluated,
    grouping: FindingGrouping,
    /// Ranks of the outcomes, a bit each.
    outcomes: u8,
    /// For each control whether its severity is wanted, and whether all words stand in its name.
    controls: Vec<(bool, bool)>,
    age: Option<AgeBand>,
    words: bool,
    /// Rows of the wanted services, by time.
    rows: Vec<u32>,
    /// For each of them whether the words stand in it.
    matching: Vec<bool>,
    states: &'e [FindingState],
    work: &'e Work,
}

/// What stands recorded of findings, and the day on which due dates are looked at.
pub(super) struct Work {
    recorded: HashMap<FindingKey, Recorded>,
    today: NaiveDate,
}

impl Work {
    fn on(&self, row: &SubjectRow, control: &str) -> Option<&Recorded> {
        if self.recorded.is_empty() {
            return None;
        }
        self.recorded.get(&of_row(row, control))
    }

    fn state(&self, row: &SubjectRow, control: &str, verdict: (Outcome, Overlays)) -> FindingState {
        let (outcome, overlays) = verdict;
        let excepted = is_excepted(outcome, overlays);
        let nothing = Recorded::default();
        let recorded = self.on(row, control).unwrap_or(&nothing);
        recorded.state_of_finding(excepted)
    }
}

impl<'e> Looking<'e> {
    fn of(evaluated: &'e Evaluated, query: &'e FindingQuery, work: &'e Work) -> Looking<'e> {
        let words: Vec<String> = query
            .text
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let controls = registry().iter().map(|control| {
            let label = control.severity.label();
            let severe = query.severities.is_empty()
                || query.severities.iter().any(|severity| severity == label);
            let name = format!("{} {}", control.id, control.name).to_lowercase();
            (
                severe,
                words.iter().all(|word| name.contains(word.as_str())),
            )
        });
        let base = DeploymentQuery {
            services: query.services.clone(),
            ..DeploymentQuery::default()
        };
        let rows = list(evaluated, &base).to_vec();
        let matching = if words.is_empty() {
            vec![true; rows.len()]
        } else {
            let texts = &evaluated.index.texts;
            let matches = |row: &u32| {
                let text = &texts[*row as usize];
                words.iter().all(|word| text.contains(word.as_str()))
            };
            rows.iter().map(matches).collect()
        };
        Looking {
            evaluated,
            grouping: query.grouping,
            outcomes: bits(&query.outcomes).or_else(|| bits(&WRONG)).unwrap_or(0),
            controls: controls.collect(),
            age: query.age,
            words: !words.is_empty(),
            rows,
            matching,
            states: &query.states,
            work,
        }
    }

    /// All findings, by time and then in the order of the catalogue.
    fn each(&self, mut take: impl FnMut(Found)) {
        let mildest = 7_u32.saturating_sub(self.outcomes.leading_zeros());
        let worst = &self.evaluated.index.worst;
        for (row, matches) in self.rows.iter().zip(&self.matching) {
            if self.age.is_some_and(|age| age != self.age_of(*row)) {
                continue;
            }
            // Nothing in a row is worse than its worst.
            if u32::from(worst[*row as usize].rank) > mildest {
                continue;
            }
            let verdicts = &self.evaluated.rows[*row as usize].verdicts;
            for (control, (severe, named)) in self.controls.iter().enumerate() {
                if !severe || (self.words && !matches && !named) {
                    continue;
                }
                if let Some((outcome, overlays)) = verdicts.get(control)
                    && self.outcomes & (1 << outcome.rank()) != 0
                    && !overlays.contains(Overlay::Returned)
                    && self.is_in_state(*row, control, (outcome, overlays))
                {
                    take(Found {
                        row: *row,
                        control,
                        outcome,
                        overlays,
                    });
                }
            }
        }
    }

    fn is_in_state(&self, row: u32, control: usize, verdict: (Outcome, Overlays)) -> bool {
        let row = &self.evaluated.rows[row as usize];
        let state = || self.work.state(row, registry()[control].id, verdict);
        self.states.is_empty() || self.states.contains(&state())
    }

    fn age_of(&self, row: u32) -> AgeBand {
        let as_of = self.evaluated.evaluation.head.as_of;
        AgeBand::of(age_days(self.evaluated.rows[row as usize].at, as_of))
    }

    /// The number of the group that a finding belongs to.
    fn group(&self, found: Found) -> u32 {
        let index = &self.evaluated.index;
        let of = |names: &Names| names.of[found.row as usize];
        match self.grouping {
            FindingGrouping::Control => u32::try_from(found.control).unwrap_or(NONE),
            FindingGrouping::Service => of(&index.services),
            FindingGrouping::Person => of(&index.deployers),
        }
    }

    /// What a group is called: key and label, and the name of its control.
    fn naming(&self, group: u32) -> (String, String, String) {
        let index = &self.evaluated.index;
        let at = usize::try_from(group).unwrap_or(usize::MAX);
        let named = |names: &Names, without: &str| {
            let name = names.names.get(at).cloned();
            let label = name.unwrap_or_else(|| without.to_owned());
            (key_of_group(group), label, String::new())
        };
        match self.grouping {
            FindingGrouping::Control => match registry().get(at) {
                Some(control) => (
                    key_of_group(group),
                    control.id.to_owned(),
                    control.name.to_owned(),
                ),
                None => (key_of_group(group), String::new(), String::new()),
            },
            FindingGrouping::Service => named(&index.services, "No service"),
            FindingGrouping::Person => named(&index.deployers, "Nobody named"),
        }
    }
}

fn row_of(evaluated: &Evaluated, work: &Work, found: Found) -> FindingRow {
    let row = &evaluated.rows[found.row as usize];
    let control = registry()[found.control];
    let revision = row.revision.as_deref().map(|sha| short(sha).to_owned());
    let state = work.state(row, control.id, (found.outcome, found.overlays));
    let recorded = work.on(row, control.id);
    FindingRow {
        finding: of_row(row, control.id).to_string(),
        state,
        owner: recorded.and_then(|recorded| recorded.owner.clone()),
        due: recorded.and_then(|recorded| recorded.due),
        overdue: state == FindingState::Acknowledged
            && recorded.is_some_and(|recorded| recorded.is_overdue(work.today)),
        deployment: key_of(row),
        control: control.id.to_owned(),
        name: control.name.to_owned(),
        severity: control.severity.label().to_owned(),
        outcome: found.outcome,
        at: row.at,
        age_days: age_days(row.at, evaluated.evaluation.head.as_of),
        service: row.service.clone(),
        version: row.version.clone().or(revision),
        change: first_change(&row.changes).0,
        deployer: row.deployer.clone(),
    }
}

/// Groups are numbered; the page hands the number back.
fn key_of_group(group: u32) -> String {
    group.to_string()
}

/// Whole days from one instant to another.
pub(super) fn age_days(at: Timestamp, as_of: Timestamp) -> u32 {
    u32::try_from((as_of.0 - at.0).max(0) / DAY).unwrap_or(u32::MAX)
}

/// A group in the making.
struct Counts {
    severity: Severity,
    fail: u64,
    insufficient_evidence: u64,
    oldest: Timestamp,
}

impl OpenWorkspace {
    /// All groups of findings, the worst first.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn findings(&self, query: &FindingQuery) -> Result<FindingsView, AppError> {
        let Some(evaluated) = self.current().evaluated else {
            return Ok(FindingsView {
                fail: 0,
                insufficient_evidence: 0,
                groups: Vec::new(),
            });
        };
        let work = self.work()?;
        let looking = Looking::of(&evaluated, query, &work);
        let mut groups: BTreeMap<u32, Counts> = BTreeMap::new();
        looking.each(|found| {
            let severity = registry()[found.control].severity;
            let group = groups.entry(looking.group(found)).or_insert(Counts {
                severity,
                fail: 0,
                insufficient_evidence: 0,
                // Findings come by time: the first is the oldest.
                oldest: evaluated.rows[found.row as usize].at,
            });
            // The severest comes first in its order.
            group.severity = group.severity.min(severity);
            match found.outcome {
                Outcome::Fail => group.fail += 1,
                Outcome::InsufficientEvidence => group.insufficient_evidence += 1,
                Outcome::Pending | Outcome::Pass | Outcome::NotApplicable => {}
            }
        });
        let mut groups: Vec<(u32, Counts)> = groups.into_iter().collect();
        groups.sort_by_key(|(number, group)| {
            let worst = (group.fail, group.insufficient_evidence);
            (std::cmp::Reverse(worst), *number)
        });
        let all = evaluated.totals();
        Ok(FindingsView {
            fail: all.0,
            insufficient_evidence: all.1,
            groups: groups
                .into_iter()
                .map(|(number, group)| {
                    let (key, label, name) = looking.naming(number);
                    FindingGroup {
                        key,
                        label,
                        name,
                        severity: group.severity.label().to_owned(),
                        fail: group.fail,
                        insufficient_evidence: group.insufficient_evidence,
                        oldest: group.oldest,
                    }
                })
                .collect(),
        })
    }

    /// A stretch of one group's findings, the newest first.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn finding_page(
        &self,
        query: &FindingQuery,
        group: &str,
        from: u64,
        limit: u32,
    ) -> Result<FindingPage, AppError> {
        let Some(evaluated) = self.current().evaluated else {
            return Ok(FindingPage {
                matched: 0,
                rows: Vec::new(),
            });
        };
        let Ok(group) = group.parse::<u32>() else {
            return Ok(FindingPage {
                matched: 0,
                rows: Vec::new(),
            });
        };
        let work = self.work()?;
        // What was made for one state of the work is not what another one asks for.
        let steps = work.recorded.values().map(|one| u64::from(one.steps)).sum();
        let found = evaluated.findings.get(&(query.clone(), group, steps), || {
            let looking = Looking::of(&evaluated, query, &work);
            let mut found = Vec::new();
            looking.each(|finding| {
                if looking.group(finding) == group {
                    found.push(finding);
                }
            });
            found.reverse();
            found
        });
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let shown = found.iter().skip(from).take(limit);
        Ok(FindingPage {
            matched: found.len() as u64,
            rows: shown
                .map(|finding| row_of(&evaluated, &work, *finding))
                .collect(),
        })
    }

    /// The work on a finding, and how its outcome came about.
    ///
    /// # Errors
    ///
    /// A refusal where the words name no finding, or what the store says.
    pub fn finding_work(
        &self,
        finding: &str,
        ports: &Ports<'_>,
    ) -> Result<FindingDetails, AppError> {
        let key = triage::parsed(finding)?;
        self.reading(|reader| {
            Ok(FindingDetails {
                work: triage::work(reader, &key)?,
                not_allowed: permission::forbidden(reader, Act::TriageFinding, ports)?,
            })
        })
    }

    /// Takes a step with findings.
    ///
    /// # Errors
    ///
    /// The rule that forbids it, what a person may not do, or what the store says.
    pub fn finding_step(
        &self,
        form: &FindingForm,
        evidence: Vec<PathBuf>,
        ports: &Ports<'_>,
    ) -> Result<FindingsDone, AppError> {
        let (path, ports) = (&self.path, &self.for_its_person(ports));
        let findings = form.findings.clone();
        let words = |text: &str, evidence| NewWords {
            findings: form.findings.clone(),
            text: text.to_owned(),
            evidence,
        };
        match &form.step {
            FindingStep::Acknowledge { owner, due, reason } => {
                let new = NewAcknowledgement {
                    findings,
                    owner: owner.clone(),
                    due: *due,
                    reason: reason.clone(),
                    cause: None,
                    action: None,
                    evidence,
                };
                triage::acknowledge(path, &new, ports)
            }
            FindingStep::Remediate { cause, action, on } => {
                let new = NewRemediation {
                    findings,
                    cause: cause.clone(),
                    action: action.clone(),
                    on: *on,
                    evidence,
                };
                triage::remediate(path, &new, ports)
            }
            FindingStep::Comment { text } => triage::comment(path, &words(text, evidence), ports),
            FindingStep::Reopen { text } => triage::reopen(path, &words(text, evidence), ports),
        }
    }

    /// The day on which due dates of findings are looked at: the demo company lives on its own.
    pub(super) fn today_of_findings(
        &self,
        reader: &Reader<'_>,
        clock: &dyn Clock,
    ) -> Result<NaiveDate, AppError> {
        let own = demo::as_of().filter(|_| self.demo);
        let now = own.unwrap_or_else(|| clock.now());
        Ok(now.date_in(workspace_zone(reader)?))
    }

    fn work(&self) -> Result<Work, AppError> {
        self.reading(|reader| {
            Ok(Work {
                recorded: triage::recorded(reader)?,
                today: self.today_of_findings(reader, &SystemClock)?,
            })
        })
    }
}
