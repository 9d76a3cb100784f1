//! Appends events: with the person who signed in, and signed by that person's key.

use changeproof_store::{EventDraft, Head, StoreError, Writer};
use serde::Serialize;

use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::members::SignedIn;
use crate::permission::{self, Act};
use crate::ports::Ports;

/// Appends an event of this moment. Whether whoever works may do what it tells is asked once more, by the
/// day that the event names.
///
/// # Errors
///
/// As for [`permission::check`], or what the store says.
pub(crate) fn append(
    writer: &Writer<'_>,
    act: Act,
    action: &'static str,
    payload: &impl Serialize,
    ports: &Ports<'_>,
) -> Result<Head, AppError> {
    let at = ports.clock.now();
    let signed_in = ports.signed_in.as_deref();
    permission::check_person(writer, act, signed_in, || {
        Ok(at.date_in(workspace_zone(writer)?))
    })?;
    let draft = EventDraft {
        at,
        person: signed_in.map(|person| person.id().to_owned()),
        action,
        payload: serde_json::to_string(payload).map_err(StoreError::from)?,
    };
    Ok(match signed_in {
        Some(person) => writer.append_signed(draft, &|hash| person.sign(hash))?,
        None => writer.append(draft)?,
    })
}

/// Appends the event that tells of the first person, who signs it. Nobody could be asked for permission.
pub(crate) fn append_first(
    writer: &Writer<'_>,
    first: &SignedIn,
    action: &'static str,
    payload: &impl Serialize,
    ports: &Ports<'_>,
) -> Result<Head, AppError> {
    let draft = EventDraft {
        at: ports.clock.now(),
        person: Some(first.id().to_owned()),
        action,
        payload: serde_json::to_string(payload).map_err(StoreError::from)?,
    };
    Ok(writer.append_signed(draft, &|hash| first.sign(hash))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members::event;

    #[test]
    fn every_event_that_is_appended_is_known_to_the_table_of_permissions() {
        for (action, act) in [
            ("file_imported", Act::Import),
            ("source_declared_again", Act::Import),
            ("evaluated", Act::Evaluate),
            ("pack_exported", Act::MakePack),
            ("log_exported", Act::Look),
            ("checkpoint_written", Act::Look),
            ("policy_version_added", Act::AddPolicyVersion),
            ("interpretation_accepted", Act::AcceptInterpretation),
            (event::ADDED, Act::LookAfterPeople),
            (event::ROLES, Act::LookAfterPeople),
            (event::RESET, Act::LookAfterPeople),
            (event::DEACTIVATED, Act::LookAfterPeople),
            (event::PASSPHRASE, Act::ChangePassphrase),
            (event::SIGN_IN, Act::SignIn),
        ] {
            assert_eq!(Act::of_event(action), Some(act), "{action}");
        }
        assert_eq!(Act::of_event("another"), None);
    }
}
