//! Shows a review: what it rests on, what was decided in it, and what comes next.

use std::path::{Path, PathBuf};

use changeproof_controls::catalogue;
use changeproof_domain::policy::{Profile, read};
use changeproof_store::{Reader, StoreError, Workspace};

use super::event::Drafted;
use super::next::next_known;
use super::review::{self, Review};
use crate::decisions::{Recorded, Refusal, attachment};
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::period::Period;
use crate::permission::{self, Act};
use crate::policy::{self, PolicyVersion};
use crate::policy_triggers;
use crate::ports::Ports;
use crate::wire::annual_review::{
    AnnualReview, ApprovalView, By, ClauseOfReview, ClosingView, DraftView, NewClause,
    PublicationView, ReviewInputs, ReviewStep, ReviewView,
};

/// The review that is open, else the latest.
///
/// # Errors
///
/// What a person may not do, or what the store says.
pub fn show(workspace: &Path, ports: &Ports<'_>) -> Result<AnnualReview, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let mut all = review::all(&reader, i64::MAX)?;
    let zone = workspace_zone(&reader)?;
    let next = next_known(&reader, zone, ports.clock.now())?;
    let forbidden = |act: Act| permission::forbidden(&reader, act, ports);
    let open = all.iter().position(|review| review.closed.is_none());
    let shown = match open {
        Some(at) => Some(all.swap_remove(at)),
        None => all.pop(),
    };
    Ok(AnnualReview {
        zone: zone.name().to_owned(),
        next_due: next.map(|next| next.due),
        review: shown.map(|review| view(&reader, &review)).transpose()?,
        prepare_forbidden: forbidden(Act::PreparePolicyReview)?,
        decide_forbidden: forbidden(Act::ReviewPolicy)?,
        acknowledge_forbidden: forbidden(Act::AcknowledgePolicy)?,
        triggers: policy_triggers::of(&reader)?,
    })
}

/// The review that looks at most days of a period, of several the newest; or the one that an event opened. Nothing
/// after `as_of` is told; what was abandoned is no review that was held, unless it is asked for.
///
/// # Errors
///
/// A refusal where no review was opened by that event, or what the store says.
pub(crate) fn of_period(
    reader: &Reader<'_>,
    as_of: i64,
    period: Period,
    wanted: Option<i64>,
) -> Result<Option<ReviewView>, AppError> {
    let all = review::all(reader, as_of)?;
    let found = match wanted {
        Some(event) => {
            let one = all.iter().find(|one| one.opened.sequence == event);
            Some(one.ok_or_else(|| {
                Refusal::new(
                    "unknown_review",
                    format!(
                        "Event {event} opened no review of the policy by the time of the pack. 'changeproof \
                         policy review show' tells the number of a review."
                    ),
                )
            })?)
        }
        None => all
            .iter()
            .filter(|one| !one.is_abandoned())
            .map(|one| {
                let (from, to) = (one.opened.told.from, one.opened.told.to);
                let days = (to.min(period.to) - from.max(period.from)).num_days() + 1;
                (days, one)
            })
            .filter(|(days, _)| *days > 0)
            .max_by_key(|(days, one)| (*days, one.opened.sequence))
            .map(|(_, one)| one),
    };
    found.map(|one| view(reader, one)).transpose()
}

fn by<T>(one: &Recorded<T>) -> By {
    By {
        event: one.sequence,
        person: one.person.clone(),
        at: one.at,
    }
}

