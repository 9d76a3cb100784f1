//! Significant changes through the use cases.

use changeproof_domain::member::MemberRole;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::time::DAY;
use chrono_tz::Tz;

use super::*;
use crate::decisions::company::{SmallCompany, ago};
use crate::evaluate::{EvaluateOptions, evaluate};
use crate::kept_here::{self, Move, Register};
use crate::period::Period;
use crate::ports::{Clock as _, Ports, SystemClock};
use crate::testing::people::another;

fn new_team(days: i64) -> NewTrigger {
    NewTrigger {
        what: "A second team deploys".to_owned(),
        on: Some(ago(days).date_in(Tz::UTC)),
        evidence: Vec::new(),
    }
}

fn owner(company: &SmallCompany) -> Ports<'static> {
    another(
        company.path(),
        &company.ana,
        "olga",
        &[MemberRole::PolicyOwner],
    )
}

fn decided(trigger: i64) -> TriggerDecided {
    TriggerDecided {
        trigger,
        decision: "No change".to_owned(),
        reason: "The clauses name no team".to_owned(),
    }
}

/// What GOV-02 says as of some days from now.
fn gov_02(company: &SmallCompany, days: i64) -> Outcome {
    let day = |days: i64| ago(days).date_in(Tz::UTC);
    let options = EvaluateOptions {
        period: Period::new(day(0), day(-20)).unwrap(),
        as_of: Some(SystemClock.now().plus(days * DAY)),
    };
    let report = evaluate(company.path(), &options, &company.ana).unwrap();
    let mut controls = report.controls.iter();
    let control = controls.find(|of| of.control == "GOV-02").unwrap();
    let found = Outcome::ALL.into_iter().find(|outcome| match outcome {
        Outcome::Pass => control.pass == 1,
        Outcome::Fail => control.fail == 1,
        Outcome::InsufficientEvidence => control.insufficient_evidence == 1,
        Outcome::NotApplicable => control.not_applicable == 1,
        Outcome::Pending => control.pending == 1,
    });
    found.unwrap()
}

#[test]
fn a_change_without_a_decision_fails_after_thirty_days_where_the_register_is_kept_here() {
    let company = SmallCompany::deployed(3);
    let olga = owner(&company);
    let kept = Move {
        register: Register::PolicyTriggers,
        here: true,
        from: None,
        reason: "Recorded here".to_owned(),
    };
    kept_here::record(company.path(), &kept, &company.ana).unwrap();
    let listed = record(company.path(), &new_team(0), &company.ana).unwrap();
    assert_eq!(gov_02(&company, 10), Outcome::Pending);
    assert_eq!(gov_02(&company, 40), Outcome::Fail);
    let listed = decide(company.path(), &decided(listed[0].event), &olga).unwrap();
    assert_eq!(listed[0].decided_by.as_deref(), Some("olga"));
    assert_eq!(gov_02(&company, 40), Outcome::Pass);
    company.verify();
}

#[test]
fn what_is_to_come_or_known_or_not_for_that_person_is_refused() {
    let company = SmallCompany::deployed(3);
    let olga = owner(&company);
    let code = |new: &NewTrigger, ports: &Ports<'_>| {
        record(company.path(), new, ports).unwrap_err().code()
    };
    assert_eq!(
        code(&new_team(-1), &company.ana),
        "trigger_not_happened_yet"
    );
    assert_eq!(code(&new_team(1), &company.bo), "not_allowed");
    let silent = NewTrigger {
        what: String::new(),
        ..new_team(1)
    };
    assert_eq!(code(&silent, &company.ana), "words_missing");
    let trigger = record(company.path(), &new_team(1), &company.ana).unwrap()[0].event;
    assert_eq!(code(&new_team(1), &company.ana), "trigger_recorded_already");
    let code = |decided: &TriggerDecided, ports: &Ports<'_>| {
        decide(company.path(), decided, ports).unwrap_err().code()
    };
    assert_eq!(code(&decided(trigger), &company.ana), "not_allowed");
    assert_eq!(code(&decided(1), &olga), "unknown_trigger");
    decide(company.path(), &decided(trigger), &olga).unwrap();
    assert_eq!(code(&decided(trigger), &olga), "trigger_decided_already");
    assert_eq!(list(company.path(), &olga).unwrap().len(), 1);
}
