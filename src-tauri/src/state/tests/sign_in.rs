//! Signing in, locking, and what goes on behind an empty seat.

use std::sync::mpsc;

use changeproof_app::members::{self, NewPerson, SealedBy};
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::members::{NewMember, SignInStep, SignInView};
use changeproof_app::wire::view::session::{LockAfter, NoticesWanted};
use changeproof_domain::member::MemberRole;

use super::*;
use crate::passphrase::Passphrase;

const WORDS: &str = "correct horse battery";
const OTHER: &str = "staple of other words";

fn words(words: &str) -> Passphrase {
    serde_json::from_value(words.into()).unwrap()
}

fn new(person: &str, roles: &[MemberRole]) -> NewMember {
    NewMember {
        person: person.to_owned(),
        name: format!("{person} by name"),
        roles: roles.to_vec(),
        from: None,
    }
}

fn waiting(opened: OpenedView) -> SignInView {
    match opened {
        OpenedView::SignIn { sign_in } => sign_in,
        OpenedView::Open { workspace } => panic!("{} is open", workspace.entity),
    }
}

impl Stage {
    /// Makes a workspace to which `ana` signs in as its officer, and `bo` as auditor with a passphrase that
    /// ana chose. Ana is signed in.
    fn with_people() -> Stage {
        let stage = stage();
        stage.create("A").unwrap();
        stage
            .shell
            .add_member(new("ana", &[]), &words(WORDS))
            .unwrap();
        let bo = new("bo", &[MemberRole::Auditor]);
        stage.shell.add_member(bo, &words(WORDS)).unwrap();
        stage
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("A.changeproof")
    }

    fn sign_in(&self, person: &str, passphrase: &str) -> Result<OpenedView, CommandError> {
        self.shell.sign_in(person, &words(passphrase), channel())
    }

    fn who(&self) -> Option<String> {
        let view = self.shell.view().unwrap();
        view.signed_in.map(|person| person.person)
    }

    fn refused(&self) -> &'static str {
        self.shell.view().unwrap_err().code()
    }
}

#[test]
fn whoever_adds_oneself_as_the_first_is_signed_in_and_all_others_have_to_sign_in() {
    let stage = Stage::with_people();
    assert_eq!(stage.who().as_deref(), Some("ana"));
    let path = stage.path();
    let door = waiting(stage.shell.open(&path).unwrap());
    assert_eq!(door.step, SignInStep::SignIn);
    let people: Vec<&str> = door.people.iter().map(|one| one.person.as_str()).collect();
    assert_eq!(people, ["ana", "bo"]);
    assert_eq!(stage.refused(), "sign_in_needed");
    assert_eq!(
        stage.sign_in("ana", OTHER).unwrap_err().code(),
        "sign_in_refused"
    );
    assert_eq!(
        stage.sign_in("eve", WORDS).unwrap_err().code(),
        "sign_in_refused"
    );
    assert_eq!(stage.refused(), "sign_in_needed");
    assert_eq!(open(stage.sign_in("ana", WORDS).unwrap()).entity, "A");
    assert_eq!(stage.who().as_deref(), Some("ana"));
}

#[test]
fn what_is_done_is_done_as_whoever_signed_in() {
    let stage = Stage::with_people();
    let files = [(stage.export(), FileOptions::default())];
    stage
        .shell
        .look_now(|open, ports| open.commit_import(&files, ports))
        .unwrap();
    let logged = stage
        .shell
        .look_now(|open, _| open.events(&Default::default(), 0, 20))
        .unwrap();
    let by: Vec<Option<&str>> = logged
        .rows
        .iter()
        .map(|row| row.person.as_deref())
        .collect();
    // The newest first: the evaluation, the file, bo, the sign-in, ana; and before them the workspace.
    let ana = Some("ana");
    assert_eq!(by, [ana, ana, ana, ana, ana, None], "{logged:?}");
    let holds = stage
        .shell
        .look_now(|open, ports| open.verify_workspace(ports));
    assert!(holds.unwrap().holds);
}

#[test]
fn a_passphrase_of_another_persons_choice_opens_nothing_until_it_is_changed() {
    let stage = Stage::with_people();
    stage.shell.lock().unwrap();
    let step = waiting(stage.sign_in("bo", WORDS).unwrap());
    assert_eq!(step.step, SignInStep::ChoosePassphrase);
    assert_eq!(step.person.unwrap().person, "bo");
    assert_eq!(stage.refused(), "passphrase_temporary");
    let choose = |passphrase: &str| stage.shell.choose_passphrase(&words(passphrase), channel());
    assert_eq!(choose(WORDS).unwrap_err().code(), "passphrase_unchanged");
    assert_eq!(choose("short").unwrap_err().code(), "passphrase_too_short");
    assert_eq!(stage.refused(), "passphrase_temporary");
    open(choose(OTHER).unwrap());
    assert_eq!(stage.who().as_deref(), Some("bo"));
    assert_eq!(choose(WORDS).unwrap_err().code(), "sign_in_needed", "once");
}

