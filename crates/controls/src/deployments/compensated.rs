//! What a person attests of a deployment without separate duties: that another control stands in.

use changeproof_domain::outcome::Outcome;

use crate::context::Context;
use crate::finding::Finding;
use crate::shared::attested::{self, Question, Subject};
use crate::shared::attested_parties::about_implementation;

/// What is asked; the reason names the control.
pub(crate) static COMPENSATED: Question = Question {
    control: "DEP-03",
    about: Subject::Deployment,
    text: "Does a compensating control stand in for separate duties?",
    yes: &["compensated", "compensating control in place"],
    no: &["not compensated", "no compensating control"],
    with_reason: true,
    roles: None,
};

/// The verdict with what was attested of the deployment: it decides where duties were not, or may not
/// have been, separate.
pub(super) fn compensated(cx: &Context<'_>, finding: Finding) -> Finding {
    match finding.outcome {
        Outcome::Fail | Outcome::InsufficientEvidence => {}
        Outcome::Pass | Outcome::NotApplicable | Outcome::Pending => return finding,
    }
    let answer = attested::answer(cx, &COMPENSATED, || about_implementation(cx));
    attested::decided_by(cx, finding, &answer)
}
