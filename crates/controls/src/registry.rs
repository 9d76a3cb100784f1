//! All controls, in the order of the catalogue.

use std::sync::LazyLock;

use crate::control::Control;
use crate::{
    approvals, categories, deployments, emergencies, exceptions, governance, logs, monitoring,
    population, records, reviews, rollbacks, security, standard_changes, testing, third_parties,
    traceability,
};

static REGISTRY: [&Control; 40] = [
    &population::pop_01_import_totals::CONTROL,
    &population::pop_02_gaps::CONTROL,
    &population::pop_03_independent_tie_out::CONTROL,
    &traceability::trc_01_change_record::CONTROL,
    &traceability::trc_02_revision_reviewed::CONTROL,
    &traceability::trc_03_attributable_actor::CONTROL,
    &categories::cat_01_category::CONTROL,
    &records::rec_01_record_content::CONTROL,
    &records::rec_02_affected_systems::CONTROL,
    &reviews::rev_01_independent_review::CONTROL,
    &reviews::rev_02_review_covers_deployed::CONTROL,
    &reviews::rev_03_qualified_reviewer::CONTROL,
    &approvals::app_01_approval_before_implementation::CONTROL,
    &approvals::app_02_no_self_approval::CONTROL,
    &approvals::app_03_additional_approval::CONTROL,
    &approvals::app_04_approvers_authority::CONTROL,
    &standard_changes::std_01_standard_change_catalogue::CONTROL,
    &emergencies::emg_01_emergency_justified::CONTROL,
    &emergencies::emg_02_emergency_documented::CONTROL,
    &emergencies::emg_03_emergency_actions_logged::CONTROL,
    &emergencies::emg_04_post_change_review::CONTROL,
    &emergencies::emg_05_emergency_overuse::CONTROL,
    &testing::tst_01_tested_before_production::CONTROL,
    &testing::tst_02_critical_change_validated::CONTROL,
    &deployments::dep_01_controlled_process::CONTROL,
    &deployments::dep_02_authorised_deployer::CONTROL,
    &deployments::dep_03_separation_of_duties::CONTROL,
    &deployments::dep_04_enforcement_in_force::CONTROL,
    &rollbacks::rbk_01_rollback_plan_usable::CONTROL,
    &rollbacks::rbk_02_prompt_reversion::CONTROL,
    &monitoring::mon_01_monitored_after_deployment::CONTROL,
    &monitoring::mon_02_issues_investigated::CONTROL,
    &third_parties::tpc_01_third_party_change_assessed::CONTROL,
    &security::sec_01_heightened_scrutiny::CONTROL,
    &security::sec_02_no_exposed_credentials::CONTROL,
    &logs::log_01_retention::CONTROL,
    &exceptions::exc_01_exceptions_valid::CONTROL,
    &governance::gov_01_annual_policy_review::CONTROL,
    &governance::gov_02_review_after_significant_change::CONTROL,
    &governance::gov_03_violations_followed_up::CONTROL,
];

static OF_DEPLOYMENTS: LazyLock<Vec<&'static Control>> = LazyLock::new(|| {
    let mut controls = REGISTRY.to_vec();
    controls.retain(|control| control.check.judges_deployments());
    controls
});

/// All controls, whatever they judge.
pub fn catalogue() -> &'static [&'static Control] {
    &REGISTRY
}

/// The controls of production deployments: their order is that of a deployment's verdicts.
pub fn registry() -> &'static [&'static Control] {
    &OF_DEPLOYMENTS
}

/// The control with that id.
pub fn find(id: &str) -> Option<&'static Control> {
    catalogue()
        .iter()
        .copied()
        .find(|control| control.id.eq_ignore_ascii_case(id))
}
