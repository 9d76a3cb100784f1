//! What EMG-01 tells of the cause that it found, or may have found.

use changeproof_controls::case::{START, World};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Judgement, Outcome};
use changeproof_domain::record::Incident;
use changeproof_domain::time::{HOUR, Moment};

use crate::support::{Files, judged};

/// The verdict on the change of the cases, called an emergency.
fn emergency(alter: impl FnOnce(&mut Files)) -> Judgement {
    judged("EMG-01", &World::default(), |files| {
        files.ticket().category = Field::Value("Emergency".to_owned());
        alter(files);
    })
}

fn hours(hours: i64) -> Field<Moment> {
    Field::Value(Moment::utc(START.plus(hours * HOUR)))
}

/// Where the only incident of the company was altered so; before, it is open from an hour before the start
/// until two hours after it.
fn incident(alter: impl FnOnce(&mut Incident)) -> Judgement {
    emergency(|files| {
        let incident = files.incident();
        incident.opened_at = hours(-1);
        incident.resolved_at = hours(2);
        alter(incident);
    })
}

fn open(judgement: &Judgement, said: &str) {
    let reason = &judgement.reason;
    assert_eq!(judgement.outcome, Outcome::InsufficientEvidence, "{reason}");
    assert!(reason.contains(said), "{reason}");
}

#[test]
fn the_sentence_names_the_cause() {
    let names = |text: &str, said: &str| {
        let judgement = emergency(|files| {
            files.ticket().description = Field::Value(format!("Because of {text}, see there."));
        });
        open(&judgement, said);
    };
    names("CVE-2025-41284", "names the vulnerability CVE-2025-41284");
    names(
        "ghsa-abcd-1234-efgh",
        "names the vulnerability GHSA-ABCD-1234-EFGH",
    );
    names("INC0012345", "INC0012345, which is no imported incident");
    names("vul-77", "VUL-77, which is no imported incident");
    open(
        &incident(|_| {}),
        "Incident PEARLY1 (referral-api: errors above 5 %) was opened",
    );
}

#[test]
fn the_sentence_tells_why_an_incident_may_not_be_the_cause() {
    open(
        &incident(|of| of.opened_at = Field::NotExported),
        "when Incident PEARLY1",
    );
    open(
        &incident(|of| of.resolved_at = Field::NotExported),
        "was resolved was not exported",
    );
    open(
        &incident(|of| of.service = Field::Empty),
        "and names no service",
    );
    open(
        &incident(|of| {
            of.opened_at = hours(-9);
            of.resolved_at = hours(-8);
        }),
        "was resolved 8 h before the deployment began, and CHG-1000 does not name it",
    );
}
