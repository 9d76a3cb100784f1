//! Commit objects as git makes them: the hash is the real SHA-1 of the object's bytes, so that the
//! log can be checked against itself.

use std::fmt::Write as _;

use sha1::{Digest, Sha1};

/// A commit and its text in `git log --pretty=raw`.
#[derive(Debug, Clone)]
pub struct Commit {
    /// 40 hexadecimal digits.
    pub sha: String,
    /// The block of the log, with the empty line that ends it.
    pub raw: String,
}

/// What a commit object says.
#[derive(Debug)]
pub struct CommitText<'a> {
    /// Hash of the tree.
    pub tree: &'a str,
    /// Hashes of the parents.
    pub parents: &'a [&'a str],
    /// `Name <e-mail> seconds zone`.
    pub author: &'a str,
    /// `Name <e-mail> seconds zone`.
    pub committer: &'a str,
    /// The message without its last line end.
    pub message: &'a str,
}

impl CommitText<'_> {
    /// Hashes the object (git's object format: `commit <bytes>\0<content>`) and writes its log block.
    pub fn commit(&self) -> Commit {
        let mut head = format!("tree {}\n", self.tree);
        for parent in self.parents {
            let _ = writeln!(head, "parent {parent}");
        }
        let _ = writeln!(head, "author {}\ncommitter {}", self.author, self.committer);
        let object = format!("{head}\n{}\n", self.message);
        let mut hash = Sha1::new();
        hash.update(format!("commit {}\0", object.len()));
        hash.update(&object);
        let mut sha = String::with_capacity(40);
        for byte in hash.finalize() {
            let _ = write!(sha, "{byte:02x}");
        }
        let mut raw = format!("commit {sha}\n{head}\n");
        for line in self.message.lines() {
            let _ = writeln!(raw, "    {line}");
        }
        raw.push('\n');
        Commit { sha, raw }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_that_git_gives() {
        // `git commit-tree` on the empty tree with these names, times and this message.
        let commit = CommitText {
            tree: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
            parents: &[],
            author: "A <a@clicki.example> 1735689600 +0000",
            committer: "A <a@clicki.example> 1735689600 +0000",
            message: "first",
        }
        .commit();
        assert_eq!(commit.sha, "dd08995daffafa21d7c165be189741cbec9ee05a");
    }

    #[test]
    fn an_empty_line_of_the_message_is_indented_like_git_does() {
        let commit = CommitText {
            tree: "t",
            parents: &["p"],
            author: "a",
            committer: "c",
            message: "one\n\ntwo",
        }
        .commit();
        assert!(
            commit.raw.ends_with("\n\n    one\n    \n    two\n\n"),
            "{}",
            commit.raw
        );
    }
}
