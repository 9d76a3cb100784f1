//! Whether a text says something.

use changeproof_domain::parameters::Parameters;

/// What is wrong with a text that should have content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lack {
    /// It stands for 'nothing', such as TBD.
    Placeholder,
    /// It is shorter than the shortest text that counts.
    TooShort,
}

/// What a text lacks; none where it has content.
pub(crate) fn lack(text: &str, parameters: &Parameters) -> Option<Lack> {
    let bare = text
        .trim()
        .trim_end_matches(['.', '!', '?', ':', ';', ','])
        .trim()
        .to_lowercase();
    if bare.is_empty() || is_placeholder(&bare, parameters) {
        Some(Lack::Placeholder)
    } else if text.trim().chars().count() < parameters.minimum_text {
        Some(Lack::TooShort)
    } else {
        None
    }
}

/// Whether a text stands for 'nothing'.
pub(crate) fn says_nothing(text: &str, parameters: &Parameters) -> bool {
    lack(text, parameters) == Some(Lack::Placeholder)
}

/// Whether a text is a placeholder, or consists of nothing but placeholders and signs.
fn is_placeholder(bare: &str, parameters: &Parameters) -> bool {
    let known = |text: &str| {
        parameters
            .placeholders
            .iter()
            .any(|placeholder| placeholder == text)
    };
    known(bare)
        || bare
            .split(|c: char| !c.is_alphanumeric() && c != '/')
            .filter(|word| !word.is_empty())
            .all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_no_content_however_they_are_dressed() {
        let parameters = Parameters::default();
        for text in [
            "TBD",
            "n/a.",
            "None!",
            "--- ---",
            "TODO: TBD",
            "  ",
            "tbd tbd tbd tbd tbd tbd",
        ] {
            assert_eq!(lack(text, &parameters), Some(Lack::Placeholder), "{text}");
        }
    }

    #[test]
    fn a_short_text_is_no_plan_and_a_sentence_is() {
        let parameters = Parameters::default();
        assert_eq!(
            lack("Roll back.", &parameters),
            Some(Lack::TooShort),
            "10 characters"
        );
        let of = |length: usize| lack(&"x".repeat(length), &parameters);
        assert_eq!(of(parameters.minimum_text), None, "just long enough");
        assert_eq!(of(parameters.minimum_text - 1), Some(Lack::TooShort));
        assert_eq!(
            lack("Redeploy the last release.", &parameters),
            None,
            "26 characters"
        );
    }
}
