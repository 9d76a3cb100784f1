//! Whether an approval of a change record counts for a deployment: given in time, for what was deployed,
//! by somebody with no other part in the change.

use changeproof_domain::snapshot::ChangeRecordId;

use crate::approvals::app_02_no_self_approval::{Hand, hands};
use crate::implementation::Implementation;
use crate::shared::approval::{Approved, Timing};
use crate::shared::known::Known;

/// Whether the approval stood for what was deployed when the deployment began.
pub(crate) fn stood(approval: &Approved<'_>) -> Known {
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
}

/// Whether each of a record's approvals came from somebody with no other part in the change.
pub(crate) fn independent(cx: &Implementation<'_>, id: ChangeRecordId) -> Vec<Independent> {
    hands(cx, id)
        .iter()
        .map(|hand| {
            let (known, by_account) = match *hand {
                Hand::None { by_account } => (Known::Yes, by_account),
                Hand::Had(_) => (Known::No, false),
                Hand::Unknown => (Known::Unknown, false),
            };
            Independent { known, by_account }
        })
        .collect()
}
