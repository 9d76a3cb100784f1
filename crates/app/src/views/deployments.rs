//! Deployments: which production changes were made, and how did each fare?

use changeproof_controls::{Control, registry};
use changeproof_domain::outcome::{Outcome, Overlay};
use changeproof_store::SubjectRow;

use super::OpenWorkspace;
use super::catalogue::strip;
use super::evaluated::Evaluated;
use super::index::{Names, category_bit, key_of};
use super::lists::{list, stretch};
use crate::changes::{CATEGORIES, label, short};
use crate::error::AppError;
use crate::table_text::csv_row;
use crate::wire::view::deployments::{
    DeploymentChoices, DeploymentPage, DeploymentQuery, DeploymentRow,
};

/// Heads of the table that is copied.
const CSV_COLUMNS: [&str; 15] = [
    "at",
    "service",
    "environment",
    "version",
    "revision",
    "changes",
    "pull_requests",
    "author",
    "deployer",
    "categories",
    "worst_outcome",
    "worst_control",
    "source",
    "id",
    "outcomes",
];

/// The first change of a row as lists show it, and how many more there are.
pub(super) fn first_change(changes: &str) -> (Option<String>, u32) {
    let mut lines = changes.lines();
    let first = lines.next().map(|key| label(key).to_owned());
    (first, u32::try_from(lines.count()).unwrap_or(u32::MAX))
}

/// The authors of a row's changes.
fn authors(row: &SubjectRow) -> impl Iterator<Item = &str> {
    row.author.as_deref().unwrap_or_default().lines()
}

/// The control with the worst outcome of a row, where that is not a pass.
fn worst_control(evaluated: &Evaluated, at: usize) -> Option<&'static Control> {
    let named = matches!(
        evaluated.index.worst_outcome(at),
        Outcome::Fail | Outcome::InsufficientEvidence | Outcome::Pending
    );
    named.then(|| registry()[evaluated.index.worst_control(at)])
}

fn row_of(evaluated: &Evaluated, position: u32) -> DeploymentRow {
    let at = position as usize;
    let row = &evaluated.rows[at];
    let (change, more_changes) = first_change(&row.changes);
    let control = worst_control(evaluated, at);
    DeploymentRow {
        key: key_of(row),
        at: row.at,
        service: row.service.clone(),
        environment: row.environment.clone(),
        version: row.version.clone(),
        revision: row.revision.as_deref().map(|sha| short(sha).to_owned()),
        change,
        more_changes,
        author: authors(row).next().map(str::to_owned),
        deployer: row.deployer.clone(),
        categories: row.categories.lines().map(str::to_owned).collect(),
        strip: strip(&row.verdicts),
        worst_control: control.map(|control| control.id.to_owned()),
        worst_name: control.map(|control| control.name.to_owned()),
        worst: evaluated.index.worst_outcome(at),
    }
}

impl OpenWorkspace {
    /// A stretch of a list of deployments.
    ///
    /// # Errors
    ///
    /// None today; the pages are ready for some.
    pub fn deployments(
        &self,
        query: &DeploymentQuery,
        from: u64,
        limit: u32,
    ) -> Result<DeploymentPage, AppError> {
        let Some(evaluated) = self.current().evaluated else {
            return Ok(DeploymentPage {
                total: 0,
                matched: 0,
                rows: Vec::new(),
            });
        };
        let list = list(&evaluated, query);
        let rows = stretch(&list, from, limit).iter();
        Ok(DeploymentPage {
            total: evaluated.rows.len() as u64,
            matched: list.len() as u64,
            rows: rows.map(|row| row_of(&evaluated, *row)).collect(),
        })
    }

    /// What the filters of the list can offer.
    ///
    /// # Errors
    ///
    /// None today; the pages are ready for some.
    pub fn deployment_choices(&self) -> Result<DeploymentChoices, AppError> {
        let Some(evaluated) = self.current().evaluated else {
            return Ok(DeploymentChoices::default());
        };
        let index = &evaluated.index;
        let of = |names: &Names| names.names.clone();
        let authors = index.authors.names.iter().flat_map(|names| names.lines());
        let mut people: Vec<String> = authors.map(str::to_owned).collect();
        people.extend(of(&index.deployers));
        people.sort_by_cached_key(|name| (name.to_lowercase(), name.clone()));
        people.dedup();
        let found = index.categories.iter().fold(0, |bits, bit| bits | bit);
        let occurs = |name: &&str| category_bit(name).is_some_and(|bit| found & bit != 0);
        Ok(DeploymentChoices {
            services: of(&index.services),
            environments: of(&index.environments),
            people,
            months: of(&index.months),
            categories: CATEGORIES
                .into_iter()
                .filter(occurs)
                .map(str::to_owned)
                .collect(),
        })
    }

    /// A list of deployments as CSV, escaped for spreadsheets.
    ///
    /// # Errors
    ///
    /// [`AppError::Output`].
    pub fn deployments_csv(&self, query: &DeploymentQuery) -> Result<String, AppError> {
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv_row(&mut csv, &CSV_COLUMNS)?;
        if let Some(evaluated) = self.current().evaluated {
            for position in list(&evaluated, query).iter() {
                csv_line(&mut csv, &evaluated, *position as usize)?;
            }
        }
        let bytes = csv.into_inner().map_err(|error| error.into_error())?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn csv_line(
    csv: &mut csv::Writer<Vec<u8>>,
    evaluated: &Evaluated,
    at: usize,
) -> Result<(), AppError> {
    let row = &evaluated.rows[at];
    let joined = |lines: &str| lines.lines().collect::<Vec<_>>().join("; ");
    let worst = evaluated.index.worst_outcome(at);
    let control = worst_control(evaluated, at);
    let outcomes: Vec<String> = registry()
        .iter()
        .enumerate()
        .filter_map(|(position, control)| {
            let (outcome, overlays) = row.verdicts.get(position)?;
            let marks: Vec<&str> = overlays.iter().map(Overlay::id).collect();
            let marks = match marks.as_slice() {
                [] => String::new(),
                marks => format!(" ({})", marks.join(", ")),
            };
            Some(format!("{} {outcome}{marks}", control.id))
        })
        .collect();
    let cells = [
        row.at.to_string(),
        row.service.clone(),
        row.environment.clone(),
        row.version.clone().unwrap_or_default(),
        row.revision.clone().unwrap_or_default(),
        joined(&row.changes),
        joined(&row.pull_requests),
        authors(row).collect::<Vec<_>>().join("; "),
        row.deployer.clone().unwrap_or_default(),
        joined(&row.categories),
        worst.id().to_owned(),
        control.map_or_else(String::new, |control| control.id.to_owned()),
        row.source.clone(),
        row.id.clone(),
        outcomes.join("; "),
    ];
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    Ok(csv_row(csv, &cells)?)
}
