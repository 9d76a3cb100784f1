//! POP-02: no number is missing in a sequence without gaps, and no run of business days without a
//! deployment is longer than usual.

use std::collections::BTreeMap;

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::{ChangeRecord, RecordKind};
use changeproof_domain::snapshot::{ChangeRecordId, RecordRef};
use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;

use crate::case::Case;
use crate::context::Context;
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::others::PeriodContext;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "POP-02",
    version: 1,
    name: "Sequence and calendar gaps",
    severity: Severity::High,
    clauses: &["LOG-KEEP"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::number("quiet_business_days", p.quiet_business_days),
            Parameter::number("quiet_medians", p.quiet_medians),
            Parameter::words("gapless_sequences", &p.gapless_sequences),
        ]
    },
    frameworks: &[partial(
        "SOC 2",
        "CC2.1",
        "Tests for days without deployments and for missing numbers alone; a single missing deployment \
         among others shows in neither.",
    )],
    stricter_than_policy: Some(
        "The policy asks that logs are kept; that they have no holes is what an audit asks.",
    ),
    checks: "Passes where no run of business days without a production deployment is longer than five \
        days and than three times the median run of the period, and no number is missing in those \
        sequences of change records that are known to have no gaps. Fails where such a run or a missing \
        number lies within what the imported files cover. Insufficient evidence where they do not cover \
        it. Numbers of pull requests and issues share a counter, so gaps among them say nothing. Does \
        not apply where the period is too short for such a run. An explanation of a run cannot be \
        recorded yet.",
    why: "A week without deployments at a company that deploys daily is a holiday, or a hole in the \
        evidence.",
    evidence: "Deployments over the whole period, with declared coverage; change records where their \
        numbers are known to have no gaps.",
    needs: &[RecordKind::Deployment, RecordKind::ChangeRecord],
    remedy: "Fail: find out whether deployments of those days were left out of the export; keep the \
        explanation with the pack. Insufficient evidence: export the deployments of the whole period \
        and declare what the file covers.",
    check: Judges::Period(check),
    cases: CASES,
};

fn check(cx: &PeriodContext<'_>) -> Finding {
    let sequences = cx.parameters().gapless_sequences.iter();
    let missing = sequences.flat_map(|project| missing_numbers(cx, project));
    let all = std::iter::once(calendar(cx)).chain(missing);
    Finding::worst(all).unwrap_or_else(|| calendar(cx))
}

/// Business days without a deployment, between two days with one or up to an end of the period.
struct Run<'a> {
    days: u32,
    first: NaiveDate,
    last: NaiveDate,
    before: Option<Context<'a>>,
    after: Option<Context<'a>>,
}

impl Run<'_> {
    fn facts(&self) -> Vec<Fact> {
        let ends = [self.before, self.after].into_iter().flatten();
        ends.filter_map(|deployment| deployment.start_fact())
            .collect()
    }
}

/// All runs of the known days, those without any business day included.
fn runs<'a>(cx: &PeriodContext<'a>) -> Vec<Run<'a>> {
    let calendar = &cx.snapshot.calendar;
    let mut on: BTreeMap<NaiveDate, Context<'a>> = BTreeMap::new();
    for deployment in cx.deployments() {
        on.entry(deployment.start().at.date_in(calendar.zone))
            .or_insert(deployment);
    }
    let days = cx.known_days();
    let empty = |first, before| Run {
        days: 0,
        first,
        last: first,
        before,
        after: None,
    };
    let mut runs = Vec::new();
    let mut run = empty(days.from, None);
    for day in days.iter() {
        if let Some(deployment) = on.get(&day) {
            run.after = Some(*deployment);
            runs.push(run);
            run = empty(day, Some(*deployment));
        } else if calendar.is_business_day(day) {
            if run.days == 0 {
                run.first = day;
            }
            run.days += 1;
            run.last = day;
        }
    }
    runs.push(run);
    runs
}

