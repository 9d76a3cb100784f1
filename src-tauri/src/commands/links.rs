//! Links of deployments, and decisions on them.

use changeproof_app::permission::Act;
use changeproof_app::ports::Ports;
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::link::{DeploymentLinks, LinkDecided, LinkStep};
use tauri::State;

use super::Answer;
use super::decisions::evidence;
use crate::error::CommandError;
use crate::state::Shell;

#[tauri::command]
pub async fn deployment_links(
    shell: State<'_, Shell>,
    deployment: String,
) -> Answer<DeploymentLinks> {
    shell
        .look(move |open, ports| open.deployment_links(&deployment, ports))
        .await
}

#[tauri::command]
pub async fn link_step(shell: State<'_, Shell>, step: LinkStep) -> Answer<Option<LinkDecided>> {
    let asked = evidence(&shell, Act::DecideLink, step.with_files()).await?;
    let Some((which, files)) = asked else {
        return Ok(None);
    };
    let check = Shell::clone(&shell);
    let take = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        check.check_still(&which)?;
        open.link_step(&step, files, ports)
            .map_err(CommandError::from)
    };
    shell.look(take).await.map(Some)
}
