//! The dialogs of the system.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::mpsc;

use rfd::{
    AsyncFileDialog, AsyncMessageDialog, FileHandle, MessageButtons, MessageDialogResult,
    MessageLevel,
};
use tauri::{AppHandle, Manager as _, Runtime};

use super::{FileChoice, Question};
use crate::frame::MAIN;

/// Asks with the dialogs of the system.
pub struct Native<R: Runtime>(pub AppHandle<R>);

/// An answer that is still awaited.
type Answer = Pin<Box<dyn Future<Output = Vec<PathBuf>> + Send>>;

impl<R: Runtime> FileChoice for Native<R> {
    fn ask(&self, question: &Question, folder: Option<&Path>) -> Vec<PathBuf> {
        let (sender, receiver) = mpsc::channel();
        let (question, folder) = (question.clone(), folder.map(Path::to_owned));
        let app = self.0.clone();
        // Toolkits want their dialogs opened by the thread that has the windows.
        let begun = self.0.run_on_main_thread(move || {
            drop(sender.send(begin(&app, question, folder)));
        });
        match (begun, receiver.recv()) {
            (Ok(()), Ok(answer)) => tauri::async_runtime::block_on(answer),
            _ => Vec::new(),
        }
    }

    fn tell(&self, message: &str) {
        let message = message.to_owned();
        let told = self.0.run_on_main_thread(move || {
            let dialog = AsyncMessageDialog::new()
                .set_level(MessageLevel::Warning)
                .set_title("Changeproof")
                .set_description(message);
            let shown = dialog.show();
            tauri::async_runtime::spawn(async move {
                shown.await;
            });
        });
        // Without a main thread the app is ending; nobody would see it.
        drop(told);
    }

    fn confirm(&self, question: &str, yes: &str) -> bool {
        let (sender, receiver) = mpsc::channel();
        let (question, button) = (question.to_owned(), yes.to_owned());
        let app = self.0.clone();
        let begun = self.0.run_on_main_thread(move || {
            let mut dialog = AsyncMessageDialog::new()
                .set_level(MessageLevel::Warning)
                .set_title("Changeproof")
                .set_description(question)
                .set_buttons(MessageButtons::OkCancelCustom(button, "Cancel".to_owned()));
            if let Some(window) = app.get_webview_window(MAIN) {
                dialog = dialog.set_parent(&window);
            }
            drop(sender.send(dialog.show()));
        });
        match (begun, receiver.recv()) {
            (Ok(()), Ok(answer)) => match tauri::async_runtime::block_on(answer) {
                MessageDialogResult::Ok | MessageDialogResult::Yes => true,
                MessageDialogResult::Custom(said) => said == yes,
                MessageDialogResult::No | MessageDialogResult::Cancel => false,
            },
            _ => false,
        }
    }
}

fn begin<R: Runtime>(app: &AppHandle<R>, question: Question, folder: Option<PathBuf>) -> Answer {
    let mut dialog = AsyncFileDialog::new();
    if let Some(window) = app.get_webview_window(MAIN) {
        dialog = dialog.set_parent(&window);
    }
    if let Some(folder) = folder {
        dialog = dialog.set_directory(folder);
    }
    let workspaces = ["changeproof"];
    match question {
        Question::OpenWorkspace => one(dialog
            .set_title("Open workspace")
            .add_filter("Changeproof workspaces", &workspaces)
            .add_filter("All files", &["*"])
            .pick_file()),
        Question::NewWorkspace { name } => one(dialog
            .set_title("New workspace")
            .set_file_name(name)
            .add_filter("Changeproof workspaces", &workspaces)
            .save_file()),
        Question::Exports => many(
            dialog
                .set_title("Import files")
                .add_filter("All files", &["*"])
                .add_filter(
                    "Exports",
                    &[
                        "csv", "tsv", "json", "jsonl", "ndjson", "xlsx", "xls", "ods", "txt", "log",
                    ],
                )
                .pick_files(),
        ),
        Question::SavePack { name } => one(dialog
            .set_title("Save audit pack")
            .set_file_name(name)
            .add_filter("PDF documents", &["pdf"])
            .save_file()),
        Question::SaveProfile { name } => one(dialog
            .set_title("Export policy")
            .set_file_name(name)
            .add_filter("Policy profiles", &["toml"])
            .save_file()),
        Question::SaveReview { name } => one(dialog
            .set_title("Save review")
            .set_file_name(name)
            .add_filter("PDF documents", &["pdf"])
            .save_file()),
        Question::SaveEvidence { name } => one(dialog
            .set_title("Save a copy")
            .set_file_name(name)
            .save_file()),
        Question::OpenProfile => one(dialog
            .set_title("Draft of the policy")
            .add_filter("Policy profiles", &["toml"])
            .pick_file()),
        Question::Evidence => many(
            dialog
                .set_title("Attach evidence")
                .add_filter("All files", &["*"])
                .pick_files(),
        ),
        Question::SaveLog { name } => one(dialog
            .set_title("Export the event log")
            .set_file_name(name)
            .add_filter("JSON Lines", &["jsonl"])
            .save_file()),
        Question::SaveCheckpoint { name } => one(dialog
            .set_title("Write a checkpoint")
            .set_file_name(name)
            .add_filter("Checkpoints", &["json"])
            .save_file()),
        Question::OpenPack => one(dialog
            .set_title("Verify a pack")
            .add_filter("PDF documents", &["pdf"])
            .add_filter("All files", &["*"])
            .pick_file()),
    }
}

fn one(chosen: impl Future<Output = Option<FileHandle>> + Send + 'static) -> Answer {
    Box::pin(async move { chosen.await.into_iter().map(PathBuf::from).collect() })
}

fn many(chosen: impl Future<Output = Option<Vec<FileHandle>>> + Send + 'static) -> Answer {
    Box::pin(async move {
        let chosen = chosen.await.unwrap_or_default();
        chosen.into_iter().map(PathBuf::from).collect()
    })
}
