//! The votes on a pull request: which approvals stood when the deployment began, and were given by
//! somebody who contributed nothing to the change.

use std::rc::Rc;

use changeproof_domain::account::Account;
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::record::{LISTING_LIMIT, PullRequest, Review, ReviewState};
use changeproof_domain::snapshot::{Change, LinkRule};
use changeproof_domain::time::{Moment, Order};

use crate::context::{Context, EventSystem};
use crate::shared::contributors::{self, Contributors};
use crate::worked_out::of_change;

/// Why an approval does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotCounted<'a> {
    ByMachine,
    ByContributor(&'a str),
    AfterDeployment,
    FollowedByChangeRequest,
}

/// Why it cannot be told whether an approval counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt<'a> {
    ReviewerUnknown,
    TimeUnknown,
    TooCloseToStart,
    MayBeContributor(&'a str),
    /// The squash commit names the reviewer as its author, and nothing else does.
    AuthorOfSquash,
    ContributorsIncomplete(&'static str),
    ListCut,
}

/// What an approval is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worth<'a> {
    /// It counts. `by_account`: only if two accounts of one system are two persons.
    Counts {
        by_account: bool,
    },
    No(NotCounted<'a>),
    Open(Doubt<'a>),
}

/// An approval of a pull request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vote<'a> {
    /// The position among the pull request's reviews.
    pub index: usize,
    pub review: &'a Review,
    pub worth: Worth<'a>,
}

/// All approvals of a pull request, with what each is worth.
pub(crate) struct Votes<'a> {
    pub approvals: Vec<Vote<'a>>,
    /// Whether the list of reviews was exported.
    pub exported: bool,
    /// Whether the list may have been cut.
    pub cut: bool,
}

impl<'a> Votes<'a> {
    /// The approvals that count, one a person.
    pub(crate) fn counting(&self) -> impl Iterator<Item = (&Vote<'a>, bool)> {
        self.approvals.iter().filter_map(|vote| match vote.worth {
            Worth::Counts { by_account } => Some((vote, by_account)),
            Worth::No(_) | Worth::Open(_) => None,
        })
    }
}

/// The votes on the pull request of a change.
pub(crate) fn of<'a>(
    cx: &Context<'a>,
    change: &'a Change,
    pull_request: &'a PullRequest,
) -> Rc<Votes<'a>> {
    let work_out = || Rc::new(weigh(cx, change, pull_request));
    of_change(cx, change, |of| &of.votes, work_out)
}

fn weigh<'a>(cx: &Context<'a>, change: &'a Change, pull_request: &'a PullRequest) -> Votes<'a> {
    let reviews = pull_request.reviews.items();
    let contributors = contributors::of(cx, change);
    let mut order: Vec<(usize, &Review)> = reviews.iter().enumerate().collect();
    order.sort_by_key(|(i, review)| (review.submitted_at.value().map(|moment| moment.at), *i));
    let cut = reviews.len() >= LISTING_LIMIT;
    let approvals = order
        .iter()
        .enumerate()
        .filter(|(_, (_, review))| review.state == ReviewState::Approved)
        .map(|(position, (index, review))| {
            let later = order[position + 1..].iter().map(|(_, review)| *review);
            let before = |review: &Review| timing(cx, change, pull_request, review);
            let mut worth = worth(cx, review, later, &before, &contributors);
            // What is missing of the list could be the same person's request for changes.
            if cut && matches!(worth, Worth::Counts { .. }) {
                worth = Worth::Open(Doubt::ListCut);
            }
            Vote {
                index: *index,
                review,
                worth,
            }
        })
        .collect();
    Votes {
        approvals,
        exported: pull_request.reviews.is_exported(),
        cut,
    }
}

/// How a review of a change's pull request lies to the deployment's start.
pub(crate) fn timing(
    cx: &Context<'_>,
    change: &Change,
    pull_request: &PullRequest,
    review: &Review,
) -> Option<Order> {
    let submitted = review.submitted_at.value()?;
    Some(before_start(cx, change, pull_request, submitted))
}

