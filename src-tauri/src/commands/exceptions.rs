//! Exceptions: the register, requests and decisions.

use changeproof_app::wire::exception::{
    ExceptionForm, ExceptionLine, ExceptionStep, ExceptionsView,
};
use tauri::State;

use super::Answer;
use super::decisions::evidence;
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
    let Some(files) = evidence(&shell, form.with_files).await? else {
        return Ok(None);
    };
    shell
        .look(move |open, ports| open.write_exception(&form, files, ports))
        .await
        .map(Some)
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
