//! `jira-search.json`: the answer of Jira's search with `expand=names,changelog`.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::super::calendar::Moment;
use super::super::people::{Person, PersonId, Staff};
use super::super::story::{Category, Risk, Ticket};
use super::create;
use super::json_text::{Spool, write_value};

const NAME: &str = "jira-search.json";

/// Names of the custom fields, as `expand=names` gives them.
#[derive(Serialize)]
struct Names {
    customfield_10050: &'static str,
    customfield_10051: &'static str,
    customfield_10052: &'static str,
    customfield_10053: &'static str,
    customfield_10054: &'static str,
    customfield_10055: &'static str,
    customfield_10056: &'static str,
    customfield_10060: &'static str,
}

const NAMES: Names = Names {
    customfield_10050: "Change type",
    customfield_10051: "Affected services",
    customfield_10052: "Risk and impact assessment",
    customfield_10053: "Backout plan",
    customfield_10054: "Test plan",
    customfield_10055: "Change risk",
    customfield_10056: "Impact",
    customfield_10060: "Approvals",
};

#[derive(Serialize)]
struct Issue<'a> {
    id: String,
    key: &'a str,
    #[serde(rename = "self")]
    link: String,
    fields: Fields<'a>,
    changelog: Changelog<'a>,
}

#[derive(Serialize)]
struct Fields<'a> {
    summary: &'a str,
    description: &'a str,
    issuetype: Named<'a>,
    project: Project<'a>,
    status: Status<'a>,
    created: String,
    updated: String,
    reporter: User<'a>,
    assignee: User<'a>,
    labels: [&'a str; 0],
    issuelinks: [&'a str; 0],
    customfield_10050: Choice<'a>,
    customfield_10051: Vec<Choice<'a>>,
    customfield_10052: &'a str,
    customfield_10053: Option<&'a str>,
    customfield_10054: &'a str,
    customfield_10055: Choice<'a>,
    customfield_10056: Choice<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customfield_10060: Option<Vec<Approvals<'a>>>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Project<'a> {
    key: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status<'a> {
    name: &'a str,
    status_category: Project<'a>,
}

#[derive(Serialize)]
struct Choice<'a> {
    value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct User<'a> {
    account_id: &'a str,
    display_name: &'a str,
    active: bool,
    account_type: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Approvals<'a> {
    id: String,
    name: &'a str,
    final_decision: &'a str,
    can_answer_approval: bool,
    approvers: Vec<Approver<'a>>,
    created_date: ApprovalDate,
    completed_date: ApprovalDate,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Approver<'a> {
    approver: User<'a>,
    approver_decision: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ApprovalDate {
    iso8601: String,
    epoch_millis: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Changelog<'a> {
    start_at: usize,
    max_results: usize,
    total: usize,
    histories: Vec<History<'a>>,
}

#[derive(Serialize)]
struct History<'a> {
    id: String,
    author: User<'a>,
    created: String,
    items: [HistoryItem<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HistoryItem<'a> {
    field: &'a str,
    fieldtype: &'a str,
    from_string: Option<&'a str>,
    to_string: &'a str,
    from: Option<&'a str>,
    to: Option<&'a str>,
}

/// Opens the spool of the issues.
pub fn spool(folder: &Path) -> io::Result<Spool> {
    Spool::create(folder, NAME)
}

/// Adds a ticket. `number` is its issue number, `history_id` the id of its first history entry.
pub fn push(
    spool: &mut Spool,
    ticket: &Ticket,
    staff: &Staff,
    number: u64,
    history_id: u64,
) -> io::Result<()> {
    let events = history(ticket);
    let updated = events.last().map_or(ticket.created, |event| event.at);
    let user = |id: PersonId| user(staff.person(id));
    let approvals: Vec<Approvals<'_>> = ticket
        .approvals
        .iter()
        .enumerate()
        .map(|(place, approval)| Approvals {
            id: (place + 1).to_string(),
            name: "Awaiting approval",
            final_decision: "approved",
            can_answer_approval: false,
            approvers: vec![Approver {
                approver: user(approval.by),
                approver_decision: "approved",
            }],
            created_date: approval_date(ticket.created),
            completed_date: approval_date(approval.at),
        })
        .collect();
    spool.push(&Issue {
        id: (20_000 + number).to_string(),
        key: &ticket.key,
        link: format!(
            "https://clicki.example/rest/api/3/issue/{}",
            20_000 + number
        ),
        fields: Fields {
            summary: &ticket.summary,
            description: &ticket.description,
            issuetype: Named { name: "Change" },
            project: Project { key: "CHG" },
            status: Status {
                name: "Closed",
                status_category: Project { key: "done" },
            },
            created: ticket.created.jira(),
            updated: updated.jira(),
            reporter: user(ticket.requester),
            assignee: user(ticket.implementer),
            labels: [],
            issuelinks: [],
            customfield_10050: Choice {
                value: category(ticket.category),
            },
            customfield_10051: ticket
                .systems
                .iter()
                .map(|value| Choice { value })
                .collect(),
            customfield_10052: &ticket.risk_and_impact,
            customfield_10053: ticket.backout.as_deref(),
            customfield_10054: &ticket.test_plan,
            customfield_10055: Choice {
                value: risk(&ticket.risk_and_impact),
            },
            customfield_10056: Choice {
                value: impact(&ticket.risk_and_impact),
            },
            customfield_10060: if approvals.is_empty() {
                None
            } else {
                Some(approvals)
            },
        },
        changelog: Changelog {
            start_at: 0,
            max_results: events.len(),
            total: events.len(),
            histories: events
                .iter()
                .enumerate()
                .map(|(place, event)| History {
                    id: (history_id + place as u64).to_string(),
                    author: user(event.by),
                    created: event.at.jira(),
                    items: [HistoryItem {
                        field: event.field,
                        fieldtype: if event.field == "status" {
                            "jira"
                        } else {
                            "custom"
                        },
                        from_string: event.from,
                        to_string: event.to,
                        from: event.from_id,
                        to: event.to_id,
                    }],
                })
                .collect(),
        },
    })
}

/// How many history entries a ticket has.
pub fn history_length(ticket: &Ticket) -> usize {
    ticket.approvals.len() + ticket.edits.len() + 1
}

/// Puts the answer together.
pub fn finish(spool: Spool, folder: &Path) -> io::Result<()> {
    let mut out = create(folder, NAME)?;
    let total = spool.len();
    write!(
        out,
        "{{\"expand\": \"names,schema\", \"startAt\": 0, \"maxResults\": {total}, \"total\": {total}, \"names\": "
    )?;
    write_value(&mut out, &NAMES)?;
    out.write_all(b", \"issues\": [")?;
    spool.drain(|number, record| {
        if number > 0 {
            out.write_all(b", ")?;
        }
        out.write_all(record)
    })?;
    out.write_all(b"]}")?;
    out.flush()
}

struct Event<'a> {
    at: Moment,
    by: PersonId,
    field: &'a str,
    from: Option<&'a str>,
    to: &'a str,
    from_id: Option<&'a str>,
    to_id: Option<&'a str>,
}

/// The entries of a ticket's history, oldest first: approvals, edits, and the closing.
fn history(ticket: &Ticket) -> Vec<Event<'_>> {
    let mut events: Vec<Event<'_>> = Vec::new();
    for (place, approval) in ticket.approvals.iter().enumerate() {
        let (from, from_id) = if place == 0 {
            ("Awaiting approval", "10011")
        } else {
            ("Approved", "10012")
        };
        events.push(Event {
            at: approval.at,
            by: approval.by,
            field: "status",
            from: Some(from),
            to: "Approved",
            from_id: Some(from_id),
            to_id: Some("10012"),
        });
    }
    for edit in &ticket.edits {
        events.push(Event {
            at: edit.at,
            by: edit.by,
            field: edit.field,
            from: Some(edit.from.as_str()).filter(|text| !text.is_empty()),
            to: &edit.to,
            from_id: None,
            to_id: None,
        });
    }
    let before = if ticket.approvals.is_empty() {
        "Open"
    } else {
        "Approved"
    };
    let after_all = events.iter().map(|event| event.at.plus_minutes(5)).max();
    events.push(Event {
        at: ticket.closed.max(after_all.unwrap_or(ticket.closed)),
        by: ticket.implementer,
        field: "status",
        from: Some(before),
        to: "Closed",
        from_id: Some(if ticket.approvals.is_empty() {
            "10010"
        } else {
            "10012"
        }),
        to_id: Some("10015"),
    });
    events.sort_by_key(|event| event.at);
    events
}

fn user(person: &Person) -> User<'_> {
    User {
        account_id: &person.jira,
        display_name: &person.name,
        active: true,
        account_type: "atlassian",
    }
}

fn approval_date(at: Moment) -> ApprovalDate {
    ApprovalDate {
        iso8601: at.jira_approval(),
        epoch_millis: at.epoch_seconds() * 1_000,
    }
}

fn category(category: Category) -> &'static str {
    match category {
        Category::Standard => "Standard",
        Category::Normal => "Normal",
        Category::Emergency => "Emergency",
    }
}

/// The risk that goes with the words of the assessment.
fn risk(assessment: &str) -> &'static str {
    match Risk::told_in(assessment) {
        Risk::Low => "Low",
        Risk::Medium => "Medium",
        Risk::High => "High",
        Risk::Critical => "Critical",
    }
}

/// The impact that goes with the words of the assessment, as Jira Service Management words it.
fn impact(assessment: &str) -> &'static str {
    match Risk::told_in(assessment) {
        Risk::Low => "Minor / Localized",
        Risk::Medium => "Moderate / Limited",
        Risk::High => "Significant / Large",
        Risk::Critical => "Extensive / Widespread",
    }
}
