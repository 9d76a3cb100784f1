//! What files cover: declared days, else from the first to the last record, and never what was cut.
#![expect(clippy::expect_used, reason = "helpers of tests")]

mod support;

use changeproof_domain::calendar::Calendar;
use changeproof_domain::coverage::{Coverage, KeptHere, Scope};
use changeproof_domain::field::Field;
use changeproof_domain::policy::Policy;
use changeproof_domain::record::{
    ApprovalDecision, ChangeApproval, Commit, GitRef, Holiday, Record, RecordKind, RecordSource,
    RosterEntry, SecretFinding, SecretScan, SecretStatus,
};
use changeproof_domain::snapshot::SourceId;
use changeproof_domain::source::{Cut, DeclaredCoverage, Form, Place, Source};
use changeproof_domain::time::{DAY, Moment, Timestamp};
use changeproof_matching::{Input, Versioned, build};
use chrono::NaiveDate;
use chrono_tz::Tz;
use support::{REPOSITORY, commit, deployed, pull_request, source, tag, text};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

fn noon(year: i32, month: u32, of_month: u32) -> Timestamp {
    Timestamp::start_of(day(year, month, of_month), Tz::UTC).plus(DAY / 2)
}

/// The coverage of files, each with its records.
fn coverage(files: Vec<(Source, Vec<Record>)>, kept_here: Vec<KeptHere>) -> Coverage {
    let (mut sources, mut records) = (Vec::new(), Vec::new());
    for (number, (mut file, of_file)) in files.into_iter().enumerate() {
        file.sha256 = format!("{number:064}");
        sources.push(file);
        records.extend((0..).zip(of_file).map(|(index, record)| Versioned {
            source: SourceId::from(number),
            place: Place {
                index,
                ..Place::default()
            },
            record,
        }));
    }
    build(Input {
        sources,
        records,
        calendar: Calendar::new(Tz::UTC),
        policy: Policy::built_in(),
        kept_here,
        link_decisions: Vec::new(),
        findings: Default::default(),
    })
    .coverage
}

fn of_one(file: Source, records: Vec<Record>) -> Coverage {
    coverage(vec![(file, records)], Vec::new())
}

fn production() -> Scope {
    Scope::service("checkout", "production")
}

fn deployments(times: &[Timestamp]) -> Vec<Record> {
    let one = |(number, at): (usize, &Timestamp)| {
        let mut one = deployed(&number.to_string(), 0, number);
        one.started_at = Moment::utc(*at);
        Record::from(one)
    };
    times.iter().enumerate().map(one).collect()
}

#[test]
fn a_file_covers_from_its_first_to_its_last_record() {
    let times = [noon(2025, 1, 10), noon(2025, 2, 20)];
    let coverage = of_one(source(), deployments(&times));
    let through = |from, to| coverage.through(RecordKind::Deployment, &production(), from, to);
    assert!(through(times[0], times[1]));
    assert!(!through(times[0].plus(-1), times[1]));
    assert!(!through(times[0], times[1].plus(1)));
}

#[test]
fn a_month_without_deployments_is_a_hole() {
    let reaches = |first, last| {
        let coverage = of_one(source(), deployments(&[first, last]));
        coverage.through(RecordKind::Deployment, &production(), first, last)
    };
    assert!(
        reaches(noon(2025, 1, 1), noon(2025, 2, 28)),
        "the next month"
    );
    assert!(
        !reaches(noon(2025, 1, 31), noon(2025, 3, 1)),
        "February has none"
    );
    assert!(
        reaches(noon(2024, 12, 1), noon(2025, 1, 31)),
        "over the end of a year"
    );
    assert!(!reaches(noon(2024, 12, 31), noon(2025, 2, 1)));
    assert!(
        !reaches(noon(2024, 3, 1), noon(2025, 3, 1)),
        "the same month of another year"
    );
}

#[test]
fn a_month_without_runs_of_the_scanner_is_no_hole_in_them() {
    let scan = |at| {
        Record::from(SecretScan {
            scanner: "gitleaks".to_owned(),
            repository: text(REPOSITORY),
            revision: Field::NotExported,
            ended_at: Field::Value(Moment::utc(at)),
            successful: Field::Value(true),
        })
    };
    let (first, last) = (noon(2025, 1, 1), noon(2025, 6, 1));
    let coverage = of_one(source(), vec![scan(first), scan(last)]);
    let scope = Scope::repository(REPOSITORY);
    assert!(coverage.through(RecordKind::SecretScan, &scope, first, last));
}

fn declared(mut file: Source) -> Source {
    file.declaration.covers = Some(DeclaredCoverage {
        from: day(2025, 1, 1),
        to: day(2025, 12, 31),
    });
    file
}

#[test]
fn what_was_declared_holds_in_place_of_what_the_records_show() {
    let coverage = of_one(declared(source()), deployments(&[noon(2025, 3, 1)]));
    let through = |from, to| coverage.through(RecordKind::Deployment, &production(), from, to);
    let (from, to) = (day(2025, 1, 1), day(2025, 12, 31));
    let (from, to) = (
        Timestamp::start_of(from, Tz::UTC),
        Timestamp::end_of(to, Tz::UTC),
    );
    assert!(through(from, to));
    assert!(!through(from.plus(-1), to));
    assert!(!through(from, to.plus(1)));
}

