//! The queue: every emergency with the day until which it is to be reviewed, and how it stands.

use std::collections::BTreeMap;
use std::path::Path;

use changeproof_controls::context::{Context, Detail, WorkedOut};
use changeproof_controls::emergency_reviews::{
    Asked, Emergency, Part, carried_out_alone, emergencies, emergency_alone, part_in,
};
use changeproof_controls::implementation::Implementation;
use changeproof_controls::undeployed::Undeployed;
use changeproof_domain::account::{Account, System};
use changeproof_domain::outcome::Outcome;
use changeproof_domain::snapshot::{ChangeRecordId, PostChangeReviewId, Snapshot, SubjectId};
use changeproof_domain::time::Timestamp;
use changeproof_store::Workspace;
use rayon::prelude::*;

use crate::error::AppError;
use crate::loaded::{Loaded, load_known, workspace_zone};
use crate::period::Period;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::post_change_review::{
    HeldReview, ReviewDeployment, ReviewLine, ReviewQueue, ReviewState, YourPart,
};

/// Which emergencies are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueOptions {
    /// Only those carried out on these days, and all that still need a review; all where it is left out.
    pub period: Option<Period>,
}

/// Every emergency with its review, what still needs one first, by the day on which it is due.
///
/// # Errors
///
/// What a person may not do, or what the store says.
pub fn queue(
    workspace: &Path,
    options: &QueueOptions,
    ports: &Ports<'_>,
) -> Result<ReviewQueue, AppError> {
    let open = Workspace::open(workspace)?;
    let reader = open.read()?;
    permission::check(&reader, Act::Look, ports)?;
    let head = reader.head()?.sequence;
    let zone = workspace_zone(&reader)?;
    let loaded = load_known(&reader, head, zone, ports)?;
    let who = ports.signed_in.as_ref();
    let who = who.map(|person| Account::new(System::Plain, person.id()));
    let queue = queue_of(&loaded, ports.clock.now(), options.period, who.as_ref());
    Ok(ReviewQueue {
        record_forbidden: permission::forbidden(&reader, Act::ReviewChange, ports)?,
        ..queue
    })
}

/// The same from what was loaded.
pub(crate) fn queue_of(
    loaded: &Loaded,
    now: Timestamp,
    period: Option<Period>,
    who: Option<&Account>,
) -> ReviewQueue {
    let snapshot = &loaded.snapshot;
    let asked: Vec<Vec<Asking>> = (0..snapshot.subjects.len())
        .into_par_iter()
        .map(|subject| asked_of(snapshot, SubjectId::from(subject), now, who))
        .collect();
    let alone = loaded.undeployed().iter();
    let alone = alone.filter_map(|of| asked_alone(snapshot, *of, now, who));
    let mut found: BTreeMap<ChangeRecordId, Vec<Asking>> = BTreeMap::new();
    let mut unfounded = 0;
    for asking in asked.into_iter().flatten().chain(alone) {
        match asking.emergency.asked {
            Asked::Unfounded => unfounded += 1,
            Asked::Yes | Asked::Perhaps => {
                found
                    .entry(asking.emergency.record)
                    .or_default()
                    .push(asking);
            }
        }
    }
    let lines = found.into_iter().map(|(id, of)| line(loaded, id, &of));
    let mut lines: Vec<ReviewLine> = lines
        .filter(|line| {
            let within = |period: Period| line.is_within(period, loaded.zone);
            line.state.is_open() || period.is_none_or(within)
        })
        .collect();
    lines.sort_by(|a, b| {
        let open = |line: &ReviewLine| !line.state.is_open();
        let by_due = match (open(a), open(b)) {
            (false, false) => a.due.cmp(&b.due),
            (true, true) => b.due.cmp(&a.due),
            (one, other) => one.cmp(&other),
        };
        by_due.then_with(|| a.change.cmp(&b.change))
    });
    ReviewQueue {
        zone: loaded.zone.name().to_owned(),
        as_of: now,
        lines,
        unfounded,
        record_forbidden: None,
    }
}

/// An emergency of one deployment, or of a record that none carried out.
struct Asking {
    subject: Option<SubjectId>,
    /// When it was carried out, as far as is known.
    at: Timestamp,
    emergency: Emergency,
    state: ReviewState,
    part: Option<Part>,
}

/// The emergencies of one deployment.
fn asked_of(
    snapshot: &Snapshot,
    subject: SubjectId,
    now: Timestamp,
    who: Option<&Account>,
) -> Vec<Asking> {
    let worked_out = WorkedOut::default();
    let cx = Context::new(snapshot, subject, now, Detail::Explained).keeping(&worked_out);
    let all = emergencies(&cx).into_iter();
    all.map(|emergency| Asking {
        subject: Some(subject),
        ..asking(&cx, emergency, who)
    })
    .collect()
}

