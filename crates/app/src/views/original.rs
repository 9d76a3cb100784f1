//! A record as it stood in its file: the stored bytes, unchanged, with some of their surroundings.

use changeproof_domain::snapshot::WHOLE_FILE;
use changeproof_domain::source::Place;
use changeproof_store::{Digest, Reader};

use super::origin::Origin;
use super::{OpenWorkspace, locked};
use crate::decisions::own_source;
use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::original::{Extent, byte_range, cells, passage, value};
use crate::stretch::in_utf16;
use crate::wire::view::original::OriginalView;

/// How much the pages show.
const SHOWN: Extent = Extent {
    around: 600,
    longest: 64 * 1024,
};

impl OpenWorkspace {
    /// The record behind a fact, as it stood in its file.
    ///
    /// # Errors
    ///
    /// [`AppError::UnknownOrigin`] for a text that names no stored file, or what the store says.
    pub fn original(&self, origin: &str) -> Result<OriginalView, AppError> {
        let (sha256, place, origin) = Origin::from_text(origin)?;
        self.reading_apart(|reader| {
            let readings = reader.readings_of_file(sha256)?;
            let stored = readings.iter().find(|stored| origin.is_of(&stored.source));
            let own = if readings.is_empty() && own_source::is_own(reader, sha256)? {
                own_source::own_source(reader, workspace_zone(reader)?.name(), i64::MAX)?
            } else {
                None
            };
            let own = own.as_ref().map(|own| &own.source);
            let source = stored.map(|stored| &stored.source).or(own);
            let source = source.ok_or(AppError::UnknownOrigin)?;
            let marked = match &origin.own {
                Some(own) => Some(own.clone()),
                None => source.reading.fields.original(&origin.field),
            };
            // What is said of a file as a whole stands at no place of it: it is shown from its beginning on, and
            // no more of it is read.
            let is_whole = place == Place::default();
            let (place, read, cells) = if is_whole {
                let until = |end| Place { end, ..place };
                let shown = u64::try_from(SHOWN.longest).unwrap_or(u64::MAX);
                let read = until(source.bytes.min(shown.saturating_add(1)));
                (until(source.bytes), read, Vec::new())
            } else {
                let columns: Vec<String> = marked.iter().cloned().collect();
                let cells = cells(reader, sha256, source, &place, &columns)?;
                (place, place, cells)
            };
            let passage = passage(reader, sha256, source, &read, SHOWN)?;
            let value = marked.and_then(|marked| {
                let bytes = value(&source.reading.form, &passage.record, &marked, &cells)?;
                in_utf16(&passage.record, &bytes)
            });
            Ok(OriginalView {
                file: source.file.clone(),
                sha256: sha256.to_string(),
                place: match is_whole {
                    true => WHOLE_FILE.to_owned(),
                    false => source.place(&place, &origin.field, origin.own.as_deref()),
                },
                bytes: byte_range(source, &place),
                before: passage.before,
                record: passage.record,
                value_start: value.map(|(start, _)| start),
                value_end: value.map(|(_, end)| end),
                after: match is_whole {
                    true => String::new(),
                    false => passage.after,
                },
                shortened: passage.shortened,
                cells,
                intact: source.is_own_log() || self.is_intact(reader, sha256)?,
            })
        })
    }

    /// Whether the stored bytes of a file are those that were imported. A file that was found whole is
    /// not hashed again.
    fn is_intact(&self, reader: &Reader<'_>, sha256: Digest) -> Result<bool, AppError> {
        if locked(&self.intact).contains(&sha256) {
            return Ok(true);
        }
        let intact = reader.original_is_intact(sha256)?;
        if intact {
            locked(&self.intact).insert(sha256);
        }
        Ok(intact)
    }
}
