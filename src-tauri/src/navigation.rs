//! The window shows the app's own pages and nothing else, whatever a link or script asks for. (A
//! content security policy does not forbid going elsewhere.)

use tauri::plugin::{Builder, TauriPlugin};
use tauri::{Runtime, Url};

/// Whether a page is one of the app's own.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // How Windows and Android write the same.
        "http" | "https" => url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    }
}

/// Refuses every page that is not ours.
pub fn lock<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("navigation-lock")
        .on_navigation(|_, url| is_ours(url))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(url: &str) -> bool {
        is_ours(&url.parse().unwrap())
    }

    #[test]
    fn the_apps_own_pages_are_shown() {
        assert!(ours("tauri://localhost/index.html"));
        assert!(ours("http://tauri.localhost/"));
    }

    #[test]
    fn nothing_else_is() {
        for url in [
            "https://example.com/",
            "http://localhost:1420/",
            "http://tauri.localhost.example.com/",
            "http://tauri.localhost:8080/",
            "tauri://example.com/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
            "javascript:alert(1)",
        ] {
            assert!(!ours(url), "{url}");
        }
    }
}
