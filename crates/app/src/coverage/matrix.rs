//! Kinds of records by scope over the months: what packs, screens and the command draw from.

use changeproof_domain::coverage::{Scope, Span};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::Snapshot;
use changeproof_domain::time::Timestamp;
use changeproof_reports::pack::{CoverageState, Month};
use chrono_tz::Tz;

use crate::months::{month_bounds, proven, state};
use crate::period::Period;

/// The months of a period.
#[derive(Clone, Debug)]
pub(crate) struct MonthsOf {
    pub(crate) months: Vec<Month>,
    period: Period,
    /// What comes later cannot be covered yet.
    until: Option<Timestamp>,
    zone: Tz,
}

impl MonthsOf {
    pub(crate) fn new(period: Period, until: Option<Timestamp>, zone: Tz) -> MonthsOf {
        MonthsOf {
            months: Month::within(changeproof_reports::pack::Period {
                from: period.from,
                to: period.to,
            }),
            period,
            until,
            zone,
        }
    }

    /// The first and the last instant of a month that matter.
    pub(crate) fn bounds(&self, month: Month) -> (Timestamp, Timestamp) {
        let (from, to) = month_bounds(month, self.period, self.zone);
        (from, self.until.map_or(to, |until| to.min(until)))
    }
}

/// A kind of record of one scope over the months.
#[derive(Debug)]
pub(crate) struct ScopeRow<'s> {
    pub(crate) kind: RecordKind,
    pub(crate) scope: &'s Scope,
    pub(crate) spans: &'s [Span],
    /// One for each month.
    pub(crate) states: Vec<CoverageState>,
}

/// Every kind of record and scope that was imported, in their order.
pub(crate) fn matrix<'s>(snapshot: &'s Snapshot, months: &MonthsOf) -> Vec<ScopeRow<'s>> {
    let is_proven = |span: &Span| proven(span, &snapshot.sources[span.source.index()]);
    let rows = snapshot.coverage.iter();
    rows.map(|(kind, scope, spans)| {
        let of = |month: &Month| {
            let (from, to) = months.bounds(*month);
            state(spans, from, to, &is_proven)
        };
        ScopeRow {
            kind,
            scope,
            spans,
            states: months.months.iter().map(of).collect(),
        }
    })
    .collect()
}
