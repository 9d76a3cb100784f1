//! Issues of Jira's REST search, with their own field names and change log.

mod approvals;
mod carried;
mod document;
mod history;
mod names;
mod pages;

use changeproof_domain::account::{Account, AccountKind, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::{ChangeRecord, Record, RecordSource};
use changeproof_domain::source::{FieldMap, Reading};
use changeproof_domain::time::Moment;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Format, elements, field_map, reading};
use crate::collector::{Rejection, RowContext};
use crate::container::json_value::{Members, Text, always, text_field, trimmed, typed};
use crate::container::{Document, Probe};
use crate::{Options, ReadError, Sink};
use carried::Carried;
use names::{FieldNames, Role};

const FIELDS: &[(&str, &str)] = &[
    ("key", "key"),
    ("record_type", "fields.issuetype.name"),
    ("title", "fields.summary"),
    ("description", "fields.description"),
    ("requester", "fields.reporter"),
    ("implementer", "fields.assignee"),
    ("created_at", "fields.created"),
    ("updated_at", "fields.updated"),
    ("status", "fields.status.name"),
    ("closed_at", "fields.resolutiondate"),
    ("resolution", "fields.resolution.name"),
    ("history", "changelog.histories"),
    ("history[]", "changelog.histories[]"),
    ("history_is_cut", "changelog.total"),
];

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawIssue<'t> {
    #[serde(default, borrow)]
    key: Field<Text<'t>>,
    #[serde(default, borrow)]
    fields: Members<'t>,
    #[serde(default, borrow)]
    changelog: Field<history::RawChangelog<'t>>,
}

/// A user: Cloud has account ids, Server has names and keys.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct RawUser<'t> {
    #[serde(default, borrow)]
    account_id: Field<Text<'t>>,
    #[serde(default, borrow)]
    name: Field<Text<'t>>,
    #[serde(default, borrow)]
    key: Field<Text<'t>>,
    #[serde(default, borrow)]
    display_name: Field<Text<'t>>,
    #[serde(default, borrow)]
    email_address: Field<Text<'t>>,
    #[serde(default, borrow)]
    account_type: Field<Text<'t>>,
}

impl RawUser<'_> {
    fn account(&self) -> Option<Account> {
        let filled = |field: &Field<Text<'_>>| text_field(field).value().cloned();
        let name = filled(&self.account_id)
            .or_else(|| filled(&self.name))
            .or_else(|| filled(&self.key))?;
        let kind = match filled(&self.account_type).as_deref() {
            Some("app") => AccountKind::App,
            Some("atlassian" | "customer") => AccountKind::User,
            _ => AccountKind::Unstated,
        };
        Some(Account {
            system: System::Jira,
            name,
            kind,
            display: filled(&self.display_name),
            email: filled(&self.email_address),
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawNamed<'t> {
    #[serde(default, borrow)]
    name: Field<Text<'t>>,
}

/// `GET /rest/api/2/search` and its successors.
pub struct JiraSearch;

impl Format for JiraSearch {
    fn id(&self) -> &'static str {
        "jira-search"
    }

    fn label(&self) -> &'static str {
        "Jira issues (REST search)"
    }

    fn version(&self) -> u32 {
        3
    }

    fn how_to_export(&self) -> &'static str {
        "GET /rest/api/3/search/jql?jql=project=CHG&fields=*all&expand=names,changelog&\
         maxResults=100 (Server: /rest/api/2/search). While there is a nextPageToken (Server: \
         while startAt + maxResults < total), ask for the next page and append the answers to one \
         file. Without expand=names the change fields cannot be told; without expand=changelog \
         edits after an approval cannot be seen."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        if let Some(record) = probe.record_with(&["key", "fields"])
            && record
                .get("key")
                .is_some_and(|key| is_issue_key(key.get().trim_matches('"')))
        {
            return Some("Its records have the keys key (such as PAY-4) and fields.".to_owned());
        }
        let is_empty_search = probe.has_no_records()
            && (probe.has_envelope("issues", &["startAt", "total"])
                || probe.has_envelope("issues", &["isLast"]));
        is_empty_search.then(|| "It is an empty answer of Jira's search.".to_owned())
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        let json = elements::json_of(self, document)?;
        let names: Vec<FieldNames> = json
            .pages
            .iter()
            .map(|page| FieldNames::of(json.member(page, "names")))
            .collect();
        let none = FieldNames::default();
        let carried = Carried::of(json, &names);
        let mut collector =
            elements::read(document, json, options, sink, |context, element, slice| {
                let page = element.page as usize;
                let names = names
                    .get(page)
                    .filter(|names| names.known)
                    .unwrap_or_else(|| {
                        // Later pages are often asked for without the names.
                        names.iter().find(|names| names.known).unwrap_or(&none)
                    });
                issue(context, names, &carried, &typed(slice)?)
            })?;
        if !names.iter().any(|names| names.known) {
            collector.note(
                "The export has no names of fields, so change type, affected services, risk and \
                 impact, plans and approvals cannot be told and count as not exported. Export \
                 again with expand=names,changelog."
                    .to_owned(),
            );
        }
        pages::note_cut(&mut collector, json);
        let mut fields = field_map(FIELDS);
        if let Some(names) = names.iter().find(|names| names.known) {
            add_roles(&mut fields, names);
        }
        Ok(reading(
            self,
            document,
            signature,
            fields,
            collector.finish(),
        ))
    }
}

