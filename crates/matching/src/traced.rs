//! Which commit the version of a deployment leads to, where the deployment names no commit: by a tag of
//! its repository, or by the digest or version of something that was built. A deployment that carried out a
//! commit of the environments has the version that this commit sets, as the log of that repository tells.
//!
//! Only what leads to one commit counts. A release leads nowhere by itself: it names its tag, and where the
//! commit that it names for it is another one than that of the tag, the tag is in doubt. A tag that two exports tell differently, or that was made after
//! the deployment began, may have been moved: then the commit is in doubt, and so is all that rests on it.

use changeproof_domain::record::{Artifact, Deployment, DeploymentSource, GitRef};
use changeproof_domain::snapshot::{
    ArtifactId, DeploymentId, GitRefId, Held, RecordRef, RunIndex, Snapshot, SourceId, TraceRule,
    Traced,
};
use changeproof_domain::text::folded;
use changeproof_domain::time::{Moment, Order};
use hashbrown::HashMap;

/// What the versions of deployments lead to. `of_source` names the repository of files whose records
/// name none.
pub(crate) fn of(
    snapshot: &Snapshot,
    of_source: &HashMap<SourceId, String>,
) -> HashMap<DeploymentId, Traced> {
    let carries_out = |deployment: &Held<Deployment>| deployment.environments_commit.is_value();
    if snapshot.git_refs.is_empty()
        && snapshot.artifacts.is_empty()
        && !snapshot.deployments.iter().any(carries_out)
    {
        return HashMap::new();
    }
    let names = Names::of(snapshot, of_source);
    (0..)
        .zip(&snapshot.deployments)
        .filter(|(_, deployment)| !deployment.revision.is_value())
        .filter_map(|(id, deployment)| Some((DeploymentId(id), names.trace(deployment)?)))
        .collect()
}

