//! Imports: choose files, look at what they are, keep them.

use changeproof_app::views;
use changeproof_app::wire::view::imports::{
    ExportGuide, FileCard, FileChoice, ImportAnswer, ImportBatch, ImportsView,
};
use changeproof_app::wire::view::progress::ProgressEvent;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::file_choice::Question;
use crate::state::Desk;

#[tauri::command]
pub async fn imports(desk: State<'_, Desk>) -> Answer<ImportsView> {
    desk.look(|open, ports| open.imports(ports)).await
}

#[tauri::command]
pub async fn export_guides() -> Answer<Vec<ExportGuide>> {
    Ok(views::export_guides())
}

#[tauri::command]
pub async fn choose_files(desk: State<'_, Desk>) -> Answer<Option<ImportBatch>> {
    let choose = |desk: &Desk| {
        let files = desk.ask_many(&Question::Exports);
        Ok((!files.is_empty()).then(|| desk.batches().keep(files)))
    };
    desk.run(choose).await
}

#[tauri::command]
pub async fn preview_import(
    desk: State<'_, Desk>,
    batch: u32,
    choices: Vec<FileChoice>,
    on_progress: Channel<ProgressEvent>,
) -> Answer<Vec<FileCard>> {
    let wanted = desk.batches().wanted(batch, choices)?;
    desk.work(on_progress, move |open, ports| {
        Ok(wanted.name(open.preview_import(&wanted.files, ports)?))
    })
    .await
}

#[tauri::command]
pub async fn commit_import(
    desk: State<'_, Desk>,
    batch: u32,
    choices: Vec<FileChoice>,
    on_progress: Channel<ProgressEvent>,
) -> Answer<ImportAnswer> {
    let wanted = desk.batches().wanted(batch, choices)?;
    desk.work(on_progress, move |open, ports| {
        let mut answer = open.commit_import(&wanted.files, ports)?;
        answer.files = wanted.name(answer.files);
        Ok(answer)
    })
    .await
}
