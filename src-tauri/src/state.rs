//! What the shell knows while it runs: the open workspace, running jobs, files that were chosen, and
//! what it remembers. It knows no runtime of Tauri; the window is behind [`Frame`].

mod demo;
mod opening;
mod packs;
mod seat;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};

use changeproof_app::AppError;
use changeproof_app::ports::{Cancellation, KeyStore, Ports, Unwatched};
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::imports::ImportBatch;
use changeproof_app::wire::view::progress::ProgressEvent;
use changeproof_app::wire::view::session::WorkspaceView;
use tauri::ipc::Channel;

use crate::batches::{Batches, Gathered, gather};
use crate::error::{CommandError, ShellError};
use crate::file_choice::{FileChoice, Question, one};
use crate::frame::Frame;
use crate::idle::Idle;
use crate::jobs::Jobs;
use crate::notices::{Notices, Told};
use crate::pack_register::PackRegister;
use crate::progress::Reporter;
use crate::settings::Remembered;
use seat::Open;

pub use opening::Found;
pub use seat::Seated;

/// What the shell is made of.
pub struct Parts {
    /// What it remembers.
    pub remembered: Remembered,
    /// Where packs were written.
    pub packs: PackRegister,
    /// Asks for files.
    pub files: Box<dyn FileChoice>,
    /// The window.
    pub frame: Box<dyn Frame>,
    /// Tells how long nobody touched the app.
    pub idle: Idle,
    /// The key store of the operating system.
    pub key_store: &'static dyn KeyStore,
    /// Tells people something outside the window.
    pub notices: Box<dyn Notices>,
    /// What was told them already.
    pub told: Told,
    /// Where the workspace of the demo company is kept.
    pub demo: PathBuf,
}

struct Inside {
    parts: Parts,
    batches: Batches,
    jobs: Jobs,
    open: RwLock<Option<Arc<Open>>>,
    at_start: Mutex<Option<PathBuf>>,
    /// Held while a person is asked for files: one dialog at a time.
    asking: Mutex<()>,
    /// Held while a person is asked whether to quit.
    quitting: Mutex<()>,
}

/// The shell's state. Clones are the same state.
#[derive(Clone)]
pub struct Shell(Arc<Inside>);

/// The state, as long as the app runs.
#[derive(Clone)]
pub struct WeakShell(Weak<Inside>);

impl WeakShell {
    /// The state, if the app still runs.
    pub fn shell(&self) -> Option<Shell> {
        self.0.upgrade().map(Shell)
    }
}

/// Tells later whether the same workspace is still open, and the same person sits before it.
#[derive(Clone, Debug)]
pub struct Which {
    open: Weak<Open>,
    turn: u64,
}

fn is(open: Option<&Arc<Open>>, which: &Which) -> bool {
    let same = open.map_or_else(Weak::new, Arc::downgrade);
    same.ptr_eq(&which.open) && open.is_none_or(|open| open.turn() == which.turn)
}

/// Ports for work that is done at once.
fn quiet() -> Ports<'static> {
    Ports::system(&Unwatched, Cancellation::default())
}

impl Shell {
    /// A state with nothing open. A workspace that was given at the start is opened when the page
    /// asks for the first time.
    pub fn new(parts: Parts, at_start: Option<PathBuf>) -> Shell {
        Shell(Arc::new(Inside {
            parts,
            batches: Batches::default(),
            jobs: Jobs::default(),
            open: RwLock::new(None),
            at_start: Mutex::new(at_start),
            asking: Mutex::new(()),
            quitting: Mutex::new(()),
        }))
    }

    /// A handle that does not keep the state.
    pub fn weak(&self) -> WeakShell {
        WeakShell(Arc::downgrade(&self.0))
    }

    /// What it remembers.
    pub fn remembered(&self) -> &Remembered {
        &self.0.parts.remembered
    }

    /// Where packs were written.
    pub fn packs(&self) -> &PackRegister {
        &self.0.parts.packs
    }

    /// The window.
    pub fn frame(&self) -> &dyn Frame {
        &*self.0.parts.frame
    }

