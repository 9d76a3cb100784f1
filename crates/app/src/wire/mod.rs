//! What goes out to other programs: the command's JSON and the desktop's messages. Names and order
//! of the fields are a contract.

pub mod annual_review;
pub mod attachment;
pub mod attestation;
pub mod bindings;
pub mod coverage;
pub mod error;
pub mod evaluation;
pub mod event_log;
pub mod exception;
pub mod explanation;
pub mod import;
pub mod kept_here;
pub mod link;
pub mod members;
pub mod pack;
pub mod people;
pub mod policy;
pub mod policy_trigger;
pub mod post_change_review;
pub mod result;
pub mod sample;
pub mod triage;
pub mod verification;
pub mod view;
pub mod what_if;
pub mod workspace;