#[test]
fn a_passphrase_is_chosen_before_the_file_is_opened_as_well() {
    let stage = Stage::with_people();
    waiting(stage.shell.open(&stage.path()).unwrap());
    waiting(stage.sign_in("bo", WORDS).unwrap());
    let opened = stage.shell.choose_passphrase(&words(OTHER), channel());
    assert_eq!(open(opened.unwrap()).signed_in.unwrap().roles, ["auditor"]);
}

#[test]
fn a_locked_workspace_shows_who_was_there_and_nothing_else() {
    let stage = Stage::with_people();
    let which = stage.shell.which();
    let batch = stage.shell.keep_batch(&which, &[stage.export()]).unwrap();
    stage.shell.lock().unwrap();
    stage.shell.lock().unwrap();
    assert_eq!(stage.refused(), "sign_in_needed");
    assert!(*stage.heard.locked.lock().unwrap() >= 1);
    let door = waiting(stage.shell.view_if_open().unwrap().unwrap());
    assert_eq!(door.step, SignInStep::Locked);
    assert_eq!(door.person.unwrap().name, "ana by name");
    assert!(
        stage
            .shell
            .batches()
            .looked_at(batch.batch, Vec::new())
            .is_err()
    );
    let dropped = stage
        .shell
        .keep_batch(&stage.shell.which(), &[stage.export()]);
    assert!(dropped.unwrap().files.is_empty(), "not even their names");
    stage.shell.look_for_changes();
    assert!(stage.heard.changes.lock().unwrap().is_empty());
    open(stage.sign_in("ana", WORDS).unwrap());
    assert!(stage.shell.check_still(&which).is_err(), "begun before");
}

#[test]
fn a_workspace_without_people_cannot_be_locked() {
    let stage = stage();
    stage.create("A").unwrap();
    let refused = CommandError::from(stage.shell.lock().unwrap_err());
    assert_eq!(refused.code(), "nobody_signs_in");
    stage.clocks.go_on(24 * 60);
    stage.shell.lock_idle();
    assert!(stage.shell.view().is_ok());
}

#[test]
fn the_app_locks_by_itself_after_the_minutes_of_the_setting() {
    let stage = Stage::with_people();
    for (setting, minutes) in [
        (LockAfter::Five, 5),
        (LockAfter::Fifteen, 15),
        (LockAfter::Thirty, 30),
        (LockAfter::Sixty, 60),
    ] {
        let settings = Settings {
            lock_after: setting,
            ..stage.shell.remembered().settings()
        };
        stage.shell.remembered().set(settings).unwrap();
        stage.clocks.go_on(minutes - 1);
        stage.shell.lock_idle();
        assert_eq!(stage.who().as_deref(), Some("ana"), "{minutes} min");
        stage.shell.touched();
        stage.clocks.go_on(minutes - 1);
        stage.shell.lock_idle();
        assert_eq!(stage.who().as_deref(), Some("ana"), "touched since");
        stage.clocks.go_on(1);
        stage.shell.lock_idle();
        assert_eq!(stage.refused(), "sign_in_needed", "{minutes} min");
        open(stage.sign_in("ana", WORDS).unwrap());
    }
    assert_eq!(Settings::default().lock_after, LockAfter::Fifteen);
}

#[test]
fn a_command_that_comes_too_late_is_refused_though_nobody_looked_at_the_clock() {
    let stage = Stage::with_people();
    stage.clocks.go_on(15);
    assert_eq!(stage.refused(), "sign_in_needed");
    open(stage.sign_in("ana", WORDS).unwrap());
    stage.clocks.go_on(15);
    stage.shell.touched();
    assert_eq!(stage.refused(), "sign_in_needed", "a touch does not unlock");
}

#[test]
fn work_that_runs_ends_as_its_person_and_nobody_hears_of_it() {
    let stage = Stage::with_people();
    let file = stage.export();
    let (begun, begins) = mpsc::channel();
    let (locked, locks) = mpsc::channel::<()>();
    let work = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        begun.send(()).unwrap();
        locks.recv().unwrap();
        open.commit_import(&[(file, FileOptions::default())], ports)
    };
    let shell = stage.shell.clone();
    let running = std::thread::spawn(move || block_on(shell.work(channel(), work)));
    begins.recv().unwrap();
    stage.shell.lock().unwrap();
    let door = waiting(stage.shell.view_if_open().unwrap().unwrap());
    assert!(door.working);
    assert!(!stage.shell.cancel(3), "nobody stops it");
    locked.send(()).unwrap();
    let answer = running.join().unwrap();
    assert_eq!(answer.unwrap_err().code(), "sign_in_needed");
    open(stage.sign_in("ana", WORDS).unwrap());
    assert_eq!(stage.shell.view().unwrap().sources, 1);
    let holds = stage
        .shell
        .look_now(|open, ports| open.verify_workspace(ports));
    assert!(holds.unwrap().holds, "signed by ana");
}

