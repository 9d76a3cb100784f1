//! Ticket keys in free text.
//!
//! Only keys of projects and number formats that imported change records have are looked for, so
//! that `UTF-8`, `SHA-256` or `CVE-2025-41284` never become tickets.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use changeproof_domain::snapshot::{
    ChangeRecordId, DanglingKey, KeyPlace, Keys, RecordLink, RecordRef, Snapshot,
};
use hashbrown::HashMap;

/// How keys of one project are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum NumberForm {
    /// `CHG-1000`.
    Dashed,
    /// `CHG0030001`: that many digits.
    Digits(usize),
}

/// So many different keys of one project that was not imported make it likely that it is in use.
const LIKELY_IN_USE: usize = 5;

/// A number without a dash is taken for a ticket's from so many digits on (`v2`, `sha256` are none).
const SHORTEST_NUMBER: usize = 4;

/// The keys of all imported change records.
pub(crate) struct KeyBook {
    records: HashMap<String, ChangeRecordId>,
    projects: Projects,
    not_imported: Projects,
}

/// Projects, each with the forms of its keys.
#[derive(Default)]
struct Projects(HashMap<String, BTreeSet<NumberForm>>);

impl Projects {
    fn add(&mut self, project: &str, form: NumberForm) {
        self.0.entry_ref(project).or_default().insert(form);
    }

    fn has(&self, project: &str, form: NumberForm) -> bool {
        self.0
            .get(project)
            .is_some_and(|forms| forms.contains(&form))
    }
}

impl KeyBook {
    pub(crate) fn of(snapshot: &Snapshot) -> KeyBook {
        let mut book = KeyBook {
            records: HashMap::new(),
            projects: Projects::default(),
            not_imported: Projects::default(),
        };
        for (i, record) in snapshot.change_records.iter().enumerate() {
            let key = record.key.trim().to_uppercase();
            if let Some(found) = candidates(&key).find(|found| found.key == key) {
                book.projects.add(found.project(), found.form);
            }
            book.records.insert(key, i.into());
        }
        book.not_imported = book.projects_not_imported(snapshot);
        book
    }

    /// Projects of which many keys lead titles and branches, or stand in the deployments' own
    /// ticket field, and of which no record was imported. Their keys are no links, but they are no
    /// proof of a missing record either.
    fn projects_not_imported(&self, snapshot: &Snapshot) -> Projects {
        let mut seen: BTreeMap<(String, NumberForm), BTreeSet<String>> = BTreeMap::new();
        let mut in_use = Projects::default();
        let unknown = |text| self.first_unknown(text);
        for pull_request in &snapshot.pull_requests {
            let branch = pull_request.head_branch.text();
            let branch = branch.rsplit('/').next().unwrap_or(branch);
            for text in [pull_request.title.text(), branch] {
                if let Some(found) = unknown(text)
                    && text[..found.at].chars().all(|c| !c.is_alphanumeric())
                {
                    seen.entry((found.project().to_owned(), found.form))
                        .or_default()
                        .insert(found.key.into_owned());
                }
            }
        }
        for deployment in &snapshot.deployments {
            if let Some(found) = unknown(deployment.change_ticket.text()) {
                in_use.add(found.project(), found.form);
            }
        }
        for ((project, form), keys) in seen {
            if keys.len() >= LIKELY_IN_USE {
                in_use.add(&project, form);
            }
        }
        in_use
    }

    /// The first key-like word of a text, where it is likely a key and its project is not imported.
    fn first_unknown<'t>(&self, text: &'t str) -> Option<Candidate<'t>> {
        let first = candidates(text).next()?;
        let likely = match first.form {
            NumberForm::Dashed => true,
            NumberForm::Digits(digits) => digits >= SHORTEST_NUMBER,
        };
        (likely && !self.projects.has(first.project(), first.form)).then_some(first)
    }

    /// The change records whose keys stand in a text.
    pub(crate) fn records_in(&self, text: &str) -> impl Iterator<Item = ChangeRecordId> {
        let found = candidates(text);
        found.filter_map(|found| self.records.get(&*found.key).copied())
    }

    /// Adds the keys of a text to `keys`: each record and each key without one once, at its first
    /// place.
    pub(crate) fn find(&self, text: &str, record: RecordRef, field: &'static str, keys: &mut Keys) {
        for found in candidates(text) {
            let found_in = KeyPlace { record, field };
            if let Some(id) = self.records.get(&*found.key) {
                if keys.links.iter().all(|link| link.record != *id) {
                    keys.links.push(RecordLink {
                        record: *id,
                        key: found.key.into_owned(),
                        found_in,
                    });
                }
                continue;
            }
            let list = if self.projects.has(found.project(), found.form) {
                &mut keys.dangling
            } else if self.not_imported.has(found.project(), found.form) {
                &mut keys.not_imported
            } else {
                continue;
            };
            if list.iter().all(|known| known.key != found.key) {
                list.push(DanglingKey {
                    project: found.project().to_owned(),
                    key: found.key.into_owned(),
                    found_in,
                });
            }
        }
    }
}

