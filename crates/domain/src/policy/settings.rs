//! Every parameter by its name: what kind of value it has, and how that is written.

use crate::parameters::Parameters;
use crate::time::{DAY, HOUR, MINUTE};

/// The kind of a parameter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A list of words, compared whatever their case.
    Words,
    /// A list of words that are compared with what is in lower case.
    Lower,
    /// A list of words that are compared with what is in upper case.
    Upper,
    /// A list of some of these words.
    OneOf(&'static [&'static str]),
    /// A list of pairs of texts, whose names in a profile these are.
    Pairs(&'static str, &'static str),
    /// A whole number of something; without a word it is the number alone.
    Count(&'static str),
    /// A span of time: whole multiples of the unit in which outcomes tell it.
    Span(i64),
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// A list of words.
    Words(Vec<String>),
    /// A list of pairs of texts.
    Pairs(Vec<(String, String)>),
    /// A count, or a span in milliseconds.
    Number(i64),
}

/// A parameter.
#[derive(Debug)]
pub struct Definition {
    /// Its name.
    pub name: &'static str,
    /// The kind of its value.
    pub kind: Kind,
    get: fn(&Parameters) -> Setting,
}

/// The units of spans, the longest first.
pub const UNITS: [(&str, i64); 3] = [("d", DAY), ("h", HOUR), ("min", MINUTE)];

impl Definition {
    /// The value in force.
    pub fn of(&self, parameters: &Parameters) -> Setting {
        (self.get)(parameters)
    }

    /// The number that a text means, such as `5 business days` or `4 h`; otherwise what is expected.
    ///
    /// # Errors
    ///
    /// What is expected, without a full stop.
    pub fn number(&self, text: &str) -> Result<i64, String> {
        let digits = |digits: &str| digits.trim().parse::<u32>().ok().map(i64::from);
        match self.kind {
            Kind::Count(what) => digits(text.strip_suffix(what).unwrap_or(text))
                .ok_or_else(|| format!("a whole number, such as {}", self.example())),
            Kind::Span(_) => UNITS
                .iter()
                .find_map(|(unit, span)| Some(digits(text.strip_suffix(unit)?)? * span))
                .ok_or_else(|| {
                    let example = self.example();
                    format!("a whole number with its unit: min, h or d, such as {example}")
                }),
            Kind::Words | Kind::Lower | Kind::Upper | Kind::OneOf(_) | Kind::Pairs(..) => {
                Err("a list".to_owned())
            }
        }
    }

    /// How a number of it is written in a profile, without quotation marks.
    pub fn example(&self) -> String {
        match self.kind {
            Kind::Count(what) => counted(5, what),
            Kind::Span(unit) => self.written(&Setting::Number(4 * unit)),
            Kind::Words | Kind::Lower | Kind::Upper | Kind::OneOf(_) | Kind::Pairs(..) => {
                String::new()
            }
        }
    }

    /// A value in words: `4 h`, `5 business days`, `deploy.yml, release.yml`.
    pub fn written(&self, setting: &Setting) -> String {
        match (setting, self.kind) {
            (Setting::Words(words), _) => words.join(", "),
            (Setting::Pairs(pairs), _) => pairs
                .iter()
                .map(|(first, second)| format!("{first}:{second}"))
                .collect::<Vec<_>>()
                .join(", "),
            (Setting::Number(span), Kind::Span(_)) => {
                let fits = UNITS.iter().find(|(_, length)| span % length == 0);
                // A day is told in hours up to three of them, as the policy's readers do.
                let (unit, length) = match fits {
                    Some(("d", _)) if *span <= 3 * DAY => &UNITS[1],
                    Some(unit) => unit,
                    None => &UNITS[2],
                };
                format!("{} {unit}", span / length)
            }
            (Setting::Number(number), Kind::Count(what)) => counted(*number, what),
            (
                Setting::Number(number),
                Kind::Words | Kind::Lower | Kind::Upper | Kind::OneOf(_) | Kind::Pairs(..),
            ) => number.to_string(),
        }
    }
}

fn counted(number: i64, what: &str) -> String {
    format!("{number} {what}").trim_end().to_owned()
}

/// The parameter of that name.
pub fn find(name: &str) -> Option<&'static Definition> {
    SETTINGS.iter().find(|definition| definition.name == name)
}

/// A field of [`Parameters`] as a setting, and back.
trait Value: Sized {
    fn setting(&self) -> Setting;
    fn of(setting: Setting) -> Option<Self>;
}

impl Value for Vec<String> {
    fn setting(&self) -> Setting {
        Setting::Words(self.clone())
    }

    fn of(setting: Setting) -> Option<Self> {
        match setting {
            Setting::Words(words) => Some(words),
            Setting::Pairs(_) | Setting::Number(_) => None,
        }
    }
}

