//! POP-02: no number is missing in a sequence without gaps, and no run of business days without a
//! deployment is longer than usual.

use std::collections::BTreeMap;

use changeproof_domain::coverage::Scope;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{ChangeRecordId, RecordRef};
use changeproof_domain::time::Timestamp;
use chrono::NaiveDate;

use crate::case::Case;
use crate::context::{Context, field_text};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::others::{PeriodContext, no_deployments};

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "POP-02",
    version: 2,
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
        days and than three times the median run between two deployments of the period (of an even number of \
        runs the mean of the two in the middle), and no number is missing in those \
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

impl<'a> Run<'a> {
    /// The deployments on both sides of it.
    fn ends(&self) -> impl Iterator<Item = Context<'a>> + use<'a> {
        [self.before, self.after].into_iter().flatten()
    }

    fn facts(&self) -> Vec<Fact> {
        let ends = self.ends();
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

/// How many business days without a deployment are usual.
struct Usual<'a, 'r> {
    /// The runs between two deployments, the shortest first.
    between: Vec<&'r Run<'a>>,
    /// Twice their median, which lies between two of an even number.
    twice_median: u32,
    /// The most days that are usual.
    days: u32,
}

impl<'a, 'r> Usual<'a, 'r> {
    fn of(cx: &PeriodContext<'a>, runs: &'r [Run<'a>]) -> Usual<'a, 'r> {
        let is_between = |run: &&Run<'_>| run.before.is_some() && run.after.is_some();
        let mut between: Vec<&Run<'a>> = runs.iter().filter(is_between).collect();
        between.sort_by_key(|run| run.days);
        let count = between.len();
        let days = |at: usize| between.get(at).map_or(0, |run| run.days);
        let twice_median = match count % 2 {
            0 if count > 0 => days(count / 2 - 1) + days(count / 2),
            _ => 2 * days(count / 2),
        };
        let parameters = cx.parameters();
        let of_median = parameters.quiet_medians.saturating_mul(twice_median) / 2;
        Usual {
            between,
            twice_median,
            days: parameters.quiet_business_days.max(of_median),
        }
    }

    /// What the number of days rests on, in words.
    fn words(&self, cx: &PeriodContext<'_>) -> String {
        let parameters = cx.parameters();
        let half = if self.twice_median.is_multiple_of(2) {
            ""
        } else {
            ".5"
        };
        let median = format!("{}{half}", self.twice_median / 2);
        let runs = match self.between.len() {
            0 => return "no two deployments of the period tell more".to_owned(),
            1 => "the only run between two deployments".to_owned(),
            count => format!("the median of the {count} runs between two deployments"),
        };
        let medians = parameters.quiet_medians;
        if parameters.quiet_business_days == self.days {
            format!("the least that counts; {medians} times {runs}, {median}, is no more")
        } else {
            format!("{medians} times {runs}, {median}")
        }
    }

    /// The deployments that the median was taken from: of many, those around the runs in the middle.
    fn facts(&self) -> Vec<Fact> {
        let count = self.between.len();
        let shown = match count <= LISTED {
            true => self.between.as_slice(),
            false => &self.between[(count - 1) / 2..=count / 2],
        };
        let mut around: Vec<Context<'a>> = shown.iter().flat_map(|run| run.ends()).collect();
        around.sort_by_key(|deployment| deployment.id);
        around.dedup_by_key(|deployment| deployment.id);
        around.iter().filter_map(|of| of.start_fact()).collect()
    }
}

/// Up to how many runs every deployment that the median rests on is listed.
const LISTED: usize = 30;

fn calendar(cx: &PeriodContext<'_>) -> Finding {
    let runs = runs(cx);
    let usual = Usual::of(cx, &runs);
    let too_long = runs.iter().filter(|run| run.days > usual.days);
    let findings = too_long.map(|run| gap(cx, run, &usual));
    let Some(longest) = runs.iter().max_by_key(|run| run.days) else {
        return cx.not_applicable(|| "The period has no days.".to_owned());
    };
    Finding::worst(findings).unwrap_or_else(|| {
        let quiet = usual.days;
        if longest.before.is_none() && longest.after.is_none() {
            return no_deployments(cx, || {
                format!(
                    "The period has no production deployment and no more than {quiet} business days, too \
                     few for a gap."
                )
            });
        }
        cx.pass(|| {
            format!(
                "The longest run without a production deployment is {} business days; up to {quiet} are \
                 usual here ({}).",
                longest.days,
                usual.words(cx)
            )
        })
        .with(longest.facts())
        .with(usual.facts())
        .with_each_fact_once()
    })
}

/// What a run that is too long comes to.
fn gap<'a>(cx: &PeriodContext<'a>, run: &Run<'a>, usual: &Usual<'a, '_>) -> Finding {
    let zone = cx.snapshot.calendar.zone;
    let from = Timestamp::start_of(run.first, zone);
    let to = Timestamp::end_of(run.last, zone);
    let what = || {
        format!(
            "From {} to {} no production deployment starts: {} business days, where up to {} are \
             usual ({})",
            run.first,
            run.last,
            run.days,
            usual.days,
            usual.words(cx)
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
        .with(usual.facts())
        .with(cx.declared(RecordKind::Deployment))
        .with_each_fact_once()
}

/// Where numbers are missing among the change records of a project.
fn missing_numbers(cx: &PeriodContext<'_>, project: &str) -> Vec<Finding> {
    let numbered = cx.snapshot.numbered.get(&project.to_uppercase());
    let numbered = numbered.map_or(&[][..], Vec::as_slice);
    let pairs = numbered.windows(2).filter(|pair| pair[1].0 > pair[0].0 + 1);
    pairs
        .map(|pair| missing_between(cx, pair[0], pair[1]))
        .collect()
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
    let kind = RecordKind::ChangeRecord;
    let ends = [(before.1, first), (after.1, last)];
    let undated = ends.iter().find(|(_, of)| !of.created_at.is_value());
    let between = first.created_at.value().zip(last.created_at.value());
    let time = between.map(|(from, to)| (from.at, to.at));
    let covered = time.is_some_and(|(from, to)| coverage.through(kind, &scope, from, to));
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
    } else if let Some((_, undated)) = undated {
        cx.insufficient(|| {
            format!(
                "{}; when {} was created was not exported, so whether the imported change records cover \
                 that time cannot be told.",
                what(),
                undated.key
            )
        })
    } else {
        cx.insufficient(|| {
            format!(
                "{}; the imported change records do not cover that time.",
                what()
            )
        })
    };
    let of_ends = ends.into_iter().flat_map(|(id, record)| {
        let own = RecordRef::ChangeRecord(id);
        [
            cx.fact(own, "key", || record.key.clone()),
            cx.fact(own, "created_at", || field_text(&record.created_at)),
        ]
    });
    finding
        .with(of_ends.flatten())
        .with(cx.declared(RecordKind::ChangeRecord))
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
        name: "eighteen business days without a deployment, where runs of eight and of four are usual",
        given: |w| w.period_until(2025, 3, 27),
        then: Outcome::Pass,
    },
    Case {
        name: "nineteen business days without a deployment, where runs of eight and of four are usual",
        given: |w| w.period_until(2025, 3, 28),
        then: Outcome::Fail,
    },
    Case {
        name: "eight business days without a deployment, where runs of eight, four and one are usual",
        given: |w| w.ship_more(2 * 24 * 60),
        then: Outcome::Pass,
    },
    Case {
        name: "eight business days without a deployment, where runs of eight, four, one and none are usual",
        given: |w| {
            w.ship_more(2 * 24 * 60);
            w.deploy_anew(3 * 24 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "eight business days without a deployment, where most follow each other the next day",
        given: |w| {
            w.ship_more(24 * 60);
            w.deploy_anew(2 * 24 * 60);
            w.deploy_anew(3 * 24 * 60);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the numbers of tickets that have no gaps follow each other",
        given: |w| {
            w.parameters.gapless_sequences = vec!["CHG".to_owned()];
            w.add_ticket("CHG-1001", "Normal", -60);
        },
        then: Outcome::Pass,
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
