//! Runs of secret scanners in SARIF 2.1.0.
//!
//! Format: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>. Of other tools nothing is
//! read: their findings are no secrets.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Record, SecretFinding, SecretScan, SecretStatus};
use changeproof_domain::source::{Form, Place, Reading};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{NO_REPOSITORY, declared_repository, exported_at, tell};
use crate::collector::{Collector, Rejection, RowContext};
use crate::container::json::{Element, JsonText};
use crate::container::json_value::{Members, Text, sha_field, text_field, trimmed, typed};
use crate::container::{Document, Probe};
use crate::formats::github::repository_of_remote;
use crate::formats::{Format, elements, field_map, reading};
use crate::{Options, ReadError, Sink};

const FIELDS: &[(&str, &str)] = &[
    ("scanner", "tool.driver.name"),
    ("repository", "versionControlProvenance[0].repositoryUri"),
    ("revision", "versionControlProvenance[0].revisionId"),
    ("ended_at", "invocations.endTimeUtc"),
    ("reported_at", "invocations.endTimeUtc"),
    ("successful", "invocations.executionSuccessful"),
    ("rule", "ruleId"),
    ("commit", "partialFingerprints.commitSha"),
    ("path", "locations[0].physicalLocation.artifactLocation.uri"),
    ("line", "locations[0].physicalLocation.region.startLine"),
    ("status", "suppressions"),
];

/// Parts of the names of tools that look for secrets.
const SCANNERS: &[&str] = &[
    "gitleaks",
    "betterleaks",
    "trufflehog",
    "secret",
    "ggshield",
    "gitguardian",
    "noseyparker",
    "nosey parker",
    "kingfisher",
    "talisman",
    "whispers",
    "credential",
];

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawFile<'t> {
    #[serde(default, borrow)]
    runs: Vec<RawRun<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
struct RawRun<'t> {
    #[serde(default, borrow)]
    tool: Field<Tool<'t>>,
    /// Absent where the run did not get as far as having results.
    #[serde(default, borrow)]
    results: Option<Vec<&'t RawValue>>,
    #[serde(default, borrow)]
    invocations: Vec<Invocation<'t>>,
    #[serde(default, borrow)]
    version_control_provenance: Vec<Provenance<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct Tool<'t> {
    #[serde(default, borrow)]
    driver: Field<Driver<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct Driver<'t> {
    #[serde(default, borrow)]
    name: Field<Text<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
struct Invocation<'t> {
    #[serde(default)]
    execution_successful: Field<bool>,
    #[serde(default, borrow)]
    end_time_utc: Field<Text<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
struct Provenance<'t> {
    #[serde(default, borrow)]
    repository_uri: Field<Text<'t>>,
    #[serde(default, borrow)]
    revision_id: Field<Text<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
struct RawResult<'t> {
    #[serde(default, borrow)]
    rule_id: Field<Text<'t>>,
    #[serde(default, borrow)]
    locations: Vec<Location<'t>>,
    #[serde(default, borrow)]
    partial_fingerprints: Option<Members<'t>>,
    #[serde(default, borrow)]
    suppressions: Option<Vec<Suppression<'t>>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
struct Location<'t> {
    #[serde(default, borrow)]
    physical_location: Field<Physical<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
struct Physical<'t> {
    #[serde(default, borrow)]
    artifact_location: Field<Artifact<'t>>,
    #[serde(default)]
    region: Field<Region>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct Artifact<'t> {
    #[serde(default, borrow)]
    uri: Field<Text<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
struct Region {
    #[serde(default)]
    start_line: Field<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct Suppression<'t> {
    #[serde(default, borrow)]
    status: Field<Text<'t>>,
}

/// SARIF of a secret scanner.
pub struct Sarif;

impl Format for Sarif {
    fn id(&self) -> &'static str {
        "sarif"
    }

    fn label(&self) -> &'static str {
        "secret scan (SARIF)"
    }

    fn version(&self) -> u32 {
        1
    }

    fn how_to_export(&self) -> &'static str {
        "gitleaks git --report-format sarif --report-path gitleaks.sarif --exit-code 0 .\n\
         One report a repository. Where it does not say which repository was scanned and when, name them \
         with --repository and --exported-at; the days of the commits with --covers."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        probe
            .record_with(&["version", "runs"])
            .map(|_| "It has the keys version and runs, as SARIF does.".to_owned())
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        let json = elements::json_of(self, document)?;
        let (root, list) = json.root();
        let form = Form::Json {
            root,
            list,
            glued: json.glued(),
        };
        let mut collector = Collector::new(&document.file, form, sink);
        let mut scans = Vec::new();
        for element in &json.elements {
            collector.go_on()?;
            let place = place_of(element, element.start, element.end);
            match typed::<RawFile<'_>>(json.slice(element)) {
                Ok(file) => {
                    for run in &file.runs {
                        scans.extend(read_run(run, (json, element), options, &mut collector));
                    }
                }
                Err(rejection) => collector.issue(&place, rejection, true),
            }
        }
        if json.stop.is_some() {
            collector.cut(
                "The file breaks off before its end. Export it again.".to_owned(),
                None,
            );
        }
        let gathered = collector.finish();
        for scan in scans {
            tell(sink, json, scan);
        }
        let fields = field_map(FIELDS);
        Ok(reading(self, document, signature, fields, gathered))
    }
}

