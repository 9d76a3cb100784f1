//! Incidents of PagerDuty's REST API.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Incident, IncidentAction, IncidentActionKind, Record};
use changeproof_domain::source::Reading;
use changeproof_domain::time::Moment;
use serde::Deserialize;

use super::{Format, elements, field_map, reading};
use crate::collector::{Collector, Rejection, RowContext};
use crate::container::json::JsonText;
use crate::container::json_value::{Text, text_field, trimmed, typed};
use crate::container::{Document, Probe};
use crate::{Options, ReadError, Sink};

/// How many incidents an answer holds: by default, and at most.
const PAGE_LIMITS: &[usize] = &[25, 100];

const FIELDS: &[(&str, &str)] = &[
    ("id", "id"),
    ("number", "incident_number"),
    ("title", "title"),
    ("service", "service.summary"),
    ("severity", "urgency"),
    ("priority", "priority.summary"),
    ("status", "status"),
    ("opened_at", "created_at"),
    ("resolved_at", "resolved_at"),
    ("updated_at", "last_status_change_at"),
    ("url", "html_url"),
    (
        "actions",
        "assignments, acknowledgements, last_status_change_by",
    ),
];

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawIncident<'t> {
    #[serde(default, borrow)]
    id: Field<Text<'t>>,
    #[serde(default, borrow)]
    incident_number: Field<Text<'t>>,
    #[serde(default, borrow)]
    title: Field<Text<'t>>,
    #[serde(default, borrow)]
    service: Field<Named<'t>>,
    #[serde(default, borrow)]
    urgency: Field<Text<'t>>,
    #[serde(default, borrow)]
    priority: Field<Named<'t>>,
    #[serde(default, borrow)]
    status: Field<Text<'t>>,
    #[serde(default, borrow)]
    created_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    resolved_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    last_status_change_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    updated_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    html_url: Field<Text<'t>>,
    #[serde(default, borrow)]
    assignments: Field<Vec<RawAssignment<'t>>>,
    #[serde(default, borrow)]
    acknowledgements: Field<Vec<RawAcknowledgement<'t>>>,
    #[serde(default, borrow)]
    last_status_change_by: Field<Named<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct Named<'t> {
    #[serde(default, borrow)]
    summary: Field<Text<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawAssignment<'t> {
    #[serde(default, borrow)]
    at: Field<Text<'t>>,
    #[serde(default, borrow)]
    assignee: Field<Named<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawAcknowledgement<'t> {
    #[serde(default, borrow)]
    at: Field<Text<'t>>,
    #[serde(default, borrow)]
    acknowledger: Field<Named<'t>>,
}

/// `GET /incidents`.
pub struct PagerDutyIncidents;

impl Format for PagerDutyIncidents {
    fn id(&self) -> &'static str {
        "pagerduty-incidents"
    }

    fn label(&self) -> &'static str {
        "PagerDuty incidents (REST)"
    }

    fn version(&self) -> u32 {
        2
    }

    fn how_to_export(&self) -> &'static str {
        "curl -H 'Authorization: Token token=...' 'https://api.pagerduty.com/incidents?limit=100&\
         offset=0&since=2025-01-01&until=2025-06-30' > incidents.json\n\
         While the answer says \"more\": true, raise the offset by 100 and append the answers to \
         one file. A span may be six months long at most."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        if probe.record_with(&["incident_number", "urgency"]).is_some()
            || probe
                .record_with(&["incident_number", "incident_key"])
                .is_some()
        {
            return Some("Its records have the keys incident_number and urgency.".to_owned());
        }
        (probe.has_no_records()
            && (probe.has_envelope("incidents", &["more"])
                || probe.has_envelope("incidents", &["limit", "offset"])))
        .then(|| "It holds an empty list 'incidents' with 'more'.".to_owned())
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        let json = elements::json_of(self, document)?;
        let mut collector = elements::read(document, json, options, sink, |context, _, slice| {
            incident(context, &typed(slice)?)
        })?;
        note_cut(&mut collector, json);
        let fields = field_map(FIELDS);
        Ok(reading(
            self,
            document,
            signature,
            fields,
            collector.finish(),
        ))
    }
}

