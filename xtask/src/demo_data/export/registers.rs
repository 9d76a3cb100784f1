//! The registers that the company keeps in sheets: the catalogue of standard changes, holidays,
//! reviews of the policy and what set them off, exceptions, and snapshots of branch protection. They
//! tell of the company and not of single deployments, so they are written at once; and what is true of
//! them stands beside them.

use std::io::{self, Write};
use std::path::Path;

use super::super::calendar::{HOLIDAYS, Moment};
use super::super::people::Staff;
use super::super::services::Service;
use super::super::truth::Outcome;
use super::create;
use super::csv_text::{LineEnd, write_row};

/// The only entry of the catalogue.
pub const TEMPLATE: &str = "Routine settings update v3";

/// What must come out of a control on something that is no deployment.
pub struct Told {
    /// The control's id.
    pub control: &'static str,
    /// The id of the exception; empty where the control judges one thing only.
    pub subject: &'static str,
    /// What must come out.
    pub outcome: Outcome,
}

/// What must come out of a control on one subject.
pub const fn told(control: &'static str, subject: &'static str, outcome: Outcome) -> Told {
    Told {
        control,
        subject,
        outcome,
    }
}

/// What is true of the company and its registers, whatever its deployments.
pub static TRUTH: &[Told] = &[
    told("DEP-04", "", Outcome::Pass),
    told("EXC-01", "EX-01", Outcome::Pass),
    told("EXC-01", "EX-02", Outcome::Fail),
    told("EXC-01", "EX-03", Outcome::Fail),
    told("GOV-01", "", Outcome::Pass),
    told("GOV-02", "", Outcome::Fail),
    told("LOG-01", "", Outcome::Pass),
    told("POP-03", "", Outcome::Pass),
];

/// Writes what runs in production at the end of the year: service and revision.
pub fn inventory<'s>(
    folder: &Path,
    year: i64,
    running: impl IntoIterator<Item = (&'s str, &'s str)>,
) -> io::Result<()> {
    let seen = Moment::midnight(year + 1, 1, 1).plus_minutes(-5).iso();
    let rows = running
        .into_iter()
        .map(|(service, revision)| [service, "production", revision, &seen]);
    let header = ["service", "environment", "revision", "seen_at"];
    table(folder, "inventory.csv", &header, rows)
}

/// Writes all registers of a year.
pub fn write(folder: &Path, staff: &Staff, services: &[Service], year: i64) -> io::Result<()> {
    standard_changes(folder, staff, year)?;
    holidays(folder, year)?;
    policy_reviews(folder, staff, year)?;
    policy_triggers(folder, staff, year)?;
    exceptions(folder, staff, services, year)?;
    protection(folder, services, year)
}

fn table<'c, R: AsRef<[&'c str]>>(
    folder: &Path,
    name: &str,
    header: &[&str],
    rows: impl IntoIterator<Item = R>,
) -> io::Result<()> {
    let mut out = create(folder, name)?;
    write_row(&mut out, header, LineEnd::CrLf)?;
    for row in rows {
        write_row(&mut out, row.as_ref(), LineEnd::CrLf)?;
    }
    out.flush()
}

fn standard_changes(folder: &Path, staff: &Staff, year: i64) -> io::Result<()> {
    let approver = &staff.person(staff.approvers[0]).email;
    let approved =
        [year - 1, year].map(|year| Moment::midnight(year, 11, 20).plus_minutes(600).iso());
    let valid = [year, year + 1].map(|year| format!("{year}-11-20"));
    let rows = approved.iter().zip(&valid).map(|(approved, valid)| {
        [
            TEMPLATE,
            "Change a setting by the written procedure, check it, note the result.",
            "all services",
            approver,
            approved,
            valid,
        ]
    });
    let header = [
        "template",
        "description",
        "scope",
        "approved_by",
        "approved_at",
        "valid_to",
    ];
    table(folder, "standard-changes.csv", &header, rows)
}

fn holidays(folder: &Path, year: i64) -> io::Result<()> {
    let days =
        HOLIDAYS.map(|(month, day, name)| (Moment::midnight(year, month, day).day_text(), name));
    let next = (
        Moment::midnight(year + 1, 1, 1).day_text(),
        "New Year's Day",
    );
    let rows: Vec<[&str; 2]> = days
        .iter()
        .chain([&next])
        .map(|(day, name)| [day.as_str(), name])
        .collect();
    table(folder, "holidays.csv", &["date", "name"], rows)
}

const POLICY: &str = "Change management policy";

