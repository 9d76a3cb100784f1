//! Which version of a record counts, who is one person, how a deployment ended, and which keys are tickets.
// long file: tests of what is made of records share their helpers.
#![expect(clippy::expect_used, reason = "helpers of tests")]

mod support;

use changeproof_domain::account::{Account, System};
use changeproof_domain::calendar::Calendar;
use changeproof_domain::field::Field;
use changeproof_domain::person::{Identity, Sameness};
use changeproof_domain::policy::Policy;
use changeproof_domain::record::{
    Deployment, DeploymentSource, DeploymentState, DeploymentStatus, FieldChange, GitRef,
    PullRequest, Record, RosterEntry,
};
use changeproof_domain::snapshot::{
    Held, LinkDecision, LinkTargetKind, LinkVerdict, RecordRef, Snapshot, SourceId,
};
use changeproof_domain::source::{Place, Source};
use changeproof_matching::{Input, Versioned, build};
use chrono_tz::Tz;
use support::{
    at, branch, commit, deployed, deployment, kept, last, matched, pull_request, sha, source, tag,
    text, ticket, traced,
};

/// What is made of files with one record each.
fn of_files(files: Vec<(Source, Record)>) -> Snapshot {
    decided(files, Vec::new())
}

/// The same with what was decided about links.
fn decided(files: Vec<(Source, Record)>, decisions: Vec<LinkDecision>) -> Snapshot {
    let (sources, records): (Vec<Source>, Vec<Record>) = files.into_iter().unzip();
    let versioned = |(number, record)| Versioned {
        source: SourceId::from(number),
        place: Place::default(),
        record,
    };
    build(Input {
        sources,
        records: records.into_iter().enumerate().map(versioned).collect(),
        calendar: Calendar::new(Tz::UTC),
        policy: Policy::built_in(),
        kept_here: Vec::new(),
        link_decisions: decisions.into_iter().map(held).collect(),
        findings: Default::default(),
    })
}

fn held<T>(record: T) -> Held<T> {
    Held {
        record: Box::new(record),
        source: SourceId::from(0),
        place: Place::default(),
    }
}

/// A file by its hash, exported at an hour.
fn file(hash: char, exported: Option<i64>) -> Source {
    let mut file = source();
    file.sha256 = hash.to_string().repeat(64);
    file.declaration.exported_at = exported.map(|hours| at(hours).at);
    file
}

#[test]
fn the_newest_version_of_a_record_counts_in_whichever_order_files_came() {
    let titled = |title: &str, updated: Option<i64>| {
        let mut one = pull_request(7, 2);
        one.title = text(title);
        if let Some(hours) = updated {
            one.updated_at = Field::Value(at(hours));
        }
        Record::from(one)
    };
    let title = |files: &[(Source, Record)]| {
        let mut titles: Vec<String> = [files.to_vec(), files.iter().rev().cloned().collect()]
            .into_iter()
            .map(|files| {
                let snapshot = of_files(files);
                assert_eq!(snapshot.pull_requests.len(), 1);
                snapshot.pull_requests[0].title.text().to_owned()
            })
            .collect();
        titles.dedup();
        assert_eq!(titles.len(), 1, "the order of files shows: {titles:?}");
        titles.remove(0)
    };
    // By the record's own time, whatever the files say.
    let newer = (file('a', Some(1)), titled("newer", Some(20)));
    let older = (file('b', Some(9)), titled("older", Some(10)));
    assert_eq!(title(&[newer, older]), "newer");
    // Else by the time of the export.
    let newer = (file('a', Some(9)), titled("newer", None));
    let older = (file('b', Some(1)), titled("older", None));
    assert_eq!(title(&[newer, older]), "newer");
    // Else by the hash of the file.
    let newer = (file('b', None), titled("larger", None));
    let older = (file('a', None), titled("smaller", None));
    assert_eq!(title(&[newer, older]), "larger");
}

fn login(login: &str) -> Account {
    Account::new(System::GitHub, login)
}

