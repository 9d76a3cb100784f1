//! Small words of sentences and facts.

use changeproof_domain::field::Field;

/// The value of a field for a fact, whatever it holds; an empty one is the empty text.
pub(crate) fn told<T>(field: &Field<T>, text: impl FnOnce(&T) -> String) -> String {
    match field {
        Field::NotExported => "(not exported)".to_owned(),
        Field::Empty => String::new(),
        Field::Value(value) => text(value),
    }
}

/// Several things as a sentence lists them: `a, b and c`.
pub(crate) fn listed(all: &[impl AsRef<str>]) -> String {
    let all: Vec<&str> = all.iter().map(AsRef::as_ref).collect();
    match all.as_slice() {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        one => one.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_several_stands_behind_and() {
        assert_eq!(listed(&[""; 0]), "");
        assert_eq!(listed(&["a"]), "a");
        assert_eq!(listed(&["a", "b"]), "a and b");
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn what_was_not_exported_is_not_told_as_empty() {
        let words = |field: Field<u8>| told(&field, ToString::to_string);
        assert_eq!(words(Field::NotExported), "(not exported)");
        assert_eq!(words(Field::Empty), "");
        assert_eq!(words(Field::Value(7)), "7");
    }
}
