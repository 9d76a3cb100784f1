//! Section 14: a dossier for each deployment in a sample of this population.

use super::dossier_label;
use super::dossier_parts::{self, Form};
use super::writer::SectionWriter;
use crate::block::Block;
use crate::pack::AuditPack;
use crate::wording::{counted, shortened};

pub fn blocks(input: &AuditPack) -> Vec<Block> {
    let mut section = SectionWriter::new(14, "Dossiers of the samples");
    let samples = &input.sampling;
    let dossiers = &samples.dossiers;
    if dossiers.is_empty() {
        section.callout(
            "Missing.",
            "No sample of this population was drawn, so there is no dossier. The dossier of any one deployment \
             can be exported alone.",
        );
        return section.finish();
    }
    let mut sampled: Vec<usize> = samples
        .samples
        .iter()
        .filter_map(|sample| sample.drawn.as_ref())
        .flat_map(|drawn| drawn.items.iter().map(|item| item.deployment))
        .collect();
    sampled.sort_unstable();
    sampled.dedup();
    let rest = sampled.len().saturating_sub(dossiers.len()) as u64;
    section.say(match rest {
        0 => format!(
            "{}, each deployment once.",
            counted(dossiers.len() as u64, "dossier", "dossiers")
        ),
        rest => format!(
            "{} for the items drawn first; {} without: their dossiers can be exported alone.",
            counted(dossiers.len() as u64, "dossier", "dossiers"),
            counted(rest, "item is", "items are")
        ),
    });
    for (deployment, dossier) in dossiers {
        let title = format!(
            "{} {}",
            shortened(&dossier.service, 40),
            shortened(&dossier.id, 40)
        );
        section.part_at(title, dossier_label(*deployment));
        dossier_parts::add(&mut section, dossier, Form::OneOfMany);
    }
    section.finish()
}
