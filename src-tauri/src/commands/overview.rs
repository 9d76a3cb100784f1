//! Overview.

use changeproof_app::wire::view::overview::OverviewView;
use tauri::State;

use super::Answer;
use crate::state::Desk;

#[tauri::command]
pub async fn overview(desk: State<'_, Desk>) -> Answer<OverviewView> {
    desk.look(|open, ports| open.overview(ports)).await
}
