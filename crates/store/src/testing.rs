//! What the tests of this crate share.

use changeproof_domain::time::Timestamp;
use tempfile::TempDir;

use crate::event_log::EventDraft;
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

pub(crate) fn new_workspace() -> (TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("company.changeproof");
    let workspace = Workspace::create(&path, &company(), draft("workspace_created")).unwrap();
    (folder, workspace)
}
