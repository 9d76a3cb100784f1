//! The review of the policy through the use cases.

use std::path::PathBuf;

use changeproof_domain::member::MemberRole;
use changeproof_domain::policy::{BUILT_IN, built_in};
use changeproof_store::Workspace;
use chrono::{Months, NaiveDate};
use chrono_tz::Tz;

use super::*;
use crate::decisions::company::{SmallCompany, ago};
use crate::evaluate::{EvaluateOptions, evaluate};
use crate::period::Period;
use crate::ports::Ports;
use crate::testing::people::another;
use crate::views::OpenWorkspace;
use crate::wire::annual_review::{AnnualReview, ReviewStep, ReviewView};

/// The company with a policy owner, Olga.
struct Reviewing {
    company: SmallCompany,
    /// Another officer, who made Olga's sign-in: Ana drafts.
    eli: Ports<'static>,
    olga: Ports<'static>,
}

fn day(days_ago: i64) -> NaiveDate {
    ago(days_ago).date_in(Tz::UTC)
}

impl Reviewing {
    /// A review that Ana opened.
    fn opened() -> Reviewing {
        let company = SmallCompany::deployed(15);
        let owner = [MemberRole::PolicyOwner];
        let officer = [MemberRole::ComplianceOfficer];
        let eli = another(company.path(), &company.ana, "eli", &officer);
        let olga = another(company.path(), &eli, "olga", &owner);
        open(company.path(), &OpenOptions::default(), &company.ana).unwrap();
        Reviewing { company, eli, olga }
    }

    /// The same with every clause kept.
    fn kept() -> Reviewing {
        let reviewing = Reviewing::opened();
        for clause in &built_in().clauses {
            reviewing.decide(&clause.id, ClauseDecision::Keep);
        }
        reviewing
    }

    fn decide(&self, clause: &str, decision: ClauseDecision) -> ReviewView {
        let decided = ClauseDecided {
            clause: clause.to_owned(),
            decision,
            reason: "It is what we do".to_owned(),
        };
        view(decide(self.company.path(), &decided, &self.company.ana).unwrap())
    }

    fn file(&self, text: &str) -> Option<PathBuf> {
        Some(self.company.file("policy.toml", text))
    }

