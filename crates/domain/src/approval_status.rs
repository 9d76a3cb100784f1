//! What names of a ticket's status say of its approval.

/// Words that say that an approval was refused or taken back.
const REFUSED: [&str; 7] = [
    "rejected",
    "declined",
    "denied",
    "withdrawn",
    "cancelled",
    "canceled",
    "unapproved",
];

/// Words beside `approved` with which a name says the opposite, or not yet.
const NOT_YET: [&str; 8] = [
    "not", "un", "non", "never", "awaiting", "waiting", "pending", "to",
];

/// Statuses in which a change is planned anew, in lower case.
const PLANNED_ANEW: [&str; 4] = ["draft", "drafting", "reopened", "re-opened"];

/// Statuses in which work commonly begins, in lower case. They also follow an approval: what is to be done
/// is then approved.
const FIRST: [&str; 8] = [
    "to do",
    "todo",
    "open",
    "new",
    "backlog",
    "planning",
    "in planning",
    "requested",
];

fn words(name: &str) -> impl Iterator<Item = String> {
    let words = name.split_whitespace();
    words.map(|word| {
        let letters = word.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    })
}

/// Whether the name of a ticket's status says that an approval was refused or taken back: `Rejected`,
/// `Declined by CAB`, `Withdrawn`, `Not approved`.
pub fn is_refused(name: &str) -> bool {
    words(name).any(|word| REFUSED.contains(&word.as_str())) || words(name).eq(["not", "approved"])
}

/// Whether the name of a ticket's status says that the change is approved: `Approved`,
/// `CAB approved`, but neither `Not approved` nor `Unapproved`.
pub fn is_approved(name: &str) -> bool {
    let is_said = words(name).any(|word| word == "approved");
    is_said && !words(name).any(|word| word == "tobe" || NOT_YET.contains(&word.as_str()))
}

/// Whether the name of a ticket's status says that the change is planned anew: `Draft`, `Reopened`.
pub fn is_planned_anew(name: &str) -> bool {
    PLANNED_ANEW.contains(&name.trim().to_lowercase().as_str())
}

/// Whether a ticket of that status may not have been begun: `To do`, `Open`.
pub fn is_first(name: &str) -> bool {
    FIRST.contains(&name.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_approved_refused_or_planned_anew() {
        for name in ["Approved", "CAB approved", "approved!"] {
            assert!(is_approved(name) && !is_refused(name), "{name}");
        }
        for name in [
            "Not approved",
            "Unapproved",
            "Awaiting to be approved",
            "Approval",
        ] {
            assert!(!is_approved(name), "{name}");
        }
        for name in [
            "Rejected",
            "Declined by CAB",
            "Cancelled",
            "Unapproved",
            " Not approved",
        ] {
            assert!(is_refused(name), "{name}");
        }
        assert!(!is_refused("Closed"));
        assert!(is_planned_anew("Draft") && !is_planned_anew("To Do"));
        assert!(is_first(" To Do") && !is_first("Done"));
    }
}
