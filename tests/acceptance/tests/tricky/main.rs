//! Cases that a naive reading gets wrong, each with an export of its own, through import.
//!
//! Every test starts from the clean company of `exports`, alters one thing in what the tools would have
//! written, and looks at what comes out. The numbers are those of the design's table.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod changes;
mod checks;
mod cherry_picks;
mod clusters;
mod deployments;
mod monorepo;
mod people;
mod policy;
mod records;
mod reviews;
mod secrets;
mod tracing;
mod without_deployment;

use changeproof_acceptance::exports::{DEPLOYMENT, Exports};

#[test]
fn the_clean_change_passes_every_control_that_applies() {
    let judged = Exports::clean().judged();
    let mut passed = 0;
    for result in judged.results() {
        let (control, outcome) = (&result["control"], &result["outcome"]);
        if result["subject"]["id"] == DEPLOYMENT {
            let fits = outcome == "pass" || outcome == "not_applicable";
            assert!(fits, "{control} is {outcome}: {}", result["reason"]);
            passed += usize::from(outcome == "pass");
        }
    }
    assert!(passed > 15, "{passed} pass");
}
