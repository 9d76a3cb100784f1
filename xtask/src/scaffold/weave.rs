//! Puts a new line where it belongs in a source file: a module among its neighbours, a control in the
//! registry, a format in the list. A file in another form is left alone.

/// Adds `<how> <name>;` before the first module with a later name, or after the last one.
pub fn module(text: &str, how: &str, name: &str) -> String {
    let new = format!("{how} {name};");
    let mut lines: Vec<&str> = text.lines().collect();
    let modules: Vec<(usize, &str)> = lines
        .iter()
        .enumerate()
        .filter_map(|(place, line)| Some((place, module_name(line)?)))
        .collect();
    let later = modules
        .iter()
        .find(|(_, other)| *other > name)
        .map(|(place, _)| *place);
    let last = modules.last().map(|(place, _)| place + 1);
    let place = later.or(last).unwrap_or(lines.len());
    lines.insert(place, &new);
    format!("{}\n", lines.join("\n"))
}

/// `records` of `mod records;`, `pub mod records;` or `pub(crate) mod records;`.
fn module_name(line: &str) -> Option<&str> {
    let line = line.strip_suffix(';')?;
    ["mod ", "pub mod ", "pub(crate) mod "]
        .iter()
        .find_map(|start| line.strip_prefix(start))
}

/// Adds a control at the end of the registry's list, and imports its family where that is new.
pub fn into_registry(text: &str, family: &str, module: &str) -> Option<String> {
    let open = text.find("static REGISTRY: [&Control; ")?;
    let count_at = open + "static REGISTRY: [&Control; ".len();
    let count_end = count_at + text[count_at..].find(']')?;
    let count: usize = text[count_at..count_end].parse().ok()?;
    let close = count_end + text[count_end..].find("\n];")?;
    let woven = format!(
        "{}{}{}\n    &{family}::{module}::CONTROL,{}",
        &text[..count_at],
        count + 1,
        &text[count_end..close],
        &text[close..]
    );
    import(&woven, family)
}

/// Adds `family` to the line `use crate::{...};`.
fn import(text: &str, family: &str) -> Option<String> {
    let open = text.find("use crate::{")? + "use crate::{".len();
    let close = open + text[open..].find("};")?;
    let mut families: Vec<&str> = text[open..close]
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    if !families.contains(&family) {
        families.push(family);
        families.sort_unstable();
    }
    Some(format!(
        "{}{}{}",
        &text[..open],
        families.join(", "),
        &text[close..]
    ))
}

/// Adds a format at the end of the list that `formats()` gives.
pub fn into_formats(text: &str, module: &str, kind: &str) -> Option<String> {
    let open = text.find("pub fn formats()")?;
    let close = open + text[open..].find("\n    ]\n}")?;
    Some(format!(
        "{}\n        &{module}::{kind},{}",
        &text[..close],
        &text[close..]
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_goes_among_its_neighbours_in_order() {
        let text = "//! Families.\n\nmod approvals;\npub mod case;\nmod reviews;\n\nuse x;\n";
        let woven = module(text, "mod", "records");
        assert!(
            woven.contains("pub mod case;\nmod records;\nmod reviews;\n"),
            "{woven}"
        );
        assert!(module(text, "mod", "testing").contains("mod reviews;\nmod testing;\n\nuse x;"));
    }

    #[test]
    fn the_first_module_of_a_file_goes_to_its_end() {
        assert_eq!(
            module("//! New.\n\n", "pub(crate) mod", "a"),
            "//! New.\n\npub(crate) mod a;\n"
        );
    }

    #[test]
    fn a_control_joins_the_registry_and_its_family_is_imported() {
        let text = "use crate::{records};\n\nstatic REGISTRY: [&Control; 1] = [\n    \
                    &records::a::CONTROL,\n];\n";
        let woven = into_registry(text, "approvals", "b").unwrap();
        assert!(
            woven.contains("use crate::{approvals, records};"),
            "{woven}"
        );
        assert!(woven.contains(
            "[&Control; 2] = [\n    &records::a::CONTROL,\n    &approvals::b::CONTROL,\n];"
        ));
    }

    #[test]
    fn a_registry_in_another_form_is_left_alone() {
        assert_eq!(into_registry("fn registry() {}", "records", "a"), None);
    }

    #[test]
    fn a_format_joins_the_list() {
        let text = "pub fn formats() -> X {\n    &[\n        &a::A,\n    ]\n}\n";
        let woven = into_formats(text, "b", "B").unwrap();
        assert!(
            woven.contains("        &a::A,\n        &b::B,\n    ]\n}"),
            "{woven}"
        );
    }
}