    fn draft(&self, file: Option<PathBuf>, ports: &Ports<'_>) -> Result<ReviewView, &'static str> {
        let new = Draft {
            file,
            reason: "A year of use".to_owned(),
        };
        let drafted = draft(self.company.path(), &new, ports);
        drafted.map(view).map_err(|error| error.code())
    }

    fn approve(&self, ports: &Ports<'_>) -> Result<ReviewView, &'static str> {
        let approved = approve(self.company.path(), "The board agrees", ports);
        approved.map(view).map_err(|error| error.code())
    }

    fn publish(&self, from: NaiveDate) -> Result<ReviewView, &'static str> {
        let published = publish(self.company.path(), from, &self.olga);
        published.map(view).map_err(|error| error.code())
    }

    fn acknowledge(&self, ports: &Ports<'_>) -> Result<ReviewView, &'static str> {
        let done = acknowledge(self.company.path(), ports);
        done.map(view).map_err(|error| error.code())
    }

    fn close(&self, abandoned: Option<&str>) -> Result<AnnualReview, &'static str> {
        let closing = Closing {
            actions: vec!["Train the second team, Bo".to_owned()],
            abandoned: abandoned.map(str::to_owned),
        };
        close(self.company.path(), &closing, &self.company.ana).map_err(|error| error.code())
    }

    /// Whether GOV-01 passes.
    fn gov_01_passes(&self) -> bool {
        let options = EvaluateOptions {
            period: Period::new(day(20), day(0)).unwrap(),
            as_of: None,
        };
        let report = evaluate(self.company.path(), &options, &self.company.ana).unwrap();
        let mut controls = report.controls.iter();
        controls.find(|of| of.control == "GOV-01").unwrap().pass == 1
    }
}

fn view(review: AnnualReview) -> ReviewView {
    review.review.unwrap()
}

/// A new version in which a clause has other words.
fn other_words() -> String {
    let changed = BUILT_IN.replace(
        "Violations have consequences.",
        "Violations are followed up.",
    );
    assert_ne!(changed, BUILT_IN);
    changed
}

#[test]
fn inputs_are_frozen_when_it_is_opened() {
    let reviewing = Reviewing::opened();
    let path = reviewing.company.path();
    let shown = view(show(path, &reviewing.olga).unwrap());
    assert_eq!(shown.step, ReviewStep::Clauses);
    assert_eq!(
        (shown.inputs.from, shown.inputs.to),
        (day(0) - Months::new(12), day(1))
    );
    let emergencies = &shown.inputs.emergencies;
    assert_eq!(
        (emergencies.open, emergencies.overdue),
        (1, 0),
        "no register tells whether there was a review"
    );
    let emg = shown
        .inputs
        .controls
        .iter()
        .find(|of| of.control == "EMG-01")
        .unwrap();
    assert_eq!(emg.year.insufficient_evidence, 1, "nobody attested it");
    assert_eq!(emg.before.insufficient_evidence, 0);
    reviewing.company.import(
        "incidents.csv",
        "change,reviewed_at,reviewed_by,outcome,code_reviewed,notes\n\
         CHG0040001,2030-01-15T10:00:00Z,bo,Fine,yes,\n",
        None,
    );
    let later = view(show(path, &reviewing.olga).unwrap());
    assert_eq!(later.inputs, shown.inputs);
    assert_eq!(later.inputs_sha256, shown.inputs_sha256);
    let again = open(path, &OpenOptions::default(), &reviewing.olga).unwrap_err();
    assert_eq!(again.code(), "review_open_already");
    reviewing.company.verify();
}

#[test]
fn a_new_version_goes_from_its_clauses_to_its_closing() {
    let reviewing = Reviewing::kept();
    let ana = &reviewing.company.ana;
    let decided = reviewing.decide("ENF", ClauseDecision::Change);
    assert_eq!(decided.step, ReviewStep::Draft);
    let drafted = reviewing
        .draft(reviewing.file(&other_words()), ana)
        .unwrap();
    assert_eq!(drafted.step, ReviewStep::Approval);
    let clause = drafted.clauses.iter().find(|of| of.id == "ENF").unwrap();
    assert_eq!(
        clause.new_words.as_deref(),
        Some("Violations are followed up.")
    );
    assert_eq!(drafted.draft.unwrap().differences.len(), 1);
    assert!(!reviewing.gov_01_passes(), "nothing is approved yet");
    let approved = reviewing.approve(&reviewing.olga).unwrap();
    assert_eq!(approved.step, ReviewStep::Publication);
    assert_eq!(
        approved.approved.unwrap().decision,
        "a new version: 1 clause changed, 0 deleted, 34 kept"
    );
    assert!(reviewing.gov_01_passes());
    assert_eq!(reviewing.acknowledge(ana).unwrap_err(), "not_published");
    assert_eq!(
        reviewing.publish(day(1)).unwrap_err(),
        "published_too_early"
    );
    let published = reviewing.publish(day(-30)).unwrap();
    assert_eq!(published.published.unwrap().version, 2);
    assert_eq!(
        reviewing.publish(day(-30)).unwrap_err(),
        "published_already"
    );
    assert_eq!(reviewing.close(None).unwrap_err(), "nobody_acknowledged");
    reviewing.acknowledge(&reviewing.olga).unwrap();
    assert_eq!(
        reviewing.close(None).unwrap_err(),
        "nobody_acknowledged",
        "the approver alone"
    );
    reviewing.acknowledge(ana).unwrap();
    assert_eq!(
        reviewing.acknowledge(ana).unwrap_err(),
        "acknowledged_already"
    );
    let closed = reviewing.close(None).unwrap();
    assert_eq!(closed.next_due, Some(day(0) + Months::new(12)));
    let closed = view(closed);
    assert_eq!(closed.step, ReviewStep::Closed);
    assert_eq!(
        closed.closed.unwrap().actions,
        ["Train the second team, Bo"]
    );
    let listed = crate::policy::list(reviewing.company.path(), ana).unwrap();
    assert_eq!(listed.versions[1].from, Some(day(-30)));
    assert_eq!(listed.versions[1].differences.len(), 1);
    reviewing.company.verify();
}

#[test]
fn no_change_is_an_outcome_with_a_reason_and_nothing_to_publish() {
    let reviewing = Reviewing::kept();
    let silent = Draft {
        file: None,
        reason: " ".to_owned(),
    };
    let path = reviewing.company.path();
    let refused = draft(path, &silent, &reviewing.company.ana).unwrap_err();
    assert_eq!(refused.code(), "words_missing");
    reviewing.draft(None, &reviewing.company.ana).unwrap();
    let approved = reviewing.approve(&reviewing.olga).unwrap();
    assert_eq!(approved.step, ReviewStep::Acknowledgement);
    assert_eq!(approved.approved.unwrap().decision, "no change");
    assert_eq!(reviewing.publish(day(0)).unwrap_err(), "nothing_to_publish");
    assert_eq!(
        reviewing.close(Some("Enough")).unwrap_err(),
        "review_has_outcome"
    );
    reviewing.acknowledge(&reviewing.company.bo).unwrap();
    reviewing.close(None).unwrap();
    assert!(reviewing.gov_01_passes());
}

#[test]
fn whoever_drafted_does_not_approve() {
    let reviewing = Reviewing::kept();
    let (ana, olga) = (&reviewing.company.ana, &reviewing.olga);
    assert_eq!(reviewing.approve(olga).unwrap_err(), "draft_missing");
    reviewing.draft(None, olga).unwrap();
    assert_eq!(reviewing.approve(olga).unwrap_err(), "approver_drafted");
    reviewing.draft(None, ana).unwrap();
    assert_eq!(
        reviewing.approve(olga).unwrap_err(),
        "approver_drafted",
        "an earlier draft"
    );
    assert_eq!(
        reviewing.approve(ana).unwrap_err(),
        "not_allowed",
        "no policy owner"
    );
    let owner = [MemberRole::PolicyOwner];
    let path = reviewing.company.path();
    let omar = another(path, ana, "omar", &owner);
    assert_eq!(
        reviewing.approve(&omar).unwrap_err(),
        "approver_account_of_drafter"
    );
    let omar = another(path, &reviewing.eli, "omar-2", &owner);
    reviewing.approve(&omar).unwrap();
    assert_eq!(reviewing.draft(None, ana).unwrap_err(), "approved_already");
    assert_eq!(reviewing.approve(&omar).unwrap_err(), "approved_already");
}

#[test]
fn whose_sign_in_the_approver_made_does_not_acknowledge_for_others() {
    let reviewing = Reviewing::kept();
    let path = reviewing.company.path();
    let both = [MemberRole::ComplianceOfficer, MemberRole::PolicyOwner];
    let omar = another(path, &reviewing.eli, "omar", &both);
    let ida = another(path, &omar, "ida", &[MemberRole::Reviewer]);
    reviewing.draft(None, &reviewing.company.ana).unwrap();
    reviewing.approve(&omar).unwrap();
    reviewing.acknowledge(&omar).unwrap();
    reviewing.acknowledge(&ida).unwrap();
    assert_eq!(reviewing.close(None).unwrap_err(), "nobody_acknowledged");
    reviewing.acknowledge(&reviewing.company.bo).unwrap();
    reviewing.close(None).unwrap();
}

#[test]
fn the_approver_by_another_sign_in_does_not_acknowledge_for_others() {
    let reviewing = Reviewing::kept();
    let company = &reviewing.company;
    company.import(
        "roster-olga.csv",
        "person,email,github,jira,servicenow,ci,roles,valid_from,valid_to\n\
         Olga Rim,olga@example.com,olga-two,,,olga,engineer,2020-01-01,\n",
        None,
    );
    let reviewer = [MemberRole::Reviewer];
    let again = another(company.path(), &company.ana, "olga-two", &reviewer);
    reviewing.draft(None, &company.ana).unwrap();
    reviewing.approve(&reviewing.olga).unwrap();
    reviewing.acknowledge(&again).unwrap();
    assert_eq!(reviewing.close(None).unwrap_err(), "nobody_acknowledged");
}

#[test]
fn a_draft_does_what_was_decided_clause_by_clause() {
    let reviewing = Reviewing::opened();
    let ana = &reviewing.company.ana;
    assert_eq!(reviewing.draft(None, ana).unwrap_err(), "clauses_undecided");
    for clause in &built_in().clauses {
        reviewing.decide(&clause.id, ClauseDecision::Keep);
    }
    let draft = |text: &str| reviewing.draft(reviewing.file(text), ana);
    assert_eq!(draft(BUILT_IN).unwrap_err(), "draft_changes_nothing");
    assert_eq!(draft(&other_words()).unwrap_err(), "draft_against_decision");
    assert_eq!(draft("name = 1").unwrap_err(), "bad_policy_profile");
    reviewing.decide("enf", ClauseDecision::Delete);
    assert_eq!(
        reviewing.draft(None, ana).unwrap_err(),
        "draft_against_decision"
    );
    assert_eq!(draft(&other_words()).unwrap_err(), "draft_against_decision");
    reviewing.decide("ENF", ClauseDecision::Change);
    assert_eq!(draft(BUILT_IN).unwrap_err(), "draft_against_decision");
    draft(&other_words()).unwrap();
    let again = reviewing.decide("ENF", ClauseDecision::Keep);
    assert_eq!(
        again.step,
        ReviewStep::Draft,
        "the draft rests on another decision"
    );
    assert_eq!(
        reviewing.approve(&reviewing.olga).unwrap_err(),
        "draft_missing"
    );
    let secret = other_words().replace(
        "# --- What",
        "# ghp_q7Zk2LmX9vB4tRw8YpD3sNf6HgJc1KaQeU5o\n# --- What",
    );
    reviewing.decide("ENF", ClauseDecision::Change);
    assert_eq!(draft(&secret).unwrap_err(), "draft_with_secrets");
}

#[test]
fn a_version_that_was_added_meanwhile_ends_the_review() {
    let reviewing = Reviewing::kept();
    reviewing.draft(None, &reviewing.company.ana).unwrap();
    let options = crate::policy::AddOptions {
        file: reviewing.file(&other_words()).unwrap(),
        from: day(0),
        reason: "Decided by the board".to_owned(),
        by: None,
    };
    let path = reviewing.company.path();
    crate::policy::add(path, &options, &reviewing.olga).unwrap();
    assert_eq!(
        reviewing.approve(&reviewing.olga).unwrap_err(),
        "policy_changed_meanwhile"
    );
    assert_eq!(reviewing.close(None).unwrap_err(), "review_not_approved");
    let closed = reviewing.close(Some("Another version came first")).unwrap();
    assert_eq!(closed.next_due, None);
    assert_eq!(
        reviewing.acknowledge(&reviewing.olga).unwrap_err(),
        "no_review_open"
    );
    open(path, &OpenOptions::default(), &reviewing.company.ana).unwrap();
}

#[test]
fn the_next_review_is_the_same_wherever_it_is_told_also_before_it_is_evaluated() {
    let reviewing = Reviewing::kept();
    let (path, ana) = (reviewing.company.path(), &reviewing.company.ana);
    assert!(!reviewing.gov_01_passes());
    let olga = &reviewing.olga;
    let open = OpenWorkspace::open(path, olga).unwrap();
    open.refresh(ana).unwrap();
    let open = open.of(olga.signed_in.clone());
    let told = || {
        let items = open.home(olga).unwrap().items.into_iter();
        let due = items.filter(|item| item.title == "Review the policy");
        let due: Vec<Option<NaiveDate>> = due.map(|item| item.due).collect();
        assert_eq!(due, [show(path, ana).unwrap().next_due]);
        due[0]
    };
    assert_eq!(told(), None);
    let register = format!(
        "policy,version,reviewed_at,approved_by,decision,effective_from,notes\n\
         Change management,1.0,{},olga@example.com,approved,,\n",
        day(40)
    );
    reviewing.company.import("reviews.csv", &register, None);
    assert_eq!(told(), Some(day(40) + Months::new(12)), "by the register");
    reviewing.draft(None, ana).unwrap();
    reviewing.approve(&reviewing.olga).unwrap();
    assert_eq!(told(), Some(day(0) + Months::new(12)), "by the one here");
}

#[test]
fn unknown_clauses_and_persons_without_the_role_are_refused() {
    let reviewing = Reviewing::opened();
    let path = reviewing.company.path();
    let decided = |clause: &str, reason: &str| ClauseDecided {
        clause: clause.to_owned(),
        decision: ClauseDecision::Keep,
        reason: reason.to_owned(),
    };
    let code = |clause: &str, reason: &str, ports: &Ports<'_>| {
        decide(path, &decided(clause, reason), ports)
            .unwrap_err()
            .code()
    };
    let ana = &reviewing.company.ana;
    assert_eq!(code("9-NO", "Why not", ana), "unknown_clause");
    assert_eq!(code("ENF", "", ana), "words_missing");
    assert_eq!(code("ENF", "Why not", &reviewing.company.bo), "not_allowed");
}

