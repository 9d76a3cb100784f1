//! Long work that runs now, so that a page can cancel it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use changeproof_app::ports::Cancellation;

/// Cancellations of the jobs that run.
type Running = Arc<Mutex<BTreeMap<u32, Cancellation>>>;

/// The jobs that run.
#[derive(Debug, Default)]
pub struct Jobs {
    latest: AtomicU32,
    running: Running,
}

fn lock(running: &Running) -> MutexGuard<'_, BTreeMap<u32, Cancellation>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Jobs {
    /// Begins a job. It is forgotten when the answer is dropped.
    pub fn begin(&self) -> Job {
        let id = self.latest.fetch_add(1, Ordering::Relaxed) + 1;
        let cancellation = Cancellation::default();
        lock(&self.running).insert(id, cancellation.clone());
        Job {
            id,
            cancellation,
            running: Arc::clone(&self.running),
        }
    }

    /// Asks a job to stop. Tells whether it ran.
    pub fn cancel(&self, id: u32) -> bool {
        let running = lock(&self.running);
        let found = running.get(&id);
        found.inspect(|job| job.cancel()).is_some()
    }

    /// Asks all jobs to stop, as when the window closes.
    pub fn cancel_all(&self) {
        lock(&self.running).values().for_each(Cancellation::cancel);
    }

    /// Whether some job runs.
    pub fn any(&self) -> bool {
        !lock(&self.running).is_empty()
    }
}

/// A job that runs.
#[derive(Debug)]
pub struct Job {
    /// Cancels it.
    pub id: u32,
    /// Hears that it was cancelled.
    pub cancellation: Cancellation,
    running: Running,
}

impl Drop for Job {
    fn drop(&mut self) {
        lock(&self.running).remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_job_hears_that_it_was_cancelled() {
        let jobs = Jobs::default();
        let job = jobs.begin();
        assert!(jobs.cancel(job.id));
        assert!(job.cancellation.is_cancelled());
    }

    #[test]
    fn a_job_that_ended_cannot_be_cancelled() {
        let jobs = Jobs::default();
        let id = jobs.begin().id;
        assert!(!jobs.cancel(id));
        assert!(!jobs.any());
    }
}
