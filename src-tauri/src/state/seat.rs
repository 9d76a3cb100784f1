//! Who sits before a workspace: whoever signed in, or nobody. Every command takes the workspace from here,
//! and gets it for whoever sits there now; with an empty seat it gets none.
//!
//! Locking empties the seat, and with that lets go of the key. Work that runs keeps its own hold on it until
//! it ends.

// long file: the seat with everybody who may take or leave it; apart, nobody could see that each way out empties it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use changeproof_app::AppError;
use changeproof_app::members::{self, PASSPHRASE_LETTERS, SealedBy, SignInError, SignedIn};
use changeproof_app::permission::Act;
use changeproof_app::ports::{Clock as _, Ports, SystemClock};
use changeproof_app::views::{self, OpenWorkspace};
use changeproof_app::wire::view::members::{
    NewMember, OpenedView, SignInPerson, SignInStep, SignInView,
};
use changeproof_app::wire::view::progress::ProgressEvent;
use changeproof_app::wire::view::session::{NoticesWanted, WorkspaceView};
use tauri::ipc::Channel;

use super::{Shell, Which, quiet};
use crate::error::{CommandError, ShellError};
use crate::frame::News;
use crate::jobs::Alone;
use crate::passphrase::Passphrase;
use crate::progress::Reporter;

/// Who sits there.
#[derive(Debug)]
enum Seat {
    /// Whoever it may be: nobody signs in to the workspace.
    Free,
    /// Nobody; before, perhaps somebody.
    Empty(Option<SignInPerson>),
    /// Somebody who has to choose another passphrase first.
    Choosing(Arc<SignedIn>),
    /// Somebody who signed in.
    Taken(Arc<SignedIn>),
}

/// The seat, and how often somebody else took it.
#[derive(Debug)]
pub(super) struct Place {
    turn: u64,
    seat: Seat,
}

impl Place {
    fn give(&mut self, seat: Seat) {
        self.turn += 1;
        self.seat = seat;
    }
}

/// A workspace that is open, or waits for somebody to sign in.
#[derive(Debug)]
pub(super) struct Open {
    path: PathBuf,
    /// Set once somebody was let in.
    workspace: OnceLock<OpenWorkspace>,
    place: Mutex<Place>,
    /// What the page knows of it.
    seen: Mutex<Option<WorkspaceView>>,
}

fn who(person: &SignedIn) -> SignInPerson {
    SignInPerson {
        person: person.id().to_owned(),
        name: person.name().to_owned(),
    }
}

impl Open {
    /// A workspace to which nobody signs in.
    pub(super) fn free(path: PathBuf, workspace: OpenWorkspace, view: WorkspaceView) -> Open {
        Open {
            path,
            workspace: OnceLock::from(workspace),
            place: Mutex::new(Place {
                turn: 0,
                seat: Seat::Free,
            }),
            seen: Mutex::new(Some(view)),
        }
    }

    /// A workspace before which nobody sits yet.
    pub(super) fn waiting(path: PathBuf) -> Open {
        Open {
            path,
            workspace: OnceLock::new(),
            place: Mutex::new(Place {
                turn: 0,
                seat: Seat::Empty(None),
            }),
            seen: Mutex::new(None),
        }
    }

    pub(super) fn seen(&self) -> MutexGuard<'_, Option<WorkspaceView>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often somebody else took the seat.
    pub(super) fn turn(&self) -> u64 {
        self.place().turn
    }

    /// Whether somebody may work in it now.
    pub(super) fn has_somebody(&self) -> bool {
        matches!(self.place().seat, Seat::Free | Seat::Taken(_))
    }

    /// Does something while whoever sat there at a turn still does; says whether it was done.
    pub(super) fn while_still(&self, turn: u64, work: impl FnOnce()) -> bool {
        let place = self.place();
        let still = place.turn == turn;
        if still {
            work();
        }
        still
    }
}

/// A workspace for whoever sits before it.
pub struct Seated {
    pub(super) open: Arc<Open>,
    /// The workspace.
    pub workspace: OpenWorkspace,
    person: Option<Arc<SignedIn>>,
    turn: u64,
}

