//! What several controls need: categories, change records of a change, contributors, votes.

pub(crate) mod actor;
pub(crate) mod approval;
pub(crate) mod attested;
mod attested_answer;
pub(crate) mod attested_parties;
pub(crate) mod category;
pub(crate) mod content;
pub(crate) mod contributors;
pub(crate) mod counted;
pub(crate) mod decided;
pub(crate) mod duty;
pub(crate) mod emergency;
pub(crate) mod ended;
pub(crate) mod known;
pub(crate) mod level;
pub(crate) mod linked_records;
pub(crate) mod missing_deployment;
pub(crate) mod revision;
pub(crate) mod roles;
pub(crate) mod text;
pub(crate) mod touched;
pub(crate) mod votes;
pub(crate) mod words;
