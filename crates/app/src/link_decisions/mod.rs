//! Decisions on links of deployments: suggestions are confirmed or refused, links added or cut, each by a
//! person with a reason. Matching works the newest decision on each link into the snapshot.

mod decide;
mod event;

pub use decide::{NewLinkDecision, decide};

pub(crate) use event::{ACTIONS, FIELDS, KINDS, newest};
