//! Parts of keys.

use std::fmt::Display;

use crate::account::Account;
use crate::field::Field;

/// The account's name, or nothing.
pub(super) fn name(account: &Field<Account>) -> &str {
    account.value().map_or("", |account| account.name.as_str())
}

/// The time or date as text, or nothing.
pub(super) fn moment(at: &Field<impl Display>) -> String {
    at.value().map(ToString::to_string).unwrap_or_default()
}
