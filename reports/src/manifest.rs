//! `manifest.json`: what the cover prints, for programs.

use serde::{Deserialize, Serialize};

use crate::attachments::Attachment;
use crate::pack::{AuditPack, ChangeDossier, LogHead, PackIdentity, Preparer};
use crate::wording;

/// Name of the form of this file.
pub const FORMAT: &str = "changeproof-pack";
/// Version of the form of this file.
pub const VERSION: u32 = 1;

/// Identity of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`FORMAT`].
    pub format: String,
    /// Version of the form.
    pub version: u32,
    /// `audit`, `annual`, `summary` or `change`.
    pub kind: String,
    /// Pack id.
    pub pack_id: String,
    /// Company.
    pub entity: String,
    /// First and last day, `YYYY-MM-DD`.
    pub period: [String; 2],
    /// IANA zone that days follow.
    pub zone: String,
    /// Policy and version.
    pub policy: [String; 2],
    /// Preparer; absent where nobody had signed in.
    pub prepared_by: Option<String>,
    /// RFC 3339.
    pub prepared_at: String,
    /// RFC 3339.
    pub as_of: String,
    /// Version of the application.
    pub app_version: String,
    /// Number of production deployments.
    pub population_count: u64,
    /// Population hash.
    pub population_hash: String,
    /// Number of results.
    pub results_count: u64,
    /// Results hash.
    pub results_hash: String,
    /// Newest entry of the event log.
    pub event_log_head: Option<HeadEntry>,
    /// The attachments made before this one.
    pub attachments: Vec<FileEntry>,
}

/// An entry of the event log by number and hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadEntry {
    /// Sequence number.
    pub sequence: u64,
    /// Hash.
    pub hash: String,
}

/// An attachment by name and hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// File name.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256.
    pub sha256: String,
}

/// What the manifests of packs differ in.
struct Content<'c> {
    kind: &'static str,
    identity: &'c PackIdentity,
    population: (u64, &'c str),
    results: (u64, &'c str),
    head: Option<&'c LogHead>,
}

impl Manifest {
    /// The manifest of a pack of a period with the attachments made so far.
    pub fn of(kind: &'static str, input: &AuditPack, attachments: &[Attachment]) -> Self {
        let content = Content {
            kind,
            identity: &input.identity,
            population: (
                input.population.deployments.len() as u64,
                &input.population.hash,
            ),
            results: (input.results.len() as u64, &input.results_hash),
            head: input.event_log.head.as_ref(),
        };
        Self::with(&content, attachments)
    }

    /// The manifest of a change dossier with the attachments made so far.
    pub fn of_dossier(input: &ChangeDossier, attachments: &[Attachment]) -> Self {
        let content = Content {
            kind: "change",
            identity: &input.identity,
            population: (input.population_count, &input.population_hash),
            results: (input.dossier.outcomes.len() as u64, &input.results_hash),
            head: Some(&input.log_head),
        };
        Self::with(&content, attachments)
    }

    fn with(content: &Content<'_>, attachments: &[Attachment]) -> Self {
        let identity = content.identity;
        let (population_count, population_hash) = content.population;
        let (results_count, results_hash) = content.results;
        Self {
            format: FORMAT.into(),
            version: VERSION,
            kind: content.kind.into(),
            pack_id: identity.pack_id.clone(),
            entity: identity.entity.clone(),
            period: [identity.period.from, identity.period.to].map(|day| day.to_string()),
            zone: identity.workspace_zone.clone(),
            policy: [
                identity.policy.name.clone(),
                identity.policy.version.clone(),
            ],
            prepared_by: match &identity.prepared_by {
                Preparer::SignedIn { name, .. } | Preparer::Typed { name } => Some(name.clone()),
                Preparer::WithoutSignIn => None,
            },
            prepared_at: wording::instant_file(identity.prepared_at),
            as_of: wording::instant_file(identity.as_of),
            app_version: identity.app_version.clone(),
            population_count,
            population_hash: population_hash.to_owned(),
            results_count,
            results_hash: results_hash.to_owned(),
            event_log_head: content.head.map(|head| HeadEntry {
                sequence: head.sequence,
                hash: head.hash.clone(),
            }),
            attachments: attachments
                .iter()
                .map(|file| FileEntry {
                    name: file.name.into(),
                    bytes: file.bytes,
                    sha256: file.sha256.clone(),
                })
                .collect(),
        }
    }
}
