//! Section 10: samples × controls, with what people found when comparing.

use super::dossier_label;
use super::sampling::has_dossier;
use super::writer::SectionWriter;
use crate::block::{Block, Cell, Column, Span, Tone};
use crate::pack::{AuditPack, DrawnItems, SampleCell, SampleItem, Tick};
use crate::wording::{count, shortened};

/// Controls side by side in one table.
const SIDE_BY_SIDE: usize = 10;
/// Comparisons told in words for a sample; the event log holds all.
const PRINTED_NOTES: usize = 200;

pub fn blocks(input: &AuditPack) -> Vec<Block> {
    let mut section = SectionWriter::new(10, "Attribute matrix");
    let samples = input.sampling.samples.iter();
    let drawn: Vec<(u32, &DrawnItems)> = samples
        .filter_map(|sample| Some((sample.number, sample.drawn.as_ref()?)))
        .collect();
    if drawn.is_empty() {
        section.callout(
            "Missing.",
            "There is no sample of this population whose items could stand against the controls.",
        );
        return section.finish();
    }
    section.say(
        "A cell is empty but for a dot until a person has compared the item with its originals and recorded \
         what was found; what Changeproof concluded is in the item's dossier, to which each cell leads. A \
         comparison whose outcome changed afterwards does not count any more.",
    );
    section.spans(legend());
    for (number, drawn) in drawn {
        section.part(format!("Sample {number}"));
        for controls in (0..drawn.controls.len())
            .collect::<Vec<_>>()
            .chunks(SIDE_BY_SIDE)
        {
            matrix(&mut section, input, drawn, controls);
        }
        notes(&mut section, input, drawn);
    }
    section.finish()
}

fn legend() -> Vec<Span> {
    let mut spans = Vec::new();
    for (at, tick) in Tick::ALL.into_iter().enumerate() {
        if at > 0 {
            spans.push(Span::muted(";  "));
        }
        spans.push(mark(tick));
        spans.push(Span::text(format!("\u{a0}{}", tick.words())));
    }
    spans.push(Span::text("."));
    spans
}

fn mark(tick: Tick) -> Span {
    let span = Span::strong(tick.mark());
    match tick.tone() {
        Some(outcome) => span.toned(Tone::Outcome(outcome)),
        None => span.toned(Tone::Muted),
    }
}

fn matrix(section: &mut SectionWriter, input: &AuditPack, drawn: &DrawnItems, controls: &[usize]) {
    let id = |control: usize| input.controls[drawn.controls[control].control].id.as_str();
    let mut columns = vec![Column::share("Item", 1.0)];
    columns.extend(
        controls
            .iter()
            .map(|control| Column::fixed(id(*control), 40.0)),
    );
    let rows = drawn
        .items
        .iter()
        .enumerate()
        .map(|(at, item)| row(input, at, item, controls))
        .collect();
    let (first, last) = (controls.first(), controls.last());
    let range = match (first, last) {
        (Some(first), Some(last)) if first != last => format!("{} to {}", id(*first), id(*last)),
        (Some(only), _) => id(*only).to_owned(),
        (None, _) => String::new(),
    };
    section.dense_table(
        columns,
        rows,
        &format!("{range}: what was found on each item."),
    );
}

fn row(input: &AuditPack, at: usize, item: &SampleItem, controls: &[usize]) -> Vec<Cell> {
    let deployment = &input.population.deployments[item.deployment];
    let leads = has_dossier(input, item.deployment);
    let mut row: Vec<Cell> = vec![
        vec![
            Span::muted(format!("{}\u{a0}", count(at as u64 + 1))),
            Span::mono(shortened(&deployment.id, 24)),
        ]
        .into(),
    ];
    row.extend(controls.iter().map(|control| {
        let mut span = mark(item.cells[*control].tick);
        if leads {
            span.target = Some(dossier_label(item.deployment));
        }
        Cell::from(span)
    }));
    row
}

/// What was found, in words.
fn notes(section: &mut SectionWriter, input: &AuditPack, drawn: &DrawnItems) {
    let cells = drawn.items.iter().flat_map(|item| {
        let cells = item.cells.iter().zip(&drawn.controls);
        cells.map(move |(cell, control)| (item, cell, control.control))
    });
    let told: Vec<(&SampleItem, &SampleCell, usize)> =
        cells.filter(|(_, cell, _)| cell.found.is_some()).collect();
    if told.is_empty() {
        return;
    }
    let rest = told.len().saturating_sub(PRINTED_NOTES) as u64;
    let rows = told
        .into_iter()
        .take(PRINTED_NOTES)
        .map(|(item, cell, control)| {
            let deployment = &input.population.deployments[item.deployment];
            vec![
                Span::mono(shortened(&deployment.id, 40)).into(),
                Span::mono(input.controls[control].id.as_str()).into(),
                cell.tick.words().into(),
                cell.found.clone().unwrap_or_default().into(),
            ]
        })
        .collect();
    let more = match rest {
        0 => String::new(),
        n => format!(" {} more are in the event log.", count(n)),
    };
    section.dense_table(
        vec![
            Column::content("Item", 110.0),
            Column::fixed("Control", 46.0),
            Column::content("Found", 100.0),
            Column::share("By whom, when, what was seen", 1.0),
        ],
        rows,
        &format!("What was found, with who compared.{more}"),
    );
}
