//! Findings.

use changeproof_app::wire::view::findings::{FindingPage, FindingQuery, FindingsView};
use tauri::State;

use super::Answer;
use crate::state::Shell;

#[tauri::command]
pub async fn findings(shell: State<'_, Shell>, query: FindingQuery) -> Answer<FindingsView> {
    shell.look(move |open, _| open.findings(&query)).await
}

#[tauri::command]
pub async fn finding_page(
    shell: State<'_, Shell>,
    query: FindingQuery,
    group: String,
    from: u64,
    limit: u32,
) -> Answer<FindingPage> {
    shell
        .look(move |open, _| open.finding_page(&query, &group, from, limit))
        .await
}
