//! Who granted an exception, and when.

use changeproof_domain::account::Account;
use changeproof_domain::field::Field;
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::record::ExceptionEntry;
use changeproof_domain::time::Order;

use crate::context::when;
use crate::exceptions::risk::is_high;
use crate::exceptions::rule::Rule;
use crate::others::ExceptionContext;
use crate::shared::known::Known;
use crate::shared::roles;

/// Whether two people of an exception are one person. Where each of them signed in under a name of one's own,
/// two names are two accounts of one system; the roster may still know that one person has both.
fn same(cx: &ExceptionContext<'_>, of: &ExceptionEntry, a: &Account, b: &Account) -> Sameness {
    let people = &cx.snapshot.people;
    let (first, second) = (people.identify(a), people.identify(b));
    match people.same(first, second) {
        Sameness::Unknown
            if of.approved_as.is_value()
                && first != Identity::Unknown
                && second != Identity::Unknown =>
        {
            Sameness::DifferentByAccount
        }
        known => known,
    }
}

/// Whether an account held an approving role when the exception was approved, and is not who asked.
fn may_approve(cx: &ExceptionContext<'_>, of: &ExceptionEntry, account: &Account) -> Rule {
    if !of.approved_as.is_value()
        && let Some(rule) = without_role(cx, of, account)
    {
        return rule;
    }
    did_not_ask(cx, of, account)
}

/// Why an account may not have approved by its role, where the roster tells or leaves it open.
fn without_role(cx: &ExceptionContext<'_>, of: &ExceptionEntry, account: &Account) -> Option<Rule> {
    let shown = cx.shown(account);
    let at = of.approved_at.value();
    let role = roles::on_day_of(cx, Some(account), at, &cx.parameters().approving_roles);
    match role.held() {
        Known::No => Some(Rule::Broken(format!(
            "{shown} held no approving role when it was approved"
        ))),
        Known::Unknown => Some(Rule::Open(format!(
            "whether {shown} held an approving role when it was approved is not known"
        ))),
        Known::Yes => None,
    }
}

/// Whether an account is another person than who asked for the exception.
fn did_not_ask(cx: &ExceptionContext<'_>, of: &ExceptionEntry, account: &Account) -> Rule {
    let shown = cx.shown(account);
    match &of.requested_by {
        Field::Value(asked) => match same(cx, of, asked, account) {
            Sameness::Same => Rule::Broken(format!("{shown} approved what they asked for")),
            Sameness::Different => Rule::Met,
            Sameness::DifferentByAccount => Rule::MetByAccount,
            Sameness::Unknown => Rule::Open(format!(
                "whether {shown} and {}, who asked for it, are one person is not known",
                cx.shown(asked)
            )),
        },
        Field::Empty => Rule::Broken("it names nobody who asked for it".to_owned()),
        Field::NotExported => Rule::Open("who asked for it was not exported".to_owned()),
    }
}

pub(super) fn approver(cx: &ExceptionContext<'_>, of: &ExceptionEntry) -> Rule {
    match &of.approved_by {
        Field::Value(account) => may_approve(cx, of, account),
        Field::Empty => Rule::Broken("nobody approved it".to_owned()),
        Field::NotExported => Rule::Open("who approved it was not exported".to_owned()),
    }
}

/// Approved before it began: one that is approved later was none when it was used.
pub(super) fn approved_before(cx: &ExceptionContext<'_>, of: &ExceptionEntry) -> Rule {
    let at = match &of.approved_at {
        Field::Value(at) => at,
        Field::Empty => return Rule::Broken("it has no time of approval".to_owned()),
        Field::NotExported => {
            return Rule::Open("when it was approved was not exported".to_owned());
        }
    };
    if at.at > cx.as_of {
        return Rule::Broken(format!("it was not approved before {}", when(at)));
    }
    match of.from.value().map(|from| at.order(from, 0)) {
        Some(Order::Later) => Rule::Broken(format!(
            "it was approved only at {}, after it began",
            when(at)
        )),
        Some(Order::Undecided) => Rule::Open(
            "its days alone do not tell whether it was approved before it began".to_owned(),
        ),
        // Where it has no beginning, the parts say so already.
        Some(Order::Earlier | Order::Equal) | None => Rule::Met,
    }
}

/// A high or critical risk asks for a second person who may approve.
pub(super) fn second_approver(cx: &ExceptionContext<'_>, of: &ExceptionEntry) -> Rule {
    if !is_high(of) {
        return Rule::Met;
    }
    match (&of.second_approver, of.approved_by.value()) {
        (Field::Empty, _) => {
            Rule::Broken("its risk is high, and only one person approved it".to_owned())
        }
        (Field::NotExported, _) => Rule::Open("who else approved it was not exported".to_owned()),
        (Field::Value(second), Some(first)) => match same(cx, of, first, second) {
            Sameness::Same => {
                Rule::Broken("its risk is high, and one person approved it twice".to_owned())
            }
            Sameness::Different => may_approve(cx, of, second),
            Sameness::DifferentByAccount => may_approve(cx, of, second).by_account(),
            Sameness::Unknown => {
                Rule::Open("whether two persons or one approved it is not known".to_owned())
            }
        },
        // The first approver's rule says so already.
        (Field::Value(second), None) => may_approve(cx, of, second),
    }
}

/// What an extension of an extension needs: somebody a level higher, who is none of those who asked for it or
/// approved it.
pub(super) fn higher_approver(cx: &ExceptionContext<'_>, of: &ExceptionEntry) -> Rule {
    let higher = match &of.higher_approver {
        Field::Value(higher) => higher,
        Field::Empty => {
            return Rule::Broken(
                "it extends an exception that was extended before, and nobody a level higher approved it"
                    .to_owned(),
            );
        }
        Field::NotExported => {
            return Rule::Open(
                "it extends an exception that was extended before, and whether a higher level approved that \
                 is not known"
                    .to_owned(),
            );
        }
    };
    let mut by_account = false;
    for below in [&of.approved_by, &of.second_approver] {
        let Some(below) = below.value() else { continue };
        match same(cx, of, below, higher) {
            Sameness::Different => {}
            Sameness::DifferentByAccount => by_account = true,
            Sameness::Same => {
                let shown = cx.shown(higher);
                return Rule::Broken(format!("{shown} approved it on two levels"));
            }
            Sameness::Unknown => {
                return Rule::Open(
                    "whether it was another person who approved it a level higher is not known"
                        .to_owned(),
                );
            }
        }
    }
    let rule = did_not_ask(cx, of, higher);
    if by_account { rule.by_account() } else { rule }
}
