//! Decisions on accounts and roles through the use cases.

use std::path::Path;

use changeproof_domain::account::System;
use changeproof_domain::member::MemberRole;
use chrono::NaiveDate;

use super::*;
use crate::decisions::company::ago;
use crate::error::AppError;
use crate::ports::Ports;
use crate::testing::officers::{Officers, code};
use crate::testing::people::{another, ports};
use crate::views::OpenWorkspace;
use crate::wire::people::AccountDone;

type Done = Result<AccountDone, AppError>;

impl Officers {
    fn path(&self) -> &Path {
        self.company.path()
    }

    /// Zoe asked for a change; the roster has her without that account.
    fn with_zoe(self) -> Officers {
        let asked = ago(20).utc().format("%Y-%m-%d %H:%M:%S").to_string();
        self.company.import(
            "more-changes.csv",
            &format!(
                "number,type,state,short_description,description,risk,cmdb_ci,requested_by,assigned_to,\
                 sys_created_on,sys_updated_on,approval,backout_plan\n\
                 CHG0040009,Normal,New,Later,Raise it later.,Low,checkout,Zoe Karl,Tom Rask,{asked},{asked},\
                 Requested,Set it back\n"
            ),
            None,
        );
        self.company.import(
            "roster-zoe.csv",
            "person,email,github,jira,servicenow,ci,roles,valid_from,valid_to\n\
             Zoe Karl,zoe@example.com,,,,zoe,engineer,2020-01-01,\n",
            None,
        );
        self
    }

    fn account(&self, name: &str, person: &str, verdict: AccountVerdict, by: &Ports<'_>) -> Done {
        let new = NewAccountDecision {
            system: System::ServiceNow,
            account: name.to_owned(),
            person: person.to_owned(),
            verdict,
            reason: "Told by IT".to_owned(),
            evidence: self.document(),
        };
        decide(self.path(), &new, by)
    }

    fn role(&self, days_ago: i64, by: &Ports<'_>) -> Done {
        let new = self.new_role(days_ago);
        add_role(self.path(), &new, by)
    }

    fn new_role(&self, days_ago: i64) -> NewRole {
        NewRole {
            person: "Mara Kolb".to_owned(),
            role: "Deployer".to_owned(),
            from: day(days_ago),
            to: None,
            reason: "Forgotten".to_owned(),
            evidence: self.document(),
        }
    }

    fn second(&self, event: i64, by: &Ports<'_>) -> Done {
        second(self.path(), event, &[], by)
    }

    fn withdraw(&self, event: i64, by: &Ports<'_>) -> Done {
        let new = NewWithdrawal {
            decision: event,
            reason: "It was a namesake".to_owned(),
            evidence: self.document(),
        };
        withdraw(self.path(), &new, by)
    }

    /// The roles that the roster gives Mara now.
    fn roles_of_mara(&self) -> Vec<String> {
        let open = changeproof_store::Workspace::open(self.path()).unwrap();
        let reader = open.read().unwrap();
        let head = reader.head().unwrap().sequence;
        let loaded =
            crate::loaded::load_known(&reader, head, chrono_tz::Tz::UTC, &ports()).unwrap();
        let mut persons = loaded.snapshot.people.persons().iter();
        let mara = persons.find(|one| one.name == "Mara Kolb").unwrap();
        mara.roles.iter().map(|one| one.role.clone()).collect()
    }

    fn line(&self, event: i64) -> crate::wire::people::AccountDecisionLine {
        let all = list(self.path(), &self.company.ana).unwrap();
        all.into_iter().find(|one| one.event == event).unwrap()
    }
}

fn day(days_ago: i64) -> NaiveDate {
    ago(days_ago).date_in(chrono_tz::Tz::UTC)
}

