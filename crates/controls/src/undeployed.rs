//! Change records that were closed as carried out and that no production deployment is known to have
//! carried out: not every change is deployed.
//!
//! Such a record is judged by itself only where it is known that no deployment did it: deployments are
//! complete from its beginning to its end for what it names, the changes of all of them are known, and no
//! change that was never seen deployed names it. Else it may rest on a deployment, and cannot be judged.
// long file: what makes a record one that no deployment carried out is told in one place.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use changeproof_domain::calendar::Days;
use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::parameters::Parameters;
use changeproof_domain::record::{ChangeRecord, RecordKind};
use changeproof_domain::snapshot::{ChangeRecordId, ChangeSetKind, RecordRef, Snapshot, SubjectId};
use changeproof_domain::text::folded;
use changeproof_domain::time::{Moment, Order, Timestamp};

use crate::contents;
use crate::context::{Context, Detail, field_text};
use crate::judging::Judging;
use crate::shared::linked_records::{Presence, presence};

/// Statuses of records that were carried out, in lower case. ServiceNow exports a number where values
/// are not shown as words.
const CLOSED: [&str; 11] = [
    "closed",
    "done",
    "resolved",
    "implemented",
    "complete",
    "completed",
    "released",
    "deployed",
    "closed complete",
    "closed successful",
    "3",
];

/// Statuses of records that were not to be carried out, and ways of closing one that was not.
const WITHDRAWN: [&str; 14] = [
    "cancelled",
    "canceled",
    "rejected",
    "withdrawn",
    "declined",
    "won't do",
    "won't fix",
    "not done",
    "duplicate",
    "cannot reproduce",
    "incomplete",
    "closed incomplete",
    "closed skipped",
    "4",
];

/// Statuses that say that a change is being carried out, in lower case. `In progress` is none: work on a
/// ticket begins long before the change.
const IMPLEMENTING: [&str; 5] = [
    "implement",
    "implementing",
    "implementation",
    "in implementation",
    "being implemented",
];

/// What became of a change record in production.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Production deployments rest on it.
    Deployed,
    /// By its status or resolution it was not carried out.
    Withdrawn,
    /// Its status was not exported.
    NoStatus,
    /// By its status it is not closed.
    NotClosed,
    /// It is closed, and whether a deployment carried it out is not known.
    Doubtful(Doubt),
    /// It is closed, and no deployment carried it out.
    Undeployed,
}

/// Why a closed record may rest on a deployment all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// A change that is in no known deployment names it.
    NamedElsewhere(RecordRef),
    /// It is older than the first imported production deployment.
    BeforeFirst,
    /// The changes of a deployment of that time that may have brought it, or what they name, cannot be told.
    ChangesUnknown(SubjectId),
    /// The imported deployments do not cover its time.
    NotCovered,
}

/// How far it is known when a change was carried out that no deployment did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The record tells when it began.
    Start,
    /// Only when it was over.
    End,
    /// Only when the record was closed.
    Closing,
    /// Only that it was closed when it was last changed.
    Update,
    /// Only that it was closed when it was exported.
    Nothing,
}

impl Told {
    /// The field of the record that tells it.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Told::Start => "actual_start",
            Told::End => "actual_end",
            Told::Closing | Told::Nothing => "closed_at",
            Told::Update => "updated_at",
        }
    }
}

/// A change record that is judged by itself.
#[derive(Clone, Copy, Debug)]
pub struct Undeployed {
    /// The record.
    pub record: ChangeRecordId,
    /// When it was carried out, or by when it was; none where no time was exported.
    pub at: Option<Moment>,
    /// How far that is known.
    pub told: Told,
    /// The position of the edit that tells it, where no field of the record does.
    pub(crate) edit: Option<usize>,
    /// The recorded start, where it lies after the end: a slip of the pen, not a time.
    pub(crate) set_aside: Option<Moment>,
    /// Why it may rest on a deployment.
    pub doubt: Option<Doubt>,
}

