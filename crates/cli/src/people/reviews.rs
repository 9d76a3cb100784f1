//! Post-change reviews, attestations and where registers are kept, in words.

use changeproof_app::wire::attestation::{AttestationLine, AttestationRecorded};
use changeproof_app::wire::kept_here::KeptHereList;
use changeproof_app::wire::post_change_review::{
    RecordedReview, ReviewLine, ReviewQueue, ReviewRecorded, YourPart,
};

use super::{counted, line};

/// The queue.
pub fn review_queue(queue: &ReviewQueue) -> String {
    let mut text = String::new();
    let open = queue.lines.iter().filter(|line| line.state.is_open());
    let open = open.count();
    let said = match queue.lines.len() {
        0 => "No imported change is an emergency.".to_owned(),
        all => format!(
            "{}, of which {} still to be reviewed. Days are in {}.",
            counted(all, "emergency", "emergencies"),
            match open {
                1 => "1 is".to_owned(),
                open => format!("{open} are"),
            },
            queue.zone
        ),
    };
    line(&mut text, &said);
    for one in &queue.lines {
        emergency(&mut text, one);
    }
    if queue.unfounded > 0 {
        let unfounded = usize::try_from(queue.unfounded).unwrap_or(usize::MAX);
        let said = format!(
            "{} nothing justifies (EMG-01): judged as normal changes, no review is asked for.",
            counted(
                unfounded,
                "deployment rests on a record that calls itself an emergency and that",
                "deployments rest on records that call themselves emergencies and that"
            )
        );
        line(&mut text, &said);
    }
    text
}

fn emergency(text: &mut String, one: &ReviewLine) {
    line(
        text,
        &format!(
            "{} {}, due {}: {}",
            one.change,
            one.state.label(),
            one.due_on,
            one.sentence
        ),
    );
    for of in &one.deployments {
        line(
            text,
            &format!(
                "  deployed: {} in {} at {} ({})",
                of.service, of.environment, of.at, of.id
            ),
        );
    }
    if let Some(at) = one.carried_out_by {
        line(
            text,
            &format!("  carried out without a known deployment, by {at} at the latest"),
        );
    }
    for held in &one.reviews {
        let place = held
            .event
            .map_or_else(|| held.file.clone(), |event| format!("event {event}"));
        line(
            text,
            &format!(
                "  reviewed: {} by {} ({place}){}",
                held.at
                    .as_deref()
                    .unwrap_or("at a time that was not exported"),
                held.by.as_deref().unwrap_or("nobody who is named"),
                if held.counts { "" } else { ", does not count" }
            ),
        );
    }
    match &one.your_part {
        Some(YourPart::Had { words }) => {
            line(
                text,
                &format!("  You are {words}, so somebody else reviews it."),
            );
        }
        Some(YourPart::Unknown { why }) => {
            line(
                text,
                &format!("  Whether you may review it cannot be told: {why}."),
            );
        }
        Some(YourPart::None) | None => {}
    }
}

/// What recording a review did.
pub fn review_recorded(recorded: &ReviewRecorded) -> String {
    let mut text = review(&recorded.review);
    for remark in &recorded.remarks {
        line(&mut text, remark);
    }
    line(&mut text, "Evaluate again to have it counted.");
    text
}

/// A review.
pub fn review(review: &RecordedReview) -> String {
    let mut text = String::new();
    let held = review
        .held_on
        .map_or_else(String::new, |day| format!(", held on {day}"));
    line(
        &mut text,
        &format!(
            "Review of {} by {} at {}{held} (event {}).",
            review.change, review.person, review.at, review.event
        ),
    );
    line(&mut text, &format!("  outcome: {}", review.outcome));
    line(&mut text, &format!("  cause: {}", review.cause));
    match (&review.code_read_by, &review.code_read) {
        (Some(by), Some(read)) => line(&mut text, &format!("  code: {by} read {read}")),
        _ => line(&mut text, "  code: none was read"),
    }
    for action in &review.follow_up {
        line(&mut text, &format!("  to do: {action}"));
    }
    if !review.attendees.is_empty() {
        let names = review.attendees.join(", ");
        line(&mut text, &format!("  attendees: {names}"));
    }
    for file in &review.evidence {
        line(
            &mut text,
            &format!("  evidence: {} (SHA-256 {})", file.file, file.sha256),
        );
    }
    text
}

/// Where registers are kept.
pub fn kept_here(listed: &KeptHereList) -> String {
    let mut text = String::new();
    if listed.registers.is_empty() {
        line(&mut text, "No register is kept in Changeproof.");
    }
    for one in &listed.registers {
        let place = if one.here { "here" } else { "elsewhere" };
        line(
            &mut text,
            &format!(
                "{}: kept {place} from {} on, decided by {} at {}: {}",
                one.register.label(),
                one.from,
                one.person,
                one.at,
                one.reason
            ),
        );
    }
    text
}

/// What recording an attestation did.
pub fn attested(recorded: &AttestationRecorded) -> String {
    let mut text = String::new();
    attestation(&mut text, &recorded.attestation);
    for remark in &recorded.remarks {
        line(&mut text, remark);
    }
    line(&mut text, "Evaluate again to have it counted.");
    text
}

/// What was attested here.
pub fn attestations(listed: &[AttestationLine]) -> String {
    let mut text = String::new();
    if listed.is_empty() {
        line(&mut text, "Nothing was attested here.");
    }
    for one in listed {
        attestation(&mut text, one);
    }
    text
}

fn attestation(text: &mut String, one: &AttestationLine) {
    line(
        text,
        &format!(
            "{} on {} by {} at {} (event {}): {} {} Reason: {}",
            one.control,
            one.subject,
            one.person,
            one.at,
            one.event,
            one.question,
            one.answer,
            one.reason
        ),
    );
    for file in &one.evidence {
        line(
            text,
            &format!("  evidence: {} (SHA-256 {})", file.file, file.sha256),
        );
    }
}
