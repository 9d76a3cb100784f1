//! Deployments as Argo CD and Flux tell them, and what leads from there to the commit of the service.

use std::path::PathBuf;

use changeproof_acceptance::Workspace;
use changeproof_acceptance::exports::{Exports, Judged, PREVIOUS, REPOSITORY, SQUASH, evaluate};
use serde_json::{Value, json};

/// Commits of the repository that says what runs where.
const EARLIER: &str = "2222222222222222222222222222222222222222";
const LATER: &str = "4444444444444444444444444444444444444444";

/// When they were carried out.
const FIRST: &str = "2025-02-24T10:00:00Z";
const SECOND: &str = "2025-03-03T10:00:00Z";

/// The clean company, whose deployments another tool tells.
struct Cluster {
    company: Exports,
    files: Vec<(&'static str, String, Option<&'static str>)>,
}

impl Cluster {
    fn told_by(name: &'static str, export: &Value) -> Cluster {
        let mut company = Exports::clean();
        (company.deployments, company.statuses) = (json!([]), json!([]));
        Cluster {
            company,
            files: vec![(name, export.to_string(), None)],
        }
    }

    /// Adds a file; what it says is of the repository, where one is named.
    fn with(mut self, name: &'static str, text: String, of: Option<&'static str>) -> Cluster {
        self.files.push((name, text, of));
        self
    }

    fn workspace(&self) -> Workspace {
        let workspace = self.company.imported();
        for (name, text, repository) in &self.files {
            let file = workspace.file(name, text);
            let covers = ["--covers", "2025-01-01..2025-12-31"].map(PathBuf::from);
            let of = repository.map(|of| [PathBuf::from("--repository"), PathBuf::from(of)]);
            let declared = covers.into_iter().chain(of.into_iter().flatten());
            workspace
                .run("import", [file].into_iter().chain(declared))
                .well();
        }
        evaluate(&workspace).well();
        workspace
    }

    /// What came out for the second of two deployments.
    fn second(&self) -> (Judged, String) {
        let judged = Judged::of(&self.workspace());
        let ids: Vec<String> = judged
            .deployments()
            .iter()
            .map(|id| (*id).to_owned())
            .collect();
        assert_eq!(ids.len(), 2, "{ids:?}");
        let second = ids[1].clone();
        (judged, second)
    }

    #[track_caller]
    fn says(&self, control: &str, outcome: &str) -> String {
        let (judged, id) = self.second();
        judged.says_of(&id, control, outcome).to_owned()
    }

    fn links(&self, rule: &str) -> Vec<Value> {
        let links = self.workspace().links();
        let links = links
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        links.filter(|link: &Value| link["rule"] == rule).collect()
    }
}

fn sync(number: u64, commit: &str, at: &str, source: Value) -> Value {
    let mut entry = json!({
        "id": number, "revision": commit, "deployStartedAt": at, "deployedAt": at,
        "initiatedBy": {"username": "lena.ci"},
        "source": {"repoURL": "https://github.com/clicki/environments", "path": "referral-api"}
    });
    for (key, value) in source.as_object().unwrap() {
        entry["source"][key] = value.clone();
    }
    entry
}

/// Two syncs of an application of Argo CD, with what each sets.
fn argo(first: Value, second: Value) -> Cluster {
    let application = json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
        "metadata": {"name": "referral-api", "namespace": "argocd"},
        "spec": {
            "destination": {"namespace": "production", "server": "https://kubernetes.default.svc"},
            "source": {"repoURL": "https://github.com/clicki/environments", "path": "referral-api"}
        },
        "status": {"history": [sync(0, EARLIER, FIRST, first), sync(1, LATER, SECOND, second)]}
    });
    Cluster::told_by("argocd.json", &application)
}

fn image(version: &str) -> Value {
    json!({"kustomize": {"images": [format!("ghcr.io/clicki/referral-api:{version}")]}})
}

fn tags() -> String {
    format!("{PREVIOUS}\trefs/tags/v1\n{SQUASH}\trefs/tags/v2\n")
}

