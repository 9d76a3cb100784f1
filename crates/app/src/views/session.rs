//! The open workspace itself: what it is about, which period it shows, and whether that is current.

use changeproof_store::{Evaluation, Reader};

use super::evaluated::Evaluated;
use super::fresh::newest_import;
use super::{Current, OpenWorkspace, demo, locked};
use crate::error::AppError;
use crate::evaluate::{EvaluateOptions, evaluated};
use crate::members::SignInError;
use crate::period::Period;
use crate::ports::Ports;
use crate::wire::view::session::{EvaluationView, PeriodView, WorkspaceView};

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
        // What may be shown is asked each time, also where nothing else is read again.
        let signed_in = self.reading(|reader| self.signed_in_view(reader))?;
        let Current { period, evaluated } = self.current();
        let facts = self.facts()?;
        let sources = &facts.sources;
        let outdated = match &evaluated {
            None => sources.count > 0,
            Some(evaluated) => {
                let stored = &evaluated.evaluation;
                facts.newest_import > stored.head.data_sequence
                    || self.is_overdue(stored, ports.clock.now())
            }
        };
        let name = |part: Option<&std::ffi::OsStr>| {
            part.unwrap_or_default().to_string_lossy().into_owned()
        };
        Ok(WorkspaceView {
            entity: sources.company.entity.clone(),
            file: name(self.path.file_name()),
            folder: name(self.path.parent().map(std::path::Path::as_os_str)),
            zone: sources.company.zone.clone(),
            created_at: sources.company.created_at,
            sources: sources.count,
            source_problems: sources.problems,
            is_demo: self.demo,
            deployments_span: sources.days.map(PeriodView::from),
            period: period.into(),
            outdated,
            head: u64::try_from(facts.head).unwrap_or(0),
            opening: self.opening,
            signed_in,
            evaluation: evaluated.map(|evaluated| evaluation_view(&evaluated)),
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
        let stored = self.reading_apart(|reader| {
            let stored = self.newest_shown(reader, period, ports.clock.now())?;
            stored_rows(reader, stored, ports)
        })?;
        match stored {
            Some(evaluated) => {
                self.show(Current::of(period, evaluated));
                Ok(())
            }
            None => match self.evaluate(period, ports) {
                // Who may only look sees what others worked out, and that is nothing yet.
                Err(AppError::SignIn(SignInError::NotAllowed { .. })) => {
                    self.show(Current::nothing(period));
                    Ok(())
                }
                evaluated => evaluated,
            },
        }
    }

    /// Shows a period. The caller holds the lock for work.
    pub(super) fn show_period(&self, period: Period, ports: &Ports<'_>) -> Result<(), AppError> {
        let shown = self.current().evaluated.map(|shown| shown.evaluation.id);
        let stored = self.reading_apart(|reader| {
            let stored = self.current_of(reader, period, ports.clock.now())?;
            if shown.is_some() && stored.as_ref().map(|stored| stored.id) == shown {
                return Ok(Found::Shown);
            }
            Ok(match stored_rows(reader, stored, ports)? {
                Some(evaluated) => Found::Stored(Box::new(evaluated)),
                None => Found::Nothing,
            })
        })?;
        match stored {
            Found::Shown => Ok(()),
            Found::Stored(evaluated) => {
                self.show(Current::of(period, *evaluated));
                Ok(())
            }
            Found::Nothing => self.evaluate(period, ports),
        }
    }

    /// Evaluates a period and shows it; where nothing was imported there is nothing to evaluate. The
    /// caller holds the lock for work.
    pub(super) fn evaluate(&self, period: Period, ports: &Ports<'_>) -> Result<(), AppError> {
        if self.reading(newest_import)? == 0 {
            self.show(Current::nothing(period));
            return Ok(());
        }
        // The records of two evaluations at a time would take twice the memory.
        if let Some(shown) = self.current().evaluated {
            shown.forget_records();
        }
        let (_, explained) = evaluated(&self.path, &self.options(period), ports)?;
        let evaluated = ports.during("Preparing the lists", || Evaluated::made(explained))?;
        self.show(Current::of(period, evaluated));
        Ok(())
    }

    /// How this workspace evaluates a period.
    pub(super) fn options(&self, period: Period) -> EvaluateOptions {
        EvaluateOptions {
            period,
            as_of: if self.demo { demo::as_of() } else { None },
        }
    }
}

/// What there is of a period that is to be shown.
enum Found {
    /// It is shown already.
    Shown,
    /// Stored, and read.
    Stored(Box<Evaluated>),
    Nothing,
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Weak, mpsc};
    use std::time::Duration;

    use super::*;
    use crate::ports::{Cancellation, Progress, Step, Unwatched};
    use crate::results::Explained;

    /// Counts who still holds records when others begin to be loaded.
    struct Holders(Weak<Explained>, AtomicUsize);

    impl Progress for Holders {
        fn tell(&self, step: Step) {
            if matches!(
                step,
                Step::Begin {
                    name: "Loading records",
                    ..
                }
            ) {
                let Holders(held, seen) = self;
                seen.store(held.strong_count(), Ordering::Relaxed);
            }
        }
    }

    #[test]
    fn the_records_of_the_last_evaluation_are_let_go_before_others_are_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let ports = Ports::system(&Unwatched, Cancellation::default());
        let open = demo::make(&folder.path().join("demo.changeproof"), &ports).unwrap();
        let shown = open.evaluated().unwrap();
        let held = Arc::downgrade(&shown.explained(&open.path, &ports).unwrap());
        drop(shown);
        assert_eq!(held.strong_count(), 1, "in memory");
        let holders = Holders(held, AtomicUsize::new(usize::MAX));
        let watched = Ports {
            progress: &holders,
            ..ports
        };
        open.refresh(&watched).unwrap();
        assert_eq!(holders.1.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn what_takes_long_waits_for_no_other_reader() {
        let folder = tempfile::tempdir().unwrap();
        let ports = Ports::system(&Unwatched, Cancellation::default());
        let open = demo::make(&folder.path().join("demo.changeproof"), &ports).unwrap();
        let shown = open.evaluated().unwrap();
        let explained = shown.explained(&open.path, &ports).unwrap();
        let snapshot = &explained.loaded.snapshot;
        let id = changeproof_domain::snapshot::DeploymentId::from(0_usize);
        let record = changeproof_domain::snapshot::RecordRef::Deployment(id);
        let origin = crate::views::origin::Origin::of(snapshot, record).text();
        let (done, wait) = mpsc::channel();
        let in_time = std::thread::scope(|scope| {
            let reading = locked(&open.file);
            scope.spawn(|| {
                let shown = open.original(&origin).is_ok() && open.imports(&ports).is_ok();
                done.send(shown)
            });
            let in_time = wait.recv_timeout(Duration::from_secs(60));
            drop(reading);
            in_time
        });
        assert_eq!(in_time, Ok(true));
    }
}
