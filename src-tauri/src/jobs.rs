//! Long work that runs now, so that a page can cancel it, and so that no other workspace is put in
//! place under it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use changeproof_app::ports::Cancellation;

use crate::error::ShellError;

/// What runs.
#[derive(Debug, Default)]
struct Running {
    latest: u32,
    cancellations: BTreeMap<u32, Cancellation>,
    /// Whether the one job that runs wants no other beside it.
    alone: bool,
}

/// The jobs that run.
#[derive(Debug, Default)]
pub struct Jobs(Arc<Mutex<Running>>);

fn lock(running: &Mutex<Running>) -> MutexGuard<'_, Running> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Jobs {
    fn enter(&self, running: &mut Running) -> Job {
        running.latest += 1;
        let (id, cancellation) = (running.latest, Cancellation::default());
        running.cancellations.insert(id, cancellation.clone());
        Job {
            id,
            cancellation,
            running: Arc::clone(&self.0),
        }
    }

    /// Begins a job. It is forgotten when the answer is dropped.
    ///
    /// # Errors
    ///
    /// A job runs that wants no other beside it.
    pub fn begin(&self) -> Result<Job, ShellError> {
        let mut running = lock(&self.0);
        if running.alone {
            return Err(ShellError::Busy);
        }
        Ok(self.enter(&mut running))
    }

    /// Begins a job beside which no other may run: it puts another workspace in place.
    ///
    /// # Errors
    ///
    /// Some job runs.
    pub fn begin_alone(&self) -> Result<Alone, ShellError> {
        let mut running = lock(&self.0);
        if !running.cancellations.is_empty() {
            return Err(ShellError::Busy);
        }
        running.alone = true;
        Ok(Alone(self.enter(&mut running)))
    }

    /// Asks a job to stop. Tells whether it ran.
    pub fn cancel(&self, id: u32) -> bool {
        let running = lock(&self.0);
        let found = running.cancellations.get(&id);
        found.inspect(|job| job.cancel()).is_some()
    }

    /// The same for a job that puts another workspace in place, and no other.
    pub fn cancel_opening(&self, id: u32) -> bool {
        let running = lock(&self.0);
        let found = running.cancellations.get(&id).filter(|_| running.alone);
        found.inspect(|job| job.cancel()).is_some()
    }

    /// Asks all jobs to stop, as when the window closes.
    pub fn cancel_all(&self) {
        let running = lock(&self.0);
        running
            .cancellations
            .values()
            .for_each(Cancellation::cancel);
    }

    /// Whether some job runs.
    pub fn any(&self) -> bool {
        !lock(&self.0).cancellations.is_empty()
    }
}

/// A job that runs.
#[derive(Debug)]
pub struct Job {
    /// Cancels it.
    pub id: u32,
    /// Hears that it was cancelled.
    pub cancellation: Cancellation,
    running: Arc<Mutex<Running>>,
}

impl Drop for Job {
    fn drop(&mut self) {
        let mut running = lock(&self.running);
        running.cancellations.remove(&self.id);
        running.alone = false;
    }
}

/// A job that runs alone.
#[derive(Debug)]
pub struct Alone(pub Job);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_job_hears_that_it_was_cancelled() {
        let jobs = Jobs::default();
        let job = jobs.begin().unwrap();
        assert!(jobs.cancel(job.id));
        assert!(job.cancellation.is_cancelled());
    }

    #[test]
    fn a_job_that_ended_cannot_be_cancelled() {
        let jobs = Jobs::default();
        let id = jobs.begin().unwrap().id;
        assert!(!jobs.cancel(id));
        assert!(!jobs.any());
    }

    #[test]
    fn beside_an_opening_nothing_else_begins() {
        let jobs = Jobs::default();
        let opening = jobs.begin_alone().unwrap();
        assert!(jobs.begin().is_err());
        assert!(jobs.begin_alone().is_err());
        drop(opening);
        assert!(jobs.begin().is_ok());
    }

    #[test]
    fn an_opening_can_be_told_from_other_work() {
        let jobs = Jobs::default();
        let work = jobs.begin().unwrap();
        assert!(!jobs.cancel_opening(work.id));
        assert!(!work.cancellation.is_cancelled());
        drop(work);
        let opening = jobs.begin_alone().unwrap();
        assert!(jobs.cancel_opening(opening.0.id));
    }

    #[test]
    fn nothing_is_opened_while_work_runs() {
        let jobs = Jobs::default();
        let work = [jobs.begin().unwrap(), jobs.begin().unwrap()];
        assert!(jobs.begin_alone().is_err());
        drop(work);
        assert!(jobs.begin_alone().is_ok());
    }
}
