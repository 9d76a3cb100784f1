//! Workspaces with people who sign in, for the tests of this crate.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use changeproof_domain::member::MemberRole;
use tempfile::TempDir;

use crate::init::{InitOptions, init};
use crate::members::{NewPerson, SealedBy, SealingCost, add, change_passphrase, sign_in};
use crate::ports::{Cancellation, Ports, Unwatched};

/// The passphrase that somebody is given.
pub(crate) const WORDS: &str = "correct horse battery";
/// The one that the person chooses.
pub(crate) const OTHER: &str = "staple of other words";

pub(crate) fn ports() -> Ports<'static> {
    Ports {
        sealing: SealingCost::CHEAP_FOR_TESTS,
        ..Ports::system(&Unwatched, Cancellation::default())
    }
}

pub(crate) fn workspace() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("company.changeproof");
    let options = InitOptions {
        entity: String::new(),
        zone: "UTC".to_owned(),
    };
    init(&path, &options, &ports()).unwrap();
    (folder, path)
}

/// A workspace with its officer, who signed in.
pub(crate) fn with_officer() -> (TempDir, PathBuf, Ports<'static>) {
    let (folder, path) = workspace();
    let ana = NewPerson {
        id: "ana".to_owned(),
        name: "Ana Silva".to_owned(),
        roles: Vec::new(),
        from: None,
    };
    add(&path, &ana, WORDS, &ports()).unwrap();
    let signed = ports().signed_in(Arc::new(sign_in(&path, "ana", WORDS, &ports()).unwrap()));
    (folder, path, signed)
}

/// Somebody else with roles, added by the officer, signed in.
pub(crate) fn another(
    path: &Path,
    officer: &Ports<'_>,
    id: &str,
    roles: &[MemberRole],
) -> Ports<'static> {
    let new = NewPerson {
        id: id.to_owned(),
        name: format!("{id} by name"),
        roles: roles.to_vec(),
        from: None,
    };
    add(path, &new, WORDS, officer).unwrap();
    let temporary = ports().signed_in(Arc::new(sign_in(path, id, WORDS, &ports()).unwrap()));
    change_passphrase(path, OTHER, SealedBy::Passphrase, &temporary).unwrap();
    ports().signed_in(Arc::new(sign_in(path, id, OTHER, &ports()).unwrap()))
}
