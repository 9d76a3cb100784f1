//! git, Jira, ServiceNow and PagerDuty.

use super::Guide;

pub(super) static GIT_LOG: Guide = Guide {
    format: "git-log",
    tool: "git",
    title: "Commits of a repository",
    steps: &[
        "Put your repository in place of OWNER/NAME and run the command, once for each repository.",
        "Where the import cannot tell which repository it is, name it (owner/name) beside the file.",
    ],
    command: Some(
        "git clone --mirror https://github.com/OWNER/NAME.git && git -C NAME.git log --all \
         --pretty=raw > gitlog-NAME.txt",
    ),
    notes: &[
        "A mirror holds all branches, and on GitHub the branches of pull requests too. In an existing \
         clone `git fetch --all` comes first.",
        "Where a repository holds several services and the policy names the paths of each, add \
         `--name-status` behind `--pretty=raw`: the log lists the files of each commit then. Name no paths \
         in the command itself: such a log leaves commits and files out.",
        "With `-p` instead, the log shows patches: a cherry-pick of a reviewed commit is suggested as such. \
         The file is many times larger.",
        "A shallow clone (made with --depth) ends somewhere: what changed before that cannot be told.",
    ],
};

pub(super) static JIRA: Guide = Guide {
    format: "jira-search",
    tool: "Jira",
    title: "Change tickets with approvals and history",
    steps: &[
        "In Jira Cloud make an API token at id.atlassian.com, Security, API tokens. You need `curl` \
         and `jq`.",
        "Put your site, address, token and project into the first lines and run the command, once for \
         each project of change tickets.",
        "Import the file; say which days it covers.",
    ],
    command: Some(
        r#"site=https://YOUR-SITE.atlassian.net
user=YOU@EXAMPLE.COM
token=API-TOKEN
jql='project = CHG ORDER BY created'
next=
: > jira-search.json
while :; do
  page=$(curl -sS --fail -u "$user:$token" -G "$site/rest/api/3/search/jql" \
    --data-urlencode "jql=$jql" --data-urlencode 'fields=*all' \
    --data-urlencode 'expand=names,changelog' --data-urlencode 'maxResults=100' \
    ${next:+--data-urlencode "nextPageToken=$next"}) || break
  printf '%s\n' "$page" >> jira-search.json
  next=$(printf '%s' "$page" | jq -r '.nextPageToken // empty')
  [ -n "$next" ] || break
done"#,
    ),
    notes: &[
        "`expand=names` names the fields that your site added, such as the change type and the \
         rollback plan; without it they cannot be told.",
        "`expand=changelog` brings the history: without it an edit after an approval cannot be seen.",
        "On Jira Server and Data Center the address is /rest/api/2/search with startAt in place of \
         nextPageToken: raise it by 100 until startAt + maxResults reaches total, and append the \
         answers to one file.",
        "Jira's CSV export does not hold approvers, so it is not read.",
    ],
};

pub(super) static SERVICENOW_CHANGES: Guide = Guide {
    format: "servicenow-change-requests",
    tool: "ServiceNow",
    title: "Change requests",
    steps: &[
        "Open Change > All and show these columns with the gear at the left of the list: number, type, \
         state, short_description, description, risk, cmdb_ci, business_service, requested_by, \
         assigned_to, sys_created_on, sys_updated_on, start_date, end_date, work_start, work_end, \
         closed_at, close_code, approval, backout_plan, test_plan, risk_impact_analysis.",
        "Right-click a column head, Export, CSV (or Excel or JSON).",
        "At import say in which time zone your ServiceNow profile is: its lists write times without one.",
        "Export the approvals too: they are another list.",
    ],
    command: Some(
        r#"curl -sS --fail -u YOUR-USER -H 'Accept: application/json' -G \
  'https://YOUR-INSTANCE.service-now.com/api/now/table/change_request' \
  --data-urlencode 'sysparm_query=ORDERBYnumber' \
  --data-urlencode 'sysparm_display_value=all' \
  --data-urlencode 'sysparm_fields=number,type,state,short_description,description,risk,cmdb_ci,business_service,requested_by,assigned_to,sys_created_on,sys_updated_on,start_date,end_date,work_start,work_end,closed_at,close_code,approval,backout_plan,test_plan,risk_impact_analysis' \
  --data-urlencode 'sysparm_limit=10000' > servicenow-change_request.json"#,
    ),
    notes: &[
        "The command does the same through the REST interface; it writes times in UTC, so no zone has \
         to be chosen. curl asks for the password.",
        "Lists and answers end at 10,000 rows: with more, filter by sys_created_on and export one span \
         after the other (in the command add sysparm_offset).",
        "Columns that are not shown count as not exported.",
    ],
};

pub(super) static SERVICENOW_APPROVALS: Guide = Guide {
    format: "servicenow-approvals",
    tool: "ServiceNow",
    title: "Approvals of change requests",
    steps: &[
        "Type sysapproval_approver.list into the navigator's filter and press Enter.",
        "Filter 'Approval for' by change requests, and show the columns sysapproval, approver, state, \
         sys_created_on, sys_updated_on.",
        "Right-click a column head, Export, CSV (or Excel or JSON).",
        "At import say in which time zone your ServiceNow profile is.",
    ],
    command: Some(
        r#"curl -sS --fail -u YOUR-USER -H 'Accept: application/json' -G \
  'https://YOUR-INSTANCE.service-now.com/api/now/table/sysapproval_approver' \
  --data-urlencode 'sysparm_query=source_table=change_request^ORDERBYsys_created_on' \
  --data-urlencode 'sysparm_display_value=all' \
  --data-urlencode 'sysparm_fields=sysapproval,approver,state,sys_created_on,sys_updated_on' \
  --data-urlencode 'sysparm_limit=10000' > servicenow-sysapproval_approver.json"#,
    ),
    notes: &[
        "The time of the last update is taken for the time of the decision.",
        "Answers end at 10,000 rows: with more, add sysparm_offset=10000 and so on, and import all \
         files.",
    ],
};

pub(super) static PAGERDUTY: Guide = Guide {
    format: "pagerduty-incidents",
    tool: "PagerDuty",
    title: "Incidents",
    steps: &[
        "Make a read-only API key: Integrations, API Access Keys. You need `curl` and `jq`.",
        "Put the key and the days into the command and run it. PagerDuty answers at most six months at \
         once: run it once for each half of a year, with another file name.",
    ],
    command: Some(
        r#"token=API-KEY
since=2025-01-01T00:00:00Z
until=2025-07-01T00:00:00Z
offset=0
: > pagerduty-incidents.json
while :; do
  page=$(curl -sS --fail -G https://api.pagerduty.com/incidents \
    -H "Authorization: Token token=$token" \
    -H 'Accept: application/vnd.pagerduty+json;version=2' \
    -d limit=100 -d offset=$offset -d time_zone=UTC -d since=$since -d until=$until) || break
  printf '%s\n' "$page" >> pagerduty-incidents.json
  [ "$(printf '%s' "$page" | jq .more)" = true ] || break
  offset=$((offset + 100))
done"#,
    ),
    notes: &[
        "The incident's service has to be called like the deployed service to be shown with it.",
    ],
};
