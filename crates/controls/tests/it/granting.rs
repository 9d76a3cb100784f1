//! What is asked of an exception before somebody approves it, and from when on it covers a failure.

use changeproof_controls::case::World;
use changeproof_controls::exceptions::{
    PartTaken, content_fault, deployment_named, deployments_named, length_fault, part_taken,
    risk_fault, service_named,
};
use changeproof_controls::{find, judge};
use changeproof_domain::account::{Account, System};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Overlay;
use changeproof_domain::record::{ExceptionEntry, Record};
use changeproof_domain::snapshot::Snapshot;
use changeproof_domain::time::{HOUR, Moment};

use crate::support::{snapshot, subject};

/// The exception of the company of the cases, altered.
fn exception(snapshot: &Snapshot, alter: impl FnOnce(&mut ExceptionEntry)) -> ExceptionEntry {
    let mut of = (*snapshot.registers.exceptions[0].record).clone();
    alter(&mut of);
    of
}

fn text(words: &str) -> Field<String> {
    Field::Value(words.to_owned())
}

#[test]
fn too_long_a_time_and_too_low_a_risk_are_told_before_it_is_approved() {
    let world = World::default();
    let snapshot = snapshot(&world, |_| {});
    let fault = |of: &ExceptionEntry| length_fault(&snapshot, world.judged_as_of(), of);
    let clean = exception(&snapshot, |_| {});
    assert_eq!((fault(&clean), risk_fault(&clean)), (None, None));
    let long = exception(&snapshot, |of| {
        let from = of.from.value().unwrap().at;
        of.to = Field::Value(Moment::utc(from.plus(80 * HOUR)));
    });
    let too_long =
        "it holds for 3 d 8 h, longer than the 72 hours that its scope 'deployment 3' allows";
    assert_eq!(fault(&long).as_deref(), Some(too_long));
    let low = exception(&snapshot, |of| of.risk = text("Low"));
    let too_low = "its risk is 'Low', lower than that of REV-01, a critical control";
    assert_eq!(risk_fault(&low).as_deref(), Some(too_low));
}

#[test]
fn a_part_that_says_nothing_is_told_before_it_is_approved() {
    let world = World::default();
    let snapshot = snapshot(&world, |_| {});
    let fault = |alter: fn(&mut ExceptionEntry)| {
        let of = exception(&snapshot, alter);
        content_fault(&snapshot, world.judged_as_of(), &of)
    };
    assert_eq!(fault(|_| {}), None);
    let placeholder = "it has no plan to return to the policy: 'TBD' says nothing";
    assert_eq!(
        fault(|of| of.return_plan = text("TBD")).as_deref(),
        Some(placeholder)
    );
    let lacking = "it has no residual risk";
    assert_eq!(
        fault(|of| of.residual_risk = Field::Empty).as_deref(),
        Some(lacking)
    );
}

#[test]
fn what_an_exception_is_for_is_read_from_its_scope() {
    let world = World::default();
    let snapshot = snapshot(&world, |_| {});
    let as_of = world.judged_as_of();
    let deployed = subject(&snapshot);
    let of_deployment = exception(&snapshot, |_| {});
    assert_eq!(
        deployments_named(&snapshot, as_of, &of_deployment),
        [deployed]
    );
    assert_eq!(
        deployment_named(&snapshot, as_of, &of_deployment),
        Some(deployed)
    );
    assert_eq!(service_named(&of_deployment), None);
    let of_service = exception(&snapshot, |of| of.scope = text("Service: Referral-API"));
    assert_eq!(service_named(&of_service).as_deref(), Some("referral-api"));
    assert_eq!(deployment_named(&snapshot, as_of, &of_service), None);
}

#[test]
fn who_had_a_part_in_a_deployment_is_told_as_far_as_it_is_known() {
    let world = World::default();
    let part = |who: &str, author: Option<&str>| {
        let snapshot = snapshot(&world, |files| {
            if let (Some(author), Field::Value(commits)) =
                (author, &mut files.pull_request().commits)
            {
                commits[0].authors = match author {
                    "" => Field::Empty,
                    author => Field::Value(vec![Account::new(System::Email, author)]),
                };
            }
        });
        let who = Account::new(System::Plain, who);
        part_taken(&snapshot, world.judged_as_of(), subject(&snapshot), &who)
    };
    let known = |words: &str| PartTaken::Known(words.to_owned());
    assert_eq!(part("ivo@clicki.example", None), PartTaken::None);
    assert_eq!(part("ana@clicki.example", None), known("a contributor"));
    let unknown = "whether it is zoe@elsewhere.example is not known";
    assert_eq!(
        part("ivo@clicki.example", Some("zoe@elsewhere.example")),
        PartTaken::Unknown(unknown.to_owned())
    );
    let PartTaken::Unknown(why) = part("ivo@clicki.example", Some("")) else {
        panic!("somebody of whom nobody knows anything had a part");
    };
    assert!(why.starts_with("nobody knows who "), "{why}");
}

#[test]
fn whom_a_squash_commit_alone_names_may_have_written_a_part() {
    let world = World::default();
    let snapshot = snapshot(&world, |files| {
        let squash = files.deployment().revision.text().to_owned();
        for (_, record) in &mut files.records {
            match record {
                Record::Commit(of) if of.sha == squash => {
                    of.author.email = "ivo@clicki.example".to_owned();
                }
                _ => {}
            }
        }
    });
    let part = |who: &str| {
        let who = Account::new(System::Plain, who);
        part_taken(&snapshot, world.judged_as_of(), subject(&snapshot), &who)
    };
    let PartTaken::Unknown(why) = part("ivo@clicki.example") else {
        panic!("ivo may have written a part");
    };
    let said = "whether ivo, whom the squash commit names as its author, wrote a part";
    assert!(why.starts_with(said), "{why}");
    assert_eq!(part("nadia@clicki.example"), PartTaken::None);
}

#[test]
fn an_exception_covers_a_failure_from_its_approval_on() {
    let world = World::default();
    let snapshot = snapshot(&world, |files| {
        files.pull_request().reviews = Field::Value(Vec::new());
    });
    let approved = snapshot.registers.exceptions[0]
        .approved_at
        .value()
        .unwrap();
    let is_covered = |as_of| {
        let judgement = judge(
            find("REV-01").unwrap(),
            &snapshot,
            subject(&snapshot),
            as_of,
        );
        judgement.overlays.contains(Overlay::Excepted)
    };
    assert!(is_covered(approved.latest()));
    assert!(!is_covered(approved.latest().plus(-1)));
}
