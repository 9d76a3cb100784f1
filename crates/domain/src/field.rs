//! A field of an exported record: not exported, exported but empty, or a value.
//!
//! The difference decides verdicts: an empty field can be a failure, a field that the export left
//! out can only be insufficient evidence.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::trim;

/// What an export says about one field.
///
/// In JSON a field that was not exported is absent, an empty one is `null`. Use it with
/// `#[serde(default, skip_serializing_if = "Field::is_not_exported")]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Field<T> {
    /// The export has no such column or key.
    #[default]
    NotExported,
    /// The export has the column or key, and it holds nothing.
    Empty,
    /// The exported value.
    Value(T),
}

impl<T> Field<T> {
    /// The value, where there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Field::Value(value) => Some(value),
            Field::NotExported | Field::Empty => None,
        }
    }

    /// Whether the export left the field out.
    pub fn is_not_exported(&self) -> bool {
        matches!(self, Field::NotExported)
    }

    /// Whether the export has the field, with or without a value.
    pub fn is_exported(&self) -> bool {
        !self.is_not_exported()
    }

    /// Whether there is a value.
    pub fn is_value(&self) -> bool {
        matches!(self, Field::Value(_))
    }

    /// A field of the same state over another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Field::NotExported => Field::NotExported,
            Field::Empty => Field::Empty,
            Field::Value(value) => Field::Value(f(value)),
        }
    }

    /// An exported field that may hold nothing: `None` becomes [`Field::Empty`].
    pub fn exported(value: Option<T>) -> Field<T> {
        value.map_or(Field::Empty, Field::Value)
    }
}

impl Field<String> {
    /// The text, or the empty string where there is none.
    pub fn text(&self) -> &str {
        self.value().map_or("", String::as_str)
    }

    /// An exported text: white space alone counts as empty.
    pub fn exported_text(text: &str) -> Field<String> {
        let text = trim(text);
        if text.is_empty() {
            Field::Empty
        } else {
            Field::Value(text.to_owned())
        }
    }
}

impl<T> Field<Vec<T>> {
    /// The items; none where the field is empty or was not exported.
    pub fn items(&self) -> &[T] {
        self.value().map_or(&[], Vec::as_slice)
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Field::exported(Option::<T>::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, Deserialize, PartialEq, Debug, Default)]
    struct Row {
        #[serde(default, skip_serializing_if = "Field::is_not_exported")]
        plan: Field<String>,
    }

    #[test]
    fn white_space_alone_is_empty_and_not_a_value() {
        assert_eq!(
            Field::exported_text("  \n"),
            Field::Empty,
            "blank text carries no content"
        );
        assert_eq!(
            Field::exported_text(" x "),
            Field::Value("x".to_owned()),
            "text is trimmed"
        );
    }

    #[test]
    fn the_three_states_survive_json() {
        for plan in [
            Field::NotExported,
            Field::Empty,
            Field::Value("revert".to_owned()),
        ] {
            let row = Row { plan };
            let text = serde_json::to_string(&row).unwrap();
            assert_eq!(
                serde_json::from_str::<Row>(&text).unwrap(),
                row,
                "state lost in {text}"
            );
        }
    }
}
