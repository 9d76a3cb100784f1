//! Signing in: who may do what, passphrases that change or get lost, and what `verify` finds where the
//! file was changed behind the command's back.
// long file: one workspace with an event of every kind but reviews, attestations and where registers are kept,
// and all that is tried on it.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::ffi::OsStr;
use std::io::Write as _;
use std::process::Stdio;
use std::sync::LazyLock;

use changeproof_acceptance::{Company, Said, Workspace, command, exports, said};
use rusqlite::Connection;

const ANA: &str = "correct horse battery";
const BO: &str = "staple of other words";
const LENT: &str = "lent for one morning";

/// Runs a call, signed in as somebody, with a new passphrase where one is chosen.
fn run<A: AsRef<OsStr>>(
    call: impl IntoIterator<Item = A>,
    signed_in: Option<(&str, &str)>,
    new: &str,
) -> Said {
    let mut call = command(call);
    call.env_remove("CHANGEPROOF_PASSPHRASE")
        .env("CHANGEPROOF_NEW_PASSPHRASE", new);
    if let Some((person, words)) = signed_in {
        call.args(["--as", person])
            .env("CHANGEPROOF_PASSPHRASE", words);
    }
    said(&mut call)
}

/// The same with words split at spaces; `W` is the workspace.
fn works(workspace: &Workspace, call: &str, signed_in: Option<(&str, &str)>, new: &str) -> Said {
    let path = workspace.path().to_str().unwrap();
    let words = call.split(' ').map(|word| match word {
        "W" => path.to_owned(),
        word => word.replace(
            "BESIDE",
            workspace.path().parent().unwrap().to_str().unwrap(),
        ),
    });
    run(words, signed_in, new)
}

const AS_ANA: Option<(&str, &str)> = Some(("ana", ANA));
const AS_BO: Option<(&str, &str)> = Some(("bo", BO));

/// The officer Ana, and the reviewer Bo who chose a passphrase.
fn with_two() -> Workspace {
    let workspace = Workspace::made();
    let ana = "people add W ana --name Ana --role policy_owner";
    works(&workspace, ana, None, ANA).well();
    let bo = "people add W bo --name Bo --role reviewer";
    works(&workspace, bo, AS_ANA, LENT).well();
    let own = "people passphrase W";
    works(&workspace, own, Some(("bo", LENT)), BO).well();
    workspace
}

static TWO: LazyLock<Vec<u8>> = LazyLock::new(|| with_two().bytes());

/// A workspace in which an event of each kind was recorded.
static FULL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let workspace = Workspace::of_bytes(&TWO);
    let done = |call: &str, signed_in, new: &str| works(&workspace, call, signed_in, new).well();
    done("people reset W bo", AS_ANA, LENT);
    done("people passphrase W", Some(("bo", LENT)), BO);
    done(
        "people roles W bo --give approver --take reviewer",
        AS_ANA,
        "",
    );
    done("people add W cy --name Cy --role auditor", AS_ANA, LENT);
    done("people deactivate W cy", AS_ANA, "");
    let roster = Company::demo().input("roster.csv");
    let import = format!("import W {}", roster.to_str().unwrap());
    done(&import, AS_ANA, "");
    let deployments = Company::demo().input("deploy-log.csv");
    done(
        &format!("import W {}", deployments.to_str().unwrap()),
        AS_ANA,
        "",
    );
    // The same file, declared otherwise.
    done(
        &format!("{import} --covers 2025-01-01..2025-12-31"),
        AS_ANA,
        "",
    );
    except(&workspace);
    let days = "--from 2025-01-01 --to 2025-01-31";
    done(&format!("evaluate W {days}"), AS_ANA, "");
    let pack = format!("pack W --kind audit {days} --out BESIDE/audit.pdf");
    done(&pack, AS_ANA, "");
    workspace.file("policy.toml", include_str!("../../../policies/clicki.toml"));
    let policy = "policy import W BESIDE/policy.toml --from 2025-07-01 --reason Decided";
    done(policy, AS_ANA, "");
    done(
        "policy accept W prompt-reversion --reason Agreed",
        AS_ANA,
        "",
    );
    let sizes = "sample W sizes --row 10=2 --row more=3 --source S --reason R";
    done(sizes, AS_ANA, "");
    let drawn = done("sample W draw --seed S --json", AS_ANA, "").json();
    let item = drawn["items"][0]["item"]["id"].as_str().unwrap();
    let tick = format!("sample W tick 1 {item} REV-01 no_evidence --note N");
    done(&tick, AS_ANA, "");
    done("log W --export BESIDE/log.jsonl", AS_ANA, "");
    done("log W --checkpoint BESIDE/checkpoint.json", AS_ANA, "");
    follow_up(&workspace);
    workspace.bytes()
});

