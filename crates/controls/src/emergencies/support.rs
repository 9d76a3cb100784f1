//! What may justify an emergency: the incidents around it, and what the texts of its change name.

use std::cmp::Reverse;
use std::fmt;

use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::{Incident, LISTING_LIMIT, PullRequest, RecordSource};
use changeproof_domain::snapshot::{Change, ChangeRecordId, IncidentId, RecordRef};
use changeproof_domain::time::{Moment, Order, Timestamp};

use crate::context::{ChangeName, EventSystem, span};
use crate::emergencies::texts::{Place, place_of, texts};
use crate::implementation::Implementation;
use crate::shared::contributors::messages_are_cut;
use crate::shared::emergency::{
    OnService, Word, after, incident_name, incident_of_word, is_issue_elsewhere, is_vulnerability,
    opened_between, opened_words, words,
};
use crate::shared::ended::{resolved, why_not_known};
use crate::shared::linked_records::{changes_under, is_change_record, key_is_covered};

/// What may justify an emergency.
#[derive(Default)]
pub(super) struct Support<'a> {
    /// Incidents that were open at the deployment, or that a text names.
    pub incidents: Vec<Candidate<'a>>,
    /// Incidents of which that cannot be told, and why.
    pub perhaps: Vec<(Candidate<'a>, Doubt)>,
    /// Other things that the texts and keys name, and where.
    pub named: Vec<(Named<'a>, Place)>,
}

/// An incident that may be the cause.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub id: IncidentId,
    pub incident: &'a Incident,
    /// Where a text names it.
    pub named_in: Option<Place>,
}

/// Why an incident may not count.
#[derive(Clone, Copy)]
pub(super) enum Doubt {
    OpenedTooLate,
    OpeningNotExported,
    ResolutionNotExported,
    ResolvedBefore,
    NamesNoService,
    /// When the change was carried out is not known.
    StartNotKnown,
}

/// Something that may be a cause.
pub(super) enum Named<'a> {
    Vulnerability(Word<'a>),
    IssueElsewhere(Word<'a>),
    OtherRecord(&'a str),
    NotImported(&'a str),
}

/// As words of a sentence.
impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Named::Vulnerability(word) => write!(f, "the vulnerability {}", word.upper()),
            Named::IssueElsewhere(word) => {
                write!(f, "{}, which is no imported incident,", word.upper())
            }
            Named::OtherRecord(key) => write!(f, "{key}, which is no change record,"),
            Named::NotImported(key) => write!(f, "{key}, which was not imported,"),
        }
    }
}

impl Doubt {
    /// The doubt about an incident, as the rest of a sentence.
    pub(super) fn words(
        self,
        cx: &Implementation<'_>,
        id: ChangeRecordId,
        incident: &Incident,
    ) -> String {
        let name = incident_name(incident);
        let opened = || opened_words(cx, incident);
        match self {
            Doubt::OpenedTooLate => format!(
                "{name:#} was opened {}, too close to the last instant that counts",
                opened()
            ),
            Doubt::OpeningNotExported => format!("when {name:#} was opened was not exported"),
            Doubt::ResolutionNotExported => {
                format!("when {name:#} was resolved {}", why_not_known(incident))
            }
            Doubt::ResolvedBefore => {
                let resolved = incident.resolved_at.value();
                let before = resolved.map(|at| span(at.at, cx.start().at));
                format!(
                    "{name:#} was resolved {} before {}, and no text of {} or its changes names it",
                    before.unwrap_or_default(),
                    cx.began(),
                    cx.record(id).key
                )
            }
            Doubt::StartNotKnown => format!(
                "{name:#} was opened {}, and when the change was implemented is not known",
                opened()
            ),
            Doubt::NamesNoService => {
                format!("{name:#} was opened {}, and names no service", opened())
            }
        }
    }
}

