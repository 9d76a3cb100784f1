//! Openings, work and news of the state, with a window and a person that only note what they hear.

mod sign_in;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use changeproof_app::ports::{KeyStore, Ports};
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::imports::FileOptions;
use changeproof_app::wire::view::members::OpenedView;
use changeproof_app::wire::view::progress::ProgressEvent;
use changeproof_app::wire::view::session::{
    NewWorkspace, RecentWorkspace, Settings, WorkspaceView,
};
use tauri::async_runtime::block_on;
use tauri::ipc::Channel;
use zeroize::Zeroizing;

use super::{Parts, Shell, quiet};
use crate::error::{CommandError, ShellError};
use crate::file_choice::{FileChoice, Question};
use crate::frame::{Frame, News};
use crate::idle::{Idle, Moment, Moments};
use crate::notices::{Notices, Told};
use crate::pack_register::PackRegister;
use crate::settings::Remembered;

/// What window and person heard.
#[derive(Clone, Default)]
struct Heard {
    changes: Arc<Mutex<Vec<WorkspaceView>>>,
    locked: Arc<Mutex<u32>>,
    complaints: Arc<Mutex<Vec<String>>>,
    asked: Arc<Mutex<Vec<String>>>,
    notices: Arc<Mutex<Vec<String>>>,
}

impl Frame for Heard {
    fn tell(&self, news: News) {
        match news {
            News::WorkspaceChanged(view) => self.changes.lock().unwrap().push(*view),
            News::Locked => *self.locked.lock().unwrap() += 1,
            News::FilesDropped(_)
            | News::Drag { .. }
            | News::SettingsChanged(_)
            | News::Menu { .. } => {}
        }
    }
    fn wear(&self, _: Settings) {}
    fn show(&self, _: Option<&WorkspaceView>, _: &[RecentWorkspace]) {}
    fn begin_again(&self) {}
    fn come_forward(&self) {}
    fn copy(&self, _: String) -> Result<(), ShellError> {
        Ok(())
    }
}

impl FileChoice for Heard {
    fn ask(&self, _: &Question, _: Option<&Path>) -> Vec<PathBuf> {
        Vec::new()
    }
    fn tell(&self, message: &str) {
        self.complaints.lock().unwrap().push(message.to_owned());
    }
    fn confirm(&self, question: &str, _: &str) -> bool {
        let mut asked = self.asked.lock().unwrap();
        asked.push(question.to_owned());
        // No at first, then yes.
        asked.len() > 1
    }
}

impl Notices for Heard {
    fn show(&self, _: &str, text: &str) -> Result<(), ShellError> {
        self.notices.lock().unwrap().push(text.to_owned());
        Ok(())
    }
}

/// Clocks that a test sets.
#[derive(Clone, Default)]
struct Clocks(Arc<Mutex<Moment>>);

impl Moments for Clocks {
    fn now(&self) -> Moment {
        *self.0.lock().unwrap()
    }
}

impl Clocks {
    fn go_on(&self, minutes: u64) {
        let mut now = self.0.lock().unwrap();
        now.steady += Duration::from_secs(minutes * 60);
        now.wall += Duration::from_secs(minutes * 60);
    }
}

struct Stage {
    folder: tempfile::TempDir,
    shell: Shell,
    heard: Heard,
    clocks: Clocks,
    key_store: Secrets,
}

/// A key store that a test looks into.
#[derive(Clone, Default)]
struct Secrets(Arc<Mutex<BTreeMap<String, Vec<u8>>>>);

impl KeyStore for Secrets {
    fn keep(&self, name: &str, secret: &[u8]) -> Result<(), String> {
        let mut all = self.0.lock().unwrap();
        all.insert(name.to_owned(), secret.to_vec());
        Ok(())
    }
    fn find(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, String> {
        Ok(self
            .0
            .lock()
            .unwrap()
            .get(name)
            .cloned()
            .map(Zeroizing::new))
    }
    fn forget(&self, name: &str) -> Result<(), String> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
}

fn stage() -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let heard = Heard::default();
    let clocks = Clocks::default();
    let key_store = Secrets::default();
    let shell = Shell::new(
        Parts {
            remembered: Remembered::read(folder.path().join("settings.json")).0,
            packs: PackRegister::read(folder.path().join("packs.json")).0,
            files: Box::new(heard.clone()),
            frame: Box::new(heard.clone()),
            demo: folder.path().join("data/demo.changeproof"),
            idle: Idle::new(Box::new(clocks.clone())),
            key_store: Box::leak(Box::new(key_store.clone())),
            notices: Box::new(heard.clone()),
            told: Told::read(folder.path().join("notices.json")).0,
        },
        None,
    );
    Stage {
        folder,
        shell,
        heard,
        clocks,
        key_store,
    }
}

