//! Tags of a GitHub repository, as its REST API lists them: with their commits (`/tags`), or as
//! references (`/git/matching-refs/tags`), where an annotated tag names its own object.

use changeproof_domain::field::Field;
use changeproof_domain::record::{GitRef, Record};
use changeproof_domain::source::Reading;
use serde::Deserialize;

use super::Format;
use super::elements::{self, Listing};
use super::git_table::is_whole_name;
use super::github::{ALL_PAGES, PAGE_LIMITS, repository_of_api};
use crate::collector::{Rejection, RowContext};
use crate::container::json_value::{Text, text_field, typed};
use crate::container::{Document, Probe};
use crate::{Options, ReadError, Sink};

const LISTING: Listing = Listing {
    fields: &[
        ("name", "name"),
        ("object", "object.sha"),
        ("commit", "commit.sha"),
        ("repository", "commit.url"),
    ],
    limits: PAGE_LIMITS,
    remedy: ALL_PAGES,
};

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawTag<'t> {
    #[serde(default, borrow)]
    name: Field<Text<'t>>,
    #[serde(default, borrow, rename = "ref")]
    reference: Field<Text<'t>>,
    #[serde(default, borrow)]
    commit: Field<RawObject<'t>>,
    #[serde(default, borrow)]
    object: Field<RawObject<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawObject<'t> {
    #[serde(default, borrow)]
    sha: Field<Text<'t>>,
    #[serde(default, borrow, rename = "type")]
    kind: Field<Text<'t>>,
    #[serde(default, borrow)]
    url: Field<Text<'t>>,
}

/// `gh api --paginate repos/OWNER/NAME/tags`.
pub struct GitHubTags;

impl Format for GitHubTags {
    fn id(&self) -> &'static str {
        "github-tags"
    }

    fn label(&self) -> &'static str {
        "GitHub tags (REST)"
    }

    fn version(&self) -> u32 {
        1
    }

    fn how_to_export(&self) -> &'static str {
        "gh api --paginate 'repos/OWNER/NAME/tags?per_page=100' > tags.json\n\
         Export tags again before old ones are deleted or moved: a tag that two exports tell differently \
         is not trusted."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        let tags = probe.record_with(&["name", "commit", "zipball_url"]);
        if tags.is_some() {
            return Some("Its records have the keys name, commit and zipball_url.".to_owned());
        }
        probe.record_with(&["ref", "object", "url"])?;
        Some("Its records have the keys ref, object and url.".to_owned())
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        elements::read_listing(
            self,
            &LISTING,
            document,
            signature,
            options,
            sink,
            |context, slice| tag(context, &typed(slice)?),
        )
    }
}

fn tag(context: &mut RowContext<'_>, raw: &RawTag<'_>) -> Result<Record, Rejection> {
    let name = match (text_field(&raw.reference), text_field(&raw.name)) {
        (Field::Value(name), _) => name,
        (_, Field::Value(name)) => format!("refs/tags/{name}"),
        _ => return Err(Rejection::missing("name", "name of the tag")),
    };
    let of = |object: &Field<RawObject<'_>>| {
        let sha = object.value().map(|object| text_field(&object.sha));
        match sha {
            Some(Field::Value(sha)) if is_whole_name(&sha) => {
                Field::Value(sha.to_ascii_lowercase())
            }
            _ => Field::NotExported,
        }
    };
    let object = of(&raw.object);
    let is_commit = raw
        .object
        .value()
        .is_some_and(|object| text_field(&object.kind).text() == "commit");
    let commit = match of(&raw.commit) {
        Field::Value(commit) => Field::Value(commit),
        _ if is_commit => object.clone(),
        _ => Field::NotExported,
    };
    let address = [&raw.commit, &raw.object].into_iter().find_map(|object| {
        let url = text_field(&object.value()?.url);
        repository_of_api(url.text())
    });
    let repository = address.or_else(|| context.options.repository.clone());
    Ok(Record::from(GitRef {
        repository: match repository {
            Some(repository) => Field::Value(repository),
            None => Field::NotExported,
        },
        name,
        object,
        commit,
        tagged_at: Field::NotExported,
        release_target: Field::NotExported,
    }))
}
