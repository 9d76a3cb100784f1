//! Commits as sources name them.

/// The shortest abbreviation of a commit that can be told from a version.
const SHORTEST: usize = 7;

/// Whether two names are those of one commit: one may be abbreviated.
pub(crate) fn is_same_revision(a: &str, b: &str) -> bool {
    let shorter = a.len().min(b.len());
    match (a.get(..shorter), b.get(..shorter)) {
        (Some(a_begins), Some(b_begins)) if a_begins.eq_ignore_ascii_case(b_begins) => {
            a.len() == b.len() || shorter >= SHORTEST
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_same_revision;

    #[test]
    fn an_abbreviated_commit_is_the_same_and_a_short_version_is_not() {
        let commit = "51515151abcdef";
        assert!(is_same_revision(commit, "5151515"));
        assert!(is_same_revision("51515151ABCDEF", commit));
        assert!(!is_same_revision(commit, "5"), "it may be a version");
        assert!(!is_same_revision(commit, "51515152"));
        assert!(is_same_revision("v5", "v5"));
    }
}
