//! What holds for any company: on made-up ones, with changes drawn from a seed.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use changeproof_acceptance::exports::push;
use changeproof_acceptance::{Company, Outcomes, Workspace, outcomes, unjustified};
use chrono::{DateTime, Duration, FixedOffset, NaiveDateTime};
use serde_json::{Value, json};

/// A company of some sixty deployments.
static COMPANY: LazyLock<Company> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("properties");
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    Company::made_up(&folder, 23, 60)
});

static RESULTS: LazyLock<String> = LazyLock::new(|| Workspace::judged(&COMPANY).results());

/// Numbers that look like chance and are the same every time (xorshift).
struct Draws(u64);

impl Draws {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).unwrap()
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

fn is_followed_up(line: &str) -> bool {
    line.starts_with(r#"{"control":"GOV-03","#)
}

fn count(results: &str) -> usize {
    results.lines().filter(|line| !is_followed_up(line)).count()
}

#[test]
fn the_order_of_imports_and_evaluations_in_between_change_nothing() {
    for seed in [1, 20, 300] {
        let mut draws = Draws(seed);
        let workspace = Workspace::made();
        let mut files = COMPANY.files();
        draws.shuffle(&mut files);
        let mut rest = files.as_slice();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(draws.below(rest.len()) + 1);
            workspace.import(&COMPANY, now).well();
            if draws.below(2) == 0 {
                workspace.evaluate(&COMPANY).well();
            }
            rest = later;
        }
        workspace.evaluate(&COMPANY).well();
        // What an evaluation in between showed is followed up from then on; a first evaluation has nothing of it.
        let results = workspace.results();
        let others = results.lines().filter(|line| !is_followed_up(line));
        let mut pairs = others.zip(RESULTS.lines());
        let differs = pairs.find(|(found, wanted)| found != wanted);
        assert_eq!(differs, None, "seed {seed}: {files:?}");
        assert_eq!(count(&results), count(&RESULTS), "seed {seed}: {files:?}");
    }
}

#[test]
fn whatever_is_left_out_nothing_looks_better_and_nothing_worse() {
    let whole = outcomes(&RESULTS);
    let stays = |name: &str| {
        // Without these other subjects are judged, or other accounts are taken for persons.
        ["gh-deployments.", "deploy-log.", "roster."]
            .iter()
            .any(|begin| name.starts_with(begin))
    };
    for seed in [5, 60, 700, 8000] {
        let mut draws = Draws(seed);
        let mut texts = texts();
        texts.retain(|name, _| stays(name) || draws.below(3) > 0);
        assert!(
            texts.len() < COMPANY.files().len(),
            "seed {seed} leaves something out"
        );
        let without = outcomes(&judged(&texts));
        let left: Vec<&String> = texts.keys().collect();
        assert_eq!(
            unjustified(&whole, &without),
            Vec::<String>::new(),
            "of {left:?}"
        );
    }
}

/// All exports by name, as text.
fn texts() -> BTreeMap<String, String> {
    let files = COMPANY.files().into_iter();
    let named = files.map(|file| {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(file).unwrap())
    });
    named.collect()
}

/// The JSON values of a file, each a page.
fn pages(text: &str) -> Vec<Value> {
    let pages = serde_json::Deserializer::from_str(text).into_iter();
    pages.map(|page| page.unwrap()).collect()
}

fn written(pages: &[Value]) -> String {
    let pages: Vec<String> = pages.iter().map(Value::to_string).collect();
    pages.join("\n")
}

/// Adds an approval by everybody who wrote some of a pull request.
fn approve_as_authors(pull_request: &mut Value) {
    let mut authors = vec![pull_request["author"]["login"].clone()];
    for commit in pull_request["commits"].as_array().into_iter().flatten() {
        let of = commit["authors"].as_array().into_iter().flatten();
        authors.extend(of.map(|author| author["login"].clone()));
    }
    authors.retain(|login| login.as_str().is_some_and(|login| !login.is_empty()));
    let (at, head) = (
        pull_request["createdAt"].clone(),
        pull_request["headRefOid"].clone(),
    );
    for author in authors {
        let approval = json!({
            "id": "", "author": {"login": author}, "authorAssociation": "MEMBER", "body": "",
            "submittedAt": at, "includesCreatedEdit": false, "reactionGroups": [],
            "state": "APPROVED", "commit": {"oid": head}
        });
        push(&mut pull_request["reviews"], approval);
    }
}

