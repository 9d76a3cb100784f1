//! Decides what becomes of a clause.

use std::path::Path;

use changeproof_store::Workspace;
use serde_json::json;

use super::event::{ClauseDecision, DECIDED, Decided};
use super::{review, show};
use crate::decisions::{Refusal, needed};
use crate::error::AppError;
use crate::log;
use crate::permission::{self, Act};
use crate::policy;
use crate::ports::Ports;
use crate::wire::annual_review::AnnualReview;

/// What becomes of a clause, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseDecided {
    /// The clause's id.
    pub clause: String,
    /// What becomes of it.
    pub decision: ClauseDecision,
    /// Why.
    pub reason: String,
}

/// Records it. Deciding again counts, until the outcome is approved; a draft has then to be made again.
///
/// # Errors
///
/// [`AppError::Refused`] where no review is open, the clause is not known or words are missing, what a person may
/// not do, or what the store says.
pub fn decide(
    workspace: &Path,
    decided: &ClauseDecided,
    ports: &Ports<'_>,
) -> Result<AnnualReview, AppError> {
    let reason = needed(&decided.reason, "The reason")?.to_owned();
    let mut open = Workspace::open(workspace)?;
    let writer = open.write()?;
    permission::check(&writer, Act::PreparePolicyReview, ports)?;
    let review = review::open_one(&writer)?;
    review.check_not_approved()?;
    let versions = policy::versions(&writer, i64::MAX)?;
    let profile = policy::profile_of(&versions, review.opened.told.version);
    let wanted = decided.clause.trim();
    let found = profile
        .clauses
        .iter()
        .find(|clause| clause.id.eq_ignore_ascii_case(wanted));
    let clause = found.ok_or_else(|| {
        let known = profile.clauses.iter().map(|clause| clause.id.as_str());
        Refusal::new(
            "unknown_clause",
            format!(
                "The policy has no clause {wanted}. Its clauses are {}.",
                known.collect::<Vec<_>>().join(", ")
            ),
        )
        .with(json!({ "clause": wanted }))
    })?;
    let told = Decided {
        review: review.opened.sequence,
        clause: clause.id.clone(),
        decision: decided.decision,
        reason,
    };
    log::append(&writer, Act::PreparePolicyReview, DECIDED, &told, ports)?;
    writer.commit()?;
    show(workspace, ports)
}
