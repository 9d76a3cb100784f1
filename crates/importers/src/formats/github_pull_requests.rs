//! Pull requests as `gh pr list --json` and `gh pr view --json` print them.

mod raw;

use std::fmt;

use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::record::{
    Check, CheckConclusion, PullRequest, PullRequestCommit, PullRequestState, Record, Review,
    ReviewState, co_author,
};
use changeproof_domain::source::Reading;
use changeproof_domain::time::Moment;

use super::Format;
use super::elements::{self, Listing};
use super::github::{account, repository_of_page};
use crate::collector::{Rejection, RowContext};
use crate::container::json_value::{Text, always, sha_field, text_field, trimmed, typed};
use crate::container::{Document, Probe};
use crate::{Options, ReadError, Sink, mapping};
use raw::{RawCheck, RawCommit, RawOid, RawPull, RawReview};

/// How many entries of a nested list one answer holds at most.
const NESTED: usize = 100;

const LISTING: Listing = Listing {
    fields: &[
        ("number", "number"),
        ("repository", "url"),
        ("title", "title"),
        ("body", "body"),
        ("url", "url"),
        ("state", "state"),
        ("author", "author"),
        ("created_at", "createdAt"),
        ("merged_at", "mergedAt"),
        ("updated_at", "updatedAt"),
        ("merged_by", "mergedBy"),
        ("merge_commit", "mergeCommit.oid"),
        ("head_branch", "headRefName"),
        ("head", "headRefOid"),
        ("base_branch", "baseRefName"),
        ("labels", "labels"),
        ("labels[]", "labels[]"),
        ("commits", "commits"),
        ("commits[]", "commits[]"),
        ("commits[].sha", "commits[].oid"),
        ("commits[].headline", "commits[].messageHeadline"),
        ("commits[].body", "commits[].messageBody"),
        ("commits[].authors", "commits[].authors"),
        ("commits[].authors[]", "commits[].authors[]"),
        ("commits[].authored_at", "commits[].authoredDate"),
        ("commits[].committed_at", "commits[].committedDate"),
        ("reviews", "reviews"),
        ("reviews[]", "reviews[]"),
        ("reviews[].author", "reviews[].author"),
        ("reviews[].state", "reviews[].state"),
        ("reviews[].submitted_at", "reviews[].submittedAt"),
        ("reviews[].commit", "reviews[].commit.oid"),
        ("checks", "statusCheckRollup"),
        ("checks[]", "statusCheckRollup[]"),
        ("checks[].name", "statusCheckRollup[].name"),
        ("checks[].workflow", "statusCheckRollup[].workflowName"),
        ("checks[].conclusion", "statusCheckRollup[].conclusion"),
        ("checks[].started_at", "statusCheckRollup[].startedAt"),
        ("checks[].completed_at", "statusCheckRollup[].completedAt"),
        ("files", "files"),
        ("files[]", "files[]"),
    ],
    // Limits at which `gh pr list` stops: its default, and round numbers that people ask for.
    limits: &[30, 100, 1000],
    remedy: "export again with a higher --limit, or confirm the number of pull requests with --expect",
};

/// `gh pr list --json` and `gh pr view --json`.
pub struct GitHubPullRequests;

impl Format for GitHubPullRequests {
    fn id(&self) -> &'static str {
        "github-pull-requests"
    }

    fn label(&self) -> &'static str {
        "GitHub pull requests (gh)"
    }

    fn version(&self) -> u32 {
        2
    }

    fn how_to_export(&self) -> &'static str {
        "gh pr list --repo OWNER/NAME --state all --limit 100000 --json number,title,body,author,\
         createdAt,mergedAt,updatedAt,closedAt,mergedBy,mergeCommit,headRefName,headRefOid,\
         baseRefName,state,labels,reviews,statusCheckRollup,commits,files,url > prs.json\n\
         Where GitHub refuses so long an answer, run `gh pr view N --json ...` for each number \
         and append the answers to one file."
    }

    fn detect(&self, probe: &Probe<'_>) -> Option<String> {
        let record = probe.record_with(&["number"])?;
        let keys = [
            "headRefName",
            "headRefOid",
            "mergeCommit",
            "statusCheckRollup",
            "mergedAt",
        ];
        let found: Vec<&str> = keys
            .into_iter()
            .filter(|key| record.get(key).is_some())
            .collect();
        (!found.is_empty()).then(|| {
            format!(
                "Its records have the keys number, {}, as `gh` prints them.",
                found.join(", ")
            )
        })
    }

    fn parse(
        &self,
        document: &Document<'_>,
        signature: String,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Reading, ReadError> {
        elements::read_listing(
            self,
            &LISTING,
            document,
            signature,
            options,
            sink,
            |context, slice| pull_request(context, &typed(slice)?),
        )
    }
}

