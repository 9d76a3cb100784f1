//! Links that no control rests on: suggestions, whose rule says whether they are derived from records or
//! guessed.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::record::PullRequestState;
use changeproof_domain::snapshot::{
    ChangeKind, ChangeRecordId, ChangeSetKind, DeploymentId, GitRefId, LinkRule, PullRequestId,
    RecordRef, Snapshot, Subject, SubjectId,
};
use changeproof_domain::text::folded;
use changeproof_domain::time::Timestamp;
use hashbrown::HashMap;

use crate::links::{Link, LinkState};

/// What such links are made from.
pub(crate) struct Unproven<'a> {
    snapshot: &'a Snapshot,
    /// Heads of pull requests by commit.
    heads: HashMap<&'a str, Vec<GitRefId>>,
    /// Merged pull requests of each repository, by the time of the merge.
    merged: HashMap<Scope, Vec<(Timestamp, PullRequestId)>>,
    /// Change records with a planned window, by affected system and start.
    windows: HashMap<String, Vec<(Timestamp, Timestamp, ChangeRecordId)>>,
    /// Commits of merged pull requests, by the identity of their patches.
    reviewed: HashMap<&'a str, Vec<(PullRequestId, &'a str)>>,
    /// Releases that name a target, by their tags.
    releases: HashMap<&'a str, Vec<GitRefId>>,
}