impl Undeployed {
    fn of(record: &ChangeRecord, id: ChangeRecordId, doubt: Option<Doubt>) -> Undeployed {
        let closing = record.closed_at.value().copied();
        let end = record.actual_end.value().copied();
        // Where moves are missing, the ones that are known tell neither the first nor the last.
        let told_by_moves = record.has_whole_history();
        let edit = (told_by_moves && closing.is_none())
            .then(|| closing_edit(record))
            .flatten();
        let by_edit = edit.map(|edit| record.history.items()[edit].at);
        let latest = [
            (end, Told::End),
            (closing, Told::Closing),
            (by_edit, Told::Closing),
            (record.updated_at.value().copied(), Told::Update),
        ];
        let latest = latest.into_iter().find_map(|(at, told)| Some((at?, told)));
        let is_before_end =
            |start: &Moment| latest.is_none_or(|(end, _)| start.order(&end, 0) != Order::Later);
        let recorded = record.actual_start.value().copied();
        let typed = recorded.filter(is_before_end);
        let set_aside = recorded.filter(|start| !is_before_end(start));
        let moved = moves(record, &IMPLEMENTING).find(|(_, is_one, _)| *is_one);
        let moved = moved.filter(|(_, _, at)| told_by_moves && is_before_end(at));
        let (at, told, edit) = match (typed, moved, latest) {
            (Some(start), ..) => (Some(start), Told::Start, None),
            (None, Some((edit, _, start)), _) => (Some(start), Told::Start, Some(edit)),
            (None, None, Some((at, Told::Closing))) => (Some(at), Told::Closing, edit),
            (None, None, Some((at, told))) => (Some(at), told, None),
            (None, None, None) => (None, Told::Nothing, None),
        };
        Undeployed {
            record: id,
            at,
            told,
            edit,
            set_aside,
            doubt,
        }
    }

    /// Whether it was carried out on one of these days, as far as is known; where no time is known, it may
    /// have been.
    pub(crate) fn is_within(&self, days: Days, snapshot: &Snapshot) -> bool {
        let zone = snapshot.calendar.zone;
        let (from, to) = (
            Timestamp::start_of(days.from, zone),
            Timestamp::end_of(days.to, zone),
        );
        let record = &snapshot.change_records[self.record.index()];
        match self.at.or(record.created_at.value().copied()) {
            Some(at) if self.at.is_some() => (from..=to).contains(&at.at),
            Some(created) => created.at <= to,
            None => true,
        }
    }
}

/// The moves of a record to another status, oldest first: the position of the edit, whether the status is one of
/// these, and when.
fn moves(record: &ChangeRecord, to: &[&str]) -> impl Iterator<Item = (usize, bool, Moment)> {
    let edits = record.history.items().iter().enumerate();
    edits
        .filter(|(_, edit)| edit.field == "status")
        .map(move |(at, edit)| {
            let status = folded(edit.to.as_deref().unwrap_or_default());
            (at, to.contains(&&*status), edit.at)
        })
}

/// The edit by which a record came into the closed status that it kept.
fn closing_edit(record: &ChangeRecord) -> Option<usize> {
    let moves: Vec<(usize, bool, Moment)> = moves(record, &CLOSED).collect();
    let last_open = moves.iter().rposition(|(_, closed, _)| !closed);
    let first_closed = moves.get(last_open.map_or(0, |at| at + 1))?;
    Some(first_closed.0)
}

/// The first and the last instant at which a record's change can have been carried out, where they are known.
fn span(record: &ChangeRecord, of: &Undeployed) -> (Option<Timestamp>, Option<Timestamp>) {
    let at = |moment: &Field<Moment>| moment.value().map(|at| at.at);
    let latest = |moment: &Field<Moment>| moment.value().map(Moment::latest);
    let began = match of.told {
        Told::Start => of.at.map(|at| at.at),
        Told::End | Told::Closing | Told::Update | Told::Nothing => {
            // An emergency's record may be written afterwards, but hardly its plan.
            match (at(&record.created_at), at(&record.planned_start)) {
                (Some(made), Some(planned)) => Some(made.min(planned)),
                (made, None) => made,
                (None, Some(_)) => None,
            }
        }
    };
    let last = match of.told {
        Told::Start => latest(&record.actual_end)
            .or(latest(&record.closed_at))
            .or(latest(&record.updated_at))
            .or(of.at.map(|at| at.latest())),
        Told::End | Told::Closing | Told::Update => of.at.map(|at| at.latest()),
        Told::Nothing => None,
    };
    (began, last)
}

/// The services behind names of systems, each once.
pub(crate) fn services_of<'a>(named: &'a [String], parameters: &'a Parameters) -> Vec<&'a str> {
    let mut services: Vec<&str> = Vec::new();
    for name in named {
        let name = name.trim();
        let mut aliases = parameters.system_aliases.iter();
        let service = aliases.find(|(alias, _)| folded(alias) == folded(name));
        let service = service.map_or(name, |(_, service)| service.as_str());
        if !service.is_empty()
            && services
                .iter()
                .all(|known| folded(known) != folded(service))
        {
            services.push(service);
        }
    }
    services
}

/// What decides the standing of records.
pub struct Standings<'a> {
    snapshot: &'a Snapshot,
    /// Services in lower case, each with the scopes in which it is deployed to production.
    in_production: BTreeMap<String, BTreeSet<Scope>>,
    first: Option<Timestamp>,
    /// Deployments of which not all changes, or not all that these name, are known, with their services.
    unknown: OnceCell<Vec<(SubjectId, Timestamp, String)>>,
}

