//! SEC-02: no credentials were exposed in what was deployed.

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome};
use changeproof_domain::record::{RecordKind, SecretFinding, SecretStatus};
use changeproof_domain::snapshot::{Change, CommitId, RecordRef, SecretFindingId, SourceId};

use super::found::{commit_names, finding, finding_facts, loose, open_in, suppressed_in, words};
use super::scans::{repository, scan_facts, scans_in, scans_of, why_not};
use crate::case::{Case, World};
use crate::context::{Context, Detail, short};
use crate::control::{Control, Judges, Severity, none, partial};
use crate::finding::Finding;
use crate::shared::linked_records::links_of_change;

/// How many findings a sentence names.
const NAMED: usize = 3;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "SEC-02",
    version: 2,
    name: "No exposed credentials",
    severity: Severity::Critical,
    clauses: &["SEC-CRED", "PRO-4"],
    since: "0.1.0",
    parameters: none,
    frameworks: &[
        partial(
            "NIST SP 800-53",
            "IA-5(7)",
            "Tests that a scan found no credentials in changes, not how authenticators are kept elsewhere.",
        ),
        partial(
            "PCI DSS 4.0.1",
            "8.6.2",
            "Tests that a scan found no credentials in changes and their texts, not in files that no scan read.",
        ),
    ],
    stricter_than_policy: None,
    checks: "Takes the commits of the change set, their pull requests, the linked change records and the \
        deployment. Passes where imported results of a secret scanner cover every commit (the scan is of its \
        repository and names its revision, or the days that it was declared to cover hold the commit's \
        time, and it did not end before that; where it names an imported revision, that has the commit among its \
        ancestors), and no open finding lies in them: none of the scanner, and \
        none of the scan that this program makes of every file before it reads it. A finding that the \
        scanner's report marks as suppressed is not open; one that trufflehog could not verify is. Fails \
        where there is an open one; a finding is closed by the scanner's own report alone. That scan at import \
        sees titles, descriptions and messages, but not the code: it can fail a change, never pass one. \
        Whatever it finds is masked before anything is stored. Does not apply to rollbacks and to the same \
        revision again.",
    why: "A credential in a repository or a ticket is known to everybody who can read it, for good.",
    evidence: "Reports of gitleaks, trufflehog or SARIF for each repository, with the days of the commits that \
        were scanned; pull requests, tickets and commits.",
    needs: &[RecordKind::SecretScan],
    remedy: "Fail: withdraw the credential first, then clean up, and suppress the finding in the scanner with \
        the reason. Insufficient evidence: scan the whole history of the repository and import the report, \
        with --repository, --covers and --exported-at.",
    check: Judges::Deployment(check),
    cases: CASES,
};

fn check(cx: &Context<'_>) -> Finding {
    let changes = cx.each_change(|change| check_change(cx, change));
    let attempts = cx.subject.attempts.iter().copied();
    let deployments: Vec<RecordRef> = std::iter::once(cx.subject.deployment)
        .chain(attempts)
        .map(RecordRef::Deployment)
        .collect();
    let open = open_in(cx, &deployments, &[]);
    if open.is_empty() || changes.outcome == Outcome::NotApplicable {
        return changes;
    }
    let own = exposed(cx, "The deployment's own record", &open);
    Finding::worst([changes, own.clone()]).unwrap_or(own)
}

fn check_change<'a>(cx: &Context<'a>, change: &'a Change) -> Finding {
    let name = format!("{:#}", cx.change_name(change));
    let commits: Vec<CommitId> = change.commits.iter().map(|(id, _)| *id).collect();
    let records = texts_of(cx, change, &commits);
    let open = open_in(cx, &records, &commit_names(cx, change, &commits));
    if !open.is_empty() {
        return exposed(cx, &cx.change_name(change).to_string(), &open);
    }
    let unscanned = records
        .iter()
        .find(|record| cx.snapshot.source_of(**record).reading.secrets.is_none());
    if let Some(record) = unscanned {
        let file = &cx.snapshot.source_of(*record).file;
        return cx.insufficient(|| {
            format!(
                "{file}, which tells of {name}, was imported by a version that did not look for secrets. \
                 Import it again."
            )
        });
    }
    if commits.is_empty() {
        return cx.insufficient(|| {
            format!("The commits of {name} in this deployment are not known, so no scan is known to cover them.")
        });
    }
    covered(cx, change, &name, &commits)
}

