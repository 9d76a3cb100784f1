//! The screens' views over the demo company, over hostile exports and over nothing.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod company;
mod deployment;
mod deployments;
mod evidence;
mod findings;
mod hostile;
mod imports;
mod nothing;
mod overview;
mod policy;
mod proof;
mod session;
mod small;
mod votes;
