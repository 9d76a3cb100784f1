//! A post-change review as a paper of one page: for the file of an incident, or for whoever asks for it.

use chrono::{DateTime, NaiveDate, Utc};

use crate::block::{
    Block, Definitions, Document, DocumentInfo, Frame, Furniture, Heading, HeadingLevel, Label,
    Paragraph, ParagraphKind, SignOff, Span,
};
use crate::error::ReportError;
use crate::pack::PageSize;
use crate::wording::{hash_groups, instant, shortened};
use crate::{layout, pdf};

/// Letters of a text that somebody typed before it is cut: a paper of one page has no room for more.
const TEXT_LETTERS: usize = 900;
/// Lines of a list before the rest is counted.
const LIST_LINES: usize = 8;

/// What the paper tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPaper {
    /// The paper.
    pub page_size: PageSize,
    /// The company.
    pub entity: String,
    /// The key of the change record.
    pub change: String,
    /// The record's title.
    pub title: String,
    /// The deployments that rest on it, a line each.
    pub deployments: Vec<String>,
    /// The reviewer's name.
    pub reviewer: String,
    /// When the review was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The day on which it was held, where that was before.
    pub held_on: Option<NaiveDate>,
    /// What it came to.
    pub outcome: String,
    /// What had made the emergency.
    pub cause: String,
    /// Who read the code, and what of it; none where nobody did.
    pub code_review: Option<(String, String)>,
    /// What is to be done.
    pub follow_up: Vec<String>,
    /// Who took part.
    pub attendees: Vec<String>,
    /// Files behind it, with their SHA-256.
    pub evidence: Vec<(String, String)>,
    /// How EMG-04 judges it, in a sentence, and as of when.
    pub standing: String,
    /// The event of the log that tells of it.
    pub event: i64,
    /// The event's hash.
    pub event_hash: String,
    /// The app's version.
    pub app_version: String,
}

/// Writes it: PDF/A-3a and PDF/UA-1.
///
/// # Errors
///
/// Only where the build is broken.
pub fn review_paper(input: &ReviewPaper) -> Result<Vec<u8>, ReportError> {
    let scene = layout::compose(&document(input))?;
    pdf::write(&scene, &[])
}

fn document(input: &ReviewPaper) -> Document {
    Document {
        page_size: input.page_size,
        info: DocumentInfo {
            title: format!(
                "{} · Post-change review of {}",
                shortened(&input.entity, 100),
                input.change
            ),
            author: input.reviewer.clone(),
            subject: format!("Event {} of the log", input.event),
            creator: format!("Changeproof {}", input.app_version),
            document_id: format!("urn:changeproof:event:{}", input.event_hash),
            created_at: input.recorded_at,
        },
        furniture: Furniture {
            header: format!("{} · Post-change review", shortened(&input.entity, 60)),
            header_id: format!("event {}", input.event),
            footer: "Recorded by the reviewer; not an audit opinion".into(),
        },
        blocks: blocks(input),
    }
}

