//! People.

use changeproof_app::permission::Act;
use changeproof_app::ports::Ports;
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::people::{AccountDecisions, AccountDone, AccountStep};
use changeproof_app::wire::view::people::{
    AccountPage, AccountQuery, PersonPage, PersonQuery, SuggestionPage,
};
use tauri::State;

use super::Answer;
use super::decisions::evidence;
use crate::error::CommandError;
use crate::state::Shell;

#[tauri::command]
pub async fn persons(
    shell: State<'_, Shell>,
    query: PersonQuery,
    from: u64,
    limit: u32,
) -> Answer<PersonPage> {
    shell
        .look(move |open, ports| open.persons(&query, from, limit, ports))
        .await
}

#[tauri::command]
pub async fn accounts(
    shell: State<'_, Shell>,
    query: AccountQuery,
    from: u64,
    limit: u32,
) -> Answer<AccountPage> {
    shell
        .look(move |open, ports| open.accounts(&query, from, limit, ports))
        .await
}

#[tauri::command]
pub async fn suggestions(shell: State<'_, Shell>, from: u64, limit: u32) -> Answer<SuggestionPage> {
    shell
        .look(move |open, ports| open.suggestions(from, limit, ports))
        .await
}

#[tauri::command]
pub async fn account_decisions(shell: State<'_, Shell>) -> Answer<AccountDecisions> {
    shell
        .look(|open, ports| open.account_decisions(ports))
        .await
}

#[tauri::command]
pub async fn account_step(
    shell: State<'_, Shell>,
    step: AccountStep,
) -> Answer<Option<AccountDone>> {
    let asked = evidence(&shell, Act::DecideAccount, step.with_files()).await?;
    let Some((which, files)) = asked else {
        return Ok(None);
    };
    let check = Shell::clone(&shell);
    let take = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        check.check_still(&which)?;
        open.account_step(&step, files, ports)
            .map_err(CommandError::from)
    };
    shell.look(take).await.map(Some)
}
