//! What a review rests on: gathered when it is opened, and kept as it was then.

use changeproof_controls::{Severity, catalogue, registry};
use changeproof_domain::account::Account;
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::time::{Moment, Timestamp};
use changeproof_store::Reader;
use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::error::AppError;
use crate::evaluate::judged_rows;
use crate::loaded::Loaded;
use crate::others;
use crate::period::Period;
use crate::policy;
use crate::ports::Ports;
use crate::post_change_reviews::queue_of;
use crate::wire::annual_review::{
    ControlOfYears, Counts, EmergencyCounts, ExceptionOfYear, ReviewInputs, RosterChange,
    TriggerOfYear, VersionOfYear,
};
use crate::wire::post_change_review::{ReviewQueue, ReviewState};

/// Gathers the inputs of a year.
pub(super) fn gather(
    reader: &Reader<'_>,
    loaded: &Loaded,
    year: Period,
    now: Timestamp,
    ports: &Ports<'_>,
) -> Result<ReviewInputs, AppError> {
    let before = year.before()?;
    let controls = controls(reader, loaded, [year, before], now, ports)?;
    let incidents = |period: Period| {
        let incidents = loaded.snapshot.incidents.iter();
        let opened = incidents.filter_map(|one| one.opened_at.value());
        opened.filter(|at| period.holds(at.at, loaded.zone)).count() as u64
    };
    let queue = queue_of(loaded, now, None, None);
    Ok(ReviewInputs {
        as_of: now,
        zone: loaded.zone.name().to_owned(),
        from: year.from,
        to: year.to,
        before_from: before.from,
        before_to: before.to,
        controls,
        exceptions: exceptions(loaded, year),
        incidents: incidents(year),
        incidents_before: incidents(before),
        emergencies: emergencies(&queue, loaded.zone, year),
        emergencies_before: emergencies(&queue, loaded.zone, before),
        versions: versions(loaded, year),
        roster: roster(loaded, year),
        triggers: triggers(loaded, year),
    })
}

fn controls(
    reader: &Reader<'_>,
    loaded: &Loaded,
    [year, before]: [Period; 2],
    now: Timestamp,
    ports: &Ports<'_>,
) -> Result<Vec<ControlOfYears>, AppError> {
    let of_year = counts(reader, loaded, year, now, ports)?;
    let of_before = counts(reader, loaded, before, now, ports)?;
    let both = catalogue().iter().zip(of_year.into_iter().zip(of_before));
    Ok(both
        .map(|(control, (year, before))| ControlOfYears {
            control: control.id.to_owned(),
            name: control.name.to_owned(),
            severity: severity(control.severity).to_owned(),
            clauses: control.clauses.iter().map(|id| (*id).to_owned()).collect(),
            year,
            before,
        })
        .collect())
}

fn severity(severity: Severity) -> &'static str {
    severity.label()
}

/// How often each control of the catalogue had each outcome in a period.
fn counts(
    reader: &Reader<'_>,
    loaded: &Loaded,
    period: Period,
    now: Timestamp,
    ports: &Ports<'_>,
) -> Result<Vec<Counts>, AppError> {
    let mut counts = vec![Counts::default(); catalogue().len()];
    let position = |id: &str| catalogue().iter().position(|control| control.id == id);
    let (_, rows) = judged_rows(loaded, period, now, ports)?;
    for (at, control) in registry().iter().enumerate() {
        let Some(of) = position(control.id) else {
            continue;
        };
        for outcome in rows.iter().filter_map(|row| row.verdicts.counted(at)) {
            counts[of].add(outcome);
        }
    }
    let oldest = others::state_of_oldest(reader, loaded)?;
    for one in others::judged(loaded, period, now, oldest).outcomes {
        if let Some(of) = position(&one.control) {
            counts[of].add(one.outcome);
        }
    }
    Ok(counts)
}

