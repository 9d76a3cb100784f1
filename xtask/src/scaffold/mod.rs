//! `cargo xtask new-control` and `new-importer`: a new file in the form of its neighbours, and the
//! lines that make it known. What is left to write fails its tests until it is written.

mod names;
mod weave;

use std::fs;
use std::path::Path;

use crate::failure::{At as _, Failure};
use names::{pascal, snake};

const CONTROL: &str = include_str!("../../templates/control.rs.txt");
const IMPORTER: &str = include_str!("../../templates/importer.rs.txt");

/// Which family (a folder) the controls of a prefix belong to, and what the family is about.
const FAMILIES: [(&str, &str, &str); 16] = [
    (
        "POP",
        "population",
        "Whether the population of deployments is complete.",
    ),
    ("TRC", "traceability", ""),
    ("CAT", "categories", ""),
    ("REC", "records", ""),
    ("REV", "reviews", ""),
    ("APP", "approvals", ""),
    (
        "STD",
        "standard_changes",
        "Standard changes and their catalogue.",
    ),
    ("EMG", "emergencies", ""),
    ("TST", "testing", ""),
    ("DEP", "deployments", ""),
    (
        "RBK",
        "rollbacks",
        "Plans to take a change back, and whether it was done in time.",
    ),
    ("MON", "monitoring", "What is watched after a deployment."),
    ("TPC", "third_parties", "Changes that third parties make."),
    (
        "SEC",
        "security",
        "Changes that touch security, and credentials.",
    ),
    ("LOG", "retention", "How long sources are kept."),
    (
        "GOV",
        "governance",
        "Reviews of the policy, and follow-up of findings.",
    ),
];

/// Adds a control.
///
/// # Errors
/// The id is not in the form of the catalogue or is taken, or a file is not in the known form.
pub fn control(root: &Path, id: &str, name: &str) -> Result<(), Failure> {
    let (prefix, number) = id.split_once('-').unwrap_or((id, ""));
    let family = FAMILIES.iter().find(|(known, ..)| *known == prefix);
    let well_formed = number.len() == 2 && number.chars().all(|c| c.is_ascii_digit());
    let Some((_, family, about)) = family.filter(|_| well_formed) else {
        let known: Vec<&str> = FAMILIES.iter().map(|(prefix, ..)| *prefix).collect();
        return Err(Failure::Missing(format!(
            "`{id}` is no id of a control: write one of {} with two digits, such as REV-03",
            known.join(", ")
        )));
    };
    let source = root.join("crates/controls/src");
    let module = format!("{}_{}", snake(id), snake(name));
    let file = source.join(family).join(format!("{module}.rs"));
    refuse_taken(&source.join(family), &snake(id), id)?;
    let registry = source.join("registry.rs");
    let text = read(&registry)?;
    let text =
        weave::into_registry(&text, family, &module).ok_or_else(|| unknown_form(&registry))?;
    let family_file = source.join(family).join("mod.rs");
    if !family_file.exists() {
        create(&family_file, &format!("//! {about}\n\n"))?;
        let library = source.join("lib.rs");
        let woven = weave::module(&read(&library)?, "mod", family);
        change(&library, &woven)?;
    }
    let woven = weave::module(&read(&family_file)?, "pub(crate) mod", &module);
    change(&family_file, &woven)?;
    change(&registry, &text)?;
    let text = CONTROL
        .replace("@ID@", id)
        .replace("@NAME@", name)
        .replace("@VERSION@", env!("CARGO_PKG_VERSION"));
    create(&file, &text)?;
    println!(
        "\nNext: write the texts, the check and its cases in the new file; put its line in the\n\
         registry where the catalogue has it; then run\n\n    cargo test -p changeproof-controls\n    \
         cargo xtask docs"
    );
    Ok(())
}

/// Adds a format of exports.
///
/// # Errors
/// The id is not in the form of its neighbours or is taken, or a file is not in the known form.
pub fn importer(root: &Path, id: &str) -> Result<(), Failure> {
    let well_formed = id
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && id.starts_with(|c: char| c.is_ascii_lowercase());
    if !well_formed {
        return Err(Failure::Missing(format!(
            "`{id}` is no id of a format: write small letters and dashes, such as opsgenie-alerts"
        )));
    }
    let formats = root.join("crates/importers/src/formats");
    let (module, kind) = (snake(id), pascal(id));
    refuse_taken(&formats, &module, id)?;
    let list = formats.join("mod.rs");
    let text = weave::module(&read(&list)?, "mod", &module);
    let text = weave::into_formats(&text, &module, &kind).ok_or_else(|| unknown_form(&list))?;
    change(&list, &text)?;
    let text = IMPORTER.replace("@ID@", id).replace("@TYPE@", &kind);
    create(&formats.join(format!("{module}.rs")), &text)?;
    println!(
        "\nNext: name the columns, what only this export has, and the record that a row becomes;\n\
         add golden pairs under fixtures/importers/{id}; then run\n\n    \
         cargo test -p changeproof-importers"
    );
    Ok(())
}

/// Refuses a second file whose name begins with `start`.
fn refuse_taken(folder: &Path, start: &str, id: &str) -> Result<(), Failure> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder).at(folder)? {
        let path = entry.at(folder)?.path();
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        let stem = stem.unwrap_or_default();
        if stem == start
            || stem.starts_with(&format!("{start}_")) && id.contains(char::is_uppercase)
        {
            return Err(Failure::Missing(format!(
                "{id} is there already: {}",
                path.display()
            )));
        }
    }
    Ok(())
}

fn unknown_form(file: &Path) -> Failure {
    Failure::Missing(format!(
        "{} is not in the form that this command knows; add the line by hand, and teach \
         xtask/src/scaffold/weave.rs the new form",
        file.display()
    ))
}

fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).at(file)
}

fn change(file: &Path, text: &str) -> Result<(), Failure> {
    fs::write(file, text).at(file)?;
    println!("  changed  {}", file.display());
    Ok(())
}

fn create(file: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).at(folder)?;
    }
    fs::write(file, text).at(file)?;
    println!("  created  {}", file.display());
    Ok(())
}
