//! Deployment statuses of GitHub's REST API: what became of each deployment.

use changeproof_domain::field::Field;
use changeproof_domain::record::{DeploymentSource, DeploymentState, DeploymentStatus, Record};
use changeproof_domain::source::Reading;
use serde::Deserialize;

use super::Format;
use super::elements::{self, Listing};
use super::github::{ALL_PAGES, PAGE_LIMITS, User, account};
use crate::collector::{Rejection, RowContext};
use crate::container::json_value::{Text, text_field, trimmed, typed};
use crate::container::{Document, Probe};
use crate::{Options, ReadError, Sink};

const LISTING: Listing = Listing {
    fields: &[
        ("deployment", "deployment_url"),
        ("id", "id"),
        ("state", "state"),
        ("created_at", "created_at"),
        ("run_url", "log_url"),
        ("creator", "creator"),
    ],
    limits: PAGE_LIMITS,
    remedy: ALL_PAGES,
};

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawStatus<'t> {
    #[serde(default, borrow)]
    id: Field<Text<'t>>,
    #[serde(default, borrow)]
    deployment_url: Field<Text<'t>>,
    #[serde(default, borrow)]
    url: Field<Text<'t>>,
    #[serde(default, borrow)]
    state: Field<Text<'t>>,
    #[serde(default, borrow)]
    created_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    log_url: Field<Text<'t>>,
    #[serde(default, borrow)]
    target_url: Field<Text<'t>>,
    #[serde(default, borrow)]
    creator: Field<User<'t>>,
}

/// `gh api --paginate repos/OWNER/NAME/deployments/ID/statuses`, one deployment after the other.
pub struct GitHubDeploymentStatuses;

impl Format for GitHubDeploymentStatuses {
    fn id(&self) -> &'static str {
        "github-deployment-statuses"
    }

    fn label(&self) -> &'static str {
        "GitHub deployment statuses (REST)"
    }

    fn version(&self) -> u32 {
        2
    }

    fn how_to_export(&self) -> &'static str {
        "for id in $(gh api --paginate 'repos/OWNER/NAME/deployments?per_page=100' --jq '.[].id'); \
         do gh api --paginate \"repos/OWNER/NAME/deployments/$id/statuses?per_page=100\"; done \
         > deployment-statuses.json\n\
         GitHub deletes statuses that are older than 90 days, so export them regularly."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        probe.record_with(&["id", "state", "deployment_url"])?;
        Some("Its records have the keys id, state and deployment_url.".to_owned())
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
            |context, slice| status(context, &typed(slice)?),
        )
    }
}

fn status(context: &mut RowContext<'_>, raw: &RawStatus<'_>) -> Result<Record, Rejection> {
    let Field::Value(id) = text_field(&raw.id) else {
        return Err(Rejection::missing("id", "id of the status"));
    };
    let deployment = [&raw.deployment_url, &raw.url]
        .into_iter()
        .find_map(|url| deployment_id(text_field(url).text()).map(str::to_owned))
        .ok_or_else(|| Rejection::missing("deployment_url", "address of the deployment"))?;
    let created_at =
        context.required_time("created_at", "time of the status", trimmed(&raw.created_at))?;
    Ok(Record::from(DeploymentStatus {
        deployment: format!("{}:{deployment}", DeploymentSource::GitHub.id()),
        id,
        state: state(context, &text_field(&raw.state))?,
        created_at,
        run_url: run_url(raw),
        creator: account(&raw.creator),
    }))
}

/// The number behind `/deployments/`.
fn deployment_id(url: &str) -> Option<&str> {
    let (_, rest) = url.rsplit_once("/deployments/")?;
    let id = rest.split(['/', '?']).next()?;
    (!id.is_empty()).then_some(id)
}

/// GitHub's words; `inactive` is what a success becomes when the next deployment succeeds.
fn state(context: &mut RowContext<'_>, word: &Field<String>) -> Result<DeploymentState, Rejection> {
    let Field::Value(word) = word else {
        return Err(Rejection::missing("state", "state"));
    };
    Ok(match word.to_ascii_lowercase().as_str() {
        "success" | "inactive" => DeploymentState::Success,
        "failure" | "error" => DeploymentState::Failure,
        "in_progress" | "queued" | "pending" | "waiting" => DeploymentState::InProgress,
        _ => {
            context.note(format!(
                "'{word}' is no state of a deployment that is known; it counts as unknown."
            ));
            DeploymentState::Unknown
        }
    })
}

/// The log's address, else the older `target_url`. Empty where a key is there without an address.
fn run_url(raw: &RawStatus<'_>) -> Field<String> {
    match (text_field(&raw.log_url), text_field(&raw.target_url)) {
        (Field::Value(url), _) | (_, Field::Value(url)) => Field::Value(url),
        (Field::NotExported, Field::NotExported) => Field::NotExported,
        (Field::Empty | Field::NotExported, Field::Empty | Field::NotExported) => Field::Empty,
    }
}
