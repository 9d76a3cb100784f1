//! Links of deployments to other records: what is proven, what is only suggested, and what people decided.
// long file: tests of one list of links share its helpers.

mod support;

use changeproof_domain::field::Field;
use changeproof_domain::parameters::Parameters;
use changeproof_domain::record::{
    Commit, Deployment, DeploymentSource, GitRef, PullRequest, Record,
};
use changeproof_domain::snapshot::{
    LinkDecision, LinkTargetKind, LinkVerdict, RunAddress, Snapshot,
};
use changeproof_domain::time::{HOUR, Moment, Timestamp};
use changeproof_matching::links;
use support::{
    REPOSITORY, at, branch, commit, decided, deployed, deployment, incident, matched, pull_request,
    run, sha, tag, text, ticket,
};

/// The links of the last deployment, a line each; commits by their numbers.
fn told(snapshot: &Snapshot) -> Vec<String> {
    of(snapshot, snapshot.subjects.len() - 1)
}

fn of(snapshot: &Snapshot, subject: usize) -> Vec<String> {
    let all = links(snapshot).into_iter();
    let own = all.filter(|link| link.subject.index() == subject);
    own.map(|link| {
        let line = format!(
            "{} {} by {} of {}, {}",
            link.target_kind,
            link.target_id,
            link.rule.id(),
            link.found_in,
            link.state.id()
        );
        (0..10).rev().fold(line, |line, number| {
            line.replace(&sha(number), &format!("c{number}"))
        })
    })
    .collect()
}

/// Commits 0 to 3 in a line, and deployments of the first and the last.
fn line() -> Vec<Record> {
    let mut records: Vec<Record> = (1..4_usize)
        .map(|number| commit(number, &[number - 1]).into())
        .collect();
    records.push(commit(0, &[]).into());
    records.push(deployed("1", 100, 0).into());
    records.push(deployed("2", 200, 3).into());
    records
}

fn with(mut records: Vec<Record>, more: impl IntoIterator<Item = Record>) -> Vec<Record> {
    records.extend(more);
    records
}

#[test]
fn what_records_say_is_proven_and_each_target_is_linked_once() {
    let mut change = pull_request(7, 3);
    change.title = text("CHG-1: retry");
    change.head_branch = text("chg-1-retry");
    let listed = [commit(2, &[1]), commit(3, &[2])];
    change.commits = branch(&listed.each_ref());
    let mut alone = commit(1, &[0]);
    alone.message = "CHG-2 and CHG-1".to_owned();
    let mut run = run("55", 1);
    run.url = text("https://ci.example/runs/55");
    let mut records = line();
    records.retain(|record| !matches!(record, Record::Commit(of) if of.sha == sha(1)));
    for record in &mut records {
        if let Record::Deployment(of) = record
            && of.id == "2"
        {
            of.run_url = text("https://ci.example/runs/55");
        }
    }
    let tickets = [ticket("CHG-1"), ticket("CHG-2")].map(Record::from);
    let records = with(records, tickets);
    let snapshot = matched(
        with(records, [change.into(), alone.into(), run.into()]),
        &[],
    );
    assert_eq!(
        told(&snapshot),
        [
            "commit c1 by commit_range of commit history, proven",
            "commit c3 by deployed_revision of deployment:deploy-log:2 revision, proven",
            "commit c2 by commit_range of commit history, proven",
            "pull_request loopline/checkout#7 by merge_commit of pull_request:loopline/checkout#7 \
             merge_commit, proven",
            "change_record CHG-2 by explicit_key of commit:c1 message, proven",
            "change_record CHG-1 by explicit_key of commit:c1 message, proven",
            "pipeline_run 55 by run_address of deployment:deploy-log:2 run_url, proven",
        ]
    );
}

#[test]
fn a_pull_request_is_linked_by_what_lists_the_commit() {
    let listed = commit(3, &[2]);
    let mut change = pull_request(7, 9);
    change.commits = branch(&[&listed]);
    let snapshot = matched(with(line(), [change.into()]), &[]);
    let line = "pull_request loopline/checkout#7 by branch_commit of pull_request:loopline/checkout#7 \
                commits[], proven";
    assert!(
        told(&snapshot).contains(&line.to_owned()),
        "{:?}",
        told(&snapshot)
    );
}

