//! Where a review stands, from its events.

use std::collections::BTreeMap;

use changeproof_domain::field::Field;
use changeproof_domain::record::{PolicyReview, Record};
use changeproof_domain::time::Moment;
use changeproof_store::Reader;

use super::event::{
    ACKNOWLEDGED, APPROVED, Acknowledged, Approved, CLOSED, Closed, DECIDED, DRAFTED, Decided,
    Drafted, OPENED, Opened, PUBLISHED, Published,
};
use crate::decisions::{Recorded, Refusal, recorded};
use crate::error::AppError;

/// A review with all that was decided in it.
#[derive(Debug)]
pub(crate) struct Review {
    pub(crate) opened: Recorded<Opened>,
    /// The latest decision on each clause.
    pub(crate) clauses: BTreeMap<String, Recorded<Decided>>,
    /// All drafts, the latest last.
    pub(crate) drafts: Vec<Recorded<Drafted>>,
    pub(crate) approved: Option<Recorded<Approved>>,
    pub(crate) published: Option<Recorded<Published>>,
    pub(crate) acknowledged: Vec<Recorded<Acknowledged>>,
    pub(crate) closed: Option<Recorded<Closed>>,
}

/// All reviews when the log ended with that event, in the order in which they were opened.
pub(crate) fn all(reader: &Reader<'_>, as_of: i64) -> Result<Vec<Review>, AppError> {
    let opened = recorded::<Opened>(reader, OPENED, as_of)?.into_iter();
    let mut all: Vec<Review> = opened
        .map(|opened| Review {
            opened,
            clauses: BTreeMap::new(),
            drafts: Vec::new(),
            approved: None,
            published: None,
            acknowledged: Vec::new(),
            closed: None,
        })
        .collect();
    let find = |all: &mut [Review], review: i64| -> Option<usize> {
        all.iter().position(|of| of.opened.sequence == review)
    };
    for one in recorded::<Decided>(reader, DECIDED, as_of)? {
        if let Some(at) = find(&mut all, one.told.review) {
            all[at].clauses.insert(one.told.clause.clone(), one);
        }
    }
    for one in recorded::<Drafted>(reader, DRAFTED, as_of)? {
        if let Some(at) = find(&mut all, one.told.review) {
            all[at].drafts.push(one);
        }
    }
    for one in recorded::<Approved>(reader, APPROVED, as_of)? {
        if let Some(at) = find(&mut all, one.told.review) {
            all[at].approved = Some(one);
        }
    }
    for one in recorded::<Published>(reader, PUBLISHED, as_of)? {
        if let Some(at) = find(&mut all, one.told.review) {
            all[at].published = Some(one);
        }
    }
    for one in recorded::<Acknowledged>(reader, ACKNOWLEDGED, as_of)? {
        if let Some(at) = find(&mut all, one.told.review) {
            all[at].acknowledged.push(one);
        }
    }
    for one in recorded::<Closed>(reader, CLOSED, as_of)? {
        if let Some(at) = find(&mut all, one.told.review) {
            all[at].closed = Some(one);
        }
    }
    Ok(all)
}

/// The review that is open.
pub(super) fn open_one(reader: &Reader<'_>) -> Result<Review, AppError> {
    let open = all(reader, i64::MAX)?
        .into_iter()
        .find(|review| review.closed.is_none());
    Ok(open.ok_or_else(|| {
        Refusal::new(
            "no_review_open",
            "No review of the policy is open. Open one first.",
        )
    })?)
}

impl Review {
    /// The draft that counts: the latest, unless a clause was decided otherwise since.
    pub(crate) fn draft(&self) -> Option<&Recorded<Drafted>> {
        let last = self.drafts.last()?;
        let newest = self.clauses.values().map(|one| one.sequence).max();
        newest
            .is_none_or(|newest| newest < last.sequence)
            .then_some(last)
    }

    /// An error where the outcome was approved: nothing is decided after that.
    pub(super) fn check_not_approved(&self) -> Result<(), Refusal> {
        match &self.approved {
            None => Ok(()),
            Some(approved) => Err(Refusal::new(
                "approved_already",
                format!(
                    "The review was approved by {} at {}; what was decided in it stands. Close it, and open \
                     another one.",
                    approved.person, approved.at
                ),
            )),
        }
    }

    /// The approval.
    pub(super) fn approval(&self) -> Result<&Recorded<Approved>, Refusal> {
        self.approved.as_ref().ok_or_else(|| {
            Refusal::new(
                "review_not_approved",
                "The review is not approved yet. The policy owner approves it first.",
            )
        })
    }

    /// Whether the policy stays as it is.
    pub(crate) fn stays(&self) -> bool {
        let approved = self.approved.as_ref().map(|one| one.told.draft);
        let mut drafts = self.drafts.iter();
        drafts.any(|draft| Some(draft.sequence) == approved && draft.told.no_change)
    }

    /// Whether it was given up.
    pub(super) fn is_abandoned(&self) -> bool {
        let closed = self.closed.as_ref();
        closed.is_some_and(|closed| closed.told.abandoned.is_some())
    }

    /// Whether everything is done that an outcome needs before it is acknowledged.
    pub(super) fn check_out(&self) -> Result<(), Refusal> {
        self.approval()?;
        if self.published.is_none() && !self.stays() {
            return Err(Refusal::new(
                "not_published",
                "The new version is not published yet. Publish it with its first day first.",
            ));
        }
        Ok(())
    }
}

/// The approved reviews, as controls read them.
pub(crate) fn records(reader: &Reader<'_>, as_of: i64) -> Result<Vec<(i64, Record)>, AppError> {
    let all = all(reader, as_of)?.into_iter();
    let records = all.filter_map(|review| {
        // What was given up after it was approved is no review that was held.
        if review.is_abandoned() {
            return None;
        }
        let approved = review.approved.as_ref()?;
        let told = &approved.told;
        let published = review.published.as_ref().map(|one| &one.told);
        let version = published.map_or(told.version, |one| one.version);
        let record = PolicyReview {
            policy: told.policy.clone(),
            version: Field::Value(version.to_string()),
            reviewed_at: Field::Value(Moment::utc(approved.at)),
            approved_by: Field::Value(approved.account()),
            decision: Field::Value(told.decision.clone()),
            effective_from: published.map_or(Field::Empty, |one| Field::Value(one.from)),
            notes: Field::Value(told.reason.clone()),
        };
        Some((approved.sequence, Record::PolicyReview(Box::new(record))))
    });
    Ok(records.collect())
}
