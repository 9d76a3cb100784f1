//! The annual review pack on the year: controls by month, emergencies, exceptions, parameters and rosters.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::writer::SectionWriter;
use crate::block::{Block, Cell, Column, Span};
use crate::charts::{Chart, HeatMap, HeatRow};
use crate::figures::Tally;
use crate::pack::{
    AnnualPack, ApprovedWhen, AuditPack, Emergency, ExceptionItem, ExceptionState, Month, Subject,
};
use crate::wording::{count, counted, day_short, instant_short, list, month, percent, shortened};

/// Rows printed of a list; attachments hold all.
const PRINTED: usize = 24;

pub fn blocks(input: &AnnualPack) -> Vec<Block> {
    let mut blocks = heat_map(&input.evidence);
    blocks.extend(emergencies(input));
    blocks.extend(exceptions(input));
    blocks.extend(parameters(input));
    blocks
}

fn heat_map(evidence: &AuditPack) -> Vec<Block> {
    let mut section = SectionWriter::new(6, "Controls by month");
    let months = Month::within(evidence.identity.period);
    let mut by_control: BTreeMap<usize, BTreeMap<Month, Tally>> = BTreeMap::new();
    for result in &evidence.results {
        let Subject::Deployment(at) = result.subject else {
            continue;
        };
        if result.is_counted_elsewhere() {
            continue;
        }
        let of = Month::of(evidence.population.deployments[at].local_day);
        let tally = by_control.entry(result.control).or_default();
        tally.entry(of).or_default().add(result.outcome);
    }
    if by_control.is_empty() {
        section.callout(
            "Missing.",
            "No control was evaluated for a deployment of these days, so there is nothing to show by month.",
        );
        return section.finish();
    }
    let rows: Vec<HeatRow> = by_control
        .iter()
        .map(|(control, tallies)| HeatRow {
            label: evidence.controls[*control].id.clone(),
            months: months
                .iter()
                .map(|month| tallies.get(month).copied().unwrap_or_default())
                .collect(),
        })
        .collect();
    let others: Vec<&str> = (0..evidence.controls.len())
        .filter(|control| !by_control.contains_key(control))
        .map(|control| evidence.controls[control].id.as_str())
        .collect();
    section.say(
        "Each figure counts failures in the month of the deployment. A hatched cell has no failure; its figure counts \
         what could not be judged, which is no pass.",
    );
    let map = HeatMap { months, rows };
    let height = map.height();
    section.figure(
        Chart::HeatMap(map),
        height,
        "Controls on deployments by month; the shade is the share of what was judged that failed.",
    );
    if !others.is_empty() {
        section.note(format!(
            "{} judge the period, files, the policy or exceptions, and have no month: see section 8 of the audit pack.",
            list(&others)
        ));
    }
    section.finish()
}

fn emergencies(input: &AnnualPack) -> Vec<Block> {
    let mut section = SectionWriter::new(7, "Emergencies");
    let evidence = &input.evidence;
    share(&mut section, evidence);
    section.part("Lateness of the reviews");
    let all = &input.emergencies;
    if all.is_empty() {
        section.say("No emergency of these days asks for a post-change review.");
    } else {
        lateness(&mut section, all);
    }
    for id in ["EMG-01", "EMG-04", "EMG-05"] {
        of_control(&mut section, evidence, id);
    }
    section.finish()
}

