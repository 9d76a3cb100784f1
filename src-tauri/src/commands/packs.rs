//! Packs: make one, open it in the system's viewer, verify it.

use changeproof_app::wire::view::packs::{NewPack, PackRow, VerificationView};
use changeproof_app::wire::view::progress::ProgressEvent;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::file_choice::Question;
use crate::state::Shell;
use crate::viewer;

#[tauri::command]
pub async fn packs(shell: State<'_, Shell>) -> Answer<Vec<PackRow>> {
    shell.run(Shell::pack_rows).await
}

#[tauri::command]
pub async fn make_pack(
    shell: State<'_, Shell>,
    pack: NewPack,
    on_progress: Channel<ProgressEvent>,
) -> Answer<Option<PackRow>> {
    let period = pack.period;
    let ask = move |shell: &Shell| {
        let name = shell.pack_name(period)?;
        Ok(shell.ask_one(&Question::SavePack { name })?)
    };
    let Some(out) = shell.run(ask).await? else {
        return Ok(None);
    };
    let make = Shell::clone(&shell);
    shell.work(on_progress, move |open, ports| {
        make.keep_pack(open.make_pack(&pack, &out, ports)?, &out)
    })
    .await
    .map(Some)
}

#[tauri::command]
pub async fn open_pack(shell: State<'_, Shell>, key: String) -> Answer<()> {
    shell.run(move |shell| Ok(viewer::show(&shell.pack_place(&key)?)?))
        .await
}

#[tauri::command]
pub async fn verify_pack(shell: State<'_, Shell>, key: String) -> Answer<VerificationView> {
    let place = shell.run(move |shell| shell.pack_place(&key)).await?;
    shell.look(move |open, ports| open.verify_pack(&place, ports))
        .await
}

#[tauri::command]
pub async fn verify_chosen_pack(shell: State<'_, Shell>) -> Answer<Option<VerificationView>> {
    let ask = |shell: &Shell| Ok(shell.ask_one(&Question::OpenPack)?);
    let Some(file) = shell.run(ask).await? else {
        return Ok(None);
    };
    shell.look(move |open, ports| open.verify_pack(&file, ports))
        .await
        .map(Some)
}
