//! The change log of an issue: every edit, oldest first.

use changeproof_domain::account::Account;
use changeproof_domain::field::Field;
use changeproof_domain::record::FieldChange;
use changeproof_domain::time::Moment;
use serde::Deserialize;

use super::RawUser;
use super::names::FieldNames;
use crate::collector::RowContext;
use crate::container::json_value::{Text, text_field, trimmed};

/// `changelog` of an issue.
#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub struct RawChangelog<'t> {
    #[serde(default)]
    total: Field<u64>,
    #[serde(default, borrow)]
    histories: Field<Vec<RawHistory<'t>>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawHistory<'t> {
    #[serde(default, borrow)]
    author: Field<RawUser<'t>>,
    #[serde(default, borrow)]
    created: Field<Text<'t>>,
    #[serde(default, borrow)]
    items: Field<Vec<RawItem<'t>>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawItem<'t> {
    #[serde(default, borrow)]
    field: Field<Text<'t>>,
    #[serde(default, rename = "fieldId", borrow)]
    field_id: Field<Text<'t>>,
    #[serde(default, rename = "fromString", borrow)]
    from_string: Field<Text<'t>>,
    #[serde(default, rename = "toString", borrow)]
    to_string: Field<Text<'t>>,
}

/// A move of the issue into a status.
#[derive(Debug)]
pub struct Transition {
    /// The status, as shown.
    pub to: String,
    /// Who moved it.
    pub author: Field<Account>,
    /// When.
    pub at: Moment,
    /// Where it stands, such as `changelog.histories[3]`.
    pub place: String,
}

/// What the change log says.
#[derive(Debug)]
pub struct History {
    /// The edits, oldest first. Not exported where the log is absent, or incomplete with none of them.
    pub changes: Field<Vec<FieldChange>>,
    /// Whether edits are missing, any of which could be the one that decides.
    pub is_cut: bool,
    /// Moves between statuses, oldest first, as far as the log goes.
    pub transitions: Vec<Transition>,
}

/// Reads the change log of an issue.
pub fn read(
    context: &mut RowContext<'_>,
    names: &FieldNames,
    key: &str,
    changelog: &Field<RawChangelog<'_>>,
) -> History {
    let mut changes = Vec::new();
    let mut transitions = Vec::new();
    let log = match changelog {
        Field::Value(log) => log,
        Field::Empty | Field::NotExported => {
            return History {
                changes: Field::NotExported,
                is_cut: false,
                transitions,
            };
        }
    };
    let Field::Value(histories) = &log.histories else {
        return History {
            changes: Field::NotExported,
            is_cut: false,
            transitions,
        };
    };
    let mut complete = true;
    if let Field::Value(total) = log.total
        && total > histories.len() as u64
    {
        complete = false;
        let found = histories.len();
        context.unread(
            "changelog",
            format!(
                "The change log holds {found} of {total} entries, so the history is known in part \
                 alone. Export the rest with /rest/api/3/issue/{key}/changelog."
            ),
        );
        context.note(
            "Some change logs are cut (total is larger than the number of histories); the issues \
             are listed."
                .to_owned(),
        );
    }
    for (at, entry) in histories.iter().enumerate() {
        let place = format!("changelog.histories[{at}]");
        let created = context.time(format_args!("{place}.created"), trimmed(&entry.created));
        let Field::Value(moment) = created else {
            complete = false;
            if created == Field::Empty {
                context.unread(
                    format!("{place}.created"),
                    "The entry has no time, so the history is known in part alone.",
                );
            }
            continue;
        };
        let author = match &entry.author {
            Field::NotExported => Field::NotExported,
            Field::Empty => Field::Empty,
            Field::Value(user) => Field::exported(user.account()),
        };
        for (item_at, item) in entry.items.items().iter().enumerate() {
            let field = field_name(names, item);
            let to = shown(&item.to_string);
            if field == "status"
                && let Some(to) = &to
            {
                transitions.push(Transition {
                    to: to.clone(),
                    author: author.clone(),
                    at: moment,
                    place: place.clone(),
                });
            }
            changes.push(FieldChange {
                field,
                from: shown(&item.from_string),
                to,
                author: author.clone(),
                at: moment,
                place: Some(format!("{place}.items[{item_at}]")),
            });
        }
    }
    changes.sort_by_key(|change: &FieldChange| change.at.at);
    transitions.sort_by_key(|transition| transition.at.at);
    History {
        is_cut: !complete && !changes.is_empty(),
        changes: match complete || !changes.is_empty() {
            true => Field::Value(changes),
            false => Field::NotExported,
        },
        transitions,
    }
}

fn shown(field: &Field<Text<'_>>) -> Option<String> {
    match text_field(field) {
        Field::Value(text) => Some(text),
        Field::Empty | Field::NotExported => None,
    }
}

/// This project's name of the edited field where it has one, else Jira's.
fn field_name(names: &FieldNames, item: &RawItem<'_>) -> String {
    let name = text_field(&item.field);
    let id = text_field(&item.field_id);
    if let Some(role) = names.role_of(id.value().map(String::as_str), name.text()) {
        return role.field().to_owned();
    }
    let ours = match id.value().unwrap_or(&String::new()).as_str() {
        "" => standard(&name.text().to_lowercase()),
        id => standard(id),
    };
    ours.map_or_else(|| name.text().to_owned(), str::to_owned)
}

/// This project's names of fields that every site has.
fn standard(id: &str) -> Option<&'static str> {
    Some(match id {
        "status" => "status",
        "summary" => "title",
        "description" => "description",
        "issuetype" => "record_type",
        "reporter" => "requester",
        "assignee" => "implementer",
        "created" => "created_at",
        _ => return None,
    })
}
