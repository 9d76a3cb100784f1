//! Errors: `{"code", "message", "details"}`.

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use crate::error::AppError;

/// An error for programs.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct WireError {
    /// What to act on.
    pub code: &'static str,
    /// What to tell people.
    pub message: String,
    /// What else may be of use: an object, possibly empty.
    #[ts(type = "Record<string, unknown>")]
    pub details: Value,
}

impl From<&AppError> for WireError {
    fn from(error: &AppError) -> Self {
        WireError {
            code: error.code(),
            message: error.to_string(),
            details: error.details(),
        }
    }
}
