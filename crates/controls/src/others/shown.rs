//! Failures that evaluations showed before: which of them are of this period, and how they stand now.

use std::collections::{BTreeSet, HashMap};
use std::ops::Deref;

use changeproof_domain::outcome::{Judgement, Outcome, Overlay};
use changeproof_domain::snapshot::{FindingId, FindingKey, ShownFinding, SubjectId};
use changeproof_domain::time::Timestamp;

use super::{Evidence, OtherSubject};
use crate::control::{Control, Judges, Severity};
use crate::evaluate::{Verdict, judge, verdict};
use crate::judging::{Detail, Judging};
use crate::registry::{catalogue, find};

/// What a failure is about, within one evidence.
#[derive(Clone, Copy)]
enum About {
    Deployment(SubjectId),
    Other(OtherSubject),
}

impl Evidence<'_> {
    /// Where a subject that is no deployment comes from, and its id: what names it in every evaluation.
    pub fn identity(&self, subject: OtherSubject) -> (String, String) {
        let workspace = || "workspace".to_owned();
        match subject {
            OtherSubject::Import(id) => {
                let source = &self.snapshot.sources[id.index()];
                (source.reading.format.clone(), source.sha256.clone())
            }
            OtherSubject::Period => (workspace(), format!("{}..{}", self.days.from, self.days.to)),
            OtherSubject::Policy => (workspace(), "policy".to_owned()),
            OtherSubject::Exception(id) => {
                let exception = &self.snapshot.registers.exceptions[id.index()];
                let source = &self.snapshot.sources[exception.source.index()];
                (source.reading.format.clone(), exception.id.clone())
            }
            OtherSubject::ChangeRecord(id) => {
                let record = &self.snapshot.change_records[id.index()].record;
                (record.source.label().to_lowercase(), record.key.clone())
            }
            OtherSubject::Finding(id) => (
                workspace(),
                self.snapshot.findings.shown[id.index()].key.to_string(),
            ),
        }
    }

    /// The failures of critical and high controls that an evaluation showed, of which the subject is
    /// judged in these days.
    pub(super) fn findings(&self) -> impl Iterator<Item = FindingId> + '_ {
        let shown = self.snapshot.findings.shown.iter().enumerate();
        shown
            .filter(|(_, shown)| self.about(&shown.key).is_some())
            .map(|(index, _)| index.into())
    }

    /// The control and the subject of a failure; none where its work is not followed, or its subject is
    /// not judged in these days.
    fn about(&self, key: &FindingKey) -> Option<(&'static Control, About)> {
        let control = find(&key.control).filter(|control| is_followed(control))?;
        if let Some(id) = self.snapshot.findings.deployment(key) {
            let zone = self.snapshot.calendar.zone;
            let from = Timestamp::start_of(self.days.from, zone);
            let to = Timestamp::end_of(self.days.to, zone);
            let at = self.snapshot.subjects[id.index()].at;
            return (from..=to)
                .contains(&at)
                .then_some((control, About::Deployment(id)));
        }
        let other = self.named_by(key)?;
        judges(control, other).then_some((control, About::Other(other)))
    }

    /// The subject that is no deployment and that a key names; none where it is not judged in these days.
    fn named_by(&self, key: &FindingKey) -> Option<OtherSubject> {
        let named = self.named.get_or_init(|| {
            let mut named = HashMap::new();
            let mut kinds = BTreeSet::new();
            for control in catalogue().iter().filter(|control| is_followed(control)) {
                let is_new = match control.check {
                    Judges::Change { .. } => kinds.insert("change_record"),
                    check => kinds.insert(check.subject_kind()),
                };
                for subject in is_new
                    .then(|| self.judged_as(control.check))
                    .into_iter()
                    .flatten()
                {
                    let (source, id) = self.identity(subject);
                    named.entry((subject.kind(), source, id)).or_insert(subject);
                }
            }
            named
        });
        let kind = KINDS.into_iter().find(|kind| *kind == key.kind)?;
        named
            .get(&(kind, key.source.clone(), key.id.clone()))
            .copied()
    }

    /// A failure beside what else is judged.
    pub(super) fn finding_context<'a>(
        &'a self,
        judging: Judging<'a>,
        id: FindingId,
    ) -> Option<FindingContext<'a>> {
        let shown = &*self.snapshot.findings.shown.get(id.index())?.record;
        let (control, about) = self.about(&shown.key)?;
        let (now, first) = match about {
            About::Deployment(subject) => (
                verdict(control, self.snapshot, subject, self.as_of),
                self.same_before(control, &shown.key, subject),
            ),
            About::Other(subject) => (self.verdict(control, subject)?, None),
        };
        let now_told = match (judging.detail, about) {
            (Detail::OutcomeOnly, _) => None,
            (Detail::Explained, About::Deployment(subject)) => {
                Some(judge(control, self.snapshot, subject, self.as_of))
            }
            (Detail::Explained, About::Other(subject)) => self.judge(control, subject),
        };
        Some(FindingContext {
            judging,
            id,
            shown,
            control,
            now,
            now_told,
            first,
        })
    }

    /// The failure of the same control on the deployment that brought the same changes first.
    fn same_before(
        &self,
        control: &Control,
        key: &FindingKey,
        subject: SubjectId,
    ) -> Option<FindingId> {
        let again = &self.snapshot.subjects[subject.index()];
        let first = again.first_with?;
        let record = &self.snapshot.deployments[first.index()].record;
        let same = FindingKey {
            control: key.control.clone(),
            kind: key.kind.clone(),
            source: record.source.id().to_owned(),
            id: record.id.clone(),
        };
        let found = self.snapshot.findings.by_key.get(&same).copied()?;
        // It is followed there only where it is a failure there still, and no exception covers it.
        let of = self.snapshot.findings.deployment(&same)?;
        if !control.is_same_matter(&self.snapshot.subjects[of.index()], again) {
            return None;
        }
        let now = verdict(control, self.snapshot, of, self.as_of);
        let is_followed = match now.outcome {
            Outcome::Fail | Outcome::InsufficientEvidence => {
                !now.overlays.contains(Overlay::Excepted)
            }
            Outcome::Pending | Outcome::Pass | Outcome::NotApplicable => false,
        };
        is_followed.then_some(found)
    }
}

