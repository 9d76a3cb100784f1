//! Parameters as evaluations keep them: what a later explanation of an outcome starts from.

use changeproof_domain::parameters::Parameters;
use changeproof_domain::time::{DAY, HOUR, MINUTE};
use changeproof_store::StoreError;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::AppError;

/// The form of [`Parameters`] in a stored evaluation. Spans are in milliseconds.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Parameters")]
struct Stored {
    production_environments: Vec<String>,
    generic_logins: Vec<String>,
    deploying_roles: Vec<String>,
    reviewing_roles: Vec<String>,
    approving_roles: Vec<String>,
    high_risk_words: Vec<String>,
    high_impact_words: Vec<String>,
    lower_level_words: Vec<String>,
    reviewers: usize,
    required_check_words: Vec<String>,
    approved_pipelines: Vec<String>,
    standard_words: Vec<String>,
    normal_words: Vec<String>,
    emergency_words: Vec<String>,
    change_record_types: Vec<String>,
    minimum_text: usize,
    placeholders: Vec<String>,
    system_aliases: Vec<(String, String)>,
    review_due_business_days: u32,
    emergency_incident_within: i64,
    emergency_incident_before: i64,
    emergency_incidents_known: i64,
    emergency_record_within: i64,
    incident_window: i64,
    reversion_within: i64,
    investigation_due_business_days: u32,
    clock_tolerance: i64,
    same_deployment_window: i64,
    scope_fields: Vec<String>,
    checks_kept: i64,
    gapless_sequences: Vec<String>,
    quiet_business_days: u32,
    quiet_medians: u32,
    emergency_percent: u32,
    emergency_repeats: usize,
    emergency_repeats_within: i64,
    emergency_share_from: usize,
    kept_months: u32,
    at_hand_months: u32,
    policy_names: Vec<String>,
    policy_review_months: u32,
    trigger_decision_within: i64,
    protection_days_apart: i64,
    exception_for_deployment: i64,
    exception_for_service: i64,
    exception_for_window: i64,
    template_valid: i64,
    low_risk_words: Vec<String>,
    any_system_words: Vec<String>,
    monitoring_within: i64,
    critical_words: Vec<String>,
    security_roles: Vec<String>,
    security_paths: Vec<String>,
    security_labels: Vec<String>,
    third_party_paths: Vec<String>,
    third_party_labels: Vec<String>,
    third_party_services: Vec<String>,
}

/// Parameters as JSON.
pub(crate) fn to_json(parameters: &Parameters) -> Result<String, AppError> {
    let mut bytes = Vec::new();
    Stored::serialize(parameters, &mut serde_json::Serializer::new(&mut bytes))
        .map_err(StoreError::from)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Parameters from JSON.
pub(crate) fn from_json(text: &str) -> Result<Parameters, AppError> {
    let parameters = Stored::deserialize(&mut serde_json::Deserializer::from_str(text));
    parameters.map_err(|error| {
        StoreError::Damaged(format!("the parameters of an evaluation: {error}")).into()
    })
}

/// Numbers that are no spans of time: counts of characters, persons, changes, business days or months.
const COUNTS: [&str; 12] = [
    "reviewers",
    "minimum_text",
    "review_due_business_days",
    "investigation_due_business_days",
    "quiet_business_days",
    "quiet_medians",
    "emergency_percent",
    "emergency_repeats",
    "emergency_share_from",
    "kept_months",
    "at_hand_months",
    "policy_review_months",
];

/// The units that a span is given in, the longest first.
const UNITS: [(&str, i64); 3] = [("d", DAY), ("h", HOUR), ("min", MINUTE)];

/// Parameters with one of them changed, as somebody wrote it: a number, a span with its unit such as
/// `2h`, or words with commas between them.
///
/// # Errors
///
/// [`AppError::UnknownParameter`] or [`AppError::BadParameter`].
pub(crate) fn changed(
    parameters: &Parameters,
    name: &str,
    text: &str,
) -> Result<Parameters, AppError> {
    let mut all: Map<String, Value> =
        serde_json::from_str(&to_json(parameters)?).map_err(StoreError::from)?;
    let Some(value) = all.get(name) else {
        return Err(AppError::UnknownParameter {
            name: name.to_owned(),
            known: all.keys().cloned().collect::<Vec<_>>().join(", "),
        });
    };
    let read = read(name, value, text.trim());
    let bad = |how: &str| AppError::BadParameter {
        name: name.to_owned(),
        value: text.to_owned(),
        how: how.to_owned(),
    };
    let value = read.map_err(bad)?;
    all.insert(name.to_owned(), value);
    from_json(&Value::Object(all).to_string()).map_err(|_| bad("Give a smaller number."))
}

/// The value that a text means for a parameter; otherwise how to write it.
fn read(name: &str, before: &Value, text: &str) -> Result<Value, &'static str> {
    let number = |digits: &str| digits.trim().parse::<u32>().ok();
    if before.is_number() && COUNTS.contains(&name) {
        return number(text)
            .map(Value::from)
            .ok_or("Give a whole number, such as 2.");
    }
    if before.is_number() {
        return UNITS
            .iter()
            .find_map(|(unit, span)| Some(i64::from(number(text.strip_suffix(unit)?)?) * span))
            .map(Value::from)
            .ok_or("Give a whole number with its unit: min, h or d, such as 2h.");
    }
    let words = text
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty());
    if name == "system_aliases" {
        return words
            .map(|pair| {
                let (alias, service) = pair.split_once(':')?;
                Some(Value::from(vec![alias.trim(), service.trim()]))
            })
            .collect::<Option<Vec<Value>>>()
            .map(Value::from)
            .ok_or(
                "Give each name with its service behind a colon, such as Referral:referral-api.",
            );
    }
    Ok(words.collect::<Vec<_>>().into())
}

