//! Decides about a link of a deployment.

use std::path::{Path, PathBuf};

use changeproof_controls::exceptions::{PartTaken, part_taken};
use changeproof_domain::account::{Account, System};
use changeproof_domain::person::Sameness;
use changeproof_domain::record::DeploymentSource;
use changeproof_domain::snapshot::{LinkTargetKind, LinkVerdict, Snapshot, Subject};
use changeproof_domain::time::Moment;
use changeproof_matching::{Link, LinkState, links};
use changeproof_store::Workspace;
use chrono::NaiveDate;
use serde_json::json;

use super::event::{DECIDED, Decided};
use crate::decisions::attachment;
use crate::decisions::second::{evaluated_to, needs_document};
use crate::decisions::{Refusal, known_to_writer, needed};
use crate::error::AppError;
use crate::loaded::Loaded;
use crate::log;
use crate::members::SignInError;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::link::LinkDecided;

/// A decision about a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLinkDecision {
    /// The deployment's own id.
    pub deployment: String,
    /// Where it comes from, such as `github`; needed where several sources know the id.
    pub source: Option<String>,
    /// What it is linked to.
    pub kind: LinkTargetKind,
    /// The key of that.
    pub target: String,
    /// What is decided.
    pub verdict: LinkVerdict,
    /// Why.
    pub reason: String,
    /// Files that were looked at.
    pub evidence: Vec<PathBuf>,
}

/// Records it, with whoever signed in as its person. What stood before stays in the log. Where it may change
/// outcomes of days that were evaluated, it needs a file that shows it, and counts once a second person agrees.
///
/// # Errors
///
/// A refusal where there is no such deployment, target or link, where whoever decides had a part in the change,
/// or where the reason or the document is missing; what a person may not do, or what the store says.
pub fn decide(
    workspace: &Path,
    new: &NewLinkDecision,
    ports: &Ports<'_>,
) -> Result<LinkDecided, AppError> {
    let reason = needed(&new.reason, "The reason")?.to_owned();
    let target = needed(&new.target, "What is linked")?.to_owned();
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::DecideLink, ports)?;
    let evidence = attachment::read(&new.evidence)?;
    let (writer, loaded) = known_to_writer(&mut open, ports)?;
    let snapshot = &loaded.snapshot;
    let (at, subject) = subject(snapshot, &new.deployment, new.source.as_deref())?;
    let target = known_target(snapshot, new.kind, &target)?;
    let all = links(snapshot);
    let mut own = all.iter().filter(|link| link.subject.index() == at);
    let link = own.find(|link| {
        link.target_kind == new.kind.id() && link.target_id.eq_ignore_ascii_case(&target)
    });
    allowed(new.verdict, link, &target)?;
    let may_change = may_change(new, link);
    if may_change {
        check_had_no_part(snapshot, at, (new.kind, &target), ports)?;
    }
    let record = &snapshot.deployments[subject.deployment.index()].record;
    let last = evaluated_to(&writer)?;
    let was_evaluated = last.is_some_and(|last| {
        subject.at.date_in(loaded.zone) <= last || was_judged_alone(&loaded, new, &target, last)
    });
    let reaches_back = was_evaluated && may_change;
    needs_document(reaches_back, evidence.is_empty())?;
    let before = link.map_or_else(
        || "no link".to_owned(),
        |link| format!("{}, {}", link.rule.id(), link.state.id()),
    );
    let told = Decided {
        source: record.source.id().to_owned(),
        deployment: record.id.clone(),
        kind: new.kind,
        target: target.clone(),
        verdict: new.verdict,
        before,
        reason,
        reaches_back,
        evidence: attachment::keep(&writer, &evidence)?,
    };
    let head = log::append(&writer, Act::DecideLink, DECIDED, &told, ports)?;
    writer.commit()?;
    Ok(LinkDecided {
        event: head.sequence,
        source: told.source,
        deployment: told.deployment,
        kind: new.kind.id(),
        target,
        verdict: new.verdict.id(),
        before: told.before,
        waits_for_second: reaches_back,
    })
}

/// Whether outcomes may be others by it: to refuse what nobody confirmed changes nothing.
fn may_change(new: &NewLinkDecision, link: Option<&Link>) -> bool {
    let suggested = link.is_some_and(|link| link.state == LinkState::Suggested);
    new.kind.is_judged() && !(new.verdict == LinkVerdict::Refused && suggested)
}

/// Whether a change record that is linked to a deployment may have been judged by itself until a day: then it is
/// judged so no more.
fn was_judged_alone(loaded: &Loaded, new: &NewLinkDecision, target: &str, last: NaiveDate) -> bool {
    new.kind == LinkTargetKind::ChangeRecord
        && loaded.undeployed().iter().any(|of| {
            let record = &loaded.snapshot.change_records[of.record.index()];
            let is_until = |at: Moment| at.at.date_in(loaded.zone) <= last;
            record.key == target && of.at.is_none_or(is_until)
        })
}

/// A deployment by its id, with its source before it where that is named: an id may hold a colon itself.
pub fn named(deployment: &str) -> (Option<&str>, &str) {
    let parts = deployment.split_once(':');
    let is_source = |name: &str| DeploymentSource::ALL.iter().any(|one| one.id() == name);
    match parts.filter(|(source, _)| is_source(source)) {
        Some((source, id)) => (Some(source), id),
        None => (None, deployment),
    }
}

