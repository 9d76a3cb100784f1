//! The opaque texts by which pages ask for a record as it stood in its file.

use changeproof_domain::outcome::Fact;
use changeproof_domain::snapshot::{RecordRef, Snapshot};
use changeproof_domain::source::{Place, Source};
use changeproof_store::Digest;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A place in an imported file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Origin {
    /// The file.
    sha256: String,
    /// When its bytes were read the way that the place belongs to, in milliseconds: a file may have
    /// been read more than once.
    read_at: i64,
    /// The place of the record.
    place: Place,
    /// This project's name of the field; empty for the record as a whole.
    pub(super) field: String,
    /// The place within the record in the source's own terms.
    pub(super) own: Option<String>,
}

impl Origin {
    /// Where a record stands.
    pub(super) fn of(snapshot: &Snapshot, record: RecordRef) -> Origin {
        Origin::of_field(snapshot, record, "", None)
    }

    /// Where a fact stands.
    pub(super) fn of_fact(snapshot: &Snapshot, fact: &Fact) -> Origin {
        Origin::of_field(
            snapshot,
            fact.record,
            &fact.field,
            fact.own_place.as_deref(),
        )
    }

    fn of_field(snapshot: &Snapshot, record: RecordRef, field: &str, own: Option<&str>) -> Origin {
        let (source, place) = snapshot.origin_of(record, field);
        let source = &snapshot.sources[source.index()];
        Origin {
            sha256: source.sha256.clone(),
            read_at: source.imported_at.0,
            place,
            field: field.to_owned(),
            own: own.map(str::to_owned),
        }
    }

    /// The text for the pages.
    pub(super) fn text(&self) -> String {
        let Place {
            page,
            index,
            start,
            end,
        } = self.place;
        let parts = (
            &self.sha256,
            self.read_at,
            page,
            index,
            start,
            end,
            &self.field,
            &self.own,
        );
        serde_json::to_string(&parts).unwrap_or_default()
    }

    /// Whether the place belongs to that reading of the file.
    pub(super) fn is_of(&self, source: &Source) -> bool {
        source.imported_at.0 == self.read_at
    }

    /// The place that a page names. Whether there is such a file, the workspace tells.
    pub(super) fn from_text(text: &str) -> Result<(Digest, Place, Origin), AppError> {
        type Parts = (String, i64, u32, u32, u64, u64, String, Option<String>);
        let parts: Parts = serde_json::from_str(text).map_err(|_| AppError::UnknownOrigin)?;
        let (sha256, read_at, page, index, start, end, field, own) = parts;
        let digest: Digest = sha256.parse().map_err(|_| AppError::UnknownOrigin)?;
        if start > end {
            return Err(AppError::UnknownOrigin);
        }
        let place = Place {
            page,
            index,
            start,
            end,
        };
        let origin = Origin {
            sha256,
            read_at,
            place,
            field,
            own,
        };
        Ok((digest, place, origin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(sha256: &str) -> Origin {
        Origin {
            sha256: sha256.to_owned(),
            read_at: 1_740_823_200_000,
            place: Place {
                page: 1,
                index: 7,
                start: 10,
                end: 20,
            },
            field: "reviews[0].\"state\"".to_owned(),
            own: None,
        }
    }

    #[test]
    fn an_origin_survives_its_text() {
        let sha256 = "ab".repeat(32);
        let (digest, place, read) = Origin::from_text(&origin(&sha256).text()).unwrap();
        assert_eq!(read, origin(&sha256));
        assert_eq!((digest.to_string(), place), (sha256, origin("").place));
    }

    #[test]
    fn what_names_no_file_is_refused() {
        let reversed = format!("[\"{}\",7,0,0,9,3,\"\",null]", "ab".repeat(32));
        for text in [
            "",
            "[]",
            "../../etc/passwd",
            &origin("../x").text(),
            &reversed,
        ] {
            let read = Origin::from_text(text);
            assert!(matches!(read, Err(AppError::UnknownOrigin)), "{text}");
        }
    }
}
