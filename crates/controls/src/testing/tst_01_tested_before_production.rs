//! TST-01: what was deployed had been tested.
// long file: check and cases of one control stand together.

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::{
    Check, CheckConclusion, DeploymentSource, DeploymentState, PullRequest, RecordKind,
};
use changeproof_domain::snapshot::{Change, ChangeKind, DeploymentId, RecordRef};
use changeproof_domain::time::{Moment, Order};

use crate::case::{Case, World};
use crate::context::{Context, Detail, field_text, text_by, when};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::shared::votes;
use crate::testing::infeasible::{INFEASIBLE, unless_infeasible};
use crate::traceability::trc_02_revision_reviewed::{
    pull_requests_are_complete, pull_requests_facts,
};

/// How many checks that are not required are shown.
const OTHERS: usize = 3;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "TST-01",
    version: 2,
    name: "Tested before production",
    severity: Severity::High,
    clauses: &["3-TEST"],
    since: "0.1.0",
    parameters: |p| {
        vec![Parameter::words(
            "required_check_words",
            &p.required_check_words,
        )]
    },
    frameworks: &[partial(
        "ISO 27001:2022",
        "A.8.29",
        "Tests that tests ran and passed, not what they cover.",
    )],
    stricter_than_policy: Some(
        "The policy says 'where feasible'; a change without a test is listed until somebody attests that none was feasible.",
    ),
    checks: "Passes when, for each pull request, every required check that had completed on its head \
        when the deployment began had succeeded. A check is required when its name has one of the \
        listed words. Where there is none, the same revision must have run in another environment \
        before. Skipped and neutral checks and checks that completed after the deployment began are no \
        evidence. A later run of the check takes the place of an earlier one, where both are of one workflow. A check \
        of which only the end was exported, and not how it ended, may have failed: then it cannot be told, unless another required check failed. A check that completed before the merge completed before the deployment that contains that \
        merge, unless the merge is said to have come after that deployment began: then the times alone \
        decide. Cannot be told where one check both failed and succeeded at the same second, or where the checks \
        were not exported. Without test evidence it passes too when a person with no part in the change attested for \
        the deployment, pull request or change record that no test was feasible (question 'Was testing \
        before production infeasible?', answer yes or 'not feasible', with a reason) and the checks of its \
        pull request were exported. Fails when a required check failed, or when there is no test evidence \
        and checks and deployments cover the time. Emergencies are tested too: the policy waives approval only.",
    why: "An untested change is tested by customers.",
    evidence: "Pull requests with checks (statusCheckRollup), deployments to other environments, attestations.",
    needs: &[RecordKind::PullRequest, RecordKind::Deployment],
    remedy: "Fail: make the checks required for a merge. Insufficient evidence: export the checks with \
        the pull requests, and deployments to all environments.",
    check: Judges::Deployment(check),
    cases: CASES,
};

fn check(cx: &Context<'_>) -> Finding {
    cx.each_change(|change| check_change(cx, change))
}

/// The verdict on a change.
pub(crate) fn check_change<'a>(cx: &Context<'a>, change: &'a Change) -> Finding {
    match (change.kind, cx.pull_request(change)) {
        (ChangeKind::PullRequest(id), Some(pull_request)) => {
            check_pull_request(cx, change, RecordRef::PullRequest(id), pull_request)
        }
        _ => unless_infeasible(cx, change, rehearsed(cx, change, true)),
    }
}

/// How a required check lies to the deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It had succeeded when the deployment began.
    Succeeded,
    /// It had failed when the deployment began.
    Failed,
    /// Skipped, neutral, not finished: no evidence.
    None,
    /// Completed after the deployment began; how it stood before is not shown.
    Late,
    /// When it completed cannot be told from the start of the deployment.
    Undecided,
    /// It had completed, and how was not exported.
    NotTold,
}

pub(crate) fn is_required(cx: &Context<'_>, name: &str) -> bool {
    let name = name.to_lowercase();
    let words = name
        .split(|c: char| !c.is_alphanumeric())
        .collect::<Vec<_>>();
    cx.parameters().required_check_words.iter().any(|required| {
        words
            .iter()
            .any(|word| *word == required || word.strip_suffix('s') == Some(required.as_str()))
    })
}

