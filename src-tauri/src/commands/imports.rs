//! Imports: choose files, look at what they are, keep them.

use changeproof_app::views;
use changeproof_app::wire::view::imports::{
    ExportGuide, FileCard, FileChoice, ImportBatch, ImportsView,
};
use changeproof_app::wire::view::progress::ProgressEvent;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::file_choice::Question;
use crate::state::Shell;

#[tauri::command]
pub async fn imports(shell: State<'_, Shell>) -> Answer<ImportsView> {
    shell.look(|open, ports| open.imports(ports)).await
}

#[tauri::command]
pub async fn export_guides() -> Answer<Vec<ExportGuide>> {
    Ok(views::export_guides())
}

#[tauri::command]
pub async fn choose_files(shell: State<'_, Shell>) -> Answer<Option<ImportBatch>> {
    let choose = |shell: &Shell| {
        let files = shell.ask_many(&Question::Exports);
        Ok((!files.is_empty()).then(|| shell.batches().keep(files)))
    };
    shell.run(choose).await
}

#[tauri::command]
pub async fn preview_import(
    shell: State<'_, Shell>,
    batch: u32,
    choices: Vec<FileChoice>,
    on_progress: Channel<ProgressEvent>,
) -> Answer<Vec<FileCard>> {
    let wanted = shell.batches().wanted(batch, choices)?;
    shell.work(on_progress, move |open, ports| {
        Ok(wanted.name(open.preview_import(&wanted.files, ports)?))
    })
    .await
}

#[tauri::command]
pub async fn commit_import(
    shell: State<'_, Shell>,
    batch: u32,
    choices: Vec<FileChoice>,
    on_progress: Channel<ProgressEvent>,
) -> Answer<Vec<FileCard>> {
    let wanted = shell.batches().wanted(batch, choices)?;
    shell.work(on_progress, move |open, ports| {
        Ok(wanted.name(open.commit_import(&wanted.files, ports)?))
    })
    .await
}