#[test]
fn a_revision_that_brings_nothing_new_is_linked_all_the_same() {
    let again = Record::from(deployed("3", 300, 3));
    let snapshot = matched(with(line(), [again]), &[]);
    let only = ["commit c3 by deployed_revision of deployment:deploy-log:3 revision, proven"];
    assert_eq!(told(&snapshot), only);
}

#[test]
fn a_run_on_the_same_revision_is_suggested_where_no_record_names_one() {
    let snapshot = matched(
        with(line(), [run("55", 3).into(), run("56", 2).into()]),
        &[],
    );
    let runs = told(&snapshot)
        .into_iter()
        .filter(|link| link.starts_with("pipeline_run"));
    let runs: Vec<String> = runs.collect();
    let only = "pipeline_run 55 by same_revision of pipeline_run:loopline/checkout/runs/55 head, suggested";
    assert_eq!(runs, [only]);
}

/// The head of a pull request, which was itself not imported.
fn head(number: u64, of: usize) -> GitRef {
    GitRef {
        name: format!("refs/pull/{number}/head"),
        ..tag("", of)
    }
}

fn suggested(snapshot: &Snapshot) -> Vec<String> {
    told(snapshot)
        .into_iter()
        .filter(|link| link.ends_with("suggested"))
        .collect()
}

#[test]
fn the_second_parent_of_a_merge_suggests_the_pull_request_whose_head_it_is() {
    let merged = |heads: Vec<GitRef>, more: Vec<Record>| {
        let mut records = line();
        records.retain(|record| !matches!(record, Record::Commit(of) if of.sha == sha(3)));
        records.push(commit(3, &[2, 5]).into());
        records.push(commit(5, &[1]).into());
        let heads = heads.into_iter().map(Record::from);
        suggested(&matched(with(with(records, heads), more), &[]))
    };
    let link = |rule: &str, number: u64| {
        format!("pull_request loopline/checkout#{number} by {rule} of commit:c3 parents, suggested")
    };
    assert_eq!(
        merged(vec![head(7, 5)], Vec::new()),
        [link("pull_request_head", 7)]
    );
    assert_eq!(
        merged(vec![head(7, 2)], Vec::new()),
        [""; 0],
        "the first parent is the branch itself"
    );
    let two = merged(vec![head(7, 5), head(8, 5)], Vec::new());
    assert_eq!(two, [link("shared_head", 7), link("shared_head", 8)]);
    let mut elsewhere = head(7, 5);
    elsewhere.repository = text("loopline/search");
    assert_eq!(merged(vec![elsewhere], Vec::new()), [""; 0]);
    let known = pull_request(9, 3).into();
    assert_eq!(
        merged(vec![head(7, 5)], vec![known]),
        [""; 0],
        "it is known what merged it"
    );
}

#[test]
fn the_same_patch_suggests_what_was_merged_before_the_deployment() {
    let picked = |merged: i64| {
        let mut original = commit(5, &[]);
        let mut pick = commit(3, &[2]);
        for one in [&mut original, &mut pick] {
            one.patch_id = text("patch");
        }
        let mut reviewed = pull_request(7, 5);
        reviewed.merged_at = Field::Value(at(merged));
        let mut records = line();
        records.retain(|record| !matches!(record, Record::Commit(of) if of.sha == sha(3)));
        suggested(&matched(
            with(records, [original.into(), pick.into(), reviewed.into()]),
            &[],
        ))
    };
    let link =
        "pull_request loopline/checkout#7 by patch_identity of commit:c3 patch_id, suggested";
    assert_eq!(picked(150), [link]);
    assert_eq!(picked(200), [link], "at the same instant");
    assert_eq!(picked(201), [""; 0], "merged later");
}

#[test]
fn where_the_commits_are_not_known_what_was_merged_meanwhile_is_suggested() {
    let merged = |hours: i64| {
        let mut change = pull_request(7, 9);
        change.merged_at = Field::Value(at(hours));
        let records = vec![
            deployment("1", 100).into(),
            deployment("2", 200).into(),
            change.into(),
        ];
        suggested(&matched(records, &[])).len()
    };
    assert_eq!([99, 100, 101, 200, 201].map(merged), [0, 0, 1, 1, 0]);
    let snapshot = matched(with(line(), [pull_request(7, 9).into()]), &[]);
    assert_eq!(suggested(&snapshot), [""; 0], "they are known");
}

