//! Charts: drawn by the same code as in the packs, with the same figures as a table.

use serde::Serialize;
use ts_rs::TS;

/// A chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChartView {
    /// An `<svg>` element of our own making: no styles, no scripts; colours by class, so that they
    /// follow the theme. Texts of imports in it are escaped.
    pub svg: String,
    /// What the chart says, in words.
    pub alternative: String,
    /// Heads of the same figures as a table.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}
