//! Records that are kept here: what people decided in the app counts the same as a line of a company's own
//! register, so that controls read one kind of record wherever it comes from.
//!
//! The snapshot holds them as one more source. Its text is the log itself: the canonical payloads of the
//! events that tell of them, one JSON object a line, in order; of an evaluation that was the first to show
//! failures, these and its days. A later text begins with every earlier one,
//! so that a place in it stays the same place.

use std::ops::Range;

use changeproof_domain::record::Record;
use changeproof_domain::snapshot::{FollowUp, LinkDecision, ShownFinding};
use changeproof_domain::source::{
    Container, Declaration, Encoding, FieldMap, Form, Place, Reading, RowCounts, Source,
};
use changeproof_domain::time::Timestamp;
use changeproof_store::{Digest, Event, Reader, StoreError};
use serde_json::json;
use serde_json::value::RawValue;

use crate::account_decisions;
use crate::annual_review;
use crate::attestations;
use crate::error::AppError;
use crate::exceptions;
use crate::kept_here;
use crate::link_decisions;
use crate::policy_triggers;
use crate::post_change_reviews;
use crate::triage::{self, shown};

/// The name for people.
pub(crate) const NAME: &str = "Decisions in Changeproof";
/// The format's id.
pub(crate) const FORMAT: &str = "changeproof-decisions";

/// How the records of one kind of decision follow from its events: as they stood when the log ended with an
/// event, each with the event that told of it last.
type Records = fn(&Reader<'_>, i64) -> Result<Vec<(i64, Record)>, AppError>;

/// Decisions of one area, as records.
struct Area {
    /// The actions of the events that a record may come from.
    actions: &'static [&'static str],
    /// The records.
    records: Records,
    /// The records' fields, and what the payload calls them.
    fields: &'static [(&'static str, &'static str)],
}

/// All areas whose decisions are records.
const AREAS: &[Area] = &[
    Area {
        actions: annual_review::ACTIONS,
        records: annual_review::records,
        fields: annual_review::FIELDS,
    },
    Area {
        actions: attestations::ACTIONS,
        records: attestations::records,
        fields: attestations::FIELDS,
    },
    Area {
        actions: kept_here::ACTIONS,
        records: kept_here::none,
        fields: &[],
    },
    Area {
        actions: policy_triggers::ACTIONS,
        records: policy_triggers::records,
        fields: policy_triggers::FIELDS,
    },
    Area {
        actions: post_change_reviews::ACTIONS,
        records: post_change_reviews::records,
        fields: post_change_reviews::FIELDS,
    },
    Area {
        actions: exceptions::ACTIONS,
        records: exceptions::records,
        fields: exceptions::FIELDS,
    },
    Area {
        actions: account_decisions::ACTIONS,
        records: account_decisions::records,
        fields: account_decisions::FIELDS,
    },
];

/// The source, with its records and their places.
pub(crate) struct OwnSource {
    pub(crate) source: Source,
    pub(crate) records: Vec<(Place, Record)>,
    /// Failures that evaluations showed.
    pub(crate) shown: Vec<(Place, ShownFinding)>,
    /// What people did about them.
    pub(crate) follow_ups: Vec<(Place, FollowUp)>,
    /// The newest decision on each link.
    pub(crate) links: Vec<(Place, LinkDecision)>,
    /// What had been decided without what reaches into days that were evaluated before it; none where that is the
    /// same.
    pub(crate) as_recorded: Option<AsRecorded>,
}

/// Accounts and roles of persons, and links, without decisions that reach back.
pub(crate) struct AsRecorded {
    pub(crate) roster: Vec<(Place, Record)>,
    pub(crate) links: Vec<(Place, LinkDecision)>,
}