/// The log of the repository of environments.
fn environments(versions: [&str; 2]) -> String {
    let line = |sha: &str, at: &str, version: &str| {
        format!(
            "{sha}\t{at}\tlena\tlena@clicki.example\t{at}\tlena\tlena@clicki.example\tUpdate \
             referral-api image tag to {version} for production\n"
        )
    };
    let [first, second] = versions;
    [line(LATER, SECOND, second), line(EARLIER, FIRST, first)].concat()
}

#[test]
fn case_24_a_sync_of_argo_cd_alone_leads_to_no_commit_of_the_service() {
    let cluster = argo(json!({}), json!({}));
    cluster.says("TRC-02", "insufficient_evidence");
    cluster.says("REV-01", "insufficient_evidence");
}

#[test]
fn case_24_the_image_that_an_application_sets_leads_to_its_commit_by_a_tag() {
    let cluster = argo(image("v1"), image("v2"));
    // Nothing says of which repository the tags are.
    cluster.says("TRC-02", "insufficient_evidence");
    let export = cluster.files[0].1.clone();
    let mut cluster = cluster.with("refs.txt", tags(), Some(REPOSITORY));
    cluster.files[0] = ("argocd.json", export, Some(REPOSITORY));
    cluster.says("TRC-02", "pass");
    cluster.says("REV-01", "pass");
    assert_eq!(cluster.links("tag")[0]["target"]["id"], PREVIOUS);
}

#[test]
fn case_24_an_image_that_is_tagged_with_its_commit() {
    argo(image(PREVIOUS), image(SQUASH)).says("TRC-02", "pass");
}

#[test]
fn case_24_the_commit_of_the_environments_tells_the_version_that_a_sync_brought() {
    let cluster = argo(json!({}), json!({}))
        .with("refs.txt", tags(), Some(REPOSITORY))
        .with(
            "environments.tsv",
            environments(["v1", "v2"]),
            Some(REPOSITORY),
        );
    // The sync and the commit that it carried out are one deployment.
    let (judged, id) = cluster.second();
    judged.says_of(&id, "TRC-02", "pass");
    judged.says_of(&id, "REV-01", "pass");
    assert!(id.starts_with("argocd/referral-api/1@"), "{id}");
}

#[test]
fn case_24_a_commit_of_the_environments_that_names_the_commit_of_the_service() {
    let cluster = argo(json!({}), json!({})).with(
        "environments.tsv",
        environments([PREVIOUS, SQUASH]),
        Some(REPOSITORY),
    );
    cluster.says("TRC-02", "pass");
    let links = cluster.links("environments_commit");
    assert!(
        links.iter().any(|link| link["target"]["id"] == SQUASH),
        "{links:?}"
    );
}

#[test]
fn case_24_an_image_and_a_commit_of_the_environments_that_tell_different_versions() {
    let mut cluster = argo(image("v1"), image("v1"))
        .with("refs.txt", tags(), Some(REPOSITORY))
        .with(
            "environments.tsv",
            environments(["v1", "v2"]),
            Some(REPOSITORY),
        );
    cluster.files[0].2 = Some(REPOSITORY);
    let judged = Judged::of(&cluster.workspace());
    let second = judged.deployments();
    let second = second.iter().find(|id| id.contains("/1@")).unwrap();
    let reason = judged.says_of(second, "TRC-02", "insufficient_evidence");
    assert!(reason.contains("leads to no one commit"), "{reason}");
}

#[test]
fn case_24_manifests_in_the_service_s_own_repository() {
    let own = json!({"repoURL": format!("git@github.com:{REPOSITORY}.git")});
    let mut cluster = argo(own.clone(), own);
    let export = cluster.files[0].1.clone();
    let export = export.replace(EARLIER, PREVIOUS).replace(LATER, SQUASH);
    cluster.files[0] = ("argocd.json", export.clone(), None);
    cluster.says("TRC-02", "insufficient_evidence");
    cluster.files[0] = ("argocd.json", export, Some(REPOSITORY));
    cluster.says("TRC-02", "pass");
}

