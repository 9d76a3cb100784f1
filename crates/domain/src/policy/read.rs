//! Reads a profile from its text. Whatever is wrong is told with its place; all of it at once.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::settings::{Definition, Kind, SETTINGS, Setting, find};
use super::toml_text::{Reading, Table, parsed, quoted, unknown};
use super::{Clause, ControlOff, Fault, Interpretation, InterpretationState, Profile};
use crate::parameters::Parameters;
use crate::time::{DAY, HOUR};

/// How a profile says that it was always in force.
const ALWAYS: &str = "always";

/// Reads a profile.
///
/// # Errors
///
/// Everything that is wrong with it, in the order of the text.
pub fn read(text: &str) -> Result<Profile, Vec<Fault>> {
    read_with(text, None)
}

/// The same where the ids of all controls are known: others are refused.
///
/// # Errors
///
/// Everything that is wrong with it, in the order of the text.
pub fn read_knowing(text: &str, controls: &[&str]) -> Result<Profile, Vec<Fault>> {
    read_with(text, Some(controls))
}

fn read_with(text: &str, controls: Option<&[&str]>) -> Result<Profile, Vec<Fault>> {
    let table = parsed(text)?;
    let mut reading = Reading::of(text);
    reading.controls = controls;
    let profile = reading.profile(&table);
    match profile {
        Some(profile) if reading.faults.is_empty() => Ok(profile),
        Some(_) | None => {
            reading
                .faults
                .sort_by_key(|fault| (fault.line, fault.column));
            Err(reading.faults)
        }
    }
}

/// The text of a profile with another first day and another reason; nothing else of it changes.
///
/// # Errors
///
/// What is wrong with the text, or that it lacks one of the two.
pub fn effective_as(text: &str, from: NaiveDate, reason: &str) -> Result<String, Vec<Fault>> {
    let table = parsed(text)?;
    let mut reading = Reading::of(text);
    let mut parts = reading.table("", &table);
    let day = parts.take(&mut reading, "effective_from");
    let why = parts.take(&mut reading, "reason");
    let (Some(day), Some(why)) = (day, why) else {
        return Err(reading.faults);
    };
    let mut new = [
        (day.span(), quoted(&from.to_string())),
        (why.span(), quoted(reason)),
    ];
    // From the back, so that the places before stay what they are.
    new.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut changed = text.to_owned();
    for (span, value) in new {
        changed.replace_range(span, &value);
    }
    Ok(changed)
}

