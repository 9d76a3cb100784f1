//! Section 5: deployments against a second, independent source.

use std::collections::BTreeMap;

use super::writer::SectionWriter;
use crate::block::{Block, Cell, Column, Span};
use crate::pack::{AuditPack, TieOut, TieOutItem};
use crate::wording::{
    capital, count, counted, instant_short, list_up_to, short_revision, shortened,
};

/// Items printed of the lists that need a look; `tie-out.csv` holds all.
const PRINTED: usize = 60;
/// Items printed of those found in both; `tie-out.csv` holds all.
const PRINTED_TIED: usize = 10;
/// Services printed in the table, and named in a sentence.
const PRINTED_SERVICES: usize = 60;

pub fn blocks(input: &AuditPack) -> Vec<Block> {
    let mut section = SectionWriter::new(5, "Tie-out with a second source");
    let Some(tie_out) = &input.tie_out else {
        section.callout(
            "Missing.",
            "No second source was imported that shows deployments independently of the \
             deployment log, such as pipeline runs or a runtime inventory. Whether the log names \
             every deployment is therefore not proven by this pack.",
        );
        return section.finish();
    };
    section.say(format!(
        "{} were compared with {}. {}",
        capital(&tie_out.second),
        tie_out.first,
        tie_out.rule
    ));
    let only_first = format!("Only in {}", tie_out.first);
    let only_second = format!("Only in {}", tie_out.second);
    by_service(&mut section, tie_out, &only_first);
    meaning(&mut section, tie_out);
    let (listed, untied): (Vec<&TieOutItem>, Vec<&TieOutItem>) = tie_out
        .only_first
        .iter()
        .partition(|item| !tie_out.without_second.contains(&item.service));
    let note = match untied.len() as u64 {
        0 => String::new(),
        left_out => format!(
            " {} of services without {} not listed: table 5.1 counts them, attachment \
             tie-out.csv names them.",
            counted(left_out, "deployment", "deployments"),
            format_args!(
                "{} {}",
                tie_out.second,
                if left_out == 1 { "is" } else { "are" }
            )
        ),
    };
    items(&mut section, (&only_first, &note), &listed, PRINTED);
    let second: Vec<&TieOutItem> = tie_out.only_second.iter().collect();
    items(&mut section, (&only_second, ""), &second, PRINTED);
    let both: Vec<&TieOutItem> = tie_out.in_both.iter().collect();
    items(&mut section, ("In both", ""), &both, PRINTED_TIED);
    section.finish()
}

/// Deployments by service, and how many of them were found in the second source.
fn by_service(section: &mut SectionWriter, tie_out: &TieOut, only_first: &str) {
    let mut services: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for item in &tie_out.in_both {
        services.entry(&item.service).or_default().0 += 1;
    }
    for item in &tie_out.only_first {
        services.entry(&item.service).or_default().1 += 1;
    }
    let number = services.len();
    let mut rows: Vec<Vec<Cell>> = services
        .into_iter()
        .take(PRINTED_SERVICES)
        .map(|(service, (both, only))| {
            vec![
                shortened(service, 80).into(),
                count(both + only).into(),
                count(both).into(),
                count(only).into(),
            ]
        })
        .collect();
    let (both, only) = (
        tie_out.in_both.len() as u64,
        tie_out.only_first.len() as u64,
    );
    rows.push(
        [
            "All".to_owned(),
            count(both + only),
            count(both),
            count(only),
        ]
        .map(|words| Span::strong(words).into())
        .to_vec(),
    );
    let rest = number.saturating_sub(PRINTED_SERVICES) as u64;
    let more = if rest == 0 {
        String::new()
    } else {
        format!(
            " {} not printed; the last row counts all.",
            counted(rest, "more service is", "more services are")
        )
    };
    section.table(
        vec![
            Column::share("Service", 1.0),
            Column::number("Deployments", 84.0),
            Column::number("In both", 70.0),
            Column::number(only_first, 150.0),
        ],
        rows,
        &format!("Deployments of the population by service.{more}"),
    );
}

fn meaning(section: &mut SectionWriter, tie_out: &TieOut) {
    match tie_out.only_second.len() as u64 {
        0 => section.say(format!(
            "Nothing in {} lacks a counterpart in {}.",
            tie_out.second, tie_out.first
        )),
        missing => section.callout(
            "Not in the population.",
            format!(
                "{} in {} without a counterpart in {}. Each may be a deployment that the \
                 population lacks.",
                counted(missing, "item", "items"),
                tie_out.second,
                tie_out.first
            ),
        ),
    }
    if !tie_out.without_second.is_empty() {
        let named: Vec<String> = tie_out
            .without_second
            .iter()
            .map(|service| shortened(service, 60))
            .collect();
        section.callout(
            "Cannot be tied out.",
            format!(
                "No {} of {} were imported. Whether the records name every deployment of {} is \
                 therefore not proven by this pack.",
                tie_out.second,
                list_up_to(&named, PRINTED_SERVICES),
                if named.len() == 1 {
                    "this service"
                } else {
                    "these services"
                }
            ),
        );
    }
}

fn items(
    section: &mut SectionWriter,
    (title, note): (&str, &str),
    items: &[&TieOutItem],
    printed: usize,
) {
    if items.is_empty() {
        if !note.is_empty() {
            section.note(note.trim_start());
        }
        return;
    }
    section.part(capital(title));
    let rows = items
        .iter()
        .take(printed)
        .map(|item| {
            vec![
                Span::mono(shortened(&item.id, 60)).into(),
                shortened(&item.service, 60).into(),
                Span::mono(short_revision(&item.revision)).into(),
                instant_short(item.at).into(),
                item.note.as_str().into(),
            ]
        })
        .collect();
    let rest = items.len().saturating_sub(printed) as u64;
    let caption = if rest == 0 {
        format!("{}.{note}", capital(title))
    } else {
        format!(
            "{}; {} more in attachment tie-out.csv.{note}",
            capital(title),
            count(rest)
        )
    };
    section.dense_table(
        vec![
            Column::content("Id", 130.0),
            Column::content("Service", 130.0),
            Column::content("Revision", 110.0),
            Column::content("Time", 120.0),
            Column::content("Note", 200.0),
        ],
        rows,
        &caption,
    );
}
