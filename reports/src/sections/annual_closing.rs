//! The annual review pack on what comes next: actions, the day of the next review, and what is attached.

use super::annual::HOW_TO_OPEN;
use super::appendices::{attached_files, characters};
use super::management::{actions, decisions, known};
use super::writer::SectionWriter;
use crate::attachments::Attachment;
use crate::block::{Block, Span};
use crate::pack::AnnualPack;
use crate::wording::{counted, day, shortened};

/// Rows of the tables of work.
const PRINTED_ACTIONS: usize = 15;

pub fn what_next(input: &AnnualPack) -> Vec<Block> {
    let mut section = SectionWriter::new(10, "Actions and the next review");
    let (words, is_late) = next_review(input);
    match is_late {
        true => section.callout("Due.", words),
        false => section.say(words),
    }
    section.part("Actions of the review");
    match &input.review {
        None => section.say("Without a review no action came out of one."),
        Some(review) if review.actions.is_empty() => section.say("The review recorded no action."),
        Some(review) => {
            for action in &review.actions {
                section.spans(vec![Span::text(format!("• {}", shortened(action, 300)))]);
            }
        }
    }
    section.part("Actions on findings");
    let management = &input.management;
    let known = &known(&input.evidence);
    actions(
        &mut section,
        &management.overdue,
        PRINTED_ACTIONS,
        (
            "Work on findings and emergencies of the days of this pack whose day has passed.",
            "No work on findings or emergencies of the days of this pack has a day that has passed.",
        ),
    );
    actions(
        &mut section,
        &management.to_come,
        PRINTED_ACTIONS,
        (
            "Work on findings of the days of this pack that is owned and not due yet.",
            "No work on findings of the days of this pack is owned and still to come.",
        ),
    );
    section.part("Decisions needed");
    decisions(
        &mut section,
        (&management.decisions, known),
        PRINTED_ACTIONS,
    );
    section.finish()
}

/// What is attached, and how to check it.
pub fn closing(input: &AnnualPack, attachments: &[Attachment], replaced: &[char]) -> Vec<Block> {
    let mut section = SectionWriter::new(11, "Manifest, and how to check this file");
    section.say(
        "Without Changeproof: pdfdetach -saveall takes the attached files out, sha256sum -c SHA256SUMS checks them. \
         With Changeproof, changeproof verify checks all of this and every byte of the pages, and beside the workspace \
         also the head of its event log.",
    );
    section.say(format!(
        "The pages rest on {} of {} from {}. Which files these are, and each result with its facts, stands in the \
         audit pack of the same days; its results hash is that of the cover where both rest on the same evaluation.",
        counted(input.evidence.results.len() as u64, "result", "results"),
        counted(input.evidence.controls.len() as u64, "control", "controls"),
        counted(
            input.evidence.sources.len() as u64,
            "imported file",
            "imported files"
        ),
    ));
    attached_files(&mut section, attachments);
    characters(&mut section, replaced);
    section.finish()
}

/// The day of the next review, in words.
fn next_review(input: &AnnualPack) -> (String, bool) {
    match input.management.next_review {
        Some(due) if due < input.management.today => (
            format!("The next review was due by {}. It is overdue.", day(due)),
            true,
        ),
        Some(due) => (format!("The next review is due by {}.", day(due)), false),
        None => {
            let how = match input.review {
                None => format!(" {HOW_TO_OPEN}"),
                Some(_) => String::new(),
            };
            let words = "No approved review is known, so the next one is due at once.";
            (format!("{words}{how}"), true)
        }
    }
}
