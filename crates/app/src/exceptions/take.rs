//! Takes a step: checks it against the rules and appends its event, in one transaction.

use std::path::Path;

use changeproof_domain::time::Timestamp;
use changeproof_store::{Workspace, Writer};

use super::event::Step;
use super::list::line_of;
use super::register::{Done, Exception, Register, Version};
use crate::decisions::Refusal;
use crate::error::AppError;
use crate::loaded::{Loaded, damaged, load_known, workspace_zone};
use crate::log;
use crate::members::SignInError;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::exception::ExceptionLine;

/// What a step is decided on.
pub(super) struct Taking<'t> {
    pub(super) writer: &'t Writer<'t>,
    pub(super) register: &'t Register,
    pub(super) person: &'t str,
    pub(super) now: Timestamp,
    ports: &'t Ports<'t>,
}

impl Taking<'_> {
    /// An exception and its newest version.
    pub(super) fn find(&self, id: &str) -> Result<(&Exception, &Version), Refusal> {
        let exception = self.register.find(id.trim())?;
        let newest = exception.newest();
        // Whatever was drafted has a version.
        let newest = newest.ok_or_else(|| Refusal::new("exception_unknown", id))?;
        Ok((exception, newest))
    }

    /// Everything that is known now.
    pub(super) fn load(&self) -> Result<Loaded, AppError> {
        let zone = workspace_zone(self.writer)?;
        load_known(self.writer, self.writer.head()?.sequence, zone, self.ports)
    }

    /// Whether the register allows a step, before anything dear is asked.
    pub(super) fn check(&self, step: &Step) -> Result<(), Refusal> {
        let mut after = self.register.clone();
        after.apply(&self.done(), step.clone())
    }

    fn done(&self) -> Done {
        Done {
            event: i64::MAX,
            at: self.now,
            by: self.person.to_owned(),
        }
    }
}

/// Takes the step that follows from what is there, and answers the exception as it is then.
pub(super) fn take(
    workspace: &Path,
    act: Act,
    ports: &Ports<'_>,
    decide: impl FnOnce(&Taking<'_>) -> Result<Step, AppError>,
) -> Result<ExceptionLine, AppError> {
    let mut open = Workspace::open(workspace)?;
    let writer = open.write()?;
    permission::check(&writer, act, ports)?;
    let register = Register::until(&writer, i64::MAX)?;
    let person = ports.signed_in.as_deref().ok_or(SignInError::Needed)?;
    let taking = Taking {
        writer: &writer,
        register: &register,
        person: person.id(),
        now: ports.clock.now(),
        ports,
    };
    let step = decide(&taking)?;
    taking.check(&step)?;
    let (id, _) = step.about();
    let id = id.to_owned();
    log::append(&writer, step.act(), step.action(), &step, ports)?;
    writer.commit()?;
    let open = Workspace::open(workspace)?;
    let line = line_of(&open.read()?, &id, ports)?;
    line.ok_or_else(|| damaged("lost an exception"))
}
