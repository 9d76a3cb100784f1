//! GitHub, through its command line `gh`.

use super::Guide;

const SIGN_IN: &str = "Install GitHub's command line from cli.github.com and sign in once with \
                       `gh auth login`, as somebody who can read the repository.";

const WINDOWS: &str = "On Windows run it in Git Bash or WSL.";

pub(super) static PULL_REQUESTS: Guide = Guide {
    format: "github-pull-requests",
    tool: "GitHub",
    title: "Pull requests with reviews, commits and checks",
    steps: &[
        SIGN_IN,
        "Put your repository in place of OWNER/NAME and run the command, once for each repository.",
        "Import the file; say which days it covers, from the first deployment that you want to judge \
         to today.",
    ],
    command: Some(
        r#"repo=OWNER/NAME
fields=number,title,body,author,createdAt,mergedAt,updatedAt,closedAt,mergedBy,mergeCommit,headRefName,headRefOid,baseRefName,state,labels,reviews,statusCheckRollup,commits,files,url
for n in $(gh pr list --repo "$repo" --state all --limit 100000 --json number --jq '.[].number'); do
  gh pr view "$n" --repo "$repo" --json "$fields"
done > prs.json"#,
    ),
    notes: &[
        "One call for each pull request: GitHub refuses a list of more than 49 pull requests with \
         their commits, since it could hold more than 500,000 entries.",
        "GitHub allows 5,000 such calls an hour. For a larger repository run it in parts, such as \
         with --search 'merged:2025-01-01..2025-03-31' in `gh pr list`, and import all files.",
        "A pull request with more than 100 commits or reviews is listed in part; what rests on the \
         rest counts as not known.",
        WINDOWS,
    ],
};

pub(super) static DEPLOYMENTS: Guide = Guide {
    format: "github-deployments",
    tool: "GitHub",
    title: "Deployments",
    steps: &[
        SIGN_IN,
        "Put your repository in place of OWNER/NAME and run the command, once for each repository.",
        "Export the deployment statuses too: without them it is not known whether a deployment went \
         through.",
    ],
    command: Some(
        "gh api --paginate 'repos/OWNER/NAME/deployments?per_page=100' > gh-deployments.json",
    ),
    notes: &[
        "The service is the repository's name, the start is the time at which the deployment was \
         made.",
        WINDOWS,
    ],
};

pub(super) static STATUSES: Guide = Guide {
    format: "github-deployment-statuses",
    tool: "GitHub",
    title: "Deployment statuses: outcomes and pipeline runs",
    steps: &[
        SIGN_IN,
        "Put your repository in place of OWNER/NAME and run the command, once for each repository.",
    ],
    command: Some(
        r#"repo=OWNER/NAME
for id in $(gh api --paginate "repos/$repo/deployments?per_page=100" --jq '.[].id'); do
  gh api --paginate "repos/$repo/deployments/$id/statuses?per_page=100"
done > gh-deployment-statuses.json"#,
    ),
    notes: &[
        "Export them regularly: GitHub does not keep old statuses for ever, and a deployment without \
         one has an unknown outcome.",
        WINDOWS,
    ],
};

pub(super) static RELEASES: Guide = Guide {
    format: "github-releases",
    tool: "GitHub",
    title: "Releases",
    steps: &[
        SIGN_IN,
        "Put your repository in place of OWNER/NAME and run the command, once for each repository.",
        "Export the tags too: a release names its tag, and only the tag leads to a commit.",
    ],
    command: Some("gh api --paginate 'repos/OWNER/NAME/releases?per_page=100' > gh-releases.json"),
    notes: &[
        "A release is no deployment: what was published is not thereby in production. Where it names a \
         commit and its tag leads to another one, the tag is not trusted.",
        "What `gh release view --json tagName,targetCommitish,isDraft,publishedAt,url` prints is read too, \
         and so is `gh release list --json`, which names neither repository nor commit.",
        WINDOWS,
    ],
};

pub(super) static RUNS: Guide = Guide {
    format: "github-workflow-runs",
    tool: "GitHub",
    title: "Workflow runs: who set off which pipeline",
    steps: &[
        SIGN_IN,
        "Put your repository in place of OWNER/NAME, and the months that you need behind `in`, then \
         run the command once for each repository.",
    ],
    command: Some(
        r#"repo=OWNER/NAME
for days in 2025-01-01..2025-01-31 2025-02-01..2025-02-28 2025-03-01..2025-03-31; do
  gh api --paginate "repos/$repo/actions/runs?per_page=100&created=$days"
done > gh-workflow-runs.json"#,
    ),
    notes: &[
        "GitHub lists at most 1,000 runs for one span of days: take shorter spans where there are \
         more. The import says so where a list was cut.",
        "GitHub deletes runs after the retention that the repository's settings give, 90 days unless \
         somebody changed it.",
        WINDOWS,
    ],
};
