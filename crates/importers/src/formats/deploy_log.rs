//! Deployments in a plain table.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Deployment, DeploymentSource, DeploymentState, Record};
use changeproof_domain::source::Reading;

use super::Format;
use super::plain;
use super::rows::{self, Layout};
use crate::collector::{Rejection, RowContext};
use crate::container::{Document, Probe};
use crate::table::{Cells, Column, Header};
use crate::{Options, ReadError, Sink, mapping};

static ID: Column = Column::new(
    "id",
    "deployment_id",
    &["deployid", "deploymentnumber", "id"],
);
static SERVICE: Column = Column::new(
    "service",
    "service",
    &[
        "application",
        "app",
        "component",
        "system",
        "servicename",
        "project",
    ],
);
static REPOSITORY: Column = Column::new("repository", "repository", &["repo", "repositoryname"]);
static ENVIRONMENT: Column = Column::new(
    "environment",
    "environment",
    &[
        "env",
        "stage",
        "environmentname",
        "targetenvironment",
        "target",
    ],
);
static VERSION: Column = Column::new(
    "version",
    "version",
    &[
        "release",
        "releaseversion",
        "tag",
        "build",
        "buildnumber",
        "artifact",
        "image",
        "imagetag",
        "digest",
        "imagedigest",
    ],
);
static REVISION: Column = Column::new(
    "revision",
    "commit_sha",
    &[
        "sha",
        "gitsha",
        "commit",
        "revision",
        "commithash",
        "gitcommit",
        "commitid",
        "hash",
    ],
);
static GIT_REF: Column = Column::new("git_ref", "ref", &["gitref", "branch", "branchname"]);
static STATUS: Column = Column::new(
    "state",
    "status",
    &["state", "result", "outcome", "conclusion"],
);
static STARTED: Column = Column::new(
    "started_at",
    "started_at",
    &[
        "started",
        "start",
        "starttime",
        "startedon",
        "deployedat",
        "deployedon",
        "deploytime",
        "deploymenttime",
        "deploymentdate",
        "deploydate",
        "timestamp",
        "time",
        "date",
        "datetime",
    ],
);
static FINISHED: Column = Column::new(
    "finished_at",
    "finished_at",
    &[
        "finished",
        "endedat",
        "end",
        "endtime",
        "completedat",
        "completed",
        "completedon",
    ],
);
static DEPLOYED_BY: Column = Column::new(
    "deployed_by",
    "deployed_by",
    &[
        "deployer",
        "who",
        "user",
        "by",
        "executedby",
        "operator",
        "actor",
        "performedby",
    ],
);
static TRIGGERED_BY: Column = Column::new(
    "triggered_by",
    "triggered_by",
    &["requestedby", "initiatedby", "startedby", "triggeredbyuser"],
);
static PIPELINE: Column = Column::new(
    "pipeline",
    "pipeline",
    &["pipelinename", "workflow", "job", "jobname"],
);
static RUN_URL: Column = Column::new(
    "run_url",
    "run_url",
    &[
        "buildurl",
        "pipelineurl",
        "joburl",
        "runlink",
        "url",
        "link",
        "pipelinerun",
    ],
);
static CHANGE: Column = Column::new(
    "change_ticket",
    "change_ticket",
    &[
        "change",
        "ticket",
        "changerequest",
        "changekey",
        "changeid",
        "changenumber",
        "issue",
    ],
);
static NOTES: Column = Column::new(
    "notes",
    "notes",
    &["note", "comment", "comments", "description", "remarks"],
);

static LAYOUT: Layout = Layout {
    columns: &[
        &ID,
        &SERVICE,
        &REPOSITORY,
        &ENVIRONMENT,
        &VERSION,
        &REVISION,
        &GIT_REF,
        &STATUS,
        &STARTED,
        &FINISHED,
        &DEPLOYED_BY,
        &TRIGGERED_BY,
        &PIPELINE,
        &RUN_URL,
        &CHANGE,
        &NOTES,
    ],
    claims,
    map,
};

/// An environment, a start, and something that was deployed.
fn claims(header: &Header) -> bool {
    header.has_all(&[&ENVIRONMENT, &STARTED])
        && header.has_any(&[&REVISION, &VERSION])
        && header.has_any(&[&ID, &SERVICE, &REPOSITORY, &STATUS, &DEPLOYED_BY])
}

/// The plain table of deployments.
pub struct DeployLog;

impl Format for DeployLog {
    fn id(&self) -> &'static str {
        "deploy-log"
    }

    fn label(&self) -> &'static str {
        "deployment log (table)"
    }

    fn version(&self) -> u32 {
        1
    }

    fn how_to_export(&self) -> &'static str {
        "A table (CSV, xlsx or ods) with one row a deployment and the columns deployment_id, \
         service, repository, environment, version, commit_sha, status, started_at, finished_at, \
         deployed_by, triggered_by, pipeline, run_url, change_ticket, notes. Times with their \
         zone, such as 2025-03-01T10:00:00Z. Columns that you leave out count as not exported."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        rows::detect(probe, &LAYOUT)
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        rows::parse(self, &LAYOUT, document, signature, options, sink)
    }
}

fn map(context: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    let repository = match row.text(&REPOSITORY) {
        Field::NotExported => match &context.options.repository {
            Some(repository) => Field::Value(repository.clone()),
            None => Field::NotExported,
        },
        exported => exported,
    };
    let service = match (row.text(&SERVICE), &context.options.service) {
        (Field::Value(service), _) => service,
        (Field::NotExported, Some(declared)) => declared.clone(),
        (Field::Empty | Field::NotExported, _) => {
            return Err(Rejection::of(
                row.name(&SERVICE),
                "There is no service. Fill in the column, or, where the file has no such column, \
                 name the service with --service.",
            ));
        }
    };
    let environment = row.required(&ENVIRONMENT, "environment")?;
    let started = row.time(context, &STARTED);
    let started_at = context.required(row.name(&STARTED), "start of the deployment", started)?;
    let id = match row.text(&ID) {
        Field::Value(id) => id,
        Field::Empty => return Err(Rejection::missing(row.name(&ID), "id of the deployment")),
        Field::NotExported => {
            context.note(
                "The table has no column deployment_id: service, environment and start stand in \
                 for it."
                    .to_owned(),
            );
            format!("{service}/{environment}/{}", started_at.at)
        }
    };
    Ok(Record::from(Deployment {
        source: DeploymentSource::DeployLog,
        id,
        service,
        repository,
        environment,
        production: None,
        revision: plain::revision(context, row, &REVISION),
        git_ref: row.text(&GIT_REF),
        version: row.text(&VERSION),
        state: state(context, row),
        started_at,
        finished_at: row.time(context, &FINISHED),
        updated_at: Field::NotExported,
        deployed_by: plain::account(row, &DEPLOYED_BY),
        triggered_by: plain::account(row, &TRIGGERED_BY),
        pipeline: row.text(&PIPELINE),
        run_url: row.text(&RUN_URL),
        change_ticket: row.text(&CHANGE),
        notes: row.text(&NOTES),
        environments_commit: Field::NotExported,
    }))
}

fn state(context: &mut RowContext<'_>, row: &dyn Cells) -> Field<DeploymentState> {
    row.text(&STATUS).map(|word| {
        mapping::deployment_state(&word).unwrap_or_else(|| {
            context.note(format!(
                "The status '{word}' is not known; such deployments count as 'unknown'."
            ));
            DeploymentState::Unknown
        })
    })
}
