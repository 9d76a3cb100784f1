//! What the desktop's screens show, from an open workspace: one file a screen.
//!
//! An evaluation never changes once it is made. So the rows of the open period are kept in memory,
//! with an index for filters and orders; the records behind them are loaded when somebody first asks
//! for a sentence. Small reads share one connection; what takes longer opens its own, so that nobody
//! waits for it. All methods may be called from any thread and wait until they are done.

mod catalogue;
mod change_records;
mod charts;
mod decisions;
pub mod demo;
mod deployment;
mod deployments;
mod evaluated;
mod events;
mod exceptions;
mod explain;
mod facts;
mod file_card;
mod findings;
mod fresh;
mod guides;
mod home;
mod imports;
mod index;
mod link_decisions;
mod lists;
mod members;
mod origin;
mod original;
mod overview;
mod packs;
mod people;
mod policy;
mod samples;
mod session;
mod tried;

pub(crate) use deployment::whole_deployment;

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use changeproof_store::{Digest, Reader, Workspace};

use self::evaluated::Evaluated;
use self::events::Told;
use self::facts::Facts;
use crate::error::AppError;
use crate::init::{InitOptions, init};
use crate::loaded::workspace_zone;
use crate::members::SignedIn;
use crate::period::Period;
use crate::permission::{self, Act};
use crate::ports::{Clock as _, Ports, SystemClock};
use crate::shown_period::first_period;
use crate::wire::view::session::NewWorkspace;

pub use guides::export_guides;
pub use imports::ChosenFile;
pub use members::{Door, door};

/// How many workspaces were opened so far.
static OPENINGS: AtomicU64 = AtomicU64::new(0);

/// An open workspace with the period that its screens show, for whoever signed in.
pub struct OpenWorkspace {
    path: PathBuf,
    /// For what is read at once. It also keeps the file open for as long as the screens show it.
    file: Arc<Mutex<Workspace>>,
    /// Whoever evaluates or imports holds this.
    working: Arc<Mutex<()>>,
    current: Arc<RwLock<Current>>,
    told: Arc<Mutex<Told>>,
    facts: Arc<Mutex<Option<Arc<Facts>>>>,
    /// Imported files whose stored bytes were found to be whole.
    intact: Arc<Mutex<HashSet<Digest>>>,
    opening: u64,
    demo: bool,
    /// Who looks; none without sign-in.
    signed_in: Option<Arc<SignedIn>>,
}

/// The period that the screens show, and its evaluation.
#[derive(Clone)]
struct Current {
    period: Period,
    /// None where nothing was imported.
    evaluated: Option<Arc<Evaluated>>,
}

impl Current {
    /// A period that was not evaluated.
    fn nothing(period: Period) -> Current {
        Current {
            period,
            evaluated: None,
        }
    }

    /// An evaluated period.
    fn of(period: Period, evaluated: Evaluated) -> Current {
        Current {
            period,
            evaluated: Some(Arc::new(evaluated)),
        }
    }
}

impl fmt::Debug for OpenWorkspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenWorkspace")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// A lock whose holder may have panicked: what it guards is replaced as a whole, never half.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl OpenWorkspace {
    /// Opens a workspace and shows the period that was looked at last; where nothing was evaluated yet,
    /// the year of the newest deployment.
    ///
    /// # Errors
    ///
    /// What keeps it from being opened, or [`AppError::Cancelled`].
    pub fn open(path: &Path, ports: &Ports<'_>) -> Result<OpenWorkspace, AppError> {
        let file = Workspace::open(path)?;
        permission::check(&file.read()?, Act::Look, ports)?;
        let demo = demo::is_demo(&file.read()?)?;
        let period = first_period(&file.read()?, ports)?;
        let open = OpenWorkspace {
            path: path.to_owned(),
            file: Arc::new(Mutex::new(file)),
            working: Arc::default(),
            current: Arc::new(RwLock::new(Current::nothing(period))),
            told: Arc::default(),
            facts: Arc::default(),
            intact: Arc::default(),
            opening: OPENINGS.fetch_add(1, Ordering::Relaxed) + 1,
            demo,
            signed_in: ports.signed_in.clone(),
        };
        open.show_newest(ports)?;
        Ok(open)
    }

    /// Makes a workspace and opens it.
    ///
    /// # Errors
    ///
    /// What keeps it from being made: an existing file is never touched.
    pub fn create(
        path: &Path,
        new: &NewWorkspace,
        ports: &Ports<'_>,
    ) -> Result<OpenWorkspace, AppError> {
        let options = InitOptions {
            entity: new.entity.clone(),
            zone: new.zone.clone(),
        };
        init(path, &options, ports)?;
        OpenWorkspace::open(path, ports)
    }

    /// The same open workspace for another person, or for nobody. What one of them does goes on as that
    /// person, whoever the others are.
    pub fn of(&self, person: Option<Arc<SignedIn>>) -> OpenWorkspace {
        OpenWorkspace {
            path: self.path.clone(),
            file: self.file.clone(),
            working: self.working.clone(),
            current: self.current.clone(),
            told: self.told.clone(),
            facts: self.facts.clone(),
            intact: self.intact.clone(),
            opening: self.opening,
            demo: self.demo,
            signed_in: person,
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether whoever opened it may still look: people may have been added, or roles changed.
    fn check_look(&self, reader: &Reader<'_>) -> Result<(), AppError> {
        self.check(reader, Act::Look)
    }

    /// Whether whoever looks may do something now, so that nobody is asked for a file in vain.
    ///
    /// # Errors
    ///
    /// What the person may not, or what the store says.
    pub fn check_may(&self, act: Act) -> Result<(), AppError> {
        self.reading(|reader| self.check(reader, act))
    }

    fn check(&self, reader: &Reader<'_>, act: Act) -> Result<(), AppError> {
        let today = || Ok(SystemClock.now().date_in(workspace_zone(reader)?));
        permission::check_person(reader, act, self.signed_in.as_deref(), today)
    }

    /// Reads something from the file as it is now.
    fn reading<T>(
        &self,
        read: impl FnOnce(&Reader<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let file = locked(&self.file);
        let reader = file.read()?;
        self.check_look(&reader)?;
        read(&reader)
    }

    /// The same over a connection of its own: for what takes long.
    fn reading_apart<T>(
        &self,
        read: impl FnOnce(&Reader<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let file = Workspace::open(&self.path)?;
        let reader = file.read()?;
        self.check_look(&reader)?;
        read(&reader)
    }

    fn current(&self) -> Current {
        let current = self.current.read();
        current.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn show(&self, current: Current) {
        let shown = self.current.write();
        *shown.unwrap_or_else(PoisonError::into_inner) = current;
    }

    /// The evaluation of the open period; an error where nothing was imported.
    fn evaluated(&self) -> Result<Arc<Evaluated>, AppError> {
        self.current()
            .evaluated
            .ok_or_else(|| AppError::NotEvaluated {
                workspace: self.path.clone(),
            })
    }
}
