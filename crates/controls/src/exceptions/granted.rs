//! Who granted an exception, and when.

use changeproof_domain::account::Account;
use changeproof_domain::field::Field;
use changeproof_domain::person::Sameness;
use changeproof_domain::record::ExceptionEntry;
use changeproof_domain::time::Order;

use crate::context::when;
use crate::exceptions::risk::{Level, severest};
use crate::exceptions::rule::Rule;
use crate::others::ExceptionContext;
use crate::shared::known::Known;
use crate::shared::roles;

/// Whether an account held an approving role when the exception was approved, and is not who asked.
fn may_approve(cx: &ExceptionContext<'_>, of: &ExceptionEntry, account: &Account) -> Rule {
    let shown = cx.shown(account);
    let at = of.approved_at.value();
    let role = roles::on_day_of(cx, Some(account), at, &cx.parameters().approving_roles);
    match role.held() {
        Known::No => {
            return Rule::Broken(format!(
                "{shown} held no approving role when it was approved"
            ));
        }
        Known::Unknown => {
            return Rule::Open(format!(
                "whether {shown} held an approving role when it was approved is not known"
            ));
        }
        Known::Yes => {}
    }
    let people = &cx.snapshot.people;
    match &of.requested_by {
        Field::Value(asked) => {
            match people.same(people.identify(asked), people.identify(account)) {
                Sameness::Same => Rule::Broken(format!("{shown} approved what they asked for")),
                Sameness::Different => Rule::Met,
                Sameness::DifferentByAccount => Rule::MetByAccount,
                Sameness::Unknown => Rule::Open(format!(
                    "whether {shown} and {}, who asked for it, are one person is not known",
                    cx.shown(asked)
                )),
            }
        }
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
    let stated = of.risk.value().and_then(|word| Level::of(word));
    let Some(level) = stated.max(severest(of)) else {
        return Rule::Met;
    };
    if level < Level::High {
        return Rule::Met;
    }
    match (&of.second_approver, of.approved_by.value()) {
        (Field::Empty, _) => {
            Rule::Broken("its risk is high, and only one person approved it".to_owned())
        }
        (Field::NotExported, _) => Rule::Open("who else approved it was not exported".to_owned()),
        (Field::Value(second), Some(first)) => {
            let people = &cx.snapshot.people;
            match people.same(people.identify(first), people.identify(second)) {
                Sameness::Same => {
                    Rule::Broken("its risk is high, and one person approved it twice".to_owned())
                }
                Sameness::Different | Sameness::DifferentByAccount => may_approve(cx, of, second),
                Sameness::Unknown => {
                    Rule::Open("whether two persons or one approved it is not known".to_owned())
                }
            }
        }
        // The first approver's rule says so already.
        (Field::Value(second), None) => may_approve(cx, of, second),
    }
}
