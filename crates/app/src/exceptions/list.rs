//! Lists exceptions.

use std::path::Path;

use changeproof_controls::find;
use changeproof_domain::time::Timestamp;
use changeproof_reports::pack::ExceptionRequest;
use changeproof_store::{Reader, Workspace};
use chrono_tz::Tz;

use super::event::{Approved, Ended, Step, Submitted, Written};
use super::records::record_id;
use super::register::{Approval, Done, Exception, Register, Version};
use super::request::Scope;
use super::rules;
use super::state::{State, days_left, state, warning};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::attachment::AttachmentLine;
use crate::wire::exception::{
    ApprovalLine, ExceptionChoice, ExceptionEvent, ExceptionLine, ExceptionList, ExceptionScope,
};

/// The register: of each exception the newest version, and every other one that was approved.
///
/// # Errors
///
/// What a person may not do, or what the store says.
pub fn list(
    workspace: &Path,
    only: Option<State>,
    ports: &Ports<'_>,
) -> Result<ExceptionList, AppError> {
    let open = Workspace::open(workspace)?;
    listed(&open.read()?, only, ports)
}

/// The same from a workspace that is open.
pub(crate) fn listed(
    reader: &Reader<'_>,
    only: Option<State>,
    ports: &Ports<'_>,
) -> Result<ExceptionList, AppError> {
    permission::check(reader, Act::Look, ports)?;
    let looking = Looking::at(reader, ports)?;
    let mut exceptions = Vec::new();
    for exception in &looking.register.exceptions {
        for version in &exception.versions {
            let is_shown = version.granted.is_some() || exception.newest() == Some(version);
            let state = state(version, looking.now);
            if is_shown && only.is_none_or(|only| only == state) {
                exceptions.push(looking.line(exception, version)?);
            }
        }
    }
    Ok(ExceptionList {
        today: looking.now.date_in(looking.zone),
        exceptions,
    })
}

/// The newest version of one exception.
pub(super) fn line_of(
    reader: &Reader<'_>,
    id: &str,
    ports: &Ports<'_>,
) -> Result<Option<ExceptionLine>, AppError> {
    let looking = Looking::at(reader, ports)?;
    let mut all = looking.register.exceptions.iter();
    let Some(exception) = all.find(|one| one.id == id) else {
        return Ok(None);
    };
    let newest = exception.newest();
    newest
        .map(|newest| looking.line(exception, newest))
        .transpose()
}

/// What a register is looked at with.
struct Looking<'l> {
    reader: &'l Reader<'l>,
    ports: &'l Ports<'l>,
    register: Register,
    now: Timestamp,
    zone: Tz,
}

impl<'l> Looking<'l> {
    fn at(reader: &'l Reader<'l>, ports: &'l Ports<'l>) -> Result<Looking<'l>, AppError> {
        Ok(Looking {
            reader,
            ports,
            register: Register::until(reader, i64::MAX)?,
            now: ports.clock.now(),
            zone: workspace_zone(reader)?,
        })
    }

    fn line(&self, exception: &Exception, version: &Version) -> Result<ExceptionLine, AppError> {
        let request = &version.request;
        let state = state(version, self.now);
        let days_left = days_left(version, self.now, self.zone);
        let control = find(&request.control);
        let granted = version.granted.as_ref().map(|done| done.at);
        let is_newest = exception.newest() == Some(version);
        Ok(ExceptionLine {
            id: exception.id.clone(),
            version: version.number,
            state: state.id().to_owned(),
            control: request.control.clone(),
            control_name: control.map_or_else(String::new, |of| of.name.to_owned()),
            clause: request.clause.clone(),
            deviation: request.deviation.clone(),
            justification: request.justification.clone(),
            scope: request.scope.as_ref().map(|scope| ExceptionScope {
                kind: scope.kind().to_owned(),
                of: Scope::of(scope).map(str::to_owned),
                text: scope.text(&request.control),
            }),
            from: request.from,
            to: request.to,
            risk_owner: request.risk_owner.clone(),
            risk: request.risk.map(|risk| risk.id().to_owned()),
            residual_risk: request.residual_risk.clone(),
            compensating_controls: request.compensating_controls.clone(),
            return_plan: request.return_plan.clone(),
            missing: request.missing().into_iter().map(str::to_owned).collect(),
            evidence: version.evidence.iter().map(AttachmentLine::of).collect(),
            requested_by: exception.requested_by.clone(),
            submitted_at: version.submitted.as_ref().map(|done| done.at),
            approvals: approvals(version),
            approvals_needed: u32::try_from(request.approvers()).unwrap_or(u32::MAX),
            extends: extended(version),
            level_up: version.needs_level_up(),
            waits_for: match state {
                State::Submitted => waits_for(version),
                _ => String::new(),
            },
            approved_at: granted,
            retroactive: is_retroactive(version),
            ended_at: version.ended.as_ref().map(|done| done.at),
            reason: version.reason.clone(),
            age_days: self.age(version, state),
            days_left,
            warning: days_left.and_then(warning),
            history: history(exception),
            choices: match is_newest {
                true => self.choices(exception, version)?,
                false => Vec::new(),
            },
        })
    }

    /// Days since it waits, or since it began to hold.
    fn age(&self, version: &Version, state: State) -> Option<i64> {
        let since = match state {
            State::Submitted => version.submitted.as_ref().map(|done| done.at),
            State::Active => version
                .request
                .from
                .max(version.granted.as_ref().map(|d| d.at)),
            _ => None,
        }?;
        let days = self.now.date_in(self.zone) - since.date_in(self.zone);
        Some(days.num_days())
    }

    /// What whoever looks could do with the newest version, by the rules of the log.
    fn choices(
        &self,
        exception: &Exception,
        newest: &Version,
    ) -> Result<Vec<ExceptionChoice>, AppError> {
        let Some(person) = self.ports.signed_in.as_deref() else {
            return Ok(Vec::new());
        };
        let done = Done {
            event: i64::MAX,
            at: self.now,
            by: person.id().to_owned(),
        };
        let mut choices = Vec::new();
        for (action, step) in steps(exception, newest) {
            let over = match step {
                Step::Edited(_) | Step::Revoked(_) | Step::Closed(_) => {
                    rules::not_over(exception, newest, self.now)
                }
                _ => Ok(()),
            };
            let by_log = self.register.check(exception, &done, &step);
            let why_not = match (by_log, over) {
                (Err(refusal), _) if refusal.code == "exception_state" => continue,
                (_, Err(_)) => continue,
                (Err(refusal), _) => Some(refusal.message),
                (Ok(()), Ok(())) => permission::forbidden(self.reader, step.act(), self.ports)?,
            };
            choices.push(ExceptionChoice {
                action: action.to_owned(),
                why_not,
            });
        }
        Ok(choices)
    }
}

