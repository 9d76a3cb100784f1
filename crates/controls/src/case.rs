//! Cases of controls: a small company with one clean change, and what is done to it.
//!
//! A case starts from a deployment that passes every control, changes one thing, and says what the
//! control must answer. The same cases are tests and, in `docs/controls.md`, examples.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::parameters::Parameters;
use changeproof_domain::record::{
    Approval, ApprovalDecision, ChangeRecord, Check, CheckConclusion, Commit, Deployment,
    DeploymentSource, DeploymentState, DeploymentStatus, FieldChange, GitPerson, PipelineRun,
    PostChangeReview, PullRequest, PullRequestCommit, PullRequestState, Record, RecordKind,
    RecordSource, Review, ReviewState, RosterEntry,
};
use changeproof_domain::time::{MINUTE, Moment, Timestamp};
use chrono::NaiveDate;

/// One case of a control.
#[derive(Debug)]
pub struct Case {
    /// What is special about it, as half a sentence.
    pub name: &'static str,
    /// What is done to the clean change.
    pub given: fn(&mut World),
    /// What the control answers.
    pub then: Outcome,
}

/// Monday, 3 March 2025, 10:00 UTC: when the deployment of every case begins.
pub const START: Timestamp = Timestamp(1_740_996_000_000);

const SQUASH: &str = "5151515151515151515151515151515151515151";
const PREVIOUS: &str = "1010101010101010101010101010101010101010";
const OLDER: &str = "0909090909090909090909090909090909090909";
const REPOSITORY: &str = "clicki/referral-api";

/// A small company: two deployments, one pull request between them, its ticket, run and roster.
#[derive(Clone, Debug)]
pub struct World {
    deployments: Vec<Deployment>,
    statuses: Vec<DeploymentStatus>,
    pull_requests: Vec<PullRequest>,
    commits: Vec<Commit>,
    runs: Vec<PipelineRun>,
    change_records: Vec<ChangeRecord>,
    roster: Vec<RosterEntry>,
    post_change_reviews: Vec<PostChangeReview>,
    not_covered: Vec<RecordKind>,
    without: Vec<RecordKind>,
    as_of: Timestamp,
    /// Parameters in force.
    pub parameters: Parameters,
}

fn moment(minutes: i64) -> Moment {
    Moment::utc(START.plus(minutes * MINUTE))
}

fn github(login: &str) -> Account {
    Account::new(System::GitHub, login)
}

fn sha(digit: char) -> String {
    std::iter::repeat_n(digit, 40).collect()
}

fn value(text: &str) -> Field<String> {
    Field::Value(text.to_owned())
}

impl Default for World {
    fn default() -> World {
        World {
            deployments: vec![
                deployment("1", OLDER, -20 * 24 * 60),
                deployment("2", PREVIOUS, -7 * 24 * 60),
                deployment("3", SQUASH, 0),
            ],
            statuses: ["1", "2", "3"].map(status).to_vec(),
            pull_requests: vec![
                earlier_pull_request(40, OLDER, 'c', -21 * 24 * 60),
                earlier_pull_request(41, PREVIOUS, 'd', -8 * 24 * 60),
                pull_request(),
            ],
            commits: vec![
                commit(
                    OLDER,
                    None,
                    "chidi@clicki.example",
                    "Start (#40)",
                    -21 * 24 * 60,
                ),
                commit(
                    PREVIOUS,
                    Some(OLDER),
                    "chidi@clicki.example",
                    "Earlier (#41)",
                    -8 * 24 * 60,
                ),
                commit(
                    SQUASH,
                    Some(PREVIOUS),
                    "ana@clicki.example",
                    "CHG-1000: queue (#42)",
                    -150,
                ),
            ],
            runs: ["1", "2", "3"].map(run).to_vec(),
            change_records: vec![change_record()],
            roster: roster(),
            post_change_reviews: vec![post_change_review()],
            not_covered: Vec::new(),
            without: Vec::new(),
            as_of: START.plus(300 * 24 * 60 * MINUTE),
            parameters: Parameters::default(),
        }
    }
}

fn deployment(id: &str, revision: &str, minutes: i64) -> Deployment {
    Deployment {
        source: DeploymentSource::GitHub,
        id: id.to_owned(),
        service: "referral-api".to_owned(),
        repository: value(REPOSITORY),
        environment: "production".to_owned(),
        production: Some(true),
        revision: value(revision),
        git_ref: value("main"),
        version: Field::NotExported,
        state: Field::NotExported,
        started_at: moment(minutes),
        finished_at: Field::NotExported,
        updated_at: Field::NotExported,
        deployed_by: Field::Value(github("github-actions[bot]")),
        triggered_by: Field::NotExported,
        pipeline: Field::NotExported,
        run_url: Field::NotExported,
        change_ticket: Field::NotExported,
        notes: Field::NotExported,
    }
}

