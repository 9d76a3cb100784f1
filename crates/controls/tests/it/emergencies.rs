//! What EMG-01 tells of the cause that it found, or may have found.

use changeproof_controls::case::{START, World};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Judgement, Outcome};
use changeproof_domain::record::{Incident, Record, RecordKind};
use changeproof_domain::time::{HOUR, Moment};

use crate::support::{Files, judged, of_kind};

/// The verdict on the change of the cases, called an emergency.
fn emergency(alter: impl FnOnce(&mut Files)) -> Judgement {
    emergency_in(&World::default(), alter)
}

fn emergency_in(world: &World, alter: impl FnOnce(&mut Files)) -> Judgement {
    judged("EMG-01", world, |files| {
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
        "incident PEARLY1 (referral-api: errors above 5 %) was opened",
    );
}

#[test]
fn the_text_that_names_the_cause_is_shown_whole() {
    let shown = |judgement: &Judgement, field: &str, text: &str| {
        let mut facts = judgement.facts.iter();
        let is_there = facts.any(|fact| fact.field == field && fact.value == text);
        assert!(is_there, "{field}: {:?}", judgement.facts);
    };
    let titled = "Close CVE-2025-41284 in the queue";
    let of = emergency(|files| files.ticket().title = Field::Value(titled.to_owned()));
    shown(&of, "title", titled);
    let of = emergency(|files| files.pull_request().title = Field::NotExported);
    shown(&of, "title", "(not exported)");
    let of = emergency(|files| files.pull_request().body = Field::NotExported);
    shown(&of, "body", "(not exported)");
}

#[test]
fn the_sentence_tells_why_an_incident_may_not_be_the_cause() {
    open(
        &incident(|of| of.opened_at = Field::NotExported),
        "when incident PEARLY1",
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
        "was resolved 8 h before the deployment began, and no text of CHG-1000 or its changes names it",
    );
}

/// The outcome where the record's description is that text.
fn described(text: &str, alter: impl FnOnce(&mut Files)) -> Outcome {
    let judgement = emergency(|files| {
        files.ticket().description = Field::Value(text.to_owned());
        alter(files);
    });
    judgement.outcome
}

const CAUSE: Outcome = Outcome::InsufficientEvidence;

#[test]
fn a_word_that_only_looks_like_a_name_is_no_cause() {
    for text in [
        "Because of CVE-2025-41284.",
        "Because of GHSA-1234.",
        "Because of INC12.",
        "Because of PRB-12.",
    ] {
        assert_eq!(described(text, |_| {}), CAUSE, "{text}");
    }
    for text in [
        "Close the CVE-tracker.",
        "Because of GHSA-12.",
        "Increase the incoming limit.",
        "Because of INC1.",
        "Because of INC-2A.",
    ] {
        assert_eq!(described(text, |_| {}), Outcome::Fail, "{text}");
    }
}

#[test]
fn a_short_id_or_a_bare_number_names_an_incident_only_where_the_text_says_so() {
    let named = |id: &str, text: &str| described(text, |files| files.incident().id = id.to_owned());
    assert_eq!(named("QUEUE", "Retry the queue."), Outcome::Fail);
    assert_eq!(named("QUEUE", "Retry after #queue."), CAUSE);
    assert_eq!(named("QUEUES", "Retry after queues."), CAUSE);
    assert_eq!(named("912832", "It lost 912832 rows."), Outcome::Fail);
    assert_eq!(named("912832", "Merged as #912832."), Outcome::Fail);
    assert_eq!(named("912832", "After incident 912832."), CAUSE);
    let by_number = |text: &str| {
        described(text, |files| {
            files.incident().number = Field::Value("NIGHTLY-9".to_owned());
        })
    };
    assert_eq!(by_number("As incident nightly-9 asked."), CAUSE);
    assert_eq!(by_number("Build nightly-9 failed."), Outcome::Fail);
}

#[test]
fn an_incident_counts_by_every_name_of_the_service_and_by_no_name_of_another() {
    let on = |service: &str| {
        let mut world = World::default();
        let aliases = [("Referrals", "Referral-API"), ("Find", "search")];
        let aliases = aliases.map(|(alias, of)| (alias.to_owned(), of.to_owned()));
        world.parameters.system_aliases = aliases.to_vec();
        let judgement = emergency_in(&world, |files| {
            let mut open = files.incident().clone();
            open.id = "PALERT9".to_owned();
            open.service = Field::Value(service.to_owned());
            open.opened_at = hours(-1);
            open.resolved_at = hours(2);
            files.push(of_kind(RecordKind::Incident), open);
        });
        judgement.outcome
    };
    assert_eq!(on("referral-api"), CAUSE);
    assert_eq!(on("referrals"), CAUSE);
    assert_eq!(on("find"), Outcome::Fail);
    assert_eq!(on("search"), Outcome::Fail);
}

#[test]
fn an_incident_that_was_resolved_long_before_is_no_cause() {
    let resolved = |hours_before: i64| {
        incident(|of| {
            of.opened_at = hours(-hours_before - 1);
            of.resolved_at = hours(-hours_before);
        })
    };
    assert_eq!(resolved(72).outcome, CAUSE);
    assert_eq!(resolved(73).outcome, Outcome::Fail);
}

#[test]
fn the_sentence_tells_on_which_side_of_the_start_an_incident_was_opened() {
    open(&incident(|_| {}), "1 h before the deployment began");
    let later = incident(|of| of.opened_at = hours(1));
    open(&later, "1 h after the deployment began");
    let at_once = incident(|of| of.opened_at = hours(0));
    open(&at_once, "less than a minute after the deployment began");
    let fields = later.facts.iter().map(|fact| fact.field.as_str());
    let of_incident = ["service", "opened_at", "resolved_at", "status"];
    assert_eq!(
        fields.filter(|field| of_incident.contains(field)).count(),
        4
    );
}

#[test]
fn another_key_is_a_cause_only_where_it_may_be_an_issue() {
    let titled = |title: &str, alter: &dyn Fn(&mut Files)| {
        emergency(|files| {
            files.pull_request().title = Field::Value(title.to_owned());
            let mut second = files.ticket().clone();
            second.key = "CHG-1001".to_owned();
            files.push(of_kind(RecordKind::ChangeRecord), second);
            alter(files);
        })
    };
    let both = "CHG-1000, CHG-1001: retry the queue";
    assert_eq!(titled(both, &|_| {}).outcome, Outcome::Fail, "two changes");
    let bug = |files: &mut Files| {
        for (_, record) in &mut files.records {
            if let Record::ChangeRecord(of) = record
                && of.key == "CHG-1001"
            {
                of.record_type = Field::Value("Bug".to_owned());
            }
        }
    };
    open(&titled(both, &bug), "CHG-1001, which is no change record");
    let missing = "CHG-1000, CHG-9999: retry the queue";
    assert_eq!(
        titled(missing, &|_| {}).outcome,
        Outcome::Fail,
        "it does not exist"
    );
    let own = emergency(|files| {
        files.ticket().description = Field::Value("PRB-1000 is this change itself.".to_owned());
        files.pull_request().title = Field::Value("PRB-1000: retry the queue".to_owned());
        files.ticket().key = "PRB-1000".to_owned();
    });
    assert_eq!(own.outcome, Outcome::Fail, "{}", own.reason);
}

#[test]
fn an_incident_that_was_resolved_before_the_start_does_not_come_from_the_deployment() {
    let resolved = |at: Field<Moment>| {
        let judgement = judged("MON-02", &World::default(), |files| {
            files.incident().opened_at = Field::NotExported;
            files.incident().resolved_at = at;
        });
        judgement.outcome
    };
    assert_eq!(resolved(hours(-10)), Outcome::Pass);
    assert_eq!(resolved(hours(10)), Outcome::InsufficientEvidence);
}
