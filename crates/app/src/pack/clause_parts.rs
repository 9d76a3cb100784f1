//! What of the policy no control tests: clauses without a control, parts of clauses that no record shows,
//! and clauses about which the period gave no outcome.

use std::collections::BTreeSet;

use changeproof_controls::catalogue;
use changeproof_domain::policy::Profile;
use changeproof_reports::Outcome;
use changeproof_reports::pack::{ControlResult, UntestedPart};

/// Parts of the clauses of the built-in profile that no control tests, with what shows them instead.
const PARTS: [(&str, &str, &str); 17] = [
    (
        "SCOPE",
        "Changes that are neither deployed nor recorded: workflows, integrations and settings that are changed \
         in a tool itself.",
        "Nothing in this pack; the audit logs of these tools would.",
    ),
    (
        "CAT-STD",
        "Whether a standard change is of low risk, beyond the level that its record and the catalogue name.",
        "The catalogue of standard changes, where it was imported.",
    ),
    (
        "1-REQ",
        "Whether description, risk and plan are right; their presence and length are tested.",
        "The dossiers of section 14 print what they say.",
    ),
    (
        "2-REV",
        "How well a reviewer looked.",
        "The review itself, in the tool that keeps it.",
    ),
    (
        "3-TEST",
        "Whether the tests cover what was changed and its side effects; that they ran and succeeded is tested.",
        "The test plan in the change record, where one was exported.",
    ),
    (
        "3-TEST",
        "Where testing was not feasible: that is a person's judgement.",
        "Attestations, section 13.",
    ),
    (
        "4-MON",
        "Whether somebody looked at what monitoring showed.",
        "Attestations for MON-01, where they were recorded.",
    ),
    (
        "5-PLAN",
        "Whether a plan would work; that one is there is tested.",
        "Attestations for RBK-01 on sampled changes.",
    ),
    (
        "6-WATCH",
        "Whether metrics, logs and alerts were each reviewed.",
        "One recorded monitoring result stands for all.",
    ),
    (
        "ACC-AUTH",
        "Access to production that needs no deployment: shells, consoles, databases.",
        "Nothing in this pack; an access review would.",
    ),
    (
        "ACC-SOD",
        "Where separating duties was not feasible: that is a person's judgement.",
        "Attestations for DEP-03, section 13.",
    ),
    (
        "LOG-AUD",
        "No control of its own: that a change can be audited shows in its dossier.",
        "The facts under each outcome, and the dossiers of section 14.",
    ),
    (
        "3RD",
        "Third-party changes that are named by no path, label, service or field.",
        "Nothing in this pack; a register of suppliers would.",
    ),
    (
        "SEC-SCR",
        "Whether a reviewer asked for secure configuration; that a security role reviewed is tested.",
        "Attestations for SEC-01, section 13.",
    ),
    (
        "SEC-CRED",
        "Whether a change weakens the security posture; exposed credentials are tested.",
        "Attestations for SEC-01, section 13.",
    ),
    (
        "ENF",
        "Whether a violation had consequences for a person.",
        "Nothing in this pack: that is a matter between the company and its people.",
    ),
    (
        "OWN",
        "Whether the owner is the management or the security owner.",
        "The sign-off on the cover.",
    ),
];

