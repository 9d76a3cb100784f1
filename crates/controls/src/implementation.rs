//! A change as it was carried out: by a production deployment, or, where a change record was closed
//! without one, as the record alone tells.

use std::ops::Deref;

use changeproof_domain::account::Account;
use changeproof_domain::coverage::Scope;
use changeproof_domain::outcome::Fact;
use changeproof_domain::record::{
    ChangeRecord, Deployment, DeploymentSource, FieldChange, PullRequest, RecordKind,
};
use changeproof_domain::snapshot::{
    Change, ChangeKind, ChangeRecordId, ChangeSetKind, DeploymentId, RecordLink, RecordRef,
    Subject, SubjectId,
};
use changeproof_domain::time::{Moment, Order};

use crate::context::{ChangeName, Context, Detail, EventSystem, WorkedOut, is_generic, when};
use crate::judging::Judging;
use crate::undeployed::{Told, Undeployed, services_of};

/// A change as it was carried out, the snapshot around it, and the time as of which it is judged.
/// [`Context`] is one by a deployment.
#[derive(Clone, Copy)]
pub struct Implementation<'a> {
    judging: Judging<'a>,
    by: By<'a>,
    start: Moment,
    /// What was worked out before, where that is kept.
    pub(crate) worked_out: Option<&'a WorkedOut<'a>>,
}

/// What carried a change out.
#[derive(Clone, Copy)]
enum By<'a> {
    Deployment(SubjectId, &'a Subject),
    /// What is known of is the record alone.
    Record(Undeployed),
}

impl<'a> Deref for Implementation<'a> {
    type Target = Judging<'a>;

    fn deref(&self) -> &Judging<'a> {
        &self.judging
    }
}

