//! Packs, the event log, and verifying.

use changeproof_app::wire::view::event_log::EventQuery;
use changeproof_app::wire::view::packs::{NewPack, Paper};
use changeproof_app::wire::view::session::PeriodView;
use chrono::NaiveDate;

use crate::company::{demo, fresh_demo, ports};

fn pack(from: (u32, u32), to: (u32, u32)) -> NewPack {
    let day = |(month, day)| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
    NewPack {
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
    let made = open
        .make_pack(&pack((1, 1), (1, 31)), &out, &ports())
        .unwrap();
    assert_eq!(made.file, "january.pdf");
    assert_eq!(made.prepared_by.as_deref(), Some("Noor Abbasi"));
    assert!(made.at_hand && made.kind == "audit");
    let listed = open.packs(&|_| false).unwrap();
    assert_eq!(listed.len(), 1);
    assert!(!listed[0].at_hand, "whoever asks knows where files are");
    assert_eq!(listed[0].pack_id, made.pack_id);
    let verified = open.verify_pack(&out, &ports()).unwrap();
    assert!(verified.holds, "{:?}", verified.checks);
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
        page.actions,
        ["evaluated", "file_imported", "workspace_created"]
    );
    let imports = EventQuery {
        actions: vec!["file_imported".to_owned()],
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
    assert!(
        verified
            .checks
            .iter()
            .any(|check| check.check == "Event log")
    );
}
