//! Section 1: who, for whom, which period, what was found in short, and the hashes.

use super::section_label;
use crate::block::{Block, Definitions, Frame, Paragraph, ParagraphKind, SignOff, Span};
use crate::figures::{Figures, coverage_holes};
use crate::outcome::{Outcome, Overlay};
use crate::pack::{AuditPack, Preparer};
use crate::wording::{count, counted, day, hash_groups, instant, list_up_to, period, shortened};

/// Services named on the cover before the rest is counted.
const NAMED_SERVICES: usize = 6;

/// Letters of the company's name in the subtitle; the file `manifest.json` holds all of it.
const ENTITY_LETTERS: usize = 120;

pub fn blocks(input: &AuditPack, figures: &Figures) -> Vec<Block> {
    let identity = &input.identity;
    vec![
        Block::Gap(74.0),
        Block::Title {
            kicker: "Change management".into(),
            title: "Audit evidence pack".into(),
            subtitle: format!(
                "{} · production changes from {}",
                shortened(&identity.entity, ENTITY_LETTERS),
                period(identity.period)
            ),
        },
        Block::Definitions(Definitions {
            frame: Frame::Boxed,
            items: facts(input, figures),
        }),
        Block::Definitions(Definitions {
            frame: Frame::Boxed,
            items: hashes(input),
        }),
        Block::Paragraph(Paragraph {
            kind: ParagraphKind::Note,
            spans: vec![
                "How to check this file without Changeproof: page ".into(),
                Span::page_of(section_label(16)),
                ". A hash proves no change since import, not truth at the source.".into(),
            ],
        }),
        Block::SignOffs(sign_offs(input)),
    ]
}

fn facts(input: &AuditPack, figures: &Figures) -> Vec<(String, Vec<Span>)> {
    let identity = &input.identity;
    let policy = &identity.policy;
    let since = policy
        .in_force_since
        .map(|since| format!(", in force since {}", day(since)))
        .unwrap_or_default();
    let mut facts: Vec<(String, Vec<Span>)> = vec![
        (
            "Policy".into(),
            vec![format!("{}, version {}{since}", policy.name, policy.version).into()],
        ),
        ("Population".into(), vec![population(input).into()]),
        ("In short".into(), vec![in_short(input, figures).into()]),
    ];
    facts.push(("Read first".into(), read_first(input)));
    let prepared = match &identity.prepared_by {
        Preparer::SignedIn {
            name,
            role: Some(role),
        } => format!("{name}, {role}, signed in; "),
        Preparer::SignedIn { name, role: None } => format!("{name}, signed in; "),
        Preparer::Typed { name } => format!("{name}, name as typed, without sign-in; "),
        Preparer::WithoutSignIn => "Prepared without sign-in, ".into(),
    };
    facts.push((
        "Prepared by".into(),
        vec![
            format!(
                "{prepared}{}, Changeproof {}",
                instant(identity.prepared_at),
                identity.app_version
            )
            .into(),
        ],
    ));
    facts.push((
        "Judged as of".into(),
        vec![
            format!(
                "{}; days and months follow the zone {}",
                instant(identity.as_of),
                identity.workspace_zone
            )
            .into(),
        ],
    ));
    facts
}

fn read_first(input: &AuditPack) -> Vec<Span> {
    let holes = coverage_holes(input);
    let caveats = &input.coverage.caveats;
    let Some(first) = caveats.first().or(holes.first()) else {
        return vec![Span::link(
            "Section 2, scope and limitations",
            section_label(2),
        )];
    };
    let limitations = input.scope.switched_off.len() + input.scope.limitations.len();
    let all = caveats.len() + holes.len() + limitations;
    let more = match all {
        1 => String::new(),
        all => format!(
            " This is one of {}.",
            counted(all as u64, "remark", "remarks")
        ),
    };
    vec![
        Span::link("Section 2, limitations", section_label(2)),
        format!(": {first}{more}").into(),
    ]
}

