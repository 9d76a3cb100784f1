//! LOG-01: records reach back a year, the latest months are at hand, and an old export still opens.

use changeproof_domain::coverage::{Basis, Scope};
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::RecordRef;
use changeproof_domain::time::Timestamp;
use chrono::{Datelike, Months, NaiveDate};

use crate::case::Case;
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::others::{OldestOriginal, OriginalState, PeriodContext};
use crate::shared::words::listed;

/// The kinds of records that tell what was changed, and how it was decided.
const KEPT: [RecordKind; 3] = [
    RecordKind::Deployment,
    RecordKind::PullRequest,
    RecordKind::ChangeRecord,
];

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "LOG-01",
    version: 1,
    name: "Retention",
    severity: Severity::High,
    clauses: &["LOG-KEEP"],
    since: "0.1.0",
    parameters: |p| {
        vec![
            Parameter::number("kept_months", p.kept_months),
            Parameter::number("at_hand_months", p.at_hand_months),
        ]
    },
    frameworks: &[
        partial(
            "NIST SP 800-53",
            "AU-11",
            "Tests that records of changes of the last year were at hand for import, not how the tools \
             keep them.",
        ),
        partial(
            "ISO 27001:2022",
            "A.5.33",
            "Tests that imported records are unchanged, not how the tools protect theirs.",
        ),
        partial(
            "PCI DSS 4.0.1",
            "10.5.1",
            "Tests records of changes alone, not audit logs in general.",
        ),
    ],
    stricter_than_policy: Some(
        "The policy asks that logs are kept without saying how long; twelve months, three of them at \
         hand, are ours.",
    ),
    checks: "Passes where the imported files hold deployments, pull requests and change records (of the \
        kinds that were imported) for each of the twelve months up to the end of the period, of each \
        service, repository and project, the months between the first and the last one whole, and the file \
        with the oldest records still opens with the bytes that it was imported with. Fails where that \
        file does not open any more or has other bytes. Insufficient evidence where a month lacks \
        records: they may be kept and not have been exported.",
    why: "What is not kept cannot be audited, and a record that changed since proves nothing.",
    evidence: "Exports of deployments, pull requests and change records of the last twelve months.",
    needs: &KEPT,
    remedy: "Fail: restore the workspace from a backup; the file was changed or is damaged. Insufficient \
        evidence: export the older months from each tool and import them.",
    check: Judges::Period(check),
    cases: CASES,
};

fn check(cx: &PeriodContext<'_>) -> Finding {
    let Some(oldest) = cx.oldest else {
        return cx.insufficient(|| "No records with a time were imported.".to_owned());
    };
    Finding::worst([opens(cx, oldest), reaches_back(cx)]).unwrap_or_else(|| reaches_back(cx))
}

/// Whether the sampled original is as it was.
fn opens(cx: &PeriodContext<'_>, oldest: OldestOriginal) -> Finding {
    let source = &cx.snapshot.sources[oldest.source.index()];
    let file = &source.file;
    let finding = match oldest.state {
        OriginalState::Intact => cx.pass(|| {
            format!("{file}, the file with the oldest records, opens with the bytes it was imported with.")
        }),
        OriginalState::Broken => cx.fail(|| {
            format!(
                "{file}, the file with the oldest records, does not open any more or has other bytes than \
                 it was imported with."
            )
        }),
    };
    finding.with(cx.fact(RecordRef::Import(oldest.source), "sha256", || {
        source.sha256.clone()
    }))
}

/// Whether there are records for each of the months.
fn reaches_back(cx: &PeriodContext<'_>) -> Finding {
    let parameters = cx.parameters();
    let end = cx.known_days().to;
    let (kept, at_hand) = (parameters.kept_months, parameters.at_hand_months);
    let mut lacking: Vec<String> = Vec::new();
    let mut facts: Vec<Fact> = Vec::new();
    let mut imported: Vec<&str> = Vec::new();
    let mut declared = true;
    for kind in KEPT {
        let coverage = &cx.snapshot.coverage;
        if !coverage.has(kind) {
            // A company may do without the others.
            if kind == RecordKind::Deployment {
                lacking.push("No deployments were imported.".to_owned());
            }
            continue;
        }
        imported.push(kind.plural());
        if let Some((from, ..)) = month(cx, end, kept.saturating_sub(1)) {
            let to = Timestamp::end_of(end, cx.snapshot.calendar.zone);
            facts.extend(cx.covered_by(kind, coverage.scopes(kind), (from, to)));
            declared &= { coverage.scopes(kind) }
                .flat_map(|scope| coverage.of(kind, scope))
                .filter(|span| !span.cut && span.meets(from, to))
                .all(|span| span.basis == Basis::Declared);
        }
        let open: Vec<(Vec<Month>, &Scope)> = { coverage.scopes(kind) }
            .map(|scope| (lacking_months(cx, kind, scope, (end, kept)), scope))
            .filter(|(months, _)| !months.is_empty())
            .collect();
        // What lacks of the latest months weighs more.
        let latest = open
            .iter()
            .min_by_key(|(months, _)| months.first().map(|of| of.back));
        if let Some((months, scope)) = latest {
            let more = match open.len() - 1 {
                0 => String::new(),
                more => format!(", and {more} more are not complete"),
            };
            lacking.push(format!(
                "No complete {} ({}) were imported for {}{more}.",
                kind.plural(),
                scope.label(),
                months_words(months)
            ));
        }
    }
    let finding = if lacking.is_empty() {
        let basis = match declared {
            true => "are declared to cover",
            false => "cover, as was declared or from their first to their last record,",
        };
        cx.pass(|| {
            format!(
                "The imported files {basis} {} up to {end} for {}.",
                match kept {
                    1 => "the month".to_owned(),
                    months => format!("each of the {months} months"),
                },
                listed(&imported)
            )
        })
    } else {
        lacking.push(format!(
            "The {kept} months up to {end} are asked for, the latest {at_hand} of them at hand."
        ));
        cx.insufficient(|| lacking.join(" "))
    };
    finding.with(facts)
}

