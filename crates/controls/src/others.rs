//! What is judged beside production deployments: each imported file, the period as a whole, the policy,
//! each exception, each failure that was shown before, each change record that was carried out without a deployment.
// long file: what is judged as a whole, and the contexts of its controls, stand together.

mod shown;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Deref;

use changeproof_domain::calendar::Days;
use changeproof_domain::coverage::Scope;
use changeproof_domain::outcome::{Fact, Judgement};
use changeproof_domain::record::{ExceptionEntry, RecordKind};
use changeproof_domain::snapshot::{
    ChangeRecordId, ExceptionEntryId, FindingId, RecordRef, Snapshot, SourceId, SubjectId,
};
use changeproof_domain::source::Source;
use changeproof_domain::time::Timestamp;

use crate::context::{Context, field_text};
use crate::control::{Control, Judges, OfRecords};
use crate::evaluate::Verdict;
use crate::exceptions::effect::excepted;
use crate::finding::Finding;
use crate::implementation::Implementation;
use crate::judging::{Detail, Judging};
use crate::undeployed::{Standings, Undeployed};
pub use shown::FindingContext;

/// A subject that is no deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OtherSubject {
    /// An imported file.
    Import(SourceId),
    /// The period.
    Period,
    /// The policy.
    Policy,
    /// A line of the register of exceptions.
    Exception(ExceptionEntryId),
    /// A failure that an evaluation showed.
    Finding(FindingId),
    /// A change record that was carried out without a deployment.
    ChangeRecord(ChangeRecordId),
}

impl OtherSubject {
    /// Its kind, as results name it.
    pub fn kind(self) -> &'static str {
        match self {
            OtherSubject::Import(_) => "import",
            OtherSubject::Period => "period",
            OtherSubject::Policy => "policy",
            OtherSubject::Exception(_) => "exception",
            OtherSubject::Finding(_) => "finding",
            OtherSubject::ChangeRecord(_) => "change_record",
        }
    }
}

/// Whether the bytes of an imported file are those that it was imported with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginalState {
    /// They open and have the recorded hash.
    Intact,
    /// They do not open, or have another hash.
    Broken,
}

/// The sampled original: the file with the oldest records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OldestOriginal {
    /// The file.
    pub source: SourceId,
    /// What opening it showed.
    pub state: OriginalState,
}

/// All that was imported, the days that are judged, and the time as of which.
pub struct Evidence<'a> {
    /// Everything imported.
    pub snapshot: &'a Snapshot,
    /// The days of the period.
    pub days: Days,
    /// Deadlines after this have not passed.
    pub as_of: Timestamp,
    /// The sampled original; none where nothing with a time was imported.
    pub oldest: Option<OldestOriginal>,
    /// The change records that may have been carried out without a deployment.
    undeployed: OnceCell<Cow<'a, [Undeployed]>>,
    /// Every subject whose work is followed, by what names it.
    named: OnceCell<HashMap<SubjectName, OtherSubject>>,
    /// The same days by what was recorded before they were evaluated, where that is something else.
    as_recorded: OnceCell<Option<Box<Evidence<'a>>>>,
}

