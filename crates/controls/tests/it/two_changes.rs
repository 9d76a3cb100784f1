//! A deployment of two changes, each with its own record: what is worked out of one is not taken for the other.

use changeproof_controls::case::{START, World};
use changeproof_controls::context::{Context, Detail, WorkedOut};
use changeproof_controls::tie_out::{DeployingRuns, Tie};
use changeproof_controls::{judge, outcomes, registry, standing};
use changeproof_domain::field::Field;
use changeproof_domain::outcome::Outcome;
use changeproof_domain::record::{ChangeRecord, PullRequest, Record, RecordKind};
use changeproof_domain::snapshot::{Change, ChangeRecordId, DeploymentId, Snapshot};
use changeproof_domain::time::{DAY, Moment};

use crate::support::{Files, of_kind, snapshot, subject};

/// Puts a second pull request with a record of its own below the first.
fn add_second(files: &mut Files) -> (PullRequest, ChangeRecord) {
    let (merge, head) = ("7".repeat(40), "8".repeat(40));
    let mut ticket = files.ticket().clone();
    ticket.key = "CHG-3000".to_owned();
    let mut second = files.pull_request().clone();
    second.number = 43;
    second.title = Field::Value("CHG-3000, CHG-4000: limit".to_owned());
    second.head_branch = Field::Value("limit".to_owned());
    second.merge_commit = Field::Value(merge.clone());
    second.head = Field::Value(head.clone());
    if let (Field::Value(commits), Field::Value(reviews)) =
        (&mut second.commits, &mut second.reviews)
    {
        commits.truncate(1);
        commits[0].sha.clone_from(&head);
        reviews[0].commit = Field::Value(head);
    }
    let deployed = files
        .records
        .iter_mut()
        .find_map(|(_, record)| match record {
            Record::Commit(of) if of.message.contains("(#42)") => Some(of),
            _ => None,
        });
    let deployed = deployed.unwrap();
    let mut commit = deployed.clone();
    deployed.parents = vec![merge.clone()];
    commit.sha = merge;
    commit.message = "CHG-3000: limit (#43)".to_owned();
    files.push(of_kind(RecordKind::Commit), Record::Commit(commit));
    (second, ticket)
}

/// No approval, no review, nothing tested.
fn spoil(change: &mut PullRequest, ticket: &mut ChangeRecord) {
    change.reviews = Field::Value(Vec::new());
    change.checks = Field::Value(Vec::new());
    ticket.approvals = Field::Value(Vec::new());
    ticket.category = Field::Value("Emergency".to_owned());
}

/// Two changes, of which one is as it should be and the other is spoilt.
fn two(world: &World, spoils_second: bool) -> Snapshot {
    snapshot(world, |files| {
        let mut third = files.ticket().clone();
        third.key = "CHG-4000".to_owned();
        third.category = Field::Value("Standard".to_owned());
        files.push(
            of_kind(RecordKind::ChangeRecord),
            Record::ChangeRecord(Box::new(third)),
        );
        let (mut second, mut ticket) = add_second(files);
        if spoils_second {
            spoil(&mut second, &mut ticket);
        } else {
            let (mut first, mut own) = (files.pull_request().clone(), files.ticket().clone());
            spoil(&mut first, &mut own);
            *files.pull_request() = first;
            *files.ticket() = own;
        }
        files.push(
            of_kind(RecordKind::PullRequest),
            Record::PullRequest(Box::new(second)),
        );
        files.push(
            of_kind(RecordKind::ChangeRecord),
            Record::ChangeRecord(Box::new(ticket)),
        );
    })
}

fn votes<'a>(cx: &Context<'a>, change: &'a Change) -> Vec<standing::Worth> {
    let votes = standing::votes(cx, change);
    votes.iter().map(|of| of.worth).collect()
}

#[test]
fn what_is_kept_is_what_is_worked_out_anew() {
    let world = World::default();
    let snapshot = two(&world, true);
    let (id, as_of) = (subject(&snapshot), world.judged_as_of());
    let anew = Context::new(&snapshot, id, as_of, Detail::OutcomeOnly);
    let worked_out = WorkedOut::default();
    let kept = anew.keeping(&worked_out);
    let mut told = Vec::new();
    for change in &anew.subject.change_set.changes {
        assert_eq!(votes(&kept, change), votes(&anew, change));
        told.push(votes(&kept, change));
    }
    assert_ne!(told[0], told[1], "one has no review");
    let mut told = Vec::new();
    for at in 0..snapshot.change_records.len() {
        let record = ChangeRecordId::from(at);
        let approvals = |cx| standing::approvals(cx, record).len();
        assert_eq!(approvals(&kept), approvals(&anew));
        let category = |cx| standing::category_at_start(cx, record);
        assert_eq!(category(&kept), category(&anew));
        told.push(category(&kept));
    }
    told.dedup();
    assert_eq!(told.len(), 3, "each is of another category");
}

#[test]
fn what_is_kept_of_one_change_is_not_taken_for_another() {
    let world = World::default();
    for spoils_second in [false, true] {
        let snapshot = two(&world, spoils_second);
        let id = subject(&snapshot);
        let set = &snapshot.subjects[id.index()].change_set;
        assert_eq!(set.changes.len(), 2);
        let verdicts = &outcomes(&snapshot, world.judged_as_of())[id.index()];
        let mut failed = 0;
        for (control, verdict) in registry().iter().zip(verdicts) {
            let judgement = judge(control, &snapshot, id, world.judged_as_of());
            let told = (judgement.outcome, judgement.overlays);
            assert_eq!((verdict.outcome, verdict.overlays), told, "{}", control.id);
            failed += usize::from(judgement.outcome == Outcome::Fail);
        }
        assert!(failed > 1, "what was spoiled shows");
    }
}

#[test]
fn a_run_of_the_same_revision_is_the_deployment_where_it_began_close_to_it() {
    let tie = |days: i64| {
        let snapshot = snapshot(&World::default(), |files| {
            for (_, record) in &mut files.records {
                match record {
                    // Of the deployment no record names its run.
                    Record::DeploymentStatus(of) if of.deployment == "github:3" => {
                        of.run_url = Field::NotExported;
                    }
                    Record::PipelineRun(of) if of.id == "73" => {
                        of.started_at = Field::Value(Moment::utc(START.plus(days * DAY)));
                    }
                    Record::PipelineRun(of) => of.head = Field::NotExported,
                    _ => {}
                }
            }
        });
        let id = snapshot.subjects[subject(&snapshot).index()].deployment;
        let runs = DeployingRuns::of(&snapshot);
        let named: Vec<Tie> = runs
            .of_deployment(DeploymentId(0))
            .map(|(_, tie)| tie)
            .collect();
        assert_eq!(named, [Tie::Named]);
        runs.of_deployment(id)
            .map(|(_, tie)| tie)
            .collect::<Vec<_>>()
    };
    assert_eq!(tie(0), [Tie::SameRevision]);
    assert_eq!(tie(-2), []);
    assert_eq!(tie(2), []);
}
