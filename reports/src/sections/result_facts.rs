//! Section 8: the facts under a finding. Facts that follow each other and are of one record stand
//! under one line that names the record, its file and its place there.

use crate::block::{Span, Tone};
use crate::pack::Fact;
use crate::wording::{capital, counted, shortened};

/// What a reader must know to follow a fact to its origin.
pub const HOW_TO_READ: &str = "Under each finding stand the facts that it rests on: first the \
     record with the number of its file in section 3 and its place there, then field = value. \
     Where the file names a field differently, its own name follows in brackets. ‘(none)’ means \
     that the field is empty or that the list has no entry.";

/// Facts printed for an item.
const PRINTED_FACTS: usize = 10;
/// Letters printed of a value; `results.json` holds it whole.
const PRINTED_LETTERS: usize = 160;
/// Space before the fields of a record.
const INDENT: &str = "\u{a0}\u{a0}\u{a0}";

/// The facts, each on a line of its own.
pub fn spans(facts: &[Fact]) -> Vec<Span> {
    if facts.is_empty() {
        return vec![Span::text("\nNo fact was recorded for this item.").toned(Tone::Caution)];
    }
    let facts = without_repetition(facts);
    let printed = &facts[..facts.len().min(PRINTED_FACTS)];
    let mut spans: Vec<Span> = printed
        .chunk_by(|a, b| {
            (&a.record, a.source, &a.record_place) == (&b.record, b.source, &b.record_place)
        })
        .flat_map(of_record)
        .collect();
    let rest = (facts.len() - printed.len()) as u64;
    if rest > 0 {
        spans.push(Span::muted(format!(
            "\n{} in attachment results.json",
            counted(rest, "more fact", "more facts")
        )));
    }
    spans
}

/// The facts without those that were compared more than once.
fn without_repetition(facts: &[Fact]) -> Vec<&Fact> {
    let mut kept: Vec<&Fact> = Vec::with_capacity(facts.len());
    for fact in facts {
        if !kept.contains(&fact) {
            kept.push(fact);
        }
    }
    kept
}

/// A line that names the record, and its fields.
fn of_record(facts: &[&Fact]) -> Vec<Span> {
    let Some(first) = facts.first() else {
        return Vec::new();
    };
    let origin = match first.source {
        Some(source) if first.record_place.is_empty() => format!(" (file {})", source + 1),
        Some(source) => format!(" (file {}, {})", source + 1, one_line(&first.record_place)),
        None if first.record_place.is_empty() => " (derived)".to_owned(),
        None => format!(" ({})", one_line(&first.record_place)),
    };
    let name = capital(&one_line(&first.record_name));
    let mut spans = vec![Span::muted(format!("\n{name}{origin}"))];
    let fields: Vec<&Fact> = facts
        .iter()
        .copied()
        .filter(|fact| !(fact.field.is_empty() && says_no_more(fact)))
        .collect();
    match fields.as_slice() {
        [] => {}
        [one] => {
            spans.push(Span::muted(": "));
            spans.extend(field(one));
        }
        several => {
            spans.push(Span::muted(":"));
            for fact in several {
                spans.push(Span::muted(format!("\n{INDENT}")));
                spans.extend(field(fact));
            }
        }
    }
    spans
}

/// Whether the value of a record as a whole repeats its name.
fn says_no_more(fact: &Fact) -> bool {
    fact.value.is_empty()
        || fact
            .record_name
            .to_lowercase()
            .contains(&fact.value.to_lowercase())
}

/// `field = value`, and the file's own name of the field where it differs.
fn field(fact: &Fact) -> Vec<Span> {
    let value = if fact.value.is_empty() {
        // In brackets: a file may hold the word itself.
        Span::muted("(none)")
    } else {
        Span::mono(value(&fact.value)).toned(Tone::Muted)
    };
    let mut spans = Vec::new();
    if !fact.field.is_empty() {
        spans.push(Span::muted(format!("{} = ", one_line(&fact.field))));
    }
    spans.push(value);
    if let Some(own) = own_name(fact) {
        spans.push(Span::muted(format!(" ({})", one_line(own))));
    }
    spans
}

/// The field's place within its record, in the file's own words; none where it is ours.
fn own_name(fact: &Fact) -> Option<&str> {
    let own = fact
        .place
        .strip_prefix(fact.record_place.as_str())
        .unwrap_or(&fact.place)
        .trim_start_matches(['.', ' ']);
    (!own.is_empty() && own != fact.field).then_some(own)
}

/// A value on one line; how its time was read is said in words.
fn value(words: &str) -> String {
    let words = words
        .replace("[precision=minute]", " (to the minute)")
        .replace(
            "[precision=hour]",
            " (or an hour later: the clocks were turned)",
        )
        .replace("[precision=day]", " (to the day)")
        .replace("[zone=declared]", " (zone as declared)");
    one_line(&words)
}

fn one_line(words: &str) -> String {
    shortened(&words.replace(['\n', '\r'], " "), PRINTED_LETTERS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Words;

    fn fact(field: &str, value: &str, place: &str) -> Fact {
        Fact {
            record: "pull_request:a/b#34".into(),
            record_name: "pull request a/b#34".into(),
            record_place: "$[1]".into(),
            field: field.into(),
            value: value.into(),
            source: Some(17),
            place: format!("$[1]{place}"),
        }
    }

    fn text(facts: &[Fact]) -> String {
        spans(facts)
            .into_iter()
            .map(|span| match span.words {
                Words::Literal(words) => words.replace('\u{a0}', " "),
                Words::PageOf(_) => String::new(),
            })
            .collect()
    }

    #[test]
    fn facts_of_one_record_stand_under_one_line_that_names_it() {
        let facts = [
            fact("author", "Ana", ".author"),
            fact(
                "reviews[0].submitted_at",
                "2025-01-04",
                ".reviews[0].submittedAt",
            ),
        ];
        assert_eq!(
            text(&facts),
            "\nPull request a/b#34 (file 18, $[1]):\n   author = Ana\n   \
             reviews[0].submitted_at = 2025-01-04 (reviews[0].submittedAt)"
        );
    }

    #[test]
    fn a_single_fact_takes_one_line() {
        assert_eq!(
            text(&[fact("author", "Ana", ".author")]),
            "\nPull request a/b#34 (file 18, $[1]): author = Ana"
        );
    }

    #[test]
    fn records_of_the_same_name_in_two_places_stay_apart() {
        let mut other = fact("author", "Bao", ".author");
        other.record_place = "$[2]".into();
        let words = text(&[fact("author", "Ana", ".author"), other]);
        assert_eq!(words.matches("Pull request").count(), 2, "{words}");
    }

    #[test]
    fn an_empty_value_is_said_in_words() {
        assert!(text(&[fact("reviews", "", ".reviews")]).ends_with("reviews = (none)"));
    }

    #[test]
    fn a_record_as_a_whole_is_not_named_twice() {
        assert_eq!(
            text(&[fact("", "Pull request a/b#34", "")]),
            "\nPull request a/b#34 (file 18, $[1])"
        );
    }

    #[test]
    fn a_fact_that_was_compared_twice_is_printed_once() {
        let words = text(&[
            fact("author", "Ana", ".author"),
            fact("author", "Ana", ".author"),
        ]);
        assert_eq!(words, "\nPull request a/b#34 (file 18, $[1]): author = Ana");
    }

    #[test]
    fn facts_beyond_the_limit_are_counted() {
        let facts: Vec<Fact> = (0..13)
            .map(|number| fact("author", &format!("Ana {number}"), ".author"))
            .collect();
        assert!(text(&facts).ends_with("3 more facts in attachment results.json"));
    }
}
