//! What is wrong with a profile, and where.

use std::fmt;
use std::ops::Range;

/// One thing that is wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The key, such as `parameters.reviewers`; empty where the text is no TOML.
    pub key: String,
    /// What is wrong and what is expected, as a sentence.
    pub what: String,
}

impl Fault {
    pub(super) fn new(text: &str, span: &Range<usize>, key: &str, what: String) -> Fault {
        let before = text.get(..span.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Fault {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            key: key.to_owned(),
            what,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)?;
        if !self.key.is_empty() {
            write!(f, ", {}", self.key)?;
        }
        write!(f, ": {}", self.what)
    }
}

/// The known word that is most like another; none where none is like it.
pub(super) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let most = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|one| (distance(word, one), one))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, one)| one)
}

/// How many characters have to be added, left out or replaced to make one word of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_leads_to_the_nearest_known_one() {
        let known = ["reviewers", "reviewing_roles", "minimum_text"];
        assert_eq!(nearest("reviewer", known), Some("reviewers"));
        assert_eq!(nearest("minimun_text", known), Some("minimum_text"));
        assert_eq!(nearest("colour", known), None, "nothing is like it");
    }

    #[test]
    fn a_place_is_told_by_line_and_column() {
        let text = "a = 1\nb = 'ü' # x\n";
        let at = text.find('#').unwrap();
        let fault = Fault::new(text, &(at..at + 1), "b", "Wrong.".to_owned());
        assert_eq!(fault.to_string(), "line 2, column 9, b: Wrong.");
    }
}
