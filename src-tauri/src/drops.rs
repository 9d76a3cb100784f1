//! Files that are dropped onto the window. The page hears of names and keys.

use std::path::PathBuf;

use tauri::DragDropEvent;

use crate::frame::News;
use crate::state::Shell;

/// Hands on what happens to files over the window.
pub fn handle(shell: &Shell, event: &DragDropEvent) {
    match event {
        // Text and pictures that are dragged inside the page come without paths.
        DragDropEvent::Enter { paths, .. } if !paths.is_empty() => {
            shell.frame().tell(News::Drag { over: true });
        }
        DragDropEvent::Drop { paths, .. } => {
            shell.frame().tell(News::Drag { over: false });
            dropped(shell, paths.clone());
        }
        DragDropEvent::Leave => shell.frame().tell(News::Drag { over: false }),
        _ => {}
    }
}

/// Keeps files as a batch and tells the page. A single workspace is opened instead.
pub fn dropped(shell: &Shell, paths: Vec<PathBuf>) {
    if paths.is_empty() {
        return;
    }
    if let [only] = &paths[..]
        && only
            .extension()
            .is_some_and(|ending| ending == "changeproof")
    {
        let path = only.clone();
        shell.open_unasked(move |_| Ok(path));
        return;
    }
    let (shell, which) = (shell.clone(), shell.which());
    // A folder takes time to read.
    tauri::async_runtime::spawn_blocking(move || {
        if let Some(batch) = shell.keep_batch(&which, &paths) {
            shell.frame().tell(News::FilesDropped(batch));
        }
    });
}

/// Lets a test drop files and choose items of the menu: looks again and again for what it writes.
#[cfg(feature = "e2e")]
pub fn watch_for_tests<R: tauri::Runtime>(
    app: tauri::AppHandle<R>,
    shell: crate::state::WeakShell,
) {
    use crate::file_choice::scripted;
    let Some(folder) = scripted::folder() else {
        return;
    };
    std::thread::spawn(move || {
        while let Some(shell) = shell.shell() {
            if let Some(paths) = scripted::take_drop(&folder) {
                dropped(&shell, paths);
            }
            if let Some(item) = scripted::take_menu(&folder) {
                crate::menu::chosen(&app, &shell, &item);
            }
            drop(shell);
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
    });
}
