//! Section 3: every imported file with its origin, recipe, hash and warnings. What most files
//! share is said once.

use std::collections::BTreeMap;

use super::writer::SectionWriter;
use crate::block::{Block, Column, Span, Tone};
use crate::pack::{AuditPack, Source, TimeZones};
use crate::wording::{
    WITHOUT_SIGN_IN, capital, count, counted, hash_groups, instant, list, period, shortened, size,
};

/// Files described one by one; the register table and `sources.csv` name all.
const DESCRIBED: usize = 120;
/// Letters of a file name in its heading.
const HEADING_LETTERS: usize = 120;
/// Rejected rows printed for each file; `rejected.csv` holds all.
const PRINTED_REJECTIONS: usize = 12;

pub fn blocks(input: &AuditPack) -> Vec<Block> {
    let mut section = SectionWriter::new(3, "Source register");
    if input.sources.is_empty() {
        section.callout(
            "Missing.",
            "No file was imported, so nothing here rests on evidence.",
        );
        return section.finish();
    }
    section.say(
        "Every file was hashed as it was imported, and its bytes are kept unchanged. Files are \
         in the order of their names; the numbers in the first column are used throughout this \
         pack and in the attachments.",
    );
    section.table(
        vec![
            Column::fixed("No.", 28.0),
            Column::share("File", 1.1),
            Column::share("Format", 1.0),
            Column::number("Rows", 42.0),
            Column::number("Size", 56.0),
            Column::content("SHA-256, start", 110.0),
        ],
        input
            .sources
            .iter()
            .enumerate()
            .map(|(index, source)| row(index, source))
            .collect(),
        "Imported files. The full hashes follow and are in attachment sources.csv.",
    );
    section.part("Each file");
    let shared = shared(&input.sources);
    if !shared.is_empty() {
        section.say("Unless a file below says otherwise, this holds for it:");
        section.definitions(shared.values().map(Property::printed).collect());
    }
    for (index, source) in input.sources.iter().take(DESCRIBED).enumerate() {
        section.item(format!(
            "{}. {}",
            index + 1,
            shortened(&source.file, HEADING_LETTERS)
        ));
        for warning in &source.warnings {
            section.callout("Warning.", warning.as_str());
        }
        section.definitions(facts(source, &shared));
        rejections(&mut section, source);
    }
    let rest = input.sources.len().saturating_sub(DESCRIBED) as u64;
    if rest > 0 {
        section.note(format!(
            "{} more are described in attachment sources.csv.",
            counted(rest, "file", "files")
        ));
    }
    section.finish()
}

fn row(index: usize, source: &Source) -> Vec<crate::block::Cell> {
    let start: String = source.sha256.chars().take(16).collect();
    vec![
        (index + 1).to_string().into(),
        shortened(&source.file, 80).into(),
        capital(&source.format).into(),
        count(source.rows_read()).into(),
        size(source.bytes).into(),
        Span::mono(hash_groups(&start)).into(),
    ]
}

/// A property that files often have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Property {
    term: &'static str,
    /// The words; `None` where nothing was recorded.
    words: Option<String>,
}

impl Property {
    fn printed(&self) -> (String, Vec<Span>) {
        let words = match &self.words {
            Some(words) => Span::text(words.as_str()),
            None => Span::text("not recorded").toned(Tone::Caution),
        };
        (self.term.into(), vec![words])
    }
}

/// Where a file comes from and how it was imported, in the order in which it is printed.
fn properties(source: &Source) -> [Property; 6] {
    let exported = match (source.exported_at, &source.exported_by) {
        (Some(at), Some(by)) => Some(format!("{} by {by}", instant(at))),
        (Some(at), None) => Some(format!("{}; by whom was not recorded", instant(at))),
        (None, Some(by)) => Some(format!("by {by}; when was not recorded")),
        (None, None) => None,
    };
    let imported = match &source.imported_by {
        Some(by) => format!("{} by {by}", instant(source.imported_at)),
        None => format!("{}, {WITHOUT_SIGN_IN}", instant(source.imported_at)),
    };
    let zone = match &source.zones {
        TimeZones::Named => "every time in the file names its zone".to_owned(),
        TimeZones::Taken(zone) => format!("times without a zone were read as {zone}"),
        TimeZones::NoTimes => "no time is read from the file".to_owned(),
    };
    let declared = source
        .declared_rows
        .as_ref()
        .map(|declared| format!("{} ({})", count(declared.rows), declared.obtained_by));
    let property = |term, words| Property { term, words };
    [
        property("Query or recipe", source.query.clone()),
        property("Exported", exported),
        property("Imported", Some(imported)),
        property("Zone", Some(zone)),
        property("Declared rows", declared),
        property("Declared coverage", source.declared_coverage.map(period)),
    ]
}

/// What holds for more than half of the files, by the position of the property.
fn shared(sources: &[Source]) -> BTreeMap<usize, Property> {
    let mut found: BTreeMap<(usize, Property), usize> = BTreeMap::new();
    for source in sources {
        for (position, property) in properties(source).into_iter().enumerate() {
            *found.entry((position, property)).or_insert(0) += 1;
        }
    }
    found
        .into_iter()
        .filter(|(_, files)| *files > 1 && files * 2 > sources.len())
        .map(|((position, property), _)| (position, property))
        .collect()
}

