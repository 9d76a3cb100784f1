//! Every account that the records name: whose it is, how many records name it, and in what part.

use std::collections::HashMap;

use changeproof_controls::context::is_generic;
use changeproof_controls::identities::{Nobodys, nobodys, nobodys_address};
use changeproof_domain::account::{self, System};
use changeproof_domain::field::Field;
use changeproof_domain::person::{Identity, PersonId};
use changeproof_domain::snapshot::{RecordRef, Snapshot};
use changeproof_domain::text::folded;

use crate::wire::view::people::{AccountKind, AccountPart};

/// Names and addresses kept of one account.
const KEPT: usize = 4;

/// An account that records name.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) system: System,
    pub(super) name: String,
    /// The name shown beside it, where a source gives one.
    pub(super) display: Option<String>,
    /// Addresses that sources give for it, in lower case.
    pub(super) emails: Vec<String>,
    /// Names by which `Co-authored-by` lines call it, each with one such commit.
    pub(super) trailers: Vec<(String, RecordRef)>,
    pub(super) kind: AccountKind,
    /// Whose it is.
    pub(super) person: Option<PersonId>,
    /// How many records name it.
    pub(super) records: u64,
    /// The same by part; a record may name it in several.
    pub(super) parts: Vec<(AccountPart, u64)>,
    /// The first record that names it.
    pub(super) example: RecordRef,
}

/// An account in the making.
struct Tally {
    account: Account,
    last: Option<RecordRef>,
    last_of: Vec<Option<RecordRef>>,
}

/// What a source gives for an account: the same again needs no second look at the roster.
type Spelling<'s> = (System, &'s str, Option<&'s str>);

struct Tallies<'s> {
    snapshot: &'s Snapshot,
    known: HashMap<Spelling<'s>, Option<usize>>,
    by_key: HashMap<(System, String), usize>,
    tallies: Vec<Tally>,
}

/// All accounts, by system and name. Which logins are shared is as the newest policy says.
pub(super) fn named(snapshot: &Snapshot) -> Vec<Account> {
    let mut all = Tallies {
        snapshot,
        known: HashMap::new(),
        by_key: HashMap::new(),
        tallies: Vec::new(),
    };
    all.deployments();
    all.changes();
    all.records();
    all.registers();
    let mut accounts: Vec<Account> = all.tallies.into_iter().map(|tally| tally.account).collect();
    accounts.sort_by_cached_key(|one| (one.system, one.name.to_lowercase(), one.name.clone()));
    accounts
}

impl<'s> Tallies<'s> {
    fn deployments(&mut self) {
        let snapshot = self.snapshot;
        for (i, held) in snapshot.deployments.iter().enumerate() {
            let record = RecordRef::Deployment(i.into());
            self.field(record, AccountPart::Deployed, &held.record.deployed_by);
            self.field(record, AccountPart::SetOff, &held.record.triggered_by);
        }
        for (i, held) in snapshot.statuses.iter().enumerate() {
            let record = RecordRef::Status(i.into());
            self.field(record, AccountPart::Deployed, &held.record.creator);
        }
        for (i, held) in snapshot.runs.iter().enumerate() {
            let record = RecordRef::Run(i.into());
            self.field(record, AccountPart::SetOff, &held.record.actor);
            self.field(record, AccountPart::SetOff, &held.record.triggering_actor);
        }
    }

    fn changes(&mut self) {
        let snapshot = self.snapshot;
        for (i, held) in snapshot.pull_requests.iter().enumerate() {
            let record = RecordRef::PullRequest(i.into());
            self.field(record, AccountPart::Wrote, &held.record.author);
            self.field(record, AccountPart::Merged, &held.record.merged_by);
            for commit in held.record.commits.items() {
                for author in commit.authors.items() {
                    self.account(record, AccountPart::Wrote, author);
                }
            }
            for review in held.record.reviews.items() {
                self.field(record, AccountPart::Reviewed, &review.author);
            }
        }
        for (i, held) in snapshot.commits.iter().enumerate() {
            let record = RecordRef::Commit(i.into());
            let author = &held.record.author;
            self.address(record, &author.email, &author.name);
            for (name, email) in held.record.co_authors() {
                if let Some(at) = self.address(record, email, name) {
                    let trailers = &mut self.tallies[at].account.trailers;
                    let known = trailers.iter().any(|(known, _)| known == name);
                    if !known && trailers.len() < KEPT {
                        trailers.push((name.to_owned(), record));
                    }
                }
            }
        }
    }

