//! Whether what a deployment names can be the pipeline run that made it.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Fact;
use changeproof_domain::parameters::Parameters;
use changeproof_domain::record::{Deployment, PipelineRun, RecordKind};
use changeproof_domain::snapshot::{DeploymentId, RecordRef, RunId, run_of_address};
use changeproof_domain::text::folded;
use changeproof_domain::time::DAY;
use chrono::NaiveDate;

use crate::context::{Context, field_text, short, when};
use crate::shared::actor::{began_facts, began_too_late, run_of};
use crate::shared::revision::is_same_revision;
use crate::shared::text::says_nothing;

/// Why a named run cannot be taken for the one that made a deployment.
pub(crate) struct Doubt {
    /// As a sentence.
    pub why: String,
    pub facts: Vec<Fact>,
}

/// Whether a text in the place of a run's address is neither an address nor an id: a placeholder, or plain words.
pub(super) fn names_nothing(text: &str, parameters: &Parameters) -> bool {
    let text = text.trim();
    let has_digit = |word: &str| word.chars().any(|c| c.is_ascii_digit());
    // '777' may be a run's number, though of a plan it says nothing.
    if text.parse::<u64>().is_ok_and(|number| number > 0) {
        return false;
    }
    if says_nothing(text, parameters) {
        return true;
    }
    if text.contains("://") || text.starts_with("www.") {
        return false;
    }
    let is_one_word = !text.contains(char::is_whitespace);
    if is_one_word {
        let is_path = text.contains('/') && (text.contains('.') || text.starts_with('/'));
        return !is_path && !has_digit(text);
    }
    // 'Deploy #42', 'run 42'.
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_numbered = words
        .iter()
        .any(|word| word.starts_with('#') && has_digit(word));
    let is_run = |word: &str| {
        let word = folded(word.trim_end_matches([':', '.', ',']));
        RUN_WORDS.contains(&&*word)
    };
    let follows = |pair: &[&str]| match pair {
        [word, number] => is_run(word) && number.starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    };
    !is_numbered && !words.windows(2).any(follows)
}

/// What a number of a run follows.
const RUN_WORDS: &[&str] = &[
    "build",
    "deploy",
    "deployment",
    "execution",
    "id",
    "job",
    "no",
    "nr",
    "number",
    "pipeline",
    "release",
    "run",
    "workflow",
];

/// The repository and the id of `.../OWNER/NAME/actions/runs/ID`, as GitHub's addresses have them.
fn of_github(address: &str) -> Option<(&str, &str)> {
    let (before, behind) = address.split_once("/actions/runs/")?;
    let id = behind.split(['/', '?', '#']).next()?;
    let from = before.rmatch_indices('/').nth(1)?.0 + 1;
    let is_id = !id.is_empty() && id.chars().all(|c| c.is_ascii_digit());
    is_id.then_some((&before[from..], id))
}

/// Pages of a repository at GitHub that are no runs.
const OTHER_PAGES: &[&str] = &[
    "blob",
    "commit",
    "commits",
    "discussions",
    "issues",
    "pull",
    "pulls",
    "releases",
    "tree",
    "wiki",
];

/// Whether an address is one of GitHub's for something else.
fn is_other_page(address: &str) -> bool {
    let path = ["https://github.com/", "http://github.com/"]
        .iter()
        .find_map(|host| address.strip_prefix(host));
    let page = path.and_then(|path| path.split(['/', '?', '#']).nth(2));
    let is_check = address.contains("/checks");
    page.is_some_and(|page| OTHER_PAGES.contains(&page)) && !is_check
}

/// What a text in the place of a run's address reads like where that is no run's id: tables have dates, versions
/// and commits there by a slip.
fn reads_like(text: &str, of: &Deployment, revision: Option<&str>) -> Option<&'static str> {
    let text = text.trim();
    let is_date = ["%Y-%m-%d", "%d.%m.%Y"].iter().any(|form| {
        let day = text.get(..10).unwrap_or_default();
        NaiveDate::parse_from_str(day, form).is_ok()
    });
    let numbered = text.strip_prefix(['v', 'V']);
    let parts: Vec<&str> = numbered.unwrap_or(text).split('.').collect();
    // '20250303.1' is a build's number in Azure Pipelines.
    let fewest = if numbered.is_some() { 2 } else { 3 };
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_version = parts.len() >= fewest && parts.iter().all(is_number);
    let is = |field: &Field<String>| field.value().is_some_and(|of| folded(of) == folded(text));
    if is_date {
        Some("reads like a date")
    } else if is(&of.version) || is(&of.git_ref) || is_version {
        Some("reads like a version")
    } else if revision.is_some_and(|own| is_same_revision(own, text)) {
        Some("is the deployed revision")
    } else {
        None
    }
}

