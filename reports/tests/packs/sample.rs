//! A made-up company whose evidence pack has every kind of content, hostile words included.
#![expect(
    clippy::unwrap_used,
    reason = "a failure here fails the test, which is the aim"
)]

// long file: one made-up pack, told from its cover to its last fact

use changeproof_reports::pack::{
    ApprovedWhen, AuditPack, CalendarRule, ChangeDossier, Clause, Control, ControlResult, Coverage,
    CoverageRow, CoverageState, Decided, DeclaredRows, Deployment, Event, EventLog, ExceptionItem,
    ExceptionRegister, ExceptionRequest, Extent, Fact, FollowUp, FrameworkTag, GapExplanation,
    Interpretation, LogHead, Month, PackIdentity, PageSize, Parameter, Period, Policy,
    PolicyVersion, Population, Preparer, RecordSpan, Reduction, RejectedRow, Sampling, Scope,
    Severity, Source, Subject, TieOut, TieOutItem, TimeZones,
};
use changeproof_reports::{Outcome, Overlay};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};

#[path = "sampled.rs"]
mod sampled;

/// Numbers that look random and are the same on every machine (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn hex(&mut self, letters: usize) -> String {
        let mut hex = String::new();
        while hex.len() < letters {
            hex.push_str(&format!("{:016x}", self.next()));
        }
        hex.truncate(letters);
        hex
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn at(day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
    day.and_hms_opt(hour, minute, 0).unwrap().and_utc()
}

const SERVICES: [&str; 4] = ["referral-api", "partner-web", "payout-worker", "edge-infra"];

/// Controls; the last is of imports, all others of deployments.
const CONTROLS: [(&str, &str, Severity); 15] = [
    ("TRC-01", "Change record", Severity::Critical),
    (
        "TRC-02",
        "Revision reviewed as a pull request",
        Severity::Critical,
    ),
    ("TRC-03", "Attributable actor", Severity::High),
    ("CAT-01", "Category", Severity::High),
    ("REC-01", "Record content", Severity::High),
    ("REC-02", "Affected systems agree", Severity::Medium),
    ("REV-01", "Independent review", Severity::Critical),
    ("REV-02", "Review covers what was deployed", Severity::High),
    (
        "APP-01",
        "Approval before implementation",
        Severity::Critical,
    ),
    ("APP-02", "No self-approval", Severity::Critical),
    ("EMG-04", "Post-change review", Severity::High),
    ("TST-01", "Tested before production", Severity::High),
    ("DEP-01", "Controlled process", Severity::Critical),
    ("DEP-02", "Authorised deployer", Severity::High),
    ("POP-01", "Import totals", Severity::High),
];

/// How many controls are of deployments.
const OF_DEPLOYMENTS: usize = CONTROLS.len() - 1;

/// A pack of the given number of deployments.
pub fn pack(deployments: usize) -> AuditPack {
    let mut numbers = Numbers(2025);
    let period = Period {
        from: day(2025, 1, 1),
        to: day(2025, 12, 31),
    };
    let sources = sources(&mut numbers);
    let population = population(&mut numbers, deployments, period);
    let results = results(&mut numbers, &population, sources.len());
    let decided_at = at(day(2026, 1, 5), 8, 0);
    let sampling = sampled::sampling(&population, OF_DEPLOYMENTS, decided_at);
    AuditPack {
        page_size: PageSize::A4,
        identity: identity(period),
        scope: Scope {
            in_scope: vec!["Application code, configuration and infrastructure as code.".into()],
            out_of_scope: vec!["Office IT and the staging environments.".into()],
            switched_off: Vec::new(),
            limitations: vec![
                "GitHub keeps checks for about 400 days; older test evidence cannot be exported \
                 again."
                    .into(),
            ],
        },
        coverage: coverage(period),
        tie_out: Some(tie_out(&mut numbers, &population)),
        population,
        controls: CONTROLS.into_iter().map(control).collect(),
        results,
        results_hash: numbers.hex(64),
        sampling,
        decided: sampled::decided(decided_at),
        untested: sampled::untested(),
        exceptions: exceptions(),
        event_log: EventLog {
            head: Some(LogHead {
                sequence: 18_204,
                hash: numbers.hex(64),
            }),
            extract: (0..40)
                .map(|index| Event {
                    sequence: 18_165 + index,
                    at: at(day(2026, 1, 5), 8, index as u32),
                    person: "Noor Abbasi".into(),
                    sentence: format!("Imported file number {}.", index + 1),
                    hash: numbers.hex(64),
                })
                .collect(),
        },
        sources,
    }
}

