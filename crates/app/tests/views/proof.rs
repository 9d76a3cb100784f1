//! Packs, the event log, and verifying.

use std::sync::atomic::{AtomicU32, Ordering};

use changeproof_app::ports::Ports;
use changeproof_app::views::OpenWorkspace;
use changeproof_app::wire::view::event_log::EventQuery;
use changeproof_app::wire::view::packs::{NewPack, NewPackKind, Paper};
use changeproof_app::wire::view::session::PeriodView;
use chrono::NaiveDate;

use crate::company::{At, When, demo, fresh_demo, like_the_demo, ports};

fn pack(from: (u32, u32), to: (u32, u32)) -> NewPack {
    let day = |(month, day)| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
    NewPack {
        kind: NewPackKind::Audit,
        period: PeriodView {
            from: day(from),
            to: day(to),
        },
        prepared_by: " Noor Abbasi ".to_owned(),
        paper: Paper::A4,
    }
}

#[test]
fn a_pack_is_made_listed_and_verified() {
    let (folder, open) = fresh_demo();
    let out = folder.path().join("january.pdf");
    let loaded = AtomicU32::new(0);
    let loading = When("Loading records", || {
        loaded.fetch_add(1, Ordering::Relaxed);
    });
    let watched = Ports {
        progress: &loading,
        ..ports()
    };
    let made = open
        .make_pack(&pack((1, 1), (1, 31)), &out, &watched)
        .unwrap();
    let again = loaded.load(Ordering::Relaxed);
    assert_eq!(again, 0, "the records of the screens are used");
    assert_eq!(made.file, "january.pdf");
    assert_eq!(made.prepared_by.as_deref(), Some("Noor Abbasi"));
    assert!(made.at_hand && made.kind == "audit");
    let listed = open.packs(&|_| false).unwrap();
    assert_eq!(listed.len(), 1);
    assert!(!listed[0].at_hand, "whoever asks knows where files are");
    assert_eq!(listed[0].pack_id, made.pack_id);
    let verified = open.verify_pack(&out, &ports()).unwrap();
    assert!(verified.holds, "{:?}", verified.checks);
    for check in &verified.checks {
        let named = check.check.starts_with(char::is_uppercase);
        assert!(named, "{} is a word for programs", check.check);
    }
    let mut bytes = std::fs::read(&out).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&out, bytes).unwrap();
    assert!(
        !open.verify_pack(&out, &ports()).unwrap().holds,
        "one changed bit"
    );
    let events = open.events(&EventQuery::default(), 0, 1).unwrap();
    assert_eq!(events.rows[0].action_label, "Pack exported");
    assert_eq!(events.rows[0].sequence, made.event);
}

#[test]
fn events_are_told_newest_first_in_sentences() {
    let page = demo().events(&EventQuery::default(), 0, 5).unwrap();
    assert_eq!(page.rows.len(), 5);
    assert!(
        page.rows
            .windows(2)
            .all(|pair| pair[0].sequence > pair[1].sequence)
    );
    assert_eq!(
        page.actions
            .iter()
            .map(|one| one.action.as_str())
            .collect::<Vec<_>>(),
        ["evaluated", "file_imported", "workspace_created"]
    );
    let imports = EventQuery {
        actions: vec!["file_imported".to_owned()],
        people: Vec::new(),
        text: "roster".to_owned(),
    };
    let page = demo().events(&imports, 0, 5).unwrap();
    assert_eq!(page.matched, 1);
    assert!(
        page.rows[0]
            .sentence
            .starts_with("Imported roster.csv as roster:")
    );
    assert!(page.rows[0].payload.contains("\n  \"sha256\""), "indented");
}

#[test]
fn an_untouched_workspace_holds() {
    let verified = demo().verify_workspace(&ports()).unwrap();
    assert!(verified.holds, "{:?}", verified.checks);
    let names: Vec<&str> = verified
        .checks
        .iter()
        .map(|check| check.check.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "The file",
            "Event log",
            "Imported files",
            "Company",
            "Records",
            "People and signatures",
            "Policy",
            "Decisions",
            "Evaluations"
        ]
    );
}

#[test]
fn a_pack_rests_on_what_the_screens_show_and_keeps_the_period() {
    let (folder, open) = fresh_demo();
    let january = pack((1, 1), (1, 31));
    let out = folder.path().join("january.pdf");
    open.make_pack(&january, &out, &ports()).unwrap();
    let evaluations = EventQuery {
        actions: vec!["evaluated".to_owned()],
        people: Vec::new(),
        text: String::new(),
    };
    let count = |open: &OpenWorkspace| open.events(&evaluations, 0, 1).unwrap().matched;
    assert_eq!(count(&open), 1, "the year holds January");
    let before = open.view(&ports()).unwrap();
    let mut other_year = january.clone();
    other_year.period = PeriodView {
        from: NaiveDate::from_ymd_opt(2024, 12, 1).unwrap(),
        to: NaiveDate::from_ymd_opt(2025, 1, 31).unwrap(),
    };
    let out = folder.path().join("winter.pdf");
    open.make_pack(&other_year, &out, &ports()).unwrap();
    assert_eq!(count(&open), 2, "no evaluation held the winter");
    assert_eq!(open.view(&ports()).unwrap().period, before.period);
    let path = open.path().to_owned();
    drop(open);
    let reopened = OpenWorkspace::open(&path, &ports()).unwrap();
    let period = reopened.view(&ports()).unwrap().period;
    assert_eq!(period, before.period, "not that of the last pack");
    assert!(reopened.verify_workspace(&ports()).unwrap().holds);
}

#[test]
fn the_rows_that_a_pack_rests_on_are_kept() {
    let (folder, open) = fresh_demo();
    let out = folder.path().join("january.pdf");
    open.make_pack(&pack((1, 1), (1, 31)), &out, &ports())
        .unwrap();
    open.refresh(&ports()).unwrap();
    open.refresh(&ports()).unwrap();
    let store = changeproof_store::Workspace::open(open.path()).unwrap();
    let reader = store.read().unwrap();
    let evaluations = reader.evaluations().unwrap();
    let kept: Vec<bool> = evaluations
        .iter()
        .map(|stored| reader.has_rows(stored.id).unwrap())
        .collect();
    assert_eq!(kept, [true, false, true]);
    assert!(open.verify_workspace(&ports()).unwrap().holds);
}

#[test]
fn a_pack_of_an_earlier_day_is_made_from_what_is_true_today() {
    let early = At::new("2026-01-02T09:00:00Z");
    let (folder, open) = like_the_demo(&early);
    let year = pack((1, 1), (12, 31));
    let out = folder.path().join("year.pdf");
    let late = At::new("2026-03-02T09:00:00Z");
    let made = open.make_pack(&year, &out, &late.ports()).unwrap();
    let shown = open.view(&late.ports()).unwrap().evaluation.unwrap();
    assert_eq!(shown.as_of.to_string(), "2026-03-02T09:00:00Z");
    assert_eq!(made.results_hash, shown.results_hash);
}