fn status(id: &str) -> DeploymentStatus {
    DeploymentStatus {
        deployment: format!("github:{id}"),
        id: format!("9{id}"),
        state: DeploymentState::Success,
        created_at: moment(10),
        run_url: value(&format!(
            "https://github.example/{REPOSITORY}/actions/runs/7{id}/job/1"
        )),
        creator: Field::NotExported,
    }
}

fn pull_request() -> PullRequest {
    PullRequest {
        repository: REPOSITORY.to_owned(),
        number: 42,
        title: value("CHG-1000: retry the queue"),
        body: value("What and why: the queue."),
        url: Field::NotExported,
        state: PullRequestState::Merged,
        author: Field::Value(github("ana")),
        created_at: Field::Value(moment(-400)),
        merged_at: Field::Value(moment(-150)),
        updated_at: Field::NotExported,
        merged_by: Field::Value(github("ana")),
        merge_commit: value(SQUASH),
        head_branch: value("chg-1000-queue"),
        head: value(&sha('b')),
        base_branch: value("main"),
        labels: Field::Value(Vec::new()),
        commits: Field::Value(vec![
            branch_commit('a', "queue part 1", -300),
            branch_commit('b', "queue part 2", -250),
        ]),
        reviews: Field::Value(vec![Review {
            author: Field::Value(github("bao")),
            state: ReviewState::Approved,
            submitted_at: Field::Value(moment(-200)),
            commit: value(&sha('b')),
        }]),
        checks: Field::Value(vec![check("unit", CheckConclusion::Success, -240)]),
        files: Field::Value(vec!["src/queue.rs".to_owned()]),
    }
}

fn earlier_pull_request(number: u64, merge: &str, digit: char, minutes: i64) -> PullRequest {
    let mut earlier = pull_request();
    earlier.number = number;
    earlier.title = value("Earlier work");
    earlier.head_branch = value("earlier");
    earlier.author = Field::Value(github("chidi"));
    earlier.merged_at = Field::Value(moment(minutes));
    earlier.merge_commit = value(merge);
    earlier.head = value(&sha(digit));
    let mut commit = branch_commit(digit, "earlier part 1", minutes - 60);
    commit.authors = Field::Value(vec![github("chidi")]);
    earlier.commits = Field::Value(vec![commit]);
    earlier
}

fn branch_commit(digit: char, headline: &str, minutes: i64) -> PullRequestCommit {
    let mut author = github("ana");
    author.email = Some("ana@clicki.example".to_owned());
    PullRequestCommit {
        sha: sha(digit),
        headline: value(headline),
        body: Field::Empty,
        authors: Field::Value(vec![author]),
        authored_at: Field::Value(moment(minutes)),
        committed_at: Field::Value(moment(minutes)),
    }
}

fn check(name: &str, conclusion: CheckConclusion, minutes: i64) -> Check {
    Check {
        name: name.to_owned(),
        conclusion,
        started_at: Field::Value(moment(minutes - 2)),
        completed_at: Field::Value(moment(minutes)),
    }
}

fn commit(sha: &str, parent: Option<&str>, email: &str, message: &str, minutes: i64) -> Commit {
    let person = |email: &str| GitPerson {
        name: email.split('@').next().unwrap_or_default().to_owned(),
        email: email.to_owned(),
        at: moment(minutes),
    };
    Commit {
        repository: Field::NotExported,
        sha: sha.to_owned(),
        tree: Field::Value(sha.chars().rev().collect()),
        parents: parent.map(ToOwned::to_owned).into_iter().collect(),
        author: person(email),
        committer: person("noreply@github.com"),
        message: message.to_owned(),
    }
}

fn run(id: &str) -> PipelineRun {
    PipelineRun {
        repository: value(REPOSITORY),
        id: format!("7{id}"),
        name: value("deploy"),
        event: value("workflow_dispatch"),
        conclusion: Field::Value(CheckConclusion::Success),
        head: value(SQUASH),
        branch: value("main"),
        actor: Field::Value(github("lena")),
        triggering_actor: Field::Value(github("lena")),
        started_at: Field::Value(moment(-1)),
        updated_at: Field::NotExported,
        url: Field::NotExported,
    }
}

fn change_record() -> ChangeRecord {
    let jira = |name: &str| Field::Value(Account::new(System::Jira, name));
    ChangeRecord {
        source: RecordSource::Jira,
        key: "CHG-1000".to_owned(),
        record_type: value("Change"),
        title: value("referral-api: retry the queue"),
        description: value("Retry the referral queue when the partner is slow."),
        category: value("Normal"),
        systems: Field::Value(vec!["referral-api".to_owned()]),
        risk_and_impact: value("Low: one component, covered by tests."),
        risk_level: value("Low"),
        rollback_plan: value("Redeploy the previous release from the pipeline."),
        test_plan: value("Integration suite and a smoke test in staging."),
        requester: jira("jira-ana"),
        implementer: jira("jira-ana"),
        created_at: Field::Value(moment(-72 * 60)),
        updated_at: Field::Value(moment(-48 * 60)),
        status: value("Closed"),
        approval_state: Field::NotExported,
        planned_start: Field::NotExported,
        planned_end: Field::NotExported,
        approvals: Field::Value(vec![Approval {
            approver: jira("jira-ivo"),
            decision: ApprovalDecision::Approved,
            at: Field::Value(moment(-48 * 60)),
            place: None,
        }]),
        history: Field::Value(Vec::new()),
    }
}

