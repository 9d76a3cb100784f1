//! Samples as an auditor draws them: from a frozen population, by a seed, so that anybody draws the same
//! again. What was found on an item is what a person ticks after comparing, never what the app concludes.

mod draw;
mod event;
mod frame;
mod item;
mod list;
mod paper;
mod pick;
mod register;
mod sizes;
#[cfg(test)]
mod tests;
mod tick;
mod upper_limit;

pub use draw::{NewDraw, draw};
pub use event::{GroupKind, Item, SizeRow, Strata, TickMark};
pub use list::list;
pub use paper::paper;
pub use sizes::{NewSizes, set_sizes, sizes};
pub use tick::{NewTick, tick};
pub use upper_limit::{LIMIT_METHOD, per_mille_words};

pub(crate) use event::{Drawn, Group, KINDS, Part, Ticked};
pub(crate) use paper::paper_of;
pub(crate) use register::Register;
