//! Findings, and the work on them.

use changeproof_app::permission::Act;
use changeproof_app::ports::Ports;
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::triage::{FindingDetails, FindingForm, FindingsDone};
use changeproof_app::wire::view::findings::{FindingPage, FindingQuery, FindingsView};
use tauri::State;

use super::Answer;
use super::decisions::evidence;
use crate::error::CommandError;
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

#[tauri::command]
pub async fn finding_work(shell: State<'_, Shell>, finding: String) -> Answer<FindingDetails> {
    shell
        .look(move |open, ports| open.finding_work(&finding, ports))
        .await
}

#[tauri::command]
pub async fn finding_step(
    shell: State<'_, Shell>,
    form: FindingForm,
) -> Answer<Option<FindingsDone>> {
    let asked = evidence(&shell, Act::TriageFinding, form.with_files).await?;
    let Some((which, files)) = asked else {
        return Ok(None);
    };
    let check = Shell::clone(&shell);
    let take = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        check.check_still(&which)?;
        open.finding_step(&form, files, ports)
            .map_err(CommandError::from)
    };
    shell.look(take).await.map(Some)
}
