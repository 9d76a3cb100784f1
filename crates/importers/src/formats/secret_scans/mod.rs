//! Reports of secret scanners. What they call a secret was masked before they are read.

mod gitleaks;
mod sarif;
mod trufflehog;

use changeproof_domain::field::Field;
use changeproof_domain::record::{Record, SecretScan};
use changeproof_domain::source::{Place, Reading};
use changeproof_domain::time::Moment;

pub use gitleaks::Gitleaks;
pub use sarif::Sarif;
pub use trufflehog::TruffleHog;

use crate::collector::{Rejection, RowContext};
use crate::container::Document;
use crate::container::json::JsonText;
use crate::formats::{Format, elements, field_map, reading};
use crate::{Options, ReadError, Sink};

/// A report that lists findings and says nothing of the scan itself.
struct Report {
    scanner: &'static str,
    /// Our names of fields, with those of the report.
    fields: &'static [(&'static str, &'static str)],
}

impl Report {
    /// Reads the findings with `map`, and tells of the scan what was declared at import.
    fn read<'t>(
        &self,
        format: &dyn Format,
        document: &Document<'t>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
        map: impl Fn(&mut RowContext<'_>, &'t str) -> Result<Record, Rejection> + Sync,
    ) -> Result<Reading, ReadError> {
        let json = elements::json_of(format, document)?;
        let mut collector = elements::read(document, json, options, sink, |context, _, slice| {
            map(context, slice)
        })?;
        if options.repository.is_none() {
            collector.note(NO_REPOSITORY.to_owned());
        }
        let gathered = collector.finish();
        tell(sink, json, declared_scan(self.scanner, options));
        let fields = field_map(self.fields);
        Ok(reading(format, document, signature, fields, gathered))
    }
}

/// What the report itself does not say of its scan, from what was declared at import.
fn declared_scan(scanner: &str, options: &Options) -> SecretScan {
    SecretScan {
        scanner: scanner.to_owned(),
        repository: declared_repository(options),
        revision: Field::NotExported,
        ended_at: exported_at(options),
        successful: Field::NotExported,
    }
}

fn declared_repository(options: &Options) -> Field<String> {
    match &options.repository {
        Some(name) => Field::Value(name.clone()),
        None => Field::NotExported,
    }
}

/// When the report was made, where that was declared.
fn exported_at(options: &Options) -> Field<Moment> {
    match options.exported_at {
        Some(at) => Field::Value(Moment::utc(at)),
        None => Field::NotExported,
    }
}

/// The scan as a record: its place is the whole file.
fn tell(sink: &mut dyn Sink, json: &JsonText<'_>, scan: SecretScan) {
    let place = Place {
        page: 0,
        index: 0,
        start: 0,
        end: json.text.len() as u64,
    };
    sink.record(place, Record::from(scan));
}

/// What to say of a report without a repository.
const NO_REPOSITORY: &str = "The report does not say which repository was scanned, so it covers none; name \
                             it with '--repository'.";
