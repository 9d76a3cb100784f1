//! The annual review pack: cover, decision summary, timeline of the policy. `annual_clauses`, `annual_figures` and
//! `annual_closing` hold what follows.

use super::management::{caveat, conclusions, hashes, prepared};
use super::writer::SectionWriter;
use super::{annual_clauses, section_label};
use crate::block::{Block, Cell, Column, Definitions, Frame, Paragraph, ParagraphKind, Span, Tone};
use crate::figures::{Figures, Tally};
use crate::outcome::Outcome;
use crate::pack::{AnnualPack, AuditPack, ControlOfYears, KeptIn, PolicyDay, PolicyReview};
use crate::wording::{
    count, counted, day_short, hash_groups, instant, list, percent, period, shortened,
};

/// Letters of the company's name in the subtitle.
const ENTITY_LETTERS: usize = 120;
/// Remarks on coverage and limitations on the cover.
const MOST_CAVEATS: usize = 24;
/// Letters of a text that somebody typed.
pub const LETTERS: usize = 400;
/// Controls in the table of two years.
const PRINTED_CONTROLS: usize = 14;
/// Days of the policy that are printed.
const PRINTED_DAYS: usize = 40;
/// What the command is that begins a review.
pub const HOW_TO_OPEN: &str = "Open one in Changeproof (the screen Policy, or changeproof policy review open), decide \
                           clause by clause, have it approved, and make this pack again.";

pub fn blocks(input: &AnnualPack) -> Vec<Block> {
    let evidence = &input.evidence;
    let figures = Figures::of(evidence);
    let mut blocks = cover(input, &figures);
    blocks.extend(decision(input));
    blocks.extend(timeline(input));
    blocks.extend(annual_clauses::clauses(input));
    blocks.extend(annual_clauses::texts(input));
    blocks
}

fn cover(input: &AnnualPack, figures: &Figures) -> Vec<Block> {
    let evidence = &input.evidence;
    let identity = &evidence.identity;
    let policy = &identity.policy;
    let review = match &input.review {
        Some(review) => format!(
            "Review {} of version {}, on the days from {}; {}",
            count(review.number),
            review.version,
            period(review.days),
            review.standing
        ),
        None => format!(
            "No review of these days was held in Changeproof; section 2 says what is missing{}",
            match of_register(input) {
                0 => String::new(),
                number => format!(
                    ". {} in section 3",
                    counted(
                        number,
                        "review of an imported register stands",
                        "reviews of imported registers stand"
                    )
                ),
            }
        ),
    };
    let items: Vec<(String, Vec<Span>)> = vec![
        (
            "Policy".into(),
            vec![
                format!(
                    "{}, version {}",
                    shortened(&policy.name, 100),
                    policy.version
                )
                .into(),
            ],
        ),
        ("Review".into(), vec![review.into()]),
        (
            "Read first".into(),
            vec![caveat(evidence, MOST_CAVEATS, MOST_CAVEATS).into()],
        ),
        (
            "In short".into(),
            vec![conclusions(evidence, figures).join(" ").into()],
        ),
        ("Prepared by".into(), vec![prepared(evidence).into()]),
        (
            "Judged as of".into(),
            vec![
                format!(
                    "{}; days and months follow the zone {}",
                    instant(identity.as_of),
                    identity.workspace_zone
                )
                .into(),
            ],
        ),
    ];
    vec![
        Block::Gap(60.0),
        Block::Title {
            kicker: "Change management".into(),
            title: "Annual review pack".into(),
            subtitle: format!(
                "{} · {}",
                shortened(&identity.entity, ENTITY_LETTERS),
                period(identity.period)
            ),
        },
        Block::Definitions(Definitions {
            frame: Frame::Boxed,
            items,
        }),
        hashes(evidence),
        Block::Paragraph(Paragraph {
            kind: ParagraphKind::Note,
            spans: vec![
                "What is attached, and how to check this file: page ".into(),
                Span::page_of(section_label(11)),
                ". A hash proves no change since import, not truth at the source.".into(),
            ],
        }),
        Block::SignOffs(super::cover::sign_offs(evidence)),
    ]
}

