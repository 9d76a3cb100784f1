//! Deployments of Flux: the histories of Helm releases and of Kustomizations.
//!
//! A Kustomization applies a commit of the repository that says what runs where; the log of that repository
//! tells which version of a service it sets. A Helm release names a chart, whose version tells what was
//! deployed only where no values of the release can set another image.
//! Formats: <https://fluxcd.io/flux/components/helm/helmreleases/>,
//! <https://fluxcd.io/flux/components/kustomize/kustomizations/>.

use changeproof_domain::account::{Account, AccountKind, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::{Deployment, DeploymentSource, DeploymentState, Record};
use changeproof_domain::source::Reading;
use changeproof_domain::time::Moment;
use chrono::{DateTime, FixedOffset};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::argocd_applications::raw::RawMetadata;
use super::elements::{self, Row};
use super::git_table::is_whole_name;
use super::{Format, environments, field_map, reading};
use crate::collector::{Rejection, RowContext};
use crate::container::json_value::{Text, text_field, trimmed, typed};
use crate::container::{Document, Probe};
use crate::{Options, ReadError, Sink};

const FIELDS: &[(&str, &str)] = &[
    ("id", "status.history[]"),
    ("service", "metadata.name"),
    ("environment", "spec.targetNamespace"),
    ("version", "status.history[].chartVersion"),
    ("environments_commit", "status.history[].metadata.revision"),
    ("state", "status.history[]"),
    ("started_at", "status.history[]"),
    ("deployed_by", "kind"),
];

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
struct RawResource<'t> {
    #[serde(default, borrow)]
    kind: Field<Text<'t>>,
    #[serde(default, borrow)]
    metadata: RawMetadata<'t>,
    #[serde(default, borrow)]
    spec: RawSpec<'t>,
    #[serde(default, borrow)]
    status: RawStatus<'t>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
struct RawSpec<'t> {
    #[serde(default, borrow)]
    target_namespace: Field<Text<'t>>,
    #[serde(default, borrow)]
    path: Field<Text<'t>>,
    #[serde(default, borrow)]
    values: Field<&'t RawValue>,
    #[serde(default, borrow)]
    values_from: Field<Vec<&'t RawValue>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
struct RawStatus<'t> {
    #[serde(default, borrow)]
    history: Field<Vec<&'t RawValue>>,
    #[serde(default, borrow)]
    last_attempted_config_digest: Field<Text<'t>>,
}

/// An entry of the history of a Helm release.
#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
struct RawRelease<'t> {
    #[serde(default)]
    version: Field<u64>,
    #[serde(default, borrow)]
    namespace: Field<Text<'t>>,
    #[serde(default, borrow)]
    config_digest: Field<Text<'t>>,
    #[serde(default, borrow)]
    chart_version: Field<Text<'t>>,
    #[serde(default, borrow)]
    last_deployed: Field<Text<'t>>,
    #[serde(default, borrow)]
    status: Field<Text<'t>>,
}

/// An entry of the history of a Kustomization.
#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
struct RawSnapshot<'t> {
    #[serde(default, borrow)]
    digest: Field<Text<'t>>,
    #[serde(default, borrow)]
    first_reconciled: Field<Text<'t>>,
    #[serde(default, borrow)]
    last_reconciled: Field<Text<'t>>,
    #[serde(default, borrow)]
    last_reconciled_status: Field<Text<'t>>,
    #[serde(default, borrow)]
    metadata: Field<RawRevisions<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an object", rename_all = "camelCase")]
struct RawRevisions<'t> {
    #[serde(default, borrow)]
    revision: Field<Text<'t>>,
    #[serde(default, borrow)]
    origin_revision: Field<Text<'t>>,
}

/// `kubectl get helmreleases,kustomizations -o json`.
pub struct FluxResources;

