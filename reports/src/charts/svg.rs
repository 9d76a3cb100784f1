//! A plotters backend that writes a chart as one `<svg>` element for a page: classes instead of
//! colours, so that the page's theme decides, no styles, no scripts, and every text escaped.
//!
//! The element is `<svg class="chart" viewBox role="img" aria-label>`: the label says in words what
//! the chart shows. Its own size is the chart's in CSS pixels; a page may stretch it, keeping the
//! proportions. What is drawn is one of three kinds, each with the class of its role:
//!
//! * `chart-fill-ROLE` on a `path`: an area, to be filled;
//! * `chart-line-ROLE` on a `path`: a line, to be stroked; its `stroke-width` is given, `fill` is
//!   `none`;
//! * `chart-text-ROLE` on a `text`, with `chart-strong` where it is emphasised; its `font-size` and
//!   `text-anchor` are given.
//!
//! Roles, with the light colour that packs print:
//!
//! | role | what it is |
//! | --- | --- |
//! | `ink` | text, axes (#14202b) |
//! | `muted` | secondary text (#56646f) |
//! | `accent` | emphasis (#0d6b66) |
//! | `hairline` | lines between rows, grid (#d5dadf) |
//! | `rule` | frames (#c6cdd3) |
//! | `paper` | the ground itself (#ffffff) |
//! | `empty` | a day without deployments (#eef1f3) |
//! | `level-1`, `level-2`, `level-3` | from few to many; also the coverage of a month (#c5ddd9, #8bbab5, #3d8680) |
//! | `fail` | fail (#b3261e) |
//! | `insufficient-ground` | ground of insufficient evidence (#f6e4c0) |
//! | `insufficient` | its hatching and outline; also gaps and months not covered (#8f5a00) |
//! | `pending-ground` | ground of what is pending (#e6eefa) |
//! | `pending` | its dots and outline (#2a5ea8) |
//! | `pass` | pass (#93bda3) |
//! | `pass-ink` | the word for pass (#2c7a4b) |
//! | `not-applicable` | outline of what does not apply (#64707a) |

use std::convert::Infallible;
use std::fmt::Write as _;

use plotters::drawing::IntoDrawingArea as _;
use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};

use super::{Canvas, Chart};
use crate::outcome::Outcome;
use crate::theme::{self, Rgb};

/// Units of the view box in a point.
const UNITS_PER_POINT: f64 = 10.0;
/// CSS pixels in a point.
const PIXELS_PER_POINT: f64 = 4.0 / 3.0;

/// A chart of that many points as an `<svg>` element, with what it says in words: its own
/// alternative, or better words.
#[must_use]
pub fn svg(chart: &Chart, alternative: &str, (width, height): (f64, f64)) -> String {
    let units = |points: f64| (points * UNITS_PER_POINT).round().max(1.0) as u32;
    let mut backend = SvgBackend {
        size: (units(width), units(height)),
        marks: String::new(),
        open: None,
    };
    // The backend fails at nothing; what plotters itself could refuse leaves the chart incomplete,
    // and its label and table still say everything.
    let area = (&mut backend).into_drawing_area();
    let drawn = chart.draw(&Canvas::new(&area, UNITS_PER_POINT));
    drop(area);
    if drawn.is_err() {
        backend.marks.clear();
        backend.open = None;
    }
    backend.close();
    let mut element = String::with_capacity(backend.marks.len() + 256);
    let (w, h) = backend.size;
    let pixels = |units: u32| (f64::from(units) / UNITS_PER_POINT * PIXELS_PER_POINT).round();
    element.push_str("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" ");
    let size = format!("width=\"{}\" height=\"{}\"", pixels(w), pixels(h).max(1.0));
    element.push_str(&size);
    element.push_str(&format!(
        " viewBox=\"0 0 {w} {h}\" role=\"img\" aria-label=\""
    ));
    escape(alternative, &mut element);
    element.push_str("\">");
    element.push_str(&backend.marks);
    element.push_str("</svg>");
    element
}

/// The kind of a path that is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Fill,
    Line(u32),
}

