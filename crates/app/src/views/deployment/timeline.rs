//! What happened on the way into production, and what came too late.

use changeproof_controls::context::EventSystem;
use changeproof_domain::account::Account;
use changeproof_domain::field::Field;
use changeproof_domain::person::Identity;
use changeproof_domain::record::{
    ApprovalDecision, CheckConclusion, PullRequest, Review, ReviewState,
};
use changeproof_domain::snapshot::{Change, ChangeKind, ChangeRecordId};
use changeproof_domain::time::{HOUR, Moment, Order, Precision};

use super::{About, people};
use crate::changes::{categories, linked_records, shown};
use crate::wire::view::deployment::{PersonRow, TimelineEvent};

/// How long after a deployment an incident of its service is shown beside it.
const WATCHED: i64 = 72 * HOUR;

/// How many events are shown at most: of very large change sets the plain ones are left out.
const SHOWN: usize = 80;

/// The events of a deployment, by time.
pub(super) fn of(about: &About<'_>) -> Vec<TimelineEvent> {
    let mut line = Line {
        about,
        people: people::with_identities(about),
        events: Vec::new(),
    };
    let records = linked_records(about.subject);
    for id in &records {
        line.add_record(*id);
    }
    for change in &about.subject.change_set.changes {
        line.add_change(change);
    }
    line.add_attempts();
    line.add_deployment();
    line.add_incidents(&records);
    let mut events = line.events;
    // Stable: what happened in one instant stays in the order of the process.
    events.sort_by_key(|event| event.at);
    for plain in ["reviewed", "checked", "opened", "merged", "requested"] {
        if events.len() <= SHOWN {
            break;
        }
        events.retain(|event| event.kind != plain || event.late);
    }
    events
}

struct Line<'a, 'e> {
    about: &'a About<'e>,
    /// Who did what: a vote of somebody with a hand in the change is told as such.
    people: Vec<(Identity<'e>, PersonRow)>,
    events: Vec<TimelineEvent>,
}

impl Line<'_, '_> {
    fn add(&mut self, at: &Moment, kind: &str, title: String, detail: String, tone: &str) {
        self.events.push(TimelineEvent {
            at: at.at,
            date_only: at.precision == Precision::Day,
            kind: kind.to_owned(),
            title,
            detail,
            tone: tone.to_owned(),
            late: false,
        });
    }

    /// Adds something that has to come before the deployment.
    fn add_due(
        &mut self,
        at: &Moment,
        system: EventSystem,
        (kind, title, detail, tone): (&str, String, String, &str),
    ) {
        let late = self.about.context.against_start(at, system) == Order::Later;
        self.add(at, kind, title, detail, if late { "bad" } else { tone });
        if let (true, Some(event)) = (late, self.events.last_mut()) {
            event.late = true;
        }
    }

    fn who(&self, account: &Field<Account>) -> String {
        account.value().map_or_else(String::new, |account| {
            shown(&self.about.snapshot.people, account).to_owned()
        })
    }

    /// Who voted, and how the vote is shown: as good only where nothing speaks against it.
    fn voter(&self, account: &Field<Account>) -> (String, &'static str) {
        let name = self.who(account);
        let Some(account) = account.value() else {
            return (name, "neutral");
        };
        let identity = self.about.snapshot.people.identify(account);
        let mut rows = self.people.iter();
        let row = rows.find(|(of, row)| *of == identity && row.name == name);
        match row {
            Some((_, row)) if row.wrote => (format!("{name} (contributor)"), "neutral"),
            Some((_, row)) if row.asked => (format!("{name} (asked for it)"), "neutral"),
            _ => (name, "good"),
        }
    }

