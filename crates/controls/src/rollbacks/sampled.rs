//! What a person attests of a sampled rollback plan: that it can be used.

use changeproof_domain::outcome::Overlay;
use changeproof_domain::snapshot::ChangeRecordId;

use crate::context::Context;
use crate::finding::Finding;
use crate::shared::attested::{self, Answer, Question, Subject};
use crate::shared::attested_parties::about_record;

/// What is asked.
pub(crate) static USABLE: Question = Question {
    control: "RBK-01",
    about: Subject::Record,
    text: "Does the plan name trigger, method and owner, and was it tested or known in advance?",
    yes: &["usable"],
    no: &["not usable"],
    with_reason: true,
    roles: None,
};

/// The verdict on a plan that is there: `presence` is a pass as to that alone, `plan` says it.
pub(super) fn sampled(
    cx: &Context<'_>,
    id: ChangeRecordId,
    plan: &str,
    presence: Finding,
) -> Finding {
    let answer = attested::answer(cx, &USABLE, || about_record(cx, id));
    let finding = match &answer {
        Answer::Yes(of) => Finding {
            reason: format!("{plan} {}", of.sentence()),
            ..presence.marked_if(of.by_account, Overlay::ByAccount)
        },
        Answer::No(of) => cx.fail(|| format!("{plan} {}", of.sentence())),
        Answer::Unknown { may_deny: true, .. } => {
            cx.insufficient(|| format!("{plan}{}", answer.doubt()))
        }
        Answer::Nothing => presence,
        Answer::Void(_) | Answer::Unknown { .. } => Finding {
            reason: format!("{}{}", presence.reason, answer.doubt()),
            ..presence
        },
    };
    finding.with(answer.facts(cx))
}