/// What was recorded here when the log ended with that event; none where nothing was.
///
/// # Errors
///
/// What the store says.
pub(crate) fn own_source(
    reader: &Reader<'_>,
    zone: &str,
    as_of: i64,
) -> Result<Option<OwnSource>, AppError> {
    let text = Text::until(reader, as_of)?;
    let Some(last) = text.last else {
        return Ok(None);
    };
    let mut records = Vec::new();
    for area in AREAS {
        for (sequence, record) in (area.records)(reader, as_of)? {
            records.push((text.place(sequence), record));
        }
    }
    let shown = shown::first_shown(reader, as_of)?.into_iter();
    let shown: Vec<_> = shown.map(|one| (text.place(one.event), one)).collect();
    let follow_ups = triage::follow_ups(reader, as_of)?.into_iter();
    let follow_ups: Vec<_> = follow_ups
        .map(|(event, one)| (text.place(event), one))
        .collect();
    let links = link_decisions::newest(reader, as_of)?.into_iter();
    let links: Vec<_> = links.map(|one| (text.place(one.event), one)).collect();
    let as_recorded = as_recorded(reader, as_of, &text)?;
    let decided = shown.len() + follow_ups.len() + links.len();
    let source = Source {
        file: NAME.to_owned(),
        sha256: Digest::of(text.bytes.as_bytes()).to_string(),
        bytes: text.bytes.len() as u64,
        reading: Reading {
            container: Container::Json,
            encoding: Encoding::Utf8,
            format: FORMAT.to_owned(),
            format_version: 1,
            signature: "signed events of this workspace".to_owned(),
            form: Form::Events,
            fields: fields(),
            rows: RowCounts {
                accepted: (records.len() + decided) as u64,
                ..RowCounts::default()
            },
            cut: None,
            zone_assumed: false,
            notes: Vec::new(),
            secrets: None,
        },
        declaration: Declaration {
            zone: zone.to_owned(),
            ..Declaration::default()
        },
        imported_at: last,
        imported_by: None,
    };
    Ok(Some(OwnSource {
        source,
        records,
        shown,
        follow_ups,
        links,
        as_recorded,
    }))
}

fn as_recorded(
    reader: &Reader<'_>,
    as_of: i64,
    text: &Text,
) -> Result<Option<AsRecorded>, AppError> {
    let roster = account_decisions::as_recorded(reader, as_of)?;
    let links = link_decisions::as_recorded(reader, as_of)?;
    if roster.is_none() && links.is_none() {
        return Ok(None);
    }
    let roster = roster.map_or_else(|| account_decisions::records(reader, as_of), Ok)?;
    let links = links.map_or_else(|| link_decisions::newest(reader, as_of), Ok)?;
    let roster = roster.into_iter();
    let links = links.into_iter();
    Ok(Some(AsRecorded {
        roster: roster
            .map(|(event, record)| (text.place(event), record))
            .collect(),
        links: links.map(|one| (text.place(one.event), one)).collect(),
    }))
}

fn fields() -> FieldMap {
    let of_areas = AREAS.iter().flat_map(|area| area.fields);
    let of_areas = of_areas.chain(link_decisions::FIELDS).chain(triage::FIELDS);
    let own = of_areas.map(|(ours, told)| ((*ours).to_owned(), format!("payload.{told}")));
    let whoever = [
        ("person", "person"),
        ("reviewed_by", "person"),
        ("approved_by", "person"),
        ("decided_by", "person"),
        ("at", "at"),
        ("reviewed_at", "at"),
        ("decided_at", "at"),
    ];
    let whoever = whoever.map(|(ours, told)| (ours.to_owned(), told.to_owned()));
    FieldMap(own.chain(whoever).collect())
}

/// Whether a digest is that of the text, as it is today or was after an earlier event.
///
/// # Errors
///
/// What the store says.
pub(crate) fn is_own(reader: &Reader<'_>, sha256: Digest) -> Result<bool, AppError> {
    let text = Text::until(reader, i64::MAX)?;
    let mut ends = text.events.iter().rev().map(|(_, bytes)| bytes.end);
    Ok(ends.any(|end| {
        // Each line ends with a line feed.
        let until = usize::try_from(end + 1).unwrap_or(usize::MAX);
        let text = text.bytes.as_bytes().get(..until);
        text.is_some_and(|text| Digest::of(text) == sha256)
    }))
}

