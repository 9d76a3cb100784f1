//! Deployments: which production changes were made, and how did each fare?

use changeproof_domain::outcome::Outcome;
use changeproof_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a list of deployments is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentOrder {
    /// When it began.
    #[default]
    At,
    /// The service, then time.
    Service,
    /// The author of its changes, then time.
    Author,
    /// Who deployed, then time.
    Deployer,
    /// The worst outcome, then time.
    Worst,
}

/// Which deployments to list. Conditions are joined by 'and', the words of one list by 'or'.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(default)]
pub struct DeploymentQuery {
    /// Words that service, version, revision, change, person or id must contain.
    pub text: String,
    /// Of these services.
    pub services: Vec<String>,
    /// In these environments.
    pub environments: Vec<String>,
    /// With one of these outcomes, of the control named or of any.
    #[ts(type = "Array<Outcome>")]
    pub outcomes: Vec<Outcome>,
    /// The control that the outcomes are of; none means any.
    pub control: Option<String>,
    /// Only controls of this severity count for the outcomes: `Critical`, `High` or `Medium`.
    pub severity: Option<String>,
    /// Whether the outcome has to be the worst one of the controls that count, as in figures that
    /// count each deployment once.
    #[ts(as = "Option<bool>", optional)]
    pub worst: bool,
    /// Of these categories: `standard`, `normal`, `emergency`, `unknown`.
    pub categories: Vec<String>,
    /// In this month, as `2025-03`.
    pub month: Option<String>,
    /// By these persons: author or deployer.
    pub people: Vec<String>,
    /// The order.
    pub order: DeploymentOrder,
    /// Whether the order is reversed.
    pub descending: bool,
}

/// One cell of the verdict strip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FamilyVerdict {
    /// The family.
    pub family: String,
    /// The worst outcome of its controls.
    #[ts(type = "Outcome")]
    pub outcome: Outcome,
    /// Whether some outcome in it carries a mark.
    pub marked: bool,
}

/// One deployment of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DeploymentRow {
    /// Opens it.
    pub key: String,
    /// When it began.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The service.
    pub service: String,
    /// The environment.
    pub environment: String,
    /// The version, where there is one.
    pub version: Option<String>,
    /// The revision, cut to 7 characters.
    pub revision: Option<String>,
    /// The first change record or pull request behind it.
    pub change: Option<String>,
    /// How many more there are.
    pub more_changes: u32,
    /// The first author of its changes.
    pub author: Option<String>,
    /// Who deployed.
    pub deployer: Option<String>,
    /// `standard`, `normal`, `emergency` or `unknown` when it began; several where its changes differ.
    pub categories: Vec<String>,
    /// The verdict strip, in the order of the families.
    pub strip: Vec<FamilyVerdict>,
    /// The control with the worst outcome, where that is not a pass: its id.
    pub worst_control: Option<String>,
    /// Its name.
    pub worst_name: Option<String>,
    /// Its outcome.
    #[ts(type = "Outcome")]
    pub worst: Outcome,
}

/// A stretch of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DeploymentPage {
    /// Deployments in the period.
    pub total: u64,
    /// Those that the query names.
    pub matched: u64,
    /// The rows asked for.
    pub rows: Vec<DeploymentRow>,
}

/// What the filters can offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct DeploymentChoices {
    /// Services, in order.
    pub services: Vec<String>,
    /// Environments, in order.
    pub environments: Vec<String>,
    /// Authors and deployers, in order.
    pub people: Vec<String>,
    /// Months with deployments, in order.
    pub months: Vec<String>,
    /// Categories that occur.
    pub categories: Vec<String>,
}