#[test]
fn a_planned_window_suggests_its_record_to_each_deployment_that_begins_in_it() {
    let planned = |from: i64, to: i64| {
        let mut record = ticket("CHG-1");
        record.systems = Field::Value(vec!["Checkout".to_owned()]);
        record.planned_start = Field::Value(at(from));
        record.planned_end = Field::Value(at(to));
        let snapshot = matched(with(line(), [record.into()]), &[]);
        [0, 1].map(|subject| {
            of(&snapshot, subject)
                .iter()
                .any(|link| link.contains("change_window"))
        })
    };
    assert_eq!(planned(100, 200), [true, true]);
    assert_eq!(planned(101, 200), [false, true]);
    assert_eq!(planned(100, 199), [true, false]);
    assert_eq!(planned(201, 300), [false, false]);
}

#[test]
fn what_a_record_names_is_not_suggested_again() {
    let mut record = ticket("CHG-1");
    record.systems = Field::Value(vec!["checkout".to_owned()]);
    record.planned_start = Field::Value(at(150));
    record.planned_end = Field::Value(at(250));
    let mut other = record.clone();
    other.key = "CHG-2".to_owned();
    let mut records = line();
    for own in &mut records {
        if let Record::Deployment(of) = own {
            of.change_ticket = text("CHG-1");
        }
    }
    let snapshot = matched(with(records, [record.into(), other.into()]), &[]);
    let link =
        "change_record CHG-2 by change_window of change_record:CHG-2 planned_start, suggested";
    assert_eq!(suggested(&snapshot), [link]);
}

#[test]
fn an_incident_that_was_opened_soon_afterwards_is_suggested() {
    let hours = Parameters::default().incident_window / HOUR;
    let opened = |at: Moment| {
        let snapshot = matched(with(line(), [incident("INC-1", at).into()]), &[]);
        suggested(&snapshot).len()
    };
    assert_eq!(opened(at(199)), 0);
    assert_eq!(opened(at(200)), 1, "at the same instant");
    assert_eq!(opened(at(200 + hours)), 1);
    let later = Timestamp((200 + hours) * HOUR + 1);
    assert_eq!(opened(Moment::utc(later)), 0);
    let before = incident("INC-0", at(150)).into();
    let snapshot = matched(
        with(line(), [before, incident("INC-1", at(201)).into()]),
        &[],
    );
    let link = "incident INC-1 by opened_after of incident:INC-1 opened_at, suggested";
    assert_eq!(suggested(&snapshot), [link]);
}

fn decision(kind: LinkTargetKind, target: &str, verdict: LinkVerdict) -> LinkDecision {
    LinkDecision {
        source: "deploy-log".to_owned(),
        deployment: "2".to_owned(),
        kind,
        target: target.to_owned(),
        verdict,
        reason: "Told so".to_owned(),
        person: "ana".to_owned(),
        at: at(300).at,
        event: 7,
    }
}

#[test]
fn a_decision_on_one_deployment_changes_no_link_of_another() {
    let mut records = with(line(), [ticket("CHG-1").into()]);
    for record in &mut records {
        if let Record::Deployment(of) = record {
            of.change_ticket = text("CHG-1");
        }
    }
    let refused = decision(LinkTargetKind::ChangeRecord, "CHG-1", LinkVerdict::Refused);
    let snapshot = decided(records, &[], vec![refused]);
    let state = |subject| {
        let all = of(&snapshot, subject).into_iter();
        let of_record = all.filter(|link| link.starts_with("change_record"));
        let states = of_record.map(|link| link.rsplit(", ").next().map(str::to_owned));
        states.flatten().collect::<Vec<_>>()
    };
    assert_eq!(
        (state(0), state(1)),
        (vec!["proven".to_owned()], vec!["refused".to_owned()])
    );
}