fn pull_request(context: &mut RowContext<'_>, raw: &RawPull<'_>) -> Result<Record, Rejection> {
    let Field::Value(number) = raw.number else {
        return Err(Rejection::missing("number", "number of the pull request"));
    };
    let url = text_field(&raw.url);
    let repository = repository_of_page(url.text())
        .or_else(|| context.options.repository.clone())
        .ok_or_else(|| {
            Rejection::of(
                "url",
                "The repository is not known. Export the pull requests with 'url', or name it \
                 with --repository.",
            )
        })?;
    note_full_lists(context, number, raw);
    let state = state(raw)?;
    let is_merged = state == PullRequestState::Merged;
    let merged_at = time(context, "mergedAt", &raw.merged_at);
    let commits = each(&raw.commits, |at, commit| {
        Some(commit_of(context, at, commit))
    });
    let record = PullRequest {
        repository,
        number,
        title: text_field(&raw.title),
        body: text_field(&raw.body),
        url,
        state,
        author: account(&raw.author),
        created_at: time(context, "createdAt", &raw.created_at),
        merged_at: of_merge(is_merged, merged_at),
        updated_at: time(context, "updatedAt", &raw.updated_at),
        merged_by: account(&raw.merged_by),
        merge_commit: of_merge(is_merged, oid(&raw.merge_commit)),
        head_branch: always(text_field(&raw.head_ref_name)),
        head: always(sha_field(&raw.head_ref_oid)),
        base_branch: always(text_field(&raw.base_ref_name)),
        labels: always(each(&raw.labels, |_, label| Some(label.name.0.to_string()))),
        commits: always(match commits {
            Field::Value(none) if is_merged && none.is_empty() => Field::NotExported,
            commits => commits,
        }),
        reviews: always(reviews(context, &raw.reviews)),
        checks: each(&raw.status_check_rollup, |at, check| {
            Some(check_of(context, at, check))
        }),
        files: always(each(&raw.files, |_, file| Some(file.path.0.to_string()))),
    };
    Ok(Record::from(record))
}

/// What every merged pull request has: of one that is merged, `null` tells no more than an absent key. Of
/// others it says that there was no merge.
fn of_merge<T>(is_merged: bool, field: Field<T>) -> Field<T> {
    match is_merged {
        true => always(field),
        false => field,
    }
}

/// Nested lists stop at one hundred entries and do not say so.
fn note_full_lists(context: &mut RowContext<'_>, number: u64, raw: &RawPull<'_>) {
    for (name, length) in [
        ("reviews", raw.reviews.items().len()),
        ("commits", raw.commits.items().len()),
        ("files", raw.files.items().len()),
    ] {
        if length == NESTED {
            context.note(format!(
                "Pull request {number} lists exactly {NESTED} {name}: the list may have been cut."
            ));
        }
    }
}

/// The state, or what the times say where the state was not exported.
fn state(raw: &RawPull<'_>) -> Result<PullRequestState, Rejection> {
    if let Field::Value(Text(word)) = &raw.state {
        return match word.to_ascii_uppercase().as_str() {
            "MERGED" => Ok(PullRequestState::Merged),
            "CLOSED" => Ok(PullRequestState::Closed),
            "OPEN" => Ok(PullRequestState::Open),
            _ => Err(Rejection::of(
                "state",
                format!("'{word}' is no state of a pull request (OPEN, CLOSED, MERGED)."),
            )),
        };
    }
    let has = |field: &Field<Text<'_>>| field.value().is_some_and(|text| !text.is_blank());
    if has(&raw.merged_at) {
        Ok(PullRequestState::Merged)
    } else if raw.merged_at.is_exported() && has(&raw.closed_at) {
        Ok(PullRequestState::Closed)
    } else if raw.merged_at.is_exported() && raw.closed_at.is_exported() {
        Ok(PullRequestState::Open)
    } else {
        Err(Rejection::missing("state", "state"))
    }
}

fn time(
    context: &mut RowContext<'_>,
    column: impl fmt::Display,
    field: &Field<Text<'_>>,
) -> Field<Moment> {
    context.time(column, trimmed(field))
}

fn oid(field: &Field<RawOid<'_>>) -> Field<String> {
    match field {
        Field::NotExported => Field::NotExported,
        Field::Empty => Field::Empty,
        Field::Value(commit) => sha_field(&commit.oid),
    }
}

/// A list mapped entry by entry. Entries keep their positions: places point at them.
fn each<T, U>(field: &Field<Vec<T>>, mut map: impl FnMut(usize, &T) -> Option<U>) -> Field<Vec<U>> {
    match field {
        Field::NotExported => Field::NotExported,
        Field::Empty => Field::Empty,
        Field::Value(items) => {
            let mapped: Option<Vec<U>> = items
                .iter()
                .enumerate()
                .map(|(at, item)| map(at, item))
                .collect();
            mapped.map_or(Field::NotExported, Field::Value)
        }
    }
}

