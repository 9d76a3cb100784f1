//! DEP-04: the settings that enforce the policy were in force all the time, and only those may bypass
//! them who may deploy.

use std::collections::BTreeMap;

use changeproof_domain::account::Account;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::parameters::Parameters;
use changeproof_domain::record::{ProtectionSnapshot, RecordKind};
use changeproof_domain::snapshot::{ProtectionSnapshotId, RecordRef};
use changeproof_domain::text::folded;
use changeproof_domain::time::{DAY, Timestamp};

use crate::case::{Case, World};
use crate::context::{Context, field_text, text_by, when};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::judging::Detail;
use crate::others::{PeriodContext, no_deployments};
use crate::shared::known::Known;
use crate::shared::roles::{self, Role};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "DEP-04",
    version: 1,
    name: "Enforcement in force",
    severity: Severity::High,
    clauses: &["ACC-AUTH", "PRO-1"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::number("days_apart", p.protection_days_apart / DAY),
            Parameter::number("required_reviews", p.reviewers),
            Parameter::words("deploying_roles", &p.deploying_roles),
        ]
    },
    frameworks: &[
        partial(
            "NIST SP 800-53",
            "CM-6",
            "Tests the settings of the deployed branches alone.",
        ),
        partial(
            "SOC 2",
            "CC7.1",
            "Tests snapshots of settings, not that changes of settings are detected.",
        ),
        partial(
            "ISO 27001:2022",
            "A.8.9",
            "Tests the settings of the deployed branches alone.",
        ),
    ],
    stricter_than_policy: Some(
        "The policy asks that only authorised people and pipelines deploy; that branch protection enforces \
         that all the time is ours.",
    ),
    checks: "Passes where, for the main branch of each repository deployed to production in the period, \
        snapshots of the branch protection are at most seven days apart, from the beginning to the end of the \
        period; each asks for a review and for a check, takes approvals back after new commits and holds \
        administrators to it, by the policy of that day; and everybody who may bypass it held a deploying role that day. Fails where \
        a snapshot shows a weaker setting or somebody else. Insufficient evidence where snapshots are \
        missing or further apart, a setting was not exported, or a person is not known. Settings of \
        pipelines, and who may deploy, are not looked at yet.",
    why: "A rule that can be switched off for an evening is a habit, not a rule.",
    evidence: "Snapshots of branch protection once a week, roster with dated roles.",
    needs: &[
        RecordKind::Deployment,
        RecordKind::PullRequest,
        RecordKind::RosterEntry,
        RecordKind::ProtectionSnapshot,
    ],
    remedy: "Fail: restore the setting, find out who changed it, and review what was merged meanwhile. \
        Insufficient evidence: take a snapshot of the branch protection of every repository each week and \
        import the table.",
    check: Judges::Period(check),
    cases: CASES,
};

fn check(cx: &PeriodContext<'_>) -> Finding {
    let branches = main_branches(cx);
    let mut repositories: Vec<String> = Vec::new();
    let mut unknown: Option<Context<'_>> = None;
    for deployment in cx.deployments() {
        match deployment.deployment().repository.value() {
            Some(name) => repositories.push(folded(name).into_owned()),
            None => unknown = unknown.or(Some(deployment)),
        }
    }
    let unknown = unknown.map(|of| {
        let own = of.own_record();
        cx.insufficient(|| {
            format!(
                "Which repository the deployment {} of {} came from was not exported.",
                of.deployment().id,
                of.deployment().service
            )
        })
        .with(cx.fact(own, "repository", || {
            field_text(&of.deployment().repository)
        }))
        .with(of.start_fact())
    });
    repositories.sort_unstable();
    repositories.dedup();
    let judged = repositories
        .iter()
        .map(|name| repository(cx, name, branches.get(name).map(String::as_str)));
    let Some(mut worst) = Finding::worst(judged.chain(unknown)) else {
        return no_deployments(cx, || {
            "Nothing was deployed to production in the period.".to_owned()
        });
    };
    if worst.outcome == Outcome::Pass && !worst.reason.is_empty() {
        worst
            .reason
            .push_str(" Settings of pipelines and who may deploy were not judged.");
    }
    worst
}

