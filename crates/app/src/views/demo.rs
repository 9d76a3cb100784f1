//! The made-up demo company, which comes with the app: its exports are read like anybody's.

mod files;

use std::path::{Path, PathBuf};

use changeproof_domain::source::DeclaredCoverage;
use changeproof_domain::time::{Moment, Timestamp};
use changeproof_store::Reader;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

use self::files::{Embedded, INPUTS};
use super::{OpenWorkspace, locked};
use crate::error::AppError;
use crate::import::{ImportFile, ImportOptions, import_each};
use crate::init::{self, InitOptions};
use crate::period::Period;
use crate::ports::Ports;

/// What the fixtures tell about themselves.
const ABOUT: &str = include_str!("../../../../fixtures/demo/about.json");

/// The company's name.
const ENTITY: &str = "Clicki Referrals";

#[derive(Deserialize)]
struct About {
    period: [NaiveDate; 2],
    as_of: String,
}

fn about() -> Option<About> {
    serde_json::from_str(ABOUT).ok()
}

/// The moment at which the demo company's year is judged: some of its deadlines lie ahead of it.
pub(super) fn as_of() -> Option<Timestamp> {
    let moment: Moment = about()?.as_of.parse().ok()?;
    Some(moment.at)
}

/// Whether a workspace was made for the demo company.
pub(super) fn is_demo(reader: &Reader<'_>) -> Result<bool, AppError> {
    let first = reader.events(1, 1)?.pop();
    let told = first.and_then(|event| serde_json::from_str::<Value>(&event.payload).ok());
    Ok(told.is_some_and(|told| told["demo"] == true))
}

/// Makes the workspace of the demo company: imports its exports and evaluates its year.
///
/// # Errors
///
/// An existing file, [`AppError::Cancelled`], or what the store says.
pub fn make(path: &Path, ports: &Ports<'_>) -> Result<OpenWorkspace, AppError> {
    let About {
        period: [from, to], ..
    } = about().ok_or_else(|| crate::loaded::damaged("of the demo company has no period"))?;
    let options = InitOptions {
        entity: ENTITY.to_owned(),
        zone: "UTC".to_owned(),
    };
    init::make(path, &options, true, ports)?;
    let embedded = Ports {
        files: &Embedded,
        ..ports.clone()
    };
    let files: Vec<ImportFile> = INPUTS
        .iter()
        .map(|(name, _)| {
            let options = ImportOptions {
                zone: Some("UTC".to_owned()),
                covers: Some(DeclaredCoverage { from, to }),
                ..ImportOptions::default()
            };
            ImportFile::new(PathBuf::from(name), options)
        })
        .collect();
    let made = import_each(path, &files, &embedded)
        .and_then(|_| OpenWorkspace::open(path, ports))
        .and_then(|open| {
            let working = locked(&open.working);
            open.show_period(Period::new(from, to)?, ports)?;
            drop(working);
            Ok(open)
        });
    if made.is_err() {
        // Half a demo is of no use; whoever asks again gets a new one.
        ports.files.remove(path);
    }
    made
}
