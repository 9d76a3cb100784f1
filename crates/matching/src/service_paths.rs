//! Which commits touch the paths of a service that owns a part of its repository alone.
//!
//! A commit's files are those that its log lists. Where it lists none, those of a pull request stand for its
//! merge or squash commit, and for merges on its branch, since its list is what all of them together
//! changed. A commit whose files are not known may touch anything.

use changeproof_domain::path_pattern::matches;
use changeproof_domain::snapshot::{CommitId, LinkRule, Snapshot};
use changeproof_domain::text::folded;

use crate::pull_requests::PullRequests;

/// The paths of one service.
pub(crate) struct ServicePaths<'a> {
    snapshot: &'a Snapshot,
    pull_requests: &'a PullRequests<'a>,
    /// Patterns in lower case: of paths, and of folders that hold them.
    patterns: Vec<String>,
}

impl<'a> ServicePaths<'a> {
    /// None where the service owns all of its repository.
    pub(crate) fn of(
        patterns: &[&str],
        snapshot: &'a Snapshot,
        pull_requests: &'a PullRequests<'a>,
    ) -> Option<ServicePaths<'a>> {
        let both = |pattern: &&str| {
            let pattern = folded(pattern);
            // Paths of commits begin at the root of the repository.
            let pattern = pattern.trim_start_matches("./").trim_matches('/');
            let pattern = match pattern {
                "" | "." => "**",
                pattern => pattern,
            };
            [pattern.to_owned(), format!("{pattern}/**")]
        };
        (!patterns.is_empty()).then(|| ServicePaths {
            snapshot,
            pull_requests,
            patterns: patterns.iter().flat_map(both).collect(),
        })
    }

    /// Whether a commit is known to touch none of the paths.
    pub(crate) fn leave_out(&self, id: CommitId) -> bool {
        self.files(id)
            .is_some_and(|files| !files.iter().any(|path| self.has(path)))
    }

    fn has(&self, path: &str) -> bool {
        let path = folded(path);
        self.patterns.iter().any(|pattern| matches(pattern, &path))
    }

    /// The files of a commit, or all that may be among them; none where they are not known.
    fn files(&self, id: CommitId) -> Option<Vec<&'a str>> {
        let commit = &self.snapshot.commits[id.index()];
        if commit.files.is_exported() {
            return Some(commit.files.items().iter().map(String::as_str).collect());
        }
        let is_merge = commit.parents.len() > 1;
        let mut found = Vec::new();
        let mut told = false;
        for (pull_request, rule) in self.pull_requests.of_commit(&commit.sha, Some(id)) {
            let pull_request = &self.snapshot.pull_requests[pull_request.index()];
            let stands_for_it = match rule {
                // One commit of several that a rebase made changed what it did, not what all did.
                LinkRule::MergeCommit => {
                    let lists_commits = pull_request.commits.is_exported();
                    is_merge || (lists_commits && !self.pull_requests.is_rebased(id))
                }
                LinkRule::BranchCommit => is_merge,
                _ => false,
            };
            if stands_for_it {
                found.extend(pull_request.all_files()?.iter().map(String::as_str));
                told = true;
            }
        }
        told.then_some(found)
    }
}
