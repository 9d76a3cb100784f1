//! The sections of packs. Each file writes one section from the input; no
//! text is a conclusion written in advance, and a section without data says what is missing.

mod annual;
mod annual_clauses;
mod annual_closing;
mod annual_figures;
mod appendices;
mod attributes;
mod completeness;
mod contents;
mod controls;
mod cover;
mod decided;
mod deviations;
mod dossier;
mod dossier_parts;
mod dossiers;
mod exceptions;
mod management;
mod population;
mod result_facts;
mod result_items;
mod result_others;
mod results;
mod sampling;
mod scope;
mod source_register;
mod summary;
mod tie_out;
mod untested;
mod word_differences;
mod writer;

use crate::attachments::Attachment;
use crate::block::{Block, Cell, Document, DocumentInfo, Furniture, Label, Span, Words};
use crate::error::ReportError;
use crate::figures::Figures;
use crate::layout;
use crate::pack::{
    AnnualPack, AuditPack, ChangeDossier, ManagementSummary, PackIdentity, PageSize, Preparer,
};
use crate::wording;

pub use summary::Filling;

/// Letters of the company's name in the title of the document; more would hide the rest.
const TITLE_LETTERS: usize = 100;

/// Label of a section.
fn section_label(number: u8) -> Label {
    Label::new(format!("section-{number}"))
}

/// Label of the dossier of a deployment, by its position in the population.
fn dossier_label(deployment: usize) -> Label {
    Label::new(format!("dossier-{deployment}"))
}

/// The whole document.
///
/// # Errors
///
/// Only where the build is broken.
pub fn audit(input: &AuditPack, attachments: &[Attachment]) -> Result<Document, ReportError> {
    let figures = Figures::of(input);
    let mut blocks = cover::blocks(input, &figures);
    blocks.extend(contents::blocks());
    blocks.extend(scope::blocks(input));
    blocks.extend(source_register::blocks(input));
    blocks.extend(completeness::blocks(input));
    blocks.extend(tie_out::blocks(input));
    blocks.extend(population::blocks(input));
    blocks.extend(controls::blocks(input));
    blocks.extend(results::blocks(input, &figures));
    blocks.extend(sampling::blocks(input));
    blocks.extend(attributes::blocks(input));
    blocks.extend(deviations::blocks(input, &figures));
    blocks.extend(exceptions::blocks(input));
    blocks.extend(decided::blocks(input));
    blocks.extend(dossiers::blocks(input));
    blocks.extend(untested::blocks(input));
    let replaced = layout::replaced_characters(blocks.iter().flat_map(words))?;
    blocks.extend(appendices::blocks(input, attachments, &replaced));
    Ok(of_period("Audit evidence pack", input, blocks))
}

/// A change dossier.
///
/// # Errors
///
/// Only where the build is broken.
pub fn dossier(input: &ChangeDossier, attachments: &[Attachment]) -> Result<Document, ReportError> {
    let mut blocks = dossier::blocks(input);
    let replaced = layout::replaced_characters(blocks.iter().flat_map(words))?;
    blocks.extend(dossier::closing(input, attachments, &replaced));
    let name = wording::shortened(&input.dossier.label, TITLE_LETTERS);
    Ok(document(
        (input.page_size, &input.identity),
        "Change dossier",
        &name,
        blocks,
    ))
}

/// An annual review pack.
///
/// # Errors
///
/// Only where the build is broken.
pub fn annual(input: &AnnualPack, attachments: &[Attachment]) -> Result<Document, ReportError> {
    let mut blocks = annual::blocks(input);
    blocks.extend(annual_figures::blocks(input));
    blocks.extend(annual_closing::what_next(input));
    let replaced = layout::replaced_characters(blocks.iter().flat_map(words))?;
    blocks.extend(annual_closing::closing(input, attachments, &replaced));
    Ok(of_period("Annual review pack", &input.evidence, blocks))
}

/// A management summary.
///
/// # Errors
///
/// Only where the build is broken.
pub fn summary(
    input: &ManagementSummary,
    attachments: &[Attachment],
    filling: Filling,
) -> Result<Document, ReportError> {
    let mut blocks = summary::blocks(input, filling);
    let replaced = layout::replaced_characters(blocks.iter().flat_map(words))?;
    blocks.extend(summary::closing(input, attachments, &replaced));
    Ok(of_period("Management summary", &input.evidence, blocks))
}

/// A document about a period.
fn of_period(kind: &str, input: &AuditPack, blocks: Vec<Block>) -> Document {
    document(
        (input.page_size, &input.identity),
        kind,
        &wording::period_short(input.identity.period),
        blocks,
    )
}

/// A document from its blocks.
fn document(
    (page_size, identity): (PageSize, &PackIdentity),
    kind: &str,
    about: &str,
    blocks: Vec<Block>,
) -> Document {
    Document {
        page_size,
        info: DocumentInfo {
            title: format!(
                "{} · {kind} · {}",
                wording::shortened(&identity.entity, TITLE_LETTERS),
                wording::period(identity.period)
            ),
            author: match &identity.prepared_by {
                Preparer::SignedIn { name, .. } | Preparer::Typed { name } => name.clone(),
                Preparer::WithoutSignIn => "Prepared without sign-in".into(),
            },
            subject: format!(
                "Change management, {} version {}; pack {}",
                identity.policy.name, identity.policy.version, identity.pack_id
            ),
            creator: format!("Changeproof {}", identity.app_version),
            document_id: format!("urn:changeproof:pack:{}", identity.pack_id),
            created_at: identity.prepared_at,
        },
        furniture: Furniture {
            header: format!("{} · {kind} · {about}", identity.entity),
            header_id: identity.pack_id.clone(),
            footer: "Prepared by management; not an audit opinion".into(),
        },
        blocks,
    }
}

/// The words of a block as far as they come from imported data.
fn words(block: &Block) -> Vec<&str> {
    fn of(spans: &[Span]) -> impl Iterator<Item = &str> {
        spans.iter().filter_map(|span| match &span.words {
            Words::Literal(words) => Some(words.as_str()),
            Words::PageOf(_) => None,
        })
    }
    match block {
        Block::Title { subtitle, .. } => vec![subtitle],
        Block::Heading(heading) => vec![&heading.text],
        Block::Paragraph(paragraph) => of(&paragraph.spans).collect(),
        Block::Callout(callout) => of(&callout.spans).collect(),
        Block::Definitions(list) => list
            .items
            .iter()
            .flat_map(|(term, spans)| std::iter::once(term.as_str()).chain(of(spans)))
            .collect(),
        Block::Table(table) => table
            .rows
            .iter()
            .flatten()
            .flat_map(|cell| match cell {
                Cell::Words(spans) => of(spans).collect::<Vec<_>>(),
                Cell::Drawing { .. } => Vec::new(),
            })
            .collect(),
        Block::SignOffs(lines) => lines
            .iter()
            .flat_map(|line| &line.lines)
            .map(String::as_str)
            .collect(),
        Block::Figure(_) | Block::Contents | Block::PageBreak | Block::Gap(_) => Vec::new(),
    }
}