fn population(input: &AuditPack) -> String {
    let deployments = &input.population.deployments;
    if deployments.is_empty() {
        return "No production deployment was found in the period.".into();
    }
    let services: std::collections::BTreeSet<&str> = deployments
        .iter()
        .map(|deployment| deployment.service.as_str())
        .collect();
    let changes: std::collections::BTreeSet<&str> = deployments
        .iter()
        .flat_map(|deployment| &deployment.pull_requests)
        .map(String::as_str)
        .collect();
    let records: std::collections::BTreeSet<&str> = deployments
        .iter()
        .flat_map(|deployment| &deployment.change_records)
        .map(String::as_str)
        .collect();
    let number = services.len() as u64;
    let named: Vec<String> = services
        .iter()
        .map(|service| shortened(service, 40))
        .collect();
    format!(
        "{} of {} ({}); {} and {} linked to them",
        counted(
            deployments.len() as u64,
            "production deployment",
            "production deployments"
        ),
        counted(number, "service", "services"),
        list_up_to(&named, NAMED_SERVICES),
        counted(changes.len() as u64, "pull request", "pull requests"),
        counted(records.len() as u64, "change record", "change records"),
    )
}

fn in_short(input: &AuditPack, figures: &Figures) -> String {
    if input.results.is_empty() {
        return "No control was evaluated, so this pack holds no outcome.".into();
    }
    let total = figures.total;
    let excepted = |overlay| {
        figures
            .overlays
            .get(&(overlay, Outcome::Fail))
            .copied()
            .unwrap_or_default()
    };
    let beforehand = excepted(Overlay::Excepted);
    let afterwards = excepted(Overlay::ExceptedRetroactive);
    let exceptions = if beforehand + afterwards == 0 {
        String::new()
    } else {
        format!(
            " {} covered by exceptions approved beforehand, {} by exceptions approved afterwards.",
            counted(beforehand, "failure is", "failures are"),
            count(afterwards)
        )
    };
    format!(
        "{} with at least one failed critical control; {} with no failure but insufficient \
         evidence for some control. Of {}, {} failed, {} could not be judged, {} passed, {} \
         pending and {} not apply.{exceptions}",
        counted(
            figures.deployments_critical_fail,
            "deployment",
            "deployments"
        ),
        counted(figures.deployments_not_judged, "deployment", "deployments"),
        counted(
            total.total(),
            "result on a deployment",
            "results on deployments"
        ),
        count(total.fail),
        count(total.insufficient),
        count(total.pass),
        counted(total.pending, "is", "are"),
        counted(total.not_applicable, "does", "do"),
    )
}

pub(super) fn hashes(input: &AuditPack) -> Vec<(String, Vec<Span>)> {
    let hash = |hash: &str| {
        if hash.is_empty() {
            vec![Span::muted("not recorded")]
        } else {
            vec![Span::mono(hash_groups(hash))]
        }
    };
    let head = match &input.event_log.head {
        Some(head) => {
            vec![Span::mono(format!(
                "{}
entry {}",
                hash_groups(&head.hash),
                count(head.sequence)
            ))]
        }
        None => vec![Span::muted("no event log")],
    };
    vec![
        (
            "Pack".into(),
            vec![Span::mono(input.identity.pack_id.as_str())],
        ),
        ("Population hash".into(), hash(&input.population.hash)),
        ("Results hash".into(), hash(&input.results_hash)),
        ("Event log head".into(), head),
    ]
}

pub(super) fn sign_offs(input: &AuditPack) -> Vec<SignOff> {
    let prepared = match &input.identity.prepared_by {
        Preparer::SignedIn { name, .. } | Preparer::Typed { name } => {
            format!("Prepared by: {name}")
        }
        Preparer::WithoutSignIn => "Prepared by:".into(),
    };
    let approved = match &input.identity.policy.owner {
        Some(owner) => format!("Approved by: {owner}, policy owner"),
        None => "Approved by: policy owner".into(),
    };
    [prepared, approved]
        .map(|who| SignOff {
            lines: vec![who, "Date, signature".into()],
        })
        .to_vec()
}