fn blocks(input: &ReviewPaper) -> Vec<Block> {
    let held = match input.held_on {
        Some(day) => format!("{day}, recorded {}", instant(input.recorded_at)),
        None => instant(input.recorded_at),
    };
    let code = match &input.code_review {
        Some((by, read)) => format!("{by} read: {}", cut(read)),
        None => "No code was read.".to_owned(),
    };
    let mut blocks = vec![
        Block::Title {
            kicker: "Emergency change".into(),
            title: format!("Post-change review of {}", input.change),
            subtitle: shortened(&input.title, 160),
        },
        definitions(
            Frame::Boxed,
            vec![
                (
                    "Deployed",
                    lines(&input.deployments, "No deployment of it was imported."),
                ),
                ("Held", held),
                ("Reviewer", input.reviewer.clone()),
                ("Attendees", lines(&input.attendees, "None are named.")),
            ],
        ),
    ];
    for (title, text) in [
        ("Outcome", cut(&input.outcome)),
        ("Cause", cut(&input.cause)),
        ("Retrospective code review", code),
        (
            "Follow-up actions",
            lines(&input.follow_up, "None were recorded."),
        ),
        ("How it counts", cut(&input.standing)),
    ] {
        blocks.push(heading(title));
        blocks.push(Block::Paragraph(Paragraph {
            kind: ParagraphKind::Body,
            spans: vec![Span::text(text)],
        }));
    }
    let mut proof = vec![(
        "Event".to_owned(),
        vec![Span::mono(format!(
            "{}\n{}",
            input.event,
            hash_groups(&input.event_hash)
        ))],
    )];
    let shown = input.evidence.iter().take(LIST_LINES);
    proof.extend(
        shown.map(|(file, sha256)| (shortened(file, 40), vec![Span::mono(hash_groups(sha256))])),
    );
    if input.evidence.len() > LIST_LINES {
        let more = input.evidence.len() - LIST_LINES;
        proof.push((
            "More files".to_owned(),
            vec![Span::text(format!("{more}, named by the event"))],
        ));
    }
    blocks.push(heading("Event and evidence"));
    blocks.push(Block::Definitions(Definitions {
        frame: Frame::Open,
        items: proof,
    }));
    blocks.push(Block::SignOffs(vec![SignOff {
        lines: vec![
            format!("Reviewer: {}", input.reviewer),
            "Date, signature".into(),
        ],
    }]));
    blocks
}

fn cut(text: &str) -> String {
    shortened(text, TEXT_LETTERS)
}

fn heading(title: &str) -> Block {
    Block::Heading(Heading {
        level: HeadingLevel::Part,
        text: title.to_owned(),
        label: Label::new(title),
    })
}

fn definitions(frame: Frame, items: Vec<(&str, String)>) -> Block {
    let items = items.into_iter();
    Block::Definitions(Definitions {
        frame,
        items: items
            .map(|(term, text)| (term.to_owned(), vec![Span::text(text)]))
            .collect(),
    })
}

/// A list as lines; the words for none where it is empty.
fn lines(items: &[String], none: &str) -> String {
    if items.is_empty() {
        return none.to_owned();
    }
    let mut lines: Vec<String> = items
        .iter()
        .take(LIST_LINES)
        .map(|line| shortened(line, 160))
        .collect();
    if items.len() > LIST_LINES {
        lines.push(format!("and {} more", items.len() - LIST_LINES));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(words: usize) -> ReviewPaper {
        let long = "A sentence of some words. ".repeat(words);
        ReviewPaper {
            page_size: PageSize::A4,
            entity: "Example".into(),
            change: "CHG-1".into(),
            title: long.clone(),
            deployments: vec!["checkout in production".into(); words.max(1)],
            reviewer: "Bo".into(),
            recorded_at: DateTime::UNIX_EPOCH,
            held_on: None,
            outcome: long.clone(),
            cause: long.clone(),
            code_review: Some(("Bo".into(), long.clone())),
            follow_up: vec![long.clone(); words.max(1)],
            attendees: vec![long.clone(); words.max(1)],
            evidence: vec![("minutes.pdf".into(), "ab".repeat(32)); words.max(1)],
            standing: long,
            event: 7,
            event_hash: "cd".repeat(32),
            app_version: "1".into(),
        }
    }

    #[test]
    fn a_review_is_one_page_and_the_same_bytes_each_time() {
        let paper = paper(1);
        let scene = layout::compose(&document(&paper)).unwrap();
        assert_eq!(scene.pages.len(), 1);
        assert_eq!(review_paper(&paper).unwrap(), review_paper(&paper).unwrap());
    }

    #[test]
    fn of_long_texts_and_lists_the_rest_is_counted() {
        let scene = layout::compose(&document(&paper(60))).unwrap();
        assert!(scene.pages.len() <= 3, "{} pages", scene.pages.len());
    }
}
