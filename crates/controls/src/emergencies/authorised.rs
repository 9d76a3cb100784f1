//! What a person attests of an emergency: which step was bypassed, why, and who authorised it.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::Overlay;
use changeproof_domain::snapshot::ChangeRecordId;

use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::shared::attested::{self, Answer, Question, Subject};
use crate::shared::attested_parties::about_record;
use crate::shared::text::lack;

/// What is asked; the reason names step, cause and who authorised it.
pub(crate) static JUSTIFIED: Question = Question {
    control: "EMG-01",
    about: Subject::Record,
    text: "Were the bypassed step, its reason and the authorisation confirmed?",
    yes: &["justified", "authorised", "authorized"],
    no: &["not justified", "not authorised", "not authorized"],
    with_reason: true,
    roles: None,
};

/// The verdict on an emergency with something that may justify it, as a sentence.
pub(super) fn confirmed(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    support: impl Fn() -> String,
) -> Finding {
    let answer = attested::answer(cx, &JUSTIFIED, || about_record(cx, id));
    let finding = match &answer {
        Answer::Yes(of) => cx
            .pass(|| format!("{} {}", support(), of.sentence()))
            .marked_if(of.by_account, Overlay::ByAccount),
        Answer::No(of) => cx.fail(|| {
            format!(
                "{} {} The rules of normal changes apply to it.",
                support(),
                of.sentence()
            )
        }),
        Answer::Nothing | Answer::Void(_) | Answer::Unknown { .. } => {
            cx.insufficient(|| format!("{} {}{}", support(), to_confirm(cx, id), answer.doubt()))
        }
    };
    finding.with(answer.facts(cx))
}

/// The verdict on an emergency whose cause itself cannot be seen: nobody's word stands in for that, and a
/// 'no' is one all the same.
pub(super) fn unless_denied(
    cx: &Implementation<'_>,
    id: ChangeRecordId,
    named: impl Fn() -> String,
) -> Finding {
    let answer = attested::answer(cx, &JUSTIFIED, || about_record(cx, id));
    let finding = match &answer {
        Answer::No(of) => cx.fail(|| {
            format!(
                "{} {} The rules of normal changes apply to it.",
                named(),
                of.sentence()
            )
        }),
        Answer::Yes(_) | Answer::Nothing | Answer::Void(_) | Answer::Unknown { .. } => cx
            .insufficient(|| {
                format!(
                    "{} Whether that is an incident, a vulnerability or a critical issue cannot be told from \
                     what was imported.{}",
                    named(),
                    answer.remark()
                )
            }),
    };
    finding.with(answer.facts(cx))
}

/// What a person still has to say, and what the record itself says of it.
fn to_confirm(cx: &Implementation<'_>, id: ChangeRecordId) -> String {
    let record = cx.record(id);
    let has_content = |text: &Field<String>| {
        text.value()
            .is_some_and(|text| lack(text, cx.parameters()).is_none())
    };
    let reason = if has_content(&record.justification) || has_content(&record.description) {
        ""
    } else {
        " The record itself gives no reason."
    };
    format!(
        "Which step was bypassed, why, and who authorised it without a part in the change has to be \
         attested by a person.{reason}"
    )
}
