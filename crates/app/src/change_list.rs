//! Tickets and pull requests of a period: what became of each in production, and what each lacks.

use std::collections::{HashMap, HashSet};

use changeproof_controls::OtherSubject;
use changeproof_controls::contents::{self, Lack, Part};
use changeproof_controls::undeployed::{Doubt, Standing, Standings};
use changeproof_domain::field::Field;
use changeproof_domain::record::{PullRequest, PullRequestState, RecordKind, ReviewState};
use changeproof_domain::snapshot::{
    ChangeKind, ChangeRecordId, ChangeSetKind, PullRequestId, Snapshot, Subject, SubjectId,
};
use changeproof_domain::text::folded;
use changeproof_domain::time::Timestamp;

use crate::period::Period;
use crate::results::Explained;
use crate::wire::view::change_records::{
    ChangeCounts, ChangeLack, ChangeQuery, ChangeRow, ChangeRowKind, ChangeState, LackPart,
    LackState,
};

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    Record(ChangeRecordId),
    PullRequest(PullRequestId),
}

/// Why it has its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Deployed,
    ClosedAndNotNamed,
    MergedAndNotContained,
    NotClosed,
    NotMerged,
    NothingSince,
    BeforeFirst,
    Cancelled,
    ClosedUnmerged,
    ChangesUnknown,
    CommitsUnknown,
    NoStatus,
    NotCovered,
    NoDeployments,
}

impl Why {
    pub(crate) fn state(self) -> ChangeState {
        match self {
            Why::Deployed => ChangeState::Deployed,
            Why::ClosedAndNotNamed | Why::MergedAndNotContained => ChangeState::Orphan,
            Why::NotClosed | Why::NotMerged | Why::NothingSince => ChangeState::Open,
            Why::BeforeFirst => ChangeState::BeforeFirst,
            Why::Cancelled | Why::ClosedUnmerged => ChangeState::Withdrawn,
            Why::ChangesUnknown
            | Why::CommitsUnknown
            | Why::NoStatus
            | Why::NotCovered
            | Why::NoDeployments => ChangeState::Unknown,
        }
    }

    /// The same in a sentence.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Why::Deployed => "Production deployments rest on it.",
            Why::ClosedAndNotNamed => {
                "It is closed, and no imported production deployment names it or ships a change that does."
            }
            Why::MergedAndNotContained => {
                "It was merged, and no later production deployment of its repository contains it."
            }
            Why::NotClosed => {
                "No production deployment rests on it, and by its status it is not closed."
            }
            Why::NotMerged => "It is not merged.",
            Why::NothingSince => {
                "It was merged, and no production deployment of its repository came after that."
            }
            Why::BeforeFirst => "It is older than the first imported production deployment.",
            Why::Cancelled => {
                "No production deployment rests on it, and by its status it was not to be carried out."
            }
            Why::ClosedUnmerged => "It was closed without a merge.",
            Why::ChangesUnknown => {
                "The changes of a deployment that may have brought it to production cannot be told."
            }
            Why::CommitsUnknown => {
                "It was merged, and its merge commit was not exported, so whether a deployment contains it cannot be told."
            }
            Why::NoStatus => "No production deployment rests on it; its status was not exported.",
            Why::NotCovered => {
                "No imported production deployment rests on it, but the imported deployments do not cover that time."
            }
            Why::NoDeployments => "No production deployment of its repository was imported.",
        }
    }
}

/// A ticket or pull request of the period.
pub(crate) struct Listed {
    pub(crate) about: About,
    pub(crate) at: Option<Timestamp>,
    pub(crate) why: Why,
    pub(crate) lacks: Vec<ChangeLack>,
    /// Positions of the deployments of the period that rest on it, by time.
    pub(crate) rows: Vec<usize>,
    /// How many deployments outside the period do.
    pub(crate) outside: u64,
    /// What words are looked for in, in lower case.
    text: Box<str>,
}