/// The branch of each repository that most of its pull requests were merged into.
fn main_branches(cx: &PeriodContext<'_>) -> BTreeMap<String, String> {
    let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for pull_request in &cx.snapshot.pull_requests {
        if let (Some(branch), true) = (
            pull_request.base_branch.value(),
            pull_request.merged_at.is_value(),
        ) {
            let of = counts.entry(folded(&pull_request.repository).into_owned());
            *of.or_default().entry(branch.clone()).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter_map(|(name, branches)| {
            let (branch, _) = branches.into_iter().max_by_key(|(_, n)| *n)?;
            Some((name, branch))
        })
        .collect()
}

type Taken<'a> = (ProtectionSnapshotId, &'a ProtectionSnapshot);

fn repository(cx: &PeriodContext<'_>, name: &str, branch: Option<&str>) -> Finding {
    let apart = cx.parameters().protection_days_apart;
    let (from, to) = cx.known_time();
    let Some(branch) = branch else {
        return cx.insufficient(|| {
            format!("The main branch of {name} is not known: none of its merged pull requests names one.")
        });
    };
    let all = cx.snapshot.registers.protection.iter().enumerate();
    let mut taken: Vec<Taken<'_>> = all
        .filter(|(_, of)| {
            folded(&of.repository) == *name
                && of.branch == branch
                && of.taken_at.at <= to.plus(apart)
        })
        .map(|(index, of)| (index.into(), &*of.record))
        .collect();
    taken.sort_by_key(|(_, of)| of.taken_at.at);
    // What held when the period began: the last one before it.
    let opening = taken.iter().rposition(|(_, of)| of.taken_at.at <= from);
    let taken = &taken[opening.unwrap_or(0)..];
    let known = taken.iter().filter(|(_, of)| of.taken_at.at <= to);
    let settings = Finding::worst(known.clone().map(|of| setting(cx, *of)));
    let settings = settings.map(|worst| match worst.outcome {
        Outcome::Pass => cx.pass(|| all_pass(name, branch, known)).with(worst.facts),
        _ => worst,
    });
    let gaps = opening.and_then(|_| gap(cx, name, branch, taken, to.0));
    let unopened = || {
        cx.insufficient(|| {
            format!(
                "No snapshot of the protection of {name} {branch} was imported from the beginning of the \
                 period or before."
            )
        })
    };
    let settings = settings.into_iter();
    Finding::worst(settings.chain(gaps).chain(opening.is_none().then(unopened)))
        .unwrap_or_else(unopened)
}

/// That each snapshot of a branch meets the baseline, as a sentence.
fn all_pass<'a, 's: 'a>(
    name: &str,
    branch: &str,
    mut known: impl Iterator<Item = &'a Taken<'s>>,
) -> String {
    let Some((_, first)) = known.next() else {
        return String::new();
    };
    match known.enumerate().last() {
        None => format!(
            "The snapshot of the protection of {name} {branch} at {} meets the baseline.",
            when(&first.taken_at)
        ),
        Some((at, (_, last))) => format!(
            "All {} snapshots of the protection of {name} {branch}, from {} to {}, meet the baseline.",
            at + 2,
            when(&first.taken_at),
            when(&last.taken_at)
        ),
    }
}

