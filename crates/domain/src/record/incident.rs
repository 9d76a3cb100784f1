//! Incidents.

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::time::Moment;

/// An incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// The source's own id.
    pub id: String,
    /// The title.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub title: Field<String>,
    /// The affected service.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub service: Field<String>,
    /// Urgency or severity, in the source's words.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub severity: Field<String>,
    /// Where it stands, in the source's words.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub status: Field<String>,
    /// When it was opened.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub opened_at: Field<Moment>,
    /// When it was resolved.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub resolved_at: Field<Moment>,
    /// When the source last changed it.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub updated_at: Field<Moment>,
    /// The address.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub url: Field<String>,
}