    fn records(&mut self) {
        let snapshot = self.snapshot;
        for (i, held) in snapshot.change_records.iter().enumerate() {
            let record = RecordRef::ChangeRecord(i.into());
            self.field(record, AccountPart::Requested, &held.record.requester);
            self.field(record, AccountPart::Implemented, &held.record.implementer);
            for approval in held.record.approvals.items() {
                self.field(record, AccountPart::Approved, &approval.approver);
            }
            for edit in held.record.history.items() {
                self.field(record, AccountPart::Edited, &edit.author);
            }
        }
        for (i, held) in snapshot.change_approvals.iter().enumerate() {
            let record = RecordRef::ChangeApproval(i.into());
            self.field(record, AccountPart::Approved, &held.record.approver);
        }
        for (i, held) in snapshot.post_change_reviews.iter().enumerate() {
            let record = RecordRef::PostChangeReview(i.into());
            self.field(record, AccountPart::Reviewed, &held.record.reviewed_by);
        }
    }

    fn registers(&mut self) {
        let registers = &self.snapshot.registers;
        let part = AccountPart::Register;
        for (i, held) in registers.attestations.iter().enumerate() {
            self.field(RecordRef::Attestation(i.into()), part, &held.record.person);
        }
        for (i, held) in registers.monitoring.iter().enumerate() {
            self.field(RecordRef::MonitoringResult(i.into()), part, &held.record.by);
        }
        for (i, held) in registers.protection.iter().enumerate() {
            for account in held.record.bypass_actors.items() {
                self.account(RecordRef::ProtectionSnapshot(i.into()), part, account);
            }
        }
        for (i, held) in registers.standard_changes.iter().enumerate() {
            let record = RecordRef::StandardChange(i.into());
            self.field(record, part, &held.record.approved_by);
        }
        for (i, held) in registers.policy_reviews.iter().enumerate() {
            let record = RecordRef::PolicyReview(i.into());
            self.field(record, part, &held.record.approved_by);
        }
        for (i, held) in registers.policy_triggers.iter().enumerate() {
            let record = RecordRef::PolicyTrigger(i.into());
            self.field(record, part, &held.record.decided_by);
        }
        for (i, held) in registers.exceptions.iter().enumerate() {
            let record = RecordRef::ExceptionEntry(i.into());
            let exception = &held.record;
            for account in [
                &exception.risk_owner,
                &exception.requested_by,
                &exception.approved_by,
                &exception.second_approver,
                &exception.higher_approver,
            ] {
                self.field(record, part, account);
            }
        }
    }

    fn field(&mut self, record: RecordRef, part: AccountPart, of: &'s Field<account::Account>) {
        if let Some(account) = of.value() {
            self.account(record, part, account);
        }
    }

    fn account(&mut self, record: RecordRef, part: AccountPart, account: &'s account::Account) {
        let spelling = (
            account.system,
            account.name.as_str(),
            account.email.as_deref(),
        );
        let at = match self.known.get(&spelling) {
            Some(known) => *known,
            None => {
                let found = self.identified(record, account);
                self.known.insert(spelling, found);
                found
            }
        };
        if let Some(at) = at {
            self.add(at, record, part);
            let known = &mut self.tallies[at].account;
            if known.display.is_none() {
                let display = account.display.as_deref().map(str::trim);
                known.display = display.filter(|name| !name.is_empty()).map(str::to_owned);
            }
        }
    }

    /// The tally of an account that is seen for the first time in this spelling.
    fn identified(&mut self, record: RecordRef, account: &account::Account) -> Option<usize> {
        let people = &self.snapshot.people;
        let identity = people.identify(account);
        let (person, name) = match nobodys(people, account) {
            Some(name) => (None, name),
            None => match identity {
                Identity::Person(person) => (Some(person), own_name(account)?),
                Identity::Account(..) | Identity::Unknown => return None,
            },
        };
        let parameters = &self.snapshot.policy.newest().parameters;
        let kind = if is_generic(account, parameters) {
            AccountKind::Shared
        } else if people.is_machine(account) {
            AccountKind::Service
        } else {
            kind_of(person, identity)
        };
        let at = self.tally(record, name, person, kind);
        if let Some(email) = &account.email {
            self.add_email(at, email);
        }
        Some(at)
    }