#[test]
fn a_decision_stands_on_the_link_that_it_is_about_and_adds_one_that_no_record_tells_of() {
    let states = |kind, target: &str, verdict| {
        let found = incident("INC-1", at(201)).into();
        let records = with(line(), [found, ticket("CHG-1").into()]);
        let snapshot = decided(records, &[], vec![decision(kind, target, verdict)]);
        let links = of(&snapshot, 1)
            .into_iter()
            .filter(|link| !link.starts_with("commit"));
        assert!(
            of(&snapshot, 0)
                .iter()
                .all(|link| link.starts_with("commit")),
            "of another deployment"
        );
        links.collect::<Vec<String>>()
    };
    let (incident, record) = (LinkTargetKind::Incident, LinkTargetKind::ChangeRecord);
    let by = |verdict: &str| {
        let at = at(300).at;
        format!("decided of {verdict} by ana at {at} (event 7): Told so, {verdict}")
    };
    for (verdict, words) in [
        (LinkVerdict::Confirmed, "confirmed"),
        (LinkVerdict::Refused, "refused"),
    ] {
        let only = [format!("incident INC-1 by {}", by(words))];
        assert_eq!(states(incident, "inc-1", verdict), only);
    }
    let suggested = "incident INC-1 by opened_after of incident:INC-1 opened_at, suggested";
    let both = [
        suggested.to_owned(),
        format!("incident INC-2 by {}", by("added")),
    ];
    assert_eq!(states(incident, "INC-2", LinkVerdict::Added), both);
    // Of another kind, whatever its name.
    let both = [
        suggested.to_owned(),
        format!("change_record INC-1 by {}", by("cut")),
    ];
    assert_eq!(states(record, "INC-1", LinkVerdict::Cut), both);
    let all = states(record, "CHG-1", LinkVerdict::Added);
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!(all[0], format!("change_record CHG-1 by {}", by("added")));
}

fn address(records: Vec<Record>, decision: LinkDecision, deployment: usize) -> RunAddress {
    decided(records, &[], vec![decision]).endings[deployment]
        .run_address
        .clone()
}

#[test]
fn a_run_that_was_added_stands_where_no_field_tells_and_one_that_was_cut_goes() {
    let pipeline = LinkTargetKind::PipelineRun;
    let records = |run_url: Field<String>, url: Field<String>| {
        let mut records = line();
        for record in &mut records {
            if let Record::Deployment(of) = record {
                of.run_url = run_url.clone();
            }
        }
        let mut own = run("55", 3);
        own.url = url;
        with(records, [own.into(), run("56", 3).into()])
    };
    let add = |records, target| {
        let of = |deployment| match address(
            Vec::clone(&records),
            decision(pipeline, target, LinkVerdict::Added),
            deployment,
        ) {
            RunAddress::Found(url, _) => url,
            RunAddress::Empty(_) => "empty".to_owned(),
            RunAddress::NotExported => "not exported".to_owned(),
        };
        [of(0), of(1)]
    };
    let unknown = || Field::NotExported;
    let at_url = || text("https://ci.example/55");
    assert_eq!(
        add(records(unknown(), at_url()), "55"),
        ["not exported", "https://ci.example/55"]
    );
    let made = format!("/{REPOSITORY}/runs/55");
    assert_eq!(
        add(records(unknown(), unknown()), "55"),
        ["not exported", &made]
    );
    assert_eq!(
        add(records(unknown(), unknown()), "99"),
        ["not exported", "not exported"]
    );
    assert_eq!(
        add(records(Field::Empty, at_url()), "55"),
        ["empty", "empty"],
        "there was none"
    );
    let cut = |run_url: Field<String>, url: Field<String>, target: &str| {
        let decision = decision(pipeline, target, LinkVerdict::Cut);
        matches!(
            address(records(run_url, url), decision, 1),
            RunAddress::Empty(_)
        )
    };
    assert!(cut(at_url(), at_url(), "55"));
    assert!(!cut(at_url(), at_url(), "56"), "another run");
    let named = || text("https://github.example/o/r/actions/runs/55/job/1");
    assert!(cut(named(), unknown(), "55"), "by its number");
    assert!(!cut(named(), unknown(), "56"));
    let refused = decision(pipeline, "55", LinkVerdict::Refused);
    let kept = address(records(at_url(), at_url()), refused, 1);
    assert!(
        matches!(kept, RunAddress::Found(..)),
        "a refused suggestion takes nothing away"
    );
}

