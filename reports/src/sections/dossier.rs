//! A change dossier: one deployment on three to five pages, with how to check them.

use super::appendices::{attached_files, characters};
use super::dossier_parts::{self, Form};
use super::writer::SectionWriter;
use crate::attachments::Attachment;
use crate::block::{Block, Definitions, Frame, Paragraph, ParagraphKind, Span};
use crate::pack::{ChangeDossier, Preparer};
use crate::wording::{count, hash_groups, instant, period, shortened};

/// Letters printed of the company's name.
const ENTITY_LETTERS: usize = 120;

pub fn blocks(input: &ChangeDossier) -> Vec<Block> {
    let dossier = &input.dossier;
    let mut blocks = vec![
        Block::Title {
            kicker: "Change dossier".into(),
            title: format!(
                "{} {}",
                shortened(&dossier.service, 40),
                shortened(&dossier.version, 24)
            )
            .trim()
            .to_owned(),
            subtitle: format!(
                "{} · {} · {}",
                shortened(&input.identity.entity, ENTITY_LETTERS),
                shortened(&dossier.label, 80),
                instant(dossier.at)
            ),
        },
        Block::Definitions(Definitions {
            frame: Frame::Boxed,
            items: identity(input),
        }),
        Block::Paragraph(Paragraph {
            kind: ParagraphKind::Note,
            spans: vec![Span::text(
                "Prepared by management; not an audit opinion. A hash proves no change since import, not truth \
                 at the source.",
            )],
        }),
    ];
    let mut section = SectionWriter::following(1, "What happened, and why these verdicts");
    dossier_parts::add(&mut section, dossier, Form::Own);
    blocks.extend(section.finish());
    blocks
}

fn identity(input: &ChangeDossier) -> Vec<(String, Vec<Span>)> {
    let identity = &input.identity;
    let prepared = match &identity.prepared_by {
        Preparer::SignedIn { name, .. } => format!("{name}, signed in, "),
        Preparer::Typed { name } => format!("{name}, name as typed, without sign-in, "),
        Preparer::WithoutSignIn => "Prepared without sign-in, ".into(),
    };
    vec![
        (
            "Prepared by".into(),
            vec![
                format!(
                    "{prepared}{}, Changeproof {}",
                    instant(identity.prepared_at),
                    identity.app_version
                )
                .into(),
            ],
        ),
        (
            "Judged".into(),
            vec![
                format!(
                    "By {}, version {}, with the results of {}, as of {}",
                    identity.policy.name,
                    identity.policy.version,
                    period(identity.period),
                    instant(identity.as_of)
                )
                .into(),
            ],
        ),
        ("Pack".into(), vec![Span::mono(identity.pack_id.as_str())]),
        (
            "Population hash".into(),
            vec![Span::mono(hash_groups(&input.population_hash))],
        ),
        (
            "Results hash".into(),
            vec![Span::mono(hash_groups(&input.results_hash))],
        ),
        (
            "Event log head".into(),
            vec![Span::mono(format!(
                "{}\nentry {}",
                hash_groups(&input.log_head.hash),
                count(input.log_head.sequence)
            ))],
        ),
    ]
}

/// How to check the pages, and what is attached.
pub fn closing(input: &ChangeDossier, attachments: &[Attachment], replaced: &[char]) -> Vec<Block> {
    let mut section = SectionWriter::following(2, "How to check this file");
    section.say(
        "Without Changeproof: pdfdetach -saveall takes the attached files out, sha256sum -c SHA256SUMS checks \
         them. To follow a row of evidence.csv to its origin, ask management for the file, compare its SHA-256 \
         and look at the place. With Changeproof, changeproof verify checks all of this and every byte of the \
         pages, and beside the workspace also the head of its event log.",
    );
    attached_files(&mut section, attachments);
    characters(&mut section, replaced);
    if input.dossier.evidence.is_empty() {
        section.note("evidence.csv has no rows: no outcome rests on a record.");
    }
    section.finish()
}