/// All of it, for a policy and the results of a period.
pub(super) fn untested(
    profile: &Profile,
    controls: &[changeproof_reports::pack::Control],
    results: &[ControlResult],
) -> Vec<UntestedPart> {
    let mut found = Vec::new();
    let judged: BTreeSet<&str> = results
        .iter()
        .filter(|result| match result.outcome {
            Outcome::Fail | Outcome::InsufficientEvidence | Outcome::Pass => true,
            Outcome::Pending | Outcome::NotApplicable => false,
        })
        .map(|result| controls[result.control].id.as_str())
        .collect();
    for clause in &profile.clauses {
        let tests = catalogue().iter();
        let tests = tests.filter(|control| control.clauses.contains(&clause.id.as_str()));
        let tests: Vec<&str> = tests.map(|control| control.id).collect();
        let known = PARTS.iter().filter(|(id, _, _)| *id == clause.id);
        let parts = known.map(|(_, part, instead)| UntestedPart {
            clause: clause.id.clone(),
            part: (*part).to_owned(),
            instead: (*instead).to_owned(),
        });
        let before = found.len();
        found.extend(parts);
        if tests.is_empty() && found.len() == before {
            found.push(UntestedPart {
                clause: clause.id.clone(),
                part: format!("The whole clause: {}", clause.words),
                instead: "Nothing in this pack: no control tests it.".to_owned(),
            });
        } else if !tests.is_empty() && !tests.iter().any(|id| judged.contains(id)) {
            found.push(UntestedPart {
                clause: clause.id.clone(),
                part: format!(
                    "In this period nothing: {} gave no outcome that was judged.",
                    tests.join(", ")
                ),
                instead: "Nothing in this pack.".to_owned(),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use changeproof_controls::Control as Tested;
    use changeproof_domain::policy::{Clause, built_in};
    use changeproof_reports::pack::{Control, Severity, Subject};

    use super::*;

    /// The built-in profile with nothing but one clause.
    fn only(id: &str) -> Profile {
        let clause = Clause {
            id: id.to_owned(),
            words: "Do it well.".to_owned(),
        };
        Profile {
            clauses: vec![clause],
            ..built_in().clone()
        }
    }

    fn printed(tested: &Tested) -> Control {
        Control {
            id: tested.id.to_owned(),
            name: tested.name.to_owned(),
            version: tested.version,
            severity: Severity::High,
            clauses: Vec::new(),
            frameworks: Vec::new(),
            parameters: Vec::new(),
            interpretations: Vec::new(),
            stricter_than_policy: None,
            criterion: String::new(),
            effect: String::new(),
            follow_up: None,
        }
    }

    /// What is told of a clause where each control of the catalogue that tests it has one result.
    fn told(clause: &str, outcome: Outcome) -> Vec<UntestedPart> {
        let controls: Vec<Control> = catalogue().iter().map(|one| printed(one)).collect();
        let testing = catalogue().iter().enumerate();
        let testing = testing.filter(|(_, control)| control.clauses.contains(&clause));
        let results: Vec<ControlResult> = testing
            .map(|(control, _)| ControlResult {
                control,
                subject: Subject::Deployment(0),
                outcome,
                overlays: Vec::new(),
                reason: String::new(),
                facts: Vec::new(),
            })
            .collect();
        untested(&only(clause), &controls, &results)
    }

    /// A clause that a control tests and of which the table names no part.
    fn whole_clause() -> &'static str {
        let clauses = catalogue().iter().flat_map(|control| control.clauses);
        let mut whole = clauses.filter(|id| PARTS.iter().all(|(of, _, _)| of != *id));
        whole.next().unwrap()
    }

    #[test]
    fn every_part_is_of_a_clause_of_the_built_in_profile() {
        let profile = built_in();
        for (clause, part, _) in PARTS {
            let known = profile.clauses.iter().any(|one| one.id == clause);
            assert!(known, "{clause}: {part}");
        }
    }

    #[test]
    fn every_clause_without_a_control_is_told() {
        let told = untested(built_in(), &[], &[]);
        for clause in &built_in().clauses {
            assert!(
                told.iter().any(|one| one.clause == clause.id),
                "{} gave no outcome at all",
                clause.id
            );
        }
    }

    #[test]
    fn a_clause_that_was_judged_whole_is_not_told() {
        for outcome in [Outcome::Pass, Outcome::Fail, Outcome::InsufficientEvidence] {
            assert_eq!(told(whole_clause(), outcome), [], "{outcome:?}");
        }
    }

    #[test]
    fn results_that_judge_nothing_leave_a_clause_untested() {
        for outcome in [Outcome::NotApplicable, Outcome::Pending] {
            let told = told(whole_clause(), outcome);
            assert_eq!(told.len(), 1, "{outcome:?}");
            assert!(
                told[0].part.starts_with("In this period nothing: "),
                "{told:?}"
            );
        }
    }

    #[test]
    fn parts_that_no_control_tests_stay_untested_with_results() {
        let named = PARTS.iter().filter(|(id, _, _)| *id == "3-TEST").count();
        assert!(named > 1, "the clause has several parts");
        let judged = told("3-TEST", Outcome::Pass);
        assert_eq!(judged.len(), named);
        assert!(
            judged
                .iter()
                .all(|one| !one.part.starts_with("In this period"))
        );
        assert_eq!(told("3-TEST", Outcome::NotApplicable).len(), named + 1);
    }

    #[test]
    fn one_judged_control_of_several_is_enough() {
        let clause = "2-REV";
        let controls: Vec<Control> = catalogue().iter().map(|one| printed(one)).collect();
        let testing: Vec<usize> = (0..controls.len())
            .filter(|at| catalogue()[*at].clauses.contains(&clause))
            .collect();
        assert!(testing.len() > 1, "several controls test it");
        let one = |control: usize, outcome| ControlResult {
            control,
            subject: Subject::Deployment(0),
            outcome,
            overlays: Vec::new(),
            reason: String::new(),
            facts: Vec::new(),
        };
        let results = [
            one(testing[0], Outcome::NotApplicable),
            one(testing[1], Outcome::Pass),
        ];
        let told = untested(&only(clause), &controls, &results);
        assert!(
            told.iter()
                .all(|one| !one.part.starts_with("In this period"))
        );
    }

    #[test]
    fn a_clause_that_nothing_knows_is_told_as_a_whole() {
        let told = untested(&only("OUR-OWN"), &[], &[]);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].part, "The whole clause: Do it well.");
    }
}
