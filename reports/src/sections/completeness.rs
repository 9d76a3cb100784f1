//! Section 4: were all rows taken in, and are there days without deployments?

use super::writer::SectionWriter;
use crate::block::{Block, Cell, Column, Span, Tone};
use crate::charts::{Chart, DeploymentCalendar, StepKind, Waterfall, WaterfallStep};
use crate::figures::{CalendarGap, calendar};
use crate::pack::{AuditPack, Source};
use crate::wording::{count, counted, day, shortened};

pub fn blocks(input: &AuditPack) -> Vec<Block> {
    let mut section = SectionWriter::new(4, "Completeness of the population");
    import_totals(&mut section, input);
    deployments_per_day(&mut section, input);
    section.finish()
}

fn import_totals(section: &mut SectionWriter, input: &AuditPack) {
    section.part("Import totals");
    if input.sources.is_empty() {
        section.callout(
            "Missing.",
            "No file was imported, so there are no totals to compare.",
        );
        return;
    }
    section.say(
        "Declared counts come from the source system or the person who exported, not from the \
         file. Read = accepted + duplicate + rejected. Rejected rows are listed in section 3 and \
         in attachment rejected.csv.",
    );
    let rows = input
        .sources
        .iter()
        .enumerate()
        .map(|(index, source)| row(index, source))
        .collect();
    section.table(
        vec![
            Column::fixed("No.", 28.0),
            Column::share("File", 1.0),
            Column::number("Declared", 54.0),
            Column::number("Accepted", 56.0),
            Column::number("Duplicate", 58.0),
            Column::number("Rejected", 54.0),
            Column::fixed("Declared = read", 92.0),
        ],
        rows,
        "Import totals by file.",
    );
    let sum = |of: fn(&Source) -> u64| input.sources.iter().map(of).sum::<u64>();
    let step = |label: &str, amount, kind| WaterfallStep {
        label: label.into(),
        amount,
        kind,
    };
    let with_total: Vec<&Source> = input
        .sources
        .iter()
        .filter(|source| source.declared_rows.is_some())
        .collect();
    let mut steps = Vec::new();
    if with_total.len() == input.sources.len() {
        let declared = with_total
            .iter()
            .filter_map(|source| source.declared_rows.as_ref())
            .map(|declared| declared.rows)
            .sum();
        steps.push(step("Rows declared", declared, StepKind::Total));
    }
    steps.extend([
        step("Rows read", sum(Source::rows_read), StepKind::Total),
        step(
            "Duplicate rows",
            sum(|source| source.duplicate),
            StepKind::Minus,
        ),
        step(
            "Rejected rows",
            sum(|source| source.rejected.len() as u64),
            StepKind::Minus,
        ),
        step(
            "Rows accepted",
            sum(|source| source.accepted),
            StepKind::Total,
        ),
    ]);
    let chart = Waterfall {
        unit: "rows".into(),
        steps,
    };
    let height = chart.height();
    section.figure(
        Chart::Waterfall(chart),
        height,
        "From the rows of all files to accepted rows.",
    );
    let without = input.sources.len() - with_total.len();
    if without > 0 {
        let (has, their) = match without {
            1 => ("One file has".to_owned(), "its import"),
            more => (
                format!("{} have", counted(more as u64, "file", "files")),
                "their import",
            ),
        };
        section.callout(
            "No independent count.",
            format!(
                "{has} no declared number of rows, so {their} cannot be proven complete. Enter \
                 the total that the source system shows, or record a count query."
            ),
        );
    }
}

fn row(index: usize, source: &Source) -> Vec<Cell> {
    let (declared, agrees) = match &source.declared_rows {
        None => ("–".to_owned(), Span::text("no count").toned(Tone::Caution)),
        Some(declared) if declared.rows == source.rows_read() => {
            (count(declared.rows), Span::text("yes"))
        }
        Some(declared) => {
            let difference = count(declared.rows.abs_diff(source.rows_read()));
            let sign = if declared.rows > source.rows_read() {
                "missing"
            } else {
                "too many"
            };
            let words = format!("no, {difference} {sign}");
            (
                count(declared.rows),
                Span::strong(words).toned(Tone::Caution),
            )
        }
    };
    vec![
        (index + 1).to_string().into(),
        shortened(&source.file, 80).into(),
        declared.into(),
        count(source.accepted).into(),
        count(source.duplicate).into(),
        count(source.rejected.len() as u64).into(),
        agrees.into(),
    ]
}

fn deployments_per_day(section: &mut SectionWriter, input: &AuditPack) {
    section.part("Deployments per day");
    if input.population.deployments.is_empty() {
        section.callout(
            "Missing.",
            "There is no production deployment to show by day.",
        );
        return;
    }
    let (days, gaps) = calendar(input);
    let limit = input.population.calendar.quiet_working_days;
    let chart = DeploymentCalendar { days };
    let height = chart.height();
    section.figure(
        Chart::DeploymentCalendar(chart),
        height,
        &format!(
            "Production deployments by day; rows are Monday to Sunday, columns are weeks. \
             Outlined: runs of more than {} without a deployment.",
            counted(u64::from(limit), "working day", "working days")
        ),
    );
    if gaps.is_empty() {
        section.say(format!(
            "No run of more than {} without a deployment was found. That alone does not prove \
             that no deployment is missing.",
            counted(u64::from(limit), "working day", "working days")
        ));
        return;
    }
    let unexplained = gaps.iter().filter(|gap| gap.explanation.is_none()).count() as u64;
    section.table(
        vec![
            Column::share("From", 1.4),
            Column::share("To", 1.4),
            Column::number("Working days", 70.0),
            Column::share("Explanation", 3.0),
        ],
        gaps.iter().map(gap_row).collect(),
        &format!(
            "Runs of working days without a deployment; {} without a recorded explanation.",
            count(unexplained)
        ),
    );
}

fn gap_row(gap: &CalendarGap) -> Vec<Cell> {
    let explanation = match &gap.explanation {
        Some(text) => Span::text(shortened(text, 300)),
        None => Span::text("none recorded").toned(Tone::Caution),
    };
    vec![
        day(gap.from).into(),
        day(gap.to).into(),
        count(u64::from(gap.working_days)).into(),
        explanation.into(),
    ]
}