/// What may change outcomes is decided by nobody who had a part in the change, or is the implementer of the record.
pub(super) fn check_had_no_part(
    snapshot: &Snapshot,
    at: usize,
    (kind, target): (LinkTargetKind, &str),
    ports: &Ports<'_>,
) -> Result<(), AppError> {
    let person = ports.signed_in.as_deref().ok_or(SignInError::Needed)?;
    let who = Account::new(System::Plain, person.id());
    let part = match part_taken(snapshot, ports.clock.now(), at.into(), &who) {
        PartTaken::Known(part) => Some(format!("{part} of this deployment")),
        PartTaken::None | PartTaken::Unknown(_) => None,
    };
    let carried_out = || {
        let people = &snapshot.people;
        let mut records = snapshot.change_records.iter();
        let record =
            records.find(|one| kind == LinkTargetKind::ChangeRecord && one.key == target)?;
        let implementer = people.identify(record.implementer.value()?);
        let is_it = people.same(people.identify(&who), implementer) == Sameness::Same;
        is_it.then(|| format!("the implementer of {target}"))
    };
    match part.or_else(carried_out) {
        None => Ok(()),
        Some(part) => Err(Refusal::new(
            "decider_took_part",
            format!(
                "{} is {part}. Somebody else has to decide about the link.",
                person.name()
            ),
        )
        .into()),
    }
}

/// The production deployment of that id.
pub(super) fn subject<'s>(
    snapshot: &'s Snapshot,
    deployment: &str,
    source: Option<&str>,
) -> Result<(usize, &'s Subject), Refusal> {
    let is_meant = |subject: &&Subject| {
        let mut records = subject.also_in.iter().chain([&subject.deployment]);
        records.any(|id| {
            let record = &snapshot.deployments[id.index()].record;
            record.id == deployment && source.is_none_or(|source| record.source.id() == source)
        })
    };
    let mut found = snapshot
        .subjects
        .iter()
        .enumerate()
        .filter(|(_, subject)| is_meant(subject));
    let details = json!({ "deployment": deployment });
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(Refusal::new(
            "deployment_not_unique",
            format!(
                "Several sources know a deployment {deployment}. Name the source too."
            ),
        )
        .with(details)),
        (None, _) => Err(Refusal::new(
            "unknown_deployment",
            format!(
                "No production deployment {deployment} was imported. 'changeproof results' lists them."
            ),
        )
        .with(details)),
    }
}

/// The key of an imported record, as its source writes it.
fn known_target(snapshot: &Snapshot, kind: LinkTargetKind, key: &str) -> Result<String, Refusal> {
    let same = |other: &String| other.eq_ignore_ascii_case(key);
    let found = match kind {
        LinkTargetKind::ChangeRecord => {
            let mut keys = snapshot.change_records.iter().map(|one| one.key.clone());
            keys.find(same)
        }
        LinkTargetKind::PipelineRun => {
            let mut ids = snapshot.runs.iter().map(|one| one.id.clone());
            ids.find(same)
        }
        LinkTargetKind::PullRequest => {
            let imported = snapshot.pull_requests.iter().map(|one| one.key());
            // A suggestion may name one of which only a reference was imported.
            let suggested = links(snapshot).into_iter();
            let suggested = suggested.filter(|link| link.target_kind == kind.id());
            imported
                .chain(suggested.map(|link| link.target_id))
                .find(same)
        }
        LinkTargetKind::Incident => {
            let mut ids = snapshot.incidents.iter().map(|one| one.id.clone());
            ids.find(same)
        }
    };
    found.ok_or_else(|| {
        Refusal::new(
            "unknown_link_target",
            format!(
                "No {} {key} was imported: a link leads to a record that is there.",
                kind.id().replace('_', " ")
            ),
        )
        .with(json!({ "kind": kind.id(), "target": key }))
    })
}

/// What can be decided about a link in its state; none where there is no link.
pub(crate) fn possible(state: Option<LinkState>) -> &'static [LinkVerdict] {
    match state {
        None | Some(LinkState::Cut) => &[LinkVerdict::Added],
        Some(LinkState::Suggested) => &[LinkVerdict::Confirmed, LinkVerdict::Refused],
        Some(LinkState::Refused) => &[LinkVerdict::Confirmed],
        Some(LinkState::Confirmed) => &[LinkVerdict::Refused],
        Some(LinkState::Proven | LinkState::Added) => &[LinkVerdict::Cut],
    }
}

/// Whether a link in its state can be decided about so.
fn allowed(verdict: LinkVerdict, link: Option<&Link>, target: &str) -> Result<(), Refusal> {
    if possible(link.map(|link| link.state)).contains(&verdict) {
        return Ok(());
    }
    Err(match verdict {
        LinkVerdict::Confirmed | LinkVerdict::Refused => Refusal::new(
            "no_suggested_link",
            format!(
                "No link to {target} is suggested for this deployment. 'changeproof links' lists links with \
                 their state; what records tell is cut, and what nobody suggests is added."
            ),
        ),
        LinkVerdict::Added => Refusal::new(
            "link_there",
            format!(
                "There is a link to {target} already, or it is suggested: confirm a suggestion instead."
            ),
        ),
        LinkVerdict::Cut => Refusal::new(
            "no_link",
            format!("There is no link to {target} that could be cut; a suggestion is refused."),
        ),
    })
}
