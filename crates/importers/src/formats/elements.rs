//! Reads the records of JSON files: on all cores, in the file's order.

use changeproof_domain::record::Record;
use changeproof_domain::source::{Form, Place, Reading};
use rayon::prelude::*;

use crate::collector::{Collector, Rejection, RowContext, RowOutcome};
use crate::container::json::{Element, JsonText, Stop};
use crate::container::{Body, Document};
use crate::{Options, ReadError, Sink};

use super::{Format, field_map, not_of_format, reading};

/// Records that are read between two questions whether to stop.
const BATCH: usize = 1024;

/// The JSON text of a document.
pub fn json_of<'d, 'b>(
    format: &dyn Format,
    document: &'d Document<'b>,
) -> Result<&'d JsonText<'b>, ReadError> {
    match &document.body {
        Body::Json(json) => Ok(json),
        Body::Csv(_) | Body::Workbook(_) | Body::Text(_) => {
            Err(not_of_format(format, document, "This format is JSON."))
        }
    }
}

/// Reads all records with `map`. Records before a cut are kept; the cut is explained.
pub fn read<'s, 't>(
    document: &Document<'_>,
    json: &JsonText<'t>,
    options: &Options,
    sink: &'s mut dyn Sink,
    map: impl Fn(&mut RowContext<'_>, &Element, &'t str) -> Result<Record, Rejection> + Sync,
) -> Result<Collector<'s>, ReadError> {
    let (root, list) = json.root();
    let form = Form::Json {
        root,
        list,
        glued: json.glued(),
    };
    let mut collector = Collector::new(&document.file, form, sink);
    let read_one = |element: &Element| {
        let mut context = RowContext::new(options);
        let record = map(&mut context, element, json.slice(element));
        context.outcome(record)
    };
    for batch in json.elements.chunks(BATCH) {
        collector.go_on()?;
        let outcomes: Vec<_> = batch.par_iter().with_min_len(32).map(read_one).collect();
        for (element, outcome) in batch.iter().zip(outcomes) {
            collector.take(place(element), outcome, |earlier| {
                let element = Element {
                    page: earlier.page,
                    index: earlier.index,
                    start: usize::try_from(earlier.start).ok()?,
                    end: usize::try_from(earlier.end).ok()?,
                };
                let mut context = RowContext::new(options);
                map(&mut context, &element, json.slice(&element)).ok()
            });
        }
    }
    explain_stop(&mut collector, json);
    Ok(collector)
}

/// A row that stands within a record.
pub struct Row<'t> {
    text: &'t str,
    outcome: RowOutcome,
}

impl<'t> Row<'t> {
    /// Reads the text of a row.
    pub fn read(
        text: &'t str,
        options: &Options,
        map: impl FnOnce(&mut RowContext<'_>) -> Result<Record, Rejection>,
    ) -> Row<'t> {
        let mut context = RowContext::new(options);
        let record = map(&mut context);
        Row {
            text,
            outcome: context.outcome(record),
        }
    }
}

/// Reads the rows that stand within records. The place of a row is its own, and its number that of the
/// record. A record without rows brings none; one that cannot be read is a rejected row.
pub fn read_rows<'s, 't>(
    document: &Document<'_>,
    json: &JsonText<'t>,
    sink: &'s mut dyn Sink,
    rows: impl Fn(&'t str) -> Result<Vec<Row<'t>>, Rejection>,
) -> Result<Collector<'s>, ReadError> {
    let (root, list) = json.root();
    let form = Form::Json {
        root,
        list,
        glued: json.glued(),
    };
    let mut collector = Collector::new(&document.file, form, sink);
    for element in &json.elements {
        collector.go_on()?;
        let whole = place(element);
        let found = match rows(json.slice(element)) {
            Ok(found) => found,
            Err(rejection) => {
                collector.issue(&whole, rejection, true);
                continue;
            }
        };
        for row in found {
            // The row is a part of the text, so its place follows from where it lies.
            let start = (row.text.as_ptr() as usize).saturating_sub(json.text.as_ptr() as usize);
            let own = Place {
                start: start as u64,
                end: (start + row.text.len()) as u64,
                ..whole
            };
            collector.take(own, row.outcome, |earlier| {
                let holds = |of: &&Element| {
                    (of.start as u64) <= earlier.start && earlier.end <= (of.end as u64)
                };
                let element = json.elements.iter().find(holds)?;
                let again = rows(json.slice(element)).ok()?.into_iter();
                let mut again = again.filter(|row| {
                    let at = (row.text.as_ptr() as usize) - (json.text.as_ptr() as usize);
                    at as u64 == earlier.start
                });
                again.next()?.outcome.record().ok()
            });
        }
    }
    explain_stop(&mut collector, json);
    Ok(collector)
}

