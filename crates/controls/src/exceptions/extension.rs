//! Exceptions that extend others.

use changeproof_domain::record::ExceptionEntry;
use changeproof_domain::snapshot::{ExceptionEntryId, Registers};
use changeproof_domain::text::folded;
use changeproof_domain::time::{DAY, Moment, Timestamp};

use crate::exceptions::granted::higher_approver;
use crate::exceptions::rule::Rule;
use crate::exceptions::scope::Scope;
use crate::others::ExceptionContext;

/// Days after the end of an exception within which the same one again extends it.
const EXTENSION: i64 = 30 * DAY;

/// What an exception extends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extends<'a> {
    /// Nothing.
    Nothing,
    /// An exception that extends none: with that id.
    First(&'a str),
    /// An exception that is an extension itself: with that id.
    Extension(&'a str),
}

/// The same exception again within thirty days extends it: once, then a level higher has to approve.
pub(super) fn extension(cx: &ExceptionContext<'_>) -> Vec<Rule> {
    let registers = &cx.snapshot.registers;
    match extended(registers, cx.exception).as_slice() {
        [] | [_] => Vec::new(),
        [one, earlier, ..] => {
            let id = |of: &ExceptionEntryId| registers.exceptions[of.index()].id.as_str();
            let extends = format!("it extends {}, which extends {}", id(one), id(earlier));
            higher_approver(cx, cx.exception, &extends)
        }
    }
}

/// What an exception extends: another one for the same controls and scope, which began earlier and ended at most
/// thirty days before this one begins.
pub fn extends<'a>(registers: &'a Registers, of: &ExceptionEntry) -> Extends<'a> {
    let id = |of: &ExceptionEntryId| registers.exceptions[of.index()].id.as_str();
    match extended(registers, of).as_slice() {
        [] => Extends::Nothing,
        [first] => Extends::First(id(first)),
        [one, ..] => Extends::Extension(id(one)),
    }
}

/// The exception that another one extends, and the one that this extends itself.
pub(super) fn extended(registers: &Registers, of: &ExceptionEntry) -> Vec<ExceptionEntryId> {
    let Some(from) = of.from.value() else {
        return Vec::new();
    };
    let one = before(registers, of, from.at);
    let earlier = one.and_then(|(began, _)| before(registers, of, began));
    let both = [one, earlier].into_iter().flatten();
    both.map(|(_, id)| id).collect()
}

/// The newest exception for the same that began before an instant, and held within thirty days of it.
fn before(
    registers: &Registers,
    of: &ExceptionEntry,
    from: Timestamp,
) -> Option<(Timestamp, ExceptionEntryId)> {
    let (controls, scope) = about(of);
    let all = registers.exceptions.iter().enumerate();
    let same = all.filter(|(_, other)| {
        let (theirs, of_other) = about(other);
        of_other == scope && theirs.iter().any(|id| controls.contains(id))
    });
    same.filter_map(|(at, other)| {
        let began = other.from.value()?.at;
        let last = other.to.value()?.latest();
        let ended = other.ended_at.value().map(Moment::latest);
        let end = ended.map_or(last, |ended| last.min(ended));
        // One that was revoked before it began never held.
        let held = began < from && end >= began;
        (held && from.0 - end.0 <= EXTENSION).then_some((began, at.into()))
    })
    .max()
}

/// What an exception is about: its controls and its scope, however they are written.
fn about(of: &ExceptionEntry) -> (Vec<String>, Result<Scope, String>) {
    let controls = of.controls.items().iter();
    let mut controls: Vec<String> = controls.map(|id| id.trim().to_uppercase()).collect();
    controls.sort_unstable();
    let text = of.scope.text();
    (
        controls,
        Scope::of(text).ok_or_else(|| folded(text).into_owned()),
    )
}
