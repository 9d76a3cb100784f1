//! What whoever imports says about files, and what follows from it.

use changeproof_domain::source::{Declaration, DeclaredCoverage, Reading};
use changeproof_domain::time::{ForPeople, Timestamp};
use changeproof_importers::Options;
use changeproof_importers::secrets::{self, RULES_VERSION};
use chrono_tz::Tz;

use super::masking::masked_words;
use crate::error::AppError;
use crate::period::Period;
use crate::zone::zone_named;

/// What a call of `import` says about its files. What is left out stays as it was declared before,
/// or takes its default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportOptions {
    /// The id of the format, where the content alone does not tell it.
    pub format: Option<String>,
    /// The zone of times that are written without one; by default the workspace's.
    pub zone: Option<String>,
    /// The days that the files cover.
    pub covers: Option<DeclaredCoverage>,
    /// How many rows the source says there are; for one file only.
    pub expected_rows: Option<u64>,
    /// When the files were exported.
    pub exported_at: Option<Timestamp>,
    /// The query or recipe that made them.
    pub query: Option<String>,
    /// The service that their deployments belong to.
    pub service: Option<String>,
    /// `owner/name` of the repository that their commits belong to.
    pub repository: Option<String>,
}

impl ImportOptions {
    /// Whether the options fit together.
    pub(super) fn check(&self) -> Result<(), AppError> {
        if let Some(covers) = self.covers {
            Period::in_order(covers.from, covers.to)?;
        }
        if let Some(id) = &self.format {
            let known: Vec<&str> = changeproof_importers::formats()
                .iter()
                .map(|format| format.id())
                .collect();
            if !known.contains(&id.as_str()) {
                return Err(AppError::UnknownFormat {
                    id: id.clone(),
                    known: known.join(", "),
                });
            }
        }
        Ok(())
    }

    /// The options with zones looked up.
    pub(super) fn resolve(
        &self,
        workspace_zone: &str,
        instead: bool,
    ) -> Result<Resolved<'_>, AppError> {
        Ok(Resolved {
            given: self,
            instead,
            zone: self.zone.as_deref().map(zone_named).transpose()?,
            workspace_zone: workspace_zone
                .parse()
                .map_err(|_| AppError::WorkspaceZone(workspace_zone.to_owned()))?,
        })
    }
}

/// Options with their zones looked up.
pub(super) struct Resolved<'o> {
    pub(super) given: &'o ImportOptions,
    /// Whether they stand for all that was declared before.
    instead: bool,
    zone: Option<Tz>,
    workspace_zone: Tz,
}

impl Resolved<'_> {
    /// The declaration that holds from now on, and the zone in it.
    pub(super) fn declaration(&self, before: Option<&Declaration>) -> (Declaration, Tz) {
        let before = before.filter(|_| !self.instead);
        let known_zone = before.and_then(|before| before.zone.parse().ok());
        let zone = self.zone.or(known_zone).unwrap_or(self.workspace_zone);
        let mut declaration = before.cloned().unwrap_or_default();
        let given = self.given.clone();
        zone.name().clone_into(&mut declaration.zone);
        declaration.covers = given.covers.or(declaration.covers);
        declaration.expected_rows = given.expected_rows.or(declaration.expected_rows);
        declaration.exported_at = given.exported_at.or(declaration.exported_at);
        // A command that was copied may hold the token that it was run with.
        let query = given.query.map(|query| secrets::masked(&query));
        declaration.query = query.or(declaration.query);
        declaration.service = given.service.or(declaration.service);
        declaration.repository = given.repository.or(declaration.repository);
        (declaration, zone)
    }

    /// What reading depends on.
    pub(super) fn reading(&self, declaration: &Declaration, zone: Tz) -> Options {
        Options {
            zone,
            repository: declaration.repository.clone(),
            service: declaration.service.clone(),
            format: self.given.format.clone(),
            exported_at: declaration.exported_at,
        }
    }

    /// Whether a known file has to be read again: its records would come out otherwise.
    pub(super) fn reads_otherwise(
        &self,
        reading: &Reading,
        before: &Declaration,
        now: &Declaration,
    ) -> bool {
        let other_format = self
            .given
            .format
            .as_ref()
            .is_some_and(|format| *format != reading.format);
        let other_rules = reading
            .secrets
            .as_ref()
            .is_none_or(|masked| masked.rules != RULES_VERSION);
        other_format
            || other_rules
            || before.zone != now.zone
            || before.repository != now.repository
            || before.service != now.service
            || before.exported_at != now.exported_at
    }
}

/// What the reader of a report should know about a file, in sentences: warnings first.
pub(crate) fn warnings(reading: &Reading, declaration: &Declaration) -> Vec<String> {
    let mut notes = Vec::new();
    let rows = reading.rows.accepted + reading.rows.duplicate + reading.rows.rejected;
    if let Some(expected) = declaration.expected_rows
        && expected != rows
    {
        notes.push(format!(
            "{expected} rows were declared, but the file holds {rows}. Check the export, and import \
             it again when it is complete."
        ));
    }
    if let (Some(covers), Some(exported)) = (declaration.covers, declaration.exported_at)
        && exported
            < Timestamp::start_of(covers.to, zone_named(&declaration.zone).unwrap_or(Tz::UTC))
    {
        notes.push(format!(
            "It was exported at {}, before {}, the last day that it is said to cover. No export proves what came \
             after it, so what it covers ends there.",
            ForPeople(exported),
            covers.to
        ));
    }
    if let Some(cut) = &reading.cut {
        notes.push(cut.sentence.clone());
    }
    notes.extend(masked_words(reading.secrets.as_ref()));
    notes.extend(reading.notes.iter().cloned());
    if reading.zone_assumed {
        notes.push(format!(
            "Times without a time zone were read as {}. '--timezone' changes that.",
            declaration.zone
        ));
    }
    notes
}