#[test]
fn what_the_rules_on_accounts_forbid_is_refused() {
    use AccountVerdict::{Added, Confirmed, Refused};
    let officers = Officers::new().with_zoe();
    let ana = &officers.company.ana;
    let account =
        |name: &str, person: &str, verdict| code(officers.account(name, person, verdict, ana));
    assert_eq!(account(" ", "Zoe Karl", Added), "words_missing");
    assert_eq!(account("zed", " ", Added), "words_missing");
    assert_eq!(account("zed", "Nobody", Added), "person_not_in_roster");
    assert_eq!(account("zed", "Zoe Karl", Confirmed), "nothing_suggested");
    assert_eq!(account("zed", "Zoe Karl", Refused), "nothing_suggested");
    let bos = "account_of_somebody_else";
    assert_eq!(account("Bo Lind", "Zoe Karl", Added), bos);
    assert_eq!(account("Bo Lind", "Zoe Karl", Refused), bos);
    assert_eq!(account("Bo Lind", "Bo Lind", Added), "account_known");
    assert_eq!(account("Bo Lind", "Bo Lind", Refused), "account_known");
    let added = |by: &Ports<'_>| code(officers.account("zed", "Zoe Karl", Added, by));
    assert_eq!(added(&ports()), "sign_in_needed");
    assert_eq!(added(&officers.company.bo), "not_allowed");
    officers.company.import(
        "roster-namesake.csv",
        "person,email,github,jira,servicenow,ci,roles,valid_from,valid_to\n\
         Zoe Karl,zoe.karl@example.com,zoe-k,,,,engineer,2020-01-01,\n",
        None,
    );
    assert_eq!(account("zed", "Zoe Karl", Added), "person_not_unique");
    assert_eq!(account("zed", "zoe-k", Added), "nothing");
}

#[test]
fn a_suggestion_names_its_person_by_an_account_that_no_namesake_has() {
    let officers = Officers::evaluated().with_zoe();
    officers.evaluate();
    let ana = &officers.company.ana;
    let open = OpenWorkspace::open(officers.path(), ana).unwrap();
    let mut rows = open.suggestions(0, 99, ana).unwrap().rows.into_iter();
    let row = rows.find(|row| row.account == "Zoe Karl").unwrap();
    assert!(row.other_is_person);
    assert_eq!(row.other, "Zoe Karl");
    let known_by = row.other_known_by.unwrap();
    officers.company.import(
        "roster-namesake.csv",
        "person,email,github,jira,servicenow,ci,roles,valid_from,valid_to\n\
         Zoe Karl,zoe.karl@example.com,zoe-k,,,,engineer,2020-01-01,\n",
        None,
    );
    let added = |person: &str| officers.account("zed", person, AccountVerdict::Added, ana);
    assert_eq!(code(added(&row.other)), "person_not_unique");
    assert_eq!(added(&known_by).unwrap().person, Some(row.other));
}

#[test]
fn what_the_rules_on_roles_forbid_is_refused() {
    let officers = Officers::evaluated();
    let ana = &officers.company.ana;
    let role = |change: &dyn Fn(&mut NewRole)| {
        let mut new = officers.new_role(10);
        change(&mut new);
        code(add_role(officers.path(), &new, ana))
    };
    assert_eq!(role(&|new| new.role.clear()), "words_missing");
    assert_eq!(role(&|new| new.reason.clear()), "words_missing");
    assert_eq!(
        role(&|new| new.person = "Nobody".to_owned()),
        "person_not_in_roster"
    );
    assert_eq!(
        role(&|new| new.to = Some(day(11))),
        "role_ends_before_it_begins"
    );
    assert_eq!(role(&|new| new.evidence.clear()), "source_document_missing");
    assert_eq!(code(officers.role(10, &officers.company.bo)), "not_allowed");
    assert_eq!(officers.roles_of_mara(), ["engineer"]);
}

#[test]
fn an_account_of_evaluated_days_needs_a_document() {
    let officers = Officers::new().with_zoe();
    officers.evaluate();
    let new = NewAccountDecision {
        system: System::ServiceNow,
        account: "Zoe Karl".to_owned(),
        person: "Zoe Karl".to_owned(),
        verdict: AccountVerdict::Confirmed,
        reason: "The same".to_owned(),
        evidence: Vec::new(),
    };
    let decided = decide(officers.path(), &new, &officers.company.ana);
    assert_eq!(code(decided), "source_document_missing");
}

