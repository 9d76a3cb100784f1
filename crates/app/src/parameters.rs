//! Parameters as evaluations keep them: what a later explanation of an outcome starts from.

use changeproof_domain::parameters::Parameters;
use changeproof_store::StoreError;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// The form of [`Parameters`] in a stored evaluation. Spans are in milliseconds.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Parameters")]
struct Stored {
    production_environments: Vec<String>,
    generic_logins: Vec<String>,
    deploying_roles: Vec<String>,
    reviewing_roles: Vec<String>,
    approving_roles: Vec<String>,
    high_risk_words: Vec<String>,
    high_impact_words: Vec<String>,
    lower_level_words: Vec<String>,
    reviewers: usize,
    required_check_words: Vec<String>,
    approved_pipelines: Vec<String>,
    standard_words: Vec<String>,
    normal_words: Vec<String>,
    emergency_words: Vec<String>,
    change_record_types: Vec<String>,
    minimum_text: usize,
    placeholders: Vec<String>,
    system_aliases: Vec<(String, String)>,
    review_due_business_days: u32,
    emergency_incident_within: i64,
    emergency_incident_before: i64,
    emergency_record_within: i64,
    incident_window: i64,
    reversion_within: i64,
    investigation_due_business_days: u32,
    clock_tolerance: i64,
    same_deployment_window: i64,
    scope_fields: Vec<String>,
    checks_kept: i64,
    template_valid: i64,
    low_risk_words: Vec<String>,
    any_system_words: Vec<String>,
    monitoring_within: i64,
    critical_words: Vec<String>,
    security_roles: Vec<String>,
    security_paths: Vec<String>,
    security_labels: Vec<String>,
    third_party_paths: Vec<String>,
    third_party_labels: Vec<String>,
    third_party_services: Vec<String>,
}

/// Parameters as JSON.
pub(crate) fn to_json(parameters: &Parameters) -> Result<String, AppError> {
    let mut bytes = Vec::new();
    Stored::serialize(parameters, &mut serde_json::Serializer::new(&mut bytes))
        .map_err(StoreError::from)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Parameters from JSON.
pub(crate) fn from_json(text: &str) -> Result<Parameters, AppError> {
    let parameters = Stored::deserialize(&mut serde_json::Deserializer::from_str(text));
    parameters.map_err(|error| {
        StoreError::Damaged(format!("the parameters of an evaluation: {error}")).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_survive_their_stored_form() {
        let parameters = Parameters {
            reviewers: 2,
            system_aliases: vec![("Referral".to_owned(), "referral-api".to_owned())],
            ..Parameters::default()
        };
        let text = to_json(&parameters).unwrap();
        assert_eq!(from_json(&text).unwrap(), parameters);
    }
}
