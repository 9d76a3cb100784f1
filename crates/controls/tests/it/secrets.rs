//! Which files with scans for secrets cover the commits of a change (SEC-02).

use changeproof_controls::case::{START, World};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::record::{OWN_SCAN, RecordKind, SecretFinding, SecretScan, SecretStatus};
use changeproof_domain::source::Cut;
use changeproof_domain::time::{HOUR, MINUTE, Moment};

use crate::support::{Files, judged, of_kind};

/// What SEC-02 says; the deployed commit was made two and a half hours before the start, and the scan ended a
/// day after it.
fn scanned(alter: impl FnOnce(&mut Files)) -> Outcome {
    judged("SEC-02", &World::default(), alter).outcome
}

const OPEN: Outcome = Outcome::InsufficientEvidence;

fn minutes(minutes: i64) -> Field<Moment> {
    Field::Value(Moment::utc(START.plus(minutes * MINUTE)))
}

/// The scan covers no day of the change, and names the deployed revision.
fn of_the_revision(files: &mut Files) {
    files.covers(RecordKind::SecretScan, 2024, 2024);
    files.scan().revision = files.deployment().revision.clone();
}

fn cut(files: &mut Files) {
    files.file(RecordKind::SecretScan).reading.cut = Some(Cut {
        sentence: "It says that there are 250 rows.".to_owned(),
        total: Some(250),
    });
}

fn partly_rejected(files: &mut Files) {
    files.file(RecordKind::SecretScan).reading.rows.rejected = 1;
}

#[test]
fn a_report_that_was_not_read_in_full_covers_nothing() {
    assert_eq!(scanned(|_| {}), Outcome::Pass);
    assert_eq!(scanned(cut), OPEN);
    assert_eq!(
        scanned(partly_rejected),
        OPEN,
        "a rejected line may be a finding"
    );
}

#[test]
fn a_scan_of_the_revision_covers_it_where_it_ran_through_and_was_read_in_full() {
    assert_eq!(scanned(of_the_revision), Outcome::Pass);
    let of_revision = |alter: &dyn Fn(&mut Files)| {
        scanned(|files| {
            of_the_revision(files);
            alter(files);
        })
    };
    assert_eq!(of_revision(&cut), OPEN);
    assert_eq!(of_revision(&partly_rejected), OPEN);
    let broke_off = |files: &mut Files| files.scan().successful = Field::Value(false);
    assert_eq!(of_revision(&broke_off), OPEN);
    let ran = |files: &mut Files| files.scan().successful = Field::Value(true);
    assert_eq!(of_revision(&ran), Outcome::Pass);
    let other = |files: &mut Files| files.scan().revision = Field::Value("d".repeat(40));
    assert_eq!(of_revision(&other), OPEN);
}

#[test]
fn a_scan_covers_no_commit_that_was_made_after_it_ended() {
    let ended = |at: i64| scanned(|files| files.scan().ended_at = minutes(at));
    assert_eq!(ended(-150), Outcome::Pass, "as the commit was made");
    assert_eq!(ended(-151), OPEN);
    let without_end = scanned(|files| files.scan().ended_at = Field::NotExported);
    assert_eq!(without_end, Outcome::Pass, "its days are declared");
    let second_scan = |ended: i64| {
        scanned(|files| {
            files.scan().ended_at = minutes(-151);
            let later = SecretScan {
                ended_at: minutes(ended),
                ..files.scan().clone()
            };
            files.push(of_kind(RecordKind::SecretScan), later);
        })
    };
    assert_eq!(
        second_scan(60),
        Outcome::Pass,
        "the file tells of a later one"
    );
    assert_eq!(second_scan(-200), OPEN);
}

#[test]
fn two_files_that_tell_the_same_scan_cover_what_either_of_them_covers() {
    let second = |from: i32, to: i32| {
        scanned(|files| {
            files.covers(RecordKind::SecretScan, 2024, 2024);
            let again = files.scan().clone();
            let source = files.add(RecordKind::SecretScan, from, to);
            files.push(source, again);
        })
    };
    assert_eq!(second(2025, 2025), Outcome::Pass);
    assert_eq!(second(2023, 2024), OPEN);
    assert_eq!(second(2026, 2026), OPEN);
}

/// An open finding of a report that does not name its repository.
fn finding(commit: Field<String>) -> SecretFinding {
    SecretFinding {
        scanner: "gitleaks".to_owned(),
        rule: "private-key".to_owned(),
        fingerprint: Field::NotExported,
        repository: Field::NotExported,
        commit,
        path: Field::Value("keys/old.pem".to_owned()),
        line: Field::Value(1),
        status: SecretStatus::Open,
        reported_at: Field::Value(Moment::utc(START.plus(24 * HOUR))),
        record: Field::NotExported,
        field: Field::NotExported,
        count: Field::NotExported,
    }
}

/// The scan's file tells of a finding, altered so.
fn found(alter: impl FnOnce(&mut SecretFinding)) -> Outcome {
    scanned(|files| {
        let mut of = finding(files.deployment().revision.clone());
        alter(&mut of);
        files.push(of_kind(RecordKind::SecretScan), of);
    })
}

