//! Old and new words of a clause, with the words that differ set strong.

use crate::block::Span;

/// Words of one text that are compared; a longer one is shown without marks.
const MOST_WORDS: usize = 600;

/// Both texts, the words that only one of them has set strong.
pub fn marked(old: &str, new: &str) -> (Vec<Span>, Vec<Span>) {
    let (before, after): (Vec<&str>, Vec<&str>) = (
        old.split_whitespace().collect(),
        new.split_whitespace().collect(),
    );
    if before.len() > MOST_WORDS || after.len() > MOST_WORDS {
        return (vec![Span::text(old)], vec![Span::text(new)]);
    }
    let (in_old, in_new) = common(&before, &after);
    (spans(&before, &in_old), spans(&after, &in_new))
}

/// Which words of each text belong to their longest common sequence.
fn common(before: &[&str], after: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let width = after.len() + 1;
    let mut longest = vec![0_u16; (before.len() + 1) * width];
    for (i, old) in before.iter().enumerate().rev() {
        for (j, new) in after.iter().enumerate().rev() {
            longest[i * width + j] = if old == new {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut in_old, mut in_new) = (vec![false; before.len()], vec![false; after.len()]);
    let (mut i, mut j) = (0, 0);
    while i < before.len() && j < after.len() {
        if before[i] == after[j] {
            (in_old[i], in_new[j]) = (true, true);
            i += 1;
            j += 1;
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (in_old, in_new)
}

fn spans(words: &[&str], is_common: &[bool]) -> Vec<Span> {
    let mut runs: Vec<(bool, String)> = Vec::new();
    for (at, (word, common)) in words.iter().zip(is_common).enumerate() {
        let space = if at == 0 { "" } else { " " };
        match runs.last_mut() {
            Some((of, run)) if of == common => {
                run.push_str(space);
                run.push_str(word);
            }
            Some(_) | None => runs.push((*common, format!("{space}{word}"))),
        }
    }
    let span = |(common, run): (bool, String)| match common {
        true => Span::text(run),
        false => Span::strong(run),
    };
    runs.into_iter().map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::{Typeface, Words};

    fn strong(spans: &[Span]) -> Vec<&str> {
        let strong = spans.iter().filter(|span| span.face == Typeface::Strong);
        let words = strong.filter_map(|span| match &span.words {
            Words::Literal(words) => Some(words.trim()),
            Words::PageOf(_) => None,
        });
        words.collect()
    }

    #[test]
    fn words_that_one_text_alone_has_are_strong() {
        let (old, new) = marked(
            "Every change is reviewed by a peer before it is deployed.",
            "Every change is reviewed by two peers before it is deployed to production.",
        );
        assert_eq!(strong(&old), ["a peer", "deployed."]);
        assert_eq!(strong(&new), ["two peers", "deployed to production."]);
    }

    #[test]
    fn the_same_words_have_none() {
        let (old, new) = marked("As it was.", "As it  was.");
        assert!(strong(&old).is_empty() && strong(&new).is_empty());
    }
}
