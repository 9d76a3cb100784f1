//! Decisions on links of deployments: suggestions are confirmed or refused, links added or cut, each by a
//! person with a reason. Matching works the newest decision on each link to a change record or a pipeline run into
//! the snapshot; on pull requests and incidents they are shown, and change no outcome.

mod decide;
mod event;

pub use decide::{NewLinkDecision, decide};

pub(crate) use event::{ACTIONS, FIELDS, KINDS, all, newest};
