//! Imports: choose files, look at what they are, keep them.

use changeproof_app::permission::Act;
use changeproof_app::ports::Ports;
use changeproof_app::views::{self, OpenWorkspace};
use changeproof_app::wire::view::imports::{
    ExportGuide, FileCard, FileChoice, ImportAnswer, ImportBatch, ImportsView,
};
use changeproof_app::wire::view::progress::ProgressEvent;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::error::CommandError;
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
        let which = shell.check_may(Act::Import)?;
        let files = shell.ask_many(&Question::Exports);
        if files.is_empty() {
            return Ok(None);
        }
        Ok(shell.keep_batch(&which, &files))
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
    let given = Shell::clone(&shell);
    let preview = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        let wanted = given.batches().looked_at(batch, choices)?;
        let cards = open.preview_import(&wanted.files, ports)?;
        Ok::<_, CommandError>(wanted.name(cards))
    };
    shell.work(on_progress, preview).await
}

#[tauri::command]
pub async fn commit_import(
    shell: State<'_, Shell>,
    batch: u32,
    choices: Vec<FileChoice>,
    on_progress: Channel<ProgressEvent>,
) -> Answer<ImportAnswer> {
    let given = Shell::clone(&shell);
    let commit = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        let wanted = given.batches().to_import(batch, choices)?;
        let mut answer = open.commit_import(&wanted.files, ports)?;
        answer.files = wanted.name(answer.files);
        Ok::<_, CommandError>(answer)
    };
    shell.work(on_progress, commit).await
}
