//! Tells what waits outside the window, where a person asked for that: how many things of which kind, each thing
//! once a day. A locked screen may show it, so it names nothing.

mod system;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use changeproof_app::wire::view::home::{HomeArea, HomeItem, HomeView};
use chrono::{Days, NaiveDate};

pub use system::System;

use crate::error::ShellError;
use crate::kept;
use crate::state::WeakShell;

/// How often it is looked.
const PAUSE: Duration = Duration::from_secs(5 * 60);
/// How long after the start it is looked for the first time.
const FIRST: Duration = Duration::from_secs(60);
/// Things whose day is further away are not told.
const AHEAD: Days = Days::new(7);

/// Shows a message outside the window.
pub trait Notices: Send + Sync {
    /// Shows it, and does not wait until it was read.
    ///
    /// # Errors
    ///
    /// The system has no place for it.
    fn show(&self, title: &str, text: &str) -> Result<(), ShellError>;
}

/// What was told already, in a file of the app's own: no names, the day on which a number was told.
#[derive(Debug)]
pub struct Told {
    file: PathBuf,
    days: Mutex<BTreeMap<u64, NaiveDate>>,
}

impl Told {
    /// Reads the file, and says what is wrong with it where it is broken.
    pub fn read(file: PathBuf) -> (Told, Option<String>) {
        let read = kept::read(&file);
        let days = Mutex::new(read.content);
        (Told { file, days }, read.complaint)
    }

    /// What of a workspace's Home is to be told now. It counts as told from then on.
    ///
    /// # Errors
    ///
    /// The file cannot be written: then nothing is told, rather than the same again and again.
    pub fn news(&self, workspace: &Path, home: &HomeView) -> Result<Option<String>, ShellError> {
        let today = home.today;
        let mut days = self.days.lock().unwrap_or_else(PoisonError::into_inner);
        let mut after = days.clone();
        // Zones differ: what was told yesterday may have been today elsewhere.
        after.retain(|_, day| today.pred_opt().is_none_or(|before| before <= *day));
        let due = home.items.iter().filter(|item| is_due(item, today));
        let new: Vec<&HomeItem> = due
            .filter(|item| after.insert(name(workspace, item), today) != Some(today))
            .collect();
        if new.is_empty() {
            return Ok(None);
        }
        kept::write(&self.file, &after)?;
        *days = after;
        Ok(Some(words(&new)))
    }
}

/// Whether something is worth a word: a day that has come or comes soon, or something to do without one.
/// That results are older than what they rest on is seen when somebody looks at them. Something pending whose day
/// is not known may be due in weeks.
fn is_due(item: &HomeItem, today: NaiveDate) -> bool {
    let soon = today.checked_add_days(AHEAD).unwrap_or(today);
    match item.due {
        Some(due) => item.area != HomeArea::Results && due <= soon,
        None => !matches!(item.area, HomeArea::Results | HomeArea::Deadlines),
    }
}

/// The number of a thing. What stands for several is known by its place: its title changes with how many they are.
fn name(workspace: &Path, item: &HomeItem) -> u64 {
    let mut hasher = DefaultHasher::new();
    let own = match item.number {
        1 => &item.title,
        _ => &item.address,
    };
    (workspace, item.area.noun(), own).hash(&mut hasher);
    hasher.finish()
}

/// How many things of which kind wait.
fn words(items: &[&HomeItem]) -> String {
    let mut counts: BTreeMap<HomeArea, u64> = BTreeMap::new();
    for item in items {
        *counts.entry(item.area).or_default() += item.number;
    }
    let counts = counts
        .iter()
        .map(|(area, count)| match (area.noun(), count) {
            ((one, _), 1) => format!("1 {one}"),
            ((_, many), count) => format!("{count} {many}"),
        });
    let counts: Vec<String> = counts.collect();
    format!("Waiting for you: {}.", counts.join(", "))
}

