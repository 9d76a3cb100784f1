//! What the commit log of a case shows of the branch: in the clean change it holds the squash commit alone.

use changeproof_domain::field::Field;
use changeproof_domain::record::Commit;

use super::{PREVIOUS, SQUASH, World, clean_change};

impl World {
    /// The log holds the commits of the branch too, each on top of the one before.
    pub(crate) fn log_branch(&mut self) {
        let mut parent = PREVIOUS.to_owned();
        for (listed, minutes) in self
            .pull_request()
            .commits
            .clone()
            .items()
            .iter()
            .zip(-300..)
        {
            let headline = listed.headline.text();
            self.commits.push(clean_change::commit(
                &listed.sha,
                Some(&parent),
                "ana@clicki.example",
                headline,
                minutes,
            ));
            parent.clone_from(&listed.sha);
        }
    }

    /// The pull request was merged with its branch, whose commits the log alone tells.
    pub(crate) fn merge_with_branch(&mut self) {
        self.log_branch();
        let head = self.pull_request().head.text().to_owned();
        self.logged(SQUASH).parents.push(head);
        self.pull_request().commits = Field::NotExported;
    }

    /// A logged commit.
    pub(crate) fn logged(&mut self, sha: &str) -> &mut Commit {
        let found = self.commits.iter().position(|commit| commit.sha == sha);
        &mut self.commits[found.unwrap_or_default()]
    }

    /// The commit on the main branch that the deployment brought.
    pub(crate) fn merge(&mut self) -> &mut Commit {
        self.logged(SQUASH)
    }

    /// The logged commit of the branch that has this digit.
    pub(crate) fn of_branch(&mut self, digit: char) -> &mut Commit {
        self.logged(&super::sha(digit))
    }
}
