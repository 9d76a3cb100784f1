//! The change records that a deployment or a change rests on.

use std::rc::Rc;

use changeproof_domain::coverage::Scope;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::{RecordKind, number_of_key};
use changeproof_domain::snapshot::{
    Change, ChangeKind, ChangeRecordId, DanglingKey, KeyPlace, RecordLink, RecordRef,
};
use changeproof_domain::time::Timestamp;

use crate::contents;
use crate::context::{Context, field_text};
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::traceability::trc_02_revision_reviewed::pull_requests_are_complete;
use crate::worked_out::of_change;

/// Whether a record's type makes it a change record.
pub(crate) fn is_change_record(cx: &Implementation<'_>, id: ChangeRecordId) -> bool {
    contents::is_change_record(cx.record(id), cx.parameters())
}

/// The links of a change: its own, otherwise those of the deployment that ships it.
pub(crate) fn links_of_change<'a>(
    cx: &Implementation<'a>,
    change: &'a Change,
) -> Rc<[&'a RecordLink]> {
    let counts = |link: &&RecordLink| is_change_record(cx, link.record);
    of_change(
        cx,
        change,
        |of| &of.links,
        || {
            let own: Rc<[&RecordLink]> = change.keys.links.iter().filter(counts).collect();
            if own.is_empty() {
                cx.own_links().iter().filter(counts).collect()
            } else {
                own
            }
        },
    )
}

/// All links of the deployment and its changes, each record once.
pub(crate) fn links_of_deployment<'a>(cx: &Implementation<'a>) -> Rc<[&'a RecordLink]> {
    let work_out = || all_links(cx).into();
    match cx.worked_out {
        Some(worked_out) => worked_out.links.get_or_init(work_out).clone(),
        None => work_out(),
    }
}

fn all_links<'a>(cx: &Implementation<'a>) -> Vec<&'a RecordLink> {
    let changes = cx.changes().iter().flat_map(|change| &change.keys.links);
    let mut links: Vec<&RecordLink> = Vec::new();
    for link in cx.own_links().iter().chain(changes) {
        if is_change_record(cx, link.record) && links.iter().all(|l| l.record != link.record) {
            links.push(link);
        }
    }
    links
}

/// The deployed changes that rest on a record: none where nothing was deployed.
pub(crate) fn changes_under<'a>(
    cx: &Implementation<'a>,
    id: ChangeRecordId,
) -> impl Iterator<Item = &'a Change> {
    let cx = *cx;
    cx.changes().iter().filter(move |change| {
        let links = links_of_change(&cx, change);
        links.iter().any(|link| link.record == id)
    })
}

/// The worst finding over all change records of the deployment; what is not known of the change set
/// counts too. Without a record the control does not apply where that is proven, and cannot tell
/// where it is not.
pub(crate) fn each_record(
    cx: &Context<'_>,
    mut check: impl FnMut(ChangeRecordId) -> Finding,
) -> Finding {
    if cx.subject.change_set.is_empty_by_nature() {
        return cx.nothing_new();
    }
    let links = links_of_deployment(cx);
    let judged = links.iter().map(|link| check(link.record));
    let changes = &cx.subject.change_set.changes;
    let without = changes
        .iter()
        .filter(|change| links_of_change(cx, change).is_empty())
        .map(|change| without_record(cx, change));
    Finding::worst(judged.chain(without).chain(cx.unknown_changes())).unwrap_or_else(|| {
        cx.insufficient(|| "The deployment's changes cannot be told.".to_owned())
    })
}

/// What controls of change records say of a change without one.
pub(crate) fn without_record<'a>(cx: &Context<'a>, change: &'a Change) -> Finding {
    let name = cx.change_name(change);
    match presence(cx, change) {
        Presence::Carried | Presence::Linked => cx.not_applicable(|| {
            format!("{name} is its own change record (see TRC-01); there is no ticket to judge.")
        }),
        Presence::Absent => {
            cx.not_applicable(|| format!("{name} has no change record (see TRC-01)."))
        }
        Presence::Unknown => cx.insufficient(|| {
            format!("Whether {name:#} has a change record is not known (see TRC-01).")
        }),
    }
}

/// Whether a change has a change record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// A key links one.
    Linked,
    /// The pull request's own text is one.
    Carried,
    /// There is none, and that is proven.
    Absent,
    /// None was found, but one may exist.
    Unknown,
}

/// Whether a change has a change record, as TRC-01 tells.
pub(crate) fn presence<'a>(cx: &Context<'a>, change: &'a Change) -> Presence {
    of_change(cx, change, |of| &of.presence, || find_presence(cx, change))
}

fn find_presence<'a>(cx: &Context<'a>, change: &'a Change) -> Presence {
    if !links_of_change(cx, change).is_empty() {
        return Presence::Linked;
    }
    let body = cx
        .pull_request(change)
        .map_or("", |pull_request| pull_request.body.text());
    if carries_required_contents(cx, body) {
        return Presence::Carried;
    }
    let texts_known = match change.kind {
        ChangeKind::PullRequest(_) => true,
        // The pull request that it belongs to may not have been imported, and may name a record.
        ChangeKind::Commit(_) => pull_requests_are_complete(cx),
    };
    let elsewhere =
        !change.keys.not_imported.is_empty() || !cx.subject.keys.not_imported.is_empty();
    let dangling = change.keys.dangling.iter().chain(&cx.subject.keys.dangling);
    let mut dangling = dangling.peekable();
    // A key whose record may not have been exported is no proof that there is none.
    let is_proven = match dangling.peek() {
        Some(_) => dangling.any(|key| key_is_covered(cx, key)),
        None => absence_is_proven(cx),
    };
    match texts_known && !elsewhere && is_proven {
        true => Presence::Absent,
        false => Presence::Unknown,
    }
}

