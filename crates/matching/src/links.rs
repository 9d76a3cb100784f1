//! All links of a snapshot, each with its rule, its key and where that was found.
//!
//! Controls rest on the proven ones and on what people decided. Suggested ones are derived from records by a
//! rule that mostly holds, or guessed; the rule says which.

use changeproof_domain::snapshot::{
    ChangeKind, DeploymentId, KeyPlace, Keys, LinkRule, LinkVerdict, RecordRef, RunAddress, RunId,
    Snapshot, Subject, SubjectId,
};
use hashbrown::HashMap;

use crate::unproven_links::Unproven;

/// How sure a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// The records themselves say so.
    Proven,
    /// It is derived from them or guessed, and a person has to confirm it; no control rests on it.
    Suggested,
    /// A person confirmed what was suggested.
    Confirmed,
    /// A person refused what was suggested.
    Refused,
    /// A person added it.
    Added,
    /// A person cut what records say.
    Cut,
}

impl LinkState {
    /// The name in results.
    pub fn id(self) -> &'static str {
        match self {
            LinkState::Proven => "proven",
            LinkState::Suggested => "suggested",
            LinkState::Confirmed => "confirmed",
            LinkState::Refused => "refused",
            LinkState::Added => "added",
            LinkState::Cut => "cut",
        }
    }

    fn of(verdict: LinkVerdict) -> LinkState {
        match verdict {
            LinkVerdict::Confirmed => LinkState::Confirmed,
            LinkVerdict::Refused => LinkState::Refused,
            LinkVerdict::Added => LinkState::Added,
            LinkVerdict::Cut => LinkState::Cut,
        }
    }
}

/// A link between a production deployment and another record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The production deployment.
    pub subject: SubjectId,
    /// `commit`, `pull_request`, `change_record`, `pipeline_run` or `incident`.
    pub target_kind: &'static str,
    /// The target's key.
    pub target_id: String,
    /// The rule.
    pub rule: LinkRule,
    /// What was found: a ticket key, a SHA, a run's address.
    pub key: String,
    /// Where it was found, such as `pull_request:clicki/referral-api#12 title`.
    pub found_in: String,
    /// How sure it is.
    pub state: LinkState,
}

/// All links, by subject; within one the commits, pull requests, change records and runs, and behind them
/// what is not proven.
pub fn links(snapshot: &Snapshot) -> Vec<Link> {
    let mut runs_on: HashMap<&str, Vec<RunId>> = HashMap::new();
    for (i, run) in snapshot.runs.iter().enumerate() {
        if let Some(head) = run.head.value() {
            runs_on.entry(head).or_default().push(i.into());
        }
    }
    let unproven = Unproven::of(snapshot);
    let mut all = Vec::new();
    for (i, subject) in snapshot.subjects.iter().enumerate() {
        let id = SubjectId::from(i);
        add_commits_and_pull_requests(snapshot, id, subject, &mut all);
        let before = all.len();
        add_keys(snapshot, id, &subject.keys, &mut all);
        for change in &subject.change_set.changes {
            add_keys(snapshot, id, &change.keys, &mut all);
        }
        keep_first_of_each_target(&mut all, before);
        add_runs(snapshot, id, subject, &runs_on, &mut all);
        unproven.add(id, subject, &mut all);
        add_decisions(snapshot, id, subject, &mut all);
    }
    all
}

/// Marks links that people decided about, and adds those that no record tells of; the rule is the decision.
fn add_decisions(snapshot: &Snapshot, id: SubjectId, subject: &Subject, all: &mut Vec<Link>) {
    if snapshot.link_decisions.is_empty() {
        return;
    }
    let first = all.partition_point(|link| link.subject < id);
    let records = subject.also_in.iter().chain([&subject.deployment]);
    let records: Vec<(&str, &str)> = records
        .map(|of| {
            let record = &snapshot.deployments[of.index()].record;
            (record.source.id(), record.id.as_str())
        })
        .collect();
    let own = snapshot
        .link_decisions
        .iter()
        .filter(|one| records.contains(&(one.record.source.as_str(), one.deployment.as_str())));
    for decision in own {
        let same = all[first..].iter_mut().find(|link| {
            link.target_kind == decision.kind.id()
                && link.target_id.eq_ignore_ascii_case(&decision.target)
        });
        let (rule, found_in) = (LinkRule::Decided, decision.words());
        let state = LinkState::of(decision.verdict);
        match same {
            Some(link) => {
                link.rule = rule;
                link.found_in = found_in;
                link.state = state;
            }
            None => all.push(Link {
                subject: id,
                target_kind: decision.kind.id(),
                target_id: decision.target.clone(),
                rule,
                key: decision.target.clone(),
                found_in,
                state,
            }),
        }
    }
}