/// All of a period, the newest first.
pub(crate) struct ChangeList {
    pub(crate) listed: Vec<Listed>,
    pub(crate) counts: ChangeCounts,
}

impl ChangeList {
    pub(crate) fn of(explained: &Explained) -> ChangeList {
        let making = Making::of(explained);
        let snapshot = making.snapshot;
        let records = (0..snapshot.change_records.len()).map(ChangeRecordId::from);
        let pull_requests = (0..snapshot.pull_requests.len()).map(PullRequestId::from);
        let mut listed: Vec<Listed> = records
            .filter_map(|id| making.record(id))
            .chain(pull_requests.filter_map(|id| making.pull_request(id)))
            .collect();
        // A stable sort: records of one time stay in the order of the snapshot.
        listed.sort_by_key(|one| std::cmp::Reverse(one.at));
        let mut counts = ChangeCounts::default();
        for one in &listed {
            match one.about {
                About::Record(_) => counts.records += 1,
                About::PullRequest(_) => counts.pull_requests += 1,
            }
            counts.orphans += u64::from(one.why.state() == ChangeState::Orphan);
            let known = one
                .lacks
                .iter()
                .any(|lack| lack.state != LackState::NotExported);
            counts.incomplete += u64::from(known);
        }
        ChangeList { listed, counts }
    }

    /// Positions of what a query names.
    pub(crate) fn find(&self, query: &ChangeQuery) -> Vec<usize> {
        let words: Vec<String> = query
            .text
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let matches = |one: &Listed| {
            (query.kinds.is_empty() || query.kinds.contains(&kind(one.about)))
                && (query.states.is_empty() || query.states.contains(&one.why.state()))
                && (query.lacks.is_empty()
                    || one
                        .lacks
                        .iter()
                        .any(|lack| query.lacks.contains(&lack.part)))
                && words.iter().all(|word| one.text.contains(word.as_str()))
        };
        let all = 0..self.listed.len();
        all.filter(|at| matches(&self.listed[*at])).collect()
    }

    /// What the list shows of one.
    pub(crate) fn row(&self, snapshot: &Snapshot, at: usize) -> ChangeRow {
        let one = &self.listed[at];
        let (label, scope, title, status) = match one.about {
            About::Record(id) => {
                let record = &snapshot.change_records[id.index()].record;
                let scope = format!("{} {}", record.source.label(), record.project());
                let (title, status) = (record.title.text(), record.status.text());
                (record.key.clone(), scope, title, status)
            }
            About::PullRequest(id) => {
                let pull_request = &snapshot.pull_requests[id.index()].record;
                let status = match pull_request.state {
                    PullRequestState::Open => "Open",
                    PullRequestState::Closed => "Closed",
                    PullRequestState::Merged => "Merged",
                };
                let label = format!("#{}", pull_request.number);
                let repository = pull_request.repository.clone();
                (label, repository, pull_request.title.text(), status)
            }
        };
        ChangeRow {
            key: u32::try_from(at).unwrap_or(u32::MAX),
            kind: kind(one.about),
            label,
            scope,
            title: title.to_owned(),
            at: one.at,
            status: status.to_owned(),
            state: one.why.state(),
            lacks: one.lacks.clone(),
            deployments: one.rows.len() as u64,
        }
    }
}

fn kind(about: About) -> ChangeRowKind {
    match about {
        About::Record(_) => ChangeRowKind::ChangeRecord,
        About::PullRequest(_) => ChangeRowKind::PullRequest,
    }
}

/// What the list is made from.
struct Making<'e> {
    explained: &'e Explained,
    snapshot: &'e Snapshot,
    period: Period,
    /// The position of each subject of the period.
    rows: HashMap<SubjectId, usize>,
    /// Subjects that ship each pull request, by time.
    ships: HashMap<PullRequestId, Vec<SubjectId>>,
    /// Subjects of each repository, in lower case, by time.
    of_repository: HashMap<String, Vec<SubjectId>>,
    standings: Standings<'e>,
    /// Records that are judged by themselves in the period.
    judged: HashSet<ChangeRecordId>,
}