fn entry(person: &str, accounts: &[&str], role: &str) -> RosterEntry {
    RosterEntry {
        person: person.to_owned(),
        accounts: accounts.iter().map(|name| login(name)).collect(),
        roles: vec![role.to_owned()],
        valid_from: None,
        valid_to: None,
        decided_in: None,
    }
}

#[test]
fn lines_of_the_roster_are_one_person_only_by_name_and_account() {
    let persons = |entries: &[RosterEntry], a: &str, b: &str| {
        let snapshot = matched(entries.iter().cloned().map(Record::from).collect(), &[]);
        let (a, b) = (login(a), login(b));
        let people = &snapshot.people;
        let (a, b) = (people.identify(&a), people.identify(&b));
        assert!(matches!(a, Identity::Person(_)) && matches!(b, Identity::Person(_)));
        a == b
    };
    let one = entry("Ana Lima", &["ana"], "engineer");
    let shared = entry("Ana Lima", &["ana", "ana-work"], "deployer");
    assert!(persons(&[one.clone(), shared], "ana", "ana-work"));
    let namesake = entry("Ana Lima", &["ana-l"], "deployer");
    assert!(
        !persons(&[one.clone(), namesake], "ana", "ana-l"),
        "two of one name"
    );
    let other = entry("Ana Souza", &["ana-s"], "deployer");
    assert!(!persons(&[one, other], "ana", "ana-s"));
}

#[test]
fn a_line_of_the_roster_without_accounts_is_of_the_person_of_that_name() {
    let lines = [
        entry("Ana Lima", &["ana"], "engineer"),
        entry("Ana Lima", &[], "deployer"),
    ];
    let snapshot = matched(lines.into_iter().map(Record::from).collect(), &[]);
    let account = login("ana");
    let Identity::Person(id) = snapshot.people.identify(&account) else {
        panic!("the roster has the account");
    };
    let roles = snapshot.people.person(id).roles.iter();
    let mut roles: Vec<&str> = roles.map(|span| span.role.as_str()).collect();
    roles.sort_unstable();
    assert_eq!(roles, ["deployer", "engineer"]);
}

#[test]
fn an_address_that_github_states_for_an_account_leads_to_it_elsewhere() {
    let stated = |system: System| {
        let mut author = Account::new(system, "ana");
        author.email = Some("ana@home.example".to_owned());
        let mut one = pull_request(7, 2);
        one.commits = branch(&[&commit(2, &[])]);
        if let Field::Value(commits) = &mut one.commits {
            commits[0].authors = Field::Value(vec![author]);
        }
        let line = entry("Ana Lima", &["ana"], "engineer");
        let snapshot = matched(vec![Record::from(one), Record::from(line)], &[]);
        let by_address = snapshot.people.identify_email("ana@home.example");
        matches!(by_address, Identity::Person(_))
    };
    assert!(stated(System::GitHub));
    assert!(
        !stated(System::GitLab),
        "another system may let anybody claim it"
    );
}

/// How a deployment ended by its statuses, in their order.
fn ended(states: &[DeploymentState]) -> DeploymentState {
    let status = |(number, state): (usize, &DeploymentState)| {
        Record::from(DeploymentStatus {
            deployment: deployment("1", 100).key(),
            id: number.to_string(),
            state: *state,
            created_at: at(100 + i64::try_from(number).expect("a small number")),
            run_url: Field::NotExported,
            creator: Field::NotExported,
        })
    };
    let own = Deployment {
        state: Field::NotExported,
        ..deployment("1", 100)
    };
    let mut records: Vec<Record> = states.iter().enumerate().map(status).collect();
    records.push(Record::from(own));
    matched(records, &[]).endings[0].state
}

#[test]
fn a_failure_after_a_success_has_changed_production() {
    use DeploymentState::{Failure, InProgress, Partial, Success, Unknown};
    assert_eq!(ended(&[InProgress, Success]), Success);
    assert_eq!(ended(&[InProgress, Failure]), Failure);
    assert_eq!(ended(&[Success, Failure]), Partial);
    assert_eq!(ended(&[Failure, Success]), Success);
    assert_eq!(
        ended(&[Success, InProgress]),
        Success,
        "it says nothing against it"
    );
    assert_eq!(ended(&[InProgress]), InProgress);
    assert_eq!(ended(&[]), Unknown);
}

