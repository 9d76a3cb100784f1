//! Commits.

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::text::trim;
use crate::time::Moment;

/// A commit as `git log` prints it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Commit {
    /// `owner/name`, where the import declared it: git itself does not say.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub repository: Field<String>,
    /// The commit's name: 40 (or 64) hexadecimal digits, lower case.
    pub sha: String,
    /// The tree: two commits with the same tree have the same content.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub tree: Field<String>,
    /// The parents, first parent first.
    pub parents: Vec<String>,
    /// Who wrote it.
    pub author: GitPerson,
    /// Who made the commit: no contributor by that alone.
    pub committer: GitPerson,
    /// The message, trailers included.
    pub message: String,
    /// Whether only its first line was exported: co-authors and keys may stand below.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub subject_only: bool,
    /// Paths of the files that it changed, as the log lists them; both paths of a renamed one.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub files: Field<Vec<String>>,
    /// What `git patch-id --stable` gives for its patch: the same for the same changes, whatever the
    /// lines' numbers and white space.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub patch_id: Field<String>,
}

/// A name, an address and a time in a commit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GitPerson {
    /// The name, as configured by whoever committed.
    pub name: String,
    /// The address, as configured.
    pub email: String,
    /// The time.
    pub at: Moment,
}

impl Commit {
    /// The first line of the message.
    pub fn headline(&self) -> &str {
        self.message.lines().next().unwrap_or("")
    }

    /// Names and addresses of `Co-authored-by` trailers, in order. Git's trailers stand in the last
    /// paragraph; GitHub reads them anywhere after the headline, and so does this.
    pub fn co_authors(&self) -> impl Iterator<Item = (&str, &str)> {
        self.message.lines().skip(1).filter_map(co_author)
    }
}

/// Name and address of a `Co-authored-by: Name <address>` line.
pub fn co_author(line: &str) -> Option<(&str, &str)> {
    let line = trim(line);
    // Every line of every message comes by here.
    if !line.starts_with(['c', 'C']) {
        return None;
    }
    let (token, value) = line.split_once(':')?;
    if !token.trim().eq_ignore_ascii_case("co-authored-by") {
        return None;
    }
    let (name, rest) = value.rsplit_once('<')?;
    let email = rest.trim().strip_suffix('>')?;
    Some((name.trim(), email.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn co_authors_are_read_whatever_the_case_of_the_trailer() {
        assert_eq!(
            co_author("CO-AUTHORED-BY: Bao Nguyen <bao@example.com>"),
            Some(("Bao Nguyen", "bao@example.com")),
            "trailer tokens compare without case"
        );
        assert_eq!(
            co_author("Reviewed-by: Bao <b@example.com>"),
            None,
            "another trailer"
        );
    }
}
