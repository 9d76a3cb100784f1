//! Tables that a company keeps itself. The command of their guides is the header to begin with.

use super::Guide;

pub(super) static DEPLOY_LOG: Guide = Guide {
    format: "deploy-log",
    tool: "Table",
    title: "Deployment log of any other tool",
    steps: &[
        "Make a table (CSV, xlsx or ods) with one row for each deployment, also failed ones, and these \
         columns.",
        "Write times with their zone, such as 2025-03-01T10:00:00Z, and commits with all 40 digits.",
        "Take environment names such as production or prod for production.",
    ],
    command: Some(
        "deployment_id,service,repository,environment,version,commit_sha,status,started_at,\
         finished_at,deployed_by,triggered_by,pipeline,run_url,change_ticket,notes",
    ),
    notes: &[
        "Columns that you leave out count as not exported: what rests on them cannot be told. An \
         empty cell is a statement that there is none.",
        "Needed are service, environment and started_at; without commit_sha it cannot be told what a \
         deployment changed.",
    ],
};

pub(super) static ROSTER: Guide = Guide {
    format: "roster",
    tool: "Table",
    title: "Roster: persons, their accounts and roles",
    steps: &[
        "Make a table (CSV, xlsx or ods) with one row for each person and span of time, and these \
         columns.",
        "Join several accounts or roles in a cell with a semicolon.",
        "Roles are: engineer, senior_engineer, security_reviewer, designated_approver, deployer, \
         policy_owner, compliance_officer, auditor, service_account.",
    ],
    command: Some(
        "person,email,github,gitlab,jira,servicenow,ci,accounts,roles,valid_from,valid_to",
    ),
    notes: &[
        "Dates bound the roles, never who somebody is: whoever left stays in the table, with a \
         valid_to.",
        "Accounts of build servers belong into it too, with the role service_account.",
    ],
};

pub(super) static POST_CHANGE_REVIEWS: Guide = Guide {
    format: "post-change-reviews",
    tool: "Table",
    title: "Register of reviews after emergencies",
    steps: &[
        "Make a table (CSV, xlsx or ods) with one row for each review, and these columns: the ticket's \
         key, when it was held and by whom, what came out, and whether the code was reviewed (yes or \
         no).",
        "At import say which days the register covers: only then a missing review is a failure.",
    ],
    command: Some("change,reviewed_at,reviewed_by,outcome,code_reviewed,notes"),
    notes: &[
        "A review is due five business days after the deployment; a closed ticket is no review.",
    ],
};
