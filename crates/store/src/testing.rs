//! What the tests of this crate share.

use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;
use tempfile::TempDir;

use crate::digest::Digest;
use crate::event_log::{Event, EventDraft, hash_of};
use crate::table::evaluation::{EvaluationDraft, EvaluationId};
use crate::workspace::{Company, Workspace};

pub(crate) fn company() -> Company {
    Company {
        entity: "Clicki".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        created_at: Timestamp(1_740_823_200_000),
    }
}

pub(crate) fn draft(action: &'static str) -> EventDraft {
    EventDraft {
        at: Timestamp(1_740_823_200_000),
        person: None,
        action,
        payload: "{\"test\":true}".to_owned(),
    }
}

/// The first event of a log.
pub(crate) fn first_event() -> Event {
    let draft = draft("workspace_created");
    let mut event = Event {
        sequence: 1,
        at: draft.at,
        person: draft.person,
        action: draft.action.to_owned(),
        payload: draft.payload,
        previous: Digest::default(),
        hash: Digest::default(),
        signature: None,
    };
    event.hash = hash_of(&event);
    event
}

pub(crate) fn new_workspace() -> (TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("company.changeproof");
    let workspace = Workspace::create(&path, &company(), draft("workspace_created")).unwrap();
    (folder, workspace)
}

/// A workspace with an evaluation of one day that has no outcomes yet.
pub(crate) fn new_evaluation() -> (TempDir, Workspace, EvaluationId) {
    let (folder, mut workspace) = new_workspace();
    let writer = workspace.write().unwrap();
    let event = writer.append(draft("evaluation")).unwrap().sequence;
    let day = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
    let id = writer
        .add_evaluation(&EvaluationDraft {
            from: day,
            to: day,
            zone: "UTC".to_owned(),
            as_of: Timestamp(0),
            data_sequence: 1,
            event,
            parameters: "{}".to_owned(),
            controls: "[]".to_owned(),
            app_version: "0.1.0".to_owned(),
            results_hash: Digest::of(b"results"),
            population_hash: Digest::of(b"population"),
            subjects: 100,
            pending: None,
            coverage: "{}".to_owned(),
        })
        .unwrap();
    writer.commit().unwrap();
    (folder, workspace, id)
}
