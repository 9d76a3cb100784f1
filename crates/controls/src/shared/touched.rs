//! What a change touches, by its paths and labels.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::path_pattern::matches;
use changeproof_domain::snapshot::Change;
use changeproof_domain::text::folded;

use crate::context::{Context, field_text};

/// Whether a change touches something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Touches {
    /// What it does, such as `touches the file a.rs`, and the item of a list that tells.
    Yes {
        what: String,
        field: String,
        value: String,
    },
    No,
    /// Why it cannot be told, as the end of a sentence.
    Unknown(&'static str),
}

/// Whether a change has a label of a list, or a path that one of the patterns matches.
pub(crate) fn touches(
    cx: &Context<'_>,
    change: &Change,
    patterns: &[String],
    labels: &[String],
) -> Touches {
    let Some(pull_request) = cx.pull_request(change) else {
        return Touches::Unknown("the files of a commit without a pull request were not exported");
    };
    let mut own = pull_request.labels.items().iter().enumerate();
    let label = own.find(|(_, label)| {
        let label = folded(label);
        labels.iter().any(|known| *known == label)
    });
    if let Some((i, label)) = label {
        return Touches::Yes {
            what: format!("has the label '{label}'"),
            field: format!("labels[{i}]"),
            value: label.clone(),
        };
    }
    let mut files = pull_request.files.items().iter().enumerate();
    let path = files.find(|(_, path)| {
        let path = folded(path);
        patterns.iter().any(|pattern| matches(pattern, &path))
    });
    if let Some((i, path)) = path {
        return Touches::Yes {
            what: format!("touches the file {path}"),
            field: format!("files[{i}]"),
            value: path.clone(),
        };
    }
    match (&pull_request.files, &pull_request.labels) {
        (Field::NotExported, _) => Touches::Unknown("its changed files were not exported"),
        _ if pull_request.all_files().is_none() => {
            Touches::Unknown("its list of files was cut at the limit of the export")
        }
        (_, Field::NotExported) => Touches::Unknown("its labels were not exported"),
        _ => Touches::No,
    }
}

/// Which of files and labels were not exported, as facts.
pub(crate) fn lacking_facts(cx: &Context<'_>, change: &Change) -> Vec<Fact> {
    let own = cx.change_record_ref(change);
    let Some(pull_request) = cx.pull_request(change) else {
        return Vec::new();
    };
    let lists = [
        ("files", &pull_request.files),
        ("labels", &pull_request.labels),
    ];
    let lacking = lists.into_iter().filter(|(_, list)| !list.is_exported());
    lacking
        .filter_map(|(field, _)| cx.fact(own, field, || field_text(&Field::<String>::NotExported)))
        .collect()
}
