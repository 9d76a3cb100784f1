//! What happened on the way into production, and what came too late.

use changeproof_controls::context::EventSystem;
use changeproof_controls::standing::{self, Category, Standing, Vote, Worth};
use changeproof_domain::account::Account;
use changeproof_domain::field::Field;
use changeproof_domain::record::{ApprovalDecision, Check, PullRequest, Review, ReviewState};
use changeproof_domain::snapshot::{Change, ChangeKind, ChangeRecordId};
use changeproof_domain::time::{HOUR, Moment, Order, Precision};

use super::About;
use crate::changes::shown;
use crate::wire::view::deployment::TimelineEvent;

/// How long after a deployment an incident of its service is shown beside it.
const WATCHED: i64 = 72 * HOUR;

/// How many events are shown at most: of very large change sets the plain ones are left out.
const SHOWN: usize = 80;

/// The events of a deployment, by time, and how many more there are.
pub(super) fn of(about: &About<'_>) -> (Vec<TimelineEvent>, u32) {
    let mut line = Line {
        about,
        events: Vec::new(),
    };
    let records = about.subject.records();
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
    let not_shown = shorten(&mut events);
    (events, not_shown)
}

/// Leaves out the plainest events, the oldest first, until the rest can be shown; answers how many.
fn shorten(events: &mut Vec<TimelineEvent>) -> u32 {
    const PLAIN: [&str; 5] = ["reviewed", "checked", "opened", "merged", "requested"];
    let surplus = events.len().saturating_sub(SHOWN);
    // Plain kinds in their order, then all others, then what is wrong; the deployment stays.
    let weight = |event: &TimelineEvent| match event.tone.as_str() {
        "deployment" => PLAIN.len() + 2,
        "bad" => PLAIN.len() + 1,
        _ => PLAIN
            .iter()
            .position(|plain| event.kind == *plain)
            .unwrap_or(PLAIN.len()),
    };
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by_key(|at| weight(&events[*at]));
    let mut kept = vec![true; events.len()];
    for at in order.into_iter().take(surplus) {
        kept[at] = false;
    }
    let mut kept = kept.into_iter();
    events.retain(|_| kept.next().unwrap_or(true));
    u32::try_from(surplus).unwrap_or(u32::MAX)
}

/// Something to be told: its kind, title, detail and tone.
type Told<'t> = (&'t str, String, String, &'t str);

struct Line<'a, 'e> {
    about: &'a About<'e>,
    events: Vec<TimelineEvent>,
}