/// Looks as long as the app runs, in a thread of its own: looking may take a while.
///
/// # Errors
///
/// The system gives no thread.
pub fn begin(shell: WeakShell) -> std::io::Result<()> {
    let look = move || {
        thread::sleep(FIRST);
        while let Some(shell) = shell.shell() {
            shell.tell_what_waits();
            drop(shell);
            thread::sleep(PAUSE);
        }
    };
    thread::Builder::new()
        .name("notices".to_owned())
        .spawn(look)
        .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn item(area: HomeArea, title: &str, due: Option<&str>) -> HomeItem {
        HomeItem {
            area,
            title: title.to_owned(),
            detail: "CHG0040001 of checkout".to_owned(),
            number: 1,
            due: due.map(day),
            overdue: false,
            address: String::new(),
        }
    }

    fn home(today: &str, items: Vec<HomeItem>) -> HomeView {
        HomeView {
            today: day(today),
            person: None,
            roles: Vec::new(),
            items,
            others: 0,
            last_pack: None,
        }
    }

    fn told(folder: &tempfile::TempDir) -> Told {
        Told::read(folder.path().join("notices.json")).0
    }

    #[test]
    fn things_are_counted_and_nothing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let waiting = home(
            "2026-03-02",
            vec![
                item(
                    HomeArea::Reviews,
                    "Review emergency CHG0040001",
                    Some("2026-03-04"),
                ),
                item(
                    HomeArea::Reviews,
                    "Review emergency CHG0040002",
                    Some("2026-02-20"),
                ),
                item(HomeArea::Exceptions, "Decide on exception EX-1", None),
                item(HomeArea::Policy, "Review the policy", Some("2026-09-01")),
                item(HomeArea::Results, "Work out the results again", None),
            ],
        );
        let text = told(&folder)
            .news(Path::new("/a/A.changeproof"), &waiting)
            .unwrap();
        assert_eq!(
            text.as_deref(),
            Some("Waiting for you: 1 exception, 2 post-change reviews.")
        );
        let kept = std::fs::read_to_string(folder.path().join("notices.json")).unwrap();
        assert!(
            !kept.contains("CHG") && !kept.contains("A.change"),
            "{kept}"
        );
    }

    #[test]
    fn what_stands_for_several_is_counted_as_so_many_and_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = Path::new("/a");
        let rest = |number: u64, due: &str| HomeItem {
            number,
            address: "#/reviews".to_owned(),
            ..item(
                HomeArea::Reviews,
                &format!("{number} more reviews are waiting"),
                Some(due),
            )
        };
        let one = item(HomeArea::Reviews, "Review emergency 1", Some("2026-03-02"));
        let told = told(&folder);
        let later = home("2026-03-02", vec![rest(37, "2026-03-20")]);
        assert_eq!(told.news(path, &later).unwrap(), None, "none is due soon");
        let waiting = home("2026-03-02", vec![one.clone(), rest(37, "2026-03-04")]);
        assert_eq!(
            told.news(path, &waiting).unwrap().as_deref(),
            Some("Waiting for you: 38 post-change reviews.")
        );
        let fewer = home("2026-03-02", vec![one, rest(36, "2026-03-04")]);
        assert_eq!(told.news(path, &fewer).unwrap(), None, "told already");
    }

    #[test]
    fn a_deadline_is_told_only_where_its_day_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let path = Path::new("/a");
        let deadline = |due| item(HomeArea::Deadlines, "Monitored after deployment", due);
        let told = told(&folder);
        let unknown = home("2026-03-02", vec![deadline(None)]);
        assert_eq!(told.news(path, &unknown).unwrap(), None);
        let known = home("2026-03-02", vec![deadline(Some("2026-03-03"))]);
        assert_eq!(
            told.news(path, &known).unwrap().as_deref(),
            Some("Waiting for you: 1 deadline.")
        );
    }

    #[test]
    fn a_thing_is_told_once_a_day_also_after_the_app_was_started_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = Path::new("/a");
        let one = || item(HomeArea::Findings, "Finish REV-01 on 1", Some("2026-03-01"));
        let two = || item(HomeArea::Findings, "Finish REV-01 on 2", Some("2026-03-01"));
        let first = told(&folder)
            .news(path, &home("2026-03-02", vec![one()]))
            .unwrap();
        assert_eq!(
            first.as_deref(),
            Some("Waiting for you: 1 matter of findings.")
        );
        let again = told(&folder);
        let same = again.news(path, &home("2026-03-02", vec![one()])).unwrap();
        assert_eq!(same, None);
        let new = again
            .news(path, &home("2026-03-02", vec![one(), two()]))
            .unwrap();
        assert_eq!(
            new.as_deref(),
            Some("Waiting for you: 1 matter of findings.")
        );
        let elsewhere = again.news(Path::new("/b"), &home("2026-03-02", vec![one()]));
        assert!(elsewhere.unwrap().is_some(), "another workspace");
        let next = again
            .news(path, &home("2026-03-03", vec![one(), two()]))
            .unwrap();
        assert_eq!(
            next.as_deref(),
            Some("Waiting for you: 2 matters of findings.")
        );
        let kept = std::fs::read_to_string(folder.path().join("notices.json")).unwrap();
        again.news(path, &home("2026-03-09", vec![one()])).unwrap();
        let after = std::fs::read_to_string(folder.path().join("notices.json")).unwrap();
        assert!(after.len() < kept.len(), "older days are forgotten");
    }
}
