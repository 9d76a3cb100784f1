//! Parameters of controls. Their values come from a [policy profile](crate::policy); how each is written
//! there stands in [`crate::policy::settings`].

use std::borrow::Cow;

use crate::policy;
use crate::text::folded;

/// What the controls take as given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// Names of production environments; each also with a suffix (`prod-eu`, `production/a`).
    pub production_environments: Vec<String>,
    /// Logins that name nobody.
    pub generic_logins: Vec<String>,
    /// Roles that may deploy to production.
    pub deploying_roles: Vec<String>,
    /// Roles whose review of code counts as that of a qualified person.
    pub reviewing_roles: Vec<String>,
    /// Roles that may approve changes.
    pub approving_roles: Vec<String>,
    /// Risk levels that ask for a further approval, in lower case, without a leading number.
    pub high_risk_words: Vec<String>,
    /// Impact levels that ask for a further approval, in lower case, without a leading number.
    /// The two highest of the four that Jira Service Management offers are among them.
    pub high_impact_words: Vec<String>,
    /// Levels of risk and impact that ask for no further approval, in lower case, without a leading
    /// number. A level that is on no list is not known.
    pub lower_level_words: Vec<String>,
    /// How many independent approvals a change needs.
    pub reviewers: usize,
    /// A check counts as a test where its name has one of these words.
    pub required_check_words: Vec<String>,
    /// Names of approved pipelines; empty means any.
    pub approved_pipelines: Vec<String>,
    /// Words for standard changes, in lower case.
    pub standard_words: Vec<String>,
    /// Words for normal changes, in lower case.
    pub normal_words: Vec<String>,
    /// Words for emergency changes, in lower case.
    pub emergency_words: Vec<String>,
    /// A ticket whose type has one of these words is a change record.
    pub change_record_types: Vec<String>,
    /// The shortest text that counts as content, in characters.
    pub minimum_text: usize,
    /// Texts that stand for no content, in lower case.
    pub placeholders: Vec<String>,
    /// Other names of services: the name in change records first, then the service.
    pub system_aliases: Vec<(String, String)>,
    /// Paths that make up a service of a repository of several: the service first, then a pattern, as often as
    /// it has some. A service that is not named owns all of its repository.
    pub service_paths: Vec<(String, String)>,
    /// Business days until an emergency's post-change review is due.
    pub review_due_business_days: u32,
    /// How long after the start of a deployment an incident may be opened that justifies an
    /// emergency, in milliseconds.
    pub emergency_incident_within: i64,
    /// How long before the deployment an incident may have been resolved that may still justify an
    /// emergency, in milliseconds.
    pub emergency_incident_before: i64,
    /// From how long before the deployment incidents have to be known to prove that none was open
    /// that justifies an emergency, in milliseconds.
    pub emergency_incidents_known: i64,
    /// How long after an emergency its change record is due, in milliseconds.
    pub emergency_record_within: i64,
    /// How long after a deployment an incident on its service may come from it, in milliseconds.
    pub incident_window: i64,
    /// How long after detection a harmful change is to be reverted or mitigated, in milliseconds.
    pub reversion_within: i64,
    /// Business days until an incident has to be concluded.
    pub investigation_due_business_days: u32,
    /// Two times of different systems closer than this do not decide an order, in milliseconds.
    pub clock_tolerance: i64,
    /// A deployment is one and the same in two sources within this span, in milliseconds.
    pub same_deployment_window: i64,
    /// A ticket approval is older than what it approved where one of these fields was edited later.
    pub scope_fields: Vec<String>,
    /// How long GitHub keeps checks, in milliseconds.
    pub checks_kept: i64,
    /// Projects of change records whose numbers are known to have no gaps, in upper case.
    pub gapless_sequences: Vec<String>,
    /// A run of this many business days without a deployment is never a gap.
    pub quiet_business_days: u32,
    /// A run without a deployment is a gap from this many times the median run on.
    pub quiet_medians: u32,
    /// How many of a hundred changes may be emergencies.
    pub emergency_percent: u32,
    /// So many emergencies of one service within the window are too many.
    pub emergency_repeats: usize,
    /// The window for repeated emergencies, in milliseconds.
    pub emergency_repeats_within: i64,
    /// Of fewer changes than these no share is told.
    pub emergency_share_from: usize,
    /// How many months back records have to be kept.
    pub kept_months: u32,
    /// How many of the latest months have to be at hand at once.
    pub at_hand_months: u32,
    /// The change management policy has one of these words in its name, in lower case.
    pub policy_names: Vec<String>,
    /// Calendar months within which the policy has to be reviewed.
    pub policy_review_months: u32,
    /// How long after a significant change it has to be decided what it means for the policy, in
    /// milliseconds.
    pub trigger_decision_within: i64,
    /// Business days until cause, owner, action and date of a failure have to be recorded.
    pub follow_up_due_business_days: u32,
    /// How far apart two snapshots of settings may lie, in milliseconds.
    pub protection_days_apart: i64,
    /// How long an exception for one deployment may hold, in milliseconds.
    pub exception_for_deployment: i64,
    /// How long an exception for a service or a control may hold, in milliseconds.
    pub exception_for_service: i64,
    /// How long an exception for a time window may hold, in milliseconds.
    pub exception_for_window: i64,
    /// How long the approval of a template of the catalogue holds, in milliseconds.
    pub template_valid: i64,
    /// Risk levels that a standard change may have, in lower case, without a leading number.
    pub low_risk_words: Vec<String>,
    /// Words of a template's scope that stand for all systems, in lower case.
    pub any_system_words: Vec<String>,
    /// How long after a deployment a monitoring result is due, in milliseconds.
    pub monitoring_within: i64,
    /// Levels of risk or impact that make a change critical, in lower case, without a leading number.
    pub critical_words: Vec<String>,
    /// Roles whose review counts as that of somebody of security.
    pub security_roles: Vec<String>,
    /// Paths that touch authentication, authorisation, secrets, infrastructure or security controls, in
    /// lower case. A pattern without `/` is matched against every part of a path.
    pub security_paths: Vec<String>,
    /// Labels of such changes, in lower case.
    pub security_labels: Vec<String>,
    /// Paths of what third parties make, in lower case.
    pub third_party_paths: Vec<String>,
    /// Labels of such changes, in lower case.
    pub third_party_labels: Vec<String>,
    /// Services that third parties make.
    pub third_party_services: Vec<String>,
}