/// Kind, source and id of a subject.
type SubjectName = (&'static str, String, String);

impl<'a> Evidence<'a> {
    /// What is judged as a whole.
    pub fn new(
        snapshot: &'a Snapshot,
        days: Days,
        as_of: Timestamp,
        oldest: Option<OldestOriginal>,
    ) -> Evidence<'a> {
        Evidence {
            snapshot,
            days,
            as_of,
            oldest,
            undeployed: OnceCell::new(),
            named: OnceCell::new(),
            as_recorded: OnceCell::new(),
        }
    }

    /// The same where the change records that may have been carried out without a deployment are known.
    #[must_use]
    pub fn knowing(self, undeployed: &'a [Undeployed]) -> Evidence<'a> {
        Evidence {
            undeployed: OnceCell::from(Cow::Borrowed(undeployed)),
            ..self
        }
    }

    fn undeployed(&self) -> &[Undeployed] {
        let all = || Cow::Owned(Standings::of(self.snapshot).undeployed());
        self.undeployed.get_or_init(all)
    }

    /// What is judged by what was recorded before these days were evaluated; none where that is the same.
    fn as_recorded(&self) -> Option<&Evidence<'a>> {
        let of = || {
            let snapshot = self.snapshot.as_recorded.as_deref()?;
            let earlier = Evidence::new(snapshot, self.days, self.as_of, self.oldest);
            // Judged with both is what was carried out by hand as far as is known today.
            let undeployed = OnceCell::from(Cow::Owned(self.undeployed().to_vec()));
            Some(Box::new(Evidence {
                undeployed,
                ..earlier
            }))
        };
        self.as_recorded.get_or_init(of).as_deref()
    }

    /// What a control judges of it, in a fixed order; nothing for controls of deployments alone.
    pub fn subjects(&self, control: &Control) -> Vec<OtherSubject> {
        self.judged_as(control.check)
    }

    fn judged_as(&self, check: Judges) -> Vec<OtherSubject> {
        match check {
            Judges::Deployment(_) => Vec::new(),
            Judges::Change { .. } => {
                let all = self.undeployed().iter();
                all.filter(|of| of.is_within(self.days, self.snapshot))
                    .map(|of| OtherSubject::ChangeRecord(of.record))
                    .collect()
            }
            Judges::Import(_) => (0..self.snapshot.sources.len())
                .filter(|index| !self.snapshot.sources[*index].is_own_log())
                .map(|index| OtherSubject::Import(index.into()))
                .collect(),
            Judges::Period(_) => vec![OtherSubject::Period],
            Judges::Policy(_) => vec![OtherSubject::Policy],
            Judges::Exception(_) => {
                let all = self.snapshot.registers.exceptions.iter().enumerate();
                all.filter(|(_, exception)| self.may_hold(exception))
                    .map(|(index, _)| OtherSubject::Exception(index.into()))
                    .collect()
            }
            Judges::Finding(_) => self.findings().map(OtherSubject::Finding).collect(),
        }
    }

    /// The instant whose version of the policy a subject is judged by: for the period and the policy the
    /// end of the period, or today where that is still to come; for an exception the day on which it
    /// begins to hold, where that is known; for a change record when it was carried out, as far as that is
    /// known; for a file today.
    pub fn rules_of(&self, subject: OtherSubject) -> Timestamp {
        let end = Timestamp::end_of(self.days.to, self.snapshot.calendar.zone).min(self.as_of);
        match subject {
            OtherSubject::Period | OtherSubject::Policy => end,
            OtherSubject::Import(_) => self.as_of,
            OtherSubject::Exception(id) => {
                let exception = self.snapshot.registers.exceptions.get(id.index());
                let from = exception.and_then(|held| held.from.value());
                from.map_or(end, |from| from.at)
            }
            OtherSubject::Finding(id) => {
                let shown = self.snapshot.findings.shown.get(id.index());
                shown.map_or(end, |shown| shown.at)
            }
            OtherSubject::ChangeRecord(id) => {
                let at = self.undeployed_at(id).and_then(|of| of.at);
                at.map_or(end, |at| at.at)
            }
        }
    }

    /// A change record, as far as it may have been carried out without a deployment.
    pub fn undeployed_at(&self, id: ChangeRecordId) -> Option<Undeployed> {
        let all = self.undeployed();
        let at = all.binary_search_by_key(&id, |of| of.record).ok()?;
        Some(all[at])
    }

    /// Whether an exception holds on a day of the period; where its days are not known, it may.
    fn may_hold(&self, exception: &ExceptionEntry) -> bool {
        let zone = self.snapshot.calendar.zone;
        let begins = exception.from.value().map(|from| from.at);
        let last = exception.to.value().map(|to| to.latest());
        let ended = exception.ended_at.value().map(|ended| ended.latest());
        let ends = last.map(|last| ended.map_or(last, |ended| last.min(ended)));
        begins.is_none_or(|begins| begins <= Timestamp::end_of(self.days.to, zone))
            && ends.is_none_or(|ends| ends >= Timestamp::start_of(self.days.from, zone))
    }

    /// A control's verdict on a subject, without its explanation; none where it judges no such subject.
    pub fn verdict(&self, control: &Control, subject: OtherSubject) -> Option<Verdict> {
        let finding = self.finding(control, subject, Detail::OutcomeOnly)?;
        Some(Verdict {
            outcome: finding.outcome,
            overlays: finding.overlays,
        })
    }

    /// A control's verdict on a subject with its sentence and facts; none where it judges no such
    /// subject.
    pub fn judge(&self, control: &Control, subject: OtherSubject) -> Option<Judgement> {
        self.finding(control, subject, Detail::Explained)
            .map(Judgement::from)
    }

    fn finding(&self, control: &Control, subject: OtherSubject, detail: Detail) -> Option<Finding> {
        let instant = self.rules_of(subject);
        let judging = Judging::by_policy_at(instant, self.snapshot, self.as_of, detail);
        let as_recorded = judging.as_recorded_at(instant);
        let before = as_recorded.and_then(|judging| self.finding_by(judging, control, subject));
        let found = self.finding_by(judging, control, subject)?.against(before);
        let before = self.as_recorded().and_then(|earlier| {
            let detail = Detail::OutcomeOnly;
            let judging = Judging::by_policy_at(instant, earlier.snapshot, self.as_of, detail);
            earlier.finding_by(judging, control, subject)
        });
        Some(found.against_decisions(before))
    }

    fn finding_by(
        &self,
        judging: Judging<'a>,
        control: &Control,
        subject: OtherSubject,
    ) -> Option<Finding> {
        if let Some(off) = judging.switched_off(control) {
            return Some(off);
        }
        match (control.check, subject) {
            (Judges::Import(check), OtherSubject::Import(id)) => {
                let source = self.snapshot.sources.get(id.index())?;
                Some(check(&ImportContext {
                    judging,
                    id,
                    source,
                }))
            }
            (Judges::Period(check), OtherSubject::Period)
            | (Judges::Policy(check), OtherSubject::Policy) => Some(check(&PeriodContext {
                judging,
                days: self.days,
                oldest: self.oldest,
            })),
            (Judges::Exception(check), OtherSubject::Exception(id)) => {
                let held = self.snapshot.registers.exceptions.get(id.index())?;
                Some(check(&ExceptionContext::within(judging, id, &held.record)))
            }
            (Judges::Finding(check), OtherSubject::Finding(id)) => {
                Some(check(&self.finding_context(judging, id)?))
            }
            (Judges::Change { record, .. }, OtherSubject::ChangeRecord(id)) => {
                let of = self.undeployed_at(id)?;
                Some(on_record(judging, control, record, of))
            }
            (
                Judges::Deployment(_)
                | Judges::Change { .. }
                | Judges::Import(_)
                | Judges::Period(_)
                | Judges::Policy(_)
                | Judges::Exception(_)
                | Judges::Finding(_),
                _,
            ) => None,
        }
    }
}

