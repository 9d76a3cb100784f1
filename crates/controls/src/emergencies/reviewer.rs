//! Whether whoever reviewed an emergency afterwards had a part in it: as a contributor, or by carrying it out.

use changeproof_domain::account::Account;
use changeproof_domain::outcome::Fact;
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::snapshot::{ChangeRecordId, DeploymentId, RecordRef};

use crate::context::{Context, account_text};
use crate::implementation::Implementation;
use crate::shared::actor::{Trigger, deployer, trigger};
use crate::shared::attested_parties::in_every_source;
use crate::shared::contributors::{self, Contributor};
use crate::shared::duty::implementer_unknown;
use crate::shared::linked_records::changes_under;

/// How somebody stands to an emergency.
pub(crate) enum Independence {
    /// No part in it.
    Full,
    /// None, if two accounts of one system are two persons.
    ByAccount,
    /// The part that they had, to stand behind a name.
    None(&'static str),
    /// Why it cannot be told.
    Unknown(String),
}

/// Somebody with a part in an emergency.
struct Party<'a> {
    identity: Identity<'a>,
    part: &'static str,
    name: &'a str,
    fact: Option<Fact>,
}

/// What the records of one attempt tell of who deployed.
enum Deployed<'a> {
    By(Party<'a>),
    /// A machine, set off by nobody: nobody whom a reviewer could be.
    ByMachine,
    /// They name nobody.
    NotNamed,
    /// Somebody, who may be anybody, by what they are called, and the fact that tells.
    Anybody(&'a str, Option<Fact>),
}

/// Whoever carried the change out: the record's implementer, else whoever deployed it by any source, and whoever
/// tried before.
fn implementers<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Vec<Party<'a>> {
    let people = &cx.snapshot.people;
    if let Some(account) = cx.record(id).implementer.value() {
        return vec![Party {
            // A shared login may have been anybody.
            identity: match cx.is_generic(account) {
                true => Identity::Unknown,
                false => people.identify(account),
            },
            part: "its implementer",
            name: cx.shown(account),
            fact: cx.fact(RecordRef::ChangeRecord(id), "implementer", || {
                account.shown().to_owned()
            }),
        }];
    }
    let Some(deployed) = cx.deployed() else {
        return Vec::new();
    };
    let mut parties = Vec::new();
    let (mut anybody, mut not_named, mut by_machine) = (None, None, false);
    for attempt in in_every_source(cx) {
        match deployed_by(&deployed, attempt) {
            Deployed::By(party) => parties.push(party),
            Deployed::ByMachine => by_machine = true,
            Deployed::NotNamed => {
                let by = || account_text(&cx.attempt(attempt).deployed_by);
                let fact = cx.fact(RecordRef::Deployment(attempt), "deployed_by", by);
                not_named = Some(("whoever deployed it", fact));
            }
            Deployed::Anybody(name, fact) => anybody = anybody.or(Some((name, fact))),
        }
    }
    // What one source does not tell of a deployment, another may; only a person's name tells who stood behind a
    // shared login or set off a machine.
    let unknown = anybody.or(not_named.filter(|_| !by_machine));
    if let Some((name, fact)) = unknown.filter(|_| parties.is_empty()) {
        parties.push(Party {
            identity: Identity::Unknown,
            part: "the deployer",
            name,
            fact,
        });
    }
    let earlier = deployed.subject.attempts.iter();
    parties.extend(
        earlier.filter_map(|attempt| match deployed_by(&deployed, *attempt) {
            Deployed::By(party) => Some(Party {
                part: "the deployer of an earlier attempt",
                ..party
            }),
            // It did not go through.
            Deployed::ByMachine | Deployed::NotNamed | Deployed::Anybody(..) => None,
        }),
    );
    parties
}