/// Everything that may be done with a version.
fn steps(exception: &Exception, newest: &Version) -> Vec<(&'static str, Step)> {
    let (id, version) = (exception.id.clone(), newest.number);
    let approved = Approved {
        exception: id.clone(),
        version,
        request: newest.request.clone(),
        requested_by: exception.requested_by.clone(),
        extends: None,
        level_up: false,
        untold: Vec::new(),
        note: None,
    };
    let ended = Ended {
        exception: id.clone(),
        version,
        reason: String::new(),
    };
    let edited = Written {
        exception: id.clone(),
        version: version + 1,
        request: newest.request.clone(),
        evidence: Vec::new(),
    };
    let submitted = Submitted {
        exception: id,
        version,
    };
    let mut steps = vec![
        ("edit", Step::Edited(edited)),
        ("submit", Step::Submitted(submitted)),
        ("approve", Step::Approved(approved.clone())),
    ];
    if newest.needs_level_up() {
        steps.push(("approve_as_policy_owner", Step::ApprovedHigher(approved)));
    }
    steps.extend([
        ("return", Step::Returned(ended.clone())),
        ("reject", Step::Rejected(ended.clone())),
        ("revoke", Step::Revoked(ended.clone())),
        ("close", Step::Closed(ended)),
    ]);
    steps
}

/// Whether it was approved only after it began: it cures nothing that was deployed before.
pub(crate) fn is_retroactive(version: &Version) -> bool {
    let granted = version.granted.as_ref();
    let from = version.request.from;
    granted.is_some_and(|granted| from.is_some_and(|from| granted.at > from))
}

fn approvals(version: &Version) -> Vec<ApprovalLine> {
    let line = |approval: &Approval, level: &str| ApprovalLine {
        person: approval.done.by.clone(),
        at: approval.done.at,
        level: level.to_owned(),
        untold: approval.told.untold.clone(),
        note: approval.told.note.clone(),
    };
    let approvers = version.approvals.iter().map(|of| line(of, "approver"));
    let higher = version.higher.iter().map(|of| line(of, "policy owner"));
    approvers.chain(higher).collect()
}

fn extended(version: &Version) -> Option<String> {
    let all = version.approvals.iter().chain(&version.higher);
    all.filter_map(|approval| approval.told.extends.clone())
        .next_back()
}

/// What is missing until it is approved.
fn waits_for(version: &Version) -> String {
    let missing = { version.request.approvers() }.saturating_sub(version.approvals.len());
    let approvers = match (missing, version.approvals.is_empty()) {
        (0, _) => None,
        (1, true) => Some("an approver"),
        (1, false) => Some("another approver"),
        _ => Some("two approvers"),
    };
    let higher = version.needs_level_up() && version.higher.is_none();
    let owner = higher.then_some("a policy owner");
    let all: Vec<&str> = approvers.into_iter().chain(owner).collect();
    all.join(" and ")
}

fn history(exception: &Exception) -> Vec<ExceptionEvent> {
    let line = |happened: &super::register::Happened| {
        let (what, reason) = match &happened.step {
            Step::Drafted(_) => ("drafted", None),
            Step::Edited(_) => ("edited", None),
            Step::Submitted(_) => ("submitted", None),
            Step::Approved(told) => ("approved", told.note.clone()),
            Step::ApprovedHigher(told) => ("approved as policy owner", told.note.clone()),
            Step::Returned(told) => ("returned", Some(told.reason.clone())),
            Step::Rejected(told) => ("rejected", Some(told.reason.clone())),
            Step::Revoked(told) => ("revoked", Some(told.reason.clone())),
            Step::Closed(told) => ("closed", Some(told.reason.clone())),
        };
        ExceptionEvent {
            event: happened.done.event,
            at: happened.done.at,
            person: happened.done.by.clone(),
            what: what.to_owned(),
            version: happened.step.about().1,
            reason,
        }
    };
    exception.history.iter().map(line).collect()
}

/// The requests that allow nothing at a moment, as packs list them.
pub(crate) fn pack_requests(register: &Register, now: Timestamp) -> Vec<ExceptionRequest> {
    let all = register.exceptions.iter();
    let newest = all.filter_map(|exception| Some((exception, exception.newest()?)));
    let open = newest.filter(|(_, version)| version.granted.is_none());
    open.filter_map(|(exception, version)| {
        let since = exception.history.first()?.done.at;
        Some(ExceptionRequest {
            id: record_id(exception, version),
            state: state(version, now).id().to_owned(),
            control: version.request.control.clone(),
            deviation: version.request.deviation.clone(),
            requested_by: exception.requested_by.clone(),
            since: since.utc(),
            reason: version.reason.clone(),
        })
    })
    .collect()
}
