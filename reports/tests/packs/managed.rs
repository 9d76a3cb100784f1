//! The packs for management: they conform, verify, and have the pages that they promise.
#![expect(
    clippy::unwrap_used,
    reason = "a failure here fails the test, which is the aim"
)]

use changeproof_reports::charts::MonthTally;
use changeproof_reports::figures::{Figures, Tally};
use changeproof_reports::pack::{
    Action, AnnualPack, AuditPack, Clause, ClauseDecided, ControlOfYears, DecisionNeeded,
    Emergency, KeptIn, Management, ManagementSummary, Month, Period, PolicyDay, PolicyReview,
    RosterChange, Trend,
};
use changeproof_reports::{annual_pack, management_summary, verify};
use chrono::NaiveDate;
use lopdf::Document;

use crate::{pdf_check, sample};

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, month, day).unwrap()
}

/// Work and decisions, so many of each, in words of such a length.
fn management(evidence: &AuditPack, number: u32, words: usize) -> Management {
    let text = "Somebody has to see to it. ".repeat(words);
    let action = |of: u32| Action {
        what: format!("REV-01 {text}"),
        owner: of.is_multiple_of(2).then(|| text.clone()),
        due: day(1 + of % 12, 3),
        number: 7,
    };
    Management {
        today: day(12, 31),
        trend: Trend {
            months: Figures::of(evidence).by_month,
            note: Some(format!("Not evaluated: {text}")),
        },
        overdue: (0..number).map(action).collect(),
        to_come: (0..number).map(action).collect(),
        decisions: (0..number)
            .map(|of| DecisionNeeded {
                what: format!("Decision {of}: {text}"),
                why: text.clone(),
            })
            .collect(),
        next_review: (number > 0).then(|| day(11, 12)),
    }
}

pub fn nothing() -> Management {
    Management {
        today: day(12, 31),
        trend: Trend {
            months: vec![MonthTally {
                month: Month::of(day(1, 1)),
                tally: Tally::default(),
            }],
            note: None,
        },
        overdue: Vec::new(),
        to_come: Vec::new(),
        decisions: Vec::new(),
        next_review: None,
    }
}

fn clause(id: &str, words: &str) -> Clause {
    Clause {
        id: id.into(),
        words: words.into(),
    }
}

fn review() -> PolicyReview {
    let decided = |id: &str, decision: &str, new: Option<&str>| ClauseDecided {
        clause: clause(
            id,
            "Every change is reviewed by a peer before it is deployed.",
        ),
        decision: Some(decision.into()),
        reason: Some("It was asked for \u{391}\u{3b2}.".into()),
        by: Some("Ana Silva, 2025-11-03".into()),
        new_words: new.map(str::to_owned),
    };
    PolicyReview {
        number: 41,
        policy: "Change management policy".into(),
        version: 1,
        days: Period {
            from: day(1, 1),
            to: day(12, 31),
        },
        standing: "closed".into(),
        opened: "Ana Silva, 2025-11-03".into(),
        inputs_sha256: "ab".repeat(32),
        clauses: vec![
            decided(
                "2-REV",
                "change",
                Some("Every change is reviewed by two peers."),
            ),
            decided("3RD", "delete", None),
            decided(
                "LOG-AUD",
                "keep",
                Some("Every change is reviewed by a peer before it is deployed."),
            ),
        ],
        new_clauses: vec![clause("AI", "Changes that a model wrote are marked.")],
        drafted: Some("A new version: two peers.".into()),
        differences: vec!["Parameter reviewers: 1, now 2.".into()],
        approved: Some("changed: two peers.".into()),
        is_newer: false,
        published: None,
        acknowledged: vec!["Bo".into()],
        closed: Some("Ana Silva, 2025-11-20".into()),
        actions: vec!["Tell the teams, Bo, until January.".into()],
        controls: vec![ControlOfYears {
            id: "REV-01".into(),
            name: "Independent review".into(),
            year: Tally {
                fail: 3,
                pass: 97,
                ..Tally::default()
            },
            before: Tally::default(),
        }],
        incidents: (3, 4),
        emergencies: (2, 9),
    }
}

