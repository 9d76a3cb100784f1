//! ServiceNow change requests: the table `change_request`.

use changeproof_domain::field::Field;
use changeproof_domain::record::{ChangeRecord, Record, RecordSource};
use changeproof_domain::source::Reading;

use super::Format;
use super::rows::Layout;
use super::servicenow::{self, account};
use crate::collector::{Rejection, RowContext};
use crate::container::{Document, Probe};
use crate::table::{Cells, Column, Header};
use crate::{Options, ReadError, Sink, mapping};

static NUMBER: Column = Column::new("key", "number", &[]);
static CLASS: Column = Column::new("record_type", "sys_class_name", &["tasktype"]);
static TITLE: Column = Column::new("title", "short_description", &[]);
static DESCRIPTION: Column = Column::new("description", "description", &[]);
static TYPE: Column = Column::new("category", "type", &[]);
static JUSTIFICATION: Column = Column::new("justification", "justification", &[]);
static ITEM: Column = Column::new("systems", "cmdb_ci", &["configurationitem"]);
static SERVICE: Column = Column::new("systems", "business_service", &["service"]);
static RISK_TEXT: Column = Column::new(
    "risk_and_impact",
    "risk_impact_analysis",
    &["riskandimpactanalysis"],
);
static RISK: Column = Column::new("risk_level", "risk", &[]);
static IMPACT: Column = Column::new("impact_level", "impact", &[]);
static BACKOUT: Column = Column::new("rollback_plan", "backout_plan", &[]);
static TEST: Column = Column::new("test_plan", "test_plan", &[]);
static REQUESTED_BY: Column = Column::new("requester", "requested_by", &[]);
static OPENED_BY: Column = Column::new("requester", "opened_by", &[]);
static ASSIGNED_TO: Column = Column::new("implementer", "assigned_to", &[]);
static CREATED: Column = Column::new("created_at", "sys_created_on", &["created"]);
static OPENED: Column = Column::new("created_at", "opened_at", &["opened"]);
static UPDATED: Column = Column::new("updated_at", "sys_updated_on", &["updated"]);
static STATE: Column = Column::new("status", "state", &[]);
static APPROVAL: Column = Column::new("approval_state", "approval", &[]);
static START: Column = Column::new("planned_start", "start_date", &["plannedstartdate"]);
static TEMPLATE: Column = Column::new(
    "template",
    "std_change_producer_version",
    &["standardchangetemplateversion", "stdchangeproducerversion"],
);
static END: Column = Column::new("planned_end", "end_date", &["plannedenddate"]);
static WORK_START: Column = Column::new("actual_start", "work_start", &["actualstartdate"]);
static WORK_END: Column = Column::new("actual_end", "work_end", &["actualenddate"]);
static CLOSE_CODE: Column = Column::new("resolution", "close_code", &["closecode"]);
static CLOSED: Column = Column::new("closed_at", "closed_at", &["closed"]);

/// Columns that incidents, problems and tasks do not have.
const OF_CHANGES: [&str; 12] = [
    "backoutplan",
    "riskimpactanalysis",
    "riskandimpactanalysis",
    "changeplan",
    "implementationplan",
    "testplan",
    "chgmodel",
    "stdchangeproducerversion",
    "cabrequired",
    "requestedbydate",
    "plannedstartdate",
    "risk",
];

static LAYOUT: Layout = Layout {
    columns: &[
        &NUMBER,
        &CLASS,
        &TITLE,
        &DESCRIPTION,
        &TYPE,
        &JUSTIFICATION,
        &ITEM,
        &SERVICE,
        &RISK_TEXT,
        &RISK,
        &IMPACT,
        &BACKOUT,
        &TEST,
        &REQUESTED_BY,
        &OPENED_BY,
        &ASSIGNED_TO,
        &CREATED,
        &OPENED,
        &UPDATED,
        &STATE,
        &APPROVAL,
        &START,
        &END,
        &WORK_START,
        &WORK_END,
        &CLOSED,
        &CLOSE_CODE,
        &TEMPLATE,
    ],
    claims,
    map,
};