#[test]
fn what_records_say_of_a_link_is_taken_away_by_a_cut_and_not_by_an_earlier_refusal_of_a_suggestion()
{
    let records = |verdict: LinkVerdict| {
        let own = Deployment {
            change_ticket: text("CHG-1000"),
            ..deployed("1", 100, 1)
        };
        let decision = LinkDecision {
            source: "deploy-log".to_owned(),
            deployment: "1".to_owned(),
            kind: LinkTargetKind::ChangeRecord,
            target: "chg-1000".to_owned(),
            verdict,
            reason: "Told so".to_owned(),
            person: "ana".to_owned(),
            at: at(200).at,
            event: 7,
        };
        let files = vec![
            (file('a', None), Record::from(ticket("CHG-1000"))),
            (file('b', None), Record::from(own)),
        ];
        let snapshot = decided(files, vec![decision]);
        let subject = snapshot.subjects.first().expect("one deployment");
        subject.records().len()
    };
    assert_eq!(records(LinkVerdict::Refused), 1);
    assert_eq!(records(LinkVerdict::Cut), 0);
    assert_eq!(records(LinkVerdict::Added), 1, "once");
}

/// The keys that the text of a deployment leads to: links, keys without a record, keys of projects that were not
/// imported.
fn keys(notes: &str, more: Vec<Record>) -> (Vec<String>, Vec<String>, Vec<String>) {
    let own = Deployment {
        notes: text(notes),
        ..deployed("1", 100, 1)
    };
    let mut records = vec![
        Record::from(ticket("CHG-1000")),
        Record::from(ticket("INC0030001")),
        Record::from(own),
    ];
    records.extend(more);
    let snapshot = matched(records, &[]);
    let keys = &snapshot.subjects.last().expect("a deployment").keys;
    let without = |list: &[changeproof_domain::snapshot::DanglingKey]| {
        list.iter().map(|one| one.key.clone()).collect()
    };
    (
        keys.links.iter().map(|link| link.key.clone()).collect(),
        without(&keys.dangling),
        without(&keys.not_imported),
    )
}

#[test]
fn only_keys_of_projects_and_forms_that_records_have_are_looked_for() {
    let none: Vec<String> = Vec::new();
    let found = |text: &str| {
        let (links, dangling, not_imported) = keys(text, Vec::new());
        assert_eq!(not_imported, none);
        (links, dangling)
    };
    let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    assert_eq!(found("CHG-1000"), (owned(&["CHG-1000"]), none.clone()));
    assert_eq!(
        found("chg-1000, CHG-1000"),
        (owned(&["CHG-1000"]), none.clone()),
        "once"
    );
    assert_eq!(
        found("CHG-1001 CHG-1001"),
        (none.clone(), owned(&["CHG-1001"]))
    );
    assert_eq!(
        found("CHG-7 CHG-8"),
        (none.clone(), owned(&["CHG-7", "CHG-8"]))
    );
    assert_eq!(found("INC0030001"), (owned(&["INC0030001"]), none.clone()));
    assert_eq!(found("INC0030002"), (none.clone(), owned(&["INC0030002"])));
    for other in [
        "UTF-8",
        "SHA-256",
        "CVE-2025-41284",
        "#12",
        "INC-30001",
        "INC12",
        "CHG1000",
        "INC00a0001",
        "INC0030001-1",
        "CHG-9é",
    ] {
        assert_eq!(found(other), (none.clone(), none.clone()), "{other}");
    }
}

/// Pull requests with these titles, which no deployment brought.
fn titled(titles: &[&str], alter: fn(&mut PullRequest)) -> Vec<Record> {
    let one = |(number, title): (usize, &&str)| {
        let mut one = pull_request(u64::try_from(number).expect("small") + 50, 500 + number);
        one.title = text(title);
        alter(&mut one);
        Record::from(one)
    };
    titles.iter().enumerate().map(one).collect()
}

