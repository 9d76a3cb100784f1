//! The app itself: settings, and which workspace is open.

use changeproof_app::APP_VERSION;
use changeproof_app::ports::Ports;
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::members::OpenedView;
use changeproof_app::wire::view::progress::ProgressEvent;
use changeproof_app::wire::view::session::{
    AppView, NewWorkspace, NoticesWanted, RecentWorkspace, Settings,
};
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::file_choice::{Question, file_name};
use crate::state::{Found, Shell};
use crate::zones;

#[tauri::command]
pub async fn app_view(shell: State<'_, Shell>) -> Answer<AppView> {
    let view = |shell: &Shell| {
        if let Some(Err(error)) = shell.take_start().map(|path| shell.open(&path)) {
            shell.complain(&error.to_string());
        }
        seen(shell)
    };
    shell.run(view).await
}

fn seen(shell: &Shell) -> Answer<AppView> {
    let (workspace, sign_in) = match shell.view_if_open()? {
        None => (None, None),
        Some(OpenedView::Open { workspace }) => (Some(*workspace), None),
        Some(OpenedView::SignIn { sign_in }) => (None, Some(sign_in)),
    };
    Ok(AppView {
        version: APP_VERSION.to_owned(),
        settings: shell.remembered().settings(),
        recent: shell.remembered().recent(),
        workspace,
        sign_in,
        zones: zones::names(),
        system_zone: zones::of_system(),
    })
}

#[tauri::command]
pub async fn save_settings(shell: State<'_, Shell>, settings: Settings) -> Answer<Settings> {
    let save = move |shell: &Shell| {
        let before = shell.remembered().settings().notices;
        if (before, settings.notices) == (NoticesWanted::Off, NoticesWanted::On) {
            // Whoever asks for notifications sees at once whether there are any.
            let text = "From now on you are told here how much waits for you.";
            shell.notices().show("Changeproof", text)?;
        }
        shell.remembered().set(settings)?;
        shell.frame().wear(settings);
        Ok(settings)
    };
    shell.run(save).await
}

#[tauri::command]
pub async fn choose_workspace(
    shell: State<'_, Shell>,
    on_progress: Channel<ProgressEvent>,
) -> Answer<Option<OpenedView>> {
    let ask = |shell: &Shell| {
        shell.check_idle()?;
        Ok(shell.ask_one(&Question::OpenWorkspace)?)
    };
    let Some(path) = shell.run(ask).await? else {
        return Ok(None);
    };
    let open = move |_: &Shell, ports: &Ports<'_>| Found::at(&path, ports);
    shell.opening(on_progress, open).await.map(Some)
}

#[tauri::command]
pub async fn open_recent(
    shell: State<'_, Shell>,
    key: String,
    on_progress: Channel<ProgressEvent>,
) -> Answer<OpenedView> {
    let open = move |shell: &Shell, ports: &Ports<'_>| {
        let path = shell.remembered().recent_path(&key)?;
        Found::at(&path, ports)
    };
    shell.opening(on_progress, open).await
}

#[tauri::command]
pub async fn forget_recent(shell: State<'_, Shell>, key: String) -> Answer<Vec<RecentWorkspace>> {
    let forget = move |shell: &Shell| {
        shell.remembered().forget(&key)?;
        shell.show_recent();
        Ok(shell.remembered().recent())
    };
    shell.run(forget).await
}

#[tauri::command]
pub async fn create_workspace(
    shell: State<'_, Shell>,
    new: NewWorkspace,
    on_progress: Channel<ProgressEvent>,
) -> Answer<Option<OpenedView>> {
    let name = file_name(&new.entity, "changeproof");
    let ask = |shell: &Shell| {
        shell.check_idle()?;
        Ok(shell.ask_one(&Question::NewWorkspace { name })?)
    };
    let Some(path) = shell.run(ask).await? else {
        return Ok(None);
    };
    let make =
        move |_: &Shell, ports: &Ports<'_>| Ok(OpenWorkspace::create(&path, &new, ports)?.into());
    shell.opening(on_progress, make).await.map(Some)
}

#[tauri::command]
pub async fn open_demo(
    shell: State<'_, Shell>,
    on_progress: Channel<ProgressEvent>,
) -> Answer<OpenedView> {
    shell.opening(on_progress, Shell::demo).await
}

#[tauri::command]
pub async fn close_workspace(shell: State<'_, Shell>) -> Answer<()> {
    shell.run(|shell| Ok(shell.close()?)).await
}

#[tauri::command]
pub async fn copy_text(shell: State<'_, Shell>, text: String) -> Answer<()> {
    shell.run(move |shell| Ok(shell.frame().copy(text)?)).await
}
