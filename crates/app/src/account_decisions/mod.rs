//! Decisions on accounts and roles: suggestions are confirmed or refused, accounts and roles added to persons
//! of the roster. What holds reaches controls as lines of the roster; what reaches into days that were
//! evaluated before needs a document and a second person, and marks what it makes better as backdated.

mod decide;
mod event;
mod list;
#[cfg(test)]
mod tests;
mod withdraw;

pub use decide::{NewAccountDecision, NewRole, add_role, decide, second};
pub use event::AccountVerdict;
pub(crate) use list::lines;
pub use list::list;
pub use withdraw::{NewWithdrawal, withdraw};

pub(crate) use event::{ACTIONS, FIELDS, KINDS, all, as_recorded, by_name, records, refused};
