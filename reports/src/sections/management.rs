//! What the packs for management have in common: who made them, the caveat on coverage, conclusions from
//! figures, work and decisions.

use std::collections::BTreeSet;

use super::writer::SectionWriter;
use crate::block::{Block, Cell, Column, Definitions, Frame, Span};
use crate::figures::{Figures, coverage_holes};
use crate::outcome::{Outcome, Overlay};
use crate::pack::{
    Action, AuditPack, DecisionNeeded, ExceptionItem, ExceptionState, Preparer, Severity, Trend,
};
use crate::wording::{count, counted, day_short, instant, instant_short, list, percent, shortened};

/// Days before its end in which an exception is about to expire.
pub const SOON: i64 = 30;
/// Letters of a sentence of the caveat.
const CAVEAT: usize = 220;

/// Who prepared a pack, in words.
pub fn prepared(input: &AuditPack) -> String {
    let identity = &input.identity;
    let who = match &identity.prepared_by {
        Preparer::SignedIn {
            name,
            role: Some(role),
        } => format!("{}, {role}, signed in; ", shortened(name, 80)),
        Preparer::SignedIn { name, role: None } => format!("{}, signed in; ", shortened(name, 80)),
        Preparer::Typed { name } => {
            format!("{}, name as typed, without sign-in; ", shortened(name, 80))
        }
        Preparer::WithoutSignIn => "Prepared without sign-in, ".into(),
    };
    format!(
        "{who}{}, Changeproof {}",
        instant(identity.prepared_at),
        identity.app_version
    )
}

/// What was not tested by decision, and then what the evidence does not cover and other limitations, up to `most`; it
/// stands before every conclusion. Where more than `most_off` controls were switched off, they are named alone.
pub fn caveat(input: &AuditPack, most_off: usize, most: usize) -> String {
    let mut told = switched_off(input, most_off);
    let holes = coverage_holes(input);
    let mut rest: Vec<&str> = input.coverage.caveats.iter().map(String::as_str).collect();
    rest.extend(holes.iter().map(String::as_str));
    if input.coverage.rows.is_empty() {
        told.push(
            "No coverage was recorded, so it is not known which months the evidence covers."
                .to_owned(),
        );
    } else if rest.is_empty() {
        told.push("No month of the period was found without coverage.".to_owned());
    }
    rest.extend(input.scope.limitations.iter().map(String::as_str));
    let shown = rest.iter().take(most);
    told.extend(shown.map(|words| shortened(words, CAVEAT)));
    let more = rest.len().saturating_sub(most) as u64;
    if more > 0 {
        told.push(format!(
            "{} in the audit pack of the same days.",
            counted(more, "more remark stands", "more remarks stand")
        ));
    }
    told.join(" ")
}

/// The controls that were not tested by decision, a sentence each, or one for all of them.
fn switched_off(input: &AuditPack, most: usize) -> Vec<String> {
    let off = &input.scope.switched_off;
    if off.len() <= most {
        let each = off.iter().map(|one| shortened(&one.sentence, CAVEAT));
        return each.collect();
    }
    let ids: BTreeSet<&str> = off.iter().map(|one| one.control.as_str()).collect();
    vec![format!(
        "{} not tested on some days or on all, by decision: {}. The audit pack of the same days says why.",
        counted(ids.len() as u64, "control was", "controls were"),
        ids.into_iter().collect::<Vec<_>>().join(", ")
    )]
}

/// What the figures come to, a sentence each.
pub fn conclusions(input: &AuditPack, figures: &Figures) -> Vec<String> {
    let deployments = input.population.deployments.len() as u64;
    if input.results.is_empty() {
        return vec![
            "No control was evaluated for the period, so there is nothing to conclude.".into(),
        ];
    }
    let mut told = Vec::new();
    if deployments == 0 {
        told.push("No production deployment was found in the period.".to_owned());
    } else {
        let failed = figures.deployments_critical_fail;
        told.push(format!(
            "Of {}, {} at least one failed critical control ({}); {} no failure, but insufficient evidence for some \
             control.",
            counted(deployments, "production deployment", "production deployments"),
            counted(failed, "has", "have"),
            percent(failed as f64 / deployments as f64),
            counted(figures.deployments_not_judged, "has", "have"),
        ));
    }
    let is_off = |control: usize| {
        let mut off = input.scope.switched_off.iter();
        off.any(|one| one.control == input.controls[control].id)
    };
    let (mut failing, mut clean, mut unjudged) = (0_u64, 0_u64, 0_u64);
    let (mut nothing, mut off) = (0_u64, 0_u64);
    for control in 0..input.controls.len() {
        let tally = figures.whole(control);
        match (tally.fail, tally.insufficient, tally.pass) {
            (0, 0, 0) if is_off(control) => off += 1,
            (0, 0, 0) => nothing += 1,
            (0, 0, _) => clean += 1,
            (0, _, _) => unjudged += 1,
            _ => failing += 1,
        }
    }
    let parts = [
        (failing, "failed at least once"),
        (unjudged, "did not fail, but could not be judged everywhere"),
        (clean, "passed wherever they were judged"),
        (nothing, "had nothing to judge"),
        (
            off,
            match off {
                1 => "was switched off by decision",
                _ => "were switched off by decision",
            },
        ),
    ];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts
        .map(|(number, words)| format!("{} {words}", count(number)))
        .collect();
    told.push(format!(
        "Of {}, {}.",
        counted(input.controls.len() as u64, "control", "controls"),
        list(&parts)
    ));
    let total = figures.total;
    if let (Some(fail), Some(worst)) = (total.fail_rate(), total.worst_case_rate()) {
        told.push(format!(
            "Of what was judged on deployments {} failed; {} in the worst case, which counts insufficient evidence \
             as failed.",
            percent(fail),
            percent(worst)
        ));
    }
    let with = |overlay| {
        figures
            .overlays
            .get(&(overlay, Outcome::Fail))
            .copied()
            .unwrap_or(0)
    };
    let (before, after) = (with(Overlay::Excepted), with(Overlay::ExceptedRetroactive));
    if before + after > 0 {
        told.push(format!(
            "{} covered by an exception that was approved beforehand, {} by one approved afterwards, which cures \
             nothing.",
            counted(before, "failure is", "failures are"),
            count(after)
        ));
    }
    told
}

