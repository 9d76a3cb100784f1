//! The management summary: two pages, the caveat on coverage before the conclusion, and what is to be done.

use super::management::{
    SOON, actions, caveat, conclusions, decisions, expiring, known, movement, prepared, risks,
};
use super::writer::SectionWriter;
use crate::attachments::{Attachment, SUMS};
use crate::block::{Block, Cell, Column, Definitions, Frame, Span};
use crate::charts::{Chart, MonthTrend};
use crate::figures::Figures;
use crate::pack::ManagementSummary;
use crate::wording::{
    count, counted, day, day_short, hash_groups, instant, list, percent, period, shortened,
};

/// Rows of each list, at most.
const MOST_ROWS: usize = 5;
/// Controls that were switched off and are told with who decided that and why.
const MOST_OFF: usize = 2;
/// Remarks on coverage and limitations before the conclusion, whatever the pages hold beside them.
const MOST_CAVEATS: usize = 2;
/// Letters of the company's name.
const ENTITY_LETTERS: usize = 100;

/// How the pages are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filling {
    /// Rows in each list, at most.
    pub rows: usize,
    /// Where the lists begin.
    pub lists: ListsBegin,
}

/// Where the lists of what to look at begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListsBegin {
    /// On a page of their own.
    NewPage,
    /// Below the figures: the caveat takes more than the first page has.
    BelowFigures,
}

impl Filling {
    /// As much as there is.
    pub const FULLEST: Filling = Filling {
        rows: MOST_ROWS,
        lists: ListsBegin::NewPage,
    };

    /// Every filling after that, the fuller first.
    pub fn less() -> impl Iterator<Item = Filling> {
        let begins = [ListsBegin::NewPage, ListsBegin::BelowFigures].into_iter();
        begins
            .flat_map(|lists| {
                let rows = (1..=MOST_ROWS).rev();
                rows.map(move |rows| Filling { rows, lists })
            })
            .skip(1)
    }
}

/// The blocks.
pub fn blocks(input: &ManagementSummary, filling: Filling) -> Vec<Block> {
    let most = filling.rows;
    let evidence = &input.evidence;
    let figures = Figures::of(evidence);
    let identity = &evidence.identity;
    let mut blocks = vec![
        Block::Title {
            kicker: "Change management".into(),
            title: "Management summary".into(),
            subtitle: format!(
                "{} · production changes from {}",
                shortened(&identity.entity, ENTITY_LETTERS),
                period(identity.period)
            ),
        },
        Block::Definitions(Definitions {
            frame: Frame::Boxed,
            items: vec![
                ("Prepared by".into(), vec![prepared(evidence).into()]),
                (
                    "Judged".into(),
                    vec![
                        format!(
                            "By {}, version {}, as of {}",
                            shortened(&identity.policy.name, 80),
                            shortened(&identity.policy.version, 60),
                            instant(identity.as_of)
                        )
                        .into(),
                    ],
                ),
            ],
        }),
    ];
    let mut section = SectionWriter::following(1, "Conclusion");
    section.callout("Read first.", caveat(evidence, MOST_OFF, MOST_CAVEATS));
    section.say(conclusions(evidence, &figures).join(" "));
    blocks.extend(section.finish());
    let mut section = SectionWriter::following(2, "Figures");
    table(&mut section, input, &figures);
    trend(&mut section, input);
    blocks.extend(section.finish());
    let begun = match filling.lists {
        ListsBegin::NewPage => SectionWriter::new,
        ListsBegin::BelowFigures => SectionWriter::following,
    };
    let mut section = begun(3, "What to look at");
    top_risks(&mut section, input, &figures, most);
    let known = &known(evidence);
    section.part("Overdue actions");
    actions(
        &mut section,
        &input.management.overdue,
        most,
        (
            &format!(
                "Work on findings and emergencies of the days of this pack whose day has passed by {}.",
                day(input.management.today)
            ),
            &format!(
                "No work on findings or emergencies of the days of this pack has a day that has passed by {}. Findings \
                 that nobody owns have no day: see the decisions below.",
                day(input.management.today)
            ),
        ),
    );
    section.part("Exceptions about to expire");
    expiring_exceptions(&mut section, input, most);
    section.part("Decisions needed");
    decisions(&mut section, (&input.management.decisions, known), most);
    blocks.extend(section.finish());
    blocks
}

fn table(section: &mut SectionWriter, input: &ManagementSummary, figures: &Figures) {
    let evidence = &input.evidence;
    let deployments = &evidence.population.deployments;
    let all = deployments.len() as u64;
    let unknown = deployments
        .iter()
        .filter(|one| one.category.is_none())
        .count() as u64;
    let emergencies = deployments.iter().filter(|one| one.is_emergency()).count() as u64;
    let share = |part: u64| match all {
        0 => "–".to_owned(),
        all => percent(part as f64 / all as f64),
    };
    let told = figures.deployments_passed
        + figures.deployments_with_failure
        + figures.deployments_not_judged;
    let parts = [
        ("No failure, nothing missing", figures.deployments_passed),
        ("A failed control", figures.deployments_with_failure),
        (
            "A failed critical control",
            figures.deployments_critical_fail,
        ),
        (
            "No failure, evidence missing",
            figures.deployments_not_judged,
        ),
        ("Pending, or nothing judged", all.saturating_sub(told)),
        ("Emergencies", emergencies),
        ("Category not known", unknown),
    ];
    let mut columns = vec![Column::share("Deployments", 1.0)];
    columns.extend(parts.iter().map(|(head, _)| Column::number(head, 60.0)));
    let mut numbers: Vec<Cell> = vec![Span::strong(count(all)).into()];
    numbers.extend(
        parts
            .iter()
            .map(|(_, number)| -> Cell { count(*number).into() }),
    );
    let mut shares: Vec<Cell> = vec!["of all".into()];
    shares.extend(
        parts
            .iter()
            .map(|(_, number)| -> Cell { share(*number).into() }),
    );
    section.dense_table(
        columns,
        vec![numbers, shares],
        "Production deployments of the period. One can count in several columns.",
    );
}