fn decision(input: &AnnualPack) -> Vec<Block> {
    let mut section = SectionWriter::new(2, "What was decided");
    match &input.review {
        None => {
            section.callout(
                "Missing.",
                format!("No review of the policy that looks at these days was held in Changeproof. {HOW_TO_OPEN}"),
            );
        }
        Some(review) => summary(&mut section, review),
    }
    if input.review.is_none() && of_register(input) > 0 {
        section.say(
            "Section 3 lists what an imported register says of reviews. It does not say what was decided on each clause, \
             nor what the review rested on.",
        );
    }
    section.part("What the controls of the policy say");
    let told = of_policy(&input.evidence);
    if told.is_empty() {
        section.say("GOV-01, GOV-02 and GOV-03 were not judged for these days.");
    }
    for (id, outcome, words) in told {
        section.spans(vec![
            Span::mono(format!("{id} ")),
            Span::outcome(outcome),
            format!(" {words}").into(),
        ]);
    }
    if input.review.as_ref().is_some_and(|review| review.is_newer) {
        section.note(
            "The review above was approved after the records were read that these results rest on: no control knows of \
             it yet. Evaluate again and make this pack anew.",
        );
    }
    if let Some(review) = &input.review {
        years(&mut section, review);
    }
    section.finish()
}

/// How many reviews an imported register names.
fn of_register(input: &AnnualPack) -> u64 {
    let days = input.policy_days.iter();
    days.filter(|one| one.kind == "review" && one.kept == KeptIn::ImportedRegister)
        .count() as u64
}

/// What the controls on the policy itself came to; of findings how many of each.
fn of_policy(evidence: &AuditPack) -> Vec<(String, Outcome, String)> {
    let mut told = Vec::new();
    let mut followed = Tally::default();
    for result in &evidence.results {
        let id = evidence.controls[result.control].id.as_str();
        match id {
            "GOV-01" | "GOV-02" => {
                told.push((
                    id.to_owned(),
                    result.outcome,
                    shortened(&result.reason, LETTERS),
                ));
            }
            "GOV-03" => followed.add(result.outcome),
            _ => {}
        }
    }
    if followed.total() > 0 {
        let worst = Outcome::ALL
            .into_iter()
            .find(|outcome| followed.of(*outcome) > 0);
        let words = format!(
            "Of {} that were shown: {} followed up in time, {} not, {} cannot be told, {} pending.",
            counted(followed.total(), "failure", "failures"),
            count(followed.pass),
            count(followed.fail),
            count(followed.insufficient),
            count(followed.pending)
        );
        told.extend(worst.map(|worst| ("GOV-03".to_owned(), worst, words)));
    }
    told
}

fn summary(section: &mut SectionWriter, review: &PolicyReview) {
    let or_missing = |words: &Option<String>, missing: &str| match words {
        Some(words) => vec![Span::text(shortened(words, LETTERS))],
        None => vec![Span::text(missing.to_owned()).toned(Tone::Caution)],
    };
    let decided = |wanted: &str| {
        let clauses = review.clauses.iter();
        clauses
            .filter(|one| one.decision.as_deref() == Some(wanted))
            .count() as u64
    };
    let open = review
        .clauses
        .iter()
        .filter(|one| one.decision.is_none())
        .count() as u64;
    let mut clauses = format!(
        "{} stay, {} get other words, {} go, {} new",
        count(decided("keep")),
        count(decided("change")),
        count(decided("delete")),
        counted(review.new_clauses.len() as u64, "is", "are"),
    );
    if open > 0 {
        clauses.push_str(&format!("; {} not decided", counted(open, "is", "are")));
    }
    let acknowledged = match review.acknowledged.as_slice() {
        [] => vec![Span::text("nobody yet").toned(Tone::Caution)],
        several => vec![Span::text(shortened(&list(several), LETTERS))],
    };
    section.definitions(vec![
        (
            "Reviewed".into(),
            vec![
                format!(
                    "{}, version {}, on the days from {}",
                    shortened(&review.policy, 100),
                    review.version,
                    period(review.days)
                )
                .into(),
            ],
        ),
        ("Opened".into(), vec![review.opened.as_str().into()]),
        ("Clauses".into(), vec![clauses.into()]),
        ("Draft".into(), or_missing(&review.drafted, "none yet")),
        ("Approved".into(), or_missing(&review.approved, "not yet")),
        (
            "Published".into(),
            or_missing(&review.published, "no new version was published"),
        ),
        ("Acknowledged".into(), acknowledged),
        ("Closed".into(), or_missing(&review.closed, "not yet")),
        (
            "Inputs, frozen".into(),
            vec![Span::mono(hash_groups(&review.inputs_sha256))],
        ),
    ]);
}

