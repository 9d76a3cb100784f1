//! One outcome in words: what came out, by which rule, from which rows, and what would change it.

use std::ops::Range;

use changeproof_app::wire::explanation::{Explanation, OriginalRow, RuleLine};

use super::line;

/// Longer rows are shown in pieces: in bytes.
const SHOWN_WHOLE: usize = 480;

/// How much of a row is shown on either side of a value, in bytes.
const AROUND: usize = 60;

/// How much of a value is shown, in bytes.
const LONGEST_VALUE: usize = 240;

/// An explained outcome.
pub fn explanation(explained: &Explanation<'_>) -> String {
    let result = &explained.result;
    let evaluation = &explained.evaluation;
    let rule = &explained.rule;
    let mut text = String::new();
    let mut say = |words: &str| line(&mut text, words);
    say(&format!(
        "{} {} ({}, version {})",
        result.control, rule.name, rule.severity, result.version
    ));
    say(&result.subject.to_string());
    say(&format!(
        "Evaluated: {} to {} ({}), as of {}.",
        evaluation.from, evaluation.to, evaluation.zone, evaluation.as_of
    ));
    say("");
    say(&format!("Outcome: {}. {}", result.outcome, result.reason));
    for overlay in &result.overlays {
        say(&format!("  {}: {}", overlay.id(), overlay.meaning()));
    }
    say("");
    say("Rule");
    for words in rule_lines(rule) {
        say(&format!("  {words}"));
    }
    let parameters = result.parameters.words();
    if !parameters.is_empty() {
        say(&format!("  In force: {}", parameters.join("; ")));
    }
    let policy = &explained.policy;
    say(&match policy.from {
        Some(from) => format!("  Policy: version {}, from {from} on", policy.version),
        None => format!("  Policy: version {}", policy.version),
    });
    say("");
    say("Values compared");
    if result.facts.is_empty() {
        say("  None: no record was there to compare.");
    }
    for (number, fact) in (1..).zip(&result.facts) {
        let field = match fact.field.as_str() {
            "" => String::new(),
            field => format!(" {field}"),
        };
        let value = match fact.value.as_str() {
            "" => "empty".to_owned(),
            value => value.to_owned(),
        };
        say(&format!("  {number}. {}{field}: {value}", fact.record));
        say(&format!("     {}, {}", fact.source.file, fact.source.at));
    }
    if !explained.originals.is_empty() {
        say("");
        say("As it stands in the files");
    }
    for row in &explained.originals {
        for words in row_lines(row) {
            say(&format!("  {words}"));
        }
    }
    if let Some(words) = &explained.what_would_change {
        say("");
        say("What would change this");
        say(&format!("  {words}"));
    }
    text
}

fn rule_lines(rule: &RuleLine<'_>) -> Vec<String> {
    let mut lines = vec![rule.checks.to_owned(), format!("Why: {}", rule.why)];
    let clauses = rule.clauses.iter();
    lines.extend(clauses.map(|clause| format!("Policy {}: {}", clause.id, clause.words)));
    if let Some(how) = rule.stricter_than_policy {
        lines.push(format!("Stricter than the policy: {how}"));
    }
    lines
}

fn row_lines(row: &OriginalRow<'_>) -> Vec<String> {
    let numbers: Vec<String> = row
        .facts
        .iter()
        .map(|place| (place.fact + 1).to_string())
        .collect();
    let bytes = match row.bytes.as_str() {
        bytes if bytes.is_empty() || bytes == row.at => String::new(),
        bytes => format!(", {bytes}"),
    };
    let state = if row.intact {
        "the bytes are those that were imported"
    } else {
        "THE STORED BYTES ARE NOT THOSE THAT WERE IMPORTED"
    };
    let shown = if row.text.is_empty() {
        let marked = row.cells.iter().filter(|cell| cell.marked);
        let cells: Vec<String> = marked
            .map(|cell| format!("{}: {}", cell.column, cell.value))
            .collect();
        cells.join(" | ")
    } else {
        let values = row.facts.iter().filter_map(|place| place.bytes.clone());
        shortened(&row.text, values.collect())
    };
    let mut lines = vec![
        format!(
            "{}, {}{bytes} (for {})",
            row.file,
            row.at,
            numbers.join(", ")
        ),
        format!("  SHA-256 {}: {state}", row.sha256),
    ];
    if !shown.is_empty() {
        lines.push(format!("  {shown}"));
    }
    lines
}

/// A row in one line; of a long one what stands around the values, or else its beginning.
fn shortened(text: &str, mut values: Vec<Range<usize>>) -> String {
    if text.len() <= SHOWN_WHOLE {
        return one_line(text);
    }
    values.sort_by_key(|value| value.start);
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for value in values {
        let end = value.end.min(value.start + LONGEST_VALUE) + AROUND;
        let piece = value.start.saturating_sub(AROUND)..end.min(text.len());
        match pieces.last_mut() {
            Some(last) if piece.start <= last.end => last.end = last.end.max(piece.end),
            _ => pieces.push(piece),
        }
    }
    if pieces.is_empty() {
        pieces.push(0..SHOWN_WHOLE);
    }
    let mut shown = String::new();
    let mut behind = 0;
    for piece in &pieces {
        if piece.start > behind {
            shown.push_str("… ");
        }
        behind = piece.end;
        shown.push_str(&one_line(within(text, piece)));
        shown.push(' ');
    }
    if behind < text.len() {
        shown.push_str("… ");
    }
    let characters = text.chars().count();
    format!("{shown}({characters} characters; --json shows all)")
}

/// A piece of a text, without halves of letters at its ends.
fn within<'t>(text: &'t str, piece: &Range<usize>) -> &'t str {
    let whole = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    text.get(whole(piece.start)..whole(piece.end))
        .unwrap_or_default()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_row_is_shown_whole_in_one_line() {
        assert_eq!(shortened("{\n  \"a\": 1\n}", Vec::new()), "{ \"a\": 1 }");
    }

    #[test]
    fn of_a_long_row_the_values_are_shown_with_their_surroundings() {
        let text = format!("{}VALUE{}", "ä ".repeat(400), " ö".repeat(400));
        let at = text.find("VALUE").unwrap_or_default();
        let shown = shortened(&text, std::iter::once(at..at + 5).collect());
        assert!(shown.starts_with("… ä ä"), "{shown}");
        assert!(shown.contains(" ä VALUE ö "), "{shown}");
        assert!(
            shown.ends_with("ö … (1605 characters; --json shows all)"),
            "{shown}"
        );
        assert!(shown.len() < 250, "{shown}");
    }

    #[test]
    fn of_a_long_row_without_a_known_value_the_beginning_is_shown() {
        let shown = shortened(&"word ".repeat(200), Vec::new());
        assert!(shown.starts_with("word word"), "{shown}");
        assert!(
            shown.ends_with("… (1000 characters; --json shows all)"),
            "{shown}"
        );
    }
}
