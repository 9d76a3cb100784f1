//! `monitoring.csv`: what the people on duty saw after each production deployment.

use std::io::{self, Write};
use std::path::Path;

use super::super::calendar::Moment;
use super::csv_text::{LineEnd, write_row};
use super::{Output, create};

const HEADER: [&str; 7] = [
    "service",
    "deployment",
    "revision",
    "checked_at",
    "by",
    "result",
    "signals",
];

/// How long after its end a deployment is looked at, in minutes.
const AFTER: i64 = 30;

/// The table.
pub struct MonitoringFile(Output);

impl MonitoringFile {
    /// Opens the table and writes its header.
    pub fn create(folder: &Path) -> io::Result<Self> {
        let mut out = create(folder, "monitoring.csv")?;
        write_row(&mut out, &HEADER, LineEnd::Lf)?;
        Ok(Self(out))
    }

    /// Adds what was seen of a deployment that ended then.
    pub fn push(&mut self, service: &str, id: &str, sha: &str, ended: Moment) -> io::Result<()> {
        let at = ended.plus_minutes(AFTER).iso();
        let cells = [
            service,
            id,
            sha,
            &at,
            "duty@clicki.example",
            "Dashboards reviewed, alerts looked through",
            "errors, latency, saturation",
        ];
        write_row(&mut self.0, &cells, LineEnd::Lf)
    }

    /// Ends the table.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}
