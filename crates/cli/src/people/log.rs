//! The event log, in words.

use changeproof_app::wire::event_log::{CheckpointWritten, EventLine, LogExported};
use changeproof_domain::time::ForPeople;

use super::line;

/// Events, one a line.
pub fn events(events: &[EventLine]) -> String {
    let mut text = String::new();
    if events.is_empty() {
        line(&mut text, "No event fits.");
    }
    for event in events {
        let person = event.person.as_deref().unwrap_or("without sign-in");
        line(
            &mut text,
            &format!(
                "{:>6}  {}  {person}  {}",
                event.event,
                ForPeople(event.at),
                event.sentence
            ),
        );
    }
    text
}

/// What exporting wrote.
pub fn log_exported(done: &LogExported) -> String {
    format!(
        "Wrote {} events as {}. The last is event {} with hash {}.\nSHA-256  {}\n",
        done.events,
        done.file.display(),
        done.sequence,
        done.hash,
        done.sha256
    )
}

/// What a checkpoint says.
pub fn checkpoint_written(written: &CheckpointWritten) -> String {
    format!(
        "Wrote {} at event {} with hash {}. Keep it where nobody who writes the workspace can: 'changeproof \
         verify WORKSPACE --checkpoint FILE' finds a log that was cut.\n",
        written.file.display(),
        written.sequence,
        written.hash
    )
}
