//! Tells a page how far long work is: at most about twenty times a second, however often the work
//! itself speaks.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use changeproof_app::ports::{Progress, Step, Unit};
use changeproof_app::wire::view::progress::ProgressEvent;
use tauri::ipc::Channel;

/// The shortest time between two words about the same part.
const PAUSE: Duration = Duration::from_millis(50);

/// The part that runs.
#[derive(Debug)]
struct Part {
    name: &'static str,
    done: u64,
    total: u64,
    unit: Unit,
    told: Instant,
}

/// Hands progress on to a page.
pub struct Reporter {
    channel: Channel<ProgressEvent>,
    /// Whether whoever began the work is still there to hear of it.
    listens: Box<dyn Fn() -> bool + Send + Sync>,
    // A stack: a part may have parts.
    parts: Mutex<Vec<Part>>,
}

impl Reporter {
    /// Reports through a channel, and says first under which id the work can be cancelled.
    pub fn begin(channel: Channel<ProgressEvent>, job: u32) -> Reporter {
        let reporter = Reporter {
            channel,
            listens: Box::new(|| true),
            parts: Mutex::new(Vec::new()),
        };
        reporter.send(ProgressEvent::Started { job });
        reporter
    }

    /// The same, silent from the moment on when that is not true any more.
    pub fn while_true(self, listens: impl Fn() -> bool + Send + Sync + 'static) -> Reporter {
        Reporter {
            listens: Box::new(listens),
            ..self
        }
    }

    fn send(&self, event: ProgressEvent) {
        if !(self.listens)() {
            return;
        }
        // A page that went away needs no progress; the work goes on.
        drop(self.channel.send(event));
    }

    fn tell_part(&self, part: &mut Part) {
        part.told = Instant::now();
        self.send(ProgressEvent::Step {
            name: part.name.to_owned(),
            done: part.done,
            total: part.total,
            unit: unit_word(part.unit).to_owned(),
        });
    }
}

fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Bytes => "bytes",
        Unit::Steps => "steps",
    }
}

impl Progress for Reporter {
    fn tell(&self, step: Step) {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        match step {
            Step::Begin { name, total, unit } => {
                let (done, told) = (0, Instant::now());
                let mut part = Part {
                    name,
                    done,
                    total,
                    unit,
                    told,
                };
                self.tell_part(&mut part);
                parts.push(part);
            }
            Step::Advance(by) => {
                if let Some(part) = parts.last_mut() {
                    part.done = part.done.saturating_add(by);
                    let complete = part.total > 0 && part.done >= part.total;
                    if complete || part.told.elapsed() >= PAUSE {
                        self.tell_part(part);
                    }
                }
            }
            Step::End => {
                parts.pop();
                if let Some(outer) = parts.last_mut() {
                    self.tell_part(outer);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::Value;
    use tauri::ipc::InvokeResponseBody;

    use super::*;

    fn reporter() -> (Reporter, Arc<Mutex<Vec<Value>>>) {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let keep = Arc::clone(&heard);
        let channel = Channel::new(move |body| {
            if let InvokeResponseBody::Json(text) = body {
                keep.lock()
                    .unwrap()
                    .push(serde_json::from_str(&text).unwrap());
            }
            Ok(())
        });
        (Reporter::begin(channel, 7), heard)
    }

    #[test]
    fn a_page_first_hears_how_to_cancel() {
        let (_reporter, heard) = reporter();
        assert_eq!(
            heard.lock().unwrap()[0],
            serde_json::json!({ "type": "started", "job": 7 })
        );
    }

    #[test]
    fn many_small_steps_are_few_words_and_the_last_one_is_told() {
        let (reporter, heard) = reporter();
        let (name, total, unit) = ("Reading files", 10_000, Unit::Bytes);
        reporter.tell(Step::Begin { name, total, unit });
        for _ in 0..10_000 {
            reporter.tell(Step::Advance(1));
        }
        let heard = heard.lock().unwrap();
        assert!(heard.len() < 100, "{} words", heard.len());
        assert_eq!(heard.last().unwrap()["done"], 10_000);
    }

    #[test]
    fn nothing_is_told_once_nobody_listens() {
        let (reporter, heard) = reporter();
        let reporter = reporter.while_true(|| false);
        let (name, total, unit) = ("Reading roster.csv", 0, Unit::Steps);
        reporter.tell(Step::Begin { name, total, unit });
        assert_eq!(heard.lock().unwrap().len(), 1, "how to cancel, before");
    }

    #[test]
    fn after_an_inner_part_the_outer_one_is_told_again() {
        let (reporter, heard) = reporter();
        let (total, unit) = (0, Unit::Steps);
        for name in ["Importing", "Reading files"] {
            reporter.tell(Step::Begin { name, total, unit });
        }
        reporter.tell(Step::End);
        assert_eq!(heard.lock().unwrap().last().unwrap()["name"], "Importing");
    }
}