/// A control's finding on a change record that was carried out without a deployment; where one may have
/// carried it out, it cannot be told.
fn on_record(
    judging: Judging<'_>,
    control: &Control,
    records: &OfRecords,
    of: Undeployed,
) -> Finding {
    let record = &judging.snapshot.change_records[of.record.index()].record;
    let own = RecordRef::ChangeRecord(of.record);
    let status = judging.fact(own, "status", || field_text(&record.status));
    let Some(doubt) = of.doubt else {
        let cx = Implementation::by_record(judging, of);
        let mut finding = excepted(&cx, control, (records.check)(&cx, of.record));
        if !finding.reason.is_empty() {
            finding.reason.push_str(&cx.told_sentence(of.record));
        }
        return finding
            .with(status)
            .with(cx.start_fact())
            .with(cx.set_aside_fact())
            .with_each_fact_once();
    };
    let about = doubt.fact(judging, &record.key);
    judging
        .insufficient(|| doubt.sentence(judging.snapshot, &record.key))
        .with(status)
        .with(about)
}

/// That no production deployment of the period is known: what the imported files cover tells whether there was
/// none, which `none` says.
pub(crate) fn no_deployments(cx: &PeriodContext<'_>, none: impl FnOnce() -> String) -> Finding {
    let (from, to) = cx.known_time();
    if cx.deployments_covered(from, to) {
        cx.not_applicable(none)
    } else {
        cx.insufficient(|| {
            "No production deployment of the period is known, and the imported ones do not cover it."
                .to_owned()
        })
    }
    .with(cx.declared(RecordKind::Deployment))
}

/// An imported file, and what is at hand to judge it.
#[derive(Clone, Copy)]
pub struct ImportContext<'a> {
    judging: Judging<'a>,
    /// The position of the file.
    pub id: SourceId,
    /// What was recorded about it.
    pub source: &'a Source,
}

impl<'a> Deref for ImportContext<'a> {
    type Target = Judging<'a>;

    fn deref(&self) -> &Judging<'a> {
        &self.judging
    }
}

/// An exception, and what is at hand to judge it.
#[derive(Clone, Copy)]
pub struct ExceptionContext<'a> {
    judging: Judging<'a>,
    /// The position of its line.
    pub id: ExceptionEntryId,
    /// The line of the register.
    pub exception: &'a ExceptionEntry,
}

impl<'a> ExceptionContext<'a> {
    /// A line of the register beside what else is judged.
    pub(crate) fn within(
        judging: Judging<'a>,
        id: ExceptionEntryId,
        exception: &'a ExceptionEntry,
    ) -> ExceptionContext<'a> {
        ExceptionContext {
            judging,
            id,
            exception,
        }
    }
}

impl<'a> Deref for ExceptionContext<'a> {
    type Target = Judging<'a>;