#[test]
fn locking_lets_go_of_the_key() {
    let stage = Stage::with_people();
    let key = stage.shell.seated().unwrap().key().unwrap();
    assert!(key.upgrade().is_some());
    stage.shell.lock().unwrap();
    assert!(key.upgrade().is_none(), "wiped with its last holder");
    open(stage.sign_in("ana", WORDS).unwrap());
    let key = stage.shell.seated().unwrap().key().unwrap();
    stage.shell.close().unwrap();
    assert!(key.upgrade().is_none(), "closed");
}

#[test]
fn whoever_is_deactivated_or_reset_elsewhere_has_to_sign_in_again() {
    let stage = Stage::with_people();
    stage.shell.lock().unwrap();
    waiting(stage.sign_in("bo", WORDS).unwrap());
    open(
        stage
            .shell
            .choose_passphrase(&words(OTHER), channel())
            .unwrap(),
    );
    let ana = members::sign_in(&stage.path(), "ana", WORDS, &quiet()).unwrap();
    let ana = quiet().signed_in(Arc::new(ana));
    members::reset(&stage.path(), "bo", WORDS, &ana).unwrap();
    stage.shell.look_for_changes();
    assert_eq!(stage.refused(), "sign_in_needed", "found by the watcher");
    assert!(*stage.heard.locked.lock().unwrap() >= 2);
    assert_eq!(
        stage.sign_in("bo", OTHER).unwrap_err().code(),
        "sign_in_refused"
    );
}

#[test]
fn where_another_program_adds_the_first_person_the_app_asks_for_sign_in() {
    let stage = stage();
    stage.create("A").unwrap();
    let ana = NewPerson {
        id: "ana".to_owned(),
        name: "Ana".to_owned(),
        roles: Vec::new(),
        from: None,
    };
    members::add(&stage.path(), &ana, WORDS, &quiet()).unwrap();
    assert_eq!(stage.refused(), "sign_in_needed");
    let door = waiting(stage.shell.view_if_open().unwrap().unwrap());
    assert_eq!((door.step, door.people.len()), (SignInStep::SignIn, 1));
    open(stage.sign_in("ana", WORDS).unwrap());
}

#[test]
fn the_own_passphrase_is_changed_by_whoever_knows_it_and_while_nothing_runs() {
    let stage = Stage::with_people();
    let change = |own: &str, new: &str| {
        let by = SealedBy::Passphrase;
        stage.shell.change_passphrase(&words(own), &words(new), by)
    };
    let refused = change(OTHER, "yet another passphrase").unwrap_err();
    assert_eq!(refused.code(), "own_passphrase_refused");
    let job = stage.shell.jobs().begin().unwrap();
    assert_eq!(change(WORDS, OTHER).unwrap_err().code(), "busy");
    drop(job);
    change(WORDS, OTHER).unwrap();
    assert_eq!(stage.who().as_deref(), Some("ana"), "goes on");
    stage.shell.lock().unwrap();
    assert_eq!(
        stage.sign_in("ana", WORDS).unwrap_err().code(),
        "sign_in_refused"
    );
    open(stage.sign_in("ana", OTHER).unwrap());
}

#[test]
fn whoever_has_no_role_any_more_is_not_let_in() {
    let stage = Stage::with_people();
    stage.shell.lock().unwrap();
    waiting(stage.sign_in("bo", WORDS).unwrap());
    open(
        stage
            .shell
            .choose_passphrase(&words(OTHER), channel())
            .unwrap(),
    );
    stage.shell.lock().unwrap();
    open(stage.sign_in("ana", WORDS).unwrap());
    let edit = changeproof_app::wire::view::members::RoleEdit {
        person: "bo".to_owned(),
        give: Vec::new(),
        take: vec![MemberRole::Auditor],
        from: None,
        to: None,
    };
    stage
        .shell
        .look_now(|open, ports| open.change_roles(edit, ports))
        .unwrap();
    stage.shell.lock().unwrap();
    assert_eq!(
        stage.sign_in("bo", OTHER).unwrap_err().code(),
        "not_allowed"
    );
    assert_eq!(stage.refused(), "sign_in_needed");
}

