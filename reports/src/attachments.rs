//! The files attached to a pack: written once, hashed and compressed as they are written, so
//! that memory holds only the compressed bytes.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::error::ReportError;
use crate::manifest::Manifest;
use crate::oscal;
use crate::pack::{AnnualPack, AuditPack, ChangeDossier, ManagementSummary};
use crate::table_export;

/// Name of the list of hashes over all other attachments.
pub const SUMS: &str = "SHA256SUMS";
/// Name of the machine-readable identity of the pack.
pub const MANIFEST: &str = "manifest.json";

/// What an attachment is to the pages (ISO 32000-2, 7.11.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relationship {
    /// The figures that tables and charts were made from.
    Data,
    /// What goes with them.
    Supplement,
}

impl Relationship {
    /// The name in the file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Data => "Data",
            Self::Supplement => "Supplement",
        }
    }
}

/// An attachment, compressed.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// File name.
    pub name: &'static str,
    /// Media type.
    pub media_type: &'static str,
    /// What it is, in a sentence.
    pub description: &'static str,
    /// What it is to the pages.
    pub relationship: Relationship,
    /// Content, zlib-compressed.
    pub deflated: Vec<u8>,
    /// Size before compression.
    pub bytes: u64,
    /// SHA-256 before compression, lower-case hexadecimal.
    pub sha256: String,
}

/// Counts, hashes and compresses what is written.
struct Intake {
    encoder: ZlibEncoder<Vec<u8>>,
    hasher: Sha256,
    bytes: u64,
}

