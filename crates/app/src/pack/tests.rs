//! What the packs for management tell, from a small company.

use changeproof_controls::registry;
use changeproof_domain::member::MemberRole;
use changeproof_domain::outcome::{Outcome, Overlay};
use changeproof_reports::figures::{Figures, Tally};
use changeproof_reports::pack::{Action, KeptIn, UNPROVEN};
use chrono::NaiveDate;
use chrono_tz::Tz;

use super::*;
use crate::decisions::company::{EMERGENCY, SmallCompany, ago};
use crate::evaluate::{EvaluateOptions, evaluate};
use crate::policy_triggers;
use crate::testing::people::another;
use crate::triage;
use crate::wire::triage::FindingLine;

fn day(days_ago: i64) -> NaiveDate {
    ago(days_ago).date_in(Tz::UTC)
}

/// An emergency of twenty days ago and a normal change before it, judged.
fn judged() -> SmallCompany {
    let company = SmallCompany::deployed(20);
    judge(&company);
    company
}

fn judge(company: &SmallCompany) {
    let options = EvaluateOptions {
        period: Period::new(day(60), day(0)).unwrap(),
        as_of: None,
    };
    evaluate(company.path(), &options, &company.ana).unwrap();
}

/// The newest evaluation of the company's days.
fn explained(company: &SmallCompany) -> Arc<Explained> {
    let store = Workspace::open(company.path()).unwrap();
    let reader = store.read().unwrap();
    let period = Period::new(day(60), day(0)).unwrap();
    whole(Basis::Newest, &reader, company.path(), period, &company.ana).unwrap()
}

fn input_of(company: &SmallCompany, kind: PackKind, period: Period, at: Timestamp) -> Input {
    input_from(company, &explained(company), kind, period, at)
}

fn input_from(
    company: &SmallCompany,
    whole: &Arc<Explained>,
    kind: PackKind,
    period: Period,
    at: Timestamp,
) -> Input {
    let store = Workspace::open(company.path()).unwrap();
    let reader = store.read().unwrap();
    let options = PackOptions {
        kind,
        period,
        out: PathBuf::new(),
        at: None,
        prepared_by: None,
        page_size: PageSize::A4,
    };
    input(&reader, whole, &options, at, &company.ana).unwrap()
}

fn summary_at(company: &SmallCompany, at: Timestamp) -> ManagementSummary {
    let period = Period::new(day(60), day(0)).unwrap();
    match input_of(company, PackKind::Summary, period, at) {
        Input::Summary(summary) => *summary,
        Input::Audit(_) | Input::Annual(_) => panic!("a summary was asked for"),
    }
}

fn annual(company: &SmallCompany, period: Period) -> AnnualPack {
    let kind = PackKind::Annual { review: None };
    match input_of(company, kind, period, ago(-1)) {
        Input::Annual(annual) => *annual,
        Input::Audit(_) | Input::Summary(_) => panic!("an annual pack was asked for"),
    }
}

/// The failures of critical and high controls.
fn failures(company: &SmallCompany) -> Vec<FindingLine> {
    let all = triage::list(
        company.path(),
        &triage::FindingFilter::default(),
        &company.ana,
    );
    let mut all = all.unwrap();
    all.retain(|line| line.outcome == Outcome::Fail && line.severity != "Medium");
    all
}

fn take(company: &SmallCompany, finding: &str) {
    let new = triage::NewAcknowledgement {
        findings: vec![finding.to_owned()],
        owner: "Lena".to_owned(),
        due: day(-10),
        reason: None,
        cause: Some("Nobody knew the rule".to_owned()),
        action: None,
        evidence: Vec::new(),
    };
    triage::acknowledge(company.path(), &new, &company.ana).unwrap();
}

fn decision<'s>(summary: &'s ManagementSummary, begins: &str) -> Option<&'s str> {
    let mut all = summary.management.decisions.iter();
    let found = all.find(|one| one.what.starts_with(begins))?;
    Some(found.why.as_str())
}

