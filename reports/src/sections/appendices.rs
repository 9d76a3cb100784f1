//! Section 16: how to check the pack without this app, and what is attached.

use super::writer::SectionWriter;
use crate::attachments::{Attachment, SUMS};
use crate::block::{Block, Column, Span};
use crate::pack::AuditPack;
use crate::wording::{counted, hash_groups, list, size};

/// Characters named in the list of replaced characters before the rest is counted.
const NAMED_CHARACTERS: usize = 40;

pub fn blocks(input: &AuditPack, attachments: &[Attachment], replaced: &[char]) -> Vec<Block> {
    let mut section = SectionWriter::new(16, "Appendices");
    how_to_check(&mut section, input, attachments);
    attached_files(&mut section, attachments);
    characters(&mut section, replaced);
    section.finish()
}

fn how_to_check(section: &mut SectionWriter, input: &AuditPack, attachments: &[Attachment]) {
    section.part("How to check this file without Changeproof");
    section.say(
        "Two common programs are enough: pdfdetach (of poppler-utils) and sha256sum (of GNU \
         coreutils). Save this file as pack.pdf in an empty folder, open a terminal there and \
         type:",
    );
    section.spans(vec![Span::mono(
        "pdfdetach -saveall pack.pdf\nsha256sum -c SHA256SUMS\nsha256sum SHA256SUMS",
    )]);
    section.say(
        "The second command names each attachment with OK. The third prints one hash; it must be \
         the one below. On other systems, any PDF reader that shows attachments and any program \
         that computes SHA-256 do the same.",
    );
    let sums = attachments.iter().find(|file| file.name == SUMS);
    let identity = |hash: &str| match hash {
        "" => vec![Span::muted("not recorded")],
        hash => vec![Span::mono(hash_groups(hash))],
    };
    let mut items = Vec::new();
    if let Some(sums) = sums {
        items.push((format!("SHA-256 of {SUMS}"), identity(&sums.sha256)));
    }
    items.push(("Population hash".into(), identity(&input.population.hash)));
    items.push(("Results hash".into(), identity(&input.results_hash)));
    section.definitions(items);
    section.say(
        "Attachment manifest.json holds the pack id, the population hash, the results hash and \
         the event log head that the cover prints. To follow one result to its origin: find its \
         row in results.csv, take the file number and the place of a fact, find the file in \
         sources.csv, ask management for that file, compare its SHA-256 and look at the place.",
    );
    section.say(
        "With Changeproof, the command changeproof verify pack.pdf does all of this at once, and \
         also sees any changed byte of the pages.",
    );
    section.callout(
        "What this proves.",
        "That nothing changed since import. It does not prove that a source told the truth, and \
         this pack carries no digital signature that would prove who made it.",
    );
}

pub(super) fn attached_files(section: &mut SectionWriter, attachments: &[Attachment]) {
    section.part("Attached files");
    let rows = attachments
        .iter()
        .map(|file| {
            vec![
                Span::mono(file.name).into(),
                file.description.into(),
                size(file.bytes).into(),
                Span::mono(hash_groups(&file.sha256)).into(),
            ]
        })
        .collect();
    section.dense_table(
        vec![
            Column::fixed("File", 128.0),
            Column::share("What it is", 1.0),
            Column::number("Size", 58.0),
            Column::fixed("SHA-256", 176.0),
        ],
        rows,
        "Attachments with their hashes.",
    );
}

pub(super) fn characters(section: &mut SectionWriter, replaced: &[char]) {
    if replaced.is_empty() {
        return;
    }
    section.part("Characters shown by their number");
    let mut named: Vec<String> = replaced
        .iter()
        .take(NAMED_CHARACTERS)
        .map(|c| format!("U+{:04X}", u32::from(*c)))
        .collect();
    let rest = replaced.len().saturating_sub(NAMED_CHARACTERS) as u64;
    if rest > 0 {
        named.push(counted(rest, "other", "others"));
    }
    section.say(format!(
        "The imported text holds characters that the fonts of this pack lack, or that would act \
         unseen, such as a change of reading direction: {}. On the pages they stand as their \
         number in square brackets; the attachments hold them unchanged.",
        list(&named)
    ));
}