fn chart(values: Value) -> Cluster {
    let release = |number: u64, at: &str, version: &str| {
        json!({
            "version": number, "namespace": "production", "name": "referral-api", "status": "superseded",
            "configDigest": "sha256:11", "chartName": "referral-api", "chartVersion": version,
            "firstDeployed": FIRST, "lastDeployed": at
        })
    };
    let resource = json!({
        "apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease",
        "metadata": {"name": "referral-api", "namespace": "production"},
        "spec": {"values": values},
        "status": {
            "lastAttemptedConfigDigest": "sha256:11",
            "history": [release(2, SECOND, "v2"), release(1, FIRST, "v1")]
        }
    });
    let mut cluster = Cluster::told_by("flux.json", &json!({"kind": "List", "items": [resource]}));
    cluster.files[0].2 = Some(REPOSITORY);
    cluster.with("refs.txt", tags(), Some(REPOSITORY))
}

#[test]
fn case_24_a_chart_leads_to_its_commit_unless_values_may_set_another_image() {
    chart(json!({"replicas": 3})).says("TRC-02", "pass");
    chart(json!({"image": {"tag": "v1"}})).says("TRC-02", "insufficient_evidence");
}

#[test]
fn case_24_a_kustomization_of_flux_is_told_by_the_commit_that_it_applied() {
    let entry = |commit: &str, at: &str| {
        json!({
            "digest": format!("sha256:{commit}"), "firstReconciled": at, "lastReconciled": at,
            "lastReconciledStatus": "ReconciliationSucceeded", "totalReconciliations": 1,
            "metadata": {"revision": format!("main@sha1:{commit}")}
        })
    };
    let resource = json!({
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
        "metadata": {"name": "referral-api", "namespace": "flux-system"},
        "spec": {"path": "./clusters/production/referral-api"},
        "status": {"history": [entry(LATER, SECOND), entry(EARLIER, FIRST)]}
    });
    let cluster = Cluster::told_by("flux.json", &resource);
    cluster.says("TRC-02", "insufficient_evidence");
    let log = environments([PREVIOUS, SQUASH]);
    let cluster = Cluster::told_by("flux.json", &resource);
    let cluster = cluster.with("environments.tsv", log, Some(REPOSITORY));
    cluster.says("TRC-02", "pass");
}

/// Two deployments of versions, told by a table.
fn versions() -> Cluster {
    let row = |id: &str, version: &str, at: &str| {
        format!("{id},referral-api,{REPOSITORY},production,{version},success,{at}\n")
    };
    let header = "deployment_id,service,repository,environment,version,status,started_at\n";
    let log = [row("1", "v1", FIRST), row("2", "v2", SECOND)].concat();
    let mut cluster = Cluster::told_by("log.csv", &json!(null));
    cluster.files[0] = ("log.csv", format!("{header}{log}"), None);
    cluster
}

fn releases(target: &str) -> String {
    let release = |tag: &str, target: &str| {
        json!({
            "url": format!("https://api.github.com/repos/{REPOSITORY}/releases/1"), "tag_name": tag,
            "target_commitish": target, "draft": false, "published_at": FIRST
        })
    };
    json!([release("v1", "main"), release("v2", target)]).to_string()
}

#[test]
fn case_25_a_release_does_not_prove_where_its_tag_leads() {
    let cluster = versions().with("releases.json", releases(SQUASH), None);
    cluster.says("TRC-02", "insufficient_evidence");
    let links = cluster.links("release_target");
    assert_eq!(links.len(), 1, "{links:?}");
    assert_eq!(links[0]["target"]["id"], SQUASH);
    assert_eq!(links[0]["state"], "suggested");
}

#[test]
fn case_25_a_release_that_names_another_commit_than_its_tag() {
    let with = |target| {
        versions().with("refs.txt", tags(), Some(REPOSITORY)).with(
            "releases.json",
            releases(target),
            None,
        )
    };
    with(SQUASH).says("TRC-02", "pass");
    // A branch says nothing of the commit.
    with("main").says("TRC-02", "pass");
    let reason = with(PREVIOUS).says("TRC-02", "insufficient_evidence");
    assert!(reason.contains("leads to no one commit"), "{reason}");
}
