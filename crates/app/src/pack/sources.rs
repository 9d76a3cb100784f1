//! The source register: everything that an import recorded, and which number a file has.

use changeproof_domain::snapshot::SourceId;
use changeproof_domain::source::{Reading, RowIssue};
use changeproof_reports::pack::{DeclaredRows, Period, RecordSpan, RejectedRow, Source, TimeZones};

use super::Material;
use crate::decisions::own_source;
use crate::error::AppError;
use crate::import::{masked_words, warnings};
use crate::loaded::damaged;

/// The order of the register: by file name, then by hash. Neither depends on when a file was
/// imported, and a reader finds a file by its name.
pub(super) struct Numbering {
    /// The sources of the snapshot in the order of the register.
    order: Vec<SourceId>,
    /// The position in the register of each source of the snapshot.
    positions: Vec<usize>,
}

impl Numbering {
    pub(super) fn of(sources: &[changeproof_domain::source::Source]) -> Self {
        let keys = sources
            .iter()
            .map(|source| (source.file.as_str(), source.sha256.as_str()));
        Self::by_key(&keys.collect::<Vec<_>>())
    }

    /// From the name and the hash of each source.
    fn by_key(keys: &[(&str, &str)]) -> Self {
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_by_key(|index| keys[*index]);
        let mut positions = vec![0; order.len()];
        for (position, index) in order.iter().enumerate() {
            positions[*index] = position;
        }
        Numbering {
            order: order.into_iter().map(SourceId::from).collect(),
            positions,
        }
    }

    /// The sources in the order of the register.
    pub(super) fn order(&self) -> impl Iterator<Item = SourceId> + '_ {
        self.order.iter().copied()
    }

    /// The position of a source in the register, from 0.
    pub(super) fn position(&self, source: SourceId) -> usize {
        self.positions[source.index()]
    }
}

/// All sources of the evaluation, in the order of the register: facts refer to their positions.
pub(super) fn register(material: &Material<'_>) -> Result<Vec<Source>, AppError> {
    let loaded = &material.explained.loaded;
    let mut sources = Vec::with_capacity(loaded.snapshot.sources.len());
    for id in material.numbering.order() {
        let source = &loaded.snapshot.sources[id.index()];
        let issues = issues(material, source)?;
        let (reading, declaration) = (&source.reading, &source.declaration);
        let records: Vec<RecordSpan> = loaded
            .spans
            .get(&source.sha256)
            .into_iter()
            .flatten()
            .map(|span| RecordSpan {
                kind: span.kind.plural().to_owned(),
                records: span.records,
                first: span.first.map(|at| at.utc()),
                last: span.last.map(|at| at.utc()),
            })
            .collect();
        sources.push(Source {
            file: source.file.clone(),
            sha256: source.sha256.clone(),
            bytes: source.bytes,
            format: format_label(&reading.format),
            reader: format!("{}, version {}", reading.format, reading.format_version),
            detected_by: reading.signature.clone(),
            query: declaration.query.clone(),
            exported_at: declaration.exported_at.map(|at| at.utc()),
            exported_by: None,
            zones: zones(reading, &declaration.zone, &records),
            declared_rows: declaration.expected_rows.map(|rows| DeclaredRows {
                rows,
                obtained_by: match declaration.query {
                    Some(_) => "typed in at import, beside the recorded query",
                    None => "typed in at import",
                }
                .to_owned(),
            }),
            declared_coverage: declaration.covers.map(|covers| Period {
                from: covers.from,
                to: covers.to,
            }),
            accepted: reading.rows.accepted,
            duplicate: reading.rows.duplicate,
            rejected: issues
                .iter()
                .filter(|issue| issue.rejected)
                .map(|issue| RejectedRow {
                    place: issue.place.clone(),
                    column: issue.column.clone(),
                    reason: issue.message.clone(),
                })
                .collect(),
            records,
            imported_at: source.imported_at.utc(),
            imported_by: source.imported_by.clone(),
            warnings: warnings(&without_remarks(reading), declaration)
                .into_iter()
                .chain(unread_values(&issues))
                .collect(),
            kept_sha256: reading
                .secrets
                .as_ref()
                .and_then(|masked| masked.kept_sha256.clone()),
            notes: masked_words(reading.secrets.as_ref())
                .into_iter()
                .chain(reading.notes.iter().cloned())
                .collect(),
        });
    }
    Ok(sources)
}