/// Bytes of the text, as the log tells it today.
///
/// # Errors
///
/// What the store says.
pub(crate) fn bytes(reader: &Reader<'_>, range: Range<u64>) -> Result<Vec<u8>, AppError> {
    let text = Text::until(reader, i64::MAX)?.bytes.into_bytes();
    let at = |byte: u64| usize::try_from(byte).map_or(text.len(), |at| at.min(text.len()));
    let (start, end) = (at(range.start), at(range.end));
    Ok(text.get(start..end).unwrap_or_default().to_vec())
}

/// The text, and where each event stands in it.
struct Text {
    bytes: String,
    events: Vec<(i64, Range<u64>)>,
    last: Option<Timestamp>,
}

impl Text {
    fn until(reader: &Reader<'_>, as_of: i64) -> Result<Text, AppError> {
        let areas = AREAS.iter().flat_map(|area| area.actions);
        let others = link_decisions::ACTIONS.iter().chain(triage::FOLLOWED);
        let others = others.chain([&shown::EVALUATED]);
        let actions: Vec<&str> = areas.chain(others).copied().collect();
        let mut text = Text {
            bytes: String::new(),
            events: Vec::new(),
            last: None,
        };
        let events = reader.events_of(&actions)?.into_iter();
        for event in events.take_while(|event| event.sequence <= as_of) {
            let Some(line) = line(&event)? else {
                continue;
            };
            let start = text.bytes.len() as u64;
            text.bytes.push_str(&line);
            text.events
                .push((event.sequence, start..text.bytes.len() as u64));
            text.bytes.push('\n');
            text.last = Some(event.at);
        }
        Ok(text)
    }

    fn place(&self, sequence: i64) -> Place {
        let at = self.events.binary_search_by_key(&sequence, |(of, _)| *of);
        let bytes = at.map_or(0..0, |at| self.events[at].1.clone());
        Place {
            page: 0,
            index: u32::try_from(sequence).unwrap_or(u32::MAX),
            start: bytes.start,
            end: bytes.end,
        }
    }
}

/// An event as a line of the text; none of an evaluation that showed no new failure.
fn line(event: &Event) -> Result<Option<String>, AppError> {
    let payload = if event.action == shown::EVALUATED {
        let Some(payload) = shown::payload_in_text(event)? else {
            return Ok(None);
        };
        payload
    } else {
        event.payload.clone()
    };
    let payload = RawValue::from_string(payload).map_err(StoreError::from)?;
    let whole = json!({
        "event": event.sequence,
        "at": event.at.to_string(),
        "person": event.person,
        "action": event.action,
    });
    let mut line = whole.to_string();
    line.pop();
    line.push_str(",\"payload\":");
    line.push_str(payload.get());
    line.push('}');
    Ok(Some(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attestations::tests::attested_twice;

    #[test]
    fn a_later_text_begins_with_the_earlier_one_and_places_stay() {
        let (_folder, workspace) = attested_twice();
        let open = changeproof_store::Workspace::open(&workspace).unwrap();
        let reader = open.read().unwrap();
        let head = reader.head().unwrap().sequence;
        let whole = own_source(&reader, "UTC", head).unwrap().unwrap();
        let before = own_source(&reader, "UTC", head - 1).unwrap().unwrap();
        assert_eq!((before.records.len(), whole.records.len()), (1, 2));
        assert_eq!(before.records[0], whole.records[0]);
        let place = &before.records[0].0;
        let text = bytes(&reader, place.start..place.end).unwrap();
        let line: serde_json::Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(line["event"], i64::from(place.index));
        assert_eq!(line["payload"]["answer"], "yes");
        assert_eq!(
            whole.source.place(place, "answer", None),
            format!("event {} payload.answer", place.index)
        );
    }

    #[test]
    fn a_workspace_without_decisions_has_no_such_source() {
        let (_folder, workspace) = crate::testing::people::workspace();
        let open = changeproof_store::Workspace::open(&workspace).unwrap();
        let reader = open.read().unwrap();
        assert!(own_source(&reader, "UTC", i64::MAX).unwrap().is_none());
    }
}