impl Seated {
    /// Ports for what this person does.
    pub fn ports<'p>(&self, ports: Ports<'p>) -> Ports<'p> {
        match &self.person {
            Some(person) => ports.signed_in(person.clone()),
            None => ports,
        }
    }

    /// Ports of this person for work that is done at once.
    pub fn quiet(&self) -> Ports<'static> {
        self.ports(quiet())
    }

    /// The key, as long as anybody holds it.
    #[cfg(test)]
    pub(super) fn key(&self) -> Option<std::sync::Weak<SignedIn>> {
        self.person.as_ref().map(Arc::downgrade)
    }

    /// Whether the same person still sits there.
    pub fn still(&self) -> bool {
        self.open.turn() == self.turn
    }

    /// Tells later, without holding anything, whether the same person still sits there.
    pub(super) fn watch(&self) -> impl Fn() -> bool + Send + Sync + use<> {
        let (open, turn) = (Arc::downgrade(&self.open), self.turn);
        move || open.upgrade().is_some_and(|open| open.turn() == turn)
    }

    /// The page is told how the workspace is now, unless somebody else sits there.
    pub(super) fn tell(&self, view: &WorkspaceView) {
        let mut seen = self.open.seen();
        self.open
            .while_still(self.turn, || *seen = Some(view.clone()));
    }

    pub(super) fn turn(&self) -> u64 {
        self.turn
    }

    pub(super) fn which(&self) -> Which {
        Which {
            open: Arc::downgrade(&self.open),
            turn: self.turn,
        }
    }
}

impl Shell {
    /// The open workspace, for whoever sits before it.
    ///
    /// # Errors
    ///
    /// Nothing is open, or somebody has to sign in first.
    pub fn seated(&self) -> Result<Seated, CommandError> {
        let open = self.current().ok_or(ShellError::NothingOpen)?;
        self.lock_where_idle(&open);
        let (person, turn) = {
            let place = open.place();
            let person = match &place.seat {
                Seat::Free => None,
                Seat::Taken(person) => Some(person.clone()),
                Seat::Empty(_) => return Err(AppError::from(SignInError::Needed).into()),
                Seat::Choosing(_) => {
                    return Err(AppError::from(SignInError::PassphraseTemporary).into());
                }
            };
            (person, place.turn)
        };
        let workspace = open.workspace.get();
        let workspace = workspace.ok_or_else(|| AppError::from(SignInError::Needed))?;
        let workspace = workspace.of(person.clone());
        Ok(Seated {
            open,
            workspace,
            person,
            turn,
        })
    }

    /// What comes of an answer by now: nobody but whoever asked may hear it, and whoever cannot be known
    /// any more has to sign in again.
    ///
    /// # Errors
    ///
    /// The answer's own, or that somebody has to sign in.
    pub(super) fn heard<T>(
        &self,
        seated: &Seated,
        answer: Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        match answer {
            Err(error) if error.asks_for_sign_in() => {
                seated.open.clone().empty(self, Some(seated.turn));
                Err(error)
            }
            Ok(_) if !seated.still() => Err(AppError::from(SignInError::Needed).into()),
            answer => answer,
        }
    }

    /// Refuses what whoever sits there may not do, so that nobody is asked for a file in vain.
    ///
    /// # Errors
    ///
    /// Nothing is open, or what the person may not.
    pub fn check_may(&self, act: Act) -> Result<Which, CommandError> {
        let seated = self.seated()?;
        let may = seated.workspace.check_may(act).map_err(CommandError::from);
        self.heard(&seated, may)?;
        Ok(seated.which())
    }

    /// Locks: whoever sits there has to sign in again. Running work goes on.
    ///
    /// # Errors
    ///
    /// Nothing is open, or nobody signs in to it.
    pub fn lock(&self) -> Result<(), ShellError> {
        let open = self.current().ok_or(ShellError::NothingOpen)?;
        if matches!(open.place().seat, Seat::Free) {
            return Err(ShellError::NobodySignsIn);
        }
        open.empty(self, None);
        Ok(())
    }

    /// Asks a job to stop. Before an empty seat nobody stops what somebody else began; an opening has no
    /// person yet. Tells whether it ran.
    pub fn cancel(&self, job: u32) -> bool {
        let shut = self.current().is_some_and(|open| !open.has_somebody());
        if shut {
            self.jobs().cancel_opening(job)
        } else {
            self.jobs().cancel(job)
        }
    }

    /// Somebody touched the app.
    pub fn touched(&self) {
        // After so long a time the seat is empty, whether or not somebody has looked yet.
        if let Some(open) = self.current() {
            self.lock_where_idle(&open);
        }
        self.idle().touch();
    }

    /// Locks where nobody touched the app for long.
    pub fn lock_idle(&self) {
        if let Some(open) = self.current() {
            self.lock_where_idle(&open);
        }
    }

