//! Samples, in words.

use changeproof_app::samples::LIMIT_METHOD;
use changeproof_app::samples::per_mille_words;
use changeproof_app::wire::sample::{
    CellMark, PaperControl, PaperItem, SampleDraw, SizeTable, TickLine, WorkingPaper,
};
use changeproof_domain::time::ForPeople;

use super::{counted, line};

/// A draw that was made.
pub fn sample_drawn(draw: &SampleDraw) -> String {
    let mut text = String::new();
    head(&mut text, draw);
    for item in &draw.items {
        let why = if item.drawn {
            "drawn".to_owned()
        } else {
            "taken".to_owned()
        };
        let stratum = item.stratum.as_ref();
        let stratum = stratum.map_or_else(String::new, |name| format!("  {name}"));
        let groups: Vec<&str> = item.groups.iter().map(|group| group.words()).collect();
        let groups = if groups.is_empty() {
            String::new()
        } else {
            format!("  ({})", groups.join(", "))
        };
        let name = &item.item;
        line(
            &mut text,
            &format!(
                "  {why}  {}:{}  {}  {}{stratum}{groups}",
                name.source,
                name.id,
                name.service,
                ForPeople(item.at)
            ),
        );
    }
    text
}

fn head(text: &mut String, draw: &SampleDraw) {
    line(
        text,
        &format!(
            "Sample {}: {} of {} from {} to {}, by {} on {}.",
            draw.number,
            counted(draw.items.len(), "item", "items"),
            draw.population,
            draw.from,
            draw.to,
            draw.person,
            ForPeople(draw.at)
        ),
    );
    line(text, &format!("  Seed '{}'", draw.seed));
    line(text, &format!("  Population hash {}", draw.population_hash));
    line(text, &format!("  Size {}: {}", draw.size, draw.basis));
    for part in &draw.parts {
        line(
            text,
            &format!(
                "  Stratum {}: {} of {}",
                part.name, part.drawn, part.population
            ),
        );
    }
    for group in &draw.groups {
        let what = match (group.population, group.taken) {
            (0, _) => "none".to_owned(),
            (n, true) => format!("all {n} taken"),
            (n, false) => format!("{n}, too many to take all"),
        };
        line(text, &format!("  {}: {what}", group.group.words()));
    }
    if let Some(reason) = &draw.reason {
        let before: Vec<String> = draw.redraw_of.iter().map(u32::to_string).collect();
        let before = match before.as_slice() {
            [] => String::new(),
            [one] => format!(" after sample {one}"),
            several => format!(" after samples {}", several.join(", ")),
        };
        line(text, &format!("  Drawn{before}, because: {reason}"));
    }
}

/// The draws that were made.
pub fn samples(draws: &[SampleDraw]) -> String {
    let mut text = String::new();
    if draws.is_empty() {
        line(
            &mut text,
            "Nothing was drawn yet. 'changeproof sample WORKSPACE draw' draws from the newest evaluation.",
        );
    }
    for draw in draws {
        head(&mut text, draw);
        let ticked = counted(
            usize::try_from(draw.ticked).unwrap_or(usize::MAX),
            "comparison",
            "comparisons",
        );
        line(&mut text, &format!("  {ticked} recorded"));
    }
    text
}

/// What was ticked.
pub fn sample_ticked(tick: &TickLine) -> String {
    format!(
        "{} of sample {} for {}: {}. Recorded as event {}.\n",
        tick.item,
        tick.draw,
        tick.control,
        tick.tick.words(),
        tick.event
    )
}

/// The table of sizes.
pub fn sample_sizes(table: &SizeTable) -> String {
    let mut text = String::new();
    for row in &table.rows {
        let range = match row.up_to {
            Some(up_to) => format!("up to {up_to}"),
            None => "more".to_owned(),
        };
        let frequency = row.frequency.as_ref();
        let frequency = frequency.map_or_else(String::new, |words| format!("  {words}"));
        line(
            &mut text,
            &format!("{range:>12}  {:>4}{frequency}", row.size),
        );
    }
    line(&mut text, &format!("Source: {}", table.source));
    if let (Some(by), Some(reason)) = (&table.set_by, &table.reason) {
        line(&mut text, &format!("Set by {by}: {reason}"));
    }
    text
}

/// A working paper: what each control came to, then what was found on each item.
pub fn working_paper(paper: &WorkingPaper) -> String {
    let mut text = String::new();
    head(&mut text, &paper.sample);
    line(
        &mut text,
        match (paper.same_population, paper.drawn_again) {
            (_, Some(true)) => "  Drawn again from today's population: the same items",
            (_, Some(false)) => "  DRAWN AGAIN FROM THE SAME POPULATION: OTHER ITEMS",
            (_, None) => {
                "  Today's population is another one: something was imported or decided since"
            }
        },
    );
    line(
        &mut text,
        &format!(
            "Deviations per control; excepted items and those without evidence count. Upper limit at {} %: \
             {LIMIT_METHOD}.",
            paper.sample.confidence
        ),
    );
    for control in &paper.controls {
        line(&mut text, &of_control(control));
    }
    let mut found = Vec::new();
    for item in &paper.items {
        ticked(&mut found, paper, item);
    }
    if found.is_empty() {
        line(&mut text, "Nothing was compared yet: every cell is blank.");
    } else {
        line(&mut text, "Compared so far:");
        for one in found {
            line(&mut text, &one);
        }
    }
    text
}

fn of_control(control: &PaperControl) -> String {
    let counts = &control.counts;
    let limit = match (counts.upper_limit, counts.blank) {
        (Some(tenths), _) => format!("upper limit {}", per_mille_words(tenths)),
        (None, 0) => "applies to none".to_owned(),
        (None, blank) => format!("{blank} not compared"),
    };
    let taken = match counts.taken {
        0 => String::new(),
        n => format!(
            "; taken as a whole {n}, {} deviations, {} not compared",
            counts.taken_deviations, counts.taken_blank
        ),
    };
    format!(
        "  {}  {} of {} drawn, {limit}{taken}",
        control.control, counts.deviations, counts.compared
    )
}

fn ticked(found: &mut Vec<String>, paper: &WorkingPaper, item: &PaperItem) {
    for (control, cell) in paper.controls.iter().zip(&item.cells) {
        let Some(tick) = &cell.tick else {
            continue;
        };
        let mark = match cell.mark {
            CellMark::Blank => "does not stand: the outcome is another one now",
            CellMark::Agreed => "agreed",
            CellMark::Attested => "agreed, by an attestation",
            CellMark::NotApplicable => "agreed, not applicable",
            CellMark::Excepted => "deviation, excepted",
            CellMark::Deviation => "deviation",
            CellMark::NoEvidence => "no evidence",
        };
        let note = tick.note.as_ref();
        let note = note.map_or_else(String::new, |note| format!(": {note}"));
        found.push(format!(
            "  {}  {}  {mark}, by {}{note}",
            item.item.item.id, control.control, tick.person
        ));
    }
}
