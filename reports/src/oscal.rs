//! Results as OSCAL assessment results (NIST, version 1.1.2).
//!
//! OSCAL knows only `satisfied` and `not-satisfied`. Insufficient evidence and pending are
//! therefore `not-satisfied` with the reason `other`, and a property of our own tells which.

use serde::Serialize;
use serde::ser::{SerializeSeq as _, Serializer};
use sha2::{Digest as _, Sha256};

use crate::figures::{Figures, Tally};
use crate::outcome::Outcome;
use crate::pack::{AuditPack, ControlResult, Subject};
use crate::wording::instant_file;

const OSCAL_VERSION: &str = "1.1.2";
/// Name space of our own properties.
const NAMESPACE: &str = "urn:changeproof:oscal";

/// A stable id made from words: SHA-256 cut to 128 bits, in the form of a version 5 UUID, which
/// OSCAL asks for.
fn uuid(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let hash = hasher.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x50;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = crate::attachments::hex(&bytes);
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

#[derive(Serialize)]
struct Property {
    name: &'static str,
    ns: &'static str,
    value: String,
}

fn property(name: &'static str, value: impl Into<String>) -> Property {
    Property {
        name,
        ns: NAMESPACE,
        value: value.into(),
    }
}

/// The whole file.
#[derive(Serialize)]
pub(crate) struct AssessmentResults<'a> {
    #[serde(rename = "assessment-results")]
    body: Body<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Body<'a> {
    uuid: String,
    metadata: Metadata,
    import_ap: Import,
    results: [ResultSet<'a>; 1],
    back_matter: BackMatter,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Metadata {
    title: String,
    last_modified: String,
    version: String,
    oscal_version: &'static str,
    props: Vec<Property>,
}

#[derive(Serialize)]
struct Import {
    href: String,
}

#[derive(Serialize)]
struct BackMatter {
    resources: [Resource; 1],
}

#[derive(Serialize)]
struct Resource {
    uuid: String,
    title: String,
    description: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ResultSet<'a> {
    uuid: String,
    title: String,
    description: String,
    start: String,
    end: String,
    props: Vec<Property>,
    reviewed_controls: Reviewed,
    #[serde(skip_serializing_if = "Observations::is_empty")]
    observations: Observations<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Reviewed {
    control_selections: [Selection; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Selection {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    include_controls: Vec<ControlReference>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ControlReference {
    control_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Observation<'a> {
    uuid: String,
    title: String,
    description: &'a str,
    props: Vec<Property>,
    methods: [&'static str; 1],
    types: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relevant_evidence: Vec<Evidence>,
    collected: String,
}

#[derive(Serialize)]
struct Evidence {
    href: String,
    description: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Finding {
    uuid: String,
    title: String,
    description: String,
    props: Vec<Property>,
    target: Target,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_observations: Vec<Related>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Target {
    r#type: &'static str,
    target_id: String,
    status: Status,
}

#[derive(Serialize)]
struct Status {
    state: &'static str,
    reason: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Related {
    observation_uuid: String,
}

/// One observation for each failure and each item without sufficient evidence, written one by
/// one.
struct Observations<'a>(&'a AuditPack);

impl Observations<'_> {
    fn is_empty(&self) -> bool {
        !self.0.results.iter().any(is_observed)
    }
}

impl Serialize for Observations<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(None)?;
        for (index, result) in self.0.results.iter().enumerate() {
            if is_observed(result) {
                sequence.serialize_element(&observation(self.0, index, result))?;
            }
        }
        sequence.end()
    }
}

const fn is_observed(result: &ControlResult) -> bool {
    matches!(
        result.outcome,
        Outcome::Fail | Outcome::InsufficientEvidence
    )
}

fn observation_uuid(input: &AuditPack, index: usize) -> String {
    uuid(&[
        &input.identity.pack_id,
        &input.results_hash,
        "observation",
        &index.to_string(),
    ])
}

fn observation<'a>(
    input: &'a AuditPack,
    index: usize,
    result: &'a ControlResult,
) -> Observation<'a> {
    let control = &input.controls[result.control];
    let (kind, id) = match &result.subject {
        Subject::Deployment(at) => ("deployment", &input.population.deployments[*at].id),
        Subject::Other { kind, id, .. } => (kind.as_str(), id),
    };
    let mut props = vec![
        property("control-id", token(&control.id)),
        property("outcome", result.outcome.id()),
        property("subject-kind", filled(kind)),
        property("subject-id", filled(id)),
    ];
    props.extend(
        result
            .overlays
            .iter()
            .map(|overlay| property("overlay", overlay.id())),
    );
    Observation {
        uuid: observation_uuid(input, index),
        title: format!("{} {}", control.id, control.name),
        description: &result.reason,
        props,
        methods: ["TEST"],
        types: ["finding"],
        relevant_evidence: result
            .facts
            .iter()
            .filter_map(|fact| {
                let source = &input.sources[fact.source?];
                Some(Evidence {
                    href: format!("urn:sha256:{}", source.sha256),
                    description: format!(
                        "{} {} = {} ({}, {})",
                        fact.record, fact.field, fact.value, source.file, fact.place
                    ),
                })
            })
            .collect(),
        collected: instant_file(input.identity.as_of),
    }
}

/// Property values must not be empty.
fn filled(words: &str) -> String {
    if words.trim().is_empty() {
        "unknown".into()
    } else {
        words.trim().into()
    }
}

/// An id as OSCAL allows it: lower case, letters, digits, dots, hyphens, underscores.
fn token(words: &str) -> String {
    let kept: String = words
        .to_lowercase()
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c
            } else {
                '-'
            }
        })
        .collect();
    if kept.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        kept
    } else {
        format!("c{kept}")
    }
}

