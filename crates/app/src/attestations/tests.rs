//! Attestations through the use cases.

use std::path::PathBuf;

use changeproof_domain::member::MemberRole;
use chrono::Datelike;
use tempfile::TempDir;

use super::*;
use crate::decisions::company::{EMERGENCY, SmallCompany, ago};
use crate::ports::Ports;
use crate::testing::people::{another, ports};

/// Made by chance: the secret part of no token.
const CHANCE: &str = "q7Zk2LmX9vB4tRw8YpD3sNf6HgJc1KaQeU5o";

fn justified(answer: &str) -> NewAttestation {
    NewAttestation {
        control: "EMG-01".to_owned(),
        subject: EMERGENCY.to_owned(),
        answer: answer.to_owned(),
        reason: "Approval was bypassed to close it at once".to_owned(),
        ..NewAttestation::default()
    }
}

pub(crate) fn attested_twice() -> (TempDir, PathBuf) {
    let company = SmallCompany::deployed(3);
    record(company.path(), &justified("yes"), &company.ana).unwrap();
    record(company.path(), &justified("no"), &company.ana).unwrap();
    (company.folder, company.path)
}

#[test]
fn an_attestation_is_kept_with_its_person_and_its_files() {
    let company = SmallCompany::deployed(3);
    let new = NewAttestation {
        evidence: vec![company.file("call.txt", &format!("token: ghp_{CHANCE}\n"))],
        ..justified("yes")
    };
    let recorded = record(company.path(), &new, &company.ana).unwrap();
    let line = recorded.attestation;
    assert_eq!((line.person.as_str(), line.answer.as_str()), ("ana", "yes"));
    assert_eq!(
        line.question,
        "Were the bypassed step, its reason and the authorisation confirmed?"
    );
    assert_eq!(line.evidence[0].file, "call.txt");
    assert!(
        line.evidence[0].kept_sha256.is_some(),
        "the token is masked"
    );
    assert_eq!(list(company.path(), &company.ana).unwrap(), [line]);
    company.verify();
    let raw = std::fs::read(company.path()).unwrap();
    let token = CHANCE.as_bytes();
    assert!(!raw.windows(token.len()).any(|bytes| bytes == token));
}

#[test]
fn what_nobody_asks_or_says_is_refused() {
    let company = SmallCompany::deployed(3);
    let code = |new: &NewAttestation, ports: &Ports<'_>| {
        record(company.path(), new, ports).unwrap_err().code()
    };
    let other = |control: &str| NewAttestation {
        control: control.to_owned(),
        ..justified("yes")
    };
    let ana = &company.ana;
    assert_eq!(code(&other("REV-01"), ana), "control_asks_nothing");
    assert_eq!(code(&other("ABC-01"), ana), "unknown_control");
    assert_eq!(code(&justified(" "), ana), "words_missing");
    assert_eq!(code(&justified("yes"), &ports()), "sign_in_needed");
    let auditor = another(company.path(), ana, "eve", &[MemberRole::Auditor]);
    assert_eq!(code(&justified("yes"), &auditor), "not_allowed");
    assert!(list(company.path(), ana).unwrap().is_empty());
}

#[test]
fn what_is_attested_exists_among_the_imported_records() {
    let company = SmallCompany::deployed(3);
    let code = |control: &str, subject: &str| {
        let new = NewAttestation {
            control: control.to_owned(),
            subject: subject.to_owned(),
            ..justified("yes")
        };
        let recorded = record(company.path(), &new, &company.ana);
        recorded.map_or_else(|refused| refused.code(), |_| "recorded")
    };
    assert_eq!(code("EMG-01", "CHG0099999"), "attested_subject_unknown");
    assert_eq!(
        code("DEP-03", EMERGENCY),
        "attested_subject_unknown",
        "it asks about deployments"
    );
    assert_eq!(
        code("MON-02", "Q1ABCD"),
        "attested_subject_unknown",
        "no incident was imported"
    );
    assert_eq!(
        code("MON-01", "checkout"),
        "attested_subject_unknown",
        "in which quarter?"
    );
    assert_eq!(code("DEP-03", "d-2"), "recorded");
    assert_eq!(code("EMG-01", &EMERGENCY.to_lowercase()), "recorded");
    let on = ago(3).date_in(chrono_tz::Tz::UTC);
    let quarter = format!("checkout {}-Q{}", on.year(), on.month0() / 3 + 1);
    assert_eq!(code("MON-01", &quarter), "recorded");
}

#[test]
fn whoever_carried_the_change_out_attests_nothing_about_it() {
    let company = SmallCompany::deployed(3);
    let refused = record(company.path(), &justified("yes"), &company.tom).unwrap_err();
    assert_eq!(refused.code(), "attester_had_part");
    assert!(
        refused.to_string().contains("Tom Rask is the implementer"),
        "{refused}"
    );
    let recorded = record(company.path(), &justified("yes"), &company.bo).unwrap();
    assert!(
        recorded.remarks.iter().any(|why| why.contains("TRC-02")),
        "no history was imported: {:?}",
        recorded.remarks
    );
}
