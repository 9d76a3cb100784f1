//! Approvals of an issue: Jira Service Management's field, else moves into an approved status.

use changeproof_domain::field::Field;
use changeproof_domain::record::{Approval, ApprovalDecision};
use changeproof_domain::time::{Moment, Timestamp};
use serde::Deserialize;

use super::history::History;
use super::names::Role;
use super::{RawUser, RoleFields, typed_of};
use crate::collector::RowContext;
use crate::container::json_value::{Text, always, text_field, trimmed};
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

/// What an issue tells of its approvals.
pub struct Approvals {
    /// The issue's own verdict, in Jira's words: what its last step came to. Steps follow each other, and one
    /// that was declined can be asked for anew.
    pub state: Field<String>,
    /// The approvals.
    pub each: Field<Vec<Approval>>,
}

/// The approvals of an issue.
pub fn read(
    context: &mut RowContext<'_>,
    own: &RoleFields<'_, '_>,
    history: &History,
) -> Approvals {
    let mut exported = Field::NotExported;
    let mut approvals = Vec::new();
    let mut verdicts = Vec::new();
    for id in own.names.ids(Role::Approvals) {
        match typed_of::<Vec<RawApproval<'_>>>(context, id, own.value(id)) {
            Field::NotExported => {}
            Field::Empty => exported = Field::Empty,
            Field::Value(steps) => {
                exported = Field::Empty;
                for (at, step) in steps.iter().enumerate() {
                    let place = format!("fields.{id}[{at}]");
                    let completed = completed_at(context, &place, &step.completed_date);
                    let decision = always(text_field(&step.final_decision));
                    verdicts.push((completed.value().map(|moment| moment.at), decision));
                    add(context, &mut approvals, &place, step, &completed);
                }
            }
        }
    }
    let state = verdict(&verdicts);
    if approvals.is_empty() {
        approvals = by_status(history);
    }
    let each = if approvals.is_empty() {
        exported
    } else {
        Field::Value(approvals)
    };
    Approvals { state, each }
}

/// What the last step came to: one that is still open, else the one that was completed last, else the last
/// of the list.
fn verdict(steps: &[(Option<Timestamp>, Field<String>)]) -> Field<String> {
    let is_open = |word: &str| mapping::decision(word) == Some(ApprovalDecision::Pending);
    let last = steps
        .iter()
        .max_by_key(|(completed, decision)| (is_open(decision.text()), *completed));
    last.map_or(Field::NotExported, |(_, decision)| decision.clone())
}

fn add(
    context: &mut RowContext<'_>,
    approvals: &mut Vec<Approval>,
    place: &str,
    step: &RawApproval<'_>,
    completed: &Field<Moment>,
) {
    let last = text_field(&step.final_decision);
    let approvers = step.approvers.items();
    // What the step came to is the word of its only approver. Of several, nobody can tell whose it is.
    let (of_each, of_step) = match approvers {
        [_] => (last.text().to_owned(), None),
        several => {
            let own = |of: &RawApprover<'_>| text_field(&of.approver_decision).is_value();
            let untold = !several.is_empty() && !several.iter().any(own);
            let of_step = mapping::decision(last.text()).filter(|_| untold);
            (String::new(), of_step)
        }
    };
    if let Some(decision) = of_step.filter(|decision| *decision != ApprovalDecision::Pending) {
        approvals.push(Approval {
            approver: Field::NotExported,
            decision,
            at: completed.clone(),
            place: Some(place.to_owned()),
        });
    }
    for (at, approver) in approvers.iter().enumerate() {
        let place = format!("{place}.approvers[{at}]");
        let word = match text_field(&approver.approver_decision) {
            Field::Value(word) => word,
            Field::Empty | Field::NotExported => of_each.clone(),
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

/// Moves into an approved status, by whoever made them; and moves into one that takes them back.
fn by_status(history: &History) -> Vec<Approval> {
    let decisions: Vec<Approval> = history
        .transitions
        .iter()
        .filter_map(|transition| {
            let decision = if mapping::is_approved_status(&transition.to) {
                ApprovalDecision::Approved
            } else if mapping::is_refused_status(&transition.to) {
                ApprovalDecision::Rejected
            } else {
                return None;
            };
            Some(Approval {
                approver: transition.author.clone(),
                decision,
                at: Field::Value(transition.at),
                place: Some(transition.place.clone()),
            })
        })
        .collect();
    // A refusal alone is no word on approvals: they may be kept elsewhere.
    match decisions
        .iter()
        .any(|decision| decision.decision == ApprovalDecision::Approved)
    {
        true => decisions,
        false => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::history::Transition;
    use super::*;

    fn moved(to: &str, at: i64) -> Transition {
        Transition {
            to: to.to_owned(),
            author: Field::NotExported,
            at: Moment::utc(Timestamp(at)),
            place: format!("changelog.histories[{at}]"),
        }
    }

    fn decisions(moves: &[&str]) -> Vec<ApprovalDecision> {
        let moves = moves.iter().zip(0..);
        let history = History {
            changes: Field::NotExported,
            is_cut: false,
            transitions: moves.map(|(to, at)| moved(to, at)).collect(),
        };
        by_status(&history).iter().map(|of| of.decision).collect()
    }

    #[test]
    fn the_verdict_is_that_of_the_last_step() {
        let state = |steps: &[(Option<i64>, &str)]| {
            let step =
                |(at, word): &(Option<i64>, &str)| (at.map(Timestamp), Field::exported_text(word));
            let steps: Vec<_> = steps.iter().map(step).collect();
            verdict(&steps).text().to_owned()
        };
        let (declined, approved) = ((Some(5), "declined"), (Some(7), "approved"));
        let (open, untimed) = ((None, "pending"), (None, "declined"));
        assert_eq!(state(&[declined, approved]), "approved", "asked for anew");
        assert_eq!(state(&[approved, declined]), "approved", "by time");
        assert_eq!(state(&[open, approved]), "pending", "one step is left");
        assert_eq!(state(&[untimed]), "declined", "the only one");
        assert_eq!(state(&[]), "", "nothing was asked");
    }

    #[test]
    fn a_move_to_a_refusal_takes_an_approval_by_move_back() {
        use ApprovalDecision::{Approved, Rejected};
        assert_eq!(
            decisions(&["CAB approved", "Rejected"]),
            [Approved, Rejected]
        );
        assert_eq!(decisions(&["Declined", "Approved"]), [Rejected, Approved]);
        assert_eq!(
            decisions(&["Rejected", "Closed"]),
            [],
            "no word on approvals"
        );
    }
}
