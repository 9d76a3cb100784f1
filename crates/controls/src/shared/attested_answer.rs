//! What the answer of an attestation says.

use changeproof_domain::record::Attestation;

use crate::shared::attested::Question;

/// What an answer says; none where it cannot be read without its question.
pub(super) fn reading(question: &Question, of: &Attestation) -> Option<bool> {
    let answer = of.answer.text();
    let begins = |words: &[&str]| words.iter().any(|word| begins_with(answer, word));
    if begins(question.no) {
        return Some(false);
    }
    if begins(question.yes) {
        return Some(true);
    }
    if plain(of.question.text()) != plain(question.text) {
        return None;
    }
    if begins(&["no", "n", "false"]) {
        Some(false)
    } else if begins(&["yes", "y", "true"]) {
        Some(true)
    } else {
        None
    }
}

/// Whether a text is those words, or has them before a comma, stop or the like.
fn begins_with(text: &str, words: &str) -> bool {
    let head = text
        .split([',', ';', ':', '.', '!', '\n', '(', '–', '—'])
        .next()
        .unwrap_or(text);
    plain(head) == plain(words)
}

/// Letters and digits alone, in lower case.
fn plain(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use changeproof_domain::field::Field;

    use super::*;
    use crate::shared::attested::Subject;

    const USABLE: Question = Question {
        control: "RBK-01",
        about: Subject::Record,
        text: "Is the plan usable?",
        yes: &["usable"],
        no: &["not usable"],
        with_reason: false,
        roles: None,
    };

    fn says(question: &str, answer: &str) -> Option<bool> {
        let text = |text: &str| Field::exported_text(text);
        let of = Attestation {
            control: "RBK-01".to_owned(),
            subject: "CHG-1".to_owned(),
            question: text(question),
            answer: text(answer),
            reason: Field::Empty,
            person: Field::Empty,
            role: Field::Empty,
            at: Field::Empty,
        };
        reading(&USABLE, &of)
    }

    #[test]
    fn yes_counts_only_beneath_the_controls_own_question() {
        assert_eq!(says("is the plan usable", "Yes, tried in May"), Some(true));
        assert_eq!(says("Is the plan usable?", "no"), Some(false));
        assert_eq!(says("Is the plan useless?", "yes"), None);
    }

    #[test]
    fn an_answer_that_says_what_it_means_counts_beneath_any_question() {
        assert_eq!(says("And the plan?", "usable: tried in May"), Some(true));
        assert_eq!(says("And the plan?", "Not usable."), Some(false));
    }

    #[test]
    fn an_answer_with_a_condition_is_not_guessed() {
        for answer in ["yes but only by day", "usable by night", "mostly", ""] {
            assert_eq!(says("Is the plan usable?", answer), None, "{answer}");
        }
    }
}
