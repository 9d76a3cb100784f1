//! Who made or reset the sign-in of whom. Whoever chose a passphrase for somebody may have it still, so that the
//! two count as one hand where two people are asked for.

use changeproof_store::{Reader, StoreError};
use serde::Deserialize;

use crate::error::AppError;
use crate::loaded::Loaded;
use crate::members::event::{ADDED, RESET};

/// Somebody added a person, or chose a passphrase for one.
struct Made {
    event: i64,
    person: String,
    by: String,
}

/// All of that, in the order of the log.
pub(crate) struct SignIns(Vec<Made>);

impl SignIns {
    /// As the log told it when it ended with that event.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub(crate) fn until(reader: &Reader<'_>, as_of: i64) -> Result<SignIns, AppError> {
        #[derive(Deserialize)]
        struct OfPerson {
            person: String,
        }
        let mut all = Vec::new();
        for event in reader.events_of(&[ADDED, RESET])? {
            if event.sequence > as_of {
                break;
            }
            let told: OfPerson = serde_json::from_str(&event.payload).map_err(StoreError::from)?;
            let Some(by) = event.person else {
                continue;
            };
            all.push(Made {
                event: event.sequence,
                person: told.person,
                by,
            });
        }
        Ok(SignIns(all))
    }

    /// Who made or reset the sign-in of a person before an event, apart from that person.
    pub(crate) fn makers<'s>(
        &'s self,
        person: &'s str,
        before: i64,
    ) -> impl Iterator<Item = &'s str> {
        let of = self
            .0
            .iter()
            .filter(move |made| made.event < before && made.person == person && made.by != person);
        of.map(|made| made.by.as_str())
    }

    /// The maker of a person's sign-in who is known to be one person with somebody.
    pub(crate) fn maker_who_is<'s>(
        &'s self,
        loaded: &Loaded,
        person: &'s str,
        somebody: &str,
    ) -> Option<&'s str> {
        let mut makers = self.makers(person, i64::MAX);
        makers.find(|maker| loaded.is_one_person(maker, somebody))
    }
}
