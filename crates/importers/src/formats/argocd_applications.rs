//! Deployments of Argo CD: the history of an application, and its last operation where that failed.
//!
//! A history holds what went through. Its revision is a commit of the repository that says what runs where, so
//! it is none of the service, unless `--repository` names that very repository. Which version of the service
//! it brought is told by the images that the application itself sets; else by the commit, where the log of
//! that repository is imported too.
//! Format: <https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/>.

pub(super) mod raw;

use changeproof_domain::account::{Account, AccountKind, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::{Deployment, DeploymentSource, DeploymentState, Record};
use changeproof_domain::source::Reading;
use changeproof_domain::time::Moment;

use self::raw::{
    RawApplication, RawDestination, RawEntry, RawInitiator, RawOperation, RawResource, RawSource,
};
use super::elements::{self, Row};
use super::git_table::is_whole_name;
use super::github::repository_of_remote;
use super::{Format, environments, field_map, images, reading};
use crate::collector::{Rejection, RowContext};
use crate::container::json_value::{Members, Text, text_field, trimmed, typed};
use crate::container::{Document, Probe};
use crate::{Options, ReadError, Sink};

const FIELDS: &[(&str, &str)] = &[
    ("id", "status.history[].id"),
    ("service", "metadata.name"),
    ("repository", "status.history[].source.repoURL"),
    ("environment", "spec.destination.namespace"),
    ("version", "status.history[].source"),
    ("revision", "status.history[].revision"),
    ("environments_commit", "status.history[].revision"),
    ("state", "status.operationState.phase"),
    ("started_at", "status.history[].deployStartedAt"),
    ("finished_at", "status.history[].deployedAt"),
    ("deployed_by", "status.history[].initiatedBy"),
];

/// How many entries Argo CD keeps where an application says nothing else.
const KEPT: usize = 10;

/// `kubectl get applications.argoproj.io -o json`, `argocd app get -o json`.
pub struct ArgoCdApplications;

impl Format for ArgoCdApplications {
    fn id(&self) -> &'static str {
        "argocd-applications"
    }

    fn label(&self) -> &'static str {
        "Argo CD applications"
    }

    fn version(&self) -> u32 {
        1
    }

    fn how_to_export(&self) -> &'static str {
        "kubectl get applications.argoproj.io --all-namespaces -o json > argocd.json\n\
         Or `argocd app get NAME -o json` of each application. Argo CD keeps the last ten syncs of an \
         application alone: export regularly, or raise revisionHistoryLimit."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        let record = probe.record_with(&["metadata", "spec"])?;
        if let Some(kind) = record.get("kind")
            && kind.get() != "\"Application\""
        {
            return None;
        }
        let spec: Members<'_> = serde_json::from_str(record.get("spec")?.get()).ok()?;
        spec.get("destination")?;
        let _source = spec.get("source").or_else(|| spec.get("sources"))?;
        Some(
            "Its records have a spec with destination and source, as applications of Argo CD do."
                .to_owned(),
        )
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
        let mut applications = json.elements.iter().map(|element| json.slice(element));
        if let Some(sentence) = applications.find_map(|slice| gone(slice).ok()?) {
            collector.cut(sentence, None);
        }
        let fields = field_map(FIELDS);
        let gathered = collector.finish();
        Ok(reading(self, document, signature, fields, gathered))
    }
}

/// What to say of an application whose first syncs are not in its history any more.
fn gone(slice: &str) -> Result<Option<String>, Rejection> {
    let application: RawApplication<'_> = typed(slice)?;
    let name = text_field(&application.metadata.name);
    let limit = application.spec.revision_history_limit.value();
    let limit = limit.copied().unwrap_or(KEPT);
    let status = application.status.value();
    let history = status.map_or(&[][..], |status| status.history.items());
    let Some(first) = history.first() else {
        return Ok(None);
    };
    let first: RawEntry<'_> = typed(first.get())?;
    let first = text_field(&first.id);
    let begins_later = first.text().parse::<u64>().is_ok_and(|id| id > 0);
    Ok(begins_later.then(|| {
        format!(
            "The history of {} begins with its sync {}: Argo CD keeps the last {limit}. Import the exports \
             of the time before too.",
            name.text(),
            first.text()
        )
    }))
}

