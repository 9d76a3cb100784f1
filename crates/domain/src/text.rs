//! Text as names are compared.

use std::borrow::Cow;

/// A name without outer white space and in lower case: what names that people type are compared by.
/// Borrowed where it is that already, as most are.
pub fn folded(name: &str) -> Cow<'_, str> {
    let plain = |c: &u8| matches!(c, b' '..=b'@' | b'['..=b'~');
    let bytes = name.as_bytes();
    let bare = bytes.first() != Some(&b' ') && bytes.last() != Some(&b' ');
    if bare && bytes.iter().all(plain) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(name.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

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
