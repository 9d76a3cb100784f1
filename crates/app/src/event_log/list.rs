//! Lists events, for people.

use std::path::Path;

use changeproof_store::{Event, Workspace};

use crate::error::AppError;
use crate::event_words::{label, sentence};
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::event_log::EventLine;

/// Which events to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Of this person alone, as that person signs in.
    pub person: Option<String>,
    /// Of this kind alone, such as `file_imported`.
    pub kind: Option<String>,
}

impl EventFilter {
    fn fits(&self, event: &Event) -> bool {
        let person = self.person.as_ref();
        let kind = self.kind.as_ref();
        person.is_none_or(|person| event.person.as_ref() == Some(person))
            && kind.is_none_or(|kind| event.action == *kind)
    }
}

/// The events, the oldest first.
///
/// # Errors
///
/// What a person may not do, or what the store says.
pub fn list(
    workspace: &Path,
    filter: &EventFilter,
    ports: &Ports<'_>,
) -> Result<Vec<EventLine>, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let events = reader.events(1, reader.head()?.sequence)?;
    let fitting = events.iter().filter(|event| filter.fits(event));
    Ok(fitting
        .map(|event| EventLine {
            event: event.sequence,
            at: event.at,
            person: event.person.clone(),
            kind: event.action.clone(),
            label: label(&event.action),
            sentence: sentence(&event.action, &event.payload),
            hash: event.hash.to_string(),
        })
        .collect())
}
