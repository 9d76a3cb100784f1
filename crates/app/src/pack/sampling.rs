//! Samples of the days of a pack, with the dossiers of their items.

use changeproof_controls::registry;
use changeproof_domain::time::ForPeople;
use changeproof_reports::pack::{
    DrawnItems, Sample, SampleCell, SampleItem, SamplePart, SampledControl, Sampling, Tick,
};

use super::{Material, controls, dossier};
use crate::decisions::Recorded;
use crate::error::AppError;
use crate::samples::{Drawn, LIMIT_METHOD, Register, paper_of, per_mille_words};
use crate::wire::sample::{CellMark, PaperCell, PaperControl, PaperItem, WorkingPaper};

/// Dossiers in a pack at most: those of the items drawn first.
const DOSSIERS: usize = 60;

/// The samples of the days of the pack.
pub(super) fn sampling(material: &Material<'_>) -> Result<Sampling, AppError> {
    let register = Register::until(material.reader, material.head.sequence)?;
    let (from, to) = (material.period.from, material.period.to);
    let draws = register.draws.iter();
    let draws = draws.filter(|draw| draw.told.from <= to && from <= draw.told.to);
    let samples = draws.map(|draw| sample(material, &register, draw));
    let samples: Vec<Sample> = samples.collect::<Result<_, _>>()?;
    let mut sampled: Vec<usize> = Vec::new();
    for drawn in samples.iter().filter_map(|one| one.drawn.as_ref()) {
        for item in &drawn.items {
            if !sampled.contains(&item.deployment) {
                sampled.push(item.deployment);
            }
        }
    }
    let dossiers = sampled.into_iter().take(DOSSIERS);
    let dossiers = dossiers.map(|at| Ok((at, dossier::dossier(material, at)?)));
    Ok(Sampling {
        samples,
        limit_method: LIMIT_METHOD.to_owned(),
        dossiers: dossiers.collect::<Result<_, AppError>>()?,
    })
}

fn sample(
    material: &Material<'_>,
    register: &Register,
    draw: &Recorded<Drawn>,
) -> Result<Sample, AppError> {
    let paper = paper_of(material.explained, register, draw)?;
    let told = &draw.told;
    let before = &paper.sample.redraw_of;
    let reason = told.reason.clone().filter(|_| !before.is_empty());
    Ok(Sample {
        number: told.number,
        at: draw.at.utc(),
        by: draw.person.clone(),
        days: (told.from, told.to),
        population: told.population,
        population_hash: told.population_hash.to_string(),
        seed: told.seed.clone(),
        size: told.size,
        basis: told.basis.clone(),
        confidence: told.confidence,
        strata: told
            .parts
            .iter()
            .map(|part| SamplePart {
                name: part.name.clone(),
                population: part.population,
                drawn: part.drawn,
            })
            .collect(),
        groups: told
            .groups
            .iter()
            .map(|group| SamplePart {
                name: group.group.words().to_owned(),
                population: group.population,
                drawn: if group.taken { group.population } else { 0 },
            })
            .collect(),
        redraw: reason.map(|reason| (before.clone(), reason)),
        drawn: drawn(material, &paper),
    })
}

/// The items; none where they are of another population than that of the pack.
fn drawn(material: &Material<'_>, paper: &WorkingPaper) -> Option<DrawnItems> {
    let reproduced = paper.drawn_again?;
    let positions = controls::positions();
    Some(DrawnItems {
        reproduced,
        items: paper
            .items
            .iter()
            .map(|item| sample_item(material, item))
            .collect::<Option<_>>()?,
        controls: paper
            .controls
            .iter()
            .zip(positions)
            .map(|(control, position)| sampled_control(control, position))
            .collect(),
    })
}

fn sampled_control(control: &PaperControl, position: usize) -> SampledControl {
    let counts = &control.counts;
    SampledControl {
        control: position,
        blank: counts.blank,
        compared: counts.compared,
        deviations: counts.deviations,
        taken_deviations: counts.taken_deviations,
        upper_limit: counts.upper_limit.map(per_mille_words),
    }
}

fn sample_item(material: &Material<'_>, paper: &PaperItem) -> Option<SampleItem> {
    let item = &paper.item;
    let mut rows = material.explained.rows.iter();
    Some(SampleItem {
        deployment: rows.position(|row| item.item.names(row))?,
        stratum: item.stratum.clone(),
        drawn: item.drawn,
        groups: item
            .groups
            .iter()
            .map(|group| group.words().to_owned())
            .collect(),
        cells: registry()
            .iter()
            .zip(&paper.cells)
            .map(|(_, cell)| sample_cell(cell))
            .collect(),
    })
}

fn sample_cell(cell: &PaperCell) -> SampleCell {
    let tick = match cell.mark {
        CellMark::Blank => Tick::Blank,
        CellMark::Agreed => Tick::Agreed,
        CellMark::Attested => Tick::Attested,
        CellMark::NotApplicable => Tick::NotApplicable,
        CellMark::Excepted => Tick::Excepted,
        CellMark::Deviation => Tick::Deviation,
        CellMark::NoEvidence => Tick::NoEvidence,
    };
    SampleCell {
        tick,
        found: cell.tick.as_ref().map(|tick| {
            let note = tick.note.as_ref();
            let note = note.map_or_else(String::new, |note| format!(": {note}"));
            let stands = match cell.stands {
                true => String::new(),
                false => format!(
                    " (ticked as {} when the outcome was '{}'; it is another one now)",
                    tick.tick.words(),
                    tick.outcome.label()
                ),
            };
            format!("{}, {}{note}{stands}", tick.person, ForPeople(tick.at))
        }),
    }
}
