//! Drafts the new version, or says that there is none.

use std::path::{Path, PathBuf};

use changeproof_domain::policy::{Profile, read};
use changeproof_store::Workspace;
use serde_json::json;

use super::event::{ClauseDecision, DRAFTED, Drafted};
use super::review::{self, Review};
use super::show;
use crate::decisions::{Refusal, attachment, needed};
use crate::error::AppError;
use crate::log;
use crate::permission::{self, Act};
use crate::policy::{self, PolicyVersion};
use crate::ports::Ports;
use crate::wire::annual_review::AnnualReview;

/// A draft of the outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The profile of the new version; none where the policy stays as it is.
    pub file: Option<PathBuf>,
    /// Why.
    pub reason: String,
}

/// Records it, once every clause is decided. It has to do what was decided.
///
/// # Errors
///
/// [`AppError::NotRead`], [`AppError::BadProfile`], [`AppError::Refused`] where clauses are undecided or the draft
/// does otherwise, what a person may not do, or what the store says.
pub fn draft(workspace: &Path, draft: &Draft, ports: &Ports<'_>) -> Result<AnnualReview, AppError> {
    let reason = needed(&draft.reason, "The reason")?.to_owned();
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::PreparePolicyReview, ports)?;
    let text = draft
        .file
        .as_ref()
        .map(|file| text(file, ports))
        .transpose()?;
    let read_text = text.iter().map(|(name, text)| {
        let bytes = text.as_bytes().to_vec();
        attachment::of_bytes(name.clone(), bytes)
    });
    let read_text = read_text.collect::<Result<Vec<_>, _>>()?;
    let writer = open.write()?;
    let review = review::open_one(&writer)?;
    review.check_not_approved()?;
    let versions = policy::versions(&writer, i64::MAX)?;
    let before = policy::newest(&versions)?;
    check_newest(&review, before)?;
    check_decided(&review, &before.profile)?;
    check_follows(
        &review,
        before,
        text.as_ref().map(|(_, text)| text.as_str()),
    )?;
    let evidence = attachment::keep(&writer, &read_text)?;
    if evidence.iter().any(|kept| kept.kept_sha256.is_some()) {
        return Err(Refusal::new(
            "draft_with_secrets",
            "The draft holds what looks like a secret. A policy is read by many: take it out.",
        )
        .into());
    }
    let told = Drafted {
        review: review.opened.sequence,
        no_change: draft.file.is_none(),
        reason,
        evidence,
    };
    log::append(&writer, Act::PreparePolicyReview, DRAFTED, &told, ports)?;
    writer.commit()?;
    show(workspace, ports)
}

fn text(file: &Path, ports: &Ports<'_>) -> Result<(String, String), AppError> {
    let bytes = ports.files.read(file);
    let bytes = bytes.map_err(|source| AppError::NotRead {
        path: file.to_owned(),
        source,
    })?;
    let name = file.file_name().unwrap_or(file.as_os_str());
    let name = name.to_string_lossy().into_owned();
    Ok((name, policy::checked_text(file, bytes)?))
}

/// An error where another version was added since the review was opened.
pub(super) fn check_newest(review: &Review, newest: &PolicyVersion) -> Result<(), Refusal> {
    let reviewed = review.opened.told.version;
    if newest.number == reviewed {
        return Ok(());
    }
    Err(Refusal::new(
        "policy_changed_meanwhile",
        format!(
            "Version {} of the policy was added after this review of version {reviewed} was opened. Close this \
             one, and review the newest version.",
            newest.number
        ),
    )
    .with(json!({ "reviewed": reviewed, "newest": newest.number })))
}

fn check_decided(review: &Review, profile: &Profile) -> Result<(), Refusal> {
    let open = profile.clauses.iter().map(|clause| clause.id.as_str());
    let open: Vec<&str> = open
        .filter(|id| !review.clauses.contains_key(*id))
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(
        "clauses_undecided",
        format!(
            "What becomes of these clauses is not decided yet: {}.",
            open.join(", ")
        ),
    )
    .with(json!({ "clauses": open })))
}

/// Whether the draft does with each clause what was decided, and something at all.
fn check_follows(
    review: &Review,
    before: &PolicyVersion,
    text: Option<&str>,
) -> Result<(), AppError> {
    let decided = |id: &str| review.clauses.get(id).map(|one| one.told.decision);
    let Some(text) = text else {
        let clauses = before.profile.clauses.iter();
        let mut other = clauses.filter(|clause| decided(&clause.id) != Some(ClauseDecision::Keep));
        return match other.next() {
            None => Ok(()),
            Some(clause) => Err(against(&clause.id, "is not to stay as it is").into()),
        };
    };
    let profile = read(text).map_err(|faults| AppError::BadProfile {
        path: PathBuf::new(),
        faults: faults.iter().map(ToString::to_string).collect(),
    })?;
    for clause in &before.profile.clauses {
        let new = profile.clause(&clause.id);
        let fault = match (decided(&clause.id), new) {
            (Some(ClauseDecision::Keep), Some(words)) if words == clause.words => None,
            (Some(ClauseDecision::Keep), _) => {
                Some("stays as it is, and the draft has it otherwise")
            }
            (Some(ClauseDecision::Change), Some(words)) if words != clause.words => None,
            (Some(ClauseDecision::Change), _) => Some("gets other words, and the draft has none"),
            (Some(ClauseDecision::Delete), None) => None,
            (Some(ClauseDecision::Delete), Some(_)) => Some("goes, and the draft still has it"),
            (None, _) => Some("is not decided"),
        };
        if let Some(fault) = fault {
            return Err(against(&clause.id, fault).into());
        }
    }
    let after = PolicyVersion::draft(text.to_owned(), profile);
    if policy::between(before, &after).is_empty() {
        return Err(Refusal::new(
            "draft_changes_nothing",
            "The draft says the same as the version before. Where the policy stays as it is, say so instead.",
        )
        .into());
    }
    Ok(())
}

fn against(clause: &str, fault: &str) -> Refusal {
    Refusal::new(
        "draft_against_decision",
        format!("By what was decided clause {clause} {fault}. Change the draft, or decide again."),
    )
    .with(json!({ "clause": clause }))
}
