//! Writes a review as a PDF of one page.

use std::path::Path;

use changeproof_domain::account::{Account, System};
use changeproof_domain::snapshot::Snapshot;
use changeproof_reports::pack::PageSize;
use changeproof_reports::review_paper::{ReviewPaper, review_paper};
use changeproof_store::{Digest, Workspace};

use super::queue::queue_of;
use crate::error::AppError;
use crate::loaded::{Loaded, damaged, load_known, workspace_zone};
use crate::ports::Ports;
use crate::wire::post_change_review::RecordedReview;

/// Writes the review that an event tells of; a file of that name is replaced. Answers its hash.
///
/// # Errors
///
/// As for [`super::one`], [`AppError::NotWritten`] or [`AppError::Report`].
pub fn paper(
    workspace: &Path,
    event: i64,
    page_size: PageSize,
    out: &Path,
    ports: &Ports<'_>,
) -> Result<String, AppError> {
    let review = super::one(workspace, event, ports)?;
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    let zone = workspace_zone(&reader)?;
    let head = reader.head()?.sequence;
    let loaded = load_known(&reader, head, zone, ports)?;
    let told = reader.events(event, event)?.pop();
    let told = told.ok_or_else(|| damaged("lost an event"))?;
    let members = reader.members()?;
    let reviewer = members.iter().find(|member| member.id == review.person);
    let company = reader.company()?;
    let names = Names {
        entity: company.entity,
        reviewer: reviewer.map_or_else(|| review.person.clone(), |member| member.name.clone()),
        event_hash: told.hash.to_string(),
    };
    let input = input(&loaded, &review, names, page_size, ports);
    let bytes = review_paper(&input).map_err(|error| AppError::Report(error.to_string()))?;
    let not_written = |source| AppError::NotWritten {
        path: out.to_owned(),
        source,
    };
    let draft = ports.files.write_draft(out, &bytes).map_err(not_written)?;
    draft.place().map_err(not_written)?;
    Ok(Digest::of(&bytes).to_string())
}

/// What stands in other places than records and event.
struct Names {
    entity: String,
    reviewer: String,
    event_hash: String,
}

fn input(
    loaded: &Loaded,
    review: &RecordedReview,
    names: Names,
    page_size: PageSize,
    ports: &Ports<'_>,
) -> ReviewPaper {
    let queue = queue_of(loaded, ports.clock.now(), None, None);
    let line = queue.lines.iter().find(|line| line.change == review.change);
    let snapshot = &loaded.snapshot;
    let record = snapshot.change_records.iter();
    let record = record.into_iter().find(|of| of.key == review.change);
    ReviewPaper {
        page_size,
        entity: names.entity,
        change: review.change.clone(),
        title: record.map_or_else(String::new, |of| of.title.text().to_owned()),
        deployments: line.map_or_else(Vec::new, |line| {
            let deployments = line.deployments.iter();
            deployments
                .map(|of| format!("{} in {}, {}: {}", of.service, of.environment, of.at, of.id))
                .collect()
        }),
        reviewer: names.reviewer,
        recorded_at: review.at.utc(),
        held_on: review.held_on,
        outcome: review.outcome.clone(),
        cause: review.cause.clone(),
        code_review: review
            .code_read_by
            .as_deref()
            .zip(review.code_read.clone())
            .map(|(by, read)| (shown(snapshot, by), read)),
        follow_up: review.follow_up.clone(),
        attendees: review.attendees.clone(),
        evidence: review
            .evidence
            .iter()
            .map(|one| (one.file.clone(), one.sha256.clone()))
            .collect(),
        standing: line.map_or_else(
            || {
                format!(
                    "By what is known today no review of {} is asked for: it is no emergency, nothing justifies it \
                     as one, or neither a production deployment of it nor its closing was imported.",
                    review.change
                )
            },
            |line| line.sentence.clone(),
        ),
        event: review.event,
        event_hash: names.event_hash,
        app_version: crate::APP_VERSION.to_owned(),
    }
}

fn shown(snapshot: &Snapshot, name: &str) -> String {
    let account = Account::new(System::Plain, name);
    snapshot.people.shown(&account).to_owned()
}
