//! Attestations through the use cases.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use changeproof_domain::member::MemberRole;
use tempfile::TempDir;

use super::*;
use crate::init::{InitOptions, init};
use crate::members::{NewPerson, SealingCost, add, change_passphrase, sign_in};
use crate::ports::{Cancellation, Ports, Unwatched};
use crate::verify::verify;

const WORDS: &str = "correct horse battery";
const OTHER: &str = "staple of other words";
/// Made by chance: the secret part of no token.
const CHANCE: &str = "q7Zk2LmX9vB4tRw8YpD3sNf6HgJc1KaQeU5o";

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
    change_passphrase(path, OTHER, &temporary).unwrap();
    ports().signed_in(Arc::new(sign_in(path, id, OTHER, &ports()).unwrap()))
}

fn monitored(answer: &str) -> NewAttestation {
    NewAttestation {
        control: "MON-01".to_owned(),
        subject: "checkout".to_owned(),
        answer: answer.to_owned(),
        reason: "Looked at the dashboard".to_owned(),
        ..NewAttestation::default()
    }
}

pub(crate) fn attested_twice() -> (TempDir, PathBuf) {
    let (folder, path, ana) = with_officer();
    record(&path, &monitored("yes"), &ana).unwrap();
    record(&path, &monitored("no"), &ana).unwrap();
    (folder, path)
}

#[test]
fn an_attestation_is_kept_with_its_person_and_its_files() {
    let (folder, path, ana) = with_officer();
    let file = folder.path().join("dashboard.txt");
    std::fs::write(&file, format!("token: ghp_{CHANCE}\n")).unwrap();
    let new = NewAttestation {
        evidence: vec![file],
        ..monitored("yes")
    };
    let line = record(&path, &new, &ana).unwrap();
    assert_eq!((line.person.as_str(), line.answer.as_str()), ("ana", "yes"));
    assert_eq!(line.question, "Was the service monitored in this quarter?");
    assert_eq!(line.evidence[0].file, "dashboard.txt");
    assert!(
        line.evidence[0].kept_sha256.is_some(),
        "the token is masked"
    );
    assert_eq!(list(&path, &ana).unwrap(), [line]);
    assert!(verify(&path, None, &ports()).unwrap().holds);
    let raw = std::fs::read(&path).unwrap();
    let token = CHANCE.as_bytes();
    assert!(!raw.windows(token.len()).any(|bytes| bytes == token));
}

#[test]
fn what_nobody_asks_or_says_is_refused() {
    let (_folder, path, ana) = with_officer();
    let code =
        |new: &NewAttestation, ports: &Ports<'_>| record(&path, new, ports).unwrap_err().code();
    let other = |control: &str| NewAttestation {
        control: control.to_owned(),
        ..monitored("yes")
    };
    assert_eq!(code(&other("REV-01"), &ana), "control_asks_nothing");
    assert_eq!(code(&other("ABC-01"), &ana), "unknown_control");
    assert_eq!(code(&monitored(" "), &ana), "words_missing");
    assert_eq!(code(&monitored("yes"), &ports()), "sign_in_needed");
    let auditor = another(&path, &ana, "eve", &[MemberRole::Auditor]);
    assert_eq!(code(&monitored("yes"), &auditor), "not_allowed");
    assert!(list(&path, &ana).unwrap().is_empty());
}
