//! The scene of a story: the company around it, and the story of a change that followed the policy,
//! from which every scenario starts.

use super::attestation::{About, Attestation, NO_WEAKER};
use super::calendar::Moment;
use super::people::{PersonId, Staff};
use super::random::Stream;
use super::services::{Service, Tracker};
use super::story::{
    Approval, Author, BranchCommit, Category, Change, Check, CheckEnd, DeployEnd, Deployer,
    Deployment, Environment, KeyPlace, Landing, Process, Review, ReviewState, Reviewed, Reviewer,
    Revision, Story, Ticket,
};
use super::truth::{Control, Expectations, Outcome};
use super::words;

/// What a scenario knows while it is told.
pub struct Scene<'a> {
    /// Everybody.
    pub staff: &'a Staff,
    /// The service that is deployed.
    pub service: &'a Service,
    /// Names of all services.
    pub service_names: &'a [String],
    /// When the last change landed on this service's main branch.
    pub last_merge: Moment,
    /// When the last incident on this service was resolved.
    pub last_incident: Option<Moment>,
    /// A ticket whose approval served one deployment of this service already.
    pub used_ticket: Option<Ticket>,
    /// The story's own random stream.
    pub random: &'a mut Stream,
}

impl Scene<'_> {
    /// Somebody of the team who is none of `not`.
    pub fn teammate(&mut self, not: &[PersonId]) -> PersonId {
        let others: Vec<PersonId> = self
            .service
            .team
            .iter()
            .copied()
            .filter(|id| !not.contains(id))
            .collect();
        *self.random.pick(&others)
    }

    /// A designated approver.
    pub fn approver(&mut self) -> PersonId {
        *self.random.pick(&self.staff.approvers)
    }

    /// Somebody who may deploy.
    pub fn deployer(&mut self) -> PersonId {
        *self.random.pick(&self.staff.deployers)
    }

    /// A service that is not this one.
    pub fn other_service(&mut self) -> String {
        let others: Vec<&String> = self
            .service_names
            .iter()
            .filter(|name| **name != self.service.name)
            .collect();
        (*self.random.pick(&others)).clone()
    }

    /// The story of one change that followed the policy and went live at `start`.
    pub fn followed(&mut self, name: &'static str, start: Moment) -> Story {
        let author = self.teammate(&[]);
        let landed = self.landed_before(start);
        let (change, ticket) = self.change_and_ticket(author, landed, start, 0);
        let by = self.deployer();
        let minutes = self.random.between(3, 13);
        let staging = Deployment {
            environment: Environment::Staging,
            revision: Revision::AfterChange(0),
            started: change.merged.plus_minutes(4),
            minutes: 3,
            end: DeployEnd::Success,
            deployer: Deployer::Person(by),
            process: Process::DispatchedRun,
            remark: "",
            names_ticket: false,
            zone: None,
            truth: None,
        };
        let names_ticket = self.random.chance(600);
        let production = Deployment {
            environment: Environment::Production,
            started: start,
            minutes,
            names_ticket,
            truth: Some((name, self.expectations())),
            ..staging.clone()
        };
        let attestations = self.posture(0, change.merged).into_iter().collect();
        Story {
            tickets: vec![ticket],
            changes: vec![change],
            deployments: vec![staging, production],
            incident: None,
            attestations,
            post_review: None,
            ticket_can_be_reused: false,
        }
    }

    /// What a normal change that followed the policy must come to. ServiceNow's change table carries
    /// no history of the category, so that control is left open there.
    pub fn expectations(&self) -> Expectations {
        let expected = match self.service.tracker {
            Tracker::Jira => Expectations::followed(),
            Tracker::ServiceNow => Expectations::followed().without(&[Control::Cat01]),
        };
        if self.service.is_infrastructure() {
            expected.with(&[Control::Sec01], Outcome::Pass)
        } else {
            expected
        }
    }

    /// The security team's word on the change with that index, where it touches infrastructure.
    pub fn posture(&self, change: usize, merged: Moment) -> Option<Attestation> {
        self.service.is_infrastructure().then(|| Attestation {
            question: &NO_WEAKER,
            about: About::Change(change),
            answer: true,
            reason: "The plan shows no rule opened and no logging removed; settings follow the baseline.",
            by: self.staff.security[0],
            at: merged.plus_minutes(9),
        })
    }

    /// When a change lands that goes live at `start`: after the last one, with room for staging.
    pub fn landed_before(&mut self, start: Moment) -> Moment {
        let lead = self.random.between(35, 420);
        let wished = start
            .back_working(lead)
            .plus_seconds(self.random.between(0, 50));
        wished
            .max(self.last_merge.plus_seconds(60))
            .min(start.plus_minutes(-16))
    }

    /// A pull request by `author` that landed at `merged`, and its ticket with index `index`.
    pub fn change_and_ticket(
        &mut self,
        author: PersonId,
        merged: Moment,
        start: Moment,
        index: usize,
    ) -> (Change, Ticket) {
        let topic = words::topic(self.random);
        let change = self.change(author, &topic, merged, index);
        let ticket = self.ticket(author, &topic, change.commits[0].authored, start);
        (change, ticket)
    }

    /// A pull request by `author` about `topic`, for the ticket with index `index`.
    pub fn change(
        &mut self,
        author: PersonId,
        topic: &str,
        merged: Moment,
        index: usize,
    ) -> Change {
        let head = merged.back_working(self.random.between(76, 700));
        let head = head.plus_seconds(self.random.between(0, 59));
        let mut moments = vec![head];
        for _ in 0..self.random.weighted(&[35, 45, 15, 5]) {
            let before = moments[0].back_working(self.random.between(20, 400));
            moments.insert(0, before.plus_seconds(self.random.between(0, 59)));
        }
        let commits: Vec<BranchCommit> = moments
            .iter()
            .enumerate()
            .map(|(number, at)| BranchCommit {
                author: Author::Person(author),
                co_author: None,
                headline: words::commit_headline(self.random, topic, number),
                authored: *at,
                committed: *at,
                merges_main: false,
            })
            .collect();
        let reviewer = if self.service.is_infrastructure() {
            *self.random.pick(&self.staff.security[1..])
        } else {
            self.teammate(&[author])
        };
        let created = moments[0].plus_seconds(self.random.between(60, 900));
        let seen = head.max(created);
        let approval = self.approval(reviewer, seen, merged, Reviewed::Commit(commits.len() - 1));
        Change {
            topic: topic.to_owned(),
            fixed_title: None,
            ticket: Some(index),
            key_place: KeyPlace::Title,
            body: words::pull_request_body(self.random, topic),
            landing: Landing::Squash,
            author: Author::Person(author),
            created,
            merged,
            merged_by: if self.random.chance(700) {
                author
            } else {
                reviewer
            },
            reviews: vec![approval],
            checks: self.green_checks(head),
            file: format!(
                "{}/{}.{}",
                if self.service.is_infrastructure() {
                    "modules"
                } else {
                    "src"
                },
                words::file_stem(topic),
                self.service.language
            ),
            leaks_key: false,
            commits,
        }
    }

    /// Gives `change` commits of the same author before its first until it has `least`.
    pub fn lengthen(&mut self, change: &mut Change, least: usize) {
        while change.commits.len() < least {
            let first = &change.commits[0];
            let at = first.authored.back_working(self.random.between(45, 300));
            let mut earlier = first.clone();
            earlier.authored = at;
            earlier.committed = at;
            change.commits[0].headline = words::commit_headline(self.random, "", 1);
            change.commits.insert(0, earlier);
            change.created = at.plus_minutes(self.random.between(2, 15));
            for review in &mut change.reviews {
                if let Reviewed::Commit(place) = &mut review.on {
                    *place += 1;
                }
            }
        }
    }

    /// An approval between the head commit and the merge.
    pub fn approval(&mut self, by: PersonId, head: Moment, merged: Moment, on: Reviewed) -> Review {
        let room = merged.minutes_since(head);
        let wait = self.random.between(room / 3, room - 4).max(1);
        let at = self.in_office_hours(head.plus_minutes(wait), head.plus_minutes(3));
        Review {
            by: Reviewer::Person(by),
            state: ReviewState::Approved,
            at,
            on,
            comment: words::approval_comment(self.random),
        }
    }

    /// `at`, or a moment of the last working day before it where nobody works then; not before
    /// `earliest`.
    fn in_office_hours(&mut self, at: Moment, earliest: Moment) -> Moment {
        let worked = at.back_working(0);
        let at = if worked == at {
            at
        } else {
            worked.back_working(self.random.between(5, 300))
        };
        at.max(earliest).plus_seconds(self.random.between(0, 50))
    }

    /// Checks that ran on a head and succeeded.
    pub fn green_checks(&mut self, head: Moment) -> Vec<Check> {
        let mut names = vec!["unit", "integration"];
        if self.random.chance(300) {
            names.push("lint");
        }
        if self.random.chance(150) {
            names.push("e2e");
        }
        names
            .into_iter()
            .map(|name| {
                let started = head.plus_minutes(self.random.between(1, 4));
                Check {
                    name,
                    end: CheckEnd::Success,
                    started,
                    completed: started.plus_seconds(self.random.between(70, 900)),
                }
            })
            .collect()
    }

    fn ticket(
        &mut self,
        requester: PersonId,
        topic: &str,
        work_began: Moment,
        start: Moment,
    ) -> Ticket {
        let created = work_began.back_working(self.random.between(60, 1_500));
        let created = created.plus_seconds(self.random.between(0, 59));
        let room = start.minutes_since(created);
        let wait = self.random.between(30, (room - 90).max(31));
        let approved = self.in_office_hours(created.plus_minutes(wait), created.plus_minutes(12));
        let by = self.approver();
        let service = self.service.name.clone();
        Ticket {
            tracker: self.service.tracker,
            key: String::new(),
            summary: words::record_summary(self.random, &service, topic),
            category: Category::Normal,
            template: None,
            systems: vec![service.clone()],
            description: words::record_description(self.random, &service, topic),
            risk_and_impact: words::risk_and_impact(self.random),
            backout: Some(words::backout_plan(self.random)),
            test_plan: words::test_plan(self.random),
            implementation_plan: words::implementation_plan(self.random),
            requester,
            implementer: requester,
            created,
            closed: start.on_working(self.random.between(60, 900)),
            approvals: vec![Approval { by, at: approved }],
            approved_by_status_only: false,
            edits: Vec::new(),
            justified_by: None,
            already_written: false,
        }
    }
}