impl Value for Vec<(String, String)> {
    fn setting(&self) -> Setting {
        Setting::Pairs(self.clone())
    }

    fn of(setting: Setting) -> Option<Self> {
        match setting {
            Setting::Pairs(pairs) => Some(pairs),
            Setting::Words(_) | Setting::Number(_) => None,
        }
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Value for $number {
            fn setting(&self) -> Setting {
                Setting::Number(i64::try_from(*self).unwrap_or(i64::MAX))
            }

            fn of(setting: Setting) -> Option<Self> {
                match setting {
                    Setting::Number(number) => number.try_into().ok(),
                    Setting::Words(_) | Setting::Pairs(_) => None,
                }
            }
        }
    )*};
}

numbers!(u32, usize, i64);

/// One line a parameter: its field and the kind of its value.
macro_rules! settings {
    ($($name:ident: $kind:expr,)*) => {
        /// All parameters, in the order in which evaluations keep them.
        pub static SETTINGS: &[Definition] = &[$(
            Definition {
                name: stringify!($name),
                kind: $kind,
                get: |parameters| Value::setting(&parameters.$name),
            },
        )*];

        impl Parameters {
            /// From the values of all [`SETTINGS`] in their order; none where one does not fit.
            pub fn from_settings(settings: impl IntoIterator<Item = Setting>) -> Option<Parameters> {
                let mut settings = settings.into_iter();
                Some(Parameters {
                    $($name: Value::of(settings.next()?)?,)*
                })
            }
        }
    };
}

const BUSINESS_DAYS: Kind = Kind::Count("business days");
/// The fields of a change record whose edits importers tell.
const SCOPE_FIELDS: &[&str] = &[
    "description",
    "systems",
    "risk_and_impact",
    "rollback_plan",
    "category",
];
const CHANGES: Kind = Kind::Count("changes");
const MONTHS: Kind = Kind::Count("months");

settings! {
    production_environments: Kind::Lower,
    generic_logins: Kind::Lower,
    deploying_roles: Kind::Words,
    reviewing_roles: Kind::Words,
    approving_roles: Kind::Words,
    high_risk_words: Kind::Lower,
    high_impact_words: Kind::Lower,
    lower_level_words: Kind::Lower,
    reviewers: Kind::Count(""),
    required_check_words: Kind::Lower,
    approved_pipelines: Kind::Words,
    standard_words: Kind::Lower,
    normal_words: Kind::Lower,
    emergency_words: Kind::Lower,
    change_record_types: Kind::Lower,
    minimum_text: Kind::Count("characters"),
    placeholders: Kind::Lower,
    system_aliases: Kind::Pairs("alias", "service"),
    service_paths: Kind::Pairs("service", "path"),
    review_due_business_days: BUSINESS_DAYS,
    emergency_incident_within: Kind::Span(HOUR),
    emergency_incident_before: Kind::Span(HOUR),
    emergency_incidents_known: Kind::Span(DAY),
    emergency_record_within: Kind::Span(HOUR),
    incident_window: Kind::Span(HOUR),
    reversion_within: Kind::Span(HOUR),
    investigation_due_business_days: BUSINESS_DAYS,
    clock_tolerance: Kind::Span(MINUTE),
    same_deployment_window: Kind::Span(MINUTE),
    scope_fields: Kind::OneOf(SCOPE_FIELDS),
    checks_kept: Kind::Span(DAY),
    gapless_sequences: Kind::Upper,
    quiet_business_days: BUSINESS_DAYS,
    quiet_medians: Kind::Count(""),
    emergency_percent: Kind::Count("%"),
    emergency_repeats: Kind::Count("emergencies"),
    emergency_repeats_within: Kind::Span(DAY),
    emergency_share_from: CHANGES,
    kept_months: MONTHS,
    at_hand_months: MONTHS,
    policy_names: Kind::Lower,
    policy_review_months: MONTHS,
    trigger_decision_within: Kind::Span(DAY),
    follow_up_due_business_days: BUSINESS_DAYS,
    protection_days_apart: Kind::Span(DAY),
    exception_for_deployment: Kind::Span(HOUR),
    exception_for_service: Kind::Span(DAY),
    exception_for_window: Kind::Span(DAY),
    template_valid: Kind::Span(DAY),
    low_risk_words: Kind::Lower,
    any_system_words: Kind::Lower,
    monitoring_within: Kind::Span(HOUR),
    critical_words: Kind::Lower,
    security_roles: Kind::Words,
    security_paths: Kind::Lower,
    security_labels: Kind::Lower,
    third_party_paths: Kind::Lower,
    third_party_labels: Kind::Lower,
    third_party_services: Kind::Words,
}