/// Everything that can happen to findings, links and accounts.
fn follow_up(workspace: &Workspace) {
    let done = |call: &str, signed_in| works(workspace, call, signed_in, "").well();
    let finding = "GOV-01/policy/workspace/policy";
    let evidence = "--evidence BESIDE/rota.txt";
    let given = "--owner Ana --due 2199-12-31 --reason R --cause C --action A";
    done(
        &format!("findings acknowledge W {finding} {given} {evidence}"),
        AS_ANA,
    );
    let fixed = "--cause C --action A --on 2025-02-01";
    done(
        &format!("findings remediate W {finding} {fixed} {evidence}"),
        AS_ANA,
    );
    done(
        &format!("findings comment W {finding} --text T {evidence}"),
        AS_ANA,
    );
    done(
        &format!("findings reopen W {finding} --reason R {evidence}"),
        AS_ANA,
    );
    let log = "deployment_id,service,environment,commit_sha,status,started_at,deployed_by\n\
               d1,checkout,production,,success,2025-01-10T10:00:00Z,ada.sorlie\n";
    let log = workspace.file("deploy-log.csv", log);
    let incidents = serde_json::json!({
        "limit": 100, "offset": 0, "more": false,
        "incidents": [exports::incident("PONE", "2025-01-10T11:00:00Z")]
    });
    let incidents = workspace.file("pagerduty-incidents.json", incidents.to_string());
    let import = format!("import W {} {}", log.display(), incidents.display());
    done(&import, AS_ANA);
    done(
        &format!("links add W d1 incident PONE --reason R {evidence}"),
        AS_ANA,
    );
    done("people roles W bo --give compliance_officer", AS_ANA);
    let changes = "number,type,state,short_description,description,risk,cmdb_ci,requested_by,sys_created_on\n\
                   CHG0000007,Normal,Closed,Limit,Raise the limit.,Low,checkout,Mara,2025-01-09 10:00:00\n";
    let changes = workspace.file("changes.csv", changes);
    done(&format!("import W {}", changes.display()), AS_ANA);
    let link = format!("links add W d1 change_record CHG0000007 --reason R {evidence} --json");
    let link = done(&link, AS_BO).json();
    done(
        &format!("links second W {} {evidence}", link["event"]),
        AS_ANA,
    );
    let account = "people add-account W github:ada-work ada.sorlie --reason R";
    let account = done(&format!("{account} {evidence} --json"), AS_ANA).json();
    done(
        &format!(
            "people withdraw W {} --reason R {evidence}",
            account["event"]
        ),
        AS_ANA,
    );
    let role = "people add-role W ada.sorlie deployer --from 2025-01-10 --to 2025-12-31 --reason R";
    let role = done(&format!("{role} {evidence} --json"), AS_BO).json();
    done(
        &format!("people second W {} {evidence}", role["event"]),
        AS_ANA,
    );
}

