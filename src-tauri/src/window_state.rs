//! Where the window was, so that it comes back there.

use std::path::Path;

use serde::{Deserialize, Serialize};
use tauri::{PhysicalPosition, PhysicalSize, Runtime, WebviewWindow};

use crate::kept;

/// A window's place in physical pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
    maximised: bool,
}

/// A screen in physical pixels.
#[derive(Clone, Copy, Debug)]
struct Screen {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
}

/// How much of the window must be on some screen, so that it can be grabbed.
const GRIP: i64 = 80;

impl Place {
    /// Whether the window could be seen and grabbed there.
    fn is_reachable(&self, screens: &[Screen]) -> bool {
        screens.iter().any(|screen| {
            let overlap = |from: i32, length: u32, screen_from: i32, screen_length: u32| {
                let to = i64::from(from) + i64::from(length);
                let screen_to = i64::from(screen_from) + i64::from(screen_length);
                to.min(screen_to) - i64::from(from.max(screen_from))
            };
            // The bar by which a window is moved is its upper edge.
            self.y >= screen.y - 8
                && overlap(self.x, self.width, screen.x, screen.width) >= GRIP
                && overlap(self.y, self.height, screen.y, screen.height) >= GRIP
        })
    }
}

/// Puts a window where it was, if it can be seen there.
pub fn restore<R: Runtime>(window: &WebviewWindow<R>, file: &Path) {
    let place: Place = kept::read(file).content;
    if place.width == 0 || place.height == 0 {
        return;
    }
    let monitors = window.available_monitors().unwrap_or_default();
    let screens: Vec<Screen> = monitors
        .iter()
        .map(|monitor| Screen {
            x: monitor.position().x,
            y: monitor.position().y,
            width: monitor.size().width,
            height: monitor.size().height,
        })
        .collect();
    // A window that cannot be placed is still a window.
    if place.is_reachable(&screens) {
        drop(window.set_size(PhysicalSize::new(place.width, place.height)));
        drop(window.set_position(PhysicalPosition::new(place.x, place.y)));
    }
    if place.maximised {
        drop(window.maximize());
    }
}

/// Keeps where a window is.
pub fn keep<R: Runtime>(window: &tauri::Window<R>, file: &Path) {
    let maximised = window.is_maximized().unwrap_or(false);
    let mut place: Place = kept::read(file).content;
    place.maximised = maximised;
    // The place of a maximised window is the screen's; the one before it is worth more.
    if !maximised && !window.is_minimized().unwrap_or(false) {
        let (Ok(position), Ok(size)) = (window.outer_position(), window.inner_size()) else {
            return;
        };
        (place.x, place.y) = (position.x, position.y);
        (place.width, place.height) = (size.width, size.height);
    }
    // Where it cannot be kept, the window opens in its usual size next time.
    drop(kept::write(file, &place));
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Screen = Screen {
        x: 0,
        y: 0,
        width: 1920,
        height: 1080,
    };

    fn at(x: i32, y: i32) -> Place {
        Place {
            x,
            y,
            width: 1280,
            height: 800,
            maximised: false,
        }
    }

    #[test]
    fn a_window_on_a_screen_that_was_unplugged_is_not_put_there() {
        assert!(at(100, 100).is_reachable(&[SCREEN]));
        assert!(!at(2000, 100).is_reachable(&[SCREEN]));
        assert!(!at(1900, 100).is_reachable(&[SCREEN]), "too little to grab");
    }

    #[test]
    fn a_window_whose_upper_edge_is_above_the_screen_cannot_be_moved() {
        assert!(!at(100, -300).is_reachable(&[SCREEN]));
    }
}
