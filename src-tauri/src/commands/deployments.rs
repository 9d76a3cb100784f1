//! Deployments: lists, one deployment, why it fared so, and the original record behind a fact.

use changeproof_app::wire::view::deployment::{DeploymentView, OutcomeView};
use changeproof_app::wire::view::deployments::{
    DeploymentChoices, DeploymentPage, DeploymentQuery,
};
use changeproof_app::wire::view::original::OriginalView;
use tauri::State;

use super::Answer;
use crate::state::Shell;

#[tauri::command]
pub async fn deployments(
    shell: State<'_, Shell>,
    query: DeploymentQuery,
    from: u64,
    limit: u32,
) -> Answer<DeploymentPage> {
    shell
        .look(move |open, _| open.deployments(&query, from, limit))
        .await
}

#[tauri::command]
pub async fn deployment_choices(shell: State<'_, Shell>) -> Answer<DeploymentChoices> {
    shell.look(|open, _| open.deployment_choices()).await
}

#[tauri::command]
pub async fn copy_deployments(shell: State<'_, Shell>, query: DeploymentQuery) -> Answer<String> {
    shell
        .look(move |open, _| open.deployments_csv(&query))
        .await
}

#[tauri::command]
pub async fn deployment(shell: State<'_, Shell>, key: String) -> Answer<DeploymentView> {
    shell
        .look(move |open, ports| open.deployment(&key, ports))
        .await
}

#[tauri::command]
pub async fn explain(
    shell: State<'_, Shell>,
    deployment: String,
    control: String,
) -> Answer<OutcomeView> {
    shell
        .look(move |open, ports| open.explain(&deployment, &control, ports))
        .await
}

#[tauri::command]
pub async fn explain_other(
    shell: State<'_, Shell>,
    control: String,
    id: String,
) -> Answer<OutcomeView> {
    shell
        .look(move |open, ports| open.explain_other(&control, &id, ports))
        .await
}

#[tauri::command]
pub async fn original(shell: State<'_, Shell>, origin: String) -> Answer<OriginalView> {
    shell.look(move |open, _| open.original(&origin)).await
}
