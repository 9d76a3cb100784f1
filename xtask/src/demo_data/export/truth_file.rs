//! `truth.jsonl`, `truth-others.jsonl` and `about.json`: what must come out, and how the company was made.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::super::truth::{Control, Expectations, Outcome};
use super::registers::{self, Told};
use super::{Output, create};

/// What is written where a control has no outcome.
const NO_OUTCOME: &str = "none";

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

/// What is true beside deployments.
pub struct Others<'a> {
    /// Of the year as a whole.
    pub over_year: Vec<Told>,
    /// Keys of the change records that no deployment carried out.
    pub undeployed: &'a [String],
}

impl Others<'_> {
    /// Writes `truth-others.jsonl`: what is true of exceptions, the policy, the period, the exports themselves, and
    /// the change records that no deployment carried out.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let mut out = create(folder, "truth-others.jsonl")?;
        let mut write = |control: &str, subject: &str, expect: &str| {
            writeln!(
                out,
                "{{\"control\": \"{control}\", \"subject\": \"{subject}\", \"expect\": \"{expect}\"}}"
            )
        };
        for told in registers::TRUTH.iter().chain(&self.over_year) {
            write(told.control, told.subject, told.outcome.text())?;
        }
        // Nothing was shown before the first evaluation.
        write("GOV-03", "", NO_OUTCOME)?;
        // Nobody counted the rows of an export apart from it.
        let mut exports: Vec<String> = fs::read_dir(folder.join("inputs"))?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<io::Result<_>>()?;
        exports.sort_unstable();
        for name in &exports {
            write("POP-01", name, Outcome::InsufficientEvidence.text())?;
        }
        // The exports tell at most when such a record was closed: it was created and approved before, but not
        // provably before the change was made.
        for key in self.undeployed {
            for control in ["APP-01", "REC-01"] {
                write(control, key, Outcome::InsufficientEvidence.text())?;
            }
        }
        out.flush()
    }
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
