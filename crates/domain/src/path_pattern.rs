//! Patterns of paths, as the policy profile lists them.

/// Whether a pattern matches a whole path. `*` stands for any characters but `/`, `**` for any, and a
/// pattern without `/` is matched against every part of the path.
pub fn matches(pattern: &str, path: &str) -> bool {
    if pattern.contains('/') {
        return glob(pattern.as_bytes(), path.as_bytes());
    }
    path.split('/')
        .any(|part| glob(pattern.as_bytes(), part.as_bytes()))
}

fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', b'*', b'/', rest @ ..] => {
            glob(rest, text)
                || (0..text.len()).any(|at| text[at] == b'/' && glob(rest, &text[at + 1..]))
        }
        [b'*', b'*', rest @ ..] => (0..=text.len()).any(|at| glob(rest, &text[at..])),
        [b'*', rest @ ..] => {
            let end = text.iter().position(|c| *c == b'/').unwrap_or(text.len());
            (0..=end).any(|at| glob(rest, &text[at..]))
        }
        [first, rest @ ..] => text.first() == Some(first) && glob(rest, &text[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_pattern_without_a_slash_matches_a_part_of_the_path() {
        for path in ["auth/session.rs", "src/auth/token.rs", "src/auth"] {
            assert!(matches("auth", path), "{path}");
        }
        assert!(!matches("auth", "src/author.rs"), "another word");
        assert!(matches("*.tf", "modules/net/main.tf"));
    }

    #[test]
    fn a_pattern_with_a_slash_matches_the_whole_path() {
        assert!(matches(
            ".github/workflows/**",
            ".github/workflows/deploy.yml"
        ));
        assert!(!matches(
            ".github/workflows/**",
            "docs/.github/workflows/x.yml"
        ));
        assert!(matches("**/vendor/**", "src/vendor/a/b.c"));
        assert!(matches("**/vendor/**", "vendor/b.c"));
        assert!(
            !matches("src/*.rs", "src/a/b.rs"),
            "one star stays within a folder"
        );
    }
}
