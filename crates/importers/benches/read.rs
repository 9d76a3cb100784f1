//! How fast exports are read: pull requests, tickets and a git log, made up in memory.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use std::fmt::Write as _;
use std::hint::black_box;

use changeproof_domain::record::Record;
use changeproof_domain::source::{Place, RowIssue};
use changeproof_importers::{Options, Sink, read};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// Counts what it receives.
#[derive(Default)]
struct Count(usize);

impl Sink for Count {
    fn record(&mut self, _: Place, record: Record) {
        black_box(&record);
        self.0 += 1;
    }

    fn issue(&mut self, issue: RowIssue) {
        panic!("the input is good: {issue:?}");
    }
}

fn sha(seed: usize) -> String {
    format!("{:040x}", seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// `gh pr list --json` with three commits, two reviews, five checks and eight files each.
fn pull_requests(count: usize) -> String {
    let mut text = String::from("[");
    for n in 1..=count {
        let comma = if n > 1 { "," } else { "" };
        let _ = write!(
            text,
            "{comma}{{\"author\":{{\"is_bot\":false,\"login\":\"mara-k\",\"name\":\"Mara Kolb\"}},\
             \"baseRefName\":\"main\",\"body\":\"Why: fewer timeouts.\\r\\n\\r\\nHow: a limit.\",\
             \"createdAt\":\"2025-03-01T09:30:00Z\",\"headRefName\":\"LOOP-{n}-limit\",\
             \"headRefOid\":\"{head}\",\"mergeCommit\":{{\"oid\":\"{merge}\"}},\
             \"mergedAt\":\"2025-03-03T10:00:00Z\",\"mergedBy\":{{\"login\":\"tom-r\"}},\
             \"number\":{n},\"state\":\"MERGED\",\"title\":\"LOOP-{n}: raise the limit\",\
             \"url\":\"https://github.com/loopline/checkout/pull/{n}\",\"labels\":[]",
            head = sha(n),
            merge = sha(n + count),
        );
        let list = |name: &str, length: usize, item: &dyn Fn(usize) -> String| {
            let items: Vec<String> = (0..length).map(item).collect();
            format!(",\"{name}\":[{}]", items.join(","))
        };
        text += &list("commits", 3, &|i| {
            format!(
                "{{\"oid\":\"{}\",\"messageHeadline\":\"Part {i}\",\"messageBody\":\"\",\
                 \"authoredDate\":\"2025-03-01T09:00:00Z\",\
                 \"committedDate\":\"2025-03-01T09:00:00Z\",\"authors\":[{{\"login\":\"mara-k\",\
                 \"name\":\"Mara Kolb\",\"email\":\"mara@loopline.example\",\"id\":\"\"}}]}}",
                sha(n * 7 + i)
            )
        });
        text += &list("reviews", 2, &|i| {
            format!(
                "{{\"id\":\"R{i}\",\"author\":{{\"login\":\"tom-r\"}},\
                 \"authorAssociation\":\"MEMBER\",\"body\":\"\",\"state\":\"APPROVED\",\
                 \"submittedAt\":\"2025-03-03T09:50:00Z\",\"commit\":{{\"oid\":\"{}\"}}}}",
                sha(n)
            )
        });
        text += &list("statusCheckRollup", 5, &|i| {
            format!(
                "{{\"__typename\":\"CheckRun\",\"name\":\"check {i}\",\"workflowName\":\"ci\",\
                 \"status\":\"COMPLETED\",\"conclusion\":\"SUCCESS\",\
                 \"startedAt\":\"2025-03-01T09:31:00Z\",\"completedAt\":\"2025-03-01T09:40:00Z\"}}"
            )
        });
        text += &list("files", 8, &|i| {
            format!("{{\"path\":\"src/part{i}/limit.rs\",\"additions\":3,\"deletions\":1}}")
        });
        text.push('}');
    }
    text.push(']');
    text
}

/// Jira's search with an approval and a change log each.
fn issues(count: usize) -> String {
    let mut text = format!(
        "{{\"startAt\":0,\"total\":{count},\"names\":{{\"customfield_1\":\"Change type\",\
         \"customfield_2\":\"Affected services\",\"customfield_3\":\"Rollback plan\",\
         \"customfield_4\":\"Approvals\"}},\"issues\":["
    );
    for n in 1..=count {
        let comma = if n > 1 { "," } else { "" };
        let person = "{\"accountId\":\"5f01\",\"displayName\":\"Mara Kolb\"}";
        let _ = write!(
            text,
            "{comma}{{\"id\":\"{n}\",\"key\":\"LOOP-{n}\",\"fields\":{{\"summary\":\"Raise it\",\
             \"description\":\"Raise the limit of the checkout so that fewer requests fail.\",\
             \"issuetype\":{{\"name\":\"Change\"}},\"status\":{{\"name\":\"Done\"}},\
             \"created\":\"2025-02-27T08:00:00.000+0000\",\
             \"updated\":\"2025-03-03T12:00:00.000+0000\",\"reporter\":{person},\
             \"assignee\":{person},\"customfield_1\":{{\"value\":\"Normal\"}},\
             \"customfield_2\":[{{\"value\":\"checkout\"}}],\"customfield_3\":\"Set it back.\",\
             \"customfield_4\":[{{\"finalDecision\":\"approved\",\"approvers\":[{{\"approver\":\
             {person},\"approverDecision\":\"approved\"}}],\"completedDate\":{{\"iso8601\":\
             \"2025-03-02T09:00:00+0000\"}}}}]}},\"changelog\":{{\"total\":1,\"histories\":[\
             {{\"author\":{person},\"created\":\"2025-03-02T09:00:00.000+0000\",\"items\":[\
             {{\"field\":\"status\",\"fromString\":\"In review\",\"toString\":\"Approved\"}}]}}\
             ]}}}}"
        );
    }
    text.push_str("]}");
    text
}

/// `git log --pretty=raw`.
fn log(count: usize) -> String {
    let mut text = String::new();
    for n in 1..=count {
        let _ = write!(
            text,
            "commit {}\ntree {}\nparent {}\nauthor Mara Kolb <mara@loopline.example> 1740900000 \
             +0100\ncommitter GitHub <noreply@github.com> 1740900600 +0000\n\n    LOOP-{n}: raise \
             the limit (#{n})\n    \n    Co-authored-by: Tom Rask <tom@loopline.example>\n\n",
            sha(n),
            sha(n * 3),
            sha(n + 1)
        );
    }
    text
}

/// The plain table of deployments.
fn deployments(count: usize) -> String {
    let mut text = String::from(
        "deployment_id,service,environment,version,commit_sha,status,started_at,deployed_by\n",
    );
    for n in 1..=count {
        let _ = writeln!(
            text,
            "d-{n},checkout,production,v{n},{},success,2025-03-03T11:00:00Z,tom.r",
            sha(n)
        );
    }
    text
}

fn reading(criterion: &mut Criterion) {
    let inputs = [
        ("pull requests", pull_requests(5_000)),
        ("issues", issues(5_000)),
        ("git log", log(20_000)),
        ("deployment log", deployments(20_000)),
    ];
    let mut group = criterion.benchmark_group("read");
    group.sample_size(20);
    for (name, text) in inputs {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut count = Count::default();
                let read = read("input", text.as_bytes(), &Options::default(), &mut count);
                black_box(read.map(|reading| reading.rows.accepted)).expect("it can be read");
                count.0
            });
        });
    }
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
