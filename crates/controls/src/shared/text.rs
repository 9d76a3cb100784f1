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
    known(bare) || words(bare).all(known) || is_one_letter(bare) || says_that_nothing_is(bare)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '/')
        .map(|word| word.trim_matches('/'))
        .filter(|word| !word.is_empty())
}

/// Whether one letter or digit was typed again and again.
fn is_one_letter(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphanumeric());
    letters
        .next()
        .is_some_and(|first| text.len() > 2 && letters.all(|next| next == first))
}

/// Words that say that there is nothing, or not yet.
const NOTHING: &[&str] = &[
    "n/a", "na", "nil", "no", "none", "not", "tba", "tbc", "tbd", "todo",
];

/// What is to be done to something that is not there yet.
const TO_BE: &[&str] = &[
    "added",
    "announced",
    "confirmed",
    "created",
    "decided",
    "defined",
    "described",
    "determined",
    "done",
    "filled",
    "provided",
    "written",
];

/// Words that say nothing by themselves of how a change is described or taken back.
const FILLING: &[&str] = &[
    "a",
    "an",
    "any",
    "applicable",
    "at",
    "available",
    "backout",
    "be",
    "been",
    "change",
    "currently",
    "exist",
    "exists",
    "field",
    "for",
    "given",
    "has",
    "have",
    "here",
    "in",
    "is",
    "it",
    "later",
    "mitigation",
    "moment",
    "necessary",
    "need",
    "needed",
    "now",
    "of",
    "on",
    "plan",
    "planned",
    "plans",
    "present",
    "procedure",
    "required",
    "rollback",
    "soon",
    "steps",
    "the",
    "there",
    "this",
    "ticket",
    "time",
    "to",
    "was",
    "we",
    "will",
    "yet",
];

/// How long a text may be that says that there is nothing, in bytes.
const LONGEST: usize = 400;

/// Whether a text says that there is nothing, in words that say nothing else: `n/a - not applicable here`, `No
/// rollback plan is available`, `to be determined later on`, or a template such as `<describe the plan>`.
fn says_that_nothing_is(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let (text, is_template) = without_templates(text);
    let text = words(&text).collect::<Vec<_>>().join(" ");
    let text = text
        .replace("no roll back", "no rollback")
        .replace("no back out", "no backout");
    let all: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let is_to_be = |at: &[&str]| matches!(at, ["to", "be", done] if TO_BE.contains(done));
    let says_so = is_template
        || all.iter().any(|word| NOTHING.contains(word))
        || all.windows(3).any(is_to_be);
    let is_filling = |word: &&str| {
        [NOTHING, TO_BE, FILLING]
            .iter()
            .any(|words| words.contains(word))
    };
    says_so && all.iter().all(is_filling)
}

/// A text without what stands in `<...>` and is to be replaced, and whether there was some. Addresses and
/// what has attributes are no templates.
fn without_templates(text: &str) -> (String, bool) {
    let (mut kept, mut rest) = (String::new(), text);
    let mut found = false;
    while let Some((before, from)) = rest.split_once('<') {
        kept.push_str(before);
        kept.push(' ');
        rest = match from.split_once('>') {
            Some((inside, behind)) if !inside.contains(['<', '=', '@', ':']) => {
                found = true;
                behind
            }
            Some(_) | None => from,
        };
    }
    kept.push_str(rest);
    (kept, found)
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
            "n/a - not applicable here",
            "N/A: not needed for this change.",
            "No rollback plan is available.",
            "There is no roll-back plan yet.",
            "To be determined later on.",
            "The rollback plan is to be written.",
            "<describe the rollback plan here>",
            "Rollback plan: <steps> <who>",
            "<!-- Describe how to take the change back -->",
            "aaaaaaaaaaaaaaaaaaaaaaaa",
            "XXXX XXXX XXXX XXXX XXXX",
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
        let of = |length: usize| lack(&"xy".repeat(length)[..length], &parameters);
        assert_eq!(of(parameters.minimum_text), None, "just long enough");
        assert_eq!(of(parameters.minimum_text - 1), Some(Lack::TooShort));
        assert_eq!(
            lack("Redeploy the last release.", &parameters),
            None,
            "26 characters"
        );
    }

    #[test]
    fn two_equal_letters_are_no_placeholder() {
        assert!(is_one_letter("xxx") && !is_one_letter("xx"));
    }

    #[test]
    fn a_long_text_is_taken_for_content() {
        let of = |last: &str| "not applicable ".repeat(26) + last;
        let longest = of("not needed");
        assert_eq!(longest.len(), LONGEST);
        assert!(says_that_nothing_is(&longest));
        assert!(!says_that_nothing_is(&of("not needed.")));
        assert!(!says_that_nothing_is(&of("not needed now")));
    }

    #[test]
    fn words_beside_a_placeholder_are_content() {
        let parameters = Parameters::default();
        for text in [
            "N/A - the flag is switched off in the console.",
            "None: the service keeps no state; redeploy the last release.",
            "No rollback: a fix is rolled forward by the people on duty.",
            "<p>Redeploy the last release.</p>",
            "<https://wiki.example/rollback/referral-api>",
            "No risk and no impact for customers.",
            "Roll back to the last release < 10 min.",
            "Rollback plan of the ticket is available here",
        ] {
            assert_eq!(lack(text, &parameters), None, "{text}");
        }
    }
}
