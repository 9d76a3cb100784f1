//! What the table of another deploy tool says of a deployment.

use changeproof_acceptance::exports::{Exports, Judged, PREVIOUS, SQUASH, evaluate};

/// What comes out where the change was deployed by another tool, with that revision and version.
fn logged(revision: &str, version: &str) -> Judged {
    let mut company = Exports::clean();
    let empty = || serde_json::json!([]);
    (company.deployments, company.statuses) = (empty(), empty());
    let workspace = company.imported();
    let row = |id: &str, revision: &str, version: &str, at: &str| {
        format!(
            "{id},referral-api,clicki/referral-api,production,{version},{revision},success,{at},lena.ci,\
             deploy,https://ci.clicki.example/runs/{id}\n"
        )
    };
    let log = "deployment_id,service,repository,environment,version,commit_sha,status,started_at,\
               deployed_by,pipeline,run_url\n";
    let rows = [
        row("102", PREVIOUS, "v1", "2025-02-24T10:00:00Z"),
        row("103", revision, version, "2025-03-03T10:00:00Z"),
    ];
    let log = workspace.file("deploy-log.csv", format!("{log}{}", rows.concat()));
    let covers = ["--covers", "2025-01-01..2025-12-31"].map(std::path::PathBuf::from);
    workspace
        .run("import", [log].into_iter().chain(covers))
        .well();
    evaluate(&workspace).well();
    Judged::of(&workspace)
}

#[test]
fn case_25_a_revision_that_was_resolved_when_it_was_deployed() {
    logged(SQUASH, "v2").says("TRC-02", "pass");
}

#[test]
fn case_25_a_tag_whose_revision_at_deployment_time_is_unknown() {
    let judged = logged("", "v2");
    judged.says("TRC-02", "insufficient_evidence");
    judged.says("REV-01", "insufficient_evidence");
}
