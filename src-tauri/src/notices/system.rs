//! The notifications of the system.

use notify_rust::Notification;

use super::Notices;
use crate::error::ShellError;

/// Shows notifications by the system's own means.
#[derive(Clone, Copy, Debug)]
pub struct System;

impl Notices for System {
    fn show(&self, title: &str, text: &str) -> Result<(), ShellError> {
        #[cfg(feature = "e2e")]
        if let Some(folder) = crate::file_choice::scripted::folder() {
            crate::file_choice::scripted::note(&folder, "notices", text);
            return Ok(());
        }
        let shown = Notification::new()
            .appname("Changeproof")
            .summary(title)
            .body(text)
            .show();
        match shown {
            Ok(_) => Ok(()),
            Err(error) => Err(ShellError::NoNotices {
                reason: error.to_string(),
            }),
        }
    }
}
