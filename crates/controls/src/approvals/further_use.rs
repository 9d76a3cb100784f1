//! What a person attests of an approval that served another deployment, or another window: that it covers
//! this deployment too.

use changeproof_domain::outcome::Overlay;

use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::attested::{self, Answer, Question, Subject};
use crate::shared::attested_parties::about_implementation;

/// What is asked.
pub(crate) const COVERS: Question = Question {
    control: "APP-01",
    about: Subject::Deployment,
    text: "Does the approval cover this deployment too?",
    yes: &["covered", "the approval covers it"],
    no: &["not covered", "the approval does not cover it"],
    with_reason: true,
    roles: None,
};

/// The same of a change that no deployment carried out.
pub(super) static COVERS_RECORD: Question = Question {
    text: "Does the approval cover this implementation too?",
    ..COVERS
};

/// The verdict on a use beyond the first, of which `open` says why it has to be confirmed. `passed` is
/// the verdict were it the first.
pub(super) fn confirmed(cx: &Implementation<'_>, open: Finding, passed: Finding) -> Finding {
    let question = match cx.deployed() {
        Some(_) => &COVERS,
        None => &COVERS_RECORD,
    };
    let answer = attested::answer(cx, question, || about_implementation(cx));
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
