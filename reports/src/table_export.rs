//! Tables as CSV and JSON attachments.
//!
//! CSV cells that a spreadsheet would take for a formula are made harmless: a cell that begins
//! with `=`, `+`, `-`, `@`, tab or carriage return gets a leading apostrophe (OWASP, 'CSV
//! Injection'). JSON holds the values unchanged.

use std::io::{self, Write};

mod json;

pub(crate) use json::{EventsFile, PopulationFile, ResultsFile};

use crate::pack::{AnnualPack, AuditPack, Dossier, Fact, Subject, TieOutItem, TimeZones};
use crate::wording::{WITHOUT_SIGN_IN, instant_file};

/// One cell of CSV: escaped against formulas, quoted where RFC 4180 asks for it.
#[must_use]
pub fn csv_cell(words: &str) -> String {
    let runs = words.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe = if runs {
        format!("'{words}")
    } else {
        words.to_owned()
    };
    if safe.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

fn csv_row<C: AsRef<str>>(to: &mut dyn Write, cells: &[C]) -> io::Result<()> {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            to.write_all(b",")?;
        }
        to.write_all(csv_cell(cell.as_ref()).as_bytes())?;
    }
    to.write_all(b"\r\n")
}

/// The parts of a subject that every table shows.
struct SubjectCells {
    kind: String,
    source: String,
    id: String,
    service: String,
    environment: String,
    at: String,
}

impl SubjectCells {
    fn of(input: &AuditPack, subject: &Subject) -> Self {
        match subject {
            Subject::Deployment(index) => {
                let deployment = &input.population.deployments[*index];
                Self {
                    kind: "deployment".into(),
                    source: deployment.source.clone(),
                    id: deployment.id.clone(),
                    service: deployment.service.clone(),
                    environment: deployment.environment.clone(),
                    at: instant_file(deployment.started_at),
                }
            }
            Subject::Other {
                kind,
                source,
                id,
                name: _,
                at,
            } => Self {
                kind: kind.clone(),
                source: source.clone(),
                id: id.clone(),
                service: String::new(),
                environment: String::new(),
                at: at.map(instant_file).unwrap_or_default(),
            },
        }
    }
}

/// A fact on one line: record, field, value, and the number of the file in the register.
#[must_use]
pub fn fact_line(fact: &Fact) -> String {
    let place = match fact.source {
        Some(source) => format!(" [file {} {}]", source + 1, fact.place),
        None if fact.place.is_empty() => String::new(),
        None => format!(" [{}]", fact.place),
    };
    format!("{} {} = {}{place}", fact.record, fact.field, fact.value)
}

/// Writes `results.csv`.
pub(crate) fn results(input: &AuditPack, to: &mut dyn Write) -> io::Result<()> {
    let heads = [
        "control",
        "version",
        "subject_kind",
        "source",
        "subject",
        "service",
        "environment",
        "at",
        "outcome",
        "overlays",
        "reason",
        "facts",
    ];
    csv_row(to, &heads)?;
    for result in &input.results {
        let control = &input.controls[result.control];
        let subject = SubjectCells::of(input, &result.subject);
        let overlays: Vec<&str> = result.overlays.iter().map(|overlay| overlay.id()).collect();
        let facts: Vec<String> = result.facts.iter().map(fact_line).collect();
        csv_row(
            to,
            &[
                control.id.as_str(),
                &control.version.to_string(),
                &subject.kind,
                &subject.source,
                &subject.id,
                &subject.service,
                &subject.environment,
                &subject.at,
                result.outcome.id(),
                &overlays.join(" "),
                &result.reason,
                &facts.join("\n"),
            ],
        )?;
    }
    Ok(())
}