/// The required checks of a pull request, with their positions.
fn required<'a>(cx: &Context<'_>, pull_request: &'a PullRequest) -> Vec<(usize, &'a Check)> {
    pull_request
        .checks
        .items()
        .iter()
        .enumerate()
        .filter(|(_, check)| is_required(cx, &check.name))
        .collect()
}

/// How each required check of a pull request stood when the deployment began.
pub(crate) fn standings<'a>(
    cx: &Context<'_>,
    change: &Change,
    pull_request: &'a PullRequest,
) -> Vec<(&'a str, Standing)> {
    let latest = latest_results(cx, change, pull_request, &required(cx, pull_request));
    latest
        .into_iter()
        .map(|of| (of.name, of.standing))
        .collect()
}

fn check_pull_request<'a>(
    cx: &Context<'a>,
    change: &'a Change,
    record: RecordRef,
    pull_request: &PullRequest,
) -> Finding {
    let name = pull_request.key();
    let required = required(cx, pull_request);
    let latest = latest_results(cx, change, pull_request, &required);
    let facts = || checks_facts(cx, record, pull_request, &required);
    let named = |standing: Standing| -> Vec<&str> {
        latest
            .iter()
            .filter(|of| of.standing == standing)
            .map(|of| of.name)
            .collect()
    };
    let failed = named(Standing::Failed);
    if !failed.is_empty() {
        return cx
            .fail(|| {
                format!(
                    "{name} was deployed although a required check had failed: {}.",
                    failed.join(", ")
                )
            })
            .with(facts());
    }
    let is_open = |of: &&Latest<'_>| matches!(of.standing, Standing::Undecided | Standing::NotTold);
    if let Some(of) = latest.iter().find(is_open) {
        let check = of.name;
        return cx
            .insufficient(|| match of.contradicted {
                None if of.standing == Standing::NotTold => format!(
                    "{name}: how the check {check} ended was not exported, and it may have failed."
                ),
                Some(at) => format!(
                    "{name}: the check {check} both succeeded and failed at {}, and which result came last \
                     cannot be told.",
                    when(at)
                ),
                None => format!(
                    "{name}: when the check {check} completed, seen from the start of the deployment at \
                     {}, cannot be told.",
                    when(cx.start())
                ),
            })
            .with(facts());
    }
    let (succeeded, late) = (named(Standing::Succeeded), named(Standing::Late));
    match (succeeded.is_empty(), late.first()) {
        (false, None) => cx.pass(|| {
            format!("{name}: checks succeeded before the deployment: {}.", succeeded.join(", "))
        }),
        (false, Some(late)) => cx.insufficient(|| {
            format!(
                "{name}: the check {late} completed after the deployment began; how it stood before is \
                 not shown."
            )
        }),
        (true, _) => {
            let exported = pull_request.checks.is_exported() && kept(cx, record, pull_request);
            let finding = rehearsed(cx, change, exported);
            // A check that was not exported may have failed, whatever was feasible and wherever else it ran.
            if exported {
                unless_infeasible(cx, change, finding)
            } else if finding.outcome == Outcome::Pass && !pull_request.checks.is_exported() {
                cx.insufficient(|| {
                    format!(
                        "{} The checks of {name} were not exported, and a required one may have failed.",
                        finding.reason
                    )
                })
                .with(finding.facts)
            } else {
                finding
            }
        }
    }
    .with(facts())
    .with_each_fact_once()
}

/// The required checks with their results, some of the others by name and result, and the start, as facts.
fn checks_facts(
    cx: &Context<'_>,
    record: RecordRef,
    pull_request: &PullRequest,
    required: &[(usize, &Check)],
) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    if cx.detail == Detail::OutcomeOnly {
        return facts;
    }
    let checks = pull_request.checks.items();
    if checks.is_empty() {
        let none = || text_by(&pull_request.checks, |_| String::new());
        facts.extend(cx.fact(record, "checks", none));
    }
    let others = checks.iter().enumerate();
    let others = others.filter(|(i, _)| required.iter().all(|(of, _)| of != i));
    let shown = required.iter().copied().chain(others.take(OTHERS));
    for (i, check) in shown {
        let conclusion = || {
            text_by(&check.conclusion, |conclusion| {
                conclusion_word(*conclusion).to_owned()
            })
        };
        let completed = || field_text(&check.completed_at);
        facts.extend(cx.fact(record, format_args!("checks[{i}].name"), || {
            check.name.clone()
        }));
        if let Some(workflow) = check.workflow.value() {
            let field = format_args!("checks[{i}].workflow");
            facts.extend(cx.fact(record, field, || workflow.clone()));
        }
        facts.extend(cx.fact(record, format_args!("checks[{i}].conclusion"), conclusion));
        facts.extend(cx.fact(record, format_args!("checks[{i}].completed_at"), completed));
    }
    facts.extend(cx.fact(record, "merged_at", || field_text(&pull_request.merged_at)));
    facts.extend(cx.start_fact());
    facts
}

