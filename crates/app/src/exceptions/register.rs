//! The register: what became of every exception, as the events tell it one after the other. An event that the
//! rules forbid is refused here, whether somebody tries to append it or it stands in a log that was tampered with.

use std::collections::BTreeMap;

use changeproof_domain::time::Timestamp;
use changeproof_store::{Event, Reader, StoreError};
use serde::Deserialize;

use super::event::{ACTIONS, Approved, Ended, Step, Submitted, Written};
use super::request::Request;
use crate::decisions::Refusal;
use crate::decisions::attachment::Attachment;
use crate::error::AppError;
use crate::members::event::{ADDED, RESET};

/// What became of a version so far. Whether an approved one holds is a matter of the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Draft,
    Submitted,
    Returned,
    Rejected,
    Approved,
    Revoked,
    Closed,
    Superseded,
}

impl Phase {
    fn words(self) -> &'static str {
        match self {
            Phase::Draft => "a draft",
            Phase::Submitted => "submitted",
            Phase::Returned => "returned",
            Phase::Rejected => "rejected",
            Phase::Approved => "approved",
            Phase::Revoked => "revoked",
            Phase::Closed => "closed",
            Phase::Superseded => "superseded",
        }
    }
}

/// When something happened, and who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Done {
    /// The event.
    pub(crate) event: i64,
    /// When.
    pub(crate) at: Timestamp,
    /// Who, as that person signs in.
    pub(crate) by: String,
}

/// An approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Approval {
    pub(crate) done: Done,
    pub(crate) told: Approved,
}

/// A version of an exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) number: u32,
    pub(crate) request: Request,
    pub(crate) evidence: Vec<Attachment>,
    pub(crate) phase: Phase,
    pub(crate) submitted: Option<Done>,
    /// By approvers.
    pub(crate) approvals: Vec<Approval>,
    /// By a policy owner.
    pub(crate) higher: Option<Approval>,
    /// The approval with which it was approved as a whole.
    pub(crate) granted: Option<Done>,
    /// What ended it.
    pub(crate) ended: Option<Done>,
    /// Why it was ended or sent back.
    pub(crate) reason: Option<String>,
}

impl Version {
    fn written(told: &Written) -> Version {
        Version {
            number: told.version,
            request: told.request.clone(),
            evidence: told.evidence.clone(),
            phase: Phase::Draft,
            submitted: None,
            approvals: Vec::new(),
            higher: None,
            granted: None,
            ended: None,
            reason: None,
        }
    }

    /// Whether it extends an extension, as an approver found.
    pub(crate) fn needs_level_up(&self) -> bool {
        let all = self.approvals.iter().chain(&self.higher);
        all.into_iter().any(|approval| approval.told.level_up)
    }

    fn is_approved(&self) -> bool {
        self.approvals.len() >= self.request.approvers()
            && (self.higher.is_some() || !self.needs_level_up())
    }

    fn end(&mut self, phase: Phase, done: &Done, reason: Option<&str>) {
        self.phase = phase;
        self.ended = Some(done.clone());
        self.reason = reason.map(str::to_owned);
    }
}

/// One thing that happened, for its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Happened {
    pub(crate) done: Done,
    pub(crate) step: Step,
}

/// An exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exception {
    pub(crate) id: String,
    /// Who drafted it, and asks for it.
    pub(crate) requested_by: String,
    /// The oldest first.
    pub(crate) versions: Vec<Version>,
    pub(crate) history: Vec<Happened>,
}

impl Exception {
    /// The newest version.
    pub(crate) fn newest(&self) -> Option<&Version> {
        self.versions.last()
    }
}

/// All exceptions, and what the log tells of the accounts of those who decide.
#[derive(Clone, Debug, Default)]
pub(crate) struct Register {
    pub(crate) exceptions: Vec<Exception>,
    /// Who made or reset the sign-in of whom.
    made_by: BTreeMap<String, Vec<String>>,
}

impl Register {
    /// The register when the log ended with that event.
    pub(crate) fn until(reader: &Reader<'_>, as_of: i64) -> Result<Register, AppError> {
        let mut actions = ACTIONS.to_vec();
        actions.extend([ADDED, RESET]);
        let mut register = Register::default();
        let events = reader.events_of(&actions)?.into_iter();
        for event in events.take_while(|event| event.sequence <= as_of) {
            register.follow(&event)?;
        }
        Ok(register)
    }

