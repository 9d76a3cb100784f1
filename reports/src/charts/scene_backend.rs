//! A plotters backend that records vectors for the scene. One pixel is a tenth of a point.

use std::cell::RefCell;
use std::convert::Infallible;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};

use crate::block::Typeface;
use crate::fonts::Shaper;
use crate::scene::Paint;
use crate::theme::Rgb;

/// Pixels in a point.
pub const PIXELS_PER_POINT: f64 = 10.0;

/// Records a chart at a place on a page.
pub struct SceneBackend<'a> {
    /// Shapes the words.
    pub shaper: RefCell<&'a mut Shaper>,
    /// Receives what is drawn.
    pub paints: &'a mut Vec<Paint>,
    /// Left, top, width, height on the page, in points.
    pub frame: [f32; 4],
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl SceneBackend<'_> {
    fn point(&self, (x, y): BackendCoord) -> (f32, f32) {
        let points = |pixels: i32| (f64::from(pixels) / PIXELS_PER_POINT) as f32;
        (self.frame[0] + points(x), self.frame[1] + points(y))
    }
}

fn points(pixels: f64) -> f32 {
    (pixels / PIXELS_PER_POINT) as f32
}

/// Packs hold no transparency: a translucent colour is mixed with the white of the paper.
fn opaque(colour: BackendColor) -> Rgb {
    let mix = |channel: u8| {
        (f64::from(channel) * colour.alpha + 255.0 * (1.0 - colour.alpha)).round() as u8
    };
    Rgb(mix(colour.rgb.0), mix(colour.rgb.1), mix(colour.rgb.2))
}

fn typeface(style: FontStyle) -> Typeface {
    match style {
        FontStyle::Bold => Typeface::Strong,
        FontStyle::Normal | FontStyle::Oblique | FontStyle::Italic => Typeface::Text,
    }
}

impl DrawingBackend for SceneBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let pixels = |length: f32| (f64::from(length) * PIXELS_PER_POINT).round() as u32;
        (pixels(self.frame[2]), pixels(self.frame[3]))
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Drawn {
        let (x, y) = self.point(at);
        let side = points(1.0);
        self.paints.push(Paint::Rect {
            frame: [x, y, side, side],
            colour: opaque(colour),
        });
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let ((left, top), (right, bottom)) = (self.point(upper_left), self.point(bottom_right));
        if fill {
            let frame = [left, top, right - left, bottom - top];
            self.paints.push(Paint::Rect {
                frame,
                colour: opaque(style.color()),
            });
            return Ok(());
        }
        self.paints.push(Paint::Line {
            points: vec![
                (left, top),
                (right, top),
                (right, bottom),
                (left, bottom),
                (left, top),
            ],
            width: points(f64::from(style.stroke_width())),
            colour: opaque(style.color()),
        });
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let corners: Vec<_> = path.into_iter().map(|at| self.point(at)).collect();
        self.paints.push(Paint::Line {
            points: corners,
            width: points(f64::from(style.stroke_width())),
            colour: opaque(style.color()),
        });
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        const CORNERS: u16 = 24;
        let (x, y) = self.point(centre);
        let radius = points(f64::from(radius));
        let corners: Vec<_> = (0..=CORNERS)
            .map(|corner| {
                let angle = f32::from(corner) / f32::from(CORNERS) * std::f32::consts::TAU;
                (x + radius * angle.cos(), y + radius * angle.sin())
            })
            .collect();
        let colour = opaque(style.color());
        self.paints.push(if fill {
            Paint::Polygon {
                points: corners,
                colour,
            }
        } else {
            let width = points(f64::from(style.stroke_width()));
            Paint::Line {
                points: corners,
                width,
                colour,
            }
        });
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let points = corners.into_iter().map(|at| self.point(at)).collect();
        self.paints.push(Paint::Polygon {
            points,
            colour: opaque(style.color()),
        });
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        words: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let em = self
            .shaper
            .borrow_mut()
            .width(typeface(style.style()), words);
        Ok((
            (f64::from(em) * style.size()).ceil() as u32,
            style.size().ceil() as u32,
        ))
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        words: &str,
        style: &S,
        at: BackendCoord,
    ) -> Drawn {
        let (x, y) = self.point(at);
        let size = points(style.size());
        let face = typeface(style.style());
        let shaper = self.shaper.get_mut();
        let words = shaper.visible(face, words).replace('\n', " ");
        let runs = shaper.shape(face, &words);
        let width = runs.iter().map(|run| run.width).sum::<f32>() * size;
        let mut left = match style.anchor().h_pos {
            HPos::Left => x,
            HPos::Center => x - width / 2.0,
            HPos::Right => x - width,
        };
        let baseline = match style.anchor().v_pos {
            VPos::Top => y + size * 0.8,
            VPos::Center => y + size * 0.36,
            VPos::Bottom => y - size * 0.2,
        };
        let colour = opaque(style.color());
        for run in runs.iter() {
            let advance = run.width * size;
            let at = (left, baseline);
            self.paints.push(Paint::Text {
                run: run.clone(),
                size,
                at,
                colour,
            });
            left += advance;
        }
        Ok(())
    }
}
