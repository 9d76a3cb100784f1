//! The window shows the app's own pages and nothing else, whatever a link or script asks for. (A
//! content security policy does not forbid going elsewhere.)

use tauri::plugin::{Builder, TauriPlugin};
use tauri::{Runtime, Url};

/// Whether a page is one of the app's own. Tauri writes their address in one of two ways, by the
/// system.
fn is_ours(url: &Url) -> bool {
    if cfg!(any(windows, target_os = "android")) {
        let scheme = matches!(url.scheme(), "http" | "https");
        scheme && url.host_str() == Some("tauri.localhost") && url.port().is_none()
    } else {
        url.scheme() == "tauri" && url.host_str() == Some("localhost")
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
        let elsewhere = cfg!(any(windows, target_os = "android"));
        assert_eq!(ours("tauri://localhost/index.html"), !elsewhere);
        assert_eq!(ours("http://tauri.localhost/"), elsewhere);
        assert_eq!(ours("https://tauri.localhost/"), elsewhere);
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
