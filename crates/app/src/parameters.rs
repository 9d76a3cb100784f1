//! Parameters as evaluations keep them: what a later explanation of an outcome starts from.

use changeproof_domain::parameters::Parameters;
use changeproof_domain::policy::settings::{Definition, Kind, SETTINGS, Setting, UNITS, find};
use changeproof_store::StoreError;
use serde_json::{Map, Value, json};

use crate::error::AppError;

/// Parameters as JSON: an object with a value for each, in the order of [`SETTINGS`]. Spans are in
/// milliseconds.
pub(crate) fn to_value(parameters: &Parameters) -> Value {
    let fields = SETTINGS.iter().map(|one| {
        let value = match one.of(parameters) {
            Setting::Words(words) => json!(words),
            Setting::Pairs(pairs) => json!(pairs),
            Setting::Number(number) => json!(number),
        };
        (one.name.to_owned(), value)
    });
    Value::Object(fields.collect())
}

/// Parameters from JSON.
pub(crate) fn from_value(value: &Value) -> Result<Parameters, AppError> {
    let damaged = |what: &str| {
        AppError::from(StoreError::Damaged(format!(
            "the parameters of an evaluation: {what}"
        )))
    };
    let no_fields = Map::new();
    let fields = value.as_object().unwrap_or(&no_fields);
    let settings = SETTINGS.iter().map(|one| {
        let value = fields.get(one.name)?;
        Some(match one.kind {
            Kind::Count(_) | Kind::Span(_) => Setting::Number(value.as_i64()?),
            Kind::Pairs(..) => Setting::Pairs(serde_json::from_value(value.clone()).ok()?),
            Kind::Words | Kind::Lower | Kind::Upper | Kind::OneOf(_) => {
                Setting::Words(serde_json::from_value(value.clone()).ok()?)
            }
        })
    });
    let settings: Option<Vec<Setting>> = settings.collect();
    if fields.len() != SETTINGS.len() {
        return Err(damaged("they are not those of this version"));
    }
    settings
        .and_then(Parameters::from_settings)
        .ok_or_else(|| damaged("one of them cannot be read"))
}

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
    let Some(changed) = find(name) else {
        let known: Vec<&str> = SETTINGS.iter().map(|one| one.name).collect();
        return Err(AppError::UnknownParameter {
            name: name.to_owned(),
            known: known.join(", "),
        });
    };
    let text = text.trim();
    let bad = |how: &str| AppError::BadParameter {
        name: name.to_owned(),
        value: text.to_owned(),
        how: how.to_owned(),
    };
    let setting = read(changed, text).map_err(bad)?;
    let settings = SETTINGS.iter().map(|one| {
        if one.name == name {
            setting.clone()
        } else {
            one.of(parameters)
        }
    });
    Parameters::from_settings(settings).ok_or_else(|| bad("Give a smaller number."))
}

/// The value that a text means for a parameter; otherwise how to write it.
fn read(of: &Definition, text: &str) -> Result<Setting, &'static str> {
    let words = || {
        text.split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty())
    };
    match of.kind {
        Kind::Count(_) => of
            .number(text)
            .map(Setting::Number)
            .map_err(|_| "Give a whole number, such as 2."),
        Kind::Span(_) => of
            .number(text)
            .map(Setting::Number)
            .map_err(|_| "Give a whole number with its unit: min, h or d, such as 2h."),
        Kind::Words | Kind::Lower | Kind::Upper | Kind::OneOf(_) => {
            Ok(Setting::Words(words().map(str::to_owned).collect()))
        }
        Kind::Pairs(..) => words()
            .map(|pair| {
                let (first, second) = pair.split_once(':')?;
                Some((first.trim().to_owned(), second.trim().to_owned()))
            })
            .collect::<Option<_>>()
            .map(Setting::Pairs)
            .ok_or(
                "Give pairs with a colon between their parts and commas between them, such as \
                 Referral:referral-api.",
            ),
    }
}

/// The value of a parameter in words that [`changed`] would read.
pub(crate) fn in_words(parameters: &Parameters, name: &str) -> String {
    let Some(one) = find(name) else {
        return String::new();
    };
    match (one.of(parameters), one.kind) {
        (Setting::Number(span), Kind::Span(_)) => {
            let fits = |(_, unit): &&(&str, i64)| span % unit == 0;
            let (unit, length) = UNITS.iter().find(fits).unwrap_or(&UNITS[2]);
            format!("{}{unit}", span / length)
        }
        (Setting::Number(number), _) => number.to_string(),
        (setting, _) => one.written(&setting),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(name: &str, text: &str) -> Result<String, String> {
        let changed = changed(&Parameters::default(), name, text);
        let changed = changed.map_err(|error| error.to_string())?;
        Ok(in_words(&changed, name))
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
    fn parameters_survive_their_stored_form() {
        let parameters = Parameters {
            reviewers: 2,
            system_aliases: vec![("Referral".to_owned(), "referral-api".to_owned())],
            ..Parameters::default()
        };
        assert_eq!(from_value(&to_value(&parameters)).unwrap(), parameters);
    }
}
