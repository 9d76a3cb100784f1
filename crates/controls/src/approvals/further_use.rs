//! What a person attests of an approval that served another deployment, or another window: that it covers
//! this deployment too.

use changeproof_domain::outcome::Overlay;

use crate::context::Context;
use crate::finding::Finding;
use crate::shared::attested::{self, Answer, Question, Subject};
use crate::shared::attested_parties::about_deployment;

/// What is asked.
pub(crate) static COVERS: Question = Question {
    control: "APP-01",
    about: Subject::Deployment,
    text: "Does the approval cover this deployment too?",
    yes: &["covered", "the approval covers it"],
    no: &["not covered", "the approval does not cover it"],
    with_reason: true,
    roles: None,
};

/// The verdict on a use beyond the first, of which `open` says why it has to be confirmed. `passed` is
/// the verdict were it the first.
pub(super) fn confirmed(cx: &Context<'_>, open: Finding, passed: Finding) -> Finding {
    let answer = attested::answer(cx, &COVERS, || about_deployment(cx));
    let Finding { reason, facts, .. } = open;
    let finding = match &answer {
        Answer::Yes(of) => Finding {
            reason: format!("{} {}", passed.reason, of.sentence()),
            ..passed.marked_if(of.by_account, Overlay::ByAccount)
        },
        Answer::No(of) => cx.fail(|| format!("{reason} {}", of.sentence())),
        Answer::Nothing | Answer::Void(_) | Answer::Unknown { .. } => {
            cx.insufficient(|| format!("{reason}{}", answer.doubt()))
        }
    };
    finding.with(facts).with(answer.facts(cx))
}