fn channel() -> Channel<ProgressEvent> {
    Channel::new(|_| Ok(()))
}

impl Stage {
    /// Makes a workspace of that name and opens it.
    fn create(&self, entity: &str) -> Result<WorkspaceView, CommandError> {
        let path = self.folder.path().join(format!("{entity}.changeproof"));
        let new = NewWorkspace {
            entity: entity.to_owned(),
            zone: "UTC".to_owned(),
        };
        let make = move |_: &Shell, ports: &Ports<'_>| {
            Ok(OpenWorkspace::create(&path, &new, ports)?.into())
        };
        block_on(self.shell.opening(channel(), make)).map(open)
    }

    fn export(&self) -> PathBuf {
        let file = self.folder.path().join("deploy-log.csv");
        let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/demo/inputs");
        fs::copy(Path::new(demo).join("deploy-log.csv"), &file).unwrap();
        file
    }

    fn demo(&self) -> Result<WorkspaceView, CommandError> {
        block_on(self.shell.opening(channel(), Shell::demo)).map(open)
    }
}

/// The workspace that an answer tells of.
fn open(opened: OpenedView) -> WorkspaceView {
    match opened {
        OpenedView::Open { workspace } => *workspace,
        OpenedView::SignIn { sign_in } => panic!("{sign_in:?}"),
    }
}

fn code(error: &CommandError) -> &'static str {
    error.code()
}

#[test]
fn files_given_for_one_company_are_not_known_in_the_next() {
    let stage = stage();
    stage.create("A").unwrap();
    let which = stage.shell.which();
    let files = [stage.export()];
    let batch = stage.shell.keep_batch(&which, &files).unwrap().batch;
    assert!(stage.shell.batches().looked_at(batch, Vec::new()).is_ok());
    stage.create("B").unwrap();
    assert!(stage.shell.batches().looked_at(batch, Vec::new()).is_err());
    // Chosen in a dialog that was opened when the other company was shown.
    assert!(stage.shell.keep_batch(&which, &files).is_none());
}

#[test]
fn files_are_forgotten_with_the_workspace_that_is_closed() {
    let stage = stage();
    stage.create("A").unwrap();
    let which = stage.shell.which();
    let batch = stage.shell.keep_batch(&which, &[stage.export()]).unwrap();
    stage.shell.close().unwrap();
    let known = stage.shell.batches().looked_at(batch.batch, Vec::new());
    assert!(known.is_err());
}

#[test]
fn what_failed_work_changed_is_told() {
    let stage = stage();
    stage.create("A").unwrap();
    let file = stage.export();
    let work = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        open.commit_import(&[(file, FileOptions::default())], ports)?;
        Err::<(), CommandError>(ShellError::Interrupted.into())
    };
    assert!(block_on(stage.shell.work(channel(), work)).is_err());
    stage.shell.look_for_changes();
    stage.shell.look_for_changes();
    let changes = stage.heard.changes.lock().unwrap();
    assert_eq!(changes.len(), 1, "told once");
    assert_eq!(changes[0].sources, 1);
}

#[test]
fn nothing_is_told_while_work_runs() {
    let stage = stage();
    stage.create("A").unwrap();
    let job = stage.shell.jobs().begin().unwrap();
    let seated = stage.shell.seated().unwrap();
    let files = [(stage.export(), FileOptions::default())];
    seated.workspace.commit_import(&files, &quiet()).unwrap();
    stage.shell.look_for_changes();
    assert!(stage.heard.changes.lock().unwrap().is_empty());
    drop(job);
    stage.shell.look_for_changes();
    assert_eq!(stage.heard.changes.lock().unwrap().len(), 1);
}

#[test]
fn no_workspace_is_put_in_place_under_running_work() {
    let stage = stage();
    stage.create("A").unwrap();
    let job = stage.shell.jobs().begin().unwrap();
    assert_eq!(code(&stage.create("B").unwrap_err()), "busy");
    assert!(stage.shell.close().is_err());
    drop(job);
    assert_eq!(stage.create("B").unwrap().entity, "B");
}