    fn deref(&self) -> &Judging<'a> {
        &self.judging
    }
}

/// The period, and what is at hand to judge it.
#[derive(Clone, Copy)]
pub struct PeriodContext<'a> {
    judging: Judging<'a>,
    /// Its days.
    pub days: Days,
    /// The sampled original.
    pub oldest: Option<OldestOriginal>,
}

impl<'a> Deref for PeriodContext<'a> {
    type Target = Judging<'a>;

    fn deref(&self) -> &Judging<'a> {
        &self.judging
    }
}

impl<'a> PeriodContext<'a> {
    /// The days of which something can be known: up to the as-of day.
    pub(crate) fn known_days(&self) -> Days {
        let today = self.as_of.date_in(self.snapshot.calendar.zone);
        Days {
            from: self.days.from,
            to: self.days.to.min(today),
        }
    }

    /// Every service with the environment that it was deployed to in production.
    pub(crate) fn in_production(&self) -> BTreeSet<Scope> {
        let deployments = self.snapshot.deployments.iter();
        deployments
            .filter(|deployment| self.snapshot.is_production(deployment))
            .map(|of| Scope::service(&of.service, &of.environment))
            .collect()
    }

    /// Whether records of a kind are complete for each of these from one instant to another; for none,
    /// nothing is known.
    pub(crate) fn covered<'s>(
        &self,
        kind: RecordKind,
        scopes: impl IntoIterator<Item = &'s Scope>,
        (from, to): (Timestamp, Timestamp),
    ) -> bool {
        let mut scopes = scopes.into_iter().peekable();
        let coverage = &self.snapshot.coverage;
        scopes.peek().is_some() && scopes.all(|scope| coverage.through(kind, scope, from, to))
    }

    /// Whether the deployments of every service in production are complete from one instant to another.
    pub(crate) fn deployments_covered(&self, from: Timestamp, to: Timestamp) -> bool {
        self.covered(RecordKind::Deployment, &self.in_production(), (from, to))
    }

    /// The first and the last instant of which something can be known.
    pub(crate) fn known_time(&self) -> (Timestamp, Timestamp) {
        let zone = self.snapshot.calendar.zone;
        let days = self.known_days();
        let to = Timestamp::end_of(days.to, zone).min(self.as_of);
        (Timestamp::start_of(days.from, zone), to)
    }

    /// What was declared of the files with records of a kind, as facts.
    pub(crate) fn declared(&self, kind: RecordKind) -> Vec<Fact> {
        if self.detail == Detail::OutcomeOnly {
            return Vec::new();
        }
        let spans = self.snapshot.coverage.iter().filter(|(of, ..)| *of == kind);
        let sources: BTreeSet<SourceId> = spans
            .flat_map(|(.., spans)| spans)
            .map(|span| span.source)
            .collect();
        let facts = sources.into_iter().filter_map(|id| {
            let source = &self.snapshot.sources[id.index()];
            let own = RecordRef::Import(id);
            if source.is_own_log() {
                return self.fact(own, "kept_here", || self.kept_here(kind, id));
            }
            let days = source.declaration.covers;
            self.fact(own, "covers", || {
                days.map_or_else(|| "(not declared)".to_owned(), |days| days.to_string())
            })
        });
        facts.collect()
    }

    /// Since when a register is kept in the workspace itself.
    fn kept_here(&self, kind: RecordKind, own: SourceId) -> String {
        let zone = self.snapshot.calendar.zone;
        let spans = self.snapshot.coverage.of(kind, &Scope::Company).iter();
        let days = spans.filter(|span| span.source == own).map(|span| {
            let from = span.from.date_in(zone);
            match span.to {
                Timestamp(i64::MAX) => format!("from {from} on"),
                to => format!("{from} to {}", to.date_in(zone)),
            }
        });
        days.collect::<Vec<_>>().join(", ")
    }

    /// The production deployments that start within it, by time.
    pub(crate) fn deployments(&self) -> impl Iterator<Item = Context<'a>> {
        let zone = self.snapshot.calendar.zone;
        let from = Timestamp::start_of(self.days.from, zone);
        self.deployments_between(from, Timestamp::end_of(self.days.to, zone))
    }

    /// The production deployments that start between two instants, by time.
    pub(crate) fn deployments_between(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = Context<'a>> + use<'a> {
        let judging = self.judging;
        let subjects = judging.snapshot.subjects.iter().enumerate();
        subjects
            .filter(move |(_, subject)| (from..=to).contains(&subject.at))
            .map(move |(index, _)| Context::within(judging, SubjectId::from(index)))
    }
}