fn trend(section: &mut SectionWriter, input: &ManagementSummary) {
    let trend = &input.management.trend;
    if trend.months.iter().all(|one| one.tally.judged() == 0) {
        section.callout("Missing.", "No month has a result that was judged.");
    } else {
        section.figure(
            Chart::MonthTrend(MonthTrend {
                months: trend.months.clone(),
            }),
            104.0,
            "Fail rate (solid) and insufficient evidence (hatched) by month of deployment; the figure is the worst \
             case.",
        );
        if let Some(words) = movement(trend) {
            section.say(words);
        }
    }
    if let Some(note) = &trend.note {
        section.note(shortened(note, 240));
    }
}

fn top_risks(
    section: &mut SectionWriter,
    input: &ManagementSummary,
    figures: &Figures,
    most: usize,
) {
    let evidence = &input.evidence;
    section.part("Top risks");
    let risks = risks(evidence);
    if evidence.results.is_empty() {
        section.callout("Missing.", "No control was evaluated, so no risk is known.");
        return;
    }
    if risks.is_empty() {
        section.say("No control has a failure without an exception that was approved beforehand.");
        return;
    }
    let rows = risks.iter().take(most).map(|(control, open)| -> Vec<Cell> {
        let of = &evidence.controls[*control];
        let tally = figures.whole(*control);
        let rate = |rate: Option<f64>| rate.map_or_else(|| "–".to_owned(), percent);
        vec![
            Span::mono(of.id.as_str()).into(),
            vec![
                Span::strong(of.name.as_str()),
                format!(". {}", shortened(&of.effect, 110)).into(),
            ]
            .into(),
            of.severity.words().into(),
            count(*open).into(),
            rate(tally.fail_rate()).into(),
            rate(tally.worst_case_rate()).into(),
        ]
    });
    let rest = risks.len().saturating_sub(most) as u64;
    let more = match rest {
        0 => String::new(),
        rest => format!(
            " {} such failures; they are not printed.",
            counted(rest, "more control has", "more controls have")
        ),
    };
    section.dense_table(
        vec![
            Column::fixed("Control", 46.0),
            Column::share("What failed, and why it matters", 1.0),
            Column::content("Severity", 50.0),
            Column::number("Failures", 48.0),
            Column::number("Fail rate", 50.0),
            Column::number("Worst case", 58.0),
        ],
        rows.collect(),
        &format!("Failures that no exception covers, the severest control first.{more}"),
    );
}

fn expiring_exceptions(section: &mut SectionWriter, input: &ManagementSummary, most: usize) {
    let evidence = &input.evidence;
    if !evidence.exceptions.is_kept {
        section.callout(
            "Missing.",
            "No register of exceptions was imported, and none is kept in Changeproof.",
        );
        return;
    }
    let soon = expiring(evidence);
    if soon.is_empty() {
        section.say(format!(
            "None ends within {SOON} days of {}, {}.",
            day(input.management.today),
            known(evidence)
        ));
        return;
    }
    let rows = soon.iter().take(most).map(|(item, days)| -> Vec<Cell> {
        let end = item.end().map(|end| day_short(end.date_naive()));
        vec![
            shortened(&item.id, 40).into(),
            format!(
                "{} for {}",
                list(&item.controls),
                shortened(&item.scope, 70)
            )
            .into(),
            end.unwrap_or_default().into(),
            count(u64::try_from(*days).unwrap_or(0)).into(),
        ]
    });
    let more = match soon.len().saturating_sub(most) as u64 {
        0 => String::new(),
        rest => format!(" {} not printed.", counted(rest, "more is", "more are")),
    };
    section.dense_table(
        vec![
            Column::content("Exception", 90.0),
            Column::share("What it allows", 1.0),
            Column::content("Ends", 74.0),
            Column::number("Days left", 56.0),
        ],
        rows.collect(),
        &format!(
            "Approved exceptions that end within {SOON} days, {}.{more}",
            known(evidence)
        ),
    );
}

/// What the pages rest on, and how to check them.
pub fn closing(
    input: &ManagementSummary,
    attachments: &[Attachment],
    replaced: &[char],
) -> Vec<Block> {
    let evidence = &input.evidence;
    let mut section = SectionWriter::following(4, "What this rests on");
    let mut spans = Vec::new();
    for (term, words) in super::cover::hashes(evidence) {
        spans.push(Span::text(format!("{term} ")));
        spans.extend(words);
        spans.push("\n".into());
    }
    if let Some(sums) = attachments.iter().find(|file| file.name == SUMS) {
        spans.push(Span::text(format!("{SUMS} ")));
        spans.push(Span::mono(hash_groups(&sums.sha256)));
        spans.push("\n".into());
    }
    let names: Vec<&str> = attachments.iter().map(|file| file.name).collect();
    let letters = match replaced.is_empty() {
        true => "",
        false => " Some letters are shown by their number, since the fonts lack them.",
    };
    spans.push(
        format!(
            "{} of {}. Attached: {}. pdfdetach -saveall takes them out, sha256sum -c {SUMS} checks them; changeproof \
             verify checks every byte. A hash proves no change since import, not truth at the source.{letters}",
            counted(evidence.results.len() as u64, "result", "results"),
            counted(evidence.sources.len() as u64, "imported file", "imported files"),
            list(&names),
        )
        .into(),
    );
    section.remark(spans);
    section.finish()
}