#[test]
fn no_work_begins_while_a_workspace_is_opened() {
    let stage = stage();
    stage.create("A").unwrap();
    let inside = stage.shell.clone();
    let path = stage.folder.path().join("A.changeproof");
    let make = move |_: &Shell, ports: &Ports<'_>| {
        assert!(inside.jobs().begin().is_err());
        assert!(inside.jobs().any(), "closing the window asks");
        Ok(OpenWorkspace::open(&path, ports)?.into())
    };
    block_on(stage.shell.opening(channel(), make)).unwrap();
}

#[test]
fn an_opening_that_was_cancelled_leaves_the_other_workspace_open() {
    let stage = stage();
    stage.create("A").unwrap();
    stage.create("B").unwrap();
    let path = stage.folder.path().join("A.changeproof");
    let make = move |shell: &Shell, ports: &Ports<'_>| {
        let workspace = OpenWorkspace::open(&path, ports)?;
        shell.jobs().cancel_all();
        Ok(workspace.into())
    };
    let error = block_on(stage.shell.opening(channel(), make)).unwrap_err();
    assert_eq!(code(&error), "cancelled");
    assert_eq!(stage.shell.view().unwrap().entity, "B");
}

#[test]
fn what_was_begun_in_one_workspace_is_not_done_in_another() {
    let stage = stage();
    stage.create("A").unwrap();
    let which = stage.shell.which();
    assert!(stage.shell.check_still(&which).is_ok());
    stage.create("B").unwrap();
    assert!(stage.shell.check_still(&which).is_err());
}

#[test]
fn a_demo_company_that_cannot_be_opened_now_is_kept() {
    let stage = stage();
    stage.demo().unwrap();
    let place = stage.folder.path().join("data/demo.changeproof");
    stage.shell.close().unwrap();

    // As a newer version of the app writes it: the schema's number stands in the file's head.
    let mut newer = fs::read(&place).unwrap();
    newer[60..64].copy_from_slice(&i32::MAX.to_be_bytes());
    fs::write(&place, &newer).unwrap();
    assert_eq!(code(&stage.demo().unwrap_err()), "workspace_newer");
    assert_eq!(fs::read(&place).unwrap(), newer);
}

#[test]
fn a_damaged_demo_company_is_set_aside() {
    let stage = stage();
    let place = stage.folder.path().join("data/demo.changeproof");
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(&place, "not a workspace").unwrap();
    assert!(stage.demo().unwrap().is_demo);
    let aside = stage.folder.path().join("data/demo.changeproof.broken");
    assert_eq!(fs::read_to_string(aside).unwrap(), "not a workspace");
    let complaints = stage.heard.complaints.lock().unwrap();
    assert!(complaints[0].contains("demo.changeproof.broken"));
}

#[test]
fn a_pack_that_cannot_be_remembered_was_made_all_the_same() {
    let stage = stage();
    // Where the register should be written, there is a folder.
    fs::create_dir_all(stage.folder.path().join("packs.json/in the way")).unwrap();
    let pack = changeproof_app::wire::view::packs::PackRow {
        key: "1".to_owned(),
        kind: "audit".to_owned(),
        pack_id: "1".to_owned(),
        period: stage.create("A").unwrap().period,
        prepared_at: changeproof_domain::time::Timestamp(0),
        prepared_by: None,
        file: "audit.pdf".to_owned(),
        sha256: "abc".to_owned(),
        results_hash: "abc".to_owned(),
        event: 1,
        at_hand: false,
    };
    let row = stage.shell.keep_pack(pack, Path::new("/tmp/audit.pdf"));
    assert!(!row.at_hand);
    let complaints = stage.heard.complaints.lock().unwrap();
    assert!(complaints[0].contains("was written to"), "{complaints:?}");
}

#[test]
fn closing_asks_while_work_runs() {
    use std::sync::mpsc;
    let stage = stage();
    assert!(crate::closing::may_close(&stage.shell, || ()));

    let job = stage.shell.jobs().begin().unwrap();
    let (sender, receiver) = mpsc::channel();
    let close = |sender: mpsc::Sender<()>| move || sender.send(()).unwrap();
    assert!(!crate::closing::may_close(
        &stage.shell,
        close(sender.clone())
    ));
    while stage.heard.asked.lock().unwrap().is_empty() {
        std::thread::yield_now();
    }
    assert!(!job.cancellation.is_cancelled(), "the answer was no");
    std::thread::sleep(Duration::from_millis(50));
    assert!(!crate::closing::may_close(&stage.shell, close(sender)));
    while !job.cancellation.is_cancelled() {
        std::thread::yield_now();
    }
    drop(job);
    receiver.recv_timeout(Duration::from_secs(20)).unwrap();
}
