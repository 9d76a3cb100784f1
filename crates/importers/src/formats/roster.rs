//! The roster: who is who, with accounts and roles between two dates.

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::{Record, RosterEntry};
use changeproof_domain::source::Reading;

use super::Format;
use super::rows::{self, Layout};
use crate::collector::{Rejection, RowContext};
use crate::container::{Document, Probe};
use crate::table::{Cells, Column, Header};
use crate::{Options, ReadError, Sink, mapping};

static PERSON: Column = Column::new(
    "person",
    "person",
    &[
        "name",
        "fullname",
        "employee",
        "employeename",
        "displayname",
        "personname",
    ],
);
static EMAIL: Column = Column::new(
    "accounts",
    "email",
    &["emails", "mail", "emailaddress", "emailaddresses"],
);
static GITHUB: Column = Column::new(
    "accounts",
    "github",
    &[
        "githublogin",
        "githubaccount",
        "githubuser",
        "githubusername",
    ],
);
static GITLAB: Column = Column::new(
    "accounts",
    "gitlab",
    &[
        "gitlablogin",
        "gitlabaccount",
        "gitlabuser",
        "gitlabusername",
    ],
);
static JIRA: Column = Column::new(
    "accounts",
    "jira",
    &[
        "jiraaccount",
        "jiraaccountid",
        "jirauser",
        "atlassian",
        "atlassianaccountid",
    ],
);
static SERVICENOW: Column = Column::new(
    "accounts",
    "servicenow",
    &[
        "servicenowname",
        "servicenowuser",
        "servicenowaccount",
        "snow",
    ],
);
static CI: Column = Column::new(
    "accounts",
    "ci",
    &[
        "ciaccount",
        "cilogin",
        "ciuser",
        "deployaccount",
        "deploylogin",
    ],
);
static OTHER: Column = Column::new(
    "accounts",
    "accounts",
    &[
        "account",
        "otheraccounts",
        "login",
        "logins",
        "username",
        "usernames",
        "userid",
        "ldap",
    ],
);
static ROLES: Column = Column::new("roles", "roles", &["role", "rolesheld"]);
static FROM: Column = Column::new(
    "valid_from",
    "valid_from",
    &["from", "validfromdate", "startdate", "since", "start"],
);
static TO: Column = Column::new(
    "valid_to",
    "valid_to",
    &["to", "validuntil", "until", "enddate", "end"],
);

static LAYOUT: Layout = Layout {
    columns: &[
        &PERSON,
        &EMAIL,
        &GITHUB,
        &GITLAB,
        &JIRA,
        &SERVICENOW,
        &CI,
        &OTHER,
        &ROLES,
        &FROM,
        &TO,
    ],
    claims,
    map,
};

/// A person with an account, and roles or dates.
fn claims(header: &Header) -> bool {
    header.has(&PERSON)
        && header.has_any(&[&EMAIL, &GITHUB, &GITLAB, &JIRA, &SERVICENOW, &CI, &OTHER])
        && header.has_any(&[&ROLES, &FROM, &TO])
}

/// The plain table of persons.
pub struct Roster;

impl Format for Roster {
    fn id(&self) -> &'static str {
        "roster"
    }

    fn label(&self) -> &'static str {
        "roster of persons (table)"
    }

    fn version(&self) -> u32 {
        1
    }

    fn how_to_export(&self) -> &'static str {
        "A table (CSV, xlsx or ods) with one row a person and span of time, and the columns \
         person, email, github, gitlab, jira, servicenow, ci, accounts, roles, valid_from, \
         valid_to. Several values in a cell are joined with ';'. Roles: engineer, \
         senior_engineer, security_reviewer, designated_approver, deployer, policy_owner, \
         compliance_officer, auditor, service_account."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        rows::detect(probe, &LAYOUT)
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        rows::parse(self, &LAYOUT, document, signature, options, sink)
    }
}

fn map(_: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    let person = row.required(&PERSON, "person")?;
    let mut accounts: Vec<Account> = Vec::new();
    for (column, system) in [
        (&EMAIL, System::Email),
        (&GITHUB, System::GitHub),
        (&GITLAB, System::GitLab),
        (&JIRA, System::Jira),
        (&SERVICENOW, System::ServiceNow),
        (&CI, System::Ci),
        (&OTHER, System::Plain),
    ] {
        let Field::Value(names) = row.list(column) else {
            continue;
        };
        accounts.extend(names.into_iter().map(|name| Account::new(system, name)));
    }
    // A date that cannot be read must not become 'always': the row is left out.
    let valid_from = row.date(&FROM)?;
    let valid_to = row.date(&TO)?;
    if let (Some(from), Some(to)) = (valid_from, valid_to)
        && from > to
    {
        return Err(Rejection::of(
            row.name(&TO),
            format!("The last day {to} is before the first day {from}. Correct the dates."),
        ));
    }
    Ok(Record::from(RosterEntry {
        person,
        accounts,
        roles: roles(row),
        valid_from,
        valid_to,
        decided_in: None,
    }))
}

/// Roles by their ids: `Designated approver` is `designated_approver`.
fn roles(row: &dyn Cells) -> Vec<String> {
    let mut roles: Vec<String> = Vec::new();
    let Field::Value(named) = row.list(&ROLES) else {
        return roles;
    };
    for role in named.iter().flat_map(|roles| roles.split(',')) {
        let words: Vec<String> = role
            .split([' ', '_', '-'])
            .map(mapping::normal)
            .filter(|word| !word.is_empty())
            .collect();
        let role = words.join("_");
        if !role.is_empty() && !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles
}
