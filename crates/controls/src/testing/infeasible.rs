//! What a person attests of an untested change: that a test before production was not feasible.

use changeproof_domain::outcome::Outcome;
use changeproof_domain::snapshot::Change;

use crate::context::Context;
use crate::finding::Finding;
use crate::shared::attested::{self, Question, Subject};
use crate::shared::attested_parties::about_change;

/// What is asked.
pub(crate) static INFEASIBLE: Question = Question {
    control: "TST-01",
    about: Subject::Change,
    text: "Was testing before production infeasible?",
    yes: &["not feasible", "infeasible"],
    no: &["feasible"],
    with_reason: true,
    roles: None,
};

/// The verdict on a change without test evidence, with what was attested of it.
pub(super) fn unless_infeasible<'a>(
    cx: &Context<'a>,
    change: &'a Change,
    finding: Finding,
) -> Finding {
    match finding.outcome {
        Outcome::Fail | Outcome::InsufficientEvidence => {}
        Outcome::Pass | Outcome::NotApplicable | Outcome::Pending => return finding,
    }
    let answer = attested::answer(cx, &INFEASIBLE, || about_change(cx, change));
    attested::decided_by(cx, finding, &answer)
}