#[test]
fn a_project_that_many_titles_lead_with_is_in_use_though_it_was_not_imported() {
    let of = |titles: &[&str]| keys("OPS-9", titled(titles, |_| {})).2;
    let five = ["OPS-1 a", "OPS-2 b", "[OPS-3] c", "OPS-4", "ops-5: e"];
    let none: Vec<String> = Vec::new();
    assert_eq!(of(&five), ["OPS-9"]);
    assert_eq!(of(&five[..4]), none, "four are no habit");
    assert_eq!(
        of(&["OPS-1", "OPS-1", "OPS-1", "OPS-1", "OPS-1"]),
        none,
        "one key"
    );
    let within = [
        "see OPS-1",
        "see OPS-2",
        "see OPS-3",
        "see OPS-4",
        "see OPS-5",
    ];
    assert_eq!(of(&within), none, "they do not lead");
    // Branches count as titles do.
    let branches = titled(&five, |of| {
        of.head_branch = text(&format!("feature/{}", of.title.text()))
    });
    assert_eq!(keys("OPS-9", branches).2, ["OPS-9"]);
}

#[test]
fn a_ticket_field_of_a_deployment_tells_by_itself_that_a_project_is_in_use() {
    let named = |ticket: &str, notes: &str| {
        let other = Deployment {
            change_ticket: text(ticket),
            ..deployed("0", 50, 1)
        };
        keys(notes, vec![Record::from(other)]).2
    };
    let none: Vec<String> = Vec::new();
    assert_eq!(named("OPS-1", "OPS-9"), ["OPS-9"]);
    assert_eq!(named("OPS1234", "OPS9999"), ["OPS9999"]);
    assert_eq!(named("v2", "v3"), none, "a version is no ticket");
    assert_eq!(named("sha256", "sha512"), none);
    assert_eq!(named("CHG-1", "CHG-9"), none, "its records were imported");
}

#[test]
fn a_rebase_is_known_by_author_times_and_first_lines_from_its_end_on() {
    // The branch has 20 and 21; on the main line they became 2 and 3.
    let of = |alter: fn(&mut Vec<changeproof_domain::record::Commit>)| {
        let original = [commit(20, &[]), commit(21, &[20])];
        let mut moved = vec![commit(1, &[]), commit(2, &[1]), commit(3, &[2])];
        for (commit, original) in moved[1..].iter_mut().zip(&original) {
            commit.author.at = original.author.at;
            commit.message.clone_from(&original.message);
        }
        alter(&mut moved);
        let mut one = pull_request(7, 3);
        one.commits = branch(&[&original[0], &original[1]]);
        let mut records: Vec<Record> = moved.into_iter().map(Record::from).collect();
        records.extend([Record::from(one)]);
        records.extend([deployed("1", 100, 1), deployed("2", 150, 3)].map(Record::from));
        let snapshot = matched(records, &[]);
        assert_eq!(kept(&snapshot), [2, 3]);
        let changes = last(&snapshot).changes.iter();
        changes
            .map(|change| change.commits.len())
            .collect::<Vec<_>>()
    };
    assert_eq!(of(|_| {}), [2], "both are of the pull request");
    assert_eq!(
        of(|moved| moved[1].author.at = at(70)),
        [1, 1],
        "written at another time"
    );
    assert_eq!(of(|moved| moved[1].message = "another".to_owned()), [1, 1]);
    assert_eq!(of(|moved| moved[1].parents.push(sha(1))), [1, 1], "a merge");
}

