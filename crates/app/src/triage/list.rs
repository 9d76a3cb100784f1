//! Lists findings, and tells the story of one.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use changeproof_controls::Severity;
use changeproof_domain::outcome::{Outcome, Overlays};
use changeproof_domain::snapshot::FindingKey;
use changeproof_domain::time::Timestamp;
use changeproof_store::{Reader, Workspace};
use chrono::NaiveDate;

use super::current::{Newest, control_of, is_counted, is_excepted, is_finding, newest};
use super::event::{Step, steps};
use super::state::{FindingState, Recorded, fold, recorded};
use super::{history, shown};
use crate::decisions::{Refusal, kind_of};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::attachment::AttachmentLine;
use crate::wire::triage::{FindingLine, FindingStory, FindingWork, StepLine};

/// Which findings to list: of every kind, where a list is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingFilter {
    /// Of these controls.
    pub controls: Vec<String>,
    /// Of these services.
    pub services: Vec<String>,
    /// With these outcomes; failures and insufficient evidence where it is empty.
    pub outcomes: Vec<Outcome>,
    /// In these states; all but those that are findings no more where it is empty.
    pub states: Vec<FindingState>,
    /// Of this owner.
    pub owner: Option<String>,
    /// Whose due date has passed.
    pub overdue: bool,
}

impl FindingFilter {
    fn holds(&self, line: &FindingLine) -> bool {
        let is_over = matches!(
            line.state,
            FindingState::FalseLink | FindingState::Corrected
        );
        let state = match self.states.is_empty() {
            true => !is_over,
            false => self.states.contains(&line.state),
        };
        let is_owner = |owner: Option<&str>| match (&self.owner, owner) {
            (None, _) => true,
            (Some(wanted), Some(owner)) => wanted.eq_ignore_ascii_case(owner),
            (Some(_), None) => false,
        };
        let any = |of: &[String], is: &str| {
            of.is_empty() || of.iter().any(|one| one.eq_ignore_ascii_case(is))
        };
        state
            && any(&self.controls, &line.control)
            && any(&self.services, line.service.as_deref().unwrap_or_default())
            && (self.outcomes.is_empty() || self.outcomes.contains(&line.outcome))
            && is_owner(line.owner.as_deref())
            && (!self.overdue || line.overdue)
    }
}

/// All findings that a filter asks for: the severest first, then by control, then the newest subject.
///
/// # Errors
///
/// What a person may not do, or what the store says.
pub fn list(
    workspace: &Path,
    filter: &FindingFilter,
    ports: &Ports<'_>,
) -> Result<Vec<FindingLine>, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let known = Known::of(&reader, ports)?;
    let mut lines: Vec<FindingLine> = Vec::new();
    let counted = known.newest.iter();
    for (key, newest) in counted.filter(|(_, newest)| !newest.is_counted_before()) {
        let line = known.line(key, newest);
        if filter.holds(&line) {
            lines.push(line);
        }
    }
    lines.sort_by(|a, b| {
        let severity = |line: &FindingLine| {
            find_severity(&line.control).map_or(3, |severity| match severity {
                Severity::Critical => 0,
                Severity::High => 1,
                Severity::Medium => 2,
            })
        };
        let order = |line: &FindingLine| (severity(line), line.outcome.rank());
        order(a)
            .cmp(&order(b))
            .then_with(|| a.control.cmp(&b.control))
            .then_with(|| b.at.cmp(&a.at))
            .then_with(|| a.finding.cmp(&b.finding))
    });
    Ok(lines)
}

/// The findings whose due date has passed on a day, the longest overdue first. `shown` tells outcomes that are at
/// hand; the others are read.
///
/// # Errors
///
/// What the store says.
pub(crate) fn overdue(
    reader: &Reader<'_>,
    today: NaiveDate,
    shown: impl Fn(&FindingKey) -> Option<(Outcome, Overlays)>,
) -> Result<Vec<(FindingKey, Recorded)>, AppError> {
    let all = recorded(reader)?.into_iter();
    let late = all.filter(|(_, recorded)| recorded.is_overdue(today));
    let (mut open, mut unseen) = (Vec::new(), HashMap::new());
    for (key, recorded) in late {
        match shown(&key) {
            Some((outcome, overlays)) if is_to_be_done(outcome, overlays) => {
                open.push((key, recorded));
            }
            Some(_) => {}
            None => drop(unseen.insert(key, recorded)),
        }
    }
    if !unseen.is_empty() {
        for (key, newest) in newest(reader, &|key, _| unseen.contains_key(key))? {
            if let Some(recorded) = unseen.remove(&key)
                && is_to_be_done(newest.outcome, newest.overlays)
            {
                open.push((key, recorded));
            }
        }
    }
    open.sort_by(|(a, one), (b, other)| one.due.cmp(&other.due).then_with(|| a.cmp(b)));
    Ok(open)
}

/// Whether a finding with an owner still has to be seen to.
fn is_to_be_done(outcome: Outcome, overlays: Overlays) -> bool {
    let is_open = is_counted(outcome, overlays) || outcome == Outcome::Pending;
    is_open && !is_excepted(outcome, overlays)
}

fn find_severity(control: &str) -> Option<Severity> {
    changeproof_controls::find(control).map(|control| control.severity)
}