impl<'e> Making<'e> {
    fn of(explained: &'e Explained) -> Making<'e> {
        let snapshot = &explained.loaded.snapshot;
        let mut making = Making {
            explained,
            snapshot,
            period: Period::of(&explained.evaluation.head),
            rows: explained.subjects.iter().copied().zip(0..).collect(),
            ships: HashMap::new(),
            of_repository: HashMap::new(),
            standings: Standings::of(snapshot),
            judged: judged_alone(explained),
        };
        for (i, subject) in snapshot.subjects.iter().enumerate() {
            let id = SubjectId::from(i);
            for change in &subject.change_set.changes {
                if let ChangeKind::PullRequest(pull_request) = change.kind {
                    making.ships.entry(pull_request).or_default().push(id);
                }
            }
            let deployment = &snapshot.deployments[subject.deployment.index()].record;
            if let Some(repository) = deployment.repository.value() {
                let key = folded(repository).into_owned();
                making.of_repository.entry(key).or_default().push(id);
            }
        }
        making
    }

    fn record(&self, id: ChangeRecordId) -> Option<Listed> {
        let record = &self.snapshot.change_records[id.index()].record;
        let at_of = |field: &Field<changeproof_domain::time::Moment>| field.value().map(|of| of.at);
        let made = at_of(&record.created_at);
        let parameters = self.standings.parameters_of(record);
        let why = match self.standings.standing(id)? {
            Standing::Deployed => Why::Deployed,
            Standing::Withdrawn => Why::Cancelled,
            Standing::NoStatus => Why::NoStatus,
            Standing::NotClosed => Why::NotClosed,
            // That change was never deployed, or is listed as one of which that cannot be told.
            Standing::Undeployed | Standing::Doubtful(Doubt::NamedElsewhere(_)) => {
                Why::ClosedAndNotNamed
            }
            Standing::Doubtful(Doubt::BeforeFirst) => Why::BeforeFirst,
            Standing::Doubtful(Doubt::ChangesUnknown(_)) => Why::ChangesUnknown,
            Standing::Doubtful(Doubt::NotCovered) => Why::NotCovered,
        };
        let last = at_of(&record.updated_at)
            .or(at_of(&record.planned_end))
            .or(made);
        let uses = self
            .snapshot
            .uses_of
            .get(&id)
            .map_or(&[][..], Vec::as_slice);
        let at = made.or(last);
        let lacks = contents::lacks(record, parameters);
        let lacks = lacks.into_iter().map(|(part, lack)| ChangeLack {
            part: match part {
                Part::Description => LackPart::Description,
                Part::Systems => LackPart::Systems,
                Part::RiskAndImpact => LackPart::RiskAndImpact,
                Part::RollbackPlan => LackPart::RollbackPlan,
            },
            state: match lack {
                Lack::NotExported => LackState::NotExported,
                Lack::Empty => LackState::Empty,
                Lack::Placeholder => LackState::Placeholder,
                Lack::TooShort => LackState::TooShort,
            },
        });
        let parts = [&record.key, record.title.text(), record.status.text()];
        self.listed(About::Record(id), at, why, lacks.collect(), uses, &parts)
    }

    fn pull_request(&self, id: PullRequestId) -> Option<Listed> {
        let pull_request = &self.snapshot.pull_requests[id.index()].record;
        let merged = pull_request.merged_at.value().map(|of| of.at);
        let made = pull_request.created_at.value().map(|of| of.at);
        let uses = self.ships.get(&id).map_or(&[][..], Vec::as_slice);
        let why = match (uses, pull_request.state) {
            ([_, ..], _) => Why::Deployed,
            ([], PullRequestState::Open) => Why::NotMerged,
            ([], PullRequestState::Closed) => Why::ClosedUnmerged,
            ([], PullRequestState::Merged) => self.merged(pull_request, merged),
        };
        let mut lacks = Vec::new();
        let is_merged = pull_request.state == PullRequestState::Merged;
        let mut reviews = pull_request.reviews.items().iter();
        let approved = reviews.any(|review| review.state == ReviewState::Approved);
        if is_merged && !approved {
            let state = match pull_request.reviews.is_exported() {
                true => LackState::Empty,
                false => LackState::NotExported,
            };
            let part = LackPart::Review;
            lacks.push(ChangeLack { part, state });
        }
        let label = pull_request.key();
        let parts = [&label, pull_request.title.text()];
        let about = About::PullRequest(id);
        self.listed(about, merged.or(made), why, lacks, uses, &parts)
    }

    /// What became of a merged pull request that no deployment is known to ship.
    fn merged(&self, pull_request: &PullRequest, merged: Option<Timestamp>) -> Why {
        let repository = folded(&pull_request.repository);
        let Some(all) = self.of_repository.get(&*repository) else {
            return Why::NoDeployments;
        };
        let Some(merged) = merged else {
            return Why::NotCovered;
        };
        let subject = |id: &SubjectId| &self.snapshot.subjects[id.index()];
        if all.iter().all(|id| subject(id).at > merged) {
            return Why::BeforeFirst;
        }
        let mut later = all.iter().filter(|id| subject(id).at >= merged).peekable();
        if later.peek().is_none() {
            Why::NothingSince
        } else if later.any(|id| is_unknown(subject(id))) {
            Why::ChangesUnknown
        } else if !pull_request.merge_commit.is_value() {
            Why::CommitsUnknown
        } else if !self.deployments_cover(merged) {
            Why::NotCovered
        } else {
            Why::MergedAndNotContained
        }
    }

    /// Whether deployments of every imported scope are complete at that time.
    fn deployments_cover(&self, at: Timestamp) -> bool {
        let coverage = &self.snapshot.coverage;
        let kind = RecordKind::Deployment;
        let mut scopes = coverage.scopes(kind).peekable();
        scopes.peek().is_some() && scopes.all(|scope| coverage.at(kind, scope, at))
    }

    /// A row, where it belongs to the period: by its own time, by a deployment that rests on it, or by an
    /// outcome of its own.
    fn listed(
        &self,
        about: About,
        at: Option<Timestamp>,
        why: Why,
        lacks: Vec<ChangeLack>,
        uses: &[SubjectId],
        parts: &[&str],
    ) -> Option<Listed> {
        let rows: Vec<usize> = uses
            .iter()
            .filter_map(|id| self.rows.get(id).copied())
            .collect();
        let zone = self.explained.loaded.zone;
        let is_judged = matches!(about, About::Record(id) if self.judged.contains(&id));
        let belongs =
            !rows.is_empty() || is_judged || at.is_none_or(|at| self.period.holds(at, zone));
        belongs.then(|| Listed {
            about,
            at,
            why,
            lacks,
            outside: (uses.len() - rows.len()) as u64,
            rows,
            text: parts.join("\n").to_lowercase().into_boxed_str(),
        })
    }
}

/// Change records that are judged by themselves in the period.
fn judged_alone(explained: &Explained) -> HashSet<ChangeRecordId> {
    let judged = explained.others.judged.iter();
    let records = judged.filter_map(|other| match other.subject {
        OtherSubject::ChangeRecord(id) => Some(id),
        OtherSubject::Import(_)
        | OtherSubject::Period
        | OtherSubject::Policy
        | OtherSubject::Exception(_)
        | OtherSubject::Finding(_) => None,
    });
    records.collect()
}

/// Whether the changes of a deployment cannot be told, or some of what came in was left out of them by the paths
/// of the service: it was deployed with it all the same.
fn is_unknown(subject: &Subject) -> bool {
    matches!(subject.change_set.kind, ChangeSetKind::Unknown(_))
        || !subject.change_set.left_out.is_empty()
}
