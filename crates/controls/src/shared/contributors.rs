//! Who contributed to a change: author of the pull request, authors and co-authors of its commits,
//! as persons and not as logins. The committer is no contributor by that alone.

use std::fmt;
use std::rc::Rc;

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::person::Identity;
use changeproof_domain::record::{Commit, LISTING_LIMIT};
use changeproof_domain::snapshot::{Change, ChangeKind, CommitId, LinkRule, RecordRef};

use crate::context::{field_text, text_by};
use crate::identities::{Nobodys, nobodys, nobodys_address};
use crate::implementation::Implementation;
use crate::worked_out::of_change;

/// A contributor whose account was deleted or not exported.
pub(crate) const UNNAMED: &str = "an unknown account";

/// One contributor, and the record that names them.
#[derive(Clone, Debug)]
pub(crate) struct Contributor<'a> {
    pub identity: Identity<'a>,
    pub shown: &'a str,
    pub record: RecordRef,
    pub field: Place,
    /// The account, where it leads to no single person.
    pub nobodys: Option<Nobodys<'a>>,
}

/// Where a record names a contributor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Field(&'static str),
    /// An author of a commit in the pull request's list.
    Author {
        commit: usize,
        author: usize,
    },
    /// All authors of such a commit: they were not exported.
    Authors {
        commit: usize,
    },
}

impl Contributor<'_> {
    /// What the record names them by, as a fact.
    pub(crate) fn fact(&self, cx: &Implementation<'_>) -> Option<Fact> {
        cx.fact(self.record, self.field, || {
            match (self.record, self.field) {
                (RecordRef::PullRequest(id), place) => {
                    let pull_request = &cx.snapshot.pull_requests[id.index()];
                    let authors = |commit: usize| &pull_request.commits.items()[commit].authors;
                    match place {
                        Place::Field(_) => field_text(&pull_request.author),
                        Place::Author { commit, author } => {
                            authors(commit).items()[author].name.clone()
                        }
                        Place::Authors { commit } => text_by(authors(commit), |_| String::new()),
                    }
                }
                (RecordRef::Commit(id), Place::Field("message")) => {
                    cx.snapshot.commits[id.index()].message.clone()
                }
                (RecordRef::Commit(id), _) => {
                    let author = &cx.snapshot.commits[id.index()].author;
                    format!("{} <{}>", author.name, author.email)
                }
                _ => self.shown.to_owned(),
            }
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Field(name) => f.write_str(name),
            Place::Author { commit, author } => write!(f, "commits[{commit}].authors[{author}]"),
            Place::Authors { commit } => write!(f, "commits[{commit}].authors"),
        }
    }
}

/// All contributors of a change.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contributors<'a> {
    pub known: Vec<Contributor<'a>>,
    /// Why there may be more, where there may.
    pub incomplete: Option<&'static str>,
    /// The author of the squash commit, where nothing else names them: whether they wrote a part of the
    /// change is not known.
    pub perhaps: Option<Contributor<'a>>,
    /// Accounts that were looked at already: most commits of a branch have one author.
    seen: Vec<&'a Account>,
}

/// The contributors of a change.
pub(crate) fn of<'a>(cx: &Implementation<'a>, change: &'a Change) -> Rc<Contributors<'a>> {
    let work_out = || Rc::new(find(cx, change));
    of_change(cx, change, |of| &of.contributors, work_out)
}

fn find<'a>(cx: &Implementation<'a>, change: &'a Change) -> Contributors<'a> {
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
                                let place = Place::Author {
                                    commit: i,
                                    author: k,
                                };
                                contributors.add(cx, author, record, place);
                            }
                        }
                        Field::Empty | Field::NotExported => {
                            contributors.add_unknown(record, Place::Authors { commit: i });
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
    if !commits_listed && messages_are_cut(cx, change) {
        contributors.incomplete =
            Some("only the first lines of its commits' messages were exported");
    }
    let perhaps = contributors.perhaps.take();
    contributors.perhaps = perhaps.filter(|of| contributors.is_new(of.identity));
    contributors
}

/// Whether only the first lines of a change's own messages were exported: the rest may name co-authors and
/// keys.
pub(crate) fn messages_are_cut(cx: &Implementation<'_>, change: &Change) -> bool {
    let mut commits = change.commits.iter();
    commits.any(|(id, _)| cx.snapshot.commits[id.index()].subject_only)
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
        cx: &Implementation<'a>,
        account: &'a Account,
        record: RecordRef,
        field: Place,
    ) {
        if self.seen.contains(&account) {
            return;
        }
        self.seen.push(account);
        let people = &cx.snapshot.people;
        let identity = people.identify(account);
        if self.is_new(identity) {
            self.known.push(Contributor {
                identity,
                shown: people.name_of(identity, account),
                record,
                field,
                nobodys: nobodys(people, account),
            });
        }
    }

    fn add_field(
        &mut self,
        cx: &Implementation<'a>,
        account: &'a Field<Account>,
        record: RecordRef,
        field: &'static str,
    ) {
        let field = Place::Field(field);
        match account {
            Field::Value(account) => self.add(cx, account, record, field),
            Field::Empty | Field::NotExported => self.add_unknown(record, field),
        }
    }

    fn add_unknown(&mut self, record: RecordRef, field: Place) {
        self.known.push(Contributor {
            identity: Identity::Unknown,
            shown: UNNAMED,
            record,
            field,
            nobodys: None,
        });
    }

    fn add_email(
        &mut self,
        cx: &Implementation<'a>,
        email: &'a str,
        name: &'a str,
        record: RecordRef,
        field: &'static str,
    ) {
        let new = self.new_by_email(cx, email, name, record, field);
        self.known.extend(new);
    }

    /// The owner of an address, unless they are known already.
    fn new_by_email(
        &self,
        cx: &Implementation<'a>,
        email: &'a str,
        name: &'a str,
        record: RecordRef,
        field: &'static str,
    ) -> Option<Contributor<'a>> {
        let identity = cx.snapshot.people.identify_email(email);
        if !self.is_new(identity) {
            return None;
        }
        let shown = match identity {
            Identity::Person(person) => &cx.snapshot.people.person(person).name,
            Identity::Account(System::Email, _) | Identity::Unknown => name,
            Identity::Account(_, login) => login,
        };
        Some(Contributor {
            identity,
            shown,
            record,
            field: Place::Field(field),
            nobodys: nobodys_address(&cx.snapshot.people, email),
        })
    }

    fn add_commit(
        &mut self,
        cx: &Implementation<'a>,
        id: CommitId,
        rule: LinkRule,
        commits_listed: bool,
    ) {
        let commit: &'a Commit = &cx.snapshot.commits[id.index()].record;
        let record = RecordRef::Commit(id);
        let (name, email) = (&commit.author.name, &commit.author.email);
        let is_merge = rule == LinkRule::MergeCommit;
        if is_merge && commit.parents.len() > 1 {
            // A merge commit is written by whoever pressed the button and adds no content.
        } else if is_merge && commits_listed {
            // GitHub writes a squash commit in the name of the pull request's author, who is counted
            // already. Somebody else as its author is not explained by that.
            self.perhaps = self.new_by_email(cx, email, name, record, "author");
        } else {
            self.add_email(cx, email, name, record, "author");
        }
        for (name, email) in commit.co_authors() {
            self.add_email(cx, email, name, record, "message");
        }
    }

    fn is_new(&self, identity: Identity<'_>) -> bool {
        identity == Identity::Unknown || self.known.iter().all(|known| known.identity != identity)
    }
}