impl Format for FluxResources {
    fn id(&self) -> &'static str {
        "flux-resources"
    }

    fn label(&self) -> &'static str {
        "Flux Helm releases and Kustomizations"
    }

    fn version(&self) -> u32 {
        2
    }

    fn how_to_export(&self) -> &'static str {
        "kubectl get helmreleases.helm.toolkit.fluxcd.io,kustomizations.kustomize.toolkit.fluxcd.io \
         --all-namespaces -o json > flux.json\n\
         Flux keeps the last few deployments of each alone: export regularly. A Kustomization has a history \
         from Flux 2.7 on; before, import the log of the repository that it applies (gitops-log)."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        let record = probe.record_with(&["apiVersion", "kind", "metadata", "spec"])?;
        let version = record.get("apiVersion")?.get();
        let of_flux = [
            "\"helm.toolkit.fluxcd.io/",
            "\"kustomize.toolkit.fluxcd.io/",
        ];
        let is_of_flux = of_flux.iter().any(|group| version.starts_with(group));
        is_of_flux.then(|| "Its records have an apiVersion of helm.toolkit.fluxcd.io or kustomize.toolkit.fluxcd.io.".to_owned())
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        let json = elements::json_of(self, document)?;
        let mut collector =
            elements::read_rows(document, json, sink, |slice| rows(slice, options))?;
        let mut resources = json.elements.iter().map(|element| json.slice(element));
        if let Some(sentence) = resources.find_map(|slice| gone(slice).ok()?) {
            collector.cut(sentence, None);
        }
        let fields = field_map(FIELDS);
        let gathered = collector.finish();
        Ok(reading(self, document, signature, fields, gathered))
    }
}

/// How many entries Flux keeps in the history of a Kustomization.
/// See <https://fluxcd.io/flux/components/kustomize/kustomizations/#history>.
const KEPT: usize = 5;

/// What to say of a resource that had deployments that are not in its history any more.
fn gone(slice: &str) -> Result<Option<String>, Rejection> {
    let resource: RawResource<'_> = typed(slice)?;
    let name = text_field(&resource.metadata.name);
    let history = resource.status.history.items();
    match text_field(&resource.kind).text() {
        "HelmRelease" => gone_of_release(name.text(), history),
        "Kustomization" => gone_of_kustomization(name.text(), history),
        _ => Ok(None),
    }
}

fn gone_of_release(name: &str, history: &[&RawValue]) -> Result<Option<String>, Rejection> {
    let Some(oldest) = history.last() else {
        return Ok(None);
    };
    let oldest: RawRelease<'_> = typed(oldest.get())?;
    Ok(oldest.version.value().filter(|version| **version > 1).map(|version| {
        format!(
            "The history of {name} begins with its release {version}: Flux keeps the last few. Import the \
             exports of the time before too."
        )
    }))
}

/// Its history holds each content once, with the first and the last time of it, and no numbers.
fn gone_of_kustomization(name: &str, history: &[&RawValue]) -> Result<Option<String>, Rejection> {
    if history.len() >= KEPT {
        return Ok(Some(format!(
            "The history of {name} has {} entries, which is as many as Flux keeps, so older ones may be gone. \
             Import the exports of the time before too.",
            history.len()
        )));
    }
    let mut spans: Vec<(DateTime<FixedOffset>, DateTime<FixedOffset>)> = Vec::new();
    for entry in history {
        let entry: RawSnapshot<'_> = typed(entry.get())?;
        let time = |at: &Field<Text<'_>>| {
            let text = trimmed(at);
            DateTime::parse_from_rfc3339(text.value()?).ok()
        };
        let Some((first, last)) = time(&entry.first_reconciled).zip(time(&entry.last_reconciled))
        else {
            return Ok(Some(format!(
                "An entry of the history of {name} does not tell when it was applied first and last, so whether it \
                 was applied again in between cannot be told."
            )));
        };
        spans.push((first, last));
    }
    spans.sort_unstable();
    let returned = spans.windows(2).any(|pair| pair[0].1 > pair[1].0);
    Ok(returned.then(|| {
        format!(
            "Something was applied to {name} again after something else had been: its history holds each content \
             once, so that the second time is not in it. Import the log of the repository that it applies too \
             (gitops-log)."
        )
    }))
}

