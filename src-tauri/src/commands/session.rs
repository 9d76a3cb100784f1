//! The app itself: settings, and which workspace is open.

use changeproof_app::APP_VERSION;
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::progress::ProgressEvent;
use changeproof_app::wire::view::session::{
    AppView, NewWorkspace, RecentWorkspace, Settings, WorkspaceView,
};
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::file_choice::{Question, file_name};
use crate::state::Desk;
use crate::zones;

#[tauri::command]
pub async fn app_view(desk: State<'_, Desk>) -> Answer<AppView> {
    let view = |desk: &Desk| {
        if let Some(Err(error)) = desk.take_start().map(|path| desk.open(&path)) {
            desk.complain(&error.to_string());
        }
        Ok(AppView {
            version: APP_VERSION.to_owned(),
            settings: desk.remembered().settings(),
            recent: desk.remembered().recent(),
            workspace: desk.view_if_open()?,
            zones: zones::names(),
            system_zone: zones::of_system(),
        })
    };
    desk.run(view).await
}

#[tauri::command]
pub async fn save_settings(desk: State<'_, Desk>, settings: Settings) -> Answer<Settings> {
    let save = move |desk: &Desk| {
        desk.remembered().set(settings)?;
        desk.frame().wear(settings);
        Ok(settings)
    };
    desk.run(save).await
}

#[tauri::command]
pub async fn choose_workspace(desk: State<'_, Desk>) -> Answer<Option<WorkspaceView>> {
    let choose = |desk: &Desk| {
        desk.check_idle()?;
        let chosen = desk.ask_one(&Question::OpenWorkspace)?;
        chosen.map(|path| desk.open(&path)).transpose()
    };
    desk.run(choose).await
}

#[tauri::command]
pub async fn open_recent(desk: State<'_, Desk>, key: String) -> Answer<WorkspaceView> {
    desk.run(move |desk| desk.open(&desk.remembered().recent_path(&key)?))
        .await
}

#[tauri::command]
pub async fn forget_recent(desk: State<'_, Desk>, key: String) -> Answer<Vec<RecentWorkspace>> {
    let forget = move |desk: &Desk| {
        desk.remembered().forget(&key)?;
        desk.show_recent();
        Ok(desk.remembered().recent())
    };
    desk.run(forget).await
}

#[tauri::command]
pub async fn create_workspace(
    desk: State<'_, Desk>,
    new: NewWorkspace,
) -> Answer<Option<WorkspaceView>> {
    let create = move |desk: &Desk| {
        desk.check_idle()?;
        let name = file_name(&new.entity, "changeproof");
        let Some(path) = desk.ask_one(&Question::NewWorkspace { name })? else {
            return Ok(None);
        };
        let made = desk.quietly(|ports| OpenWorkspace::create(&path, &new, ports))?;
        desk.put(made).map(Some)
    };
    desk.run(create).await
}

#[tauri::command]
pub async fn open_demo(
    desk: State<'_, Desk>,
    on_progress: Channel<ProgressEvent>,
) -> Answer<WorkspaceView> {
    desk.check_idle()?;
    desk.job(on_progress, Desk::open_demo).await
}

#[tauri::command]
pub async fn close_workspace(desk: State<'_, Desk>) -> Answer<()> {
    desk.run(|desk| Ok(desk.close()?)).await
}
