//! Acknowledges the outcome of a review.

use std::path::Path;

use changeproof_store::Workspace;

use super::event::{ACKNOWLEDGED, Acknowledged};
use super::{review, show};
use crate::decisions::Refusal;
use crate::error::AppError;
use crate::log;
use crate::members::SignInError;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::annual_review::AnnualReview;

/// Records that whoever signed in has taken note of the outcome.
///
/// # Errors
///
/// [`AppError::Refused`] where it is not out yet or was acknowledged by the same person, what a person may not do,
/// or what the store says.
pub fn acknowledge(workspace: &Path, ports: &Ports<'_>) -> Result<AnnualReview, AppError> {
    let mut open = Workspace::open(workspace)?;
    let writer = open.write()?;
    permission::check(&writer, Act::AcknowledgePolicy, ports)?;
    let person = ports.signed_in.as_ref().ok_or(SignInError::Needed)?;
    let review = review::open_one(&writer)?;
    review.check_out()?;
    let mut before = review.acknowledged.iter();
    if let Some(own) = before.find(|one| one.person == person.id()) {
        return Err(Refusal::new(
            "acknowledged_already",
            format!("{} acknowledged it at {}.", person.name(), own.at),
        )
        .into());
    }
    let told = Acknowledged {
        review: review.opened.sequence,
    };
    log::append(&writer, Act::AcknowledgePolicy, ACKNOWLEDGED, &told, ports)?;
    writer.commit()?;
    show(workspace, ports)
}