/// What is known last of a required check.
struct Latest<'a> {
    name: &'a str,
    standing: Standing,
    /// The time for which it is said to have both succeeded and failed.
    contradicted: Option<&'a Moment>,
}

/// The last result of each required check that was known when the deployment began. A re-run after
/// that changes nothing, unless it is the only run that is shown.
fn latest_results<'a>(
    cx: &Context<'_>,
    change: &Change,
    pull_request: &PullRequest,
    required: &[(usize, &'a Check)],
) -> Vec<Latest<'a>> {
    // Two workflows may have checks of one name: neither is a re-run of the other.
    let of = |check: &'a Check| (check.name.as_str(), check.workflow.text());
    let mut names: Vec<(&str, &str)> = required.iter().map(|(_, check)| of(check)).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|name| {
            let mut runs: Vec<(&Check, Standing)> = required
                .iter()
                .map(|(_, check)| *check)
                .filter(|check| of(check) == name)
                .map(|check| (check, result(cx, change, pull_request, check)))
                .collect();
            // One of which the time or the end is not known may have come last.
            runs.sort_by_key(|(check, of)| {
                let at = check.completed_at.value().map(|moment| moment.at);
                (at.is_none(), at, *of == Standing::NotTold)
            });
            let before = runs
                .iter()
                .rev()
                .find(|(_, of)| !matches!(of, Standing::Late | Standing::None));
            let last = before.or_else(|| runs.iter().find(|(_, of)| *of == Standing::Late));
            let (standing, contradicted) = match last {
                Some(last) => match contradiction(&runs, last) {
                    Some(at) => (Standing::Undecided, Some(at)),
                    None => (last.1, None),
                },
                None => (Standing::None, None),
            };
            Latest {
                name: name.0,
                standing,
                contradicted,
            }
        })
        .collect()
}