/// The dossier of a deployment.
pub fn change_dossier() -> ChangeDossier {
    let pack = pack(9);
    sampled::change_dossier(pack.identity, &pack.population)
}

/// Three exceptions, one of them approved too late, and a request that was refused.
fn exceptions() -> ExceptionRegister {
    let item = |id: &str, approved: NaiveDate, service: Option<&str>| ExceptionItem {
        id: id.into(),
        controls: vec!["REV-01".into()],
        deviation: "Hotfixes of the sale are reviewed on the next day.".into(),
        scope: service.map_or("control REV-01".into(), |name| format!("service {name}")),
        service: service.map(Into::into),
        requested_by: Some("Rita Moreno".into()),
        approved_by: vec!["Ivo Novak".into(), "Nadia Petrov".into()],
        approved_at: Some(at(approved, 9, 0)),
        from: Some(at(day(2025, 11, 24), 0, 0)),
        to: Some(at(day(2026, 1, 20), 0, 0)),
        ended_at: None,
        risk: "critical".into(),
        approved: match approved > day(2025, 11, 24) {
            true => ApprovedWhen::Afterwards,
            false => ApprovedWhen::Before,
        },
        judged: Some(Outcome::Pass),
        register: "Decisions in Changeproof".into(),
    };
    ExceptionRegister {
        is_kept: true,
        items: vec![
            item("EX-1 v1", day(2025, 11, 20), Some("partner-web")),
            ExceptionItem {
                judged: Some(Outcome::Fail),
                ..item("EX-2 v1", day(2025, 11, 28), Some("partner-web"))
            },
            ExceptionItem {
                ended_at: Some(at(day(2025, 12, 1), 8, 0)),
                judged: None,
                requested_by: None,
                ..item("EX-3 v2", day(2025, 11, 21), None)
            },
        ],
        requests: vec![ExceptionRequest {
            id: "EX-4 v1".into(),
            state: "rejected".into(),
            control: "REC-02".into(),
            deviation: "Systems are named later.".into(),
            requested_by: "Rita Moreno".into(),
            since: at(day(2025, 11, 3), 8, 0),
            reason: Some("The list can be put right today.".into()),
        }],
    }
}

/// A pack without any deployment, source or result.
pub fn empty_pack() -> AuditPack {
    let period = Period {
        from: day(2025, 1, 1),
        to: day(2025, 12, 31),
    };
    AuditPack {
        page_size: PageSize::A4,
        identity: PackIdentity {
            prepared_by: Preparer::WithoutSignIn,
            ..identity(period)
        },
        scope: Scope::default(),
        sources: Vec::new(),
        coverage: Coverage::default(),
        tie_out: None,
        population: Population::default(),
        controls: CONTROLS.into_iter().map(control).collect(),
        results: Vec::new(),
        results_hash: String::new(),
        sampling: Sampling::default(),
        decided: Decided::default(),
        untested: Vec::new(),
        exceptions: ExceptionRegister::default(),
        event_log: EventLog::default(),
    }
}

