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

    fn of_severity(severity: Severity) -> Level {
        match severity {
            Severity::Medium => Level::Medium,
            Severity::High => Level::High,
            Severity::Critical => Level::Critical,
        }
    }
}

/// The severest of the controls; none where one of them is not known.
fn severest(of: &ExceptionEntry) -> Option<Level> {
    let levels = of.controls.items().iter().map(|id| {
        let control = find(id.trim())?;
        Some(Level::of_severity(control.severity))
    });
    levels.collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// Whether its risk, as it is stated or by its controls, asks for two people.
pub(super) fn is_high(of: &ExceptionEntry) -> bool {
    let stated = of.risk.value().and_then(|word| Level::of(word));
    stated
        .max(severest(of))
        .is_some_and(|level| level >= Level::High)
}

/// The risk is at least the severity of the controls.
pub(super) fn risk(of: &ExceptionEntry) -> Rule {
    let stated = match &of.risk {
        Field::NotExported => return Rule::Open("its risk was not exported".to_owned()),
        Field::Empty => return Rule::Broken("it has no risk level".to_owned()),
        Field::Value(word) => Level::of(word),
    };
    match (stated, severest(of)) {
        (Some(stated), Some(severity)) if stated < severity => Rule::Broken(format!(
            "its risk is '{}', lower than the severity of its controls",
            of.risk.text()
        )),
        (None, _) => Rule::Open(format!("its risk '{}' is no known level", of.risk.text())),
        // An unknown control is told by itself.
        (Some(_), Some(_) | None) => Rule::Met,
    }
}
