//! The sheet every picture shares: title, subtitle, legend, footnote; the forms draw into what is left.

use super::alt::alt;
use super::canvas::{Anchor, Canvas, Rect, Rgb, Type, sheet};
use super::fonts::Weight;
use super::spec::{ChartSpec, Course, Figure, Form, Palette};
use super::{figure, plot, ranking};

pub(super) const WIDTH: f64 = 560.0;
pub(super) const HEIGHT: f64 = 400.0;
pub(super) const MARGIN: f64 = 22.0;

/// The picture: 800 × 450 pixels, higher for long rankings.
pub fn svg(spec: &ChartSpec) -> String {
    let top = content_top(spec);
    let bottom = if spec.footnote.is_empty() { MARGIN } else { 52.0 };
    let height = match &spec.form {
        Form::Ranking(it) => (top + ranking::least_height(it) + bottom).max(HEIGHT),
        _ => HEIGHT,
    };
    sheet((WIDTH, height), &alt(spec), |canvas| {
        canvas.rect(Rect { left: 0.0, top: 0.0, right: WIDTH, bottom: height }, spec.palette.paper, 1.0);
        heading(canvas, spec);
        footnote(canvas, spec, height);
        let place = Rect { left: MARGIN, top, right: WIDTH - MARGIN, bottom: height - bottom };
        match &spec.form {
            Form::Columns(it) => plot::columns(canvas, spec, it, place),
            Form::Lines(it) => plot::lines(canvas, spec, it, place),
            Form::Ranking(it) => ranking::draw(canvas, spec, it, place),
            Form::Figure(it) => figure::draw(canvas, spec, it, place),
        }
    })
}

/// What the legend says: nothing for a single series.
fn legend(spec: &ChartSpec) -> Vec<&str> {
    match &spec.form {
        Form::Columns(it) | Form::Lines(it) | Form::Figure(Figure { course: Course::OverTime(it), .. })
            if it.series.len() > 1 =>
        {
            it.series.iter().map(|it| it.name.as_str()).collect()
        }
        Form::Ranking(it) => it.legend.iter().flatten().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

fn content_top(spec: &ChartSpec) -> f64 {
    if legend(spec).is_empty() { 94.0 } else { 122.0 }
}

fn heading(canvas: &mut Canvas<'_>, spec: &ChartSpec) {
    let room = WIDTH - 2.0 * MARGIN;
    // A long title is first set smaller, then cut.
    let title = [24.0, 20.0, 18.0]
        .map(|size| bold(&spec.palette, size))
        .into_iter()
        .find(|it| it.width(&spec.title) <= room)
        .unwrap_or_else(|| bold(&spec.palette, 18.0));
    canvas.text((MARGIN, 50.0), &title.shorten(&spec.title, room), title);
    let subtitle = faint(&spec.palette, 15.0);
    canvas.text((MARGIN, 76.0), &subtitle.shorten(&spec.subtitle, room), subtitle);
    let names = legend(spec);
    let room = room / names.len().max(1) as f64;
    let mut left = MARGIN;
    for (name, color) in names.into_iter().zip(spec.palette.series) {
        let it = plain(&spec.palette, 14.0);
        let name = it.shorten(name, room - 46.0);
        canvas.rect(Rect { left, top: 94.0, right: left + 14.0, bottom: 108.0 }, color, 1.0);
        canvas.text((left + 22.0, 106.0), &name, it);
        left += 22.0 + it.width(&name) + 24.0;
    }
}

fn footnote(canvas: &mut Canvas<'_>, spec: &ChartSpec, height: f64) {
    let it = faint(&spec.palette, 13.0);
    canvas.text((MARGIN, height - 20.0), &it.shorten(&spec.footnote, WIDTH - 2.0 * MARGIN), it);
}

pub(super) fn plain(palette: &Palette, size: f64) -> Type {
    Type { size, weight: Weight::Regular, color: palette.ink, anchor: Anchor::Start }
}

pub(super) fn bold(palette: &Palette, size: f64) -> Type {
    Type { weight: Weight::SemiBold, ..plain(palette, size) }
}

pub(super) fn faint(palette: &Palette, size: f64) -> Type {
    plain(palette, size).in_color(palette.faint)
}

/// The colour of a bar: what is below zero stands out.
pub(super) fn bar_color(palette: &Palette, series: usize, value: f64, is_alone: bool) -> Rgb {
    if value < 0.0 && is_alone { palette.negative } else { palette.series[series % palette.series.len()] }
}