/// A pack on Letter paper whose names and titles try to break the pages.
pub fn hostile_pack() -> AuditPack {
    let mut pack = pack(60);
    pack.page_size = PageSize::Letter;
    pack.identity.entity = format!("{} & <b>Söhne</b> GmbH", "Überlange Firma ".repeat(18));
    pack.identity.prepared_by = Preparer::SignedIn {
        name: "Οδυσσέας Παπαδόπουλος".into(),
        role: Some("監査担当".into()),
    };
    let words = [
        "<script>alert('deployed')</script>",
        "=HYPERLINK(\"http://example.invalid\",\"click\")",
        "資格情報のローテーションと監査証跡の保存期間を変更する作業記録",
        "שינוי הגדרות של שרת הייצור לפני אישור",
        "تغيير إعدادات الخادم قبل الموافقة",
        "ship it 🚀 now 👩‍💻",
        "right\u{202e}txt.exe to left",
        "tab\there and a bell\u{7} and\r\nreturn",
        "Исправление ошибки в расчёте выплат",
        "Zażółć gęślą jaźń, příliš žluťoučký kůň",
    ];
    for (index, deployment) in pack.population.deployments.iter_mut().enumerate() {
        match index % 12 {
            0 => deployment.service = "a-service-name-without-any-break".repeat(10),
            1 => deployment.id = "x".repeat(300),
            other => deployment.deployer = Some(words[other % words.len()].into()),
        }
    }
    for (index, result) in pack.results.iter_mut().enumerate() {
        if result.outcome == Outcome::Fail {
            result.reason = format!("{} {}", result.reason, words[index % words.len()]);
            for fact in &mut result.facts {
                fact.value = words[(index + 3) % words.len()].into();
            }
        }
    }
    if let Some(failure) = pack
        .results
        .iter_mut()
        .find(|result| result.outcome == Outcome::Fail)
    {
        failure.reason = "A reason that goes on over more than one page. ".repeat(160);
    }
    pack.sources[0].file = format!("{}.csv", "very-long-file-name-".repeat(15));
    pack
}

fn identity(period: Period) -> PackIdentity {
    PackIdentity {
        pack_id: "CP-2025-004".into(),
        entity: "Referral Works".into(),
        workspace_zone: "Europe/Stockholm".into(),
        period,
        policy: Policy {
            name: "Change Management Policy".into(),
            version: "3".into(),
            in_force_since: Some(day(2025, 1, 1)),
            owner: Some("Mira Shah".into()),
            versions: vec![PolicyVersion {
                number: 3,
                days: "from 2025-01-01 on".into(),
                reason: "Two reviewers for payment services.".into(),
                recorded: "2024-12-20T09:00:00Z, by Mira Shah, without sign-in".into(),
                sha256: "3c".repeat(32),
                differences: vec!["reviewers is 2 instead of 1.".into()],
            }],
        },
        prepared_by: Preparer::SignedIn {
            name: "Noor Abbasi".into(),
            role: Some("compliance officer".into()),
        },
        prepared_at: at(day(2026, 1, 5), 9, 14),
        as_of: at(day(2026, 1, 5), 9, 0),
        app_version: "0.1.0".into(),
    }
}

fn sources(numbers: &mut Numbers) -> Vec<Source> {
    let files = [
        (
            "prs-partner-web.json",
            "GitHub pull requests (gh pr list)",
            409_u64,
            0,
            0_usize,
        ),
        ("deploy-log.csv", "Deployment log (plain table)", 297, 4, 0),
        (
            "gh-deployments.json",
            "GitHub deployments (REST)",
            213,
            1,
            0,
        ),
        ("jira-search.json", "Jira issues (REST search)", 203, 0, 0),
        (
            "servicenow-change_request.csv",
            "ServiceNow change requests",
            196,
            0,
            17,
        ),
    ];
    files
        .into_iter()
        .enumerate()
        .map(
            |(index, (file, format, accepted, duplicate, rejected))| Source {
                file: file.into(),
                sha256: numbers.hex(64),
                kept_sha256: (index == 2).then(|| "5a".repeat(32)),
                bytes: 40_000 + numbers.below(9_000_000),
                format: format.into(),
                reader: "sample, version 1".into(),
                detected_by: "Its columns or keys and the form of its ids say so.".into(),
                query: (index != 1).then(|| {
                    "gh pr list --repo referral/partner-web --state merged --limit 1000 --json …"
                        .into()
                }),
                exported_at: (index % 2 == 0).then(|| at(day(2026, 1, 3), 16, 5)),
                exported_by: (index % 2 == 0).then(|| "Bao Nguyen".into()),
                zones: match index {
                    1 => TimeZones::Taken("Europe/Stockholm".into()),
                    _ => TimeZones::Named,
                },
                declared_rows: (index != 3).then(|| DeclaredRows {
                    rows: accepted + duplicate + rejected as u64 + u64::from(index == 2) * 2,
                    obtained_by: "typed in at import".into(),
                }),
                declared_coverage: Some(Period {
                    from: day(2025, 1, 1),
                    to: day(2025, 12, 31),
                }),
                accepted,
                duplicate,
                rejected: (0..rejected)
                    .map(|row| RejectedRow {
                        place: format!("row {}", 148 + row * 3),
                        column: Some("opened_at".into()),
                        reason:
                            "The time '31/02/2025 10:00' is no day of the calendar; correct the \
                             export and import it again."
                                .into(),
                    })
                    .collect(),
                records: vec![RecordSpan {
                    kind: "records".into(),
                    records: accepted,
                    first: Some(at(day(2025, 1, 2), 7, 30)),
                    last: Some(at(day(2025, 12, 30), 18, 45)),
                }],
                imported_at: at(day(2026, 1, 4), 8, 10 + index as u32),
                imported_by: (index != 4).then(|| "Noor Abbasi".into()),
                warnings: if index == 3 {
                    vec![
                        "The file shows that it was cut: total 260, rows 203. Export the rest and \
                     import it too."
                            .into(),
                    ]
                } else {
                    Vec::new()
                },
                notes: (index == 4)
                    .then(|| "Columns that are not used: impact, priority.".into())
                    .into_iter()
                    .collect(),
            },
        )
        .collect()
}

