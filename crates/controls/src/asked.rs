//! What controls ask of people's judgement.

use crate::approvals::{attested_second::SECOND, further_use::COVERS};
use crate::deployments::compensated::COMPENSATED;
use crate::emergencies::authorised::JUSTIFIED;
use crate::monitoring::mon_01_monitored_after_deployment::MONITORED;
use crate::monitoring::ruled_out::RULED_OUT;
use crate::rollbacks::sampled::USABLE;
use crate::security::sec_01_heightened_scrutiny::NO_WEAKER;
use crate::shared::attested::Question;
use crate::testing::{infeasible::INFEASIBLE, tst_02_critical_change_validated::VALIDATED};
use crate::third_parties::tpc_01_third_party_change_assessed::ASSESSED;

/// All questions, in the order of the catalogue.
static QUESTIONS: [&Question; 11] = [
    &COVERS,
    &SECOND,
    &JUSTIFIED,
    &INFEASIBLE,
    &VALIDATED,
    &COMPENSATED,
    &USABLE,
    &MONITORED,
    &RULED_OUT,
    &ASSESSED,
    &NO_WEAKER,
];

/// The question that a control asks; none where it asks nothing. Beneath this question `yes` and `no` say
/// what they mean.
pub fn question_of(control: &str) -> Option<&'static str> {
    Some(question(control)?.text)
}

/// The same with all that belongs to it.
pub(crate) fn question(control: &str) -> Option<&'static Question> {
    let mut asked = QUESTIONS.iter().copied();
    asked.find(|question| question.control == control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find;

    #[test]
    fn whoever_asks_is_a_control_and_asks_one_thing() {
        for (at, question) in QUESTIONS.iter().enumerate() {
            assert!(find(question.control).is_some(), "{}", question.control);
            let others = &QUESTIONS[..at];
            assert!(others.iter().all(|other| other.control != question.control));
        }
        assert_eq!(question_of("REV-01"), None);
    }
}
