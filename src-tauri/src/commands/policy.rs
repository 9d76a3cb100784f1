//! Policy: its rules, its text as a file, and what another value would change.

use changeproof_app::permission::Act;
use changeproof_app::ports::Ports;
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::policy::{PolicyView, TriedView};
use changeproof_app::wire::view::progress::ProgressEvent;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::error::CommandError;
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
    let attempt =
        move |open: &OpenWorkspace, ports: &Ports<'_>| open.try_parameter(&name, &value, ports);
    shell.work(on_progress, attempt).await
}

#[tauri::command]
pub async fn export_policy(shell: State<'_, Shell>, version: u32) -> Answer<bool> {
    let ask = move |shell: &Shell| {
        let which = shell.check_may(Act::Look)?;
        let name = file_name(&format!("policy version {version}"), "toml");
        Ok((which, shell.ask_one(&Question::SaveProfile { name })?))
    };
    let (which, Some(out)) = shell.run(ask).await? else {
        return Ok(false);
    };
    let check = Shell::clone(&shell);
    let export = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        check.check_still(&which)?;
        open.export_policy(version, &out, ports)
            .map_err(CommandError::from)
    };
    shell.look(export).await.map(|_| true)
}
