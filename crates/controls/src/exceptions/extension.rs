//! Exceptions that extend others.

use changeproof_domain::record::ExceptionEntry;
use changeproof_domain::text::folded;
use changeproof_domain::time::{DAY, Moment};

use crate::exceptions::rule::Rule;
use crate::others::ExceptionContext;

/// Days after the end of an exception within which the same one again extends it.
const EXTENSION: i64 = 30 * DAY;

/// The same exception again within thirty days extends it: once, then a level higher has to approve,
/// which the register does not tell.
pub(super) fn extension(cx: &ExceptionContext<'_>) -> Rule {
    let all = &cx.snapshot.registers.exceptions;
    let key = |of: &ExceptionEntry| {
        let mut controls: Vec<String> = of
            .controls
            .items()
            .iter()
            .map(|id| id.trim().to_uppercase())
            .collect();
        controls.sort_unstable();
        (controls, folded(of.scope.text()).into_owned())
    };
    let own = key(cx.exception);
    let earlier_than = |from: &Moment| {
        let same = all.iter().filter(|other| key(other) == own);
        same.filter(|other| {
            other
                .to
                .value()
                .is_some_and(|to| from.at.0 - to.at.0 <= EXTENSION)
                && other.from.value().is_some_and(|began| began.at < from.at)
                && other.id != cx.exception.id
        })
        .filter_map(|other| other.from.value())
        .max_by_key(|other| other.at)
    };
    let Some(first) = cx.exception.from.value().and_then(earlier_than) else {
        return Rule::Met;
    };
    match earlier_than(first) {
        Some(_) => Rule::Open(
            "it extends an exception that was extended before, and whether a higher level approved that \
             is not known"
                .to_owned(),
        ),
        None => Rule::Met,
    }
}
