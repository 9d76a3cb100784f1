//! Findings of trufflehog 3, one JSON object a line.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Record, SecretFinding, SecretStatus};
use changeproof_domain::source::Reading;
use serde::Deserialize;

use super::{Report, declared_repository, exported_at};
use crate::collector::{Rejection, RowContext};
use crate::container::json_value::{Text, sha_field, text_field, typed};
use crate::container::{Document, Probe};
use crate::formats::Format;
use crate::formats::github::repository_of_remote;
use crate::{Options, ReadError, Sink};

const REPORT: Report = Report {
    scanner: "trufflehog",
    fields: &[
        ("rule", "DetectorName"),
        ("repository", "SourceMetadata.Data.Git.repository"),
        ("commit", "SourceMetadata.Data.Git.commit"),
        ("path", "SourceMetadata.Data.Git.file"),
        ("line", "SourceMetadata.Data.Git.line"),
    ],
};

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "PascalCase")]
struct RawFinding<'t> {
    #[serde(default, borrow)]
    source_metadata: Field<Metadata<'t>>,
    #[serde(default, borrow)]
    detector_name: Field<Text<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "PascalCase")]
struct Metadata<'t> {
    #[serde(default, borrow)]
    data: Field<Data<'t>>,
}

/// Where it was found: exactly one of these is there, or another source without commits.
#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "PascalCase")]
struct Data<'t> {
    #[serde(default, borrow)]
    git: Field<Spot<'t>>,
    #[serde(default, borrow)]
    github: Field<Spot<'t>>,
    #[serde(default, borrow)]
    gitlab: Field<Spot<'t>>,
    #[serde(default, borrow)]
    filesystem: Field<Spot<'t>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(expecting = "an object")]
struct Spot<'t> {
    #[serde(default, borrow)]
    commit: Field<Text<'t>>,
    #[serde(default, borrow)]
    file: Field<Text<'t>>,
    #[serde(default, borrow)]
    repository: Field<Text<'t>>,
    #[serde(default)]
    line: Field<u64>,
}

/// `trufflehog git --json`.
pub struct TruffleHog;

impl Format for TruffleHog {
    fn id(&self) -> &'static str {
        "trufflehog"
    }

    fn label(&self) -> &'static str {
        "trufflehog findings (JSON lines)"
    }

    fn version(&self) -> u32 {
        1
    }

    fn how_to_export(&self) -> &'static str {
        "trufflehog git https://github.com/OWNER/NAME --json > trufflehog.json\n\
         One file a repository. It does not say which commits were scanned: name the days of its commits \
         with --covers, the repository with --repository, and the time of the scan with --exported-at. \
         trufflehog writes nothing where it finds nothing: then put [] into the file, and import it with \
         --format trufflehog."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        probe
            .record_with(&["SourceMetadata", "DetectorName"])
            .map(|_| "Its records have the keys SourceMetadata and DetectorName.".to_owned())
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
    let Field::Value(rule) = text_field(&raw.detector_name) else {
        return Err(Rejection::missing(
            "DetectorName",
            "detector of the finding",
        ));
    };
    let data = raw.source_metadata.value().and_then(|of| of.data.value());
    let nowhere = Spot::default();
    let spot = data
        .and_then(|data| {
            let spots = [&data.git, &data.github, &data.gitlab, &data.filesystem];
            spots.into_iter().find_map(Field::value)
        })
        .unwrap_or(&nowhere);
    let own = text_field(&spot.repository);
    let repository = match own
        .value()
        .and_then(|address| repository_of_remote(address))
    {
        Some(name) => Field::Value(name),
        None => declared_repository(context.options),
    };
    Ok(Record::from(SecretFinding {
        scanner: REPORT.scanner.to_owned(),
        rule,
        fingerprint: Field::NotExported,
        repository,
        commit: sha_field(&spot.commit),
        path: text_field(&spot.file),
        line: spot.line.clone(),
        // Unverified means that trufflehog could not try it, not that it is none.
        status: SecretStatus::Open,
        reported_at: exported_at(context.options),
        record: Field::NotExported,
        field: Field::NotExported,
        count: Field::NotExported,
    }))
}