/// The deployments of a resource.
fn rows<'t>(slice: &'t str, options: &Options) -> Result<Vec<Row<'t>>, Rejection> {
    let resource: RawResource<'_> = typed(slice)?;
    let Field::Value(name) = text_field(&resource.metadata.name) else {
        return Err(Rejection::missing("metadata.name", "name of the resource"));
    };
    let history = resource.status.history.items();
    if history.is_empty() {
        return Err(Rejection::of(
            "status.history",
            format!(
                "{name} has no history, so that it tells no deployment. Flux keeps one of Helm releases \
                 that were installed, and of Kustomizations from version 2.7 on; before, import the log \
                 of the repository that it applies."
            ),
        ));
    }
    let about = About {
        options,
        resource: &resource,
        name,
    };
    let kind = text_field(&resource.kind);
    let row = |at: usize, entry: &'t RawValue| {
        Row::read(entry.get(), options, |context| match kind.text() {
            "HelmRelease" => about.released(context, at, &typed(entry.get())?),
            "Kustomization" => about.applied(context, at, &typed(entry.get())?),
            other => Err(Rejection::of(
                "kind",
                format!("A {other} is neither a HelmRelease nor a Kustomization."),
            )),
        })
    };
    Ok(history
        .iter()
        .enumerate()
        .map(|(at, entry)| row(at, entry))
        .collect())
}

/// What holds for all deployments of a resource.
struct About<'o, 't> {
    options: &'o Options,
    resource: &'o RawResource<'t>,
    name: String,
}

impl About<'_, '_> {
    /// A release of a chart.
    fn released(
        &self,
        context: &mut RowContext<'_>,
        at: usize,
        raw: &RawRelease<'_>,
    ) -> Result<Record, Rejection> {
        let path = |field: &str| format!("status.history[{at}].{field}");
        let Field::Value(number) = raw.version else {
            return Err(Rejection::missing(
                &path("version"),
                "number of the release",
            ));
        };
        let deployed = path("lastDeployed");
        let at = context.required_time(
            &deployed,
            "time of the release",
            trimmed(&raw.last_deployed),
        )?;
        let status = text_field(&raw.status);
        let state = match status.text() {
            "deployed" | "superseded" => DeploymentState::Success,
            "failed" => DeploymentState::Failure,
            "pending-install" | "pending-upgrade" | "pending-rollback" => {
                DeploymentState::InProgress
            }
            // 'uninstalled' and the like say nothing of how it had gone through.
            _ => DeploymentState::Unknown,
        };
        let namespace = text_field(&raw.namespace);
        let version = match self.may_set_images(raw) {
            true => Field::NotExported,
            false => text_field(&raw.chart_version),
        };
        Ok(Record::from(Deployment {
            version,
            state: Field::Value(state),
            ..self.deployment(&number.to_string(), at, namespace.text())
        }))
    }

    /// Whether the values of a release may set another image than that of its chart, as far as they are
    /// known: those of the resource as it is now are those of an entry with the same digest of values.
    fn may_set_images(&self, raw: &RawRelease<'_>) -> bool {
        let now = &self.resource.status.last_attempted_config_digest;
        let are_known = raw.config_digest.is_value() && raw.config_digest == *now;
        let values = self.resource.spec.values.value();
        let sets = |values: &&RawValue| {
            let values = values.get().to_lowercase();
            values.contains("image") || values.contains("\"tag\"") || values.contains("digest")
        };
        let has_more = !self.resource.spec.values_from.items().is_empty();
        !are_known || has_more || values.is_some_and(sets)
    }

    /// A commit of the environments that was applied.
    fn applied(
        &self,
        context: &mut RowContext<'_>,
        at: usize,
        raw: &RawSnapshot<'_>,
    ) -> Result<Record, Rejection> {
        let path = |field: &str| format!("status.history[{at}].{field}");
        let Field::Value(digest) = text_field(&raw.digest) else {
            return Err(Rejection::missing(
                &path("digest"),
                "digest of what was applied",
            ));
        };
        let first = path("firstReconciled");
        let at = context.required_time(&first, "time", trimmed(&raw.first_reconciled))?;
        let status = text_field(&raw.last_reconciled_status);
        let state = match status.text() {
            "ReconciliationSucceeded" => DeploymentState::Success,
            // What was applied is there, and not well.
            "HealthCheckFailed" => DeploymentState::Partial,
            status if status.ends_with("Failed") => DeploymentState::Failure,
            "Progressing" => DeploymentState::InProgress,
            _ => DeploymentState::Unknown,
        };
        let revisions = raw.metadata.value();
        let commit = revisions.and_then(|of| {
            commit(text_field(&of.revision).text())
                .or_else(|| commit(text_field(&of.origin_revision).text()))
        });
        let digest = digest.rsplit(':').next().unwrap_or_default();
        let digest = digest.get(..12).unwrap_or(digest);
        Ok(Record::from(Deployment {
            state: Field::Value(state),
            environments_commit: match commit {
                Some(commit) => Field::Value(commit),
                None => Field::NotExported,
            },
            ..self.deployment(digest, at, "")
        }))
    }

