//! Gathers what a format's reader makes of each row: counts rows, finds repeated ones, and turns
//! what could not be read into issues with their places.

use std::fmt::Display;

use changeproof_domain::field::Field;
use changeproof_domain::record::Record;
use changeproof_domain::source::{Cut, Form, Place, RowCounts, RowIssue};
use changeproof_domain::time::Moment;
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use crate::environment_names::Environments;
use crate::time_text::{self, TimeText};
use crate::{Options, ReadError, Sink};

/// How many different sentences a file may add to its notes; more of them say nothing new.
const NOTES: usize = 40;

/// Why a row was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The column or key, where one value is to blame.
    pub column: Option<String>,
    /// What was found and what to do.
    pub message: String,
}

impl Rejection {
    /// A rejection because of one value.
    pub fn of(column: impl Into<String>, message: impl Into<String>) -> Rejection {
        Rejection {
            column: Some(column.into()),
            message: message.into(),
        }
    }

    /// A rejection because a value that every record needs is absent or empty.
    pub fn missing(column: &str, what: &str) -> Rejection {
        Rejection::of(
            column,
            format!("There is no {what}. Export it with '{column}', or complete the row."),
        )
    }
}

/// What the reader of one row may say and ask, apart from the record itself.
pub struct RowContext<'o> {
    /// What was declared at import.
    pub options: &'o Options,
    values: Vec<Rejection>,
    notes: Vec<String>,
    zone_assumed: bool,
}

impl<'o> RowContext<'o> {
    /// Nothing said yet.
    pub fn new(options: &'o Options) -> RowContext<'o> {
        RowContext {
            options,
            values: Vec::new(),
            notes: Vec::new(),
            zone_assumed: false,
        }
    }

    /// One value could not be read; the row stays.
    pub fn unread(&mut self, column: impl Into<String>, message: impl Into<String>) {
        self.values.push(Rejection::of(column, message));
    }

    /// A sentence about the file.
    pub fn note(&mut self, sentence: String) {
        if !self.notes.contains(&sentence) {
            self.notes.push(sentence);
        }
    }

    /// A time that the record can do without. What cannot be read is explained and counts as not
    /// exported: it is not known to be empty. The column is put into words only where it is named.
    pub fn time(&mut self, column: impl Display, text: Field<&str>) -> Field<Moment> {
        match text {
            Field::NotExported => Field::NotExported,
            Field::Empty => Field::Empty,
            Field::Value(text) => self.moment(column, text, time_text::read(text)),
        }
    }

    /// The moment of a time that was read; see [`RowContext::time`].
    pub fn moment(&mut self, column: impl Display, text: &str, time: TimeText) -> Field<Moment> {
        match time.in_zone(self.options.zone) {
            Ok(None) => Field::Empty,
            Ok(Some((moment, assumed))) => {
                self.zone_assumed |= assumed;
                Field::Value(moment)
            }
            Err(why) => {
                self.unread(
                    column.to_string(),
                    format!("'{text}' {why}. The value counts as not exported."),
                );
                Field::NotExported
            }
        }
    }

    /// A time without which there is no record.
    ///
    /// # Errors
    /// A [`Rejection`] where there is none, or none that can be read.
    pub fn required_time(
        &mut self,
        column: &str,
        what: &str,
        text: Field<&str>,
    ) -> Result<Moment, Rejection> {
        let read = self.time(column, text);
        self.required(column, what, read)
    }

    /// The moment of a field that must have one: the last thing said about it becomes the reason.
    ///
    /// # Errors
    /// A [`Rejection`] where the field has no moment.
    pub fn required(
        &mut self,
        column: &str,
        what: &str,
        field: Field<Moment>,
    ) -> Result<Moment, Rejection> {
        match field {
            Field::Value(moment) => Ok(moment),
            Field::Empty => Err(Rejection::missing(column, what)),
            Field::NotExported => match self.values.pop() {
                Some(said) if said.column.as_deref() == Some(column) => Err(Rejection {
                    column: said.column,
                    message: said
                        .message
                        .replace(" The value counts as not exported.", ""),
                }),
                said => {
                    self.values.extend(said);
                    Err(Rejection::missing(column, what))
                }
            },
        }
    }

    /// What became of the row.
    pub fn outcome(self, record: Result<Record, Rejection>) -> RowOutcome {
        RowOutcome {
            record,
            values: self.values,
            notes: self.notes,
            zone_assumed: self.zone_assumed,
        }
    }
}

/// What became of a row.
#[derive(Debug)]
pub struct RowOutcome {
    record: Result<Record, Rejection>,
    values: Vec<Rejection>,
    notes: Vec<String>,
    zone_assumed: bool,
}

impl RowOutcome {
    /// The record, or why there is none.
    ///
    /// # Errors
    /// The [`Rejection`] of the row.
    pub fn record(self) -> Result<Record, Rejection> {
        self.record
    }
}

/// What was gathered from a file, apart from its records.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many rows became records.
    pub rows: RowCounts,
    /// Whether a time without zone was read in the declared one.
    pub zone_assumed: bool,
    /// Whether the file shows that it was cut.
    pub cut: Option<Cut>,
    /// Sentences about the file.
    pub notes: Vec<String>,
}

