//! Who may not attest about a change: its authors, whoever carried it out, and its approvers.

use std::fmt;

use changeproof_domain::field::Field;
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::record::ReviewState;
use changeproof_domain::snapshot::{Change, ChangeRecordId, DeploymentId};

use crate::implementation::Implementation;
use crate::shared::approval::{self, NoApproval};
use crate::shared::attested::About;
use crate::shared::contributors;
use crate::shared::duty::{deployer_of, implementer_unknown};
use crate::shared::linked_records::{changes_under, links_of_change, links_of_deployment};

/// Somebody with a part in the change.
pub(crate) struct Part<'a> {
    pub identity: Identity<'a>,
    pub shown: &'a str,
    pub hand: Hand,
}

impl Part<'_> {
    /// Whether somebody had this part.
    pub(crate) fn is_of(&self, cx: &Implementation<'_>, identity: Identity<'_>) -> Sameness {
        match (cx.snapshot.people.same(identity, self.identity), self.hand) {
            (Sameness::Same, Hand::SquashAuthor) => Sameness::Unknown,
            (_, Hand::SquashAuthor) => Sameness::Different,
            (same, _) => same,
        }
    }

    /// That this is not known, as a part of a sentence.
    pub(crate) fn open(&self, shown: &str) -> String {
        match self.hand {
            Hand::SquashAuthor => format!(
                "whether {shown}, whom the squash commit names as its author, wrote a part of the change is not known"
            ),
            hand => format!(
                "whether {shown} and {}, {hand} of the change, are one person is not known",
                self.shown
            ),
        }
    }
}

/// The part that somebody had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hand {
    Contributor,
    /// The author of the squash commit whom nothing else names: they may have written a part.
    SquashAuthor,
    Reviewer,
    Requester,
    Implementer,
    Deployer,
    Approver,
}

/// As words of a sentence.
impl fmt::Display for Hand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Hand::Contributor => "a contributor",
            Hand::SquashAuthor => "the author of the squash commit",
            Hand::Reviewer => "a reviewer",
            Hand::Requester => "the requester",
            Hand::Implementer => "the implementer",
            Hand::Deployer => "a deployer",
            Hand::Approver => "an approver",
        })
    }
}

/// Everybody with a part in the change.
pub(crate) struct Parts<'a> {
    pub known: Vec<Part<'a>>,
    /// Why there may be others.
    pub incomplete: Option<&'static str>,
}

/// What is attested about a change record: by its key, or by the deployment's id.
pub(crate) fn about_record<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> About<'a> {
    let mut subjects = deployment_keys(cx);
    subjects.push(cx.record(id).key.clone());
    let is_used_again = cx.snapshot.uses_of.get(&id).is_some_and(|of| of.len() > 1);
    About {
        subjects,
        ids: deployment_ids(cx),
        changes: changes_under(cx, id).collect(),
        records: vec![id],
        open: unknown_changes(cx),
        // Before this deployment it was about another one.
        since: is_used_again.then(|| *cx.start()),
    }
}

/// What is attested about a change: by the key of its pull request or change record, or by the
/// deployment's id.
pub(crate) fn about_change<'a>(cx: &Implementation<'a>, change: &'a Change) -> About<'a> {
    let mut subjects = deployment_keys(cx);
    subjects.extend(cx.pull_request(change).map(|of| of.key()));
    let links = links_of_change(cx, change);
    let records: Vec<ChangeRecordId> = links.iter().map(|link| link.record).collect();
    subjects.extend(records.iter().map(|id| cx.record(*id).key.clone()));
    About {
        subjects,
        ids: deployment_ids(cx),
        changes: vec![change],
        records,
        open: None,
        since: None,
    }
}

/// What is attested about this deployment alone, by its id; about a change without one, by its record.
pub(crate) fn about_implementation<'a>(cx: &Implementation<'a>) -> About<'a> {
    if let Some(record) = cx.record_alone() {
        return about_record(cx, record);
    }
    About {
        subjects: deployment_keys(cx),
        ids: deployment_ids(cx),
        changes: cx.changes().iter().collect(),
        records: links_of_deployment(cx)
            .iter()
            .map(|link| link.record)
            .collect(),
        open: unknown_changes(cx),
        since: None,
    }
}

