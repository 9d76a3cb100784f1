//! Who deployed, beside who reviewed and approved (DEP-03).

use changeproof_controls::case::{START, World};
use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Judgement, Outcome, Overlay};
use changeproof_domain::record::RecordKind;
use changeproof_domain::time::{MINUTE, Moment};

use crate::support::{Files, approval, judged};

fn duties(alter: impl FnOnce(&mut Files)) -> Judgement {
    judged("DEP-03", &World::default(), alter)
}

fn review_at(files: &mut Files, at: Field<Moment>) {
    if let Field::Value(list) = &mut files.pull_request().reviews {
        list[0].submitted_at = at;
    }
}

fn approval_by(files: &mut Files, account: &str) {
    approval(files).approver = Field::Value(Account::new(System::Jira, account));
}

#[test]
fn a_review_that_may_not_count_is_still_none_of_the_deployer() {
    let open = duties(|files| review_at(files, Field::NotExported));
    assert_eq!(open.outcome, Outcome::Pass, "{}", open.reason);
    assert!(!open.overlays.contains(Overlay::ByAccount));
    let by_account = duties(|files| {
        review_at(files, Field::NotExported);
        // Nobody has to approve it.
        files.ticket().category = Field::Value("Standard".to_owned());
        files.without(RecordKind::RosterEntry);
    });
    assert_eq!(by_account.outcome, Outcome::Pass, "{}", by_account.reason);
    assert!(by_account.overlays.contains(Overlay::ByAccount));
}

#[test]
fn the_sentence_tells_whether_the_deployer_is_not_known_or_may_be_the_same_person() {
    let nobody = duties(|files| files.without(RecordKind::PipelineRun));
    let open = Outcome::InsufficientEvidence;
    assert_eq!(nobody.outcome, open, "{}", nobody.reason);
    assert!(nobody.reason.starts_with("Who deployed is not known"));
    let two_systems = duties(|files| files.without(RecordKind::RosterEntry));
    assert_eq!(two_systems.outcome, open, "{}", two_systems.reason);
    let one_person = "whether these are one person cannot be told";
    assert!(two_systems.reason.contains(one_person));
}

#[test]
fn the_sentence_tells_what_of_the_deployers_own_approval_is_not_known() {
    let whether = duties(|files| {
        approval_by(files, "jira-lena");
        approval(files).at = Field::Value(Moment::utc(START.plus(-2 * MINUTE)));
    });
    let open = Outcome::InsufficientEvidence;
    assert_eq!(whether.outcome, open, "{}", whether.reason);
    assert!(whether.reason.contains("whether that counts is not known"));
    let others = duties(|files| {
        approval_by(files, "jira-lena");
        files.covers(RecordKind::ChangeRecord, 2024, 2024);
    });
    assert_eq!(others.outcome, open, "{}", others.reason);
    let somebody_else = "whether somebody else did too was not exported in full";
    assert!(others.reason.contains(somebody_else), "{}", others.reason);
}
