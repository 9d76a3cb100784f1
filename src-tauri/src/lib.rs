//! The desktop shell: a window over `changeproof_app`. The pages (`ui/`) ask through the commands;
//! the shell adds dialogs, the native menu, recent workspaces, and what a window needs.
//!
//! It grants as little as possible: each command must be granted to the one window
//! (`capabilities/main.json`), the window shows the app's own pages only, and no page names a path.

pub mod arguments;
mod batches;
mod closing;
mod commands;
mod drops;
mod error;
mod file_choice;
mod frame;
mod idle;
mod jobs;
mod kept;
mod key_store;
mod menu;
mod navigation;
mod notices;
mod pack_register;
mod passphrase;
mod progress;
pub mod screen;
mod settings;
mod single_instance;
mod state;
#[cfg(feature = "e2e")]
pub mod testing;
mod viewer;
mod watch;
mod window_state;
mod zones;

use std::path::{Path, PathBuf};

use tauri::webview::NewWindowResponse;
use tauri::{App, Builder, Manager as _, RunEvent, Runtime, WebviewWindowBuilder, WindowEvent};

use crate::frame::{MAIN, Window};
use crate::idle::{Idle, SystemMoments};
use crate::notices::Told;
use crate::pack_register::PackRegister;
use crate::settings::Remembered;
use crate::single_instance::{First, Start};
use crate::state::{Parts, Shell};

/// Names of all commands that are registered.
pub use commands::NAMES as COMMANDS;

/// Opens the window, with a workspace where one is given, and ends when it is closed.
///
/// # Errors
///
/// The window cannot be opened.
pub fn run(file: Option<PathBuf>) -> tauri::Result<()> {
    let first = match single_instance::start(&meeting_place(), file.as_deref()) {
        Start::HandedOver => return Ok(()),
        Start::First(first) => Some(first),
        Start::Alone => None,
    };
    builder::<tauri::Wry>()
        .setup(move |app| Ok(set_up(app, file, first)?))
        .build(tauri::generate_context!())?
        .run(|app, event| {
            if let (RunEvent::Exit, Some(shell)) = (event, app.try_state::<Shell>()) {
                shell.jobs().cancel_all();
            }
        });
    Ok(())
}

/// Where starts of this user's app meet.
fn meeting_place() -> PathBuf {
    dirs::runtime_dir()
        .or_else(dirs::data_local_dir)
        .unwrap_or_else(std::env::temp_dir)
}

/// The app without its state and window.
fn builder<R: Runtime>() -> Builder<R> {
    Builder::new()
        .plugin(navigation::lock())
        .invoke_handler(commands::handler())
        .on_menu_event(|app, event| {
            if let Some(shell) = app.try_state::<Shell>() {
                menu::chosen(app, &shell, &event.id().0);
            }
        })
        .on_window_event(|window, event| match event {
            WindowEvent::DragDrop(event) => {
                if let Some(shell) = window.try_state::<Shell>() {
                    drops::handle(&shell, event);
                }
            }
            WindowEvent::CloseRequested { api, .. } => {
                if let Ok(folder) = window.path().app_config_dir() {
                    window_state::keep(window, &folder.join("window.json"));
                }
                let closing = window.clone();
                // Destroyed, not closed: closing would ask again.
                let close = move || drop(closing.destroy());
                let shell = window.try_state::<Shell>();
                if shell.is_some_and(|shell| !closing::may_close(&shell, close)) {
                    api.prevent_close();
                }
            }
            _ => {}
        })
}

/// Makes state, menu and window.
fn set_up<R: Runtime>(
    app: &App<R>,
    file: Option<PathBuf>,
    first: Option<First>,
) -> tauri::Result<()> {
    let (config, data) = (app.path().app_config_dir()?, app.path().app_data_dir()?);
    let (bar, menus) = menu::make(app.handle())?;
    app.set_menu(bar)?;
    let (remembered, broken_settings) = Remembered::read(config.join("settings.json"));
    let (packs, broken_packs) = PackRegister::read(data.join("packs.json"));
    let (told, broken_told) = Told::read(data.join("notices.json"));
    let parts = Parts {
        remembered,
        packs,
        files: file_choice::of_this_build(app.handle()),
        frame: Box::new(Window::new(app.handle().clone(), menus)),
        demo: data.join("demo.changeproof"),
        idle: Idle::new(Box::new(SystemMoments::default())),
        key_store: &key_store::System,
        notices: Box::new(notices::System),
        told,
    };
    let shell = Shell::new(parts, file);
    app.manage(shell.clone());
    open_window(app, &shell, &config)?;
    for complaint in [broken_settings, broken_packs, broken_told]
        .into_iter()
        .flatten()
    {
        shell.complain(&complaint);
    }
    if let Some(first) = first {
        take_later_starts(app, &shell, first);
    }
    watch::begin(shell.weak())?;
    notices::begin(shell.weak())?;
    #[cfg(feature = "e2e")]
    drops::watch_for_tests(app.handle().clone(), shell.weak());
    Ok(())
}

fn open_window<R: Runtime>(app: &App<R>, shell: &Shell, config: &Path) -> tauri::Result<()> {
    let Some(described) = app
        .config()
        .app
        .windows
        .iter()
        .find(|one| one.label == MAIN)
    else {
        return Err(tauri::Error::WindowNotFound);
    };
    let window = WebviewWindowBuilder::from_config(app.handle(), described)?
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    shell.frame().wear(shell.remembered().settings());
    shell.show_recent();
    window_state::restore(&window, &config.join("window.json"));
    window.show()
}

/// Opens in this window what later starts were given.
fn take_later_starts<R: Runtime>(app: &App<R>, shell: &Shell, first: First) {
    let weak = shell.weak();
    let heard = move |file: Option<PathBuf>| {
        let Some(shell) = weak.shell() else {
            return;
        };
        shell.frame().come_forward();
        if let Some(file) = file {
            shell.open_unasked(move |_| Ok(file));
        }
    };
    // Where it cannot hear, later starts open windows of their own.
    drop(first.listen(heard));
    app.manage(first);
}
