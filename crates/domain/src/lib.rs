//! Records, persons, times, change sets, outcomes and facts: the words of Changeproof.
//!
//! This crate does no I/O and reads no clock. Importers make [`record::Record`]s, matching turns
//! them into a [`snapshot::Snapshot`], controls judge it and answer [`outcome::Judgement`]s.

pub mod account;
pub mod approval_status;
pub mod calendar;
pub mod coverage;
pub mod field;
pub mod member;
pub mod outcome;
pub mod parameters;
pub mod path_pattern;
pub mod person;
pub mod policy;
pub mod record;
pub mod snapshot;
pub mod source;
pub mod text;
pub mod time;