/// Adds an approval by whoever asked for a change and whoever carries it out, when it was written.
fn approve_as_requester(issue: &mut Value, field: &str) {
    let fields = &mut issue["fields"];
    let created = fields["created"].clone();
    for role in ["reporter", "assignee"] {
        let approval = json!({
            "id": "9", "name": "Awaiting approval", "finalDecision": "approved",
            "approvers": [{"approver": fields[role], "approverDecision": "approved"}],
            "createdDate": {"iso8601": created}, "completedDate": {"iso8601": created}
        });
        match &mut fields[field] {
            list @ Value::Array(_) => push(list, approval),
            other => *other = json!([approval]),
        }
    }
}

/// Adds rows by which whoever asked for a change and whoever carries it out approved it at once.
fn approve_requests(approvals: &mut String, requests: &str) {
    let mut rows = csv::Reader::from_reader(requests.trim_start_matches('\u{feff}').as_bytes());
    for row in rows.deserialize() {
        let row: BTreeMap<String, String> = row.unwrap();
        for role in ["requested_by", "assigned_to"] {
            let (key, person, at) = (&row["number"], &row[role], &row["opened_at"]);
            approvals.push_str(&format!("{key},{person},approved,{at},{at},\n"));
        }
    }
}

/// The results where those exports are imported instead.
#[track_caller]
fn judged(texts: &BTreeMap<String, String>) -> String {
    let workspace = Workspace::made();
    let files = texts.iter().map(|(name, text)| workspace.file(name, text));
    let files: Vec<PathBuf> = files.collect();
    workspace.import(&COMPANY, &files).well();
    workspace.evaluate(&COMPANY).well();
    workspace.results()
}

/// What passes now and did not before.
fn newly_passing(before: &Outcomes, after: &Outcomes) -> Vec<(String, String)> {
    let passes = after.iter().filter(|(subject, (outcome, _))| {
        outcome == "pass"
            && before
                .get(*subject)
                .is_some_and(|(before, _)| before != "pass")
    });
    passes.map(|(subject, _)| subject.clone()).collect()
}

#[test]
fn approvals_by_those_who_wrote_the_code_make_nothing_pass() {
    let mut texts = texts();
    let mut approved = 0;
    for (_, text) in texts
        .iter_mut()
        .filter(|(name, _)| name.starts_with("prs-"))
    {
        let mut pages = pages(text);
        for change in pages
            .iter_mut()
            .flat_map(|page| page.as_array_mut().unwrap())
        {
            approve_as_authors(change);
            approved += 1;
        }
        *text = written(&pages);
    }
    assert!(approved > 30, "{approved} pull requests");
    let (before, after) = (outcomes(&RESULTS), outcomes(&judged(&texts)));
    assert_ne!(before, after, "the new approvals are seen");
    assert_eq!(newly_passing(&before, &after), []);
}

#[test]
fn approvals_by_those_who_asked_for_a_change_make_no_change_independently_approved() {
    let mut texts = texts();
    let mut approved = 0;
    let text = texts.get_mut("jira-search.json").unwrap();
    let mut pages = pages(text);
    for page in &mut pages {
        let names = page["names"].as_object().unwrap().iter();
        let field = names.clone().find(|(_, name)| **name == "Approvals");
        let field = field.unwrap().0.clone();
        for issue in page["issues"].as_array_mut().unwrap() {
            approve_as_requester(issue, &field);
            approved += 1;
        }
    }
    *text = written(&pages);
    assert!(approved > 20, "{approved} tickets");
    let requests = texts["servicenow-change_request.csv"].clone();
    let approvals = texts
        .get_mut("servicenow-sysapproval_approver.csv")
        .unwrap();
    let rows = approvals.lines().count();
    approve_requests(approvals, &requests);
    assert!(
        approvals.lines().count() > rows + 10,
        "approvals of requests were added"
    );
    let (before, after) = (outcomes(&RESULTS), outcomes(&judged(&texts)));
    assert_ne!(before, after, "the new approvals are seen");
    for (deployment, control) in newly_passing(&before, &after) {
        // An approval is there now, but it is not independent.
        assert_eq!(control, "APP-01", "of {deployment}");
        let independent = &after[&(deployment.clone(), "APP-02".to_owned())];
        assert_ne!(independent.0, "pass", "APP-02 of {deployment}");
    }
}

/// The zone in which the times are written anew.
fn kolkata() -> FixedOffset {
    FixedOffset::east_opt(5 * 3600 + 1800).unwrap()
}

/// The length of a time such as `2025-03-03T10:00:00` at the beginning, with its separator.
fn time_length(text: &str, separator: u8) -> Option<usize> {
    let form = b"0000-00-00T00:00:00";
    let bytes = text.as_bytes().get(..form.len())?;
    let fits = bytes.iter().zip(form).all(|(byte, form)| match form {
        b'0' => byte.is_ascii_digit(),
        b'T' => *byte == separator,
        form => byte == form,
    });
    fits.then_some(form.len())
}

