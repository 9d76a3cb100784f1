//! Who granted an exception, and when.

use changeproof_domain::account::Account;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::record::ExceptionEntry;
use changeproof_domain::time::Order;

use crate::context::when;
use crate::exceptions::risk::asks_for_two;
use crate::exceptions::rule::Rule;
use crate::others::ExceptionContext;
use crate::shared::known::Known;
use crate::shared::roles::{self, Role};

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
fn may_approve(cx: &ExceptionContext<'_>, of: &ExceptionEntry, account: &Account) -> Vec<Rule> {
    let role = (!of.approved_as.is_value()).then(|| with_role(cx, of, account));
    let other = did_not_ask(cx, of, account);
    role.into_iter().chain([other]).collect()
}

/// The role of an approver when the exception was approved, by the roster.
fn role_of<'a>(
    cx: &ExceptionContext<'a>,
    of: &'a ExceptionEntry,
    account: &'a Account,
) -> Role<'a> {
    let at = of.approved_at.value();
    roles::on_day_of(cx, Some(account), at, &cx.parameters().approving_roles)
}

/// Whether an account held an approving role, as far as the roster tells.
fn with_role(cx: &ExceptionContext<'_>, of: &ExceptionEntry, account: &Account) -> Rule {
    let shown = cx.shown(account);
    match role_of(cx, of, account).held() {
        Known::No => Rule::Broken(format!(
            "{shown} held no approving role when it was approved"
        )),
        Known::Unknown => Rule::Open(format!(
            "whether {shown} held an approving role when it was approved is not known"
        )),
        Known::Yes => Rule::Met,
    }
}

/// Everybody who approved it.
pub(super) fn approvers(of: &ExceptionEntry) -> impl Iterator<Item = &Account> {
    let all = [&of.approved_by, &of.second_approver, &of.higher_approver];
    all.into_iter().filter_map(|by| by.value())
}

/// The roles of those who approved it, as facts; none where the register itself proves them.
pub(super) fn role_facts(cx: &ExceptionContext<'_>, of: &ExceptionEntry) -> Vec<Fact> {
    if of.approved_as.is_value() {
        return Vec::new();
    }
    let roles = &cx.parameters().approving_roles;
    approvers(of)
        .flat_map(|account| role_of(cx, of, account).facts(cx, roles))
        .collect()
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

pub(super) fn approver(cx: &ExceptionContext<'_>, of: &ExceptionEntry) -> Vec<Rule> {
    match &of.approved_by {
        Field::Value(account) => may_approve(cx, of, account),
        Field::Empty => vec![Rule::Broken("nobody approved it".to_owned())],
        Field::NotExported => vec![Rule::Open("who approved it was not exported".to_owned())],
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
        return Rule::Broken(format!(
            "it was approved only at {}, later than the time as of which this is judged",
            when(at)
        ));
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
pub(super) fn second_approver(cx: &ExceptionContext<'_>, of: &ExceptionEntry) -> Vec<Rule> {
    let Some(why) = asks_for_two(of) else {
        return Vec::new();
    };
    let second = match &of.second_approver {
        Field::Value(second) => second,
        Field::Empty => {
            return vec![Rule::Broken(format!(
                "{why} asks for two approvers, and only one approved it"
            ))];
        }
        Field::NotExported => {
            return vec![Rule::Open(
                "who else approved it was not exported".to_owned(),
            )];
        }
    };
    // Where there is no first approver, their own rule says so.
    let first = of.approved_by.value();
    let two = first.map(|first| match same(cx, of, first, second) {
        Sameness::Same => Rule::Broken(format!(
            "{why} asks for two approvers, and one person approved it twice"
        )),
        Sameness::Different => Rule::Met,
        Sameness::DifferentByAccount => Rule::MetByAccount,
        Sameness::Unknown => {
            Rule::Open("whether two persons or one approved it is not known".to_owned())
        }
    });
    two.into_iter().chain(may_approve(cx, of, second)).collect()
}

/// What an extension of an extension needs: somebody a level higher, who may approve and is none of those who
/// asked for it or approved it. `extends` says what it extends.
pub(super) fn higher_approver(
    cx: &ExceptionContext<'_>,
    of: &ExceptionEntry,
    extends: &str,
) -> Vec<Rule> {
    let higher = match &of.higher_approver {
        Field::Value(higher) => higher,
        Field::Empty => {
            return vec![Rule::Broken(format!(
                "{extends}, and nobody a level higher approved it"
            ))];
        }
        Field::NotExported => {
            return vec![Rule::Open(format!(
                "{extends}, and whether a higher level approved it was not exported"
            ))];
        }
    };
    let below = [&of.approved_by, &of.second_approver];
    let below = below.into_iter().filter_map(|by| by.value());
    let others = below.map(|below| match same(cx, of, below, higher) {
        Sameness::Different => Rule::Met,
        Sameness::DifferentByAccount => Rule::MetByAccount,
        Sameness::Same => Rule::Broken(format!("{} approved it on two levels", cx.shown(higher))),
        Sameness::Unknown => Rule::Open(
            "whether it was another person who approved it a level higher is not known".to_owned(),
        ),
    });
    others.chain(may_approve(cx, of, higher)).collect()
}
