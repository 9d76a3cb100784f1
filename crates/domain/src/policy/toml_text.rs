//! Takes a TOML text apart, with the place of whatever is wrong.

use std::ops::Range;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, nearest};

/// A string of TOML on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            other if other.is_control() => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(other)));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// The table of a text.
pub(super) fn parsed(text: &str) -> Result<DeTable<'_>, Vec<Fault>> {
    DeTable::parse(text)
        .map(Spanned::into_inner)
        .map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            let what = format!("This is not TOML: {}.", error.message());
            vec![Fault::new(text, &span, "", what)]
        })
}

/// Says that a word is nothing of the kind, and which known one is most like it.
pub(super) fn unknown<'k>(
    word: &str,
    what: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> String {
    match nearest(word, known) {
        Some(near) => format!("'{word}' is not {what}. Did you mean '{near}'?"),
        None => format!("'{word}' is not {what}."),
    }
}

/// A table whose keys are taken one by one; what is left was not known.
pub(super) struct Table<'t, 'i> {
    path: String,
    /// Its keys with their values.
    pub(super) entries: &'t DeTable<'i>,
    span: Range<usize>,
    known: Vec<&'static str>,
}

impl<'t, 'i> Table<'t, 'i> {
    /// The key below the table.
    pub(super) fn key(&self, name: &str) -> String {
        match self.path.as_str() {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        }
    }

    fn find(&mut self, name: &'static str) -> Option<&'t Spanned<DeValue<'i>>> {
        self.known.push(name);
        self.entries.get(name)
    }

    /// A value that has to be there.
    pub(super) fn take(
        &mut self,
        reading: &mut Reading<'_>,
        name: &'static str,
    ) -> Option<&'t Spanned<DeValue<'i>>> {
        let found = self.find(name);
        if found.is_none() {
            let what = format!("'{name}' is missing. None may be left out.");
            reading.fault(&self.span, &self.path, what);
        }
        found
    }

    /// Tells of every key that nobody asked for.
    pub(super) fn finish(self, reading: &mut Reading<'_>) {
        for key in self.entries.keys() {
            let name = key.get_ref().as_ref();
            if !self.known.contains(&name) {
                let hint = match nearest(name, self.known.iter().copied()) {
                    Some(near) => format!("Did you mean '{near}'?"),
                    None => format!("Known here are: {}.", self.known.join(", ")),
                };
                let what = format!("'{name}' is not known here. {hint}");
                reading.fault(&key.span(), &self.key(name), what);
            }
        }
    }
}

/// A text that is read, and what was found wrong with it.
pub(super) struct Reading<'s> {
    text: &'s str,
    /// The ids of all controls, where they are known.
    pub(super) controls: Option<&'s [&'s str]>,
    /// What was found.
    pub(super) faults: Vec<Fault>,
}

impl<'s> Reading<'s> {
    pub(super) fn of(text: &'s str) -> Reading<'s> {
        Reading {
            text,
            controls: None,
            faults: Vec::new(),
        }
    }

    pub(super) fn fault(&mut self, span: &Range<usize>, key: &str, what: String) {
        self.faults.push(Fault::new(self.text, span, key, what));
    }

    pub(super) fn expected(&mut self, span: &Range<usize>, key: &str, what: &str) {
        let found = self.text.get(span.clone()).unwrap_or_default();
        let found = found.lines().next().unwrap_or_default();
        let what = format!("Expected is {what}; found was {found}.");
        self.fault(span, key, what);
    }

    pub(super) fn table<'t, 'i>(&self, path: &str, entries: &'t DeTable<'i>) -> Table<'t, 'i> {
        let first = entries.keys().map(Spanned::span).min_by_key(|s| s.start);
        Table {
            path: path.to_owned(),
            entries,
            span: first.unwrap_or(0..0),
            known: Vec::new(),
        }
    }

    /// A part of a table that is a table itself.
    pub(super) fn part<'t, 'i>(
        &mut self,
        of: &mut Table<'t, 'i>,
        name: &'static str,
    ) -> Option<Table<'t, 'i>> {
        let value = of.take(self, name)?;
        let path = of.key(name);
        self.as_table(&path, value)
    }

    pub(super) fn as_table<'t, 'i>(
        &mut self,
        path: &str,
        value: &'t Spanned<DeValue<'i>>,
    ) -> Option<Table<'t, 'i>> {
        let DeValue::Table(entries) = value.get_ref() else {
            self.expected(&value.span(), path, "a table");
            return None;
        };
        let mut table = self.table(path, entries);
        table.span = value.span();
        Some(table)
    }

    pub(super) fn text(&mut self, of: &mut Table<'_, '_>, name: &'static str) -> Option<String> {
        let value = of.take(self, name)?;
        self.as_text(&of.key(name), value)
    }

    pub(super) fn as_text(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => {
                self.expected(&value.span(), key, "text between quotation marks");
                None
            }
        }
    }

    pub(super) fn date(&mut self, of: &mut Table<'_, '_>, name: &'static str) -> Option<NaiveDate> {
        let value = of.take(self, name)?;
        let key = of.key(name);
        let text = self.as_text(&key, value)?;
        self.as_date(&value.span(), &key, &text)
    }

    pub(super) fn as_date(
        &mut self,
        span: &Range<usize>,
        key: &str,
        text: &str,
    ) -> Option<NaiveDate> {
        let date = text.parse().ok();
        if date.is_none() {
            self.expected(span, key, "a date such as \"2025-07-01\"");
        }
        date
    }

    pub(super) fn words(
        &mut self,
        of: &mut Table<'_, '_>,
        name: &'static str,
    ) -> Option<Vec<String>> {
        let value = of.take(self, name)?;
        self.as_words(&of.key(name), value)
    }

    pub(super) fn as_words(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Vec<String>> {
        let DeValue::Array(items) = value.get_ref() else {
            self.expected(&value.span(), key, "a list such as [\"one\", \"two\"]");
            return None;
        };
        let words = items.iter().map(|item| self.as_text(key, item));
        words.collect()
    }
}
