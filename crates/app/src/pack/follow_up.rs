//! What people recorded about findings, as deviations and dossiers print it.

use std::collections::{BTreeMap, HashMap};

use changeproof_controls::registry;
use changeproof_domain::outcome::{Outcome, Overlays};
use changeproof_domain::snapshot::FindingKey;
use changeproof_reports::pack::FollowUp;
use changeproof_reports::wording::{counted, list, shortened};
use changeproof_store::{Head, Reader, SubjectRow};
use chrono::NaiveDate;

use crate::error::AppError;
use crate::event_words::sentence_end;
use crate::results::Explained;
use crate::triage::{self, Recorded, Work, shown};

/// Different causes, actions or days that are named before the rest is counted.
const NAMED: usize = 4;
/// Letters of a text that somebody typed.
const LETTERS: usize = 300;

/// A finding of an evaluation.
pub(super) struct Found {
    pub(super) key: FindingKey,
    pub(super) outcome: Outcome,
    overlays: Overlays,
}

impl Found {
    /// Whether it is counted here, and not at an earlier deployment of the same changes.
    fn is_counted(&self) -> bool {
        triage::current::is_counted(self.outcome, self.overlays)
    }

    /// Whether an exception that was there in time covers it.
    pub(super) fn is_excepted(&self) -> bool {
        triage::current::is_excepted(self.outcome, self.overlays)
    }
}

/// The findings that an evaluation counts: failures, and what cannot be told.
pub(super) fn findings(explained: &Explained) -> Vec<Found> {
    let of_rows = explained.rows.iter().flat_map(findings_of_row);
    let others = explained.others.outcomes.iter().map(|one| Found {
        key: shown::of_other(one),
        outcome: one.outcome,
        overlays: one.overlays,
    });
    of_rows
        .chain(others)
        .filter(|one| one.is_counted())
        .collect()
}

fn findings_of_row(row: &SubjectRow) -> impl Iterator<Item = Found> + '_ {
    let controls = registry().iter().enumerate();
    controls.filter_map(move |(at, control)| {
        let (outcome, overlays) = row.verdicts.get(at)?;
        triage::current::is_finding(outcome).then(|| Found {
            key: shown::of_row(row, control.id),
            outcome,
            overlays,
        })
    })
}

/// What stands recorded about findings, on a day.
pub(super) struct Followed {
    recorded: HashMap<FindingKey, Recorded>,
    today: NaiveDate,
}

impl Followed {
    /// As the log tells it up to its head in the pack.
    pub(super) fn until(
        reader: &Reader<'_>,
        head: Head,
        today: NaiveDate,
    ) -> Result<Followed, AppError> {
        Ok(Followed {
            recorded: triage::recorded_until(reader, head.sequence)?,
            today,
        })
    }

    /// What stands recorded about one finding; none where nobody took it.
    pub(super) fn work(&self, key: &FindingKey) -> Option<&Recorded> {
        let recorded = self.recorded.get(key)?;
        (recorded.work != Work::Open).then_some(recorded)
    }

    /// The day of which that is told.
    pub(super) fn today(&self) -> NaiveDate {
        self.today
    }

    /// The answer to the failures of each control; a control of which nothing is recorded is left out.
    pub(super) fn by_control(&self, findings: &[Found]) -> BTreeMap<String, FollowUp> {
        let mut by_control: BTreeMap<&str, Vec<&Found>> = BTreeMap::new();
        for found in findings.iter().filter(|one| one.outcome == Outcome::Fail) {
            by_control
                .entry(&found.key.control)
                .or_default()
                .push(found);
        }
        let answers = by_control.into_iter().filter_map(|(control, failures)| {
            self.answer(&failures)
                .map(|answer| (control.to_owned(), answer))
        });
        answers.collect()
    }

    fn answer(&self, failures: &[&Found]) -> Option<FollowUp> {
        let taken: Vec<(&Found, &Recorded)> = failures
            .iter()
            .filter_map(|found| Some((*found, self.work(&found.key)?)))
            .collect();
        if taken.is_empty() {
            return None;
        }
        let all = failures.len();
        let is = |work: Work| taken.iter().filter(|(_, one)| one.work == work).count();
        let unanswered = failures.iter().copied();
        let unanswered = unanswered.filter(|found| self.work(&found.key).is_none());
        let (excepted, open): (Vec<&Found>, Vec<&Found>) =
            unanswered.partition(|found| found.is_excepted());
        let states = [
            (is(Work::Remediated), "remediated"),
            (is(Work::Acknowledged), "acknowledged"),
            (excepted.len(), "covered by an exception in time"),
            (open.len(), "without an answer"),
        ];
        let states = states.into_iter().filter(|(number, _)| *number > 0);
        let states: Vec<String> = states
            .map(|(number, words)| format!("{number} {words}"))
            .collect();
        let actions = told(&taken, all, |one| one.action.as_deref());
        let actions = actions.map_or_else(
            || " No action is recorded.".to_owned(),
            |actions| format!(" Action: {actions}"),
        );
        Some(FollowUp {
            cause: told(&taken, all, |one| one.cause.as_deref()),
            response: Some(format!(
                "Of {}: {}.{actions}",
                counted(all as u64, "failure", "failures"),
                list(&states)
            )),
            due: Some(self.due(&taken)),
        })
    }