/// Writes `population.csv`.
pub(crate) fn population(input: &AuditPack, to: &mut dyn Write) -> io::Result<()> {
    let heads = [
        "source",
        "id",
        "service",
        "environment",
        "revision",
        "started_at",
        "local_day",
        "category",
        "change_records",
        "pull_requests",
        "deployer",
    ];
    csv_row(to, &heads)?;
    for deployment in &input.population.deployments {
        csv_row(
            to,
            &[
                deployment.source.as_str(),
                &deployment.id,
                &deployment.service,
                &deployment.environment,
                &deployment.revision,
                &instant_file(deployment.started_at),
                &deployment.local_day.to_string(),
                deployment.category.as_deref().unwrap_or_default(),
                &deployment.change_records.join(" "),
                &deployment.pull_requests.join(" "),
                deployment.deployer.as_deref().unwrap_or_default(),
            ],
        )?;
    }
    Ok(())
}

/// Writes `sources.csv`.
pub(crate) fn sources(input: &AuditPack, to: &mut dyn Write) -> io::Result<()> {
    let heads = [
        "number",
        "file",
        "sha256",
        "masked_copy_sha256",
        "bytes",
        "format",
        "reader",
        "detected_by",
        "query",
        "exported_at",
        "exported_by",
        "zone_for_zoneless_times",
        "declared_rows",
        "declared_rows_obtained_by",
        "declared_from",
        "declared_to",
        "accepted",
        "duplicate",
        "rejected",
        "imported_at",
        "imported_by",
        "warnings",
        "notes",
    ];
    csv_row(to, &heads)?;
    for (index, source) in input.sources.iter().enumerate() {
        let declared = source.declared_rows.as_ref();
        let coverage = source.declared_coverage;
        csv_row(
            to,
            &[
                (index + 1).to_string(),
                source.file.clone(),
                source.sha256.clone(),
                source.kept_sha256.clone().unwrap_or_default(),
                source.bytes.to_string(),
                source.format.clone(),
                source.reader.clone(),
                source.detected_by.clone(),
                source.query.clone().unwrap_or_default(),
                source.exported_at.map(instant_file).unwrap_or_default(),
                source.exported_by.clone().unwrap_or_default(),
                match &source.zones {
                    TimeZones::Taken(zone) => zone.clone(),
                    TimeZones::Named | TimeZones::NoTimes => String::new(),
                },
                declared
                    .map(|declared| declared.rows.to_string())
                    .unwrap_or_default(),
                declared
                    .map(|declared| declared.obtained_by.clone())
                    .unwrap_or_default(),
                coverage
                    .map(|period| period.from.to_string())
                    .unwrap_or_default(),
                coverage
                    .map(|period| period.to.to_string())
                    .unwrap_or_default(),
                source.accepted.to_string(),
                source.duplicate.to_string(),
                source.rejected.len().to_string(),
                instant_file(source.imported_at),
                source
                    .imported_by
                    .clone()
                    .unwrap_or_else(|| WITHOUT_SIGN_IN.to_owned()),
                source.warnings.join(" "),
                source.notes.join(" "),
            ],
        )?;
    }
    Ok(())
}

/// Writes `rejected.csv`.
pub(crate) fn rejected(input: &AuditPack, to: &mut dyn Write) -> io::Result<()> {
    csv_row(to, &["file", "place", "column", "reason"])?;
    for source in &input.sources {
        for row in &source.rejected {
            let column = row.column.as_deref().unwrap_or_default();
            csv_row(to, &[source.file.as_str(), &row.place, column, &row.reason])?;
        }
    }
    Ok(())
}

/// Writes `tie-out.csv`; only the head where there is no second source.
pub(crate) fn tie_out(input: &AuditPack, to: &mut dyn Write) -> io::Result<()> {
    csv_row(to, &["found_in", "id", "service", "revision", "at", "note"])?;
    let Some(tie_out) = &input.tie_out else {
        return Ok(());
    };
    let only = |name: &str| format!("only {name}");
    let lists: [(String, &[TieOutItem]); 3] = [
        ("both".into(), &tie_out.in_both),
        (only(&tie_out.first), &tie_out.only_first),
        (only(&tie_out.second), &tie_out.only_second),
    ];
    for (found_in, items) in lists {
        for item in items {
            let at = instant_file(item.at);
            csv_row(
                to,
                &[
                    &found_in,
                    &item.id,
                    &item.service,
                    &item.revision,
                    &at,
                    &item.note,
                ],
            )?;
        }
    }
    Ok(())
}

