//! TRC-01: every production deployment goes back to a change record that exists.

use std::fmt;

use changeproof_domain::field::Field;
use changeproof_domain::outcome::{Fact, Outcome, Overlay};
use changeproof_domain::record::RecordKind;
use changeproof_domain::snapshot::{Change, ChangeKind, DanglingKey, RecordLink, RecordRef};

use crate::case::{Case, World};
use crate::context::{Context, field_text};
use crate::control::{Control, Judges, Parameter, Severity, partial};
use crate::finding::Finding;
use crate::shared::contributors::messages_are_cut;
use crate::shared::linked_records::{
    absence_facts, absence_is_proven, carries_required_contents, contents_lacking,
    is_change_record, key_is_covered, place_fact,
};
use crate::shared::words::listed;
use crate::traceability::trc_02_revision_reviewed::pull_requests_are_complete;

/// The control.
pub(crate) static CONTROL: Control = Control {
    id: "TRC-01",
    version: 2,
    name: "Change record",
    severity: Severity::Critical,
    clauses: &["1-REQ", "4-TRACE", "PRO-2"],
    since: "0.1.0",
    parameters: |p| {
        vec![Parameter::words(
            "change_record_types",
            &p.change_record_types,
        )]
    },
    frameworks: &[
        partial(
            "SOC 2",
            "CC8.1",
            "Tests that a record exists for each change, not what it says.",
        ),
        partial(
            "ISO 27001:2022",
            "A.8.32",
            "Tests that changes are recorded, one part of the procedure.",
        ),
        partial(
            "PCI DSS 4.0.1",
            "6.5.1",
            "Tests that a record exists; its contents are REC-01's.",
        ),
    ],
    stricter_than_policy: Some(
        "The policy accepts a code revision for traceability; this control asks for a change record.",
    ),
    checks: "Passes when an explicit key links the deployment, or every change in it, to a change \
        record that exists: a ticket of a change type, or a pull request whose own text has headings \
        for systems, risk and impact, and rollback, which is judged as exported. Keys are looked for in the deployment's own \
        fields, then in the title, body and branch of the pull request, then in commit messages. \
        A text that looks like a key but names no known record is no link, and neither is one in a comment of a \
        pull request's text. Fails when there is none \
        and the imported change records cover the time; where a key is named, also the time from the record with \
        the next lower number to that with the next higher one, in which its own was made. Does not apply to rollbacks and to the same \
        revision again.",
    why: "A change that nobody recorded was not described, not assessed and not approved.",
    evidence: "Exports of the change tickets (Jira, ServiceNow), pull requests, git log.",
    needs: &[
        RecordKind::ChangeRecord,
        RecordKind::PullRequest,
        RecordKind::Commit,
    ],
    remedy: "Fail: find the ticket and link it, or record an exception. Insufficient evidence: \
        export the change tickets for the whole period and declare what the file covers.",
    check: Judges::Deployment(check),
    cases: CASES,
};

fn check(cx: &Context<'_>) -> Finding {
    if !cx.subject.change_set.is_empty_by_nature()
        && let Some(link) = cx
            .subject
            .keys
            .links
            .iter()
            .find(|l| is_change_record(cx, l.record))
    {
        return linked(cx, link, "The deployment");
    }
    cx.each_change(|change| check_change(cx, change))
}

fn linked(cx: &Context<'_>, link: &RecordLink, what: impl fmt::Display) -> Finding {
    let record = cx.record(link.record);
    cx.pass(|| {
        format!(
            "{what} names change record {} in its {}, and {} has it.",
            record.key,
            field_words(link.found_in.field),
            record.source.label()
        )
    })
    .with(facts_of_link(cx, link))
}

