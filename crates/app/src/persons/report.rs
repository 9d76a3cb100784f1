//! Who is who, for the command.

use std::path::Path;

use changeproof_store::Workspace;
use chrono::NaiveDate;

use super::{WhoIsWho, account_row, person_rows, suggestion_row};
use crate::error::AppError;
use crate::period::Period;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::results::Explained;
use crate::wire::people::PeopleReport;

/// What to tell of persons.
#[derive(Clone, Copy, Debug, Default)]
pub struct PeopleOptions {
    /// The day on which roles are looked at; none means the last judged day.
    pub day: Option<NaiveDate>,
}

/// Tells who is who in the latest evaluation's records.
///
/// # Errors
///
/// [`AppError::NotEvaluated`], [`AppError::EvaluatedByOtherVersion`], or what reading says.
pub fn people(
    workspace: &Path,
    options: PeopleOptions,
    ports: &Ports<'_>,
) -> Result<PeopleReport, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let explained = Explained::latest(&reader, workspace, ports)?;
    let who = ports.during("Looking at persons", || WhoIsWho::of(&explained));
    let Period { from, to } = Period::of(&explained.evaluation.head);
    let day = options.day.unwrap_or_else(|| last_day(&explained));
    // What opens a record is for the screens.
    let origin = |_| String::new();
    let account = |at: &usize| account_row(&explained, &who, *at, &origin);
    Ok(PeopleReport {
        from,
        to,
        day,
        persons: person_rows(&explained.loaded.snapshot, &who, day, &origin),
        unresolved: who.nobodys().iter().map(account).collect(),
        machines: who.machines().iter().map(account).collect(),
        suggestions: (0..who.suggestions())
            .map(|at| suggestion_row(&explained, &who, at, &origin))
            .collect(),
    })
}

/// The last day of an evaluation of which something can be known.
pub(crate) fn last_day(explained: &Explained) -> NaiveDate {
    let today = explained.as_of().date_in(explained.loaded.zone);
    explained.evaluation.head.to.min(today)
}