/// Writes `exceptions.csv`: the lines of the registers as they stood when the results were worked out, then the
/// requests that allow nothing.
pub(crate) fn exceptions(input: &AuditPack, to: &mut dyn Write) -> io::Result<()> {
    let heads = [
        "id",
        "state",
        "controls",
        "deviation",
        "scope",
        "service",
        "requested_by",
        "requested_at",
        "approved_by",
        "approved_at",
        "approved_when",
        "from",
        "to",
        "ended_at",
        "risk",
        "exc_01",
        "reason",
        "register",
    ];
    csv_row(to, &heads)?;
    let at = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(instant_file).unwrap_or_default();
    for item in &input.exceptions.items {
        let judged = item.judged.map(|outcome| outcome.id()).unwrap_or_default();
        csv_row(
            to,
            &[
                item.id.as_str(),
                item.state(input.identity.as_of).id(),
                &item.controls.join(" "),
                &item.deviation,
                &item.scope,
                item.service.as_deref().unwrap_or_default(),
                item.requested_by.as_deref().unwrap_or_default(),
                "",
                &item.approved_by.join("; "),
                &at(item.approved_at),
                item.approved.id(),
                &at(item.from),
                &at(item.to),
                &at(item.ended_at),
                &item.risk,
                judged,
                "",
                &item.register,
            ],
        )?;
    }
    for one in &input.exceptions.requests {
        let since = instant_file(one.since);
        let reason = one.reason.as_deref().unwrap_or_default();
        let mut cells = [""; 18];
        cells[0] = &one.id;
        cells[1] = &one.state;
        cells[2] = &one.control;
        cells[3] = &one.deviation;
        cells[6] = &one.requested_by;
        cells[7] = &since;
        cells[16] = reason;
        csv_row(to, &cells)?;
    }
    Ok(())
}

/// Writes `clauses.csv`: those of the reviewed version, then those that are new; only the head where no review
/// was held.
pub(crate) fn clauses(input: &AnnualPack, to: &mut dyn Write) -> io::Result<()> {
    csv_row(
        to,
        &[
            "clause",
            "words",
            "decision",
            "reason",
            "decided_by",
            "new_words",
        ],
    )?;
    let Some(review) = &input.review else {
        return Ok(());
    };
    for one in &review.clauses {
        let told = |words: &Option<String>| words.clone().unwrap_or_default();
        csv_row(
            to,
            &[
                one.clause.id.clone(),
                one.clause.words.clone(),
                told(&one.decision),
                told(&one.reason),
                told(&one.by),
                told(&one.new_words),
            ],
        )?;
    }
    for new in &review.new_clauses {
        csv_row(to, &[new.id.as_str(), "", "new", "", "", &new.words])?;
    }
    Ok(())
}

/// The records behind the outcomes of one deployment, one a row.
pub(crate) fn evidence(dossier: &Dossier, to: &mut dyn Write) -> io::Result<()> {
    csv_row(to, &["record", "place", "file", "sha256", "controls"])?;
    for one in &dossier.evidence {
        let controls = one.controls.join(" ");
        csv_row(
            to,
            &[&one.record, &one.place, &one.file, &one.sha256, &controls],
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_made_harmless() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"] {
            assert!(
                csv_cell(formula).starts_with('\''),
                "{formula:?} gets an apostrophe"
            );
        }
        assert_eq!(csv_cell("\r=1"), "\"'\r=1\"");
    }

    #[test]
    fn a_cell_with_commas_quotes_or_line_breaks_is_quoted() {
        assert_eq!(csv_cell("a,b"), "\"a,b\"");
        assert_eq!(csv_cell("say \"no\""), "\"say \"\"no\"\"\"");
        assert_eq!(csv_cell("plain = text"), "plain = text");
    }
}
