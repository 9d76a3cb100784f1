//! What GitHub's exports share: users and addresses.

use changeproof_domain::account::{Account, AccountKind, System};
use changeproof_domain::field::Field;
use serde::Deserialize;

use crate::container::json_value::Text;

/// Page sizes of the REST API: its default and its maximum.
pub(super) const PAGE_LIMITS: &[usize] = &[30, 100];

/// What to do where pages of the REST API are missing.
pub(super) const ALL_PAGES: &str = "export again with `gh api --paginate`";

/// A user of GitHub's REST API or of its command line.
#[derive(Debug, Deserialize)]
#[serde(expecting = "an object")]
pub struct User<'t> {
    #[serde(default, borrow)]
    login: Field<Text<'t>>,
    #[serde(default, borrow)]
    name: Field<Text<'t>>,
    #[serde(default, borrow)]
    email: Field<Text<'t>>,
    #[serde(default)]
    is_bot: Field<bool>,
    #[serde(default, rename = "type", borrow)]
    kind: Field<Text<'t>>,
}

impl User<'_> {
    /// The account; none for a deleted one, whose login is empty, absent or `ghost`.
    pub fn account(&self) -> Option<Account> {
        let login = filled(&self.login)?;
        Some(self.named(System::GitHub, login)).filter(|account| !account.is_ghost())
    }

    /// An author of a commit: an address where GitHub knows no account, and an account with an
    /// empty name where the commit has no address either.
    pub fn commit_author(&self) -> Account {
        let login = self.account().map(|account| account.name);
        match (login, filled(&self.email)) {
            (Some(login), _) => self.named(System::GitHub, login),
            (None, Some(email)) => self.named(System::Email, email),
            (None, None) => self.named(System::GitHub, String::new()),
        }
    }

    fn named(&self, system: System, name: String) -> Account {
        let kind = match (&self.is_bot, self.kind.value()) {
            (Field::Value(true), _) => AccountKind::App,
            (_, Some(Text(kind))) if kind == "Bot" => AccountKind::App,
            (Field::Value(false), _) => AccountKind::User,
            (_, Some(Text(kind))) if kind == "User" => AccountKind::User,
            _ => AccountKind::Unstated,
        };
        let email = filled(&self.email).filter(|_| system != System::Email);
        Account {
            system,
            name,
            kind,
            display: filled(&self.name),
            email,
        }
    }
}

fn filled(field: &Field<Text<'_>>) -> Option<String> {
    field
        .value()
        .filter(|text| !text.is_blank())
        .map(|text| text.trimmed().to_owned())
}

/// An exported user. Behind a deleted account stood somebody, so that it does not say who counts as not
/// exported and never as nobody.
pub fn account(user: &Field<User<'_>>) -> Field<Account> {
    let account = user.value().and_then(User::account);
    account.map_or(Field::NotExported, Field::Value)
}

/// `owner/name` from an address of the REST API: `https://host/.../repos/owner/name/...`.
pub fn repository_of_api(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("/repos/")?;
    owner_and_name(rest)
}

/// `owner/name` from an address of the site: `https://host/owner/name/pull/7`.
pub fn repository_of_page(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let (_, path) = rest.split_once('/')?;
    owner_and_name(path)
}

/// `owner/name` of the address from which a repository is cloned, in any of git's spellings.
pub fn repository_of_remote(address: &str) -> Option<String> {
    let address = address.trim().trim_end_matches('/');
    let address = address.strip_suffix(".git").unwrap_or(address);
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?.1,
        None => address.split_once(':')?.1,
    };
    path.contains('/')
        .then(|| path.trim_matches('/').to_owned())
}

fn owner_and_name(path: &str) -> Option<String> {
    let mut parts = path.split(['/', '?', '#']);
    let owner = parts.next().filter(|part| !part.is_empty())?;
    let name = parts.next().filter(|part| !part.is_empty())?;
    Some(format!("{owner}/{name}"))
}

/// The name of a repository without its owner.
pub fn name_of(repository: &str) -> &str {
    repository
        .rsplit_once('/')
        .map_or(repository, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_read_from_addresses_of_any_host() {
        assert_eq!(
            repository_of_page("https://git.example.com/acme/pay/pull/7").as_deref(),
            Some("acme/pay"),
            "an own server"
        );
        assert_eq!(
            repository_of_api("https://git.example.com/api/v3/repos/acme/pay/deployments/1")
                .as_deref(),
            Some("acme/pay"),
            "its API"
        );
        assert_eq!(repository_of_page("acme/pay"), None, "no address");
    }

    #[test]
    fn an_author_without_an_account_is_an_address() {
        let user: User<'_> =
            serde_json::from_str("{\"login\":\"\",\"name\":\"Ana\",\"email\":\"a@x.example\"}")
                .unwrap();
        assert_eq!(user.account(), None, "there is no account");
        assert_eq!(
            user.commit_author().system,
            System::Email,
            "the address is all there is"
        );
    }

    #[test]
    fn a_deleted_account_is_not_exported_however_it_is_written() {
        let read = |json: &str| {
            let user: Field<User<'_>> = serde_json::from_str(json).unwrap();
            account(&user)
        };
        for json in ["null", "{}", "{\"login\":\"\"}", "{\"login\":\"ghost\"}"] {
            assert_eq!(read(json), Field::NotExported, "{json}");
        }
        assert!(read("{\"login\":\"ghostwriter\"}").is_value(), "a person");
    }

    #[test]
    fn a_repository_is_told_by_its_address() {
        for address in [
            "https://github.com/clicki/referral-api.git",
            "https://github.com/clicki/referral-api/",
            "git@github.com:clicki/referral-api.git",
            "ssh://git@github.com/clicki/referral-api",
        ] {
            assert_eq!(
                repository_of_remote(address).as_deref(),
                Some("clicki/referral-api")
            );
        }
        assert_eq!(repository_of_remote("file:///tmp"), None);
    }
}