#[test]
fn a_failure_that_nobody_owns_waits_for_an_owner_and_then_for_its_day() {
    let company = judged();
    let failures = failures(&company);
    let one = failures.first().expect("the company has failures");
    let before = summary_at(&company, ago(-1));
    let why = decision(&before, "Owners for").expect("nobody owns it");
    assert!(why.contains(&one.control), "{why}");
    assert!(before.management.to_come.is_empty());
    take(&company, &one.finding);
    let owned = summary_at(&company, ago(-1));
    let work = &owned.management.to_come;
    assert_eq!(work.len(), 1);
    assert_eq!(
        (work[0].owner.as_deref(), work[0].due),
        (Some("Lena"), day(-10))
    );
    assert!(work[0].what.starts_with(&one.control));
    let late = summary_at(&company, ago(-30));
    let mut overdue = late.management.overdue.iter();
    assert!(overdue.any(|action| action.owner.as_deref() == Some("Lena")));
    assert!(late.management.to_come.is_empty());
}

#[test]
fn the_answer_to_a_deviation_stands_in_its_control_and_in_no_other() {
    let company = judged();
    let one = failures(&company).remove(0);
    take(&company, &one.finding);
    let evidence = summary_at(&company, ago(-1)).evidence;
    for control in &evidence.controls {
        assert_eq!(
            control.follow_up.is_some(),
            control.id == one.control,
            "{}",
            control.id
        );
    }
    let mut controls = evidence.controls.iter();
    let own = controls.find(|control| control.id == one.control).unwrap();
    let cause = own.follow_up.as_ref().unwrap().cause.as_deref().unwrap();
    assert!(cause.starts_with("Nobody knew the rule"), "{cause}");
    let early = summary_at(&company, ago(1)).evidence;
    assert!(
        early
            .controls
            .iter()
            .all(|control| control.follow_up.is_none())
    );
}

/// How the reviews of emergencies stand: those of which work is overdue, whether the register is asked for, and the
/// days by which each is late.
fn reviews_of(company: &SmallCompany) -> (Vec<Action>, bool, Vec<(String, Option<u64>)>) {
    let now = summary_at(company, ago(-1));
    let register = decision(&now, "Import of the register of post-change reviews").is_some();
    let mut overdue = now.management.overdue;
    overdue.retain(|action| action.what == format!("Post-change review of {EMERGENCY}"));
    let annual = annual(company, Period::new(day(60), day(0)).unwrap());
    let emergencies = annual.emergencies.into_iter();
    let late = emergencies.map(|one| (one.standing, one.days_late));
    (overdue, register, late.collect())
}

#[test]
fn a_missing_post_change_review_is_overdue_and_told_as_late_where_a_register_proves_it() {
    let company = SmallCompany::deployed(20);
    let covers = changeproof_domain::source::DeclaredCoverage {
        from: day(60),
        to: day(0),
    };
    company.import(
        "reviews.csv",
        "change,reviewed_at,reviewed_by,outcome,code_reviewed,notes\n\
         CHG0049999,2025-03-05T09:00:00Z,bo@example.com,Fix confirmed,yes,\n",
        Some(covers),
    );
    judge(&company);
    let (overdue, register, late) = reviews_of(&company);
    assert_eq!(overdue.len(), 1);
    assert!(overdue[0].owner.is_none() && overdue[0].due < day(0));
    assert!(!register, "it is there");
    assert_eq!(late.len(), 1);
    assert!(late[0].0 == "overdue" && late[0].1.is_some_and(|days| days > 0));
}

#[test]
fn without_a_register_of_reviews_none_is_overdue_and_the_register_is_asked_for() {
    let (overdue, register, late) = reviews_of(&judged());
    assert_eq!(overdue, Vec::new());
    assert!(register);
    assert_eq!(late, [(UNPROVEN.to_owned(), None)]);
}

#[test]
fn a_trend_tells_twelve_months_and_which_of_them_were_not_evaluated() {
    let company = judged();
    let trend = summary_at(&company, ago(-1)).management.trend;
    assert_eq!(trend.months.len(), 12);
    let judged: u64 = trend.months.iter().map(|one| one.tally.judged()).sum();
    assert!(judged > 0, "the changes were deployed within these months");
    let note = trend.note.unwrap();
    assert!(note.starts_with("Not evaluated: "), "{note}");
    assert!(
        !note.contains("lie outside"),
        "no month before was evaluated: {note}"
    );
}

#[test]
fn a_pack_of_fewer_days_has_the_trend_of_all_days_and_says_so() {
    let company = judged();
    let few = Period::new(day(2), day(0)).unwrap();
    let Input::Summary(summary) = input_of(&company, PackKind::Summary, few, ago(-1)) else {
        panic!("a summary was asked for");
    };
    assert!(summary.evidence.population.deployments.is_empty());
    let trend = &summary.management.trend;
    assert!(trend.months.iter().any(|one| one.tally.judged() > 0));
    let note = trend.note.as_deref().unwrap();
    assert!(note.contains("lie outside the days of this pack"), "{note}");
}

