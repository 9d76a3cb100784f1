//! What the controls make of contributors, votes, approvals, checks and categories, for whoever shows
//! them: nothing may look good that no control counts.

use changeproof_domain::account::Account;
use changeproof_domain::field::Field;
use changeproof_domain::parameters::Parameters;
use changeproof_domain::person::Identity;
use changeproof_domain::record::Review;
use changeproof_domain::snapshot::{Change, ChangeRecordId};
use changeproof_domain::time::{Moment, Order};

use crate::approvals::app_02_no_self_approval::{self as app_02, Hand};
use crate::context::Context;
use crate::control::Control;
use crate::shared::actor;
use crate::shared::approval::{self, Timing};
pub use crate::shared::category::Category;
use crate::shared::category::{self, Rules};
use crate::shared::contributors;
use crate::shared::linked_records::{Presence, links_of_deployment, presence};
use crate::shared::votes::{self, Doubt, NotCounted};
use crate::testing::tst_01_tested_before_production as tst_01;
pub use tst_01::Standing;

/// Somebody who contributed to a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contributor<'a> {
    /// Who it is, as far as is known.
    pub identity: Identity<'a>,
    /// What to call them.
    pub shown: &'a str,
}

/// The contributors of a change, as REV-01 and APP-02 see them.
pub fn contributors<'a>(cx: &Context<'a>, change: &'a Change) -> Vec<Contributor<'a>> {
    let contributors = contributors::of(cx, change);
    let known = contributors.known.iter();
    known
        .map(|of| Contributor {
            identity: of.identity,
            shown: of.shown,
        })
        .collect()
}

/// What a vote or an approval is worth to the controls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// It stood when the deployment began, and counts.
    Counts,
    /// It stood when the deployment began, given by somebody with that hand in the change.
    OwnHand(&'static str),
    /// It came after the deployment began.
    Late,
    /// Whether it stood, or who gave it, cannot be told.
    Unclear,
    /// It did not stand when the deployment began, or was given by no person: why.
    Void(&'static str),
}

/// An approval of a pull request.
#[derive(Clone, Debug)]
pub struct Vote<'a> {
    /// The position among the pull request's reviews.
    pub index: usize,
    /// The review.
    pub review: &'a Review,
    /// What it is worth.
    pub worth: Worth,
}

/// The approvals of a change's pull request, as REV-01 sees them. Dismissed reviews, requests for
/// changes and comments are none.
pub fn votes<'a>(cx: &Context<'a>, change: &'a Change) -> Vec<Vote<'a>> {
    let Some(pull_request) = cx.pull_request(change) else {
        return Vec::new();
    };
    let votes = votes::of(cx, change, pull_request);
    let approvals = votes.approvals.iter();
    approvals
        .map(|vote| Vote {
            index: vote.index,
            review: vote.review,
            worth: match vote.worth {
                votes::Worth::Counts { .. } => Worth::Counts,
                votes::Worth::Open(_) => Worth::Unclear,
                votes::Worth::No(NotCounted::AfterDeployment) => Worth::Late,
                votes::Worth::No(NotCounted::ByMachine) => Worth::Void("no person"),
                votes::Worth::No(NotCounted::FollowedByChangeRequest) => {
                    Worth::Void("then asked for changes")
                }
                votes::Worth::No(NotCounted::ByContributor(_)) => {
                    match votes::timing(cx, change, pull_request, vote.review) {
                        Some(Order::Earlier | Order::Equal) => Worth::OwnHand("contributor"),
                        Some(Order::Later) => Worth::Late,
                        Some(Order::Undecided) | None => Worth::Unclear,
                    }
                }
            },
        })
        .collect()
}

/// An approval of a change record that was not taken back before the deployment.
#[derive(Clone, Copy, Debug)]
pub struct Approval<'a> {
    /// Who approved.
    pub approver: Option<&'a Account>,
    /// When.
    pub at: Option<&'a Moment>,
    /// What it is worth.
    pub worth: Worth,
}

/// The approvals of a change record, as APP-01 and APP-02 see them.
pub fn approvals<'a>(cx: &Context<'a>, id: ChangeRecordId) -> Vec<Approval<'a>> {
    let approved = approval::approved(cx, id);
    let hands = app_02::hands(cx, id);
    approved
        .iter()
        .zip(hands.iter().copied())
        .map(|(approval, hand)| Approval {
            approver: approval.approver,
            at: approval.at,
            worth: match (approval.timing, approval.outdated_by, hand) {
                _ if approval.by_machine => Worth::Void("no person"),
                (Timing::After, _, _) => Worth::Late,
                (
                    Timing::Undecided
                    | Timing::Unknown
                    | Timing::PerhapsTakenBack
                    | Timing::PerhapsOutdated,
                    _,
                    _,
                ) => Worth::Unclear,
                (Timing::Before, Some(_), _) => Worth::Void("the record was edited after it"),
                (Timing::Before, None, Hand::None { .. }) => Worth::Counts,
                (Timing::Before, None, Hand::Had(role)) => Worth::OwnHand(role),
                (Timing::Before, None, Hand::Unknown) => Worth::Unclear,
            },
        })
        .collect()
}