#[test]
fn a_cut_file_covers_nothing() {
    let mut cut = declared(source());
    cut.reading.cut = Some(Cut {
        sentence: "It shows 100 of 250.".to_owned(),
        total: Some(250),
    });
    let records = || deployments(&[noon(2025, 3, 1)]);
    let at = noon(2025, 3, 1);
    let kind = RecordKind::Deployment;
    assert!(of_one(declared(source()), records()).at(kind, &production(), at));
    assert!(!of_one(cut, records()).at(kind, &production(), at));
}

#[test]
fn a_scan_covers_where_it_went_to_its_end_and_all_of_it_could_be_read() {
    let covers = |successful: Field<bool>, rejected| {
        let mut file = declared(source());
        file.reading.rows.rejected = rejected;
        let scan = SecretScan {
            scanner: "gitleaks".to_owned(),
            repository: text(REPOSITORY),
            revision: Field::NotExported,
            ended_at: Field::NotExported,
            successful,
        };
        let coverage = of_one(file, vec![Record::from(scan)]);
        coverage.at(
            RecordKind::SecretScan,
            &Scope::repository(REPOSITORY),
            noon(2025, 3, 1),
        )
    };
    assert!(covers(Field::Value(true), 0));
    assert!(covers(Field::NotExported, 0));
    assert!(!covers(Field::Value(false), 0), "it broke off");
    assert!(
        !covers(Field::Value(true), 1),
        "a finding could not be read"
    );
    // Rows of other kinds that could not be read are the business of POP-01.
    let mut file = declared(source());
    file.reading.rows.rejected = 1;
    let coverage = of_one(file, deployments(&[noon(2025, 3, 1)]));
    assert!(coverage.at(RecordKind::Deployment, &production(), noon(2025, 3, 1)));
}

#[test]
fn a_roster_holds_from_its_first_day_on() {
    let entry = |from: Option<NaiveDate>| {
        Record::from(RosterEntry {
            person: format!("{from:?}"),
            accounts: Vec::new(),
            roles: Vec::new(),
            valid_from: from,
            valid_to: None,
            decided_in: None,
        })
    };
    let at = |entries: Vec<Record>, at| {
        of_one(source(), entries).at(RecordKind::RosterEntry, &Scope::Company, at)
    };
    let since = || vec![entry(Some(day(2025, 6, 1))), entry(Some(day(2025, 3, 1)))];
    assert!(at(since(), noon(2025, 3, 1)));
    assert!(at(since(), noon(2099, 1, 1)), "until further notice");
    assert!(!at(since(), noon(2025, 2, 28)));
    assert!(
        at(vec![entry(None)], noon(1999, 1, 1)),
        "without a first day it always held"
    );
}

#[test]
fn a_register_that_is_kept_here_covers_the_days_that_were_said() {
    let mut log = source();
    log.reading.form = Form::Events;
    let entry = |to| KeptHere {
        kind: RecordKind::ExceptionEntry,
        from: day(2025, 3, 1),
        to,
    };
    let at = |file: &Source, to, at| {
        let coverage = coverage(vec![(file.clone(), Vec::new())], vec![entry(to)]);
        coverage.at(RecordKind::ExceptionEntry, &Scope::Company, at)
    };
    assert!(at(&log, None, noon(2099, 1, 1)));
    assert!(!at(&log, None, noon(2025, 2, 28)));
    assert!(at(&log, Some(day(2025, 3, 31)), noon(2025, 3, 31)));
    assert!(!at(&log, Some(day(2025, 3, 31)), noon(2025, 4, 1)));
    // A record of the log does not tell where others are kept.
    let coverage = of_one(log, deployments(&[noon(2025, 3, 1)]));
    assert!(!coverage.at(RecordKind::Deployment, &production(), noon(2025, 3, 1)));
}

#[test]
fn approvals_cover_the_table_that_their_numbers_begin_with() {
    let scopes = |number: &str| {
        let approval = ChangeApproval {
            change: number.to_owned(),
            approver: Field::NotExported,
            decision: ApprovalDecision::Approved,
            created_at: Field::NotExported,
            decided_at: Field::Value(Moment::utc(noon(2025, 3, 1))),
        };
        let coverage = of_one(source(), vec![Record::from(approval)]);
        let scopes = coverage.scopes(RecordKind::ChangeApproval);
        scopes.cloned().collect::<Vec<Scope>>()
    };
    let table = vec![Scope::Project(RecordSource::ServiceNow, "CHG".to_owned())];
    assert_eq!(scopes("CHG0030001"), table);
    assert_eq!(scopes("chg0030001"), table);
    assert_eq!(scopes("CHG-30001"), table);
    let named = vec![Scope::Project(RecordSource::ServiceNow, "CHG".to_owned())];
    assert_eq!(scopes("CHG"), named);
}