fn facts_of_link(cx: &Context<'_>, link: &RecordLink) -> Vec<Fact> {
    [
        place_fact(cx, &link.found_in, &link.key),
        cx.fact(RecordRef::ChangeRecord(link.record), "key", || {
            cx.record(link.record).key.clone()
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn check_change<'a>(cx: &Context<'a>, change: &'a Change) -> Finding {
    if let Some(link) = change
        .keys
        .links
        .iter()
        .find(|link| is_change_record(cx, link.record))
    {
        return linked(cx, link, cx.change_name(change));
    }
    let own = cx.change_record_ref(change);
    if let Some(pull_request) = cx.pull_request(change)
        && carries_required_contents(cx, pull_request.body.text())
    {
        return cx
            .pass(|| {
                format!(
                    "{} is a change record itself: its text, as exported, has systems, risk and impact, and \
                     rollback.",
                    cx.change_name(change)
                )
            })
            .marked(Overlay::AsExported)
            .with(cx.fact(own, "body", || pull_request.body.text().to_owned()));
    }
    let dangling: Vec<&DanglingKey> = change
        .keys
        .dangling
        .iter()
        .chain(&cx.subject.keys.dangling)
        .collect();
    let other_type = change
        .keys
        .links
        .iter()
        .chain(&cx.subject.keys.links)
        .next();
    let named = |finding: Finding| {
        let found = dangling
            .iter()
            .filter_map(|key| place_fact(cx, &key.found_in, &key.key));
        finding
            .with(texts(cx, change))
            .with(found)
            .with_each_fact_once()
    };
    if let Some(key) = change
        .keys
        .not_imported
        .iter()
        .chain(&cx.subject.keys.not_imported)
        .next()
    {
        return named(cx.insufficient(|| {
            format!(
                "{} names {}, and no change record of the project {} was imported.",
                cx.change_name(change),
                key.key,
                key.project
            )
        }))
        .with(place_fact(cx, &key.found_in, &key.key))
        .with_each_fact_once();
    }
    if matches!(change.kind, ChangeKind::Commit(_)) && !pull_requests_are_complete(cx) {
        return named(cx.insufficient(|| {
            format!(
                "{} names no change record. The pull request that it may belong to was not imported, \
                 and may name one.",
                cx.change_name(change)
            )
        }));
    }
    let listed = cx
        .pull_request(change)
        .is_some_and(|pull_request| pull_request.commits.is_exported());
    if !listed && messages_are_cut(cx, change) {
        return named(cx.insufficient(|| {
            format!(
                "{} names no change record in what was exported of it: of its commits' messages only the \
                 first lines were.",
                cx.change_name(change)
            )
        }));
    }
    if let Some(key) = dangling.iter().find(|key| key_is_covered(cx, key)) {
        return named(cx.fail(|| {
            format!(
                "{} names {}, which is not among the imported change records although they cover \
                 that time.",
                cx.change_name(change),
                key.key
            )
        }))
        .with(absence_facts(cx, Some(key)));
    }
    if let Some(key) = dangling.first() {
        return named(cx.insufficient(|| {
            format!(
                "{} names {}, which is not among the imported change records; by its number it may have been made \
                 at a time that they do not cover.",
                cx.change_name(change),
                key.key
            )
        }))
        .with(absence_facts(cx, Some(key)));
    }
    if let Some(link) = other_type {
        let record = cx.record(link.record);
        let reason = || {
            format!(
                "{} names only {}, which is of type '{}' and no change record.",
                cx.change_name(change),
                record.key,
                record.record_type.text()
            )
        };
        let finding = if absence_is_proven(cx) {
            cx.fail(reason).with(absence_facts(cx, None))
        } else {
            cx.insufficient(reason)
        };
        return named(finding).with(cx.fact(
            RecordRef::ChangeRecord(link.record),
            "record_type",
            || record.record_type.text().to_owned(),
        ));
    }
    if absence_is_proven(cx) {
        return named(cx.fail(|| {
            format!(
                "{} names no change record, and neither does the deployment; the imported change \
                 records cover that time.{}",
                cx.change_name(change),
                nearly_carried(cx, change)
            )
        }))
        .with(absence_facts(cx, None));
    }
    named(cx.insufficient(|| {
        let missing = if cx.snapshot.coverage.has(RecordKind::ChangeRecord) {
            "the imported change records do not cover that time"
        } else {
            "no change records were imported"
        };
        format!(
            "{} names no change record, and {missing}.{}",
            cx.change_name(change),
            nearly_carried(cx, change)
        )
    }))
}

/// What the text of a pull request lacks that is nearly a change record itself, with a space before it.
fn nearly_carried<'a>(cx: &Context<'a>, change: &'a Change) -> String {
    let body = cx.pull_request(change).map_or("", |of| of.body.text());
    match contents_lacking(cx, body).as_slice() {
        // None of the four parts is there.
        [] | [_, _, _, _] => String::new(),
        lacking => format!(
            " Its own text is no change record: it lacks a heading with content for {}.",
            listed(lacking)
        ),
    }
}

/// The texts in which a change and its deployment may name a record, as facts.
fn texts<'a>(cx: &Context<'a>, change: &'a Change) -> Vec<Fact> {
    let own = cx.change_record_ref(change);
    let of_change = match (change.kind, cx.pull_request(change)) {
        (_, Some(pull_request)) => [
            cx.fact(own, "title", || field_text(&pull_request.title)),
            cx.fact(own, "head_branch", || field_text(&pull_request.head_branch)),
            cx.fact(own, "body", || field_text(&pull_request.body)),
        ],
        (ChangeKind::Commit(id), None) => {
            let commit = &cx.snapshot.commits[id.index()];
            let sha = cx.fact(own, "sha", || commit.sha.clone());
            [
                sha,
                cx.fact(own, "message", || commit.message.clone()),
                None,
            ]
        }
        (ChangeKind::PullRequest(_), None) => [None, None, None],
    };
    let deployment = cx.deployment();
    let of_deployment = [
        cx.fact(cx.own_record(), "change_ticket", || {
            field_text(&deployment.change_ticket)
        }),
        cx.fact(cx.own_record(), "notes", || field_text(&deployment.notes)),
    ];
    of_change
        .into_iter()
        .chain(of_deployment)
        .flatten()
        .collect()
}

fn field_words(field: &str) -> &str {
    match field {
        "change_ticket" => "change ticket field",
        "notes" => "notes",
        "title" => "title",
        "body" => "text",
        "head_branch" => "branch name",
        "commits[]" | "message" => "commit message",
        other => other,
    }
}

static CASES: &[Case] = &[
    Case {
        name: "the pull request's title names a ticket that exists",
        given: |_| {},
        then: Outcome::Pass,
    },
    Case {
        name: "the deployment's own field names the ticket",
        given: |w| {
            w.no_ticket();
            w.deployment().change_ticket = World::text("CHG-1000");
        },
        then: Outcome::Pass,
    },
    Case {
        name: "nothing names a ticket",
        given: World::no_ticket,
        then: Outcome::Fail,
    },
    Case {
        name: "'UTF-8', 'SHA-256' and a key that does not exist are no tickets",
        given: |w| {
            w.no_ticket();
            w.pull_request().title =
                World::text("UTF-8 and SHA-256 for CVE-2025-41284, see CHG-999999");
            w.pull_request().head_branch = World::text("encodings");
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the named ticket is a bug, not a change",
        given: |w| w.record().record_type = World::text("Bug"),
        then: Outcome::Fail,
    },
    Case {
        name: "the pull request itself carries systems, risk, impact and rollback",
        given: |w| {
            w.no_ticket();
            w.pull_request().body = World::text(
                "## Affected systems\nreferral-api\n## Risk and impact\nLow: one component, covered \
                 by tests.\n## Rollback\nRedeploy the previous release from the pipeline.",
            );
        },
        then: Outcome::Pass,
    },
    Case {
        name: "nothing names a ticket and the ticket export does not cover the time",
        given: |w| {
            w.no_ticket();
            w.not_covered(RecordKind::ChangeRecord);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "nothing names a ticket, and the pull requests do not cover the time: that of the change was imported",
        given: |w| {
            w.no_ticket();
            w.not_covered(RecordKind::PullRequest);
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a commit without a pull request names no ticket",
        given: |w| {
            w.push_directly();
            w.last_commit().message = "Hot fix".to_owned();
        },
        then: Outcome::Fail,
    },
    Case {
        name: "a commit names no ticket, and its pull request may not have been imported",
        given: |w| {
            w.push_directly();
            w.last_commit().message = "Hot fix".to_owned();
            w.not_covered(RecordKind::PullRequest);
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "nothing names a ticket, but of the commits' messages only the first lines were exported",
        given: |w| {
            w.no_ticket();
            w.pull_request().commits = Field::NotExported;
            w.merge().subject_only = true;
        },
        then: Outcome::InsufficientEvidence,
    },
    Case {
        name: "nothing names a ticket; the log has only first lines, and the pull request whole messages",
        given: |w| {
            w.no_ticket();
            w.merge().subject_only = true;
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the same revision again",
        given: World::redeploy_same_revision,
        then: Outcome::NotApplicable,
    },
    Case {
        name: "risk and impact stand under a heading each, and the services in place of the systems",
        given: |w| {
            w.no_ticket();
            w.pull_request().body = World::text(
                "## Services\nreferral-api\n## Risk\nLow: one component, covered by tests.\n## Impact\nNone but a short delay of the queue.\n## Mitigation\nRedeploy the previous release from the pipeline.",
            );
        },
        then: Outcome::Pass,
    },
    Case {
        name: "the pull request carries risk, impact and rollback, but no systems",
        given: |w| {
            w.no_ticket();
            w.pull_request().body = World::text(
                "## Risk and impact\nLow: one component, covered by tests.\n## Rollback\nRedeploy the previous release from the pipeline.",
            );
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the pull request carries systems and rollback, but of risk and impact the risk alone",
        given: |w| {
            w.no_ticket();
            w.pull_request().body = World::text(
                "## Affected systems\nreferral-api\n## Risk\nLow: one component, covered by tests.\n## Rollback\nRedeploy the previous release from the pipeline.",
            );
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the pull request carries systems and rollback, but of risk and impact the impact alone",
        given: |w| {
            w.no_ticket();
            w.pull_request().body = World::text(
                "## Affected systems\nreferral-api\n## Impact\nLow: one component, covered by tests.\n## Rollback\nRedeploy the previous release from the pipeline.",
            );
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the pull request carries systems, risk and impact, but no rollback",
        given: |w| {
            w.no_ticket();
            w.pull_request().body = World::text(
                "## Affected systems\nreferral-api\n## Risk and impact\nLow: one component, covered by tests.\n",
            );
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the pull request has every heading, but a rollback of one word",
        given: |w| {
            w.no_ticket();
            w.pull_request().body = World::text(
                "## Affected systems\nreferral-api\n## Risk and impact\nLow: one component, covered by tests.\n## Rollback\nRedeploy.",
            );
        },
        then: Outcome::Fail,
    },
    Case {
        name: "the pull request has every heading, but no system below its own",
        given: |w| {
            w.no_ticket();
            w.pull_request().body = World::text(
                "## Affected systems\n## Risk and impact\nLow: one component, covered by tests.\n## Rollback\nRedeploy the previous release from the pipeline.",
            );
        },
        then: Outcome::Fail,
    },
];