#[test]
fn an_auditor_opens_what_nobody_has_judged_yet() {
    let stage = Stage::with_people();
    let files = [(stage.export(), FileOptions::default())];
    let ana = members::sign_in(&stage.path(), "ana", WORDS, &quiet()).unwrap();
    let ana = quiet().signed_in(Arc::new(ana));
    let imported = changeproof_app::import::import(
        &stage.path(),
        &[files[0].0.clone()],
        &Default::default(),
        &ana,
    );
    imported.unwrap();
    waiting(stage.shell.open(&stage.path()).unwrap());
    waiting(stage.sign_in("bo", WORDS).unwrap());
    let view = open(
        stage
            .shell
            .choose_passphrase(&words(OTHER), channel())
            .unwrap(),
    );
    assert_eq!((view.sources, view.evaluation), (1, None));
    let refused = block_on(
        stage
            .shell
            .change(channel(), |open, ports| open.refresh(ports)),
    );
    assert_eq!(refused.unwrap_err().code(), "not_allowed");
}

/// Notifications are asked for.
fn wanting_notices(stage: &Stage) {
    let settings = Settings {
        notices: NoticesWanted::On,
        ..stage.shell.remembered().settings()
    };
    stage.shell.remembered().set(settings).unwrap();
}

#[test]
fn what_waits_is_told_outside_the_window_once_where_that_is_asked_for() {
    let stage = Stage::with_people();
    let told = || stage.heard.notices.lock().unwrap().clone();
    stage.shell.tell_what_waits();
    assert_eq!(told(), [""; 0], "off at first");
    wanting_notices(&stage);
    stage.shell.tell_what_waits();
    assert_eq!(told(), ["Waiting for you: 1 matter of imports."]);
    stage.shell.tell_what_waits();
    assert_eq!(told().len(), 1, "once a day");
}

#[test]
fn nothing_is_told_outside_the_window_before_an_empty_seat_or_to_nobody() {
    let stage = Stage::with_people();
    wanting_notices(&stage);
    let told = || stage.heard.notices.lock().unwrap().len();
    stage.shell.lock().unwrap();
    stage.shell.tell_what_waits();
    assert_eq!(told(), 0, "locked");
    stage.sign_in("bo", WORDS).unwrap();
    stage.shell.tell_what_waits();
    assert_eq!(told(), 0, "a passphrase has to be chosen first");
    stage.sign_in("ana", WORDS).unwrap();
    stage.clocks.go_on(16);
    stage.shell.tell_what_waits();
    assert_eq!(told(), 0, "left alone too long");
    stage.sign_in("ana", WORDS).unwrap();
    stage.shell.tell_what_waits();
    assert_eq!(told(), 1);
    let free = self::stage();
    free.create("B").unwrap();
    wanting_notices(&free);
    free.shell.tell_what_waits();
    assert_eq!(
        free.heard.notices.lock().unwrap().len(),
        0,
        "nobody signs in"
    );
}

#[test]
fn a_key_that_the_key_store_seals_too_opens_with_it_and_the_passphrase_alone() {
    let stage = Stage::with_people();
    let by = SealedBy::PassphraseAndKeyStore;
    let change = |by| {
        stage
            .shell
            .change_passphrase(&words(WORDS), &words(OTHER), by)
    };
    assert_eq!(change(by).unwrap_err().code(), "key_store_alone");
    assert!(stage.key_store.0.lock().unwrap().is_empty());
    let cy = new("cy", &[MemberRole::ComplianceOfficer]);
    stage.shell.add_member(cy, &words(WORDS)).unwrap();
    let sealed_by = || {
        let view = stage.shell.view().unwrap();
        view.signed_in.unwrap().sealed_by
    };
    assert_eq!(sealed_by(), SealedBy::Passphrase);
    change(by).unwrap();
    assert_eq!(sealed_by(), by, "the page is told at once");
    assert_eq!(stage.who().as_deref(), Some("ana"));
    stage.shell.lock().unwrap();
    let refused = stage.sign_in("ana", WORDS).unwrap_err();
    assert_eq!(refused.code(), "sign_in_refused", "the passphrase is asked");
    stage.sign_in("ana", OTHER).unwrap();
    stage.shell.lock().unwrap();
    let secrets = std::mem::take(&mut *stage.key_store.0.lock().unwrap());
    assert_eq!(secrets.len(), 1);
    let elsewhere = stage.sign_in("ana", OTHER).unwrap_err();
    assert_eq!(elsewhere.code(), "key_elsewhere");
    *stage.key_store.0.lock().unwrap() = secrets;
    stage.sign_in("ana", OTHER).unwrap();
    let free = SealedBy::Passphrase;
    let (own, third) = (words(OTHER), words("and a third one"));
    stage.shell.change_passphrase(&own, &third, free).unwrap();
    assert!(stage.key_store.0.lock().unwrap().is_empty(), "forgotten");
}