fn years(section: &mut SectionWriter, review: &PolicyReview) {
    section.part("The year against the year before");
    let mut all: Vec<&ControlOfYears> = review
        .controls
        .iter()
        .filter(|one| {
            one.year.fail + one.year.insufficient + one.before.fail + one.before.insufficient > 0
        })
        .collect();
    section.say(format!(
        "{} in the year that the review looked at, {} in the one before; {} and {}.",
        counted(review.incidents.0, "incident", "incidents"),
        count(review.incidents.1),
        counted(review.emergencies.0, "emergency", "emergencies"),
        count(review.emergencies.1),
    ));
    if all.is_empty() {
        section.say("No control failed or lacked evidence in either year.");
        return;
    }
    all.sort_by_key(|one| {
        (
            std::cmp::Reverse((one.year.fail, one.year.insufficient)),
            one.id.clone(),
        )
    });
    let rest = all.len().saturating_sub(PRINTED_CONTROLS) as u64;
    let rate = |tally: Tally| match (tally.fail_rate(), tally.worst_case_rate()) {
        (Some(fail), Some(worst)) => format!("{} ({})", percent(fail), percent(worst)),
        _ => "nothing judged".to_owned(),
    };
    let rows = all.iter().take(PRINTED_CONTROLS).map(|one| -> Vec<Cell> {
        vec![
            Span::mono(one.id.as_str()).into(),
            one.name.as_str().into(),
            count(one.year.fail).into(),
            rate(one.year).into(),
            count(one.before.fail).into(),
            rate(one.before).into(),
        ]
    });
    let more = match rest {
        0 => String::new(),
        rest => format!(
            " {} not printed.",
            counted(rest, "more control is", "more controls are")
        ),
    };
    section.dense_table(
        vec![
            Column::fixed("Control", 46.0),
            Column::share("Name", 1.0),
            Column::number("Failures", 48.0),
            Column::number("Rate (worst case)", 92.0),
            Column::number("Year before", 58.0),
            Column::number("Rate (worst case)", 92.0),
        ],
        rows.collect(),
        &format!(
            "Controls with failures or insufficient evidence, as frozen for the review.{more}"
        ),
    );
}

fn timeline(input: &AnnualPack) -> Vec<Block> {
    let mut section = SectionWriter::following(3, "Policy versions and triggers");
    let days = &input.policy_days;
    if days.is_empty() {
        section.callout(
            "Missing.",
            "No version of the policy began in these days, and no significant change or review is recorded. \
             Whether something happened after which the policy should have been looked at is therefore not known.",
        );
        return section.finish();
    }
    let rest = days.len().saturating_sub(PRINTED_DAYS) as u64;
    let rows = days.iter().take(PRINTED_DAYS).map(|one| -> Vec<Cell> {
        vec![
            one.on
                .map_or_else(|| "not known".to_owned(), day_short)
                .into(),
            one.kind.as_str().into(),
            what_of_day(one).into(),
            shortened(&one.decision, 240).into(),
        ]
    });
    let more = match rest {
        0 => String::new(),
        rest => format!(" {} not printed.", counted(rest, "more is", "more are")),
    };
    section.dense_table(
        vec![
            Column::content("Day", 70.0),
            Column::content("Kind", 86.0),
            Column::share("What", 1.2),
            Column::share("Decided", 1.0),
        ],
        rows.collect(),
        &format!("Versions of the policy, significant changes and reviews, by day.{more}"),
    );
    section.finish()
}

/// What happened on a day of the policy; of a review and a significant change also where it is recorded.
fn what_of_day(one: &PolicyDay) -> String {
    let what = shortened(&one.what, 240);
    match one.kept {
        KeptIn::ImportedRegister => format!("{what}, by an imported register"),
        KeptIn::Changeproof => what,
    }
}
