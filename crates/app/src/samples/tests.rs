//! Samples through the use cases.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use changeproof_domain::member::MemberRole;
use changeproof_domain::outcome::Outcome;
use chrono::NaiveDate;
use tempfile::TempDir;

use super::*;
use crate::evaluate::{EvaluateOptions, evaluate};
use crate::import::{ImportOptions, import};
use crate::period::Period;
use crate::ports::Ports;
use crate::testing::people::{another, ports, with_officer};
use crate::verify::verify;
use crate::wire::sample::{CellMark, WorkingPaper};

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, month, day).unwrap()
}

fn period() -> Period {
    Period::new(day(1, 1), day(3, 31)).unwrap()
}

/// Imports deployments and judges their quarter.
pub(crate) fn deployments(
    folder: &Path,
    path: &Path,
    numbers: std::ops::RangeInclusive<u32>,
    officer: &Ports<'_>,
) {
    let mut csv = "deployment_id,service,environment,version,commit_sha,status,started_at,\
                   deployed_by,run_url\n"
        .to_owned();
    for number in numbers.clone() {
        let (service, of_month) = (number % 2, number % 28 + 1);
        writeln!(
            csv,
            "d-{number:03},svc-{service},production,v{number},{number:040x},success,\
             2025-02-{of_month:02}T11:00:00Z,tom,"
        )
        .unwrap();
    }
    let file = folder.join(format!("deploys-{}.csv", numbers.end()));
    std::fs::write(&file, csv).unwrap();
    import(path, &[file], &ImportOptions::default(), officer).unwrap();
    judged(path, officer);
}

fn judged(path: &Path, officer: &Ports<'_>) {
    let options = EvaluateOptions {
        period: period(),
        as_of: None,
    };
    evaluate(path, &options, officer).unwrap();
}

pub(crate) fn of_forty() -> (TempDir, PathBuf, Ports<'static>) {
    let (folder, path, ana) = with_officer();
    deployments(folder.path(), &path, 1..=40, &ana);
    (folder, path, ana)
}

pub(crate) fn wanted(seed: &str) -> NewDraw {
    NewDraw {
        period: Some(period()),
        seed: seed.to_owned(),
        size: None,
        strata: Vec::new(),
        confidence: NewDraw::CONFIDENCE,
        reason: None,
    }
}

fn ticks(item: &str, control: &str, tick: TickMark) -> NewTick {
    NewTick {
        draw: 1,
        item: item.to_owned(),
        control: control.to_owned(),
        tick,
        note: (tick != TickMark::Agreed).then(|| "Seen in the tool".to_owned()),
        evidence: Vec::new(),
    }
}

/// An item and control of a paper with that outcome.
fn with_outcome(paper: &WorkingPaper, wanted: Outcome) -> (String, String) {
    for item in &paper.items {
        for (control, cell) in paper.controls.iter().zip(&item.cells) {
            if cell.outcome == Some(wanted) {
                return (item.item.item.id.clone(), control.control.clone());
            }
        }
    }
    panic!("the paper has no {wanted}");
}

fn mark_of(paper: &WorkingPaper, item: &str, control: &str) -> CellMark {
    let mut controls = paper.controls.iter();
    let at = controls.position(|one| one.control == control).unwrap();
    let mut items = paper.items.iter();
    items.find(|one| one.item.item.id == item).unwrap().cells[at].mark
}

#[test]
fn a_draw_is_kept_with_everything_that_makes_it_again() {
    let (_folder, path, ana) = of_forty();
    let eve = another(&path, &ana, "eve", &[MemberRole::Auditor]);
    let new = NewDraw {
        strata: vec![Strata::Service, Strata::Month],
        ..wanted("S|1")
    };
    let drawn = draw(&path, &new, &eve).unwrap();
    assert_eq!((drawn.number, drawn.person.as_str()), (1, "eve"));
    assert_eq!((drawn.population, drawn.size), (40, 5));
    assert!(drawn.basis.contains("up to 52"), "{}", drawn.basis);
    let parts: Vec<&str> = drawn.parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(parts, ["svc-0, 2025-02", "svc-1, 2025-02"]);
    assert_eq!(drawn.items.len(), 5);
    assert_eq!(list(&path, &eve).unwrap(), [drawn]);
    assert_eq!(paper(&path, 1, &eve).unwrap().drawn_again, Some(true));
    assert!(verify(&path, None, &ports()).unwrap().holds);
}

