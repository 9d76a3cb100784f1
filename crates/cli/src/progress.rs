//! Progress: bars on a terminal, plain lines otherwise, nothing with `--json`.

use std::io::IsTerminal as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use changeproof_app::ports::{Progress, Step, Unit};
use indicatif::{ProgressBar, ProgressStyle};

use crate::exit::tell;

/// How progress is shown.
#[derive(Debug)]
pub enum Shown {
    /// A bar that is drawn over, on a terminal.
    Bar(Mutex<Option<ProgressBar>>),
    /// A line where a long part begins.
    Lines,
    /// Not at all.
    Silent,
}

impl Shown {
    /// What fits stderr and the call.
    pub fn fitting(as_json: bool) -> Shown {
        if as_json {
            Shown::Silent
        } else if std::io::stderr().is_terminal() {
            Shown::Bar(Mutex::new(None))
        } else {
            Shown::Lines
        }
    }
}

fn bar(name: &'static str, total: u64, unit: Unit) -> ProgressBar {
    let (bar, template) = match unit {
        Unit::Bytes => (
            ProgressBar::new(total),
            "{msg:<22} {wide_bar} {bytes:>10} of {total_bytes:<10}",
        ),
        Unit::Steps => (ProgressBar::new_spinner(), "{msg:<22} {spinner} {elapsed}"),
    };
    bar.set_style(
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar.set_message(name);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

impl Progress for Shown {
    fn tell(&self, step: Step) {
        match (self, step) {
            (Shown::Silent, _) | (Shown::Lines, Step::Advance(_) | Step::End) => {}
            (Shown::Lines, Step::Begin { name, .. }) => tell(&format!("{name} ...")),
            (Shown::Bar(current), step) => {
                let mut current = current.lock().unwrap_or_else(PoisonError::into_inner);
                match step {
                    Step::Begin { name, total, unit } => *current = Some(bar(name, total, unit)),
                    Step::Advance(by) => {
                        if let Some(bar) = &*current {
                            bar.inc(by);
                        }
                    }
                    Step::End => {
                        if let Some(bar) = current.take() {
                            bar.finish_and_clear();
                        }
                    }
                }
            }
        }
    }
}
