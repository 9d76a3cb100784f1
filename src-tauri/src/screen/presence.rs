//! Whether there is a screen. `cargo xtask demo` asks the same and takes this file in.

use std::ffi::OsString;

/// Whether a window can be shown.
pub fn is_there(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn an_empty_display_is_no_display() {
        assert!(!is_there(|_| None));
        assert!(!is_there(|_| Some(OsString::new())));
        assert!(is_there(|name| (name == "DISPLAY").then(|| ":1".into())));
    }
}
