//! Records the work on findings: each step one event, for one finding or for many at once.

use std::path::{Path, PathBuf};

use changeproof_domain::snapshot::FindingKey;
use changeproof_store::{Workspace, Writer};
use chrono::NaiveDate;
use serde::Serialize;

use super::event::{
    ACKNOWLEDGED, Acknowledged, COMMENTED, Commented, REMEDIATED, REOPENED, Remediated, Reopened,
};
use super::list::{Known, parsed, unknown};
use super::state::FindingState;
use crate::decisions::attachment::{self, Attachment, ReadAttachment};
use crate::decisions::{Refusal, needed};
use crate::error::AppError;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::triage::FindingsDone;

/// Somebody takes findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAcknowledgement {
    /// The findings, each as `CONTROL/KIND/SOURCE/ID`.
    pub findings: Vec<String>,
    /// Who sees to them.
    pub owner: String,
    /// Until when.
    pub due: NaiveDate,
    /// Why; has to be there for more than one finding.
    pub reason: Option<String>,
    /// What caused them, where that is known already.
    pub cause: Option<String>,
    /// What is to be done, where that is known already.
    pub action: Option<String>,
    /// Files that were looked at.
    pub evidence: Vec<PathBuf>,
}

/// Something was done about findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRemediation {
    /// The findings.
    pub findings: Vec<String>,
    /// What caused them.
    pub cause: String,
    /// What was done.
    pub action: String,
    /// On which day.
    pub on: NaiveDate,
    /// Files that show it.
    pub evidence: Vec<PathBuf>,
}

/// Words on findings: a comment, or why they are opened again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewWords {
    /// The findings.
    pub findings: Vec<String>,
    /// What is said.
    pub text: String,
    /// Files beside it.
    pub evidence: Vec<PathBuf>,
}

/// Gives findings an owner and a due date.
///
/// # Errors
///
/// A refusal where one is no finding, is closed, words are missing or the date has passed; what a person may
/// not do, or what the store says.
pub fn acknowledge(
    workspace: &Path,
    new: &NewAcknowledgement,
    ports: &Ports<'_>,
) -> Result<FindingsDone, AppError> {
    let owner = needed(&new.owner, "The owner")?.to_owned();
    let reason = words(new.reason.as_deref());
    if new.findings.len() > 1 && reason.is_none() {
        needed("", "The reason for all of these findings")?;
    }
    step(workspace, &new.findings, &new.evidence, ports, |work| {
        if new.due < work.known.today() {
            return Err(Refusal::new(
                "due_date_passed",
                format!(
                    "{} has passed. Give the day until which something is to be done.",
                    new.due
                ),
            ));
        }
        for (key, state) in &work.states {
            if *state == FindingState::Remediated {
                return Err(closed(key));
            }
            work.is_finding(key, *state)?;
        }
        Ok((
            ACKNOWLEDGED,
            Acknowledged {
                findings: work.keys(),
                owner,
                due: new.due,
                reason,
                cause: words(new.cause.as_deref()),
                action: words(new.action.as_deref()),
                evidence: work.evidence,
            },
        ))
    })
}

/// Records what was done about findings.
///
/// # Errors
///
/// A refusal where one is no finding or has no owner, words are missing or the day is still to come; what a
/// person may not do, or what the store says.
pub fn remediate(
    workspace: &Path,
    new: &NewRemediation,
    ports: &Ports<'_>,
) -> Result<FindingsDone, AppError> {
    let cause = needed(&new.cause, "The cause")?.to_owned();
    let action = needed(&new.action, "What was done")?.to_owned();
    step(workspace, &new.findings, &new.evidence, ports, |work| {
        if new.on > work.known.today() {
            return Err(Refusal::new(
                "day_to_come",
                format!(
                    "{} is still to come. Record what was done once it was done; what is planned belongs to the \
                     acknowledgement.",
                    new.on
                ),
            ));
        }
        for (key, state) in &work.states {
            match state {
                FindingState::Acknowledged => {}
                FindingState::Remediated => return Err(closed(key)),
                FindingState::Open => {
                    return Err(Refusal::new(
                        "finding_without_owner",
                        format!("{key} has no owner yet. Acknowledge it first."),
                    ));
                }
                FindingState::Excepted | FindingState::FalseLink | FindingState::Corrected => {
                    work.is_finding(key, *state)?;
                }
            }
        }
        Ok((
            REMEDIATED,
            Remediated {
                findings: work.keys(),
                cause,
                action,
                on: new.on,
                evidence: work.evidence,
            },
        ))
    })
}

