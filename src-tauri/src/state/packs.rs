//! Packs, as far as the shell has a part in them: names and places of their files.

use std::path::{Path, PathBuf};

use changeproof_app::wire::view::packs::{NewPackKind, PackRow};
use changeproof_app::wire::view::session::PeriodView;

use super::Shell;
use crate::error::{CommandError, ShellError};
use crate::file_choice::file_name;

impl Shell {
    /// The packs of the open workspace.
    ///
    /// # Errors
    ///
    /// Nothing is open, or it cannot be read.
    pub fn pack_rows(&self) -> Result<Vec<PackRow>, CommandError> {
        let at_hand = |sha256: &str| self.packs().place(sha256).is_some();
        self.look_now(|open, _| open.packs(&at_hand))
    }

    /// A name for the file of a pack.
    ///
    /// # Errors
    ///
    /// Nothing is open, or it cannot be read.
    pub fn pack_name(&self, kind: NewPackKind, period: PeriodView) -> Result<String, CommandError> {
        // Not told to the page, which has to hear of changes yet.
        let entity = self.look_now(|open, ports| open.view(ports))?.entity;
        let what = match kind {
            NewPackKind::Audit => "audit pack",
            NewPackKind::Annual => "annual review",
            NewPackKind::Summary => "management summary",
        };
        let words = format!("{entity} {what} {} {}", period.from, period.to);
        Ok(file_name(&words, "pdf"))
    }

    /// Remembers where a pack was written. The pack is there and in the log; where it cannot be
    /// remembered, that is worth a word, no failure.
    pub fn keep_pack(&self, pack: PackRow, place: &Path) -> PackRow {
        let kept = self.packs().wrote(&pack.sha256, place);
        if let Err(error) = &kept {
            self.complain(&format!(
                "The pack was written to {}. {error} Until then, the app cannot open it from its list.",
                place.display()
            ));
        }
        PackRow {
            at_hand: kept.is_ok(),
            ..pack
        }
    }

    /// Where the pack behind a key was written.
    ///
    /// # Errors
    ///
    /// The key is not known, or the file is not where it was written.
    pub fn pack_place(&self, key: &str) -> Result<PathBuf, CommandError> {
        let rows = self.pack_rows()?;
        let pack = rows.into_iter().find(|pack| pack.key == key);
        let pack = pack.ok_or(ShellError::UnknownKey { what: "pack" })?;
        let place = self.packs().place(&pack.sha256);
        place.ok_or_else(|| {
            let path = PathBuf::from(pack.file);
            ShellError::Gone { path }.into()
        })
    }
}