#[test]
fn the_second_person_is_another_one_whose_sign_in_the_first_did_not_make() {
    let officers = Officers::evaluated();
    let (ana, cara, dan) = (&officers.company.ana, &officers.cara, &officers.dan);
    let waiting = officers.role(10, ana).unwrap();
    assert!(waiting.waits_for_second);
    let second = |by: &Ports<'_>| code(officers.second(waiting.event, by));
    assert_eq!(second(ana), "second_person_is_the_first");
    assert_eq!(second(cara), "second_person_account_of_the_first");
    assert_eq!(second(&officers.company.bo), "not_allowed");
    assert_eq!(second(&officers.ana_again()), "second_person_is_the_first");
    assert_eq!(code(officers.second(1, dan)), "nothing_to_second");
    assert_eq!(officers.roles_of_mara(), ["engineer"]);
    assert_eq!(second(dan), "nothing");
    assert_eq!(second(dan), "nothing_to_second");
    assert_eq!(officers.roles_of_mara(), ["engineer", "deployer"]);
    officers.company.verify();
}

#[test]
fn whose_passphrase_the_first_reset_is_no_second_person() {
    let officers = Officers::evaluated();
    let (ana, cara) = (&officers.company.ana, &officers.cara);
    let waiting = officers.role(10, cara).unwrap();
    let reset = crate::members::reset;
    reset(officers.path(), "dan", "a lent passphrase", ana).unwrap();
    let lent = crate::members::sign_in(officers.path(), "dan", "a lent passphrase", &ports());
    let lent = ports().signed_in(std::sync::Arc::new(lent.unwrap()));
    let chosen = "the own words of dan";
    let by = crate::members::SealedBy::Passphrase;
    crate::members::change_passphrase(officers.path(), chosen, by, &lent).unwrap();
    let dan = crate::members::sign_in(officers.path(), "dan", chosen, &ports()).unwrap();
    let dan = ports().signed_in(std::sync::Arc::new(dan));
    let by_ana = officers.role(11, ana).unwrap();
    let account_of_the_first = "second_person_account_of_the_first";
    assert_eq!(
        code(officers.second(waiting.event, &dan)),
        account_of_the_first
    );
    assert_eq!(
        code(officers.second(by_ana.event, &dan)),
        account_of_the_first
    );
    assert_eq!(code(officers.second(waiting.event, ana)), "nothing");
}

#[test]
fn whose_sign_in_another_one_of_the_first_person_made_is_no_second_person() {
    let officers = Officers::evaluated();
    let again = officers.ana_again();
    let officer = [MemberRole::ComplianceOfficer];
    let eve = another(officers.path(), &again, "eve", &officer);
    let waiting = officers.role(10, &officers.company.ana).unwrap();
    let second = officers.second(waiting.event, &eve);
    assert_eq!(code(second), "second_person_account_of_the_first");
}

#[test]
fn a_role_that_is_taken_back_counts_no_more_and_stays_in_the_list() {
    let officers = Officers::new();
    let ana = &officers.company.ana;
    let role = officers.role(10, ana).unwrap();
    assert_eq!(officers.roles_of_mara(), ["engineer", "deployer"]);
    let withdrawn = officers.withdraw(role.event, ana).unwrap();
    assert!(!withdrawn.waits_for_second, "nothing was evaluated");
    assert_eq!(withdrawn.person.as_deref(), Some("Mara Kolb"));
    assert_eq!(officers.roles_of_mara(), ["engineer"]);
    let line = officers.line(role.event);
    assert_eq!(line.withdrawn_by, Some(withdrawn.event));
    assert!(!line.holds && !line.waits && !line.can_withdraw);
    let withdraw = |event| code(officers.withdraw(event, ana));
    assert_eq!(withdraw(role.event), "withdrawn_already");
    assert_eq!(withdraw(withdrawn.event), "nothing_to_withdraw");
    assert_eq!(withdraw(1), "nothing_to_withdraw");
    officers.company.verify();
}

#[test]
fn taking_back_what_counted_for_evaluated_days_needs_a_document_and_a_second_person() {
    let officers = Officers::new();
    let (ana, cara, dan) = (&officers.company.ana, &officers.cara, &officers.dan);
    let role = officers.role(10, ana).unwrap();
    officers.evaluate();
    let mut new = NewWithdrawal {
        decision: role.event,
        reason: " ".to_owned(),
        evidence: Vec::new(),
    };
    assert_eq!(code(withdraw(officers.path(), &new, ana)), "words_missing");
    new.reason = "It was a namesake".to_owned();
    let without = code(withdraw(officers.path(), &new, ana));
    assert_eq!(without, "source_document_missing");
    let by = |by: &Ports<'_>| code(officers.withdraw(role.event, by));
    assert_eq!(by(&officers.company.bo), "not_allowed");
    assert_eq!(by(&ports()), "sign_in_needed");
    let withdrawn = officers.withdraw(role.event, ana).unwrap();
    assert!(withdrawn.waits_for_second);
    assert_eq!(officers.roles_of_mara(), ["engineer", "deployer"]);
    assert!(officers.line(role.event).holds);
    assert!(officers.line(withdrawn.event).waits);
    assert_eq!(by(ana), "withdrawal_waits");
    let second = |by: &Ports<'_>| code(officers.second(withdrawn.event, by));
    assert_eq!(second(ana), "second_person_is_the_first");
    assert_eq!(second(cara), "second_person_account_of_the_first");
    assert_eq!(second(dan), "nothing");
    assert_eq!(officers.roles_of_mara(), ["engineer"]);
    assert_eq!(by(ana), "withdrawn_already");
    officers.company.verify();
}