    fn add_record(&mut self, id: ChangeRecordId) {
        let snapshot = self.about.snapshot;
        let record = &snapshot.change_records[id.index()].record;
        let key = &record.key;
        if let Some(at) = record.created_at.value() {
            let event = (
                "requested",
                format!("{key} requested"),
                self.who(&record.requester),
                "neutral",
            );
            self.add_due(at, EventSystem::Other, event);
        }
        let embedded = record
            .approvals
            .items()
            .iter()
            .map(|approval| (&approval.approver, approval.decision, &approval.at));
        let rows = snapshot.approvals_of.get(&id).into_iter().flatten();
        let rows = rows.map(|row| {
            let approval = &snapshot.change_approvals[row.index()].record;
            (&approval.approver, approval.decision, &approval.decided_at)
        });
        for (approver, decision, at) in embedded.chain(rows) {
            let Some(at) = at.value() else {
                continue;
            };
            let who = self.who(approver);
            match decision {
                ApprovalDecision::Approved => {
                    let (who, tone) = self.voter(approver);
                    let event = ("approved", format!("{key} approved"), who, tone);
                    self.add_due(at, EventSystem::Other, event);
                }
                ApprovalDecision::Rejected => {
                    self.add(
                        at,
                        "changes_requested",
                        format!("{key} rejected"),
                        who,
                        "bad",
                    );
                }
                ApprovalDecision::Withdrawn => {
                    let title = format!("Approval of {key} taken back");
                    self.add(at, "changes_requested", title, who, "bad");
                }
                ApprovalDecision::Pending => {}
            }
        }
        for review in snapshot.reviews_of.get(key).into_iter().flatten() {
            let review = &snapshot.post_change_reviews[review.index()].record;
            if let Some(at) = review.reviewed_at.value() {
                let who = self.who(&review.reviewed_by);
                let title = format!("Post-change review of {key}");
                self.add(at, "post_change_review", title, who, "good");
            }
        }
    }

    fn add_change(&mut self, change: &Change) {
        match change.kind {
            ChangeKind::PullRequest(id) => {
                let pull_request = &self.about.snapshot.pull_requests[id.index()].record;
                self.add_pull_request(pull_request);
            }
            ChangeKind::Commit(id) => {
                let commit = &self.about.snapshot.commits[id.index()].record;
                let people = &self.about.snapshot.people;
                let who = crate::changes::git_name(people, &commit.author).to_owned();
                let title = format!(
                    "Commit {} without pull request",
                    crate::changes::short(&commit.sha)
                );
                self.add(&commit.committer.at, "merged", title, who, "bad");
            }
        }
    }

    fn add_pull_request(&mut self, pull_request: &PullRequest) {
        let name = format!("#{}", pull_request.number);
        if let Some(at) = pull_request.created_at.value() {
            let who = self.who(&pull_request.author);
            self.add(at, "opened", format!("PR {name} opened"), who, "neutral");
        }
        for review in told_reviews(pull_request.reviews.items()) {
            self.add_review(pull_request, review, &name);
        }
        self.add_checks(pull_request, &name);
        if let Some(at) = pull_request.merged_at.value() {
            let who = self.who(&pull_request.merged_by);
            self.add(at, "merged", format!("PR {name} merged"), who, "neutral");
        }
    }

    fn add_review(&mut self, pull_request: &PullRequest, review: &Review, name: &str) {
        let Some(at) = review.submitted_at.value() else {
            return;
        };
        let mut who = self.who(&review.author);
        let (kind, title, tone) = match review.state {
            ReviewState::Approved => {
                let (voter, tone) = self.voter(&review.author);
                who = voter;
                ("approved", format!("PR {name} approved"), tone)
            }
            ReviewState::ChangesRequested => (
                "changes_requested",
                format!("Changes to PR {name} asked for"),
                "bad",
            ),
            ReviewState::Commented => ("reviewed", format!("PR {name} commented on"), "neutral"),
            ReviewState::Dismissed => (
                "reviewed",
                format!("Review of PR {name} dismissed"),
                "neutral",
            ),
            ReviewState::Pending => return,
        };
        // A review before the merge came before the deployment of that merge, whatever clocks say.
        let merged = pull_request.merged_at.value();
        let before_merge = merged
            .is_some_and(|merged| matches!(at.order(merged, 0), Order::Earlier | Order::Equal));
        if before_merge || review.state != ReviewState::Approved {
            self.add(at, kind, title, who, tone);
        } else {
            self.add_due(at, EventSystem::GitHub, (kind, title, who, tone));
        }
    }