/// Gathers the rows of one file.
pub struct Collector<'s> {
    file: String,
    form: Form,
    sink: &'s mut dyn Sink,
    seen: HashMap<String, Place>,
    environments: Environments,
    tally: Tally,
}

impl<'s> Collector<'s> {
    /// An empty collection for a file.
    pub fn new(file: &str, form: Form, sink: &'s mut dyn Sink) -> Collector<'s> {
        Collector {
            file: file.to_owned(),
            form,
            sink,
            seen: HashMap::new(),
            environments: Environments::default(),
            tally: Tally::default(),
        }
    }

    /// Takes a row. `again` reads an earlier row once more: a repeated key is a duplicate only
    /// where both rows say the same.
    pub fn take(
        &mut self,
        place: Place,
        outcome: RowOutcome,
        again: impl Fn(&Place) -> Option<Record>,
    ) {
        self.tally.zone_assumed |= outcome.zone_assumed;
        for note in outcome.notes {
            self.note(note);
        }
        let record = match outcome.record {
            Ok(record) => record,
            Err(rejection) => {
                self.issue(&place, rejection, true);
                return;
            }
        };
        for value in outcome.values {
            self.issue(&place, value, false);
        }
        match self.seen.entry(record.key().into_owned()) {
            Entry::Vacant(slot) => {
                slot.insert(place);
            }
            Entry::Occupied(earlier) => {
                if again(earlier.get()).as_ref() == Some(&record) {
                    self.tally.rows.duplicate += 1;
                    return;
                }
            }
        }
        self.tally.rows.accepted += 1;
        self.environments.count(&record);
        self.sink.record(place, record);
    }

    /// Explains a row that was left out or a value that could not be read.
    pub fn issue(&mut self, place: &Place, what: Rejection, rejected: bool) {
        self.tally.rows.rejected += u64::from(rejected);
        self.sink.issue(RowIssue {
            place: place_text(&self.form, place),
            column: what.column,
            message: what.message,
            rejected,
        });
    }

    /// Explains why what stands at a byte of the file's text was left out: a row that has no number,
    /// since nobody can tell where it ends.
    pub fn left_out_at_byte(&mut self, at: usize, message: String) {
        self.tally.rows.rejected += 1;
        self.sink.issue(RowIssue {
            place: format!("byte {at}"),
            column: None,
            message,
            rejected: true,
        });
    }

    /// Adds a sentence about the file, once.
    pub fn note(&mut self, sentence: String) {
        if self.tally.notes.len() < NOTES && !self.tally.notes.contains(&sentence) {
            self.tally.notes.push(sentence);
        }
    }

    /// Notes a sign that the file was cut; the first one stays.
    pub fn cut(&mut self, sentence: String, total: Option<u64>) {
        self.tally.cut.get_or_insert(Cut { sentence, total });
    }

    /// Rows taken so far.
    pub fn rows(&self) -> u64 {
        let rows = &self.tally.rows;
        rows.accepted + rows.duplicate + rows.rejected
    }

    /// Stops where the sink asks for it.
    ///
    /// # Errors
    /// [`ReadError::Cancelled`].
    pub fn go_on(&self) -> Result<(), ReadError> {
        if self.sink.cancelled() {
            Err(ReadError::Cancelled {
                file: self.file.clone(),
            })
        } else {
            Ok(())
        }
    }

    /// All that was gathered, and how places are written.
    pub fn finish(mut self) -> (Tally, Form) {
        self.tally.notes.extend(self.environments.notes());
        (self.tally, self.form)
    }
}

/// A place in words: `page 2 $[5]`, `row 7`, `Sheet1 row 7`, `bytes 120-480`.
fn place_text(form: &Form, place: &Place) -> String {
    match form {
        Form::Json { root, list, glued } => {
            let page = if *glued {
                format!("page {} ", place.page + 1)
            } else {
                String::new()
            };
            if *list {
                format!("{page}{root}[{}]", place.index)
            } else {
                format!("{page}{root}")
            }
        }
        Form::Table => format!("row {}", place.index),
        Form::Sheets { names } => {
            let name = names
                .get(place.page as usize)
                .map_or("Sheet", String::as_str);
            format!("{name} row {}", place.index)
        }
        Form::Text => format!("bytes {}-{}", place.start, place.end),
        Form::Events => format!("event {}", place.index),
    }
}
