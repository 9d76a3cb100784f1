//! What waits, for whom: over a small company with people of several roles.

use changeproof_domain::member::MemberRole;
use changeproof_domain::snapshot::{LinkTargetKind, LinkVerdict};
use changeproof_domain::time::{DAY, HOUR, Timestamp};
use chrono::Days;
use chrono_tz::Tz;

use crate::account_decisions::{NewRole, add_role};
use crate::decisions::company::{EMERGENCY, SmallCompany};
use crate::exceptions::{
    Ending, ExceptionWords, Level, NewApproval, Risk, Scope, When, approve, draft, edit, end,
    submit,
};
use crate::link_decisions::{NewLinkDecision, decide};
use crate::ports::{Clock, Ports, SystemClock};
use crate::post_change_reviews;
use crate::testing::officers::Officers;
use crate::testing::people::another;
use crate::triage::{self, FindingFilter, NewAcknowledgement, acknowledge};
use crate::views::OpenWorkspace;
use crate::wire::view::home::{HomeArea, HomeItem, HomeView};
use crate::wire::view::session::PeriodView;

/// A clock that stands.
struct Stands(Timestamp);

impl Clock for Stands {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// What somebody finds at home that many days from now.
fn home(open: &OpenWorkspace, ports: &Ports<'_>, days: i64) -> HomeView {
    let clock = Stands(SystemClock.now().plus(days * DAY));
    let ports = Ports {
        clock: &clock,
        ..ports.clone()
    };
    open.of(ports.signed_in.clone()).home(&ports).unwrap()
}

/// What of it has a title that begins so.
fn found(open: &OpenWorkspace, ports: &Ports<'_>, days: i64, title: &str) -> Option<HomeItem> {
    let mut items = home(open, ports, days).items.into_iter();
    items.find(|item| item.title.starts_with(title))
}

fn evaluated(company: &SmallCompany) -> OpenWorkspace {
    let open = OpenWorkspace::open(company.path(), &company.ana).unwrap();
    open.refresh(&company.ana).unwrap();
    open
}

fn words(company: &SmallCompany) -> ExceptionWords {
    let text = |text: &str| Some(text.to_owned());
    let now = SystemClock.now();
    ExceptionWords {
        control: text("REV-01"),
        clause: text("2-REV"),
        deviation: text("Reviews are held on the next day"),
        justification: text("One engineer is on duty"),
        scope: Some(Scope::Service("ledger".to_owned())),
        from: Some(When::At(now.plus(HOUR))),
        to: Some(When::Day(now.plus(40 * DAY).date_in(Tz::UTC))),
        risk_owner: text("Lena Berg"),
        risk: Some(Risk::Critical),
        residual_risk: text("A change goes unseen"),
        compensating_controls: text("Each change is written down"),
        return_plan: text("Two engineers from December"),
        evidence: vec![company.file("plan.txt", "The plan.\n")],
    }
}

#[test]
fn an_exception_waits_for_approvers_then_for_whoever_asked_and_is_told_before_it_ends() {
    let company = SmallCompany::deployed(1);
    let (path, ana, bo) = (company.path(), &company.ana, &company.bo);
    let ivo = another(path, ana, "ivo", &[MemberRole::Approver]);
    let nadia = another(path, ana, "nadia", &[MemberRole::Approver]);
    let open = OpenWorkspace::open(path, ana).unwrap();
    let id = draft(path, &words(&company), bo).unwrap().id;
    assert!(found(&open, &ivo, 0, "Decide").is_none(), "still a draft");
    submit(path, &id, bo).unwrap();
    let waiting = found(&open, &ivo, 0, "Decide on exception EX-1").unwrap();
    assert!(waiting.due.is_some() && !waiting.overdue);
    assert!(found(&open, &ivo, 3, "Decide").unwrap().overdue);
    let own = found(&open, bo, 0, "Decide");
    assert!(own.is_none(), "nobody decides on the own request");
    assert!(home(&open, bo, 0).others > 0);
    end(path, &id, Ending::Return, "Name the tool", &ivo).unwrap();
    let mend = found(&open, bo, 0, "Mend exception EX-1").unwrap();
    assert!(mend.detail.contains("Name the tool"));
    assert!(found(&open, &company.tom, 0, "Mend").is_none());
    edit(path, &id, &words(&company), bo).unwrap();
    submit(path, &id, bo).unwrap();
    for (approver, still) in [(&ivo, true), (&nadia, false)] {
        let approval = NewApproval {
            exception: id.clone(),
            version: 2,
            level: Level::Approver,
            note: None,
        };
        approve(path, &approval, approver).unwrap();
        assert!(found(&open, approver, 0, "Decide").is_none());
        assert_eq!(found(&open, &nadia, 0, "Decide").is_some(), still);
    }
    assert!(
        found(&open, bo, 0, "Exception EX-1").is_none(),
        "40 days left"
    );
    for somebody in [bo, ana] {
        let ends = found(&open, somebody, 33, "Exception EX-1").unwrap();
        assert_eq!(ends.title, "Exception EX-1 ends in 7 days");
    }
    assert!(found(&open, &ivo, 33, "Exception EX-1").is_none());
    let last = found(&open, bo, 40, "Exception EX-1").unwrap();
    assert_eq!(last.title, "Exception EX-1 ends today");
    assert!(found(&open, bo, 41, "Exception EX-1").is_none(), "it ended");
}

#[test]
fn an_emergency_waits_for_reviewers_without_part_in_it_until_one_is_recorded() {
    let company = SmallCompany::deployed(1);
    let open = evaluated(&company);
    let title = format!("Review emergency {EMERGENCY}");
    let waiting = found(&open, &company.bo, 0, &title).unwrap();
    assert!(!waiting.overdue);
    let later = found(&open, &company.bo, 15, &title).unwrap();
    assert!(!later.overdue, "no register tells whether there was one");
    assert!(
        found(&open, &company.tom, 0, &title).is_none(),
        "had a part"
    );
    assert!(
        found(&open, &company.ana, 0, &title).is_none(),
        "no reviewer"
    );
    let deadlines = home(&open, &company.ana, 0).items.into_iter();
    let deadlines: Vec<HomeItem> = deadlines
        .filter(|one| one.area == HomeArea::Deadlines)
        .collect();
    let twice = deadlines.iter().any(|one| one.title.contains("review"));
    assert!(!twice, "the review is an area of its own: {deadlines:?}");
    let review = post_change_reviews::NewReview {
        change: EMERGENCY.to_owned(),
        outcome: "Fix confirmed".to_owned(),
        cause: "A published vulnerability".to_owned(),
        code_read: Some("Pull request 42".to_owned()),
        attendees: vec!["Bo Lind".to_owned()],
        ..post_change_reviews::NewReview::default()
    };
    post_change_reviews::record(company.path(), &review, &company.bo).unwrap();
    assert!(found(&open, &company.bo, 0, &title).is_none());
}

#[test]
fn an_overdue_finding_waits_for_its_owner_and_for_officers_whatever_period_is_open() {
    let company = SmallCompany::deployed(1);
    let open = evaluated(&company);
    let filter = FindingFilter::default();
    let all = triage::list(company.path(), &filter, &company.ana).unwrap();
    let finding = all.iter().find(|one| one.kind == "deployment").unwrap();
    let today = home(&open, &company.ana, 0).today;
    let due = today + Days::new(1);
    let new = NewAcknowledgement {
        findings: vec![finding.finding.clone()],
        owner: "Bo by name".to_owned(),
        due,
        reason: None,
        cause: None,
        action: None,
        evidence: Vec::new(),
    };
    acknowledge(company.path(), &new, &company.ana).unwrap();
    assert!(found(&open, &company.ana, 1, "Finish").is_none(), "its day");
    let look = |open: &OpenWorkspace| {
        for somebody in [&company.ana, &company.bo] {
            let waiting = found(open, somebody, 2, "Finish").unwrap();
            assert!(waiting.title.contains(&finding.control), "{waiting:?}");
            assert_eq!((waiting.due, waiting.overdue), (Some(due), true));
        }
        assert!(found(open, &company.tom, 2, "Finish").is_none());
    };
    look(&open);
    let earlier = PeriodView {
        from: "2020-01-01".parse().unwrap(),
        to: "2020-12-31".parse().unwrap(),
    };
    open.set_period(earlier, &company.ana).unwrap();
    look(&open);
}

#[test]
fn a_decision_that_waits_is_shown_to_whoever_may_agree() {
    let officers = Officers::evaluated();
    let company = &officers.company;
    let role = NewRole {
        person: "Mara Kolb".to_owned(),
        role: "deployer".to_owned(),
        from: crate::decisions::company::ago(9).date_in(Tz::UTC),
        to: None,
        reason: "Forgotten".to_owned(),
        evidence: officers.document(),
    };
    let waiting = add_role(company.path(), &role, &company.ana).unwrap().event;
    let link = NewLinkDecision {
        deployment: "d-1".to_owned(),
        source: None,
        kind: LinkTargetKind::ChangeRecord,
        target: EMERGENCY.to_owned(),
        verdict: LinkVerdict::Added,
        reason: "As the minutes say".to_owned(),
        evidence: officers.document(),
    };
    let linked = decide(company.path(), &link, &company.ana).unwrap().event;
    let open = OpenWorkspace::open(company.path(), &company.ana).unwrap();
    let address = |ports: &Ports<'_>, event: i64| {
        let title = format!("Agree with the decision of event {event}");
        found(&open, ports, 0, &title).map(|item| item.address)
    };
    let (ana, cara, dan) = (&company.ana, &officers.cara, &officers.dan);
    let place = |address: &str| Some(address.to_owned());
    assert_eq!(address(dan, waiting), place("#/people?show=decisions"));
    assert_eq!(address(dan, linked), place("#/deployment/deploy-log%3Ad-1"));
    for other in [ana, cara, &company.bo] {
        assert_eq!(address(other, waiting), None);
        assert_eq!(address(other, linked), None);
    }
    crate::account_decisions::second(company.path(), waiting, &[], dan).unwrap();
    crate::link_decisions::second(company.path(), linked, &[], dan).unwrap();
    assert_eq!(address(dan, waiting), None);
    assert_eq!(address(dan, linked), None);
}