/// No open finding is known: whether a scan covers all commits.
fn covered<'a>(cx: &Context<'a>, change: &'a Change, name: &str, commits: &[CommitId]) -> Finding {
    let repository = repository(cx, change, commits);
    let Some(repository) = repository else {
        return cx.insufficient(|| {
            format!("The repository of {name} is not known, so no scan is known to cover it.")
        });
    };
    let mut scans: Vec<SourceId> = Vec::new();
    let mut missed: Vec<CommitId> = Vec::new();
    for commit in commits {
        let of = scans_of(cx, repository, *commit);
        if of.is_empty() {
            missed.push(*commit);
        }
        scans.extend(of);
    }
    scans.sort_unstable();
    scans.dedup();
    if let Some(first) = missed.first() {
        if cx.detail == Detail::OutcomeOnly {
            return cx.insufficient(String::new);
        }
        let sha = short(&cx.snapshot.commits[first.index()].sha);
        let which = match (missed.len(), commits.len()) {
            (1, 1) => format!("the commit {sha} of {name}"),
            (1, all) => format!("{sha}, 1 of {all} commits of {name}"),
            (n, all) => format!("{n} of {all} commits of {name}, such as {sha}"),
        };
        let (why, facts) = why_not(cx, repository, *first);
        return cx
            .insufficient(|| {
                format!("No imported secret scan of {repository} is known to cover {which}: {why}.")
            })
            .with(
                { missed.iter() }
                    .take(NAMED)
                    .flat_map(|id| commit_facts(cx, *id)),
            )
            .with(facts)
            .with_each_fact_once();
    }
    let loose = loose(cx, change, repository, &scans);
    if let Some(id) = loose.first() {
        let finding = finding(cx, *id);
        return cx
            .insufficient(|| {
                format!(
                    "{} of the scan of {repository} ({}) cannot be placed: no imported commit is named, so \
                     it may be of {name}.",
                    if loose.len() == 1 { "An open finding" } else { "Open findings" },
                    words(finding)
                )
            })
            .with(loose.iter().flat_map(|id| finding_facts(cx, *id)));
    }
    let suppressed = suppressed_in(cx, change, commits);
    let facts = match cx.detail {
        Detail::OutcomeOnly => Vec::new(),
        Detail::Explained => scan_facts(cx, repository, &scans),
    };
    cx.pass(|| {
        let mut names: Vec<&str> = scans
            .iter()
            .flat_map(|source| scans_in(cx, *source))
            .map(|scan| scan.scanner.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        let aside = match suppressed.len() {
            0 => String::new(),
            1 => " One finding is suppressed in the scanner's report.".to_owned(),
            n => format!(" {n} findings are suppressed in the scanner's report."),
        };
        format!(
            "A secret scan of {repository} ({}) covers the commits of {name}, and nothing that looks like a \
             credential stands open in them or in what was written about them.{aside}",
            names.join(", ")
        )
    })
    .with(commits.iter().flat_map(|id| commit_facts(cx, *id)))
    .with(facts)
    .with(suppressed.iter().flat_map(|id| finding_facts(cx, *id)))
}

/// The records whose texts belong to a change.
fn texts_of<'a>(cx: &Context<'a>, change: &'a Change, commits: &[CommitId]) -> Vec<RecordRef> {
    let linked = links_of_change(cx, change);
    std::iter::once(cx.change_record_ref(change))
        .chain(commits.iter().map(|id| RecordRef::Commit(*id)))
        .chain(
            linked
                .iter()
                .map(|link| RecordRef::ChangeRecord(link.record)),
        )
        .collect()
}

fn exposed(cx: &Context<'_>, name: &str, open: &[SecretFindingId]) -> Finding {
    cx.fail(|| {
        let mut shown: Vec<String> = open
            .iter()
            .take(NAMED)
            .map(|id| words(finding(cx, *id)))
            .collect();
        if open.len() > NAMED {
            shown.push(format!("{} more", open.len() - NAMED));
        }
        format!(
            "{name} exposes what looks like a credential: {}. It has to be withdrawn: masking it here makes it \
             no safer elsewhere.",
            shown.join(", ")
        )
    })
    .with(open.iter().flat_map(|id| finding_facts(cx, *id)))
}

fn commit_facts(cx: &Context<'_>, id: CommitId) -> impl Iterator<Item = Fact> {
    let commit = &cx.snapshot.commits[id.index()];
    let own = RecordRef::Commit(id);
    [
        cx.fact(own, "sha", || commit.sha.clone()),
        cx.fact(own, "committer.at", || commit.committer.at.to_string()),
    ]
    .into_iter()
    .flatten()
}

/// A finding in the deployed commit, and that many more in other files.
fn find_more(world: &mut World, more: usize) {
    let first = world.add_secret().clone();
    for number in 1..=more {
        world.add(SecretFinding {
            path: World::text(&format!("keys/old-{number}.pem")),
            fingerprint: World::text(&format!("more-{number}")),
            ..first.clone()
        });
    }
}

