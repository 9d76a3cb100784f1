//! Packs: make one, open it in the system's viewer, verify it.

use std::path::PathBuf;

use changeproof_app::permission::Act;
use changeproof_app::ports::Ports;
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::packs::{NewPack, PackRow, VerificationView};
use changeproof_app::wire::view::progress::ProgressEvent;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::error::CommandError;
use crate::file_choice::{Question, file_name};
use crate::state::{Shell, Which};
use crate::viewer;

#[tauri::command]
pub async fn packs(shell: State<'_, Shell>) -> Answer<Vec<PackRow>> {
    shell.run(Shell::pack_rows).await
}

/// Where to keep a pack, with the workspace that it was asked for; none where the person cancelled.
async fn place(
    shell: &Shell,
    name: impl FnOnce(&Shell) -> Answer<String> + Send + 'static,
) -> Answer<Option<(Which, PathBuf)>> {
    let ask = move |shell: &Shell| {
        let which = shell.check_may(Act::MakePack)?;
        let name = name(shell)?;
        let out = shell.ask_one(&Question::SavePack { name })?;
        Ok(out.map(|out| (which, out)))
    };
    shell.run(ask).await
}

#[tauri::command]
pub async fn make_pack(
    shell: State<'_, Shell>,
    pack: NewPack,
    on_progress: Channel<ProgressEvent>,
) -> Answer<Option<PackRow>> {
    let (kind, period) = (pack.kind, pack.period);
    let asked = place(&shell, move |shell| shell.pack_name(kind, period)).await?;
    let Some((which, out)) = asked else {
        return Ok(None);
    };
    let keep = Shell::clone(&shell);
    let make = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        keep.check_still(&which)?;
        let pack = open.make_pack(&pack, &out, ports)?;
        Ok::<_, CommandError>(keep.keep_pack(pack, &out))
    };
    shell.work(on_progress, make).await.map(Some)
}

#[tauri::command]
pub async fn make_dossier(
    shell: State<'_, Shell>,
    key: String,
    on_progress: Channel<ProgressEvent>,
) -> Answer<Option<PackRow>> {
    let asked = place(&shell, |_| Ok(file_name("dossier", "pdf"))).await?;
    let Some((which, out)) = asked else {
        return Ok(None);
    };
    let keep = Shell::clone(&shell);
    let make = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        keep.check_still(&which)?;
        let pack = open.make_dossier(&key, &out, ports)?;
        Ok::<_, CommandError>(keep.keep_pack(pack, &out))
    };
    shell.work(on_progress, make).await.map(Some)
}

#[tauri::command]
pub async fn open_pack(shell: State<'_, Shell>, key: String) -> Answer<()> {
    shell
        .run(move |shell| Ok(viewer::show(&shell.pack_place(&key)?)?))
        .await
}

#[tauri::command]
pub async fn verify_pack(
    shell: State<'_, Shell>,
    key: String,
    on_progress: Channel<ProgressEvent>,
) -> Answer<VerificationView> {
    let find = Shell::clone(&shell);
    let verify = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        let place = find.pack_place(&key)?;
        open.verify_pack(&place, ports).map_err(CommandError::from)
    };
    shell.work(on_progress, verify).await
}

#[tauri::command]
pub async fn verify_chosen_pack(
    shell: State<'_, Shell>,
    on_progress: Channel<ProgressEvent>,
) -> Answer<Option<VerificationView>> {
    let ask = |shell: &Shell| {
        let which = shell.check_may(Act::Verify)?;
        Ok((which, shell.ask_one(&Question::OpenPack)?))
    };
    let (which, Some(file)) = shell.run(ask).await? else {
        return Ok(None);
    };
    let check = Shell::clone(&shell);
    let verify = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        check.check_still(&which)?;
        open.verify_pack(&file, ports).map_err(CommandError::from)
    };
    shell.work(on_progress, verify).await.map(Some)
}
