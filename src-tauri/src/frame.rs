//! What the shell does to its window: tells the page something, sets title and theme, comes forward.
//!
//! A trait, so that the state and the commands know no runtime of Tauri and can be tested without a
//! screen.

use changeproof_app::wire::view::imports::ImportBatch;
use changeproof_app::wire::view::session::{RecentWorkspace, Settings, Theme, WorkspaceView};
use serde::Serialize;
use tauri::{AppHandle, Emitter as _, Manager as _, Runtime};

use crate::error::ShellError;
use crate::menu::Menus;

/// The label of the one window.
pub const MAIN: &str = "main";

/// What the page is told without having asked.
#[derive(Clone, Debug)]
pub enum News {
    /// Files were dropped onto the window.
    FilesDropped(ImportBatch),
    /// Files are being dragged over the window, or no longer.
    Drag {
        /// Whether they are over it.
        over: bool,
    },
    /// The open workspace is not as the page was told last.
    WorkspaceChanged(Box<WorkspaceView>),
    /// Somebody has to sign in before anything is shown again.
    Locked,
    /// The look was changed in the menu.
    SettingsChanged(Settings),
    /// An item of the menu was chosen.
    Menu {
        /// Which.
        item: String,
    },
}

/// The window.
pub trait Frame: Send + Sync {
    /// Tells the page.
    fn tell(&self, news: News);

    /// Shows the theme outside the page as well.
    fn wear(&self, settings: Settings);

    /// Shows in title and menu what is open, and what can be opened again.
    fn show(&self, open: Option<&WorkspaceView>, recent: &[RecentWorkspace]);

    /// Shows the first page again, as at the start: another workspace was opened behind its back.
    fn begin_again(&self);

    /// Brings the window in front of others.
    fn come_forward(&self);

    /// Puts a text on the clipboard.
    ///
    /// # Errors
    ///
    /// The clipboard does not take it.
    fn copy(&self, text: String) -> Result<(), ShellError>;
}

/// The window of Tauri.
pub struct Window<R: Runtime> {
    app: AppHandle<R>,
    menus: Menus<R>,
}

impl<R: Runtime> Window<R> {
    /// The window of an app, with its menus.
    pub fn new(app: AppHandle<R>, menus: Menus<R>) -> Window<R> {
        Window { app, menus }
    }

    fn emit(&self, event: &str, payload: impl Serialize + Clone) {
        // A window that is closing needs no news.
        drop(self.app.emit_to(MAIN, event, payload));
    }
}

impl<R: Runtime> Frame for Window<R> {
    fn tell(&self, news: News) {
        match news {
            News::FilesDropped(batch) => self.emit("files-dropped", batch),
            News::Drag { over } => {
                self.emit("drag-state", serde_json::json!({ "over": over }));
            }
            News::WorkspaceChanged(view) => self.emit("workspace-changed", *view),
            News::Locked => self.emit("locked", ()),
            News::SettingsChanged(settings) => self.emit("settings-changed", settings),
            News::Menu { item } => self.emit("menu", serde_json::json!({ "item": item })),
        }
    }

    fn wear(&self, settings: Settings) {
        let theme = match settings.theme {
            Theme::System => None,
            Theme::Light => Some(tauri::Theme::Light),
            Theme::Dark => Some(tauri::Theme::Dark),
        };
        self.app.set_theme(theme);
        self.menus.mark_theme(settings.theme);
    }

    fn show(&self, open: Option<&WorkspaceView>, recent: &[RecentWorkspace]) {
        let title = match open {
            Some(open) => format!("{} – Changeproof", open.entity),
            None => "Changeproof".to_owned(),
        };
        if let Some(window) = self.app.get_webview_window(MAIN) {
            // A title is no reason to fail.
            drop(window.set_title(&title));
        }
        let lockable = open.is_some_and(|open| open.signed_in.is_some());
        self.menus.show(&self.app, open.is_some(), lockable, recent);
    }

    fn begin_again(&self) {
        let window = self.app.get_webview_window(MAIN);
        // Without its fragment the address is another page: what the old one knew is gone.
        if let Some((window, mut address)) = window.and_then(|w| w.url().ok().map(|url| (w, url))) {
            address.set_fragment(None);
            drop(window.navigate(address));
        }
    }

    fn come_forward(&self) {
        if let Some(window) = self.app.get_webview_window(MAIN) {
            // The window manager may refuse; then the window stays where it is.
            drop(window.unminimize());
            drop(window.show());
            drop(window.set_focus());
        }
    }

    #[cfg(target_os = "linux")]
    fn copy(&self, text: String) -> Result<(), ShellError> {
        let (sender, receiver) = std::sync::mpsc::channel();
        // The toolkit's own clipboard: pages have none in WebKitGTK, and on Wayland a text is taken
        // only from the window that has the focus.
        let copy = move || {
            let clipboard = gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD);
            clipboard.set_text(&text);
            let _told = sender.send(());
        };
        let done = self.app.run_on_main_thread(copy);
        match (done, receiver.recv()) {
            (Ok(()), Ok(())) => Ok(()),
            _ => Err(ShellError::ClipboardRefused {
                reason: "the app is ending".to_owned(),
            }),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn copy(&self, _: String) -> Result<(), ShellError> {
        Err(ShellError::ClipboardRefused {
            reason: "here, pages copy by themselves".to_owned(),
        })
    }
}
