//! Section 9: what was drawn from the population, how, and what its deviations leave possible.

use super::writer::SectionWriter;
use super::{dossier_label, section_label};
use crate::block::{Block, Cell, Column, Span};
use crate::pack::{AuditPack, DrawnItems, Sample, SamplePart};
use crate::wording::{count, counted, day, hash_groups, instant, instant_short, list, shortened};

pub fn blocks(input: &AuditPack) -> Vec<Block> {
    let mut section = SectionWriter::new(9, "Sampling");
    let samples = &input.sampling.samples;
    if samples.is_empty() {
        section.callout(
            "Missing.",
            "No sample of these days was recorded before this pack was prepared. The results of section 8 are \
             of all deployments; a sample shows whether people find in the originals what they say.",
        );
        return section.finish();
    }
    section.say(
        "A sample is drawn from the frozen population: deployments are ordered by the SHA-256 of the seed, a \
         line feed and their id, and the first ones are taken. With population.csv anybody draws the same. \
         Every draw is kept in the event log and printed here, those that were drawn again too.",
    );
    for sample in samples {
        one(&mut section, input, sample);
    }
    section.finish()
}

fn one(section: &mut SectionWriter, input: &AuditPack, sample: &Sample) {
    section.part(format!("Sample {}", sample.number));
    section.definitions(frame(sample));
    parts(
        section,
        "Stratum",
        &sample.strata,
        "Strata, and how many of each were drawn.",
    );
    let Some(drawn) = &sample.drawn else {
        section.callout(
            "Of another population.",
            "Its population hash is not that of this pack: something was imported or decided in between, or \
             it is of other days. Its items are in the event log and not in sections 10 and 14.",
        );
        return;
    };
    section.say(if drawn.reproduced {
        "Drawn again from the population of this pack, it has the same items."
    } else {
        "Drawn again from the population of this pack, it has OTHER items: the recorded draw does not follow \
         from its seed."
    });
    items(section, input, drawn);
    limits(section, input, sample, drawn);
}

fn frame(sample: &Sample) -> Vec<(String, Vec<Span>)> {
    let (from, to) = sample.days;
    let groups = sample
        .groups
        .iter()
        .map(|group| match (group.population, group.drawn) {
            (0, _) => format!("{}: none", group.name),
            (all, drawn) if all == drawn => format!("{}: all {}", group.name, count(all)),
            (all, _) => format!("{}: {}, too many to take all", group.name, count(all)),
        });
    let groups: Vec<String> = groups.collect();
    let mut items: Vec<(String, Vec<Span>)> = vec![
        (
            "Frame".into(),
            vec![
                format!(
                    "{} from {} to {}",
                    counted(
                        sample.population,
                        "production deployment",
                        "production deployments"
                    ),
                    day(from),
                    day(to)
                )
                .into(),
            ],
        ),
        (
            "Population hash".into(),
            vec![Span::mono(hash_groups(&sample.population_hash))],
        ),
        (
            "Seed".into(),
            vec![Span::mono(shortened(&sample.seed, 120))],
        ),
        (
            "Size".into(),
            vec![format!("{}. {}", count(sample.size), sample.basis).into()],
        ),
        ("Taken as a whole".into(), vec![groups.join("; ").into()]),
        (
            "Drawn by".into(),
            vec![format!("{}, {}", sample.by, instant(sample.at)).into()],
        ),
    ];
    if let Some((before, reason)) = &sample.redraw {
        let numbers: Vec<String> = before.iter().map(u32::to_string).collect();
        items.push((
            "Drawn again".into(),
            vec![format!("After sample {}: {reason}", list(&numbers)).into()],
        ));
    }
    items
}

