//! Charts as data that can draw themselves on any plotters backend: the pack's vectors, and the
//! screen's SVG with the same figures, colours and order.

mod calendar;
mod canvas;
mod coverage_matrix;
mod heat_map;
mod legend;
mod month_grid;
mod month_trend;
mod outcome_bar;
pub(crate) mod scene_backend;
mod svg;
mod waterfall;

pub use calendar::{CalendarDay, DeploymentCalendar};
pub use canvas::{Canvas, DrawError};
pub use coverage_matrix::CoverageMatrix;
pub use heat_map::{HeatMap, HeatRow};
pub use legend::OutcomeLegend;
pub use month_trend::{MonthTally, MonthTrend};
pub use outcome_bar::OutcomeBar;
pub use svg::svg;
pub use waterfall::{StepKind, Waterfall, WaterfallStep};

use plotters_backend::DrawingBackend;

/// A chart.
#[derive(Debug, Clone)]
pub enum Chart {
    /// Outcomes of one control or service as one stacked bar.
    OutcomeBar(OutcomeBar),
    /// What the marks mean.
    OutcomeLegend(OutcomeLegend),
    /// FAIL and worst-case rate by month.
    MonthTrend(MonthTrend),
    /// Deployments by day, with gaps.
    DeploymentCalendar(DeploymentCalendar),
    /// From a total to what is left of it.
    Waterfall(Waterfall),
    /// Coverage by kind of record and month.
    CoverageMatrix(CoverageMatrix),
    /// Failures by control and month.
    HeatMap(HeatMap),
}

impl Chart {
    /// What the chart says, in words, for those who do not see it.
    #[must_use]
    pub fn alternative(&self) -> String {
        match self {
            Self::OutcomeBar(chart) => chart.alternative(),
            Self::OutcomeLegend(chart) => chart.alternative(),
            Self::MonthTrend(chart) => chart.alternative(),
            Self::DeploymentCalendar(chart) => chart.alternative(),
            Self::Waterfall(chart) => chart.alternative(),
            Self::CoverageMatrix(chart) => chart.alternative(),
            Self::HeatMap(chart) => chart.alternative(),
        }
    }

    /// Draws the chart to fill the canvas.
    ///
    /// # Errors
    ///
    /// What the backend reports.
    pub fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<'_, DB>) -> Result<(), DrawError<DB>> {
        match self {
            Self::OutcomeBar(chart) => chart.draw(canvas),
            Self::OutcomeLegend(chart) => chart.draw(canvas),
            Self::MonthTrend(chart) => chart.draw(canvas),
            Self::DeploymentCalendar(chart) => chart.draw(canvas),
            Self::Waterfall(chart) => chart.draw(canvas),
            Self::CoverageMatrix(chart) => chart.draw(canvas),
            Self::HeatMap(chart) => chart.draw(canvas),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use chrono::NaiveDate;
    use plotters::drawing::IntoDrawingArea as _;
    use plotters_backend::{BackendColor, BackendCoord, BackendTextStyle, DrawingErrorKind};

    use super::*;
    use crate::figures::Tally;
    use crate::pack::{CoverageRow, CoverageState, Month};

    /// A backend unlike the pack's: it counts pixels and words.
    #[derive(Default)]
    struct Counting {
        pixels: u64,
        words: u64,
    }

    impl DrawingBackend for &mut Counting {
        type ErrorType = Infallible;

        fn get_size(&self) -> (u32, u32) {
            (482, 160)
        }

        fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
            Ok(())
        }

        fn present(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
            Ok(())
        }

        fn draw_pixel(
            &mut self,
            _: BackendCoord,
            _: BackendColor,
        ) -> Result<(), DrawingErrorKind<Infallible>> {
            self.pixels += 1;
            Ok(())
        }

        fn draw_text<S: BackendTextStyle>(
            &mut self,
            _: &str,
            _: &S,
            _: BackendCoord,
        ) -> Result<(), DrawingErrorKind<Infallible>> {
            self.words += 1;
            Ok(())
        }
    }

    fn all() -> Vec<Chart> {
        let tally = Tally {
            fail: 2,
            insufficient: 3,
            pending: 1,
            pass: 30,
            not_applicable: 4,
        };
        let month = Month {
            year: 2025,
            month: 3,
        };
        let day = NaiveDate::from_ymd_opt(2025, 3, 3).unwrap();
        vec![
            Chart::OutcomeBar(OutcomeBar { tally }),
            Chart::OutcomeLegend(OutcomeLegend),
            Chart::MonthTrend(MonthTrend {
                months: vec![MonthTally { month, tally }],
            }),
            Chart::DeploymentCalendar(DeploymentCalendar {
                days: vec![CalendarDay {
                    day,
                    deployments: 4,
                    gap: false,
                }],
            }),
            Chart::Waterfall(Waterfall {
                unit: "rows".into(),
                steps: vec![WaterfallStep {
                    label: "Rows".into(),
                    amount: 9,
                    kind: StepKind::Total,
                }],
            }),
            Chart::CoverageMatrix(CoverageMatrix {
                months: vec![month],
                rows: vec![CoverageRow {
                    kind: "Tickets".into(),
                    scope: String::new(),
                    states: vec![CoverageState::Uncovered],
                }],
            }),
            Chart::HeatMap(HeatMap {
                months: vec![month],
                rows: vec![HeatRow {
                    label: "REV-01".into(),
                    months: vec![tally],
                }],
            }),
        ]
    }

    #[test]
    fn every_chart_draws_on_any_backend() {
        for chart in all() {
            let mut backend = Counting::default();
            chart
                .draw(&Canvas::new(&(&mut backend).into_drawing_area(), 1.0))
                .unwrap();
            assert!(backend.pixels > 0, "{chart:?} leaves marks");
        }
    }

    #[test]
    fn every_chart_tells_its_figures_in_words() {
        let words: Vec<String> = all().iter().map(Chart::alternative).collect();
        assert_eq!(
            words[0],
            "The bar shows the outcomes of 40\u{a0}results: 2 fail, 3 insufficient evidence, 1 pending, \
             30 pass and 4 not applicable."
        );
        assert!(words[2].contains("5.7\u{a0}%"), "{}", words[2]);
        assert!(words[3].contains("4 deployments"), "{}", words[3]);
        assert!(words[4].contains("Rows: 9"), "{}", words[4]);
        assert!(
            words[5].contains("Tickets: not covered in March 2025"),
            "{}",
            words[5]
        );
        assert!(
            words[6].contains("REV-01: 2 failed in March 2025"),
            "{}",
            words[6]
        );
    }
}
