//! Findings.

use changeproof_app::wire::view::findings::{FindingPage, FindingQuery, FindingsView};
use tauri::State;

use super::Answer;
use crate::state::Desk;

#[tauri::command]
pub async fn findings(desk: State<'_, Desk>, query: FindingQuery) -> Answer<FindingsView> {
    desk.look(move |open, _| open.findings(&query)).await
}

#[tauri::command]
pub async fn finding_page(
    desk: State<'_, Desk>,
    query: FindingQuery,
    group: String,
    from: u64,
    limit: u32,
) -> Answer<FindingPage> {
    desk.look(move |open, _| open.finding_page(&query, &group, from, limit))
        .await
}
