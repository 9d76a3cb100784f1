//! Deployments of GitHub's REST API. Their outcomes come with their statuses.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Deployment, DeploymentSource, Record};
use changeproof_domain::source::Reading;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Format;
use super::elements::{self, Listing};
use super::github::{ALL_PAGES, PAGE_LIMITS, User, account, name_of, repository_of_api};
use crate::collector::{Rejection, RowContext};
use crate::container::json_value::{Text, sha_field, text_field, trimmed, typed};
use crate::container::{Document, Probe};
use crate::{Options, ReadError, Sink};

const LISTING: Listing = Listing {
    fields: &[
        ("id", "id"),
        ("service", "repository_url"),
        ("repository", "repository_url"),
        ("environment", "environment"),
        ("production", "production_environment"),
        ("revision", "sha"),
        ("git_ref", "ref"),
        ("started_at", "created_at"),
        ("updated_at", "updated_at"),
        ("deployed_by", "creator"),
        ("notes", "description"),
    ],
    limits: PAGE_LIMITS,
    remedy: ALL_PAGES,
};

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawDeployment<'t> {
    #[serde(default, borrow)]
    id: Field<Text<'t>>,
    #[serde(default, borrow)]
    url: Field<Text<'t>>,
    #[serde(default, borrow)]
    repository_url: Field<Text<'t>>,
    #[serde(default, borrow)]
    environment: Field<Text<'t>>,
    #[serde(default)]
    production_environment: Field<bool>,
    #[serde(default, borrow)]
    sha: Field<Text<'t>>,
    #[serde(default, rename = "ref", borrow)]
    git_ref: Field<Text<'t>>,
    #[serde(default, borrow)]
    description: Field<Text<'t>>,
    #[serde(default, borrow)]
    payload: Field<&'t RawValue>,
    #[serde(default, borrow)]
    created_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    updated_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    creator: Field<User<'t>>,
}

/// `gh api --paginate repos/OWNER/NAME/deployments`.
pub struct GitHubDeployments;

impl Format for GitHubDeployments {
    fn id(&self) -> &'static str {
        "github-deployments"
    }

    fn label(&self) -> &'static str {
        "GitHub deployments (REST)"
    }

    fn version(&self) -> u32 {
        2
    }

    fn how_to_export(&self) -> &'static str {
        "gh api --paginate 'repos/OWNER/NAME/deployments?per_page=100' > deployments.json\n\
         The outcomes are another call for each deployment: see github-deployment-statuses."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        probe
            .record_with(&["id", "sha", "environment", "statuses_url"])
            .or_else(|| probe.record_with(&["id", "sha", "environment", "task", "creator"]))?;
        Some("Its records have the keys id, sha, environment and statuses_url.".to_owned())
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        elements::read_listing(
            self,
            &LISTING,
            document,
            signature,
            options,
            sink,
            |context, slice| deployment(context, &typed(slice)?),
        )
    }
}

fn deployment(context: &mut RowContext<'_>, raw: &RawDeployment<'_>) -> Result<Record, Rejection> {
    let Field::Value(id) = text_field(&raw.id) else {
        return Err(Rejection::missing("id", "id of the deployment"));
    };
    let repository = [&raw.repository_url, &raw.url]
        .into_iter()
        .find_map(|url| repository_of_api(text_field(url).text()))
        .or_else(|| context.options.repository.clone());
    let service = context
        .options
        .service
        .clone()
        .or_else(|| repository.as_deref().map(|name| name_of(name).to_owned()))
        .ok_or_else(|| {
            Rejection::of(
                "repository_url",
                "Neither the repository nor the service is known. Name one with --repository or \
                 --service.",
            )
        })?;
    let Field::Value(environment) = text_field(&raw.environment) else {
        return Err(Rejection::missing("environment", "environment"));
    };
    let started_at = context.required_time(
        "created_at",
        "start of the deployment",
        trimmed(&raw.created_at),
    )?;
    Ok(Record::from(Deployment {
        source: DeploymentSource::GitHub,
        id,
        service,
        repository: repository.map_or(Field::NotExported, Field::Value),
        environment,
        production: raw.production_environment.value().copied(),
        revision: sha_field(&raw.sha),
        git_ref: text_field(&raw.git_ref),
        version: Field::NotExported,
        state: Field::NotExported,
        started_at,
        finished_at: Field::NotExported,
        updated_at: context.time("updated_at", trimmed(&raw.updated_at)),
        deployed_by: account(&raw.creator),
        triggered_by: Field::NotExported,
        pipeline: Field::NotExported,
        run_url: Field::NotExported,
        change_ticket: Field::NotExported,
        notes: notes(raw),
        environments_commit: Field::NotExported,
    }))
}

/// Description and payload: free text in which a key may stand.
fn notes(raw: &RawDeployment<'_>) -> Field<String> {
    if !raw.description.is_exported() && !raw.payload.is_exported() {
        return Field::NotExported;
    }
    let description = text_field(&raw.description);
    let payload = raw
        .payload
        .value()
        .and_then(|value| payload_text(value.get()));
    let parts: Vec<&str> = [Some(description.text()), payload.as_deref()]
        .into_iter()
        .flatten()
        .filter(|text| !text.trim().is_empty())
        .collect();
    Field::exported_text(&parts.join("\n"))
}

/// The payload as text; none where it holds nothing. A payload is any JSON, or JSON in a text.
fn payload_text(json: &str) -> Option<String> {
    let text = match serde_json::from_str::<Text<'_>>(json) {
        Ok(text) => text.0.into_owned(),
        Err(_) => json.to_owned(),
    };
    let squeezed: String = text.split_whitespace().collect();
    (!["", "{}", "[]", "null", "\"\""].contains(&squeezed.as_str())).then_some(text)
}
