//! Policy: its rules, its text as a file, and what another value would change.

use changeproof_app::ports::Ports;
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::policy::{PolicyView, TriedView};
use changeproof_app::wire::view::progress::ProgressEvent;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::file_choice::{Question, file_name};
use crate::state::Shell;

#[tauri::command]
pub async fn policy(shell: State<'_, Shell>) -> Answer<PolicyView> {
    shell.look(|open, ports| open.policy(ports)).await
}

#[tauri::command]
pub async fn try_parameter(
    shell: State<'_, Shell>,
    name: String,
    value: String,
    on_progress: Channel<ProgressEvent>,
) -> Answer<TriedView> {
    let attempt = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        Ok(open.try_parameter(&name, &value, ports)?)
    };
    shell.work(on_progress, attempt).await
}

#[tauri::command]
pub async fn export_policy(shell: State<'_, Shell>, version: u32) -> Answer<bool> {
    let which = shell.which();
    let ask = move |shell: &Shell| {
        let name = file_name(&format!("policy version {version}"), "toml");
        Ok(shell.ask_one(&Question::SaveProfile { name })?)
    };
    let Some(out) = shell.run(ask).await? else {
        return Ok(false);
    };
    shell
        .run(move |shell: &Shell| Ok(shell.check_still(&which)?))
        .await?;
    shell
        .look(move |open, ports| open.export_policy(version, &out, ports))
        .await
        .map(|_| true)
}
