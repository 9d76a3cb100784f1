//! Section 13: who could deploy, and what people decided and changed.

use super::writer::SectionWriter;
use crate::block::{Block, Cell, Column, Span};
use crate::pack::{AuditPack, Decided, DecidedGroup};
use crate::wording::{count, counted, day_short, instant_short, list, shortened};

/// Rows printed of each table; the attachments hold all.
const PRINTED: usize = 200;

pub fn blocks(input: &AuditPack) -> Vec<Block> {
    let mut section = SectionWriter::new(13, "People, decisions and changes");
    let decided = &input.decided;
    able(&mut section, decided);
    others(&mut section, decided);
    section.say(
        "What follows is told by the event log up to its head on the cover; attachment events.json holds each \
         event with its hash.",
    );
    for group in &decided.groups {
        events(&mut section, group);
    }
    section.finish()
}

fn able(section: &mut SectionWriter, decided: &Decided) {
    section.part("People able to deploy");
    if !decided.has_roster {
        section.callout(
            "Missing.",
            "No roster was imported, so nobody's roles are known. Import one with persons, accounts, roles and \
             their dates.",
        );
        return;
    }
    let roles = list(&decided.deploying_roles);
    if decided.able.is_empty() {
        section.callout(
            "Nobody.",
            format!("The roster gives nobody a deploying role ({roles}) on a day of the period."),
        );
        return;
    }
    let rest = decided.able.len().saturating_sub(PRINTED) as u64;
    let rows: Vec<Vec<Cell>> = decided
        .able
        .iter()
        .take(PRINTED)
        .map(|one| {
            let day = |day: Option<chrono::NaiveDate>, none: &str| {
                day.map_or_else(|| none.to_owned(), day_short)
            };
            vec![
                shortened(&one.name, 80).into(),
                one.role.as_str().into(),
                day(one.from, "not said").into(),
                day(one.to, "further notice").into(),
                format!("file {}, {}", one.source + 1, shortened(&one.place, 40)).into(),
                match one.possibly {
                    0 => count(one.deployments).into(),
                    more => format!(
                        "{} to {}",
                        count(one.deployments),
                        count(one.deployments + more)
                    )
                    .into(),
                },
            ]
        })
        .collect();
    let unclear = match decided.able.iter().any(|one| one.possibly > 0) {
        true => {
            " The larger figure counts deployments of which no record or roster tells who carried them out, and \
             that this person may have."
        }
        false => "",
    };
    let more = match rest {
        0 => String::new(),
        n => format!(" {} more are not printed.", count(n)),
    };
    section.table(
        vec![
            Column::share("Person", 1.0),
            Column::content("Role", 90.0),
            Column::content("From", 74.0),
            Column::content("To", 74.0),
            Column::content("Roster", 100.0),
            Column::number("Deployed", 70.0),
        ],
        rows,
        &format!(
            "Everybody to whom the roster gives a deploying role ({roles}) on a day of the period, with how many \
             deployments of the period they carried out.{unclear}{more}"
        ),
    );
}

fn others(section: &mut SectionWriter, decided: &Decided) {
    if decided.others.is_empty() {
        return;
    }
    let rest = decided.others.len().saturating_sub(PRINTED) as u64;
    let rows = decided
        .others
        .iter()
        .take(PRINTED)
        .map(|one| {
            vec![
                shortened(&one.name, 80).into(),
                count(one.deployments).into(),
                one.why.as_str().into(),
            ]
        })
        .collect();
    let more = match rest {
        0 => String::new(),
        n => format!(" {} more are not printed.", count(n)),
    };
    section.table(
        vec![
            Column::share("Who", 1.0),
            Column::number("Deployed", 60.0),
            Column::share("Why not above", 1.4),
        ],
        rows,
        &format!("Others who deployed in the period.{more}"),
    );
}

fn events(section: &mut SectionWriter, group: &DecidedGroup) {
    section.part(group.title.as_str());
    if group.events.is_empty() {
        section.say(group.none.as_str());
        return;
    }
    let rest = group.events.len().saturating_sub(PRINTED) as u64;
    let rows = group
        .events
        .iter()
        .take(PRINTED)
        .map(|event| {
            vec![
                count(event.sequence).into(),
                instant_short(event.at).into(),
                shortened(&event.person, 60).into(),
                Span::text(shortened(&event.sentence, 600)).into(),
            ]
        })
        .collect();
    let more = match rest {
        0 => String::new(),
        n => format!(
            " {} not printed here: attachment events.json holds all.",
            counted(n, "more is", "more are")
        ),
    };
    section.dense_table(
        vec![
            Column::number("Event", 40.0),
            Column::fixed("Time", 100.0),
            Column::content("Who", 100.0),
            Column::share("What", 1.0),
        ],
        rows,
        &format!("{}.{more}", group.title),
    );
}
