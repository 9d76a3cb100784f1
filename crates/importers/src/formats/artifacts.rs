//! What was built from which commit: images by digest and version.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Artifact, Record};

use super::plain::{self, PlainTable};
use super::rows::Layout;
use crate::collector::{Rejection, RowContext};
use crate::table::{Cells, Column, Header};

static NAME: Column = Column::new(
    "name",
    "artifact",
    &["image", "imagename", "name", "package"],
);
static DIGEST: Column = Column::new("digest", "digest", &["imagedigest", "sha256"]);
static VERSION: Column = Column::new("version", "version", &["tag", "imagetag", "release"]);
static REPOSITORY: Column = Column::new("repository", "repository", &["repo", "sourcerepository"]);
static REVISION: Column = Column::new(
    "revision",
    "commit_sha",
    &["revision", "sha", "gitsha", "commit", "sourcecommit"],
);
static RUN_URL: Column = Column::new(
    "run_url",
    "run_url",
    &["buildurl", "buildrun", "pipelineurl", "joburl"],
);
static BUILT_AT: Column = Column::new(
    "built_at",
    "built_at",
    &["builton", "buildtime", "pushedat"],
);
static ENVIRONMENT: Column = Column::new("environment", "environment", &["env", "stage"]);

/// The plain table of what was built.
pub const TABLE: PlainTable = PlainTable {
    id: "artifacts",
    label: "artifacts and their commits (table)",
    version: 1,
    how_to_export: "A table (CSV, xlsx or ods) with one row for each image or package and the columns artifact, \
                    digest (sha256:...), version, repository (owner/name of the source), commit_sha, run_url (the \
                    run that built it), built_at. The digest leads from a deployment to its commit; a version \
                    does so within the named repository only.",
    layout: Layout {
        columns: &[
            &NAME,
            &DIGEST,
            &VERSION,
            &REPOSITORY,
            &REVISION,
            &RUN_URL,
            &BUILT_AT,
        ],
        claims,
        map,
    },
};

/// A digest and where it comes from, in no environment.
fn claims(header: &Header) -> bool {
    header.has(&DIGEST) && header.has_any(&[&REVISION, &RUN_URL]) && !header.has(&ENVIRONMENT)
}

fn map(context: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    let digest = match row.text(&DIGEST) {
        Field::Value(text) => match normal(&text) {
            Some(digest) => Field::Value(digest),
            None => {
                return Err(Rejection::of(
                    row.name(&DIGEST),
                    format!("'{text}' is no digest: it needs sha256: and 64 hexadecimal digits."),
                ));
            }
        },
        other => other,
    };
    if !digest.is_value() && !row.text(&VERSION).is_value() {
        return Err(Rejection::missing(row.name(&DIGEST), "digest or version"));
    }
    Ok(Record::from(Artifact {
        name: row.text(&NAME),
        digest,
        version: row.text(&VERSION),
        repository: match (row.text(&REPOSITORY), &context.options.repository) {
            (Field::NotExported, Some(repository)) => Field::Value(repository.clone()),
            (exported, _) => exported,
        },
        revision: plain::revision(context, row, &REVISION),
        run_url: row.text(&RUN_URL),
        built_at: row.time(context, &BUILT_AT),
    }))
}

/// `sha256:` and 64 hexadecimal digits in lower case; what stands before is the image's name.
fn normal(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let digits = match text.rsplit_once("sha256:") {
        Some((_, digits)) => digits,
        None => text.as_str(),
    };
    let whole = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    whole.then(|| format!("sha256:{digits}"))
}
