//! The open workspace itself: what it is about, which period it shows, and whether that is current.

use std::sync::Arc;

use changeproof_domain::record::RecordKind;
use changeproof_domain::time::Timestamp;
use changeproof_store::{Evaluation, Reader, StoredSource};
use chrono::{Datelike as _, NaiveDate};
use chrono_tz::Tz;

use super::evaluated::Evaluated;
use super::{Current, OpenWorkspace, demo, file_card, locked};
use crate::error::AppError;
use crate::evaluate::{EvaluateOptions, control_list, evaluated};
use crate::loaded::workspace_zone;
use crate::parameters;
use crate::period::Period;
use crate::ports::Ports;
use crate::wire::view::session::{EvaluationView, PeriodView, WorkspaceView};

/// The actions after which records are others.
const IMPORTS: [&str; 2] = ["file_imported", "source_declared_again"];

impl From<Period> for PeriodView {
    fn from(period: Period) -> Self {
        PeriodView {
            from: period.from,
            to: period.to,
        }
    }
}

/// A period from the pages.
pub(super) fn period_of(view: PeriodView) -> Result<Period, AppError> {
    Period::new(view.from, view.to)
}

impl OpenWorkspace {
    /// What the workspace says about itself.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn view(&self, ports: &Ports<'_>) -> Result<WorkspaceView, AppError> {
        ports.check_cancelled()?;
        let Current { period, evaluated } = self.current();
        self.reading(|reader| {
            let company = reader.company()?;
            let zone = workspace_zone(reader)?;
            let sources = reader.sources(i64::MAX)?;
            let name = |part: Option<&std::ffi::OsStr>| {
                part.unwrap_or_default().to_string_lossy().into_owned()
            };
            Ok(WorkspaceView {
                entity: company.entity,
                file: name(self.path.file_name()),
                folder: name(self.path.parent().map(std::path::Path::as_os_str)),
                zone: company.zone,
                created_at: company.created_at,
                sources: sources.len() as u64,
                source_problems: sources
                    .iter()
                    .filter(|source| file_card::has_problem(source))
                    .count() as u64,
                is_demo: self.demo,
                deployments_span: deployment_days(&sources, zone).map(PeriodView::from),
                period: period.into(),
                outdated: is_outdated(reader, &sources, evaluated.as_deref())?,
                evaluation: evaluated.map(|evaluated| evaluation_view(&evaluated)),
            })
        })
    }

    /// Shows another period. It is evaluated where no evaluation of exactly these days with the
    /// newest imports is stored.
    ///
    /// # Errors
    ///
    /// [`AppError::PeriodReversed`], [`AppError::Cancelled`], or what the store says.
    pub fn set_period(
        &self,
        period: PeriodView,
        ports: &Ports<'_>,
    ) -> Result<WorkspaceView, AppError> {
        let period = period_of(period)?;
        let working = locked(&self.working);
        self.show_period(period, ports)?;
        drop(working);
        self.view(ports)
    }

    /// Evaluates the open period again.
    ///
    /// # Errors
    ///
    /// [`AppError::Cancelled`], or what the store says.
    pub fn refresh(&self, ports: &Ports<'_>) -> Result<WorkspaceView, AppError> {
        let working = locked(&self.working);
        self.evaluate(self.current().period, ports)?;
        drop(working);
        self.view(ports)
    }

    /// Shows the newest evaluation of the open period, whatever was imported since; evaluates it
    /// where there is none that this version can explain.
    pub(super) fn show_newest(&self, ports: &Ports<'_>) -> Result<(), AppError> {
        let period = self.current().period;
        let stored = self.reading(|reader| {
            let stored = reader.evaluation_of_exactly(period.from, period.to)?;
            stored_rows(reader, stored.filter(is_of_this_version), ports)
        })?;
        match stored {
            Some(evaluated) => {
                self.show_evaluated(period, evaluated);
                Ok(())
            }
            None => self.evaluate(period, ports),
        }
    }

    /// Shows a period. The caller holds the lock for work.
    pub(super) fn show_period(&self, period: Period, ports: &Ports<'_>) -> Result<(), AppError> {
        let stored = self.reading(|reader| {
            let newest = newest_import(reader)?;
            let stored = reader
                .evaluation_of_exactly(period.from, period.to)?
                .filter(|stored| is_current(stored, newest));
            stored_rows(reader, stored, ports)
        })?;
        match stored {
            Some(evaluated) => {
                self.show_evaluated(period, evaluated);
                Ok(())
            }
            None => self.evaluate(period, ports),
        }
    }

    /// Evaluates a period and shows it; where nothing was imported there is nothing to evaluate. The
    /// caller holds the lock for work.
    pub(super) fn evaluate(&self, period: Period, ports: &Ports<'_>) -> Result<(), AppError> {
        let any = self.reading(|reader| Ok(!reader.sources(i64::MAX)?.is_empty()))?;
        if !any {
            self.show(Current {
                period,
                evaluated: None,
            });
            return Ok(());
        }
        let (_, explained) = evaluated(&self.path, &self.options(period), ports)?;
        let evaluated = ports.during("Preparing the lists", || Evaluated::made(explained))?;
        self.show_evaluated(period, evaluated);
        Ok(())
    }

    /// How this workspace evaluates a period.
    pub(super) fn options(&self, period: Period) -> EvaluateOptions {
        EvaluateOptions {
            period,
            as_of: if self.demo { demo::as_of() } else { None },
        }
    }

    fn show_evaluated(&self, period: Period, evaluated: Evaluated) {
        self.show(Current {
            period,
            evaluated: Some(Arc::new(evaluated)),
        });
    }
}

