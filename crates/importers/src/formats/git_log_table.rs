//! Commits of tables that `git log --format` writes.
//!
//! Such a table holds the first line of each message alone: co-authors and keys further below are not
//! exported. Addresses of people may be left out too; then nobody can tell who wrote a commit.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Commit, GitPerson, Record};

use super::git_table::{Line, Part, Shape, is_whole_name};
use crate::collector::{Rejection, RowContext};

/// Our fields and git's placeholders.
pub(super) const FIELDS: &[(&str, &str)] = &[
    ("sha", "%H"),
    ("tree", "%T"),
    ("parents", "%P"),
    ("author", "%an"),
    ("committer", "%cn"),
    ("message", "%s"),
    ("subject_only", "%s"),
];

/// The shape of a text that is a table of commits with their parents: without these it could not be told
/// what a deployment brought.
pub(super) fn shape(text: &str) -> Option<Shape> {
    let needed = [
        Part::Parents,
        Part::AuthorDate,
        Part::AuthorName,
        Part::CommitterDate,
        Part::CommitterName,
    ];
    Shape::of(text).filter(|shape| needed.iter().all(|part| shape.has(*part)))
}

/// The commit of a line.
pub(super) fn commit(context: &mut RowContext<'_>, line: &Line<'_>) -> Result<Record, Rejection> {
    let sha = line.sha()?;
    let parents = match line.text(Part::Parents) {
        Field::Value(names) => names.split(' ').filter(|name| !name.is_empty()).collect(),
        Field::Empty | Field::NotExported => Vec::new(),
    };
    if parents.iter().any(|name| !is_whole_name(name)) {
        return Err(Rejection::of(
            Part::Parents.placeholder(),
            "The names of the parents are not complete. Export the log with %P.",
        ));
    }
    let name = |part| {
        line.text(part)
            .value()
            .copied()
            .unwrap_or_default()
            .to_owned()
    };
    Ok(Record::from(Commit {
        repository: match &context.options.repository {
            Some(repository) => Field::Value(repository.clone()),
            None => Field::NotExported,
        },
        sha,
        tree: match line.text(Part::Tree) {
            Field::Value(tree) if is_whole_name(tree) => Field::Value(tree.to_ascii_lowercase()),
            _ => Field::NotExported,
        },
        parents: parents.into_iter().map(str::to_ascii_lowercase).collect(),
        author: GitPerson {
            name: name(Part::AuthorName),
            email: name(Part::AuthorEmail),
            at: line.time(context, Part::AuthorDate)?,
        },
        committer: GitPerson {
            name: name(Part::CommitterName),
            email: name(Part::CommitterEmail),
            at: line.time(context, Part::CommitterDate)?,
        },
        message: name(Part::Subject),
        subject_only: true,
        files: Field::NotExported,
        patch_id: Field::NotExported,
    }))
}