/// The syncs of an application.
fn rows<'t>(slice: &'t str, options: &Options) -> Result<Vec<Row<'t>>, Rejection> {
    let application: RawApplication<'_> = typed(slice)?;
    let about = About::of(&application, options)?;
    let Field::Value(status) = &application.status else {
        return Ok(Vec::new());
    };
    let mut rows: Vec<Row<'t>> = Vec::new();
    for (at, entry) in status.history.items().iter().enumerate() {
        rows.push(Row::read(entry.get(), options, |context| {
            about.synced(context, at, &typed(entry.get())?)
        }));
    }
    if let Field::Value(operation) = &status.operation_state {
        let read: RawOperation<'_> = typed(operation.get())?;
        let state = match text_field(&read.phase).text() {
            "Failed" | "Error" => about.failed(&read),
            // What went through is in the history. What is under way will be there, or have failed, in
            // the next export.
            _ => return Ok(rows),
        };
        rows.push(Row::read(operation.get(), options, |context| {
            about.attempted(context, &read, state)
        }));
    }
    Ok(rows)
}

/// What holds for all syncs of an application.
struct About<'o> {
    options: &'o Options,
    id: String,
    service: String,
    environment: String,
}

impl<'o> About<'o> {
    fn of(raw: &RawApplication<'_>, options: &'o Options) -> Result<About<'o>, Rejection> {
        let Field::Value(name) = text_field(&raw.metadata.name) else {
            return Err(Rejection::missing(
                "metadata.name",
                "name of the application",
            ));
        };
        let destination = raw.spec.destination.value();
        let of = |field: fn(&RawDestination<'_>) -> Field<String>| {
            destination.map_or(Field::NotExported, field)
        };
        let namespace = of(|to| text_field(&to.namespace));
        let cluster = of(|to| text_field(&to.name));
        let project = text_field(&raw.spec.project);
        let names = [namespace.text(), &name, cluster.text(), project.text()];
        let environment = raw.metadata.environment_label();
        let environment = environment
            .or_else(|| environments::told_by(&names).map(str::to_owned))
            .unwrap_or_else(|| name.clone());
        let own = text_field(&raw.metadata.namespace);
        Ok(About {
            options,
            id: match own {
                Field::Value(namespace) => format!("{namespace}/{name}"),
                Field::Empty | Field::NotExported => name.clone(),
            },
            service: options.service.clone().unwrap_or(name),
            environment,
        })
    }

    /// A sync that went through.
    fn synced(
        &self,
        context: &mut RowContext<'_>,
        at: usize,
        raw: &RawEntry<'_>,
    ) -> Result<Record, Rejection> {
        let path = |field: &str| format!("status.history[{at}].{field}");
        let Field::Value(number) = text_field(&raw.id) else {
            return Err(Rejection::missing(&path("id"), "number of the sync"));
        };
        let deployed = path("deployedAt");
        let finished_at =
            context.required_time(&deployed, "time of the sync", trimmed(&raw.deployed_at))?;
        let started = path("deployStartedAt");
        let started_at = context.time(started, trimmed(&raw.deploy_started_at));
        let one = raw.source.value().into_iter();
        let sources: Vec<&RawSource<'_>> = one.chain(raw.sources.items()).collect();
        // Numbers begin anew where an application is made again.
        let id = format!("{}/{number}@{}", self.id, finished_at.at);
        let revisions = raw.revisions.items();
        Ok(Record::from(Deployment {
            state: Field::Value(DeploymentState::Success),
            started_at: started_at.value().copied().unwrap_or(finished_at),
            finished_at: Field::Value(finished_at),
            deployed_by: initiator(&raw.initiated_by),
            ..self.of_commit(id, finished_at, commit(&raw.revision, revisions), &sources)
        }))
    }

    /// The last operation, where it did not go through.
    fn attempted(
        &self,
        context: &mut RowContext<'_>,
        raw: &RawOperation<'_>,
        state: DeploymentState,
    ) -> Result<Record, Rejection> {
        let column = "status.operationState.startedAt";
        let started_at =
            context.required_time(column, "start of the operation", trimmed(&raw.started_at))?;
        let wanted = raw.operation.value();
        let result = raw.sync_result.value();
        let sources: Vec<&RawSource<'_>> = result
            .and_then(|result| result.source.value())
            .into_iter()
            .collect();
        let revision = result.map_or(Field::NotExported, |result| {
            commit(&result.revision, result.revisions.items())
        });
        let id = format!("{}/operation@{}", self.id, started_at.at);
        let column = "status.operationState.finishedAt";
        Ok(Record::from(Deployment {
            state: Field::Value(state),
            finished_at: context.time(column, trimmed(&raw.finished_at)),
            deployed_by: wanted.map_or(Field::NotExported, |of| initiator(&of.initiated_by)),
            ..self.of_commit(id, started_at, revision, &sources)
        }))
    }

    /// How far a failed operation got: what it applied stays.
    fn failed(&self, raw: &RawOperation<'_>) -> DeploymentState {
        let result = raw.sync_result.value();
        let resources = result.map_or(&[][..], |result| result.resources.items());
        let applied = |of: &RawResource<'_>| text_field(&of.status).text() == "Synced";
        match resources.iter().any(applied) {
            true => DeploymentState::Partial,
            false => DeploymentState::Failure,
        }
    }

    /// A deployment of a commit. It is one of the service itself where the service's repository, as it was
    /// declared, is the one that was carried out.
    fn of_commit(
        &self,
        id: String,
        at: Moment,
        commit: Field<String>,
        sources: &[&RawSource<'_>],
    ) -> Deployment {
        let declared = self.options.repository.as_ref();
        let is_own = |source: &&RawSource<'_>| {
            let address = text_field(&source.repo_url);
            let repository = repository_of_remote(address.text());
            declared.is_some_and(|own| {
                repository.is_some_and(|theirs| theirs.eq_ignore_ascii_case(own))
            })
        };
        let own = sources.len() == 1 && sources.iter().all(is_own);
        let version = self.version(sources);
        let (revision, environments_commit) = match (own, &version) {
            // An image that is tagged with the name of its commit.
            (_, Field::Value(tag)) if is_whole_name(tag) => {
                (Field::Value(tag.to_ascii_lowercase()), commit)
            }
            // What runs is the image, whatever else the commit holds.
            (_, Field::Value(_)) | (false, _) => (Field::NotExported, commit),
            (true, _) => (commit, Field::NotExported),
        };
        Deployment {
            source: DeploymentSource::ArgoCd,
            id,
            service: self.service.clone(),
            repository: match declared {
                Some(repository) => Field::Value(repository.clone()),
                None => Field::NotExported,
            },
            environment: self.environment.clone(),
            production: None,
            revision,
            git_ref: Field::NotExported,
            version,
            state: Field::NotExported,
            started_at: at,
            finished_at: Field::NotExported,
            updated_at: Field::NotExported,
            deployed_by: Field::NotExported,
            triggered_by: Field::NotExported,
            pipeline: Field::NotExported,
            run_url: Field::NotExported,
            change_ticket: Field::NotExported,
            notes: Field::NotExported,
            environments_commit,
        }
    }

    /// The version of the one image that the application itself sets.
    fn version(&self, sources: &[&RawSource<'_>]) -> Field<String> {
        let mut set: Vec<String> = Vec::new();
        for source in sources {
            let images = source.kustomize.value();
            let images = images.map_or(&[][..], |of| of.images.items());
            set.extend(images.iter().map(|image| image.trimmed().to_owned()));
            let helm = source.helm.value();
            for parameter in helm.map_or(&[][..], |of| of.parameters.items()) {
                let key = text_field(&parameter.name);
                if let Some(image) = images::of_tag_key(key.text(), &self.service) {
                    set.push(format!("{image}:{}", text_field(&parameter.value).text()));
                }
            }
        }
        images::version(&set, &self.service)
    }
}

/// The one commit that was carried out; several sources have several.
fn commit(revision: &Field<Text<'_>>, revisions: &[Text<'_>]) -> Field<String> {
    let one = revision.value().into_iter();
    let mut commits: Vec<String> = one
        .chain(revisions)
        .map(|text| text.trimmed().to_ascii_lowercase())
        .filter(|name| is_whole_name(name))
        .collect();
    commits.dedup();
    match commits.as_slice() {
        [commit] => Field::Value(commit.clone()),
        _ => Field::NotExported,
    }
}

/// Who set a sync off: a person, or Argo CD itself.
fn initiator(raw: &Field<RawInitiator<'_>>) -> Field<Account> {
    let Field::Value(raw) = raw else {
        return Field::NotExported;
    };
    if raw.automated.value() == Some(&true) {
        let mut account = Account::new(System::Plain, "argocd".to_owned());
        account.kind = AccountKind::App;
        return Field::Value(account);
    }
    match text_field(&raw.username) {
        Field::Value(name) => Field::Value(Account::new(System::Plain, name)),
        Field::Empty | Field::NotExported => Field::Empty,
    }
}
