//! Which emergencies ask for a post-change review, and who may hold it, as EMG-04 sees them: for the queue of
//! reviews and for whoever records one.

use changeproof_domain::account::Account;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::snapshot::{ChangeRecordId, PostChangeReviewId, Snapshot};
use changeproof_domain::time::Timestamp;

use crate::context::{Context, Detail};
use crate::emergencies::emg_04_post_change_review as emg_04;
use crate::emergencies::reviewer::{Independence, independence};
use crate::implementation::Implementation;
use crate::judging::Judging;
use crate::shared::category::{self, Category};
use crate::shared::linked_records::links_of_deployment;
use crate::undeployed::Undeployed;

/// A change record that is, or may be, an emergency's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emergency {
    /// The record.
    pub record: ChangeRecordId,
    /// Whether its review is asked for.
    pub asked: Asked,
    /// The last instant at which a review is in time.
    pub due: Timestamp,
    /// What EMG-04 finds of this record.
    pub outcome: Outcome,
    /// The same in a sentence.
    pub reason: String,
    /// The reviews that name it, by time.
    pub reviews: Vec<PostChangeReviewId>,
    /// The first of them that counts.
    pub counts: Option<PostChangeReviewId>,
}

/// Whether a review is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It is an emergency.
    Yes,
    /// It may be one.
    Perhaps,
    /// It is recorded as one, and nothing justifies it: it is judged as a normal change.
    Unfounded,
}

/// The emergencies of a deployment, and what may be one.
pub fn emergencies(cx: &Context<'_>) -> Vec<Emergency> {
    if cx.subject.change_set.is_empty_by_nature() {
        return Vec::new();
    }
    let links = links_of_deployment(cx);
    links
        .iter()
        .filter_map(|link| emergency(cx, link.record))
        .collect()
}

/// A change that no deployment carried out, by the policy of the time at which it was, as far as that is known.
pub fn carried_out_alone<'a>(
    snapshot: &'a Snapshot,
    of: Undeployed,
    as_of: Timestamp,
) -> Implementation<'a> {
    let instant = of.at.map_or(as_of, |at| at.at);
    let judging = Judging::by_policy_at(instant, snapshot, as_of, Detail::Explained);
    Implementation::by_record(judging, of)
}

/// The emergency of a change that no deployment carried out, as far as is known; none where its record is no
/// emergency's.
pub fn emergency_alone(cx: &Implementation<'_>, of: Undeployed) -> Option<Emergency> {
    let found = emergency(cx, of.record)?;
    Some(match of.doubt {
        None => found,
        Some(doubt) => Emergency {
            outcome: Outcome::InsufficientEvidence,
            reason: doubt.sentence(cx.snapshot, &cx.record(of.record).key),
            counts: None,
            ..found
        },
    })
}

fn emergency(cx: &Implementation<'_>, id: ChangeRecordId) -> Option<Emergency> {
    let asked = asked(cx, id)?;
    let (outcome, reason) = match asked {
        Asked::Yes => {
            let finding = emg_04::check_record(cx, id);
            (finding.outcome, finding.reason)
        }
        Asked::Perhaps => (Outcome::InsufficientEvidence, perhaps(cx, id)),
        Asked::Unfounded => (Outcome::NotApplicable, remark(cx, id)),
    };
    Some(Emergency {
        record: id,
        asked,
        due: emg_04::due(cx),
        outcome,
        reason,
        reviews: emg_04::reviews_of(cx, id).to_vec(),
        counts: emg_04::counting(cx, id),
    })
}

fn remark(cx: &Implementation<'_>, id: ChangeRecordId) -> String {
    category::remark(cx, id).trim_start().to_owned()
}

fn perhaps(cx: &Implementation<'_>, id: ChangeRecordId) -> String {
    match category::judged_as(cx, id) {
        Category::PerhapsEmergency => remark(cx, id),
        Category::Standard | Category::Normal | Category::Emergency | Category::Unknown => format!(
            "Whether {} is an emergency is not known: {}.",
            cx.record(id).key,
            category::why_unknown(cx, id)
        ),
    }
}

/// Whether the review of a record is asked for; none where it is no emergency's.
fn asked(cx: &Implementation<'_>, id: ChangeRecordId) -> Option<Asked> {
    match category::judged_as(cx, id) {
        Category::Emergency => Some(Asked::Yes),
        Category::PerhapsEmergency | Category::Unknown => Some(Asked::Perhaps),
        Category::Normal if category::at_start(cx, id) == Category::Emergency => {
            Some(Asked::Unfounded)
        }
        Category::Normal | Category::Standard => None,
    }
}

/// How somebody stands to the change of a record, as far as the deployment, or the record alone, tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// No part in it.
    None,
    /// None, if two accounts of one system are two persons.
    NoneByAccount,
    /// A part, to stand behind a name: `its implementer`.
    Had(&'static str),
    /// Why it cannot be told.
    Unknown(String),
}

/// How somebody stands to the change of a record.
pub fn part_in(cx: &Implementation<'_>, id: ChangeRecordId, who: &Account) -> Part {
    match independence(cx, id, who) {
        Independence::Full => Part::None,
        Independence::ByAccount => Part::NoneByAccount,
        Independence::None(part) => Part::Had(part),
        Independence::Unknown(why) => Part::Unknown(why),
    }
}