impl Default for Parameters {
    /// Those of the built-in policy profile.
    fn default() -> Self {
        policy::built_in().parameters.clone()
    }
}

impl Parameters {
    /// The patterns of the paths that make up a service; none where it owns all of its repository.
    pub fn paths_of(&self, service: &str) -> Vec<&str> {
        let service = folded(service);
        self.service_paths
            .iter()
            .filter(|(of, _)| folded(of) == service)
            .map(|(_, pattern)| pattern.as_str())
            .collect()
    }

    /// The name of an environment by which deployments follow each other: the plain names of
    /// production are one.
    pub fn line_of<'e>(&self, environment: &'e str) -> Cow<'e, str> {
        let name = folded(environment);
        if self
            .production_environments
            .iter()
            .any(|known| *known == name)
        {
            return Cow::Borrowed("production");
        }
        name
    }

    /// Whether an environment of that name is production: one of the names, alone or with a suffix
    /// behind a `-`, `_`, `/`, `.`, `:` or space.
    pub fn is_production(&self, environment: &str) -> bool {
        let name = environment.trim().to_lowercase();
        self.production_environments.iter().any(|known| {
            name.strip_prefix(known.as_str()).is_some_and(|suffix| {
                suffix.is_empty() || suffix.starts_with(['-', '_', '/', '.', ':', ' '])
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_of_production_are_one_line_and_regions_are_lines_of_their_own() {
        let parameters = Parameters::default();
        let line = |name| parameters.line_of(name).into_owned();
        assert_eq!(line("Prod"), line("live"), "both are production");
        assert_ne!(line("prod-eu"), line("prod-us"), "two regions");
    }

    #[test]
    fn production_is_known_by_name_and_suffix() {
        let parameters = Parameters::default();
        for name in [
            "production",
            "Prod",
            "prod-eu",
            "production/tenant-a",
            "live",
        ] {
            assert!(parameters.is_production(name), "{name} is production");
        }
        for name in [
            "staging",
            "preprod",
            "product-catalogue",
            "nonprod",
            "prodigy",
            "liver",
        ] {
            assert!(!parameters.is_production(name), "{name} is not production");
        }
    }
}