/// The median length of the runs between two deployments.
fn median(runs: &[Run<'_>]) -> u32 {
    let between = runs
        .iter()
        .filter(|run| run.before.is_some() && run.after.is_some());
    let mut lengths: Vec<u32> = between.map(|run| run.days).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied().unwrap_or(0)
}

fn calendar(cx: &PeriodContext<'_>) -> Finding {
    let runs = runs(cx);
    let median = median(&runs);
    let parameters = cx.parameters();
    let quiet = parameters
        .quiet_business_days
        .max(parameters.quiet_medians.saturating_mul(median));
    let too_long = runs.iter().filter(|run| run.days > quiet);
    let findings = too_long.map(|run| gap(cx, run, quiet));
    let Some(longest) = runs.iter().max_by_key(|run| run.days) else {
        return cx.not_applicable(|| "The period has no days.".to_owned());
    };
    Finding::worst(findings).unwrap_or_else(|| {
        if longest.before.is_none() && longest.after.is_none() {
            let (from, to) = cx.known_time();
            if !cx.deployments_covered(from, to) {
                return cx.insufficient(|| {
                    "No production deployment of the period is known, and the imported ones do not cover \
                     it."
                    .to_owned()
                });
            }
            return cx.not_applicable(|| {
                format!(
                    "The period has no production deployment and no more than {quiet} business days, too \
                     few for a gap."
                )
            });
        }
        cx.pass(|| {
            format!(
                "The longest run without a production deployment is {} business days; up to {quiet} are \
                 usual here (the median run is {median}).",
                longest.days
            )
        })
        .with(longest.facts())
    })
}

/// What a run that is too long comes to.
fn gap(cx: &PeriodContext<'_>, run: &Run<'_>, quiet: u32) -> Finding {
    let zone = cx.snapshot.calendar.zone;
    let from = Timestamp::start_of(run.first, zone);
    let to = Timestamp::end_of(run.last, zone);
    let what = || {
        format!(
            "From {} to {} no production deployment starts: {} business days, where up to {quiet} are \
             usual",
            run.first, run.last, run.days
        )
    };
    let finding = if cx.deployments_covered(from, to) {
        cx.fail(|| format!("{}.", what()))
    } else {
        cx.insufficient(|| {
            format!(
                "{}; the imported deployments do not cover these days.",
                what()
            )
        })
    };
    finding
        .with(run.facts())
        .with(cx.declared(RecordKind::Deployment))
}

/// Where numbers are missing among the change records of a project.
fn missing_numbers(cx: &PeriodContext<'_>, project: &str) -> Vec<Finding> {
    let mut numbered: Vec<(u64, ChangeRecordId)> = Vec::new();
    for (index, record) in cx.snapshot.change_records.iter().enumerate() {
        if record.project().eq_ignore_ascii_case(project)
            && let Some(number) = number_of(record)
        {
            numbered.push((number, index.into()));
        }
    }
    numbered.sort_unstable();
    let pairs = numbered.windows(2).filter(|pair| pair[1].0 > pair[0].0 + 1);
    pairs
        .map(|pair| missing_between(cx, pair[0], pair[1]))
        .collect()
}

/// The digits that a key ends in.
fn number_of(record: &ChangeRecord) -> Option<u64> {
    let head = record.key.trim_end_matches(|c: char| c.is_ascii_digit());
    record.key[head.len()..].parse().ok()
}

fn missing_between(
    cx: &PeriodContext<'_>,
    before: (u64, ChangeRecordId),
    after: (u64, ChangeRecordId),
) -> Finding {
    let record = |id: ChangeRecordId| &*cx.snapshot.change_records[id.index()].record;
    let (first, last) = (record(before.1), record(after.1));
    let scope = Scope::Project(first.source, first.project().to_uppercase());
    let coverage = &cx.snapshot.coverage;
    let covered = match (first.created_at.value(), last.created_at.value()) {
        (Some(from), Some(to)) => {
            let kind = RecordKind::ChangeRecord;
            coverage.through(kind, &scope, from.at, to.at)
        }
        _ => false,
    };
    let missing = after.0 - before.0 - 1;
    let what = || {
        let numbers = if missing == 1 {
            "number is"
        } else {
            "numbers are"
        };
        format!(
            "Between {} and {} {missing} {numbers} missing",
            first.key, last.key
        )
    };
    let finding = if covered {
        cx.fail(|| format!("{}.", what()))
    } else {
        cx.insufficient(|| {
            format!(
                "{}; the imported change records do not cover that time.",
                what()
            )
        })
    };
    let ends = [(before.1, first), (after.1, last)];
    finding.with(
        ends.into_iter().filter_map(|(id, record)| {
            cx.fact(RecordRef::ChangeRecord(id), "", || record.key.clone())
        }),
    )
}

static CASES: &[Case] = &[
    Case {
        name: "a deployment every week or two",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "no deployment for the eight weeks after the last one",
        given: |w| w.period_until(2025, 4, 30),
        then: Outcome::Fail,
    },
    Case {
        name: "no deployment for eight weeks, which nothing covers",
        given: |w| {
            w.period_until(2025, 4, 30);
            w.not_covered(RecordKind::Deployment);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the weeks after the as-of day are still to come",
        given: |w| {
            w.period_until(2025, 4, 30);
            w.as_of(2 * 24 * 60);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "no deployments were imported",
        given: |w| w.without(RecordKind::Deployment),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no deployment in the two days of the period",
        given: |w| {
            w.period_from(2025, 3, 4);
            w.period_until(2025, 3, 5);
        },
        then: Outcome::NotApplicable,
    },
    Case {
        name: "two numbers are missing among tickets that have no gaps",
        given: |w| {
            w.parameters.gapless_sequences = vec!["CHG".to_owned()];
            w.add_ticket("CHG-1003", "Normal", -60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "two numbers are missing where the tickets of that time were not exported",
        given: |w| {
            w.parameters.gapless_sequences = vec!["CHG".to_owned()];
            w.add_ticket("CHG-1003", "Normal", -60);
            w.not_covered(RecordKind::ChangeRecord);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "two tickets are missing, and when the next was created was not exported",
        given: |w| {
            w.parameters.gapless_sequences = vec!["CHG".to_owned()];
            w.add_ticket("CHG-1003", "Normal", -60).created_at = Field::NotExported;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "two numbers are missing among tickets that may have gaps",
        given: |w| {
            w.add_ticket("CHG-1003", "Normal", -60);
        },
        then: Outcome::Pass,
    },
];
