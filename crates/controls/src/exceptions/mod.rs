//! Exceptions from the policy.

mod before_approval;
pub(crate) mod effect;
pub(crate) mod exc_01_exceptions_valid;
mod extension;
mod granted;
mod risk;
mod rule;
mod scope;

pub use before_approval::{
    PartTaken, content_fault, deployment_named, deployments_named, length_fault, part_taken,
    risk_fault, service_named,
};
pub use extension::{Extends, extends};

/// Whether nobody may grant an exception from the control with that id, in capitals.
pub fn knows_no_exception(id: &str) -> bool {
    id == "SEC-02" || id == "EXC-01" || id.starts_with("POP-")
}