/// `PAY-4`, `A1_B-12`.
fn is_issue_key(text: &str) -> bool {
    let Some((project, number)) = text.rsplit_once('-') else {
        return false;
    };
    project.starts_with(|first: char| first.is_ascii_uppercase())
        && project
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// Custom fields by this project's names.
fn add_roles(fields: &mut FieldMap, names: &FieldNames) {
    for role in Role::ALL {
        let Some(id) = names.ids(role).next() else {
            continue;
        };
        fields
            .0
            .push((role.field().to_owned(), format!("fields.{id}")));
        if role == Role::Approvals {
            let decision = format!("fields.{id}[].finalDecision");
            fields.0.push(("approval_state".to_owned(), decision));
        }
        if role.holds_list() {
            fields
                .0
                .push((format!("{}[]", role.field()), format!("fields.{id}[]")));
        }
    }
}

fn issue(
    context: &mut RowContext<'_>,
    names: &FieldNames,
    carried: &Carried,
    raw: &RawIssue<'_>,
) -> Result<Record, Rejection> {
    let Field::Value(key) = text_field(&raw.key) else {
        return Err(Rejection::missing("key", "key of the issue"));
    };
    let history = history::read(context, names, &key, &raw.changelog);
    let own = RoleFields {
        key: &key,
        names,
        carried,
        fields: &raw.fields,
    };
    let approvals = approvals::read(context, &own, &history);
    let (approval_state, approvals) = (approvals.state, approvals.each);
    let systems = systems(context, &own);
    let planned_start = role_time(context, &own, Role::PlannedStart);
    let planned_end = role_time(context, &own, Role::PlannedEnd);
    let actual_start = role_time(context, &own, Role::ActualStart);
    let actual_end = role_time(context, &own, Role::ActualEnd);
    let category = role_text(context, &own, Role::Category);
    let risk_and_impact = role_text(context, &own, Role::RiskAndImpact);
    let risk_level = role_text(context, &own, Role::RiskLevel);
    let impact_level = role_text(context, &own, Role::ImpactLevel);
    let rollback_plan = role_text(context, &own, Role::RollbackPlan);
    let test_plan = role_text(context, &own, Role::TestPlan);
    Ok(Record::from(ChangeRecord {
        source: RecordSource::Jira,
        key,
        record_type: always(named(context, &raw.fields, "issuetype")),
        title: standard_text(context, &raw.fields, "summary"),
        description: standard_text(context, &raw.fields, "description"),
        category,
        justification: Field::NotExported,
        template: Field::NotExported,
        systems,
        risk_and_impact,
        risk_level,
        impact_level,
        rollback_plan,
        test_plan,
        requester: person(context, &raw.fields, "reporter"),
        implementer: person(context, &raw.fields, "assignee"),
        created_at: always(time(context, &raw.fields, "created")),
        updated_at: always(time(context, &raw.fields, "updated")),
        status: always(named(context, &raw.fields, "status")),
        approval_state,
        planned_start,
        planned_end,
        actual_start,
        actual_end,
        resolution: named(context, &raw.fields, "resolution"),
        closed_at: time(context, &raw.fields, "resolutiondate"),
        approvals,
        history: history.changes,
        history_is_cut: history.is_cut,
    }))
}

/// The custom fields of an issue, by their roles.
struct RoleFields<'a, 't> {
    key: &'a str,
    names: &'a FieldNames,
    carried: &'a Carried,
    fields: &'a Members<'t>,
}

impl<'t> RoleFields<'_, 't> {
    /// A value: a field that is absent here and exported with other issues of the project is empty.
    /// An issue that carries none of the fields was exported by another list of fields.
    fn value(&self, id: &str) -> Field<&'t RawValue> {
        match value(self.fields, id) {
            Field::NotExported if self.carries_any() && self.carried.has(self.key, id) => {
                Field::Empty
            }
            value => value,
        }
    }

    fn carries_any(&self) -> bool {
        let mut ids = Role::ALL.into_iter().flat_map(|role| self.names.ids(role));
        ids.any(|id| self.fields.get(id).is_some())
    }
}

