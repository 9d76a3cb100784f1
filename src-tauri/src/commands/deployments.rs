//! Deployments: lists, one deployment, why it fared so, and the original record behind a fact.

use changeproof_app::wire::view::deployment::{DeploymentView, OutcomeView};
use changeproof_app::wire::view::deployments::{
    DeploymentChoices, DeploymentPage, DeploymentQuery,
};
use changeproof_app::wire::view::original::OriginalView;
use tauri::State;

use super::Answer;
use crate::state::Desk;

#[tauri::command]
pub async fn deployments(
    desk: State<'_, Desk>,
    query: DeploymentQuery,
    from: u64,
    limit: u32,
) -> Answer<DeploymentPage> {
    desk.look(move |open, _| open.deployments(&query, from, limit))
        .await
}

#[tauri::command]
pub async fn deployment_choices(desk: State<'_, Desk>) -> Answer<DeploymentChoices> {
    desk.look(|open, _| open.deployment_choices()).await
}

#[tauri::command]
pub async fn copy_deployments(desk: State<'_, Desk>, query: DeploymentQuery) -> Answer<String> {
    desk.look(move |open, _| open.deployments_csv(&query)).await
}

#[tauri::command]
pub async fn deployment(desk: State<'_, Desk>, key: String) -> Answer<DeploymentView> {
    desk.look(move |open, ports| open.deployment(&key, ports))
        .await
}

#[tauri::command]
pub async fn explain(
    desk: State<'_, Desk>,
    deployment: String,
    control: String,
) -> Answer<OutcomeView> {
    desk.look(move |open, ports| open.explain(&deployment, &control, ports))
        .await
}

#[tauri::command]
pub async fn original(desk: State<'_, Desk>, origin: String) -> Answer<OriginalView> {
    desk.look(move |open, _| open.original(&origin)).await
}
