//! The policy as evaluations keep it: all versions, with everything that outcomes follow from.

use std::collections::{BTreeMap, BTreeSet};

use changeproof_domain::policy::{ControlOff, Policy, Version, built_in};
use changeproof_domain::time::Timestamp;
use changeproof_store::StoreError;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::AppError;
use crate::parameters;

#[derive(Serialize, Deserialize)]
struct StoredPolicy {
    policy: Vec<StoredVersion>,
}

#[derive(Serialize, Deserialize)]
struct StoredVersion {
    version: u32,
    name: String,
    from: Option<NaiveDate>,
    parameters: Value,
    holidays: BTreeSet<NaiveDate>,
    controls_off: BTreeMap<String, StoredOff>,
    recorded_late: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct StoredOff {
    reason: String,
    decided_by: String,
    decided_on: NaiveDate,
}

/// The policy as JSON.
pub(crate) fn to_json(policy: &Policy) -> Result<String, AppError> {
    let off = |(id, off): (&String, &ControlOff)| {
        let stored = StoredOff {
            reason: off.reason.clone(),
            decided_by: off.decided_by.clone(),
            decided_on: off.decided_on,
        };
        (id.clone(), stored)
    };
    let version = |version: &Version| StoredVersion {
        version: version.number,
        name: version.name.clone(),
        from: version.from,
        parameters: parameters::to_value(&version.parameters),
        holidays: version.holidays.clone(),
        controls_off: version.controls_off.iter().map(off).collect(),
        recorded_late: version.recorded_late,
    };
    let stored = StoredPolicy {
        policy: policy.versions().map(version).collect(),
    };
    Ok(serde_json::to_string(&stored).map_err(StoreError::from)?)
}

/// The policy from JSON. What an earlier version of the app kept are the parameters alone.
pub(crate) fn from_json(text: &str, zone: Tz) -> Result<Policy, AppError> {
    let damaged =
        |what: String| StoreError::Damaged(format!("the policy of an evaluation: {what}"));
    let value: Value = serde_json::from_str(text).map_err(|error| damaged(error.to_string()))?;
    if value.get("policy").is_none() {
        return Ok(Policy::with(parameters::from_value(&value)?));
    }
    let stored: StoredPolicy =
        serde_json::from_value(value).map_err(|error| damaged(error.to_string()))?;
    let mut versions = Vec::new();
    for one in stored.policy {
        let off = |(id, off): (String, StoredOff)| {
            let off = ControlOff {
                reason: off.reason,
                decided_by: off.decided_by,
                decided_on: off.decided_on,
            };
            (id, off)
        };
        versions.push(Version {
            number: one.version,
            name: one.name,
            from: one.from,
            parameters: parameters::from_value(&one.parameters)?,
            holidays: one.holidays,
            controls_off: one.controls_off.into_iter().map(off).collect(),
            recorded_late: one.recorded_late,
        });
    }
    let mut versions = versions.into_iter();
    let first = versions.next();
    let mut policy = Policy::starting_with(first.unwrap_or_else(|| Version::of(1, built_in())));
    for version in versions {
        policy.add(version, zone);
    }
    Ok(policy)
}

#[cfg(test)]
mod tests {
    use changeproof_domain::parameters::Parameters;

    use super::*;

    #[test]
    fn a_policy_with_several_versions_survives_its_stored_form() {
        let mut second = Version::of(2, built_in());
        second.from = NaiveDate::from_ymd_opt(2025, 7, 1);
        second.parameters.reviewers = 2;
        second.recorded_late = Some(Timestamp(1_750_000_000_000));
        second
            .holidays
            .extend(NaiveDate::from_ymd_opt(2025, 12, 25));
        let off = ControlOff {
            reason: "A decision".to_owned(),
            decided_by: "Ana Silva".to_owned(),
            decided_on: NaiveDate::from_ymd_opt(2025, 6, 20).unwrap(),
        };
        second.controls_off.insert("RBK-01".to_owned(), off);
        let mut policy = Policy::built_in();
        policy.add(second, Tz::Europe__Berlin);
        let text = to_json(&policy).unwrap();
        assert_eq!(from_json(&text, Tz::Europe__Berlin).unwrap(), policy);
    }

    #[test]
    fn the_parameters_that_an_earlier_version_kept_are_the_only_version() {
        let parameters = Parameters {
            reviewers: 2,
            ..Parameters::default()
        };
        let text = parameters::to_value(&parameters).to_string();
        assert_eq!(from_json(&text, Tz::UTC).unwrap(), Policy::with(parameters));
    }
}
