//! Which interpretations the owner accepted: by the profile's own words, or by an event of the log.

use changeproof_domain::policy::settings::find;
use changeproof_domain::policy::{Interpretation, InterpretationState, Profile};
use changeproof_domain::time::Timestamp;
use changeproof_store::{Digest, Reader};
use serde_json::json;

use super::payload;
use crate::error::AppError;

/// The action of an event that accepts an interpretation.
pub(crate) const INTERPRETATION_ACCEPTED: &str = "interpretation_accepted";

/// Who accepted an interpretation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Acceptance {
    /// Who, as it was given.
    pub(crate) by: String,
    /// The day; in the workspace it is that of the event.
    pub(crate) on: Day,
    /// Why; none where the profile says it.
    pub(crate) reason: Option<String>,
}

/// When an interpretation was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Day {
    /// As the profile says.
    Told(chrono::NaiveDate),
    /// When the event was recorded.
    Recorded(Timestamp),
}

impl Day {
    /// The date in a zone.
    pub(crate) fn date(self, zone: chrono_tz::Tz) -> chrono::NaiveDate {
        match self {
            Day::Told(date) => date,
            Day::Recorded(at) => at.date_in(zone),
        }
    }
}

/// What an acceptance is about: the words, the reading and the values. Where one of them changes, the
/// owner has to accept it again.
pub(crate) fn content(one: &Interpretation, profile: &Profile) -> Digest {
    let form = json!({
        "id": one.id,
        "clause": one.clause,
        "words": one.words,
        "reading": one.reading,
        "controls": one.controls,
        "parameters": values(one, profile),
    });
    Digest::of(form.to_string().as_bytes())
}

/// The parameters of an interpretation with their values in words, in its order.
pub(crate) fn values(one: &Interpretation, profile: &Profile) -> Vec<(String, String)> {
    let value = |name: &String| {
        let setting = find(name)?;
        let value = setting.of(&profile.parameters);
        Some((name.clone(), setting.written(&value)))
    };
    one.parameters.iter().filter_map(value).collect()
}

/// Everything that was accepted in the workspace.
#[derive(Clone, Debug, Default)]
pub(crate) struct Acceptances(Vec<(String, Acceptance)>);

impl Acceptances {
    /// Those of the log up to an event.
    pub(crate) fn until(reader: &Reader<'_>, event: i64) -> Result<Acceptances, AppError> {
        let events = reader.events_of(&[INTERPRETATION_ACCEPTED])?;
        let told = events.iter().filter(|one| one.sequence <= event);
        let all = told.map(|one| {
            let told = payload(one);
            let text = |key: &str| told[key].as_str().unwrap_or_default().to_owned();
            let acceptance = Acceptance {
                by: text("by"),
                on: Day::Recorded(one.at),
                reason: Some(text("reason")),
            };
            (text("content_sha256"), acceptance)
        });
        Ok(Acceptances(all.collect()))
    }

    /// Who accepted an interpretation as a profile has it; none where it is still proposed.
    pub(crate) fn of(&self, one: &Interpretation, profile: &Profile) -> Option<Acceptance> {
        if let InterpretationState::Accepted { by, on } = &one.state {
            return Some(Acceptance {
                by: by.clone(),
                on: Day::Told(*on),
                reason: None,
            });
        }
        if self.0.is_empty() {
            return None;
        }
        let content = content(one, profile).to_string();
        let told = self.0.iter().find(|(of, _)| *of == content);
        told.map(|(_, acceptance)| acceptance.clone())
    }
}