#[test]
fn a_finding_that_names_no_commit_may_be_of_any_change_of_its_repository() {
    assert_eq!(found(|_| {}), Outcome::Fail);
    let in_repository = |repository: Field<String>, status: SecretStatus| {
        found(|of| {
            of.commit = Field::NotExported;
            of.repository = repository;
            of.status = status;
        })
    };
    let own = || Field::Value("Clicki/Referral-API".to_owned());
    assert_eq!(in_repository(own(), SecretStatus::Open), OPEN);
    assert_eq!(in_repository(Field::NotExported, SecretStatus::Open), OPEN);
    let other = Field::Value("clicki/reward-ledger".to_owned());
    assert_eq!(in_repository(other, SecretStatus::Open), Outcome::Pass);
    assert_eq!(
        in_repository(own(), SecretStatus::Suppressed),
        Outcome::Pass
    );
    let of_another_record = found(|of| {
        of.commit = Field::NotExported;
        of.repository = own();
        of.record = Field::Value("change_record:CHG-7".to_owned());
    });
    assert_eq!(of_another_record, Outcome::Pass);
    let of_unknown_commit = found(|of| of.commit = Field::Value("e".repeat(40)));
    assert_eq!(
        of_unknown_commit,
        Outcome::Pass,
        "the change's own commits are all known"
    );
}

#[test]
fn a_finding_in_a_commit_of_the_branch_is_one_of_the_change() {
    let of_branch = |branch: &str| found(|of| of.commit = Field::Value(branch.repeat(40)));
    assert_eq!(of_branch("a"), Outcome::Fail);
    assert_eq!(of_branch("c"), Outcome::Pass, "that of an earlier change");
}

#[test]
fn a_scan_that_ended_as_the_commit_was_made_did_not_end_before() {
    let why = |at: i64| {
        let of = judged("SEC-02", &World::default(), |files| {
            files.covers(RecordKind::SecretScan, 2024, 2024);
            files.scan().ended_at = minutes(at);
        });
        assert_eq!(of.outcome, OPEN, "{}", of.reason);
        of.reason
    };
    assert!(why(-151).contains("before the commit of"));
    assert!(!why(-150).contains("before the commit of"));
}

#[test]
fn a_finding_of_a_commit_that_was_not_imported_may_be_of_a_change_whose_commits_are_not_known() {
    let with_commit = |sha: String| {
        scanned(|files| {
            files.pull_request().commits = Field::NotExported;
            let mut of = finding(Field::Value(sha));
            of.repository = Field::Value("clicki/referral-api".to_owned());
            files.push(of_kind(RecordKind::SecretFinding), of);
        })
    };
    assert_eq!(with_commit("e".repeat(40)), OPEN);
    assert_eq!(
        with_commit("10".repeat(20)),
        Outcome::Pass,
        "it was deployed before"
    );
}

#[test]
fn a_pass_tells_of_the_findings_that_the_scanner_was_told_to_pass_over() {
    let judgement = judged("SEC-02", &World::default(), |files| {
        let mut of = finding(files.deployment().revision.clone());
        of.status = SecretStatus::Suppressed;
        files.push(of_kind(RecordKind::SecretScan), of);
    });
    assert_eq!(judgement.outcome, Outcome::Pass);
    let said = "One finding is suppressed in the scanner's report.";
    assert!(judgement.reason.contains(said), "{}", judgement.reason);
    let mut facts = judgement.facts.iter();
    assert!(facts.any(|fact| fact.field == "status" && fact.value == "suppressed"));
    let clean = judged("SEC-02", &World::default(), |_| {});
    assert!(!clean.reason.contains("suppressed"), "{}", clean.reason);
    assert!(clean.reason.contains("(gitleaks)"), "{}", clean.reason);
    let mut fields = clean.facts.iter().map(|fact| fact.field.as_str());
    assert!(fields.any(|field| field == "ended_at"), "of the scan");
}

#[test]
fn a_failure_tells_where_the_credential_stands_and_who_found_it() {
    let said = |alter: &dyn Fn(&mut SecretFinding)| {
        let judgement = judged("SEC-02", &World::default(), |files| {
            let mut of = finding(files.deployment().revision.clone());
            alter(&mut of);
            files.push(of_kind(RecordKind::SecretScan), of);
        });
        assert_eq!(judgement.outcome, Outcome::Fail, "{}", judgement.reason);
        judgement.reason
    };
    let in_line = said(&|_| {});
    let place = "private-key in keys/old.pem, line 1 of commit 51515151";
    assert!(in_line.contains(place), "{in_line}");
    assert!(in_line.contains("(found by gitleaks)"), "{in_line}");
    let in_file = said(&|of| of.line = Field::NotExported);
    assert!(in_file.contains("in keys/old.pem of commit"), "{in_file}");
    let in_text = said(&|of| {
        of.scanner = OWN_SCAN.to_owned();
        of.commit = Field::NotExported;
        of.path = Field::NotExported;
        of.record = Field::Value("change_record:CHG-1000".to_owned());
        of.field = Field::Value("description".to_owned());
    });
    let place = "in 'description' of change record CHG-1000 (found by the scan at import)";
    assert!(in_text.contains(place), "{in_text}");
    let in_record = said(&|of| {
        of.path = Field::NotExported;
        of.record = Field::Value("change_record:CHG-1000".to_owned());
    });
    let place = "private-key in the text of change record CHG-1000";
    assert!(in_record.contains(place), "{in_record}");
    let in_message = said(&|of| {
        of.path = Field::NotExported;
        of.record = Field::Value(format!("commit:{}", of.commit.text()));
        of.field = Field::Value("message".to_owned());
        of.commit = Field::NotExported;
    });
    let place = "private-key in 'message' of commit 5151515151 (found by";
    assert!(in_message.contains(place), "{in_message}");
}