fn commit_of(context: &mut RowContext<'_>, at: usize, raw: &RawCommit<'_>) -> PullRequestCommit {
    PullRequestCommit {
        sha: raw.oid.trimmed().to_ascii_lowercase(),
        headline: text_field(&raw.message_headline),
        body: text_field(&raw.message_body),
        authors: authors(raw),
        authored_at: time(
            context,
            format_args!("commits[{at}].authoredDate"),
            &raw.authored_date,
        ),
        committed_at: time(
            context,
            format_args!("commits[{at}].committedDate"),
            &raw.committed_date,
        ),
    }
}

/// Author and co-authors: those whom GitHub lists, and behind them those of trailers in the message whom
/// it does not. GitHub leaves out co-authors whose address it does not know.
fn authors(raw: &RawCommit<'_>) -> Field<Vec<Account>> {
    let mut authors = always(each(&raw.authors, |_, user| Some(user.commit_author())));
    if let (Field::Value(authors), Field::Value(body)) = (&mut authors, &raw.message_body) {
        for (name, email) in body.0.lines().filter_map(co_author) {
            if !email.is_empty() && !authors.iter().any(|known| has_address(known, email)) {
                authors.push(Account {
                    display: (!name.is_empty()).then(|| name.to_owned()),
                    ..Account::new(System::Email, email)
                });
            }
        }
    }
    authors
}

fn has_address(account: &Account, email: &str) -> bool {
    let own = match account.system {
        System::Email => Some(account.name.as_str()),
        _ => account.email.as_deref(),
    };
    own.is_some_and(|own| own.eq_ignore_ascii_case(email))
}

/// All reviews, or none where one of them says something unknown: a list without it could hide a
/// request for changes.
fn reviews(context: &mut RowContext<'_>, field: &Field<Vec<RawReview<'_>>>) -> Field<Vec<Review>> {
    each(field, |at, raw| {
        let word = text_field(&raw.state);
        let state = match word.text().to_ascii_uppercase().as_str() {
            "APPROVED" => ReviewState::Approved,
            "CHANGES_REQUESTED" => ReviewState::ChangesRequested,
            "COMMENTED" => ReviewState::Commented,
            "DISMISSED" => ReviewState::Dismissed,
            "PENDING" => ReviewState::Pending,
            _ => {
                context.unread(
                    format!("reviews[{at}].state"),
                    format!(
                        "'{}' is no state of a review that is known. The reviews of this pull \
                         request count as not exported.",
                        word.text()
                    ),
                );
                return None;
            }
        };
        Some(Review {
            author: account(&raw.author),
            state,
            submitted_at: time(
                context,
                format_args!("reviews[{at}].submittedAt"),
                &raw.submitted_at,
            ),
            commit: always(oid(&raw.commit)),
        })
    })
}

/// A check run (`name`, `status`, `conclusion`) or a commit status (`context`, `state`).
fn check_of(context: &mut RowContext<'_>, at: usize, raw: &RawCheck<'_>) -> Check {
    if raw.context.is_exported() {
        let (key, said_at) = if raw.started_at.is_exported() {
            ("startedAt", &raw.started_at)
        } else {
            ("createdAt", &raw.created_at)
        };
        return Check {
            name: text_field(&raw.context).text().to_owned(),
            workflow: Field::NotExported,
            conclusion: conclusion(context, at, "state", &raw.state),
            started_at: Field::NotExported,
            completed_at: time(
                context,
                format_args!("statusCheckRollup[{at}].{key}"),
                said_at,
            ),
        };
    }
    let finished = match raw.status.value() {
        Some(status) => status.0.eq_ignore_ascii_case("completed"),
        None => true,
    };
    Check {
        name: text_field(&raw.name).text().to_owned(),
        workflow: text_field(&raw.workflow_name),
        conclusion: if finished {
            conclusion(context, at, "conclusion", &raw.conclusion)
        } else {
            Field::Value(CheckConclusion::Unfinished)
        },
        started_at: time(
            context,
            format_args!("statusCheckRollup[{at}].startedAt"),
            &raw.started_at,
        ),
        completed_at: time(
            context,
            format_args!("statusCheckRollup[{at}].completedAt"),
            &raw.completed_at,
        ),
    }
}

/// How a check ended. One of which it is not known may have failed.
fn conclusion(
    context: &mut RowContext<'_>,
    at: usize,
    key: &str,
    word: &Field<Text<'_>>,
) -> Field<CheckConclusion> {
    let place = || format!("statusCheckRollup[{at}].{key}");
    let Field::Value(word) = text_field(word) else {
        context.unread(
            place(),
            "A check has ended, and how was not exported. It may have failed.",
        );
        return Field::NotExported;
    };
    let known = mapping::conclusion(&word);
    if known.is_none() {
        context.unread(
            place(),
            format!("'{word}' is no result of a check that is known. It may have failed."),
        );
    }
    known.map_or(Field::NotExported, Field::Value)
}