impl<'a> Standings<'a> {
    /// Of a snapshot.
    pub fn of(snapshot: &'a Snapshot) -> Standings<'a> {
        let mut in_production: BTreeMap<String, BTreeSet<Scope>> = BTreeMap::new();
        for deployment in &snapshot.deployments {
            if snapshot.is_production(deployment) {
                let scope = Scope::service(&deployment.service, &deployment.environment);
                let service = folded(&deployment.service).into_owned();
                in_production.entry(service).or_default().insert(scope);
            }
        }
        Standings {
            snapshot,
            in_production,
            first: snapshot.subjects.iter().map(|subject| subject.at).min(),
            unknown: OnceCell::new(),
        }
    }

    /// The records that are judged by themselves, or would be if it were known that no deployment carried
    /// them out; in the order of the snapshot.
    pub fn undeployed(&self) -> Vec<Undeployed> {
        let ids = (0..self.snapshot.change_records.len()).map(ChangeRecordId::from);
        ids.filter_map(|id| {
            let doubt = match self.standing(id)? {
                Standing::Undeployed => None,
                Standing::Doubtful(doubt) => Some(doubt),
                Standing::Deployed
                | Standing::Withdrawn
                | Standing::NoStatus
                | Standing::NotClosed => return None,
            };
            let record = &self.snapshot.change_records[id.index()];
            Some(Undeployed::of(record, id, doubt))
        })
        .collect()
    }

    /// What became of a record; none where it is no change record.
    pub fn standing(&self, id: ChangeRecordId) -> Option<Standing> {
        let record = &self.snapshot.change_records[id.index()].record;
        let parameters = self.parameters_of(record);
        if !contents::is_change_record(record, parameters) {
            return None;
        }
        if self.snapshot.uses_of.contains_key(&id) {
            return Some(Standing::Deployed);
        }
        let status = folded(record.status.text());
        let resolution = folded(record.resolution.text());
        if WITHDRAWN.contains(&&*status) || WITHDRAWN.contains(&&*resolution) {
            return Some(Standing::Withdrawn);
        }
        if record.status.is_not_exported() {
            return Some(Standing::NoStatus);
        }
        if !CLOSED.contains(&&*status) {
            return Some(Standing::NotClosed);
        }
        let doubt = self.doubt(id, record, parameters);
        Some(doubt.map_or(Standing::Undeployed, Standing::Doubtful))
    }

    /// The parameters by which a record is read: those in force when it was written, where that is known.
    pub fn parameters_of(&self, record: &ChangeRecord) -> &'a Parameters {
        let policy = &self.snapshot.policy;
        let made = record.created_at.value().map(|at| at.at);
        &made.map_or(policy.newest(), |at| policy.at(at)).parameters
    }

    fn doubt(
        &self,
        id: ChangeRecordId,
        record: &ChangeRecord,
        parameters: &Parameters,
    ) -> Option<Doubt> {
        let carried_out = Undeployed::of(record, id, None);
        let (began, last) = span(record, &carried_out);
        // What is exported as closed was carried out within the time that its export covers.
        let last = last.or_else(|| self.export_ends(record, began?));
        let services: Vec<String> = services_of(record.systems.items(), parameters)
            .into_iter()
            .map(|name| folded(name).into_owned())
            .collect();
        let covered = match (began, last) {
            (Some(from), Some(to)) => self.covered(&services, from.min(to), to),
            (None, _) | (_, None) => false,
        };
        let is_before_first = || {
            let first = |last| self.first.is_none_or(|first| last < first);
            last.is_some_and(first)
        };
        if !covered && is_before_first() {
            return Some(Doubt::BeforeFirst);
        }
        let tolerance = parameters.clock_tolerance;
        let mut unknown = self.unknown().iter();
        let may_be_of = unknown.find(|(_, at, service)| {
            began.is_none_or(|began| began.plus(-tolerance) <= *at)
                && last.is_none_or(|last| *at <= last.plus(tolerance))
                && (services.is_empty() || services.contains(service))
        });
        if let Some((subject, ..)) = may_be_of {
            return Some(Doubt::ChangesUnknown(*subject));
        }
        if !covered {
            return Some(Doubt::NotCovered);
        }
        let named_by = self.snapshot.named_elsewhere.get(&id);
        named_by.copied().map(Doubt::NamedElsewhere)
    }

