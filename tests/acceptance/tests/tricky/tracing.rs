//! Deployments that name a version or an image instead of a commit: what leads to the commit, and what
//! must not.

use std::path::PathBuf;

use changeproof_acceptance::Workspace;
use changeproof_acceptance::exports::{Exports, Judged, PREVIOUS, SQUASH, evaluate};
use serde_json::{Value, json};

/// The digest of an image.
const DIGEST: &str = "sha256:0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f";

/// An object that is no commit, such as an annotated tag.
const TAG_OBJECT: &str = "7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a";

/// The clean company whose change was deployed by another tool, which tells the version alone.
struct Versions {
    company: Exports,
    version: &'static str,
    repository: &'static str,
    files: Vec<(&'static str, String)>,
}

impl Versions {
    fn deployed(version: &'static str) -> Versions {
        let mut company = Exports::clean();
        (company.deployments, company.statuses) = (json!([]), json!([]));
        Versions {
            company,
            version,
            repository: "clicki/referral-api",
            files: Vec::new(),
        }
    }

    fn with(mut self, name: &'static str, text: impl Into<String>) -> Versions {
        self.files.push((name, text.into()));
        self
    }

    fn workspace(&self) -> Workspace {
        let workspace = self.company.imported();
        let row = |id: &str, revision: &str, version: &str, at: &str| {
            format!(
                "{id},referral-api,{},production,{version},{revision},success,{at},lena.ci,deploy,\
                 https://ci.clicki.example/runs/{id}\n",
                self.repository
            )
        };
        let log = "deployment_id,service,repository,environment,version,commit_sha,status,started_at,\
                   deployed_by,pipeline,run_url\n";
        let rows = [
            row("102", PREVIOUS, "v1", "2025-02-24T10:00:00Z"),
            row("103", "", self.version, "2025-03-03T10:00:00Z"),
        ];
        let log = ("deploy-log.csv", format!("{log}{}", rows.concat()));
        // One call for each: what is declared holds for all files of a call.
        for (name, text) in [&log].into_iter().chain(&self.files) {
            let file = workspace.file(name, text);
            let covers = ["--covers", "2025-01-01..2025-12-31"].map(PathBuf::from);
            workspace
                .run("import", [file].into_iter().chain(covers))
                .well();
        }
        workspace
    }