/// Explains where and why a text ends early.
fn explain_stop(collector: &mut Collector<'_>, json: &JsonText<'_>) {
    if let Some(stop) = json.stop {
        let read = collector.rows();
        let at = stop.at();
        let what = match stop {
            Stop::Cut(_) => "The file ends in the middle of the record that begins here",
            Stop::NotJson(_) => "What stands here is no JSON, so the rest could not be read",
        };
        collector.left_out_at_byte(
            at,
            format!("{what}. The {read} records before it were read. Export the file again."),
        );
        collector.cut(
            format!(
                "The file breaks off at byte {at}: {read} records before it were read. Export it \
                 again and import the whole file."
            ),
            None,
        );
    }
}

/// Marks a listing as cut where it holds exactly as many records as a tool's usual limits.
pub fn cut_at_limit(
    collector: &mut Collector<'_>,
    json: &JsonText<'_>,
    limits: &[usize],
    remedy: &str,
) {
    let [page] = json.pages.as_slice() else {
        return;
    };
    if page.list && limits.contains(&page.count) {
        collector.cut(
            format!(
                "The file holds exactly {} records, so the listing may have been cut at its \
                 limit; {remedy}.",
                page.count
            ),
            None,
        );
    }
}

/// How many records the last page holds, where that is as many as one answer holds at most: by its own
/// member `stated`, else by the tool's usual limits.
pub fn full_last_page(json: &JsonText<'_>, stated: &str, limits: &[usize]) -> Option<usize> {
    let page = json.pages.last().filter(|page| page.list)?;
    let own = json
        .member(page, stated)
        .and_then(|limit| limit.parse::<usize>().ok());
    let is_full = match own {
        Some(limit) => page.count >= limit,
        None => limits.contains(&page.count),
    };
    (is_full && page.count > 0).then_some(page.count)
}

/// A list of records of one kind, as a tool's API or command gives it.
pub struct Listing {
    /// Our names of fields, with those of the tool.
    pub fields: &'static [(&'static str, &'static str)],
    /// How many records a page or a whole listing holds at most, by default or by its usual settings.
    pub limits: &'static [usize],
    /// What to do where it may have been cut there, as words that end a sentence.
    pub remedy: &'static str,
}

/// Reads a listing with `map`; it may have been cut where it holds as many records as a limit.
pub fn read_listing<'t>(
    format: &dyn Format,
    listing: &Listing,
    document: &Document<'t>,
    signature: String,
    options: &Options,
    sink: &mut dyn Sink,
    map: impl Fn(&mut RowContext<'_>, &'t str) -> Result<Record, Rejection> + Sync,
) -> Result<Reading, ReadError> {
    let json = json_of(format, document)?;
    let mut collector = read(document, json, options, sink, |context, _, slice| {
        map(context, slice)
    })?;
    cut_at_limit(&mut collector, json, listing.limits, listing.remedy);
    let gathered = collector.finish();
    let fields = field_map(listing.fields);
    Ok(reading(format, document, signature, fields, gathered))
}

fn place(element: &Element) -> Place {
    Place {
        page: element.page,
        index: element.index,
        start: element.start as u64,
        end: element.end as u64,
    }
}