impl Reading<'_> {
    fn profile(&mut self, table: &DeTable<'_>) -> Option<Profile> {
        let mut all = self.table("", table);
        let name = self.text(&mut all, "name");
        let effective_from = self.effective_from(&mut all);
        let reason = self.text(&mut all, "reason");
        let clauses = self.part(&mut all, "clauses");
        let clauses = clauses.map(|table| self.clauses(&table));
        let parameters = self.part(&mut all, "parameters");
        let parameters = parameters.and_then(|table| self.parameters(table));
        let holidays = self.part(&mut all, "holidays");
        let holidays = holidays.map(|table| self.holidays(&table));
        let known: Vec<String> = clauses
            .iter()
            .flatten()
            .map(|clause| clause.id.clone())
            .collect();
        let interpretations = all.take(self, "interpretations");
        let interpretations = interpretations.map(|value| self.interpretations(value, &known));
        let controls_off = self.part(&mut all, "controls_off");
        let controls_off = controls_off.map(|table| self.controls_off(&table));
        all.finish(self);
        Some(Profile {
            name: name?,
            effective_from: effective_from?,
            reason: reason?,
            clauses: clauses?,
            parameters: parameters?,
            holidays: holidays?,
            interpretations: interpretations?,
            controls_off: controls_off?,
        })
    }

    fn effective_from(&mut self, of: &mut Table<'_, '_>) -> Option<Option<NaiveDate>> {
        let value = of.take(self, "effective_from")?;
        let text = self.as_text("effective_from", value)?;
        if text == ALWAYS {
            return Some(None);
        }
        self.as_date(&value.span(), "effective_from", &text)
            .map(Some)
    }

    fn clauses(&mut self, table: &Table<'_, '_>) -> Vec<Clause> {
        let mut found = Vec::new();
        for (key, value) in table.entries {
            let id = key.get_ref().to_string();
            if let Some(words) = self.as_text(&table.key(&id), value) {
                found.push((key.span().start, Clause { id, words }));
            }
        }
        found.sort_by_key(|(at, _)| *at);
        found.into_iter().map(|(_, clause)| clause).collect()
    }

    fn holidays(&mut self, table: &Table<'_, '_>) -> BTreeMap<NaiveDate, String> {
        let mut found = BTreeMap::new();
        for (key, value) in table.entries {
            let path = table.key(key.get_ref());
            let date = self.as_date(&key.span(), &path, key.get_ref());
            let name = self.as_text(&path, value);
            found.extend(date.zip(name));
        }
        found
    }

    fn parameters(&mut self, mut table: Table<'_, '_>) -> Option<Parameters> {
        let mut settings = Vec::with_capacity(SETTINGS.len());
        for definition in SETTINGS {
            let value = table.take(self, definition.name);
            let key = table.key(definition.name);
            settings.push(value.and_then(|value| self.setting(&key, definition, value)));
        }
        table.finish(self);
        Parameters::from_settings(settings.into_iter().collect::<Option<Vec<_>>>()?)
    }

    fn setting(
        &mut self,
        key: &str,
        definition: &Definition,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Setting> {
        let setting = match definition.kind {
            Kind::Words | Kind::Lower | Kind::Upper | Kind::OneOf(_) => {
                Setting::Words(self.as_words(key, value)?)
            }
            Kind::Pairs(first, second) => {
                Setting::Pairs(self.pairs(key, value, [first, second])?)
            }
            Kind::Count(_) | Kind::Span(_) => Setting::Number(self.number(key, definition, value)?),
        };
        match unfit(definition, &setting) {
            None => Some(setting),
            Some(what) => {
                self.fault(&value.span(), key, what);
                None
            }
        }
    }

    fn number(
        &mut self,
        key: &str,
        definition: &Definition,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<i64> {
        let (text, bare) = match value.get_ref() {
            DeValue::String(text) => (text.to_string(), false),
            DeValue::Integer(number) => (number.to_string(), true),
            _ => (String::new(), true),
        };
        let with_unit = definition.kind != Kind::Count("");
        match definition.number(&text) {
            Ok(number) if bare != with_unit && has_unit(definition, &text) => Some(number),
            Ok(_) | Err(_) => {
                let quote = if with_unit { "\"" } else { "" };
                let example = definition.example();
                let what = match definition.kind {
                    Kind::Span(_) => "a whole number with its unit (min, h or d)",
                    _ if with_unit => "a whole number with what it counts",
                    _ => "a whole number",
                };
                let what = format!("{what}, such as {quote}{example}{quote}");
                self.expected(&value.span(), key, &what);
                None
            }
        }
    }

    fn pairs(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        [first, second]: [&'static str; 2],
    ) -> Option<Vec<(String, String)>> {
        let DeValue::Array(items) = value.get_ref() else {
            let what = format!("a list of {{ {first} = \"...\", {second} = \"...\" }}");
            self.expected(&value.span(), key, &what);
            return None;
        };
        let mut pairs = Vec::new();
        for item in items.iter() {
            let mut table = self.as_table(key, item)?;
            let pair = (self.text(&mut table, first), self.text(&mut table, second));
            table.finish(self);
            pairs.push(pair.0.zip(pair.1));
        }
        pairs.into_iter().collect()
    }

    fn interpretations(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        clauses: &[String],
    ) -> Vec<Interpretation> {
        let DeValue::Array(items) = value.get_ref() else {
            let what = "a list: begin each with [[interpretations]]";
            self.expected(&value.span(), "interpretations", what);
            return Vec::new();
        };
        let mut found: Vec<Interpretation> = Vec::new();
        for item in items.iter() {
            let Some(one) = self.interpretation(item, clauses) else {
                continue;
            };
            if found.iter().any(|other| other.id == one.id) {
                let what = format!("There are two interpretations '{}'.", one.id);
                self.fault(&item.span(), "interpretations.id", what);
            }
            found.push(one);
        }
        found
    }

    fn interpretation(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        clauses: &[String],
    ) -> Option<Interpretation> {
        let mut table = self.as_table("interpretations", value)?;
        let id = self.text(&mut table, "id");
        let clause = self.text(&mut table, "clause");
        let words = self.text(&mut table, "words");
        let parameters = self.words(&mut table, "parameters");
        let controls = self.words(&mut table, "controls");
        let reading = self.text(&mut table, "reading");
        let state = self.state(&mut table);
        if let Some(clause) = clause.as_ref().filter(|clause| !clauses.contains(clause)) {
            let span = table.entries.get("clause").map_or(0..0, Spanned::span);
            let what = unknown(clause, "a clause", clauses.iter().map(String::as_str));
            self.fault(&span, "interpretations.clause", what);
        }
        for name in parameters.iter().flatten() {
            if find(name).is_none() {
                let span = table.entries.get("parameters").map_or(0..0, Spanned::span);
                let what = unknown(name, "a parameter", SETTINGS.iter().map(|one| one.name));
                self.fault(&span, "interpretations.parameters", what);
            }
        }
        for id in controls.iter().flatten() {
            let span = table.entries.get("controls").map_or(0..0, Spanned::span);
            self.control(&span, "interpretations.controls", id);
        }
        table.finish(self);
        Some(Interpretation {
            id: id?,
            clause: clause?,
            words: words?,
            parameters: parameters?,
            controls: controls?,
            reading: reading?,
            state: state?,
        })
    }

    /// Tells of a control that does not exist.
    fn control(&mut self, span: &Range<usize>, key: &str, id: &str) {
        if let Some(known) = self.controls.filter(|known| !known.contains(&id)) {
            let what = unknown(id, "a control", known.iter().copied());
            self.fault(span, key, what);
        }
    }

    fn state(&mut self, table: &mut Table<'_, '_>) -> Option<InterpretationState> {
        let value = table.take(self, "state")?;
        let state = self.as_text("interpretations.state", value)?;
        match state.as_str() {
            "proposed" => Some(InterpretationState::Proposed),
            "accepted" => {
                let by = self.text(table, "accepted_by");
                let on = self.date(table, "accepted_on");
                Some(InterpretationState::Accepted { by: by?, on: on? })
            }
            _ => {
                let what = "\"proposed\" or \"accepted\"";
                self.expected(&value.span(), "interpretations.state", what);
                None
            }
        }
    }

    fn controls_off(&mut self, table: &Table<'_, '_>) -> BTreeMap<String, ControlOff> {
        let mut found = BTreeMap::new();
        for (key, value) in table.entries {
            let id = key.get_ref().to_string();
            self.control(&key.span(), &table.key(&id), &id);
            let Some(mut of) = self.as_table(&table.key(&id), value) else {
                continue;
            };
            let reason = self.text(&mut of, "reason");
            let decided_by = self.text(&mut of, "decided_by");
            let decided_on = self.date(&mut of, "decided_on");
            of.finish(self);
            if let (Some(reason), Some(decided_by), Some(decided_on)) =
                (reason, decided_by, decided_on)
            {
                let off = ControlOff {
                    reason,
                    decided_by,
                    decided_on,
                };
                found.insert(id, off);
            }
        }
        found
    }
}

/// Whether a count is written with what it counts.
fn has_unit(definition: &Definition, text: &str) -> bool {
    match definition.kind {
        Kind::Count(what) => text.ends_with(what),
        _ => true,
    }
}

/// Why a parameter cannot have a value: it would switch a control off, or never be met.
fn unfit(definition: &Definition, setting: &Setting) -> Option<String> {
    let name = definition.name;
    match (definition.kind, setting) {
        (Kind::Span(unit), Setting::Number(span)) if span % unit != 0 => {
            let unit = match unit {
                DAY => "days",
                HOUR => "hours",
                _ => "minutes",
            };
            Some(format!(
                "Outcomes tell this in whole {unit}. Give a multiple of them."
            ))
        }
        (_, Setting::Number(0)) if name == "reviewers" => Some(
            "At least one reviewer is needed. A control is switched off under controls_off, with a \
             reason."
                .to_owned(),
        ),
        (_, Setting::Words(words)) if words.is_empty() && name == "production_environments" => {
            Some("Without production environments nothing would be judged.".to_owned())
        }
        (Kind::Lower, Setting::Words(words)) => {
            let other = words.iter().find(|word| **word != word.to_lowercase())?;
            Some(format!("Write '{other}' in lower case."))
        }
        (Kind::Upper, Setting::Words(words)) => {
            let other = words.iter().find(|word| **word != word.to_uppercase())?;
            Some(format!("Write '{other}' in upper case."))
        }
        (Kind::OneOf(known), Setting::Words(words)) => {
            let other = words.iter().find(|word| !known.contains(&word.as_str()))?;
            Some(format!(
                "'{other}' is not one of: {}.",
                known.join(", ")
            ))
        }
        _ => None,
    }
}
