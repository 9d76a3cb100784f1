//! What a field of a change record held at some moment, by the record's history.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::{ChangeRecord, FieldChange};
use changeproof_domain::snapshot::{ChangeRecordId, RecordRef};
use changeproof_domain::time::{Moment, Order};

use crate::context::{Detail, EventSystem};
use crate::implementation::Implementation;
use crate::shared::text::lack;

/// What a record's history tells of a field that has content now.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content<'a> {
    /// It had content, or no edit says otherwise.
    Present,
    /// It had none: this edit came later.
    FilledLater(&'a FieldChange),
    /// It had none, or had some only just: this edit cannot be put before or after that moment.
    Undecided(&'a FieldChange),
}

/// Whether a field had content at a moment that `order` holds times against. Where no edit is known to
/// have come later, the field had what it has now.
pub(crate) fn at<'a>(
    cx: &Implementation<'_>,
    record: &'a ChangeRecord,
    field: &str,
    order: impl Fn(&Moment) -> Order,
) -> Content<'a> {
    let has_content = |text: &Option<String>| {
        text.as_deref().is_some_and(|text| match field {
            "systems" => !text.trim().is_empty(),
            _ => lack(text, cx.parameters()).is_none(),
        })
    };
    let mut edits: Vec<&FieldChange> = record.history.items().iter().collect();
    edits.retain(|edit| edit.field == field);
    edits.sort_by_key(|edit| edit.at.at);
    // What may have stood there: what the first edit that may be later found, and what each edit left
    // that may be earlier.
    let mut first: Option<&FieldChange> = None;
    let (mut with, mut without) = (false, false);
    let mut note = |text: &Option<String>| match has_content(text) {
        true => with = true,
        false => without = true,
    };
    for edit in edits {
        let order = order(&edit.at);
        if matches!(order, Order::Earlier | Order::Equal) {
            continue;
        }
        if first.is_none() {
            first = Some(edit);
            note(&edit.from);
        }
        match order {
            Order::Undecided => note(&edit.to),
            _ => break,
        }
    }
    match (first, with, without) {
        (Some(edit), false, true) => Content::FilledLater(edit),
        (Some(edit), true, true) => Content::Undecided(edit),
        _ => Content::Present,
    }
}

/// The edits of these fields that came after the start, or may have, as facts.
pub(crate) fn edits_since(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    fields: &[&str],
) -> Vec<Fact> {
    if cx.detail == Detail::OutcomeOnly {
        return Vec::new();
    }
    let own = RecordRef::ChangeRecord(id);
    let edits = cx.record(id).history.items().iter().enumerate();
    let since = edits.filter(|(_, edit)| {
        let order = || cx.against_start(&edit.at, EventSystem::Other);
        fields.contains(&edit.field.as_str()) && matches!(order(), Order::Later | Order::Undecided)
    });
    since
        .flat_map(|(i, edit)| {
            let place = edit.place.as_deref();
            let field = format_args!("history[{i}].field");
            let of = cx.fact_at(own, field, place, || edit.field.clone());
            of.into_iter().chain(cx.edit_facts(id, i))
        })
        .collect()
}

/// What a field held when the deployment began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtStart<'a> {
    /// This text; nothing where it was empty.
    Text(&'a str),
    /// It was not exported.
    NotExported,
    /// It was edited at a time that cannot be put before or after the start.
    EditedAround,
}

/// What a field held when the deployment began: the exported text, unless the record's history shows that
/// it was edited afterwards.
pub(crate) fn at_start<'a>(
    cx: &Implementation<'_>,
    record: &'a ChangeRecord,
    field: &str,
    exported: &'a Field<String>,
) -> AtStart<'a> {
    let edits = record.history.items().iter();
    let edited = edits
        .filter(|edit| edit.field == field)
        .map(|edit| (edit, cx.against_start(&edit.at, EventSystem::Other)))
        .find(|(_, order)| matches!(order, Order::Later | Order::Undecided));
    match (edited, exported) {
        (Some((edit, Order::Later)), _) => AtStart::Text(edit.from.as_deref().unwrap_or_default()),
        (Some(_), _) => AtStart::EditedAround,
        (None, Field::Value(text)) => AtStart::Text(text),
        (None, Field::Empty) => AtStart::Text(""),
        (None, Field::NotExported) => AtStart::NotExported,
    }
}