fn add_commits_and_pull_requests(
    snapshot: &Snapshot,
    id: SubjectId,
    subject: &Subject,
    all: &mut Vec<Link>,
) {
    let revision = snapshot.revision(subject.deployment).unwrap_or_default();
    let (teller, field_of_revision) = snapshot.told_revision(subject.deployment);
    let traced = snapshot.traced.get(&subject.deployment);
    let brings = subject
        .change_set
        .changes
        .iter()
        .flat_map(|change| &change.commits)
        .any(|(id, _)| snapshot.commits[id.index()].sha.starts_with(revision));
    if !revision.is_empty()
        && !brings
        && let Some(commit) = snapshot.commit_by_sha.get(revision)
    {
        // Nothing new was deployed, but the revision is known all the same.
        all.push(Link {
            subject: id,
            target_kind: "commit",
            target_id: snapshot.commits[commit.index()].sha.clone(),
            rule: traced.map_or(LinkRule::DeployedRevision, |by| by.rule.link_rule()),
            key: revision.to_owned(),
            found_in: format!("{} {field_of_revision}", snapshot.name(teller)),
            state: LinkState::Proven,
        });
    }
    for change in &subject.change_set.changes {
        for (commit, _) in &change.commits {
            let sha = &snapshot.commits[commit.index()].sha;
            let deployed = !revision.is_empty() && sha.starts_with(revision);
            let rule = if deployed {
                traced.map_or(LinkRule::DeployedRevision, |by| by.rule.link_rule())
            } else {
                LinkRule::CommitRange
            };
            all.push(Link {
                subject: id,
                target_kind: "commit",
                target_id: sha.clone(),
                rule,
                key: sha.clone(),
                found_in: if deployed {
                    format!("{} {field_of_revision}", snapshot.name(teller))
                } else {
                    "commit history".to_owned()
                },
                state: LinkState::Proven,
            });
        }
        if let ChangeKind::PullRequest(pull_request) = change.kind {
            let target = &snapshot.pull_requests[pull_request.index()];
            let (key, rule) = match change.commits.first() {
                Some((commit, rule)) => (snapshot.commits[commit.index()].sha.clone(), *rule),
                None => (revision.to_owned(), LinkRule::MergeCommit),
            };
            let field = match rule {
                LinkRule::MergeCommit => "merge_commit",
                _ => "commits[]",
            };
            all.push(Link {
                subject: id,
                target_kind: "pull_request",
                target_id: target.key(),
                rule,
                key,
                found_in: format!(
                    "{} {field}",
                    snapshot.name(RecordRef::PullRequest(pull_request))
                ),
                state: LinkState::Proven,
            });
        }
    }
}

fn add_keys(snapshot: &Snapshot, id: SubjectId, keys: &Keys, all: &mut Vec<Link>) {
    for link in &keys.links {
        let KeyPlace { record, field } = &link.found_in;
        all.push(Link {
            subject: id,
            target_kind: "change_record",
            target_id: snapshot.change_records[link.record.index()].key.clone(),
            rule: LinkRule::ExplicitKey,
            key: link.key.clone(),
            found_in: format!("{} {field}", snapshot.name(*record)),
            state: LinkState::Proven,
        });
    }
}

fn keep_first_of_each_target(all: &mut Vec<Link>, from: usize) {
    let mut seen: Vec<String> = Vec::new();
    let tail: Vec<Link> = all.drain(from..).collect();
    for link in tail {
        if !seen.contains(&link.target_id) {
            seen.push(link.target_id.clone());
            all.push(link);
        }
    }
}

fn add_runs(
    snapshot: &Snapshot,
    id: SubjectId,
    subject: &Subject,
    runs_on: &HashMap<&str, Vec<RunId>>,
    all: &mut Vec<Link>,
) {
    let address = |attempt: DeploymentId| match &snapshot.endings[attempt.index()].run_address {
        RunAddress::Found(url, record) => {
            (url.clone(), format!("{} run_url", snapshot.name(*record)))
        }
        RunAddress::Empty(_) | RunAddress::NotExported => (String::new(), String::new()),
    };
    for link in &subject.runs {
        let (key, found_in) = address(link.attempt);
        all.push(Link {
            subject: id,
            target_kind: "pipeline_run",
            target_id: snapshot.runs[link.run.index()].id.clone(),
            rule: LinkRule::RunAddress,
            key,
            found_in,
            state: LinkState::Proven,
        });
    }
    // A run on the same revision that nothing names is only a guess.
    if subject.runs.is_empty()
        && let Some(revision) = snapshot.revision(subject.deployment)
    {
        for id_of_run in runs_on.get(revision).into_iter().flatten() {
            let run = &snapshot.runs[id_of_run.index()];
            all.push(Link {
                subject: id,
                target_kind: "pipeline_run",
                target_id: run.id.clone(),
                rule: LinkRule::SameRevision,
                key: revision.to_owned(),
                found_in: format!("pipeline_run:{} head", run.key()),
                state: LinkState::Suggested,
            });
        }
    }
}
