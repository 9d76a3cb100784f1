//! What must be right before the toolkit starts: there must be a screen, and the web view must not
//! wait for a graphics card that is not there.

mod presence;

use std::ffi::OsString;
use std::path::Path;

pub use presence::is_there;

/// What to say where there is no screen.
pub const NO_SCREEN: &str = "\
There is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set.
Start the app in a desktop session, or with `xvfb-run changeproof-desktop`.
The command `changeproof` does the same work without a window.";

/// The variable by which WebKit leaves the graphics card alone.
pub const SOFTWARE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Whether WebKit must be told to draw by itself. Without a card it otherwise draws two pictures a
/// second instead of fifty.
pub fn needs_software(variable: impl Fn(&str) -> Option<OsString>, cards: &Path) -> bool {
    cfg!(target_os = "linux") && variable(SOFTWARE).is_none() && !cards.exists()
}

/// Starts this program again with the variable set. Answers only where that fails: changing the
/// environment of a running program is not safe, and drawing slowly is better than not starting.
#[cfg(unix)]
pub fn start_again_with_software() -> std::io::Error {
    use std::os::unix::process::CommandExt as _;
    match std::env::current_exe() {
        Ok(program) => std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .env(SOFTWARE, "1")
            .exec(),
        Err(error) => error,
    }
}

/// What to say where there is a screen that cannot be reached.
const UNREACHABLE: &str = "\
The screen that DISPLAY or WAYLAND_DISPLAY names cannot be reached.
Start the app in a desktop session, or with `xvfb-run changeproof-desktop`.";

/// Says in plain words what the toolkit says by panicking: that it cannot reach the screen.
pub fn explain_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let words = panic.payload().downcast_ref::<String>();
        if words.is_some_and(|words| words.contains("initialize gtk")) {
            eprintln!("{UNREACHABLE}");
        } else {
            usual(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_choice_of_the_user_about_drawing_stands() {
        let nowhere = Path::new("/nowhere/dri");
        assert!(needs_software(|_| None, nowhere));
        assert!(!needs_software(|_| Some("0".into()), nowhere));
        assert!(!needs_software(|_| None, Path::new("/")));
    }
}