#[test]
fn the_same_population_is_drawn_from_again_only_by_another_seed_and_for_a_reason() {
    let (_folder, path, ana) = of_forty();
    draw(&path, &wanted("S|1"), &ana).unwrap();
    let code = |new: &NewDraw| draw(&path, new, &ana).unwrap_err().code();
    let again = |seed: &str| NewDraw {
        reason: Some("The auditor asked for it".to_owned()),
        ..wanted(seed)
    };
    assert_eq!(code(&again("S|1")), "drawn_by_this_seed");
    assert_eq!(code(&wanted("S|2")), "redraw_without_reason");
    let second = draw(&path, &again("S|2"), &ana).unwrap();
    assert_eq!((second.number, second.redraw_of), (2, vec![1]));
    assert_eq!(list(&path, &ana).unwrap().len(), 2, "both are kept");
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let (_folder, path, ana) = of_forty();
    let code = |new: &NewDraw, by: &Ports<'_>| draw(&path, new, by).unwrap_err().code();
    assert_eq!(code(&wanted(" "), &ana), "words_missing");
    assert_eq!(code(&wanted("a\nb"), &ana), "seed_of_lines");
    let nothing = NewDraw {
        size: Some(0),
        ..wanted("S")
    };
    assert_eq!(code(&nothing, &ana), "sample_of_nothing");
    let sure = NewDraw {
        confidence: 100,
        ..wanted("S")
    };
    assert_eq!(code(&sure, &ana), "confidence_out_of_range");
    let empty = NewDraw {
        period: Some(Period::new(day(1, 1), day(1, 31)).unwrap()),
        ..wanted("S")
    };
    assert_eq!(code(&empty, &ana), "nothing_to_draw");
    let later = NewDraw {
        period: Some(Period::new(day(4, 1), day(4, 30)).unwrap()),
        ..wanted("S")
    };
    assert_eq!(code(&later, &ana), "period_not_evaluated");
    assert_eq!(code(&wanted("S"), &ports()), "sign_in_needed");
    let reviewer = another(&path, &ana, "rea", &[MemberRole::Reviewer]);
    assert_eq!(code(&wanted("S"), &reviewer), "not_allowed");
    assert!(list(&path, &ana).unwrap().is_empty());
}

#[test]
fn cells_stay_blank_until_a_person_compared_and_no_limit_is_told_before() {
    let (_folder, path, ana) = of_forty();
    draw(&path, &wanted("S"), &ana).unwrap();
    let before = paper(&path, 1, &ana).unwrap();
    let cells = before.items.iter().flat_map(|item| &item.cells);
    assert!(cells.clone().all(|cell| cell.mark == CellMark::Blank));
    let counts = before.controls.iter().map(|control| &control.counts);
    assert!(counts.clone().all(|counts| counts.upper_limit.is_none()));
    let rev = before.controls.iter().find(|one| one.control == "REV-01");
    assert_eq!(rev.unwrap().counts.blank, 5);
    let ids: Vec<String> = before
        .items
        .iter()
        .map(|one| one.item.item.id.clone())
        .collect();
    for id in &ids {
        tick(&path, &ticks(id, "REV-01", TickMark::NoEvidence), &ana).unwrap();
    }
    let after = paper(&path, 1, &ana).unwrap();
    let rev = after.controls.iter().find(|one| one.control == "REV-01");
    let counts = &rev.unwrap().counts;
    assert_eq!(
        (counts.compared, counts.deviations, counts.blank),
        (5, 5, 0)
    );
    assert_eq!(counts.upper_limit, Some(1000), "nothing was there to see");
    assert_eq!(mark_of(&after, &ids[0], "REV-01"), CellMark::NoEvidence);
    assert!(verify(&path, None, &ports()).unwrap().holds);
}

#[test]
fn nobody_agrees_to_what_was_not_met_or_not_seen() {
    let (_folder, path, ana) = of_forty();
    draw(&path, &wanted("S"), &ana).unwrap();
    let before = paper(&path, 1, &ana).unwrap();
    let (item, control) = with_outcome(&before, Outcome::InsufficientEvidence);
    let refused = tick(&path, &ticks(&item, &control, TickMark::Agreed), &ana);
    assert_eq!(refused.unwrap_err().code(), "tick_against_outcome");
    let (item, control) = with_outcome(&before, Outcome::NotApplicable);
    tick(&path, &ticks(&item, &control, TickMark::Agreed), &ana).unwrap();
    let after = paper(&path, 1, &ana).unwrap();
    assert_eq!(mark_of(&after, &item, &control), CellMark::NotApplicable);
    let counts = after.controls.iter().find(|one| one.control == control);
    assert_eq!(counts.unwrap().counts.compared, 0, "it applies to none");
}

