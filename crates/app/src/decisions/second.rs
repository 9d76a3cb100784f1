//! The second person of a decision that reaches into days that were evaluated before. Until one agrees, such a
//! decision counts for nothing.

use changeproof_store::Reader;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::attachment::Attachment;
use super::sign_ins::SignIns;
use super::{Recorded, Refusal, recorded};
use crate::error::AppError;
use crate::loaded::Loaded;
use crate::members::SignInError;
use crate::ports::Ports;

/// What the event of a second person tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seconded {
    /// The event that is agreed with.
    pub(crate) decision: i64,
    /// The files that were looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Attachment>,
}

/// Who agreed, and in which event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Second {
    pub(crate) event: i64,
    pub(crate) person: String,
}

/// Everything that second people agreed with.
pub(crate) struct Seconds {
    all: Vec<Recorded<Seconded>>,
    sign_ins: SignIns,
}

impl Seconds {
    /// As events of that action told it when the log ended with that event.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub(crate) fn until(
        reader: &Reader<'_>,
        action: &str,
        as_of: i64,
    ) -> Result<Seconds, AppError> {
        Ok(Seconds {
            all: recorded(reader, action, as_of)?,
            sign_ins: SignIns::until(reader, as_of)?,
        })
    }

    /// The first one who agreed with a decision after it, of those who may by the log: neither the person who
    /// decided, nor one whose sign-in that person had made or reset.
    pub(crate) fn of<T>(&self, decision: &Recorded<T>) -> Option<Second> {
        let first = decision.person.as_str();
        let mut all = self.all.iter();
        let found = all.find(|one| {
            let mut makers = self.sign_ins.makers(&one.person, one.sequence);
            one.told.decision == decision.sequence
                && one.sequence > decision.sequence
                && one.person != first
                && !makers.any(|maker| maker == first)
        })?;
        Some(Second {
            event: found.sequence,
            person: found.person.clone(),
        })
    }
}

/// Whether whoever signed in may agree with what somebody decided, as far as log and roster tell.
///
/// # Errors
///
/// The refusal, or what the store says.
pub(crate) fn check_may_second(
    reader: &Reader<'_>,
    loaded: &Loaded,
    first: &str,
    ports: &Ports<'_>,
) -> Result<(), AppError> {
    let person = ports.signed_in.as_deref().ok_or(SignInError::Needed)?;
    if loaded.is_one_person(person.id(), first) {
        return Err(Refusal::new(
            "second_person_is_the_first",
            format!("{first} decided it: somebody else has to agree."),
        )
        .into());
    }
    let sign_ins = SignIns::until(reader, i64::MAX)?;
    if let Some(maker) = sign_ins.maker_who_is(loaded, person.id(), first) {
        return Err(Refusal::new(
            "second_person_account_of_the_first",
            format!(
                "{first} decided it, and {maker} added the sign-in of {} or reset its passphrase. Somebody else has \
                 to agree.",
                person.name()
            ),
        )
        .into());
    }
    Ok(())
}

/// What says that an event is no decision that waits.
pub(crate) fn nothing_to_second(decision: i64) -> Refusal {
    Refusal::new(
        "nothing_to_second",
        format!("Event {decision} is no decision that waits for a second person."),
    )
    .with(json!({ "event": decision }))
}

/// Whether a decision that reaches back has a file behind it.
///
/// # Errors
///
/// The refusal.
pub(crate) fn needs_document(reaches_back: bool, without: bool) -> Result<(), Refusal> {
    if reaches_back && without {
        return Err(Refusal::new(
            "source_document_missing",
            "This may make outcomes better that were evaluated already. Attach the document that shows it; a \
             second person has to agree as well.",
        ));
    }
    Ok(())
}

/// The last day that some evaluation judged; none where nothing was evaluated.
///
/// # Errors
///
/// What the store says.
pub(crate) fn evaluated_to(reader: &Reader<'_>) -> Result<Option<NaiveDate>, AppError> {
    let all = reader.evaluations()?;
    Ok(all.iter().map(|one| one.head.to).max())
}
