//! Who may hold the review of a change, as far as what was imported tells. What cannot be told is said, and
//! judged by EMG-04 with what is known later.

use changeproof_controls::context::{Context, Detail};
use changeproof_controls::emergency_reviews::{
    Asked, Emergency, Part, carried_out_alone, emergencies, emergency_alone, part_in,
};
use changeproof_controls::implementation::Implementation;
use changeproof_domain::account::Account;
use changeproof_domain::person::Sameness;
use changeproof_domain::snapshot::{ChangeRecordId, Snapshot};
use changeproof_domain::time::{Moment, Timestamp};
use serde_json::json;

use crate::decisions::Refusal;
use crate::loaded::Loaded;

/// A review that is about to be recorded.
pub(super) struct Intended<'i> {
    /// The key of the change record, as it was typed.
    pub(super) change: &'i str,
    /// Whoever holds it.
    pub(super) reviewer: &'i Account,
    /// Whoever read the code.
    pub(super) reader: Option<&'i Account>,
    /// When it was held.
    pub(super) held: Moment,
    /// When it is recorded.
    pub(super) now: Timestamp,
}

/// What is known of it.
#[derive(Debug)]
pub(super) struct Known {
    /// The key as the record itself has it.
    pub(super) key: String,
    /// What cannot be told, or will not count, a sentence each.
    pub(super) remarks: Vec<String>,
}

/// Whether a review may be recorded.
pub(super) fn check(loaded: &Loaded, intended: &Intended<'_>) -> Result<Known, Refusal> {
    let snapshot = &loaded.snapshot;
    let (id, key) = record(snapshot, intended.change)?;
    let mut known = Known {
        key: key.to_owned(),
        remarks: Vec::new(),
    };
    let uses = snapshot.uses_of.get(&id).map_or(&[][..], Vec::as_slice);
    let alone = loaded.undeployed().iter().find(|of| of.record == id);
    if uses.is_empty() && alone.is_none() {
        return not_carried_out(snapshot, id, intended, known);
    }
    let mut found: Vec<(Implementation<'_>, Emergency)> = Vec::new();
    for subject in uses {
        let cx = Context::new(snapshot, *subject, intended.now, Detail::Explained);
        let emergency = emergencies(&cx).into_iter().find(|of| of.record == id);
        found.extend(emergency.map(|emergency| (*cx, emergency)));
    }
    if let Some(of) = alone {
        let cx = carried_out_alone(snapshot, *of, intended.now);
        found.extend(emergency_alone(&cx, *of).map(|emergency| (cx, emergency)));
        if let Some(doubt) = of.doubt {
            known.remark(doubt.sentence(snapshot, key));
        }
    }
    let mut asked: Vec<Asked> = Vec::new();
    let mut before = 0;
    for (cx, emergency) in &found {
        asked.push(emergency.asked);
        before += usize::from(cx.start_is_known() && intended.held.latest() < cx.start().at);
        if cx.start_is_known() && intended.held.at > emergency.due {
            let zone = snapshot.calendar.zone;
            known.remark(format!(
                "It was due by the end of {} ({zone}), so EMG-04 calls it late.",
                emergency.due.date_in(zone)
            ));
        }
        of_part(cx, id, key, intended, &mut known)?;
    }
    if asked.is_empty() {
        return Err(Refusal::new(
            "no_emergency",
            format!(
                "{key} is not recorded as an emergency, and only emergencies are reviewed after the change."
            ),
        )
        .with(json!({ "change": key })));
    }
    if before == asked.len() {
        return Err(Refusal::new(
            "review_before_deployment",
            format!(
                "{key} was carried out after {}, and is reviewed after that.",
                intended.held.at.date_in(snapshot.calendar.zone)
            ),
        )
        .with(json!({ "change": key })));
    }
    if asked.iter().all(|asked| *asked == Asked::Unfounded) {
        known.remark(format!(
            "{key} is recorded as an emergency that nothing justifies (EMG-01): it is judged as a normal change, \
             and this review changes nothing."
        ));
    }
    if intended.reader.is_none() {
        known.remark(
            "No code was read in it: it counts only where a qualifying approval stood before the deployment."
                .to_owned(),
        );
    }
    Ok(known)
}

/// Of a change of which neither a deployment nor its closing is known.
fn not_carried_out(
    snapshot: &Snapshot,
    id: ChangeRecordId,
    intended: &Intended<'_>,
    mut known: Known,
) -> Result<Known, Refusal> {
    let implementer = snapshot.change_records[id.index()].implementer.value();
    if let Some(implementer) = implementer {
        let people = &snapshot.people;
        let who = [Some(intended.reviewer), intended.reader];
        for who in who.into_iter().flatten() {
            let (a, b) = (people.identify(who), people.identify(implementer));
            if people.same(a, b) == Sameness::Same {
                return Err(had_part(snapshot, who, &known.key, "its implementer"));
            }
        }
    }
    known.remark(format!(
        "Neither a production deployment that rests on {} nor its closing was imported, so whether you had a part in \
         it cannot be told.",
        known.key
    ));
    Ok(known)
}

impl Known {
    fn remark(&mut self, sentence: String) {
        if !self.remarks.contains(&sentence) {
            self.remarks.push(sentence);
        }
    }
}

/// Reviewer and reader of the code beside those with a part in the change.
fn of_part(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    key: &str,
    intended: &Intended<'_>,
    known: &mut Known,
) -> Result<(), Refusal> {
    let people = [Some(intended.reviewer), intended.reader];
    for who in people.into_iter().flatten() {
        match part_in(cx, id, who) {
            Part::None => {}
            Part::NoneByAccount => known.remark(format!(
                "That {} had no part in it rests on the assumption that two accounts of one system are two \
                 persons.",
                cx.shown(who)
            )),
            Part::Had(part) => return Err(had_part(cx.snapshot, who, key, part)),
            Part::Unknown(why) => known.remark(format!(
                "Whether the review counts cannot be told yet: {why}."
            )),
        }
    }
    Ok(())
}

fn had_part(snapshot: &Snapshot, who: &Account, key: &str, part: &str) -> Refusal {
    Refusal::new(
        "reviewer_had_part",
        format!(
            "{} is {part}: {key} has to be reviewed, and its code read, by somebody who neither wrote it nor \
             carried it out.",
            snapshot.people.shown(who)
        ),
    )
    .with(json!({ "change": key, "person": who.name }))
}

/// The change record of a key.
fn record<'s>(snapshot: &'s Snapshot, typed: &str) -> Result<(ChangeRecordId, &'s str), Refusal> {
    let mut records = snapshot.change_records.iter().enumerate();
    let found = records.find(|(_, record)| record.key.eq_ignore_ascii_case(typed));
    let (at, record) = found.ok_or_else(|| {
        Refusal::new(
            "unknown_change",
            format!(
                "No imported change record has the key {typed}. Import the records of its project, or correct \
                 the key."
            ),
        )
        .with(json!({ "change": typed }))
    })?;
    Ok((ChangeRecordId::from(at), &record.key))
}
