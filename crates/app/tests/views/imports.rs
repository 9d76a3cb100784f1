//! Imports: looking before, importing, and what the cards say.

use std::fs;
use std::path::PathBuf;

use changeproof_app::ports::Ports;
use changeproof_app::views::ChosenFile;
use changeproof_app::wire::view::event_log::EventQuery;
use changeproof_app::wire::view::imports::{FileCard, FileOptions};
use changeproof_app::wire::view::session::PeriodView;
use chrono::NaiveDate;

use crate::company::{When, demo, empty, input, ports, unsaid};

const TABLE: &str = "deployment_id,service,environment,commit_sha,status,started_at\n\
    1,web,production,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,success,2024-05-02T10:00:00Z\n\
    2,web,production,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,success,2024-06-02 10:00:00\n\
    3,web,,cccccccccccccccccccccccccccccccccccccccc,success,2024-06-03T10:00:00Z\n";

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn events(open: &changeproof_app::views::OpenWorkspace) -> u64 {
    open.events(&EventQuery::default(), 0, 1).unwrap().total
}

#[test]
fn a_preview_tells_everything_and_keeps_nothing() {
    let (folder, open) = empty();
    let table = folder.path().join("log.csv");
    fs::write(&table, TABLE).unwrap();
    let notes = folder.path().join("notes.txt");
    fs::write(&notes, "hello").unwrap();
    let files = unsaid(&[table, notes, folder.path().join("missing.json")]);
    let cards = open.preview_import(&files, &ports()).unwrap();
    let [log, notes, missing] = cards.as_slice() else {
        panic!("{cards:?}");
    };
    assert_eq!(
        (log.status.as_str(), log.format.as_deref()),
        ("new", Some("deploy-log"))
    );
    assert_eq!((log.accepted, log.rejected), (2, 1));
    assert!(log.problem && log.zone_assumed && log.zone == "Europe/Berlin");
    assert_eq!(log.issues[0].place, "row 4");
    assert_eq!(log.spans[0].kind, "deployments");
    assert_eq!(notes.status, "refused");
    assert!(notes.error.is_some() && notes.problem);
    assert_eq!(
        (missing.status.as_str(), missing.sha256.as_ref()),
        ("refused", None)
    );
    assert_eq!(open.view(&ports()).unwrap().sources, 0);
    assert_eq!(events(&open), 1, "only the workspace was made");
}

#[test]
fn each_file_has_its_own_options_and_the_first_import_moves_the_period() {
    let (folder, open) = empty();
    let table = folder.path().join("log.csv");
    fs::write(&table, TABLE).unwrap();
    let covers = PeriodView {
        from: day(2024, 1, 1),
        to: day(2024, 12, 31),
    };
    let files = vec![
        (
            table.clone(),
            FileOptions {
                zone: Some("Asia/Tokyo".to_owned()),
                covers: Some(covers),
                expected_rows: Some(3),
                ..FileOptions::default()
            },
        ),
        (input("roster.csv"), FileOptions::default()),
    ];
    let cards = open.commit_import(&files, &ports()).unwrap().files;
    assert_eq!(cards[0].status, "imported");
    assert_eq!(
        (cards[0].zone.as_str(), cards[1].zone.as_str()),
        ("Asia/Tokyo", "Europe/Berlin")
    );
    assert_eq!(cards[0].options.expected_rows, Some(3));
    let view = open.view(&ports()).unwrap();
    assert_eq!(view.period, covers, "the year of the newest deployment");
    assert_eq!(view.evaluation.unwrap().deployments, 2);
    assert_eq!((view.sources, view.source_problems), (2, 1));
    let sources = open.imports(&ports()).unwrap().sources;
    let names: Vec<&str> = sources.iter().map(|card| card.file.as_str()).collect();
    assert_eq!(names, ["log.csv", "roster.csv"], "problems first");
    assert_eq!(sources[0].issue_count, 1);

    let again = open
        .commit_import(&unsaid(std::slice::from_ref(&table)), &ports())
        .unwrap()
        .files;
    assert_eq!(again[0].status, "unchanged");
    assert_eq!((again[0].rejected, again[0].issues.len()), (1, 1));
    let before = events(&open);
    let other = FileOptions {
        query: Some(" all of 2024 ".to_owned()),
        ..again[0].options.clone()
    };
    let declared = open
        .commit_import(&[(table, other)], &ports())
        .unwrap()
        .files;
    assert_eq!(declared[0].status, "declared_again");
    assert_eq!(declared[0].options.query.as_deref(), Some("all of 2024"));
    assert_eq!(events(&open), before + 2, "declared and evaluated");
}

