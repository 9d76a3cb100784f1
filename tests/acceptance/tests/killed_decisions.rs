//! A decision whose process is killed at any moment was recorded as a whole or not at all, and one that the command
//! confirmed is there.
//!
//! Some moments are spread over the time that a decision takes when nobody kills it. The others are those at
//! which it has written so much: there alone something can be cut in two. The sign-in before it is an
//! event of its own, which may be there without the decision.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::fs;
use std::hint::spin_loop;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::LazyLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use changeproof_acceptance::Workspace;
use changeproof_acceptance::exports::{DEPLOYMENT, Exports, evaluate, incident, push};
use changeproof_acceptance::signed_in::{added, first, not_begun, run};
use rusqlite::Connection;
use serde_json::{Value, json};

/// How many moments are spread over the whole run.
const SPREAD: u32 = 4;
/// At how many parts of what is written one is killed.
const PARTS: u64 = 5;
/// How long after the last part, in millionths of a second.
const AFTERWARDS: [u64; 3] = [50, 500, 2_000];
/// How often a run is measured whose writing nobody saw, because the computer did something else.
const MEASURES: u32 = 5;

/// A decision: who makes it, and by which call.
type Decision<'a> = (&'a str, &'a str);

/// A moment to kill at.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// So long after the start.
    After(Duration),
    /// So long after that many bytes were written.
    Written(u64, Duration),
}

/// What a workspace holds apart from sign-ins: who did what, and how many rows each table has.
#[derive(Debug, PartialEq, Eq)]
struct Held {
    events: Vec<(String, Option<String>)>,
    rows: BTreeMap<String, i64>,
}

/// An emergency that nobody reviewed, judged, with people of all roles. The officer is Olga.
static JUDGED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut company = Exports::clean();
    let fields = &mut company.issue()["fields"];
    fields["customfield_1"] = json!({"value": "Emergency"});
    fields["customfield_8"] = json!([]);
    company.reviewed(&[]);
    push(
        &mut company.incidents,
        incident("PNOW", "2025-03-03T09:00:00Z"),
    );
    let workspace = company.imported();
    evaluate(&workspace).well();
    first(&workspace, "olga");
    for (person, role) in [
        ("rita", "reviewer"),
        ("ian", "approver"),
        ("nora", "approver"),
        ("otto", "policy_owner"),
        ("pia", "policy_owner"),
        ("eve", "auditor"),
    ] {
        added(&workspace, "olga", person, role);
    }
    workspace.bytes()
});

/// A copy of a workspace, with the files that decisions name beside it.
fn copy(bytes: &[u8]) -> Workspace {
    let workspace = Workspace::of_bytes(bytes);
    workspace.file("minutes.txt", "Held with Rita and Lena.\n");
    let policy = include_str!("../../../policies/clicki.toml");
    let words = "Violations have consequences.";
    assert!(policy.contains(words));
    workspace.file(
        "policy.toml",
        policy.replace(words, "Violations are followed up."),
    );
    workspace
}

/// Asserts that a workspace verifies; answers what it holds.
#[track_caller]
fn held(workspace: &Workspace, when: &str) -> Held {
    let said = run(workspace, None, "verify W");
    assert_eq!(said.code, Some(0), "{when}: {said}");
    let raw = Connection::open(workspace.path()).unwrap();
    let mut events = raw
        .prepare("SELECT action, person FROM event WHERE action <> 'sign_in' ORDER BY sequence")
        .unwrap();
    let events = events.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    let events = events.unwrap().map(Result::unwrap).collect();
    let mut tables = raw
        .prepare(
            "SELECT name FROM sqlite_schema
             WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'event'",
        )
        .unwrap();
    let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let rows = tables.map(Result::unwrap).map(|table| {
        let count = format!("SELECT count(*) FROM \"{table}\"");
        let count = raw.query_row(&count, [], |row| row.get(0)).unwrap();
        (table, count)
    });
    Held {
        rows: rows.collect(),
        events,
    }
}

/// How long the log of writes beside a workspace is; empty where there is none.
fn length_of_log(workspace: &Workspace) -> u64 {
    let mut log = workspace.path().as_os_str().to_owned();
    log.push("-wal");
    fs::metadata(PathBuf::from(log)).map_or(0, |file| file.len())
}