fn place_of(element: &Element, start: usize, end: usize) -> Place {
    Place {
        page: element.page,
        index: element.index,
        start: start as u64,
        end: end as u64,
    }
}

/// Takes the results of a run; answers what it says of the scan.
fn read_run<'t>(
    run: &RawRun<'t>,
    (json, element): (&JsonText<'t>, &Element),
    options: &Options,
    collector: &mut Collector<'_>,
) -> Option<SecretScan> {
    let driver = run.tool.value().and_then(|tool| tool.driver.value());
    let tool = driver.map_or(Field::NotExported, |driver| text_field(&driver.name));
    let scanner = tool.text().to_lowercase();
    if !SCANNERS.iter().any(|name| scanner.contains(name)) {
        collector.note(format!(
            "A run of '{}' is no secret scan, and was left out: of SARIF only those are read.",
            tool.text()
        ));
        return None;
    }
    let Some(results) = &run.results else {
        collector.note(format!(
            "A run of {} has no list of results: it did not get as far, and covers nothing.",
            tool.text()
        ));
        return None;
    };
    let mut context = RowContext::new(options);
    let invocation = run.invocations.last();
    let ended = invocation.map_or(Field::NotExported, |invocation| {
        context.time("invocations.endTimeUtc", trimmed(&invocation.end_time_utc))
    });
    // Several repositories in one run: which result is of which is not said.
    let provenance = match run.version_control_provenance.as_slice() {
        [one] => Some(one),
        _ => None,
    };
    let own = provenance.and_then(|of| repository_of_remote(text_field(&of.repository_uri).text()));
    let scan = SecretScan {
        repository: own.map_or_else(|| declared_repository(options), Field::Value),
        revision: provenance.map_or(Field::NotExported, |of| sha_field(&of.revision_id)),
        ended_at: if ended.is_value() {
            ended
        } else {
            exported_at(options)
        },
        successful: invocation.map_or(Field::NotExported, |of| of.execution_successful.clone()),
        scanner,
    };
    if !scan.repository.is_value() {
        collector.note(NO_REPOSITORY.to_owned());
    }
    for raw in results {
        let text = raw.get();
        // The result is a part of the text, so its place follows from where it lies.
        let start = (text.as_ptr() as usize).saturating_sub(json.text.as_ptr() as usize);
        let context = RowContext::new(options);
        let record = typed(text).and_then(|result| finding(&result, &scan));
        let place = place_of(element, start, start + text.len());
        collector.take(place, context.outcome(record), |_| None);
    }
    Some(scan)
}

fn finding(raw: &RawResult<'_>, scan: &SecretScan) -> Result<Record, Rejection> {
    let Field::Value(rule) = text_field(&raw.rule_id) else {
        return Err(Rejection::missing("ruleId", "rule of the finding"));
    };
    let print = |name: &str| {
        let prints = raw.partial_fingerprints.as_ref()?;
        serde_json::from_str::<String>(prints.get(name)?.get()).ok()
    };
    let physical = raw
        .locations
        .first()
        .and_then(|at| at.physical_location.value());
    let commit = print("commitSha").filter(|sha| !sha.is_empty());
    // A suppression without a status is an accepted one (3.35.3).
    let accepted = |of: &Suppression<'_>| match trimmed(&of.status) {
        Field::Value(status) => status == "accepted",
        Field::Empty | Field::NotExported => true,
    };
    let suppressed = raw.suppressions.iter().flatten().any(accepted);
    Ok(Record::from(SecretFinding {
        scanner: scan.scanner.clone(),
        rule,
        fingerprint: Field::NotExported,
        repository: scan.repository.clone(),
        commit: commit.map_or(Field::NotExported, |sha| Field::Value(sha.to_lowercase())),
        path: physical
            .and_then(|at| at.artifact_location.value())
            .map_or(Field::NotExported, |artifact| text_field(&artifact.uri)),
        line: physical
            .and_then(|at| at.region.value())
            .map_or(Field::NotExported, |region| region.start_line.clone()),
        status: if suppressed {
            SecretStatus::Suppressed
        } else {
            SecretStatus::Open
        },
        reported_at: scan.ended_at.clone(),
        record: Field::NotExported,
        field: Field::NotExported,
        count: Field::NotExported,
    }))
}
