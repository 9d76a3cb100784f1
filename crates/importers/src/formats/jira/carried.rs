//! Which custom fields the issues of each project carry. Jira leaves a custom field out of an issue
//! that has no value of it, so absence alone does not tell 'empty' from 'not exported'. A field that
//! another issue of the same project carries was exported, so an issue without it has none.

use std::collections::HashSet;

use changeproof_domain::field::Field;
use memchr::memmem::Finder;
use rayon::prelude::*;
use serde::Deserialize;

use super::names::{FieldNames, Role};
use crate::container::json::JsonText;
use crate::container::json_value::Text;

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct RawKey<'t> {
    #[serde(default, borrow)]
    key: Field<Text<'t>>,
}

/// Projects with the ids of the custom fields that at least one of their issues carries.
#[derive(Debug, Default)]
pub struct Carried {
    pairs: HashSet<(String, String)>,
}

impl Carried {
    /// Looks through all issues of a file for the fields that stand for a role.
    pub fn of(json: &JsonText<'_>, names: &[FieldNames]) -> Carried {
        let ids: HashSet<&str> = names
            .iter()
            .flat_map(|names| Role::ALL.into_iter().flat_map(|role| names.ids(role)))
            .collect();
        let quoted: Vec<(&str, String)> = ids
            .into_iter()
            .map(|id| (id, format!("\"{id}\":")))
            .collect();
        let finders: Vec<(&str, Finder<'_>)> = quoted
            .iter()
            .map(|(id, member)| (*id, Finder::new(member.as_bytes())))
            .collect();
        let pairs = json
            .elements
            .par_iter()
            .with_min_len(64)
            .flat_map_iter(|element| {
                let issue = json.slice(element);
                let project = serde_json::from_str::<RawKey<'_>>(issue)
                    .ok()
                    .and_then(|raw| Some(project(&raw.key.value()?.0).to_owned()));
                finders
                    .iter()
                    .filter(|(_, finder)| finder.find(issue.as_bytes()).is_some())
                    .filter_map(move |(id, _)| Some((project.clone()?, (*id).to_owned())))
            })
            .collect();
        Carried { pairs }
    }

    /// Whether an issue of the same project carries the field.
    pub fn has(&self, key: &str, id: &str) -> bool {
        self.pairs
            .contains(&(project(key).to_owned(), id.to_owned()))
    }
}

/// The project of an issue's key: `PAY` of `PAY-4`.
fn project(key: &str) -> &str {
    key.trim()
        .rsplit_once('-')
        .map_or(key, |(project, _)| project)
}
