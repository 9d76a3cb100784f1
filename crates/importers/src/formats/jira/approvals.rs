//! Approvals of an issue: Jira Service Management's field, else moves into an approved status.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Approval, ApprovalDecision};
use changeproof_domain::time::Moment;
use serde::Deserialize;

use super::history::History;
use super::names::Role;
use super::{RawUser, RoleFields, typed_of};
use crate::collector::RowContext;
use crate::container::json_value::{Text, text_field, trimmed};
use crate::mapping;

/// One approval step with its approvers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct RawApproval<'t> {
    #[serde(default, borrow)]
    approvers: Field<Vec<RawApprover<'t>>>,
    #[serde(default, borrow)]
    final_decision: Field<Text<'t>>,
    #[serde(default, borrow)]
    completed_date: Field<RawDate<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct RawApprover<'t> {
    #[serde(default, borrow)]
    approver: Field<RawUser<'t>>,
    #[serde(default, borrow)]
    approver_decision: Field<Text<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct RawDate<'t> {
    #[serde(default, borrow)]
    iso8601: Field<Text<'t>>,
    #[serde(default, borrow)]
    epoch_millis: Field<Text<'t>>,
}

/// The approvals of an issue.
pub fn read(
    context: &mut RowContext<'_>,
    own: &RoleFields<'_, '_>,
    history: &History,
) -> Field<Vec<Approval>> {
    let mut exported = Field::NotExported;
    let mut approvals = Vec::new();
    for id in own.names.ids(Role::Approvals) {
        match typed_of::<Vec<RawApproval<'_>>>(context, id, own.value(id)) {
            Field::NotExported => {}
            Field::Empty => exported = Field::Empty,
            Field::Value(steps) => {
                exported = Field::Empty;
                for (at, step) in steps.iter().enumerate() {
                    add(context, &mut approvals, &format!("fields.{id}[{at}]"), step);
                }
            }
        }
    }
    if approvals.is_empty() {
        approvals = by_status(history);
    }
    if approvals.is_empty() {
        exported
    } else {
        Field::Value(approvals)
    }
}

fn add(
    context: &mut RowContext<'_>,
    approvals: &mut Vec<Approval>,
    place: &str,
    step: &RawApproval<'_>,
) {
    let completed = completed_at(context, place, &step.completed_date);
    for (at, approver) in step.approvers.items().iter().enumerate() {
        let place = format!("{place}.approvers[{at}]");
        let word = match text_field(&approver.approver_decision) {
            Field::Value(word) => word,
            Field::Empty | Field::NotExported => text_field(&step.final_decision).text().to_owned(),
        };
        let decision = mapping::decision(&word).unwrap_or_else(|| {
            context.unread(
                format!("{place}.approverDecision"),
                format!("'{word}' is no decision that is known; it counts as not decided."),
            );
            ApprovalDecision::Pending
        });
        approvals.push(Approval {
            approver: match &approver.approver {
                Field::NotExported => Field::NotExported,
                Field::Empty => Field::Empty,
                Field::Value(user) => Field::exported(user.account()),
            },
            decision,
            at: match decision {
                ApprovalDecision::Pending => Field::Empty,
                ApprovalDecision::Approved
                | ApprovalDecision::Rejected
                | ApprovalDecision::Withdrawn => completed.clone(),
            },
            place: Some(place),
        });
    }
}

/// When the step was completed.
fn completed_at(
    context: &mut RowContext<'_>,
    place: &str,
    date: &Field<RawDate<'_>>,
) -> Field<Moment> {
    let date = match date {
        Field::Value(date) => date,
        Field::Empty => return Field::Empty,
        Field::NotExported => return Field::NotExported,
    };
    let said = if date.iso8601.is_value() {
        &date.iso8601
    } else {
        &date.epoch_millis
    };
    context.time(format_args!("{place}.completedDate"), trimmed(said))
}

/// Moves into an approved status, by whoever made them.
fn by_status(history: &History) -> Vec<Approval> {
    history
        .transitions
        .iter()
        .filter(|transition| mapping::is_approved_status(&transition.to))
        .map(|transition| Approval {
            approver: transition.author.clone(),
            decision: ApprovalDecision::Approved,
            at: Field::Value(transition.at),
            place: Some(transition.place.clone()),
        })
        .collect()
}