impl<'a> Unproven<'a> {
    pub(crate) fn of(snapshot: &'a Snapshot) -> Unproven<'a> {
        let mut from = Unproven {
            snapshot,
            heads: HashMap::new(),
            merged: HashMap::new(),
            windows: HashMap::new(),
            reviewed: reviewed(snapshot),
            releases: HashMap::new(),
        };
        for (id, reference) in (0..).zip(&snapshot.git_refs) {
            if let (Some(_), Some(commit)) = (reference.pull_request(), reference.commit.value()) {
                from.heads.entry(commit).or_default().push(GitRefId(id));
            }
            if let (Some(tag), Some(_)) = (reference.tag(), reference.release_target.value()) {
                from.releases.entry(tag).or_default().push(GitRefId(id));
            }
        }
        let is_unknown =
            |subject: &Subject| matches!(subject.change_set.kind, ChangeSetKind::Unknown(_));
        if snapshot.subjects.iter().any(is_unknown) {
            for (id, pull_request) in (0..).zip(&snapshot.pull_requests) {
                if let (PullRequestState::Merged, Field::Value(merged)) =
                    (pull_request.state, &pull_request.merged_at)
                {
                    let scope = Scope::repository(&pull_request.repository);
                    let of = from.merged.entry(scope).or_default();
                    of.push((merged.at, PullRequestId(id)));
                }
            }
        }
        for (id, record) in (0..).zip(&snapshot.change_records) {
            if let (Field::Value(start), Field::Value(end)) =
                (&record.planned_start, &record.planned_end)
            {
                for system in record.systems.items() {
                    let of = from.windows.entry_ref(&*folded(system)).or_default();
                    of.push((start.at, end.latest(), ChangeRecordId(id)));
                }
            }
        }
        let orders = from.merged.values_mut();
        orders.for_each(|of| of.sort_unstable());
        let windows = from.windows.values_mut();
        windows.for_each(|of| of.sort_unstable());
        from
    }

    /// Adds the links of one deployment behind the proven ones, which begin at the first of its links.
    pub(crate) fn add(&self, id: SubjectId, subject: &Subject, all: &mut Vec<Link>) {
        let first = all.partition_point(|link| link.subject < id);
        let mut found = Vec::new();
        self.add_heads(id, subject, &mut found);
        self.add_same_patches(id, subject, &mut found);
        self.add_release_targets(id, subject, &mut found);
        self.add_merged_between(id, subject, &mut found);
        self.add_windows(id, subject, &mut found);
        self.add_incidents(id, subject, &mut found);
        found.retain(|link: &Link| {
            let known = all[first..].iter();
            !known.into_iter().any(|other| {
                other.target_kind == link.target_kind && other.target_id == link.target_id
            })
        });
        all.append(&mut found);
    }

    /// A merge commit whose second parent is the head of a pull request that was itself not imported.
    /// The head may have been pushed further since, and somebody may have merged it by hand.
    fn add_heads(&self, id: SubjectId, subject: &Subject, found: &mut Vec<Link>) {
        if self.heads.is_empty() {
            return;
        }
        let own = self.repository(subject.deployment);
        for change in &subject.change_set.changes {
            if matches!(change.kind, ChangeKind::PullRequest(_)) {
                continue;
            }
            for (commit, _) in &change.commits {
                let commit = &self.snapshot.commits[commit.index()];
                let parents = commit.parents.iter().skip(1);
                let heads = parents.filter_map(|sha| self.heads.get(sha.as_str()));
                for (head, alone) in
                    heads.flat_map(|of| of.iter().map(|head| (head, of.len() == 1)))
                {
                    let reference = &self.snapshot.git_refs[head.index()];
                    let theirs = reference.repository.value();
                    let elsewhere = matches!((own, theirs), (Some(own), Some(theirs))
                        if !own.eq_ignore_ascii_case(theirs));
                    let Some(number) = reference.pull_request().filter(|_| !elsewhere) else {
                        continue;
                    };
                    let repository = theirs.map_or("", String::as_str);
                    found.push(Link {
                        subject: id,
                        target_kind: "pull_request",
                        target_id: format!("{repository}#{number}"),
                        // Two pull requests of one branch: either of them may have been merged.
                        rule: if alone {
                            LinkRule::PullRequestHead
                        } else {
                            LinkRule::SharedHead
                        },
                        key: reference.commit.text().to_owned(),
                        found_in: format!("commit:{} parents", commit.sha),
                        state: LinkState::Suggested,
                    });
                }
            }
        }
    }

    /// Commits outside every pull request whose patch is that of another commit, of a merged one:
    /// cherry-picks. What was reviewed is the patch where it was made. What it does elsewhere may differ, and the
    /// identity leaves white space out, so that it is a matter for a person.
    fn add_same_patches(&self, id: SubjectId, subject: &Subject, found: &mut Vec<Link>) {
        if self.reviewed.is_empty() {
            return;
        }
        let own = self.repository(subject.deployment);
        for change in &subject.change_set.changes {
            let ChangeKind::Commit(commit) = change.kind else {
                continue;
            };
            let commit = &self.snapshot.commits[commit.index()];
            let same = commit.patch_id.value();
            let same = same.and_then(|patch| self.reviewed.get(patch.as_str()));
            for (pull_request, original) in same.into_iter().flatten() {
                let target = &self.snapshot.pull_requests[pull_request.index()];
                let elsewhere =
                    own.is_some_and(|own| !own.eq_ignore_ascii_case(&target.repository));
                let merged = target.merged_at.value();
                let later = merged.is_some_and(|merged| merged.at > subject.at);
                if elsewhere || later || *original == commit.sha {
                    continue;
                }
                found.push(Link {
                    subject: id,
                    target_kind: "pull_request",
                    target_id: target.key(),
                    rule: LinkRule::PatchIdentity,
                    key: (*original).to_owned(),
                    found_in: format!("commit:{} patch_id", commit.sha),
                    state: LinkState::Suggested,
                });
            }
        }
    }

    /// The commit that the release of a version names, where nothing tells to which one its tag leads. The tag
    /// may have been there before the release.
    fn add_release_targets(&self, id: SubjectId, subject: &Subject, found: &mut Vec<Link>) {
        let deployment = &self.snapshot.deployments[subject.deployment.index()].record;
        let version = deployment.version.value();
        let version = version.or_else(|| deployment.git_ref.value());
        let (Some(version), Some(own), None) = (
            version,
            deployment.repository.value(),
            self.snapshot.revision(subject.deployment),
        ) else {
            return;
        };
        let tag = version.strip_prefix("refs/tags/").unwrap_or(version);
        for release in self.releases.get(tag).into_iter().flatten() {
            let reference = &self.snapshot.git_refs[release.index()];
            let target = reference.release_target.text().to_ascii_lowercase();
            let theirs = reference.repository.text();
            if theirs.eq_ignore_ascii_case(own) && self.snapshot.commit_by_sha.contains_key(&target)
            {
                found.push(Link {
                    subject: id,
                    target_kind: "commit",
                    target_id: target,
                    rule: LinkRule::ReleaseTarget,
                    key: tag.to_owned(),
                    found_in: format!(
                        "{} release_target",
                        self.snapshot.name(RecordRef::GitRef(*release))
                    ),
                    state: LinkState::Suggested,
                });
            }
        }
    }

    /// Where the commits of a deployment cannot be told: what was merged since the previous one.
    fn add_merged_between(&self, id: SubjectId, subject: &Subject, found: &mut Vec<Link>) {
        let (ChangeSetKind::Unknown(_), Some(previous), Some(repository)) = (
            &subject.change_set.kind,
            subject.previous,
            self.repository(subject.deployment),
        ) else {
            return;
        };
        let from = self.snapshot.deployments[previous.index()].started_at.at;
        let merged = self.merged.get(&Scope::repository(repository));
        let merged = merged.map_or(&[][..], Vec::as_slice);
        let first = merged.partition_point(|(at, _)| *at <= from);
        for (_, pull_request) in merged[first..]
            .iter()
            .take_while(|(at, _)| *at <= subject.at)
        {
            let target = &self.snapshot.pull_requests[pull_request.index()];
            let own = self.snapshot.name(RecordRef::PullRequest(*pull_request));
            found.push(Link {
                subject: id,
                target_kind: "pull_request",
                target_id: target.key(),
                rule: LinkRule::MergedBetween,
                key: target
                    .merged_at
                    .value()
                    .map_or_else(String::new, ToString::to_string),
                found_in: format!("{own} merged_at"),
                state: LinkState::Suggested,
            });
        }
    }

    /// Change records of the service in whose planned window the deployment began.
    fn add_windows(&self, id: SubjectId, subject: &Subject, found: &mut Vec<Link>) {
        if self.windows.is_empty() {
            return;
        }
        let service = folded(&self.snapshot.deployments[subject.deployment.index()].service);
        let windows = self.windows.get(&*service).map_or(&[][..], Vec::as_slice);
        let begun = windows
            .iter()
            .take_while(|(start, ..)| *start <= subject.at);
        for (start, _, record) in begun.filter(|(_, end, _)| subject.at <= *end) {
            let key = &self.snapshot.change_records[record.index()].key;
            found.push(Link {
                subject: id,
                target_kind: "change_record",
                target_id: key.clone(),
                rule: LinkRule::ChangeWindow,
                key: start.to_string(),
                found_in: format!("change_record:{key} planned_start"),
                state: LinkState::Suggested,
            });
        }
    }

    /// Incidents on the service that were opened soon after the deployment began.
    fn add_incidents(&self, id: SubjectId, subject: &Subject, found: &mut Vec<Link>) {
        let deployment = &*self.snapshot.deployments[subject.deployment.index()].record;
        let service = folded(&deployment.service);
        let incidents = self.snapshot.incidents_of.get(&*service);
        let incidents = incidents.map_or(&[][..], Vec::as_slice);
        let window = self.snapshot.parameters_of(deployment).incident_window;
        let until = subject.at.plus(window);
        let opened = |id: &changeproof_domain::snapshot::IncidentId| {
            self.snapshot.incidents[id.index()].opened_at.value()
        };
        let first =
            incidents.partition_point(|id| opened(id).is_none_or(|opened| opened.at < subject.at));
        for incident in &incidents[first..] {
            let Some(at) = opened(incident).filter(|opened| opened.at <= until) else {
                break;
            };
            let target = &self.snapshot.incidents[incident.index()].id;
            found.push(Link {
                subject: id,
                target_kind: "incident",
                target_id: target.clone(),
                rule: LinkRule::OpenedAfter,
                key: at.to_string(),
                found_in: format!("incident:{target} opened_at"),
                state: LinkState::Suggested,
            });
        }
    }

    fn repository(&self, id: DeploymentId) -> Option<&'a str> {
        let own = self.snapshot.deployments[id.index()]
            .record
            .repository
            .value();
        own.map(String::as_str)
    }
}

/// Commits of merged pull requests by the identity of their patches, where a log shows patches: as they were
/// merged, and as they stood on their branches.
fn reviewed(snapshot: &Snapshot) -> HashMap<&str, Vec<(PullRequestId, &str)>> {
    let mut found: HashMap<&str, Vec<(PullRequestId, &str)>> = HashMap::new();
    if !snapshot
        .commits
        .iter()
        .any(|commit| commit.patch_id.is_value())
    {
        return found;
    }
    for (id, pull_request) in (0..).zip(&snapshot.pull_requests) {
        if pull_request.state != PullRequestState::Merged {
            continue;
        }
        let branch = pull_request.commits.items().iter();
        let shas = pull_request.merge_commit.value().into_iter();
        for sha in shas.chain(branch.map(|commit| &commit.sha)) {
            let commit = snapshot.commit_by_sha.get(sha);
            let commit = commit.map(|id| &snapshot.commits[id.index()]);
            if let Some(patch) = commit.and_then(|commit| commit.patch_id.value()) {
                let of = found.entry(patch).or_default();
                of.push((PullRequestId(id), sha));
            }
        }
    }
    found
}
