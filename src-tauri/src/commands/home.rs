//! Home.

use changeproof_app::wire::view::home::HomeView;
use tauri::State;

use super::Answer;
use crate::state::Shell;

#[tauri::command]
pub async fn home(shell: State<'_, Shell>) -> Answer<HomeView> {
    shell.look(|open, ports| open.home(ports)).await
}