/// Opens findings again: what was recorded before holds no more, and stays in the log.
///
/// # Errors
///
/// A refusal where nothing was recorded of one or the reason is missing; what a person may not do, or what the
/// store says.
pub fn reopen(
    workspace: &Path,
    new: &NewWords,
    ports: &Ports<'_>,
) -> Result<FindingsDone, AppError> {
    let reason = needed(&new.text, "The reason")?.to_owned();
    step(workspace, &new.findings, &new.evidence, ports, |work| {
        for (key, state) in &work.states {
            match state {
                FindingState::Acknowledged | FindingState::Remediated => {}
                FindingState::Open => {
                    return Err(Refusal::new(
                        "finding_open",
                        format!("{key} is open: nothing recorded has to be taken back."),
                    ));
                }
                FindingState::Excepted | FindingState::FalseLink | FindingState::Corrected => {
                    work.is_finding(key, *state)?;
                }
            }
        }
        Ok((
            REOPENED,
            Reopened {
                findings: work.keys(),
                reason,
                evidence: work.evidence,
            },
        ))
    })
}

/// Says something about findings, whatever their state.
///
/// # Errors
///
/// A refusal where one is unknown or the words are missing; what a person may not do, or what the store says.
pub fn comment(
    workspace: &Path,
    new: &NewWords,
    ports: &Ports<'_>,
) -> Result<FindingsDone, AppError> {
    let text = needed(&new.text, "The comment")?.to_owned();
    step(workspace, &new.findings, &new.evidence, ports, |work| {
        Ok((
            COMMENTED,
            Commented {
                findings: work.keys(),
                text,
                evidence: work.evidence,
            },
        ))
    })
}

fn words(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn closed(key: &FindingKey) -> Refusal {
    Refusal::new(
        "finding_remediated",
        format!("{key} was remediated. Open it again with a reason where that does not hold."),
    )
}

/// What a step is decided by.
struct Work<'k> {
    known: &'k Known,
    states: Vec<(FindingKey, FindingState)>,
    evidence: Vec<Attachment>,
}

impl Work<'_> {
    fn keys(&self) -> Vec<FindingKey> {
        self.states.iter().map(|(key, _)| key.clone()).collect()
    }

    /// Whether there is something to do about one.
    fn is_finding(&self, key: &FindingKey, state: FindingState) -> Result<(), Refusal> {
        match state {
            FindingState::Open | FindingState::Acknowledged | FindingState::Remediated => Ok(()),
            FindingState::Excepted => Err(Refusal::new(
                "finding_excepted",
                format!(
                    "{key} is covered by an exception that was approved before the deployment."
                ),
            )),
            FindingState::FalseLink | FindingState::Corrected => Err(Refusal::new(
                "finding_over",
                format!(
                    "{key} is no finding any more: the newest outcome is {}.",
                    self.known
                        .newest
                        .get(key)
                        .map_or("unknown", |newest| newest.outcome.id())
                ),
            )),
        }
    }
}

/// Checks a step against what the log says, and appends it.
fn step<T: Serialize>(
    workspace: &Path,
    findings: &[String],
    evidence: &[PathBuf],
    ports: &Ports<'_>,
    decide: impl FnOnce(Work<'_>) -> Result<(&'static str, T), Refusal>,
) -> Result<FindingsDone, AppError> {
    let keys = named(findings)?;
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::TriageFinding, ports)?;
    let evidence = attachment::read(evidence)?;
    let writer = open.write()?;
    let done = appended(&writer, keys, &evidence, ports, decide)?;
    writer.commit()?;
    Ok(done)
}

fn appended<T: Serialize>(
    writer: &Writer<'_>,
    keys: Vec<FindingKey>,
    evidence: &[ReadAttachment],
    ports: &Ports<'_>,
    decide: impl FnOnce(Work<'_>) -> Result<(&'static str, T), Refusal>,
) -> Result<FindingsDone, AppError> {
    let known = Known::of(writer, ports)?;
    let findings = keys.iter().map(ToString::to_string).collect();
    let work = Work {
        states: states(&known, keys)?,
        known: &known,
        evidence: attachment::keep(writer, evidence)?,
    };
    let (action, told) = decide(work)?;
    let head = log::append(writer, Act::TriageFinding, action, &told, ports)?;
    Ok(FindingsDone {
        event: head.sequence,
        findings,
    })
}

fn states(
    known: &Known,
    keys: Vec<FindingKey>,
) -> Result<Vec<(FindingKey, FindingState)>, Refusal> {
    let state = |key: FindingKey| {
        let newest = known.newest.get(&key).ok_or_else(|| unknown(&key))?;
        let state = known.state(&key, newest);
        Ok((key, state))
    };
    keys.into_iter().map(state).collect()
}

/// The findings that are named, each once.
fn named(findings: &[String]) -> Result<Vec<FindingKey>, Refusal> {
    let mut keys: Vec<FindingKey> = Vec::new();
    for text in findings {
        let key = parsed(text)?;
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    if keys.is_empty() {
        return Err(Refusal::new(
            "no_finding_named",
            "No finding is named. 'changeproof findings' lists them.",
        ));
    }
    Ok(keys)
}