/// Looks at a process again and again until it wrote that many bytes of its decision, or ended. Answers how many it
/// wrote. The log begins anew after the sign-in.
fn until_written(workspace: &Workspace, process: &mut Child, bytes: u64) -> u64 {
    let (mut longest, mut signed_in, mut written) = (0, false, 0);
    while written < bytes && process.try_wait().unwrap().is_none() {
        let length = length_of_log(workspace);
        signed_in |= length < longest;
        longest = longest.max(length);
        if signed_in {
            written = written.max(length);
        }
        spin_loop();
    }
    written
}

fn begun(workspace: &Workspace, (person, call): Decision<'_>) -> Child {
    let mut call = not_begun(workspace, Some(person), call);
    call.stdin(Stdio::null()).stderr(Stdio::null());
    call.stdout(Stdio::piped()).spawn().unwrap()
}

/// Lets a decision come to its end in copies of a workspace. Answers how long that took, and how much it wrote.
#[track_caller]
fn measured(bytes: &[u8], decision: Decision<'_>) -> (Duration, u64) {
    for _ in 0..MEASURES {
        let copy = copy(bytes);
        let start = Instant::now();
        let mut running = begun(&copy, decision);
        let written = until_written(&copy, &mut running, u64::MAX);
        let whole = start.elapsed();
        assert!(running.wait().unwrap().success(), "{decision:?} works");
        if written > 0 {
            return (whole, written);
        }
    }
    panic!("nobody saw {decision:?} write");
}

/// Kills a decision (SIGKILL) at a moment. Answers whether it was still at work, and whether it had confirmed.
fn killed(workspace: &Workspace, decision: Decision<'_>, moment: Moment) -> (bool, bool) {
    let mut running = begun(workspace, decision);
    match moment {
        Moment::After(delay) => sleep(delay),
        Moment::Written(bytes, delay) => {
            until_written(workspace, &mut running, bytes);
            let written = Instant::now();
            while written.elapsed() < delay {
                spin_loop();
            }
        }
    }
    running.kill().unwrap();
    let said = running.wait_with_output().unwrap();
    let at_work = !said.status.success();
    (at_work, !at_work || !said.stdout.is_empty())
}

/// The moments to kill at, for a decision that takes so long and writes so much.
fn moments(whole: Duration, bytes: u64) -> Vec<Moment> {
    let spread = (0..SPREAD).map(|part| Moment::After(whole * part / SPREAD));
    let written = (1..=PARTS).map(|part| Moment::Written(bytes * part / PARTS, Duration::ZERO));
    let afterwards = AFTERWARDS.map(|delay| Moment::Written(bytes, Duration::from_micros(delay)));
    spread.chain(written).chain(afterwards).collect()
}

/// Kills a decision at many moments, each in a copy of the workspace before it. Lets it come to its end in that
/// workspace afterwards.
fn all_or_nothing(workspace: &Workspace, decision: Decision<'_>) {
    let (person, call) = decision;
    let bytes = workspace.bytes();
    let before = held(workspace, "before");
    let (whole, written) = measured(&bytes, decision);
    run(workspace, Some(person), call).well();
    let after = held(workspace, "after");
    assert_ne!(before, after, "'{call}' records something");
    let mut at_work = 0;
    for moment in moments(whole, written) {
        let copy = copy(&bytes);
        let (was_at_work, confirmed) = killed(&copy, decision, moment);
        at_work += u32::from(was_at_work);
        let when = format!("'{call}' was killed at {moment:?} of {whole:?} and {written} bytes");
        let now = held(&copy, &when);
        if now == before {
            assert!(!confirmed, "{when}: it had been confirmed, and is lost");
            run(&copy, Some(person), call).well();
            assert_eq!(held(&copy, &when), after, "{when}: it works afterwards");
        } else {
            assert_eq!(now, after, "{when}: half of it is there");
        }
    }
    // At the first moment the program has hardly begun.
    assert!(
        at_work > 0,
        "'{call}' was at its end whenever it was killed"
    );
}