/// Whether a text in the place of a run's address may be one, or its id.
pub fn may_be_run(cx: &Context<'_>, id: DeploymentId, text: &str) -> bool {
    !names_nothing(text, cx.parameters())
        && !is_other_page(text)
        && reads_like(text, cx.attempt(id), cx.snapshot.revision(id)).is_none()
}

/// Why the run of an address cannot be taken for the one that made a deployment; none where nothing speaks
/// against it.
pub(super) fn doubt(cx: &Context<'_>, id: DeploymentId, address: &str) -> Option<Doubt> {
    let of = cx.attempt(id);
    let own = RecordRef::Deployment(id);
    if let Some(what) = reads_like(address, of, cx.snapshot.revision(id)) {
        let why = format!(
            "Where the deployment should name its pipeline run, it has '{address}', which {what}, so whether a \
             pipeline made it cannot be told."
        );
        return Some(Doubt {
            why,
            facts: cx.revision_fact(id).into_iter().collect(),
        });
    }
    if is_other_page(address) {
        let why = format!("The deployment names {address}, which is no address of a pipeline run.");
        return Some(Doubt {
            why,
            facts: Vec::new(),
        });
    }
    if let (Some((repository, run)), Some(own_repository)) =
        (of_github(address), of.repository.value())
    {
        let repository_fact = cx.fact(own, "repository", || own_repository.clone());
        if folded(repository) != folded(own_repository) {
            let why = format!(
                "The deployment is of {own_repository}, and the run that it names is one of another \
                 repository, {repository}."
            );
            return Some(Doubt {
                why,
                facts: repository_fact.into_iter().collect(),
            });
        }
        // A run may begin some time before what it deploys.
        let scope = Scope::repository(repository);
        let (from, to) = (of.started_at.at.plus(-DAY), of.started_at.at);
        let kind = RecordKind::PipelineRun;
        if run_of(cx, id).is_none()
            && cx.snapshot.coverage.through(kind, &scope, from, to)
            && !cx.snapshot.runs.iter().any(|known| known.id == run)
        {
            let why = format!(
                "The deployment names the run {run}, and the imported runs of {repository} cover that time \
                 and have none of that id."
            );
            let covered = cx.covered_by(kind, [&scope], (from, to));
            return Some(Doubt {
                why,
                facts: repository_fact.into_iter().chain(covered).collect(),
            });
        }
    }
    of_other_revision(cx, id, address).or_else(|| contradiction(cx, id))
}

/// That a run is named by deployments of the service of other revisions. One run may deploy one revision to
/// several places, or take it back at once.
fn of_other_revision(cx: &Context<'_>, id: DeploymentId, address: &str) -> Option<Doubt> {
    let snapshot = cx.snapshot;
    let named_by = snapshot.sharing_runs.get(run_of_address(address))?;
    let own = snapshot.revision(id)?;
    let service = folded(&cx.attempt(id).service);
    if takes_back(cx, id) {
        return None;
    }
    let other = named_by.iter().copied().find(|other| {
        let revision = snapshot.revision(*other);
        folded(&cx.attempt(*other).service) == service
            && revision.is_some_and(|revision| !is_same_revision(own, revision))
            && !takes_back(cx, *other)
    })?;
    let began = &cx.attempt(other).started_at;
    let why = format!(
        "The deployment names the run {address}, and so does that of another revision of {}, which began at {}.",
        cx.attempt(id).service,
        when(began)
    );
    let facts = [
        cx.revision_fact(id),
        cx.revision_fact(other),
        cx.fact(RecordRef::Deployment(other), "started_at", || {
            began.to_string()
        }),
    ];
    Some(Doubt {
        why,
        facts: facts.into_iter().flatten().collect(),
    })
}

/// Whether a deployment brought nothing new, such as a rollback.
fn takes_back(cx: &Context<'_>, id: DeploymentId) -> bool {
    let subject = cx.snapshot.subject_of(id, cx.id);
    let subject = subject.map(|subject| &cx.snapshot.subjects[subject.index()]);
    subject.is_some_and(|subject| subject.change_set.is_empty_by_nature())
}

/// Why the run that a deployment names, as it was imported, is not the one that made it; none where nothing speaks
/// against it. How the run ended says nothing.
pub(crate) fn contradiction(cx: &Context<'_>, attempt: DeploymentId) -> Option<Doubt> {
    let (id, run) = run_of(cx, attempt)?;
    began_later(cx, attempt, id, run).or_else(|| of_other_commit(cx, attempt, id, run))
}

