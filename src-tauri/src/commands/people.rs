//! People.

use changeproof_app::wire::view::people::{
    AccountPage, AccountQuery, PersonPage, PersonQuery, SuggestionPage,
};
use tauri::State;

use super::Answer;
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
