//! What a verdict tells of an attestation: who attested what, or why that does not count.

use changeproof_controls::attesting::concerned;
use changeproof_controls::case::{START, World};
use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Judgement, Outcome};
use changeproof_domain::record::{Attestation, DeploymentSource, Record};
use changeproof_domain::time::{DAY, MINUTE, Moment};

use crate::support::{Files, judged, snapshot, subject};

const QUESTION: &str = "Does a compensating control stand in for separate duties?";

/// The deployer was the only reviewer, and somebody attested a control that stood in for that.
fn attested(alter: impl FnOnce(&mut Attestation)) -> Judgement {
    let mut of = attestation("compensated");
    alter(&mut of);
    attested_all([of], |_| {})
}

fn attestation(answer: &str) -> Attestation {
    World::attestation("DEP-03", "3", QUESTION, answer)
}

/// The same with several attestations.
fn attested_all<const N: usize>(
    all: [Attestation; N],
    alter: impl FnOnce(&mut Files),
) -> Judgement {
    let mut world = World::default();
    for of in all {
        world.add(of);
    }
    judged("DEP-03", &world, |files| {
        if let Field::Value(list) = &mut files.pull_request().reviews {
            list[0].author = Field::Value(Account::new(System::GitHub, "lena"));
        }
        alter(files);
    })
}

fn days(days: i64) -> Field<Moment> {
    Field::Value(Moment::utc(START.plus(days * DAY)))
}

fn fields(judgement: &Judgement) -> Vec<&str> {
    let facts = judgement.facts.iter();
    let of = |field: &&str| ["question", "answer", "reason", "person"].contains(field);
    facts.map(|fact| fact.field.as_str()).filter(of).collect()
}

#[test]
fn what_was_attested_stands_in_the_sentence_and_in_the_facts() {
    let yes = attested(|_| {});
    assert_eq!(yes.outcome, Outcome::Pass);
    let said = "chidi attested at 2025-03-04 10:00 UTC: compensated: Looked at it with the people on duty.";
    assert!(yes.reason.ends_with(said), "{}", yes.reason);
    assert_eq!(fields(&yes), ["question", "answer", "reason", "person"]);
    let no = attested(|of| of.answer = Field::Value("not compensated".to_owned()));
    assert_eq!(no.outcome, Outcome::Fail);
    assert!(no.reason.contains("attested at"), "{}", no.reason);
    assert_eq!(fields(&no), ["question", "answer", "reason", "person"]);
    let without_stop = attested(|of| of.reason = Field::Value("Looked at it together".to_owned()));
    assert!(without_stop.reason.ends_with("together."));
}

#[test]
fn why_an_attestation_does_not_count_stands_beside_the_verdict() {
    let own = attested(|of| of.person = World::typed("lena@clicki.example"));
    assert_eq!(own.outcome, Outcome::Fail);
    let why = "The attestation does not count: lena is a reviewer of the change.";
    assert!(own.reason.ends_with(why), "{}", own.reason);
    let stranger = attested(|of| of.person = World::typed("zoe@clicki.example"));
    assert_eq!(stranger.outcome, Outcome::InsufficientEvidence);
    let why = "Whether the attestation counts cannot be told: the roster does not say who";
    assert!(stranger.reason.contains(why), "{}", stranger.reason);
}

#[test]
fn the_latest_attestation_decides() {
    let both = |first: &str, then: &str| {
        let mut later = attestation(then);
        later.at = days(2);
        attested_all([attestation(first), later], |_| {}).outcome
    };
    assert_eq!(both("not compensated", "compensated"), Outcome::Pass);
    assert_eq!(both("compensated", "not compensated"), Outcome::Fail);
    let same_time = [attestation("compensated"), attestation("not compensated")];
    let contrary = attested_all(same_time, |_| {});
    assert_eq!(contrary.outcome, Outcome::InsufficientEvidence);
    assert!(contrary.reason.contains("contradict each other"));
    let mut own = attestation("not compensated");
    own.person = World::typed("lena@clicki.example");
    let beside_void = attested_all([attestation("compensated"), own], |_| {});
    assert_eq!(beside_void.outcome, Outcome::Pass, "lena's is void");
}

#[test]
fn what_is_attested_later_than_the_time_of_the_judgement_does_not_count() {
    // The cases are judged as of 300 days after the start.
    let at = |day| attested(|of| of.at = days(day));
    assert_eq!(at(300).outcome, Outcome::Pass, "{}", at(300).reason);
    assert_eq!(at(301).outcome, Outcome::Fail, "{}", at(301).reason);
}

#[test]
fn an_id_that_two_deployments_have_names_neither() {
    let of = |subject: &str| {
        let mut of = attestation("compensated");
        of.subject = subject.to_owned();
        attested_all([of], |files| {
            let mut other = files.deployment().clone();
            other.source = DeploymentSource::DeployLog;
            other.service = "search".to_owned();
            let source = files.records[0].0;
            files.records.push((source, Record::from(other)));
        })
    };
    let by_id = of("3");
    let open = Outcome::InsufficientEvidence;
    assert_eq!(by_id.outcome, open, "{}", by_id.reason);
    let why = "more than one deployment has the id '3'";
    assert!(by_id.reason.contains(why), "{}", by_id.reason);
    let by_key = of("github:3");
    assert_eq!(by_key.outcome, Outcome::Pass, "{}", by_key.reason);
}

#[test]
fn an_incident_that_may_come_from_the_deployment_by_two_clocks_can_be_attested_of_it() {
    let can_be = |minutes: i64| {
        let world = World::default();
        let snapshot = snapshot(&world, |files| {
            let opened = Moment::utc(START.plus(minutes * MINUTE));
            files.incident().opened_at = Field::Value(opened);
            files.incident().resolved_at = Field::Value(Moment::utc(START.plus(DAY)));
        });
        let who = Account::new(System::Email, "nadia@clicki.example");
        let found = concerned(&snapshot, "MON-02", "PEARLY1", &who, world.judged_as_of());
        found.iter().any(|of| of.subject == subject(&snapshot))
    };
    assert!(can_be(5));
    assert!(can_be(-2), "clocks may differ by so much");
    assert!(!can_be(-30));
}
