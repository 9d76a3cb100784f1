//! The native menu. Most items only tell the page which one was chosen, so that menu, palette and
//! keys do the same thing; recent workspaces and the theme are the shell's own affair.

use changeproof_app::wire::view::session::{RecentWorkspace, Theme};
use tauri::menu::{
    CheckMenuItem, CheckMenuItemBuilder, Menu, MenuBuilder, MenuItem, MenuItemBuilder, Submenu,
    SubmenuBuilder,
};
use tauri::{AppHandle, Manager as _, Runtime};

use crate::frame::{MAIN, News};
use crate::state::Shell;

/// How ids of recent workspaces begin.
const RECENT: &str = "recent:";

/// How ids of themes begin.
const THEME: &str = "theme:";

/// The themes, with their names in the menu.
const THEMES: [(Theme, &str, &str); 3] = [
    (Theme::System, "theme:system", "As the System"),
    (Theme::Light, "theme:light", "Light"),
    (Theme::Dark, "theme:dark", "Dark"),
];

/// The items that change.
pub struct Menus<R: Runtime> {
    recent: Submenu<R>,
    with_workspace: [MenuItem<R>; 3],
    lock: MenuItem<R>,
    themes: [CheckMenuItem<R>; 3],
}

fn item<R: Runtime>(
    app: &AppHandle<R>,
    id: &str,
    text: &str,
    keys: Option<&str>,
) -> tauri::Result<MenuItem<R>> {
    let builder = MenuItemBuilder::with_id(id, text);
    match keys {
        Some(keys) => builder.accelerator(keys).build(app),
        None => builder.build(app),
    }
}

/// Makes the menu.
///
/// # Errors
///
/// What the toolkit says.
pub fn make<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<(Menu<R>, Menus<R>)> {
    let recent = SubmenuBuilder::new(app, "Open Recent").build()?;
    let close = item(app, "close", "Close Workspace", Some("CmdOrCtrl+W"))?;
    let import = item(app, "import", "Import Files…", Some("CmdOrCtrl+I"))?;
    let pack = item(
        app,
        "make_pack",
        "Make Audit Pack…",
        Some("CmdOrCtrl+Shift+P"),
    )?;
    let lock = item(app, "lock", "Lock", Some("CmdOrCtrl+L"))?;
    for item in [&close, &import, &pack, &lock] {
        item.set_enabled(false)?;
    }
    let theme =
        |(_, id, text): (Theme, &str, &str)| CheckMenuItemBuilder::with_id(id, text).build(app);
    let themes = [theme(THEMES[0])?, theme(THEMES[1])?, theme(THEMES[2])?];
    let file = SubmenuBuilder::new(app, "&File")
        .item(&item(app, "new", "New Workspace…", Some("CmdOrCtrl+N"))?)
        .item(&item(app, "open", "Open Workspace…", Some("CmdOrCtrl+O"))?)
        .item(&recent)
        .separator()
        .item(&import)
        .item(&pack)
        .separator()
        .item(&lock)
        .item(&close)
        .item(&item(app, "quit", "Quit", Some("CmdOrCtrl+Q"))?)
        .build()?;
    let view = SubmenuBuilder::new(app, "&View")
        .items(&[&themes[0], &themes[1], &themes[2]])
        .separator()
        .item(&item(app, "settings", "Settings…", Some("CmdOrCtrl+,"))?)
        .build()?;
    let help = SubmenuBuilder::new(app, "&Help")
        .item(&item(app, "keys", "Keyboard Shortcuts", Some("F1"))?)
        .item(&item(app, "about", "About Changeproof", None)?)
        .build()?;
    let menu = MenuBuilder::new(app)
        .items(&[&file, &view, &help])
        .build()?;
    let with_workspace = [close, import, pack];
    let menus = Menus {
        recent,
        with_workspace,
        lock,
        themes,
    };
    Ok((menu, menus))
}

impl<R: Runtime> Menus<R> {
    /// Marks the theme that is worn.
    pub fn mark_theme(&self, worn: Theme) {
        for ((theme, ..), item) in THEMES.iter().zip(&self.themes) {
            // A mark that is missing is no reason to fail.
            drop(item.set_checked(*theme == worn));
        }
    }

    /// Shows what can be done now.
    pub fn show(
        &self,
        app: &AppHandle<R>,
        is_open: bool,
        lockable: bool,
        recent: &[RecentWorkspace],
    ) {
        for item in &self.with_workspace {
            drop(item.set_enabled(is_open));
        }
        drop(self.lock.set_enabled(lockable));
        // The same as above: the list on the first screen is there as well.
        drop(self.list(app, recent));
    }

    fn list(&self, app: &AppHandle<R>, recent: &[RecentWorkspace]) -> tauri::Result<()> {
        while self.recent.remove_at(0)?.is_some() {}
        for workspace in recent.iter().filter(|workspace| !workspace.missing) {
            let id = format!("{RECENT}{}", workspace.key);
            // `&` would underline the letter behind it.
            let text = format!("{} ({})", workspace.entity, workspace.file).replace('&', "&&");
            self.recent.append(&item(app, &id, &text, None)?)?;
        }
        self.recent.set_enabled(!recent.is_empty())
    }
}

/// Does what an item stands for.
pub fn chosen<R: Runtime>(app: &AppHandle<R>, shell: &Shell, id: &str) {
    if let Some(key) = id.strip_prefix(RECENT) {
        let key = key.to_owned();
        shell.open_unasked(move |shell| Ok(shell.remembered().recent_path(&key)?));
    } else if id.starts_with(THEME) {
        if let Some((theme, ..)) = THEMES.iter().find(|(_, known, _)| *known == id) {
            shell.wear_unasked(*theme);
        }
    } else if id == "lock" {
        // Not through the page: one that hangs would not lock. Where nobody signs in there is nothing to do.
        drop(shell.lock());
    } else if id == "quit" {
        // As its own button does: the window's place is kept, and running work asked about.
        if let Some(window) = app.get_webview_window(MAIN) {
            drop(window.close());
        }
    } else {
        shell.frame().tell(News::Menu {
            item: id.to_owned(),
        });
    }
}
