//! The open workspace as a whole: its period, its evaluation, the controls, and running work.

use changeproof_app::wire::view::catalogue::CatalogueView;
use changeproof_app::wire::view::progress::ProgressEvent;
use changeproof_app::wire::view::session::{PeriodView, WorkspaceView};
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::state::Shell;

#[tauri::command]
pub async fn workspace(shell: State<'_, Shell>) -> Answer<WorkspaceView> {
    shell.run(Shell::view).await
}

#[tauri::command]
pub async fn set_period(
    shell: State<'_, Shell>,
    period: PeriodView,
    on_progress: Channel<ProgressEvent>,
) -> Answer<WorkspaceView> {
    shell
        .change(on_progress, move |open, ports| {
            open.set_period(period, ports)
        })
        .await
}

#[tauri::command]
pub async fn refresh(
    shell: State<'_, Shell>,
    on_progress: Channel<ProgressEvent>,
) -> Answer<WorkspaceView> {
    shell
        .change(on_progress, |open, ports| open.refresh(ports))
        .await
}

#[tauri::command]
pub async fn catalogue(shell: State<'_, Shell>) -> Answer<CatalogueView> {
    shell.look(|open, _| open.catalogue()).await
}

#[tauri::command]
pub fn cancel(shell: State<'_, Shell>, job: u32) -> bool {
    shell.cancel(job)
}