    fn follow(&mut self, event: &Event) -> Result<(), AppError> {
        #[derive(Deserialize)]
        struct OfPerson {
            person: String,
        }
        let damaged = |why: &str| {
            let sequence = event.sequence;
            StoreError::Damaged(format!("event {sequence} tells of an exception: {why}"))
        };
        let by = event
            .person
            .clone()
            .ok_or_else(|| damaged("nobody signed it"));
        let step = match Step::of(event) {
            Some(step) => step.map_err(|error| damaged(&error.to_string()))?,
            None => {
                let made: OfPerson = serde_json::from_str(&event.payload)
                    .map_err(|error| damaged(&error.to_string()))?;
                self.made_by.entry(made.person).or_default().push(by?);
                return Ok(());
            }
        };
        let done = Done {
            event: event.sequence,
            at: event.at,
            by: by?,
        };
        let applied = self.apply(&done, step);
        Ok(applied.map_err(|refusal| damaged(&refusal.message))?)
    }

    /// The exception with that id.
    ///
    /// # Errors
    ///
    /// A refusal that tells which there are.
    pub(crate) fn find(&self, id: &str) -> Result<&Exception, Refusal> {
        let found = self.exceptions.iter().find(|one| one.id == id);
        found.ok_or_else(|| {
            let known = self.exceptions.iter().map(|one| one.id.as_str());
            let known: Vec<&str> = known.collect();
            let known = match known.as_slice() {
                [] => "None was drafted yet.".to_owned(),
                known => format!("There are {}.", known.join(", ")),
            };
            Refusal::new(
                "exception_unknown",
                format!("There is no exception {id}. {known}"),
            )
        })
    }

    /// The id of the next exception.
    pub(crate) fn next_id(&self) -> String {
        format!("EX-{}", self.exceptions.len() + 1)
    }

    /// Who added somebody or chose a passphrase for somebody.
    pub(crate) fn made_by(&self, person: &str) -> &[String] {
        self.made_by.get(person).map_or(&[], Vec::as_slice)
    }

    /// Takes a step.
    ///
    /// # Errors
    ///
    /// The rule that forbids it.
    pub(crate) fn apply(&mut self, done: &Done, step: Step) -> Result<(), Refusal> {
        let (id, number) = step.about();
        if matches!(step, Step::Drafted(_)) {
            if (id, number) != (self.next_id().as_str(), 1) {
                return Err(wrong_number(id));
            }
            self.exceptions.push(Exception {
                id: id.to_owned(),
                requested_by: done.by.clone(),
                versions: Vec::new(),
                history: Vec::new(),
            });
        } else {
            let exception = self.find(id)?;
            self.check(exception, done, &step)?;
        }
        let mut all = self.exceptions.iter_mut();
        if let Some(exception) = all.find(|one| one.id == id) {
            exception.take(done, &step);
            exception.history.push(Happened {
                done: done.clone(),
                step,
            });
        }
        Ok(())
    }

    /// Whether the rules allow a step on an exception.
    ///
    /// # Errors
    ///
    /// The rule that forbids it.
    pub(crate) fn check(
        &self,
        exception: &Exception,
        done: &Done,
        step: &Step,
    ) -> Result<(), Refusal> {
        let Some(newest) = exception.newest() else {
            return Err(wrong_number(&exception.id));
        };
        let (_, number) = step.about();
        let wanted = newest.number + u32::from(matches!(step, Step::Edited(_)));
        if number != wanted {
            return Err(Refusal::new(
                "exception_version_changed",
                format!(
                    "The newest version of {} is {}, not {number}. Read that one first.",
                    exception.id, newest.number
                ),
            ));
        }
        let phases: &[Phase] = match step {
            Step::Drafted(_) => &[],
            Step::Edited(_) => &[
                Phase::Draft,
                Phase::Submitted,
                Phase::Returned,
                Phase::Approved,
            ],
            Step::Submitted(_) => &[Phase::Draft],
            Step::Approved(_) | Step::ApprovedHigher(_) | Step::Returned(_) | Step::Rejected(_) => {
                &[Phase::Submitted]
            }
            Step::Revoked(_) => &[Phase::Approved],
            Step::Closed(_) => &[
                Phase::Draft,
                Phase::Submitted,
                Phase::Returned,
                Phase::Approved,
            ],
        };
        if !phases.contains(&newest.phase) {
            let allowed: Vec<&str> = phases.iter().map(|phase| phase.words()).collect();
            return Err(Refusal::new(
                "exception_state",
                format!(
                    "Version {} of {} is {}. This can be done only while it is {}.",
                    newest.number,
                    exception.id,
                    newest.phase.words(),
                    allowed.join(" or ")
                ),
            ));
        }
        match step {
            Step::Edited(_) | Step::Submitted(_) => own(exception, &done.by)?,
            Step::Returned(_) | Step::Rejected(_) => not_own(exception, &done.by)?,
            Step::Approved(told) | Step::ApprovedHigher(told) => {
                not_own(exception, &done.by)?;
                self.account_is_of_others(exception, &done.by)?;
                approved_once(newest, &done.by)?;
                let as_read =
                    told.request == newest.request && told.requested_by == exception.requested_by;
                if !as_read {
                    return Err(Refusal::new(
                        "exception_version_changed",
                        format!(
                            "What was approved is not version {number} of {}.",
                            exception.id
                        ),
                    ));
                }
            }
            Step::Drafted(_) | Step::Revoked(_) | Step::Closed(_) => {}
        }
        if matches!(step, Step::Submitted(_)) {
            complete(exception, newest)?;
        }
        if matches!(step, Step::ApprovedHigher(_)) && newest.higher.is_some() {
            return Err(Refusal::new(
                "exception_state",
                format!("A policy owner approved {} already.", exception.id),
            ));
        }
        Ok(())
    }

