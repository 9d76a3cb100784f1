//! JSON attachments, written item by item so that memory does not grow with them.

use serde::Serialize;
use serde::ser::{SerializeMap as _, SerializeSeq as _, Serializer};

use crate::pack::{AuditPack, ControlResult, Subject};
use crate::wording::instant_file;

/// A sequence that is written item by item, without a list in memory.
struct Each<F>(F);

impl<F, I, T> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator<Item = T>,
    T: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(None)?;
        for item in (self.0)() {
            sequence.serialize_element(&item)?;
        }
        sequence.end()
    }
}

#[derive(Serialize)]
struct FileRow<'a> {
    number: usize,
    file: &'a str,
    sha256: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    masked_copy_sha256: Option<&'a str>,
}

#[derive(Serialize)]
struct FactRow<'a> {
    record: &'a str,
    field: &'a str,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<usize>,
    #[serde(skip_serializing_if = "str::is_empty")]
    at: &'a str,
}

#[derive(Serialize)]
struct ResultRow<'a> {
    control: &'a str,
    version: u32,
    subject: SubjectRow<'a>,
    outcome: &'static str,
    overlays: Vec<&'static str>,
    reason: &'a str,
    facts: Vec<FactRow<'a>>,
}

#[derive(Serialize)]
struct SubjectRow<'a> {
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

/// `results.json`: the files once, then one object a result. Facts name a file by its number.
pub(crate) struct ResultsFile<'a> {
    input: &'a AuditPack,
}

impl<'a> ResultsFile<'a> {
    pub(crate) const fn of(input: &'a AuditPack) -> Self {
        Self { input }
    }

    fn row(input: &'a AuditPack, result: &'a ControlResult) -> ResultRow<'a> {
        let control = &input.controls[result.control];
        let subject = match &result.subject {
            Subject::Deployment(index) => {
                let deployment = &input.population.deployments[*index];
                SubjectRow {
                    kind: "deployment",
                    source: Some(&deployment.source),
                    id: &deployment.id,
                    name: None,
                    service: Some(&deployment.service),
                    environment: Some(&deployment.environment),
                    at: Some(instant_file(deployment.started_at)),
                }
            }
            Subject::Other {
                kind,
                source,
                id,
                name,
                at,
            } => SubjectRow {
                kind,
                source: Some(source),
                id,
                name: Some(name),
                service: None,
                environment: None,
                at: at.map(instant_file),
            },
        };
        ResultRow {
            control: &control.id,
            version: control.version,
            subject,
            outcome: result.outcome.id(),
            overlays: result.overlays.iter().map(|overlay| overlay.id()).collect(),
            reason: &result.reason,
            facts: result
                .facts
                .iter()
                .map(|fact| FactRow {
                    record: &fact.record,
                    field: &fact.field,
                    value: &fact.value,
                    source: fact.source.map(|source| source + 1),
                    at: &fact.place,
                })
                .collect(),
        }
    }
}

impl Serialize for ResultsFile<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let input = self.input;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("pack", &input.identity.pack_id)?;
        map.serialize_entry("results_hash", &input.results_hash)?;
        let files = || {
            input
                .sources
                .iter()
                .enumerate()
                .map(|(index, source)| FileRow {
                    number: index + 1,
                    file: &source.file,
                    sha256: &source.sha256,
                    masked_copy_sha256: source.kept_sha256.as_deref(),
                })
        };
        map.serialize_entry("sources", &Each(files))?;
        let rows = || input.results.iter().map(|result| Self::row(input, result));
        map.serialize_entry("results", &Each(rows))?;
        map.end()
    }
}

#[derive(Serialize)]
struct DeploymentRow<'a> {
    source: &'a str,
    id: &'a str,
    service: &'a str,
    environment: &'a str,
    revision: &'a str,
    started_at: String,
    local_day: String,
    category: Option<&'a str>,
    change_records: &'a [String],
    pull_requests: &'a [String],
    deployer: Option<&'a str>,
}

/// `population.json`.
pub(crate) struct PopulationFile<'a> {
    input: &'a AuditPack,
}

impl<'a> PopulationFile<'a> {
    pub(crate) const fn of(input: &'a AuditPack) -> Self {
        Self { input }
    }
}

impl Serialize for PopulationFile<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let population = &self.input.population;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("pack", &self.input.identity.pack_id)?;
        map.serialize_entry("population_hash", &population.hash)?;
        let rows = || {
            population
                .deployments
                .iter()
                .map(|deployment| DeploymentRow {
                    source: &deployment.source,
                    id: &deployment.id,
                    service: &deployment.service,
                    environment: &deployment.environment,
                    revision: &deployment.revision,
                    started_at: instant_file(deployment.started_at),
                    local_day: deployment.local_day.to_string(),
                    category: deployment.category.as_deref(),
                    change_records: &deployment.change_records,
                    pull_requests: &deployment.pull_requests,
                    deployer: deployment.deployer.as_deref(),
                })
        };
        map.serialize_entry("deployments", &Each(rows))?;
        map.end()
    }
}

#[derive(Serialize)]
struct EventRow<'a> {
    sequence: u64,
    at: String,
    person: &'a str,
    sentence: &'a str,
    hash: &'a str,
}

/// `events.json`.
#[derive(Serialize)]
pub(crate) struct EventsFile<'a> {
    pack: &'a str,
    head: Option<crate::manifest::HeadEntry>,
    events: Vec<EventRow<'a>>,
}

impl<'a> EventsFile<'a> {
    pub(crate) fn of(input: &'a AuditPack) -> Self {
        let log = &input.event_log;
        Self {
            pack: &input.identity.pack_id,
            head: log.head.as_ref().map(|head| crate::manifest::HeadEntry {
                sequence: head.sequence,
                hash: head.hash.clone(),
            }),
            events: log
                .extract
                .iter()
                .map(|event| EventRow {
                    sequence: event.sequence,
                    at: instant_file(event.at),
                    person: &event.person,
                    sentence: &event.sentence,
                    hash: &event.hash,
                })
                .collect(),
        }
    }
}