/// The repositories that a log of commits without a name of one covers, beside a file of other records.
fn log_of(commits: Vec<Record>, others: Vec<Record>) -> Vec<Scope> {
    let files = vec![(source(), commits), (source(), others)];
    let coverage = coverage(files, Vec::new());
    let scopes = coverage.scopes(RecordKind::Commit);
    scopes.cloned().collect()
}

fn nameless(number: usize) -> Record {
    Record::from(Commit {
        repository: Field::NotExported,
        ..commit(number, &[])
    })
}

#[test]
fn a_log_is_of_the_repository_in_which_most_of_its_commits_are_known() {
    let of_pull_request = |repository: &str, number, merge| {
        let mut one = pull_request(number, merge);
        one.repository = repository.to_owned();
        Record::from(one)
    };
    let checkout = vec![Scope::repository(REPOSITORY)];
    let log = || vec![nameless(1), nameless(2), nameless(3)];
    assert_eq!(log_of(log(), Vec::new()), [Scope::Company], "nobody knows");
    assert_eq!(
        log_of(log(), vec![of_pull_request("Loopline/Checkout", 1, 2)]),
        checkout
    );
    assert_eq!(
        log_of(log(), deployments(&[noon(2025, 1, 1), noon(2025, 1, 2)])),
        checkout
    );
    let most = vec![
        of_pull_request("loopline/search", 1, 1),
        of_pull_request(REPOSITORY, 2, 2),
        of_pull_request(REPOSITORY, 3, 3),
    ];
    assert_eq!(log_of(log(), most), checkout);
    let mut branch = pull_request(1, 70);
    branch.commits = support::branch(&[&commit(3, &[])]);
    assert_eq!(log_of(log(), vec![Record::from(branch)]), checkout);
    assert_eq!(
        log_of(vec![Record::from(commit(1, &[]))], Vec::new()),
        checkout
    );
}

#[test]
fn a_list_of_tags_that_names_its_repository_is_taken_by_its_word() {
    let scopes = |alter: fn(&mut GitRef)| {
        let mut one = tag("v1", 1);
        alter(&mut one);
        let files = vec![
            (declared(source()), vec![Record::from(one)]),
            (source(), deployments(&[noon(2025, 1, 1), noon(2025, 1, 2)])),
        ];
        let coverage = coverage(files, Vec::new());
        let scopes = coverage.scopes(RecordKind::GitRef);
        scopes.cloned().collect::<Vec<Scope>>()
    };
    let search = |of: &mut GitRef| of.repository = text("loopline/search");
    assert_eq!(scopes(search), [Scope::repository("loopline/search")]);
    // Where it names none, nothing is covered by a guess.
    assert_eq!(
        scopes(|of| of.repository = Field::NotExported),
        [Scope::Company]
    );
}

#[test]
fn what_a_scan_found_covers_nothing() {
    let found = SecretFinding {
        scanner: "gitleaks".to_owned(),
        rule: "aws-access-token".to_owned(),
        fingerprint: Field::NotExported,
        repository: text(REPOSITORY),
        commit: Field::NotExported,
        path: Field::NotExported,
        line: Field::NotExported,
        status: SecretStatus::Open,
        reported_at: Field::Value(Moment::utc(noon(2025, 3, 1))),
        record: Field::NotExported,
        field: Field::NotExported,
        count: Field::NotExported,
    };
    let coverage = of_one(source(), vec![Record::from(found)]);
    assert_eq!(coverage.iter().count(), 0);
}

#[test]
fn an_export_covers_nothing_after_it_was_made() {
    let covered = |record: Record, scope: Scope| {
        let kind = record.kind();
        let mut file = source();
        file.declaration.covers = Some(DeclaredCoverage {
            from: day(2025, 1, 1),
            to: day(2025, 12, 31),
        });
        file.declaration.exported_at = Some(noon(2025, 9, 1));
        let of = of_one(file, vec![record]);
        [
            noon(2025, 8, 31),
            noon(2025, 9, 1),
            noon(2025, 9, 1).plus(1),
        ]
        .map(|at| of.at(kind, &scope, at))
    };
    let merged = Record::from(pull_request(7, 2));
    let of_repository = Scope::repository(REPOSITORY);
    assert_eq!(covered(merged, of_repository), [true, true, false]);
    let holiday = Record::from(Holiday {
        date: day(2025, 12, 25),
        name: Field::Empty,
    });
    assert_eq!(covered(holiday, Scope::Company), [true; 3], "known before");
    let spans = |exported: Timestamp| {
        let mut file = source();
        file.declaration.covers = Some(DeclaredCoverage {
            from: day(2025, 1, 1),
            to: day(2025, 12, 31),
        });
        file.declaration.exported_at = Some(exported);
        let of = of_one(file, vec![Record::from(pull_request(7, 2))]);
        of.of(RecordKind::PullRequest, &Scope::repository(REPOSITORY))
            .len()
    };
    let begins = Timestamp::start_of(day(2025, 1, 1), Tz::UTC);
    assert_eq!((spans(begins), spans(begins.plus(-1))), (1, 0));
}
