//! What a person attests of a deployment without separate duties: that another control stands in.

use changeproof_domain::outcome::{Outcome, Overlay};

use crate::context::Context;
use crate::finding::Finding;
use crate::shared::attested::{self, Answer, Question};
use crate::shared::attested_parties::about_deployment;

/// What is asked; the reason names the control.
pub(super) static COMPENSATED: Question = Question {
    control: "DEP-03",
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
    let answer = attested::answer(cx, &COMPENSATED, &about_deployment(cx));
    let Finding {
        outcome,
        overlays,
        reason,
        facts,
    } = finding;
    let judged = match (&answer, outcome) {
        (Answer::Yes(of), _) => cx
            .pass(|| format!("{reason} {}", of.sentence()))
            .marked_if(of.by_account, Overlay::ByAccount),
        (Answer::Unknown { .. }, _) => cx.insufficient(|| format!("{reason}{}", answer.doubt())),
        (Answer::No(of), _) => Finding {
            outcome,
            overlays,
            reason: format!("{reason} {}", of.sentence()),
            facts: Vec::new(),
        },
        (Answer::Nothing | Answer::Void(_), _) => Finding {
            outcome,
            overlays,
            reason: format!("{reason}{}", answer.doubt()),
            facts: Vec::new(),
        },
    };
    judged.with(facts).with(answer.facts(cx))
}