fn share(section: &mut SectionWriter, evidence: &AuditPack) {
    let deployments = &evidence.population.deployments;
    if deployments.is_empty() {
        section.callout(
            "Missing.",
            "No production deployment was found in these days, so there is no share of emergencies.",
        );
        return;
    }
    let mut months: BTreeMap<Month, (u64, u64, u64)> = Month::within(evidence.identity.period)
        .into_iter()
        .map(|month| (month, (0, 0, 0)))
        .collect();
    for one in deployments {
        let of = months.entry(Month::of(one.local_day)).or_default();
        of.0 += 1;
        of.1 += u64::from(one.is_emergency());
        of.2 += u64::from(one.category.is_none());
    }
    let total = months.values().fold((0, 0, 0), |sum, of| {
        (sum.0 + of.0, sum.1 + of.1, sum.2 + of.2)
    });
    let row = |name: Cell, (all, emergencies, unknown): (u64, u64, u64)| -> Vec<Cell> {
        let share = match all {
            0 => "–".to_owned(),
            all => percent(emergencies as f64 / all as f64),
        };
        vec![
            name,
            count(all).into(),
            count(emergencies).into(),
            share.into(),
            count(unknown).into(),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = months
        .into_iter()
        .map(|(of, counts)| row(month(of).into(), counts))
        .collect();
    rows.push(row(Span::strong("All").into(), total));
    section.dense_table(
        vec![
            Column::share("Month", 1.0),
            Column::number("Deployments", 80.0),
            Column::number("Emergencies", 80.0),
            Column::number("Share", 70.0),
            Column::number("Category not known", 110.0),
        ],
        rows,
        "Emergencies among production deployments, by what their change records say.",
    );
}

fn lateness(section: &mut SectionWriter, all: &[Emergency]) {
    let late = { all.iter() }.filter(|one| one.days_late.is_some() || one.not_counted.is_some());
    let mut late: Vec<&Emergency> = late.collect();
    let mut standings: BTreeMap<&str, u64> = BTreeMap::new();
    for one in all {
        *standings.entry(&one.standing).or_default() += 1;
    }
    let standings: Vec<String> = standings
        .into_iter()
        .map(|(words, number)| format!("{} {words}", count(number)))
        .collect();
    section.say(format!(
        "Reviews of {}: {}.",
        counted(all.len() as u64, "emergency", "emergencies"),
        list(&standings)
    ));
    if late.is_empty() {
        section.say("No review that is known came late.");
        return;
    }
    late.sort_by_key(|one| (std::cmp::Reverse(one.days_late), one.change.clone()));
    let rows = late.iter().take(PRINTED).map(|one| -> Vec<Cell> {
        vec![
            shortened(&one.change, 40).into(),
            what_for(one).into(),
            instant_short(one.deployed_at).into(),
            day_short(one.due).into(),
            one.reviewed
                .as_deref()
                .map_or_else(
                    || Span::muted("none known"),
                    |at| Span::text(shortened(at, 40)),
                )
                .into(),
            one.days_late.map_or_else(|| "–".to_owned(), count).into(),
        ]
    });
    let rest = late.len().saturating_sub(PRINTED) as u64;
    let more = match rest {
        0 => String::new(),
        rest => format!(" {} not printed.", counted(rest, "more is", "more are")),
    };
    section.dense_table(
        vec![
            Column::content("Change", 80.0),
            Column::share("Services", 1.0),
            Column::content("Deployed", 100.0),
            Column::content("Review due", 70.0),
            Column::content("Held", 110.0),
            Column::number("Days late", 52.0),
        ],
        rows.collect(),
        &format!("Post-change reviews that came late, do not count, or are still missing.{more}"),
    );
}

/// The services, and why no review counts where no days tell it.
fn what_for(one: &Emergency) -> String {
    let services = shortened(&list(&one.services), 60);
    match (&one.not_counted, one.days_late) {
        (Some(why), None) => format!("{services}. {}", shortened(why, 200)),
        (Some(_) | None, _) => services,
    }
}

/// What a control came to in the period.
fn of_control(section: &mut SectionWriter, evidence: &AuditPack, id: &str) {
    let Some(control) = evidence.controls.iter().position(|of| of.id == id) else {
        return;
    };
    let results: Vec<_> = evidence
        .results
        .iter()
        .filter(|result| result.control == control && !result.is_counted_elsewhere())
        .collect();
    let mut tally = Tally::default();
    for result in &results {
        tally.add(result.outcome);
    }
    let name = &evidence.controls[control].name;
    let words = match results.as_slice() {
        [] => "Not judged in these days.".to_owned(),
        [only] => shortened(&only.reason, 300),
        _ if tally.judged() == 0 => "Nothing was judged in these days.".to_owned(),
        _ => format!(
            "Of {} judged {} failed, {} could not be judged, {} passed; {} pending.",
            count(tally.judged()),
            count(tally.fail),
            count(tally.insufficient),
            count(tally.pass),
            counted(tally.pending, "is", "are"),
        ),
    };
    let outcome = match results.as_slice() {
        [only] => Some(only.outcome),
        _ => None,
    };
    let mut spans = vec![
        Span::mono(format!("{id} ")),
        Span::strong(format!("{name}. ")),
    ];
    if let Some(outcome) = outcome {
        spans.push(Span::outcome(outcome));
        spans.push(" ".into());
    }
    spans.push(words.into());
    section.spans(spans);
}

fn exceptions(input: &AnnualPack) -> Vec<Block> {
    let mut section = SectionWriter::following(8, "Exceptions by clause and age");
    let evidence = &input.evidence;
    let register = &evidence.exceptions;
    if !register.is_kept {
        section.callout(
            "Missing.",
            "No register of exceptions was imported, and none is kept in Changeproof. Whether exceptions were granted \
             is therefore not known.",
        );
        return section.finish();
    }
    if register.items.is_empty() {
        section.say("A register is kept, and no exception held on a day of the period.");
        return section.finish();
    }
    let as_of = evidence.identity.as_of;
    let mut by_clause: BTreeMap<String, Ages> = BTreeMap::new();
    for item in &register.items {
        for clause in clauses_of(evidence, item) {
            by_clause.entry(clause).or_default().add(item, as_of);
        }
    }
    let number = |number: u64| match number {
        0 => "–".to_owned(),
        number => count(number),
    };
    let rows = by_clause.iter().map(|(clause, ages)| -> Vec<Cell> {
        let mut row: Vec<Cell> = vec![Span::mono(clause.as_str()).into()];
        row.extend(ages.bands.iter().map(|of| number(*of).into()));
        row.push(number(ages.over).into());
        row.push(number(ages.other).into());
        row.push(number(ages.retroactive).into());
        row
    });
    section.dense_table(
        vec![
            Column::share("Clause", 1.0),
            Column::number("Up to 7 days", 62.0),
            Column::number("8 to 30", 46.0),
            Column::number("31 to 60", 48.0),
            Column::number("Over 60", 48.0),
            Column::number("Ended", 44.0),
            Column::number("Not begun, no approver, or not known", 92.0),
            Column::number("Of all retroactive", 74.0),
        ],
        rows.collect(),
        &format!(
            "{} by the clauses of their controls, and by how long those in force have held as of {}. One that is for \
             controls of several clauses stands at each. Attachment exceptions.csv holds them.",
            counted(register.items.len() as u64, "exception", "exceptions"),
            instant_short(as_of)
        ),
    );
    section.finish()
}

fn clauses_of(evidence: &AuditPack, item: &ExceptionItem) -> BTreeSet<String> {
    let named = item.controls.iter();
    let controls = named.filter_map(|id| evidence.controls.iter().find(|of| of.id == *id));
    let clauses: BTreeSet<String> = controls
        .flat_map(|control| control.clauses.iter().map(|clause| clause.id.clone()))
        .collect();
    match clauses.is_empty() {
        true => BTreeSet::from(["no clause is known".to_owned()]),
        false => clauses,
    }
}

/// Exceptions by age.
#[derive(Default)]
struct Ages {
    /// In force for up to 7, 30, 60 and more days.
    bands: [u64; 4],
    over: u64,
    other: u64,
    retroactive: u64,
}

impl Ages {
    fn add(&mut self, item: &ExceptionItem, as_of: DateTime<Utc>) {
        self.retroactive += u64::from(item.approved == ApprovedWhen::Afterwards);
        match (item.state(as_of), item.from) {
            (ExceptionState::Ended, _) => self.over += 1,
            (ExceptionState::InForce, Some(from)) => {
                let days = (as_of - from).num_days();
                let band = [7, 30, 60].iter().position(|most| days <= *most);
                self.bands[band.unwrap_or(3)] += 1;
            }
            (
                ExceptionState::InForce
                | ExceptionState::NoApproval
                | ExceptionState::NotBegun
                | ExceptionState::NotKnown,
                _,
            ) => self.other += 1,
        }
    }
}

fn parameters(input: &AnnualPack) -> Vec<Block> {
    let mut section = SectionWriter::new(9, "Parameters and rosters");
    let evidence = &input.evidence;
    section.part("Parameters in force");
    let mut values: BTreeMap<&str, (&str, Vec<&str>)> = BTreeMap::new();
    for control in &evidence.controls {
        for parameter in &control.parameters {
            let of = values
                .entry(&parameter.name)
                .or_insert((&parameter.value, Vec::new()));
            of.1.push(&control.id);
        }
    }
    if values.is_empty() {
        section.say("The controls have no parameters.");
    } else {
        let rows = values.iter().map(|(name, (value, controls))| -> Vec<Cell> {
            vec![
                Span::mono(*name).into(),
                shortened(value, 160).into(),
                shortened(&controls.join(", "), 90).into(),
            ]
        });
        section.dense_table(
            vec![
                Column::content("Parameter", 150.0),
                Column::share("Value", 1.2),
                Column::share("Controls", 0.9),
            ],
            rows.collect(),
            "What the controls took as given. A value that changed within the period has each value with its days.",
        );
    }
    interpretations(&mut section, evidence);
    section.part("Changes of the roster");
    if !evidence.decided.has_roster {
        section.callout(
            "Missing.",
            "No roster was imported, so nobody's roles are known.",
        );
    } else if input.roster.is_empty() {
        section.say("No line of the roster began or ended in the period.");
    } else {
        roster(&mut section, input);
    }
    section.finish()
}

/// How many readings of the policy somebody accepted.
fn interpretations(section: &mut SectionWriter, evidence: &AuditPack) {
    let all: BTreeMap<&str, bool> = evidence
        .controls
        .iter()
        .flat_map(|control| &control.interpretations)
        .map(|one| (one.text.as_str(), one.decided_by.is_some()))
        .collect();
    let accepted = all.values().filter(|accepted| **accepted).count() as u64;
    if all.is_empty() {
        return;
    }
    section.say(format!(
        "The policy is read in {} where it gives no number; the policy owner accepted {} of them.",
        counted(all.len() as u64, "way", "ways"),
        count(accepted)
    ));
}

fn roster(section: &mut SectionWriter, input: &AnnualPack) {
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "–".to_owned(), day_short);
    let rows = input.roster.iter().take(PRINTED).map(|one| -> Vec<Cell> {
        vec![
            shortened(&one.person, 80).into(),
            shortened(&list(&one.roles), 120).into(),
            day(one.from).into(),
            day(one.to).into(),
        ]
    });
    let rest = input.roster.len().saturating_sub(PRINTED) as u64;
    let more = match rest {
        0 => String::new(),
        rest => format!(
            " {} not printed.",
            counted(rest, "more line is", "more lines are")
        ),
    };
    section.dense_table(
        vec![
            Column::share("Person", 1.0),
            Column::share("Roles", 1.2),
            Column::content("Began", 74.0),
            Column::content("Ended", 74.0),
        ],
        rows.collect(),
        &format!("Lines of the roster that began or ended in the period.{more}"),
    );
}
