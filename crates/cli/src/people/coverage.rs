//! Coverage in words: a row for each kind of record and scope, a letter for each month, then what is
//! left open.

use std::collections::BTreeSet;

use changeproof_app::wire::coverage::{CellState, CoverageHole, CoverageLine, CoverageReport};

use super::line;

/// How many files of a row are named.
const NAMED_FILES: usize = 3;

/// The letter of a state, and what it means.
fn letter(state: CellState) -> (char, &'static str) {
    match state {
        CellState::Covered => ('C', "covered"),
        CellState::Declared => ('d', "declared, not proven"),
        CellState::Cut => ('X', "cut"),
        CellState::Hole => ('o', "hole"),
        CellState::Nothing => ('.', "nothing"),
    }
}

/// What the imported files cover.
pub fn coverage(report: &CoverageReport) -> String {
    let mut text = String::new();
    line(
        &mut text,
        &format!(
            "Coverage from {} to {} ({}), as of {}.",
            report.from, report.to, report.zone, report.as_of
        ),
    );
    let letters = CellState::ALL.map(|state| {
        let (letter, meaning) = letter(state);
        format!("{letter} {meaning}")
    });
    line(&mut text, &letters.join("   "));
    line(&mut text, "");
    table(&mut text, report);
    line(&mut text, "");
    for cut in &report.cut {
        line(
            &mut text,
            &format!("{} is not complete. {}", cut.file.file, cut.sentence),
        );
    }
    for contested in &report.contested {
        line(&mut text, contested);
    }
    for hole in &report.holes {
        line(&mut text, &hole_words(hole));
    }
    if report.cut.is_empty() && report.holes.is_empty() {
        line(
            &mut text,
            "No hole: every month is covered for every kind of record that a control needs, and for every \
             scope that was imported.",
        );
    }
    text
}

fn table(text: &mut String, report: &CoverageReport) {
    let kind = |row: &CoverageLine| row.kind.replace('_', " ");
    let scope = |row: &CoverageLine| {
        row.scope
            .clone()
            .unwrap_or_else(|| "not imported".to_owned())
    };
    let width = |of: &dyn Fn(&CoverageLine) -> String, heading: &str| {
        let cells = report.rows.iter().map(|row| of(row).chars().count());
        cells.max().unwrap_or(0).max(heading.len())
    };
    let (kinds, scopes) = (width(&kind, "kind"), width(&scope, "scope"));
    // The year stands above its first month, and shortened where it has no other.
    let mut years = format!("{:kinds$}  {:scopes$}", "", "");
    let mut heading = format!("{:kinds$}  {:scopes$}", "kind", "scope");
    let parts = |month: &String| -> (String, String) {
        let (year, number) = month.split_once('-').unwrap_or((month, ""));
        (year.to_owned(), number.to_owned())
    };
    let months: Vec<(String, String)> = report.months.iter().map(parts).collect();
    for of_year in months.chunk_by(|a, b| a.0 == b.0) {
        let year = &of_year[0].0;
        let shown = match of_year.len() {
            1 => format!("'{}", year.chars().skip(2).collect::<String>()),
            _ => format!(" {year}"),
        };
        years.push_str(&format!("{shown:0$}", 3 * of_year.len()));
        for (_, number) in of_year {
            heading.push_str(&format!(" {number:>2}"));
        }
    }
    line(text, years.trim_end());
    line(text, &format!("{heading}  files"));
    for row in &report.rows {
        let mut words = format!("{:kinds$}  {:scopes$}", kind(row), scope(row));
        for month in &row.months {
            words.push_str(&format!("  {}", letter(month.state).0));
        }
        line(text, format!("{words}  {}", file_words(row)).trim_end());
    }
}

/// The files behind a row, by name.
fn file_words(row: &CoverageLine) -> String {
    let files = row.months.iter().flat_map(|month| &month.files);
    let names: BTreeSet<&str> = files.map(|file| file.file.as_str()).collect();
    let named: Vec<&str> = names.iter().take(NAMED_FILES).copied().collect();
    match names.len().saturating_sub(NAMED_FILES) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn hole_words(hole: &CoverageHole) -> String {
    let needed = match hole.needed_by.as_slice() {
        [] => String::new(),
        controls => format!(" Needed by {}.", controls.join(", ")),
    };
    format!(
        "{} {}{needed} Usually exported as {}.",
        hole.title, hole.sentence, hole.format
    )
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use changeproof_app::wire::coverage::{CoverageFile, CoverageMonth};
    use changeproof_domain::time::Timestamp;
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn a_letter_stands_below_its_month() {
        let states = [CellState::Declared, CellState::Hole, CellState::Nothing];
        let months = ["2024-12", "2025-01", "2025-02"];
        let cells = months
            .iter()
            .zip(states)
            .map(|(month, state)| CoverageMonth {
                month: (*month).to_owned(),
                state,
                files: vec![CoverageFile {
                    file: "prs.json".to_owned(),
                    sha256: String::new(),
                }],
            });
        let report = CoverageReport {
            workspace: PathBuf::new(),
            from: NaiveDate::MIN,
            to: NaiveDate::MAX,
            zone: "UTC".to_owned(),
            as_of: Timestamp(0),
            months: months.map(str::to_owned).to_vec(),
            rows: vec![CoverageLine {
                kind: "pull_request",
                scope: Some("o/r".to_owned()),
                months: cells.collect(),
                needed_by: Vec::new(),
            }],
            holes: Vec::new(),
            cut: Vec::new(),
            contested: Vec::new(),
        };
        let mut text = String::new();
        table(&mut text, &report);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "                   '24 2025",
                "kind          scope 12 01 02  files",
                "pull request  o/r    d  o  .  prs.json",
            ]
        );
    }
}
