//! Approves the outcome of a review.

use std::path::Path;

use changeproof_store::Workspace;
use serde_json::json;

use super::draft::check_newest;
use super::event::{APPROVED, Approved, ClauseDecision, Drafted};
use super::review::{self, Review};
use super::show;
use crate::decisions::sign_ins::SignIns;
use crate::decisions::{Recorded, Refusal, known_to_writer, needed};
use crate::error::AppError;
use crate::log;
use crate::members::SignInError;
use crate::permission::{self, Act};
use crate::policy;
use crate::ports::Ports;
use crate::wire::annual_review::AnnualReview;
use crate::words::counted;

/// Approves it, as a policy owner who drafted none of it.
///
/// # Errors
///
/// [`AppError::Refused`] where there is no draft, or whoever signed in drafted or does so by a passphrase that
/// somebody who drafted chose, what a person may not do, or what
/// the store says.
pub fn approve(
    workspace: &Path,
    reason: &str,
    ports: &Ports<'_>,
) -> Result<AnnualReview, AppError> {
    let reason = needed(reason, "The reason")?.to_owned();
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::ReviewPolicy, ports)?;
    let (writer, loaded) = known_to_writer(&mut open, ports)?;
    let person = ports.signed_in.as_ref().ok_or(SignInError::Needed)?;
    let review = review::open_one(&writer)?;
    review.check_not_approved()?;
    let versions = policy::versions(&writer, i64::MAX)?;
    check_newest(&review, policy::newest(&versions)?)?;
    let draft = review.draft().ok_or_else(|| {
        Refusal::new(
            "draft_missing",
            "There is no draft of what was decided: neither a new version, nor that the policy stays as it is.",
        )
    })?;
    // Whoever drafted earlier wrote what a later draft rests on; by the roster one person may have two sign-ins.
    let is_own = |one: &&Recorded<Drafted>| loaded.is_one_person(&one.person, person.id());
    if let Some(own) = review.drafts.iter().find(is_own) {
        return Err(Refusal::new(
            "approver_drafted",
            format!(
                "{} drafted at {}. The outcome is approved by a policy owner who drafted none of it.",
                person.name(),
                own.at
            ),
        )
        .with(json!({ "draft": own.sequence }))
        .into());
    }
    let sign_ins = SignIns::until(&writer, i64::MAX)?;
    for one in &review.drafts {
        if let Some(maker) = sign_ins.maker_who_is(&loaded, person.id(), &one.person) {
            return Err(Refusal::new(
                "approver_account_of_drafter",
                format!(
                    "{} drafted at {}, and {maker} added the sign-in of {} or reset its passphrase. Another policy \
                     owner has to approve the outcome.",
                    one.person,
                    one.at,
                    person.name()
                ),
            )
            .with(json!({ "draft": one.sequence }))
            .into());
        }
    }
    let told = Approved {
        review: review.opened.sequence,
        draft: draft.sequence,
        policy: review.opened.told.policy.clone(),
        version: review.opened.told.version,
        decision: decision(&review),
        reason,
    };
    log::append(&writer, Act::ReviewPolicy, APPROVED, &told, ports)?;
    writer.commit()?;
    show(workspace, ports)
}

/// What was decided, in a few words.
fn decision(review: &Review) -> String {
    if review.draft().is_some_and(|draft| draft.told.no_change) {
        return "no change".to_owned();
    }
    let count = |decision: ClauseDecision| {
        let clauses = review.clauses.values();
        clauses.filter(|one| one.told.decision == decision).count() as u64
    };
    format!(
        "a new version: {} changed, {} deleted, {} kept",
        counted(count(ClauseDecision::Change), "clause", "clauses"),
        count(ClauseDecision::Delete),
        count(ClauseDecision::Keep)
    )
}
