//! Event log.

use changeproof_app::permission::Act;
use changeproof_app::ports::Ports;
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::event_log::{CheckpointWritten, LogExported};
use changeproof_app::wire::view::event_log::{EventPage, EventQuery};
use changeproof_app::wire::view::packs::VerificationView;
use changeproof_app::wire::view::progress::ProgressEvent;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::error::CommandError;
use crate::file_choice::{Question, file_name};
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

#[tauri::command]
pub async fn export_log(
    shell: State<'_, Shell>,
    on_progress: Channel<ProgressEvent>,
) -> Answer<Option<LogExported>> {
    let ask = |shell: &Shell| {
        let which = shell.check_may(Act::Look)?;
        let name = file_name("event log", "jsonl");
        Ok((which, shell.ask_one(&Question::SaveLog { name })?))
    };
    let (which, Some(out)) = shell.run(ask).await? else {
        return Ok(None);
    };
    let check = Shell::clone(&shell);
    let export = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        check.check_still(&which)?;
        open.export_log(&out, ports).map_err(CommandError::from)
    };
    shell.work(on_progress, export).await.map(Some)
}

#[tauri::command]
pub async fn write_checkpoint(
    shell: State<'_, Shell>,
    on_progress: Channel<ProgressEvent>,
) -> Answer<Option<CheckpointWritten>> {
    let ask = |shell: &Shell| {
        let which = shell.check_may(Act::Look)?;
        let name = file_name("checkpoint", "json");
        Ok((which, shell.ask_one(&Question::SaveCheckpoint { name })?))
    };
    let (which, Some(out)) = shell.run(ask).await? else {
        return Ok(None);
    };
    let check = Shell::clone(&shell);
    let write = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        check.check_still(&which)?;
        open.write_checkpoint(&out, ports)
            .map_err(CommandError::from)
    };
    shell.work(on_progress, write).await.map(Some)
}
