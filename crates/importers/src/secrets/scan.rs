//! The scan: one pass for keywords over the whole text, and a rule where one of its keywords stands.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, MatchKind, packed};
use memchr::memmem;
use regex::bytes::{Regex, RegexBuilder};

use super::Hit;
use super::rules::{Look, PLACEHOLDERS, RULES, Rule};

/// How far behind its keyword a token or an assignment may end.
const TOKEN_BYTES: usize = 8 << 10;

/// How far behind its head a private key may end.
const KEY_BYTES: usize = 32 << 10;

/// How long user and password of an address are together, at most.
const ADDRESS_BYTES: usize = 512;

/// What follows the name of an assignment: a sign, and the secret up to where no password goes on.
const ASSIGNMENT: &str = r#"\\*["'`]?\s{0,3}(?::=|=>|=|:)\s{0,3}\\*["'`]?([^\s"'`\\,;<>{}()\[\]$|&*%][^\s"'`\\,;<>&]{7,})"#;

/// How many keywords one search takes: with more, too much of a text looks like the beginning of one.
const GROUP: usize = 26;

/// The secrets that the rules find in a text; of rules that find the same, the earlier one comes first.
pub fn hits(text: &[u8]) -> Vec<Hit> {
    let scanner = &*SCANNER;
    let mut hits = Vec::new();
    let mut look = |rule: &Compiled, at: usize| {
        if let Some(range) = rule.secret(text, at) {
            hits.push(Hit {
                rule: rule.rule.id,
                start: range.start,
                end: range.end,
            });
        }
    };
    for group in &scanner.groups {
        group.each(text, |keyword, at| {
            look(&scanner.rules[group.rule_of[keyword]], at);
        });
    }
    for at in memchr::memchr_iter(b'@', text) {
        look(&scanner.rules[scanner.address], at);
    }
    hits
}

static SCANNER: LazyLock<Scanner> = LazyLock::new(Scanner::new);

struct Scanner {
    groups: Vec<Group>,
    rules: Vec<Compiled>,
    /// The rule that looks at addresses.
    address: usize,
}

impl Scanner {
    fn new() -> Scanner {
        let of_rule = |(at, rule): (usize, &'static Rule)| {
            rule.keywords.iter().map(move |keyword| (*keyword, at))
        };
        let keywords: Vec<(&str, usize)> = RULES.iter().enumerate().flat_map(of_rule).collect();
        let address = RULES
            .iter()
            .position(|rule| matches!(rule.look, Look::Address));
        Scanner {
            groups: keywords.chunks(GROUP).map(Group::new).collect(),
            rules: RULES.iter().map(Compiled::new).collect(),
            address: address.unwrap_or_default(),
        }
    }
}

/// Some of the keywords, searched for at once.
struct Group {
    search: Search,
    /// The rule of each keyword.
    rule_of: Vec<usize>,
}

enum Search {
    /// Many bytes at a time, where the processor can.
    Packed(packed::Searcher),
    Automaton(Option<AhoCorasick>),
}

impl Group {
    fn new(keywords: &[(&str, usize)]) -> Group {
        let (keywords, rule_of): (Vec<&str>, Vec<usize>) = keywords.iter().copied().unzip();
        let mut builder = packed::Config::new()
            .match_kind(packed::MatchKind::LeftmostFirst)
            .builder();
        let search = match builder.extend(&keywords).build() {
            Some(searcher) => Search::Packed(searcher),
            None => Search::Automaton(
                AhoCorasick::builder()
                    .match_kind(MatchKind::LeftmostFirst)
                    .build(&keywords)
                    .ok(),
            ),
        };
        Group { search, rule_of }
    }

    fn each(&self, text: &[u8], mut found: impl FnMut(usize, usize)) {
        match &self.search {
            Search::Packed(searcher) => {
                for keyword in searcher.find_iter(text) {
                    found(keyword.pattern().as_usize(), keyword.start());
                }
            }
            Search::Automaton(automaton) => {
                for keyword in automaton.iter().flat_map(|all| all.find_iter(text)) {
                    found(keyword.pattern().as_usize(), keyword.start());
                }
            }
        }
    }
}

/// A rule with its pattern, which is made ready when one of its keywords is first seen: making all of them
/// costs more than scanning a small file.
struct Compiled {
    rule: &'static Rule,
    pattern: OnceLock<Option<Regex>>,
}

impl Compiled {
    fn new(rule: &'static Rule) -> Compiled {
        Compiled {
            rule,
            pattern: OnceLock::new(),
        }
    }

    /// A pattern that cannot be made would find nothing: a test makes sure that there is none.
    fn pattern(&self) -> Option<&Regex> {
        let make = || {
            let pattern = match self.rule.look {
                Look::Token(pattern) | Look::Chosen(pattern) => format!(r"\A(?:{pattern})"),
                Look::Assigned(name) => format!(r"\A{name}{ASSIGNMENT}"),
                Look::Pem | Look::Address => return None,
            };
            RegexBuilder::new(&pattern).unicode(false).build().ok()
        };
        self.pattern.get_or_init(make).as_ref()
    }

    /// The secret that begins with or behind the keyword at `at`.
    fn secret(&self, text: &[u8], at: usize) -> Option<Range<usize>> {
        let range = match self.rule.look {
            Look::Token(_) | Look::Chosen(_) if goes_on_from(text, at) => return None,
            Look::Token(_) => self.matched(text, at)?,
            Look::Chosen(_) | Look::Assigned(_) => {
                let range = self.matched(text, at)?;
                if !is_chosen_by_chance(&text[range.clone()]) {
                    return None;
                }
                range
            }
            Look::Pem => private_key(text, at)?,
            Look::Address => password_in_address(text, at)?,
        };
        let secret = &text[range.clone()];
        (entropy(secret) >= self.rule.entropy && !is_placeholder(secret)).then_some(range)
    }