/// Signs that there are more incidents than the file holds.
fn note_cut(collector: &mut Collector<'_>, json: &JsonText<'_>) {
    let found = json.elements.len() as u64;
    let totals = json
        .pages
        .iter()
        .filter_map(|page| json.member(page, "total"));
    let total = totals.filter_map(|total| total.parse::<u64>().ok()).max();
    let last = json.pages.last();
    let more = last.and_then(|page| json.member(page, "more"));
    match (more, total) {
        (Some("true"), _) => collector.cut(
            "The last answer says that there are more incidents (\"more\": true); export the \
             rest with a higher offset and append it."
                .to_owned(),
            total,
        ),
        (_, Some(total)) if total > found => collector.cut(
            format!(
                "The file holds {found} of {total} incidents; export the rest with another offset \
                 and append it."
            ),
            Some(total),
        ),
        (Some("false"), _) | (_, Some(_)) => {}
        (_, None) => {
            if let Some(count) = elements::full_last_page(json, "limit", PAGE_LIMITS) {
                collector.cut(
                    format!(
                        "The last answer holds {count} incidents, as many as one answer can hold, and \
                         neither 'more' nor 'total' says whether there are others; export again \
                         with all that the answers say."
                    ),
                    None,
                );
            }
        }
    }
}

fn incident(context: &mut RowContext<'_>, raw: &RawIncident<'_>) -> Result<Record, Rejection> {
    let Field::Value(id) = text_field(&raw.id) else {
        return Err(Rejection::missing("id", "id of the incident"));
    };
    let updated = if raw.last_status_change_at.is_exported() {
        context.time("last_status_change_at", trimmed(&raw.last_status_change_at))
    } else {
        context.time("updated_at", trimmed(&raw.updated_at))
    };
    let status = text_field(&raw.status);
    let mut resolved = context.time("resolved_at", trimmed(&raw.resolved_at));
    // Older answers have no resolved_at: for a resolved incident the last change was the one.
    if !resolved.is_value() && status.text() == "resolved" && updated.is_value() {
        resolved = updated.clone();
    } else if !resolved.is_exported() && status.is_value() && status.text() != "resolved" {
        resolved = Field::Empty;
    }
    Ok(Record::from(Incident {
        id,
        title: text_field(&raw.title),
        number: text_field(&raw.incident_number),
        service: name(&raw.service),
        severity: text_field(&raw.urgency),
        priority: name(&raw.priority),
        status,
        opened_at: context.time("created_at", trimmed(&raw.created_at)),
        resolved_at: resolved,
        actions: actions(context, raw, &updated),
        updated_at: updated,
        url: text_field(&raw.html_url),
    }))
}

fn name(named: &Field<Named<'_>>) -> Field<String> {
    match named {
        Field::NotExported => Field::NotExported,
        Field::Empty => Field::Empty,
        Field::Value(named) => text_field(&named.summary),
    }
}

/// What the incident itself tells of who acted. A resolved one keeps its last change of status alone;
/// the whole log is an export of its own.
fn actions(
    context: &mut RowContext<'_>,
    raw: &RawIncident<'_>,
    updated: &Field<Moment>,
) -> Field<Vec<IncidentAction>> {
    let mut actions = Vec::new();
    for assignment in raw.assignments.items() {
        actions.push(IncidentAction {
            what: IncidentActionKind::Assigned,
            who: name(&assignment.assignee),
            at: context.time("assignments.at", trimmed(&assignment.at)),
        });
    }
    for acknowledgement in raw.acknowledgements.items() {
        actions.push(IncidentAction {
            what: IncidentActionKind::Acknowledged,
            who: name(&acknowledgement.acknowledger),
            at: context.time("acknowledgements.at", trimmed(&acknowledgement.at)),
        });
    }
    if raw.last_status_change_by.is_value() {
        actions.push(IncidentAction {
            what: IncidentActionKind::StatusChanged,
            who: name(&raw.last_status_change_by),
            at: updated.clone(),
        });
    }
    let exported = raw.assignments.is_exported()
        || raw.acknowledgements.is_exported()
        || raw.last_status_change_by.is_exported();
    match (actions.is_empty(), exported) {
        (false, _) => Field::Value(actions),
        (true, true) => Field::Empty,
        (true, false) => Field::NotExported,
    }
}
