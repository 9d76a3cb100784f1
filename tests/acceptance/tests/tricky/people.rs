//! Who deployed, and whether that was theirs to do on that day.

use changeproof_acceptance::exports::{Exports, person};
use serde_json::json;

/// The change deployed by somebody with that row in the roster.
fn deployed_by(name: &str, from: &str, to: &str) -> Exports {
    let mut company = Exports::clean();
    company.roster.push(person(name, "deployer", from, to));
    let run = company.run();
    run["actor"]["login"] = json!(name);
    run["triggering_actor"]["login"] = json!(name);
    company
}

#[test]
fn case_26_a_deployer_who_had_left() {
    let judged = deployed_by("oskar", "2024-01-01", "2024-12-31").judged();
    judged.says("DEP-02", "fail");
    judged.says("TRC-03", "pass");
}

#[test]
fn case_26_a_deployer_who_got_the_role_later() {
    let judged = deployed_by("priya", "2025-06-01", "").judged();
    judged.says("DEP-02", "fail");
    judged.says("TRC-03", "pass");
}

#[test]
fn case_26_a_deployer_who_held_the_role_on_that_very_day() {
    let judged = deployed_by("oskar", "2025-03-03", "2025-03-03").judged();
    judged.says("DEP-02", "pass");
}
