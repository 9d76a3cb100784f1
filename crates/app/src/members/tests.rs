//! What happens to people, who may do what, and what `verify` finds of it.

mod key_store;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use changeproof_domain::member::MemberRole;
use chrono::NaiveDate;
use tempfile::TempDir;

use super::*;
use crate::import::{ImportOptions, import};
use crate::permission::Act;
use crate::testing::people::{OTHER, WORDS, ports, workspace};
use crate::verify::verify;

fn person(id: &str, roles: &[MemberRole]) -> NewPerson {
    NewPerson {
        id: id.to_owned(),
        name: format!("{id} by name"),
        roles: roles.to_vec(),
        from: None,
    }
}

fn signed(path: &Path, id: &str, words: &str) -> Ports<'static> {
    let person = sign_in(path, id, words, &ports()).unwrap();
    ports().signed_in(Arc::new(person))
}

/// A workspace with its officer `ana`, and with `bo` in a role, who chose a passphrase.
fn with_people(role: MemberRole) -> (TempDir, PathBuf) {
    let (folder, path) = workspace();
    add(&path, &person("ana", &[]), WORDS, &ports()).unwrap();
    let ana = signed(&path, "ana", WORDS);
    add(&path, &person("bo", &[role]), WORDS, &ana).unwrap();
    change_passphrase(
        &path,
        OTHER,
        SealedBy::Passphrase,
        &signed(&path, "bo", WORDS),
    )
    .unwrap();
    (folder, path)
}

fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    result.unwrap_err().code()
}

fn holds(path: &Path) -> bool {
    verify(path, None, &ports()).unwrap().holds
}

#[test]
fn the_first_person_is_officer_and_from_then_on_nothing_goes_without_sign_in() {
    let (_folder, path) = workspace();
    let nothing = |ports: &Ports<'_>| import(&path, &[], &ImportOptions::default(), ports);
    nothing(&ports()).unwrap();
    assert_eq!(
        code(sign_in(&path, "ana", WORDS, &ports())),
        "nobody_signs_in"
    );
    add(&path, &person("ana", &[]), WORDS, &ports()).unwrap();
    assert_eq!(code(nothing(&ports())), "sign_in_needed");
    assert_eq!(code(list(&path, &ports())), "sign_in_needed");
    let ana = signed(&path, "ana", WORDS);
    nothing(&ana).unwrap();
    assert_eq!(list(&path, &ana).unwrap().people.len(), 1);
    assert!(holds(&path));
}

#[test]
fn another_passphrase_or_person_is_refused_alike() {
    let (_folder, path) = with_people(MemberRole::Auditor);
    let ana = signed(&path, "ana", WORDS);
    add(&path, &person("cy", &[MemberRole::Auditor]), WORDS, &ana).unwrap();
    deactivate(&path, "cy", &ana).unwrap();
    let refused = [
        ("ana", OTHER),
        ("nobody", WORDS),
        ("bo", WORDS),
        ("cy", WORDS),
    ];
    for (id, words) in refused {
        let before = key::DERIVED.get();
        assert_eq!(code(sign_in(&path, id, words, &ports())), "sign_in_refused");
        assert_eq!(key::DERIVED.get(), before + 1, "{id} takes as long");
    }
}

#[test]
fn each_role_is_refused_what_it_may_not_do() {
    for role in MemberRole::ALL {
        let (_folder, path) = with_people(role);
        let bo = signed(&path, "bo", OTHER);
        let open = changeproof_store::Workspace::open(&path).unwrap();
        let reader = open.read().unwrap();
        for act in Act::ALL {
            let allowed = crate::permission::check(&reader, act, &bo);
            match act.is_allowed_to(role) {
                true => allowed.unwrap(),
                false => assert_eq!(code(allowed), "not_allowed", "{role:?} {act:?}"),
            }
        }
    }
}

#[test]
fn a_passphrase_of_another_persons_choice_allows_nothing_but_changing_it() {
    let (_folder, path) = with_people(MemberRole::ComplianceOfficer);
    let ana = signed(&path, "ana", WORDS);
    assert_eq!(code(reset(&path, "ana", OTHER, &ana)), "own_reset");
    let bo = signed(&path, "bo", OTHER);
    reset(&path, "bo", WORDS, &ana).unwrap();
    assert_eq!(code(list(&path, &bo)), "sign_in_over");
    let bo = signed(&path, "bo", WORDS);
    assert_eq!(code(list(&path, &bo)), "passphrase_temporary");
    assert_eq!(
        code(change_passphrase(&path, WORDS, SealedBy::Passphrase, &bo)),
        "passphrase_unchanged"
    );
    change_passphrase(&path, OTHER, SealedBy::Passphrase, &bo).unwrap();
    list(&path, &signed(&path, "bo", OTHER)).unwrap();
    assert!(holds(&path), "the old keys still verify what they signed");
}

#[test]
fn the_own_passphrase_is_asked_for_once_more() {
    let (_folder, path) = with_people(MemberRole::Auditor);
    let bo = signed(&path, "bo", OTHER);
    check_own(&path, OTHER, &bo).unwrap();
    assert_eq!(code(check_own(&path, WORDS, &bo)), "own_passphrase_refused");
    assert_eq!(code(check_own(&path, OTHER, &ports())), "sign_in_needed");
}

#[test]
fn somebody_stays_officer_and_roles_never_begin_in_the_past() {
    let (_folder, path) = with_people(MemberRole::Approver);
    let ana = signed(&path, "ana", WORDS);
    let change = |from: Option<NaiveDate>| RoleChange {
        person: "ana".to_owned(),
        give: Vec::new(),
        take: vec![MemberRole::ComplianceOfficer],
        from,
        to: None,
    };
    let past = NaiveDate::from_ymd_opt(2020, 1, 1);
    assert_eq!(
        code(change_roles(&path, &change(past), &ana)),
        "role_backdated"
    );
    assert_eq!(
        code(change_roles(&path, &change(None), &ana)),
        "last_officer"
    );
    assert_eq!(code(deactivate(&path, "ana", &ana)), "last_officer");
    deactivate(&path, "bo", &ana).unwrap();
    assert_eq!(
        code(sign_in(&path, "bo", OTHER, &ports())),
        "sign_in_refused"
    );
    assert!(holds(&path));
}
