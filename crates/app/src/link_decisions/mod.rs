//! Decisions on links of deployments: suggestions are confirmed or refused, links added or cut, each by a
//! person with a reason. Matching works the newest decision on each link to a change record or a pipeline run into
//! the snapshot; on pull requests and incidents they are shown, and change no outcome. What reaches into days that
//! were evaluated needs a document and a second person, and marks what it makes better as backdated.

mod decide;
mod event;
mod list;
mod second;
#[cfg(test)]
mod tests;

pub use decide::{NewLinkDecision, decide, named};
pub use list::list;
pub use second::second;

pub(crate) use decide::possible;
pub(crate) use event::{ACTIONS, FIELDS, KINDS, all, as_recorded, newest};
pub(crate) use list::{all_lines, of_deployment};