/// What may justify the emergency of a record.
pub(super) fn support<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Support<'a> {
    let mut support = Support::default();
    let last = after(cx.start(), cx.parameters().emergency_incident_within);
    support.add_named(cx, id, &last);
    support.add_keys(cx, id);
    let (named, perhaps_named) = (support.incidents.len(), support.perhaps.len());
    let until = last.latest().plus(cx.parameters().clock_tolerance);
    for found in opened_between(cx, Timestamp(i64::MIN), until) {
        if support.incidents[..named]
            .iter()
            .any(|known| known.id == found.id)
        {
            continue;
        }
        let candidate = Candidate {
            id: found.id,
            incident: found.incident,
            named_in: None,
        };
        match stands(cx, &found, &last) {
            Stands::Yes => support.incidents.push(candidate),
            Stands::Perhaps(doubt) => support.perhaps.push((candidate, doubt)),
            Stands::No => {}
        }
    }
    // The named ones first; among either, the one that was opened last is the likeliest.
    let opened = |of: &Candidate<'_>| Reverse(of.incident.opened_at.value().map(|at| at.at));
    support.incidents[..named].sort_by_key(opened);
    support.incidents[named..].sort_by_key(opened);
    support.perhaps[..perhaps_named].sort_by_key(|(of, _)| opened(of));
    support.perhaps[perhaps_named..].sort_by_key(|(of, _)| opened(of));
    support
}

/// Whether an incident stands beside an emergency.
enum Stands {
    Yes,
    No,
    Perhaps(Doubt),
}

fn stands(cx: &Implementation<'_>, found: &OnService<'_>, last: &Moment) -> Stands {
    let incident = found.incident;
    let tolerance = cx.parameters().clock_tolerance;
    let opened = incident.opened_at.value();
    let mut doubt = match opened.map(|at| at.order(last, tolerance)) {
        Some(Order::Later) => return Stands::No,
        Some(Order::Earlier | Order::Equal) => None,
        Some(Order::Undecided) => Some(Doubt::OpenedTooLate),
        None => Some(Doubt::OpeningNotExported),
    };
    match &resolved(incident) {
        Field::Empty => {}
        Field::NotExported => doubt = Some(Doubt::ResolutionNotExported),
        Field::Value(resolved) => match cx.against_start(resolved, EventSystem::Other) {
            Order::Later | Order::Undecided | Order::Equal => {}
            Order::Earlier => {
                let before = -cx.parameters().emergency_incident_before;
                if resolved.latest() < cx.start().at.plus(before) {
                    return Stands::No;
                }
                doubt = Some(Doubt::ResolvedBefore);
            }
        },
    }
    if !found.named {
        doubt = Some(Doubt::NamesNoService);
    }
    if !cx.start_is_known() {
        doubt = Some(Doubt::StartNotKnown);
    }
    doubt.map_or(Stands::Yes, Stands::Perhaps)
}

impl<'a> Support<'a> {
    /// A vulnerability that a text names.
    pub(super) fn vulnerability(&self) -> Option<&(Named<'a>, Place)> {
        let is_one = |(named, _): &&(Named<'a>, Place)| matches!(named, Named::Vulnerability(_));
        self.named.iter().find(is_one)
    }

    /// What the texts name.
    fn add_named(&mut self, cx: &Implementation<'a>, id: ChangeRecordId, last: &Moment) {
        let key = &cx.record(id).key;
        let words =
            texts(cx, id).flat_map(|(place, text)| words(text).map(move |word| (place, word)));
        for (place, word) in words {
            if let Some(found) = incident_of_word(cx, &word) {
                let incident = &cx.snapshot.incidents[found.index()].record;
                let tolerance = cx.parameters().clock_tolerance;
                let opened = incident.opened_at.value();
                let order = opened.map(|at| at.order(last, tolerance));
                let candidate = Candidate {
                    id: found,
                    incident,
                    named_in: Some(place),
                };
                match order {
                    Some(Order::Earlier | Order::Equal) if !cx.start_is_known() => {
                        self.perhaps.push((candidate, Doubt::StartNotKnown));
                    }
                    Some(Order::Earlier | Order::Equal) => self.incidents.push(candidate),
                    Some(Order::Undecided) => {
                        self.perhaps.push((candidate, Doubt::OpenedTooLate));
                    }
                    None => {
                        self.perhaps.push((candidate, Doubt::OpeningNotExported));
                    }
                    Some(Order::Later) => {}
                }
            } else if is_vulnerability(word.text) {
                self.named.push((Named::Vulnerability(word), place));
            } else if is_issue_elsewhere(word.text) && !word.text.eq_ignore_ascii_case(key) {
                self.named.push((Named::IssueElsewhere(word), place));
            }
        }
    }

    /// Records that are no change records but are named by key: critical issues, perhaps.
    fn add_keys(&mut self, cx: &Implementation<'a>, id: ChangeRecordId) {
        let of_changes = changes_under(cx, id).map(|change| &change.keys);
        let of_deployment = cx.deployed().map(|of| &of.subject.keys);
        for keys in of_changes.chain(of_deployment) {
            for link in &keys.links {
                if link.record != id && !is_change_record(cx, link.record) {
                    let key = &cx.record(link.record).key;
                    let named = Named::OtherRecord(key);
                    self.named.push((named, place_of(&link.found_in)));
                }
            }
            let elsewhere = keys
                .dangling
                .iter()
                .filter(|key| !key_is_covered(cx, key))
                .chain(&keys.not_imported);
            self.named.extend(elsewhere.map(|key| {
                let named = Named::NotImported(&key.key);
                (named, place_of(&key.found_in))
            }));
        }
    }
}

/// A text that was not exported and could name a cause.
pub(super) enum Unread<'a> {
    OfRecord(ChangeRecordId, &'static str),
    OfPullRequest(&'static str, ChangeName<'a>),
    Notes,
    Changes,
}

impl Unread<'_> {
    /// The field that was not exported, as a fact.
    pub(super) fn fact(&self, cx: &Implementation<'_>) -> Option<Fact> {
        let (record, field) = match self {
            Unread::OfRecord(id, field) => (RecordRef::ChangeRecord(*id), *field),
            Unread::OfPullRequest(what, name) => {
                let field = match *what {
                    "title" => "title",
                    "text" => "body",
                    _ => "commits",
                };
                (name.record(), field)
            }
            Unread::Notes => {
                let deployed = cx.deployed()?;
                (deployed.own_record(), "notes")
            }
            Unread::Changes => return None,
        };
        cx.fact(record, field, || "(not exported)".to_owned())
    }
}

