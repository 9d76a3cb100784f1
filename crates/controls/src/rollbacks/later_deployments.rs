//! The deployments that followed the judged one into the same environment: which of them took it back,
//! and when each of them went through.

use changeproof_domain::coverage::Scope;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::{DeploymentState, RecordKind};
use changeproof_domain::snapshot::{ChangeSetKind, DeploymentId, RecordRef, Subject};
use changeproof_domain::text::folded;
use changeproof_domain::time::{Moment, Order, Timestamp};

use crate::context::Context;
use crate::shared::ended::finished;
use crate::shared::known::Known;

/// A later deployment of the same service into the same environment.
pub(super) struct Later<'a> {
    subject: &'a Subject,
    /// When it began.
    pub started: &'a Moment,
    /// Whether it goes back behind the judged deployment.
    pub goes_back: Known,
    /// Whether it went through.
    pub went_through: Known,
    /// When it went through, where that is known, with the record and the field that tell.
    ended: Option<(&'a Moment, RecordRef, &'static str)>,
    /// Whether its own record says that it ended before it began.
    is_reversed: bool,
}

/// Later deployments that began by then, oldest first.
pub(super) fn later<'a>(cx: &Context<'a>, until: Timestamp) -> impl Iterator<Item = Later<'a>> {
    let cx = *cx;
    subjects(&cx, until)
        .filter(move |subject| follows(&cx, subject))
        .map(move |subject| Later::of(&cx, subject))
}

/// Those of them that took the judged deployment back, or may have, and those that were to and failed.
pub(super) fn reversions<'a>(cx: &Context<'a>, until: Timestamp) -> Vec<Later<'a>> {
    subjects(cx, until)
        .filter(|subject| goes_back(cx, subject) != Known::No && follows(cx, subject))
        .map(|subject| Later::of(cx, subject))
        .collect()
}

fn subjects<'a>(cx: &Context<'a>, until: Timestamp) -> impl Iterator<Item = &'a Subject> + use<'a> {
    let subjects = cx.snapshot.subjects.iter();
    let later = subjects.skip(cx.id.index()).skip(1);
    later.take_while(move |later| later.at <= until)
}

/// Whether a deployment is one of the same service into the same environment.
fn follows(cx: &Context<'_>, subject: &Subject) -> bool {
    let (own, other) = (cx.deployment(), cx.attempt(subject.deployment));
    let parameters = cx.parameters();
    folded(&other.service) == folded(&own.service)
        && parameters.line_of(&other.environment) == parameters.line_of(&own.environment)
}

/// Whether a deployment goes back behind the judged one, where it follows that.
fn goes_back(cx: &Context<'_>, subject: &Subject) -> Known {
    let judged = cx.subject.deployment;
    // It replaced the judged one, or what that one would have replaced.
    let is_next = subject.previous.is_none_or(|previous| previous <= judged);
    match &subject.change_set.kind {
        ChangeSetKind::RollbackBeyondBaseline => Known::Yes,
        ChangeSetKind::Rollback { .. } if is_next => Known::Yes,
        ChangeSetKind::Rollback { to: Some(to) } if *to < judged => Known::Yes,
        ChangeSetKind::Rollback { to: Some(_) } => Known::No,
        // A revision that never was in production by itself may be older or newer.
        ChangeSetKind::Rollback { to: None } | ChangeSetKind::Unknown(_) => Known::Unknown,
        ChangeSetKind::Range
        | ChangeSetKind::Baseline
        | ChangeSetKind::OtherPathsOnly
        | ChangeSetKind::SameRevision => Known::No,
    }
}