/// Tags and artifacts by what deployments call them.
struct Names<'a> {
    snapshot: &'a Snapshot,
    runs: RunIndex<'a>,
    /// By repository and short name.
    tags: HashMap<(String, &'a str), Vec<GitRefId>>,
    /// By repository and version.
    versions: HashMap<(String, &'a str), Vec<ArtifactId>>,
    digests: HashMap<&'a str, Vec<ArtifactId>>,
    /// Deployments by the commits of the environments that they are.
    settings: HashMap<&'a str, Vec<DeploymentId>>,
}

/// A commit that a record leads to; none where it leads to something else, or it cannot be told where.
struct Lead {
    rule: TraceRule,
    record: RecordRef,
    revision: Option<String>,
}

impl<'a> Names<'a> {
    fn of(snapshot: &'a Snapshot, of_source: &HashMap<SourceId, String>) -> Names<'a> {
        let mut names = Names {
            snapshot,
            runs: RunIndex::of(snapshot),
            tags: HashMap::new(),
            versions: HashMap::new(),
            digests: HashMap::new(),
            settings: HashMap::new(),
        };
        for (id, deployment) in (0..).zip(&snapshot.deployments) {
            if deployment.record.source == DeploymentSource::GitOps {
                let of = names.settings.entry(&deployment.id).or_default();
                of.push(DeploymentId(id));
            }
        }
        for (id, reference) in (0..).zip(&snapshot.git_refs) {
            let repository = reference.repository.value();
            let repository = repository.or_else(|| of_source.get(&reference.source));
            if let (Some(repository), Some(tag)) = (repository, reference.tag()) {
                let key = (folded(repository).into_owned(), tag);
                names.tags.entry(key).or_default().push(GitRefId(id));
            }
        }
        for (id, artifact) in (0..).zip(&snapshot.artifacts) {
            let id = ArtifactId(id);
            if let Some(digest) = artifact.digest.value() {
                names.digests.entry(digest).or_default().push(id);
            }
            if let (Some(repository), Some(version)) =
                (artifact.repository.value(), artifact.version.value())
            {
                let key = (folded(repository).into_owned(), version.as_str());
                names.versions.entry(key).or_default().push(id);
            }
        }
        names
    }

    fn trace(&self, deployment: &Deployment) -> Option<Traced> {
        let own = deployment.version.value();
        let own = own.or_else(|| deployment.git_ref.value());
        let repository = deployment.repository.value();
        let of_version = |repository, version: &String| match digest(version) {
            Some(digest) => self.built_as(deployment, digest),
            None => self.named(deployment, repository, version),
        };
        let mut leads = own.map_or_else(Vec::new, |version| of_version(repository, version));
        for id in self.set_by_commit(deployment) {
            let by = &*self.snapshot.deployments[id.index()].record;
            if by.revision.is_value() {
                leads.push(Lead {
                    rule: TraceRule::EnvironmentsCommit,
                    record: RecordRef::Deployment(*id),
                    revision: by.revision.value().cloned(),
                });
            } else if let Some(version) = by.version.value() {
                leads.extend(of_version(by.repository.value(), version));
            }
        }
        // The first of those that tell the whole name, or most of it: others may abbreviate it.
        let length = |lead: &&Lead| lead.revision.as_ref().map_or(0, String::len);
        let fullest = leads.iter().rev().max_by_key(length)?;
        let agrees = |lead: &Lead| match (&lead.revision, &fullest.revision) {
            (Some(name), Some(whole)) => whole.starts_with(name.as_str()),
            _ => false,
        };
        // What is in doubt is told by the first of them.
        let is_certain = leads.iter().all(agrees);
        let told = if is_certain { fullest } else { &leads[0] };
        Some(Traced {
            rule: told.rule,
            record: told.record,
            revision: told.revision.clone().filter(|_| is_certain),
        })
    }

    /// The commit of the environments that was carried out, as a deployment of the same service into the same
    /// environment.
    fn set_by_commit(&self, deployment: &Deployment) -> impl Iterator<Item = &DeploymentId> {
        let line = |of: &Deployment| {
            let parameters = self.snapshot.parameters_of(of);
            let environment = parameters.line_of(&of.environment).into_owned();
            (folded(&of.service).into_owned(), environment)
        };
        let commit = deployment.environments_commit.value();
        let set = commit.and_then(|commit| self.settings.get(commit.as_str()));
        let own = line(deployment);
        set.into_iter()
            .flatten()
            .filter(move |id| line(&self.snapshot.deployments[id.index()].record) == own)
    }

    /// Where the content of that digest comes from.
    fn built_as(&self, deployment: &Deployment, digest: &str) -> Vec<Lead> {
        let found = self.digests.get(digest).into_iter().flatten();
        found.flat_map(|id| self.origin(deployment, *id)).collect()
    }

    /// Where what a repository calls so comes from.
    fn named(
        &self,
        deployment: &Deployment,
        repository: Option<&String>,
        version: &str,
    ) -> Vec<Lead> {
        let Some(repository) = repository else {
            return Vec::new(); // another repository may have a tag of the same name
        };
        let version = version.strip_prefix("refs/tags/").unwrap_or(version);
        let key = (folded(repository).into_owned(), version);
        let tags = self.tags.get(&key).map_or(&[][..], Vec::as_slice);
        let built = self.versions.get(&key).into_iter().flatten();
        let tags = tags
            .iter()
            .filter_map(|id| self.target(deployment, tags, *id));
        tags.chain(built.flat_map(|id| self.origin(deployment, *id)))
            .collect()
    }

    /// The commit of a tag, where it is certain that the tag led there when the deployment began.
    /// None for a release whose target says nothing.
    fn target(&self, deployment: &Deployment, all: &[GitRefId], id: GitRefId) -> Option<Lead> {
        let tag = &self.snapshot.git_refs[id.index()];
        if tag.release_target.is_exported() {
            let elsewhere = self.is_released_elsewhere(all, tag.release_target.text());
            return elsewhere.then_some(Lead {
                rule: TraceRule::Tag,
                record: RecordRef::GitRef(id),
                revision: None,
            });
        }
        let is_later = |at: &Moment| {
            let tolerance = self.snapshot.parameters_of(deployment).clock_tolerance;
            deployment.started_at.order(at, tolerance) == Order::Earlier
        };
        let commit = self.commit_of(all, tag).filter(|sha| {
            let known = self.snapshot.commit_by_sha.get(*sha);
            let made = known.map(|id| &self.snapshot.commits[id.index()].committer.at);
            !made.is_some_and(is_later) && !tag.tagged_at.value().is_some_and(is_later)
        });
        Some(Lead {
            rule: TraceRule::Tag,
            record: RecordRef::GitRef(id),
            revision: commit.map(str::to_owned),
        })
    }

    /// Whether a release names a commit, and one of its tags leads to another one.
    fn is_released_elsewhere(&self, all: &[GitRefId], target: &str) -> bool {
        let tags = all.iter().map(|id| &self.snapshot.git_refs[id.index()]);
        let mut tags = tags.filter(|tag| !tag.release_target.is_exported());
        let is_commit =
            [40, 64].contains(&target.len()) && target.bytes().all(|byte| byte.is_ascii_hexdigit());
        let leads_elsewhere = |tag: &Held<GitRef>| {
            let commit = self.commit_of(all, tag);
            commit.is_some_and(|commit| !commit.eq_ignore_ascii_case(target))
        };
        is_commit && tags.any(leads_elsewhere)
    }

    /// The commit of a tag: as its own record says, as another record of the same tag object does, or
    /// the object itself where that is an imported commit.
    fn commit_of(&self, all: &[GitRefId], tag: &'a GitRef) -> Option<&'a str> {
        if let Some(commit) = tag.commit.value() {
            return Some(commit);
        }
        let object = tag.object.value()?;
        if self.snapshot.commit_by_sha.contains_key(object) {
            return Some(object);
        }
        let others = all.iter().map(|id| &self.snapshot.git_refs[id.index()]);
        others
            .filter(|other| other.object.value() == Some(object))
            .find_map(|other: &Held<GitRef>| other.commit.value())
            .map(String::as_str)
    }

    /// The commits that an artifact says it was built from: its own word, and that of its build run.
    fn origin(&self, deployment: &Deployment, id: ArtifactId) -> Vec<Lead> {
        let artifact: &Artifact = &self.snapshot.artifacts[id.index()];
        let elsewhere = match (artifact.repository.value(), deployment.repository.value()) {
            (Some(theirs), Some(own)) => !theirs.eq_ignore_ascii_case(own),
            _ => false,
        };
        let lead = |rule, record, revision: Option<&String>| Lead {
            rule,
            record,
            revision: revision.filter(|_| !elsewhere).cloned(),
        };
        let own = RecordRef::Artifact(id);
        let mut leads = Vec::new();
        if artifact.revision.is_value() {
            leads.push(lead(TraceRule::Artifact, own, artifact.revision.value()));
        }
        let run = artifact
            .run_url
            .value()
            .and_then(|url| self.runs.at(self.snapshot, url));
        if let Some(run) = run {
            let head = self.snapshot.runs[run.index()].head.value();
            leads.push(lead(TraceRule::BuildRun, RecordRef::Run(run), head));
        }
        leads
    }
}

/// The digest in a version text such as `registry.example/app@sha256:...`.
fn digest(version: &str) -> Option<&str> {
    let at = version.find("sha256:")?;
    let digest = version.get(at..at + "sha256:".len() + 64)?;
    let ends = version.len() == at + digest.len();
    let is_hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
    (ends && digest.bytes().skip("sha256:".len()).all(is_hex)).then_some(digest)
}