/// A path to which marks of the same kind and role are added.
struct Open {
    kind: Kind,
    role: &'static str,
    data: String,
}

struct SvgBackend {
    size: (u32, u32),
    marks: String,
    open: Option<Open>,
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// The role of a colour of the theme.
fn role(colour: BackendColor) -> &'static str {
    let (r, g, b) = colour.rgb;
    let of = Rgb(r, g, b);
    let known = [
        (theme::INK, "ink"),
        (theme::MUTED, "muted"),
        (theme::ACCENT, "accent"),
        (theme::HAIRLINE, "hairline"),
        (theme::RULE, "rule"),
        (theme::PAPER, "paper"),
        (theme::EMPTY_CELL, "empty"),
        (theme::CALENDAR[0], "level-1"),
        (theme::CALENDAR[1], "level-2"),
        (theme::CALENDAR[2], "level-3"),
        (theme::outcome_fill(Outcome::Fail), "fail"),
        (
            theme::outcome_fill(Outcome::InsufficientEvidence),
            "insufficient-ground",
        ),
        (
            theme::outcome_ink(Outcome::InsufficientEvidence),
            "insufficient",
        ),
        (theme::outcome_fill(Outcome::Pending), "pending-ground"),
        (theme::outcome_ink(Outcome::Pending), "pending"),
        (theme::outcome_fill(Outcome::Pass), "pass"),
        (theme::outcome_ink(Outcome::Pass), "pass-ink"),
        (theme::outcome_ink(Outcome::NotApplicable), "not-applicable"),
    ];
    let found = known.into_iter().find(|(colour, _)| *colour == of);
    found.map_or("ink", |(_, role)| role)
}

/// Text that cannot become markup; control characters are left out.
fn escape(text: &str, into: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&#39;"),
            letter if letter.is_control() => into.push(' '),
            letter => into.push(letter),
        }
    }
}

impl SvgBackend {
    /// The data of a path of that kind and role: the one that is open, or a new one.
    fn path(&mut self, kind: Kind, role: &'static str) -> &mut String {
        let same = |open: &Open| open.kind == kind && open.role == role;
        if !self.open.as_ref().is_some_and(same) {
            self.close();
        }
        let new = || Open {
            kind,
            role,
            data: String::new(),
        };
        &mut self.open.get_or_insert_with(new).data
    }

    fn close(&mut self) {
        let Some(Open { kind, role, data }) = self.open.take() else {
            return;
        };
        self.marks.push_str(&match kind {
            Kind::Fill => format!("<path class=\"chart-fill-{role}\" d=\"{data}\"/>"),
            Kind::Line(width) => format!(
                "<path class=\"chart-line-{role}\" fill=\"none\" stroke-width=\"{width}\" \
                 d=\"{data}\"/>"
            ),
        });
    }

    fn add_line(
        &mut self,
        points: impl IntoIterator<Item = BackendCoord>,
        style: &impl BackendStyle,
    ) {
        let kind = Kind::Line(style.stroke_width());
        let data = self.path(kind, role(style.color()));
        add_points(points, data);
    }

    fn add_area(&mut self, points: impl IntoIterator<Item = BackendCoord>, colour: BackendColor) {
        let data = self.path(Kind::Fill, role(colour));
        add_points(points, data);
        data.push('z');
    }
}

fn add_points(points: impl IntoIterator<Item = BackendCoord>, data: &mut String) {
    for (index, (x, y)) in points.into_iter().enumerate() {
        let step = if index == 0 { 'M' } else { 'L' };
        // Writing to a string cannot fail.
        let _ = write!(data, "{step}{x} {y}");
    }
}

fn corners((left, top): BackendCoord, (right, bottom): BackendCoord) -> [BackendCoord; 4] {
    [(left, top), (right, top), (right, bottom), (left, bottom)]
}

