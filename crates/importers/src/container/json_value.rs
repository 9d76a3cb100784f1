//! Values within a JSON record: borrowed where the text allows it, and lenient where tools differ.

use std::borrow::Cow;
use std::fmt;

use changeproof_domain::field::Field;
use changeproof_domain::text::trim;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::json::{blank, key_of, string_end, value_end};
use crate::collector::Rejection;

/// A text; numbers and truth values are taken as they are written, since tools differ in ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text<'t>(pub Cow<'t, str>);

impl<'t> Text<'t> {
    /// The text without white space around it.
    pub fn trimmed(&self) -> &str {
        trim(&self.0)
    }

    /// Whether there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        trim(&self.0).is_empty()
    }
}

impl<'de: 't, 't> Deserialize<'de> for Text<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
            fn visit_string<E>(self, text: String) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text)))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(number.to_string())))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(number.to_string())))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(number.to_string())))
            }
            fn visit_bool<E>(self, truth: bool) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(if truth { "true" } else { "false" })))
            }
        }
        deserializer.deserialize_any(Of)
    }
}

/// An exported text: absent, empty (`null` and white space too), or the trimmed text.
pub fn text_field(field: &Field<Text<'_>>) -> Field<String> {
    match field {
        Field::NotExported => Field::NotExported,
        Field::Empty => Field::Empty,
        Field::Value(text) => Field::exported_text(&text.0),
    }
}

/// A field that every record of its kind has: `null` tells no more than an absent key.
pub fn always<T>(field: Field<T>) -> Field<T> {
    match field {
        Field::Value(value) => Field::Value(value),
        Field::Empty | Field::NotExported => Field::NotExported,
    }
}

/// The trimmed text, borrowed.
pub fn trimmed<'f>(field: &'f Field<Text<'_>>) -> Field<&'f str> {
    match field {
        Field::NotExported => Field::NotExported,
        Field::Empty => Field::Empty,
        Field::Value(text) => Field::Value(text.trimmed()),
    }
}

/// A commit's name: lower case.
pub fn sha_field(field: &Field<Text<'_>>) -> Field<String> {
    text_field(field).map(|sha| sha.to_ascii_lowercase())
}

/// The members of an object whose keys are not known beforehand, in order.
#[derive(Clone, Debug, Default)]
pub struct Members<'t>(pub Vec<(Cow<'t, str>, &'t RawValue)>);

impl<'t> Members<'t> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&'t RawValue> {
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| *value)
    }
}

impl<'de: 't, 't> Deserialize<'de> for Members<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::with_capacity(map.size_hint().unwrap_or(16));
                while let Some((key, value)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
                    members.push((key.0, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Of)
    }
}

/// Reads one record.
///
/// # Errors
/// A [`Rejection`] that names the path of the value that does not fit.
pub fn typed<'t, T: Deserialize<'t>>(slice: &'t str) -> Result<T, Rejection> {
    if !slice.starts_with('{') {
        let shown: String = slice.chars().take(40).collect();
        return Err(Rejection {
            column: None,
            message: format!("'{shown}' stands where a record should be. Export it again."),
        });
    }
    serde_json::from_str(slice).map_err(|error| {
        let offset = byte_offset(slice, error.line(), error.column());
        let path = path_at(slice, offset);
        let what = error.to_string();
        let what = what.split(" at line ").next().unwrap_or("not JSON");
        Rejection {
            column: (!path.is_empty()).then_some(path),
            message: format!(
                "The record does not have the form of this export ({what}). Export it again; a \
                 file that was edited by hand cannot serve as evidence."
            ),
        }
    })
}

/// The byte at a line and column as serde_json counts them: both from 1, columns in bytes.
fn byte_offset(text: &str, line: usize, column: usize) -> usize {
    let start = if line <= 1 {
        0
    } else {
        memchr::memchr_iter(b'\n', text.as_bytes())
            .nth(line - 2)
            .map_or(0, |found| found + 1)
    };
    (start + column.saturating_sub(1)).min(text.len())
}

/// The path of the innermost value around a byte, such as `reviews[2].state`.
fn path_at(text: &str, offset: usize) -> String {
    let bytes = text.as_bytes();
    let mut path = String::new();
    let mut at = blank(bytes, 0);
    'deeper: loop {
        let in_list = match bytes.get(at) {
            Some(b'{') => false,
            Some(b'[') => true,
            _ => return path,
        };
        at = blank(bytes, at + 1);
        let mut index = 0;
        loop {
            let mut step = format!("[{index}]");
            if !in_list {
                let Some(key_end) = (bytes.get(at) == Some(&b'"'))
                    .then(|| string_end(bytes, at))
                    .flatten()
                else {
                    return path;
                };
                let dot = if path.is_empty() { "" } else { "." };
                step = format!("{dot}{}", key_of(&text[at..key_end]));
                at = blank(bytes, key_end);
                if bytes.get(at) != Some(&b':') {
                    return path;
                }
                at = blank(bytes, at + 1);
            }
            let Ok(end) = value_end(bytes, at) else {
                return path;
            };
            if offset < end {
                path.push_str(&step);
                continue 'deeper;
            }
            index += 1;
            at = blank(bytes, end);
            if bytes.get(at) != Some(&b',') {
                return path;
            }
            at = blank(bytes, at + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Row<'t> {
        #[serde(default, borrow)]
        title: Field<Text<'t>>,
        #[serde(default)]
        reviews: Field<Vec<Inner>>,
    }

    #[derive(Debug, Deserialize)]
    struct Inner {
        state: String,
    }

    #[test]
    fn a_value_of_the_wrong_type_is_named_by_its_path() {
        let rejection =
            typed::<Row<'_>>("{\"title\":\"x\",\"reviews\":[{\"state\":\"A\"},{\"state\":{}}]}")
                .unwrap_err();
        assert_eq!(
            rejection.column.as_deref(),
            Some("reviews[1].state"),
            "the second review"
        );
    }

    #[test]
    fn absent_null_and_text_stay_apart() {
        let read = |text| text_field(&typed::<Row<'_>>(text).unwrap().title);
        assert_eq!(read("{}"), Field::NotExported, "no key");
        assert_eq!(read("{\"title\":null}"), Field::Empty, "null");
        assert_eq!(
            read("{\"title\":7}"),
            Field::Value("7".to_owned()),
            "a number"
        );
        let row = typed::<Row<'_>>("{\"reviews\":[{\"state\":\"A\"}]}").unwrap();
        assert_eq!(row.reviews.items()[0].state, "A", "the list is read");
    }
}