/// Something that has the shape of a key.
struct Candidate<'t> {
    /// The key in upper case.
    key: Cow<'t, str>,
    /// Where its project ends.
    letters: usize,
    form: NumberForm,
    /// The first byte in the text.
    at: usize,
}

impl Candidate<'_> {
    fn project(&self) -> &str {
        &self.key[..self.letters]
    }
}

fn upper(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|c| c.is_ascii_lowercase()) {
        Cow::Owned(text.to_ascii_uppercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// Everything in a text that has the shape of a key. A key begins behind a character that is no
/// letter or digit and ends before one.
fn candidates(text: &str) -> impl Iterator<Item = Candidate<'_>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            while bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
                at += 1;
            }
            if at == start {
                at += 1;
                continue;
            }
            // Most words of a text end neither in a digit nor before a dash and a digit.
            let goes_on = bytes.get(at) == Some(&b'-') && next_is_digit(bytes, at + 1);
            if !goes_on && !bytes[at - 1].is_ascii_digit() {
                continue;
            }
            let word = at - start;
            // A letter outside ASCII right before or behind makes it part of a longer word.
            if !bytes[start].is_ascii_alphabetic() || touches_letter(text, start, at) {
                continue;
            }
            let letters = bytes[start..at]
                .iter()
                .take_while(|c| c.is_ascii_alphabetic())
                .count();
            let digits = word - letters;
            let numbered = digits > 0 && bytes[start + letters..at].iter().all(u8::is_ascii_digit);
            if numbered && !goes_on {
                return Some(Candidate {
                    key: upper(&text[start..at]),
                    letters,
                    form: NumberForm::Digits(digits),
                    at: start,
                });
            }
            if goes_on {
                let number = bytes[at + 1..]
                    .iter()
                    .take_while(|c| c.is_ascii_digit())
                    .count();
                let end = at + 1 + number;
                let ends = !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric)
                    && !touches_letter(text, start, end);
                if ends {
                    let letters = word;
                    at = end;
                    return Some(Candidate {
                        key: upper(&text[start..end]),
                        letters,
                        form: NumberForm::Dashed,
                        at: start,
                    });
                }
            }
        }
        None
    })
}

fn next_is_digit(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(u8::is_ascii_digit)
}

/// Whether a letter stands right before `start` or right behind `end`.
fn touches_letter(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start]
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric);
    let behind = text
        .get(end..)
        .and_then(|t| t.chars().next())
        .is_some_and(char::is_alphanumeric);
    before || behind
}

/// The parts of a text in Markdown that are no comments. One that is not closed hides the rest.
pub(crate) fn without_comments(text: &str) -> impl Iterator<Item = &str> {
    text.split("<!--")
        .enumerate()
        .filter_map(|(at, part)| match at {
            0 => Some(part),
            _ => Some(part.split_once("-->")?.1),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        candidates(text)
            .map(|found| found.key.into_owned())
            .collect()
    }

    #[test]
    fn keys_are_found_wherever_people_put_them() {
        assert_eq!(found("CHG-1000: retry"), ["CHG-1000"], "title");
        assert_eq!(
            found("chg-1000-retry-queue"),
            ["CHG-1000"],
            "branch in lower case"
        );
        assert_eq!(
            found("feature/CHG0030001_fix"),
            ["CHG0030001"],
            "number without a dash"
        );
        assert_eq!(
            found("(see CHG-1, CHG-2)"),
            ["CHG-1", "CHG-2"],
            "two in brackets"
        );
    }

    #[test]
    fn parts_of_longer_words_are_no_keys() {
        assert_eq!(
            found("xÉCHG-1 CHG-12a ÄCHG-3é"),
            Vec::<String>::new(),
            "letters touch them"
        );
        assert_eq!(found("CHG-"), Vec::<String>::new(), "no number");
    }

    #[test]
    fn a_version_that_follows_a_key_like_word_is_left_alone() {
        assert_eq!(
            found("CVE-2025-41284"),
            ["CVE-2025"],
            "shape alone; no such project exists"
        );
    }
}
