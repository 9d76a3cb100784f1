//! What a check of deployments sees: one production deployment in its snapshot.

use std::fmt;
use std::ops::Deref;

use changeproof_domain::account::{Account, System};
use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::parameters::Parameters;
use changeproof_domain::record::{Deployment, RecordKind};
use changeproof_domain::snapshot::{
    Change, ChangeKind, ChangeSetKind, CommitId, DeploymentId, RangeUnknown, RecordRef, Snapshot,
    Subject, SubjectId,
};
use changeproof_domain::text::folded;
use changeproof_domain::time::{ForPeople, MINUTE, Moment, Precision, Timestamp};
use chrono::NaiveDate;

use crate::finding::Finding;
use crate::implementation::Implementation;
pub use crate::judging::Detail;
use crate::judging::Judging;
pub use crate::worked_out::WorkedOut;

/// One production deployment, the snapshot around it, and the time as of which it is judged.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    implementation: Implementation<'a>,
    /// The position of the subject.
    pub id: SubjectId,
    /// The subject.
    pub subject: &'a Subject,
}

impl<'a> Deref for Context<'a> {
    type Target = Implementation<'a>;

    fn deref(&self) -> &Implementation<'a> {
        &self.implementation
    }
}

impl<'a> Context<'a> {
    /// The context of a subject: it is judged by the policy that was in force when it began.
    pub fn new(
        snapshot: &'a Snapshot,
        id: SubjectId,
        as_of: Timestamp,
        detail: Detail,
    ) -> Context<'a> {
        let subject = &snapshot.subjects[id.index()];
        let judging = Judging::by_policy_at(subject.at, snapshot, as_of, detail);
        Context {
            implementation: Implementation::by_deployment(judging, id, subject),
            id,
            subject,
        }
    }

    /// The context of a subject that is looked at while another one is judged.
    pub(crate) fn within(judging: Judging<'a>, id: SubjectId) -> Context<'a> {
        Context::new(judging.snapshot, id, judging.as_of, judging.detail)
    }

    /// What a deployment carried out, as a deployment.
    pub(crate) fn of(
        implementation: Implementation<'a>,
        id: SubjectId,
        subject: &'a Subject,
    ) -> Context<'a> {
        Context {
            implementation,
            id,
            subject,
        }
    }

    /// The same, keeping what several controls ask for. Only for the subject and the time that the
    /// other contexts with it have.
    #[must_use]
    pub fn keeping(self, worked_out: &'a WorkedOut<'a>) -> Context<'a> {
        Context {
            implementation: self.implementation.keeping(worked_out),
            ..self
        }
    }

    /// The same by the policy as it had been recorded when the deployment began; none where that is no
    /// other version.
    pub(crate) fn as_recorded(&self) -> Option<Context<'a>> {
        Some(Context {
            implementation: self.implementation.as_recorded()?,
            ..*self
        })
    }

    /// The deployment that is judged.
    pub fn deployment(&self) -> &'a Deployment {
        self.attempt(self.subject.deployment)
    }

    /// The judged deployment's record.
    pub fn own_record(&self) -> RecordRef {
        RecordRef::Deployment(self.subject.deployment)
    }

    /// The deployed commit, by its own record or by what its version leads to; empty where it is not known.
    pub fn revision(&self) -> &'a str {
        let own = self.snapshot.revision(self.subject.deployment);
        own.unwrap_or_default()
    }

    /// The commit that a deployment brought, as a fact of the record that tells it.
    pub fn revision_fact(&self, id: DeploymentId) -> Option<Fact> {
        let (record, field) = self.snapshot.told_revision(id);
        self.fact(record, field, || {
            self.snapshot.revision(id).unwrap_or_default().to_owned()
        })
    }

    /// The files of a commit that was left out, as a fact of the record that lists them.
    pub(crate) fn left_out_fact(&self, id: CommitId) -> Option<Fact> {
        let commit = &self.snapshot.commits[id.index()];
        let mut record = RecordRef::Commit(id);
        let mut files = commit.files.items();
        if !commit.files.is_exported() {
            // Its pull request lists them.
            let mut left_out = self.subject.change_set.left_out.iter();
            let holds = |change: &&Change| change.commits.iter().any(|(own, _)| *own == id);
            if let Some(ChangeKind::PullRequest(of)) = left_out.find(holds).map(|of| of.kind) {
                record = RecordRef::PullRequest(of);
                files = self.snapshot.pull_requests[of.index()].files.items();
            }
        }
        self.fact(record, "files", || match files {
            [] => format!("{}: none", short(&commit.sha)),
            [first] => format!("{}: {first}", short(&commit.sha)),
            [first, rest @ ..] => {
                format!("{}: {first} and {} more", short(&commit.sha), rest.len())
            }
        })
    }

    /// That a control asks nothing where nothing of the service changed, with the earlier deployment whose
    /// judgement holds.
    pub(crate) fn nothing_new(&self) -> Finding {
        let set = &self.subject.change_set;
        let earlier = match set.kind {
            ChangeSetKind::Rollback { to } => to,
            ChangeSetKind::RollbackBeyondBaseline => None,
            _ => self.subject.previous,
        };
        let of = || {
            let earlier = self.attempt(earlier?);
            Some(format!(
                "deployment {} of {}",
                earlier.id,
                when(&earlier.started_at)
            ))
        };
        self.not_applicable(|| match (&set.kind, of()) {
            (ChangeSetKind::OtherPathsOnly, Some(of)) => format!(
                "Nothing of this service was changed since {of}, and what was judged of that holds."
            ),
            (ChangeSetKind::RollbackBeyondBaseline, _) => {
                "Nothing new was deployed: the revision is older than the first known deployment, and was \
                 not judged here."
                    .to_owned()
            }
            (_, Some(of)) => format!(
                "Nothing new was deployed: {of} had brought the same revision, and what was judged of that \
                 holds."
            ),
            (_, None) => {
                "Nothing new was deployed: an earlier deployment had brought the revision, and what was judged \
                 of that holds."
                    .to_owned()
            }
        })
        .with(self.revision_fact(self.subject.deployment))
        .with(earlier.and_then(|id| self.revision_fact(id)))
    }

    /// Whether pull requests of the deployed repository are complete when the deployment began.
    /// Without a repository: those of every imported one.
    pub fn pull_requests_covered(&self) -> bool {
        match self.deployment().repository.value() {
            Some(name) => self.covered(RecordKind::PullRequest, &Scope::repository(name)),
            None => self.all_scopes_covered(RecordKind::PullRequest),
        }
    }

    /// Why the change set is not known, as a finding; none where it is known.
    pub fn unknown_changes(&self) -> Option<Finding> {
        let ChangeSetKind::Unknown(why) = &self.subject.change_set.kind else {
            return None;
        };
        Some(
            self.insufficient(|| range_unknown(*why).to_owned())
                .with(self.revision_fact(self.subject.deployment)),
        )
    }

    /// The worst finding over all changes; what is not known of the change set counts too. For a
    /// rollback or the same revision again the control does not apply.
    pub fn each_change(&self, mut check: impl FnMut(&'a Change) -> Finding) -> Finding {
        if self.subject.change_set.is_empty_by_nature() {
            return self.nothing_new();
        }
        let changes = self.subject.change_set.changes.iter().map(&mut check);
        Finding::worst(changes.chain(self.unknown_changes())).unwrap_or_else(|| {
            self.insufficient(|| {
                "The deployment's changes cannot be told: neither its commit nor a pull request \
                 with it was imported."
                    .to_owned()
            })
        })
    }
}