/// The rows of a file that were left out or could not be read whole.
fn issues(
    material: &Material<'_>,
    source: &changeproof_domain::source::Source,
) -> Result<Vec<RowIssue>, AppError> {
    if source.is_own_log() {
        return Ok(Vec::new());
    }
    let mut stored = material.stored.iter();
    let stored = stored
        .find(|stored| stored.source.sha256 == source.sha256)
        .ok_or_else(|| damaged("rests on a file that is not in the workspace"))?;
    Ok(material.reader.issues(stored.key)?)
}

/// The format's name for people.
fn format_label(id: &str) -> String {
    if id == own_source::FORMAT {
        return "events of this workspace".to_owned();
    }
    changeproof_importers::formats()
        .iter()
        .find(|format| format.id() == id)
        .map_or(id, |format| format.label())
        .to_owned()
}

/// In which zone times were read.
fn zones(reading: &Reading, declared: &str, records: &[RecordSpan]) -> TimeZones {
    if reading.zone_assumed {
        TimeZones::Taken(declared.to_owned())
    } else if records.iter().all(|span| span.first.is_none()) {
        TimeZones::NoTimes
    } else {
        TimeZones::Named
    }
}

/// What was read without what the register says in lines of their own, the zone and the remarks:
/// what is left of its warnings limits the evidence.
fn without_remarks(reading: &Reading) -> Reading {
    Reading {
        zone_assumed: false,
        notes: Vec::new(),
        secrets: None,
        ..reading.clone()
    }
}

/// Rows that were kept although one of their values could not be read.
fn unread_values(issues: &[RowIssue]) -> Option<String> {
    let kept: Vec<&str> = issues
        .iter()
        .filter(|issue| !issue.rejected)
        .map(|issue| issue.place.as_str())
        .collect();
    let first = kept.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    match kept.len() {
        0 => None,
        1 => Some(format!("One value could not be read, at {first}.")),
        n if n <= 3 => Some(format!("{n} values could not be read, at {first}.")),
        n => Some(format!(
            "{n} values could not be read, the first at {first}."
        )),
    }
}

/// What this version leaves open, whatever was imported.
fn left_open() -> Vec<String> {
    [
        "A change record without a deployment is judged by itself only where its exported status says that it \
         was closed as carried out. Controls of code reviews, tests and deployments do not judge it.",
        "An exception leaves a failure a failure. One that meets the rules and was approved before the \
         deployment marks it as excepted; one that was approved afterwards cures nothing.",
        "What a person has to confirm counts where it was attested: imported, or recorded in Changeproof. Where an \
         outcome depends on what nobody attested, it is insufficient evidence, or a failure that says so.",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// What limits the evidence apart from coverage, in sentences.
pub(super) fn limitations(sources: &[Source]) -> Vec<String> {
    let mut limitations = left_open();
    let rejected: Vec<&Source> = sources
        .iter()
        .filter(|source| !source.rejected.is_empty())
        .collect();
    if !rejected.is_empty() {
        let rows: usize = rejected.iter().map(|source| source.rejected.len()).sum();
        let files: Vec<&str> = rejected.iter().map(|source| source.file.as_str()).collect();
        limitations.push(format!(
            "Rows that could not be read and are missing from the evidence: {rows}, in {}. \
             Section 3 names each with its reason.",
            files.join(", ")
        ));
    }
    let differing = sources.iter().filter(|source| {
        source
            .declared_rows
            .as_ref()
            .is_some_and(|declared| declared.rows != source.rows_read())
    });
    for source in differing {
        limitations.push(format!(
            "{} holds another number of rows than was declared.",
            source.file
        ));
    }
    limitations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_numbered_by_name_and_then_by_hash() {
        let numbering = Numbering::by_key(&[("b.csv", "1"), ("a.csv", "3"), ("a.csv", "2")]);
        let order: Vec<usize> = numbering.order().map(SourceId::index).collect();
        assert_eq!(order, [2, 1, 0]);
    }

    #[test]
    fn each_source_knows_its_place_in_the_register() {
        let numbering = Numbering::by_key(&[("b.csv", ""), ("c.csv", ""), ("a.csv", "")]);
        let positions: Vec<usize> = (0..3)
            .map(|index| numbering.position(SourceId::from(index)))
            .collect();
        assert_eq!(positions, [1, 2, 0]);
    }
}
