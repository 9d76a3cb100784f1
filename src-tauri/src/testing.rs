//! The app on Tauri's mock runtime, for tests of what a page may ask for. Only in builds with the
//! feature `e2e`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use changeproof_app::ports::NoKeyStore;
use changeproof_app::wire::view::session::{RecentWorkspace, Settings, WorkspaceView};
use serde_json::{Value, json};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::error::ShellError;
use crate::file_choice::{FileChoice, Question};
use crate::frame::{Frame, MAIN, News};
use crate::idle::{Idle, SystemMoments};
use crate::notices::{Notices, Told};
use crate::pack_register::PackRegister;
use crate::settings::Remembered;
use crate::state::{Parts, Shell};

/// Whether the access rules let a window of that label call a command.
///
/// # Errors
///
/// What the mock runtime says.
pub fn is_let_through(label: &str, command: &str) -> tauri::Result<bool> {
    let app = mock_builder()
        .invoke_handler(crate::commands::handler::<MockRuntime>())
        .build(tauri::generate_context!())?;
    let window = WebviewWindowBuilder::new(&app, label, WebviewUrl::default()).build()?;
    // A command that is let through fails here for another reason: there is no state.
    Ok(match ask(&window, command, json!({})) {
        Ok(_) => true,
        Err(error) => !error.to_string().contains("not allowed"),
    })
}

fn ask(
    window: &WebviewWindow<MockRuntime>,
    command: &str,
    arguments: Value,
) -> Result<Value, Value> {
    let Ok(url) = "tauri://localhost".parse() else {
        return Err(Value::Null);
    };
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: tauri::ipc::CallbackFn(0),
        error: tauri::ipc::CallbackFn(1),
        url,
        body: tauri::ipc::InvokeBody::Json(arguments),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    let answer = get_ipc_response(window, request)?;
    answer
        .deserialize()
        .map_err(|error| error.to_string().into())
}

/// A window and a person that do nothing but answer questions for files.
#[derive(Clone, Default)]
struct Nobody {
    answer: Arc<Mutex<Vec<PathBuf>>>,
}

impl Frame for Nobody {
    fn tell(&self, _: News) {}
    fn wear(&self, _: Settings) {}
    fn show(&self, _: Option<&WorkspaceView>, _: &[RecentWorkspace]) {}
    fn begin_again(&self) {}
    fn come_forward(&self) {}
    fn copy(&self, _: String) -> Result<(), ShellError> {
        Ok(())
    }
}

impl FileChoice for Nobody {
    fn ask(&self, _: &Question, _: Option<&Path>) -> Vec<PathBuf> {
        let answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner);
        answer.clone()
    }
    fn tell(&self, _: &str) {}
    fn confirm(&self, _: &str, _: &str) -> bool {
        true
    }
}

impl Notices for Nobody {
    fn show(&self, _: &str, _: &str) -> Result<(), ShellError> {
        Ok(())
    }
}

/// The whole app without a screen: its commands are called as a page calls them.
pub struct Played {
    _app: App<MockRuntime>,
    window: WebviewWindow<MockRuntime>,
    shell: Shell,
    nobody: Nobody,
}

impl Played {
    /// An app whose files lie in a folder.
    ///
    /// # Errors
    ///
    /// What the mock runtime says.
    pub fn begin(folder: &Path) -> tauri::Result<Played> {
        let nobody = Nobody::default();
        let parts = Parts {
            remembered: Remembered::read(folder.join("settings.json")).0,
            packs: PackRegister::read(folder.join("packs.json")).0,
            files: Box::new(nobody.clone()),
            frame: Box::new(nobody.clone()),
            demo: folder.join("demo.changeproof"),
            idle: Idle::new(Box::new(SystemMoments::default())),
            key_store: &NoKeyStore,
            notices: Box::new(nobody.clone()),
            told: Told::read(folder.join("notices.json")).0,
        };
        let shell = Shell::new(parts, None);
        let app = mock_builder()
            .invoke_handler(crate::commands::handler::<MockRuntime>())
            .manage(shell.clone())
            .build(tauri::generate_context!())?;
        let window = WebviewWindowBuilder::new(&app, MAIN, WebviewUrl::default()).build()?;
        Ok(Played {
            _app: app,
            window,
            shell,
            nobody,
        })
    }

    /// Calls a command; every one that wants to tell how far it is may do so.
    ///
    /// # Errors
    ///
    /// What the command answers where it refuses.
    pub fn ask(&self, command: &str, arguments: &Value) -> Result<Value, Value> {
        let mut arguments = arguments.clone();
        arguments["onProgress"] = json!("__CHANNEL__:7");
        ask(&self.window, command, arguments)
    }

    /// What a person answers to every question for files from now on.
    pub fn answer(&self, files: &[PathBuf]) {
        let mut answer = self
            .nobody
            .answer
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *answer = files.to_vec();
    }

    /// Drops files onto the window. Answers the number of their batch.
    pub fn drop_files(&self, files: &[PathBuf]) -> Option<u32> {
        let batch = self.shell.keep_batch(&self.shell.which(), files)?;
        Some(batch.batch)
    }
}