    fn matched(&self, text: &[u8], at: usize) -> Option<Range<usize>> {
        let window = &text[at..text.len().min(at + TOKEN_BYTES)];
        let secret = self.pattern()?.captures(window)?.get(1)?;
        Some(at + secret.start()..at + secret.end())
    }
}

/// Whether a word begins before `at` and goes on there: random text holds many a keyword. The letter of
/// an escape such as `\n` is no part of a word. A name before `uthorization` and the like is.
fn goes_on_from(text: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else {
        return false;
    };
    let begins_in_word = matches!(text[at], b'u' | b'U' | b'h' | b'-' | b'A')
        && (text[at..].starts_with(b"uthorization")
            || text[at..].starts_with(b"UTHORIZATION")
            || text[at..].starts_with(b"hooks."));
    let escape = matches!(text[before], b'n' | b'r' | b't')
        && before.checked_sub(1).is_some_and(|at| text[at] == b'\\');
    let word = text[before].is_ascii_alphanumeric() || matches!(text[before], b'_' | b'+');
    word && !escape && !begins_in_word
}

/// Whether an assigned value looks like a secret and not like a word, a path or an address.
fn is_chosen_by_chance(value: &[u8]) -> bool {
    let digit = value.iter().any(u8::is_ascii_digit);
    let letter = value.iter().any(u8::is_ascii_alphabetic);
    let place = value.starts_with(b"/")
        || value.starts_with(b"./")
        || value.starts_with(b"~")
        || memmem::find(value, b"://").is_some()
        || memmem::find(value, b"(").is_some();
    digit && letter && !place
}

/// The body of a private key in PEM, on lines of its own or with escaped ends of lines.
fn private_key(text: &[u8], at: usize) -> Option<Range<usize>> {
    let window = &text[at..text.len().min(at + 96)];
    let head = memmem::find(window, b"PRIVATE KEY")?;
    let closed = memmem::find(&window[head..], b"-----")?;
    let kind = window.get(b"-----BEGIN".len()..head)?;
    let is_kind = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b' ';
    if !kind.iter().all(is_kind) {
        return None;
    }
    let start = at + head + closed + b"-----".len();
    let rest = &text[start..text.len().min(start + KEY_BYTES)];
    let foot = memmem::find(rest, b"-----END").unwrap_or(rest.len());
    let of_key = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || byte.is_ascii_whitespace()
            || b"+/=\\:,-.()>|#*".contains(byte)
    };
    let length = rest[..foot]
        .iter()
        .position(|byte| !of_key(byte))
        .unwrap_or(foot);
    let letters = rest[..length]
        .iter()
        .filter(|byte| byte.is_ascii_alphanumeric())
        .count();
    (letters >= 40).then_some(start..start + length)
}

/// The password of `://user:password@host`, seen from its `@`.
fn password_in_address(text: &[u8], at: usize) -> Option<Range<usize>> {
    let mut colon = None;
    let from = at.saturating_sub(ADDRESS_BYTES);
    for i in (from..at).rev() {
        match text[i] {
            b':' => colon = Some(i),
            b'/' => {
                let scheme = text[..i].ends_with(b":/") || text[..i].ends_with(b":\\/\\");
                let password = colon? + 1..at;
                let found = scheme && password.len() >= 3 && !is_variable(&text[password.clone()]);
                return found.then_some(password);
            }
            b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\' | b' ' | b'\n' | b'\r' | b'\t' | b','
            | b')' => {
                return None;
            }
            _ => {}
        }
    }
    None
}

/// Whether a text is the name of a variable or a hole to be filled, such as `${PASSWORD}`.
fn is_variable(text: &[u8]) -> bool {
    matches!(text.first(), Some(b'$' | b'{' | b'<' | b'%' | b'[' | b'*'))
}

/// Whether a text stands where people leave the secret out.
fn is_placeholder(text: &[u8]) -> bool {
    let short = text.len() <= 16
        && [
            &b"password"[..],
            b"passwd",
            b"secret",
            b"pass",
            b"pw",
            b"token",
        ]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    // A private key or a long token holds some of these words by chance.
    let lower = text[..text.len().min(256)].to_ascii_lowercase();
    let held = |word: &&str| memmem::find(&lower, word.as_bytes()).is_some();
    short || (text.len() <= 256 && PLACEHOLDERS.iter().any(held))
}

/// Shannon's entropy: bits for each byte.
fn entropy(text: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text {
        counts[usize::from(*byte)] += 1;
    }
    let length = text.len() as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| {
            let share = f64::from(*count) / length;
            -share * share.log2()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_can_be_made_and_begins_with_its_keywords() {
        for rule in RULES {
            let needs_one = match rule.look {
                Look::Token(_) | Look::Chosen(_) | Look::Assigned(_) => true,
                Look::Pem | Look::Address => false,
            };
            let compiled = Compiled::new(rule);
            assert_eq!(compiled.pattern().is_some(), needs_one, "{}", rule.id);
        }
        let alone = |rule: &&Rule| rule.keywords.is_empty();
        assert_eq!(
            RULES.iter().filter(alone).count(),
            1,
            "addresses alone have none"
        );
    }

    #[test]
    fn entropy_tells_chance_from_repetition() {
        assert!(entropy(b"aaaaaaaaaaaa") < 0.1);
        assert!((entropy(b"abcdefgh") - 3.0).abs() < 1e-9);
    }
}
