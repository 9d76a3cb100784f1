//! Closes a review.

use std::path::Path;

use changeproof_store::{Workspace, Writer};

use super::event::{CLOSED, Closed};
use super::next::next_known;
use super::review::{self, Review};
use super::show;
use crate::decisions::sign_ins::SignIns;
use crate::decisions::{Refusal, known_to_writer, needed};
use crate::error::AppError;
use crate::loaded::Loaded;
use crate::log;
use crate::permission::{self, Act};
use crate::ports::Ports;
use crate::wire::annual_review::AnnualReview;

/// How a review ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closing {
    /// What is to be done, by whom and until when.
    pub actions: Vec<String>,
    /// Why the review ends without an outcome, where it does.
    pub abandoned: Option<String>,
}

/// Closes it, with what is to be done, and tells when the next one is due.
///
/// # Errors
///
/// [`AppError::Refused`] where it is not out yet or nobody but the approver acknowledged it, what a person may
/// not do, or what the store says.
pub fn close(
    workspace: &Path,
    closing: &Closing,
    ports: &Ports<'_>,
) -> Result<AnnualReview, AppError> {
    let abandoned = closing.abandoned.as_deref();
    let abandoned = abandoned
        .map(|why| needed(why, "The reason").map(str::to_owned))
        .transpose()?;
    let mut open = Workspace::open(workspace)?;
    permission::check(&open.read()?, Act::PreparePolicyReview, ports)?;
    let (writer, loaded) = known_to_writer(&mut open, ports)?;
    let review = review::open_one(&writer)?;
    let next_due = match &abandoned {
        None => {
            check_is_known(&writer, &loaded, &review)?;
            let next = next_known(&writer, loaded.zone, ports.clock.now())?;
            next.map(|next| next.due)
        }
        Some(_) => {
            check_has_no_outcome(&review)?;
            None
        }
    };
    let actions = closing.actions.iter().map(|action| action.trim());
    let told = Closed {
        review: review.opened.sequence,
        actions: actions
            .filter(|action| !action.is_empty())
            .map(str::to_owned)
            .collect(),
        abandoned,
        next_due,
    };
    log::append(&writer, Act::PreparePolicyReview, CLOSED, &told, ports)?;
    writer.commit()?;
    show(workspace, ports)
}

/// Whether its outcome is out, and somebody but the approver knows it.
fn check_is_known(writer: &Writer<'_>, loaded: &Loaded, review: &Review) -> Result<(), AppError> {
    review.check_out()?;
    let approved = review.approval()?;
    let sign_ins = SignIns::until(writer, i64::MAX)?;
    let is_another = |person: &str| {
        let maker = sign_ins.maker_who_is(loaded, person, &approved.person);
        !loaded.is_one_person(person, &approved.person) && maker.is_none()
    };
    if !review
        .acknowledged
        .iter()
        .any(|one| is_another(&one.person))
    {
        return Err(Refusal::new(
            "nobody_acknowledged",
            "Nobody but the approver has acknowledged the outcome yet. By the roster one person may sign in twice, \
             and whose sign-in the approver added or reset does not count.",
        )
        .into());
    }
    Ok(())
}

fn check_has_no_outcome(review: &Review) -> Result<(), Refusal> {
    if review.published.is_some() || review.stays() {
        return Err(Refusal::new(
            "review_has_outcome",
            "The review has an approved outcome that is out already: it cannot be abandoned any more.",
        ));
    }
    Ok(())
}
