//! The open workspace as a whole: its period, its evaluation, the controls, and running work.

use changeproof_app::wire::view::catalogue::CatalogueView;
use changeproof_app::wire::view::progress::ProgressEvent;
use changeproof_app::wire::view::session::{PeriodView, WorkspaceView};
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::state::Desk;

#[tauri::command]
pub async fn workspace(desk: State<'_, Desk>) -> Answer<WorkspaceView> {
    desk.run(Desk::view).await
}

#[tauri::command]
pub async fn set_period(
    desk: State<'_, Desk>,
    period: PeriodView,
    on_progress: Channel<ProgressEvent>,
) -> Answer<WorkspaceView> {
    desk.work(on_progress, move |open, ports| {
        Ok(open.set_period(period, ports)?)
    })
    .await
}

#[tauri::command]
pub async fn refresh(
    desk: State<'_, Desk>,
    on_progress: Channel<ProgressEvent>,
) -> Answer<WorkspaceView> {
    desk.work(on_progress, |open, ports| Ok(open.refresh(ports)?))
        .await
}

#[tauri::command]
pub async fn catalogue(desk: State<'_, Desk>) -> Answer<CatalogueView> {
    desk.look(|open, _| open.catalogue()).await
}

#[tauri::command]
pub fn cancel(desk: State<'_, Desk>, job: u32) -> bool {
    desk.jobs().cancel(job)
}
