//! Who is who in words: persons with accounts and roles, then accounts that are nobody's.

use changeproof_app::wire::people::PeopleReport;
use changeproof_app::wire::view::people::{AccountRow, PersonLine, PersonRole};

use super::{counted, line};

/// Who is who; with `unresolved` only the accounts that are nobody's.
pub fn who_is_who(report: &PeopleReport, unresolved: bool) -> String {
    let mut text = String::new();
    if !unresolved {
        persons(&mut text, report);
    }
    let accounts = counted(report.unresolved.len(), "account is", "accounts are");
    let days = format!("{} to {}", report.from, report.to);
    line(
        &mut text,
        &format!("{accounts} no single person's. Blocked outcomes are those of {days}."),
    );
    for row in &report.unresolved {
        account(&mut text, row);
    }
    if !report.suggestions.is_empty() {
        let n = counted(report.suggestions.len(), "suggestion", "suggestions");
        line(
            &mut text,
            &format!("{n}; none counts until the roster says so."),
        );
    }
    for suggestion in &report.suggestions {
        line(&mut text, &format!("  {}", suggestion.sentence));
    }
    if !unresolved && !report.machines.is_empty() {
        line(&mut text, "Service identities and shared logins:");
        for row in &report.machines {
            line(
                &mut text,
                &format!("  {} ({})", named(row), row.kind.label()),
            );
        }
    }
    text
}

fn persons(text: &mut String, report: &PeopleReport) {
    let persons = counted(report.persons.len(), "person", "persons");
    line(
        text,
        &format!("{persons} in the roster; roles as of {}.", report.day),
    );
    for PersonLine {
        person,
        service,
        accounts,
        roles,
        ..
    } in &report.persons
    {
        let service = if *service { " (service identity)" } else { "" };
        line(text, &format!("{person}{service}"));
        let accounts: Vec<String> = accounts
            .iter()
            .map(|one| format!("{} {}", one.system, one.account))
            .collect();
        line(text, &format!("  accounts  {}", accounts.join(", ")));
        for role in roles {
            line(text, &format!("  role      {}", role_words(role)));
        }
    }
}

fn role_words(role: &PersonRole) -> String {
    let from = role.from.map_or("always".to_owned(), |day| day.to_string());
    let to = role
        .to
        .map_or("further notice".to_owned(), |day| day.to_string());
    let force = if role.in_force { "" } else { ", not in force" };
    format!("{} from {from} to {to}{force}", role.role)
}

fn named(row: &AccountRow) -> String {
    let display = match &row.display {
        Some(display) => format!(" '{display}'"),
        None => String::new(),
    };
    let parts: Vec<String> = row
        .parts
        .iter()
        .map(|of| format!("{} {}", of.part.label(), of.records))
        .collect();
    format!(
        "{} {}{display}: {}",
        row.system,
        row.account,
        parts.join(", ")
    )
}

fn account(text: &mut String, row: &AccountRow) {
    line(text, &format!("  {} ({})", named(row), row.kind.label()));
    let blocked: Vec<String> = row
        .blocked
        .iter()
        .map(|of| format!("{} on {}", of.control, of.deployments))
        .collect();
    if !blocked.is_empty() {
        let deployments = usize::try_from(row.blocked_deployments).unwrap_or(usize::MAX);
        let of = counted(deployments, "deployment", "deployments");
        line(text, &format!("    blocks {} of {of}", blocked.join(", ")));
    }
}
