//! The made-up referral company: `cargo xtask demo-data` writes a year of its exports, and beside
//! them the truth that a program which judges them must find.

pub mod attestation;
pub mod calendar;
pub mod chronicle;
pub mod export;
pub mod git;
pub mod landing;
pub mod over_year;
pub mod people;
pub mod plan;
pub mod pull_request;
pub mod random;
pub mod scenario;
pub mod scene;
pub mod services;
pub mod story;
pub mod truth;
pub mod words;

use std::io;
use std::path::Path;

use calendar::Moment;
use chronicle::Chronicle;
use random::Stream;

/// What company to make.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// Seed of all randomness.
    pub seed: u64,
    /// Judged production deployments.
    pub deployments: usize,
    /// Year of the exports.
    pub year: i64,
}

/// Writes the company into `out`: `inputs/`, `truth.jsonl` (deployments), `truth-others.jsonl` (what is judged
/// as a whole) and `about.json`.
///
/// `progress` hears the share that is written, in percent, each time it has grown.
///
/// # Errors
/// Any error of the file system.
pub fn write(order: &Order, out: &Path, progress: &mut dyn FnMut(usize)) -> io::Result<Totals> {
    let mut random = Stream::new(order.seed, 0);
    let count = services::count_for(order.deployments);
    let staff = people::Staff::hire(&mut random, count, order.year);
    let services = services::found(&mut random, count, &staff);
    let slots = plan::plan(&mut random, &services, order.year, order.deployments);
    let mut chronicle = Chronicle::open(out, &staff, &services)?;
    let opening = Moment::midnight(order.year - 1, 12, 17).plus_minutes(9 * 60);
    for index in 0..services.len() {
        // The deployment before the year, from which the first one of the year is counted.
        let mut random = Stream::new(order.seed, 1 + index as u64);
        let at = opening.plus_minutes(index as i64 * 37 % 2_000);
        chronicle.tell(index, at, scenario::followed::BASELINE, &mut random)?;
        let new_year = Moment::midnight(order.year, 1, 1).plus_minutes(120 + index as i64);
        chronicle.first_incident(index, new_year, &mut random)?;
    }
    for (number, slot) in slots.iter().enumerate() {
        let mut random = Stream::new(order.seed, (1 << 20) + number as u64);
        chronicle.tell(slot.service, slot.start, slot.card, &mut random)?;
        chronicle.noise(slot.service, slot.start, &mut random)?;
        if (number + 1) * 100 / slots.len() > number * 100 / slots.len() {
            progress((number + 1) * 100 / slots.len());
        }
    }
    chronicle.finish(order)
}

/// How much was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Judged production deployments.
    pub production_deployments: usize,
    /// Pull requests.
    pub pull_requests: usize,
    /// Change records.
    pub tickets: usize,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::PathBuf;

    use super::*;

    /// The company in `fixtures/demo`.
    const DEMO: Order = Order {
        seed: 2025,
        deployments: 400,
        year: 2025,
    };

    fn scratch(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("changeproof-xtask-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    /// Every file below `folder` with its bytes, but for the README that people wrote.
    fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut waiting = vec![folder.to_owned()];
        while let Some(next) = waiting.pop() {
            for entry in fs::read_dir(&next).unwrap() {
                let path = entry.unwrap().path();
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                if path.is_dir() {
                    waiting.push(path);
                } else if name != "README.md" {
                    found.insert(name, fs::read(&path).unwrap());
                }
            }
        }
        found
    }

    #[test]
    fn the_committed_demo_is_what_the_generator_writes() {
        let out = scratch("demo");
        write(&DEMO, &out, &mut |_| {}).unwrap();
        let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/demo");
        let (committed, written) = (files(&committed), files(&out));
        fs::remove_dir_all(&out).unwrap();
        assert_eq!(
            committed.keys().collect::<Vec<_>>(),
            written.keys().collect::<Vec<_>>(),
            "run `cargo xtask demo-data --seed 2025 --deployments 400 --out fixtures/demo`"
        );
        for (name, bytes) in &written {
            assert!(
                committed[name] == *bytes,
                "fixtures/demo/{name} is not what is written now"
            );
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_files_and_another_seed_others() {
        let order = Order {
            seed: 3,
            deployments: 30,
            year: 2024,
        };
        let folders = [scratch("one"), scratch("two"), scratch("three")];
        write(&order, &folders[0], &mut |_| {}).unwrap();
        write(&order, &folders[1], &mut |_| {}).unwrap();
        write(&Order { seed: 4, ..order }, &folders[2], &mut |_| {}).unwrap();
        let [one, two, three] = folders.clone().map(|folder| files(&folder));
        for folder in &folders {
            fs::remove_dir_all(folder).unwrap();
        }
        assert!(one == two, "the same seed gave two companies");
        assert!(one != three, "two seeds gave the same company");
    }

    #[test]
    fn the_demo_reaches_every_outcome() {
        let out = scratch("outcomes");
        write(&DEMO, &out, &mut |_| {}).unwrap();
        let truth = fs::read_to_string(out.join("truth.jsonl")).unwrap();
        fs::remove_dir_all(&out).unwrap();
        for outcome in [
            "pass",
            "fail",
            "insufficient_evidence",
            "not_applicable",
            "pending",
        ] {
            assert!(
                truth.contains(&format!("\"{outcome}\"")),
                "{outcome} never comes out"
            );
        }
        assert_eq!(truth.lines().count(), DEMO.deployments);
    }
}