fn view(reader: &Reader<'_>, review: &Review) -> Result<ReviewView, AppError> {
    let opened = &review.opened;
    let inputs =
        opened.told.evidence.first().ok_or_else(|| {
            StoreError::Damaged("a review of the policy has no inputs".to_owned())
        })?;
    let bytes = attachment::bytes(reader, inputs)?;
    let frozen: ReviewInputs = serde_json::from_slice(&bytes).map_err(StoreError::from)?;
    let versions = policy::versions(reader, i64::MAX)?;
    let before = policy::recorded(&versions, opened.told.version);
    let before = before.ok_or_else(|| {
        StoreError::Damaged("a reviewed version of the policy is gone".to_owned())
    })?;
    let approved = review.approved.as_ref().map(|one| one.told.draft);
    let mut drafts = review.drafts.iter();
    let draft = match approved {
        Some(draft) => drafts.find(|one| one.sequence == draft),
        None => review.draft(),
    };
    let text = draft
        .map(|draft| drafted(reader, draft))
        .transpose()?
        .flatten();
    let after = text.as_ref().map(|after| &after.profile);
    Ok(ReviewView {
        event: opened.sequence,
        policy: opened.told.policy.clone(),
        version: opened.told.version,
        step: step(review, &before.profile),
        opened: by(opened),
        inputs: frozen,
        inputs_sha256: inputs.sha256.to_string(),
        clauses: clauses(review, &before.profile, after),
        new_clauses: after.map_or_else(Vec::new, |after| new_clauses(&before.profile, after)),
        draft: draft.map(|draft| draft_view(draft, before, text.as_ref())),
        approved: review.approved.as_ref().map(|one| ApprovalView {
            by: by(one),
            decision: one.told.decision.clone(),
            reason: one.told.reason.clone(),
        }),
        published: review.published.as_ref().map(|one| PublicationView {
            by: by(one),
            version: one.told.version,
            from: one.told.from,
        }),
        acknowledged: review.acknowledged.iter().map(by).collect(),
        closed: review.closed.as_ref().map(|one| ClosingView {
            by: by(one),
            actions: one.told.actions.clone(),
            abandoned: one.told.abandoned.clone(),
            next_due: one.told.next_due,
        }),
    })
}

fn step(review: &Review, before: &Profile) -> ReviewStep {
    let is_decided = |id: &str| review.clauses.contains_key(id);
    if review.closed.is_some() {
        ReviewStep::Closed
    } else if review.approved.is_some() {
        match review.published.is_some() || review.stays() {
            true => ReviewStep::Acknowledgement,
            false => ReviewStep::Publication,
        }
    } else if review.draft().is_some() {
        ReviewStep::Approval
    } else if before.clauses.iter().all(|clause| is_decided(&clause.id)) {
        ReviewStep::Draft
    } else {
        ReviewStep::Clauses
    }
}

/// The text of a draft; none where the policy is to stay as it is.
fn drafted(
    reader: &Reader<'_>,
    draft: &Recorded<Drafted>,
) -> Result<Option<PolicyVersion>, AppError> {
    let Some(file) = draft.told.evidence.first() else {
        return Ok(None);
    };
    let damaged = |why: String| StoreError::Damaged(format!("the draft of the policy {why}"));
    let text = String::from_utf8(attachment::bytes(reader, file)?);
    let text = text.map_err(|_| damaged("is not UTF-8".to_owned()))?;
    let profile = read(&text).map_err(|faults| AppError::BadProfile {
        path: PathBuf::from(&file.file),
        faults: faults.iter().map(ToString::to_string).collect(),
    })?;
    Ok(Some(PolicyVersion::draft(text, profile)))
}

fn clauses(review: &Review, before: &Profile, after: Option<&Profile>) -> Vec<ClauseOfReview> {
    let clause = |clause: &changeproof_domain::policy::Clause| {
        let decided = review.clauses.get(&clause.id);
        let testing = catalogue().iter();
        let testing = testing.filter(|control| control.clauses.contains(&clause.id.as_str()));
        ClauseOfReview {
            id: clause.id.clone(),
            words: clause.words.clone(),
            controls: testing.map(|control| control.id.to_owned()).collect(),
            decision: decided.map(|one| one.told.decision),
            reason: decided.map(|one| one.told.reason.clone()),
            by: decided.map(by),
            new_words: after.and_then(|after| after.clause(&clause.id).map(str::to_owned)),
        }
    };
    before.clauses.iter().map(clause).collect()
}

fn new_clauses(before: &Profile, after: &Profile) -> Vec<NewClause> {
    let clauses = after.clauses.iter();
    clauses
        .filter(|clause| before.clause(&clause.id).is_none())
        .map(|clause| NewClause {
            id: clause.id.clone(),
            words: clause.words.clone(),
        })
        .collect()
}

fn draft_view(
    draft: &Recorded<Drafted>,
    before: &PolicyVersion,
    text: Option<&PolicyVersion>,
) -> DraftView {
    let file = draft.told.evidence.first();
    DraftView {
        by: by(draft),
        no_change: draft.told.no_change,
        reason: draft.told.reason.clone(),
        file: file.map(|file| file.file.clone()),
        sha256: file.map(|file| file.sha256.to_string()),
        differences: text.map_or_else(Vec::new, |after| policy::between(before, after)),
    }
}
