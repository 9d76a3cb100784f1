//! A decision that a rule forbids.

use serde_json::{Value, json};
use thiserror::Error;

/// Why a decision is not recorded. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct Refusal {
    /// The code for programs. A code stays what it means.
    pub code: &'static str,
    /// The rule, who or what it forbids, and what to do.
    pub message: String,
    /// What a program may want to know beside the message: an object.
    pub details: Value,
}

impl Refusal {
    /// A refusal with its code and its sentence.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal {
            code,
            message: message.into(),
            details: json!({}),
        }
    }

    /// The same, with what a program may want to know.
    #[must_use]
    pub(crate) fn with(mut self, details: Value) -> Refusal {
        self.details = details;
        self
    }
}
