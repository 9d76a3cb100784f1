//! What a format may look at to tell whether a file is its own: keys, headers, first lines.

use super::Body;
use super::json_value::Members;
use crate::table::Header;

/// Records and rows that are looked at: enough to pass by titles and a few bad ones.
const LOOKED_AT: usize = 20;

/// The beginning of a file.
pub enum Probe<'d> {
    /// JSON records.
    Json {
        /// The key under which the list of records stands.
        list_key: Option<&'d str>,
        /// The other keys of the envelope.
        envelope: Vec<&'d str>,
        /// The first records.
        records: Vec<Members<'d>>,
    },
    /// Rows that may be a header, each with the names of its cells.
    Table {
        /// The first rows.
        headers: Vec<Header>,
    },
    /// Text.
    Text(&'d str),
}

impl<'d> Probe<'d> {
    pub(crate) fn of(body: &'d Body<'_>) -> Probe<'d> {
        match body {
            Body::Json(json) => Probe::Json {
                list_key: json.pages.iter().find_map(|page| page.key.as_deref()),
                envelope: json
                    .pages
                    .first()
                    .map(|page| page.members.iter().map(|(key, _)| key.as_ref()).collect())
                    .unwrap_or_default(),
                records: json
                    .elements
                    .iter()
                    .take(LOOKED_AT)
                    .filter_map(|element| serde_json::from_str(json.slice(element)).ok())
                    .collect(),
            },
            Body::Csv(csv) => Probe::Table {
                headers: csv
                    .rows()
                    .take(LOOKED_AT)
                    .map(|row| Header::new(row.cells))
                    .collect(),
            },
            Body::Workbook(workbook) => Probe::Table {
                headers: workbook
                    .sheets
                    .iter()
                    .flat_map(|sheet| sheet.rows.iter().take(LOOKED_AT))
                    .map(|row| Header::of_cells(row))
                    .collect(),
            },
            Body::Text(text) => Probe::Text(text),
        }
    }

    /// The first record that has all of these keys.
    pub fn record_with(&self, keys: &[&str]) -> Option<&Members<'d>> {
        match self {
            Probe::Json { records, .. } => records
                .iter()
                .find(|record| keys.iter().all(|key| record.get(key).is_some())),
            Probe::Table { .. } | Probe::Text(_) => None,
        }
    }

    /// Whether the records stand in an envelope under this key, with these keys beside it.
    pub fn has_envelope(&self, key: &str, beside: &[&str]) -> bool {
        match self {
            Probe::Json {
                list_key, envelope, ..
            } => *list_key == Some(key) && beside.iter().all(|key| envelope.contains(key)),
            Probe::Table { .. } | Probe::Text(_) => false,
        }
    }

    /// Whether there are no records at all.
    pub fn has_no_records(&self) -> bool {
        match self {
            Probe::Json { records, .. } => records.is_empty(),
            Probe::Table { headers } => headers.is_empty(),
            Probe::Text(text) => text.trim().is_empty(),
        }
    }

    /// What was looked at, in words: the first keys, columns or line.
    pub fn found(&self) -> String {
        let some = |names: Vec<&str>| {
            let shown: Vec<&str> = names.iter().take(8).copied().collect();
            let more = if names.len() > 8 { ", ..." } else { "" };
            format!("{}{more}", shown.join(", "))
        };
        match self {
            Probe::Json {
                list_key,
                envelope,
                records,
            } => match records.first() {
                Some(record) => {
                    let keys = record.0.iter().map(|(key, _)| key.as_ref()).collect();
                    let within = list_key.map_or(String::new(), |key| format!(" in '{key}'"));
                    format!("its first record{within} has the keys {}", some(keys))
                }
                None if envelope.is_empty() => "it holds no JSON objects".to_owned(),
                None => format!("its keys are {}", some(envelope.clone())),
            },
            Probe::Table { headers } => match headers.first() {
                Some(header) => {
                    let names = header.names.iter().map(String::as_str).collect();
                    format!("its first row is {}", some(names))
                }
                None => "it has no rows".to_owned(),
            },
            Probe::Text(text) => {
                let line: String = text.trim_start().lines().next().unwrap_or("").into();
                format!(
                    "it begins with '{}'",
                    line.chars().take(60).collect::<String>()
                )
            }
        }
    }
}