    /// The end of the export that covers the records of the same project at an instant.
    fn export_ends(&self, record: &ChangeRecord, at: Timestamp) -> Option<Timestamp> {
        let scope = Scope::Project(record.source, record.project().to_uppercase());
        let spans = self.snapshot.coverage.of(RecordKind::ChangeRecord, &scope);
        let covering = spans.iter().filter(|span| !span.cut && span.meets(at, at));
        covering.map(|span| span.to).max()
    }

    /// Whether production deployments of these services are complete from one instant through another. Of a
    /// system that is never deployed no deployment can be known: then those of every service have to be.
    fn covered(&self, services: &[String], from: Timestamp, to: Timestamp) -> bool {
        let all_are_known = !services.is_empty()
            && services
                .iter()
                .all(|of| self.in_production.contains_key(of));
        let of = |(service, _): &(&String, &BTreeSet<Scope>)| {
            !all_are_known || services.contains(service)
        };
        let scopes = self.in_production.iter().filter(of);
        let mut scopes = scopes.flat_map(|(_, scopes)| scopes).peekable();
        let coverage = &self.snapshot.coverage;
        scopes.peek().is_some()
            && scopes.all(|scope| coverage.through(RecordKind::Deployment, scope, from, to))
    }

    fn unknown(&self) -> &[(SubjectId, Timestamp, String)] {
        self.unknown.get_or_init(|| {
            let subjects = self.snapshot.subjects.iter().enumerate();
            let open = subjects.filter(|(at, subject)| {
                let kind = &subject.change_set.kind;
                let changes = &subject.change_set.changes;
                // Whether a change has a record does not depend on when it is asked.
                let context = || {
                    Context::new(
                        self.snapshot,
                        SubjectId::from(*at),
                        subject.at,
                        Detail::OutcomeOnly,
                    )
                };
                matches!(kind, ChangeSetKind::Unknown(_))
                    || changes
                        .iter()
                        .any(|change| presence(&context(), change) == Presence::Unknown)
            });
            open.map(|(at, subject)| {
                let deployment = &self.snapshot.deployments[subject.deployment.index()];
                let service = folded(&deployment.service).into_owned();
                (SubjectId::from(at), subject.at, service)
            })
            .collect()
        })
    }
}

impl Doubt {
    /// Why, as a sentence.
    pub fn sentence(self, snapshot: &Snapshot, key: &str) -> String {
        match self {
            Doubt::NamedElsewhere(record) => format!(
                "{key} is closed; {} names it and is in no imported production deployment, so how it \
                 reached production is not known. Import the deployments of its repository.",
                snapshot.name(record).replace([':', '_'], " ")
            ),
            Doubt::BeforeFirst => format!(
                "{key} is closed and older than the first imported production deployment, so whether a \
                 deployment carried it out is not known. Import the deployments of that time."
            ),
            Doubt::ChangesUnknown(subject) => {
                let subject = &snapshot.subjects[subject.index()];
                let deployment = &snapshot.deployments[subject.deployment.index()];
                format!(
                    "{key} is closed; the deployment {} of {} may have carried it out, and which changes or \
                     change records that rests on is not known (see TRC-01 and TRC-02).",
                    deployment.id, deployment.service
                )
            }
            Doubt::NotCovered => format!(
                "{key} is closed and no imported production deployment names it, but the imported \
                 deployments do not cover the time in which it was carried out, so one may be missing. Import \
                 the deployments of that time and declare what they cover."
            ),
        }
    }

    /// What was looked at, as a fact: the text that names the record, or the revision that does not tell.
    pub(crate) fn fact(self, judging: Judging<'_>, key: &str) -> Option<Fact> {
        let snapshot = judging.snapshot;
        match self {
            Doubt::NamedElsewhere(record @ RecordRef::PullRequest(id)) => {
                let of = &snapshot.pull_requests[id.index()];
                let texts = [
                    ("title", &of.title),
                    ("body", &of.body),
                    ("head_branch", &of.head_branch),
                ];
                let named = |(_, text): &&(&str, &Field<String>)| {
                    text.text().to_uppercase().contains(&key.to_uppercase())
                };
                let (field, text) = texts.iter().find(named).unwrap_or(&texts[0]);
                judging.fact(record, field, || field_text(text))
            }
            Doubt::NamedElsewhere(record @ RecordRef::Commit(id)) => {
                let message = &snapshot.commits[id.index()].message;
                judging.fact(record, "message", || message.clone())
            }
            Doubt::ChangesUnknown(subject) => {
                let deployment = snapshot.subjects[subject.index()].deployment;
                let record = RecordRef::Deployment(deployment);
                let revision = &snapshot.deployments[deployment.index()].revision;
                judging.fact(record, "revision", || field_text(revision))
            }
            Doubt::NamedElsewhere(_) | Doubt::BeforeFirst | Doubt::NotCovered => None,
        }
    }
}
