//! Secrets in a file: masked before anything of it is read, told in its reading, and turned into findings
//! that name the record which held them.

use std::collections::BTreeMap;

use changeproof_domain::field::Field;
use changeproof_domain::record::{OWN_SCAN, Record, SecretFinding, SecretStatus};
use changeproof_domain::source::{Form, MaskedSecret, Place, Reading, SecretsMasked};
use changeproof_importers::ReadError;
use changeproof_importers::secrets::{self, Hit, TextPlaces};
use changeproof_store::Digest;

use crate::stretch::{json_path_at, table_cell};

/// How many places a reading names.
const PLACES: usize = 200;

/// A secret that was masked, with the record that holds it.
struct Held {
    /// The position of the hit.
    hit: usize,
    /// Kind and key of the record.
    record: String,
    place: Place,
}

/// What was masked in a file.
pub(super) struct Masking {
    /// In the order of their places in the decoded text.
    hits: Vec<Hit>,
    held: Vec<Held>,
    /// SHA-256 of the masked bytes, where any were masked.
    pub(super) kept_sha256: Option<Digest>,
}

impl Masking {
    /// Masks the secrets in a file's bytes.
    pub(super) fn of(
        file: &str,
        bytes: &mut [u8],
        format: Option<&str>,
    ) -> Result<Masking, ReadError> {
        let mut hits = secrets::mask(file, bytes, format)?;
        if hits.is_empty() {
            return Ok(Masking {
                hits,
                held: Vec::new(),
                kept_sha256: None,
            });
        }
        let (_, encoding) = changeproof_importers::decoded(bytes);
        let mut places = TextPlaces::new(bytes, encoding);
        for hit in &mut hits {
            hit.start = places.of(hit.start);
            hit.end = places.of(hit.end);
        }
        Ok(Masking {
            hits,
            held: Vec::new(),
            kept_sha256: Some(Digest::of(bytes)),
        })
    }

    /// Notes which of the secrets a record holds.
    pub(super) fn look_at(&mut self, place: Place, record: &Record) {
        if self.hits.is_empty() {
            return;
        }
        let first = self
            .hits
            .partition_point(|hit| (hit.end as u64) <= place.start);
        for (at, hit) in self.hits.iter().enumerate().skip(first) {
            if hit.start as u64 >= place.end {
                break;
            }
            // What the report of a scanner calls a secret is a finding of that scanner.
            if hit.rule != secrets::REPORTED {
                self.held.push(Held {
                    hit: at,
                    record: format!("{}:{}", record.kind(), record.key()),
                    place,
                });
            }
        }
    }

    /// What the reading tells of it.
    pub(super) fn told(&self) -> SecretsMasked {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for hit in &self.hits {
            *counts.entry(hit.rule.to_owned()).or_default() += 1;
        }
        let place = |hit: &Hit| MaskedSecret {
            rule: hit.rule.to_owned(),
            start: hit.start as u64,
            end: hit.end as u64,
        };
        SecretsMasked {
            rules: secrets::RULES_VERSION,
            counts,
            places: self.hits.iter().take(PLACES).map(place).collect(),
            kept_sha256: self.kept_sha256.map(|digest| digest.to_string()),
        }
    }

    /// The findings, each with the place of the record that holds it.
    pub(super) fn findings(&self, reading: &Reading, bytes: &[u8]) -> Vec<(Place, Record)> {
        if self.held.is_empty() {
            return Vec::new();
        }
        let (text, _) = changeproof_importers::decoded(bytes);
        let mut found: BTreeMap<Spot<'_>, (Place, u64)> = BTreeMap::new();
        for (at, held) in self.held.iter().enumerate() {
            let hit = &self.hits[held.hit];
            let spot = Spot {
                page: held.place.page,
                index: held.place.index,
                record: &held.record,
                rule: hit.rule,
                // Of very many, the record alone is told: looking for the column reads the file again.
                field: match at {
                    0..PLACES => field_at(reading, &text, bytes, &held.place, hit.start),
                    _ => None,
                },
            };
            found.entry(spot).or_insert((held.place, 0)).1 += 1;
        }
        let findings = found.into_iter();
        findings
            .map(|(spot, (place, count))| (place, spot.finding(count)))
            .collect()
    }
}

/// Where a rule found something: ordered as in the file.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Spot<'f> {
    page: u32,
    index: u32,
    /// Kind and key of the record.
    record: &'f str,
    rule: &'static str,
    field: Option<String>,
}

impl Spot<'_> {
    fn finding(self, count: u64) -> Record {
        Record::from(SecretFinding {
            scanner: OWN_SCAN.to_owned(),
            rule: self.rule.to_owned(),
            fingerprint: Field::NotExported,
            repository: Field::NotExported,
            commit: Field::NotExported,
            path: Field::NotExported,
            line: Field::NotExported,
            status: SecretStatus::Open,
            reported_at: Field::NotExported,
            record: Field::Value(self.record.to_owned()),
            field: self.field.map_or(Field::NotExported, Field::Value),
            count: Field::Value(count),
        })
    }
}

/// The member or column that stands at a byte of the text, in the source's own terms.
fn field_at(
    reading: &Reading,
    text: &str,
    bytes: &[u8],
    place: &Place,
    at: usize,
) -> Option<String> {
    let start = usize::try_from(place.start).ok()?;
    let record = text.get(start..usize::try_from(place.end).ok()?)?;
    let at = at.checked_sub(start)?;
    match &reading.form {
        Form::Json { .. } => json_path_at(record, at),
        Form::Table => {
            let cells = changeproof_importers::row_cells("", bytes, &reading.format, place)?;
            let values: Vec<&str> = cells.iter().map(|cell| cell.value.as_str()).collect();
            let holds = |cell: &usize| {
                table_cell(record, &values, *cell).is_some_and(|range| range.contains(&at))
            };
            let cell = (0..cells.len()).find(holds)?;
            Some(cells[cell].column.clone())
        }
        Form::Text | Form::Sheets { .. } | Form::Events => None,
    }
}

/// What was masked, in sentences; none where nothing was.
pub(crate) fn masked_words(masked: Option<&SecretsMasked>) -> Option<String> {
    let masked = masked?;
    let kept = masked.kept_sha256.as_ref()?;
    let rules: Vec<String> = masked
        .counts
        .iter()
        .map(|(rule, count)| format!("{} {count}", secrets::rule_label(rule)))
        .collect();
    Some(format!(
        "What looks like a secret was masked before anything of the file was read ({}). The SHA-256 of the \
         file is that of the file as it came; the kept copy, of the same length, has {kept}. Withdraw the \
         secrets: masking them here makes them no safer elsewhere.",
        rules.join(", ")
    ))
}
