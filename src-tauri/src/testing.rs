//! The app on Tauri's mock runtime, for tests of what a page may ask for. Only in builds with the
//! feature `e2e`.

use tauri::WebviewWindow;
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;

/// Whether the access rules let a window of that label call a command.
///
/// # Errors
///
/// What the mock runtime says.
pub fn is_let_through(label: &str, command: &str) -> tauri::Result<bool> {
    let app = mock_builder()
        .invoke_handler(crate::commands::handler::<MockRuntime>())
        .build(tauri::generate_context!())?;
    let window = tauri::WebviewWindowBuilder::new(&app, label, tauri::WebviewUrl::default());
    Ok(!refused(&window.build()?, command))
}

fn refused(window: &WebviewWindow<MockRuntime>, command: &str) -> bool {
    let Ok(url) = "tauri://localhost".parse() else {
        return true;
    };
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: tauri::ipc::CallbackFn(0),
        error: tauri::ipc::CallbackFn(1),
        url,
        body: tauri::ipc::InvokeBody::default(),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    // A command that is let through fails here for another reason: there is no state.
    match get_ipc_response(window, request) {
        Ok(_) => false,
        Err(error) => error.to_string().contains("not allowed"),
    }
}
