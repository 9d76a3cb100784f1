//! `truth.jsonl`, `truth-others.jsonl` and `about.json`: what must come out, and how the company was made.

use std::io::{self, Write};
use std::path::Path;

use super::super::truth::{Control, Expectations, Outcome};
use super::{Output, create, registers};

/// The truth, one judged deployment a line.
pub struct TruthFile(Output);

impl TruthFile {
    /// Opens the file.
    pub fn create(folder: &Path) -> io::Result<Self> {
        Ok(Self(create(folder, "truth.jsonl")?))
    }

    /// Adds one deployment. Ids, services and scenarios need no escaping.
    pub fn push(
        &mut self,
        deployment: &str,
        service: &str,
        scenario: &str,
        expected: &Expectations,
    ) -> io::Result<()> {
        write!(
            self.0,
            "{{\"deployment\": \"{deployment}\", \"service\": \"{service}\", \"scenario\": \"{scenario}\", \"expect\": {{"
        )?;
        let mut separator = "";
        for control in Control::ALL {
            if let Some(outcome) = expected.of(control) {
                write!(
                    self.0,
                    "{separator}\"{}\": \"{}\"",
                    control.id(),
                    outcome.text()
                )?;
                separator = ", ";
            }
        }
        self.0.write_all(b"}}\n")
    }

    /// Ends the file.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes `truth-others.jsonl`: what is true of exceptions, the policy, the period, and the change records that no
/// deployment carried out.
pub fn write_others(folder: &Path, undeployed: &[String]) -> io::Result<()> {
    let mut out = create(folder, "truth-others.jsonl")?;
    let mut write = |control: &str, subject: &str, outcome: Outcome| {
        let expect = outcome.text();
        writeln!(
            out,
            "{{\"control\": \"{control}\", \"subject\": \"{subject}\", \"expect\": \"{expect}\"}}"
        )
    };
    for told in registers::TRUTH {
        write(told.control, told.subject, told.outcome)?;
    }
    // The exports tell at most when such a record was closed: it was created and approved before, but not
    // provably before the change was made.
    for key in undeployed {
        for control in ["APP-01", "REC-01"] {
            write(control, key, Outcome::InsufficientEvidence)?;
        }
    }
    out.flush()
}

/// What `about.json` tells.
#[derive(Debug)]
pub struct About {
    /// The seed.
    pub seed: u64,
    /// The year of the exports.
    pub year: i64,
    /// Judged production deployments.
    pub production_deployments: usize,
    /// Pull requests.
    pub pull_requests: usize,
    /// Change records.
    pub tickets: usize,
}

impl About {
    /// Writes `about.json`.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let mut out = create(folder, "about.json")?;
        writeln!(out, "{{")?;
        writeln!(out, " \"seed\": {},", self.seed)?;
        writeln!(
            out,
            " \"period\": [\n  \"{0}-01-01\",\n  \"{0}-12-31\"\n ],",
            self.year
        )?;
        writeln!(out, " \"as_of\": \"{}-01-02T09:00:00Z\",", self.year + 1)?;
        writeln!(
            out,
            " \"production_deployments\": {},",
            self.production_deployments
        )?;
        writeln!(out, " \"pull_requests\": {},", self.pull_requests)?;
        writeln!(out, " \"tickets\": {}", self.tickets)?;
        write!(out, "}}")?;
        out.flush()
    }
}