fn deployed_by<'a>(cx: &Context<'a>, attempt: DeploymentId) -> Deployed<'a> {
    let people = &cx.snapshot.people;
    let (by_hand, set_off_known) = match trigger(cx, attempt) {
        Trigger::Named(named) => (Some(named), true),
        Trigger::Nobody => (None, true),
        Trigger::NotExported => (None, false),
    };
    let own = deployer(cx, attempt);
    let Some(named) = by_hand.as_ref().or(own.value()) else {
        return Deployed::NotNamed;
    };
    let account = named.account;
    if cx.is_generic(account) {
        return Deployed::Anybody(cx.shown(account), named.fact(cx));
    }
    match (people.is_machine(account), set_off_known) {
        (true, false) => Deployed::Anybody("whoever set off its run", named.fact(cx)),
        (true, true) => Deployed::ByMachine,
        (false, _) => Deployed::By(Party {
            identity: people.identify(account),
            part: "the deployer",
            name: cx.shown(account),
            fact: named.fact(cx),
        }),
    }
}

/// Everybody who is known to have had a part in the emergency of a record.
fn parties<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Vec<Party<'a>> {
    let mut parties: Vec<Party<'a>> = Vec::new();
    for change in changes_under(cx, id) {
        let contributors = contributors::of(cx, change);
        parties.extend(contributors.known.iter().map(|of| Party {
            identity: of.identity,
            part: "a contributor to it",
            name: of.shown,
            fact: cx.fact(of.record, of.field, || of.shown.to_owned()),
        }));
    }
    parties.extend(implementers(cx, id));
    parties
}

/// The authors of squash commits whom nothing else names: they may have written a part.
fn squash_authors<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Vec<Contributor<'a>> {
    changes_under(cx, id)
        .filter_map(|change| contributors::of(cx, change).perhaps.clone())
        .collect()
}

/// The same as facts; where the record names nobody who carried it out and no deployment did, that.
pub(super) fn facts(cx: &Implementation<'_>, id: ChangeRecordId) -> Vec<Fact> {
    let record = cx.record(id);
    let nobody = cx.deployed().is_none() && !record.implementer.is_value();
    let nobody = nobody
        .then(|| {
            cx.fact(RecordRef::ChangeRecord(id), "implementer", || {
                account_text(&record.implementer)
            })
        })
        .flatten();
    let parties = parties(cx, id).into_iter().filter_map(|party| party.fact);
    let perhaps = squash_authors(cx, id);
    let perhaps = perhaps.iter().filter_map(|of| of.fact(cx));
    parties.chain(perhaps).chain(nobody).collect()
}

/// How somebody stands to the emergency of a record.
pub(crate) fn independence(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    reviewer: &Account,
) -> Independence {
    let people = &cx.snapshot.people;
    if people.is_machine(reviewer) || cx.is_generic(reviewer) {
        return Independence::None("which is no person's own account");
    }
    let identity = people.identify(reviewer);
    let open = "not all changes of the deployment are known (see TRC-02)";
    let mut incomplete = match cx.deployed() {
        Some(_) => cx.changes_are_unknown().then_some(open),
        None => implementer_unknown(cx, cx.record(id)),
    };
    for change in changes_under(cx, id) {
        incomplete = incomplete.or(contributors::of(cx, change).incomplete);
    }
    let (mut unknown, mut by_account) = (None, false);
    let perhaps = squash_authors(cx, id);
    if { perhaps.iter() }.any(|of| people.same(identity, of.identity) == Sameness::Same) {
        incomplete = incomplete.or(Some("the squash commit names them as its author"));
    }
    for party in parties(cx, id) {
        match people.same(identity, party.identity) {
            Sameness::Same => return Independence::None(party.part),
            Sameness::Different => {}
            Sameness::DifferentByAccount => by_account = true,
            Sameness::Unknown => unknown = Some(party.name.to_owned()),
        }
    }
    match (unknown, incomplete) {
        (Some(name), _) => Independence::Unknown(format!(
            "whether {} and {name}, who had a part in the change, are one person cannot be told",
            cx.shown(reviewer)
        )),
        (None, Some(why)) => Independence::Unknown(format!(
            "whether {} contributed cannot be told: {why}",
            cx.shown(reviewer)
        )),
        (None, None) if by_account => Independence::ByAccount,
        (None, None) => Independence::Full,
    }
}
