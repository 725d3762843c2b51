//! A sheet to draw on: texts, bars and lines in pixels with fractions, at most a tenth apart.
//! The drawing library knows whole units only, so it draws on a sheet ten times as fine.

use plotters::prelude::{Color, DrawingBackend, FontStyle, IntoFont, RGBColor, SVGBackend, ShapeStyle, TextStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::fonts::{self, Weight};

const FINE: f64 = 10.0;

/// A colour as red, green, blue.
pub type Rgb = (u8, u8, u8);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub size: f64,
    pub weight: Weight,
    pub color: Rgb,
    pub anchor: Anchor,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// With its sides on whole pixels.
    pub fn crisp(self) -> Self {
        Self { left: self.left.round(), top: self.top.round(), right: self.right.round(), bottom: self.bottom.round() }
    }

    pub fn meets(self, other: Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// Draws a sheet of `size` pixels with `draw` and returns it as SVG; `words` say it to screen readers.
pub(super) fn sheet((width, height): (f64, f64), words: &str, draw: impl FnOnce(&mut Canvas<'_>)) -> String {
    let mut drawn = String::new();
    let fine = ((width * FINE) as u32, (height * FINE) as u32);
    let mut canvas = Canvas { backend: SVGBackend::with_string(&mut drawn, fine) };
    draw(&mut canvas);
    // The document is closed when the backend goes.
    drop(canvas);
    let body = drawn.split_once('\n').map_or("", |(_own_opening, body)| body);
    let mut label = String::new();
    for letter in words.chars() {
        match letter {
            '<' => label.push_str("&lt;"),
            '&' => label.push_str("&amp;"),
            '"' => label.push_str("&quot;"),
            '\n' => label.push_str("&#10;"),
            letter if letter.is_control() => {}
            letter => label.push(letter),
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" \
         stroke-linejoin=\"round\" stroke-linecap=\"round\" role=\"img\" aria-label=\"{label}\">\n{body}",
        fine.0, fine.1
    )
}

pub(super) struct Canvas<'a> {
    backend: SVGBackend<'a>,
}

// Drawing into a String cannot fail, so the results of the backend are dropped throughout.
impl Canvas<'_> {
    /// Sets `text` with its baseline at `y`.
    pub fn text(&mut self, (x, y): (f64, f64), text: &str, it: Type) {
        if text.is_empty() {
            return;
        }
        let anchor = match it.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let style = match it.weight {
            Weight::Regular => FontStyle::Normal,
            // The nearest weight there is to bold.
            Weight::SemiBold => FontStyle::Bold,
        };
        // The backend divides sizes by 1.24 and lowers centred text by half an ex, that is a quarter of its size.
        let font = ("Inter, sans-serif", it.size * FINE * 1.24, style).into_font();
        let color = rgb(it.color);
        let style = TextStyle::from(font).color(&color).pos(Pos::new(anchor, VPos::Center));
        let _ = self.backend.draw_text(text, &style, fine((x, y - it.size / 4.0)));
    }

    pub fn rect(&mut self, it: Rect, color: Rgb, opacity: f64) {
        let style = ShapeStyle { color: rgb(color).mix(opacity), filled: true, stroke_width: 0 };
        let _ = self.backend.draw_rect(fine((it.left, it.top)), fine((it.right, it.bottom)), &style, true);
    }

    pub fn polygon(&mut self, points: &[(f64, f64)], color: Rgb, opacity: f64) {
        let _ = self.backend.fill_polygon(points.iter().copied().map(fine), &rgb(color).mix(opacity));
    }

    pub fn line(&mut self, points: &[(f64, f64)], color: Rgb, thickness: f64) {
        if points.len() < 2 {
            return;
        }
        let style = ShapeStyle { color: rgb(color).to_rgba(), filled: false, stroke_width: (thickness * FINE) as u32 };
        let _ = self.backend.draw_path(points.iter().copied().map(fine), &style);
    }

    /// A straight line of dashes.
    pub fn dashes(&mut self, from: (f64, f64), to: (f64, f64), color: Rgb, thickness: f64) {
        const DASH: f64 = 5.0;
        const GAP: f64 = 5.0;
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        let at = |way: f64| (from.0 + dx * way / length, from.1 + dy * way / length);
        let mut way = 0.0;
        while way < length {
            self.line(&[at(way), at((way + DASH).min(length))], color, thickness);
            way += DASH + GAP;
        }
    }

    pub fn dot(&mut self, at: (f64, f64), radius: f64, color: Rgb) {
        let style = ShapeStyle { color: rgb(color).to_rgba(), filled: true, stroke_width: 0 };
        let _ = self.backend.draw_circle(fine(at), (radius * FINE) as u32, &style, true);
    }
}

impl Type {
    pub fn width(self, text: &str) -> f64 {
        fonts::width(text, self.size, self.weight)
    }

    pub fn shorten(self, text: &str, room: f64) -> String {
        fonts::shorten(text, self.size, self.weight, room)
    }

    pub fn at(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub fn in_color(self, color: Rgb) -> Self {
        Self { color, ..self }
    }
}

fn rgb((red, green, blue): Rgb) -> RGBColor {
    RGBColor(red, green, blue)
}

fn fine((x, y): (f64, f64)) -> (i32, i32) {
    ((x * FINE).round() as i32, (y * FINE).round() as i32)
}
