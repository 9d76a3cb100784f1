//! What one rule says of an exception.

/// What one rule says of an exception.
pub(super) enum Rule {
    Met,
    /// It is, if two accounts of one system are two persons.
    MetByAccount,
    Broken(String),
    Open(String),
}