/// The emergency of a record that no deployment carried out.
fn asked_alone(
    snapshot: &Snapshot,
    of: Undeployed,
    now: Timestamp,
    who: Option<&Account>,
) -> Option<Asking> {
    let cx = carried_out_alone(snapshot, of, now);
    let emergency = emergency_alone(&cx, of)?;
    Some(asking(&cx, emergency, who))
}

fn asking(cx: &Implementation<'_>, emergency: Emergency, who: Option<&Account>) -> Asking {
    Asking {
        subject: None,
        at: cx.start().at,
        state: state(&emergency, cx.as_of),
        part: who
            .filter(|_| emergency.asked != Asked::Unfounded)
            .map(|who| part_in(cx, emergency.record, who)),
        emergency,
    }
}

fn state(emergency: &Emergency, now: Timestamp) -> ReviewState {
    let held = !emergency.reviews.is_empty();
    match (emergency.outcome, held) {
        (Outcome::Pass | Outcome::NotApplicable, _) => ReviewState::Done,
        (Outcome::Pending, _) => ReviewState::Pending,
        (Outcome::Fail, true) => ReviewState::NotCounted,
        (Outcome::Fail, false) => ReviewState::Overdue,
        (Outcome::InsufficientEvidence, true) => ReviewState::Unclear,
        (Outcome::InsufficientEvidence, false) if emergency.asked == Asked::Perhaps => {
            ReviewState::Unclear
        }
        (Outcome::InsufficientEvidence, false) if now > emergency.due => ReviewState::NotTold,
        (Outcome::InsufficientEvidence, false) => ReviewState::Pending,
    }
}

fn line(loaded: &Loaded, id: ChangeRecordId, of: &[Asking]) -> ReviewLine {
    let snapshot = &loaded.snapshot;
    let record = &snapshot.change_records[id.index()];
    let worst = of.iter().min_by_key(|one| (one.state, one.emergency.due));
    let due = of.iter().map(|one| one.emergency.due).min();
    let due = due.unwrap_or(Timestamp(0));
    let mut reviews: Vec<PostChangeReviewId> = Vec::new();
    for one in of {
        for review in &one.emergency.reviews {
            if !reviews.contains(review) {
                reviews.push(*review);
            }
        }
    }
    // It counts where it does for every deployment.
    let counts =
        |review: PostChangeReviewId| of.iter().all(|one| one.emergency.counts == Some(review));
    ReviewLine {
        change: record.key.clone(),
        title: record.title.text().to_owned(),
        state: worst.map_or(ReviewState::Unclear, |one| one.state),
        sentence: worst.map_or_else(String::new, |one| one.emergency.reason.clone()),
        due,
        due_on: due.date_in(loaded.zone),
        deployments: of
            .iter()
            .filter_map(|one| Some(deployment(snapshot, one.subject?)))
            .collect(),
        carried_out_by: { of.iter() }
            .filter(|one| one.subject.is_none())
            .map(|one| one.at)
            .min(),
        reviews: reviews
            .into_iter()
            .map(|review| held(snapshot, review, counts(review)))
            .collect(),
        your_part: your_part(of),
    }
}

fn your_part(of: &[Asking]) -> Option<YourPart> {
    let parts = || of.iter().filter_map(|one| one.part.as_ref());
    parts().next()?;
    let had = parts().find_map(|part| match part {
        Part::Had(words) => Some((*words).to_owned()),
        Part::None | Part::NoneByAccount | Part::Unknown(_) => None,
    });
    let unknown = parts().find_map(|part| match part {
        Part::Unknown(why) => Some(why.clone()),
        Part::None | Part::NoneByAccount | Part::Had(_) => None,
    });
    Some(match (had, unknown) {
        (Some(words), _) => YourPart::Had { words },
        (None, Some(why)) => YourPart::Unknown { why },
        (None, None) => YourPart::None,
    })
}

fn deployment(snapshot: &Snapshot, id: SubjectId) -> ReviewDeployment {
    let subject = &snapshot.subjects[id.index()];
    let deployment = &snapshot.deployments[subject.deployment.index()].record;
    ReviewDeployment {
        source: deployment.source.id().to_owned(),
        id: deployment.id.clone(),
        service: deployment.service.clone(),
        environment: deployment.environment.clone(),
        at: subject.at,
    }
}

fn held(snapshot: &Snapshot, id: PostChangeReviewId, counts: bool) -> HeldReview {
    let held = &snapshot.post_change_reviews[id.index()];
    let source = &snapshot.sources[held.source.index()];
    let review = &held.record;
    HeldReview {
        at: review.reviewed_at.value().map(ToString::to_string),
        by: review
            .reviewed_by
            .value()
            .map(|by| snapshot.people.shown(by).to_owned()),
        outcome: review.outcome.value().cloned(),
        file: source.file.clone(),
        event: source.is_own_log().then(|| i64::from(held.place.index)),
        counts,
    }
}
