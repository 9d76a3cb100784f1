//! Code review.

pub(crate) mod rev_01_independent_review;
pub(crate) mod rev_02_review_covers_deployed;
pub(crate) mod rev_03_qualified_reviewer;

use changeproof_domain::outcome::Outcome;
use changeproof_domain::snapshot::Change;

use crate::context::Context;
use crate::finding::Finding;
use crate::shared::category::{self, Rules};

/// A review control's answer for a change: none is asked of emergencies, whose review is held
/// afterwards; what may be one is not judged, unless it cannot be told anyway.
pub(crate) fn unless_emergency<'a>(
    cx: &Context<'a>,
    change: &'a Change,
    judged: impl FnOnce() -> Finding,
) -> Finding {
    let rules = category::rules(cx, change);
    if rules == Rules::Emergency {
        return cx
            .not_applicable(|| {
                format!(
                    "{} is an emergency change; its review is held afterwards (EMG-04).{}",
                    cx.change_name(change),
                    category::remarks(cx, change)
                )
            })
            .with(category::facts(cx, change));
    }
    let finding = category::change_remarked(cx, change, judged());
    if rules == Rules::Unknown && finding.outcome != Outcome::InsufficientEvidence {
        return cx
            .insufficient(|| {
                format!(
                    "{} Whether it was an emergency, to which this rule does not apply, is not known.",
                    finding.reason
                )
            })
            .with(finding.facts)
            .with(category::facts(cx, change));
    }
    if rules == Rules::PerhapsEmergency && finding.outcome != Outcome::NotApplicable {
        return cx
            .insufficient(|| format!("{}{}", finding.reason, category::remarks(cx, change)))
            .with(finding.facts)
            .with(category::facts(cx, change));
    }
    finding
}
