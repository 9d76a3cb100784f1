//! How whoever deployed stands to those who did another duty: reviewed or approved.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::record::ChangeRecord;
use changeproof_domain::snapshot::DeploymentId;

use crate::context::Context;
use crate::implementation::Implementation;
use crate::shared::actor::{Named, Trigger, deployer, trigger};
use crate::shared::counted::Independent;
use crate::shared::known::Known;

/// Who deployed, as far as is known.
pub(crate) struct Deployer<'a> {
    pub identity: Identity<'a>,
    pub shown: &'a str,
    pub fact: Option<Fact>,
}

/// Who set off an attempt. A shared login and a service identity are nobody.
pub(crate) fn deployer_of<'a>(cx: &Context<'a>, attempt: DeploymentId) -> Deployer<'a> {
    let named: Option<Named<'a>> = match (trigger(cx, attempt), deployer(cx, attempt)) {
        (Trigger::Named(named), _) => Some(named),
        (Trigger::Nobody | Trigger::NotExported, Field::Value(named)) => Some(named),
        (Trigger::Nobody | Trigger::NotExported, Field::Empty | Field::NotExported) => None,
    };
    let Some(named) = named else {
        return Deployer {
            identity: Identity::Unknown,
            shown: "Nobody is named",
            fact: None,
        };
    };
    let account = named.account;
    let nobody = cx.is_generic(account) || cx.snapshot.people.is_machine(account);
    Deployer {
        identity: match nobody {
            true => Identity::Unknown,
            false => cx.snapshot.people.identify(account),
        },
        shown: cx.shown(account),
        fact: named.fact(cx),
    }
}

/// Why it is not known who carried a record's change out, where no deployment did.
pub(crate) fn implementer_unknown(
    cx: &Implementation<'_>,
    record: &ChangeRecord,
) -> Option<&'static str> {
    match &record.implementer {
        Field::Value(account) if cx.is_generic(account) => {
            Some("the record names only a shared login as who carried it out")
        }
        Field::Value(_) => None,
        Field::Empty => Some("the record names nobody who carried it out"),
        Field::NotExported => Some("who carried it out was not exported"),
    }
}

/// Somebody who reviewed or approved.
pub(crate) struct Other<'a> {
    pub identity: Identity<'a>,
    pub shown: &'a str,
    pub counts: Known,
    /// Whether it counts from somebody who is not the deployer.
    pub independent: Independent,
    pub facts: Vec<Fact>,
}

/// How the deployer stands to those who did one duty.
pub(crate) enum Duty<'a> {
    /// Somebody else did it.
    Separate { by: &'a str, by_account: bool },
    /// The deployer alone did it.
    Alone,
    /// Nobody did it.
    Undone,
    /// Why it cannot be told.
    Unknown(String),
}

/// How the deployer stands to those who did a duty.
pub(crate) fn duty<'a>(
    cx: &Context<'a>,
    deployer: &Deployer<'a>,
    others: &[Other<'a>],
    complete: bool,
    verb: &str,
    what: &str,
) -> Duty<'a> {
    let people = &cx.snapshot.people;
    let judged: Vec<(&Other<'a>, Sameness, Known)> = others
        .iter()
        .map(|of| {
            let same = people.same(of.identity, deployer.identity);
            // The deployer's own approval is one also where it was a self-approval (APP-02).
            let of_another = of.counts.and(of.independent.known);
            let counts = match same {
                Sameness::Same => of.counts,
                Sameness::Different | Sameness::DifferentByAccount => of_another,
                Sameness::Unknown if of.counts == of_another => of_another,
                Sameness::Unknown => Known::Unknown,
            };
            (of, same, counts)
        })
        .filter(|(_, _, counts)| *counts != Known::No)
        .collect();
    let certain = || judged.iter().filter(|(_, _, counts)| *counts == Known::Yes);
    let separate = certain()
        .filter_map(|(of, same, _)| match same {
            Sameness::Different => Some((of.shown, of.independent.by_account)),
            Sameness::DifferentByAccount => Some((of.shown, true)),
            Sameness::Same | Sameness::Unknown => None,
        })
        .min_by_key(|(_, by_account)| *by_account);
    if let Some((by, by_account)) = separate {
        return Duty::Separate { by, by_account };
    }
    // Of two persons at least one is not the deployer, whoever that is.
    for (one, _, _) in certain() {
        for (other, _, _) in certain() {
            match people.same(one.identity, other.identity) {
                Sameness::Different => {
                    return Duty::Separate {
                        by: one.shown,
                        by_account: one.independent.by_account || other.independent.by_account,
                    };
                }
                Sameness::DifferentByAccount | Sameness::Same | Sameness::Unknown => {}
            }
        }
    }
    if judged.is_empty() {
        return match complete {
            true => Duty::Undone,
            false => Duty::Unknown(format!("Whether anybody {verb} {what} is not known.")),
        };
    }
    let own = |same: Sameness| same == Sameness::Same;
    let only_own = judged.iter().all(|(_, same, _)| own(*same));
    if only_own && complete && certain().next().is_some() {
        return Duty::Alone;
    }
    let never_own = judged
        .iter()
        .all(|(_, same, _)| matches!(same, Sameness::Different | Sameness::DifferentByAccount));
    match judged.iter().find(|(_, same, _)| !own(*same)) {
        // Whether it counts or not, it is not the deployer's.
        Some((of, same, _)) if never_own && complete => Duty::Separate {
            by: of.shown,
            by_account: *same == Sameness::DifferentByAccount || of.independent.by_account,
        },
        Some((of, Sameness::Unknown, _)) if deployer.identity == Identity::Unknown => {
            Duty::Unknown(format!(
                "Who deployed is not known (see TRC-03), so whether it was {}, who {verb} {what}, cannot \
                 be told.",
                of.shown
            ))
        }
        Some((of, Sameness::Unknown, _)) => Duty::Unknown(format!(
            "{} set off the deployment and {} {verb} {what}; whether these are one person cannot be told. Add the \
             accounts to the roster.",
            deployer.shown, of.shown
        )),
        Some((of, _, _)) => Duty::Unknown(format!(
            "{} set off the deployment; whether {}, who {verb} {what}, counts beside them is not known (see REV-01, \
             APP-01 and APP-02).",
            deployer.shown, of.shown
        )),
        None if complete => Duty::Unknown(format!(
            "{} set off the deployment and {verb} {what}; whether that counts is not known (see REV-01 and APP-01).",
            deployer.shown
        )),
        None => Duty::Unknown(format!(
            "{} set off the deployment and {verb} {what}; whether somebody else did too was not exported in full.",
            deployer.shown
        )),
    }
}