/// Makes decisions, one after the other, and kills each at many moments.
fn each_is_whole_or_not_there(workspace: &Workspace, decisions: &[Decision<'_>]) {
    for decision in decisions {
        all_or_nothing(workspace, *decision);
    }
}

#[test]
fn a_request_for_an_exception_and_its_approvals() {
    let draft = "exceptions draft W --control DEP-02 --service referral-api --from 2025-03-01 --to 2025-03-20 \
                 --deviation D --justification J --risk high --risk-owner O --residual-risk R --compensating C \
                 --return-plan P --evidence BESIDE/minutes.txt";
    let approve = "exceptions approve W EX-1 --version 1";
    each_is_whole_or_not_there(
        &copy(&JUDGED),
        &[
            ("rita", draft),
            ("rita", "exceptions submit W EX-1"),
            ("ian", approve),
            ("nora", approve),
        ],
    );
}

#[test]
fn the_work_on_findings() {
    let workspace = copy(&JUDGED);
    let all = run(&workspace, Some("olga"), "findings W --json").well();
    let all = all.json();
    let names: Vec<&str> = all.as_array().unwrap()[..2]
        .iter()
        .map(|line| line["finding"].as_str().unwrap())
        .collect();
    let both = names.join(" ");
    let evidence = "--evidence BESIDE/minutes.txt";
    let acknowledge = format!(
        "findings acknowledge W {both} --owner Lena --due 2198-12-31 --reason Known {evidence}"
    );
    let remediate =
        format!("findings remediate W {both} --cause C --action A --on 2025-03-11 {evidence}");
    each_is_whole_or_not_there(&workspace, &[("olga", &acknowledge), ("olga", &remediate)]);
}

#[test]
fn a_post_change_review_and_an_attestation() {
    let review = "reviews record W CHG-1000 --outcome Fix~confirmed --cause Queue~overflow --read Pull~request~42 \
                  --held-on 2025-03-05 --evidence BESIDE/minutes.txt";
    let attest = "attest W EMG-01 CHG-1000 --answer yes --reason To~stop~lost~orders --evidence BESIDE/minutes.txt";
    each_is_whole_or_not_there(
        &copy(&JUDGED),
        &[
            ("rita", review),
            ("rita", attest),
            ("olga", "reviews kept-here W --reason Here"),
        ],
    );
}

#[test]
fn the_steps_of_a_review_of_the_policy() {
    let workspace = copy(&JUDGED);
    all_or_nothing(&workspace, ("olga", "policy review open W"));
    let show = "policy review show W --json";
    let shown = run(&workspace, Some("olga"), show).well().json();
    let clauses = shown["review"]["clauses"].as_array().unwrap().iter();
    let clauses: Vec<&str> = clauses
        .map(|clause| clause["id"].as_str().unwrap())
        .collect();
    for clause in clauses.iter().filter(|clause| **clause != "ENF") {
        let keep = format!("policy review decide W {clause} keep --reason As~we~do");
        run(&workspace, Some("olga"), &keep).well();
    }
    each_is_whole_or_not_there(
        &workspace,
        &[
            ("olga", "policy review decide W ENF change --reason Unclear"),
            (
                "otto",
                "policy review draft W BESIDE/policy.toml --reason As~decided",
            ),
            ("pia", "policy review approve W --reason Agreed"),
            ("pia", "policy review publish W --from 2199-01-01"),
            ("rita", "policy review acknowledge W"),
            ("olga", "policy review close W --action Train~the~team"),
        ],
    );
}

#[test]
fn a_sample_and_its_ticks() {
    let tick = format!(
        "sample W tick 1 {DEPLOYMENT} EMG-04 deviation --note No~review --evidence BESIDE/minutes.txt"
    );
    each_is_whole_or_not_there(
        &copy(&JUDGED),
        &[("eve", "sample W draw --seed S"), ("eve", &tick)],
    );
}

#[test]
fn a_link_a_role_and_a_person() {
    let workspace = copy(&JUDGED);
    let evidence = "--evidence BESIDE/minutes.txt";
    let cut =
        format!("links cut W {DEPLOYMENT} change_record CHG-1000 --reason Other~change {evidence}");
    let role =
        format!("people add-role W lena engineer --from 2025-01-01 --reason Forgotten {evidence}");
    let roles = "people roles W rita --give compliance_officer";
    each_is_whole_or_not_there(
        &workspace,
        &[
            ("olga", &cut),
            ("olga", roles),
            // Whose sign-in Olga made agrees with nothing of hers, but she with what Rita decides.
            ("rita", &role),
            ("olga", "people add W cy --name Cy --role auditor"),
        ],
    );
    let decided = run(&workspace, Some("olga"), "people decisions W --json").well();
    let event: &Value = &decided.json()[0]["event"];
    let second = format!("people second W {event}");
    all_or_nothing(&workspace, ("olga", &second));
    let withdraw = format!("people withdraw W {event} --reason Wrong {evidence}");
    all_or_nothing(&workspace, ("olga", &withdraw));
}