/// The first stretch of the period without a snapshot that is too long.
fn gap(
    cx: &PeriodContext<'_>,
    name: &str,
    branch: &str,
    taken: &[Taken<'_>],
    to: i64,
) -> Option<Finding> {
    let apart = cx.parameters().protection_days_apart;
    let zone = cx.snapshot.calendar.zone;
    // Until when the settings are known, and the snapshot that tells so.
    let first = taken.first()?.1.taken_at.at.0;
    let mut known: (i64, Option<Taken<'_>>) = (first, None);
    let stretches = taken
        .iter()
        .map(|of| (of.1.taken_at.at.0, of.1.taken_at.latest().0, Some(*of)))
        .chain([(to, to, None)]);
    for (begins, ends, of) in stretches {
        if begins - known.0 > apart {
            let since = Timestamp(known.0).date_in(zone);
            return Some(
                cx.insufficient(|| {
                    format!(
                        "Of the protection of {name} {branch} no snapshot was imported for {} days from \
                         {since}; at most {} may lie between two.",
                        (begins - known.0) / DAY,
                        apart / DAY
                    )
                })
                .with([known.1, of].into_iter().flatten().filter_map(|of| taken_fact(cx, of))),
            );
        }
        // A date alone stands for the whole day.
        known = (ends.max(known.0), of.or(known.1));
    }
    None
}

/// The parameters that were in force when a snapshot was taken.
fn parameters_of<'a>(cx: &PeriodContext<'a>, of: &ProtectionSnapshot) -> &'a Parameters {
    &cx.snapshot.policy.at(of.taken_at.at).parameters
}

/// What one snapshot shows.
fn setting<'a>(cx: &PeriodContext<'a>, (id, of): Taken<'a>) -> Finding {
    let least = parameters_of(cx, of).reviewers as u64;
    let mut weak: Vec<String> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    match &of.required_reviews {
        Field::Value(n) if *n >= least => {}
        Field::Value(n) => weak.push(format!("asks for {n} reviews instead of {least}")),
        Field::Empty => weak.push("asks for no review".to_owned()),
        Field::NotExported => open.push("the number of reviews".to_owned()),
    }
    for (field, weakness, name) in [
        (
            &of.dismiss_stale,
            "keeps approvals after new commits",
            "the fate of stale approvals",
        ),
        (
            &of.enforce_admins,
            "does not hold administrators to it",
            "whether administrators are held to it",
        ),
    ] {
        match field {
            Field::Value(true) => {}
            Field::Value(false) | Field::Empty => weak.push(weakness.to_owned()),
            Field::NotExported => open.push(name.to_owned()),
        }
    }
    match &of.required_checks {
        Field::Value(checks) if !checks.is_empty() => {}
        Field::Value(_) | Field::Empty => weak.push("asks for no check".to_owned()),
        Field::NotExported => open.push("the required checks".to_owned()),
    }
    match &of.bypass_actors {
        Field::Value(actors) => {
            for actor in actors {
                match role_of(cx, of, actor).held() {
                    Known::Yes => {}
                    Known::No => weak.push(format!(
                        "lets {} bypass it, who held no deploying role",
                        cx.shown(actor)
                    )),
                    Known::Unknown => {
                        open.push(format!(
                            "the role of {}, who may bypass it",
                            cx.shown(actor)
                        ));
                    }
                }
            }
        }
        Field::Empty => {}
        Field::NotExported => open.push("who may bypass it".to_owned()),
    }
    let what = || {
        let at = when(&of.taken_at);
        format!("The protection of {} {} at {at}", of.repository, of.branch)
    };
    let finding = if !weak.is_empty() {
        cx.fail(|| format!("{} {}.", what(), weak.join(", ")))
    } else if !open.is_empty() {
        cx.insufficient(|| format!("{} does not tell {}.", what(), open.join(", ")))
    } else {
        cx.pass(|| format!("{} meets the baseline.", what()))
    };
    finding.with(facts(cx, (id, of)))
}

/// The role of somebody who may bypass a protection, on the day of its snapshot.
fn role_of<'a>(cx: &PeriodContext<'a>, of: &ProtectionSnapshot, actor: &'a Account) -> Role<'a> {
    let roles = &parameters_of(cx, of).deploying_roles;
    roles::on_day_of(cx, Some(actor), Some(&of.taken_at), roles)
}

