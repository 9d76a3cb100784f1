//! What a change touches, by its paths and labels.

use changeproof_domain::field::Field;
use changeproof_domain::snapshot::Change;
use changeproof_domain::text::folded;

use crate::context::Context;
use crate::shared::contributors::LISTING_LIMIT;

/// Whether a change touches something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Touches {
    /// What of it, and the field that tells.
    Yes {
        what: String,
        field: &'static str,
    },
    No,
    /// Why it cannot be told, as the end of a sentence.
    Unknown(&'static str),
}

/// Whether a change has a label of a list, or a path that one of the patterns matches.
pub(crate) fn touches(
    cx: &Context<'_>,
    change: &Change,
    patterns: &[String],
    labels: &[String],
) -> Touches {
    let Some(pull_request) = cx.pull_request(change) else {
        return Touches::Unknown("the files of a commit without a pull request were not exported");
    };
    let own = pull_request.labels.items().iter();
    let label = own.clone().find(|label| {
        let label = folded(label);
        labels.iter().any(|known| *known == label)
    });
    if let Some(label) = label {
        return Touches::Yes {
            what: format!("the label '{label}'"),
            field: "labels",
        };
    }
    let files = pull_request.files.items();
    let path = files.iter().find(|path| {
        let path = folded(path);
        patterns.iter().any(|pattern| matches(pattern, &path))
    });
    if let Some(path) = path {
        return Touches::Yes {
            what: format!("the file {path}"),
            field: "files",
        };
    }
    match (&pull_request.files, &pull_request.labels) {
        (Field::NotExported, _) => Touches::Unknown("its changed files were not exported"),
        _ if files.len() >= LISTING_LIMIT => {
            Touches::Unknown("its list of files was cut at the limit of the export")
        }
        (_, Field::NotExported) => Touches::Unknown("its labels were not exported"),
        _ => Touches::No,
    }
}

/// Whether a pattern matches a whole path. `*` stands for any characters but `/`, `**` for any, and a
/// pattern without `/` is matched against every part of the path.
fn matches(pattern: &str, path: &str) -> bool {
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