fn policy_reviews(folder: &Path, staff: &Staff, year: i64) -> io::Result<()> {
    let owner = &staff.person(staff.policy_owner).email;
    let days = [year - 1, year].map(|year| {
        (
            Moment::midnight(year, 11, 12).plus_minutes(840).iso(),
            Moment::midnight(year, 12, 1).day_text(),
        )
    });
    let versions = ["2", "3"];
    let rows = days.iter().zip(versions).map(|((at, from), version)| {
        [
            POLICY,
            version,
            at,
            owner,
            "approved with changes",
            from,
            "",
        ]
    });
    let header = [
        "policy",
        "version",
        "reviewed_at",
        "approved_by",
        "decision",
        "effective_from",
        "notes",
    ];
    table(folder, "policy-reviews.csv", &header, rows)
}

/// Two significant changes of the year: the decision on the second one took too long.
fn policy_triggers(folder: &Path, staff: &Staff, year: i64) -> io::Result<()> {
    let owner = &staff.person(staff.policy_owner).email;
    let at = |month, day| Moment::midnight(year, month, day).day_text();
    let days = [at(3, 10), at(3, 24), at(7, 1), at(8, 18)];
    let rows = [
        [
            "A second deploy tool for the payout services",
            &days[0],
            "policy changed",
            owner,
            &days[1],
            "Its deployments are recorded in the deploy log.",
        ],
        [
            "The team of the edge infrastructure moved to another department",
            &days[2],
            "policy kept",
            owner,
            &days[3],
            "Reviewers and approvers stay the same.",
        ],
    ];
    let header = [
        "what",
        "at",
        "decision",
        "decided_by",
        "decided_at",
        "reason",
    ];
    table(folder, "policy-triggers.csv", &header, rows)
}

/// Three exceptions: one by the rules, one that holds too long, one that its requester approved.
fn exceptions(folder: &Path, staff: &Staff, services: &[Service], year: i64) -> io::Result<()> {
    let email = |id| staff.person(id).email.as_str();
    let (first, second) = (email(staff.approvers[0]), email(staff.approvers[1]));
    let owner = email(staff.policy_owner);
    let asks = email(services[0].team[0]);
    let at = |month, day, hours: i64| {
        Moment::midnight(year, month, day)
            .plus_minutes(hours * 60)
            .iso()
    };
    let scopes =
        [0, 1, 2].map(|place: usize| format!("service {}", services[place % services.len()].name));
    let times = [
        [at(4, 2, 10), at(4, 3, 8), at(6, 13, 8)],
        [at(5, 5, 10), at(5, 6, 8), at(12, 20, 8)],
        [at(9, 1, 10), at(9, 2, 8), at(9, 30, 8)],
    ];
    let row = |id, place: usize, by, deviation, justification| {
        let [approved, from, to] = &times[place];
        let scope = scopes[place].as_str();
        [
            id,
            "TST-01",
            deviation,
            scope,
            justification,
            "High",
            "A fault shows in production first.",
            owner,
            asks,
            by,
            second,
            approved,
            from,
            to,
            "The deployment is watched for two hours by two people.",
            "Staging is rebuilt, and tests run there again.",
        ]
    };
    let rows = [
        row(
            "EX-01",
            0,
            first,
            "Changes are deployed without a run on staging.",
            "Staging is rebuilt after the move to the new region.",
        ),
        row(
            "EX-02",
            1,
            first,
            "Changes are deployed without a run on staging.",
            "The partner's test account is closed until the contract is renewed.",
        ),
        row(
            "EX-03",
            2,
            asks,
            "Changes are deployed without integration tests.",
            "The test database is being replaced.",
        ),
    ];
    let header = [
        "id",
        "control",
        "deviation",
        "scope",
        "justification",
        "risk",
        "residual_risk",
        "risk_owner",
        "requested_by",
        "approved_by",
        "second_approver",
        "approved_at",
        "from",
        "to",
        "compensating_controls",
        "return_plan",
    ];
    table(folder, "exception-register.csv", &header, rows)
}

/// The protection of each main branch, once a week from before the year until after it.
fn protection(folder: &Path, services: &[Service], year: i64) -> io::Result<()> {
    let mut out = create(folder, "protection-snapshots.csv")?;
    let header = [
        "repository",
        "branch",
        "taken_at",
        "required_reviews",
        "dismiss_stale",
        "required_checks",
        "enforce_admins",
        "bypass_actors",
    ];
    write_row(&mut out, &header, LineEnd::CrLf)?;
    let first = Moment::midnight(year - 1, 12, 29).plus_minutes(300);
    for week in 0..54 {
        let at = first.plus_days(week * 7).iso();
        for service in services {
            let cells = [
                &service.repository(),
                "main",
                &at,
                "1",
                "yes",
                "unit;integration",
                "yes",
                "",
            ];
            write_row(&mut out, &cells, LineEnd::CrLf)?;
        }
    }
    out.flush()
}