/// As the rest of a sentence.
impl fmt::Display for Unread<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unread::OfRecord(_, what) => write!(f, "its {what} was not exported"),
            Unread::OfPullRequest(what, name) => {
                write!(f, "{name:#} was exported without its {what}")
            }
            Unread::Notes => f.write_str("the notes of the deployment were not exported"),
            Unread::Changes => {
                f.write_str("not all changes of the deployment are known (see TRC-02)")
            }
        }
    }
}

/// The first text that was not exported and could name a cause.
pub(super) fn unread<'a>(cx: &Implementation<'a>, id: ChangeRecordId) -> Option<Unread<'a>> {
    let record = cx.record(id);
    let has_justification = match record.source {
        RecordSource::ServiceNow => true,
        // Jira keeps no field for it.
        RecordSource::Jira => false,
    };
    let of_record = [
        (&record.title, "title", true),
        (&record.description, "description", true),
        (&record.justification, "justification", has_justification),
    ]
    .into_iter()
    .find(|(text, _, exists)| *exists && text.is_not_exported())
    .map(|(_, what, _)| Unread::OfRecord(id, what));
    of_record
        .or_else(|| {
            changes_under(cx, id).find_map(|change| {
                let of_pull_request = cx
                    .pull_request(change)
                    .and_then(|pull_request| unread_of(change, pull_request));
                let cut = messages_are_cut(cx, change).then_some("commits' messages");
                let what = of_pull_request.or(cut)?;
                Some(Unread::OfPullRequest(what, cx.change_name(change)))
            })
        })
        .or_else(|| {
            let deployed = cx.deployed()?;
            let notes = &deployed.deployment().notes;
            notes.is_not_exported().then_some(Unread::Notes)
        })
        .or_else(|| cx.changes_are_unknown().then_some(Unread::Changes))
}

/// What of a pull request was not exported. Where its merged commits were imported, their messages are
/// what was deployed.
fn unread_of(change: &Change, pull_request: &PullRequest) -> Option<&'static str> {
    let commits = pull_request.commits.items();
    let messages = pull_request.commits.is_not_exported()
        || commits.len() >= LISTING_LIMIT
        || commits
            .iter()
            .any(|commit| commit.headline.is_not_exported() || commit.body.is_not_exported());
    if pull_request.title.is_not_exported() {
        Some("title")
    } else if pull_request.body.is_not_exported() {
        Some("text")
    } else if messages && change.commits.is_empty() {
        Some("commits' messages")
    } else {
        None
    }
}