fn unknown_changes(cx: &Implementation<'_>) -> Option<&'static str> {
    cx.changes_are_unknown()
        .then_some("not all changes of the deployment are known (see TRC-02)")
}

/// The deployment in every source; nothing where there is none.
pub(crate) fn in_every_source(cx: &Implementation<'_>) -> impl Iterator<Item = DeploymentId> {
    let deployed = cx.deployed().map(|of| of.subject);
    deployed.into_iter().flat_map(|subject| {
        let also = subject.also_in.iter().copied();
        std::iter::once(subject.deployment).chain(also)
    })
}

/// The ids of the deployment behind its source's name, in every source.
fn deployment_keys(cx: &Implementation<'_>) -> Vec<String> {
    in_every_source(cx).map(|id| cx.attempt(id).key()).collect()
}

/// The ids of the deployment alone, in every source.
fn deployment_ids(cx: &Implementation<'_>) -> Vec<String> {
    in_every_source(cx)
        .map(|id| cx.attempt(id).id.clone())
        .collect()
}

/// Everybody who had a part in what is attested about.
pub(crate) fn of<'a>(cx: &Implementation<'a>, about: &About<'a>) -> Parts<'a> {
    let mut parts = Parts {
        known: Vec::new(),
        incomplete: about.open,
    };
    for change in about.changes.iter().copied() {
        parts.add_change(cx, change);
    }
    let mut implementers = 0;
    for id in &about.records {
        implementers += usize::from(parts.add_record(cx, *id));
    }
    let Some(deployed) = cx.deployed() else {
        let mut records = about.records.iter();
        let unnamed = records.find_map(|id| implementer_unknown(cx, cx.record(*id)));
        parts.incomplete = parts.incomplete.or(unnamed);
        return parts;
    };
    let attempts = deployed.subject.attempts.iter().copied();
    for id in in_every_source(cx).chain(attempts) {
        let deployer = deployer_of(&deployed, id);
        // Whoever is named as the implementer carried the change out; else it was the deployer.
        let is_implementer =
            id == deployed.subject.deployment && implementers < about.records.len().max(1);
        if deployer.identity != Identity::Unknown || is_implementer {
            parts.known.push(Part {
                identity: deployer.identity,
                shown: deployer.shown,
                hand: Hand::Deployer,
            });
        }
    }
    parts
}

impl<'a> Parts<'a> {
    fn add_change(&mut self, cx: &Implementation<'a>, change: &'a Change) {
        let contributors = contributors::of(cx, change);
        self.incomplete = self.incomplete.or(contributors.incomplete);
        self.known.extend(contributors.known.iter().map(|of| Part {
            identity: of.identity,
            shown: of.shown,
            hand: Hand::Contributor,
        }));
        self.known
            .extend(contributors.perhaps.iter().map(|of| Part {
                identity: of.identity,
                shown: of.shown,
                hand: Hand::SquashAuthor,
            }));
        let Some(pull_request) = cx.pull_request(change) else {
            return;
        };
        if pull_request.reviews.is_not_exported() {
            self.incomplete = self.incomplete.or(Some("its reviews were not exported"));
        }
        for review in pull_request.reviews.items() {
            let is_review = match review.state {
                ReviewState::Approved | ReviewState::ChangesRequested | ReviewState::Dismissed => {
                    true
                }
                ReviewState::Commented | ReviewState::Pending => false,
            };
            if is_review {
                let author = review.author.value();
                self.known.push(Part {
                    identity: author.map_or(Identity::Unknown, |a| cx.snapshot.people.identify(a)),
                    shown: author.map_or("a deleted account", |a| cx.shown(a)),
                    hand: Hand::Reviewer,
                });
            }
        }
    }

    /// Whether the record names its implementer.
    fn add_record(&mut self, cx: &Implementation<'a>, id: ChangeRecordId) -> bool {
        let record = cx.record(id);
        let people = &cx.snapshot.people;
        for (account, hand) in [
            (&record.requester, Hand::Requester),
            (&record.implementer, Hand::Implementer),
        ] {
            match account {
                Field::Value(account) => self.known.push(Part {
                    identity: people.identify(account),
                    shown: cx.shown(account),
                    hand,
                }),
                Field::Empty => {}
                Field::NotExported => {
                    let why = "requester or implementer of its record were not exported";
                    self.incomplete = self.incomplete.or(Some(why));
                }
            }
        }
        let approved = approval::approved(cx, id);
        if approved.is_empty() {
            match approval::absence(cx, id, cx.start().at) {
                NoApproval::Proven => {}
                NoApproval::StateOnly | NoApproval::NotExported => {
                    let why = "who approved its record was not exported";
                    self.incomplete = self.incomplete.or(Some(why));
                }
            }
        }
        self.known.extend(approved.iter().map(|of| {
            Part {
                identity: of
                    .approver
                    .map_or(Identity::Unknown, |a| people.identify(a)),
                shown: of.approver.map_or("an unnamed approver", |a| cx.shown(a)),
                hand: Hand::Approver,
            }
        }));
        record.implementer.is_value()
    }
}