#[test]
fn a_list_of_tags_without_a_name_is_of_the_repository_in_which_their_commits_are_known() {
    let leads_to = |alter: fn(&mut GitRef), merge: usize| {
        let mut own = tag("v1", 1);
        own.repository = Field::NotExported;
        alter(&mut own);
        let deployed = Deployment {
            version: text("v1"),
            ..deployment("1", 100)
        };
        let files = vec![
            (file('a', None), Record::from(own)),
            (file('b', None), Record::from(commit(1, &[]))),
            (file('c', None), Record::from(deployed)),
            (file('d', None), Record::from(pull_request(7, merge))),
        ];
        traced(&of_files(files))
    };
    assert_eq!(leads_to(|_| {}, 1), Some(1));
    let by_object = |of: &mut GitRef| {
        of.object = std::mem::replace(&mut of.commit, Field::NotExported);
    };
    assert_eq!(leads_to(by_object, 1), Some(1), "the object is the commit");
    assert_eq!(leads_to(|_| {}, 2), None, "nobody knows its commit");
}

/// A ticket with or without one edit in its history, last updated at an hour.
fn with_history(updated: i64, has_history: bool) -> Record {
    let mut record = ticket("CHG-1");
    record.updated_at = Field::Value(at(updated));
    if has_history {
        record.history = Field::Value(vec![FieldChange {
            field: "rollback_plan".to_owned(),
            from: None,
            to: Some("Redeploy.".to_owned()),
            author: Field::NotExported,
            at: at(1),
            place: None,
        }]);
    }
    Record::from(record)
}

#[test]
fn the_history_of_an_older_export_stays_known_as_far_as_it_reaches() {
    let known = |older: Record, newer: Record| {
        let snapshot = of_files(vec![
            (file('a', Some(5)), older),
            (file('b', Some(9)), newer),
        ]);
        let of = &snapshot.change_records[0];
        let record = RecordRef::ChangeRecord(0.into());
        let told_by = snapshot.origin_of(record, "history[0].at").0;
        assert_eq!(of.source, SourceId::from(1), "the newest");
        assert_eq!(snapshot.origin_of(record, "status").0, of.source);
        (
            of.history.items().len(),
            of.has_whole_history(),
            told_by.index(),
        )
    };
    let later = known(with_history(2, true), with_history(8, false));
    assert_eq!(later, (1, false, 0), "in part, by the older file");
    let unchanged = known(with_history(2, true), with_history(2, false));
    assert_eq!(unchanged, (1, true, 0), "nothing was edited since");
    let own = known(with_history(2, true), with_history(8, true));
    assert_eq!(own, (1, true, 1), "its own");
    let none = known(with_history(2, false), with_history(8, false));
    assert_eq!(none, (0, false, 1));
}

#[test]
fn of_several_older_histories_the_newest_stays_known() {
    for newest in 0..4 {
        let older = (0..4).map(|number| {
            let updated = if number == newest { 7 } else { 2 + number };
            let file = file(char::from(b'a' + number), Some(updated.into()));
            (file, with_history(updated.into(), true))
        });
        let without = (file('f', Some(9)), with_history(8, false));
        let snapshot = of_files(older.chain([without]).collect());
        let record = RecordRef::ChangeRecord(0.into());
        let told_by = snapshot.origin_of(record, "history[0].at").0;
        assert_eq!(told_by, SourceId::from(usize::from(newest)));
    }
}

#[test]
fn of_two_tools_that_tell_of_one_instant_the_deploying_one_comes_first() {
    let told = |source| Deployment {
        source,
        ..deployed("1", 100, 1)
    };
    let table = told(DeploymentSource::DeployLog);
    let tool = told(DeploymentSource::GitHub);
    for records in [[table.clone(), tool.clone()], [tool, table]] {
        let snapshot = matched(records.map(Record::from).to_vec(), &[]);
        let sources = snapshot.deployments.iter().map(|of| of.record.source);
        let expected = [DeploymentSource::GitHub, DeploymentSource::DeployLog];
        assert_eq!(sources.collect::<Vec<_>>(), expected);
    }
}