impl<'a> Implementation<'a> {
    pub(crate) fn by_deployment(
        judging: Judging<'a>,
        id: SubjectId,
        subject: &'a Subject,
    ) -> Implementation<'a> {
        let deployment = &judging.snapshot.deployments[subject.deployment.index()];
        Implementation {
            judging,
            by: By::Deployment(id, subject),
            start: deployment.started_at,
            worked_out: None,
        }
    }

    pub(crate) fn by_record(judging: Judging<'a>, of: Undeployed) -> Implementation<'a> {
        Implementation {
            judging,
            by: By::Record(of),
            // What is closed was carried out by now at the latest.
            start: of.at.unwrap_or(Moment::utc(judging.as_of)),
            worked_out: None,
        }
    }

    pub(crate) fn keeping(self, worked_out: &'a WorkedOut<'a>) -> Implementation<'a> {
        Implementation {
            worked_out: Some(worked_out),
            ..self
        }
    }

    /// The same by the policy as it had been recorded when it began; none where that is no other version.
    pub(crate) fn as_recorded(&self) -> Option<Implementation<'a>> {
        Some(Implementation {
            judging: self.judging.as_recorded_at(self.start.at)?,
            worked_out: None,
            ..*self
        })
    }

    /// The same where the outcome alone is wanted.
    pub(crate) fn quiet(&self) -> Implementation<'a> {
        let mut quiet = *self;
        quiet.judging.detail = Detail::OutcomeOnly;
        quiet
    }

    /// The same as a deployment, where it is one.
    pub(crate) fn deployed(&self) -> Option<Context<'a>> {
        match self.by {
            By::Deployment(id, subject) => Some(Context::of(*self, id, subject)),
            By::Record(_) => None,
        }
    }

    /// The record that alone tells of the change, where no deployment carried it out.
    pub(crate) fn record_alone(&self) -> Option<ChangeRecordId> {
        match self.by {
            By::Deployment(..) => None,
            By::Record(of) => Some(of.record),
        }
    }

    /// How far it is known when a change without a deployment was carried out; none for a deployment.
    fn told(&self) -> Option<Told> {
        match self.by {
            By::Deployment(..) => None,
            By::Record(of) => Some(of.told),
        }
    }

    /// A deployment of the snapshot.
    pub fn attempt(&self, id: DeploymentId) -> &'a Deployment {
        &self.snapshot.deployments[id.index()].record
    }

    /// What was deployed: nothing where a record alone tells of the change.
    pub(crate) fn changes(&self) -> &'a [Change] {
        match self.by {
            By::Deployment(_, subject) => &subject.change_set.changes,
            By::Record(_) => &[],
        }
    }

    /// Whether not all that was deployed is known.
    pub(crate) fn changes_are_unknown(&self) -> bool {
        match self.by {
            By::Deployment(_, subject) => {
                matches!(subject.change_set.kind, ChangeSetKind::Unknown(_))
            }
            By::Record(_) => false,
        }
    }

    /// The change records that the deployment's own records name.
    pub(crate) fn own_links(&self) -> &'a [RecordLink] {
        match self.by {
            By::Deployment(_, subject) => &subject.keys.links,
            By::Record(_) => &[],
        }
    }

    /// The deployed service, or the systems that the record names: each once, by the name that it is deployed
    /// under where that is another.
    pub(crate) fn systems(&self) -> Vec<&'a str> {
        match self.by {
            By::Deployment(_, subject) => vec![&self.attempt(subject.deployment).service],
            By::Record(of) => {
                let named = self.record(of.record).systems.items();
                services_of(named, self.parameters())
            }
        }
    }

    /// The same for a sentence.
    pub(crate) fn systems_words(&self) -> String {
        match self.systems().as_slice() {
            [] => "its systems".to_owned(),
            systems => systems.join(", "),
        }
    }

    /// A pull request of the change set, where the change is one.
    pub fn pull_request(&self, change: &Change) -> Option<&'a PullRequest> {
        match change.kind {
            ChangeKind::PullRequest(id) => Some(&self.snapshot.pull_requests[id.index()].record),
            ChangeKind::Commit(_) => None,
        }
    }

    /// The change's own record.
    pub fn change_record_ref(&self, change: &Change) -> RecordRef {
        match change.kind {
            ChangeKind::PullRequest(id) => RecordRef::PullRequest(id),
            ChangeKind::Commit(id) => RecordRef::Commit(id),
        }
    }

    /// What to call a change in a sentence.
    pub fn change_name(&self, change: &Change) -> ChangeName<'a> {
        ChangeName {
            snapshot: self.snapshot,
            kind: change.kind,
        }
    }

    /// A change record.
    pub fn record(&self, id: ChangeRecordId) -> &'a ChangeRecord {
        &self.snapshot.change_records[id.index()].record
    }

    /// When it began; where a record tells only by when it was over, that.
    pub fn start(&self) -> &Moment {
        &self.start
    }

    /// Whether [`Implementation::start`] is when it began, and not only the last instant at which it can
    /// have.
    pub fn start_is_known(&self) -> bool {
        match self.told() {
            None | Some(Told::Start) => true,
            Some(Told::End | Told::Closing | Told::Update | Told::Nothing) => false,
        }
    }

    /// The order of an event of another system and the start, with the clock tolerance unless one clock
    /// gave both times. Where only the last possible instant is known, only what came after it is decided.
    pub fn against_start(&self, event: &Moment, system: EventSystem) -> Order {
        let source = match self.by {
            By::Deployment(_, subject) => Some(self.attempt(subject.deployment).source),
            By::Record(_) => None,
        };
        let same_clock = match (system, source) {
            (EventSystem::GitHub, Some(DeploymentSource::GitHub)) => true,
            (EventSystem::GitHub | EventSystem::Other, _) => false,
        };
        let tolerance = if same_clock {
            0
        } else {
            self.parameters().clock_tolerance
        };
        match event.order(self.start(), tolerance) {
            Order::Later => Order::Later,
            order if self.start_is_known() => order,
            Order::Earlier | Order::Equal | Order::Undecided => Order::Undecided,
        }
    }

    /// Whether records of a kind are complete for a scope at the start.
    pub fn covered(&self, kind: RecordKind, scope: &Scope) -> bool {
        let coverage = &self.snapshot.coverage;
        coverage.at(kind, scope, self.start().at)
    }

    /// Whether at least one source of a kind was imported and all of them cover the start.
    pub fn all_scopes_covered(&self, kind: RecordKind) -> bool {
        let mut scopes = self.snapshot.coverage.scopes(kind).peekable();
        scopes.peek().is_some() && scopes.all(|scope| self.covered(kind, scope))
    }

    /// The start, as a fact.
    pub fn start_fact(&self) -> Option<Fact> {
        match self.by {
            By::Deployment(_, subject) => {
                let own = RecordRef::Deployment(subject.deployment);
                self.fact(own, "started_at", || self.start().to_string())
            }
            By::Record(of) => {
                let own = RecordRef::ChangeRecord(of.record);
                let at = || {
                    of.at
                        .map_or_else(|| "(not exported)".to_owned(), |at| at.to_string())
                };
                match of.edit {
                    None => self.fact(own, of.told.field(), at),
                    Some(edit) => {
                        let record = self.record(of.record);
                        let place = record.history.items().get(edit);
                        let place = place.and_then(|edit| edit.place.as_deref());
                        self.fact_at(own, format_args!("history[{edit}].at"), place, at)
                    }
                }
            }
        }
    }

    /// The recorded start that was set aside since it lies after the end, as a fact.
    pub(crate) fn set_aside_fact(&self) -> Option<Fact> {
        let By::Record(of) = self.by else {
            return None;
        };
        let start = of.set_aside?;
        let own = RecordRef::ChangeRecord(of.record);
        self.fact(own, "actual_start", || start.to_string())
    }

    /// The first edit of a record's field that came after the start, or may have: its position, and how it
    /// lies to the start.
    pub(crate) fn edited_since(
        &self,
        record: &'a ChangeRecord,
        field: &str,
    ) -> Option<(usize, &'a FieldChange, Order)> {
        let edits = record.history.items().iter().enumerate();
        edits
            .filter(|(_, edit)| edit.field == field)
            .map(|(at, edit)| (at, edit, self.against_start(&edit.at, EventSystem::Other)))
            .find(|(.., order)| matches!(order, Order::Later | Order::Undecided))
    }

    /// An edit of a record: when, from what and to what, as facts.
    pub(crate) fn edit_facts(&self, id: ChangeRecordId, position: usize) -> Vec<Fact> {
        let own = RecordRef::ChangeRecord(id);
        let Some(edit) = self.record(id).history.items().get(position) else {
            return Vec::new();
        };
        let place = edit.place.as_deref();
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let fact = |of, value: &dyn Fn() -> String| {
            self.fact_at(own, format_args!("history[{position}].{of}"), place, value)
        };
        [
            fact("at", &|| edit.at.to_string()),
            fact("from", &|| text(&edit.from)),
            fact("to", &|| text(&edit.to)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The same of an edit by itself.
    pub(crate) fn facts_of_edit(&self, id: ChangeRecordId, edit: &FieldChange) -> Vec<Fact> {
        let mut all = self.record(id).history.items().iter();
        let position = all.position(|other| std::ptr::eq(other, edit));
        position.map_or_else(Vec::new, |at| self.edit_facts(id, at))
    }

    /// Whether an account is one of the logins that name nobody.
    pub fn is_generic(&self, account: &Account) -> bool {
        is_generic(account, self.parameters())
    }
}

/// Words for sentences, which differ between deployments and what a record alone tells.
impl Implementation<'_> {
    /// `the deployment` or `the implementation`.
    pub(crate) fn noun(&self) -> &'static str {
        match self.told() {
            None => "the deployment",
            Some(_) => "the implementation",
        }
    }

    /// What happened at [`Implementation::start`], as a clause.
    pub(crate) fn began(&self) -> &'static str {
        match self.told() {
            None => "the deployment began",
            Some(Told::Start) => "the implementation began",
            Some(Told::End) => "the implementation was over",
            Some(Told::Closing) => "the record was closed",
            Some(Told::Update | Told::Nothing) => "the record was exported as closed",
        }
    }

    /// Why an event of another clock may lie on either side of the start, to follow the event and its time.
    pub(crate) fn either_side(&self) -> String {
        let start = when(self.start());
        match self.told() {
            None => {
                format!(
                    "too close to the start of the deployment at {start} to tell which came first"
                )
            }
            Some(Told::Start) => format!(
                "too close to the start of the implementation at {start} to tell which came first"
            ),
            Some(Told::End) => format!(
                "and of the implementation only its end at {start} is known, which does not tell which \
                 came first"
            ),
            Some(Told::Closing) => format!(
                "and of the implementation only the closing of the record at {start} is known, which does \
                 not tell which came first"
            ),
            Some(Told::Update | Told::Nothing) => {
                "and whether that was before the implementation cannot be told".to_owned()
            }
        }
    }

    /// How it is known when a change without a deployment was carried out, with a space before it.
    pub(crate) fn told_sentence(&self, id: ChangeRecordId) -> String {
        let key = &self.record(id).key;
        let start = when(self.start());
        let began = self.began_words();
        match self.told() {
            None => String::new(),
            Some(Told::Start) => format!(
                " No deployment carried out {key}: it was implemented at {start}, its recorded start."
            ),
            Some(Told::End) => format!(
                " No deployment carried out {key}: it was implemented by {start}, its recorded end; \
                 {began}."
            ),
            Some(Told::Closing) => format!(
                " No deployment carried out {key}: it was implemented by {start}, when it was closed; \
                 {began}."
            ),
            Some(Told::Update) => format!(
                " No deployment carried out {key}: it was implemented by {start}, when the closed record was \
                 last changed; {began}."
            ),
            Some(Told::Nothing) => format!(
                " No deployment carried out {key}; when it was implemented was not exported."
            ),
        }
    }

    /// Why it is not known when a change without a deployment began.
    fn began_words(&self) -> String {
        let set_aside = match self.by {
            By::Deployment(..) => None,
            By::Record(of) => of.set_aside,
        };
        match set_aside {
            Some(start) => format!(
                "its recorded start at {} lies after that and does not count",
                when(&start)
            ),
            None => "when that began was not exported".to_owned(),
        }
    }

    /// The start, to follow 'before or after'.
    pub(crate) fn start_words(&self) -> &'static str {
        match self.told() {
            None => "the start of the deployment",
            Some(_) => "the start of the implementation",
        }
    }
}