    fn judged(&self) -> Judged {
        let workspace = self.workspace();
        evaluate(&workspace).well();
        Judged::of(&workspace)
    }
}

/// The links of the deployment of the change, by rule.
fn links(workspace: &Workspace, rule: &str) -> Vec<Value> {
    let links = workspace.links();
    let links = links
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    links
        .filter(|link: &Value| link["deployment"]["id"] == "103" && link["rule"] == rule)
        .collect()
}

fn tag(commit: &str) -> String {
    format!("{PREVIOUS}\trefs/tags/v1\n{commit}\trefs/tags/v2\n")
}

#[test]
fn case_25_a_release_tag_leads_to_its_commit() {
    let versions = Versions::deployed("v2").with("refs.txt", tag(SQUASH));
    versions.judged().says("TRC-02", "pass");
    versions.judged().says("REV-01", "pass");
    let links = links(&versions.workspace(), "tag");
    assert_eq!(links.len(), 1);
    assert_eq!(links[0]["target"]["id"], SQUASH);
    assert_eq!(links[0]["state"], "proven");
}

#[test]
fn case_25_an_annotated_tag_leads_to_the_commit_that_it_names_and_not_to_itself() {
    let refs = format!("{TAG_OBJECT}\trefs/tags/v2\n{SQUASH}\trefs/tags/v2^{{}}\n");
    let versions = Versions::deployed("v2").with("refs.txt", refs);
    versions.judged().says("TRC-02", "pass");
    assert_eq!(
        links(&versions.workspace(), "tag")[0]["target"]["id"],
        SQUASH
    );
}

#[test]
fn case_25_an_annotated_tag_whose_commit_was_not_exported() {
    let refs = format!("{PREVIOUS} commit\trefs/tags/v1\n{TAG_OBJECT} tag\trefs/tags/v2\n");
    let judged = Versions::deployed("v2").with("refs.txt", refs).judged();
    judged.says("TRC-02", "insufficient_evidence");
    judged.says("REV-01", "insufficient_evidence");
}

#[test]
fn case_25_a_tag_that_was_moved_between_two_exports() {
    let versions = Versions::deployed("v2")
        .with("refs-march.txt", tag(SQUASH))
        .with("refs-april.txt", tag(PREVIOUS));
    let judged = versions.judged();
    let reason = judged.says("TRC-02", "insufficient_evidence");
    assert!(reason.contains("leads to no one commit"), "{reason}");
    judged.says("REV-01", "insufficient_evidence");
    judged.says("TST-01", "insufficient_evidence");
}

#[test]
fn case_25_a_tag_that_was_made_after_the_deployment() {
    let table = |day: &str| {
        format!(
            "tag\ttype\tsha\tcommit\ttaggerdate\n\
             v1\tcommit\t{PREVIOUS}\t{PREVIOUS}\t\n\
             v2\ttag\t{TAG_OBJECT}\t{SQUASH}\t{day}T09:00:00Z\n"
        )
    };
    let made = |day| {
        Versions::deployed("v2")
            .with("tags.tsv", table(day))
            .judged()
    };
    made("2025-03-02").says("TRC-02", "pass");
    made("2025-03-04").says("TRC-02", "insufficient_evidence");
}

#[test]
fn a_tag_of_another_repository_leads_nowhere() {
    let mut versions = Versions::deployed("v2").with("refs.txt", tag(SQUASH));
    for repository in ["clicki/payments-api", ""] {
        versions.repository = repository;
        versions.judged().says("TRC-02", "insufficient_evidence");
    }
}

#[test]
fn case_24_an_image_by_its_digest_leads_to_the_commit_that_it_was_built_from() {
    let versions = Versions::deployed(
        "registry.clicki.example/referral-api@sha256:0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
    )
    .with("artifacts.csv", format!("digest,commit_sha\n{DIGEST},{SQUASH}\n"));
    versions.judged().says("TRC-02", "pass");
    assert_eq!(
        links(&versions.workspace(), "artifact")[0]["target"]["id"],
        SQUASH
    );
}

#[test]
fn case_24_an_image_by_its_digest_leads_to_the_run_that_built_it_and_its_commit() {
    let run = "https://github.com/clicki/referral-api/actions/runs/7103";
    let built = |at: &str| {
        let table = format!("digest,run_url\n{DIGEST},{at}\n");
        Versions::deployed(DIGEST).with("artifacts.csv", table)
    };
    // The runs of the clean company worked on the commits that they deployed.
    built(run).judged().says("TRC-02", "pass");
    built("https://github.com/clicki/referral-api/actions/runs/1")
        .judged()
        .says("TRC-02", "insufficient_evidence");
}

#[test]
fn case_24_an_image_of_which_two_sources_tell_different_commits() {
    let table = format!("digest,commit_sha\n{DIGEST},{SQUASH}\n{DIGEST},{PREVIOUS}\n");
    let judged = Versions::deployed(DIGEST)
        .with("artifacts.csv", table)
        .judged();
    judged.says("TRC-02", "insufficient_evidence");
}

/// The clean company, deployed by commits of a repository of environments.
fn gitops() -> Versions {
    let line = |sha: char, at: &str, version: &str, environment: &str| {
        let sha = sha.to_string().repeat(40);
        format!(
            "{sha}\t{at}\tlena\tlena@clicki.example\t{at}\tlena\tlena@clicki.example\tUpdate \
             referral-api image tag to {version} for {environment}\n"
        )
    };
    let log = [
        line('4', "2025-03-03T09:00:00Z", "v2", "production"),
        line('3', "2025-03-03T08:00:00Z", "v2", "staging"),
        line('2', "2025-02-24T09:00:00Z", "v1", "production"),
    ];
    Versions::deployed("v9").with("environments.tsv", log.concat())
}

#[test]
fn case_24_a_commit_of_the_environments_is_traced_to_its_source() {
    let mut versions = gitops().with("refs.txt", tag(SQUASH));
    versions.company.pull_request()["statusCheckRollup"] = json!([]);
    let workspace = versions.company.imported();
    for (name, text) in &versions.files {
        let file = workspace.file(name, text);
        let declared = [
            "--repository",
            "clicki/referral-api",
            "--covers",
            "2025-01-01..2025-12-31",
        ];
        let declared = declared.map(PathBuf::from);
        workspace
            .run("import", [file].into_iter().chain(declared))
            .well();
    }
    evaluate(&workspace).well();
    let judged = Judged::of(&workspace);
    let deployment = "4".repeat(40);
    judged.says_of(&deployment, "TRC-02", "pass");
    judged.says_of(&deployment, "REV-01", "pass");
    // The log tells what was wanted in staging, not that it ran there.
    judged.says_of(&deployment, "TST-01", "insufficient_evidence");
    // Nothing in it tells of a pipeline.
    judged.says_of(&deployment, "DEP-01", "insufficient_evidence");
}

#[test]
fn a_planned_window_is_a_suggestion_and_makes_no_pass() {
    let mut company = Exports::clean();
    company.pull_request()["title"] = json!("retry");
    company.pull_request()["headRefName"] = json!("retry");
    company.commits[0] = changeproof_acceptance::exports::commit(
        SQUASH,
        &[PREVIOUS],
        "ana",
        "2025-02-28T13:00:00Z",
        "retry (#42)",
    );
    for commit in company.pull_request()["commits"].as_array_mut().unwrap() {
        commit["messageHeadline"] = json!("retry");
    }
    company.judged().says("TRC-01", "fail");
    let columns = "number,short_description,type,cmdb_ci,start_date,end_date,sys_created_on,state";
    let row = "CHG0030001,Retry,normal,referral-api,2025-03-03 09:00:00,2025-03-03 12:00:00,2025-03-01 09:00:00,Closed";
    let workspace = company.imported();
    let file = workspace.file("servicenow.csv", format!("{columns}\n{row}\n"));
    let covers = ["--covers", "2025-01-01..2025-12-31"].map(PathBuf::from);
    workspace
        .run("import", [file].into_iter().chain(covers))
        .well();
    evaluate(&workspace).well();
    Judged::of(&workspace).says("TRC-01", "fail");
    let windows = links(&workspace, "change_window");
    assert_eq!(windows.len(), 1);
    assert_eq!(windows[0]["target"]["id"], "CHG0030001");
    assert_eq!(windows[0]["state"], "suggested");
}

#[test]
fn what_was_merged_between_two_deployments_is_suggested_and_makes_no_pass() {
    let mut versions = Versions::deployed("v2");
    versions.company.without = vec!["gitlog-referral-api.txt"];
    versions.judged().says("TRC-02", "insufficient_evidence");
    let between = links(&versions.workspace(), "merged_between");
    assert_eq!(between.len(), 1);
    assert_eq!(between[0]["target"]["id"], "clicki/referral-api#42");
    assert_eq!(between[0]["state"], "suggested");
}

#[test]
fn an_incident_soon_after_a_deployment_is_a_suggestion() {
    let mut company = Exports::clean();
    let incident = changeproof_acceptance::exports::incident("PLATER", "2025-03-03T12:00:00Z");
    changeproof_acceptance::exports::push(&mut company.incidents, incident);
    let after = links(&company.imported(), "opened_after");
    assert_eq!(after.len(), 1);
    assert_eq!(after[0]["target"]["id"], "PLATER");
    assert_eq!(after[0]["state"], "suggested");
}

/// The clean company's log of commits as a table of that format.
fn tabled(format: impl Fn(&str, &str, &str) -> String) -> Exports {
    let mut company = Exports::clean();
    company.without = vec!["gitlog-referral-api.txt"];
    let lines = [
        (SQUASH, PREVIOUS, "ana"),
        (
            PREVIOUS,
            "0909090909090909090909090909090909090909",
            "chidi",
        ),
        ("0909090909090909090909090909090909090909", "", "chidi"),
    ];
    let lines = lines.map(|(sha, parent, author)| format(sha, parent, author));
    company.extra = vec![("gitlog.tsv", lines.concat())];
    company
}

#[test]
fn a_table_of_commits_tells_what_a_deployment_brought() {
    let company = tabled(|sha, parent, author| {
        let at = "2025-02-28T13:00:00Z";
        format!(
            "{sha}\t{parent}\t{at}\t{author}\t{author}@clicki.example\t{at}\tGitHub\tCHG-1000\n"
        )
    });
    let judged = company.judged();
    judged.says("TRC-02", "pass");
    // The pull request lists its commits with all their authors.
    judged.says("REV-01", "pass");
}

#[test]
fn a_table_of_commits_without_the_rest_of_their_messages_proves_no_independence() {
    let mut company = tabled(|sha, parent, author| {
        let at = "2025-02-28T13:00:00Z";
        format!("{sha}\t{parent}\t{at}\t{author}\t{author}@clicki.example\t{at}\tGitHub\tretry\n")
    });
    company.pull_request()["title"] = json!("retry");
    company.pull_request()["headRefName"] = json!("retry");
    let pull_requests = company.pull_requests.as_array_mut().unwrap();
    for pull_request in pull_requests {
        pull_request.as_object_mut().unwrap().remove("commits");
    }
    let judged = company.judged();
    // A co-author may stand below, and so may a key.
    judged.says("REV-01", "insufficient_evidence");
    judged.says("TRC-01", "insufficient_evidence");
}