fn stored_rows(
    reader: &Reader<'_>,
    stored: Option<Evaluation>,
    ports: &Ports<'_>,
) -> Result<Option<Evaluated>, AppError> {
    stored
        .map(|stored| Evaluated::load(reader, stored, ports))
        .transpose()
}

/// The event of the newest import.
pub(super) fn newest_import(reader: &Reader<'_>) -> Result<i64, AppError> {
    Ok(reader.last_event_of(&IMPORTS)?.unwrap_or(0))
}

/// Whether an evaluation knows the newest imports and is what this version would find.
pub(super) fn is_current(stored: &Evaluation, newest_import: i64) -> bool {
    stored.head.data_sequence >= newest_import && is_of_this_version(stored)
}

/// Whether this version finds the same: the same controls with the same parameters.
fn is_of_this_version(stored: &Evaluation) -> bool {
    let today = parameters::to_json(&changeproof_domain::parameters::Parameters::default());
    stored.head.controls == control_list()
        && today.is_ok_and(|today| today == stored.head.parameters)
}

fn is_outdated(
    reader: &Reader<'_>,
    sources: &[StoredSource],
    evaluated: Option<&Evaluated>,
) -> Result<bool, AppError> {
    Ok(match evaluated {
        None => !sources.is_empty(),
        Some(evaluated) => newest_import(reader)? > evaluated.evaluation.head.data_sequence,
    })
}

fn evaluation_view(evaluated: &Evaluated) -> EvaluationView {
    let head = &evaluated.evaluation.head;
    let fails = |worst: &&super::index::Worst| worst.rank == 0;
    EvaluationView {
        as_of: head.as_of,
        deployments: evaluated.rows.len() as u64,
        failing: evaluated.index.worst.iter().filter(fails).count() as u64,
        results_hash: head.results_hash.to_string(),
    }
}

/// The first and the last day with imported deployments.
pub(super) fn deployment_days(sources: &[StoredSource], zone: Tz) -> Option<Period> {
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

/// The period that a workspace shows when it is opened.
pub(super) fn first_period(reader: &Reader<'_>, ports: &Ports<'_>) -> Result<Period, AppError> {
    if let Some(latest) = reader.latest_evaluation()? {
        return Ok(Period {
            from: latest.head.from,
            to: latest.head.to,
        });
    }
    let zone = workspace_zone(reader)?;
    let sources = reader.sources(i64::MAX)?;
    Ok(year_of_newest(&sources, zone, ports.clock.now()))
}

/// The year of the newest deployment, or the running one.
pub(super) fn year_of_newest(sources: &[StoredSource], zone: Tz, now: Timestamp) -> Period {
    let day = deployment_days(sources, zone).map_or_else(|| now.date_in(zone), |days| days.to);
    let year = day.year();
    Period {
        from: NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(day),
        to: NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(day),
    }
}
