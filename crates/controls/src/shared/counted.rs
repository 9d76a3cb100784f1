//! Whether an approval of a change record counts for a deployment: given in time, for what was deployed,
//! by somebody with no other part in the change.

use changeproof_domain::outcome::Fact;
use changeproof_domain::snapshot::{ChangeRecordId, RecordRef};

use crate::approvals::app_02_no_self_approval::{Hand, hands};
use crate::context::{account_text, when};
use crate::implementation::Implementation;
use crate::shared::approval::{Approved, Timing};
use crate::shared::known::Known;
use crate::shared::roles::Role;

/// Whether a person's approval stood for what was deployed when the deployment began.
pub(crate) fn stood(approval: &Approved<'_>) -> Known {
    if approval.by_machine {
        return Known::No;
    }
    match (approval.timing, approval.outdated_by) {
        (_, Some(_)) | (Timing::After, None) => Known::No,
        (Timing::Before, None) => Known::Yes,
        (
            Timing::Undecided
            | Timing::Unknown
            | Timing::PerhapsTakenBack
            | Timing::PerhapsOutdated,
            None,
        ) => Known::Unknown,
    }
}

/// Whether an approval came from somebody with no other part in the change.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Independent {
    pub known: Known,
    /// Only if two accounts of one system are two persons.
    pub by_account: bool,
    /// The part that they had, where they had one.
    pub part: Option<&'static str>,
}

impl Independent {
    /// Of the approval of a pull request, which REV-01 judges.
    pub(crate) fn of_review(known: Known, by_account: bool) -> Independent {
        Independent {
            known,
            by_account,
            part: None,
        }
    }
}

/// Why an approval does not count, as the rest of a sentence; none where it counts or may count.
pub(crate) fn why_not(
    cx: &Implementation<'_>,
    shown: &str,
    approval: &Approved<'_>,
    independent: Independent,
    role: &Role<'_>,
) -> Option<String> {
    if matches!(role, Role::Machine) {
        return Some(format!("{shown} is no person"));
    }
    if let Some(edit) = approval.outdated_by {
        let field = edit.field.replace('_', " ");
        return Some(format!(
            "after that by {shown} the scope ({field}) was edited at {}",
            when(&edit.at)
        ));
    }
    if approval.timing == Timing::After {
        let at = approval.at.map(when).unwrap_or_default();
        return Some(format!(
            "that by {shown} came only at {at}, after {}",
            cx.began()
        ));
    }
    let part = independent.part?;
    Some(format!("{shown} had another part in the change ({part})"))
}

/// Who had a part in the change of a record by the record itself, as facts.
pub(crate) fn party_facts(cx: &Implementation<'_>, id: ChangeRecordId) -> Vec<Fact> {
    let record = cx.record(id);
    let own = RecordRef::ChangeRecord(id);
    [
        cx.fact(own, "requester", || account_text(&record.requester)),
        cx.fact(own, "implementer", || account_text(&record.implementer)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether each of a record's approvals came from somebody with no other part in the change.
pub(crate) fn independent(cx: &Implementation<'_>, id: ChangeRecordId) -> Vec<Independent> {
    hands(cx, id)
        .iter()
        .map(|hand| {
            let (known, by_account, part) = match *hand {
                Hand::None { by_account } => (Known::Yes, by_account, None),
                Hand::Had(part) => (Known::No, false, Some(part)),
                Hand::Unknown => (Known::Unknown, false, None),
            };
            Independent {
                known,
                by_account,
                part,
            }
        })
        .collect()
}