/// A value of `fields`; `null` is empty.
fn value<'t>(fields: &Members<'t>, id: &str) -> Field<&'t RawValue> {
    match fields.get(id) {
        None => Field::NotExported,
        Some(raw) if raw.get() == "null" => Field::Empty,
        Some(raw) => Field::Value(raw),
    }
}

/// A value of `fields` as a type of its own; one of another form is explained.
fn typed_value<'t, T: Deserialize<'t>>(
    context: &mut RowContext<'_>,
    fields: &Members<'t>,
    id: &str,
) -> Field<T> {
    typed_of(context, id, value(fields, id))
}

fn typed_of<'t, T: Deserialize<'t>>(
    context: &mut RowContext<'_>,
    id: &str,
    value: Field<&'t RawValue>,
) -> Field<T> {
    match value {
        Field::NotExported => Field::NotExported,
        Field::Empty => Field::Empty,
        Field::Value(raw) => match serde_json::from_str(raw.get()) {
            Ok(value) => Field::Value(value),
            Err(_) => {
                unread(context, id, raw);
                Field::NotExported
            }
        },
    }
}

fn unread(context: &mut RowContext<'_>, id: &str, raw: &RawValue) {
    let shown: String = raw.get().chars().take(60).collect();
    context.unread(
        format!("fields.{id}"),
        format!("The value {shown} has a form that is not known; it counts as not exported."),
    );
}

fn named(context: &mut RowContext<'_>, fields: &Members<'_>, id: &str) -> Field<String> {
    match typed_value::<RawNamed<'_>>(context, fields, id) {
        Field::Value(named) => text_field(&named.name),
        Field::Empty => Field::Empty,
        Field::NotExported => Field::NotExported,
    }
}

fn person(context: &mut RowContext<'_>, fields: &Members<'_>, id: &str) -> Field<Account> {
    match typed_value::<RawUser<'_>>(context, fields, id) {
        Field::Value(user) => Field::exported(user.account()),
        Field::Empty => Field::Empty,
        Field::NotExported => Field::NotExported,
    }
}

fn time(context: &mut RowContext<'_>, fields: &Members<'_>, id: &str) -> Field<Moment> {
    let text = typed_value::<Text<'_>>(context, fields, id);
    context.time(format_args!("fields.{id}"), trimmed(&text))
}

fn standard_text(context: &mut RowContext<'_>, fields: &Members<'_>, id: &str) -> Field<String> {
    text_of(context, id, value(fields, id))
}

/// The text of a value, whatever its form.
fn text_of(context: &mut RowContext<'_>, id: &str, value: Field<&RawValue>) -> Field<String> {
    match value {
        Field::NotExported => Field::NotExported,
        Field::Empty => Field::Empty,
        Field::Value(raw) => match document::text(raw.get()) {
            Some(text) => Field::exported_text(&text),
            None => {
                unread(context, id, raw);
                Field::NotExported
            }
        },
    }
}

/// The field that stands for a role: of several with the same name, the one that is filled in.
fn role_text(context: &mut RowContext<'_>, own: &RoleFields<'_, '_>, role: Role) -> Field<String> {
    let mut found = Field::NotExported;
    for id in own.names.ids(role) {
        match text_of(context, id, own.value(id)) {
            Field::Value(text) => return Field::Value(text),
            Field::Empty => found = Field::Empty,
            Field::NotExported => {}
        }
    }
    found
}

fn role_time(context: &mut RowContext<'_>, own: &RoleFields<'_, '_>, role: Role) -> Field<Moment> {
    let text = role_text(context, own, role);
    let column = own
        .names
        .ids(role)
        .next()
        .map_or_else(String::new, |id| format!("fields.{id}"));
    match &text {
        Field::NotExported => Field::NotExported,
        Field::Empty => Field::Empty,
        Field::Value(text) => context.time(&column, Field::Value(text.as_str())),
    }
}

/// Affected systems: each chosen value, once.
fn systems(context: &mut RowContext<'_>, own: &RoleFields<'_, '_>) -> Field<Vec<String>> {
    let mut found = Field::NotExported;
    let mut systems: Vec<String> = Vec::new();
    for id in own.names.ids(Role::Systems) {
        match own.value(id) {
            Field::NotExported => {}
            Field::Empty => found = Field::Empty,
            Field::Value(raw) => match document::list(raw.get()) {
                Some(values) => {
                    found = Field::Empty;
                    systems.extend(values);
                }
                None => unread(context, id, raw),
            },
        }
    }
    let mut seen: Vec<String> = Vec::with_capacity(systems.len());
    for system in systems {
        let system = system.trim();
        if !system.is_empty() && !seen.iter().any(|known| known == system) {
            seen.push(system.to_owned());
        }
    }
    if seen.is_empty() {
        found
    } else {
        Field::Value(seen)
    }
}
