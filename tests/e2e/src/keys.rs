//! Keys that a person presses.

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};

/// A key that is not a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// To the next thing.
    Tab,
    /// Yes.
    Enter,
    /// Away.
    Escape,
    /// A space.
    Space,
    /// Down.
    Down,
    /// Up.
    Up,
    /// Right.
    Right,
    /// Left.
    Left,
    /// Home.
    Home,
    /// End.
    End,
    /// Backspace.
    Backspace,
    /// A letter, a digit or a sign.
    Sign(char),
}

impl Key {
    fn code(self) -> char {
        match self {
            Key::Tab => '\u{e004}',
            Key::Enter => '\u{e007}',
            Key::Escape => '\u{e00c}',
            Key::Space => ' ',
            Key::Down => '\u{e015}',
            Key::Up => '\u{e013}',
            Key::Right => '\u{e014}',
            Key::Left => '\u{e012}',
            Key::Home => '\u{e011}',
            Key::End => '\u{e010}',
            Key::Backspace => '\u{e003}',
            Key::Sign(sign) => sign,
        }
    }
}

const SHIFT: char = '\u{e008}';
const CONTROL: char = '\u{e009}';

/// A key, perhaps with others held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    key: Key,
    held: Option<char>,
}

impl From<Key> for Chord {
    fn from(key: Key) -> Self {
        Chord { key, held: None }
    }
}

impl Chord {
    /// With Shift.
    pub fn shift(key: Key) -> Chord {
        let held = Some(SHIFT);
        Chord { key, held }
    }

    /// With Control.
    pub fn control(key: Key) -> Chord {
        let held = Some(CONTROL);
        Chord { key, held }
    }

    /// What the driver is told.
    pub(crate) fn actions(self) -> KeyActions {
        let mut actions = KeyActions::new("keyboard".to_owned());
        if let Some(value) = self.held {
            actions = actions.then(KeyAction::Down { value });
        }
        let value = self.key.code();
        actions = actions
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        if let Some(value) = self.held {
            actions = actions.then(KeyAction::Up { value });
        }
        actions
    }
}