#[test]
fn a_record_that_was_added_or_cut_counts_so_for_its_own_deployment_alone() {
    let records = |verdict, in_title: bool| {
        let mut change: PullRequest = pull_request(7, 3);
        change.title = text(if in_title { "CHG-1: retry" } else { "Retry" });
        let records = with(
            line(),
            [
                change.into(),
                ticket("CHG-1").into(),
                ticket("CHG-2").into(),
            ],
        );
        let decision = decision(LinkTargetKind::ChangeRecord, "chg-1", verdict);
        let snapshot = decided(records, &[], vec![decision]);
        [0, 1].map(|at| snapshot.subjects[at].records().len())
    };
    assert_eq!(records(LinkVerdict::Added, false), [0, 1]);
    assert_eq!(records(LinkVerdict::Confirmed, true), [0, 1], "once");
    assert_eq!(records(LinkVerdict::Cut, true), [0, 0]);
    assert_eq!(records(LinkVerdict::Refused, true), [0, 1]);
    // What is not imported cannot be linked.
    let unknown = decision(LinkTargetKind::ChangeRecord, "CHG-9", LinkVerdict::Added);
    let snapshot = decided(with(line(), [ticket("CHG-1").into()]), &[], vec![unknown]);
    assert!(snapshot.subjects[1].records().is_empty());
}

/// The records that are named only outside every deployment, each with the kind of what names it.
fn named_elsewhere(more: Vec<Record>) -> Vec<String> {
    let tickets = [ticket("CHG-1"), ticket("CHG-2")].map(Record::from);
    let snapshot = matched(with(with(line(), tickets), more), &[]);
    let mut named: Vec<String> = snapshot
        .named_elsewhere
        .iter()
        .map(|(id, by)| format!("{} by {by:?}", snapshot.change_records[id.index()].key))
        .collect();
    named.sort_unstable();
    named
}

#[test]
fn a_record_that_only_undeployed_changes_name_is_told_with_what_names_it() {
    let stray = |message: &str| {
        let mut stray: Commit = commit(8, &[0]);
        stray.message = message.to_owned();
        Record::from(stray)
    };
    assert_eq!(named_elsewhere(vec![stray("CHG-1: aside")]).len(), 1);
    assert_eq!(named_elsewhere(vec![stray("aside")]), [""; 0]);
    let mut merged = pull_request(7, 8);
    merged.title = text("CHG-2: aside");
    let mut open = pull_request(8, 9);
    open.title = text("CHG-1: aside");
    open.state = changeproof_domain::record::PullRequestState::Open;
    let named = named_elsewhere(vec![merged.clone().into(), open.into()]);
    assert!(
        named.len() == 1 && named[0].starts_with("CHG-2 by PullRequest"),
        "{named:?}"
    );
    // What was deployed names its records itself.
    merged.merge_commit = Field::Value(sha(3));
    assert_eq!(named_elsewhere(vec![merged.into()]), [""; 0]);
}

#[test]
fn one_deployment_in_several_sources_is_one_and_its_copies_are_counted() {
    let copy = |source: DeploymentSource, id: &str, minutes: i64| Deployment {
        source,
        started_at: Moment::utc(at(200).at.plus(minutes * HOUR / 60)),
        ..deployed(id, 200, 3)
    };
    let github = |minutes| copy(DeploymentSource::GitHub, "9", minutes).into();
    let told = |more: Vec<Record>| {
        let snapshot = matched(with(line(), more), &[]);
        let last = snapshot.subjects.last().expect("there is one");
        let id = snapshot.deployments[last.deployment.index()].id.clone();
        (snapshot.subjects.len(), snapshot.population.duplicates, id)
    };
    assert_eq!(
        told(vec![github(5)]),
        (2, 1, "9".to_owned()),
        "the tool's own word"
    );
    assert_eq!(told(vec![github(-5)]), (2, 1, "9".to_owned()));
    assert_eq!(told(vec![github(60)]).0, 3, "an hour later is another one");
    let own = || copy(DeploymentSource::DeployLog, "8", 5).into();
    assert_eq!(told(vec![own()]).0, 3, "one source tells of each once");
    let gitops = |minutes| copy(DeploymentSource::GitOps, "7", minutes).into();
    assert_eq!(
        told(vec![github(5), gitops(6)]),
        (2, 2, "9".to_owned()),
        "three sources tell of one"
    );
    assert_eq!(
        told(vec![own(), github(6), gitops(7)]),
        (3, 2, "9".to_owned()),
        "what comes first takes the copies"
    );
    let again = copy(DeploymentSource::GitHub, "10", 7).into();
    assert_eq!(
        told(vec![github(5), again]),
        (3, 1, "10".to_owned()),
        "the second of one source is another deployment"
    );
}