fn facts(source: &Source, shared: &BTreeMap<usize, Property>) -> Vec<(String, Vec<Span>)> {
    let mut facts = Vec::new();
    if source.file.chars().count() > HEADING_LETTERS {
        facts.push(("File".into(), vec![Span::text(source.file.as_str())]));
    }
    facts.extend([(
        "SHA-256".into(),
        vec![Span::mono(hash_groups(&source.sha256))],
    )]);
    if let Some(kept) = &source.kept_sha256 {
        let kept = vec![Span::mono(hash_groups(kept))];
        facts.push(("SHA-256 of the masked copy".into(), kept));
    }
    facts.extend([
        (
            "Format".into(),
            vec![
                format!(
                    "{}; reader {}. {}",
                    capital(&source.format),
                    source.reader,
                    source.detected_by
                )
                .into(),
            ],
        ),
        ("Rows".into(), vec![rows(source).into()]),
        ("Records".into(), vec![records(source).into()]),
    ]);
    facts.extend(
        properties(source)
            .iter()
            .enumerate()
            .filter(|(position, property)| shared.get(position) != Some(property))
            .map(|(_, property)| property.printed()),
    );
    if !source.notes.is_empty() {
        facts.push(("Note".into(), vec![source.notes.join(" ").into()]));
    }
    facts
}

fn rows(source: &Source) -> String {
    let read = source.rows_read();
    let mut words = if source.accepted == read {
        format!("{} read, all accepted", count(read))
    } else {
        format!(
            "{} read: {} accepted, {} duplicate, {} rejected",
            count(read),
            count(source.accepted),
            count(source.duplicate),
            count(source.rejected.len() as u64)
        )
    };
    if let Some(declared) = &source.declared_rows
        && declared.rows != read
    {
        words.push_str(&format!(
            ". This is not the declared number: the difference is {}",
            count(declared.rows.abs_diff(read))
        ));
    }
    words
}

fn records(source: &Source) -> String {
    let records: Vec<String> = source
        .records
        .iter()
        .map(|span| {
            let when = match (span.first, span.last) {
                (Some(first), Some(last)) => {
                    format!(" from {} to {}", instant(first), instant(last))
                }
                _ => String::new(),
            };
            format!("{} {}{when}", count(span.records), span.kind)
        })
        .collect();
    if records.is_empty() {
        "none".into()
    } else {
        list(&records)
    }
}

fn rejections(section: &mut SectionWriter, source: &Source) {
    if source.rejected.is_empty() {
        return;
    }
    let rows = source
        .rejected
        .iter()
        .take(PRINTED_REJECTIONS)
        .map(|rejected| {
            vec![
                rejected.place.as_str().into(),
                rejected.column.as_deref().unwrap_or("–").into(),
                rejected.reason.as_str().into(),
            ]
        })
        .collect();
    let rest = source.rejected.len().saturating_sub(PRINTED_REJECTIONS) as u64;
    let caption = if rest == 0 {
        "Rejected rows of this file.".to_owned()
    } else {
        format!(
            "Rejected rows of this file; {} more in attachment rejected.csv.",
            count(rest)
        )
    };
    section.dense_table(
        vec![
            Column::content("Place", 110.0),
            Column::content("Column", 110.0),
            Column::share("Reason", 1.0),
        ],
        rows,
        &caption,
    );
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn source(query: Option<&str>) -> Source {
        Source {
            file: "log.csv".into(),
            sha256: String::new(),
            kept_sha256: None,
            bytes: 1,
            format: "deployment log".into(),
            reader: "deploy-log, version 1".into(),
            detected_by: "The header says so.".into(),
            query: query.map(str::to_owned),
            exported_at: None,
            exported_by: None,
            zones: TimeZones::Named,
            declared_rows: None,
            declared_coverage: None,
            accepted: 1,
            duplicate: 0,
            rejected: Vec::new(),
            records: Vec::new(),
            imported_at: DateTime::UNIX_EPOCH,
            imported_by: None,
            warnings: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn terms(source: &Source, shared: &BTreeMap<usize, Property>) -> Vec<String> {
        facts(source, shared)
            .into_iter()
            .map(|(term, _)| term)
            .collect()
    }

    #[test]
    fn a_file_repeats_nothing_that_most_files_share() {
        let sources = [source(None), source(None), source(Some("a query"))];
        let shared = shared(&sources);
        assert_eq!(shared.len(), 6, "all properties have one common value");
        let own = ["SHA-256", "Format", "Rows", "Records"];
        assert_eq!(terms(&sources[0], &shared), own);
        let differing = ["SHA-256", "Format", "Rows", "Records", "Query or recipe"];
        assert_eq!(terms(&sources[2], &shared), differing);
    }

    #[test]
    fn what_only_half_of_the_files_share_stands_with_each() {
        let sources = [source(None), source(Some("a query"))];
        let shared = shared(&sources);
        assert!(!shared.contains_key(&0), "no query is common to most files");
        for source in &sources {
            assert!(terms(source, &shared).contains(&"Query or recipe".to_owned()));
        }
    }
}
