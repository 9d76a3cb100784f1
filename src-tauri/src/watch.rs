//! Looks every two seconds whether the open workspace is still as the page was told: another program,
//! such as the `changeproof` command, may have changed it, or work of this one. And locks where nobody
//! touched the app for long.

use std::thread;
use std::time::Duration;

use crate::state::WeakShell;

/// How often.
const PAUSE: Duration = Duration::from_secs(2);

/// Watches as long as the app runs.
///
/// # Errors
///
/// The system gives no thread.
pub fn begin(shell: WeakShell) -> std::io::Result<()> {
    let watch = move || {
        loop {
            thread::sleep(PAUSE);
            match shell.shell() {
                Some(shell) => {
                    shell.lock_idle();
                    shell.look_for_changes();
                }
                None => return,
            }
        }
    };
    thread::Builder::new()
        .name("watch".to_owned())
        .spawn(watch)
        .map(|_| ())
}
