//! What a person without a mouse does: reach something with Tab, press Enter on it, write into it.

use crate::failure::Answer;
use crate::keys::Key;
use crate::session::App;

impl App {
    /// Goes on with Tab until something whose name begins so has the focus.
    ///
    /// # Errors
    ///
    /// It is not reached.
    pub async fn reach(&self, beginning: &str) -> Answer<()> {
        let is_it = |name: &str| name.starts_with(beginning);
        self.press_until(Key::Tab, beginning, |focus| is_it(&focus.name))
            .await
    }

    /// Reaches it and presses Enter.
    ///
    /// # Errors
    ///
    /// It is not reached.
    pub async fn press_on(&self, beginning: &str) -> Answer<()> {
        self.reach(beginning).await?;
        self.press(Key::Enter).await
    }

    /// Reaches a field and types into it.
    ///
    /// # Errors
    ///
    /// It is not reached.
    pub async fn fill(&self, beginning: &str, text: &str) -> Answer<()> {
        self.reach(beginning).await?;
        self.type_text(text).await
    }

    /// Goes to a screen by its letters.
    ///
    /// # Errors
    ///
    /// It does not come.
    pub async fn screen_by_keys(&self, letter: char, title: &str) -> Answer<()> {
        self.press(Key::Sign('g')).await?;
        self.press(Key::Sign(letter)).await?;
        self.find("heading", title).await?;
        self.settle().await
    }
}
