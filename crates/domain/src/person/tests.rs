//! Who is who.

use super::*;

fn people(lines: &[(&str, &[(System, &str)])]) -> People {
    let mut people = People::default();
    for (name, accounts) in lines {
        let accounts: Vec<_> = accounts.iter().map(|(s, n)| Account::new(*s, *n)).collect();
        let person = Person {
            name: (*name).to_owned(),
            systems: Vec::new(),
            roles: Vec::new(),
            service: false,
            entry: RosterEntryId(0),
        };
        people.add(person, &accounts);
    }
    people
}

#[test]
fn two_accounts_of_one_roster_entry_are_one_person() {
    let people = people(&[("Ana", &[(System::GitHub, "ana"), (System::Jira, "5204")])]);
    let (git, jira) = (
        Account::new(System::GitHub, "ANA"),
        Account::new(System::Jira, "5204"),
    );
    assert_eq!(
        people.same(people.identify(&git), people.identify(&jira)),
        Sameness::Same,
        "the roster says so"
    );
}

#[test]
fn a_name_that_two_persons_share_identifies_nobody() {
    let people = people(&[
        ("Ana A", &[(System::ServiceNow, "Ana Berg")]),
        ("Ana B", &[(System::ServiceNow, "Ana Berg")]),
    ]);
    let account = Account::new(System::ServiceNow, "Ana Berg");
    assert_eq!(people.identify(&account), Identity::Unknown, "two owners");
}

#[test]
fn unresolved_accounts_of_two_systems_cannot_be_told_apart() {
    let people = People::default();
    let (git, jira) = (
        Account::new(System::GitHub, "ana"),
        Account::new(System::Jira, "ana"),
    );
    assert_eq!(
        people.same(people.identify(&git), people.identify(&jira)),
        Sameness::Unknown,
        "an equal name in another system says nothing"
    );
    let other = Account::new(System::GitHub, "bao");
    assert_eq!(
        people.same(people.identify(&git), people.identify(&other)),
        Sameness::DifferentByAccount,
        "two logins of one system, marked as an assumption"
    );
}

#[test]
fn an_unknown_address_may_be_anybodys() {
    let people = people(&[(
        "Ana",
        &[(System::GitHub, "ana"), (System::Email, "ana@x.example")],
    )]);
    let (ana, address) = (
        Account::new(System::GitHub, "ana"),
        Account::new(System::Email, "a@home.example"),
    );
    assert_eq!(
        people.same(people.identify(&ana), people.identify(&address)),
        Sameness::Unknown,
        "people have several addresses"
    );
}

#[test]
fn an_app_is_known_by_its_bare_slug_unless_that_is_a_persons_login() {
    let mut people = people(&[("Ana", &[(System::GitHub, "mergify")])]);
    people.note_app("clicki-deps[bot]");
    people.note_app("app/clicki-scan");
    let named = |login| Account::new(System::GitHub, login);
    for login in ["clicki-deps", "Clicki-Scan", "github-actions"] {
        assert!(people.is_machine(&named(login)), "{login} is an app");
    }
    for login in ["clicki", "mergify"] {
        assert!(!people.is_machine(&named(login)), "{login} is no app");
    }
    let mut stated = named("clicki-deps");
    stated.kind = AccountKind::User;
    assert!(!people.is_machine(&stated), "the source says what it is");
    let jira = Account::new(System::Jira, "clicki-deps");
    assert!(!people.is_machine(&jira), "another system");
}

#[test]
fn githubs_account_of_deleted_accounts_is_nobody() {
    let people = people(&[("Ana", &[(System::GitHub, "ana")])]);
    let ghost = Account::new(System::GitHub, "Ghost");
    let identity = people.identify(&ghost);
    assert_eq!(identity, Identity::Unknown, "any deleted account");
    assert_eq!(
        people.same(identity, identity),
        Sameness::Unknown,
        "two of them"
    );
    let elsewhere = Account::new(System::Jira, "ghost");
    assert_eq!(
        people.identify(&elsewhere),
        Identity::Account(System::Jira, "ghost"),
        "a login of another system"
    );
}

#[test]
fn a_noreply_address_names_its_login() {
    let people = people(&[("Ana", &[(System::GitHub, "ana")])]);
    for email in [
        "77+ana@users.noreply.github.com",
        "ana@users.noreply.github.com",
    ] {
        let account = Account::new(System::Email, email);
        assert_eq!(
            people.identify(&account),
            Identity::Person(PersonId(0)),
            "{email}"
        );
    }
}

#[test]
fn an_address_that_the_source_states_leads_to_its_account() {
    let mut people = people(&[("Ana", &[(System::GitHub, "ana")])]);
    people.note_stated_email("ana@x.example", System::GitHub, "ana");
    let account = Account::new(System::Email, "ana@x.example");
    assert_eq!(
        people.identify(&account),
        Identity::Person(PersonId(0)),
        "GitHub says whose"
    );
}

#[test]
fn a_plain_name_is_an_address_then_a_ci_login_then_anything_that_is_unique() {
    let people = people(&[
        ("Ana", &[(System::GitHub, "al"), (System::Ci, "ana.l")]),
        (
            "Bao",
            &[(System::Ci, "al"), (System::Email, "bao@x.example")],
        ),
    ]);
    let plain = |name| Account::new(System::Plain, name);
    assert_eq!(
        people.identify(&plain("al")),
        Identity::Person(PersonId(1)),
        "CI comes first"
    );
    assert_eq!(
        people.identify(&plain("bao@x.example")),
        Identity::Person(PersonId(1)),
        "address"
    );
    assert_eq!(
        people.identify(&plain("ana.l")),
        Identity::Person(PersonId(0)),
        "CI login"
    );
}

#[test]
fn a_role_counts_only_between_its_dates() {
    let day = |d| NaiveDate::from_ymd_opt(2025, 1, d);
    let person = Person {
        name: "Oskar".to_owned(),
        systems: Vec::new(),
        roles: vec![RoleSpan {
            role: "deployer".to_owned(),
            from: day(2),
            to: day(3),
            entry: RosterEntryId(0),
        }],
        service: false,
        entry: RosterEntryId(0),
    };
    let roles = ["deployer".to_owned()];
    let held = |d| person.held(&roles, day(d).unwrap()).is_some();
    assert_eq!(
        [held(1), held(2), held(3), held(4)],
        [false, true, true, false],
        "both days in"
    );
}
