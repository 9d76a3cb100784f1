//! Closing the window. Work that runs is given up only after a word from the person.

use std::thread;
use std::time::{Duration, Instant};

use crate::state::Shell;

/// How long work that was asked to stop may take for it. What it writes is complete or absent anyway.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// Whether the window may close now. Where work runs, a person is asked first, and `close` is called
/// later if the answer is yes.
pub fn may_close(shell: &Shell, close: impl FnOnce() + Send + 'static) -> bool {
    if !shell.jobs().any() {
        return true;
    }
    let shell = shell.clone();
    // The thread that has the windows must not wait for the answer.
    tauri::async_runtime::spawn_blocking(move || {
        if shell.may_give_up() {
            shell.jobs().cancel_all();
            let asked = Instant::now();
            while shell.jobs().any() && asked.elapsed() < PATIENCE {
                thread::sleep(PAUSE);
            }
            close();
        }
    });
    false
}