fn taken_fact(cx: &PeriodContext<'_>, (id, of): Taken<'_>) -> Option<Fact> {
    let own = RecordRef::ProtectionSnapshot(id);
    cx.fact(own, "taken_at", || of.taken_at.to_string())
}

fn facts<'a>(cx: &PeriodContext<'a>, (id, of): Taken<'a>) -> Vec<Fact> {
    if cx.detail == Detail::OutcomeOnly {
        return Vec::new();
    }
    let own = RecordRef::ProtectionSnapshot(id);
    let actors = || {
        text_by(&of.bypass_actors, |actors| {
            let names = actors.iter().map(|actor| actor.name.as_str());
            names.collect::<Vec<_>>().join(", ")
        })
    };
    let roles = &parameters_of(cx, of).deploying_roles;
    let actors_of = of.bypass_actors.items().iter();
    let of_actors = actors_of.flat_map(|actor| role_of(cx, of, actor).facts(cx, roles));
    [
        taken_fact(cx, (id, of)),
        cx.fact(own, "required_reviews", || field_text(&of.required_reviews)),
        cx.fact(own, "dismiss_stale", || field_text(&of.dismiss_stale)),
        cx.fact(own, "required_checks", || {
            text_by(&of.required_checks, |checks| checks.join(", "))
        }),
        cx.fact(own, "enforce_admins", || field_text(&of.enforce_admins)),
        cx.fact(own, "bypass_actors", actors),
    ]
    .into_iter()
    .flatten()
    .chain(of_actors)
    .collect()
}

static CASES: &[Case] = &[
    Case {
        name: "a snapshot a week, each by the baseline",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "for a week administrators were not held to it",
        given: |w| w.protection().enforce_admins = Field::Value(false),
        then: Outcome::Fail,
    },
    Case {
        name: "no review was asked for",
        given: |w| w.protection().required_reviews = Field::Value(0),
        then: Outcome::Fail,
    },
    Case {
        name: "the list of required checks is empty",
        given: |w| w.protection().required_checks = Field::Value(Vec::new()),
        then: Outcome::Fail,
    },
    Case {
        name: "most pull requests were merged into the main branch, and one into another",
        given: |w| w.pull_request().base_branch = World::text("release"),
        then: Outcome::Pass,
    },
    Case {
        name: "the repository of a deployment was not exported",
        given: |w| w.deployment().repository = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no check was asked for",
        given: |w| w.protection().required_checks = Field::Empty,
        then: Outcome::Fail,
    },
    Case {
        name: "somebody without a deploying role may bypass it",
        given: |w| w.protection().bypass_actors = Field::Value(vec![World::account("ana")]),
        then: Outcome::Fail,
    },
    Case {
        name: "somebody with a deploying role may bypass it",
        given: |w| w.protection().bypass_actors = Field::Value(vec![World::account("lena")]),
        then: Outcome::Pass,
    },
    Case {
        name: "somebody whom the roster does not know may bypass it",
        given: |w| w.protection().bypass_actors = Field::Value(vec![World::account("stranger")]),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "two weeks without a snapshot",
        given: |w| w.protection().taken_at = World::moment(-90 * 24 * 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the last snapshot before the period shows that administrators were not held to it",
        given: |w| {
            w.protection().enforce_admins = Field::Value(false);
            w.period_from(2025, 2, 26);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the first snapshot is of a day after the period began",
        given: |w| w.period_from(2025, 2, 5),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no deployments were imported",
        given: |w| w.without(RecordKind::Deployment),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "whether administrators were held to it was not exported",
        given: |w| w.protection().enforce_admins = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "who may bypass it was not exported",
        given: |w| w.protection().bypass_actors = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the snapshots are of another branch",
        given: |w| w.pull_requests_into("develop"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no snapshots were imported",
        given: |w| w.without(RecordKind::ProtectionSnapshot),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "nothing was deployed in the period",
        given: |w| {
            w.period_from(2025, 3, 4);
            w.period_until(2025, 3, 5);
        },
        then: Outcome::NotApplicable,
    },
];