/// The time of a result where another run of the check ended otherwise at that very time, as far as the export
/// tells the times: which of them came last is not known.
fn contradiction<'a>(
    runs: &[(&'a Check, Standing)],
    last: &(&'a Check, Standing),
) -> Option<&'a Moment> {
    let at = last.0.completed_at.value()?;
    let conclusive = |of: Standing| matches!(of, Standing::Succeeded | Standing::Failed);
    let differs = |(check, of): &(&Check, Standing)| {
        let completed = check.completed_at.value();
        let at_once = completed.is_some_and(|completed| {
            matches!(completed.order(at, 0), Order::Equal | Order::Undecided)
        });
        at_once && conclusive(*of) && *of != last.1
    };
    (conclusive(last.1) && runs.iter().any(differs)).then_some(at)
}

fn result(
    cx: &Context<'_>,
    change: &Change,
    pull_request: &PullRequest,
    check: &Check,
) -> Standing {
    let conclusive = match check.conclusion.value() {
        Some(CheckConclusion::Success) => Standing::Succeeded,
        Some(CheckConclusion::Failure) => Standing::Failed,
        Some(CheckConclusion::NoEvidence | CheckConclusion::Unfinished) => return Standing::None,
        None => Standing::NotTold,
    };
    let Some(completed) = check.completed_at.value() else {
        return Standing::Undecided;
    };
    match votes::before_start(cx, change, pull_request, completed) {
        Order::Earlier | Order::Equal => conclusive,
        Order::Later => Standing::Late,
        Order::Undecided => Standing::Undecided,
    }
}

/// Whether GitHub still kept the checks of a pull request when it was exported.
fn kept(cx: &Context<'_>, record: RecordRef, pull_request: &PullRequest) -> bool {
    let exported = cx.snapshot.source_of(record).declaration.exported_at;
    match (exported, pull_request.merged_at.value()) {
        (Some(exported), Some(merged)) => exported.0 - merged.at.0 <= cx.parameters().checks_kept,
        _ => true,
    }
}

/// Without checks: whether the same revision ran in another environment before.
fn rehearsed(cx: &Context<'_>, change: &Change, checks_exported: bool) -> Finding {
    let revision = cx.revision();
    let rehearsals = cx
        .snapshot
        .rehearsals_of
        .get(revision)
        .map_or(&[][..], Vec::as_slice);
    let name = cx.change_name(change);
    let mut undecided: Option<DeploymentId> = None;
    for id in rehearsals {
        let other = cx.attempt(*id);
        if !other.service.eq_ignore_ascii_case(&cx.deployment().service) {
            continue;
        }
        let one_clock = other.source == cx.deployment().source;
        let tolerance = if one_clock {
            0
        } else {
            cx.parameters().clock_tolerance
        };
        let went_through = cx.snapshot.endings[id.index()].state == DeploymentState::Success;
        match other.started_at.order(cx.start(), tolerance) {
            Order::Earlier if !went_through => undecided = Some(*id),
            Order::Earlier => {
                return cx
                    .pass(|| {
                        format!(
                            "{name} has no test result, but the same revision ran in {} from {} on, \
                             before production.",
                            other.environment,
                            when(&other.started_at)
                        )
                    })
                    .with(rehearsal_facts(cx, *id));
            }
            Order::Undecided => undecided = Some(*id),
            Order::Equal | Order::Later => {}
        }
    }
    let own = cx.change_record_ref(change);
    if let Some(id) = undecided {
        return cx
            .insufficient(|| {
                let other = cx.attempt(id);
                let (environment, at) = (&other.environment, when(&other.started_at));
                let why = match cx.snapshot.endings[id.index()].state {
                    DeploymentState::Success => {
                        "too close to the start of this deployment to tell which came first"
                    }
                    _ => "and that it went through is not proven",
                };
                format!("{name} has no test result. Its revision was deployed to {environment} at {at}, {why}.")
            })
            .with(rehearsal_facts(cx, id));
    }
    let pull_requests_are_known = match change.kind {
        ChangeKind::PullRequest(_) => cx.pull_requests_covered(),
        ChangeKind::Commit(_) => pull_requests_are_complete(cx),
    };
    let covered = checks_exported && pull_requests_are_known && deployments_covered(cx);
    if covered {
        cx.fail(|| {
            format!(
                "{name} has no successful test before the deployment, and its revision ran in no other \
                 environment before."
            )
        })
        .with(pull_requests_facts(cx))
        .with(deployments_facts(cx))
    } else {
        cx.insufficient(|| {
            format!(
                "{name} shows no test, but the checks of pull requests and the deployments to other \
                 environments were not all exported for that time."
            )
        })
    }
    .with(match change.kind {
        ChangeKind::PullRequest(_) => None,
        ChangeKind::Commit(id) => cx.fact(own, "sha", || {
            cx.snapshot.commits[id.index()].sha.clone()
        }),
    })
    .with(cx.start_fact())
}

/// A deployment of the same revision to another environment, as facts.
fn rehearsal_facts(cx: &Context<'_>, id: DeploymentId) -> Vec<Fact> {
    let own = RecordRef::Deployment(id);
    let other = cx.attempt(id);
    [
        cx.fact(own, "environment", || other.environment.clone()),
        cx.revision_fact(id),
        cx.fact(own, "started_at", || other.started_at.to_string()),
        match cx.snapshot.endings[id.index()].said_by {
            Some(said_by @ RecordRef::Status(at)) => cx.fact(said_by, "state", || {
                cx.snapshot.statuses[at.index()].state.label().to_owned()
            }),
            _ => cx.fact(own, "state", || {
                text_by(&other.state, |state| state.label().to_owned())
            }),
        },
        cx.revision_fact(cx.subject.deployment),
        cx.start_fact(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The environments of the service of which deployments were imported.
fn environments<'a>(cx: &Context<'a>) -> impl Iterator<Item = &'a Scope> {
    let service = cx.deployment().service.trim().to_lowercase();
    let scopes = cx.snapshot.coverage.scopes(RecordKind::Deployment);
    scopes.filter(move |scope| matches!(scope, Scope::Service(name, _) if *name == service))
}

/// Whether deployments of the service, to whatever environment, are complete at the start.
fn deployments_covered(cx: &Context<'_>) -> bool {
    environments(cx).any(|scope| cx.covered(RecordKind::Deployment, scope))
}

/// What shows that, as facts.
fn deployments_facts(cx: &Context<'_>) -> Vec<Fact> {
    let at = (cx.start().at, cx.start().at);
    cx.covered_by(RecordKind::Deployment, environments(cx), at)
}

fn conclusion_word(conclusion: CheckConclusion) -> &'static str {
    match conclusion {
        CheckConclusion::Success => "success",
        CheckConclusion::Failure => "failure",
        CheckConclusion::NoEvidence => "skipped or neutral",
        CheckConclusion::Unfinished => "not finished",
    }
}

/// A change without checks, of which somebody attested something.
fn attest(world: &mut World, answer: &str, person: &str) {
    world.pull_request().checks = Field::Value(Vec::new());
    let mut of = World::attestation("TST-01", "clicki/referral-api#42", INFEASIBLE.text, answer);
    of.person = World::typed(person);
    world.add(of);
}

static CASES: &[Case] = &[
    Case {
        name: "no checks, and that no test was feasible was attested",
        given: |w| attest(w, "Not feasible: no test system", "chidi@clicki.example"),
        then: Outcome::Pass,
    },
    Case {
        name: "no checks, and the author attested that no test was feasible",
        given: |w| attest(w, "not feasible", "ana@clicki.example"),
        then: Outcome::Fail,
    },
    Case {
        name: "no checks, and whom the squash commit alone names as its author attested that no test was feasible",
        given: |w| {
            w.merge().author.email = "chidi@clicki.example".to_owned();
            attest(w, "not feasible", "chidi@clicki.example");
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no checks, and a test was attested as feasible",
        given: |w| attest(w, "feasible", "chidi@clicki.example"),
        then: Outcome::Fail,
    },
    Case {
        name: "no checks, and somebody whom the roster does not know attested that no test was feasible",
        given: |w| attest(w, "not feasible", "zoe@clicki.example"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "a required check failed, and that no test was feasible was attested",
        given: |w| {
            w.add(World::attestation(
                "TST-01",
                "3",
                INFEASIBLE.text,
                "not feasible",
            ));
            w.check().conclusion = Field::Value(CheckConclusion::Failure);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "its checks were not exported, and that no test was feasible was attested",
        given: |w| {
            attest(w, "not feasible", "chidi@clicki.example");
            w.pull_request().checks = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "all required checks succeeded before the deployment",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "a required check failed",
        given: |w| w.check().conclusion = Field::Value(CheckConclusion::Failure),
        then: Outcome::Fail,
    },
    Case {
        name: "a required check failed, and how another one ended was not exported",
        given: |w| {
            w.check().conclusion = Field::NotExported;
            w.add_check("integration tests", CheckConclusion::Failure, -200);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "how a check that is not required ended was not exported",
        given: |w| {
            w.add_check("coverage/bot", CheckConclusion::Failure, -190);
            w.last_check().conclusion = Field::NotExported;
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a required check failed, and one of that name in another workflow succeeded later",
        given: |w| {
            w.check().conclusion = Field::Value(CheckConclusion::Failure);
            w.check().workflow = World::text("ci");
            w.add_check("unit", CheckConclusion::Success, -200);
            w.last_check().workflow = World::text("lint");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a required check failed, and succeeded when its workflow ran again",
        given: |w| {
            w.check().conclusion = Field::Value(CheckConclusion::Failure);
            w.check().workflow = World::text("ci");
            w.add_check("unit", CheckConclusion::Success, -200);
            w.last_check().workflow = World::text("ci");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a check that is not required failed",
        given: |w| w.add_check("coverage/bot", CheckConclusion::Failure, -190),
        then: Outcome::Pass,
    },
    Case {
        name: "no checks",
        given: |w| w.pull_request().checks = Field::Value(Vec::new()),
        then: Outcome::Fail,
    },
    Case {
        name: "only a check that tests nothing is green",
        given: |w| w.check().name = "cla-bot".to_owned(),
        then: Outcome::Fail,
    },
    Case {
        name: "the check was skipped",
        given: |w| w.check().conclusion = Field::Value(CheckConclusion::NoEvidence),
        then: Outcome::Fail,
    },
    Case {
        name: "a failed check was re-run green after the deployment",
        given: |w| {
            w.check().conclusion = Field::Value(CheckConclusion::Failure);
            w.add_check("unit", CheckConclusion::Success, 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "no checks, but the same revision ran in staging before",
        given: |w| {
            w.pull_request().checks = Field::Value(Vec::new());
            w.rehearse(-60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the checks were not exported, and the revision ran in staging before",
        given: |w| {
            w.pull_request().checks = Field::NotExported;
            w.rehearse(-60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "how the check ended was not exported",
        given: |w| w.check().conclusion = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the check failed when it was run again, and when was not exported",
        given: |w| {
            w.add_check("unit", CheckConclusion::Failure, -200);
            w.last_check().completed_at = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the check succeeded, and a run of it that ended at the same second does not tell how",
        given: |w| {
            w.check().conclusion = Field::NotExported;
            w.add_check("unit", CheckConclusion::Success, -240);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "when the check completed was not exported",
        given: |w| w.check().completed_at = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "how the check ended when it was run again was not exported",
        given: |w| {
            w.add_check("unit", CheckConclusion::Success, -200);
            w.last_check().conclusion = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the check succeeded and failed at the same second",
        given: |w| w.add_check("unit", CheckConclusion::Failure, -240),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the check failed and succeeded at the same second, and a second check failed",
        given: |w| {
            w.check().conclusion = Field::Value(CheckConclusion::Failure);
            w.add_check("unit", CheckConclusion::Success, -240);
            w.add_check("e2e", CheckConclusion::Failure, -240);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the check failed and succeeded on one day, whose times were not exported",
        given: |w| {
            w.check().completed_at = World::day_of(-3 * 24 * 60);
            w.add_check("unit", CheckConclusion::Failure, 0);
            w.last_check().completed_at = World::day_of(-3 * 24 * 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the check failed and succeeded at the same second, and succeeded again later",
        given: |w| {
            w.add_check("unit", CheckConclusion::Failure, -240);
            w.add_check("unit", CheckConclusion::Success, -200);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the check completed after the start, and the deployed merge is said to have come even later",
        given: |w| {
            w.pull_request().merged_at = World::at(500);
            w.check().completed_at = World::at(400);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the check completed before the start, and the deployed merge is said to have come after it",
        given: |w| w.pull_request().merged_at = World::at(500),
        then: Outcome::Pass,
    },
    Case {
        name: "the checks were not exported",
        given: |w| w.pull_request().checks = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "one check succeeded, another completed only after the deployment",
        given: |w| w.add_check("e2e", CheckConclusion::Success, 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the same revision again",
        given: World::redeploy_same_revision,
        then: Outcome::NotApplicable,
    },
    Case {
        name: "no checks, and the run in staging is not known to have gone through",
        given: |w| {
            w.pull_request().checks = Field::Value(Vec::new());
            w.rehearse(-100);
            w.rehearsal().state = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no checks, and a status tells that the run in staging is under way",
        given: |w| {
            w.pull_request().checks = Field::Value(Vec::new());
            w.rehearse(-100);
            w.tell_of_rehearsal(DeploymentState::InProgress);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no checks, and the run in staging began 2 min before by another clock",
        given: |w| {
            w.pull_request().checks = Field::Value(Vec::new());
            w.rehearse(-2);
            w.rehearsal().source = DeploymentSource::DeployLog;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no checks, and the imported deployments do not cover the time",
        given: |w| {
            w.pull_request().checks = Field::Value(Vec::new());
            w.not_covered(RecordKind::Deployment);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no checks, and the run in staging came after production",
        given: |w| {
            w.pull_request().checks = Field::Value(Vec::new());
            w.rehearse(1);
        },
        then: Outcome::Fail,
    },
];