    fn deployment(&self, number: &str, at: Moment, release: &str) -> Deployment {
        let own = text_field(&self.resource.metadata.namespace);
        let mut flux = Account::new(System::Plain, "flux".to_owned());
        flux.kind = AccountKind::App;
        let service = self.options.service.clone();
        let id = match &own {
            Field::Value(namespace) => format!("{namespace}/{}", self.name),
            Field::Empty | Field::NotExported => self.name.clone(),
        };
        Deployment {
            source: DeploymentSource::Flux,
            // Numbers begin anew where a release is installed again.
            id: format!("{id}/{number}@{}", at.at),
            service: service.unwrap_or_else(|| self.name.clone()),
            repository: match &self.options.repository {
                Some(repository) => Field::Value(repository.clone()),
                None => Field::NotExported,
            },
            environment: self.environment(release, own.text()),
            production: None,
            revision: Field::NotExported,
            git_ref: Field::NotExported,
            version: Field::NotExported,
            state: Field::NotExported,
            started_at: at,
            finished_at: Field::NotExported,
            updated_at: Field::NotExported,
            deployed_by: Field::Value(flux),
            triggered_by: Field::NotExported,
            pipeline: Field::NotExported,
            run_url: Field::NotExported,
            change_ticket: Field::NotExported,
            notes: Field::NotExported,
            environments_commit: Field::NotExported,
        }
    }

    /// The environment: of the namespace that is deployed to, the folder that is applied, and names.
    fn environment(&self, release: &str, own: &str) -> String {
        let target = text_field(&self.resource.spec.target_namespace);
        let path = text_field(&self.resource.spec.path);
        let mut names = vec![target.text(), release];
        names.extend(path.text().split('/').filter(|part| *part != "."));
        names.extend([own, &self.name]);
        let label = self.resource.metadata.environment_label();
        label
            .or_else(|| environments::told_by(&names).map(str::to_owned))
            .unwrap_or_else(|| self.name.clone())
    }
}

/// The commit of a revision such as `main@sha1:<name>`. A digest of an artifact is none.
fn commit(revision: &str) -> Option<String> {
    let name = revision.rsplit_once("sha1:")?.1;
    is_whole_name(name).then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn kustomization(spans: &[(&str, &str)]) -> Option<String> {
        let history: Vec<_> = spans
            .iter()
            .map(|(first, last)| {
                json!({
                    "digest": "sha256:ab", "firstReconciled": format!("2026-03-{first}T10:00:00Z"),
                    "lastReconciled": format!("2026-03-{last}T10:00:00Z")
                })
            })
            .collect();
        let resource = json!({
            "kind": "Kustomization", "metadata": {"name": "cart"}, "spec": {}, "status": {"history": history}
        });
        gone(&resource.to_string()).unwrap()
    }

    #[test]
    fn contents_one_after_the_other_are_a_whole_history() {
        assert_eq!(kustomization(&[("05", "09"), ("01", "04")]), None);
    }

    #[test]
    fn a_content_that_came_back_was_deployed_a_second_time_that_the_history_does_not_hold() {
        let said = kustomization(&[("05", "06"), ("01", "09")]).unwrap();
        assert!(said.contains("again after something else"), "{said}");
    }

    #[test]
    fn a_full_history_may_have_lost_its_beginning() {
        let five = [
            ("09", "10"),
            ("07", "08"),
            ("05", "06"),
            ("03", "04"),
            ("01", "02"),
        ];
        assert!(
            kustomization(&five)
                .unwrap()
                .contains("as many as Flux keeps")
        );
        assert_eq!(kustomization(&five[1..]), None);
    }
}
