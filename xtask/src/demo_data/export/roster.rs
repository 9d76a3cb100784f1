//! `roster.csv`: who has which accounts and roles, and when.

use std::io::{self, Write};
use std::path::Path;

use super::super::people::Staff;
use super::create;
use super::csv_text::{LineEnd, write_row};

const HEADER: [&str; 9] = [
    "person",
    "email",
    "github",
    "jira",
    "servicenow",
    "ci",
    "roles",
    "valid_from",
    "valid_to",
];

/// Login of the app that updates dependencies, as commits and the REST interface show it.
pub const DEPENDENCY_BOT: &str = "clicki-deps[bot]";
/// The same app as gh shows it as a pull request's author.
pub const DEPENDENCY_BOT_IN_GH: &str = "app/clicki-deps";
/// Its e-mail in commits.
pub const DEPENDENCY_BOT_EMAIL: &str = "deps-bot@clicki.example";
/// Account of the deploy tool of the deploy-log.
pub const CI_BOT: &str = "ci-deployer[bot]";
/// The app under which GitHub workflows deploy.
pub const ACTIONS_BOT: &str = "github-actions[bot]";

/// Writes the roster.
pub fn write(folder: &Path, staff: &Staff) -> io::Result<()> {
    let mut out = create(folder, "roster.csv")?;
    write_row(&mut out, &HEADER, LineEnd::Lf)?;
    for person in &staff.all {
        let cells = [
            person.name.as_str(),
            &person.email,
            &person.github.join(";"),
            &person.jira,
            &person.name,
            &person.ci,
            &person.roles.join(";"),
            &person.valid_from,
            &person.valid_to,
        ];
        write_row(&mut out, &cells, LineEnd::Lf)?;
    }
    let from = staff
        .all
        .first()
        .map_or("", |person| person.valid_from.as_str());
    let bot = [
        "CI deployer",
        "",
        ACTIONS_BOT,
        "",
        "",
        CI_BOT,
        "service_account",
        from,
        "",
    ];
    write_row(&mut out, &bot, LineEnd::Lf)?;
    let logins = format!("{DEPENDENCY_BOT};{DEPENDENCY_BOT_IN_GH}");
    let bot = [
        "Dependency updates",
        DEPENDENCY_BOT_EMAIL,
        &logins,
        "",
        "",
        "",
        "service_account",
        from,
        "",
    ];
    write_row(&mut out, &bot, LineEnd::Lf)?;
    out.flush()
}
