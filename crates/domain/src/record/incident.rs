//! Incidents.

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::time::Moment;

/// An incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// The source's own id.
    pub id: String,
    /// The number that people call it by.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub number: Field<String>,
    /// The title.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub title: Field<String>,
    /// The affected service.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub service: Field<String>,
    /// Urgency or severity, in the source's words.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub severity: Field<String>,
    /// The priority that somebody gave it, in the source's words.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub priority: Field<String>,
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
    /// Who acted on it, as far as the incident itself tells: in the source's order.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub actions: Field<Vec<IncidentAction>>,
}

/// What somebody did about an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentActionKind {
    /// It was given to somebody.
    Assigned,
    /// Somebody took it on.
    Acknowledged,
    /// Its status was changed last.
    StatusChanged,
}

/// One action on an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentAction {
    /// What was done.
    pub what: IncidentActionKind,
    /// Who did it or, of an assignment, who it was given to, in the source's words.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub who: Field<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Field::is_not_exported")]
    pub at: Field<Moment>,
}
