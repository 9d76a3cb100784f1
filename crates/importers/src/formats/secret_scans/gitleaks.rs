//! Findings of gitleaks, as its JSON report lists them.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Record, SecretFinding, SecretStatus};
use changeproof_domain::source::Reading;
use serde::Deserialize;

use super::{Report, declared_repository, exported_at};
use crate::collector::{Rejection, RowContext};
use crate::container::json_value::{Text, sha_field, text_field, typed};
use crate::container::{Document, Probe};
use crate::formats::Format;
use crate::{Options, ReadError, Sink};

const REPORT: Report = Report {
    scanner: "gitleaks",
    fields: &[
        ("rule", "RuleID"),
        ("fingerprint", "Fingerprint"),
        ("commit", "Commit"),
        ("path", "File"),
        ("line", "StartLine"),
    ],
};

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "PascalCase")]
struct RawFinding<'t> {
    #[serde(default, borrow, rename = "RuleID")]
    rule: Field<Text<'t>>,
    #[serde(default, borrow)]
    fingerprint: Field<Text<'t>>,
    #[serde(default, borrow)]
    commit: Field<Text<'t>>,
    #[serde(default, borrow)]
    file: Field<Text<'t>>,
    #[serde(default)]
    start_line: Field<u64>,
}

/// `gitleaks git --report-format json`.
pub struct Gitleaks;

impl Format for Gitleaks {
    fn id(&self) -> &'static str {
        "gitleaks"
    }

    fn label(&self) -> &'static str {
        "gitleaks findings (JSON)"
    }

    fn version(&self) -> u32 {
        1
    }

    fn how_to_export(&self) -> &'static str {
        "gitleaks git --report-format json --report-path gitleaks.json --exit-code 0 .\n\
         One report a repository. It says neither which one nor which commits were scanned: name the \
         repository with --repository, the days of its commits with --covers, and the time of the scan with \
         --exported-at. An empty list needs --format gitleaks."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        let known = probe.record_with(&["RuleID", "Fingerprint"]).is_some()
            || probe
                .record_with(&["RuleID", "StartLine", "Commit"])
                .is_some();
        known.then(|| "Its records have the keys RuleID and Fingerprint.".to_owned())
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        REPORT.read(
            self,
            document,
            signature,
            options,
            sink,
            |context, slice| finding(context, &typed(slice)?),
        )
    }
}

fn finding(context: &mut RowContext<'_>, raw: &RawFinding<'_>) -> Result<Record, Rejection> {
    let Field::Value(rule) = text_field(&raw.rule) else {
        return Err(Rejection::missing("RuleID", "rule of the finding"));
    };
    Ok(Record::from(SecretFinding {
        scanner: REPORT.scanner.to_owned(),
        rule,
        fingerprint: text_field(&raw.fingerprint),
        repository: declared_repository(context.options),
        commit: sha_field(&raw.commit),
        path: text_field(&raw.file),
        line: raw.start_line.clone(),
        status: SecretStatus::Open,
        reported_at: exported_at(context.options),
        record: Field::NotExported,
        field: Field::NotExported,
        count: Field::NotExported,
    }))
}
