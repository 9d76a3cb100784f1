//! A small company for tests of decisions: an emergency that was deployed some days ago, and a normal change
//! before it. Tom carried both out, Mara asked for them.

use std::path::{Path, PathBuf};

use changeproof_domain::member::MemberRole;
use changeproof_domain::source::DeclaredCoverage;
use changeproof_domain::time::{DAY, Timestamp};
use tempfile::TempDir;

use crate::import::{ImportOptions, import};
use crate::ports::{Clock as _, Ports, SystemClock};
use crate::testing::people::{another, ports, with_officer};

/// The emergency.
pub(crate) const EMERGENCY: &str = "CHG0040001";
/// The normal change.
pub(crate) const NORMAL: &str = "CHG0040002";

/// The company's workspace, its officer Ana, and the reviewers Bo and Tom, of whom Tom carried out the changes.
pub(crate) struct SmallCompany {
    pub(crate) folder: TempDir,
    pub(crate) path: PathBuf,
    pub(crate) ana: Ports<'static>,
    pub(crate) bo: Ports<'static>,
    pub(crate) tom: Ports<'static>,
}

/// That many days before now.
pub(crate) fn ago(days: i64) -> Timestamp {
    SystemClock.now().plus(-days * DAY)
}

fn text(at: Timestamp) -> String {
    at.utc().format("%Y-%m-%d %H:%M:%S").to_string()
}

impl SmallCompany {
    /// With the emergency deployed that many days ago.
    pub(crate) fn deployed(days: i64) -> SmallCompany {
        let (folder, path, ana) = with_officer();
        let reviewer = [MemberRole::Reviewer];
        let bo = another(&path, &ana, "bo", &reviewer);
        let tom = another(&path, &ana, "tom", &reviewer);
        let company = SmallCompany {
            folder,
            path,
            ana,
            bo,
            tom,
        };
        let (emergency, normal) = (text(ago(days)), text(ago(days + 7)));
        let asked = text(ago(days + 8));
        company.import(
            "deploys.csv",
            &format!(
                "deployment_id,service,environment,version,status,started_at,deployed_by,change_ticket\n\
                 d-1,checkout,production,v1,success,{normal},tom,{NORMAL}\n\
                 d-2,checkout,production,v2,success,{emergency},tom,{EMERGENCY}\n"
            ),
            None,
        );
        company.import(
            "changes.csv",
            &format!(
                "number,type,state,short_description,description,risk,cmdb_ci,requested_by,assigned_to,\
                 sys_created_on,sys_updated_on,approval,backout_plan\n\
                 {EMERGENCY},Emergency,Closed,Queue,Closes CVE-2025-41284 in the queue.,Low,checkout,Mara Kolb,\
                 Tom Rask,{asked},{asked},Approved,Set it back\n\
                 {NORMAL},Normal,Closed,Limit,Raise the limit of the ledger.,Low,checkout,Mara Kolb,\
                 Tom Rask,{asked},{asked},Approved,Set it back\n"
            ),
            None,
        );
        company.import(
            "roster.csv",
            "person,email,github,jira,servicenow,ci,roles,valid_from,valid_to\n\
             Ana Silva,ana@example.com,,,Ana Silva,ana,designated_approver,2020-01-01,\n\
             Bo Lind,bo@example.com,,,Bo Lind,bo,engineer,2020-01-01,\n\
             Mara Kolb,mara@example.com,,,Mara Kolb,mara,engineer,2020-01-01,\n\
             Tom Rask,tom@example.com,,,Tom Rask,tom,deployer,2020-01-01,\n",
            None,
        );
        company
    }

    /// Imports a file, with the days that it covers.
    pub(crate) fn import(&self, name: &str, content: &str, covers: Option<DeclaredCoverage>) {
        let file = self.file(name, content);
        let options = ImportOptions {
            covers,
            ..ImportOptions::default()
        };
        let report = import(&self.path, &[file], &options, &self.ana).unwrap();
        let rows = report.files[0].rows.map_or(0, |rows| rows.accepted);
        assert!(rows > 0, "{name}: {report:?}");
    }

    /// A closed emergency that no deployment carried out, that many days ago, with when it was begun or without.
    pub(crate) fn by_hand(&self, began: Option<i64>, closed: i64) -> &'static str {
        const BY_HAND: &str = "CHG0040009";
        let time = |days: i64| text(ago(days));
        let (asked, closed) = (time(closed + 2), time(closed));
        let began = began.map(time).unwrap_or_default();
        let covered = DeclaredCoverage {
            from: ago(400).utc().date_naive(),
            to: ago(0).utc().date_naive(),
        };
        self.import(
            "again.csv",
            &format!(
                "deployment_id,service,environment,version,status,started_at,deployed_by,change_ticket\n\
                 d-9,checkout,production,v9,success,{},tom,\n",
                time(300)
            ),
            Some(covered),
        );
        self.import(
            "by-hand.csv",
            &format!(
                "number,type,state,short_description,description,risk,cmdb_ci,requested_by,assigned_to,\
                 sys_created_on,sys_updated_on,approval,backout_plan,work_start,closed_at\n\
                 {BY_HAND},Emergency,Closed,Switch,Closes CVE-2025-41284 at the switch.,Low,switches,Mara Kolb,\
                 Tom Rask,{asked},{closed},Approved,Set it back,{began},{closed}\n"
            ),
            None,
        );
        BY_HAND
    }

    /// A file beside the workspace.
    pub(crate) fn file(&self, name: &str, content: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        std::fs::write(&file, content).unwrap();
        file
    }

    /// The workspace.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether everything in it still fits the log.
    pub(crate) fn verify(&self) {
        let report = crate::verify::verify(&self.path, None, &ports()).unwrap();
        assert!(report.holds, "{report:?}");
    }
}