/// Everything that can happen to exceptions: Bo asks, Di approves, Ana does as policy owner.
fn except(workspace: &Workspace) {
    let done = |call: &str, signed_in| works(workspace, call, signed_in, "").well();
    let di = "people add W di --name Di --role approver";
    works(workspace, di, AS_ANA, LENT).well();
    works(workspace, "people passphrase W", Some(("di", LENT)), BO).well();
    let as_di = Some(("di", BO));
    workspace.file("rota.txt", "One engineer on duty.\n");
    let asked = |service: &str, from: &str, to: &str| {
        let call = format!(
            "exceptions draft W --control REC-02 --service {service} --from {from} --to {to} --deviation D \
             --justification J --risk medium --risk-owner O --residual-risk R --compensating C --return-plan P \
             --evidence BESIDE/rota.txt --json"
        );
        let id = done(&call, AS_BO).json()["id"].as_str().unwrap().to_owned();
        done(&format!("exceptions submit W {id}"), AS_BO);
        id
    };
    let first = asked("checkout", "2025-01-01", "2025-01-20");
    done(&format!("exceptions return W {first} --reason R"), as_di);
    done(
        &format!("exceptions edit W {first} --deviation Other"),
        AS_BO,
    );
    done(&format!("exceptions submit W {first}"), AS_BO);
    done(&format!("exceptions approve W {first} --version 2"), as_di);
    let second = asked("checkout", "2025-02-01", "2025-02-20");
    done(&format!("exceptions approve W {second} --version 1"), as_di);
    let third = asked("checkout", "2025-03-01", "2025-03-20");
    let approve = format!("exceptions approve W {third} --version 1");
    done(&approve, as_di);
    done(&format!("{approve} --as-policy-owner"), AS_ANA);
    let refused = asked("search", "2025-03-01", "2025-03-20");
    done(&format!("exceptions reject W {refused} --reason R"), as_di);
    let today = chrono::Utc::now().date_naive();
    let (from, to) = (today.to_string(), today + chrono::Days::new(30));
    let active = asked("billing", &from, &to.to_string());
    done(&format!("exceptions approve W {active} --version 1"), as_di);
    done(&format!("exceptions revoke W {active} --reason R"), as_di);
    let closed = asked("billing", &from, &to.to_string());
    done(&format!("exceptions close W {closed} --reason R"), AS_BO);
}

/// Changes a workspace with SQL; answers the checks of `verify` that do not hold any more.
#[track_caller]
fn found_after(sql: &str) -> Vec<String> {
    const UNGUARDED: &str =
        "DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_removed;";
    Workspace::of_bytes(&FULL).found_after(&format!("{UNGUARDED} {sql}"))
}