#[test]
fn a_later_tick_takes_the_place_of_an_earlier_one_and_both_are_in_the_log() {
    let (_folder, path, ana) = of_forty();
    draw(&path, &wanted("S"), &ana).unwrap();
    let id = list(&path, &ana).unwrap()[0].items[0].item.id.clone();
    tick(&path, &ticks(&id, "REV-01", TickMark::NoEvidence), &ana).unwrap();
    tick(&path, &ticks(&id, "REV-01", TickMark::Deviation), &ana).unwrap();
    let paper = paper(&path, 1, &ana).unwrap();
    assert_eq!(mark_of(&paper, &id, "REV-01"), CellMark::Deviation);
    assert_eq!(paper.sample.ticked, 1, "one cell");
    let open = changeproof_store::Workspace::open(&path).unwrap();
    let reader = open.read().unwrap();
    let register = Register::until(&reader, i64::MAX).unwrap();
    assert_eq!(register.ticks.len(), 2);
}

#[test]
fn what_cannot_be_ticked_is_refused() {
    let (folder, path, ana) = of_forty();
    draw(&path, &wanted("S"), &ana).unwrap();
    let drawn = list(&path, &ana).unwrap().remove(0);
    let inside = drawn.items[0].item.id.clone();
    let outside = (1..=40)
        .map(|number| format!("d-{number:03}"))
        .find(|id| drawn.items.iter().all(|one| one.item.id != *id))
        .unwrap();
    let code = |new: &NewTick| tick(&path, new, &ana).unwrap_err().code();
    let of = |item: &str| ticks(item, "REV-01", TickMark::Deviation);
    assert_eq!(code(&of(&outside)), "not_in_sample");
    let other_draw = NewTick {
        draw: 2,
        ..of(&inside)
    };
    assert_eq!(code(&other_draw), "unknown_sample");
    let wordless = NewTick {
        note: None,
        ..of(&inside)
    };
    assert_eq!(code(&wordless), "words_missing");
    let policy = ticks(&inside, "GOV-01", TickMark::Deviation);
    assert_eq!(code(&policy), "not_of_deployments");
    let unknown = ticks(&inside, "ABC-01", TickMark::Deviation);
    assert_eq!(code(&unknown), "unknown_control");
    let eve = another(&path, &ana, "rea", &[MemberRole::Reviewer]);
    let refused = tick(&path, &of(&inside), &eve).unwrap_err();
    assert_eq!(refused.code(), "not_allowed");
    drop(folder);
}

#[test]
fn a_population_that_grew_is_told_and_what_was_drawn_stays() {
    let (folder, path, ana) = of_forty();
    draw(&path, &wanted("S"), &ana).unwrap();
    deployments(folder.path(), &path, 41..=45, &ana);
    let later = paper(&path, 1, &ana).unwrap();
    assert!(!later.same_population);
    assert_eq!(later.drawn_again, None);
    assert_eq!(later.sample.population, 40);
    assert!(later.items.iter().all(|item| item.still_there));
    // Another population: that is no redraw.
    let second = draw(&path, &wanted("S"), &ana).unwrap();
    assert_eq!((second.population, second.redraw_of.len()), (45, 0));
}

#[test]
fn a_table_of_sizes_that_was_set_decides_from_then_on() {
    let (_folder, path, ana) = of_forty();
    let row = |up_to, size| SizeRow {
        up_to,
        size,
        frequency: None,
    };
    let new = NewSizes {
        rows: vec![row(Some(30), 3), row(None, 8)],
        source: "Agreed with the auditor".to_owned(),
        reason: "Their guide".to_owned(),
    };
    let wordless = NewSizes {
        source: String::new(),
        ..new.clone()
    };
    let refused = set_sizes(&path, &wordless, &ana).unwrap_err();
    assert_eq!(refused.code(), "words_missing");
    let holes = NewSizes {
        rows: vec![row(Some(30), 3)],
        ..new.clone()
    };
    let refused = set_sizes(&path, &holes, &ana).unwrap_err();
    assert_eq!(refused.code(), "sizes_incomplete");
    set_sizes(&path, &new, &ana).unwrap();
    assert_eq!(sizes(&path, &ana).unwrap().set_by.as_deref(), Some("ana"));
    let drawn = draw(&path, &wanted("S"), &ana).unwrap();
    assert_eq!(drawn.items.len(), 8);
    assert!(drawn.basis.contains("Agreed with the auditor"));
}
