//! The register of exceptions from the policy.

use changeproof_domain::field::Field;
use changeproof_domain::record::{ExceptionEntry, Record};

use super::plain::{self, PlainTable};
use super::rows::Layout;
use crate::collector::{Rejection, RowContext};
use crate::table::{Cells, Column, Header};

static ID: Column = Column::new("id", "id", &["exceptionid", "exception", "number", "key"]);
static CONTROL: Column = Column::new(
    "controls",
    "control",
    &["controls", "controlid", "controlids"],
);
static DEVIATION: Column = Column::new(
    "deviation",
    "deviation",
    &["exactdeviation", "whatdeviates"],
);
static SCOPE: Column = Column::new("scope", "scope", &["appliesto"]);
static JUSTIFICATION: Column = Column::new(
    "justification",
    "justification",
    &["reason", "rationale", "why"],
);
static RISK: Column = Column::new("risk", "risk", &["risklevel"]);
static RESIDUAL_RISK: Column = Column::new("residual_risk", "residual_risk", &["remainingrisk"]);
static RISK_OWNER: Column = Column::new("risk_owner", "risk_owner", &["riskbearer"]);
static REQUESTED_BY: Column =
    Column::new("requested_by", "requested_by", &["requester", "requestor"]);
static APPROVED_BY: Column =
    Column::new("approved_by", "approved_by", &["approver", "firstapprover"]);
static SECOND_APPROVER: Column = Column::new(
    "second_approver",
    "second_approver",
    &["secondapproval", "alsoapprovedby"],
);
static APPROVED_AT: Column = Column::new(
    "approved_at",
    "approved_at",
    &["approved", "approvedon", "approvaldate"],
);
static FROM: Column = Column::new("from", "from", &["validfrom", "start", "startdate"]);
static TO: Column = Column::new(
    "to",
    "to",
    &[
        "validto",
        "validuntil",
        "until",
        "end",
        "enddate",
        "expires",
        "expiry",
    ],
);
static COMPENSATING_CONTROLS: Column = Column::new(
    "compensating_controls",
    "compensating_controls",
    &["compensatingcontrol", "mitigation", "mitigations"],
);
static RETURN_PLAN: Column = Column::new(
    "return_plan",
    "return_plan",
    &[
        "returntocompliance",
        "returntocomplianceplan",
        "remediationplan",
    ],
);

static ENDED_AT: Column = Column::new(
    "ended_at",
    "ended_at",
    &["revokedat", "revokedon", "withdrawnat"],
);

/// The plain register of exceptions.
pub const TABLE: PlainTable = PlainTable {
    id: "exception-register",
    label: "register of exceptions (table)",
    version: 1,
    how_to_export: "A table (CSV, xlsx or ods) with one row an exception and the columns id, control, deviation, \
                    scope, justification, risk, residual_risk, risk_owner, requested_by, approved_by, \
                    second_approver, approved_at, from, to, compensating_controls, return_plan; ended_at \
                    too, where one ends before its last day.",
    layout: Layout {
        columns: &[
            &ID,
            &CONTROL,
            &DEVIATION,
            &SCOPE,
            &JUSTIFICATION,
            &RISK,
            &RESIDUAL_RISK,
            &RISK_OWNER,
            &REQUESTED_BY,
            &APPROVED_BY,
            &SECOND_APPROVER,
            &APPROVED_AT,
            &FROM,
            &TO,
            &COMPENSATING_CONTROLS,
            &RETURN_PLAN,
            &ENDED_AT,
        ],
        claims,
        map,
    },
};

/// An id, a control, and what deviates from it or why.
fn claims(header: &Header) -> bool {
    header.has_all(&[&ID, &CONTROL]) && header.has_any(&[&DEVIATION, &JUSTIFICATION])
}

fn map(context: &mut RowContext<'_>, row: &dyn Cells) -> Result<Record, Rejection> {
    Ok(Record::from(ExceptionEntry {
        id: row.required(&ID, "id of the exception")?,
        controls: row.list(&CONTROL),
        deviation: row.text(&DEVIATION),
        scope: row.text(&SCOPE),
        justification: row.text(&JUSTIFICATION),
        risk: row.text(&RISK),
        residual_risk: row.text(&RESIDUAL_RISK),
        risk_owner: plain::account(row, &RISK_OWNER),
        requested_by: plain::account(row, &REQUESTED_BY),
        approved_by: plain::account(row, &APPROVED_BY),
        second_approver: plain::account(row, &SECOND_APPROVER),
        approved_at: row.time(context, &APPROVED_AT),
        from: row.time(context, &FROM),
        to: row.time(context, &TO),
        compensating_controls: row.text(&COMPENSATING_CONTROLS),
        return_plan: row.text(&RETURN_PLAN),
        ended_at: row.time(context, &ENDED_AT),
        approved_as: Field::NotExported,
        higher_approver: Field::NotExported,
    }))
}