/// Whether a control asks for a role of the roster on a day.
pub fn asks_for_role(control: &Control) -> bool {
    matches!(
        control.id,
        "REV-03" | "APP-03" | "APP-04" | "DEP-02" | "SEC-01"
    )
}

/// Whether a control could not tell who somebody is, or whether two accounts are one person's: what a
/// roster would tell.
pub fn persons_are_open(cx: &Context<'_>, control: &Control) -> bool {
    let changes = &cx.subject.change_set.changes;
    match control.id {
        "REV-01" => changes.iter().any(|change| {
            let is_open = |vote: &votes::Vote<'_>| {
                matches!(
                    vote.worth,
                    votes::Worth::Open(Doubt::ReviewerUnknown | Doubt::MayBeContributor(_))
                )
            };
            let pull_request = cx.pull_request(change);
            pull_request.is_some_and(|of| {
                let votes = votes::of(cx, change, of);
                votes.approvals.iter().any(is_open)
            })
        }),
        "APP-02" => links_of_deployment(cx)
            .iter()
            .any(|link| app_02::hands(cx, link.record).contains(&Hand::Unknown)),
        "REV-03" | "SEC-01" => changes.iter().any(|change| !votes(cx, change).is_empty()),
        "APP-03" | "APP-04" => links_of_deployment(cx)
            .iter()
            .any(|link| !approval::approved(cx, link.record).is_empty()),
        "TRC-03" | "EMG-03" | "DEP-02" | "DEP-03" => {
            let deployment = cx.deployment();
            let run = actor::run_of(cx, cx.subject.deployment).map(|(_, run)| run);
            let own = [&deployment.deployed_by, &deployment.triggered_by];
            let of_run = run.map(|run| [&run.triggering_actor, &run.actor]);
            own.into_iter()
                .chain(of_run.into_iter().flatten())
                .filter_map(Field::value)
                .any(|account| {
                    let identity = cx.snapshot.people.identify(account);
                    !matches!(identity, Identity::Person(_))
                })
        }
        _ => false,
    }
}

/// Whether a review before the deployment is asked for, as far as the change's category tells:
/// emergencies are reviewed afterwards, and of an unknown category nothing can be asked.
pub fn review_is_asked_for<'a>(cx: &Context<'a>, change: &'a Change) -> bool {
    match category::rules(cx, change) {
        Rules::Standard | Rules::Normal | Rules::NoRecord => true,
        Rules::Emergency | Rules::PerhapsEmergency | Rules::Unknown => false,
    }
}

/// The required checks of a change's pull request by name, each with how it stood when the deployment
/// began, as TST-01 sees them.
pub fn required_checks<'a>(cx: &Context<'a>, change: &Change) -> Vec<(&'a str, Standing)> {
    cx.pull_request(change)
        .map_or_else(Vec::new, |pull_request| {
            tst_01::standings(cx, change, pull_request)
        })
}

/// Whether a check of that name is required.
pub fn check_is_required(cx: &Context<'_>, name: &str) -> bool {
    tst_01::is_required(cx, name)
}

/// The category behind a tool's word.
pub fn category_of_word(word: &str, parameters: &Parameters) -> Category {
    category::of_word(word, parameters)
}

/// The category of a change record when the deployment began.
pub fn category_at_start(cx: &Context<'_>, id: ChangeRecordId) -> Category {
    category::at_start(cx, id)
}

/// The categories of a deployment's changes when it began, each once, as EMG-04 sees them. Unknown is
/// among them too where a change may have a record that was not imported.
pub fn categories(cx: &Context<'_>) -> Vec<Category> {
    let mut found: Vec<Category> = Vec::new();
    let mut add = |category: Category| {
        if !found.contains(&category) {
            found.push(category);
        }
    };
    for link in links_of_deployment(cx).iter() {
        add(category::at_start(cx, link.record));
    }
    let set = &cx.subject.change_set;
    if !set.is_empty_by_nature() {
        let open = |change| presence(cx, change) == Presence::Unknown;
        if cx.unknown_changes().is_some() || set.changes.iter().any(open) {
            add(Category::Unknown);
        }
    }
    found
}
