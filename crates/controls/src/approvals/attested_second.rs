//! What a designated approver attests of a change with one approval in its record: that a second one was
//! given elsewhere.

use changeproof_domain::outcome::Outcome;
use changeproof_domain::snapshot::ChangeRecordId;

use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::attested::{self, Question, Subject};
use crate::shared::attested_parties::about_record;

/// What is asked.
pub(crate) const SECOND: Question = Question {
    control: "APP-03",
    about: Subject::Record,
    text: "Did a second designated approver approve before the deployment?",
    yes: &["second approval given"],
    no: &["no second approval"],
    with_reason: true,
    roles: Some(|parameters| &parameters.approving_roles),
};

/// The same of a change that no deployment carried out.
pub(super) static SECOND_OF_RECORD: Question = Question {
    text: "Did a second designated approver approve before the implementation?",
    ..SECOND
};

/// The verdict with what was attested of the record; only where one approval counts can it decide.
pub(super) fn with_attested(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    first_counts: bool,
    finding: Finding,
) -> Finding {
    match finding.outcome {
        Outcome::Fail | Outcome::InsufficientEvidence => {}
        Outcome::Pass | Outcome::NotApplicable | Outcome::Pending => return finding,
    }
    let question = match cx.deployed() {
        Some(_) => &SECOND,
        None => &SECOND_OF_RECORD,
    };
    let answer = attested::answer(cx, question, || about_record(cx, id));
    if first_counts {
        attested::decided_by(cx, finding, &answer)
    } else {
        attested::beside(cx, finding, &answer)
    }
}
