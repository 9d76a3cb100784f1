//! Approves, returns, rejects or revokes an exception, or closes one.

use std::path::Path;

use changeproof_controls::exceptions::{Extends, extends};

use super::event::{Approved, Ended, Step};
use super::rules;
use super::take::{Taking, take, take_knowing};
use crate::decisions::needed;
use crate::error::AppError;
use crate::permission::Act;
use crate::ports::Ports;
use crate::wire::exception::ExceptionLine;

/// On which level somebody approves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// As an approver.
    #[default]
    Approver,
    /// As a policy owner, where it extends an exception that is an extension itself.
    PolicyOwner,
}

/// An approval.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewApproval {
    /// The exception.
    pub exception: String,
    /// The version that was read.
    pub version: u32,
    /// On which level.
    pub level: Level,
    /// Why, or on which conditions.
    pub note: Option<String>,
}

/// What an approver, or whoever closes it, does with an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Sends it back, to be edited.
    Return,
    /// Refuses it.
    Reject,
    /// Ends an approved one.
    Revoke,
    /// Ends one that is needed no more.
    Close,
}

/// Approves the version that was read.
///
/// # Errors
///
/// A refusal by the rule that forbids it, what a person may not do, or what the store says.
pub fn approve(
    workspace: &Path,
    approval: &NewApproval,
    ports: &Ports<'_>,
) -> Result<ExceptionLine, AppError> {
    let act = match approval.level {
        Level::Approver => Act::DecideException,
        Level::PolicyOwner => Act::ApproveExtension,
    };
    let approved = |taking: &Taking<'_>| {
        let (exception, newest) = taking.find(&approval.exception)?;
        let note = approval.note.as_deref().map(str::trim);
        let told = Approved {
            exception: exception.id.clone(),
            version: approval.version,
            request: newest.request.clone(),
            requested_by: exception.requested_by.clone(),
            extends: None,
            level_up: false,
            untold: Vec::new(),
            note: note.filter(|note| !note.is_empty()).map(str::to_owned),
        };
        Ok(match approval.level {
            Level::Approver => Step::Approved(told),
            Level::PolicyOwner => Step::ApprovedHigher(told),
        })
    };
    take_knowing(
        workspace,
        act,
        ports,
        approved,
        |taking, loaded, mut step| {
            let (exception, newest) = taking.find(&approval.exception)?;
            let entry = rules::request(loaded, taking.now, exception, newest)?;
            let (extends, level_up) = match extends(&loaded.snapshot.registers, &entry) {
                Extends::Nothing => (None, false),
                Extends::First(id) => (Some(id.to_owned()), false),
                Extends::Extension(id) => (Some(id.to_owned()), true),
            };
            if approval.level == Level::PolicyOwner && !level_up {
                return Err(rules::no_level_up(exception).into());
            }
            let made_by = taking.register.made_by(taking.person);
            let untold =
                rules::approver(loaded, taking.now, &entry, newest, taking.person, made_by)?;
            if let Step::Approved(told) | Step::ApprovedHigher(told) = &mut step {
                (told.extends, told.level_up, told.untold) = (extends, level_up, untold);
            }
            Ok(step)
        },
    )
}

/// Returns, rejects, revokes or closes the newest version.
///
/// # Errors
///
/// A refusal by the rule that forbids it, what a person may not do, or what the store says.
pub fn end(
    workspace: &Path,
    exception: &str,
    how: Ending,
    reason: &str,
    ports: &Ports<'_>,
) -> Result<ExceptionLine, AppError> {
    let reason = needed(reason, "The reason")?.to_owned();
    let act = match how {
        Ending::Return | Ending::Reject | Ending::Revoke => Act::DecideException,
        Ending::Close => Act::RequestException,
    };
    take(workspace, act, ports, |taking, _| {
        let (found, newest) = taking.find(exception)?;
        let told = Ended {
            exception: found.id.clone(),
            version: newest.number,
            reason,
        };
        if matches!(how, Ending::Revoke | Ending::Close) {
            rules::not_over(found, newest, taking.now)?;
        }
        Ok(match how {
            Ending::Return => Step::Returned(told),
            Ending::Reject => Step::Rejected(told),
            Ending::Revoke => Step::Revoked(told),
            Ending::Close => Step::Closed(told),
        })
    })
}
