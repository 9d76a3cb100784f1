//! What cases do to the clean change.
// long file: a list of short alterations, which cases look up in one place.

use changeproof_domain::account::{Account, AccountKind, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::{
    Approval, ApprovalDecision, ChangeRecord, Check, CheckConclusion, Commit, Deployment,
    DeploymentSource, DeploymentState, DeploymentStatus, FieldChange, Incident, PipelineRun,
    PostChangeReview, PullRequest, PullRequestCommit, RecordKind, RecordSource, Review,
    ReviewState, RosterEntry,
};
use changeproof_domain::source::RowCounts;
use changeproof_domain::time::{HOUR, MINUTE, Moment, Precision, Timestamp};
use chrono::NaiveDate;

use super::clean_change::{branch_commit, check, commit};
use super::{OLDER, PREVIOUS, SQUASH, START, World, clean_change, github, moment, sha, value};
use crate::others::OriginalState;

impl World {
    pub(crate) fn text(text: &str) -> Field<String> {
        value(text)
    }

    /// Minutes after the start of the deployment.
    pub(crate) fn at(minutes: i64) -> Field<Moment> {
        Field::Value(moment(minutes))
    }

    /// The same, where no field stands around it.
    pub(crate) fn moment(minutes: i64) -> Moment {
        moment(minutes)
    }

    pub(crate) fn login(login: &str) -> Field<Account> {
        Field::Value(github(login))
    }

    pub(crate) fn deployment(&mut self) -> &mut Deployment {
        last(&mut self.deployments)
    }

    pub(crate) fn previous(&mut self) -> &mut Deployment {
        &mut self.deployments[1]
    }

    pub(crate) fn pull_request(&mut self) -> &mut PullRequest {
        &mut self.pull_requests[2]
    }

    pub(crate) fn run(&mut self) -> &mut PipelineRun {
        last(&mut self.runs)
    }

    pub(crate) fn record(&mut self) -> &mut ChangeRecord {
        last(&mut self.change_records)
    }

    pub(crate) fn post_change_review(&mut self) -> &mut PostChangeReview {
        last(&mut self.post_change_reviews)
    }

    /// The roster's line of that person.
    #[expect(
        clippy::panic,
        reason = "cases run in tests only; a case that names nobody of the roster is wrong"
    )]
    pub(crate) fn roster_line(&mut self, person: &str) -> &mut RosterEntry {
        let mut lines = self.roster.iter_mut();
        match lines.find(|line| line.person == person) {
            Some(line) => line,
            None => panic!("{person} is not in the roster of the cases"),
        }
    }

    pub(crate) fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    pub(crate) fn last_commit(&mut self) -> &mut Commit {
        last(&mut self.commits)
    }

    pub(crate) fn review(&mut self) -> &mut Review {
        items(&mut self.pull_request().reviews, 0)
    }

    pub(crate) fn check(&mut self) -> &mut Check {
        items(&mut self.pull_request().checks, 0)
    }

    pub(crate) fn last_check(&mut self) -> &mut Check {
        let count = self.pull_request().checks.items().len();
        items(&mut self.pull_request().checks, count - 1)
    }

    pub(crate) fn approval(&mut self) -> &mut Approval {
        items(&mut self.record().approvals, 0)
    }

    pub(crate) fn add_review(&mut self, login: &str, state: ReviewState, minutes: i64) {
        let mut review = self.review().clone();
        review.author = World::login(login);
        review.state = state;
        review.submitted_at = World::at(minutes);
        push(&mut self.pull_request().reviews, review);
    }

    /// Lets the one who approved withdraw that again.
    pub(crate) fn take_approval_back(&mut self, at: Field<Moment>) {
        let mut withdrawal = self.approval().clone();
        withdrawal.decision = ApprovalDecision::Withdrawn;
        withdrawal.at = at;
        self.decide(withdrawal);
    }

    pub(crate) fn decide(&mut self, approval: Approval) {
        push(&mut self.record().approvals, approval);
    }

    /// That account rejected the record.
    pub(crate) fn reject(&mut self, account: &str, minutes: i64) {
        let mut rejection = self.approval().clone();
        rejection.decision = ApprovalDecision::Rejected;
        rejection.approver = Field::Value(Account::new(System::Jira, account));
        rejection.at = World::at(minutes);
        self.decide(rejection);
    }

    /// The approval was given by an app.
    pub(crate) fn approve_by_app(&mut self) {
        let mut app = Account::new(System::Jira, "Automation for Jira");
        app.kind = AccountKind::App;
        self.approval().approver = Field::Value(app);
    }

    /// The day of a time, without the time.
    pub(crate) fn day_of(minutes: i64) -> Field<Moment> {
        let mut day = moment(minutes);
        day.at = Timestamp(day.at.0.div_euclid(24 * HOUR) * 24 * HOUR);
        day.precision = Precision::Day;
        Field::Value(day)
    }

    pub(crate) fn add_approval(&mut self, account: &str, minutes: i64) {
        let mut approval = self.approval().clone();
        approval.approver = Field::Value(Account::new(System::Jira, account));
        approval.at = World::at(minutes);
        push(&mut self.record().approvals, approval);
    }

    pub(crate) fn add_check(&mut self, name: &str, conclusion: CheckConclusion, minutes: i64) {
        push(
            &mut self.pull_request().checks,
            check(name, conclusion, minutes),
        );
    }

    pub(crate) fn add_commit_author(&mut self, login: &str) {
        push(
            &mut items(&mut self.pull_request().commits, 1).authors,
            github(login),
        );
    }

    pub(crate) fn add_commit_email(&mut self, email: &str) {
        let account = Account::new(System::Email, email);
        push(
            &mut items(&mut self.pull_request().commits, 1).authors,
            account,
        );
    }

    /// A third commit on the branch, which becomes its head; the review stays on the second.
    pub(crate) fn push_after_review(&mut self, headline: &str) {
        push(
            &mut self.pull_request().commits,
            branch_commit('e', headline, -190),
        );
        self.pull_request().head = value(&sha('e'));
    }

    pub(crate) fn review_last_commit(&mut self) {
        self.last_review().commit = self.pull_request().head.clone();
    }

    pub(crate) fn last_review(&mut self) -> &mut Review {
        let count = self.pull_request().reviews.items().len();
        items(&mut self.pull_request().reviews, count - 1)
    }

    pub(crate) fn edit_record(
        &mut self,
        field: &str,
        from: Option<&str>,
        to: Option<&str>,
        minutes: i64,
    ) {
        let edit = FieldChange {
            field: field.to_owned(),
            from: from.map(ToOwned::to_owned),
            to: to.map(ToOwned::to_owned),
            author: Field::NotExported,
            at: moment(minutes),
            place: None,
        };
        push(&mut self.record().history, edit);
        if field == "category" {
            self.record().category = Field::exported(to.map(ToOwned::to_owned));
        }
    }

    pub(crate) fn no_ticket(&mut self) {
        self.pull_request().title = value("Retry the queue");
        self.pull_request().head_branch = value("queue");
        self.last_commit().message = "Retry the queue (#42)".to_owned();
    }

    /// The pull request itself is the change record.
    pub(crate) fn carry_record(&mut self) {
        self.no_ticket();
        self.pull_request().body = value(
            "## Systems\nreferral-api\n## Risk and impact\nLow: one component, covered by tests.\n\
             ## Rollback\nRedeploy the previous release from the pipeline.",
        );
    }

    /// Of when the change was carried out only the closing was exported, that many minutes after the start.
    pub(crate) fn only_closed_at(&mut self, minutes: i64) {
        self.forget_times();
        self.record().closed_at = World::at(minutes);
    }

    /// When the change was carried out was not exported.
    pub(crate) fn forget_times(&mut self) {
        let record = self.record();
        record.actual_start = Field::NotExported;
        record.actual_end = Field::NotExported;
        record.closed_at = Field::NotExported;
        record.updated_at = Field::NotExported;
    }

    /// Somebody moved the record to another status, that many minutes after the start.
    pub(crate) fn move_record(&mut self, account: &str, minutes: i64) {
        self.edit_record("status", Some("Implementing"), Some("Closed"), minutes);
        let account = Account::new(System::Jira, account);
        let at = self.record().history.items().len() - 1;
        items(&mut self.record().history, at).author = Field::Value(account);
    }

    /// A pull request of that title was merged into a repository that is never deployed.
    pub(crate) fn merge_undeployed(&mut self, title: &str) {
        let mut merged = self.pull_request().clone();
        merged.repository = "clicki/limits".to_owned();
        merged.title = value(title);
        merged.head_branch = value("limits");
        merged.merge_commit = value(&sha('6'));
        merged.head = value(&sha('4'));
        merged.commits = Field::Value(vec![branch_commit('4', "limits", -300)]);
        self.pull_requests.push(merged);
    }

    /// The same in the repository that is deployed.
    pub(crate) fn merge_too(&mut self, title: &str) {
        self.merge_undeployed(title);
        let repository = self.pull_request().repository.clone();
        let merged = self.last_pull_request();
        merged.repository = repository;
        merged.number = 43;
    }

    /// The pull request that was added last.
    pub(crate) fn last_pull_request(&mut self) -> &mut PullRequest {
        last(&mut self.pull_requests)
    }

    /// The pull requests of the deployed repository.
    pub(crate) fn pull_requests_of_service(&mut self) -> &mut [PullRequest] {
        &mut self.pull_requests[..3]
    }

    /// A commit as a pull request lists it.
    pub(crate) fn listed(name: &str) -> PullRequestCommit {
        let mut commit = branch_commit('4', "release", -300);
        name.clone_into(&mut commit.sha);
        commit
    }

    /// The change record comes from ServiceNow instead.
    pub(crate) fn as_service_now(&mut self) {
        self.record().source = RecordSource::ServiceNow;
    }

    pub(crate) fn emergency(&mut self) {
        self.record().category = value("Emergency");
        self.add_incident(-60, 180);
    }

    /// An emergency that no incident stands behind.
    pub(crate) fn unfounded_emergency(&mut self) {
        self.record().category = value("Emergency");
    }

    /// An incident on the service, opened that long after the start and resolved some minutes later.
    pub(crate) fn add_incident(&mut self, opened: i64, minutes: i64) {
        self.incidents
            .push(clean_change::incident("PALERT9", opened, minutes));
    }

    pub(crate) fn incident(&mut self) -> &mut Incident {
        last(&mut self.incidents)
    }

    /// The incident was not resolved when it was exported.
    pub(crate) fn unresolved(&mut self) {
        let incident = self.incident();
        incident.status = value("acknowledged");
        incident.resolved_at = Field::Empty;
    }

    /// The deployment succeeded first and failed afterwards: production was changed.
    pub(crate) fn end_badly(&mut self) {
        let mut status = clean_change::status("3");
        status.id = "93b".to_owned();
        status.state = DeploymentState::Failure;
        status.created_at = moment(20);
        self.statuses.push(status);
    }

    /// The same revision again, that many minutes after the start.
    pub(crate) fn deploy_anew(&mut self, minutes: i64) {
        self.deploy_again(SQUASH, minutes);
    }

    /// A revision that no imported commit has, that many minutes after the start.
    pub(crate) fn deploy_unknown(&mut self, minutes: i64) {
        self.deploy_again(&sha('9'), minutes);
    }

    /// A further deployment, that many minutes after the start.
    fn deploy_again(&mut self, revision: &str, minutes: i64) {
        let id = (self.deployments.len() + 1).to_string();
        self.deployments
            .push(clean_change::deployment(&id, revision, minutes));
        let mut status = clean_change::status(&id);
        status.created_at = moment(minutes + 10);
        self.statuses.push(status);
    }

    /// The log of another tool holds the deployment too, by an account that nobody set off.
    pub(crate) fn log_too(&mut self, by: Account) {
        let mut logged = self.deployment().clone();
        logged.source = DeploymentSource::DeployLog;
        logged.id = "log-3".to_owned();
        logged.state = Field::Value(DeploymentState::Success);
        logged.deployed_by = Field::Value(by);
        logged.triggered_by = Field::Empty;
        self.deployments.insert(0, logged);
    }

    /// Somebody tried to deploy the same before, that many minutes after the start, and it failed.
    pub(crate) fn fail_before(&mut self, minutes: i64, login: &str) {
        let id = "0";
        let mut attempt = clean_change::deployment(id, SQUASH, minutes);
        attempt.triggered_by = Field::Value(Account::new(System::GitHub, login));
        self.deployments.insert(0, attempt);
        let mut status = clean_change::status(id);
        status.state = DeploymentState::Failure;
        status.created_at = moment(minutes + 10);
        self.statuses.insert(0, status);
    }

    /// What was said last of how a deployment ended.
    pub(crate) fn last_status(&mut self) -> &mut DeploymentStatus {
        last(&mut self.statuses)
    }

    /// A further change, deployed that many minutes after the start.
    pub(crate) fn ship_more(&mut self, minutes: i64) {
        let more = sha('7');
        self.commits.push(commit(
            &more,
            Some(SQUASH),
            "ana@clicki.example",
            "CHG-1000: more",
            minutes - 30,
        ));
        self.deploy_again(&more, minutes);
    }

    /// Back to a revision before the first deployment, that many minutes after the start.
    pub(crate) fn revert_beyond_baseline(&mut self, minutes: i64) {
        let first = sha('8');
        self.commits[0].parents.push(first.clone());
        let message = "Before the first deployment";
        let before = -30 * 24 * 60;
        self.commits
            .push(commit(&first, None, "ana@clicki.example", message, before));
        self.deploy_again(&first, minutes);
    }

    /// Back to a revision between the first two deployments, which never was in production by itself.
    pub(crate) fn revert_between(&mut self, minutes: i64) {
        let between = sha('8');
        self.commits[1].parents = vec![between.clone()];
        let message = "Between (#41)";
        let before = -9 * 24 * 60;
        let made = commit(
            &between,
            Some(OLDER),
            "chidi@clicki.example",
            message,
            before,
        );
        self.commits.insert(1, made);
        self.deploy_again(&between, minutes);
    }

    /// Back to the revision before, that many minutes after the start.
    pub(crate) fn revert_later(&mut self, minutes: i64) {
        self.deploy_again(PREVIOUS, minutes);
    }

    /// Another service got the change half an hour before, and goes back that many minutes after the start.
    pub(crate) fn revert_another_service(&mut self, minutes: i64) {
        for (revision, minutes) in [(SQUASH, minutes - 30), (PREVIOUS, minutes)] {
            self.deploy_again(revision, minutes);
            self.deployment().service = "search".to_owned();
        }
    }

    /// A commit on top of the squash commit that no pull request knows, and it is deployed.
    pub(crate) fn push_directly(&mut self) {
        let direct = sha('f');
        self.commits.push(commit(
            &direct,
            Some(SQUASH),
            "ana@clicki.example",
            "CHG-1000: hot fix",
            -100,
        ));
        self.deployment().revision = Field::Value(direct);
    }

    /// The revision of the previous deployment once more.
    pub(crate) fn redeploy_same_revision(&mut self) {
        self.deployment().revision = value(PREVIOUS);
    }

    /// Back to the deployment before the previous one.
    pub(crate) fn roll_back(&mut self) {
        self.deployment().revision = value(OLDER);
    }

    /// The previous deployment rests on the same ticket.
    pub(crate) fn use_ticket_twice(&mut self) {
        self.pull_requests[1].title = value("CHG-1000: first half");
        self.approval().at = World::at(-9 * 24 * 60);
    }

    /// Another region got the change an hour before, with a commit more.
    pub(crate) fn deploy_elsewhere_before(&mut self) {
        let more = sha('9');
        let ahead = commit(&more, Some(SQUASH), "ana@clicki.example", "More", -140);
        self.commits.push(ahead);
        for (id, revision, minutes) in [("5", PREVIOUS, -6 * 24 * 60), ("6", more.as_str(), -60)] {
            let mut elsewhere = clean_change::deployment(id, revision, minutes);
            elsewhere.environment = "production-eu".to_owned();
            self.deployments.insert(0, elsewhere);
            self.statuses.insert(0, clean_change::status(id));
        }
    }

    /// The revision ran in staging.
    pub(crate) fn rehearse(&mut self, minutes: i64) {
        let mut staging = clean_change::deployment("0", SQUASH, minutes);
        staging.environment = "staging".to_owned();
        staging.production = Some(false);
        staging.state = Field::Value(DeploymentState::Success);
        self.deployments.insert(0, staging);
    }

    /// The run outside production that was added.
    pub(crate) fn rehearsal(&mut self) -> &mut Deployment {
        &mut self.deployments[0]
    }

    /// A status tells how that run stands.
    pub(crate) fn tell_of_rehearsal(&mut self, state: DeploymentState) {
        let mut status = clean_change::status("0");
        status.state = state;
        status.created_at = moment(-90);
        self.rehearsal().state = Field::NotExported;
        self.statuses.insert(0, status);
    }

    /// The deployments come from a table, with times of another clock than GitHub's.
    pub(crate) fn as_deploy_log(&mut self) {
        for deployment in &mut self.deployments {
            deployment.source = DeploymentSource::DeployLog;
            deployment.state = Field::Value(DeploymentState::Success);
            deployment.deployed_by = Field::Value(Account::new(System::Plain, "lena.ci"));
        }
        self.statuses.clear();
    }

    pub(crate) fn set_run_url(&mut self, url: Field<String>) {
        last(&mut self.statuses).run_url = url;
    }

    /// The same of all deployments.
    pub(crate) fn set_each_run_url(&mut self, url: Field<String>) {
        self.set_last_run_urls(self.statuses.len(), url);
    }

    /// The same of so many deployments that were the last.
    pub(crate) fn set_last_run_urls(&mut self, number: usize, url: Field<String>) {
        for status in self.statuses.iter_mut().rev().take(number) {
            status.run_url = url.clone();
        }
    }

    /// The exports of a kind were cut off before the deployment.
    pub(crate) fn not_covered(&mut self, kind: RecordKind) {
        self.not_covered.push(kind);
    }

    /// Records of a kind were not imported.
    pub(crate) fn without(&mut self, kind: RecordKind) {
        self.without.push(kind);
    }

    /// A further run of the deployment pipeline, of another commit, that many minutes after the start.
    pub(crate) fn add_run(&mut self, id: &str, minutes: i64) {
        let mut run = self.run().clone();
        run.id = id.to_owned();
        run.head = value(&sha('9'));
        run.started_at = World::at(minutes);
        self.runs.push(run);
    }

    /// All pull requests were merged into another branch.
    pub(crate) fn pull_requests_into(&mut self, branch: &str) {
        for pull_request in &mut self.pull_requests {
            pull_request.base_branch = value(branch);
        }
    }

    /// The rows of the file with the deployments.
    pub(crate) fn import_rows(&mut self) -> &mut RowCounts {
        &mut self.import_rows
    }

    /// How many rows the source system is said to have.
    pub(crate) fn declare_rows(&mut self, rows: Option<u64>) {
        self.declared_rows = rows;
    }

    /// The file shows that it was cut.
    pub(crate) fn cut_import(&mut self) {
        self.import_cut = true;
    }

    /// The oldest file does not have the bytes any more that it was imported with.
    pub(crate) fn break_original(&mut self) {
        self.oldest = OriginalState::Broken;
    }

    pub(crate) fn period_from(&mut self, year: i32, month: u32, day: u32) {
        self.days.from = World::day(year, month, day).unwrap_or(self.days.from);
    }

    pub(crate) fn period_until(&mut self, year: i32, month: u32, day: u32) {
        self.days.to = World::day(year, month, day).unwrap_or(self.days.to);
    }

    /// A further ticket, created that many minutes after the start.
    pub(crate) fn add_ticket(
        &mut self,
        key: &str,
        category: &str,
        minutes: i64,
    ) -> &mut ChangeRecord {
        let mut ticket = clean_change::change_record();
        ticket.key = key.to_owned();
        ticket.category = value(category);
        ticket.created_at = World::at(minutes);
        ticket.updated_at = World::at(minutes);
        self.change_records.insert(0, ticket);
        &mut self.change_records[0]
    }

    /// Deployments of a commit with a ticket each, half an hour apart and before the other deployments:
    /// so many normal changes, then so many emergencies.
    pub(crate) fn deploy_changes(&mut self, normal: usize, emergencies: usize) {
        let categories = [("Normal", normal), ("Emergency", emergencies)];
        let all = categories
            .iter()
            .flat_map(|(category, n)| std::iter::repeat_n(*category, *n));
        let all: Vec<&str> = all.collect();
        let first = -20 * 24 * 60 - 30 * i64::try_from(all.len()).unwrap_or(0);
        let mut parent: Option<String> = None;
        for (place, (category, minutes)) in all.into_iter().zip((first..).step_by(30)).enumerate() {
            let revision = format!("{place:040x}");
            let key = format!("CHG-{}", 2000 + place);
            let email = "chidi@clicki.example";
            let message = format!("{key}: change");
            let made = commit(&revision, parent.as_deref(), email, &message, minutes - 10);
            self.commits.push(made);
            let id = format!("{}", 100 + place);
            self.deployments
                .insert(place, clean_change::deployment(&id, &revision, minutes));
            self.statuses.push(clean_change::status(&id));
            self.add_ticket(&key, category, minutes - 24 * 60);
            parent = Some(revision);
        }
        self.commits[0].parents = parent.into_iter().collect();
    }

    /// Every further deployment of [`World::deploy_changes`] is of a service of its own.
    pub(crate) fn spread_over_services(&mut self) {
        for deployment in &mut self.deployments {
            if deployment.id.len() == 3 {
                deployment.service = format!("service-{}", deployment.id);
            }
        }
    }

    /// The category of these tickets was not exported.
    pub(crate) fn forget_categories(&mut self, category: &str) {
        for ticket in &mut self.change_records {
            if ticket.category.text() == category {
                ticket.category = Field::NotExported;
            }
        }
    }

    pub(crate) fn as_of(&mut self, minutes: i64) {
        self.as_of = START.plus(minutes * MINUTE);
    }
}

fn last<T>(list: &mut [T]) -> &mut T {
    let end = list.len() - 1;
    &mut list[end]
}

#[expect(
    clippy::panic,
    reason = "cases run in tests only; a case that removed the list is wrong"
)]
fn items<T>(field: &mut Field<Vec<T>>, index: usize) -> &mut T {
    match field {
        Field::Value(list) => &mut list[index],
        Field::Empty | Field::NotExported => panic!("the case removed the list before"),
    }
}

fn push<T>(field: &mut Field<Vec<T>>, item: T) {
    if let Field::Value(list) = field {
        list.push(item);
    }
}