/// The story of one finding.
///
/// # Errors
///
/// A refusal where no evaluation told of it, what a person may not do, or what the store says.
pub fn story(workspace: &Path, finding: &str, ports: &Ports<'_>) -> Result<FindingStory, AppError> {
    let key = parsed(finding)?;
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let known = Known::of(&reader, ports)?;
    let newest = known.newest.get(&key).ok_or_else(|| unknown(&key))?;
    Ok(FindingStory {
        finding: known.line(&key, newest),
        work: work(&reader, &key)?,
    })
}

/// The work on a finding and the history of its outcome; empty where nothing is known.
///
/// # Errors
///
/// What the store says.
pub(crate) fn work(reader: &Reader<'_>, key: &FindingKey) -> Result<FindingWork, AppError> {
    let steps = steps(reader, i64::MAX)?;
    let recorded = fold(&steps).remove(key).unwrap_or_default();
    let own = steps
        .iter()
        .filter(|step| step.told.findings().contains(key));
    let mut lines = Vec::new();
    for step in own {
        lines.push(step_line(reader, step)?);
    }
    Ok(FindingWork {
        cause: recorded.cause,
        action: recorded.action,
        on: recorded.on,
        steps: lines,
        history: history::of(reader, key)?,
    })
}

fn step_line(reader: &Reader<'_>, step: &Step) -> Result<StepLine, AppError> {
    let event = reader.events(step.sequence, step.sequence)?.pop();
    let kind = event.as_ref().and_then(|event| kind_of(&event.action));
    let payload = event.as_ref().map(|event| event.payload.as_str());
    let payload = serde_json::from_str(payload.unwrap_or("{}")).unwrap_or_default();
    Ok(StepLine {
        event: step.sequence,
        at: step.at,
        person: step.person.clone(),
        label: kind.map_or("", |kind| kind.label).to_owned(),
        sentence: kind.map_or_else(String::new, |kind| (kind.sentence)(&payload)),
        findings: u32::try_from(step.told.findings().len()).unwrap_or(u32::MAX),
        evidence: step
            .told
            .evidence()
            .iter()
            .map(AttachmentLine::of)
            .collect(),
    })
}

/// The finding that a text names.
pub(crate) fn parsed(text: &str) -> Result<FindingKey, Refusal> {
    text.trim()
        .parse()
        .map_err(|error: changeproof_domain::snapshot::NoFindingKey| {
            Refusal::new("no_finding_named", format!("{error}."))
        })
}

/// Says that no evaluation told of a finding.
pub(crate) fn unknown(key: &FindingKey) -> Refusal {
    Refusal::new(
        "unknown_finding",
        format!(
            "No evaluation in this workspace shows {key} as a failure or as insufficient evidence. Evaluate \
             the period, or look for it with 'changeproof findings'."
        ),
    )
}

/// Everything that the log and the stored evaluations tell of findings.
pub(crate) struct Known {
    /// Subjects that are findings, or were and are no more, with the newest outcome.
    pub(crate) newest: BTreeMap<FindingKey, Newest>,
    /// What people recorded.
    pub(crate) recorded: HashMap<FindingKey, Recorded>,
    first: HashMap<FindingKey, Timestamp>,
    /// Failures that ended after a link was decided.
    ended_by_link: HashSet<FindingKey>,
    today: NaiveDate,
}

impl Known {
    pub(crate) fn of(reader: &Reader<'_>, ports: &Ports<'_>) -> Result<Known, AppError> {
        let recorded = fold(&steps(reader, i64::MAX)?);
        let first: HashMap<FindingKey, Timestamp> = shown::first_shown(reader, i64::MAX)?
            .into_iter()
            .map(|shown| (shown.key, shown.at))
            .collect();
        let newest = newest(reader, &|key, outcome| {
            is_finding(outcome) || first.contains_key(key) || recorded.contains_key(key)
        })?;
        Ok(Known {
            newest,
            recorded,
            first,
            ended_by_link: history::ended_by_link(reader)?,
            today: ports.clock.now().date_in(workspace_zone(reader)?),
        })
    }

    /// How far the work on a finding is.
    pub(crate) fn state(&self, key: &FindingKey, newest: &Newest) -> FindingState {
        let nothing = Recorded::default();
        let recorded = self.recorded.get(key).unwrap_or(&nothing);
        recorded.state(newest, self.ended_by_link.contains(key))
    }

    /// Today, in the workspace's zone.
    pub(crate) fn today(&self) -> NaiveDate {
        self.today
    }

    fn line(&self, key: &FindingKey, newest: &Newest) -> FindingLine {
        let state = self.state(key, newest);
        let recorded = self.recorded.get(key);
        let due = recorded.and_then(|recorded| recorded.due);
        let control = control_of(key);
        FindingLine {
            finding: key.to_string(),
            control: key.control.clone(),
            name: control.map_or("", |control| control.name).to_owned(),
            severity: control
                .map_or("", |control| control.severity.label())
                .to_owned(),
            outcome: newest.outcome,
            kind: key.kind.clone(),
            subject: newest.name.clone(),
            service: newest.service.clone(),
            at: newest.at,
            state,
            owner: recorded.and_then(|recorded| recorded.owner.clone()),
            due,
            overdue: state == FindingState::Acknowledged
                && recorded.is_some_and(|recorded| recorded.is_overdue(self.today)),
            first_shown: self.first.get(key).copied(),
            evaluation: newest.evaluation,
        }
    }
}