impl Write for Intake {
    fn write(&mut self, chunk: &[u8]) -> io::Result<usize> {
        self.encoder.write_all(chunk)?;
        self.hasher.update(chunk);
        self.bytes += chunk.len() as u64;
        Ok(chunk.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.encoder.flush()
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
            // Writing to a string does not fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

fn attach(
    (name, media_type, description): (&'static str, &'static str, &'static str),
    relationship: Relationship,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<Attachment, ReportError> {
    let failed = |error: io::Error| ReportError::Attachment {
        name,
        reason: error.to_string(),
    };
    let intake = Intake {
        encoder: ZlibEncoder::new(Vec::new(), Compression::default()),
        hasher: Sha256::new(),
        bytes: 0,
    };
    let mut buffered = io::BufWriter::with_capacity(64 * 1024, intake);
    write(&mut buffered).map_err(failed)?;
    let intake = buffered
        .into_inner()
        .map_err(|error| failed(error.into_error()))?;
    Ok(Attachment {
        name,
        media_type,
        description,
        relationship,
        deflated: intake.encoder.finish().map_err(failed)?,
        bytes: intake.bytes,
        sha256: hex(&intake.hasher.finalize()),
    })
}

/// The media type of tables.
const CSV: &str = "text/csv";

fn json(writer: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *writer, value)?;
    writer.write_all(b"\n")
}

/// Writes all attachments of an audit pack. The list of hashes comes last.
///
/// # Errors
///
/// Where one cannot be encoded.
pub fn audit(input: &AuditPack) -> Result<Vec<Attachment>, ReportError> {
    const JSON: &str = "application/json";
    use Relationship::{Data, Supplement};
    let mut all = vec![
        results(input)?,
        attach(
            (
                "results.json",
                JSON,
                "The same with every compared fact and its place.",
            ),
            Data,
            |to| json(to, &table_export::ResultsFile::of(input)),
        )?,
        population(input)?,
        attach(
            ("population.json", JSON, "The same for programs."),
            Data,
            |to| json(to, &table_export::PopulationFile::of(input)),
        )?,
        sources(input)?,
        attach(
            (
                "rejected.csv",
                CSV,
                "Rows that could not be used, with place and reason.",
            ),
            Data,
            |to| table_export::rejected(input, to),
        )?,
        attach(
            (
                "tie-out.csv",
                CSV,
                "Comparison with the second source, one item a row.",
            ),
            Data,
            |to| table_export::tie_out(input, to),
        )?,
        exceptions(input)?,
        attach(
            (
                "events.json",
                JSON,
                "Extract of the event log with its chain of hashes.",
            ),
            Supplement,
            |to| json(to, &table_export::EventsFile::of(input)),
        )?,
        attach(
            (
                "oscal-assessment-results.json",
                JSON,
                "Results as OSCAL assessment results, version 1.1.2.",
            ),
            Supplement,
            |to| json(to, &oscal::AssessmentResults::of(input)),
        )?,
    ];
    let manifest = Manifest::of("audit", input, &all);
    close(&mut all, &manifest)?;
    Ok(all)
}

/// Writes all attachments of an annual review pack. The list of hashes comes last.
///
/// # Errors
///
/// Where one cannot be encoded.
pub fn annual(input: &AnnualPack) -> Result<Vec<Attachment>, ReportError> {
    let mut all = tables(&input.evidence)?;
    all.push(attach(
        (
            "clauses.csv",
            CSV,
            "The clauses of the policy with decisions, old and new words, one a row.",
        ),
        Relationship::Data,
        |to| table_export::clauses(input, to),
    )?);
    let manifest = Manifest::of("annual", &input.evidence, &all);
    close(&mut all, &manifest)?;
    Ok(all)
}

/// Writes all attachments of a management summary. The list of hashes comes last.
///
/// # Errors
///
/// Where one cannot be encoded.
pub fn summary(input: &ManagementSummary) -> Result<Vec<Attachment>, ReportError> {
    let mut all = tables(&input.evidence)?;
    let manifest = Manifest::of("summary", &input.evidence, &all);
    close(&mut all, &manifest)?;
    Ok(all)
}

/// The tables that the pages of the packs for management rest on.
fn tables(input: &AuditPack) -> Result<Vec<Attachment>, ReportError> {
    Ok(vec![
        results(input)?,
        population(input)?,
        sources(input)?,
        exceptions(input)?,
    ])
}

fn results(input: &AuditPack) -> Result<Attachment, ReportError> {
    let words = "Outcome of every control for every subject, one a row.";
    let about = ("results.csv", CSV, words);
    attach(about, Relationship::Data, |to| {
        table_export::results(input, to)
    })
}

fn population(input: &AuditPack) -> Result<Attachment, ReportError> {
    let words = "The production deployments under audit, one a row.";
    let about = ("population.csv", CSV, words);
    attach(about, Relationship::Data, |to| {
        table_export::population(input, to)
    })
}

fn sources(input: &AuditPack) -> Result<Attachment, ReportError> {
    let words = "The imported files with sizes, hashes and row counts.";
    let about = ("sources.csv", CSV, words);
    attach(about, Relationship::Data, |to| {
        table_export::sources(input, to)
    })
}

fn exceptions(input: &AuditPack) -> Result<Attachment, ReportError> {
    let words = "The register of exceptions with requests that allow nothing, one a row.";
    let about = ("exceptions.csv", CSV, words);
    attach(about, Relationship::Data, |to| {
        table_export::exceptions(input, to)
    })
}

/// Writes all attachments of a change dossier. The list of hashes comes last.
///
/// # Errors
///
/// Where one cannot be encoded.
pub fn dossier(input: &ChangeDossier) -> Result<Vec<Attachment>, ReportError> {
    let mut all = vec![attach(
        (
            "evidence.csv",
            CSV,
            "The records that the outcomes rest on, with files, hashes and places.",
        ),
        Relationship::Data,
        |to| table_export::evidence(&input.dossier, to),
    )?];
    let manifest = Manifest::of_dossier(input, &all);
    close(&mut all, &manifest)?;
    Ok(all)
}

/// Adds the manifest, and the hashes of everything before.
fn close(all: &mut Vec<Attachment>, manifest: &Manifest) -> Result<(), ReportError> {
    all.push(attach(
        (
            MANIFEST,
            "application/json",
            "Identity of the pack and its hashes, for programs.",
        ),
        Relationship::Supplement,
        |to| json(to, manifest),
    )?);
    let sums: String = all
        .iter()
        .map(|file| format!("{}  {}\n", file.sha256, file.name))
        .collect();
    all.push(attach(
        (
            SUMS,
            "text/plain",
            "SHA-256 of every other attachment, for sha256sum -c.",
        ),
        Relationship::Supplement,
        |to| to.write_all(sums.as_bytes()),
    )?);
    Ok(())
}
