//! A file as a card: what it is, or would be once imported.

use changeproof_domain::source::{
    Declaration, DeclaredCoverage, KindSpan, Reading, RowCounts, RowIssue,
};
use changeproof_store::{Reader, StoredSource};

use crate::error::AppError;
use crate::import::{ImportOptions, masked_words};
use crate::wire::import::{FileReport, FileStatus};
use crate::wire::view::imports::{FileCard, FileOptions, IssueView, SpanView};
use crate::wire::view::session::PeriodView;
use crate::words::grouped;

/// How many issues a card shows.
const SHOWN: u32 = 100;

impl From<FileOptions> for ImportOptions {
    fn from(options: FileOptions) -> Self {
        ImportOptions {
            format: said(options.format),
            zone: said(options.zone),
            covers: options.covers.map(|days| DeclaredCoverage {
                from: days.from,
                to: days.to,
            }),
            expected_rows: options.expected_rows,
            exported_at: options.exported_at,
            query: said(options.query),
            service: said(options.service),
            repository: said(options.repository),
        }
    }
}

/// A text from a form: blank means that nothing was said.
fn said(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

fn options_of(declaration: &Declaration, format: Option<&str>) -> FileOptions {
    FileOptions {
        format: format.map(str::to_owned),
        zone: said(Some(declaration.zone.clone())),
        covers: declaration.covers.map(|covers| PeriodView {
            from: covers.from,
            to: covers.to,
        }),
        expected_rows: declaration.expected_rows,
        exported_at: declaration.exported_at,
        query: declaration.query.clone(),
        service: declaration.service.clone(),
        repository: declaration.repository.clone(),
    }
}

fn spans(spans: &[KindSpan]) -> Vec<SpanView> {
    spans
        .iter()
        .map(|span| SpanView {
            kind: span.kind.plural().to_owned(),
            records: span.records,
            first: span.first,
            last: span.last,
        })
        .collect()
}

fn rows_read(rows: RowCounts) -> u64 {
    rows.accepted + rows.duplicate + rows.rejected
}

/// Why the number of rows needs a look.
fn miscounted(rows: RowCounts, declaration: &Declaration) -> Option<String> {
    let expected = declaration.expected_rows?;
    let read = rows_read(rows);
    (expected != read).then(|| {
        format!(
            "{} rows were declared, but the file holds {}. Check the export, and import it again \
             when it is complete.",
            grouped(expected),
            grouped(read)
        )
    })
}

/// Whether somebody should look at a source: it shows that it was cut, rows of it could not be read,
/// or it holds another number of rows than was declared.
pub(super) fn has_problem(source: &StoredSource) -> bool {
    let source = &source.source;
    is_problem(
        source.reading.cut.is_some(),
        source.reading.rows,
        Some(&source.declaration),
    )
}

fn is_problem(cut: bool, rows: RowCounts, declaration: Option<&Declaration>) -> bool {
    let miscounted = declaration.and_then(|declaration| miscounted(rows, declaration));
    cut || rows.rejected > 0 || miscounted.is_some()
}

/// The format's name for people.
fn format_name(id: &str) -> Option<String> {
    let formats = changeproof_importers::formats();
    let found = formats.iter().find(|format| format.id() == id);
    found.map(|format| format.label().to_owned())
}

/// A card of a file of which nothing is known yet.
fn blank(file: String) -> FileCard {
    FileCard {
        key: String::new(),
        file,
        bytes: 0,
        sha256: None,
        status: String::new(),
        format: None,
        format_name: None,
        signature: None,
        container: None,
        accepted: 0,
        duplicate: 0,
        rejected: 0,
        spans: Vec::new(),
        zone: String::new(),
        zone_assumed: false,
        options: FileOptions::default(),
        cut: None,
        notes: Vec::new(),
        issues: Vec::new(),
        issue_count: 0,
        error: None,
        problem: false,
        imported_at: None,
    }
}

/// Puts on the card what reading found out.
fn add_reading(card: &mut FileCard, reading: &Reading, declaration: &Declaration) {
    card.format = Some(reading.format.clone());
    card.format_name = format_name(&reading.format);
    card.signature = Some(reading.signature.clone());
    card.container = Some(reading.container.label().to_owned());
    card.zone_assumed = reading.zone_assumed;
    card.notes = miscounted(reading.rows, declaration)
        .into_iter()
        .chain(masked_words(reading.secrets.as_ref()))
        .chain(reading.notes.iter().cloned())
        .collect();
    add_rows(card, reading.rows);
}

fn add_rows(card: &mut FileCard, rows: RowCounts) {
    card.accepted = rows.accepted;
    card.duplicate = rows.duplicate;
    card.rejected = rows.rejected;
}

/// Puts the first issues on the card, and how many there are in all.
fn add_issues(card: &mut FileCard, first: impl IntoIterator<Item = RowIssue>, count: u64) {
    card.issue_count = count;
    let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    card.issues = first.into_iter().take(shown).map(IssueView::from).collect();
}

/// A card of an imported file.
pub(super) fn of_source(reader: &Reader<'_>, stored: &StoredSource) -> Result<FileCard, AppError> {
    let source = &stored.source;
    let declaration = &source.declaration;
    let mut card = blank(source.file.clone());
    card.key.clone_from(&source.sha256);
    card.bytes = source.bytes;
    card.sha256 = Some(source.sha256.clone());
    "imported".clone_into(&mut card.status);
    add_reading(&mut card, &source.reading, declaration);
    card.spans = spans(&stored.spans);
    card.zone.clone_from(&declaration.zone);
    card.options = options_of(declaration, Some(&source.reading.format));
    card.cut = source.reading.cut.as_ref().map(|cut| cut.sentence.clone());
    let first = reader.first_issues(stored.key, SHOWN)?;
    add_issues(&mut card, first, reader.issue_count(stored.key)?);
    card.problem = has_problem(stored);
    card.imported_at = Some(source.imported_at);
    Ok(card)
}

/// A card of a file that is or was imported. `position` names it in its batch.
pub(super) fn of_report(report: FileReport, position: usize, committed: bool) -> FileCard {
    let name = report.file.file_name().unwrap_or(report.file.as_os_str());
    let mut card = blank(name.to_string_lossy().into_owned());
    card.key = position.to_string();
    card.bytes = report.bytes;
    card.sha256 = report.sha256;
    card.status = match report.status {
        FileStatus::Imported if committed => "imported",
        FileStatus::Imported => "new",
        FileStatus::Unchanged => "unchanged",
        FileStatus::DeclaredAgain => "declared_again",
        FileStatus::Refused => "refused",
    }
    .to_owned();
    let declaration = report.declaration.unwrap_or_default();
    if let Some(reading) = &report.reading {
        add_reading(&mut card, reading, &declaration);
    } else {
        // A copy of another file of the batch, or one that could not be read.
        card.notes = report.notes;
    }
    card.spans = spans(&report.span);
    card.zone.clone_from(&declaration.zone);
    card.options = options_of(&declaration, card.format.as_deref());
    card.cut = report.cut.map(|cut| cut.sentence);
    let count = report.issues.len() as u64;
    add_issues(&mut card, report.issues, count);
    card.error = report.error.map(|error| error.message);
    let rows = report.rows.unwrap_or_default();
    card.problem = card.error.is_some() || is_problem(card.cut.is_some(), rows, Some(&declaration));
    card
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_field_of_a_form_says_nothing() {
        let options = FileOptions {
            zone: Some("  ".to_owned()),
            service: Some(" web ".to_owned()),
            ..FileOptions::default()
        };
        let options = ImportOptions::from(options);
        assert_eq!(
            (options.zone, options.service.as_deref()),
            (None, Some("web"))
        );
    }

    #[test]
    fn another_number_of_rows_than_declared_is_a_problem() {
        let declaration = Declaration {
            expected_rows: Some(1200),
            ..Declaration::default()
        };
        let rows = |accepted| RowCounts {
            accepted,
            ..RowCounts::default()
        };
        assert!(is_problem(false, rows(1199), Some(&declaration)));
        assert!(!is_problem(false, rows(1200), Some(&declaration)));
        let sentence = miscounted(rows(7), &declaration).unwrap();
        assert!(sentence.starts_with("1,200 rows were declared, but the file holds 7."));
    }
}