fn status(tally: Tally) -> Option<(Status, Outcome)> {
    let not_satisfied = |reason| Status {
        state: "not-satisfied",
        reason,
    };
    if tally.fail > 0 {
        Some((not_satisfied("fail"), Outcome::Fail))
    } else if tally.insufficient > 0 {
        Some((not_satisfied("other"), Outcome::InsufficientEvidence))
    } else if tally.pending > 0 {
        Some((not_satisfied("other"), Outcome::Pending))
    } else if tally.pass > 0 {
        Some((
            Status {
                state: "satisfied",
                reason: "pass",
            },
            Outcome::Pass,
        ))
    } else {
        None
    }
}

impl<'a> AssessmentResults<'a> {
    pub(crate) fn of(input: &'a AuditPack) -> Self {
        let identity = &input.identity;
        let base = [identity.pack_id.as_str(), input.results_hash.as_str()];
        let id = |what| uuid(&[base[0], base[1], what]);
        let plan = id("plan");
        let title = format!("{} {}", identity.entity, identity.pack_id);
        let set = ResultSet {
            uuid: id("result"),
            title: title.clone(),
            description: "Outcomes of the tests on the population of production \
                          deployments. Insufficient evidence is never counted as satisfied."
                .into(),
            start: format!("{}T00:00:00Z", identity.period.from),
            end: format!("{}T23:59:59Z", identity.period.to),
            props: vec![
                property("population-hash", filled(&input.population.hash)),
                property("results-hash", filled(&input.results_hash)),
                property("zone", filled(&identity.workspace_zone)),
            ],
            reviewed_controls: Reviewed {
                control_selections: [Selection {
                    include_controls: input
                        .controls
                        .iter()
                        .map(|control| ControlReference {
                            control_id: token(&control.id),
                        })
                        .collect(),
                }],
            },
            observations: Observations(input),
            findings: findings(input),
        };
        Self {
            body: Body {
                uuid: id("assessment-results"),
                metadata: Metadata {
                    title,
                    last_modified: instant_file(identity.prepared_at),
                    version: filled(&identity.pack_id),
                    oscal_version: OSCAL_VERSION,
                    props: vec![property("app-version", filled(&identity.app_version))],
                },
                import_ap: Import {
                    href: format!("#{plan}"),
                },
                results: [set],
                back_matter: BackMatter {
                    resources: [Resource {
                        uuid: plan,
                        title: format!(
                            "{}, version {}",
                            identity.policy.name, identity.policy.version
                        ),
                        description: "The tests follow this policy; there is no assessment plan \
                                      in OSCAL form."
                            .into(),
                    }],
                },
            },
        }
    }
}

fn findings(input: &AuditPack) -> Vec<Finding> {
    let figures = Figures::of(input);
    let mut related: Vec<Vec<Related>> = input.controls.iter().map(|_| Vec::new()).collect();
    for (index, result) in input.results.iter().enumerate() {
        if is_observed(result) {
            related[result.control].push(Related {
                observation_uuid: observation_uuid(input, index),
            });
        }
    }
    let base = [input.identity.pack_id.as_str(), input.results_hash.as_str()];
    input
        .controls
        .iter()
        .zip(figures.by_control)
        .zip(figures.of_records)
        .zip(related)
        .filter_map(|(((control, tally), of_records), related_observations)| {
            let tally = tally.and(of_records);
            let (status, outcome) = status(tally)?;
            let mut props = vec![property("outcome", outcome.id())];
            props.extend(Outcome::ALL.into_iter().map(|outcome| {
                let name = match outcome {
                    Outcome::Fail => "count-fail",
                    Outcome::InsufficientEvidence => "count-insufficient-evidence",
                    Outcome::Pending => "count-pending",
                    Outcome::Pass => "count-pass",
                    Outcome::NotApplicable => "count-not-applicable",
                };
                property(name, tally.of(outcome).to_string())
            }));
            Some(Finding {
                uuid: uuid(&[base[0], base[1], "finding", &control.id]),
                title: format!("{} {}", control.id, control.name),
                description: crate::wording::tally(tally),
                props,
                target: Target {
                    r#type: "objective-id",
                    target_id: format!("{}-objective", token(&control.id)),
                    status,
                },
                related_observations,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn insufficient_evidence_alone_is_not_satisfied_for_another_reason() {
        let (status, outcome) = status(Tally {
            insufficient: 1,
            pass: 99,
            ..Tally::default()
        })
        .unwrap();
        assert_eq!((status.state, status.reason), ("not-satisfied", "other"));
        assert_eq!(outcome, Outcome::InsufficientEvidence);
    }

    #[test]
    fn a_control_that_never_applied_has_no_finding() {
        assert!(
            status(Tally {
                not_applicable: 5,
                ..Tally::default()
            })
            .is_none()
        );
    }

    #[test]
    fn an_id_made_from_words_has_the_form_that_oscal_asks_for() {
        let id = uuid(&["CP-1", "finding"]);
        assert_eq!(
            id,
            uuid(&["CP-1", "finding"]),
            "the same words give the same id"
        );
        assert_ne!(id, uuid(&["CP-1f", "inding"]), "parts do not run together");
        assert_eq!((id.len(), &id[14..15]), (36, "5"));
    }
}