#[test]
fn bad_options_of_one_file_import_none() {
    let (_folder, open) = empty();
    let nowhere = FileOptions {
        zone: Some("Mars/Base".to_owned()),
        ..FileOptions::default()
    };
    let files = [
        (input("roster.csv"), FileOptions::default()),
        (input("deploy-log.csv"), nowhere),
    ];
    assert!(open.preview_import(&files, &ports()).is_err());
    assert!(open.commit_import(&files, &ports()).is_err());
    assert_eq!(open.view(&ports()).unwrap().sources, 0);
}

#[test]
fn the_demo_company_shows_its_sources() {
    let view = demo().imports(&ports()).unwrap();
    assert_eq!(view.sources.len(), 30);
    let names: Vec<String> = view
        .sources
        .iter()
        .map(|card| card.file.to_lowercase())
        .collect();
    assert!(names.is_sorted(), "by name where nothing is wrong");
    let card =
        |name: &str| -> &FileCard { view.sources.iter().find(|card| card.file == name).unwrap() };
    let jira = card("jira-search.json");
    assert_eq!(
        jira.format_name.as_deref(),
        Some("Jira issues (REST search)")
    );
    assert_eq!(jira.status, "imported");
    assert!(jira.imported_at.is_some() && jira.sha256.as_ref() == Some(&jira.key));
    assert!(view.coverage.caveats.is_empty());
}

#[test]
fn the_same_bytes_twice_count_once() {
    let (folder, open) = empty();
    let copy: PathBuf = folder.path().join("copy of roster.csv");
    fs::copy(input("roster.csv"), &copy).unwrap();
    let files = unsaid(&[input("roster.csv"), copy]);
    let cards = open.commit_import(&files, &ports()).unwrap().files;
    let statuses: Vec<&str> = cards.iter().map(|card| card.status.as_str()).collect();
    assert_eq!(statuses, ["imported", "unchanged"], "the first one counts");
    assert_eq!(open.view(&ports()).unwrap().sources, 1);
}

#[test]
fn a_wrong_declaration_can_be_withdrawn() {
    let (folder, open) = empty();
    let table = folder.path().join("log.csv");
    fs::write(&table, TABLE).unwrap();
    let covers = PeriodView {
        from: day(2024, 1, 1),
        to: day(2024, 12, 31),
    };
    let said = FileOptions {
        covers: Some(covers),
        service: Some("web".to_owned()),
        ..FileOptions::default()
    };
    let first = open
        .commit_import(&[(table.clone(), said)], &ports())
        .unwrap()
        .files;
    let shown = FileOptions {
        covers: None,
        service: None,
        ..first[0].options.clone()
    };
    let withdrawn = open
        .commit_import(&[(table.clone(), shown)], &ports())
        .unwrap()
        .files;
    assert_eq!(withdrawn[0].status, "declared_again");
    let known = open.imports(&ports()).unwrap().sources;
    assert_eq!(
        (known[0].options.covers, &known[0].options.service),
        (None, &None)
    );
    let looked = open.preview_import(&unsaid(&[table]), &ports()).unwrap();
    assert_eq!(
        looked[0].status, "unchanged",
        "nothing said: nothing changed"
    );
}

