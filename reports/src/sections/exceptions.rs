//! Section 12: exceptions from the policy, those that were approved too late apart.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::writer::SectionWriter;
use crate::block::{Block, Cell, Column};
use crate::pack::{ApprovedWhen, AuditPack, ExceptionItem, ExceptionRequest};
use crate::wording::{count, counted, instant_short, shortened};

/// Letters of a text of a person in a cell.
const LETTERS: usize = 400;

pub fn blocks(input: &AuditPack) -> Vec<Block> {
    let mut section = SectionWriter::new(12, "Exceptions register");
    let register = &input.exceptions;
    if !register.is_kept {
        section.callout(
            "Missing.",
            "No register of exceptions was imported, and none is kept in Changeproof. Whether exceptions \
             from the policy were granted is therefore not known.",
        );
        return section.finish();
    }
    section.say(format!(
        "{} held on a day of the period, or may have. An exception changes no outcome: the failures that it \
         covers stay failures, with a mark.",
        counted(register.items.len() as u64, "exception", "exceptions")
    ));
    let approved = |when: ApprovedWhen| -> Vec<&ExceptionItem> {
        let all = register.items.iter();
        all.filter(|item| item.approved == when).collect()
    };
    let late = approved(ApprovedWhen::Afterwards);
    let in_time = approved(ApprovedWhen::Before);
    items(&mut section, "Approved before they began", &in_time);
    items(
        &mut section,
        "Retroactive: approved only after they began",
        &late,
    );
    let untold = approved(ApprovedWhen::NotKnown);
    if !untold.is_empty() {
        items(
            &mut section,
            "Not known whether approved before they began",
            &untold,
        );
    }
    if !late.is_empty() {
        section
            .say("A retroactive exception cures nothing that was deployed before it was approved.");
    }
    if !register.items.is_empty() {
        section.part("Ageing");
        ageing(&mut section, &register.items, input.identity.as_of);
        section.part("Concentration");
        let asked = |item: &ExceptionItem| item.requested_by.clone();
        concentration(&mut section, &register.items, "Requester", asked);
        let service = |item: &ExceptionItem| item.service.clone();
        concentration(&mut section, &register.items, "Service", service);
    }
    requests(&mut section, &register.requests);
    section.finish()
}

fn time(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "not recorded".to_owned(), instant_short)
}

fn items(section: &mut SectionWriter, title: &str, items: &[&ExceptionItem]) {
    section.part(title);
    if items.is_empty() {
        section.say("None.");
        return;
    }
    let row = |item: &&ExceptionItem| -> Vec<Cell> {
        let approved = match item.approved_by.as_slice() {
            [] => "nobody is recorded".to_owned(),
            by => by.join(", "),
        };
        let judged = item
            .judged
            .map_or("not judged", crate::outcome::Outcome::words);
        let ended = item
            .ended_at
            .map_or_else(String::new, |at| format!("; ended {}", instant_short(at)));
        let asked = item.requested_by.as_deref().unwrap_or("not recorded");
        vec![
            format!(
                "{} ({})",
                shortened(&item.id, 60),
                shortened(&item.register, 60)
            )
            .into(),
            format!(
                "{} for {}: {}",
                item.controls.join(", "),
                shortened(&item.scope, 80),
                shortened(&item.deviation, LETTERS)
            )
            .into(),
            format!("{} to {}{ended}", time(item.from), time(item.to)).into(),
            format!(
                "{}; approved by {approved}, {}",
                shortened(asked, 80),
                time(item.approved_at)
            )
            .into(),
            item.risk.as_str().into(),
            judged.into(),
        ]
    };
    section.dense_table(
        vec![
            Column::content("Exception", 84.0),
            Column::share("What it allows", 1.2),
            Column::content("Holds", 118.0),
            Column::share("Asked for by", 1.0),
            Column::content("Risk", 46.0),
            Column::content("EXC-01", 60.0),
        ],
        items.iter().map(row).collect(),
        &format!("{title}."),
    );
}

/// How long those that hold at the end have held, and how long they still do.
fn ageing(section: &mut SectionWriter, items: &[ExceptionItem], as_of: DateTime<Utc>) {
    let mut ages: [u64; 4] = [0; 4];
    let (mut over, mut to_come, mut unknown) = (0_u64, 0_u64, 0_u64);
    for item in items {
        match (item.from, item.end()) {
            (_, Some(end)) if end < as_of => over += 1,
            (Some(from), _) if from > as_of => to_come += 1,
            (Some(from), Some(_)) => {
                let days = (as_of - from).num_days();
                let band = [7, 30, 60]
                    .iter()
                    .position(|most| days <= *most)
                    .unwrap_or(3);
                ages[band] += 1;
            }
            _ => unknown += 1,
        }
    }
    let bands = [
        "In force for up to 7 days",
        "In force for 8 to 30 days",
        "In force for 31 to 60 days",
        "In force for more than 60 days",
    ];
    let of_bands = bands.into_iter().zip(ages);
    let others = [
        ("Not begun", to_come),
        ("Over", over),
        ("Days not recorded", unknown),
    ];
    let rows = of_bands
        .chain(others)
        .map(|(label, number)| vec![label.into(), count(number).into()]);
    section.table(
        vec![
            Column::share("Age", 1.0),
            Column::number("Exceptions", 90.0),
        ],
        rows.collect(),
        &format!("Exceptions by age as of {}.", instant_short(as_of)),
    );
}

fn concentration(
    section: &mut SectionWriter,
    items: &[ExceptionItem],
    what: &str,
    of: impl Fn(&ExceptionItem) -> Option<String>,
) {
    let mut counts: BTreeMap<Option<String>, (u64, u64)> = BTreeMap::new();
    for item in items {
        let found = counts.entry(of(item)).or_default();
        found.0 += 1;
        found.1 += u64::from(item.approved == ApprovedWhen::Afterwards);
    }
    let mut rows: Vec<(Option<String>, (u64, u64))> = counts.into_iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let none = match what {
        "Service" => "no single service",
        _ => "not recorded",
    };
    let row = |(name, (all, late)): (Option<String>, (u64, u64))| -> Vec<Cell> {
        let name = name.as_deref().unwrap_or(none);
        vec![
            shortened(name, 100).into(),
            count(all).into(),
            count(late).into(),
        ]
    };
    section.table(
        vec![
            Column::share(what, 1.0),
            Column::number("Exceptions", 90.0),
            Column::number("Of these retroactive", 130.0),
        ],
        rows.into_iter().map(row).collect(),
        &format!("Exceptions by {}.", what.to_lowercase()),
    );
}

fn requests(section: &mut SectionWriter, requests: &[ExceptionRequest]) {
    if requests.is_empty() {
        return;
    }
    section.part("Requests that allow nothing");
    let row = |one: &ExceptionRequest| -> Vec<Cell> {
        let reason = one.reason.as_deref().unwrap_or("–");
        vec![
            one.id.as_str().into(),
            one.state.as_str().into(),
            format!("{}: {}", one.control, shortened(&one.deviation, LETTERS)).into(),
            format!("{}, {}", one.requested_by, instant_short(one.since)).into(),
            shortened(reason, LETTERS).into(),
        ]
    };
    section.dense_table(
        vec![
            Column::content("Request", 70.0),
            Column::content("State", 62.0),
            Column::share("For", 1.2),
            Column::share("Asked for by", 0.8),
            Column::share("Reason", 1.0),
        ],
        requests.iter().map(row).collect(),
        "Requests that were not approved, or not yet.",
    );
}