static CASES: &[Case] = &[
    Case {
        name: "a scan covers the commits and found nothing",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "the scanner's report marks the only finding as suppressed",
        given: |w| {
            w.add_secret().status = SecretStatus::Suppressed;
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a later report of the scanner marks the finding as suppressed",
        given: |w| {
            let later = SecretFinding {
                status: SecretStatus::Suppressed,
                reported_at: World::at(48 * 60),
                ..w.add_secret().clone()
            };
            w.add(later);
        },
        then: Outcome::Pass,
    },
    Case {
        name: "a finding lies in a commit of another change",
        given: |w| w.add_secret().commit = World::text(&"d".repeat(40)),
        then: Outcome::Pass,
    },
    Case {
        name: "the scan names the deployed revision alone",
        given: |w| {
            w.not_covered(RecordKind::SecretScan);
            w.secret_scan().revision = World::deployed_revision();
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the scan covers the day, and names a later revision that contains the commits",
        given: |w| {
            w.ship_more(60);
            w.secret_scan().revision = World::text(&"7".repeat(40));
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the scan covers the day, and names the deployed revision by its first digits",
        given: |w| w.secret_scan().revision = World::text(&World::deployed_revision().text()[..10]),
        then: Outcome::Pass,
    },
    Case {
        name: "the scan was declared to cover the day, and names the revision before the change",
        given: |w| {
            let revision = w.previous().revision.clone();
            w.secret_scan().revision = revision;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "two files tell of one scan that names the revision before the change",
        given: |w| {
            let revision = w.previous().revision.clone();
            w.secret_scan().revision = revision;
            let again = w.secret_scan().clone();
            w.add(again);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the scan covers the day, and names a revision that no imported commit has",
        given: |w| w.secret_scan().revision = World::text(&"3".repeat(40)),
        then: Outcome::Pass,
    },
    Case {
        name: "the scan names a revision that no imported commit has, and ended before the commit was made",
        given: |w| {
            w.secret_scan().revision = World::text(&"3".repeat(40));
            w.secret_scan().ended_at = World::at(-24 * 60);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an open finding lies in its commit",
        given: |w| {
            w.add_secret();
        },
        then: Outcome::Fail,
    },
    Case {
        name: "three open findings, which are all named",
        given: |w| find_more(w, 2),
        then: Outcome::Fail,
    },
    Case {
        name: "five open findings, of which three are named",
        given: |w| find_more(w, 4),
        then: Outcome::Fail,
    },
    Case {
        name: "an earlier report marks as suppressed what a later one finds again",
        given: |w| {
            let earlier = SecretFinding {
                status: SecretStatus::Suppressed,
                reported_at: World::at(12 * 60),
                ..w.add_secret().clone()
            };
            w.add(earlier);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a report of the same instant marks it as suppressed",
        given: |w| {
            let at_once = SecretFinding {
                status: SecretStatus::Suppressed,
                ..w.add_secret().clone()
            };
            w.add(at_once);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a later report marks another finding as suppressed",
        given: |w| {
            let another = SecretFinding {
                status: SecretStatus::Suppressed,
                reported_at: World::at(48 * 60),
                fingerprint: World::text("another"),
                ..w.add_secret().clone()
            };
            w.add(another);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "an open finding of another repository names no commit",
        given: |w| {
            let secret = w.add_secret();
            secret.commit = Field::Empty;
            secret.repository = World::text("clicki/reward-ledger");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "an open finding, and no scan is known to cover the commits",
        given: |w| {
            w.not_covered(RecordKind::SecretScan);
            w.add_secret();
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the scan at import found one in the pull request's description",
        given: |w| w.add_secret_in("pull_request:clicki/referral-api#42"),
        then: Outcome::Fail,
    },
    Case {
        name: "the scan at import found one in the linked ticket",
        given: |w| w.add_secret_in("change_record:CHG-1000"),
        then: Outcome::Fail,
    },
    Case {
        name: "the scan at import found one in the deployment's own record",
        given: |w| w.add_secret_in("deployment:github:3"),
        then: Outcome::Fail,
    },
    Case {
        name: "no scan was imported: that the texts hold no credential says nothing about the code",
        given: |w| w.without(RecordKind::SecretScan),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the scan covers the days before the change alone",
        given: |w| w.not_covered(RecordKind::SecretScan),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the scan was declared to cover the day, but ended before the commit was made",
        given: |w| w.secret_scan().ended_at = World::at(-24 * 60),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the scan is of another repository",
        given: |w| w.secret_scan().repository = World::text("clicki/reward-ledger"),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the report does not say which repository was scanned",
        given: |w| w.secret_scan().repository = Field::NotExported,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the scanner says that it did not run to its end",
        given: |w| w.secret_scan().successful = Field::Value(false),
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an open finding names no commit",
        given: |w| w.add_secret().commit = Field::Empty,
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "an open finding, by a commit that was not imported, and the commits of the pull request were not exported",
        given: |w| {
            w.pull_request().commits = Field::NotExported;
            w.add_secret().commit = World::text(&"e".repeat(40));
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "the same revision again",
        given: World::redeploy_same_revision,
        then: Outcome::NotApplicable,
    },
    Case {
        name: "a rollback",
        given: World::roll_back,
        then: Outcome::NotApplicable,
    },
];
