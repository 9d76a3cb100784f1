//! `servicenow-change_request.csv` and `servicenow-sysapproval_approver.csv`: lists exported by
//! ServiceNow, with a byte order mark on the first, times in UTC and no zone.

use std::io::{self, Write};
use std::path::Path;

use super::super::people::Staff;
use super::super::story::{Category, Risk, Ticket};
use super::csv_text::{LineEnd, write_row};
use super::{Output, create};

const CHANGE_HEADER: [&str; 25] = [
    "number",
    "type",
    "state",
    "short_description",
    "description",
    "risk",
    "impact",
    "priority",
    "cmdb_ci",
    "business_service",
    "requested_by",
    "opened_by",
    "assigned_to",
    "opened_at",
    "sys_created_on",
    "start_date",
    "end_date",
    "approval",
    "backout_plan",
    "test_plan",
    "implementation_plan",
    "risk_impact_analysis",
    "justification",
    "close_code",
    "std_change_producer_version",
];

const APPROVAL_HEADER: [&str; 6] = [
    "sysapproval",
    "approver",
    "state",
    "sys_created_on",
    "sys_updated_on",
    "comments",
];

/// Both tables.
pub struct ServiceNowFiles {
    changes: Output,
    approvals: Output,
}

impl ServiceNowFiles {
    /// Opens both tables and writes their headers.
    pub fn create(folder: &Path) -> io::Result<Self> {
        let mut changes = create(folder, "servicenow-change_request.csv")?;
        changes.write_all("\u{feff}".as_bytes())?;
        write_row(&mut changes, &CHANGE_HEADER, LineEnd::CrLf)?;
        let mut approvals = create(folder, "servicenow-sysapproval_approver.csv")?;
        write_row(&mut approvals, &APPROVAL_HEADER, LineEnd::CrLf)?;
        Ok(Self { changes, approvals })
    }

    /// Adds a ticket and its approvals.
    pub fn push(&mut self, ticket: &Ticket, staff: &Staff) -> io::Result<()> {
        let created = ticket.created.plain();
        let system = ticket.systems.first().map_or("", String::as_str);
        let requester = &staff.person(ticket.requester).name;
        let justification = match &ticket.justified_by {
            Some(incident) => format!("Incident {incident}"),
            None => "Planned work".to_owned(),
        };
        let (risk, impact, priority) = match Risk::told_in(&ticket.risk_and_impact) {
            Risk::Low => ("Low", "3 - Low", "4 - Low"),
            Risk::Medium => ("Moderate", "2 - Medium", "3 - Moderate"),
            Risk::High => ("High", "1 - High", "2 - High"),
            Risk::Critical => ("Very High", "1 - High", "1 - Critical"),
        };
        let approved = !ticket.approvals.is_empty() || ticket.approved_by_status_only;
        let kind = match ticket.category {
            Category::Standard => "standard",
            Category::Normal => "normal",
            Category::Emergency => "emergency",
        };
        let template = ticket.template.unwrap_or("");
        let cells = [
            ticket.key.as_str(),
            kind,
            "Closed",
            &ticket.summary,
            &ticket.description,
            risk,
            impact,
            priority,
            system,
            system,
            requester,
            requester,
            &staff.person(ticket.implementer).name,
            &created,
            &created,
            "",
            "",
            if approved {
                "approved"
            } else {
                "not requested"
            },
            ticket.backout.as_deref().unwrap_or(""),
            &ticket.test_plan,
            &ticket.implementation_plan,
            &ticket.risk_and_impact,
            &justification,
            "successful",
            template,
        ];
        write_row(&mut self.changes, &cells, LineEnd::CrLf)?;
        for approval in &ticket.approvals {
            let by = &staff.person(approval.by).name;
            let at = approval.at.plain();
            let cells = [ticket.key.as_str(), by, "approved", &created, &at, ""];
            write_row(&mut self.approvals, &cells, LineEnd::CrLf)?;
        }
        Ok(())
    }

    /// Ends both tables.
    pub fn finish(mut self) -> io::Result<()> {
        self.changes.flush()?;
        self.approvals.flush()
    }
}