fn roster() -> Vec<RosterEntry> {
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
    let entry = |name: &str, roles: &[&str], from, to| RosterEntry {
        person: name.to_owned(),
        accounts: vec![
            github(name),
            Account::new(System::Jira, format!("jira-{name}")),
            Account::new(System::Email, format!("{name}@clicki.example")),
            Account::new(System::Ci, format!("{name}.ci")),
        ],
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        valid_from: from,
        valid_to: to,
    };
    let always = day(2024, 1, 1);
    let mut entries = vec![
        entry("ana", &["engineer"], always, None),
        entry("bao", &["engineer"], always, None),
        entry("chidi", &["engineer"], always, None),
        entry("ivo", &["designated_approver"], always, None),
        entry("lena", &["deployer", "engineer"], always, None),
        entry("oskar", &["deployer"], always, day(2024, 12, 31)),
        entry("priya", &["deployer"], day(2025, 6, 1), None),
        RosterEntry {
            person: "CI deployer".to_owned(),
            accounts: vec![github("github-actions[bot]")],
            roles: vec!["service_account".to_owned()],
            valid_from: always,
            valid_to: None,
        },
    ];
    entries[0].accounts.push(github("ana-work"));
    entries
}

fn post_change_review() -> PostChangeReview {
    PostChangeReview {
        change: "CHG-1000".to_owned(),
        reviewed_at: Field::Value(moment(48 * 60)),
        reviewed_by: Field::Value(Account::new(System::Plain, "chidi@clicki.example")),
        outcome: value("Fix confirmed; a test was added"),
        code_reviewed: Field::Value(true),
        notes: Field::Empty,
    }
}

/// What cases do to the clean change.
impl World {
    pub(crate) fn text(text: &str) -> Field<String> {
        value(text)
    }

    /// Minutes after the start of the deployment.
    pub(crate) fn at(minutes: i64) -> Field<Moment> {
        Field::Value(moment(minutes))
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

    pub(crate) fn last_commit(&mut self) -> &mut Commit {
        last(&mut self.commits)
    }

    pub(crate) fn review(&mut self) -> &mut Review {
        items(&mut self.pull_request().reviews, 0)
    }

    pub(crate) fn check(&mut self) -> &mut Check {
        items(&mut self.pull_request().checks, 0)
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
        let head = self.pull_request().head.clone();
        let count = self.pull_request().reviews.items().len();
        items(&mut self.pull_request().reviews, count - 1).commit = head;
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

    pub(crate) fn emergency(&mut self) {
        self.record().category = value("Emergency");
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

    /// The revision ran in staging.
    pub(crate) fn rehearse(&mut self, minutes: i64) {
        let mut staging = deployment("0", SQUASH, minutes);
        staging.environment = "staging".to_owned();
        staging.production = Some(false);
        staging.state = Field::Value(DeploymentState::Success);
        self.deployments.insert(0, staging);
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

    /// The exports of a kind were cut off before the deployment.
    pub(crate) fn not_covered(&mut self, kind: RecordKind) {
        self.not_covered.push(kind);
    }

    /// Records of a kind were not imported.
    pub(crate) fn without(&mut self, kind: RecordKind) {
        self.without.push(kind);
    }

    pub(crate) fn as_of(&mut self, minutes: i64) {
        self.as_of = START.plus(minutes * MINUTE);
    }
}

/// What tests need.
impl World {
    /// The time as of which the case is judged.
    pub fn judged_as_of(&self) -> Timestamp {
        self.as_of
    }

    /// Whether the records of a kind cover the year 2025.
    pub fn covers(&self, kind: RecordKind) -> bool {
        !self.not_covered.contains(&kind)
    }

    /// All records, a list a kind.
    pub fn records(&self) -> Vec<Record> {
        let mut all: Vec<Record> = Vec::new();
        all.extend(self.deployments.iter().cloned().map(Record::Deployment));
        all.extend(self.statuses.iter().cloned().map(Record::DeploymentStatus));
        all.extend(self.pull_requests.iter().cloned().map(Record::PullRequest));
        all.extend(self.commits.iter().cloned().map(Record::Commit));
        all.extend(self.runs.iter().cloned().map(Record::PipelineRun));
        all.extend(
            self.change_records
                .iter()
                .cloned()
                .map(Record::ChangeRecord),
        );
        all.extend(self.roster.iter().cloned().map(Record::RosterEntry));
        all.extend(
            self.post_change_reviews
                .iter()
                .cloned()
                .map(Record::PostChangeReview),
        );
        all.retain(|record| !self.without.contains(&record.kind()));
        all
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