impl Counts {
    fn add(&mut self, outcome: Outcome) {
        let count = match outcome {
            Outcome::Pass => &mut self.pass,
            Outcome::Fail => &mut self.fail,
            Outcome::InsufficientEvidence => &mut self.insufficient_evidence,
            Outcome::NotApplicable => &mut self.not_applicable,
            Outcome::Pending => &mut self.pending,
        };
        *count += 1;
    }
}

fn emergencies(queue: &ReviewQueue, zone: Tz, period: Period) -> EmergencyCounts {
    let within = queue.lines.iter();
    let within = within.filter(|line| line.is_within(period, zone));
    let mut counts = EmergencyCounts::default();
    for line in within {
        counts.all += 1;
        match line.state {
            ReviewState::Done => counts.reviewed += 1,
            ReviewState::NotCounted => counts.not_counted += 1,
            ReviewState::Overdue => counts.overdue += 1,
            ReviewState::NotTold | ReviewState::Pending | ReviewState::Unclear => {
                counts.open += 1;
            }
        }
    }
    counts
}

fn name(account: &Field<Account>) -> Option<String> {
    account.value().map(|account| account.shown().to_owned())
}

fn written(at: &Field<Moment>) -> Option<String> {
    at.value().map(ToString::to_string)
}

/// The exceptions that held on some day of the period, or of which that is not known.
fn exceptions(loaded: &Loaded, period: Period) -> Vec<ExceptionOfYear> {
    let day = |at: &Field<Moment>| at.value().map(|at| at.at.date_in(loaded.zone));
    let exceptions = loaded.snapshot.registers.exceptions.iter();
    let within = exceptions.filter(|one| {
        day(&one.from).is_none_or(|from| from <= period.to)
            && day(&one.to).is_none_or(|to| period.from <= to)
    });
    within
        .map(|one| ExceptionOfYear {
            id: one.id.clone(),
            controls: one.controls.items().to_vec(),
            scope: one.scope.value().cloned(),
            risk: one.risk.value().cloned(),
            requested_by: name(&one.requested_by),
            approved_by: name(&one.approved_by),
            from: written(&one.from),
            to: written(&one.to),
        })
        .collect()
}

/// The versions of the policy that began, or were recorded, in the period.
fn versions(loaded: &Loaded, period: Period) -> Vec<VersionOfYear> {
    let profiles = &loaded.profiles;
    let within =
        |day: Option<NaiveDate>| day.is_some_and(|day| period.from <= day && day <= period.to);
    let of_year = profiles.iter().filter(|one| {
        let recorded = one.recorded_at.map(|at| at.date_in(loaded.zone));
        within(one.from()) || within(recorded)
    });
    of_year
        .map(|one| VersionOfYear {
            version: one.number,
            from: one.from(),
            by: one.by.clone(),
            reason: one.profile.reason.clone(),
            differences: policy::differences_of(profiles, one.number),
        })
        .collect()
}

/// The lines of the roster that begin or end in the period.
pub(crate) fn roster(loaded: &Loaded, period: Period) -> Vec<RosterChange> {
    let within =
        |day: Option<NaiveDate>| day.filter(|day| period.from <= *day && *day <= period.to);
    let lines = loaded.snapshot.roster.iter();
    lines
        .filter(|line| within(line.valid_from).is_some() || within(line.valid_to).is_some())
        .map(|line| RosterChange {
            person: line.person.clone(),
            roles: line.roles.clone(),
            from: line.valid_from,
            to: line.valid_to,
        })
        .collect()
}

/// The significant changes of the period, and those of which the day is not known.
fn triggers(loaded: &Loaded, period: Period) -> Vec<TriggerOfYear> {
    let triggers = loaded.snapshot.registers.policy_triggers.iter();
    triggers
        .filter(|one| {
            let at = one.at.value();
            at.is_none_or(|at| period.holds(at.at, loaded.zone))
        })
        .map(|one| TriggerOfYear {
            what: one.what.clone(),
            at: written(&one.at),
            decision: one.decision.value().cloned(),
            decided_at: written(&one.decided_at),
        })
        .collect()
}