    /// Until when the work is due, or when it was done.
    fn due(&self, taken: &[(&Found, &Recorded)]) -> String {
        let mut days: BTreeMap<(NaiveDate, &str), usize> = BTreeMap::new();
        let mut done: Vec<NaiveDate> = Vec::new();
        for (_, one) in taken {
            match (one.work, one.due, one.on) {
                (Work::Acknowledged, Some(due), _) => {
                    let owner = one.owner.as_deref().unwrap_or_default();
                    *days.entry((due, owner)).or_default() += 1;
                }
                (Work::Remediated, _, Some(on)) => done.push(on),
                (Work::Open | Work::Acknowledged | Work::Remediated, _, _) => {}
            }
        }
        let mut parts: Vec<String> = days
            .iter()
            .take(NAMED)
            .map(|((due, owner), number)| {
                let late = if *due < self.today { ", overdue" } else { "" };
                format!("{number} due {due}, {}{late}", shortened(owner, 60))
            })
            .collect();
        let rest: usize = days.values().skip(NAMED).sum();
        if rest > 0 {
            parts.push(format!("{rest} due later"));
        }
        match (done.iter().min(), done.iter().max()) {
            (Some(first), Some(last)) if first == last => {
                parts.push(format!("{} done {first}", done.len()));
            }
            (Some(first), Some(last)) => {
                parts.push(format!("{} done from {first} to {last}", done.len()));
            }
            (None, _) | (_, None) => {}
        }
        format!("{}.", parts.join("; "))
    }

    /// What was done about what the controls found of a deployment, a sentence each.
    pub(super) fn of_deployment(&self, row: &SubjectRow) -> Vec<String> {
        let found: Vec<Found> = findings_of_row(row).collect();
        if found.is_empty() {
            return vec![
                "No control failed or lacks evidence, so there is nothing to remedy.".to_owned(),
            ];
        }
        let mut sentences = Vec::new();
        let (mut without, mut elsewhere) = (Vec::new(), Vec::new());
        for one in &found {
            match self.work(&one.key) {
                None if !one.is_counted() => elsewhere.push(one.key.control.as_str()),
                Some(recorded) => sentences.push(self.sentence(&one.key.control, recorded)),
                None if one.is_excepted() => sentences.push(format!(
                    "{}: covered by an exception that was approved in time.",
                    one.key.control
                )),
                None => without.push(one.key.control.as_str()),
            }
        }
        if !without.is_empty() {
            sentences.push(format!("Not recorded for {}.", list(&without)));
        }
        if !elsewhere.is_empty() {
            sentences.push(format!(
                "{}: counted at the first deployment of the same changes, and answered for there.",
                list(&elsewhere)
            ));
        }
        sentences
    }

    fn sentence(&self, control: &str, one: &Recorded) -> String {
        let text = |words: &Option<String>| match words.as_deref().map(str::trim) {
            Some(words) if !words.is_empty() => sentence_end(&shortened(words, LETTERS)),
            Some(_) | None => "not recorded.".to_owned(),
        };
        let standing = match (one.work, one.on, one.due) {
            (Work::Remediated, Some(on), _) => format!("remediated on {on}."),
            (_, _, Some(due)) => {
                let late = if one.is_overdue(self.today) {
                    ", which has passed"
                } else {
                    ""
                };
                let owner = one.owner.as_deref().unwrap_or_default();
                format!("{} owns it, due {due}{late}.", shortened(owner, 60))
            }
            (Work::Open | Work::Acknowledged | Work::Remediated, _, None) => String::new(),
        };
        let files = one.evidence.iter().take(NAMED);
        let files: Vec<String> = files
            .map(|file| format!("{} (SHA-256 {})", shortened(&file.file, 60), file.sha256))
            .collect();
        let shown = match files.is_empty() {
            true => String::new(),
            false => format!(" Shown by {}.", list(&files)),
        };
        format!(
            "{control}: {standing} Cause: {} Action: {}{shown}",
            text(&one.cause),
            text(&one.action)
        )
    }
}

/// A text of findings: each different one with how many it is of; then of how many none is recorded.
fn told(
    taken: &[(&Found, &Recorded)],
    all: usize,
    text: impl Fn(&Recorded) -> Option<&str>,
) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, one) in taken {
        if let Some(words) = text(one).map(str::trim).filter(|words| !words.is_empty()) {
            *counts.entry(words).or_default() += 1;
        }
    }
    if counts.is_empty() {
        return None;
    }
    let recorded: usize = counts.values().sum();
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(words, number)| (std::cmp::Reverse(*number), *words));
    let of = |number: usize| match (number, all) {
        (_, 1) => String::new(),
        (number, _) => format!(" ({number} of {all})"),
    };
    let mut parts: Vec<String> = counts
        .iter()
        .take(NAMED)
        .map(|(words, number)| {
            let words = shortened(words, LETTERS);
            let words = words.strip_suffix('.').unwrap_or(&words);
            sentence_end(&format!("{words}{}", of(*number)))
        })
        .collect();
    if counts.len() > NAMED {
        let more = counts.len() - NAMED;
        parts.push(format!("{more} more, which the event log tells."));
    }
    if recorded < all {
        parts.push(format!("Not recorded for {} of {all}.", all - recorded));
    }
    Some(parts.join(" "))
}