fn parts(section: &mut SectionWriter, name: &str, parts: &[SamplePart], caption: &str) {
    if parts.is_empty() {
        return;
    }
    let rows = parts
        .iter()
        .map(|part| {
            vec![
                shortened(&part.name, 80).into(),
                count(part.population).into(),
                count(part.drawn).into(),
            ]
        })
        .collect();
    section.table(
        vec![
            Column::share(name, 1.0),
            Column::number("Population", 80.0),
            Column::number("Drawn", 60.0),
        ],
        rows,
        caption,
    );
}

fn items(section: &mut SectionWriter, input: &AuditPack, drawn: &DrawnItems) {
    let rows = drawn
        .items
        .iter()
        .enumerate()
        .map(|(at, item)| {
            let deployment = &input.population.deployments[item.deployment];
            let mut why: Vec<String> = item.drawn.then(|| "drawn".to_owned()).into_iter().collect();
            why.extend(item.groups.iter().cloned());
            let has_dossier = has_dossier(input, item.deployment);
            let id = shortened(&deployment.id, 60);
            let id = match has_dossier {
                true => Span::link(id, dossier_label(item.deployment)),
                false => Span::mono(id),
            };
            vec![
                count(at as u64 + 1).into(),
                id.into(),
                shortened(&deployment.service, 60).into(),
                instant_short(deployment.started_at).into(),
                item.stratum.clone().unwrap_or_default().into(),
                why.join(", ").into(),
            ]
        })
        .collect();
    section.dense_table(
        vec![
            Column::number("No.", 26.0),
            Column::content("Deployment", 110.0),
            Column::content("Service", 100.0),
            Column::content("Began", 100.0),
            Column::content("Stratum", 90.0),
            Column::share("Why", 1.0),
        ],
        rows,
        "Items, in the order in which they were drawn; those taken as a whole behind them.",
    );
}

/// Whether section 14 has the dossier of a deployment.
pub(super) fn has_dossier(input: &AuditPack, deployment: usize) -> bool {
    let mut dossiers = input.sampling.dossiers.iter();
    dossiers.any(|(of, _)| *of == deployment)
}

fn limits(section: &mut SectionWriter, input: &AuditPack, sample: &Sample, drawn: &DrawnItems) {
    let compared: Vec<_> = drawn
        .controls
        .iter()
        .filter(|control| control.compared > 0 || control.taken_deviations > 0)
        .collect();
    let untouched = (drawn.controls.len() - compared.len()) as u64;
    if compared.is_empty() {
        section.callout(
            "Missing.",
            "Nobody recorded a comparison of these items with their originals, so no rate of deviations can \
             be told from them.",
        );
        return;
    }
    let rows: Vec<Vec<Cell>> = compared
        .into_iter()
        .map(|control| {
            let named = &input.controls[control.control];
            vec![
                Span::mono(named.id.as_str()).into(),
                named.name.as_str().into(),
                count(control.compared).into(),
                count(control.blank).into(),
                count(control.deviations).into(),
                count(control.taken_deviations).into(),
                control
                    .upper_limit
                    .clone()
                    .unwrap_or_else(|| "not told".to_owned())
                    .into(),
            ]
        })
        .collect();
    let rest = match untouched {
        0 => String::new(),
        n => format!(
            " For {} nothing was compared.",
            counted(n, "other control", "other controls")
        ),
    };
    section.table(
        vec![
            Column::fixed("Control", 46.0),
            Column::share("Name", 1.0),
            Column::number("Compared", 54.0),
            Column::number("Not yet", 44.0),
            Column::number("Deviations", 56.0),
            Column::number("Beside", 42.0),
            Column::number("Upper limit", 60.0),
        ],
        rows,
        &format!(
            "Deviations among the items drawn by chance, and beside them among those taken as a whole; excepted \
             items and those without evidence count. Upper limit of the population's rate at {} % confidence: \
             {}. It is not told while drawn items are not compared.{rest}",
            sample.confidence, input.sampling.limit_method
        ),
    );
    section.spans(vec![
        "The matrix of section ".into(),
        Span::link("10", section_label(10)),
        " shows each comparison.".into(),
    ]);
}