    /// An account that the requester made or reset may be in the requester's hands.
    fn account_is_of_others(&self, exception: &Exception, person: &str) -> Result<(), Refusal> {
        let asked = &exception.requested_by;
        if self.made_by(person).contains(asked) {
            return Err(Refusal::new(
                "approver_account_of_requester",
                format!(
                    "{asked} asked for {} and added the sign-in of {person}, or reset its passphrase. Somebody \
                     else has to approve it.",
                    exception.id
                ),
            ));
        }
        Ok(())
    }
}

impl Exception {
    /// Takes a step that the rules allow.
    fn take(&mut self, done: &Done, step: &Step) {
        if let Step::Drafted(told) | Step::Edited(told) = step {
            if let Some(before) = self.versions.last_mut() {
                before.end(Phase::Superseded, done, None);
            }
            self.versions.push(Version::written(told));
            return;
        }
        let Some(newest) = self.versions.last_mut() else {
            return;
        };
        match step {
            Step::Drafted(_) | Step::Edited(_) => {}
            Step::Submitted(Submitted { .. }) => {
                newest.phase = Phase::Submitted;
                newest.submitted = Some(done.clone());
            }
            Step::Approved(told) | Step::ApprovedHigher(told) => {
                let approval = Approval {
                    done: done.clone(),
                    told: told.clone(),
                };
                if matches!(step, Step::Approved(_)) {
                    newest.approvals.push(approval);
                } else {
                    newest.higher = Some(approval);
                }
                if newest.is_approved() {
                    newest.phase = Phase::Approved;
                    newest.granted = Some(done.clone());
                }
            }
            Step::Returned(Ended { reason, .. }) => {
                newest.end(Phase::Returned, done, Some(reason));
            }
            Step::Rejected(Ended { reason, .. }) => {
                newest.end(Phase::Rejected, done, Some(reason));
            }
            Step::Revoked(Ended { reason, .. }) => newest.end(Phase::Revoked, done, Some(reason)),
            Step::Closed(Ended { reason, .. }) => newest.end(Phase::Closed, done, Some(reason)),
        }
    }
}

fn wrong_number(id: &str) -> Refusal {
    Refusal::new(
        "exception_number",
        format!("{id} is not the number of the next exception."),
    )
}

/// A request is its requester's until it is decided.
fn own(exception: &Exception, person: &str) -> Result<(), Refusal> {
    let asked = &exception.requested_by;
    if asked == person {
        return Ok(());
    }
    Err(Refusal::new(
        "exception_of_another",
        format!(
            "{} is a request of {asked}, who alone edits and submits it. Draft one of your own.",
            exception.id
        ),
    ))
}

/// Nobody decides on the own request.
fn not_own(exception: &Exception, person: &str) -> Result<(), Refusal> {
    if exception.requested_by != person {
        return Ok(());
    }
    Err(Refusal::new(
        "approver_is_requester",
        format!(
            "{person} asked for {} and cannot decide on it. Another approver has to.",
            exception.id
        ),
    ))
}

/// Two approvals are two people's.
fn approved_once(version: &Version, person: &str) -> Result<(), Refusal> {
    let mut all = version.approvals.iter().chain(&version.higher);
    if !all.any(|approval| approval.done.by == person) {
        return Ok(());
    }
    Err(Refusal::new(
        "approved_twice",
        format!("{person} approved it already. What is missing is another person's approval."),
    ))
}

/// What is handed in has every part, and files behind it.
fn complete(exception: &Exception, version: &Version) -> Result<(), Refusal> {
    let missing = version.request.missing();
    if !missing.is_empty() {
        return Err(Refusal::new(
            "exception_incomplete",
            format!("{} lacks {}.", exception.id, missing.join(", ")),
        ));
    }
    if version.evidence.is_empty() {
        return Err(Refusal::new(
            "exception_without_evidence",
            format!(
                "{} has no file behind it. Attach what shows why it is needed.",
                exception.id
            ),
        ));
    }
    Ok(())
}
