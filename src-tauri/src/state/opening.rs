//! Which workspace is open: it is opened, shown, closed and watched here.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use changeproof_app::AppError;
use changeproof_app::ports::{Clock as _, Ports, SystemClock};
use changeproof_app::views::{self, OpenWorkspace};
use changeproof_app::wire::view::session::{Settings, Theme, WorkspaceView};

use super::{Shell, Open, quiet};
use crate::error::{CommandError, ShellError};
use crate::frame::News;

impl Shell {
    /// What the open workspace says about itself.
    ///
    /// # Errors
    ///
    /// Nothing is open, or it cannot be read.
    pub fn view(&self) -> Result<WorkspaceView, CommandError> {
        let open = self.opened()?;
        let view = open.workspace.view(&quiet())?;
        *open.seen() = Some(view.clone());
        Ok(view)
    }

    /// The same, where something is open.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn view_if_open(&self) -> Result<Option<WorkspaceView>, CommandError> {
        let open = self.current();
        open.map(|_| self.view()).transpose()
    }

    /// Does something that takes no time worth telling.
    ///
    /// # Errors
    ///
    /// What it says.
    pub fn quietly<T>(
        &self,
        work: impl FnOnce(&Ports<'_>) -> Result<T, AppError>,
    ) -> Result<T, CommandError> {
        Ok(work(&quiet())?)
    }

    /// Opens the workspace of the demo company, and makes it where there is none that can be opened.
    ///
    /// # Errors
    ///
    /// It cannot be made.
    pub fn open_demo(&self, ports: &Ports<'_>) -> Result<WorkspaceView, CommandError> {
        let place = &self.0.parts.demo;
        let known = place.is_file().then(|| OpenWorkspace::open(place, ports));
        let workspace = match known {
            Some(Ok(workspace)) => workspace,
            _ => views::demo::make(&self.room_for_demo()?, ports)?,
        };
        self.put(workspace)
    }

    /// Where the demo company can be made: what cannot be opened there is removed.
    fn room_for_demo(&self) -> Result<PathBuf, ShellError> {
        let place = &self.0.parts.demo;
        let not_kept = |source| ShellError::NotKept {
            path: place.clone(),
            source,
        };
        self.replace(None);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(not_kept)?;
        }
        for ending in ["", "-wal", "-shm"] {
            let mut file = place.clone().into_os_string();
            file.push(ending);
            match fs::remove_file(&file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(not_kept(error));
                }
                _ => {}
            }
        }
        Ok(place.clone())
    }

    /// Shows the list of recent workspaces in the menu.
    pub fn show_recent(&self) {
        let open = self.current();
        let view = open.and_then(|open| open.seen().clone());
        let recent = self.remembered().recent();
        self.frame().show(view.as_ref(), &recent);
    }

    /// Opens a file in place of what is open.
    ///
    /// # Errors
    ///
    /// Work is still running, or the file cannot be opened.
    pub fn open(&self, path: &Path) -> Result<WorkspaceView, CommandError> {
        self.check_idle()?;
        let workspace = OpenWorkspace::open(path, &quiet())?;
        self.put(workspace)
    }

    /// Shows a workspace in place of what is open, and remembers it.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn put(&self, workspace: OpenWorkspace) -> Result<WorkspaceView, CommandError> {
        let view = workspace.view(&quiet())?;
        let path = std::path::absolute(workspace.path());
        let path = path.unwrap_or_else(|_| workspace.path().to_owned());
        let seen = Mutex::new(Some(view.clone()));
        self.replace(Some(Arc::new(Open { workspace, seen })));
        let now = SystemClock.now();
        // The workspace is open; that it is not in the list next time is worth a word, no failure.
        if let Err(error) = self.remembered().opened(&path, &view.entity, now) {
            self.complain(&error.to_string());
        }
        self.frame().show(Some(&view), &self.remembered().recent());
        Ok(view)
    }

    /// Closes what is open.
    ///
    /// # Errors
    ///
    /// Work is still running.
    pub fn close(&self) -> Result<(), ShellError> {
        self.check_idle()?;
        self.replace(None);
        self.frame().show(None, &self.remembered().recent());
        Ok(())
    }

    fn replace(&self, with: Option<Arc<Open>>) {
        let mut open = self.0.open.write().unwrap_or_else(PoisonError::into_inner);
        *open = with;
    }

    /// Refuses while work runs on the open workspace.
    ///
    /// # Errors
    ///
    /// Work runs.
    pub fn check_idle(&self) -> Result<(), ShellError> {
        if self.jobs().any() {
            Err(ShellError::Busy)
        } else {
            Ok(())
        }
    }

    /// Opens a workspace that the page did not ask for: from the menu, or because the app was started
    /// once more with a file.
    pub fn open_unasked(
        &self,
        path: impl FnOnce(&Shell) -> Result<PathBuf, CommandError> + Send + 'static,
    ) {
        let shell = self.clone();
        tauri::async_runtime::spawn_blocking(move || {
            match path(&shell).and_then(|path| shell.open(&path)) {
                Ok(_) => shell.frame().begin_again(),
                Err(error) => shell.complain(&error.to_string()),
            }
        });
    }

    /// Changes the theme from the menu.
    pub fn wear_unasked(&self, theme: Theme) {
        let settings = Settings {
            theme,
            ..self.remembered().settings()
        };
        match self.remembered().set(settings) {
            Ok(()) => {
                self.frame().wear(settings);
                self.frame().tell(News::SettingsChanged(settings));
            }
            Err(error) => self.complain(&error.to_string()),
        }
    }

    /// Tells the page where another program changed the open workspace.
    pub fn look_for_changes(&self) {
        let Some(open) = self.current() else {
            return;
        };
        // Held while looking, so that a job that ends meanwhile has the last word.
        let mut seen = open.seen();
        if self.jobs().any() {
            return;
        }
        // A workspace that cannot be read now is told where somebody works with it.
        let Ok(view) = open.workspace.view(&quiet()) else {
            return;
        };
        if seen.as_ref() != Some(&view) {
            *seen = Some(view.clone());
            self.frame().tell(News::WorkspaceChanged(Box::new(view)));
        }
    }
}
