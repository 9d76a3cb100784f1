//! How a change lands on the main branch: its commits, their hashes, and what the pull request then
//! says.

use super::git::{Commit, CommitText};
use super::people::Staff;
use super::random::Stream;
use super::services::ORGANISATION;
use super::story::{Author, BranchCommit, Change, KeyPlace, Landing};

/// Who GitHub names as the committer of what it merges itself.
const GITHUB: &str = "GitHub <noreply@github.com>";

/// What became of a change.
#[derive(Debug)]
pub struct Landed {
    /// Title of the pull request.
    pub title: String,
    /// Text of the pull request.
    pub body: String,
    /// Name of the branch.
    pub branch: String,
    /// Hashes of the branch's commits, in their order.
    pub commits: Vec<String>,
    /// First lines of their messages.
    pub headlines: Vec<String>,
    /// Hash of a commit that a forced push replaced.
    pub replaced: String,
    /// The main branch afterwards.
    pub tip: String,
    /// Blocks of the git log, oldest first.
    pub log: Vec<String>,
}

/// The main branch as a change finds it.
pub struct MainBranch<'a> {
    /// Its newest commit; `None` before the first.
    pub tip: Option<&'a str>,
    /// The commit before that change landed.
    pub before: Option<&'a str>,
}

/// Lands changes of one repository.
pub struct Lander<'a> {
    /// Everybody.
    pub staff: &'a Staff,
    /// Randomness for trees.
    pub random: &'a mut Stream,
    /// The main branch.
    pub main: MainBranch<'a>,
}