    fn add_checks(&mut self, pull_request: &PullRequest, name: &str) {
        let checks = pull_request.checks.items();
        let telling = checks
            .iter()
            .filter(|check| check.conclusion != CheckConclusion::NoEvidence);
        let all = telling.clone().count();
        let passed = telling
            .clone()
            .filter(|check| check.conclusion == CheckConclusion::Success)
            .count();
        let last = telling
            .filter_map(|check| check.completed_at.value())
            .max_by_key(|at| at.at);
        let Some(last) = last else {
            return;
        };
        let (title, tone) = if passed == all {
            (format!("Checks of PR {name} passed"), "good")
        } else {
            (format!("Checks of PR {name} not all passed"), "bad")
        };
        let event = ("checked", title, format!("{passed} of {all}"), tone);
        self.add_due(last, EventSystem::GitHub, event);
    }

    fn add_attempts(&mut self) {
        let snapshot = self.about.snapshot;
        for id in &self.about.subject.attempts {
            let record = &snapshot.deployments[id.index()].record;
            let state = super::state(snapshot, *id);
            let title = format!("Earlier attempt ({state})");
            let who = self.who(&record.deployed_by);
            self.add(&record.started_at, "attempted", title, who, "neutral");
        }
    }

    fn add_deployment(&mut self) {
        let subject = self.about.subject;
        let start = self.about.context.start();
        let who = crate::changes::deployer(self.about.snapshot, subject);
        let who = who.unwrap_or_default().to_owned();
        self.add(start, "deployed", "Deployed".to_owned(), who, "deployment");
    }

    /// Incidents of the service: in the days after the deployment, and before an emergency.
    fn add_incidents(&mut self, records: &[ChangeRecordId]) {
        let emergency = categories(self.about.snapshot, records).contains(&"emergency");
        let start = self.about.subject.at;
        let before = if emergency { WATCHED } else { 0 };
        let service = self.about.context.deployment().service.trim();
        for incident in &self.about.snapshot.incidents {
            let incident = &incident.record;
            let of_service = incident.service.text().trim().eq_ignore_ascii_case(service);
            let Some(at) = incident.opened_at.value() else {
                continue;
            };
            if of_service && start.plus(-before) <= at.at && at.at <= start.plus(WATCHED) {
                let title = incident.title.text();
                let detail = format!("{} {title}", incident.id).trim().to_owned();
                let title = "Incident on the service".to_owned();
                self.add(at, "incident", title, detail, "neutral");
            }
        }
    }
}

/// The reviews that a timeline tells: votes, and the first comment of whoever never voted.
fn told_reviews(reviews: &[Review]) -> impl Iterator<Item = &Review> {
    let who = |review: &Review| {
        let author = review.author.value();
        author.map(|account| account.name.to_lowercase())
    };
    let votes = |review: &Review| {
        matches!(
            review.state,
            ReviewState::Approved | ReviewState::ChangesRequested
        )
    };
    reviews.iter().enumerate().filter_map(move |(at, review)| {
        let told = match review.state {
            ReviewState::Approved | ReviewState::ChangesRequested | ReviewState::Dismissed => true,
            ReviewState::Commented => {
                let same = |other: &Review| who(other) == who(review);
                !reviews.iter().any(|other| votes(other) && same(other))
                    && !reviews[..at].iter().any(same)
            }
            ReviewState::Pending => false,
        };
        told.then_some(review)
    })
}
