//! Text as names are compared.

use std::borrow::Cow;

/// A text without outer white space: what [`str::trim`] answers, at once where a letter, digit or sign
/// of ASCII stands at both ends, as in most texts of an export.
pub fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

/// A name without outer white space and in lower case: what names that people type are compared by.
/// Borrowed where it is that already, as most are.
pub fn folded(name: &str) -> Cow<'_, str> {
    let plain = |c: &u8| matches!(c, b' '..=b'@' | b'['..=b'~');
    let bytes = name.as_bytes();
    let bare = bytes.first() != Some(&b' ') && bytes.last() != Some(&b' ');
    if bare && bytes.iter().all(plain) {
        return Cow::Borrowed(name);
    }
    if name.is_ascii() {
        return Cow::Owned(trim(name).to_ascii_lowercase());
    }
    Cow::Owned(name.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lose_outer_white_space_of_any_kind() {
        for text in [
            "",
            "x",
            " ",
            " x",
            "x\n",
            "a b",
            "\u{3000}a\u{a0}",
            "é ",
            "~",
        ] {
            assert_eq!(trim(text), text.trim(), "{text:?}");
        }
    }

    #[test]
    fn names_lose_case_and_outer_white_space() {
        assert_eq!(folded(" Ana-Lind "), "ana-lind");
        assert_eq!(folded("ÅSA"), "åsa", "beyond ASCII");
        assert!(
            matches!(folded("ana lind"), Cow::Borrowed("ana lind")),
            "no copy"
        );
    }
}
