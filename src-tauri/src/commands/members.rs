//! Signing in, locking, and the people who sign in.

use changeproof_app::members::SealedBy;
use changeproof_app::ports::Ports;
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::members::{MembersView, NewMember, OpenedView, RoleEdit};
use changeproof_app::wire::view::progress::ProgressEvent;
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::passphrase::{Chosen, Passphrase};
use crate::state::Shell;

#[tauri::command]
pub async fn sign_in(
    shell: State<'_, Shell>,
    person: String,
    passphrase: Passphrase,
    on_progress: Channel<ProgressEvent>,
) -> Answer<OpenedView> {
    shell
        .run(move |shell| shell.sign_in(&person, &passphrase, on_progress))
        .await
}

#[tauri::command]
pub async fn choose_passphrase(
    shell: State<'_, Shell>,
    chosen: Chosen,
    on_progress: Channel<ProgressEvent>,
) -> Answer<OpenedView> {
    shell
        .run(move |shell| shell.choose_passphrase(&chosen.agreed()?, on_progress))
        .await
}

#[tauri::command]
pub async fn lock(shell: State<'_, Shell>) -> Answer<()> {
    shell.run(|shell| Ok(shell.lock()?)).await
}

#[tauri::command]
pub async fn activity(shell: State<'_, Shell>) -> Answer<()> {
    shell
        .run(|shell| {
            shell.touched();
            Ok(())
        })
        .await
}

#[tauri::command]
pub async fn members(shell: State<'_, Shell>) -> Answer<MembersView> {
    shell.look(|open, ports| open.members(ports)).await
}

#[tauri::command]
pub async fn add_member(
    shell: State<'_, Shell>,
    new: NewMember,
    chosen: Chosen,
) -> Answer<MembersView> {
    let add = move |shell: &Shell| {
        shell.add_member(new, &chosen.agreed()?)?;
        shell.look_now(|open, ports| open.members(ports))
    };
    shell.run(add).await
}

#[tauri::command]
pub async fn change_roles(shell: State<'_, Shell>, edit: RoleEdit) -> Answer<MembersView> {
    let change = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        open.change_roles(edit, ports)?;
        open.members(ports)
    };
    shell.look(change).await
}

#[tauri::command]
pub async fn reset_member(
    shell: State<'_, Shell>,
    person: String,
    chosen: Chosen,
) -> Answer<MembersView> {
    let reset = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        open.reset_member(&person, &chosen.agreed()?, ports)?;
        open.members(ports)
    };
    shell.look(reset).await
}

#[tauri::command]
pub async fn deactivate_member(shell: State<'_, Shell>, person: String) -> Answer<MembersView> {
    let deactivate = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        open.deactivate_member(&person, ports)?;
        open.members(ports)
    };
    shell.look(deactivate).await
}

#[tauri::command]
pub async fn change_passphrase(
    shell: State<'_, Shell>,
    own: Passphrase,
    chosen: Chosen,
    key_store: bool,
) -> Answer<()> {
    let by = match key_store {
        true => SealedBy::PassphraseAndKeyStore,
        false => SealedBy::Passphrase,
    };
    shell
        .run(move |shell| shell.change_passphrase(&own, &chosen.agreed()?, by))
        .await
}
