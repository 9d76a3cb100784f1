//! Pull requests in the words of `gh`.

use changeproof_domain::field::Field;
use serde::Deserialize;

use super::super::github::User;
use crate::container::json_value::Text;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub(super) struct RawPull<'t> {
    #[serde(default)]
    pub number: Field<u64>,
    #[serde(default, borrow)]
    pub title: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub body: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub url: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub state: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub author: Field<User<'t>>,
    #[serde(default, borrow)]
    pub created_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub merged_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub closed_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub updated_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub merged_by: Field<User<'t>>,
    #[serde(default, borrow)]
    pub merge_commit: Field<RawOid<'t>>,
    #[serde(default, borrow)]
    pub head_ref_name: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub head_ref_oid: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub base_ref_name: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub labels: Field<Vec<RawLabel<'t>>>,
    #[serde(default, borrow)]
    pub commits: Field<Vec<RawCommit<'t>>>,
    #[serde(default, borrow)]
    pub reviews: Field<Vec<RawReview<'t>>>,
    #[serde(default, borrow)]
    pub status_check_rollup: Field<Vec<RawCheck<'t>>>,
    #[serde(default, borrow)]
    pub files: Field<Vec<RawFile<'t>>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub(super) struct RawOid<'t> {
    #[serde(default, borrow)]
    pub oid: Field<Text<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub(super) struct RawLabel<'t> {
    #[serde(borrow)]
    pub name: Text<'t>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub(super) struct RawFile<'t> {
    #[serde(borrow)]
    pub path: Text<'t>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub(super) struct RawCommit<'t> {
    #[serde(borrow)]
    pub oid: Text<'t>,
    #[serde(default, borrow)]
    pub message_headline: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub message_body: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub authored_date: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub committed_date: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub authors: Field<Vec<User<'t>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub(super) struct RawReview<'t> {
    #[serde(default, borrow)]
    pub author: Field<User<'t>>,
    #[serde(default, borrow)]
    pub state: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub submitted_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub commit: Field<RawOid<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
pub(super) struct RawCheck<'t> {
    #[serde(default, borrow)]
    pub name: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub workflow_name: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub context: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub status: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub conclusion: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub state: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub started_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub created_at: Field<Text<'t>>,
    #[serde(default, borrow)]
    pub completed_at: Field<Text<'t>>,
}
