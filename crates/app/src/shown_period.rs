//! The period that is shown where nobody names one.

use std::collections::HashSet;

use changeproof_domain::record::RecordKind;
use changeproof_domain::time::Timestamp;
use changeproof_store::{Reader, StoredSource};
use chrono::{Datelike as _, NaiveDate};
use chrono_tz::Tz;
use serde_json::Value;

use crate::error::AppError;
use crate::loaded::workspace_zone;
use crate::period::Period;
use crate::ports::Ports;
use crate::pruning::PACK_EXPORTED;

/// The first and the last day with imported deployments.
pub(crate) fn deployment_days(sources: &[StoredSource], zone: Tz) -> Option<Period> {
    let spans = sources
        .iter()
        .flat_map(|source| &source.spans)
        .filter(|span| span.kind == RecordKind::Deployment);
    let first = spans.clone().filter_map(|span| span.first).min()?;
    let last = spans.filter_map(|span| span.last).max()?;
    Some(Period {
        from: first.date_in(zone),
        to: last.date_in(zone),
    })
}

/// The period that a workspace shows of itself: that of the newest evaluation. One that was
/// made for a pack alone does not count where there are others.
pub(crate) fn first_period(reader: &Reader<'_>, ports: &Ports<'_>) -> Result<Period, AppError> {
    let packs = reader.events_of(&[PACK_EXPORTED])?;
    let for_packs: HashSet<i64> = packs
        .iter()
        .filter_map(|pack| {
            let told: Value = serde_json::from_str(&pack.payload).ok()?;
            let made_for_it = told["made_for_it"] == true;
            told["evaluation"].as_i64().filter(|_| made_for_it)
        })
        .collect();
    let evaluations = reader.evaluations()?;
    let mut newest = evaluations.iter().rev();
    let looked_at = newest.find(|stored| !for_packs.contains(&stored.head.event));
    if let Some(stored) = looked_at.or(evaluations.last()) {
        return Ok(Period::of(&stored.head));
    }
    let zone = workspace_zone(reader)?;
    let sources = reader.sources(i64::MAX)?;
    Ok(year_of_newest(&sources, zone, ports.clock.now()))
}

/// The year of the newest deployment, or the running one.
pub(crate) fn year_of_newest(sources: &[StoredSource], zone: Tz, now: Timestamp) -> Period {
    let day = deployment_days(sources, zone).map_or_else(|| now.date_in(zone), |days| days.to);
    let year = day.year();
    Period {
        from: NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(day),
        to: NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(day),
    }
}