/// Sequence, action and fields of the payload of every event.
fn events() -> Vec<(i64, String, Vec<String>)> {
    let workspace = Workspace::of_bytes(&FULL);
    let raw = Connection::open(workspace.path()).unwrap();
    let sql = "SELECT sequence, action,
               (SELECT group_concat(key, ' ') FROM json_each(payload)) FROM event ORDER BY sequence";
    let mut rows = raw.prepare(sql).unwrap();
    let rows = rows.query_map([], |row| {
        let fields: String = row.get(2)?;
        let fields = fields.split(' ').map(str::to_owned).collect();
        Ok((row.get(0)?, row.get(1)?, fields))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

#[test]
fn from_the_first_person_on_nothing_but_verify_goes_without_sign_in() {
    let workspace = Workspace::of_bytes(&TWO);
    for call in [
        "import W missing.csv",
        "evaluate W --from 2025-01-01 --to 2025-01-31",
        "results W",
        "explain W 1 REV-01",
        "coverage W",
        "links W",
        "people W",
        "people members W",
        "people add W cy --name Cy --role auditor",
        "people roles W bo --give approver",
        "people reset W bo",
        "people deactivate W bo",
        "people passphrase W",
        "pack W --kind audit --from 2025-01-01 --to 2025-01-31 --out BESIDE/audit.pdf",
        "exceptions W",
        "exceptions draft W --control REV-01",
        "exceptions close W EX-1 --reason R",
        "reviews W",
        "reviews record W CHG-1 --outcome O --cause C",
        "reviews show W 1",
        "reviews kept-here W --list",
        "reviews kept-here W --reason R",
        "findings W",
        "findings acknowledge W REV-01/deployment/github/1 --owner O --due 2199-12-31",
        "links add W 1 change_record CHG-1 --reason R",
        "people decisions W",
        "people add-role W ada deployer --from 2025-01-01 --reason R",
        "people second W 1",
        "attest W --list",
        "attest W EMG-01 CHG-1 --answer yes --reason R",
        "policy review open W",
        "policy review show W",
        "policy trigger list W",
        "policy list W",
        "policy interpretations W",
        "policy export W",
        "policy accept W prompt-reversion --by Ana --reason Agreed",
        "sample W draw --seed S",
        "sample W list",
        "sample W tick 1 x REV-01 agreed",
        "sample W paper 1",
        "sample W sizes",
        "log W",
        "log W --export BESIDE/log.jsonl",
        "log W --checkpoint BESIDE/checkpoint.json",
    ] {
        let said = works(&workspace, call, None, LENT).ended_with(2);
        assert!(said.stderr.contains("Give --as PERSON"), "{said}");
        assert_eq!(said.text(), "", "nothing is shown: {said}");
    }
    let said = works(&workspace, "people members W --json", None, "").ended_with(2);
    assert_eq!(said.error()["code"], "sign_in_needed");
    assert!(workspace.bytes() == *TWO, "nothing was recorded");
    works(&workspace, "verify W", None, "").well();
}

#[test]
fn where_nobody_signs_in_a_name_is_refused_and_nothing_else() {
    let workspace = Workspace::made();
    let said = works(&workspace, "people members W", AS_ANA, "").ended_with(2);
    assert!(said.stderr.contains("changeproof people add"), "{said}");
    let said = works(&workspace, "people members W", None, "").well();
    assert!(said.text().contains("Nobody signs in"), "{said}");
}

#[test]
fn people_are_listed_with_the_roles_that_they_have() {
    let workspace = Workspace::of_bytes(&FULL);
    let said = works(&workspace, "people members W --json", AS_BO, "").well();
    let people = said.json()["people"].clone();
    let of = |at: usize| {
        let roles = people[at]["roles"].as_array().unwrap().iter();
        let now = roles.filter(|role| role["in_force"] == true);
        let now: Vec<&str> = now.map(|role| role["role"].as_str().unwrap()).collect();
        now.join(" ")
    };
    assert_eq!(of(0), "compliance_officer policy_owner");
    let bo = "compliance_officer approver";
    assert_eq!(of(1), bo, "the role of a reviewer was taken");
    assert_eq!(people[2]["active"], false);
}

#[test]
fn a_role_that_does_not_allow_something_is_told_which_would() {
    let workspace = Workspace::of_bytes(&TWO);
    for (call, role) in [
        ("import W missing.csv --json", "compliance officer"),
        (
            "evaluate W --from 2025-01-01 --to 2025-01-31 --json",
            "compliance officer",
        ),
        ("people deactivate W ana --json", "compliance officer"),
        ("people reset W ana --json", "compliance officer"),
        (
            "policy accept W prompt-reversion --reason R --json",
            "policy owner",
        ),
    ] {
        let said = works(&workspace, call, AS_BO, LENT).ended_with(4);
        let error = said.error();
        assert_eq!(error["code"], "not_allowed", "{said}");
        assert_eq!(error["details"]["allowed"], role, "{said}");
    }
    works(&workspace, "people members W", AS_BO, "").well();
    works(&workspace, "verify W", None, "").well();
}

#[test]
fn another_passphrase_person_or_none_signs_nobody_in() {
    let workspace = Workspace::of_bytes(&TWO);
    for signed_in in [("ana", BO), ("bo", LENT), ("nobody", ANA)] {
        let said = works(&workspace, "people members W --json", Some(signed_in), "");
        let said = said.ended_with(3);
        assert_eq!(said.error()["code"], "sign_in_refused", "{said}");
    }
    let said = works(&workspace, "people members W --json --as ana", None, "");
    assert_eq!(said.ended_with(2).error()["code"], "passphrase_missing");
    assert!(workspace.bytes() == *TWO, "nothing was recorded");
}

#[test]
fn passphrases_are_read_line_by_line_from_standard_input() {
    let workspace = Workspace::of_bytes(&TWO);
    let mut call = command(["people", "passphrase"]);
    call.arg(workspace.path())
        .args(["--as", "bo"])
        .env_remove("CHANGEPROOF_PASSPHRASE")
        .env_remove("CHANGEPROOF_NEW_PASSPHRASE")
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    let mut running = call.spawn().unwrap();
    let mut input = running.stdin.take().unwrap();
    writeln!(input, "{BO}\nand now quite another one").unwrap();
    drop(input);
    assert!(running.wait().unwrap().success());
    let bo = Some(("bo", "and now quite another one"));
    works(&workspace, "people members W", bo, "").well();
    works(&workspace, "people members W", AS_BO, "").ended_with(3);
}

#[test]
fn after_a_reset_the_passphrase_is_changed_first_and_the_old_key_still_verifies() {
    let workspace = Workspace::of_bytes(&TWO);
    works(&workspace, "people members W", AS_BO, "").well();
    let said = works(&workspace, "people reset W ana --json", AS_ANA, LENT);
    assert_eq!(said.ended_with(2).error()["code"], "own_reset");
    works(&workspace, "people reset W bo", AS_ANA, LENT).well();
    works(&workspace, "people members W", AS_BO, "").ended_with(3);
    let lent = Some(("bo", LENT));
    let said = works(&workspace, "people members W --json", lent, "").ended_with(4);
    assert_eq!(said.error()["code"], "passphrase_temporary");
    works(&workspace, "people passphrase W", lent, BO).well();
    works(&workspace, "people members W", AS_BO, "").well();
    works(&workspace, "verify W", None, "").well();
}

#[test]
fn a_decision_in_another_name_than_that_of_whoever_signed_in_is_refused() {
    let workspace = Workspace::of_bytes(&TWO);
    let call = "policy accept W prompt-reversion --by Eve --reason R --json";
    let said = works(&workspace, call, AS_ANA, "").ended_with(2);
    assert_eq!(said.error()["code"], "named_otherwise");
}

#[test]
fn nothing_is_found_where_nothing_was_changed_and_every_kind_of_event_is_there() {
    assert_eq!(found_after("SELECT 1"), Vec::<String>::new());
    let events = events();
    for action in [
        "workspace_created",
        "person.added",
        "person.roles",
        "person.passphrase",
        "person.reset",
        "person.deactivated",
        "sign_in",
        "file_imported",
        "source_declared_again",
        "evaluated",
        "pack_exported",
        "policy_version_added",
        "interpretation_accepted",
        "exception.drafted",
        "exception.edited",
        "exception.submitted",
        "exception.approved",
        "exception.approved_higher",
        "exception.returned",
        "exception.rejected",
        "exception.revoked",
        "exception.closed",
        "sample.sizes",
        "sample.drawn",
        "sample.ticked",
        "log_exported",
        "checkpoint_written",
        "finding.acknowledged",
        "finding.remediated",
        "finding.commented",
        "finding.reopened",
        "link.decided",
        "account.decided",
        "role.added",
        "account.seconded",
        "account.withdrawn",
        "link.seconded",
    ] {
        assert!(events.iter().any(|(_, of, _)| of == action), "{action}");
    }
}

#[test]
fn each_changed_field_of_each_kind_of_event_is_found() {
    let mut kinds: Vec<String> = Vec::new();
    let events = events();
    let last = events.last().unwrap().0;
    for (sequence, action, fields) in events {
        if kinds.contains(&action) {
            continue;
        }
        let mut changes: Vec<String> = [
            "at = at + 1",
            "person = 'eve'",
            "person = CASE WHEN person IS NULL THEN '' END",
            "action = 'another'",
            "payload = payload || ' '",
            "previous = randomblob(32)",
            "hash = randomblob(32)",
            "signature = randomblob(64)",
            "key = randomblob(32)",
            "sequence = sequence + 1000",
        ]
        .map(str::to_owned)
        .into();
        if action != "workspace_created" {
            changes.extend(
                [
                    "signature = NULL",
                    "key = NULL",
                    "key = NULL, signature = NULL",
                ]
                .map(str::to_owned),
            );
        }
        for field in fields {
            changes.push(format!("payload = json_set(payload, '$.{field}', 'x')"));
        }
        for change in changes {
            let sql = format!("UPDATE event SET {change} WHERE sequence = {sequence}");
            assert!(!found_after(&sql).is_empty(), "{action}: {change}");
        }
        // The newest one is cut off, which shows beside an earlier pack: a test of its own.
        if sequence != last {
            let sql = format!("DELETE FROM event WHERE sequence = {sequence}");
            assert!(!found_after(&sql).is_empty(), "{action} removed");
        }
        kinds.push(action);
    }
}

#[test]
fn events_in_another_order_are_found() {
    let found = found_after(
        "UPDATE event SET sequence = -5 WHERE sequence = 5;
         UPDATE event SET sequence = 5 WHERE sequence = 6;
         UPDATE event SET sequence = 6 WHERE sequence = -5",
    );
    assert!(found.iter().any(|check| check == "event_log"), "{found:?}");
}

#[test]
fn each_changed_field_of_people_their_roles_and_keys_is_found() {
    for sql in [
        "UPDATE member SET id = 'eve' WHERE id = 'bo'",
        "UPDATE member SET name = 'Eve' WHERE id = 'bo'",
        "UPDATE member SET added_by = 1 WHERE id = 'bo'",
        "UPDATE member SET deactivated_by = 1 WHERE id = 'bo'",
        "UPDATE member SET deactivated_by = NULL",
        "DELETE FROM member WHERE id = 'cy'",
        "DELETE FROM member; DELETE FROM member_role; DELETE FROM member_key",
        "INSERT INTO member VALUES ('eve', 'Eve', 2, NULL)",
        "UPDATE member_role SET member = 'zed' WHERE member = 'cy'",
        "UPDATE member_role SET ordinal = -ordinal WHERE member = 'ana'",
        "UPDATE member_role SET role = 'compliance_officer' WHERE member = 'bo'",
        "UPDATE member_role SET from_date = '2020-01-01' WHERE member = 'bo'",
        "UPDATE member_role SET to_date = '2099-01-01' WHERE member = 'bo'",
        "UPDATE member_role SET set_by = 1 WHERE member = 'bo'",
        "DELETE FROM member_role WHERE member = 'bo'",
        "INSERT INTO member_role VALUES ('bo', 9, 'compliance_officer', '2020-01-01', NULL, 2)",
        "UPDATE member_key SET public_key = randomblob(32) WHERE member = 'ana'",
        "UPDATE member_key SET member = 'bo' WHERE member = 'ana'",
        "UPDATE member_key SET sealed = replace(sealed, '\"passes\":2', '\"passes\":1')",
        "UPDATE member_key SET sealed = NULL WHERE member = 'ana'",
        "UPDATE member_key SET sealed = '{}' WHERE member = 'cy'",
        "UPDATE member_key SET temporary = 1 - temporary WHERE member = 'ana'",
        "UPDATE member_key SET made_by = 1 WHERE member = 'ana'",
        "UPDATE member_key SET ended_by = 9 WHERE member = 'ana'",
        "UPDATE member_key SET ended_by = NULL WHERE member = 'cy'",
        "DELETE FROM member_key WHERE ended_by IS NOT NULL AND member = 'bo'",
        "INSERT INTO member_key VALUES (randomblob(32), 'bo', '{}', 0, 2, NULL)",
    ] {
        let found = found_after(sql);
        assert!(
            found.iter().any(|name| name == "people"),
            "'{sql}' gives {found:?}"
        );
    }
}

#[test]
fn events_that_were_cut_off_are_found_beside_an_earlier_pack() {
    let workspace = Workspace::of_bytes(&FULL);
    let pack = "pack W --kind audit --from 2025-01-01 --to 2025-01-31 --out BESIDE/audit.pdf";
    works(&workspace, pack, AS_ANA, "").well();
    works(&workspace, "verify BESIDE/audit.pdf W", None, "").well();
    let raw = Connection::open(workspace.path()).unwrap();
    raw.execute_batch(
        "DROP TRIGGER event_is_never_removed;
         DELETE FROM event WHERE sequence = (SELECT max(sequence) FROM event)",
    )
    .unwrap();
    drop(raw);
    works(&workspace, "verify BESIDE/audit.pdf W", None, "").ended_with(1);
}

#[test]
fn a_pack_names_whoever_signed_in() {
    let workspace = Workspace::of_bytes(&FULL);
    let raw = Connection::open(workspace.path()).unwrap();
    let sql = "SELECT person, json_extract(payload, '$.prepared_by') FROM event
               WHERE action = 'pack_exported'";
    let told: (String, String) = raw
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(told, ("ana".to_owned(), "Ana".to_owned()));
}
