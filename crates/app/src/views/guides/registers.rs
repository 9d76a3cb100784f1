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

pub(super) static ATTESTATIONS: Guide = Guide {
    format: "attestations",
    tool: "Table",
    title: "Attestations: judgements of persons",
    steps: &[
        "Make a table (CSV, xlsx or ods) with one row for each judgement, and these columns.",
        "Name the control, such as EMG-01, and as subject the key of the change record, or the id of the deployment or incident.",
        "Copy the question from the control's page, answer yes or no, and give the reason and the person as the roster knows them.",
    ],
    command: Some("control,subject,question,answer,reason,person,role,at"),
    notes: &[
        "A judgement counts only with question, answer, person and time, and only where the person is in the roster and is no author, implementer or approver of the change.",
    ],
};

pub(super) static EXCEPTIONS: Guide = Guide {
    format: "exception-register",
    tool: "Table",
    title: "Register of exceptions",
    steps: &[
        "Make a table (CSV, xlsx or ods) with one row for each exception, and these columns. Join several controls with a semicolon.",
    ],
    command: Some(
        "id,control,deviation,scope,justification,risk,residual_risk,risk_owner,requested_by,approved_by,second_approver,approved_at,from,to,compensating_controls,return_plan",
    ),
    notes: &[
        "EXC-01 tests each exception against the rules for exceptions. An exception changes no outcome: it marks the failures that it covers as excepted.",
        "Where an exception was revoked before its last day, a column ended_at says when.",
        "Begin the scope with deployment, service, control or time window: how long an exception may hold depends on it.",
    ],
};

pub(super) static STANDARD_CHANGES: Guide = Guide {
    format: "standard-changes",
    tool: "Table",
    title: "Catalogue of standard changes",
    steps: &[
        "Make a table (CSV, xlsx or ods) with one row for each template and approval, and these columns. Join several systems of the scope with a semicolon.",
        "A template that is approved again gets a further row: the earlier one still holds for its time.",
        "At import say which days the catalogue covers: only then a missing template is a failure.",
    ],
    command: Some("template,description,scope,approved_by,approved_at,valid_to"),
    notes: &[],
};

pub(super) static MONITORING: Guide = Guide {
    format: "monitoring",
    tool: "Table",
    title: "Results of monitoring after deployments",
    steps: &[
        "Make a table (CSV, xlsx or ods) with one row for each result, and these columns. Name the deployment by its id, or the deployed commit as revision.",
        "At import say which days the table covers: only then a missing result is a failure.",
    ],
    command: Some("service,deployment,revision,checked_at,by,result,signals"),
    notes: &[],
};

pub(super) static INVENTORY: Guide = Guide {
    format: "inventory",
    tool: "Table",
    title: "Inventory of what runs",
    steps: &[
        "Make a table (CSV, xlsx or ods) with one row for each service, environment and moment, and these columns. The revision is the running commit.",
    ],
    command: Some("service,environment,revision,seen_at"),
    notes: &["POP-03 compares what ran with the deployment before."],
};

pub(super) static PROTECTION: Guide = Guide {
    format: "protection-snapshots",
    tool: "Table",
    title: "Snapshots of branch protection",
    steps: &[
        "Make a table (CSV, xlsx or ods) with one row for each branch and moment, and these columns. Join several checks or accounts with a semicolon; write none where there are none.",
    ],
    command: Some(
        "repository,branch,taken_at,required_reviews,dismiss_stale,required_checks,enforce_admins,bypass_actors",
    ),
    notes: &["DEP-04 asks for a snapshot of the main branch of every repository each week."],
};

pub(super) static POLICY_REVIEWS: Guide = Guide {
    format: "policy-reviews",
    tool: "Table",
    title: "Reviews of the policy",
    steps: &["Make a table (CSV, xlsx or ods) with one row for each review, and these columns."],
    command: Some("policy,version,reviewed_at,approved_by,decision,effective_from,notes"),
    notes: &[
        "GOV-01 knows the policy by its name, such as Change management policy.",
        "At import say which days the register covers: only then a missing review is a failure.",
    ],
};

pub(super) static POLICY_TRIGGERS: Guide = Guide {
    format: "policy-triggers",
    tool: "Table",
    title: "Significant changes for the policy",
    steps: &[
        "Make a table (CSV, xlsx or ods) with one row for each significant change after which the policy has to be looked at, and these columns.",
    ],
    command: Some("what,at,decision,decided_by,decided_at,reason"),
    notes: &[
        "At import say which days the list covers: only then it shows that there was nothing else.",
    ],
};

pub(super) static HOLIDAYS: Guide = Guide {
    format: "holidays",
    tool: "Table",
    title: "Holidays of the company",
    steps: &["Make a table (CSV, xlsx or ods) with one row for each day, and these two columns."],
    command: Some("date,name"),
    notes: &["Holidays are no business days: what is due within business days is due later."],
};
