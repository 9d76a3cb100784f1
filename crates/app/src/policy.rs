//! The built-in policy profile: its name, and what its clauses say in short.

/// The name of the policy.
pub(crate) const NAME: &str = "Change management policy, built-in profile";

/// The version of the profile.
pub(crate) const VERSION: &str = "1";

/// Clauses that controls test, with their words in short.
const CLAUSES: &[(&str, &str)] = &[
    (
        "SCOPE",
        "Production and non-production environments; code, infrastructure, configuration, \
         integrations, workflows and security controls.",
    ),
    (
        "CAT-STD",
        "Standard changes are low-risk, repeatable and follow a predefined procedure.",
    ),
    (
        "CAT-NRM",
        "Normal changes are reviewed and approved before implementation.",
    ),
    (
        "CAT-EMG",
        "Emergency changes resolve incidents, vulnerabilities or critical service issues.",
    ),
    (
        "1-REQ",
        "Changes are documented before implementation: description, systems, risk and impact, \
         rollback.",
    ),
    (
        "2-REV",
        "Changes are reviewed by at least one other qualified person before deployment.",
    ),
    (
        "2-HIGH",
        "High risk or production impact may need a further approval.",
    ),
    (
        "2-SELF",
        "Nobody approves their own change, standard changes apart.",
    ),
    (
        "3-TEST",
        "Changes are tested outside production where feasible; tests validate function and side \
         effects.",
    ),
    (
        "3-CRIT",
        "Critical changes have validation steps before the full rollout.",
    ),
    (
        "4-PIPE",
        "Deployments go through a controlled process (CI/CD).",
    ),
    ("4-MON", "Production deployments are monitored."),
    (
        "4-TRACE",
        "Deployments are traceable to a change record or a code revision.",
    ),
    (
        "5-PLAN",
        "There is a rollback or mitigation strategy, known or tested in advance.",
    ),
    (
        "5-PROMPT",
        "Failed changes are reverted or mitigated promptly.",
    ),
    (
        "6-WATCH",
        "Systems are watched after deployment; metrics, logs and alerts are reviewed.",
    ),
    (
        "6-INV",
        "Issues trigger investigation and possibly a rollback.",
    ),
    (
        "EMG-DOC",
        "Emergency changes are documented as soon as practical.",
    ),
    ("EMG-LOG", "Actions during an emergency are logged."),
    ("EMG-PIR", "Emergency changes get a post-change review."),
    (
        "ACC-AUTH",
        "Only authorised people or pipelines deploy to production.",
    ),
    ("ACC-SOD", "Duties are separated where feasible."),
    (
        "LOG-SRC",
        "Changes are traceable to a user, a commit and a pipeline.",
    ),
    ("LOG-KEEP", "Deployment logs and change history are kept."),
    ("LOG-AUD", "Significant changes are auditable."),
    (
        "3RD",
        "Third-party changes are reviewed for data handling and security, tested, and follow the \
         same approvals.",
    ),
    (
        "SEC-SCR",
        "Changes to authentication, authorisation, secrets, infrastructure and security controls \
         get an explicit review.",
    ),
    (
        "SEC-CRED",
        "Changes expose no credentials and weaken no security posture.",
    ),
    ("PRO-1", "No unreviewed code is deployed to production."),
    ("PRO-2", "Production is not changed without documentation."),
    (
        "PRO-3",
        "The CI/CD process is not bypassed without justification.",
    ),
    ("PRO-4", "No credentials are hard-coded."),
    ("ENF", "Violations have consequences."),
    (
        "EXC",
        "Exceptions are documented, justified and approved by authorised people.",
    ),
    (
        "OWN",
        "The policy has an owner and is reviewed at least yearly and after significant change.",
    ),
];

/// What a clause says in short.
pub(crate) fn words(clause: &str) -> Option<&'static str> {
    CLAUSES
        .iter()
        .find(|(id, _)| *id == clause)
        .map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clause_that_a_control_tests_has_its_words() {
        for control in changeproof_controls::catalogue() {
            for clause in control.clauses {
                assert!(words(clause).is_some(), "{clause} of {}", control.id);
            }
        }
    }
}
