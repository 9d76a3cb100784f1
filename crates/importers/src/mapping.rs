//! Words of tools and people, mapped to this project's meanings.

pub use changeproof_domain::approval_status::{
    is_approved as is_approved_status, is_refused as is_refused_status,
};
use changeproof_domain::record::{ApprovalDecision, CheckConclusion, DeploymentState};

/// A name without case and separators: `Deployment ID`, `deployment_id` and `deployment-id` are
/// the same column.
pub fn normal(name: &str) -> String {
    // Most names are ASCII, and every row has words that are looked up by this form.
    if name.is_ascii() {
        let mut normal = name.to_ascii_lowercase();
        normal.retain(|character| character.is_ascii_alphanumeric());
        return normal;
    }
    name.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The state that a status word of a deployment log means; none where the word is not known.
pub fn deployment_state(word: &str) -> Option<DeploymentState> {
    let state = match normal(word).as_str() {
        "success" | "successful" | "succeeded" | "ok" | "done" | "completed" | "complete"
        | "deployed" | "finished" | "passed" | "pass" | "live" | "active" | "inactive"
        | "superseded" | "applied" | "released" => DeploymentState::Success,
        "failure" | "failed" | "fail" | "error" | "errored" | "cancelled" | "canceled"
        | "aborted" | "timeout" | "timedout" | "rejected" | "terminated" | "skipped" => {
            DeploymentState::Failure
        }
        "partial"
        | "partiallysucceeded"
        | "partialsuccess"
        | "partiallycompleted"
        | "partiallyfailed"
        | "partialfailure"
        | "successfulwithissues"
        | "succeededwithissues" => DeploymentState::Partial,
        "running" | "inprogress" | "pending" | "queued" | "waiting" | "started" | "deploying"
        | "scheduled" | "blocked" | "created" => DeploymentState::InProgress,
        _ => return None,
    };
    Some(state)
}

/// How a check or run ended, from GitHub's conclusion; none where the word is not known.
///
/// Words: <https://docs.github.com/en/rest/checks/runs> and the GraphQL enum
/// `CheckConclusionState`.
pub fn conclusion(word: &str) -> Option<CheckConclusion> {
    let conclusion = match normal(word).as_str() {
        "success" => CheckConclusion::Success,
        "failure" | "error" | "timedout" | "cancelled" | "canceled" | "startupfailure"
        | "actionrequired" | "stale" => CheckConclusion::Failure,
        "skipped" | "neutral" => CheckConclusion::NoEvidence,
        "" | "pending" | "expected" | "queued" | "inprogress" | "waiting" | "requested" => {
            CheckConclusion::Unfinished
        }
        _ => return None,
    };
    Some(conclusion)
}

/// What an approver decided; none where the word is not known.
pub fn decision(word: &str) -> Option<ApprovalDecision> {
    let decision = match normal(word).as_str() {
        "approved" => ApprovalDecision::Approved,
        "rejected" | "declined" => ApprovalDecision::Rejected,
        "cancelled" | "canceled" | "notrequired" | "nolongerrequired" | "withdrawn"
        | "duplicate" => ApprovalDecision::Withdrawn,
        "requested" | "notrequested" | "notyetrequested" | "pending" | "" => {
            ApprovalDecision::Pending
        }
        _ => return None,
    };
    Some(decision)
}

/// Yes or no; none where the word is neither.
pub fn yes_or_no(word: &str) -> Option<bool> {
    match normal(word).as_str() {
        "yes" | "y" | "true" | "1" | "done" | "x" => Some(true),
        "no" | "n" | "false" | "0" | "notdone" => Some(false),
        _ => None,
    }
}

/// A revision: hexadecimal, lower case, at least seven digits. None where the text is a name of
/// something else, such as a tag or `HEAD`.
pub fn revision(text: &str) -> Option<String> {
    let text = text.trim();
    let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    ((7..=64).contains(&text.len()) && is_hex).then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_compare_without_case_and_separators() {
        for name in [
            "Deployment ID",
            "deployment_id",
            "deployment-id",
            " DeploymentId ",
        ] {
            assert_eq!(normal(name), "deploymentid", "{name}");
        }
    }

    #[test]
    fn an_unknown_status_word_is_not_guessed() {
        assert_eq!(
            deployment_state("green-ish"),
            None,
            "nobody said what it means"
        );
        assert_eq!(
            deployment_state("Partially Succeeded"),
            Some(DeploymentState::Partial),
            "as Azure writes it"
        );
    }

    #[test]
    fn only_statuses_that_say_approved_are_approvals() {
        for (name, want) in [
            ("Approved", true),
            ("CAB approved", true),
            ("Not approved", false),
            ("Unapproved", false),
            ("Awaiting approval", false),
            ("To be approved", false),
        ] {
            assert_eq!(is_approved_status(name), want, "{name}");
        }
    }

    #[test]
    fn a_tag_is_no_revision() {
        assert_eq!(revision("v1.2.3"), None, "a tag");
        assert_eq!(revision("HEAD"), None, "a name");
        assert_eq!(
            revision("ABCDEF1"),
            Some("abcdef1".to_owned()),
            "lower case"
        );
    }
}
