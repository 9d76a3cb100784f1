//! `pagerduty-incidents.json`: one answer of PagerDuty's incident list, complete.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::create;
use super::json_text::Spool;

const NAME: &str = "pagerduty-incidents.json";

/// One incident.
#[derive(Debug, Serialize)]
pub struct IncidentRecord<'a> {
    pub id: &'a str,
    pub incident_number: u64,
    pub title: &'a str,
    pub status: &'a str,
    pub urgency: &'a str,
    pub created_at: String,
    pub last_status_change_at: String,
    pub resolved_at: String,
    pub service: PagerService<'a>,
    pub html_url: String,
}

/// The service in PagerDuty.
#[derive(Debug, Serialize)]
pub struct PagerService<'a> {
    pub id: String,
    pub summary: &'a str,
}

/// Opens the spool of the incidents.
pub fn spool(folder: &Path) -> io::Result<Spool> {
    Spool::create(folder, NAME)
}

/// Writes the answer.
pub fn finish(spool: Spool, folder: &Path) -> io::Result<()> {
    let mut out = create(folder, NAME)?;
    let limit = (spool.len() / 100 + 1) * 100;
    out.write_all(b"{\"incidents\": [")?;
    spool.drain(|number, record| {
        if number > 0 {
            out.write_all(b", ")?;
        }
        out.write_all(record)
    })?;
    write!(
        out,
        "], \"limit\": {limit}, \"offset\": 0, \"more\": false}}"
    )?;
    out.flush()
}