/// A time with its zone at the beginning, written in the other zone, and how long it was.
fn in_other_zone(text: &str) -> Option<(String, usize)> {
    let mut length = time_length(text, b'T')?;
    let rest = |length: usize| text.as_bytes().get(length).copied().unwrap_or_default();
    if rest(length) == b'.' {
        length += 1;
        while rest(length).is_ascii_digit() {
            length += 1;
        }
    }
    let (zone, with_colon) = match rest(length) {
        b'Z' => (1, true),
        b'+' | b'-' if rest(length + 3) == b':' => (6, true),
        b'+' | b'-' => (5, false),
        _ => return None,
    };
    length += zone;
    let time = DateTime::parse_from_str(
        &text[..length].replace('Z', "+0000"),
        "%Y-%m-%dT%H:%M:%S%.f%z",
    );
    let time = time.unwrap().with_timezone(&kolkata());
    let form = if with_colon {
        "%Y-%m-%dT%H:%M:%S%.f%:z"
    } else {
        "%Y-%m-%dT%H:%M:%S%.3f%z"
    };
    Some((time.format(form).to_string(), length))
}

/// A time without a zone at the beginning, which is UTC, as clocks in the other zone show it.
fn on_other_clock(text: &str) -> Option<(String, usize)> {
    let length = time_length(text, b' ')?;
    let time = NaiveDateTime::parse_from_str(&text[..length], "%Y-%m-%d %H:%M:%S").unwrap();
    let shown = time + Duration::seconds(kolkata().local_minus_utc().into());
    Some((shown.to_string(), length))
}

/// A text with every time in it replaced.
fn replaced(text: &str, time: impl Fn(&str) -> Option<(String, usize)>) -> (String, usize) {
    let (mut written, mut count, mut at) = (String::new(), 0, 0);
    while let Some(letter) = text[at..].chars().next() {
        if letter.is_ascii_digit()
            && let Some((other, length)) = time(&text[at..])
        {
            written.push_str(&other);
            at += length;
            count += 1;
        } else {
            written.push(letter);
            at += letter.len_utf8();
        }
    }
    (written, count)
}

/// A git log whose authors sat elsewhere at the same instants.
fn elsewhere(log: &str) -> String {
    let lines = log.lines().map(|line| {
        let dated = line.starts_with("author ") || line.starts_with("committer ");
        match line.rsplit_once(' ') {
            Some((before, _)) if dated => format!("{before} +0530\n"),
            _ => format!("{line}\n"),
        }
    });
    lines.collect()
}

/// What a result says, apart from its files.
fn said(line: &Value) -> [Value; 5] {
    ["control", "subject", "outcome", "overlays", "reason"].map(|name| line[name].clone())
}

#[test]
fn the_same_instants_written_in_another_zone_change_nothing() {
    let workspace = Workspace::made();
    let (mut others, mut service_now, mut count) = (Vec::new(), Vec::new(), 0);
    for (name, text) in texts() {
        if name.starts_with("servicenow-") {
            let (text, times) = replaced(&text, on_other_clock);
            service_now.push(workspace.file(&name, text));
            count += times;
        } else if name.starts_with("gitlog-") {
            others.push(workspace.file(&name, elsewhere(&text)));
        } else {
            let (text, times) = replaced(&text, in_other_zone);
            others.push(workspace.file(&name, text));
            count += times;
        }
    }
    assert!(count > 1000, "{count} times were written anew");
    assert_eq!(service_now.len(), 2, "requests and approvals");
    workspace.import(&COMPANY, &others).well();
    let mut declared = COMPANY.import_arguments(&service_now);
    let zone = declared
        .iter()
        .position(|word| word == "--timezone")
        .unwrap();
    declared[zone + 1] = "Asia/Kolkata".into();
    // The days of a declaration are days of its zone: one more on either side.
    let covers = declared.iter().position(|word| word == "--covers").unwrap();
    declared[covers + 1] = "2024-12-31..2026-01-01".into();
    workspace.run("import", declared).well();
    workspace.evaluate(&COMPANY).well();
    let results = workspace.results();
    // Other bytes are other imports, and the declaration of some days more is another one: what is said of
    // deployments stays.
    let lines = |text: &str| -> Vec<[Value; 5]> {
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        lines
            .filter(|line: &Value| line["subject"]["kind"] == "deployment")
            .map(|line| said(&line))
            .collect()
    };
    let (before, after) = (lines(&RESULTS), lines(&results));
    assert_eq!(before.len(), after.len());
    assert!(before.len() > 1000, "{} results", before.len());
    for (before, after) in before.into_iter().zip(after) {
        assert_eq!(before, after);
    }
}