#[test]
fn what_waits_for_a_decision_of_management_is_named() {
    let company = judged();
    let before = summary_at(&company, ago(-1));
    assert!(
        decision(&before, "A review of the policy").is_some(),
        "none was ever held"
    );
    assert!(decision(&before, "How the policy is read").is_some());
    assert!(decision(&before, "The policy after").is_none());
    let new = policy_triggers::NewTrigger {
        what: "A second team deploys".to_owned(),
        on: Some(day(3)),
        evidence: Vec::new(),
    };
    policy_triggers::record(company.path(), &new, &company.ana).unwrap();
    annual_review::open(
        company.path(),
        &annual_review::OpenOptions::default(),
        &company.ana,
    )
    .unwrap();
    judge(&company);
    let after = summary_at(&company, ago(-1));
    let why = decision(&after, "The policy after").unwrap();
    assert!(why.contains("A second team deploys"), "{why}");
    assert!(decision(&after, "Clauses of the policy").is_some());
    assert!(
        decision(&after, "A review of the policy").is_none(),
        "one is open"
    );
    let annual = annual(&company, Period::new(day(60), day(0)).unwrap());
    let kinds: Vec<&str> = annual
        .policy_days
        .iter()
        .map(|one| one.kind.as_str())
        .collect();
    assert!(
        kinds.contains(&"significant change") && kinds.contains(&"review"),
        "{kinds:?}"
    );
    assert!(
        annual
            .review
            .is_some_and(|review| review.standing.ends_with("not decided yet"))
    );
}

#[test]
fn kinds_have_ids_of_their_own() {
    let company = judged();
    let period = Period::new(day(60), day(0)).unwrap();
    let kinds = [
        PackKind::Audit,
        PackKind::Annual { review: None },
        PackKind::Summary,
    ];
    let ids = kinds.map(|kind| {
        let input = input_of(&company, kind, period, ago(-1));
        input.evidence().identity.pack_id.clone()
    });
    assert!(ids[0].starts_with("CP-") && ids[1].starts_with("AR-") && ids[2].starts_with("MS-"));
}

/// The same with every finding of its newest deployment marked as one that returned.
fn with_returned(company: &SmallCompany) -> Explained {
    let mut explained = Arc::try_unwrap(explained(company)).ok().unwrap();
    let mut rows = explained.rows.to_vec();
    let row = rows.iter_mut().max_by_key(|row| row.at).unwrap();
    for at in 0..registry().len() {
        if let Some((outcome, mut overlays)) = row.verdicts.get(at) {
            let returned = triage::current::is_finding(outcome);
            overlays.set(Overlay::Returned, returned);
            row.verdicts.set(at, outcome, overlays);
        }
    }
    explained.rows = rows.into();
    explained
}

fn judged_by(trend: &changeproof_reports::pack::Trend) -> Tally {
    let months = trend.months.iter();
    months.fold(Tally::default(), |sum, one| sum.and(one.tally))
}

#[test]
fn what_returned_counts_nowhere_in_the_packs_of_management() {
    let company = judged();
    let marked = Arc::new(with_returned(&company));
    let period = Period::new(day(60), day(0)).unwrap();
    let Input::Summary(summary) = input_from(&company, &marked, PackKind::Summary, period, ago(-1))
    else {
        panic!("a summary was asked for");
    };
    let figures = Figures::of(&summary.evidence);
    let trend = &summary.management.trend;
    for month in &figures.by_month {
        let mut months = trend.months.iter();
        let told = months.find(|one| one.month == month.month).unwrap();
        assert_eq!(told.tally, month.tally);
    }
    assert_eq!(judged_by(trend), figures.total);
    let all = judged_by(&summary_at(&company, ago(-1)).management.trend);
    assert!(figures.total.fail < all.fail, "the marked ones would count");
    let counted = follow_up::findings(&marked);
    let without_marks = follow_up::findings(&explained(&company));
    assert!(counted.len() < without_marks.len());
    let store = Workspace::open(company.path()).unwrap();
    let reader = store.read().unwrap();
    let head = reader.head().unwrap();
    let followed = follow_up::Followed::until(&reader, head, day(0)).unwrap();
    let newest = marked.rows.iter().max_by_key(|row| row.at).unwrap();
    let told = followed.of_deployment(newest);
    assert!(
        told.len() == 1 && told[0].ends_with("and answered for there."),
        "{told:?}"
    );
}