#[test]
fn a_file_that_changed_since_its_card_was_shown_is_refused_with_all_of_its_call() {
    let (folder, open) = empty();
    let table = folder.path().join("log.csv");
    fs::write(&table, TABLE).unwrap();
    let paths = [table.clone(), input("roster.csv")];
    let cards = open.preview_import(&unsaid(&paths), &ports()).unwrap();
    let chosen: Vec<ChosenFile> = paths
        .iter()
        .zip(&cards)
        .map(|(path, card)| ChosenFile {
            path: path.clone(),
            options: FileOptions::default(),
            sha256: card.sha256.clone(),
        })
        .collect();
    fs::write(&table, TABLE.replace("success", "failure")).unwrap();
    let answer = open.commit_import(&chosen, &ports()).unwrap();
    let [log, roster] = answer.files.as_slice() else {
        panic!("{answer:?}");
    };
    assert_eq!(log.status, "refused");
    assert_eq!(
        log.error.as_deref(),
        Some("The file changed since you looked at it. Look again before importing.")
    );
    assert_eq!(roster.status, "new", "not imported either");
    assert_eq!(open.view(&ports()).unwrap().sources, 0);
    assert_eq!(events(&open), 1);
    fs::write(&table, TABLE).unwrap();
    let answer = open.commit_import(&chosen, &ports()).unwrap();
    assert_eq!(answer.files[0].status, "imported", "the file that was seen");
    assert_eq!(open.view(&ports()).unwrap().sources, 2);
}

#[test]
fn the_same_bytes_described_in_two_ways_are_refused_but_for_the_first() {
    let in_zone = |zone: &str| FileOptions {
        zone: Some(zone.to_owned()),
        ..FileOptions::default()
    };
    for _ in 0..5 {
        let (folder, open) = empty();
        let copies = ["b.csv", "a.csv", "c.csv"].map(|name| folder.path().join(name));
        for copy in &copies {
            fs::write(copy, TABLE).unwrap();
        }
        let [b, a, c] = copies;
        let files = [
            (b, in_zone("Asia/Tokyo")),
            (a, in_zone("UTC")),
            (c, in_zone("Asia/Tokyo")),
        ];
        let cards = open.commit_import(&files, &ports()).unwrap().files;
        let statuses: Vec<&str> = cards.iter().map(|card| card.status.as_str()).collect();
        assert_eq!(statuses, ["imported", "refused", "unchanged"]);
        let error = cards[1].error.as_deref().unwrap_or_default();
        assert!(
            error.contains("a.csv has the same bytes as b.csv"),
            "{error}"
        );
        let known = open.imports(&ports()).unwrap().sources;
        assert_eq!(known.len(), 1);
        assert_eq!(known[0].zone, "Asia/Tokyo");
    }
}

#[test]
fn an_import_that_happened_is_never_told_as_failed() {
    let (_folder, open) = empty();
    let path = open.path().to_owned();
    // Another program keeps the workspace locked from here on.
    let lock = When("Judging", || {
        let other = Box::leak(Box::new(changeproof_store::Workspace::open(&path).unwrap()));
        std::mem::forget(other.write().unwrap());
    });
    let locked = Ports {
        progress: &lock,
        ..ports()
    };
    let files = unsaid(&[input("deploy-log.csv")]);
    let answer = open.commit_import(&files, &locked).unwrap();
    assert_eq!(answer.files[0].status, "imported");
    assert_eq!(
        answer.evaluation_error.unwrap().code,
        "workspace_open_elsewhere"
    );
    let view = open.view(&ports()).unwrap();
    assert_eq!(view.sources, 1);
    assert!(view.outdated && view.evaluation.is_none());
}

#[test]
fn a_stopped_evaluation_leaves_the_import_and_says_so() {
    let (_folder, open) = empty();
    let stopped = ports();
    let asked = stopped.cancellation.clone();
    let cancel = When("Loading records", move || asked.cancel());
    let stopped = Ports {
        progress: &cancel,
        ..stopped
    };
    let files = unsaid(&[input("deploy-log.csv")]);
    let answer = open.commit_import(&files, &stopped).unwrap();
    let error = answer.evaluation_error.unwrap();
    assert_eq!(error.code, "cancelled");
    assert!(error.message.starts_with("The files are imported."));
    assert!(open.view(&ports()).unwrap().outdated);
}