fn coverage(period: Period) -> Coverage {
    let months = Month::within(period);
    let row = |kind: &str, scope: &str, of: fn(u32) -> CoverageState| CoverageRow {
        kind: kind.into(),
        scope: scope.into(),
        states: months.iter().map(|month| of(month.month)).collect(),
    };
    Coverage {
        caveats: vec![
            "No ticket export exists for March and April 2025. Deployments in these months have \
             the outcome insufficient evidence on TRC-01, REC-01, APP-01 and APP-02."
                .into(),
        ],
        rows: vec![
            row("Deployments", "referral-api", |_| CoverageState::Covered),
            row("Deployments", "partner-web", |_| CoverageState::Declared),
            row("Pull requests", "partner-web", |_| CoverageState::Covered),
            row("Tickets", "CHG", |month| match month {
                3 | 4 => CoverageState::Uncovered,
                5 => CoverageState::Partial,
                _ => CoverageState::Covered,
            }),
            row("Checks", "partner-web", |_| CoverageState::Declared),
        ],
        months,
    }
}

fn is_working(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn population(numbers: &mut Numbers, count: usize, period: Period) -> Population {
    let quiet = (day(2025, 7, 28), day(2025, 8, 8));
    let length = (period.to - period.from).num_days() as u64 + 1;
    let mut deployments: Vec<Deployment> = (0..count)
        .map(|index| {
            let mut local_day = period.from + Days::new(numbers.below(length));
            while !is_working(local_day) || (quiet.0..=quiet.1).contains(&local_day) {
                local_day = period.from + Days::new(numbers.below(length));
            }
            let category = match numbers.below(20) {
                0 => Some("emergency"),
                1..=3 => Some("standard"),
                4 => None,
                _ => Some("normal"),
            };
            Deployment {
                id: format!("{}", 912_513 + index),
                source: if index % 3 == 0 {
                    "github"
                } else {
                    "deploy-log"
                }
                .into(),
                service: SERVICES[numbers.below(4) as usize].into(),
                environment: "production".into(),
                revision: numbers.hex(40),
                started_at: at(
                    local_day,
                    7 + numbers.below(11) as u32,
                    numbers.below(60) as u32,
                ),
                local_day,
                category: category.map(str::to_owned),
                change_records: vec![format!("CHG-{}", 1000 + index)],
                pull_requests: vec![format!("#{}", 300 + index)],
                deployer: (index % 9 != 0).then(|| "Ana Lindqvist".into()),
            }
        })
        .collect();
    deployments.sort_by_key(|deployment| deployment.started_at);
    let reductions = [
        ("Environments that are not production", 61),
        ("Attempts (failed or retried) of a deployment", 23),
        ("The same deployment in two sources", 18),
        ("Outside the period", 9),
    ];
    Population {
        accepted_rows: count as u64 + reductions.iter().map(|(_, rows)| rows).sum::<u64>(),
        reductions: reductions
            .into_iter()
            .map(|(reason, rows)| Reduction {
                reason: reason.into(),
                rows,
            })
            .collect(),
        deployments,
        hash: numbers.hex(64),
        calendar: CalendarRule {
            explanations: vec![GapExplanation {
                from: quiet.0,
                to: quiet.1,
                text: "Summer freeze, note N-3 by Farah Haddad".into(),
            }],
            ..CalendarRule::default()
        },
    }
}

fn tie_out(numbers: &mut Numbers, population: &Population) -> TieOut {
    let item = |deployment: &Deployment, note: &str| TieOutItem {
        id: deployment.id.clone(),
        service: deployment.service.clone(),
        revision: deployment.revision[..12].into(),
        at: deployment.started_at,
        note: note.into(),
    };
    let split = population.deployments.len().min(2);
    let (manual, tied) = population.deployments.split_at(split);
    TieOut {
        first: "deployment log".into(),
        second: "pipeline runs".into(),
        rule: "Two items are the same where service and revision agree and their times are at \
               most 15 minutes apart."
            .into(),
        without_second: vec!["payout-worker".into()],
        in_both: tied.iter().map(|deployment| item(deployment, "")).collect(),
        only_first: manual
            .iter()
            .map(|deployment| item(deployment, "manual deployment, no run named"))
            .collect(),
        only_second: vec![TieOutItem {
            id: "run 99120043".into(),
            service: "edge-infra".into(),
            revision: numbers.hex(12),
            at: at(day(2025, 9, 12), 13, 40),
            note: "no row in the deployment log".into(),
        }],
    }
}

fn control((id, name, severity): (&str, &str, Severity)) -> Control {
    Control {
        id: id.into(),
        name: name.into(),
        version: 1,
        severity,
        clauses: vec![Clause {
            id: format!("2-{}", &id[..3]),
            words: "Changes are reviewed by at least one other qualified individual before \
                    deployment."
                .into(),
        }],
        frameworks: vec![
            FrameworkTag {
                requirement: "SOC 2 CC8.1".into(),
                extent: Extent::Partial(
                    "shows that the step took place, not that it was done well".into(),
                ),
            },
            FrameworkTag {
                requirement: "ISO/IEC 27001 A.8.32".into(),
                extent: Extent::Partial("covers production deployments only".into()),
            },
        ],
        parameters: vec![
            Parameter {
                name: "reviewers".into(),
                value: "1".into(),
            },
            Parameter {
                name: "clock tolerance".into(),
                value: "5 minutes".into(),
            },
        ],
        interpretations: vec![Interpretation {
            text: "A review after the merge but before the deployment counts.".into(),
            decided_by: (id == "REV-01").then(|| "Mira Shah".into()),
            since: (id == "REV-01").then(|| day(2025, 1, 1)),
        }],
        stricter_than_policy: (id == "TRC-01")
            .then(|| "A ticket is expected for each change; the policy says 'should'.".into()),
        criterion: "It passes where an approval stood when the deployment began.".into(),
        effect: "What nobody looked at may do anything in production.".into(),
        follow_up: (id == "REV-01").then(|| FollowUp {
            cause: Some("The branch was not protected.".into()),
            response: Some("Protected since 3 March.".into()),
            due: None,
        }),
    }
}

fn results(numbers: &mut Numbers, population: &Population, sources: usize) -> Vec<ControlResult> {
    let mut results = vec![of_an_import()];
    for (index, deployment) in population.deployments.iter().enumerate() {
        let month = deployment.local_day.month();
        for (control, (id, name, _)) in CONTROLS[..OF_DEPLOYMENTS].iter().enumerate() {
            let ticketless =
                matches!(month, 3 | 4) && matches!(*id, "TRC-01" | "REC-01" | "APP-01" | "APP-02");
            let outcome = match (*id, numbers.below(100)) {
                ("EMG-04", _) if deployment.category.as_deref() != Some("emergency") => {
                    Outcome::NotApplicable
                }
                ("EMG-04", _) if month == 12 => Outcome::Pending,
                ("EMG-04", 0..45) => Outcome::Fail,
                _ if ticketless => Outcome::InsufficientEvidence,
                ("TRC-03" | "DEP-01" | "CAT-01", _) => Outcome::Pass,
                ("REV-01", 0..6) => Outcome::Fail,
                (_, 0..1) => Outcome::Fail,
                (_, 1) => Outcome::InsufficientEvidence,
                ("REV-01" | "REV-02" | "APP-01", 2..7) => Outcome::NotApplicable,
                _ => Outcome::Pass,
            };
            let overlays = match (outcome, numbers.below(12)) {
                (Outcome::Fail, 0) => vec![Overlay::Excepted],
                (Outcome::Fail, 1) => vec![Overlay::ExceptedRetroactive],
                (Outcome::Pass, 0) => vec![Overlay::AsExported],
                _ => Vec::new(),
            };
            results.push(ControlResult {
                control,
                subject: Subject::Deployment(index),
                outcome,
                overlays,
                reason: reason(outcome, name, deployment),
                facts: facts(numbers, deployment, sources),
            });
        }
    }
    results
}

/// A result that is about no deployment.
fn of_an_import() -> ControlResult {
    let sha256 = "ab".repeat(32);
    ControlResult {
        control: OF_DEPLOYMENTS,
        subject: Subject::Other {
            kind: "import".into(),
            source: "deploy-log".into(),
            id: sha256.clone(),
            name: "deploy-log.csv".into(),
            at: None,
        },
        outcome: Outcome::Fail,
        overlays: Vec::new(),
        reason: "Of deploy-log.csv 7 rows were declared, but 6 were found.".into(),
        facts: vec![Fact {
            record: format!("import:{sha256}"),
            record_name: "import of deploy-log.csv".into(),
            record_place: "whole file".into(),
            field: "expected_rows".into(),
            value: "7".into(),
            source: Some(0),
            place: "whole file".into(),
        }],
    }
}

fn reason(outcome: Outcome, name: &str, deployment: &Deployment) -> String {
    let time = deployment.started_at.format("%H:%M");
    match outcome {
        Outcome::Fail => format!(
            "{name}: merged by Ana Lindqvist at {time} UTC with no approval; the first approval \
             came 3 h 10 min after the deployment."
        ),
        Outcome::InsufficientEvidence => format!(
            "{name}: no ticket export covers {}, so it cannot be told whether a record exists.",
            deployment.local_day
        ),
        Outcome::Pending => format!("{name}: the review is due in three business days."),
        Outcome::Pass => format!("{name}: approved by Bao Nguyen before the deployment."),
        Outcome::NotApplicable => format!("{name}: no change of the set is an emergency."),
    }
}

fn facts(numbers: &mut Numbers, deployment: &Deployment, sources: usize) -> Vec<Fact> {
    let later = deployment.started_at + TimeDelta::minutes(190);
    let row = format!("row {}", 2 + numbers.below(900));
    let element = format!("$[{}]", numbers.below(400));
    let review = |field: &str, value: &str, end: &str| Fact {
        record: format!("pull_request:{}", deployment.pull_requests.join(" ")),
        record_name: format!("pull request {}", deployment.pull_requests.join(" ")),
        record_place: element.clone(),
        field: field.into(),
        value: value.into(),
        source: Some(0),
        place: format!("{element}.reviews[0]{end}"),
    };
    vec![
        Fact {
            record: format!("deployment:{}", deployment.id),
            record_name: format!("deployment {}", deployment.id),
            record_place: row.clone(),
            field: "started_at".into(),
            value: deployment.started_at.to_rfc3339(),
            source: Some(1 % sources),
            place: format!("{row} started"),
        },
        review(
            "reviews[0].author",
            "dana@referral.example",
            ".author.login",
        ),
        review(
            "reviews[0].submitted_at",
            &later.to_rfc3339(),
            ".submittedAt",
        ),
    ]
}
