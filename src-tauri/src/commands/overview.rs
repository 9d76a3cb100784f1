//! Overview.

use changeproof_app::wire::view::overview::OverviewView;
use tauri::State;

use super::Answer;
use crate::state::Shell;

#[tauri::command]
pub async fn overview(shell: State<'_, Shell>) -> Answer<OverviewView> {
    shell.look(|open, ports| open.overview(ports)).await
}
