//! Export and checkpoints through the use cases.

use changeproof_domain::member::MemberRole;

use super::*;
use crate::attestations::tests::attested_twice;
use crate::testing::people::{another, ports, with_officer, workspace};
use crate::verify::{VerifyOptions, verify_with};

fn against(path: &Path, checkpoint: &Path) -> bool {
    let options = VerifyOptions {
        workspace: None,
        checkpoint: Some(checkpoint.to_owned()),
    };
    verify_with(path, &options, &ports()).unwrap().holds
}

#[test]
fn every_event_is_a_line_and_the_export_an_event_behind_them() {
    let (folder, path, ana) = with_officer();
    let out = folder.path().join("log.jsonl");
    let done = export(&path, &out, &ana).unwrap();
    let text = std::fs::read_to_string(&out).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len() as u64, done.events);
    let last = lines.last().unwrap();
    assert_eq!(
        (&last["hash"], &last["sequence"]),
        (&done.hash.into(), &done.sequence.into())
    );
    assert!(last["signature"].is_string(), "the sign-in is signed");
    let listed = list(&path, &EventFilter::default(), &ana).unwrap();
    let newest = listed.last().unwrap();
    assert_eq!(newest.kind, EXPORTED);
    assert!(
        newest.sentence.contains(&done.sha256),
        "{}",
        newest.sentence
    );
    assert!(crate::verify::verify(&path, None, &ports()).unwrap().holds);
}

#[test]
fn events_are_filtered_by_person_and_kind() {
    let (folder, path, ana) = with_officer();
    let eve = another(&path, &ana, "eve", &[MemberRole::Auditor]);
    for (by, name) in [(&ana, "a.json"), (&eve, "b.json")] {
        write_checkpoint(&path, &folder.path().join(name), by).unwrap();
    }
    let found = |person: Option<&str>, kind: Option<&str>| {
        let filter = EventFilter {
            person: person.map(str::to_owned),
            kind: kind.map(str::to_owned),
        };
        list(&path, &filter, &ana).unwrap()
    };
    assert_eq!(found(None, Some(CHECKPOINT)).len(), 2);
    assert_eq!(found(Some("eve"), Some(CHECKPOINT)).len(), 1);
    let own = found(Some("eve"), None);
    let is_own = |by: &Option<String>| by.as_deref() == Some("eve");
    assert!(own.len() > 1 && own.iter().all(|one| is_own(&one.person)));
}

#[test]
fn where_people_sign_in_the_log_is_read_by_them_alone() {
    let (_folder, path) = attested_twice();
    let (_other, bare) = workspace();
    let all = list(&bare, &EventFilter::default(), &ports()).unwrap();
    assert_eq!(all.len(), 1, "nobody has to sign in");
    let filter = EventFilter {
        person: None,
        kind: Some("attestation.recorded".to_owned()),
    };
    let refused = list(&path, &filter, &ports()).unwrap_err();
    assert_eq!(refused.code(), "sign_in_needed");
}

#[test]
fn an_auditor_takes_the_log_and_a_checkpoint_along() {
    let (folder, path, ana) = with_officer();
    let eve = another(&path, &ana, "eve", &[MemberRole::Auditor]);
    export(&path, &folder.path().join("log.jsonl"), &eve).unwrap();
    let out = folder.path().join("checkpoint.json");
    write_checkpoint(&path, &out, &eve).unwrap();
    assert!(against(&path, &out));
    let filter = EventFilter {
        person: Some("eve".to_owned()),
        kind: Some(CHECKPOINT.to_owned()),
    };
    assert_eq!(list(&path, &filter, &eve).unwrap().len(), 1);
}

#[test]
fn a_checkpoint_of_another_workspace_does_not_hold() {
    let (folder, path) = workspace();
    let (_other_folder, other) = workspace();
    let out = folder.path().join("checkpoint.json");
    write_checkpoint(&path, &out, &ports()).unwrap();
    assert!(against(&path, &out));
    assert!(!against(&other, &out));
}

#[test]
fn what_is_no_checkpoint_is_refused() {
    let (folder, path) = workspace();
    let out = folder.path().join("checkpoint.json");
    for text in ["", "{}", "{\"format\":\"changeproof-checkpoint-1\"}"] {
        std::fs::write(&out, text).unwrap();
        let options = VerifyOptions {
            workspace: None,
            checkpoint: Some(out.clone()),
        };
        let refused = verify_with(&path, &options, &ports()).unwrap_err();
        assert_eq!(refused.code(), "no_checkpoint", "{text}");
    }
}
