//! Change records.

use changeproof_app::wire::view::change_records::{ChangeDetails, ChangePage, ChangeQuery};
use tauri::State;

use super::Answer;
use crate::state::Shell;

#[tauri::command]
pub async fn change_records(
    shell: State<'_, Shell>,
    query: ChangeQuery,
    from: u64,
    limit: u32,
) -> Answer<ChangePage> {
    shell
        .look(move |open, ports| open.change_records(&query, from, limit, ports))
        .await
}

#[tauri::command]
pub async fn change_record(shell: State<'_, Shell>, key: u32) -> Answer<ChangeDetails> {
    shell
        .look(move |open, ports| open.change_record(key, ports))
        .await
}
