//! When things ended, as far as their own times can be true.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Deployment, Incident};
use changeproof_domain::time::{Moment, Order};

/// When an incident was resolved. One that was resolved before it was opened contradicts itself: when it
/// really was is as little known as where that was not exported.
pub(crate) fn resolved(incident: &Incident) -> Field<Moment> {
    match resolved_before_opened(incident) {
        true => Field::NotExported,
        false => incident.resolved_at.clone(),
    }
}

/// Whether an incident was resolved before it was opened.
fn resolved_before_opened(incident: &Incident) -> bool {
    is_reversed(incident.opened_at.value(), incident.resolved_at.value())
}

/// Why it is not known when an incident was resolved, to follow `when it was resolved`.
pub(crate) fn why_not_known(incident: &Incident) -> &'static str {
    match resolved_before_opened(incident) {
        true => "is not known: its record says before it was opened",
        false => "was not exported",
    }
}

/// That an incident was resolved before it was opened, as a sentence with a space before it; nothing where it was
/// not.
pub(crate) fn before_opened(incident: &Incident) -> &'static str {
    match resolved_before_opened(incident) {
        true => " Its record says that it was resolved before it was opened.",
        false => "",
    }
}

/// When a deployment ended by its own record; none too where that lies before its start.
pub(crate) fn finished(deployment: &Deployment) -> Option<&Moment> {
    let finished = deployment.finished_at.value()?;
    (!is_reversed(Some(&deployment.started_at), Some(finished))).then_some(finished)
}

fn is_reversed(start: Option<&Moment>, end: Option<&Moment>) -> bool {
    match (start, end) {
        (Some(start), Some(end)) => end.order(start, 0) == Order::Earlier,
        _ => false,
    }
}