pub fn annual(evidence: AuditPack) -> AnnualPack {
    AnnualPack {
        management: management(&evidence, 4, 2),
        review: Some(review()),
        policy_days: vec![
            PolicyDay {
                on: None,
                kind: "significant change".into(),
                what: "A new team".into(),
                decision: "Nothing is decided.".into(),
                kept: KeptIn::ImportedRegister,
            },
            PolicyDay {
                on: Some(day(7, 1)),
                kind: "version".into(),
                what: "Version 2 in force from this day on".into(),
                decision: "Two peers.".into(),
                kept: KeptIn::Changeproof,
            },
        ],
        emergencies: vec![Emergency {
            change: "CHG-1".into(),
            services: vec!["checkout".into()],
            deployed_at: day(3, 3).and_hms_opt(9, 0, 0).unwrap().and_utc(),
            due: day(3, 10),
            reviewed: None,
            standing: "overdue".into(),
            days_late: Some(296),
            not_counted: None,
        }],
        roster: vec![RosterChange {
            person: "Bo".into(),
            roles: vec!["deployer".into()],
            from: Some(day(2, 1)),
            to: None,
        }],
        evidence,
    }
}

pub fn summary(evidence: AuditPack, number: u32, words: usize) -> ManagementSummary {
    ManagementSummary {
        management: management(&evidence, number, words),
        evidence,
    }
}

fn pages(bytes: &[u8]) -> usize {
    Document::load_mem(bytes).unwrap().get_pages().len()
}

#[test]
fn an_annual_pack_conforms_has_about_ten_pages_and_says_what_it_is() {
    let bytes = annual_pack(&annual(sample::pack(120))).unwrap();
    assert_eq!(pdf_check::problems(&bytes), Vec::<String>::new());
    let pages = pages(&bytes);
    assert!((8..=12).contains(&pages), "{pages} pages");
    let verification = verify::pack(&bytes).unwrap();
    assert!(verification.is_ok(), "{verification:?}");
    assert_eq!(verification.manifest.kind, "annual");
    let files: Vec<&str> = verification
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert!(
        files.contains(&"clauses.csv") && files.contains(&"exceptions.csv"),
        "{files:?}"
    );
}

#[test]
fn an_annual_pack_of_nothing_conforms() {
    let input = AnnualPack {
        evidence: sample::empty_pack(),
        management: nothing(),
        review: None,
        policy_days: Vec::new(),
        emergencies: Vec::new(),
        roster: Vec::new(),
    };
    let bytes = annual_pack(&input).unwrap();
    assert_eq!(pdf_check::problems(&bytes), Vec::<String>::new());
}

#[test]
fn packs_for_management_with_hostile_words_conform() {
    let annual = annual_pack(&annual(sample::hostile_pack())).unwrap();
    assert_eq!(pdf_check::problems(&annual), Vec::<String>::new());
    let summary = management_summary(&summary(sample::hostile_pack(), 9, 1)).unwrap();
    assert_eq!(pdf_check::problems(&summary), Vec::<String>::new());
}

#[test]
fn a_summary_is_two_pages_however_much_there_is_to_do() {
    for (number, words) in [(0, 0), (2, 1), (40, 30)] {
        let bytes = management_summary(&summary(sample::pack(60), number, words)).unwrap();
        assert_eq!(pages(&bytes), 2, "{number} of each in {words} words");
    }
}

#[test]
fn a_summary_conforms_verifies_and_is_the_same_twice() {
    let input = summary(sample::pack(60), 3, 2);
    let bytes = management_summary(&input).unwrap();
    assert_eq!(pdf_check::problems(&bytes), Vec::<String>::new());
    let verification = verify::pack(&bytes).unwrap();
    assert!(verification.is_ok(), "{verification:?}");
    assert_eq!(verification.manifest.kind, "summary");
    assert!(
        bytes == management_summary(&input).unwrap(),
        "all bytes are equal"
    );
}

#[test]
fn a_summary_of_nothing_conforms() {
    let input = ManagementSummary {
        evidence: sample::empty_pack(),
        management: nothing(),
    };
    let bytes = management_summary(&input).unwrap();
    assert_eq!(pdf_check::problems(&bytes), Vec::<String>::new());
    assert!(pages(&bytes) <= 2);
}