/// Whether 'no change record' is proven: at least one source of change records was imported, and
/// all of them cover the deployment's start.
pub(crate) fn absence_is_proven(cx: &Implementation<'_>) -> bool {
    cx.all_scopes_covered(RecordKind::ChangeRecord)
}

/// The text in which a key was found, as a fact.
pub(crate) fn place_fact(cx: &Implementation<'_>, place: &KeyPlace, key: &str) -> Option<Fact> {
    let KeyPlace { record, field } = *place;
    let text = || match (record, field) {
        (RecordRef::PullRequest(id), field) => {
            let pull_request = &cx.snapshot.pull_requests[id.index()];
            match field {
                "title" => field_text(&pull_request.title),
                "head_branch" => field_text(&pull_request.head_branch),
                _ => field_text(&pull_request.body),
            }
        }
        (RecordRef::Commit(id), _) => cx.snapshot.commits[id.index()].message.clone(),
        (RecordRef::Deployment(id), "change_ticket") => field_text(&cx.attempt(id).change_ticket),
        (RecordRef::Deployment(id), _) => field_text(&cx.attempt(id).notes),
        _ => key.to_owned(),
    };
    match (record, field) {
        (RecordRef::PullRequest(id), "commits[]") => {
            let commits = cx.snapshot.pull_requests[id.index()].commits.items().iter();
            let mut texts = commits.enumerate().flat_map(|(i, commit)| {
                [(i, "headline", &commit.headline), (i, "body", &commit.body)]
            });
            let names = |text: &str| text.to_uppercase().contains(&key.to_uppercase());
            let (i, part, text) = texts.find(|(.., text)| names(text.text()))?;
            cx.fact(record, format_args!("commits[{i}].{part}"), || {
                field_text(text)
            })
        }
        _ => cx.fact(record, field, text),
    }
}

/// The change records of one project.
fn of_project<'c>(cx: &Implementation<'c>, project: &str) -> impl Iterator<Item = &'c Scope> {
    let scopes = cx.snapshot.coverage.scopes(RecordKind::ChangeRecord);
    scopes.filter(move |scope| matches!(scope, Scope::Project(_, name) if *name == *project))
}

/// What shows that there is no change record, as facts: the imports that cover the start, of the project
/// of a key where there is one.
pub(crate) fn absence_facts(cx: &Implementation<'_>, key: Option<&DanglingKey>) -> Vec<Fact> {
    let kind = RecordKind::ChangeRecord;
    let at = (cx.start().at, cx.start().at);
    match key {
        Some(key) => cx.covered_by(kind, of_project(cx, &key.project), at),
        None => cx.covered_by(kind, cx.snapshot.coverage.scopes(kind), at),
    }
}

/// Whether a key that matches no record belongs to a project that covers the deployment's start.
pub(crate) fn key_is_covered(cx: &Implementation<'_>, key: &DanglingKey) -> bool {
    let mut scopes = of_project(cx, &key.project).peekable();
    let (from, to) = made_between(cx, key);
    let kind = RecordKind::ChangeRecord;
    let coverage = &cx.snapshot.coverage;
    scopes.peek().is_some()
        && scopes.all(|scope| cx.covered(kind, scope) && coverage.through(kind, scope, from, to))
}

/// Between which instants the record of a key was made, by the numbers on both sides of it: up to the start where
/// none is higher, and at the start where nothing tells.
fn made_between(cx: &Implementation<'_>, key: &DanglingKey) -> (Timestamp, Timestamp) {
    let start = cx.start().at;
    let numbered = cx.snapshot.numbered.get(&key.project.to_uppercase());
    let Some((own, numbered)) = number_of_key(&key.key).zip(numbered) else {
        return (start, start);
    };
    let is_dashed = key.key.contains('-');
    let made = |(_, id): &(u64, ChangeRecordId)| {
        let record = cx.record(*id);
        let created = record.created_at.value().map(|created| created.at);
        created.filter(|_| record.key.contains('-') == is_dashed)
    };
    let (lower, higher) = numbered.split_at(numbered.partition_point(|(other, _)| *other < own));
    let below = lower.iter().rev().find_map(made);
    let above = higher.iter().find_map(made);
    match (below, above) {
        // Numbers need not be in the order of time.
        (Some(one), Some(other)) => (one.min(other), one.max(other)),
        (Some(from), None) => (from.min(start), start),
        (None, _) => (start, start),
    }
}

/// Whether a pull request's own text is a change record itself.
pub(crate) fn carries_required_contents(cx: &Implementation<'_>, body: &str) -> bool {
    contents_lacking(cx, body).is_empty()
}

/// What a pull request's own text lacks of what makes it a change record itself: a heading each for the
/// systems, for risk and impact, and for rollback, with content below it.
pub(crate) fn contents_lacking(cx: &Implementation<'_>, body: &str) -> Vec<&'static str> {
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
    let (risk, impact) = (filled(&["risk"], minimum), filled(&["impact"], minimum));
    let rollback = filled(&["rollback"], minimum)
        || filled(&["roll back"], minimum)
        || filled(&["backout"], minimum)
        || filled(&["mitigation"], minimum);
    let parts = [
        (systems, "systems"),
        (risk, "risk"),
        (impact, "impact"),
        (rollback, "rollback"),
    ];
    let missing = parts.into_iter().filter(|(there, _)| !there);
    missing.map(|(_, part)| part).collect()
}

/// Markdown headings in lower case with the text below each.
pub(crate) fn sections(body: &str) -> impl Iterator<Item = (String, String)> + '_ {
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