/// Whether an account is one of the logins that name nobody. GitHub's app suffix does not hide one.
pub fn is_generic(account: &Account, parameters: &Parameters) -> bool {
    if matches!(account.system, System::Email) {
        return false;
    }
    let login = folded(&account.name);
    let login = login.split('@').next().unwrap_or(&login);
    let mut generic_logins = parameters.generic_logins.iter();
    generic_logins.any(|generic| generic == login)
}

/// The name of a change, written where a sentence is made: `Pull request ...`, and within a sentence, by
/// `{:#}`, `pull request ...`.
#[derive(Clone, Copy)]
pub struct ChangeName<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) kind: ChangeKind,
}

impl ChangeName<'_> {
    /// The change's own record.
    pub(crate) fn record(&self) -> RecordRef {
        match self.kind {
            ChangeKind::PullRequest(id) => RecordRef::PullRequest(id),
            ChangeKind::Commit(id) => RecordRef::Commit(id),
        }
    }
}

impl fmt::Display for ChangeName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ChangeKind::PullRequest(id) => {
                let key = self.snapshot.pull_requests[id.index()].key();
                write!(f, "{} {key}", begun(f, "pull request", "Pull request"))
            }
            ChangeKind::Commit(id) => {
                let sha = short(&self.snapshot.commits[id.index()].sha);
                write!(f, "{} {sha}", begun(f, "commit", "Commit"))
            }
        }
    }
}

/// The one of two words that is asked for: within a sentence, or at its beginning.
pub(crate) fn begun(
    f: &fmt::Formatter<'_>,
    within: &'static str,
    first: &'static str,
) -> &'static str {
    if f.alternate() { within } else { first }
}

/// Whose clock gave an event's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventSystem {
    /// GitHub: one clock with GitHub's deployments.
    GitHub,
    /// Another system than the deployment's.
    Other,
}

