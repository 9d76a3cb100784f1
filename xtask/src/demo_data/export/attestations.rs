//! `attestations.csv`: what persons attested to the questions of controls.

use std::io::{self, Write};
use std::path::Path;

use super::super::attestation::Attestation;
use super::super::people::Staff;
use super::csv_text::{LineEnd, write_row};
use super::{Output, create};

const HEADER: [&str; 8] = [
    "control", "subject", "question", "answer", "reason", "person", "role", "at",
];

/// The register.
pub struct AttestationFile(Output);

impl AttestationFile {
    /// Opens the register and writes its header.
    pub fn create(folder: &Path) -> io::Result<Self> {
        let mut out = create(folder, "attestations.csv")?;
        write_row(&mut out, &HEADER, LineEnd::CrLf)?;
        Ok(Self(out))
    }

    /// Adds what was attested about `subject`.
    pub fn push(&mut self, subject: &str, of: &Attestation, staff: &Staff) -> io::Result<()> {
        let person = staff.person(of.by);
        let cells = [
            of.question.control,
            subject,
            of.question.text,
            if of.answer { "yes" } else { "no" },
            of.reason,
            &person.email,
            person.roles.first().copied().unwrap_or(""),
            &of.at.iso(),
        ];
        write_row(&mut self.0, &cells, LineEnd::CrLf)
    }

    /// Ends the register.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}
