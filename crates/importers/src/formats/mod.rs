//! The formats: one file each. A format tells whether a file is its own and maps its rows.

mod argocd_applications;
mod artifacts;
mod attestations;
mod deploy_log;
mod elements;
mod environments;
mod exception_register;
mod flux_resources;
mod git_changes;
mod git_log;
mod git_log_table;
mod git_refs;
mod git_table;
mod github;
mod github_deployment_statuses;
mod github_deployments;
mod github_pull_requests;
mod github_releases;
mod github_tags;
mod github_workflow_runs;
mod gitops_log;
mod gitops_text;
mod holidays;
mod images;
mod inventory;
mod jira;
mod monitoring;
mod pagerduty_incidents;
mod plain;
mod policy_reviews;
mod policy_triggers;
mod post_change_reviews;
mod protection_snapshots;
mod roster;
mod rows;
mod secret_scans;
mod servicenow;
mod servicenow_approvals;
mod servicenow_change_requests;
mod standard_changes;

use changeproof_domain::source::{FieldMap, Form, Reading};

pub(crate) use rows::column_letters;

use crate::collector::Tally;
use crate::container::{Body, Document, Probe};
use crate::{Options, ReadError, Sink};

/// A format of exports.
pub trait Format: Sync {
    /// The id in commands and stored readings, such as `github-pull-requests`.
    fn id(&self) -> &'static str;
    /// The name for people.
    fn label(&self) -> &'static str;
    /// The version of this reader: it rises where the same file is read differently.
    fn version(&self) -> u32;
    /// How to make the export, for people.
    fn how_to_export(&self) -> &'static str;
    /// One sentence that says why the file is of this format; none where it is not.
    fn detect(&self, probe: &Probe<'_>) -> Option<String>;
    /// Reads all rows into the sink.
    ///
    /// # Errors
    /// [`ReadError`] where the document has another form than the format needs.
    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError>;
}

/// All formats, in the order in which they are listed.
pub fn formats() -> &'static [&'static dyn Format] {
    &[
        &github_pull_requests::GitHubPullRequests,
        &github_deployments::GitHubDeployments,
        &github_deployment_statuses::GitHubDeploymentStatuses,
        &github_workflow_runs::GitHubWorkflowRuns,
        &github_tags::GitHubTags,
        &github_releases::GitHubReleases,
        &jira::JiraSearch,
        &servicenow_change_requests::ServiceNowChangeRequests,
        &servicenow_approvals::ServiceNowApprovals,
        &pagerduty_incidents::PagerDutyIncidents,
        &git_log::GitLog,
        &git_refs::GitRefs,
        &gitops_log::GitOpsLog,
        &argocd_applications::ArgoCdApplications,
        &flux_resources::FluxResources,
        &secret_scans::Gitleaks,
        &secret_scans::TruffleHog,
        &secret_scans::Sarif,
        &deploy_log::DeployLog,
        &roster::Roster,
        &post_change_reviews::PostChangeReviews,
        &attestations::TABLE,
        &exception_register::TABLE,
        &standard_changes::TABLE,
        &monitoring::TABLE,
        &inventory::TABLE,
        &protection_snapshots::TABLE,
        &policy_reviews::TABLE,
        &policy_triggers::TABLE,
        &holidays::TABLE,
        &artifacts::TABLE,
    ]
}

/// The format of an id.
///
/// # Errors
/// [`ReadError::UnknownFormat`].
pub fn by_id(id: &str) -> Result<&'static dyn Format, ReadError> {
    formats()
        .iter()
        .copied()
        .find(|format| format.id() == id)
        .ok_or_else(|| ReadError::UnknownFormat {
            id: id.to_owned(),
            known: ids(formats()),
        })
}

/// The one format that claims a document, and why.
///
/// # Errors
/// [`ReadError`] where none does, or several do.
pub fn claim(document: &Document<'_>) -> Result<(&'static dyn Format, String), ReadError> {
    let probe = document.probe();
    let mut claims: Vec<(&'static dyn Format, String)> = formats()
        .iter()
        .filter_map(|format| Some((*format, format.detect(&probe)?)))
        .collect();
    match (claims.pop(), claims.is_empty()) {
        (Some(claim), true) => Ok(claim),
        (Some(last), false) => {
            let mut claimants: Vec<&'static dyn Format> =
                claims.into_iter().map(|(format, _)| format).collect();
            claimants.push(last.0);
            Err(ReadError::Ambiguous {
                file: document.file.clone(),
                formats: ids(&claimants),
            })
        }
        (None, _) => Err(unclaimed(document, &probe)),
    }
}

fn unclaimed(document: &Document<'_>, probe: &Probe<'_>) -> ReadError {
    if let Body::Json(json) = &document.body
        && json.elements.is_empty()
        && json.pages.iter().all(|page| page.list)
    {
        return ReadError::EmptyList {
            file: document.file.clone(),
        };
    }
    let remedy = match probe {
        Probe::Json { .. } => {
            "Known JSON exports are `gh pr list --json`, GitHub's deployments, their statuses and \
             workflow runs, tags, releases, Jira's search, ServiceNow lists, PagerDuty's incidents, \
             applications of Argo CD, resources of Flux, and reports of gitleaks, trufflehog and SARIF."
        }
        Probe::Table { .. } => {
            "Known tables are ServiceNow lists, and the project's own plain tables, such as deploy-log, \
             roster and post-change-reviews; check the names of the columns."
        }
        Probe::Text(_) => {
            "Export the log with `git log --pretty=raw`, tags with `git ls-remote`. A log without the \
             parents of each commit does not tell what a deployment brought."
        }
    };
    ReadError::Unknown {
        file: document.file.clone(),
        found: probe.found(),
        remedy: remedy.to_owned(),
    }
}

fn ids(formats: &[&'static dyn Format]) -> String {
    let ids: Vec<&str> = formats.iter().map(|format| format.id()).collect();
    ids.join(", ")
}

/// A chosen format that cannot read the document.
fn not_of_format(format: &dyn Format, document: &Document<'_>, remedy: &str) -> ReadError {
    ReadError::NotOfFormat {
        file: document.file.clone(),
        format: format.id().to_owned(),
        found: document.probe().found(),
        remedy: remedy.to_owned(),
    }
}

/// The reading of a document.
fn reading(
    format: &dyn Format,
    document: &Document<'_>,
    signature: String,
    fields: FieldMap,
    (tally, form): (Tally, Form),
) -> Reading {
    Reading {
        container: document.container(),
        encoding: document.encoding,
        format: format.id().to_owned(),
        format_version: format.version(),
        signature,
        form,
        fields,
        rows: tally.rows,
        cut: tally.cut,
        zone_assumed: tally.zone_assumed,
        notes: tally.notes,
        secrets: None,
    }
}

/// A field map from pairs of this project's names and the source's.
fn field_map(pairs: &[(&str, &str)]) -> FieldMap {
    FieldMap(
        pairs
            .iter()
            .map(|(ours, theirs)| ((*ours).to_owned(), (*theirs).to_owned()))
            .collect(),
    )
}