    /// Ports for what a key is unsealed or sealed for.
    fn with_key_store(&self) -> Ports<'static> {
        quiet().with_key_store(self.0.parts.key_store)
    }

    /// How long nobody touched the app.
    fn idle(&self) -> &Idle {
        &self.0.parts.idle
    }

    /// Tells people something outside the window.
    pub fn notices(&self) -> &dyn Notices {
        &*self.0.parts.notices
    }

    /// Files that were chosen or dropped.
    pub fn batches(&self) -> &Batches {
        &self.0.batches
    }

    /// Long work that runs.
    pub fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    /// The file that was given at the start; once.
    pub fn take_start(&self) -> Option<PathBuf> {
        let at_start = &self.0.at_start;
        at_start
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Keeps files as a batch, unless another workspace was opened since, or somebody else sits there.
    /// Where somebody has to sign in first, it has no files: the page then says so.
    pub fn keep_batch(&self, which: &Which, files: &[PathBuf]) -> Option<ImportBatch> {
        let gathered = gather(files);
        // Held while keeping: whoever puts another workspace in place forgets all batches.
        let open = self.0.open.read().unwrap_or_else(PoisonError::into_inner);
        let Some(now) = open.as_ref() else {
            return is(None, which).then(|| self.0.batches.keep(gathered));
        };
        if !is(Some(now), which) {
            return None;
        }
        if !now.has_somebody() {
            return Some(self.0.batches.keep(Gathered::default()));
        }
        let mut kept = None;
        now.while_still(which.turn, || kept = Some(self.0.batches.keep(gathered)));
        kept
    }

    /// Shows a message outside the page.
    pub fn complain(&self, message: &str) {
        self.0.parts.files.tell(message);
    }

    /// Asks for several files. None means that the person cancelled.
    pub fn ask_many(&self, question: &Question) -> Vec<PathBuf> {
        // A second question while a dialog is open counts as cancelled.
        let Ok(_asking) = self.0.asking.try_lock() else {
            return Vec::new();
        };
        let usual = || dirs::document_dir().or_else(dirs::home_dir);
        let folder = self.remembered().folder().or_else(usual);
        let answer = self.0.parts.files.ask(question, folder.as_deref());
        if let Some(first) = answer.first() {
            self.remembered().chose_in(first);
        }
        answer
    }

    /// Asks for one file.
    ///
    /// # Errors
    ///
    /// It cannot be used under this name.
    pub fn ask_one(&self, question: &Question) -> Result<Option<PathBuf>, ShellError> {
        one(question, self.ask_many(question))
    }

    /// Asks whether to quit although work runs.
    pub fn may_give_up(&self) -> bool {
        // One question at a time is enough.
        let Ok(_quitting) = self.0.quitting.try_lock() else {
            return false;
        };
        self.0.parts.files.confirm(
            "Work is still running. If you quit now, it is given up and leaves nothing behind.",
            "Quit",
        )
    }

    /// The workspace that is open now, for asking later whether it still is.
    pub fn which(&self) -> Which {
        let open = self.current();
        Which {
            open: open.as_ref().map_or_else(Weak::new, Arc::downgrade),
            turn: open.as_ref().map_or(0, |open| open.turn()),
        }
    }

    /// Refuses what was begun in a workspace that is not open any more.
    ///
    /// # Errors
    ///
    /// Another workspace is open, or none.
    pub fn check_still(&self, which: &Which) -> Result<(), ShellError> {
        if is(self.current().as_ref(), which) {
            Ok(())
        } else {
            Err(ShellError::OtherWorkspace)
        }
    }

    fn current(&self) -> Option<Arc<Open>> {
        let open = self.0.open.read().unwrap_or_else(PoisonError::into_inner);
        open.clone()
    }

    /// Does work in a thread that may wait.
    ///
    /// # Errors
    ///
    /// What the work says.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shell) -> Result<T, CommandError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let shell = self.clone();
        tauri::async_runtime::spawn_blocking(move || work(&shell))
            .await
            .map_err(|_| ShellError::Interrupted)?
    }

    /// Looks something up in the open workspace, for whoever sits before it.
    ///
    /// # Errors
    ///
    /// Nothing is open, somebody has to sign in, or what the work says.
    pub fn look_now<T, E: Into<CommandError>>(
        &self,
        work: impl FnOnce(&OpenWorkspace, &Ports<'_>) -> Result<T, E>,
    ) -> Result<T, CommandError> {
        let seated = self.seated()?;
        let answer = work(&seated.workspace, &seated.quiet());
        self.heard(&seated, answer.map_err(E::into))
    }

    /// The same in a thread that may wait.
    ///
    /// # Errors
    ///
    /// As for [`Shell::look_now`].
    pub async fn look<T: Send + 'static, E: Into<CommandError>>(
        &self,
        work: impl FnOnce(&OpenWorkspace, &Ports<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, CommandError> {
        self.run(move |shell| shell.look_now(work)).await
    }

    /// Does long work in the open workspace, for whoever sits before it: the page hears how far it is, and
    /// can cancel it. Locking does not stop it; nobody hears what came of it then.
    ///
    /// # Errors
    ///
    /// Nothing is open, somebody has to sign in, or what the work says.
    pub async fn work<T: Send + 'static, E: Into<CommandError>>(
        &self,
        channel: Channel<ProgressEvent>,
        work: impl FnOnce(&OpenWorkspace, &Ports<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, CommandError> {
        // What it changed is told by the watcher, whatever came of the work.
        let job = move |seated: &Seated, ports: &Ports<'_>| {
            work(&seated.workspace, ports).map_err(E::into)
        };
        self.job(channel, job).await
    }

    /// Does long work that answers how the workspace is now: with the answer, the page knows.
    ///
    /// # Errors
    ///
    /// As for [`Shell::work`].
    pub async fn change(
        &self,
        channel: Channel<ProgressEvent>,
        work: impl FnOnce(&OpenWorkspace, &Ports<'_>) -> Result<WorkspaceView, AppError>
        + Send
        + 'static,
    ) -> Result<WorkspaceView, CommandError> {
        let job = |seated: &Seated, ports: &Ports<'_>| {
            let view = work(&seated.workspace, ports)?;
            seated.tell(&view);
            Ok(view)
        };
        self.job(channel, job).await
    }

    async fn job<T: Send + 'static>(
        &self,
        channel: Channel<ProgressEvent>,
        work: impl FnOnce(&Seated, &Ports<'_>) -> Result<T, CommandError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let job = move |shell: &Shell| {
            let job = shell.jobs().begin()?;
            let seated = shell.seated()?;
            let reporter = Reporter::begin(channel, job.id).while_true(seated.watch());
            let ports = Ports::system(&reporter, job.cancellation.clone());
            let answer = work(&seated, &seated.ports(ports));
            shell.heard(&seated, answer)
        };
        self.run(job).await
    }
}
