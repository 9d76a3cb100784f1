//! Accounts whose person a control has to know: what it compares, and who of that is nobody known.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::person::{Identity, People};
use changeproof_domain::text::trim;

use crate::context::Context;
use crate::control::Control;
use crate::shared::contributors;
use crate::shared::linked_records::{links_of_change, links_of_deployment};
use crate::shared::{actor, approval, votes};

/// An account that leads to no single person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nobodys<'a> {
    /// The system that the name belongs to.
    pub system: System,
    /// The login, address or name.
    pub name: &'a str,
}

/// An account that leads to no single person: nobody of the roster has it, or several have. None where
/// one person has it, and where it has no name at all.
pub fn nobodys<'a>(people: &'a People, account: &'a Account) -> Option<Nobodys<'a>> {
    let own = || match (trim(&account.name), account.email.as_deref()) {
        ("", Some(email)) => (System::Email, email),
        _ => (account.system, account.name.as_str()),
    };
    of_identity(people.identify(account), own)
}

/// The same for an address alone, as commits name their authors.
pub fn nobodys_address<'a>(people: &'a People, email: &'a str) -> Option<Nobodys<'a>> {
    of_identity(people.identify_email(email), || (System::Email, email))
}

fn of_identity<'a>(
    identity: Identity<'a>,
    own: impl FnOnce() -> (System, &'a str),
) -> Option<Nobodys<'a>> {
    let (system, name) = match identity {
        Identity::Person(_) => return None,
        Identity::Account(system, name) => (system, name),
        Identity::Unknown => own(),
    };
    (!trim(name).is_empty()).then_some(Nobodys { system, name })
}

/// The accounts that a control holds against each other or against the roster, as far as they lead to
/// no single person. For controls that do neither there are none.
pub fn compared<'a>(cx: &Context<'a>, control: &Control) -> Vec<Nobodys<'a>> {
    let mut found: Vec<Nobodys<'a>> = Vec::new();
    let (reviewers, contributors, approvers, requesters, deployers) = match control.id {
        "REV-01" => (true, true, false, false, false),
        "REV-03" | "SEC-01" => (true, false, false, false, false),
        "APP-02" => (false, true, true, true, false),
        "APP-03" | "APP-04" => (false, false, true, false, false),
        "TRC-03" | "EMG-03" | "DEP-02" => (false, false, false, false, true),
        "DEP-03" => (true, false, true, false, true),
        _ => return found,
    };
    for change in &cx.subject.change_set.changes {
        if reviewers && let Some(pull_request) = cx.pull_request(change) {
            let votes = votes::of(cx, change, pull_request);
            let authors = votes
                .approvals
                .iter()
                .filter_map(|vote| vote.review.author.value());
            add_accounts(cx, authors, &mut found);
        }
        // The approval of a record is compared with who wrote the changes that name it.
        let asked = contributors && (reviewers || !links_of_change(cx, change).is_empty());
        if asked {
            let of_change = contributors::of(cx, change);
            found.extend(of_change.known.iter().filter_map(|one| one.nobodys));
        }
    }
    if approvers || requesters {
        for link in links_of_deployment(cx).iter() {
            if approvers {
                let approved = approval::approved(cx, link.record);
                add_accounts(
                    cx,
                    approved
                        .iter()
                        .filter(|one| !one.by_machine)
                        .filter_map(|one| one.approver),
                    &mut found,
                );
            }
            if requesters {
                let record = cx.record(link.record);
                let parties = [record.requester.value(), record.implementer.value()];
                add_accounts(cx, parties.into_iter().flatten(), &mut found);
            }
        }
    }
    if deployers {
        let attempts = &cx.subject.attempts;
        for attempt in attempts.iter().copied().chain([cx.subject.deployment]) {
            let deployment = cx.attempt(attempt);
            let run = actor::run_of(cx, attempt).map(|(_, run)| run);
            let own = [&deployment.deployed_by, &deployment.triggered_by];
            let of_run = run.map(|run| [&run.triggering_actor, &run.actor]);
            let all = own.into_iter().chain(of_run.into_iter().flatten());
            add_accounts(cx, all.filter_map(Field::value), &mut found);
        }
    }
    let mut seen: Vec<Nobodys<'a>> = Vec::new();
    found.retain(|one| {
        let new = !seen.contains(one);
        if new {
            seen.push(*one);
        }
        new
    });
    found
}

fn add_accounts<'a>(
    cx: &Context<'a>,
    accounts: impl Iterator<Item = &'a Account>,
    found: &mut Vec<Nobodys<'a>>,
) {
    let people = &cx.snapshot.people;
    found.extend(accounts.filter_map(|account| nobodys(people, account)));
}

#[cfg(test)]
mod tests {
    use changeproof_domain::person::Person;
    use changeproof_domain::snapshot::RosterEntryId;

    use super::*;

    fn people() -> People {
        let mut people = People::default();
        for name in ["Ana", "Bao"] {
            let person = Person {
                name: name.to_owned(),
                systems: Vec::new(),
                roles: Vec::new(),
                service: false,
                entry: RosterEntryId(0),
            };
            let both = Account::new(System::ServiceNow, "Berg");
            let address = Account::new(System::Email, "berg@clicki.example");
            people.add(person, &[Account::new(System::GitHub, name), both, address]);
        }
        people
    }

    #[test]
    fn an_account_is_nobodys_where_the_roster_does_not_give_it_to_one_person() {
        let people = people();
        let name = |account: &Account| nobodys(&people, account).map(|one| one.name.to_owned());
        let of = |system, login: &str| name(&Account::new(system, login));
        assert_eq!(of(System::GitHub, "ana"), None, "the roster has it");
        assert_eq!(of(System::GitHub, "new"), Some("new".to_owned()));
        assert_eq!(
            of(System::ServiceNow, "Berg"),
            Some("Berg".to_owned()),
            "two have it"
        );
        assert_eq!(
            of(System::GitHub, " "),
            None,
            "a deleted account names nobody"
        );
        for address in ["new@home.example", "berg@clicki.example"] {
            let mut nameless = Account::new(System::GitHub, "");
            nameless.email = Some(address.to_owned());
            let found = nobodys(&people, &nameless);
            let by_address = Nobodys {
                system: System::Email,
                name: address,
            };
            assert_eq!(found, Some(by_address), "known by an address alone");
        }
    }

    #[test]
    fn an_address_that_names_a_login_is_that_login() {
        let people = people();
        let found = nobodys_address(&people, "7+new@users.noreply.github.com");
        assert_eq!(
            found,
            Some(Nobodys {
                system: System::GitHub,
                name: "new"
            })
        );
    }
}