/// The kinds of subjects that are no deployments and of which failures are followed.
const KINDS: [&str; 5] = ["import", "period", "policy", "exception", "change_record"];

/// Whether a control judges such a subject.
fn judges(control: &Control, subject: OtherSubject) -> bool {
    matches!(
        (control.check, subject),
        (Judges::Import(_), OtherSubject::Import(_))
            | (Judges::Period(_), OtherSubject::Period)
            | (Judges::Policy(_), OtherSubject::Policy)
            | (Judges::Exception(_), OtherSubject::Exception(_))
            | (Judges::Change { .. }, OtherSubject::ChangeRecord(_))
    )
}

/// Whether the work on a control's failures is followed.
fn is_followed(control: &Control) -> bool {
    let severe = match control.severity {
        Severity::Critical | Severity::High => true,
        Severity::Medium => false,
    };
    severe && !matches!(control.check, Judges::Finding(_))
}

/// A failure that an evaluation showed, and what is at hand to judge what was done about it.
pub struct FindingContext<'a> {
    judging: Judging<'a>,
    /// Its position.
    pub id: FindingId,
    /// The failure.
    pub shown: &'a ShownFinding,
    /// The control that failed.
    pub control: &'static Control,
    /// What that control says now.
    pub now: Verdict,
    /// The same with its sentence and facts, where these are wanted.
    pub now_told: Option<Judgement>,
    /// The same failure of the deployment that brought the same changes first.
    pub first: Option<FindingId>,
}

impl FindingContext<'_> {
    /// Whether the control is known not to fail any more.
    pub(crate) fn is_over(&self) -> bool {
        match self.now.outcome {
            Outcome::Fail | Outcome::InsufficientEvidence => false,
            Outcome::Pass | Outcome::NotApplicable | Outcome::Pending => true,
        }
    }
}

impl<'a> Deref for FindingContext<'a> {
    type Target = Judging<'a>;

    fn deref(&self) -> &Judging<'a> {
        &self.judging
    }
}