/// A time for a sentence, to stand behind 'at'. Where the export gives a day alone, it says so.
pub(crate) fn when(moment: &Moment) -> String {
    match moment.precision {
        Precision::Day => format!("some time on {} (no time exported)", day(moment)),
        // The clocks were turned, and the export tells no zone.
        Precision::Hour => format!(
            "{} or an hour later (the clocks were turned, and no zone was exported)",
            ForPeople(moment.at)
        ),
        Precision::Minute | Precision::Second => ForPeople(moment.at).to_string(),
    }
}

/// The day of a time, as the export has it.
pub(crate) fn day(moment: &Moment) -> NaiveDate {
    let east = i64::from(moment.zone.minutes_east()) * MINUTE;
    moment.at.plus(east).utc().date_naive()
}

/// How much later `later` is than `earlier`, for a sentence.
pub(crate) fn span(earlier: Timestamp, later: Timestamp) -> String {
    let minutes = (later.0 - earlier.0).abs() / 60_000;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, rest) {
        (0, 0, 0) => "less than a minute".to_owned(),
        (0, 0, m) => format!("{m} min"),
        (0, h, 0) => format!("{h} h"),
        (0, h, m) => format!("{h} h {m} min"),
        (d, 0, _) => format!("{d} d"),
        (d, h, _) => format!("{d} d {h} h"),
    }
}

/// The first characters of a commit's name.
pub(crate) fn short(sha: &str) -> &str {
    sha.get(..10).unwrap_or(sha)
}

/// The value of a field for a fact.
pub(crate) fn field_text(field: &Field<impl fmt::Display>) -> String {
    text_by(field, ToString::to_string)
}

/// The account of a field for a fact.
pub(crate) fn account_text(field: &Field<Account>) -> String {
    text_by(field, |account| account.shown().to_owned())
}

/// The value of a field for a fact, in the words that are given for it.
pub(crate) fn text_by<T>(field: &Field<T>, words: impl FnOnce(&T) -> String) -> String {
    match field {
        Field::NotExported => "(not exported)".to_owned(),
        Field::Empty => String::new(),
        Field::Value(value) => words(value),
    }
}

/// Why the commits of a deployment cannot be told, and what to do, in a sentence or two.
pub fn range_unknown(why: RangeUnknown) -> &'static str {
    match why {
        RangeUnknown::NoRevision => {
            "The deployment names no revision, so its changes cannot be told. Export the commit \
             with each deployment, or import the tags of its repository."
        }
        RangeUnknown::VersionNotTrusted => {
            "The version of the deployment leads to no one commit: its tag or artifact is told in different \
             ways, or is newer than the deployment. Export the commit with each deployment."
        }
        RangeUnknown::RevisionNotImported => {
            "The deployed revision is not among the imported commits, so its changes cannot be \
             told. Import the git log of the repository with all branches."
        }
        RangeUnknown::BaseHasNoRevision => {
            "The previous deployment names no revision, so what changed since cannot be told."
        }
        RangeUnknown::BaseNotImported => {
            "The previous deployment's revision is not among the imported commits, so what changed \
             since cannot be told. Import the git log of the repository with all branches."
        }
        RangeUnknown::HistoryCut => {
            "The imported commit history ends between the previous deployment and this one, so \
             some of the changes cannot be told. Import the full git log."
        }
        RangeUnknown::BaseOutcomeUnknown => {
            "Earlier deployments are known, but not which of them went through, so what changed since \
             cannot be told. Import the deployment statuses of the whole period."
        }
        RangeUnknown::NoHistory => {
            "No commits were imported, so what changed since the previous deployment cannot be \
             told. Import the git log of the repository."
        }
    }
}

#[cfg(test)]
mod tests {
    use changeproof_domain::time::Zone;

    use super::*;

    #[test]
    fn what_was_not_exported_is_not_told_as_empty() {
        assert_eq!(field_text(&Field::<u8>::NotExported), "(not exported)");
        assert_eq!(field_text(&Field::<u8>::Empty), "");
        assert_eq!(field_text(&Field::Value(7)), "7");
    }

    #[test]
    fn a_day_without_a_time_is_told_as_the_day_of_its_own_zone() {
        let moment = |precision| Moment {
            at: Timestamp(1_740_783_600_000),
            zone: Zone::Declared(60),
            precision,
        };
        assert_eq!(
            when(&moment(Precision::Day)),
            "some time on 2025-03-01 (no time exported)"
        );
        assert_eq!(when(&moment(Precision::Minute)), "2025-02-28 23:00 UTC");
    }

    #[test]
    fn spans_are_said_in_the_units_that_people_use() {
        let of = |minutes: i64| span(Timestamp(0), Timestamp(minutes * 60_000));
        assert_eq!(
            [of(0), of(7), of(60), of(190), of(1440), of(1500)],
            [
                "less than a minute",
                "7 min",
                "1 h",
                "3 h 10 min",
                "1 d",
                "1 d 1 h"
            ],
            "two units at most"
        );
    }
}