/// What is contested between two files of which the first may have an export time, by their letters.
fn contested(
    exported: [Option<i64>; 2],
    records: Vec<(u32, Record)>,
) -> Vec<(String, usize, String)> {
    let [a, b] = exported;
    let versioned = |(source, record): (u32, Record)| Versioned {
        source: SourceId(source),
        place: Place::default(),
        record,
    };
    let snapshot = build(Input {
        sources: vec![file('a', a), file('b', b)],
        records: records.into_iter().map(versioned).collect(),
        calendar: Calendar::new(Tz::UTC),
        policy: Policy::built_in(),
        kept_here: Vec::new(),
        link_decisions: Vec::new(),
        findings: Default::default(),
    });
    let letter = |id: SourceId| snapshot.sources[id.index()].sha256[..1].to_owned();
    let told = snapshot.contested.iter();
    told.map(|of| {
        (
            letter(of.counts) + &letter(of.other),
            of.records,
            of.first.1.clone(),
        )
    })
    .collect()
}

#[test]
fn records_that_files_of_one_age_tell_differently_are_contested() {
    let told = |number: u64, title: &str| {
        let mut of = pull_request(number, 2);
        of.title = text(title);
        Record::from(of)
    };
    let mut two = vec![(0, told(6, "same")), (1, told(6, "same"))];
    for number in [12, 9, 7, 8, 10, 11] {
        two.extend([(1, told(number, "one")), (0, told(number, "other"))]);
    }
    let first = format!("{}#7", support::REPOSITORY);
    let ages = |exported| contested(exported, two.clone());
    let lowest = format!("{}#10", support::REPOSITORY);
    assert_eq!(ages([None, None]), [("ba".to_owned(), 6, lowest)]);
    assert_eq!(ages([Some(5), Some(5)]).len(), 1);
    assert_eq!(ages([Some(5), Some(9)]), []);
    assert_eq!(ages([Some(5), None]), [], "one tells when it was exported");
    let rows = vec![(0, told(7, "one")), (0, told(7, "other"))];
    assert_eq!(contested([None, None], rows), [("aa".to_owned(), 1, first)]);
    let updated = |hours: i64| {
        let mut of = pull_request(7, 2);
        of.title = text(&format!("at {hours}"));
        of.updated_at = Field::Value(at(hours));
        Record::from(of)
    };
    assert_eq!(
        contested([None, None], vec![(0, updated(3)), (1, updated(4))]),
        []
    );
}

#[test]
fn an_id_that_a_log_uses_for_several_deployments_is_told_apart() {
    let row = |service: &str, environment: &str, commit: usize, hours: i64| Deployment {
        service: service.to_owned(),
        environment: environment.to_owned(),
        ..deployed("1", hours, commit)
    };
    let ids = |rows: Vec<Deployment>| {
        let snapshot = matched(rows.into_iter().map(Record::from).collect(), &[]);
        let ids = snapshot.deployments.iter().map(|of| of.id.clone());
        ids.collect::<Vec<_>>()
    };
    let own = || row("checkout", "production", 1, 100);
    assert_eq!(
        ids(vec![own(), row("Checkout", "production", 1, 101)]),
        ["1"],
        "two versions of one"
    );
    assert_eq!(
        ids(vec![own(), row("search", "production", 1, 101)]),
        ["1/checkout/production", "1/search/production"]
    );
    assert_eq!(
        ids(vec![own(), row("checkout", "staging", 1, 101)]),
        ["1/checkout/production", "1/checkout/staging"]
    );
    let of_revision = |digit: &str, hours: i64| Deployment {
        revision: text(&digit.repeat(40)),
        ..row("checkout", "production", 1, hours)
    };
    let by_revision = ["a", "b"].map(|digit| format!("1/checkout/production/{}", digit.repeat(10)));
    assert_eq!(
        ids(vec![of_revision("a", 100), of_revision("b", 101)]),
        by_revision
    );
    let told_otherwise = |revision: Field<String>, hours: i64| Deployment {
        revision,
        ..row("checkout", "production", 1, hours)
    };
    for revision in [Field::Empty, text(&sha(1)[..12])] {
        let again = told_otherwise(revision, 101);
        assert_eq!(ids(vec![own(), again]).len(), 1, "told in part");
    }
    let corrected = told_otherwise(text(&"a".repeat(40)), 100);
    assert_eq!(
        ids(vec![own(), corrected]),
        ["1"],
        "it began at the same time"
    );
    let by_tool = Deployment {
        source: DeploymentSource::GitHub,
        ..row("search", "production", 1, 101)
    };
    assert_eq!(
        ids(vec![own(), by_tool]),
        ["1", "1"],
        "each tool has its own ids"
    );
}

