//! Releases of GitHub, by its REST API or its command line. A release is a name of a tag: it is no deployment,
//! since publishing runs nothing.
//!
//! The target of a release is unused where its tag was there already, so it never proves where the tag leads
//! (<https://docs.github.com/en/rest/releases/releases#create-a-release>). Where it is a commit and the tag
//! leads to another one, the tag is in doubt.

use changeproof_domain::field::Field;
use changeproof_domain::record::{GitRef, Record};
use changeproof_domain::source::Reading;
use serde::Deserialize;

use super::Format;
use super::elements::{self, Listing};
use super::github::{ALL_PAGES, repository_of_api, repository_of_page};
use crate::collector::{Rejection, RowContext};
use crate::container::json_value::{Text, text_field, typed};
use crate::container::{Document, Probe};
use crate::{Options, ReadError, Sink};

const LISTING: Listing = Listing {
    fields: &[
        ("name", "tag_name"),
        ("repository", "url"),
        ("release_target", "target_commitish"),
    ],
    // GitHub's default and its largest page, and the default of `gh release list`.
    limits: &[30, 100],
    remedy: ALL_PAGES,
};

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawRelease<'t> {
    #[serde(default, borrow, alias = "tagName")]
    tag_name: Field<Text<'t>>,
    #[serde(default, borrow, alias = "targetCommitish")]
    target_commitish: Field<Text<'t>>,
    #[serde(default, alias = "isDraft")]
    draft: Field<bool>,
    #[serde(default, borrow)]
    url: Field<Text<'t>>,
    #[serde(default, borrow, alias = "apiUrl")]
    html_url: Field<Text<'t>>,
}

/// `gh api --paginate repos/OWNER/NAME/releases`, `gh release view --json`.
pub struct GitHubReleases;

impl Format for GitHubReleases {
    fn id(&self) -> &'static str {
        "github-releases"
    }

    fn label(&self) -> &'static str {
        "GitHub releases"
    }

    fn version(&self) -> u32 {
        1
    }

    fn how_to_export(&self) -> &'static str {
        "gh api --paginate 'repos/OWNER/NAME/releases?per_page=100' > releases.json\n\
         Import the tags too (github-tags or git-refs): a release names its tag, and the tag leads to the \
         commit. `gh release list --json` names neither repository nor target."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        let rest = probe.record_with(&["tag_name", "draft"]);
        if rest.is_some() {
            return Some("Its records have the keys tag_name and draft.".to_owned());
        }
        let beside = [
            "isDraft",
            "publishedAt",
            "targetCommitish",
            "isPrerelease",
            "isLatest",
        ];
        beside
            .iter()
            .find(|key| probe.record_with(&["tagName", key]).is_some())
            .map(|key| format!("Its records have the keys tagName and {key}."))
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
            |context, slice| release(context, &typed(slice)?),
        )
    }
}

fn release(context: &mut RowContext<'_>, raw: &RawRelease<'_>) -> Result<Record, Rejection> {
    let Field::Value(tag) = text_field(&raw.tag_name) else {
        return Err(Rejection::missing("tag_name", "name of the tag"));
    };
    if raw.draft.value() == Some(&true) {
        return Err(Rejection::of(
            "draft",
            format!("The release of {tag} is a draft: it has no tag until it is published."),
        ));
    }
    let address = [&raw.url, &raw.html_url].into_iter().find_map(|url| {
        let url = text_field(url);
        repository_of_api(url.text()).or_else(|| {
            let is_page = url.text().contains("/releases/");
            repository_of_page(url.text()).filter(|_| is_page)
        })
    });
    let repository = address.or_else(|| context.options.repository.clone());
    if repository.is_none() {
        context.note(
            "A release names no repository, so that it tells nothing of any; name it with \
             '--repository'."
                .to_owned(),
        );
    }
    Ok(Record::from(GitRef {
        repository: match repository {
            Some(repository) => Field::Value(repository),
            None => Field::NotExported,
        },
        name: format!("refs/tags/{tag}"),
        object: Field::NotExported,
        commit: Field::NotExported,
        tagged_at: Field::NotExported,
        // A list without targets still says which tags are releases.
        release_target: match text_field(&raw.target_commitish) {
            Field::Value(target) => Field::Value(target),
            Field::Empty | Field::NotExported => Field::Empty,
        },
    }))
}