/// How an event of a change's pull request lies to the deployment's start. What came before the merge came
/// before the deployment of that merge, whatever the clocks say; unless the merge is said to have come after
/// the deployment that contains it. One of both is wrong then, and nothing follows from the merge.
pub(crate) fn before_start(
    cx: &Context<'_>,
    change: &Change,
    pull_request: &PullRequest,
    event: &Moment,
) -> Order {
    if contains_merge(change)
        && let Some(merged) = pull_request.merged_at.value()
        && matches!(event.order(merged, 0), Order::Earlier | Order::Equal)
        && cx.against_start(merged, EventSystem::GitHub) != Order::Later
    {
        return Order::Earlier;
    }
    cx.against_start(event, EventSystem::GitHub)
}

/// Whether the merge itself is among the deployed commits.
fn contains_merge(change: &Change) -> bool {
    change
        .commits
        .iter()
        .any(|(_, rule)| matches!(rule, LinkRule::MergeCommit | LinkRule::RebasedCommit))
}

fn worth<'a>(
    cx: &Context<'a>,
    review: &'a Review,
    later: impl Iterator<Item = &'a Review>,
    before: &dyn Fn(&Review) -> Option<Order>,
    contributors: &Contributors<'a>,
) -> Worth<'a> {
    let people = &cx.snapshot.people;
    let Some(reviewer) = review.author.value() else {
        return Worth::Open(Doubt::ReviewerUnknown);
    };
    if people.is_machine(reviewer) {
        return Worth::No(NotCounted::ByMachine);
    }
    let identity = people.identify(reviewer);
    if identity == Identity::Unknown {
        return Worth::Open(Doubt::ReviewerUnknown);
    }
    let timing = match before(review) {
        None => Some(Doubt::TimeUnknown),
        Some(Order::Later) => return Worth::No(NotCounted::AfterDeployment),
        Some(Order::Undecided) => Some(Doubt::TooCloseToStart),
        Some(Order::Earlier | Order::Equal) => None,
    };
    match withdrawal(cx, identity, reviewer, later, before) {
        Some(Order::Undecided) => return Worth::Open(Doubt::TooCloseToStart),
        Some(_) => return Worth::No(NotCounted::FollowedByChangeRequest),
        None => {}
    }
    let mut by_account = false;
    let mut doubt = timing;
    for contributor in &contributors.known {
        match people.same(identity, contributor.identity) {
            Sameness::Same => return Worth::No(NotCounted::ByContributor(contributor.shown)),
            Sameness::Different => {}
            Sameness::DifferentByAccount => by_account = true,
            Sameness::Unknown => doubt = Some(Doubt::MayBeContributor(contributor.shown)),
        }
    }
    let perhaps = contributors.perhaps.iter();
    if { perhaps }.any(|of| people.same(identity, of.identity) == Sameness::Same) {
        doubt = Some(Doubt::AuthorOfSquash);
    }
    if doubt.is_none()
        && let Some(why) = contributors.incomplete
    {
        doubt = Some(Doubt::ContributorsIncomplete(why));
    }
    doubt.map_or(Worth::Counts { by_account }, Worth::Open)
}

/// Whether the same person asked for changes after the approval and before the deployment. A later
/// comment does not undo an approval; a later approval is a vote of its own.
fn withdrawal<'a>(
    cx: &Context<'a>,
    identity: Identity<'a>,
    reviewer: &Account,
    later: impl Iterator<Item = &'a Review>,
    before: &dyn Fn(&Review) -> Option<Order>,
) -> Option<Order> {
    let people = &cx.snapshot.people;
    let mut found = None;
    for review in later.filter(|review| review.state == ReviewState::ChangesRequested) {
        let Some(author) = review.author.value() else {
            continue;
        };
        let same = author.name.eq_ignore_ascii_case(&reviewer.name)
            || people.same(identity, people.identify(author)) == Sameness::Same;
        if same {
            match before(review) {
                Some(Order::Later) => {}
                Some(Order::Undecided) | None => found = found.or(Some(Order::Undecided)),
                Some(order) => return Some(order),
            }
        }
    }
    found
}