/// The event of the review that a pack of these days tells.
fn of_pack(
    reviewing: &Reviewing,
    (from, to): (i64, i64),
    wanted: Option<i64>,
) -> Result<Option<i64>, &'static str> {
    let store = Workspace::open(reviewing.company.path()).unwrap();
    let reader = store.read().unwrap();
    let period = Period::new(day(from), day(to)).unwrap();
    let found = of_period(&reader, i64::MAX, period, wanted);
    let found = found.map_err(|error| error.code())?;
    Ok(found.map(|view| view.event))
}

#[test]
fn a_pack_tells_the_review_that_looks_at_most_of_its_days() {
    let reviewing = Reviewing::opened();
    let shown = view(show(reviewing.company.path(), &reviewing.company.ana).unwrap());
    assert_eq!(of_pack(&reviewing, (300, 10), None), Ok(Some(shown.event)));
    assert_eq!(of_pack(&reviewing, (900, 800), None), Ok(None));
    let store = Workspace::open(reviewing.company.path()).unwrap();
    let reader = store.read().unwrap();
    let period = Period::new(day(300), day(10)).unwrap();
    let before = of_period(&reader, shown.event - 1, period, None).unwrap();
    assert!(before.is_none(), "nothing after the head of a pack is told");
}

#[test]
fn a_review_that_was_abandoned_is_told_only_where_it_is_asked_for() {
    let reviewing = Reviewing::opened();
    let event = view(show(reviewing.company.path(), &reviewing.company.ana).unwrap()).event;
    reviewing.close(Some("Begun by mistake")).unwrap();
    assert_eq!(of_pack(&reviewing, (300, 10), None), Ok(None));
    assert_eq!(of_pack(&reviewing, (300, 10), Some(event)), Ok(Some(event)));
    let unknown = of_pack(&reviewing, (300, 10), Some(event + 1));
    assert_eq!(unknown, Err("unknown_review"));
}
