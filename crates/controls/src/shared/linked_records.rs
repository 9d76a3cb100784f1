//! The change records that a deployment or a change rests on.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{Change, ChangeRecordId, DanglingKey, RecordLink};

use crate::context::Context;

/// Whether a record's type makes it a change record. A type that was not exported is taken for
/// one: the tool calls it a change request by its table.
pub(crate) fn is_change_record(cx: &Context<'_>, id: ChangeRecordId) -> bool {
    match &cx.record(id).record_type {
        Field::Value(text) => {
            let text = text.to_lowercase();
            cx.parameters()
                .change_record_types
                .iter()
                .any(|word| text.contains(word))
        }
        Field::Empty => false,
        Field::NotExported => true,
    }
}

/// The links of a change: its own, otherwise those of the deployment that ships it.
pub(crate) fn links_of_change<'a>(cx: &Context<'a>, change: &'a Change) -> Vec<&'a RecordLink> {
    let counts = |link: &&RecordLink| is_change_record(cx, link.record);
    let own: Vec<&RecordLink> = change.keys.links.iter().filter(counts).collect();
    if own.is_empty() {
        cx.subject.keys.links.iter().filter(counts).collect()
    } else {
        own
    }
}

/// All links of the deployment and its changes, each record once.
pub(crate) fn links_of_deployment<'a>(cx: &Context<'a>) -> Vec<&'a RecordLink> {
    let changes = cx
        .subject
        .change_set
        .changes
        .iter()
        .flat_map(|change| &change.keys.links);
    let mut links: Vec<&RecordLink> = Vec::new();
    for link in cx.subject.keys.links.iter().chain(changes) {
        if is_change_record(cx, link.record) && links.iter().all(|l| l.record != link.record) {
            links.push(link);
        }
    }
    links
}

/// Whether 'no change record' is proven: at least one source of change records was imported, and
/// all of them cover the deployment's start.
pub(crate) fn absence_is_proven(cx: &Context<'_>) -> bool {
    cx.all_scopes_covered(RecordKind::ChangeRecord)
}

/// Whether a key that matches no record belongs to a project that covers the deployment's start.
pub(crate) fn key_is_covered(cx: &Context<'_>, key: &DanglingKey) -> bool {
    let mut scopes = cx
        .snapshot
        .coverage
        .scopes(RecordKind::ChangeRecord)
        .filter(|scope| matches!(scope, Scope::Project(_, name) if *name == key.project))
        .peekable();
    scopes.peek().is_some() && scopes.all(|scope| cx.covered(RecordKind::ChangeRecord, scope))
}

/// What a pull request's own text must hold to be a change record itself: a heading each for the
/// systems, for risk and impact, and for rollback, with content below it.
pub(crate) fn carries_required_contents(cx: &Context<'_>, body: &str) -> bool {
    let parameters = cx.parameters();
    let filled = |words: &[&str], minimum: usize| {
        sections(body).any(|(heading, content)| {
            words.iter().all(|word| heading.contains(word))
                && content.trim().chars().count() >= minimum
                && !super::text::lack(&content, parameters)
                    .is_some_and(|lack| lack == super::text::Lack::Placeholder)
        })
    };
    let minimum = parameters.minimum_text;
    let systems = filled(&["system"], 1) || filled(&["service"], 1);
    let risk = filled(&["risk", "impact"], minimum)
        || (filled(&["risk"], minimum) && filled(&["impact"], minimum));
    let rollback = filled(&["rollback"], minimum)
        || filled(&["roll back"], minimum)
        || filled(&["backout"], minimum)
        || filled(&["mitigation"], minimum);
    systems && risk && rollback
}

/// Markdown headings in lower case with the text below each.
fn sections(body: &str) -> impl Iterator<Item = (String, String)> + '_ {
    let mut lines = body.lines().peekable();
    std::iter::from_fn(move || {
        loop {
            let line = lines.next()?.trim();
            if !line.starts_with('#') {
                continue;
            }
            let mut content = String::new();
            while let Some(next) = lines.peek() {
                if next.trim().starts_with('#') {
                    break;
                }
                content.push_str(next);
                content.push('\n');
                lines.next();
            }
            return Some((line.trim_start_matches('#').trim().to_lowercase(), content));
        }
    })
}
