//! Finds e-mail and web addresses in words, so that a printed address can be followed by those
//! who do not see it. A link leads to nothing else than the address that is printed.

use std::ops::Range;

/// An address within words.
#[derive(Debug, PartialEq, Eq)]
pub struct Address {
    /// Its bytes in the words.
    pub range: Range<usize>,
    /// What a click opens.
    pub uri: String,
}

/// The addresses in words, from left to right.
pub fn find(words: &str) -> Vec<Address> {
    if !words.contains('@') && !words.contains("://") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut start = 0;
    for token in words.split_inclusive(|c: char| c.is_whitespace() || is_delimiter(c)) {
        let end = start + token.len();
        if let Some(address) = address(words, start, end) {
            found.push(address);
        }
        start = end;
    }
    found
}

/// Characters that end an address in running words.
const fn is_delimiter(c: char) -> bool {
    matches!(
        c,
        '(' | ')' | '<' | '>' | '"' | '\'' | ',' | ';' | '|' | '[' | ']' | '{' | '}'
    )
}

fn address(words: &str, start: usize, end: usize) -> Option<Address> {
    let token = words[start..end].trim_end_matches(|c: char| c.is_whitespace() || is_delimiter(c));
    let token = token.trim_end_matches(['.', ':', '!', '?', '…']);
    let (lead, address) = match token.find("https://").or_else(|| token.find("http://")) {
        Some(at) => token.split_at(at),
        None => mail(token)?,
    };
    let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic());
    let host = address.split_once("://").map(|(_, host)| host);
    if !is_plain || host.is_some_and(str::is_empty) {
        return None;
    }
    let from = start + lead.len();
    Some(Address {
        range: from..from + address.len(),
        uri: match host {
            Some(_) => address.to_owned(),
            None => format!("mailto:{address}"),
        },
    })
}

/// Splits off an e-mail address: `name@host.domain`.
fn mail(token: &str) -> Option<(&str, &str)> {
    let (name, host) = token.split_once('@')?;
    let is_local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-');
    let lead = name.trim_end_matches(is_local).len();
    let is_host = host
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    let has_domain = host
        .split_once('.')
        .is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty());
    (lead < name.len() && is_host && has_domain).then(|| token.split_at(lead))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uris(words: &str) -> Vec<String> {
        find(words).into_iter().map(|address| address.uri).collect()
    }

    #[test]
    fn an_e_mail_address_is_found_within_a_sentence() {
        let words = "It was held by (ana.b@clicki.example), the author.";
        let found = find(words);
        assert_eq!(found.len(), 1);
        assert_eq!(&words[found[0].range.clone()], "ana.b@clicki.example");
        assert_eq!(found[0].uri, "mailto:ana.b@clicki.example");
    }

    #[test]
    fn a_web_address_ends_before_the_full_stop_of_the_sentence() {
        assert_eq!(
            uris("See https://ci.example/runs/1?a=b#c."),
            ["https://ci.example/runs/1?a=b#c"]
        );
    }

    #[test]
    fn what_only_looks_like_an_address_is_left_alone() {
        for words in [
            "deploy@host",
            "@ana",
            "a @ b.c",
            "$[1].author",
            "https://",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "ssh://git@host/x",
        ] {
            assert_eq!(uris(words), Vec::<String>::new(), "{words}");
        }
    }

    #[test]
    fn an_address_with_letters_that_imitate_others_is_no_link() {
        assert_eq!(uris("https://ex\u{430}mple.org"), Vec::<String>::new());
    }

    #[test]
    fn several_addresses_are_found_in_order() {
        assert_eq!(
            uris("a@b.example;c@d.example https://e.example/f"),
            [
                "mailto:a@b.example",
                "mailto:c@d.example",
                "https://e.example/f"
            ]
        );
    }
}
