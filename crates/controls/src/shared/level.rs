//! The levels of risk and impact that were chosen in a change record.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::snapshot::{ChangeRecordId, RecordRef};
use changeproof_domain::text::folded;

use crate::context::{Detail, field_text};
use crate::implementation::Implementation;
use crate::shared::content::{self, AtStart};

/// The field that holds the level of risk.
pub(crate) const RISK: &str = "risk_level";
/// The field that holds the level of impact.
pub(crate) const IMPACT: &str = "impact_level";

/// A level when the deployment began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// It asks for more, in the tool's word.
    High(String),
    /// It does not, in the tool's word.
    Lower(String),
    /// Why it is not known, as the end of a sentence.
    Unknown(String),
}

/// Which level asks for an additional approval; none where none is known to.
pub(crate) fn high(key: &str, risk: &Level, impact: &Level) -> Option<String> {
    [(risk, "risk"), (impact, "impact")]
        .into_iter()
        .find_map(|(level, of)| match level {
            Level::High(word) => Some(format!("{key} has the {of} level '{word}'")),
            Level::Lower(_) | Level::Unknown(_) => None,
        })
}

/// The level of risk.
pub(crate) fn risk(cx: &Implementation<'_>, id: ChangeRecordId) -> Level {
    let high = &cx.parameters().high_risk_words;
    at_start(cx, id, RISK, &cx.record(id).risk_level, high)
}

/// The level of impact on production.
pub(crate) fn impact(cx: &Implementation<'_>, id: ChangeRecordId) -> Level {
    let high = &cx.parameters().high_impact_words;
    at_start(cx, id, IMPACT, &cx.record(id).impact_level, high)
}

fn at_start(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    field: &str,
    exported: &Field<String>,
    high: &[String],
) -> Level {
    let words = field.replace('_', " ");
    match content::at_start(cx, cx.record(id), field, exported) {
        AtStart::Text(word) => of_word(cx, word, &words, high),
        AtStart::NotExported => Level::Unknown(format!("its {words} was not exported")),
        AtStart::EditedAround => Level::Unknown(format!(
            "its {words} was edited at a time that cannot be put before or after {}",
            cx.start_words()
        )),
    }
}

fn of_word(cx: &Implementation<'_>, word: &str, words: &str, high: &[String]) -> Level {
    let bare = without_number(word);
    let bare = folded(bare);
    let is_one_of = |list: &[String]| list.iter().any(|known| *known == bare);
    let word = word.trim();
    if word.is_empty() {
        Level::Unknown(format!("no {words} was chosen when {}", cx.began()))
    } else if is_one_of(high) {
        Level::High(word.to_owned())
    } else if is_one_of(&cx.parameters().lower_level_words) {
        Level::Lower(word.to_owned())
    } else {
        Level::Unknown(format!("its {words} '{word}' is on no list of levels"))
    }
}

/// The level of a record, and what it was until an edit after the start, as facts.
pub(crate) fn facts(cx: &Implementation<'_>, id: ChangeRecordId, field: &str) -> Vec<Fact> {
    if cx.detail == Detail::OutcomeOnly {
        return Vec::new();
    }
    let record = cx.record(id);
    let level = match field {
        RISK => &record.risk_level,
        _ => &record.impact_level,
    };
    let fact = cx.fact(RecordRef::ChangeRecord(id), field, || field_text(level));
    let edit = cx.edited_since(record, field);
    let edit = edit.map(|(at, ..)| cx.edit_facts(id, at));
    fact.into_iter().chain(edit.into_iter().flatten()).collect()
}

/// Whether a level is one of a list of words, in lower case and without a leading number.
pub(crate) fn is_one_of(word: &str, list: &[String]) -> bool {
    let bare = folded(without_number(word));
    list.iter().any(|known| *known == bare)
}

/// `High` of `1 - High`.
pub(crate) fn without_number(word: &str) -> &str {
    let rest = word.trim().trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.trim_start().strip_prefix('-') {
        Some(level) if rest.len() < word.trim().len() => level.trim(),
        _ => word.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::without_number;

    #[test]
    fn a_level_is_its_word_without_the_number_before_it() {
        let of = [
            "1 - High",
            "3-Low",
            " Moderate ",
            "4",
            "- High",
            "Minor / Localized",
        ];
        assert_eq!(
            of.map(without_number),
            [
                "High",
                "Low",
                "Moderate",
                "4",
                "- High",
                "Minor / Localized"
            ]
        );
    }
}