#[test]
fn a_trend_counts_what_returned_where_its_first_deployment_lies_before_the_days_of_the_pack() {
    let company = judged();
    let (marked, plain) = (with_returned(&company), explained(&company));
    let few = Period::new(day(22), day(0)).unwrap();
    let own = plain.narrowed(few);
    let told = judged_by(&management::trend(&marked, &own, few));
    let all = Period::new(day(60), day(0)).unwrap();
    assert_eq!(told, judged_by(&management::trend(&plain, &plain, all)));
    assert_ne!(told, judged_by(&management::trend(&marked, &marked, all)));
}

#[test]
fn a_month_without_coverage_is_told_once() {
    let evidence = summary_at(&judged(), ago(-1)).evidence;
    let holes = changeproof_reports::figures::coverage_holes(&evidence);
    assert!(!holes.is_empty(), "the files cover a few days");
    for row in &evidence.coverage.rows {
        let mut caveats = evidence.coverage.caveats.iter();
        let again = caveats.find(|words| words.contains(&row.kind) && words.contains(&row.scope));
        assert_eq!(again, None);
    }
}

/// Holds a review that changes nothing, up to its approval.
fn approve_a_review(company: &SmallCompany) {
    let roles = [MemberRole::ComplianceOfficer];
    let eli = another(company.path(), &company.ana, "eli", &roles);
    let olga = another(company.path(), &eli, "olga", &[MemberRole::PolicyOwner]);
    let (path, ana) = (company.path(), &company.ana);
    annual_review::open(path, &annual_review::OpenOptions::default(), ana).unwrap();
    for clause in &changeproof_domain::policy::built_in().clauses {
        let decided = annual_review::ClauseDecided {
            clause: clause.id.clone(),
            decision: annual_review::ClauseDecision::Keep,
            reason: "It is what we do".to_owned(),
        };
        annual_review::decide(path, &decided, ana).unwrap();
    }
    let draft = annual_review::Draft {
        file: None,
        reason: "A year of use".to_owned(),
    };
    annual_review::draft(path, &draft, ana).unwrap();
    annual_review::approve(path, "The board agrees", &olga).unwrap();
}

/// Reviews on the timeline, with where each is kept.
fn reviews_on(pack: &AnnualPack) -> Vec<(&str, KeptIn)> {
    let days = pack.policy_days.iter();
    let reviews = days.filter(|one| one.kind == "review");
    reviews.map(|one| (one.what.as_str(), one.kept)).collect()
}

#[test]
fn a_review_that_was_approved_after_the_evaluation_is_told_and_not_asked_for_again() {
    let company = judged();
    let period = Period::new(day(60), day(0)).unwrap();
    approve_a_review(&company);
    let pack = annual(&company, period);
    assert!(pack.review.as_ref().unwrap().is_newer);
    let mut decisions = pack.management.decisions.iter();
    assert!(decisions.all(|one| one.what != "A review of the policy"));
    let reviews = reviews_on(&pack);
    assert!(
        matches!(reviews[..], [(what, KeptIn::Changeproof)] if what.ends_with("approved")),
        "{reviews:?}"
    );
    judge(&company);
    let again = annual(&company, period);
    assert!(!again.review.as_ref().unwrap().is_newer);
    let reviews = reviews_on(&again);
    assert!(
        matches!(reviews[..], [(_, KeptIn::Changeproof)]),
        "it stands there once: {reviews:?}"
    );
}

#[test]
fn a_review_of_an_imported_register_is_told_as_that() {
    let company = SmallCompany::deployed(20);
    company.import(
        "policy-reviews.csv",
        &format!(
            "policy,version,reviewed_at,approved_by,decision,effective_from,notes\n\
             Change management,3.0,{},ana@example.com,approved,,\n",
            day(30)
        ),
        None,
    );
    judge(&company);
    let pack = annual(&company, Period::new(day(60), day(0)).unwrap());
    let kept: Vec<KeptIn> = reviews_on(&pack)
        .into_iter()
        .map(|(_, kept)| kept)
        .collect();
    assert_eq!(kept, [KeptIn::ImportedRegister]);
}
