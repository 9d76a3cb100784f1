//! The risk of an exception, against the severity of its controls.

use changeproof_domain::field::Field;
use changeproof_domain::record::ExceptionEntry;
use changeproof_domain::text::folded;

use crate::control::Severity;
use crate::exceptions::rule::Rule;
use crate::registry::find;
use crate::shared::level;

/// Levels of risk that the rules know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Low,
    Medium,
    High,
    Critical,
}

impl Level {
    fn of(word: &str) -> Option<Level> {
        match folded(level::without_number(word)).as_ref() {
            "low" | "minor" => Some(Level::Low),
            "medium" | "moderate" => Some(Level::Medium),
            "high" => Some(Level::High),
            "critical" | "very high" => Some(Level::Critical),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Level::Low => "low",
            Level::Medium => "medium",
            Level::High => "high",
            Level::Critical => "critical",
        }
    }

    fn of_severity(severity: Severity) -> Level {
        match severity {
            Severity::Medium => Level::Medium,
            Severity::High => Level::High,
            Severity::Critical => Level::Critical,
        }
    }
}

/// The severest of the controls, and its id; none where one of them is not known.
fn severest(of: &ExceptionEntry) -> Option<(Level, &'static str)> {
    let levels = of.controls.items().iter().map(|id| {
        let control = find(id.trim())?;
        Some((Level::of_severity(control.severity), control.id))
    });
    let levels = levels.collect::<Option<Vec<_>>>()?;
    levels.into_iter().max_by_key(|(level, _)| *level)
}

/// Why its risk, as it is stated or by its controls, asks for two people; none where it does not.
pub(super) fn asks_for_two(of: &ExceptionEntry) -> Option<String> {
    let stated = of.risk.value().and_then(|word| Level::of(word));
    if stated.is_some_and(|level| level >= Level::High) {
        return Some(format!("its risk '{}'", of.risk.text()));
    }
    let (level, id) = severest(of)?;
    (level >= Level::High).then(|| format!("{id}, a {} control,", level.word()))
}

/// The risk is at least the severity of the controls.
pub(super) fn risk(of: &ExceptionEntry) -> Rule {
    let stated = match &of.risk {
        Field::NotExported => return Rule::Open("its risk was not exported".to_owned()),
        Field::Empty => return Rule::Broken("it has no risk level".to_owned()),
        Field::Value(word) => Level::of(word),
    };
    match (stated, severest(of)) {
        (Some(stated), Some((severity, id))) if stated < severity => Rule::Broken(format!(
            "its risk is '{}', lower than that of {id}, a {} control",
            of.risk.text(),
            severity.word()
        )),
        (None, _) => Rule::Open(format!("its risk '{}' is no known level", of.risk.text())),
        // An unknown control is told by itself.
        (Some(_), Some(_) | None) => Rule::Met,
    }
}
