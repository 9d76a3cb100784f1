//! Takes a step: checks it against the rules and appends its event, in one transaction.

use std::path::Path;

use changeproof_domain::time::Timestamp;
use changeproof_store::{Reader, Workspace, Writer};

use super::event::Step;
use super::list::line_of;
use super::register::{Done, Exception, Register, Version};
use crate::decisions::{Refusal, known_to_writer};
use crate::error::AppError;
use crate::loaded::{Loaded, damaged};
use crate::log;
use crate::members::SignInError;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::exception::ExceptionLine;

/// What a step is decided on.
pub(super) struct Taking<'t> {
    pub(super) register: Register,
    pub(super) person: &'t str,
    pub(super) now: Timestamp,
}

impl<'t> Taking<'t> {
    /// Where somebody may take such a step.
    fn of(reader: &Reader<'_>, act: Act, ports: &'t Ports<'_>) -> Result<Taking<'t>, AppError> {
        permission::check(reader, act, ports)?;
        let person = ports.signed_in.as_deref().ok_or(SignInError::Needed)?;
        Ok(Taking {
            register: Register::until(reader, i64::MAX)?,
            person: person.id(),
            now: ports.clock.now(),
        })
    }

    /// An exception and its newest version.
    pub(super) fn find(&self, id: &str) -> Result<(&Exception, &Version), Refusal> {
        let exception = self.register.find(id.trim())?;
        let newest = exception.newest();
        // Whatever was drafted has a version.
        let newest = newest.ok_or_else(|| Refusal::new("exception_unknown", id))?;
        Ok((exception, newest))
    }

    /// Whether the register allows a step.
    fn check(&self, step: &Step) -> Result<(), Refusal> {
        let done = Done {
            event: i64::MAX,
            at: self.now,
            by: self.person.to_owned(),
        };
        self.register.clone().apply(&done, step.clone())
    }
}

/// Takes the step that follows from what is there, and answers the exception as it is then.
pub(super) fn take(
    workspace: &Path,
    act: Act,
    ports: &Ports<'_>,
    decide: impl FnOnce(&Taking<'_>, &Writer<'_>) -> Result<Step, AppError>,
) -> Result<ExceptionLine, AppError> {
    let mut open = Workspace::open(workspace)?;
    let writer = open.write()?;
    let taking = Taking::of(&writer, act, ports)?;
    let step = decide(&taking, &writer)?;
    taken(workspace, writer, &taking, &step, ports)
}

/// The same for a step whose rules need all records. `allowed` makes it as far as the register tells; that is asked
/// before the records are loaded, which nobody else has to wait for.
pub(super) fn take_knowing(
    workspace: &Path,
    act: Act,
    ports: &Ports<'_>,
    allowed: impl Fn(&Taking<'_>) -> Result<Step, AppError>,
    decide: impl FnOnce(&Taking<'_>, &Loaded, Step) -> Result<Step, AppError>,
) -> Result<ExceptionLine, AppError> {
    let by_register = |taking: &Taking<'_>| {
        let step = allowed(taking)?;
        taking.check(&step)?;
        Ok::<_, AppError>(step)
    };
    let mut open = Workspace::open(workspace)?;
    by_register(&Taking::of(&open.read()?, act, ports)?)?;
    let (writer, loaded) = known_to_writer(&mut open, ports)?;
    let taking = Taking::of(&writer, act, ports)?;
    let step = decide(&taking, &loaded, by_register(&taking)?)?;
    taken(workspace, writer, &taking, &step, ports)
}

fn taken(
    workspace: &Path,
    writer: Writer<'_>,
    taking: &Taking<'_>,
    step: &Step,
    ports: &Ports<'_>,
) -> Result<ExceptionLine, AppError> {
    taking.check(step)?;
    let (id, _) = step.about();
    log::append(&writer, step.act(), step.action(), step, ports)?;
    writer.commit()?;
    let open = Workspace::open(workspace)?;
    let line = line_of(&open.read()?, id, ports)?;
    line.ok_or_else(|| damaged("lost an exception"))
}