impl<'e> Line<'_, 'e> {
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

    /// Adds something that came after the deployment although a control asks for it before.
    fn add_late(&mut self, at: &Moment, (kind, title, detail, _): Told<'_>) {
        self.add(at, kind, title, detail, "bad");
        if let Some(event) = self.events.last_mut() {
            event.late = true;
        }
    }

    /// Adds an approval: good only where a control counts it, and bad only where it came late and
    /// none that counts came before.
    fn add_approval(&mut self, at: &Moment, title: String, who: String, worth: Worth, asked: bool) {
        let with = |why: &str| format!("{who} ({why})").trim_start().to_owned();
        let (detail, tone) = match worth {
            Worth::Counts => (who, "good"),
            Worth::OwnHand(why) | Worth::Void(why) => (with(why), "neutral"),
            Worth::Unclear | Worth::Late => (who, "neutral"),
        };
        let told = ("approved", title, detail, tone);
        if worth == Worth::Late && asked {
            self.add_late(at, told);
        } else {
            let (kind, title, detail, tone) = told;
            self.add(at, kind, title, detail, tone);
        }
    }

    fn who(&self, account: &Field<Account>) -> String {
        account.value().map_or_else(String::new, |account| {
            shown(&self.about.snapshot.people, account).to_owned()
        })
    }

    fn add_record(&mut self, id: ChangeRecordId) {
        let snapshot = self.about.snapshot;
        let record = &snapshot.change_records[id.index()].record;
        let key = &record.key;
        let context = &self.about.context;
        let category = standing::category_at_start(context, id);
        if let Some(at) = record.created_at.value() {
            let told = (
                "requested",
                format!("{key} requested"),
                self.who(&record.requester),
                "neutral",
            );
            // The record of an emergency may be made afterwards.
            let late = category != Category::Emergency
                && context.against_start(at, EventSystem::Other) == Order::Later;
            if late {
                self.add_late(at, told);
            } else {
                let (kind, title, detail, tone) = told;
                self.add(at, kind, title, detail, tone);
            }
        }
        let approvals = standing::approvals(context, id);
        // Standard changes are approved in advance, emergencies may be approved afterwards, and one
        // approval in time is enough.
        let asked =
            category == Category::Normal && !approvals.iter().any(|of| of.worth == Worth::Counts);
        let worth_of = |at: &Moment| {
            let mut all = approvals.iter();
            let found = all.find(|of| of.at.is_some_and(|of| std::ptr::eq(of, at)));
            found.map_or(Worth::Void("taken back"), |of| of.worth)
        };
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
                    self.add_approval(at, format!("{key} approved"), who, worth_of(at), asked);
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
        for review in snapshot
            .reviews_of
            .get(&key.to_uppercase())
            .into_iter()
            .flatten()
        {
            let review = &snapshot.post_change_reviews[review.index()].record;
            if let Some(at) = review.reviewed_at.value() {
                let who = self.who(&review.reviewed_by);
                let title = format!("Post-change review of {key}");
                // Whether it was in time and held by the right person is for EMG-04 to say.
                self.add(at, "post_change_review", title, who, "neutral");
            }
        }
    }

    fn add_change(&mut self, change: &'e Change) {
        match change.kind {
            ChangeKind::PullRequest(id) => {
                let pull_request = &self.about.snapshot.pull_requests[id.index()].record;
                self.add_pull_request(change, pull_request);
            }
            ChangeKind::Commit(id) => {
                let commit = &self.about.snapshot.commits[id.index()].record;
                let people = &self.about.snapshot.people;
                let who = crate::changes::git_name(people, &commit.author).to_owned();
                let sha = crate::changes::short(&commit.sha);
                // Where pull requests are not all imported, the commit may have one.
                let (title, tone) = if self.about.fails("TRC-02") {
                    (format!("Commit {sha} without pull request"), "bad")
                } else {
                    let title = format!("Commit {sha}: no pull request among the imported ones");
                    (title, "neutral")
                };
                self.add(&commit.committer.at, "merged", title, who, tone);
            }
        }
    }

    fn add_pull_request(&mut self, change: &'e Change, pull_request: &PullRequest) {
        let name = format!("#{}", pull_request.number);
        if let Some(at) = pull_request.created_at.value() {
            let who = self.who(&pull_request.author);
            self.add(at, "opened", format!("PR {name} opened"), who, "neutral");
        }
        let context = &self.about.context;
        let votes = standing::votes(context, change);
        let asked = standing::review_is_asked_for(context, change)
            && !votes.iter().any(|vote| vote.worth == Worth::Counts);
        for (index, review) in told_reviews(pull_request.reviews.items()) {
            let vote = votes.iter().find(|vote| vote.index == index);
            self.add_review(review, &name, vote, asked);
        }
        self.add_checks(change, pull_request, &name);
        if let Some(at) = pull_request.merged_at.value() {
            let who = self.who(&pull_request.merged_by);
            self.add(at, "merged", format!("PR {name} merged"), who, "neutral");
        }
    }

    fn add_review(&mut self, review: &Review, name: &str, vote: Option<&Vote<'_>>, asked: bool) {
        let Some(at) = review.submitted_at.value() else {
            return;
        };
        let who = self.who(&review.author);
        let (kind, title, tone) = match review.state {
            ReviewState::Approved => {
                let worth = vote.map_or(Worth::Unclear, |vote| vote.worth);
                self.add_approval(at, format!("PR {name} approved"), who, worth, asked);
                return;
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
        self.add(at, kind, title, who, tone);
    }

    /// Adds how the required checks stood when the deployment began.
    fn add_checks(&mut self, change: &Change, pull_request: &PullRequest, name: &str) {
        let context = &self.about.context;
        let standings = standing::required_checks(context, change);
        let count = |standing: Standing| standings.iter().filter(|(_, of)| *of == standing).count();
        let (passed, failed) = (count(Standing::Succeeded), count(Standing::Failed));
        let (late, unclear) = (count(Standing::Late), count(Standing::Undecided));
        let telling = passed + failed + late + unclear;
        let checks = pull_request.checks.items().iter();
        let required: Vec<&Check> = checks
            .filter(|check| standing::check_is_required(context, &check.name))
            .collect();
        let completed = |in_time: bool| {
            let times = required
                .iter()
                .filter_map(|check| check.completed_at.value());
            times
                .filter(|at| {
                    !in_time || context.against_start(at, EventSystem::GitHub) != Order::Later
                })
                .max_by_key(|at| at.at)
        };
        // A re-run after the start changes nothing, unless nothing else is shown.
        let Some(last) = completed(true).or_else(|| completed(false)) else {
            return;
        };
        let (title, tone) = match (failed, late, unclear) {
            _ if telling == 0 => return,
            (0, 0, 0) => (format!("Checks of PR {name} passed"), "good"),
            (1.., _, _) => (format!("Checks of PR {name} not all passed"), "bad"),
            (0, 1.., _) => (format!("Checks of PR {name} after the start"), "neutral"),
            (0, 0, 1..) => (format!("Checks of PR {name} too close to tell"), "neutral"),
        };
        let told = ("checked", title, format!("{passed} of {telling}"), tone);
        // Late checks alone are no evidence: where nothing else stands for them, that is a failure.
        if failed == 0 && late == telling && self.about.fails("TST-01") {
            self.add_late(last, told);
        } else {
            let (kind, title, detail, tone) = told;
            self.add(last, kind, title, detail, tone);
        }
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
        let context = &self.about.context;
        let emergency = records
            .iter()
            .any(|id| standing::category_at_start(context, *id) == Category::Emergency);
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
fn told_reviews(reviews: &[Review]) -> impl Iterator<Item = (usize, &Review)> {
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
        told.then_some((at, review))
    })
}

#[cfg(test)]
mod tests {
    use changeproof_domain::time::Timestamp;

    use super::*;

    fn event(at: i64, kind: &str, tone: &str) -> TimelineEvent {
        TimelineEvent {
            at: Timestamp(at),
            date_only: false,
            kind: kind.to_owned(),
            title: String::new(),
            detail: String::new(),
            tone: tone.to_owned(),
            late: false,
        }
    }

    #[test]
    fn a_long_timeline_says_how_much_it_leaves_out_and_keeps_what_is_wrong() {
        let mut events: Vec<TimelineEvent> = (0..50)
            .flat_map(|at| {
                [
                    event(at, "approved", "good"),
                    event(at, "checked", "good"),
                    event(at, "merged", "neutral"),
                ]
            })
            .collect();
        events.insert(0, event(0, "checked", "bad"));
        events.push(event(99, "deployed", "deployment"));
        let not_shown = shorten(&mut events);
        assert_eq!((events.len(), not_shown), (SHOWN, 72));
        let count = |kind: &str| events.iter().filter(|event| event.kind == kind).count();
        assert_eq!(
            [count("approved"), count("checked"), count("merged")],
            [50, 1, 28],
            "the plainest go first"
        );
        assert_eq!(events[0].tone, "bad");
        assert_eq!(events[SHOWN - 1].kind, "deployed");
        assert!(events.is_sorted_by_key(|event| event.at));
    }

    #[test]
    fn too_many_events_of_any_kind_are_not_all_shown() {
        let mut events: Vec<TimelineEvent> =
            (0..100).map(|at| event(at, "approved", "good")).collect();
        assert_eq!(shorten(&mut events), 20);
        assert_eq!((events.len(), events[0].at), (SHOWN, Timestamp(20)));
    }
}