    fn address(&mut self, record: RecordRef, email: &'s str, name: &'s str) -> Option<usize> {
        let spelling = (System::Email, email, None);
        let at = match self.known.get(&spelling) {
            Some(known) => *known,
            None => {
                let people = &self.snapshot.people;
                let parameters = &self.snapshot.policy.newest().parameters;
                let identity = people.identify_email(email);
                let system = System::Email;
                let found = match (nobodys_address(people, email), identity) {
                    (Some(one), _) => {
                        // A login behind the address may be that of an app, or a shared one.
                        let account = account::Account::new(one.system, one.name);
                        let kind = if is_generic(&account, parameters) {
                            AccountKind::Shared
                        } else if people.is_machine(&account) {
                            AccountKind::Service
                        } else {
                            kind_of(None, identity)
                        };
                        Some(self.tally(record, one, None, kind))
                    }
                    (None, Identity::Person(person)) => {
                        let kind = match people.person(person).service {
                            true => AccountKind::Service,
                            false => AccountKind::OfPerson,
                        };
                        let own = Nobodys {
                            system,
                            name: email,
                        };
                        Some(self.tally(record, own, Some(person), kind))
                    }
                    (None, Identity::Account(..) | Identity::Unknown) => None,
                };
                if let Some(at) = found {
                    self.add_email(at, email);
                }
                self.known.insert(spelling, found);
                found
            }
        }?;
        self.add(at, record, AccountPart::Wrote);
        let known = &mut self.tallies[at].account;
        let name = name.trim();
        if known.display.is_none() && !name.is_empty() {
            known.display = Some(name.to_owned());
        }
        Some(at)
    }

    fn tally(
        &mut self,
        record: RecordRef,
        of: Nobodys<'_>,
        person: Option<PersonId>,
        kind: AccountKind,
    ) -> usize {
        let key = (of.system, folded(of.name).into_owned());
        if let Some(at) = self.by_key.get(&key) {
            return *at;
        }
        let at = self.tallies.len();
        self.by_key.insert(key, at);
        self.tallies.push(Tally {
            account: Account {
                system: of.system,
                name: of.name.trim().to_owned(),
                display: None,
                emails: Vec::new(),
                trailers: Vec::new(),
                kind,
                person,
                records: 0,
                parts: Vec::new(),
                example: record,
            },
            last: None,
            last_of: vec![None; AccountPart::ALL.len()],
        });
        at
    }

    fn add_email(&mut self, at: usize, email: &str) {
        let emails = &mut self.tallies[at].account.emails;
        let email = folded(email);
        if !email.is_empty() && emails.len() < KEPT && !emails.iter().any(|one| *one == email) {
            emails.push(email.into_owned());
        }
    }

    /// Counts a record once, and once in each part.
    fn add(&mut self, at: usize, record: RecordRef, part: AccountPart) {
        let tally = &mut self.tallies[at];
        if tally.last != Some(record) {
            tally.last = Some(record);
            tally.account.records += 1;
        }
        let last = &mut tally.last_of[part as usize];
        if *last == Some(record) {
            return;
        }
        *last = Some(record);
        let mut parts = tally.account.parts.iter_mut();
        match parts.find(|(known, _)| *known == part) {
            Some((_, count)) => *count += 1,
            None => tally.account.parts.push((part, 1)),
        }
    }
}

/// The name by which an account of a person is listed.
fn own_name(account: &account::Account) -> Option<Nobodys<'_>> {
    let name = account.name.trim();
    match (name.is_empty(), &account.email) {
        (false, _) => Some(Nobodys {
            system: account.system,
            name,
        }),
        (true, Some(email)) => Some(Nobodys {
            system: System::Email,
            name: email,
        }),
        (true, None) => None,
    }
}

fn kind_of(person: Option<PersonId>, identity: Identity<'_>) -> AccountKind {
    match (person, identity) {
        (Some(_), _) => AccountKind::OfPerson,
        (None, Identity::Unknown) => AccountKind::SeveralPersons,
        (None, Identity::Account(..) | Identity::Person(_)) => AccountKind::Unresolved,
    }
}
