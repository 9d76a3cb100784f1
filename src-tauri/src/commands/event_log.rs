//! Event log.

use changeproof_app::wire::view::event_log::{EventPage, EventQuery};
use changeproof_app::wire::view::packs::VerificationView;
use changeproof_app::wire::view::progress::ProgressEvent;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::state::Shell;

#[tauri::command]
pub async fn events(
    shell: State<'_, Shell>,
    query: EventQuery,
    from: u64,
    limit: u32,
) -> Answer<EventPage> {
    shell
        .look(move |open, _| open.events(&query, from, limit))
        .await
}

#[tauri::command]
pub async fn verify_workspace(
    shell: State<'_, Shell>,
    on_progress: Channel<ProgressEvent>,
) -> Answer<VerificationView> {
    shell
        .work(on_progress, |open, ports| open.verify_workspace(ports))
        .await
}
