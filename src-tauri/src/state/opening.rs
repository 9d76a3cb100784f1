//! Which workspace is open: it is opened, shown, closed and watched here.
//!
//! Whatever puts another workspace in place is a job that runs alone, from before the file is opened
//! until the other one is shown: no work begins meanwhile, so none ends in a workspace that it was
//! not begun in.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use changeproof_app::AppError;
use changeproof_app::ports::{Ports, Progress, Unwatched};
use changeproof_app::views::{self, OpenWorkspace};
use changeproof_app::wire::view::members::{OpenedView, SignInView};
use changeproof_app::wire::view::progress::ProgressEvent;
use changeproof_app::wire::view::session::{Settings, Theme, WorkspaceView};
use tauri::ipc::Channel;

use super::seat::Open;
use super::{Shell, quiet};
use crate::error::{CommandError, ShellError};
use crate::frame::News;
use crate::jobs::Alone;
use crate::progress::Reporter;

/// What was found where a workspace was to be opened or made.
pub enum Found {
    /// An open workspace to which nobody signs in.
    Open(Box<OpenWorkspace>),
    /// One to which people sign in.
    Shut(PathBuf),
}

impl Found {
    /// Opens a workspace where nobody has to sign in to it.
    ///
    /// # Errors
    ///
    /// What keeps it from being opened.
    pub fn at(path: &Path, ports: &Ports<'_>) -> Result<Found, CommandError> {
        Ok(match views::door(path)? {
            Some(_) => Found::Shut(path.to_owned()),
            None => OpenWorkspace::open(path, ports)?.into(),
        })
    }
}

impl From<OpenWorkspace> for Found {
    fn from(workspace: OpenWorkspace) -> Self {
        Found::Open(Box::new(workspace))
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

impl Shell {
    /// What the open workspace says about itself, told to the page.
    ///
    /// # Errors
    ///
    /// Nothing is open, or it cannot be read.
    pub fn view(&self) -> Result<WorkspaceView, CommandError> {
        let seated = self.seated()?;
        let view = seated.workspace.view(&seated.quiet());
        let view = self.heard(&seated, view.map_err(CommandError::from))?;
        seated.tell(&view);
        Ok(view)
    }

    /// What the page has to show, where something is open or waits for somebody to sign in.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn view_if_open(&self) -> Result<Option<OpenedView>, CommandError> {
        let Some(open) = self.current() else {
            return Ok(None);
        };
        Ok(Some(match self.view() {
            Ok(view) => OpenedView::Open {
                workspace: Box::new(view),
            },
            Err(error) if error.asks_for_sign_in() => OpenedView::SignIn {
                sign_in: self.sign_in_view(&open)?,
            },
            Err(error) => return Err(error),
        }))
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
        make: impl FnOnce(&Shell, &Ports<'_>) -> Result<Found, CommandError> + Send + 'static,
    ) -> Result<OpenedView, CommandError> {
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
    pub fn open(&self, path: &Path) -> Result<OpenedView, CommandError> {
        let alone = self.jobs().begin_alone()?;
        self.open_watched(&alone, &Unwatched, |_, ports| Found::at(path, ports))
    }

    fn open_watched(
        &self,
        alone: &Alone,
        progress: &dyn Progress,
        make: impl FnOnce(&Shell, &Ports<'_>) -> Result<Found, CommandError>,
    ) -> Result<OpenedView, CommandError> {
        let ports = Ports::system(progress, alone.0.cancellation.clone());
        let found = make(self, &ports)?;
        if alone.0.cancellation.is_cancelled() {
            return Err(AppError::Cancelled.into());
        }
        match found {
            Found::Open(workspace) => self.put(*workspace, alone),
            Found::Shut(path) => self.put_waiting(&path, alone),
        }
    }

    /// Waits before a workspace for somebody to sign in, in place of what is open.
    fn put_waiting(&self, path: &Path, alone: &Alone) -> Result<OpenedView, CommandError> {
        let open = Arc::new(Open::waiting(absolute(path)));
        let sign_in = self.sign_in_view(&open)?;
        self.replace(Some(open), alone);
        self.frame().show(None, &self.remembered().recent());
        Ok(OpenedView::SignIn {
            sign_in: SignInView {
                // The opening that ends with this answer.
                working: false,
                ..sign_in
            },
        })
    }

    /// Shows a workspace in place of what is open, and remembers it.
    fn put(&self, workspace: OpenWorkspace, alone: &Alone) -> Result<OpenedView, CommandError> {
        let view = workspace.view(&quiet())?;
        let path = absolute(workspace.path());
        let open = Open::free(path.clone(), workspace, view.clone());
        self.replace(Some(Arc::new(open)), alone);
        self.remember(&path, &view);
        self.frame().show(Some(&view), &self.remembered().recent());
        let workspace = Box::new(view);
        Ok(OpenedView::Open { workspace })
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
        let Ok(seated) = self.seated() else {
            return;
        };
        let open = seated.open.clone();
        // Held while looking, so that a job that ends meanwhile has the last word.
        let mut seen = open.seen();
        if self.jobs().any() {
            return;
        }
        let view = match seated.workspace.view(&seated.quiet()) {
            Ok(view) => view,
            Err(error) => {
                drop(seen);
                // That somebody has to sign in is told at once; that it cannot be read, where somebody
                // works with it.
                drop(self.heard::<()>(&seated, Err(error.into())));
                return;
            }
        };
        if seen.as_ref() == Some(&view) {
            return;
        }
        // Held while telling: a page that shows another workspace by now must not hear of this one, nor
        // one before which nobody sits any more.
        let current = self.0.open.read().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref().is_some_and(|now| Arc::ptr_eq(now, &open)) {
            open.while_still(seated.turn(), || {
                *seen = Some(view.clone());
                self.frame().tell(News::WorkspaceChanged(Box::new(view)));
            });
        }
    }
}
