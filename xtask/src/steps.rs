//! Steps of a long command: each is announced, timed, and listed at the end.

use std::time::{Duration, Instant};

use crate::failure::Failure;

/// The steps that were done so far.
pub struct Steps {
    began: Instant,
    planned: usize,
    done: Vec<(&'static str, Duration)>,
}

impl Steps {
    /// Begins a command of `planned` steps.
    pub fn begin(planned: usize) -> Self {
        Self {
            began: Instant::now(),
            planned,
            done: Vec::with_capacity(planned),
        }
    }

    /// Announces a step, does it, and tells how long it took.
    ///
    /// # Errors
    /// What the step answers.
    pub fn step<T>(
        &mut self,
        title: &'static str,
        work: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        println!("\n[{}/{}] {title}", self.done.len() + 1, self.planned);
        let began = Instant::now();
        let result = work();
        let took = began.elapsed();
        match &result {
            Ok(_) => println!("      done in {}", spoken(took)),
            Err(_) => println!("      stopped after {}", spoken(took)),
        }
        self.done.push((title, took));
        result
    }

    /// Lists the steps with their times.
    pub fn summary(&self) {
        println!();
        for (title, took) in &self.done {
            println!("  {:>9}  {title}", spoken(*took));
        }
        println!("  {:>9}  in all", spoken(self.began.elapsed()));
    }
}

/// `3.2 s`, or `4 min 12 s`.
fn spoken(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds < 60 {
        format!("{:.1} s", took.as_secs_f64())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_people_say_them() {
        assert_eq!(spoken(Duration::from_millis(3_240)), "3.2 s");
        assert_eq!(spoken(Duration::from_secs(252)), "4 min 12 s");
    }
}
