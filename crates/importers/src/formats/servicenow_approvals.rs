//! ServiceNow approvals: the table `sysapproval_approver`, one row an approver.

use changeproof_domain::account::Account;
use changeproof_domain::field::Field;
use changeproof_domain::record::{ApprovalDecision, ChangeApproval, Record};
use changeproof_domain::source::Reading;

use super::Format;
use super::rows::Layout;
use super::servicenow::{self, account};
use crate::collector::{Rejection, RowContext};
use crate::container::{Document, Probe};
use crate::table::{Cells, Column, Header};
use crate::{Options, ReadError, Sink, mapping};

static CHANGE: Column = Column::new("change", "sysapproval", &["approvalfor"]);
static APPROVER: Column = Column::new("approver", "approver", &[]);
static GROUP: Column = Column::new("group", "group", &["approvalgroup", "groupapproval"]);
static STATE: Column = Column::new("decision", "state", &[]);
static CREATED: Column = Column::new("created_at", "sys_created_on", &["created"]);
static UPDATED: Column = Column::new("decided_at", "sys_updated_on", &["updated"]);

static LAYOUT: Layout = Layout {
    columns: &[&CHANGE, &APPROVER, &GROUP, &STATE, &CREATED, &UPDATED],
    claims,
    map,
};

fn claims(header: &Header) -> bool {
    header.has_all(&[&CHANGE, &APPROVER])
}

/// The table `sysapproval_approver`.
pub struct ServiceNowApprovals;

impl Format for ServiceNowApprovals {
    fn id(&self) -> &'static str {
        "servicenow-approvals"
    }

    fn label(&self) -> &'static str {
        "ServiceNow approvals"
    }

    fn version(&self) -> u32 {
        2
    }

    fn how_to_export(&self) -> &'static str {
        "Open sysapproval_approver.list, filter 'Approval for' by change requests, show the \
         columns sysapproval, approver, state, sys_created_on, sys_updated_on, right-click a \
         column header, Export, CSV, Excel or JSON. Name the zone of your profile with \
         --timezone."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        servicenow::detect(probe, &LAYOUT, &["sysapproval", "approver"])
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        servicenow::parse(self, &LAYOUT, document, signature, options, sink)
    }
}

fn map(context: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    let change = row.required(&CHANGE, "number of the change request")?;
    let is_internal_id = change.len() == 32 && change.bytes().all(|b| b.is_ascii_hexdigit());
    if is_internal_id {
        return Err(Rejection::of(
            row.name(&CHANGE),
            format!(
                "'{change}' is an internal id and no number. Export the list with \
                 sysparm_display_value=all."
            ),
        ));
    }
    let word = match row.text(&STATE) {
        Field::Value(word) => word,
        Field::Empty | Field::NotExported => {
            return Err(Rejection::missing(
                row.name(&STATE),
                "state of the approval",
            ));
        }
    };
    let decision = mapping::decision(&word).ok_or_else(|| {
        Rejection::of(
            row.name(&STATE),
            format!(
                "'{word}' is no state of an approval that is known (approved, rejected, \
                 requested, cancelled, not required)."
            ),
        )
    })?;
    let decided_at = row.time(context, &UPDATED);
    Ok(Record::from(ChangeApproval {
        change,
        approver: approver(row),
        decision,
        created_at: row.time(context, &CREATED),
        // The row's last change is the decision, unless there is none yet.
        decided_at: match decision {
            ApprovalDecision::Pending => Field::Empty,
            ApprovalDecision::Approved
            | ApprovalDecision::Rejected
            | ApprovalDecision::Withdrawn => decided_at,
        },
    }))
}

/// Who decided. A row that names its group in the place of the approver does not say who of it that was.
fn approver(row: &dyn Cells) -> Field<Account> {
    let approver = account(row, &APPROVER);
    match (&approver, row.text(&GROUP)) {
        (Field::Value(of), Field::Value(group)) if of.name == group => Field::NotExported,
        _ => approver,
    }
}
