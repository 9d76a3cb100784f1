//! Who contributed to a change: author of the pull request, authors and co-authors of its commits,
//! as persons and not as logins. The committer is no contributor by that alone.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::person::Identity;
use changeproof_domain::record::Commit;
use changeproof_domain::snapshot::{Change, ChangeKind, CommitId, LinkRule, RecordRef};

use crate::context::Context;

/// GitHub answers at most this many commits of a pull request in one listing.
pub(crate) const LISTING_LIMIT: usize = 100;

/// One contributor, and the record that names them.
#[derive(Clone, Debug)]
pub(crate) struct Contributor<'a> {
    pub identity: Identity<'a>,
    pub shown: &'a str,
    pub record: RecordRef,
    pub field: String,
}

/// All contributors of a change.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contributors<'a> {
    pub known: Vec<Contributor<'a>>,
    /// Why there may be more, where there may.
    pub incomplete: Option<&'static str>,
    /// Accounts whose person is known already: most commits of a branch have one author.
    identified: Vec<&'a Account>,
}

/// The contributors of a change.
pub(crate) fn of<'a>(cx: &Context<'a>, change: &'a Change) -> Contributors<'a> {
    let mut contributors = Contributors::default();
    let mut commits_listed = false;
    if let (ChangeKind::PullRequest(id), Some(pull_request)) =
        (change.kind, cx.pull_request(change))
    {
        let record = RecordRef::PullRequest(id);
        contributors.add_field(cx, &pull_request.author, record, "author");
        match &pull_request.commits {
            Field::NotExported => {}
            Field::Empty => commits_listed = true,
            Field::Value(commits) => {
                commits_listed = true;
                if commits.len() >= LISTING_LIMIT {
                    contributors.incomplete =
                        Some("its list of commits was cut at the limit of the export");
                }
                for (i, commit) in commits.iter().enumerate() {
                    match &commit.authors {
                        Field::Value(authors) => {
                            for (k, author) in authors.iter().enumerate() {
                                contributors.add(cx, author, record, || {
                                    format!("commits[{i}].authors[{k}]")
                                });
                            }
                        }
                        Field::Empty | Field::NotExported => {
                            contributors.add_unknown(record, format!("commits[{i}].authors"));
                        }
                    }
                }
            }
        }
        if !commits_listed
            && !change
                .commits
                .iter()
                .any(|(_, rule)| brings_own_authors(*rule))
        {
            contributors.incomplete = Some("its commits were not exported");
        }
    }
    for (commit, rule) in &change.commits {
        contributors.add_commit(cx, *commit, *rule, commits_listed);
    }
    contributors
}

/// Whether commits found by that rule are the ones that were written on the branch.
fn brings_own_authors(rule: LinkRule) -> bool {
    matches!(
        rule,
        LinkRule::BranchCommit | LinkRule::RebasedCommit | LinkRule::MergedBranch
    )
}

impl<'a> Contributors<'a> {
    fn add(
        &mut self,
        cx: &Context<'a>,
        account: &'a Account,
        record: RecordRef,
        field: impl FnOnce() -> String,
    ) {
        if self.identified.contains(&account) {
            return;
        }
        let people = &cx.snapshot.people;
        let identity = people.identify(account);
        if identity != Identity::Unknown {
            self.identified.push(account);
        }
        if self.is_new(identity) {
            self.known.push(Contributor {
                identity,
                shown: people.name_of(identity, account),
                record,
                field: field(),
            });
        }
    }

    fn add_field(
        &mut self,
        cx: &Context<'a>,
        account: &'a Field<Account>,
        record: RecordRef,
        field: &str,
    ) {
        match account {
            Field::Value(account) => self.add(cx, account, record, || field.to_owned()),
            Field::Empty | Field::NotExported => self.add_unknown(record, field.to_owned()),
        }
    }

    fn add_unknown(&mut self, record: RecordRef, field: String) {
        self.known.push(Contributor {
            identity: Identity::Unknown,
            shown: "an unknown account",
            record,
            field,
        });
    }

    fn add_email(
        &mut self,
        cx: &Context<'a>,
        email: &'a str,
        name: &'a str,
        record: RecordRef,
        field: &str,
    ) {
        let identity = cx.snapshot.people.identify_email(email);
        if !self.is_new(identity) {
            return;
        }
        let shown = match identity {
            Identity::Person(person) => &cx.snapshot.people.person(person).name,
            Identity::Account(System::Email, _) | Identity::Unknown => name,
            Identity::Account(_, login) => login,
        };
        self.known.push(Contributor {
            identity,
            shown,
            record,
            field: field.to_owned(),
        });
    }

    fn add_commit(&mut self, cx: &Context<'a>, id: CommitId, rule: LinkRule, commits_listed: bool) {
        let commit: &'a Commit = &cx.snapshot.commits[id.index()].record;
        let record = RecordRef::Commit(id);
        // The merge itself: a merge commit is written by whoever pressed the button and adds no
        // content; GitHub writes a squash commit in the name of the pull request's author, who is
        // counted already.
        let merge_by_tool =
            rule == LinkRule::MergeCommit && (commit.parents.len() > 1 || commits_listed);
        if !merge_by_tool {
            self.add_email(
                cx,
                &commit.author.email,
                &commit.author.name,
                record,
                "author",
            );
        }
        for (name, email) in commit.co_authors() {
            self.add_email(cx, email, name, record, "message");
        }
    }

    fn is_new(&self, identity: Identity<'_>) -> bool {
        identity == Identity::Unknown || self.known.iter().all(|known| known.identity != identity)
    }
}
