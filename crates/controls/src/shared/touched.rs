//! What a change touches, by its paths and labels.

use changeproof_domain::field::Field;
use changeproof_domain::path_pattern::matches;
use changeproof_domain::snapshot::Change;
use changeproof_domain::text::folded;

use crate::context::Context;

/// Whether a change touches something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Touches {
    /// What of it, and the field that tells.
    Yes {
        what: String,
        field: &'static str,
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
    let own = pull_request.labels.items().iter();
    let label = own.clone().find(|label| {
        let label = folded(label);
        labels.iter().any(|known| *known == label)
    });
    if let Some(label) = label {
        return Touches::Yes {
            what: format!("the label '{label}'"),
            field: "labels",
        };
    }
    let files = pull_request.files.items();
    let path = files.iter().find(|path| {
        let path = folded(path);
        patterns.iter().any(|pattern| matches(pattern, &path))
    });
    if let Some(path) = path {
        return Touches::Yes {
            what: format!("the file {path}"),
            field: "files",
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