/// That the run began long after the deployment.
fn began_later(
    cx: &Context<'_>,
    attempt: DeploymentId,
    id: RunId,
    run: &PipelineRun,
) -> Option<Doubt> {
    let started = run.started_at.value()?;
    began_too_late(cx, attempt, run).then(|| Doubt {
        why: format!(
            "The run that the deployment names began only at {}, and the deployment at {}, so it cannot be the one \
             that made it.",
            when(started),
            when(&cx.attempt(attempt).started_at)
        ),
        facts: began_facts(cx, attempt, id).collect(),
    })
}

/// That a push set the run off with another commit, which the deployed one does not follow. A run that somebody or
/// a schedule sets off is on the branch's last commit, whatever it deploys.
fn of_other_commit(
    cx: &Context<'_>,
    attempt: DeploymentId,
    id: RunId,
    run: &PipelineRun,
) -> Option<Doubt> {
    let head = run.head.value()?;
    let revision = cx.snapshot.revision(attempt)?;
    if run.event.text() != "push" || is_same_revision(head, revision) || follows(cx, revision, head)
    {
        return None;
    }
    let why = format!(
        "A push of {} set off the run that the deployment names, and {}, which was deployed, is another commit and \
         is not known to follow it.",
        short(head),
        short(revision)
    );
    let of_run = RecordRef::Run(id);
    let facts = [
        cx.fact(of_run, "event", || field_text(&run.event)),
        cx.fact(of_run, "head", || head.clone()),
        cx.revision_fact(attempt),
    ];
    Some(Doubt {
        why,
        facts: facts.into_iter().flatten().collect(),
    })
}

/// Whether a commit is among the imported ancestors of another.
fn follows(cx: &Context<'_>, later: &str, earlier: &str) -> bool {
    let mut all = cx.snapshot.ancestry([later], |_| true);
    all.any(|sha| is_same_revision(sha, earlier))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::World;

    #[test]
    fn addresses_and_ids_are_told_from_words() {
        let parameters = Parameters::default();
        for text in [
            "n/a",
            "-",
            "manual",
            "manual deploy by ssh",
            "TBD",
            "by hand on 3 hosts",
            "000",
            "ssh/manual",
            "by.hand",
        ] {
            assert!(names_nothing(text, &parameters), "{text}");
        }
        for text in [
            "https://ci.example/deploy",
            "http://jenkins/deploy",
            "www.ci.example",
            "ci.example/job/deploy",
            "/clicki/referral-api/runs/7",
            "4711",
            "777",
            "1",
            "deploy-4711",
            "Deploy #42",
            "Jenkins run 42",
        ] {
            assert!(!names_nothing(text, &parameters), "{text}");
        }
    }

    #[test]
    fn dates_and_versions_are_told_from_ids() {
        let case = World::default().deployment().clone();
        let of = Deployment {
            version: Field::Value("release-7".to_owned()),
            git_ref: Field::Value("Main-2".to_owned()),
            ..case
        };
        let what = |text| reads_like(text, &of, Some("51515151515151515151"));
        for text in ["2025-03-03", "2025-03-03T10:00:00Z", "03.03.2025"] {
            assert_eq!(what(text), Some("reads like a date"), "{text}");
        }
        for text in ["v1.2", "V1.2.3", "1.2.3", "Release-7", "main-2"] {
            assert_eq!(what(text), Some("reads like a version"), "{text}");
        }
        for text in ["515151515", "5151515151515151515151"] {
            assert_eq!(what(text), Some("is the deployed revision"), "{text}");
        }
        for text in [
            "4711",
            "20250303.1",
            "deploy-4711",
            "v",
            "v.2",
            "1.2.",
            "https://ci.example/1.2.3",
        ] {
            assert_eq!(what(text), None, "{text}");
        }
    }

    #[test]
    fn the_repository_of_a_run_stands_in_its_address() {
        let of = |address| of_github(address);
        assert_eq!(
            of("https://github.com/clicki/api/actions/runs/7/job/8"),
            Some(("clicki/api", "7"))
        );
        assert_eq!(
            of("https://api.github.com/repos/clicki/api/actions/runs/7"),
            Some(("clicki/api", "7"))
        );
        assert_eq!(of("https://ci.example/api/runs/7"), None);
        assert_eq!(of("https://github.com/clicki/api/actions/runs/"), None);
        assert_eq!(of("https://github.com/clicki/api/actions/runs/new"), None);
        assert!(is_other_page("https://github.com/clicki/api/wiki/Deploy"));
        assert!(!is_other_page("https://github.com/clicki/api/runs/7"));
        assert!(!is_other_page("https://ci.example/clicki/api/wiki"));
    }
}
