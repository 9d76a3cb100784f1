//! How long nobody has touched the app. The page tells when somebody does; the count is kept here.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// A moment on two clocks: one that never goes back but may stand still while the computer sleeps, and
/// the wall clock, which goes on then but may be set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Since some beginning, on a clock that never goes back.
    pub steady: Duration,
    /// Since 1970, on the wall.
    pub wall: Duration,
}

/// Tells moments.
pub trait Moments: Send + Sync {
    /// Now.
    fn now(&self) -> Moment;
}

/// The computer's clocks.
#[derive(Debug)]
pub struct SystemMoments(Instant);

impl Default for SystemMoments {
    fn default() -> Self {
        SystemMoments(Instant::now())
    }
}

impl Moments for SystemMoments {
    fn now(&self) -> Moment {
        let wall = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Moment {
            steady: self.0.elapsed(),
            wall: wall.unwrap_or_default(),
        }
    }
}

/// When somebody last did something.
pub struct Idle {
    moments: Box<dyn Moments>,
    last: Mutex<Moment>,
}

impl Idle {
    /// Begins now.
    pub fn new(moments: Box<dyn Moments>) -> Idle {
        let last = Mutex::new(moments.now());
        Idle { moments, last }
    }

    fn last(&self) -> MutexGuard<'_, Moment> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody did something.
    pub fn touch(&self) {
        *self.last() = self.moments.now();
    }

    /// How long nobody did anything: by the clock that says more. A wall clock that was set back hides
    /// nothing.
    pub fn since(&self) -> Duration {
        let (now, last) = (self.moments.now(), *self.last());
        let steady = now.steady.saturating_sub(last.steady);
        steady.max(now.wall.saturating_sub(last.wall))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    struct Set(Arc<Mutex<Moment>>);

    impl Moments for Set {
        fn now(&self) -> Moment {
            *self.0.lock().unwrap()
        }
    }

    fn minutes(steady: u64, wall: u64) -> Moment {
        Moment {
            steady: Duration::from_secs(steady * 60),
            wall: Duration::from_secs(wall * 60),
        }
    }

    #[test]
    fn time_passes_while_the_computer_sleeps_and_where_the_wall_clock_is_set_back() {
        let now = Arc::new(Mutex::new(minutes(100, 1000)));
        let idle = Idle::new(Box::new(Set(now.clone())));
        for (moment, expected) in [
            (minutes(107, 1007), 7),
            (minutes(101, 1480), 480),
            (minutes(130, 10), 30),
        ] {
            *now.lock().unwrap() = moment;
            assert_eq!(idle.since(), Duration::from_secs(expected * 60));
        }
        idle.touch();
        assert_eq!(idle.since(), Duration::ZERO);
    }
}