/// A month, and how many months it lies back.
struct Month {
    back: u32,
    name: String,
}

/// The months of which records of a kind are not complete for a scope, the latest first. The first and the
/// last month may be begun: what lies between has to be whole.
fn lacking_months(
    cx: &PeriodContext<'_>,
    kind: RecordKind,
    scope: &Scope,
    (end, kept): (NaiveDate, u32),
) -> Vec<Month> {
    let coverage = &cx.snapshot.coverage;
    let is_covered = |back: u32, from: Timestamp, to: Timestamp| {
        if (1..kept.saturating_sub(1)).contains(&back) {
            coverage.through(kind, scope, from, to)
        } else {
            let mut spans = coverage.of(kind, scope).iter();
            spans.any(|span| !span.cut && span.meets(from, to))
        }
    };
    let months = (0..kept).filter_map(|back| Some((back, month(cx, end, back)?)));
    months
        .filter(|(back, (from, to, _))| !is_covered(*back, *from, *to))
        .map(|(back, (.., name))| Month { back, name })
        .collect()
}

/// Months for a sentence, the oldest first: those that follow each other as one stretch.
fn months_words(months: &[Month]) -> String {
    let mut stretches: Vec<(&Month, &Month)> = Vec::new();
    for month in months.iter().rev() {
        match stretches.last_mut() {
            Some((_, last)) if last.back == month.back + 1 => *last = month,
            Some(_) | None => stretches.push((month, month)),
        }
    }
    let words: Vec<String> = stretches
        .iter()
        .map(|(first, last)| match first.back == last.back {
            true => first.name.clone(),
            false => format!("{} to {}", first.name, last.name),
        })
        .collect();
    listed(&words)
}

/// The first and the last instant of a month, and its name.
type Bounds = (Timestamp, Timestamp, String);

/// The month that lies so many months before that of a day; of the day's own month, the days up to it.
fn month(cx: &PeriodContext<'_>, day: NaiveDate, back: u32) -> Option<Bounds> {
    let zone = cx.snapshot.calendar.zone;
    let first = day.with_day(1)?.checked_sub_months(Months::new(back))?;
    let last = first.checked_add_months(Months::new(1))?.pred_opt()?;
    Some((
        Timestamp::start_of(first, zone),
        Timestamp::end_of(last.min(day), zone),
        first.format("%B %Y").to_string(),
    ))
}

static CASES: &[Case] = &[
    Case {
        name: "records of the last twelve months, and the oldest file opens",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "the oldest file has other bytes than it was imported with",
        given: |w| w.break_original(),
        then: Outcome::Fail,
    },
    Case {
        name: "no tickets were exported of the last months",
        given: |w| {
            w.period_until(2025, 4, 30);
            w.not_covered(RecordKind::ChangeRecord);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the period lies so early that older months were not exported",
        given: |w| {
            w.period_from(2024, 5, 1);
            w.period_until(2024, 6, 30);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no deployments were exported of the latest months",
        given: |w| w.not_covered(RecordKind::Deployment),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the file of deployments shows that it was cut",
        given: |w| w.cut_import(),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "no deployments were imported",
        given: |w| w.without(RecordKind::Deployment),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "tickets are not in use",
        given: |w| w.without(RecordKind::ChangeRecord),
        then: Outcome::Pass,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_that_follow_each_other_are_told_as_one_stretch() {
        let words = |months: &[(u32, &str)]| {
            let month = |(back, name): &(u32, &str)| Month {
                back: *back,
                name: (*name).to_owned(),
            };
            months_words(&months.iter().map(month).collect::<Vec<_>>())
        };
        assert_eq!(words(&[(0, "May")]), "May");
        assert_eq!(
            words(&[(0, "May"), (1, "April"), (2, "March")]),
            "March to May"
        );
        assert_eq!(
            words(&[(0, "May"), (2, "March"), (3, "February")]),
            "February to March and May"
        );
    }
}
