//! Exceptions: the register, requests and decisions.

use changeproof_app::permission::Act;
use changeproof_app::ports::Ports;
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::exception::{
    ExceptionForm, ExceptionLine, ExceptionStep, ExceptionsView,
};
use tauri::State;

use super::Answer;
use super::decisions::evidence;
use crate::error::CommandError;
use crate::state::Shell;

#[tauri::command]
pub async fn exceptions(shell: State<'_, Shell>) -> Answer<ExceptionsView> {
    shell.look(|open, ports| open.exceptions(ports)).await
}

#[tauri::command]
pub async fn write_exception(
    shell: State<'_, Shell>,
    form: ExceptionForm,
) -> Answer<Option<ExceptionLine>> {
    let asked = evidence(&shell, Act::RequestException, form.with_files).await?;
    let Some((which, files)) = asked else {
        return Ok(None);
    };
    let check = Shell::clone(&shell);
    let write = move |open: &OpenWorkspace, ports: &Ports<'_>| {
        check.check_still(&which)?;
        open.write_exception(&form, files, ports)
            .map_err(CommandError::from)
    };
    shell.look(write).await.map(Some)
}

#[tauri::command]
pub async fn exception_step(
    shell: State<'_, Shell>,
    exception: String,
    step: ExceptionStep,
) -> Answer<ExceptionLine> {
    shell
        .look(move |open, ports| open.exception_step(&exception, &step, ports))
        .await
}