/// A number, a title, and a column of changes.
fn claims(header: &Header) -> bool {
    header.has_all(&[&NUMBER, &TITLE])
        && (header.has_all(&[&START, &END])
            || header
                .names
                .iter()
                .any(|name| OF_CHANGES.contains(&mapping::normal(name).as_str())))
}

/// The table `change_request`.
pub struct ServiceNowChangeRequests;

impl Format for ServiceNowChangeRequests {
    fn id(&self) -> &'static str {
        "servicenow-change-requests"
    }

    fn label(&self) -> &'static str {
        "ServiceNow change requests"
    }

    fn version(&self) -> u32 {
        3
    }

    fn how_to_export(&self) -> &'static str {
        "Change > All, right-click a column header, Export, CSV, Excel or JSON. Show these \
         columns first: number, type, state, short_description, description, justification, risk, \
         impact, cmdb_ci, business_service, requested_by, assigned_to, sys_created_on, \
         sys_updated_on, start_date, end_date, work_start, work_end, closed_at, close_code, approval, backout_plan, test_plan, \
         risk_impact_analysis. Name the zone of your profile with --timezone. The approvals are \
         another list: see servicenow-approvals."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        let sentence = servicenow::detect(probe, &LAYOUT, &["number", "short_description"])?;
        let record = probe.record_with(&["number", "short_description"]);
        let is_change = match record {
            Some(record) => record
                .0
                .iter()
                .any(|(key, _)| OF_CHANGES.contains(&mapping::normal(key).as_str())),
            None => true,
        };
        is_change.then_some(sentence)
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
    let key = row.required(&NUMBER, "number of the change request")?;
    let requester = match account(row, &REQUESTED_BY) {
        Field::NotExported => account(row, &OPENED_BY),
        exported => exported,
    };
    let created_at = match row.time(context, &CREATED) {
        Field::NotExported => row.time(context, &OPENED),
        exported => exported,
    };
    Ok(Record::from(ChangeRecord {
        source: RecordSource::ServiceNow,
        key,
        record_type: row.text(&CLASS),
        title: row.text(&TITLE),
        description: row.text(&DESCRIPTION),
        category: row.text(&TYPE),
        justification: row.text(&JUSTIFICATION),
        systems: systems(row),
        risk_and_impact: row.text(&RISK_TEXT),
        risk_level: row.text(&RISK),
        impact_level: row.text(&IMPACT),
        rollback_plan: row.text(&BACKOUT),
        test_plan: row.text(&TEST),
        requester,
        implementer: account(row, &ASSIGNED_TO),
        created_at,
        updated_at: row.time(context, &UPDATED),
        status: row.text(&STATE),
        approval_state: row.text(&APPROVAL),
        planned_start: row.time(context, &START),
        planned_end: row.time(context, &END),
        actual_start: row.time(context, &WORK_START),
        actual_end: row.time(context, &WORK_END),
        closed_at: row.time(context, &CLOSED),
        resolution: row.text(&CLOSE_CODE),
        template: row.text(&TEMPLATE),
        approvals: Field::NotExported,
        history: Field::NotExported,
        history_is_cut: false,
    }))
}

/// The configuration item and the business service, each once.
fn systems(row: &dyn Cells) -> Field<Vec<String>> {
    let mut systems: Vec<String> = Vec::new();
    let mut exported = false;
    for column in [&ITEM, &SERVICE] {
        let value = row.text(column);
        exported |= value.is_exported();
        if let Field::Value(name) = value
            && !systems.contains(&name)
        {
            systems.push(name);
        }
    }
    match (systems.is_empty(), exported) {
        (false, _) => Field::Value(systems),
        (true, true) => Field::Empty,
        (true, false) => Field::NotExported,
    }
}