    /// Tells outside the window what waits for whoever signed in, where that is asked for. Nothing is told
    /// before an empty seat, or while work runs.
    pub fn tell_what_waits(&self) {
        if self.remembered().settings().notices == NoticesWanted::Off || self.jobs().any() {
            return;
        }
        let Ok(seated) = self.seated() else {
            return;
        };
        if seated.person.is_none() {
            return;
        }
        let home = seated.workspace.home(&seated.quiet());
        // What cannot be looked up or kept now is told another time; the page shows why.
        let Some(home) = home.ok().filter(|_| seated.still()) else {
            return;
        };
        if let Ok(Some(text)) = self.0.parts.told.news(&seated.open.path, &home) {
            drop(self.notices().show("Changeproof", &text));
        }
    }

    fn lock_where_idle(&self, open: &Arc<Open>) {
        let minutes = self.remembered().settings().lock_after.minutes();
        if self.idle().since() < Duration::from_secs(minutes * 60) {
            return;
        }
        let turn = {
            let place = open.place();
            matches!(place.seat, Seat::Taken(_) | Seat::Choosing(_)).then_some(place.turn)
        };
        if turn.is_some() {
            open.clone().empty(self, turn);
        }
    }

    /// What to do before anything of the workspace is shown.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub(super) fn sign_in_view(&self, open: &Open) -> Result<SignInView, CommandError> {
        let door = views::door(&open.path)?;
        let (entity, people) =
            door.map_or_else(Default::default, |door| (door.entity, door.people));
        let (step, person) = match &open.place().seat {
            Seat::Empty(Some(before)) => (SignInStep::Locked, Some(before.clone())),
            Seat::Choosing(person) => (SignInStep::ChoosePassphrase, Some(who(person))),
            Seat::Free | Seat::Empty(None) | Seat::Taken(_) => (SignInStep::SignIn, None),
        };
        let text = |part: Option<&std::ffi::OsStr>| {
            part.unwrap_or_default().to_string_lossy().into_owned()
        };
        Ok(SignInView {
            entity,
            file: text(open.path.file_name()),
            folder: text(open.path.parent().map(Path::as_os_str)),
            step,
            people,
            person,
            working: self.jobs().any(),
            shortest_passphrase: u32::try_from(PASSPHRASE_LETTERS).unwrap_or(u32::MAX),
        })
    }

    /// Signs somebody in, and lets in whoever has no passphrase to choose first.
    ///
    /// # Errors
    ///
    /// The passphrase is another one, or the workspace cannot be opened.
    pub fn sign_in(
        &self,
        person: &str,
        passphrase: &Passphrase,
        channel: Channel<ProgressEvent>,
    ) -> Result<OpenedView, CommandError> {
        let open = self.current().ok_or(ShellError::NothingOpen)?;
        let alone = self.alone_where_shut(&open)?;
        let signed_in = members::sign_in(&open.path, person, passphrase, &self.with_key_store())?;
        self.let_in(&open, signed_in, alone, channel)
    }

    /// Takes the passphrase that whoever signed in chooses in place of another person's.
    ///
    /// # Errors
    ///
    /// Nobody has to choose one, it is not good enough, or the workspace cannot be opened.
    pub fn choose_passphrase(
        &self,
        passphrase: &Passphrase,
        channel: Channel<ProgressEvent>,
    ) -> Result<OpenedView, CommandError> {
        let open = self.current().ok_or(ShellError::NothingOpen)?;
        let person = match &open.place().seat {
            Seat::Choosing(person) => person.clone(),
            Seat::Free | Seat::Empty(_) | Seat::Taken(_) => {
                return Err(AppError::from(SignInError::Needed).into());
            }
        };
        let alone = self.alone_where_shut(&open)?;
        let by = SealedBy::Passphrase;
        let signed_in = renewed(&open.path, &person, passphrase, by, self.with_key_store())?;
        self.let_in(&open, signed_in, alone, channel)
    }

    /// Changes the passphrase of whoever sits there.
    ///
    /// # Errors
    ///
    /// Work runs, the own passphrase is another one, or the new one is not good enough.
    pub fn change_passphrase(
        &self,
        own: &Passphrase,
        passphrase: &Passphrase,
        by: SealedBy,
    ) -> Result<(), CommandError> {
        // Work that runs would end with a key that signs no more.
        let _alone = self.jobs().begin_alone()?;
        let seated = self.seated()?;
        let Some(person) = &seated.person else {
            return Err(ShellError::NobodySignsIn.into());
        };
        let path = &seated.open.path;
        let theirs = seated.ports(self.with_key_store());
        let checked = members::check_own(path, own, &theirs).map_err(CommandError::from);
        self.heard(&seated, checked)?;
        let signed_in = renewed(path, person, passphrase, by, self.with_key_store())?;
        let signed_in = Arc::new(signed_in);
        let mut place = seated.open.place();
        if place.turn != seated.turn {
            return Err(AppError::from(SignInError::Needed).into());
        }
        place.give(Seat::Taken(signed_in));
        Ok(())
    }

    /// Adds a person. Whoever adds oneself as the first one is signed in from then on.
    ///
    /// # Errors
    ///
    /// As for [`members::add`].
    pub fn add_member(&self, new: NewMember, passphrase: &Passphrase) -> Result<(), CommandError> {
        // Work that was begun without sign-in could not end once somebody signs in.
        let _alone = self.jobs().begin_alone()?;
        let seated = self.seated()?;
        let id = new.person.trim().to_owned();
        let added = seated
            .workspace
            .add_member(new, passphrase, &seated.quiet());
        self.heard(&seated, added.map_err(CommandError::from))?;
        if seated.person.is_none() {
            let first = members::sign_in(&seated.open.path, &id, passphrase, &quiet())?;
            seated.open.place().give(Seat::Taken(Arc::new(first)));
            self.idle().touch();
            self.view()?;
            self.show_recent();
        }
        Ok(())
    }

    /// Opening the file puts a workspace in place, so that it has to be done alone; where it is open
    /// already, work may run in it.
    fn alone_where_shut(&self, open: &Open) -> Result<Option<Alone>, ShellError> {
        let shut = open.workspace.get().is_none();
        shut.then(|| self.jobs().begin_alone()).transpose()
    }

    fn let_in(
        &self,
        open: &Arc<Open>,
        person: SignedIn,
        alone: Option<Alone>,
        channel: Channel<ProgressEvent>,
    ) -> Result<OpenedView, CommandError> {
        let person = Arc::new(person);
        self.idle().touch();
        if person.must_change_passphrase() {
            open.place().give(Seat::Choosing(person));
            drop(alone);
            let sign_in = self.sign_in_view(open)?;
            return Ok(OpenedView::SignIn { sign_in });
        }
        if let Some(alone) = alone {
            let reporter = Reporter::begin(channel, alone.0.id);
            let ports = Ports::system(&reporter, alone.0.cancellation.clone());
            let ports = ports.signed_in(person.clone());
            let workspace = OpenWorkspace::open(&open.path, &ports)?;
            if alone.0.cancellation.is_cancelled() {
                return Err(AppError::Cancelled.into());
            }
            // Whoever was faster opened the same.
            drop(open.workspace.set(workspace.of(None)));
        }
        let workspace = open.workspace.get();
        let workspace = workspace.ok_or_else(|| AppError::from(SignInError::Needed))?;
        let view = workspace.of(Some(person.clone())).view(&quiet())?;
        open.place().give(Seat::Taken(person));
        *open.seen() = Some(view.clone());
        self.remember(&open.path, &view);
        self.frame().show(Some(&view), &self.remembered().recent());
        let workspace = Box::new(view);
        Ok(OpenedView::Open { workspace })
    }

    /// Puts an open workspace in front of those that can be opened again.
    pub(super) fn remember(&self, path: &Path, view: &WorkspaceView) {
        let now = SystemClock.now();
        // The workspace is open; that it is not in the list next time is worth a word, no failure.
        if let Err(error) = self.remembered().opened(path, &view.entity, now) {
            self.complain(&error.to_string());
        }
    }
}

/// Changes a passphrase, which makes a new key, and signs in by it.
fn renewed(
    path: &Path,
    person: &Arc<SignedIn>,
    passphrase: &Passphrase,
    by: SealedBy,
    ports: Ports<'_>,
) -> Result<SignedIn, CommandError> {
    let theirs = ports.clone().signed_in(person.clone());
    members::change_passphrase(path, passphrase, by, &theirs)?;
    Ok(members::sign_in(path, person.id(), passphrase, &ports)?)
}

impl Open {
    /// Empties the seat and tells the page; with a turn only where nobody else sat down since.
    fn empty(self: Arc<Self>, shell: &Shell, turn: Option<u64>) {
        {
            let mut place = self.place();
            if turn.is_some_and(|turn| turn != place.turn) {
                return;
            }
            let before = match &place.seat {
                Seat::Free => None,
                Seat::Empty(before) => before.clone(),
                Seat::Choosing(person) | Seat::Taken(person) => Some(who(person)),
            };
            place.give(Seat::Empty(before));
            shell.batches().forget();
            // Told before anybody can sit down, so that the page hears it in the right order.
            shell.frame().tell(News::Locked);
        }
        *self.seen() = None;
        shell.show_recent();
    }
}
