//! Workflow runs of GitHub's REST API.

use changeproof_domain::field::Field;
use changeproof_domain::record::{CheckConclusion, PipelineRun, Record};
use changeproof_domain::source::Reading;
use changeproof_domain::time::Moment;
use serde::Deserialize;

use super::github::{ALL_PAGES, PAGE_LIMITS, User, account, repository_of_api, repository_of_page};
use super::{Format, elements, field_map, reading};
use crate::collector::{Rejection, RowContext};
use crate::container::json_value::{Text, always, sha_field, text_field, trimmed, typed};
use crate::container::{Document, Probe};
use crate::{Options, ReadError, Sink, mapping};

const FIELDS: &[(&str, &str)] = &[
    ("repository", "repository.full_name"),
    ("id", "id"),
    ("name", "name"),
    ("event", "event"),
    ("conclusion", "conclusion"),
    ("head", "head_sha"),
    ("branch", "head_branch"),
    ("actor", "actor"),
    ("triggering_actor", "triggering_actor"),
    ("started_at", "run_started_at"),
    ("updated_at", "updated_at"),
    ("url", "html_url"),
];

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawRun<'t> {
    #[serde(default, borrow)]
    id: Field<Text<'t>>,
    #[serde(default, borrow)]
    name: Field<Text<'t>>,
    #[serde(default, borrow)]
    event: Field<Text<'t>>,
    #[serde(default, borrow)]
    status: Field<Text<'t>>,
    #[serde(default, borrow)]
    conclusion: Field<Text<'t>>,
    #[serde(default, borrow)]
    head_sha: Field<Text<'t>>,
    #[serde(default, borrow)]
    head_branch: Field<Text<'t>>,
    #[serde(default, borrow)]
    actor: Field<User<'t>>,
    #[serde(default, borrow)]
    triggering_actor: Field<User<'t>>,
    #[serde(default, borrow)]
    run_started_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    created_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    updated_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    url: Field<Text<'t>>,
    #[serde(default, borrow)]
    html_url: Field<Text<'t>>,
    #[serde(default, borrow)]
    repository: Field<RawRepository<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawRepository<'t> {
    #[serde(default, borrow)]
    full_name: Field<Text<'t>>,
}

/// `gh api --paginate repos/OWNER/NAME/actions/runs`.
pub struct GitHubWorkflowRuns;

impl Format for GitHubWorkflowRuns {
    fn id(&self) -> &'static str {
        "github-workflow-runs"
    }

    fn label(&self) -> &'static str {
        "GitHub workflow runs (REST)"
    }

    fn version(&self) -> u32 {
        2
    }

    fn how_to_export(&self) -> &'static str {
        "gh api --paginate 'repos/OWNER/NAME/actions/runs?per_page=100&created=2025-01-01..\
         2025-01-31' > workflow-runs.json\n\
         GitHub lists at most 1,000 runs of a query with 'created': ask for one month after the \
         other and append the answers to one file."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        if probe.has_envelope("workflow_runs", &[]) {
            return Some("Its records stand in 'workflow_runs'.".to_owned());
        }
        probe.record_with(&["id", "run_number", "head_sha", "event"])?;
        Some("Its records have the keys id, run_number, head_sha and event.".to_owned())
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        let json = elements::json_of(self, document)?;
        let mut collector = elements::read(document, json, options, sink, |context, _, slice| {
            run(context, &typed(slice)?)
        })?;
        let total = json
            .pages
            .iter()
            .filter_map(|page| json.member(page, "total_count")?.parse::<u64>().ok())
            .max();
        let found = json.elements.len() as u64;
        match total {
            Some(total) if total > found => collector.cut(
                format!(
                    "The file holds {found} of {total} workflow runs; export again with \
                     `gh api --paginate`, by shorter spans of time where there are more than \
                     1,000."
                ),
                Some(total),
            ),
            Some(_) => {}
            None => elements::cut_at_limit(&mut collector, json, PAGE_LIMITS, ALL_PAGES),
        }
        let (fields, gathered) = (field_map(FIELDS), collector.finish());
        Ok(reading(self, document, signature, fields, gathered))
    }
}

fn run(context: &mut RowContext<'_>, raw: &RawRun<'_>) -> Result<Record, Rejection> {
    let Field::Value(id) = text_field(&raw.id) else {
        return Err(Rejection::missing("id", "id of the run"));
    };
    let url = text_field(&raw.html_url);
    let full_name = raw
        .repository
        .value()
        .map_or(Field::NotExported, |repository| {
            text_field(&repository.full_name)
        });
    let repository = full_name
        .value()
        .cloned()
        .or_else(|| repository_of_api(text_field(&raw.url).text()))
        .or_else(|| repository_of_page(url.text()))
        .or_else(|| context.options.repository.clone());
    let started = if raw.run_started_at.is_exported() {
        time(context, "run_started_at", &raw.run_started_at)
    } else {
        time(context, "created_at", &raw.created_at)
    };
    Ok(Record::from(PipelineRun {
        repository: repository.map_or(Field::NotExported, Field::Value),
        id,
        name: text_field(&raw.name),
        event: always(text_field(&raw.event)),
        conclusion: conclusion(context, raw),
        head: sha_field(&raw.head_sha),
        branch: text_field(&raw.head_branch),
        actor: account(&raw.actor),
        triggering_actor: account(&raw.triggering_actor),
        started_at: started,
        updated_at: time(context, "updated_at", &raw.updated_at),
        url,
    }))
}

fn conclusion(context: &mut RowContext<'_>, raw: &RawRun<'_>) -> Field<CheckConclusion> {
    let unfinished = raw
        .status
        .value()
        .is_some_and(|status| !status.0.eq_ignore_ascii_case("completed"));
    if unfinished {
        return Field::Value(CheckConclusion::Unfinished);
    }
    match text_field(&raw.conclusion) {
        Field::NotExported => Field::NotExported,
        Field::Empty => Field::Value(CheckConclusion::Unfinished),
        Field::Value(word) => {
            let known = mapping::conclusion(&word);
            if known.is_none() {
                context.unread(
                    "conclusion",
                    format!("'{word}' is no conclusion of a run that is known. It may have gone through."),
                );
            }
            known.map_or(Field::NotExported, Field::Value)
        }
    }
}

fn time(context: &mut RowContext<'_>, column: &str, field: &Field<Text<'_>>) -> Field<Moment> {
    context.time(column, trimmed(field))
}
