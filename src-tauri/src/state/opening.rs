//! Which workspace is open: it is opened, shown, closed and watched here.
//!
//! Whatever puts another workspace in place is a job that runs alone, from before the file is opened
//! until the other one is shown: no work begins meanwhile, so none ends in a workspace that it was
//! not begun in.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use changeproof_app::AppError;
use changeproof_app::ports::{Clock as _, Ports, Progress, SystemClock, Unwatched};
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::progress::ProgressEvent;
use changeproof_app::wire::view::session::{Settings, Theme, WorkspaceView};
use tauri::ipc::Channel;

use super::{Open, Shell, quiet};
use crate::error::{CommandError, ShellError};
use crate::frame::News;
use crate::jobs::Alone;
use crate::progress::Reporter;

impl Shell {
    /// What the open workspace says about itself, told to the page.
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

    /// Shows the list of recent workspaces in the menu.
    pub fn show_recent(&self) {
        let open = self.current();
        let view = open.and_then(|open| open.seen().clone());
        let recent = self.remembered().recent();
        self.frame().show(view.as_ref(), &recent);
    }

    /// Opens or makes a workspace in place of what is open: the page hears how far it is, and can
    /// cancel it.
    ///
    /// # Errors
    ///
    /// Work is still running, or what opening says.
    pub async fn opening(
        &self,
        channel: Channel<ProgressEvent>,
        make: impl FnOnce(&Shell, &Ports<'_>) -> Result<OpenWorkspace, CommandError> + Send + 'static,
    ) -> Result<WorkspaceView, CommandError> {
        self.run(move |shell| {
            let alone = shell.jobs().begin_alone()?;
            let reporter = Reporter::begin(channel, alone.0.id);
            shell.open_watched(&alone, &reporter, make)
        })
        .await
    }

    /// Opens a file in place of what is open, where no page can watch.
    ///
    /// # Errors
    ///
    /// Work is still running, or the file cannot be opened.
    pub fn open(&self, path: &Path) -> Result<WorkspaceView, CommandError> {
        let alone = self.jobs().begin_alone()?;
        self.open_watched(&alone, &Unwatched, |_, ports| {
            Ok(OpenWorkspace::open(path, ports)?)
        })
    }

    fn open_watched(
        &self,
        alone: &Alone,
        progress: &dyn Progress,
        make: impl FnOnce(&Shell, &Ports<'_>) -> Result<OpenWorkspace, CommandError>,
    ) -> Result<WorkspaceView, CommandError> {
        let ports = Ports::system(progress, alone.0.cancellation.clone());
        let workspace = make(self, &ports)?;
        if alone.0.cancellation.is_cancelled() {
            return Err(AppError::Cancelled.into());
        }
        self.put(workspace, alone)
    }

    /// Shows a workspace in place of what is open, and remembers it.
    fn put(&self, workspace: OpenWorkspace, alone: &Alone) -> Result<WorkspaceView, CommandError> {
        let view = workspace.view(&quiet())?;
        let path = std::path::absolute(workspace.path());
        let path = path.unwrap_or_else(|_| workspace.path().to_owned());
        let seen = Mutex::new(Some(view.clone()));
        self.replace(Some(Arc::new(Open { workspace, seen })), alone);
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
        let alone = self.jobs().begin_alone()?;
        self.replace(None, &alone);
        self.frame().show(None, &self.remembered().recent());
        Ok(())
    }

    /// Files that were given for one workspace are none of the next one's.
    fn replace(&self, with: Option<Arc<Open>>, _: &Alone) {
        let mut open = self.0.open.write().unwrap_or_else(PoisonError::into_inner);
        self.batches().forget();
        *open = with;
    }

    /// Refuses while work runs, so that nobody is asked for a file in vain.
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

    /// Tells the page where the open workspace is not as the page was told last: another program
    /// changed it, or work of this one did.
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
        if seen.as_ref() == Some(&view) {
            return;
        }
        // Held while telling: a page that shows another workspace by now must not hear of this one.
        let current = self.0.open.read().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref().is_some_and(|now| Arc::ptr_eq(now, &open)) {
            *seen = Some(view.clone());
            self.frame().tell(News::WorkspaceChanged(Box::new(view)));
        }
    }
}
