//! What the lines of the catalogue of standard changes say of a deployment.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::StandardChange;
use changeproof_domain::snapshot::{RecordRef, StandardChangeId};
use changeproof_domain::text::folded;
use changeproof_domain::time::{DAY, Order, Timestamp};

use crate::context::{EventSystem, account_text, field_text, text_by, when};
use crate::implementation::Implementation;
use crate::shared::known::Known;

/// What is said of one line of the catalogue, and whether it lets the change pass.
pub(super) struct Line {
    pub id: StandardChangeId,
    pub fits: Known,
    /// Why it does not, or why that cannot be told.
    pub why: String,
}

/// Whether a line lets a change pass by its template.
pub(super) fn line(cx: &Implementation<'_>, id: StandardChangeId) -> Line {
    let of: &StandardChange = &cx.snapshot.registers.standard_changes[id.index()].record;
    let parts = [approved(cx, of), in_date(cx, of), in_scope(cx, of)];
    let fits = parts
        .iter()
        .fold(Known::Yes, |all, (part, _)| all.and(*part));
    let why = parts.into_iter().find(|(part, _)| *part == fits);
    Line {
        id,
        fits,
        why: why.map(|(_, why)| why).unwrap_or_default(),
    }
}

fn approved(cx: &Implementation<'_>, of: &StandardChange) -> (Known, String) {
    match &of.approved_by {
        Field::Value(by) if cx.snapshot.people.is_machine(by) || cx.is_generic(by) => {
            let why = format!(
                "the catalogue names {} as its approver, which is no person's own account",
                cx.shown(by)
            );
            return (Known::No, why);
        }
        Field::Value(_) => {}
        Field::Empty => {
            return (
                Known::No,
                "the catalogue names nobody who approved it".to_owned(),
            );
        }
        Field::NotExported => {
            return (
                Known::Unknown,
                "who approved it was not exported".to_owned(),
            );
        }
    }
    let valid = cx.parameters().template_valid;
    match &of.approved_at {
        Field::Empty => (
            Known::No,
            "the catalogue has no time of its approval".to_owned(),
        ),
        Field::NotExported => (
            Known::Unknown,
            "when it was approved was not exported".to_owned(),
        ),
        Field::Value(at) => match cx.against_start(at, EventSystem::Other) {
            Order::Later => (
                Known::No,
                format!("it was approved only at {}, after {}", when(at), cx.began()),
            ),
            Order::Undecided => (
                Known::Unknown,
                format!("it was approved at {}, {}", when(at), cx.either_side()),
            ),
            Order::Earlier | Order::Equal => {
                let last = at.latest().plus(valid);
                let days = valid / DAY;
                if cx.start().at > last && cx.start_is_known() {
                    let why = format!("its approval at {} is more than {days} days old", when(at));
                    (Known::No, why)
                } else if cx.start().latest() > at.at.plus(valid) {
                    let why = format!(
                        "whether its approval at {} is {days} days old cannot be told",
                        when(at)
                    );
                    (Known::Unknown, why)
                } else {
                    (Known::Yes, String::new())
                }
            }
        },
    }
}

fn in_date(cx: &Implementation<'_>, of: &StandardChange) -> (Known, String) {
    match &of.valid_to {
        Field::Empty => (Known::Yes, String::new()),
        Field::NotExported => (
            Known::Unknown,
            "until when it may be used was not exported".to_owned(),
        ),
        Field::Value(day) => {
            let end = Timestamp::end_of(*day, cx.snapshot.calendar.zone);
            if cx.start().at > end && cx.start_is_known() {
                (Known::No, format!("it could be used only until {day}"))
            } else if cx.start().latest() > end {
                (
                    Known::Unknown,
                    format!("whether {day}, its last day, had passed cannot be told"),
                )
            } else {
                (Known::Yes, String::new())
            }
        }
    }
}

fn in_scope(cx: &Implementation<'_>, of: &StandardChange) -> (Known, String) {
    let services = cx.systems();
    let parameters = cx.parameters();
    let holds = |scope: &[String], service: &str| {
        let service = folded(service);
        let is_service = |name: &String| {
            let name = folded(name);
            let alias =
                |(alias, of): &(String, String)| folded(alias) == name && folded(of) == service;
            name == service
                || parameters.any_system_words.iter().any(|word| *word == name)
                || parameters.system_aliases.iter().any(alias)
        };
        scope.iter().any(is_service)
    };
    match &of.scope {
        Field::Value(_) if services.is_empty() => (
            Known::Unknown,
            "which systems it is for is not known".to_owned(),
        ),
        Field::Value(scope) => match services.iter().find(|service| !holds(scope, service)) {
            None => (Known::Yes, String::new()),
            Some(service) => (
                Known::No,
                format!(
                    "its scope is {} and not {}",
                    scope.join(", "),
                    folded(service)
                ),
            ),
        },
        Field::Empty => (Known::Unknown, "the catalogue gives it no scope".to_owned()),
        Field::NotExported => (Known::Unknown, "its scope was not exported".to_owned()),
    }
}

/// What was compared of a line, as facts.
pub(super) fn line_facts(cx: &Implementation<'_>, id: StandardChangeId) -> Vec<Fact> {
    let of = &cx.snapshot.registers.standard_changes[id.index()].record;
    let own = RecordRef::StandardChange(id);
    [
        cx.fact(own, "template", || of.template.clone()),
        cx.fact(own, "scope", || {
            text_by(&of.scope, |scope| scope.join(", "))
        }),
        cx.fact(own, "approved_by", || account_text(&of.approved_by)),
        cx.fact(own, "approved_at", || field_text(&of.approved_at)),
        cx.fact(own, "valid_to", || field_text(&of.valid_to)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
