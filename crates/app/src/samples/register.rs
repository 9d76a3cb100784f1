//! All draws and ticks, as the log tells them.

use changeproof_store::Reader;

use super::event::{DRAWN, Drawn, TICKED, Ticked};
use super::item::ItemName;
use crate::decisions::{Recorded, Refusal, recorded};
use crate::error::AppError;

/// All draws and ticks, in the order in which they were recorded.
pub(crate) struct Register {
    pub(crate) draws: Vec<Recorded<Drawn>>,
    pub(crate) ticks: Vec<Recorded<Ticked>>,
}

impl Register {
    /// As they stood when the log ended with that event.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub(crate) fn until(reader: &Reader<'_>, as_of: i64) -> Result<Register, AppError> {
        Ok(Register {
            draws: recorded(reader, DRAWN, as_of)?,
            ticks: recorded(reader, TICKED, as_of)?,
        })
    }

    /// The draw of that number.
    ///
    /// # Errors
    ///
    /// A refusal that tells which draws there are.
    pub(crate) fn draw(&self, number: u32) -> Result<&Recorded<Drawn>, Refusal> {
        let mut draws = self.draws.iter();
        draws
            .find(|draw| draw.told.number == number)
            .ok_or_else(|| {
                let known = match self.draws.len() {
                    0 => "Nothing was drawn yet.".to_owned(),
                    1 => "The only one is 1.".to_owned(),
                    n => format!("They are 1 to {n}."),
                };
                Refusal::new(
                    "unknown_sample",
                    format!("There is no sample {number}. {known}"),
                )
            })
    }

    /// The newest tick of an item and a control.
    pub(crate) fn tick(
        &self,
        draw: u32,
        item: &ItemName,
        control: &str,
    ) -> Option<&Recorded<Ticked>> {
        self.ticks.iter().rev().find(|tick| {
            let told = &tick.told;
            told.draw == draw && told.control == control && told.item == *item
        })
    }
}