impl DrawingBackend for &mut SvgBackend {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Drawn {
        self.add_area(corners(at, (at.0 + 1, at.1 + 1)), colour);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.add_line([from, to], style);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let corners = corners(upper_left, bottom_right);
        if fill {
            self.add_area(corners, style.color());
        } else {
            self.add_line(corners.into_iter().chain([upper_left]), style);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.add_line(path, style);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let colour = role(style.color());
        let kind = if fill {
            Kind::Fill
        } else {
            Kind::Line(style.stroke_width())
        };
        let r = i32::try_from(radius).unwrap_or(i32::MAX);
        let data = self.path(kind, colour);
        // Two half circles; writing to a string cannot fail.
        let _ = write!(
            data,
            "M{} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z",
            x.saturating_sub(r),
            d = r.saturating_mul(2)
        );
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        self.add_area(corners, style.color());
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        words: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        // Near enough: the anchor of the text is left to the page.
        let width = 0.55 * words.chars().count() as f64 * style.size();
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        words: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Drawn {
        self.close();
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let strong = match style.style() {
            FontStyle::Bold => " chart-strong",
            FontStyle::Normal | FontStyle::Oblique | FontStyle::Italic => "",
        };
        // Texts stand centred on their point: capitals are some 0.72 of the size high.
        let baseline = y + (style.size() * 0.36).round() as i32;
        let colour = role(style.color());
        let size = style.size().round();
        self.marks.push_str(&format!(
            "<text class=\"chart-text-{colour}{strong}\" x=\"{x}\" y=\"{baseline}\" \
             font-size=\"{size}\" text-anchor=\"{anchor}\">"
        ));
        escape(words, &mut self.marks);
        self.marks.push_str("</text>");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::{CoverageMatrix, OutcomeBar};
    use crate::figures::Tally;
    use crate::pack::{CoverageRow, CoverageState, Month};

    fn bar() -> Chart {
        Chart::OutcomeBar(OutcomeBar {
            tally: Tally {
                fail: 2,
                insufficient: 3,
                pending: 1,
                pass: 30,
                not_applicable: 4,
            },
        })
    }

    #[test]
    fn a_chart_says_in_words_what_it_shows() {
        let svg = svg(&bar(), &bar().alternative(), (160.0, 9.0));
        assert!(svg.starts_with("<svg "), "{svg}");
        assert!(
            svg.contains("viewBox=\"0 0 1600 90\" role=\"img\""),
            "{svg}"
        );
        assert!(svg.contains("2 fail, 3 insufficient evidence"), "{svg}");
    }

    #[test]
    fn colours_are_classes_and_hatching_is_one_path() {
        let svg = svg(&bar(), "A bar.", (160.0, 9.0));
        for class in [
            "chart-fill-fail",
            "chart-fill-insufficient-ground",
            "chart-line-insufficient",
            "chart-fill-pending",
            "chart-fill-pass",
            "chart-line-not-applicable",
        ] {
            assert!(svg.contains(class), "{class} in {svg}");
        }
        assert!(!svg.contains('#') && !svg.contains("style"), "{svg}");
        assert_eq!(svg.matches("chart-line-insufficient").count(), 1, "{svg}");
    }

    #[test]
    fn texts_of_imports_never_become_markup() {
        let chart = Chart::CoverageMatrix(CoverageMatrix {
            months: vec![Month {
                year: 2025,
                month: 3,
            }],
            rows: vec![CoverageRow {
                kind: "<script>alert(1)</script>\u{202e}\"'&".into(),
                scope: String::new(),
                states: vec![CoverageState::Covered],
            }],
        });
        let svg = svg(&chart, &chart.alternative(), (400.0, 60.0));
        assert!(!svg.contains("<script"), "{svg}");
        assert!(svg.contains("&lt;script&gt;"), "{svg}");
    }
}