#[test]
fn a_roster_may_have_a_line_for_each_role() {
    let lines = |files: &[(char, i64, &[&str])]| {
        let mut all = Vec::new();
        let mut sources = Vec::new();
        for (number, (hash, exported, roles)) in files.iter().enumerate() {
            sources.push(file(*hash, Some(*exported)));
            for role in *roles {
                let record = Record::from(entry("Ana Lima", &["ana"], role));
                all.push(Versioned {
                    source: SourceId::from(number),
                    place: Place::default(),
                    record,
                });
            }
        }
        let snapshot = build(Input {
            sources,
            records: all,
            calendar: Calendar::new(Tz::UTC),
            policy: Policy::built_in(),
            kept_here: Vec::new(),
            link_decisions: Vec::new(),
            findings: Default::default(),
        });
        let persons = snapshot.people.persons();
        assert_eq!(persons.len(), 1);
        let mut roles: Vec<String> = persons[0]
            .roles
            .iter()
            .map(|span| span.role.clone())
            .collect();
        roles.sort_unstable();
        roles
    };
    let both: &[&str] = &["engineer", "deployer"];
    assert_eq!(lines(&[('a', 1, both)]), ["deployer", "engineer"]);
    assert_eq!(lines(&[('a', 1, &["engineer", "engineer"])]), ["engineer"]);
    assert_eq!(
        lines(&[('a', 1, both), ('b', 2, &["engineer"])]),
        ["engineer"],
        "the newer file"
    );
    assert_eq!(
        lines(&[('b', 2, &["engineer"]), ('a', 1, both)]),
        ["engineer"]
    );
    assert_eq!(
        lines(&[('a', 1, &["engineer"]), ('b', 2, both)]),
        ["deployer", "engineer"]
    );
}

#[test]
fn whether_two_persons_of_one_name_or_account_are_one_is_not_known() {
    let same = |a: RosterEntry, b: RosterEntry| {
        let snapshot = matched(vec![Record::from(a), Record::from(b)], &[]);
        let people = &snapshot.people;
        let (one, other) = (login("ana"), login("ana-l"));
        people.same(people.identify(&one), people.identify(&other))
    };
    let one = || entry("Ana Lima", &["ana"], "engineer");
    let with_address = |mut of: RosterEntry| {
        of.accounts
            .push(Account::new(System::Email, "ana@home.example"));
        of
    };
    assert_eq!(
        same(one(), entry("Ada Lind", &["ana-l"], "engineer")),
        Sameness::Different
    );
    assert_eq!(
        same(one(), entry("ANA  Lima", &["ana-l"], "engineer")),
        Sameness::Unknown
    );
    let other = with_address(entry("A. Lima", &["ana-l"], "engineer"));
    assert_eq!(same(with_address(one()), other), Sameness::Unknown);
}

#[test]
fn keys_in_comments_of_a_pull_requests_text_are_no_links() {
    let named = |body: &str| {
        let mut of = pull_request(7, 1);
        of.body = text(body);
        let records = vec![
            Record::from(ticket("CHG-1")),
            Record::from(of),
            Record::from(commit(1, &[])),
            Record::from(deployed("1", 100, 1)),
        ];
        let snapshot = matched(records, &[]);
        let changes = &last(&snapshot).changes;
        changes
            .iter()
            .map(|change| change.keys.links.len())
            .sum::<usize>()
    };
    assert_eq!(named("For CHG-1."), 1);
    assert_eq!(named("<!-- Name it here, e.g. CHG-1 -->"), 0);
    assert_eq!(named("<!-- e.g. CHG-2 --> For CHG-1 <!-- thanks -->"), 1);
    assert_eq!(named("<!-- not closed: CHG-1"), 0);
}
