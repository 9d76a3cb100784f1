//! Packs: make one, open it in the system's viewer, verify it.

use changeproof_app::wire::view::packs::{NewPack, PackRow, VerificationView};
use changeproof_app::wire::view::progress::ProgressEvent;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::file_choice::Question;
use crate::state::Desk;
use crate::viewer;

#[tauri::command]
pub async fn packs(desk: State<'_, Desk>) -> Answer<Vec<PackRow>> {
    desk.run(Desk::pack_rows).await
}

#[tauri::command]
pub async fn make_pack(
    desk: State<'_, Desk>,
    pack: NewPack,
    on_progress: Channel<ProgressEvent>,
) -> Answer<Option<PackRow>> {
    let period = pack.period;
    let ask = move |desk: &Desk| {
        let name = desk.pack_name(period)?;
        Ok(desk.ask_one(&Question::SavePack { name })?)
    };
    let Some(out) = desk.run(ask).await? else {
        return Ok(None);
    };
    let make = Desk::clone(&desk);
    desk.work(on_progress, move |open, ports| {
        make.keep_pack(open.make_pack(&pack, &out, ports)?, &out)
    })
    .await
    .map(Some)
}

#[tauri::command]
pub async fn open_pack(desk: State<'_, Desk>, key: String) -> Answer<()> {
    desk.run(move |desk| Ok(viewer::show(&desk.pack_place(&key)?)?))
        .await
}

#[tauri::command]
pub async fn verify_pack(desk: State<'_, Desk>, key: String) -> Answer<VerificationView> {
    let place = desk.run(move |desk| desk.pack_place(&key)).await?;
    desk.look(move |open, ports| open.verify_pack(&place, ports))
        .await
}

#[tauri::command]
pub async fn verify_chosen_pack(desk: State<'_, Desk>) -> Answer<Option<VerificationView>> {
    let ask = |desk: &Desk| Ok(desk.ask_one(&Question::OpenPack)?);
    let Some(file) = desk.run(ask).await? else {
        return Ok(None);
    };
    desk.look(move |open, ports| open.verify_pack(&file, ports))
        .await
        .map(Some)
}