impl<'a> Later<'a> {
    fn of(cx: &Context<'a>, subject: &'a Subject) -> Later<'a> {
        let ending = &cx.snapshot.endings[subject.deployment.index()];
        Later {
            subject,
            started: &cx.attempt(subject.deployment).started_at,
            goes_back: goes_back(cx, subject),
            went_through: match ending.state {
                DeploymentState::Success => Known::Yes,
                DeploymentState::Failure | DeploymentState::Partial => Known::No,
                DeploymentState::InProgress | DeploymentState::Unknown => Known::Unknown,
            },
            ended: ended(cx, subject),
            is_reversed: {
                let own = cx.attempt(subject.deployment);
                own.finished_at.is_value() && finished(own).is_none()
            },
        }
    }

    /// When it ended, else when it began.
    pub(super) fn at(&self) -> &'a Moment {
        self.ended.map_or(self.started, |(at, ..)| at)
    }

    /// Whether it ended by a limit. Where only its start is known, it may have ended any time later.
    pub(super) fn ended_by(&self, cx: &Context<'_>, limit: &Moment) -> Known {
        let tolerance = cx.parameters().clock_tolerance;
        let ended = self.ended.map(|(at, ..)| at.order(limit, tolerance));
        match (self.started.order(limit, tolerance), ended) {
            (Order::Later, _) | (_, Some(Order::Later)) => Known::No,
            (_, Some(Order::Earlier | Order::Equal)) => Known::Yes,
            (_, Some(Order::Undecided) | None) => Known::Unknown,
        }
    }

    /// Why it cannot be told whether it put production right in time, as the rest of a sentence.
    pub(super) fn doubt(&self) -> &'static str {
        match (self.went_through, self.ended) {
            (Known::Unknown, _) => "how it ended was not exported",
            (Known::Yes | Known::No, None) if self.is_reversed => {
                "its record says that it ended before it began"
            }
            (Known::Yes | Known::No, None) => "when it ended was not exported",
            (Known::Yes | Known::No, Some(_)) => "it ended too close to the end of these hours",
        }
    }

    /// What was compared of it.
    pub(super) fn facts(&self, cx: &Context<'_>) -> Vec<Fact> {
        let own = RecordRef::Deployment(self.subject.deployment);
        let began = cx.fact(own, "started_at", || self.started.to_string());
        let ended = self
            .ended
            .and_then(|(at, record, field)| cx.fact(record, field, || at.to_string()));
        let failed = (self.went_through == Known::No)
            .then(|| state_fact(cx, self.subject.deployment))
            .flatten();
        began.into_iter().chain(ended).chain(failed).collect()
    }
}

/// What the record that tells how a deployment ended says of that.
pub(super) fn state_fact(cx: &Context<'_>, id: DeploymentId) -> Option<Fact> {
    let said_by = cx.snapshot.endings[id.index()].said_by?;
    let state = match said_by {
        RecordRef::Status(status) => Some(&cx.snapshot.statuses[status.index()].state),
        _ => cx.attempt(id).state.value(),
    };
    cx.fact(said_by, "state", || {
        state.map_or_else(String::new, |state| state.label().to_owned())
    })
}

/// That a deployment went through at first, as the first word of its success says.
pub(super) fn first_success(cx: &Context<'_>) -> impl Iterator<Item = Fact> {
    let said = ended(cx, cx.subject);
    let said = said.filter(|(_, record, _)| matches!(record, RecordRef::Status(_)));
    let facts = said.map(|(at, record, field)| {
        [
            cx.fact(record, "state", || {
                DeploymentState::Success.label().to_owned()
            }),
            cx.fact(record, field, || at.to_string()),
        ]
    });
    facts.into_iter().flatten().flatten()
}

/// When a deployment went through: as the first word of its success says, else as its own record does.
fn ended<'a>(cx: &Context<'a>, subject: &Subject) -> Option<(&'a Moment, RecordRef, &'static str)> {
    let snapshot = cx.snapshot;
    let Some(RecordRef::Status(last)) = snapshot.endings[subject.deployment.index()].said_by else {
        let finished = finished(cx.attempt(subject.deployment))?;
        let own = RecordRef::Deployment(subject.deployment);
        return Some((finished, own, "finished_at"));
    };
    // Words of success after the first one say that another deployment replaced it.
    let of = &snapshot.statuses[last.index()].deployment;
    let until_last = snapshot.statuses[..=last.index()].iter().enumerate().rev();
    until_last
        .take_while(|(_, status)| status.deployment == *of)
        .filter(|(_, status)| status.state == DeploymentState::Success)
        .last()
        .map(|(at, status)| {
            let said_by = RecordRef::Status(at.into());
            (&status.record.created_at, said_by, "created_at")
        })
}

/// Whether the imported deployments into the judged one's environment are complete from its start
/// until then.
pub(super) fn are_complete(cx: &Context<'_>, to: &Moment) -> bool {
    let coverage = &cx.snapshot.coverage;
    let kind = RecordKind::Deployment;
    coverage.through(kind, &environment(cx), cx.start().at, to.latest())
}

/// What makes them complete, as facts.
pub(super) fn completed_by(cx: &Context<'_>, to: &Moment) -> Vec<Fact> {
    let time = (cx.start().at, to.latest());
    cx.covered_by(RecordKind::Deployment, [&environment(cx)], time)
}

fn environment(cx: &Context<'_>) -> Scope {
    let own = cx.deployment();
    Scope::service(&own.service, &own.environment)
}