impl Lander<'_> {
    /// Lands `change` as pull request `number`; `key` is its ticket's.
    pub fn land(&mut self, change: &Change, key: Option<&str>, number: u64) -> Landed {
        let (title, branch) = self.names(change, key);
        let mut body = change.body.clone();
        if let (KeyPlace::Body, Some(key)) = (change.key_place, key) {
            body.push_str(&format!("\n\nChange: {key}"));
        }
        let merges_main = change.commits.iter().any(|commit| commit.merges_main);
        let base = if merges_main {
            self.main.before.or(self.main.tip)
        } else {
            self.main.tip
        };
        let base = base.map(str::to_owned);
        let replaced = self.branch_commits(change, base.clone(), &branch, 1);
        let replaced = replaced
            .first()
            .map(|commit| commit.sha.clone())
            .unwrap_or_default();
        let branch_commits = self.branch_commits(change, base, &branch, change.commits.len());
        let commits: Vec<String> = branch_commits.iter().map(|c| c.sha.clone()).collect();
        let headlines = change
            .commits
            .iter()
            .map(|commit| headline(commit, &branch))
            .collect();
        let landed = match change.landing {
            Landing::Squash => vec![self.squash(change, &title, number)],
            Landing::Merge => {
                let head = commits.last().cloned().unwrap_or_default();
                let message =
                    format!("Merge pull request #{number} from {ORGANISATION}/{branch}\n\n{title}");
                let merge = self.on_main(change, &message, Some(&head));
                branch_commits.into_iter().chain([merge]).collect()
            }
            Landing::Rebase => self.rebase(change, &branch),
            Landing::DirectPush => {
                let message = match key {
                    Some(key) => format!("{key} {}", change.topic),
                    None => change.topic.clone(),
                };
                vec![self.pushed(change, &message)]
            }
            Landing::FakeMerge => {
                let message = format!("Merge pull request #{number} from {ORGANISATION}/{branch}");
                vec![self.pushed(change, &message)]
            }
        };
        Landed {
            title,
            body,
            branch,
            commits,
            headlines,
            replaced,
            tip: landed
                .last()
                .map(|commit| commit.sha.clone())
                .unwrap_or_default(),
            log: landed.into_iter().map(|commit| commit.raw).collect(),
        }
    }

    /// Title and branch name, with the key where it belongs.
    fn names(&mut self, change: &Change, key: Option<&str>) -> (String, String) {
        let slug = super::words::slug(&change.topic);
        let titled = |random: &mut Stream, key: &str| match random.index(6) {
            0 => format!("[{key}] {}", change.topic),
            1 => format!("{} ({key})", change.topic),
            2 => format!("{key} {}", change.topic),
            _ => format!("{key}: {}", change.topic),
        };
        let (title, branch) = match (key, change.key_place) {
            (Some(key), KeyPlace::Title) => (
                titled(self.random, key),
                format!("{}-{slug}", key.to_ascii_lowercase()),
            ),
            (Some(key), KeyPlace::Branch) => (change.topic.clone(), format!("{key}-{slug}")),
            (Some(_), KeyPlace::Body) | (None, _) => (change.topic.clone(), slug),
        };
        (change.fixed_title.clone().unwrap_or(title), branch)
    }

    fn tree(&mut self) -> String {
        self.random.hex(40)
    }

    /// The first `count` commits of the branch, from `base` on.
    fn branch_commits(
        &mut self,
        change: &Change,
        base: Option<String>,
        branch: &str,
        count: usize,
    ) -> Vec<Commit> {
        let mut parent = base;
        let mut made = Vec::with_capacity(count);
        for commit in change.commits.iter().take(count) {
            let tree = self.tree();
            let mut parents: Vec<&str> = parent.as_deref().into_iter().collect();
            if commit.merges_main {
                parents.extend(self.main.tip.filter(|tip| Some(*tip) != parent.as_deref()));
            }
            let message = self.message_of(commit, branch);
            let zone = self.zone(&commit.author);
            let who = self.signature(&commit.author);
            let made_commit = CommitText {
                tree: &tree,
                parents: &parents,
                author: &format!("{who} {}", commit.authored.git(zone)),
                committer: &format!("{who} {}", commit.committed.git(zone)),
                message: &message,
            }
            .commit();
            parent = Some(made_commit.sha.clone());
            made.push(made_commit);
        }
        made
    }

    fn squash(&mut self, change: &Change, title: &str, number: u64) -> Commit {
        let mut message = format!("{title} (#{number})");
        if change.commits.len() > 1 {
            message.push('\n');
            for commit in &change.commits {
                message.push_str(&format!("\n* {}", headline(commit, "main")));
            }
        }
        let mut trailers: Vec<String> = Vec::new();
        for commit in &change.commits {
            if commit.author != change.author {
                trailers.push(format!(
                    "Co-authored-by: {}",
                    self.signature(&commit.author)
                ));
            }
            trailers.extend(self.trailer(commit));
        }
        trailers.dedup();
        if !trailers.is_empty() {
            message.push_str(&format!("\n\n{}", trailers.join("\n")));
        }
        self.on_main(change, &message, None)
    }

    /// Every commit of the branch again on the main branch, with its author and author date.
    fn rebase(&mut self, change: &Change, branch: &str) -> Vec<Commit> {
        let mut parent = self.main.tip.map(str::to_owned);
        let mut made = Vec::new();
        for (place, commit) in change.commits.iter().enumerate() {
            let tree = self.tree();
            let parents: Vec<&str> = parent.as_deref().into_iter().collect();
            let zone = self.zone(&commit.author);
            let at = change
                .merged
                .plus_seconds(place as i64 - change.head() as i64);
            let again = CommitText {
                tree: &tree,
                parents: &parents,
                author: &format!(
                    "{} {}",
                    self.signature(&commit.author),
                    commit.authored.git(zone)
                ),
                committer: &format!("{GITHUB} {}", at.git(0)),
                message: &self.message_of(commit, branch),
            }
            .commit();
            parent = Some(again.sha.clone());
            made.push(again);
        }
        made
    }

    /// A commit that GitHub makes on the main branch; with `head` it is a merge.
    fn on_main(&mut self, change: &Change, message: &str, head: Option<&str>) -> Commit {
        let tree = self.tree();
        let parents: Vec<&str> = self.main.tip.into_iter().chain(head).collect();
        let at = change.merged.git(0);
        CommitText {
            tree: &tree,
            parents: &parents,
            author: &format!("{} {at}", self.signature(&change.author)),
            committer: &format!("{GITHUB} {at}"),
            message,
        }
        .commit()
    }

    /// A commit that its author pushed to the main branch.
    fn pushed(&mut self, change: &Change, message: &str) -> Commit {
        let tree = self.tree();
        let parents: Vec<&str> = self.main.tip.into_iter().collect();
        let at = change.merged.git(self.zone(&change.author));
        let who = self.signature(&change.author);
        CommitText {
            tree: &tree,
            parents: &parents,
            author: &format!("{who} {at}"),
            committer: &format!("{who} {at}"),
            message,
        }
        .commit()
    }

    fn message_of(&self, commit: &BranchCommit, branch: &str) -> String {
        let headline = headline(commit, branch);
        match self.trailer(commit) {
            Some(trailer) => format!("{headline}\n\n{trailer}"),
            None => headline,
        }
    }

    /// The trailer that names a second author.
    fn trailer(&self, commit: &BranchCommit) -> Option<String> {
        let person = self.staff.person(commit.co_author?);
        Some(format!(
            "Co-authored-by: {} <{}>",
            person.name, person.email
        ))
    }

    fn signature(&self, author: &Author) -> String {
        let (name, email) = name_and_email(self.staff, author);
        format!("{name} <{email}>")
    }

    fn zone(&self, author: &Author) -> i64 {
        match author {
            Author::Person(id) => self.staff.person(*id).zone,
            Author::DependencyBot | Author::Deleted { .. } | Author::Unknown { .. } => 0,
        }
    }
}

/// The first line of a commit's message.
fn headline(commit: &BranchCommit, branch: &str) -> String {
    if commit.merges_main {
        format!("Merge branch 'main' into {branch}")
    } else {
        commit.headline.clone()
    }
}

/// Name and e-mail of an author in a commit.
pub fn name_and_email<'a>(staff: &'a Staff, author: &'a Author) -> (&'a str, &'a str) {
    match author {
        Author::Person(id) => (&staff.person(*id).name, &staff.person(*id).email),
        Author::DependencyBot => (
            super::export::roster::DEPENDENCY_BOT,
            super::export::roster::DEPENDENCY_BOT_EMAIL,
        ),
        Author::Deleted { name, email } | Author::Unknown { name, email } => (name, email),
    }
}