/// The value of a parameter in words that [`changed`] would read.
pub(crate) fn in_words(parameters: &Parameters, name: &str) -> Result<String, AppError> {
    let all: Map<String, Value> =
        serde_json::from_str(&to_json(parameters)?).map_err(StoreError::from)?;
    Ok(match all.get(name) {
        Some(Value::Number(number)) if COUNTS.contains(&name) => number.to_string(),
        Some(Value::Number(number)) => {
            let span = number.as_i64().unwrap_or_default();
            let fits = |(_, unit): &&(&str, i64)| span % unit == 0;
            let (unit, length) = UNITS.iter().find(fits).unwrap_or(&UNITS[2]);
            format!("{}{unit}", span / length)
        }
        Some(Value::Array(words)) => words.iter().map(word).collect::<Vec<_>>().join(", "),
        Some(_) | None => String::new(),
    })
}

fn word(value: &Value) -> String {
    match value {
        Value::Array(pair) => pair.iter().map(word).collect::<Vec<_>>().join(":"),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(name: &str, text: &str) -> Result<String, String> {
        let changed = changed(&Parameters::default(), name, text);
        let changed = changed.map_err(|error| error.to_string())?;
        Ok(in_words(&changed, name).unwrap())
    }

    #[test]
    fn a_parameter_is_changed_as_people_write_it() {
        for (name, text) in [
            ("reviewers", "2"),
            ("reversion_within", "90min"),
            ("reversion_within", "8h"),
            ("incident_window", "2d"),
            ("approved_pipelines", "deploy.yml, release.yml"),
            ("approved_pipelines", ""),
            ("system_aliases", "Referral:referral-api"),
        ] {
            assert_eq!(after(name, text).as_deref(), Ok(text), "{name}");
        }
    }

    #[test]
    fn a_value_that_a_parameter_cannot_have_is_refused_with_how_to_write_it() {
        for (name, text, how) in [
            ("reviewers", "two", "whole number, such as 2"),
            ("reviewers", "-1", "whole number, such as 2"),
            ("reversion_within", "8", "with its unit"),
            ("reversion_within", "8 weeks", "with its unit"),
            ("system_aliases", "Referral", "colon"),
            ("reviewer", "2", "'reviewer' is not a parameter"),
        ] {
            let error = after(name, text).unwrap_err();
            assert!(error.contains(how), "{name}={text}: {error}");
        }
    }

    #[test]
    fn every_number_is_a_count_or_a_span_of_whole_units() {
        let defaults = to_json(&Parameters::default()).unwrap();
        let all: Map<String, Value> = serde_json::from_str(&defaults).unwrap();
        let numbers: Vec<_> = all.iter().filter(|(_, value)| value.is_number()).collect();
        for (name, value) in &numbers {
            let number = value.as_i64().unwrap();
            assert_eq!(
                number < MINUTE,
                COUNTS.contains(&name.as_str()),
                "{name}: a count has to be told here, a span is in milliseconds"
            );
            assert!(number < MINUTE || number % MINUTE == 0, "{name}");
        }
        assert!(COUNTS.iter().all(|name| all.contains_key(*name)));
    }

    #[test]
    fn parameters_survive_their_stored_form() {
        let parameters = Parameters {
            reviewers: 2,
            system_aliases: vec![("Referral".to_owned(), "referral-api".to_owned())],
            ..Parameters::default()
        };
        let text = to_json(&parameters).unwrap();
        assert_eq!(from_json(&text).unwrap(), parameters);
    }
}