#[test]
fn what_waits_is_taken_back_at_once_and_needs_nobody_any_more() {
    let officers = Officers::evaluated();
    let (ana, dan) = (&officers.company.ana, &officers.dan);
    let role = officers.role(10, ana).unwrap();
    let withdrawn = officers.withdraw(role.event, ana).unwrap();
    assert!(!withdrawn.waits_for_second, "it never counted");
    assert_eq!(code(officers.second(role.event, dan)), "nothing_to_second");
    assert_eq!(officers.roles_of_mara(), ["engineer"]);
}

#[test]
fn a_refusal_that_is_taken_back_is_a_suggestion_again() {
    let officers = Officers::new().with_zoe();
    let ana = &officers.company.ana;
    let zoe = |verdict| officers.account("Zoe Karl", "Zoe Karl", verdict, ana);
    let refused = zoe(AccountVerdict::Refused).unwrap();
    let refusals = || {
        let open = changeproof_store::Workspace::open(officers.path()).unwrap();
        super::refused(&open.read().unwrap(), i64::MAX)
            .unwrap()
            .len()
    };
    assert_eq!(refusals(), 1);
    officers.withdraw(refused.event, ana).unwrap();
    assert_eq!(refusals(), 0);
    assert_eq!(code(zoe(AccountVerdict::Confirmed)), "nothing");
}

#[test]
fn what_was_taken_back_later_still_counts_in_what_had_been_recorded_by_then() {
    let officers = Officers::new().with_zoe();
    let (ana, dan) = (&officers.company.ana, &officers.dan);
    let wrong = NewAccountDecision {
        system: System::Plain,
        account: "tom-wrong".to_owned(),
        person: "Zoe Karl".to_owned(),
        verdict: AccountVerdict::Added,
        reason: "Told by IT".to_owned(),
        evidence: Vec::new(),
    };
    let wrong = decide(officers.path(), &wrong, ana).unwrap();
    officers.evaluate();
    let withdrawn = officers.withdraw(wrong.event, ana).unwrap();
    officers.second(withdrawn.event, dan).unwrap();
    let open = changeproof_store::Workspace::open(officers.path()).unwrap();
    let reader = open.read().unwrap();
    let before = super::as_recorded(&reader, i64::MAX).unwrap().unwrap();
    let now = super::records(&reader, i64::MAX).unwrap();
    assert_eq!(before.len(), 1, "as it had been recorded");
    assert_eq!(before[0].0, wrong.event);
    assert!(now.is_empty());
}

#[test]
fn a_decision_that_says_falsely_that_it_reaches_into_nothing_evaluated_is_found() {
    let officers = Officers::new();
    let ana = &officers.company.ana;
    let role = officers.role(30, ana).unwrap().event;
    let decisions = || {
        let open = changeproof_store::Workspace::open(officers.path()).unwrap();
        let reader = open.read().unwrap();
        event::all(&reader, i64::MAX).unwrap()
    };
    assert!(!officers.line(role).reaches_back, "nothing was evaluated");
    let conceals = |event: i64, last: i64| decisions().conceals(&[(event, day(last))]);
    assert_eq!(conceals(role + 1, 1), None, "evaluated afterwards");
    assert_eq!(
        conceals(role - 1, 40),
        None,
        "evaluated up to an earlier day"
    );
    assert_eq!(conceals(role - 1, 30), Some(role));
    let back = officers.withdraw(role, ana).unwrap().event;
    assert_eq!(conceals(role, 1), Some(back), "taking it back as well");
}
