//! What the words of a decision on a policy's review say.

use changeproof_domain::text::folded;

/// What a decision says of the review's outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// It was approved.
    Approved,
    /// It was rejected, or is still open.
    NotApproved,
    /// The words tell neither, or both.
    Unknown,
}

/// Words that approve.
const APPROVING: &[&str] = &[
    "accepted",
    "adopted",
    "agreed",
    "approved",
    "authorised",
    "authorized",
    "confirmed",
    "endorsed",
    "ok",
    "ratified",
    "reaffirmed",
    "reapproved",
    "renewed",
    "signed",
    "yes",
];

/// Words that leave the policy as it is. That approves it too, unless something is still open: what is kept until
/// it is decided was not approved.
const KEEPING: &[&str] = &[
    "continued",
    "extended",
    "kept",
    "passed",
    "retained",
    "unchanged",
    "valid",
];

/// Words that reject.
const REJECTING: &[&str] = &[
    "abandoned",
    "cancelled",
    "canceled",
    "decline",
    "declined",
    "denied",
    "disapproved",
    "failed",
    "refuse",
    "refused",
    "reject",
    "rejected",
    "returned",
    "unapproved",
    "vetoed",
    "withdrawn",
];

/// Words of what is still to be decided.
const OPEN: &[&str] = &[
    "adjourned",
    "awaiting",
    "defer",
    "deferred",
    "draft",
    "open",
    "outstanding",
    "pending",
    "postpone",
    "postponed",
    "proposed",
    "submitted",
    "tba",
    "tbd",
    "todo",
    "undecided",
    "waiting",
];

/// What the words of a decision say.
pub(super) fn of(text: &str) -> Decision {
    let text = folded(text);
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let (mut approves, mut keeps, mut rejects, mut is_open) = (None, false, false, None);
    let mut is_doubtful = false;
    for (at, word) in words.iter().enumerate() {
        let before = &words[at.saturating_sub(2)..at];
        if ["change", "changes"].contains(word) && before.ends_with(&["no"]) {
            keeps = true;
        } else if REJECTING.contains(word) {
            rejects = true;
        } else if OPEN.contains(word) {
            is_open = is_open.or(Some(at));
        } else if APPROVING.contains(word) || KEEPING.contains(word) {
            // 'not yet approved', 'to be approved'
            let negates = |word: &&str| ["not", "never", "be"].contains(word);
            if before.iter().any(negates) || before.ends_with(&["no"]) {
                rejects = true;
                continue;
            }
            // 'not yet formally approved': whether a word further away is about it is not known.
            is_doubtful |= words[..at].iter().any(|word| NEGATING.contains(word));
            if KEEPING.contains(word) {
                keeps = true;
            } else {
                approves = approves.or(Some(at));
            }
        }
    }
    let says = approves.is_some() || keeps;
    match (approves, is_open) {
        _ if says && (rejects || is_doubtful) => Decision::Unknown,
        // 'approved with open points', but 'pending approval'
        (Some(at), Some(open)) if at < open => Decision::Approved,
        (None, Some(_)) if keeps => Decision::Unknown,
        (_, Some(_)) => Decision::NotApproved,
        (Some(_), None) => Decision::Approved,
        (None, None) if keeps => Decision::Approved,
        (None, None) if rejects => Decision::NotApproved,
        (None, None) => Decision::Unknown,
    }
}

/// Words that may turn round what comes after them.
const NEGATING: &[&str] = &["never", "not", "unless", "until"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_registers_are_told_apart() {
        for text in [
            "approved",
            "Approved with changes",
            "Accepted; open points go to the next meeting",
            "Kept, with the deadline for reviews made clear",
            "no change",
            "Reviewed: no changes, approved",
            "a new version: 2 clauses changed, 0 deleted, 31 kept",
            "Signed off",
        ] {
            assert_eq!(of(text), Decision::Approved, "{text}");
        }
        for text in [
            "rejected",
            "not approved",
            "Not yet approved",
            "pending",
            "Pending approval",
            "approval pending",
            "to be approved in March",
            "Draft",
            "declined by the board",
        ] {
            assert_eq!(of(text), Decision::NotApproved, "{text}");
        }
        for text in [
            "",
            "version 4",
            "the approval",
            "Change the wording of clause 4",
            "no objections",
            "Approved by one, rejected by another",
            "Not yet formally approved",
            "Kept pending the next meeting",
            "Continued; the decision is deferred",
            "no change, decision postponed",
            "Valid until the new version is approved",
        ] {
            assert_eq!(of(text), Decision::Unknown, "{text}");
        }
    }
}
