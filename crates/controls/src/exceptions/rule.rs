//! What one rule says of an exception.

/// What one rule says of an exception.
pub(super) enum Rule {
    Met,
    /// It is, if two accounts of one system are two persons.
    MetByAccount,
    Broken(String),
    Open(String),
}

impl Rule {
    /// The same, where it rests on two accounts of one system being two persons.
    pub(super) fn by_account(self) -> Rule {
        match self {
            Rule::Met | Rule::MetByAccount => Rule::MetByAccount,
            Rule::Broken(_) | Rule::Open(_) => self,
        }
    }
}
