//! Accounts: how a source names somebody.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The system that an account name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum System {
    /// A GitHub login.
    #[serde(rename = "github")]
    GitHub,
    /// A GitLab user name.
    #[serde(rename = "gitlab")]
    GitLab,
    /// An Atlassian account id, or a user name of Jira Server.
    Jira,
    /// A ServiceNow user name, or the display name that lists export.
    #[serde(rename = "servicenow")]
    ServiceNow,
    /// A login of the build or deployment tool.
    Ci,
    /// An e-mail address.
    Email,
    /// Whatever somebody typed into a plain table: an address, a login or a name.
    Plain,
}

impl System {
    /// All of them.
    pub const ALL: [System; 7] = [
        System::GitHub,
        System::GitLab,
        System::Jira,
        System::ServiceNow,
        System::Ci,
        System::Email,
        System::Plain,
    ];

    /// The name for programs, as the log and the command write it.
    pub fn id(self) -> &'static str {
        match self {
            System::GitHub => "github",
            System::GitLab => "gitlab",
            System::Jira => "jira",
            System::ServiceNow => "servicenow",
            System::Ci => "ci",
            System::Email => "email",
            System::Plain => "plain",
        }
    }

    /// How many there are.
    pub(crate) const COUNT: usize = System::Plain as usize + 1;

    /// The word for messages.
    pub fn label(self) -> &'static str {
        match self {
            System::GitHub => "GitHub",
            System::GitLab => "GitLab",
            System::Jira => "Jira",
            System::ServiceNow => "ServiceNow",
            System::Ci => "CI",
            System::Email => "e-mail",
            System::Plain => "table",
        }
    }
}

/// What the source itself says about the kind of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// The source does not say.
    #[default]
    Unstated,
    /// A person's account.
    User,
    /// An app or bot.
    App,
}

impl AccountKind {
    fn is_unstated(&self) -> bool {
        *self == AccountKind::Unstated
    }
}

/// GitHub's login for all deleted accounts.
pub(crate) const GHOST: &str = "ghost";

/// The slug of an app of GitHub in a login that shows it: `renovate` of `renovate[bot]` and of
/// `app/renovate`. Reviews of `gh` name apps by the bare slug.
pub fn app_slug(login: &str) -> Option<&str> {
    login
        .strip_suffix("[bot]")
        .or_else(|| login.strip_prefix("app/"))
        .filter(|slug| !slug.is_empty())
}

/// Whether a bare login is that of an app that reviews or commits in many companies. GitHub's GraphQL API, and so
/// `gh pr list --json reviews`, names apps by the slug under <https://github.com/apps> alone: these are
/// GitHub's own, and the most common of others.
pub fn is_known_app(slug: &str) -> bool {
    KNOWN_APPS
        .iter()
        .any(|known| slug.eq_ignore_ascii_case(known))
}

const KNOWN_APPS: [&str; 14] = [
    "codecov",
    "coderabbitai",
    "copilot-pull-request-reviewer",
    "copilot-swe-agent",
    "dependabot",
    "dependabot-preview",
    "github-actions",
    "github-advanced-security",
    "github-code-quality",
    "github-merge-queue",
    "mergify",
    "renovate",
    "sonarcloud",
    "sonarqubecloud",
];

/// An account as a source names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Account {
    /// The system that the name belongs to.
    pub system: System,
    /// The login, id, address or name, as exported.
    pub name: String,
    /// The kind, where the source states it.
    #[serde(default, skip_serializing_if = "AccountKind::is_unstated")]
    pub kind: AccountKind,
    /// The display name: shown, never used to tell people apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
    /// An address that the source itself gives for this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

impl Account {
    /// An account of which the source gives only the name.
    pub fn new(system: System, name: impl Into<String>) -> Account {
        Account {
            system,
            name: name.into(),
            kind: AccountKind::Unstated,
            display: None,
            email: None,
        }
    }

    /// Whether the source says that this is an app: a stated kind, GitHub's `[bot]` suffix, or the
    /// `app/` prefix of the GitHub command line. A display name never decides.
    pub fn is_app(&self) -> bool {
        self.kind == AccountKind::App
            || (self.system == System::GitHub
                && (self.name.ends_with("[bot]") || self.name.starts_with("app/")))
    }

    /// Whether this is the account that takes the place of every deleted one on GitHub
    /// (<https://github.com/ghost>): whose work it was is not known.
    pub fn is_ghost(&self) -> bool {
        self.system == System::GitHub && self.name.trim().eq_ignore_ascii_case(GHOST)
    }

    /// What to call it in a sentence: the display name where there is one, else the name.
    pub fn shown(&self) -> &str {
        self.display
            .as_deref()
            .filter(|name| !name.trim().is_empty())
            .unwrap_or(&self.name)
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_name_never_makes_an_app() {
        let mut account = Account::new(System::GitHub, "ana");
        account.display = Some("Ana [bot]".to_owned());
        assert!(
            !account.is_app(),
            "only the login or the account's kind decide"
        );
        assert!(
            Account::new(System::GitHub, "renovate[bot]").is_app(),
            "GitHub's suffix for apps"
        );
    }
}