/// How the fail rate moved: the last three months with results against the three before.
pub fn movement(trend: &Trend) -> Option<String> {
    let judged: Vec<_> = trend
        .months
        .iter()
        .filter(|one| one.tally.judged() > 0)
        .collect();
    let (before, last) = judged
        .len()
        .checked_sub(6)
        .map(|skip| judged[skip..].split_at(3))?;
    let sum = |months: &[&crate::charts::MonthTally]| {
        months
            .iter()
            .fold(crate::figures::Tally::default(), |sum, one| {
                sum.and(one.tally)
            })
    };
    let (before, last) = (sum(before), sum(last));
    Some(format!(
        "In the last three months with results {} of what was judged failed ({} in the worst case); in the three \
         before {} ({}).",
        percent(last.fail_rate()?),
        percent(last.worst_case_rate()?),
        percent(before.fail_rate()?),
        percent(before.worst_case_rate()?),
    ))
}

/// The hashes that tell which evidence a pack rests on.
pub fn hashes(input: &AuditPack) -> Block {
    Block::Definitions(Definitions {
        frame: Frame::Boxed,
        items: super::cover::hashes(input),
    })
}

/// Controls with failures that no exception covers, the severest first: position, failures without an exception.
pub fn risks(input: &AuditPack) -> Vec<(usize, u64)> {
    let mut open = vec![0_u64; input.controls.len()];
    for result in &input.results {
        if result.is_counted_failure() && !result.overlays.contains(&Overlay::Excepted) {
            open[result.control] += 1;
        }
    }
    let mut risks: Vec<(usize, u64)> = open
        .into_iter()
        .enumerate()
        .filter(|(_, number)| *number > 0)
        .collect();
    risks.sort_by_key(|(control, number)| {
        let of = &input.controls[*control];
        (
            severity_rank(of.severity),
            std::cmp::Reverse(*number),
            of.id.clone(),
        )
    });
    risks
}

fn severity_rank(severity: Severity) -> u8 {
    match severity {
        Severity::Critical => 0,
        Severity::High => 1,
        Severity::Medium => 2,
    }
}

/// A table of work; `none` where there is none, and how many more there are where it is cut.
pub fn actions(
    section: &mut SectionWriter,
    all: &[Action],
    most: usize,
    (caption, none): (&str, &str),
) {
    if all.is_empty() {
        section.say(none);
        return;
    }
    let rows = all.iter().take(most).map(|one| -> Vec<Cell> {
        let owner = match &one.owner {
            Some(owner) => Span::text(shortened(owner, 40)),
            None => Span::muted("nobody"),
        };
        vec![
            shortened(&one.what, 110).into(),
            count(one.number).into(),
            owner.into(),
            day_short(one.due).into(),
        ]
    });
    let rest: u64 = all.iter().skip(most).map(|one| one.number).sum();
    let more = match rest {
        0 => String::new(),
        rest => format!(" {} more not printed.", count(rest)),
    };
    section.dense_table(
        vec![
            Column::share("What", 1.0),
            Column::number("Number", 44.0),
            Column::content("Owner", 110.0),
            Column::content("Due", 74.0),
        ],
        rows.collect(),
        &format!("{caption}{more}"),
    );
}

/// Of which days a list is, and when that was known: it may leave out what lies beside them, or came later.
pub fn known(input: &AuditPack) -> String {
    format!(
        "of the days of this pack, as known on {}",
        instant_short(input.identity.as_of)
    )
}

/// What waits for a decision.
pub fn decisions(
    section: &mut SectionWriter,
    (all, known): (&[DecisionNeeded], &str),
    most: usize,
) {
    if all.is_empty() {
        section.say(format!("Nothing waits for a decision, {known}."));
        return;
    }
    let rows = all.iter().take(most).map(|one| -> Vec<Cell> {
        vec![
            Span::strong(shortened(&one.what, 70)).into(),
            shortened(&one.why, 240).into(),
        ]
    });
    let more = match all.len().saturating_sub(most) as u64 {
        0 => String::new(),
        rest => format!(" {} not printed.", counted(rest, "more is", "more are")),
    };
    section.dense_table(
        vec![Column::share("Decision", 0.7), Column::share("Why", 1.6)],
        rows.collect(),
        &format!("What waits for a decision, {known}.{more}"),
    );
}

/// Approved exceptions that have not ended, and may have begun, and end within [`SOON`] days, the nearest first.
pub fn expiring(input: &AuditPack) -> Vec<(&ExceptionItem, i64)> {
    let now = input.identity.prepared_at;
    let mut soon: Vec<(&ExceptionItem, i64)> = input
        .exceptions
        .items
        .iter()
        .filter(|item| match item.state(now) {
            ExceptionState::InForce | ExceptionState::NotKnown => true,
            ExceptionState::NoApproval | ExceptionState::NotBegun | ExceptionState::Ended => false,
        })
        .filter_map(|item| {
            let end = item.end()?;
            let days = (end - now).num_days();
            (days <= SOON).then_some((item, days))
        })
        .collect();
    soon.sort_by_key(|(item, _)| (item.end(), item.id.clone()));
    soon
}
