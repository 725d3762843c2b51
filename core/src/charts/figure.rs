//! One big number, with its course over time or with bars beside what it is compared with.

use super::axes::Axes;
use super::canvas::{Anchor, Canvas, Rect};
use super::draw::{bold, faint, plain};
use super::plot;
use super::ranking;
use super::spec::{ChartSpec, Course, Figure, Plot};

pub(super) fn draw(canvas: &mut Canvas<'_>, spec: &ChartSpec, figure: &Figure, place: Rect) {
    let number = [56.0, 48.0, 40.0, 30.0, 22.0].map(|size| bold(&spec.palette, size));
    let number = number.iter().find(|it| it.width(&figure.number) <= place.width()).unwrap_or(&number[4]);
    canvas.text((place.left - 2.0, place.top + 66.0), &number.shorten(&figure.number, place.width()), *number);
    let change = plain(&spec.palette, 18.0);
    canvas.text((place.left, place.top + 104.0), &change.shorten(&figure.change, place.width()), change);
    let top = place.top + if figure.change.is_empty() { 96.0 } else { 128.0 };
    match &figure.course {
        Course::OverTime(it) => spark(canvas, spec, it, Rect { top, ..place }),
        Course::Compared(it) => ranking::draw(canvas, spec, it, Rect { top, bottom: (top + 140.0).min(place.bottom), ..place }),
    }
}

/// The course without axes: the shape, and the names of its ends.
fn spark(canvas: &mut Canvas<'_>, spec: &ChartSpec, plot: &Plot, place: Rect) {
    let area = Rect { bottom: place.bottom - 28.0, ..place };
    let axes = Axes::within(spec, plot, area);
    axes.zero_line(canvas, spec);
    plot::course(canvas, spec, plot, &axes);
    let it = faint(&spec.palette, 14.0);
    if let [first, rest @ ..] = plot.buckets.as_slice() {
        canvas.text((place.left, place.bottom - 4.0), &first.name, it);
        if let Some(last) = rest.last() {
            canvas.text((place.right, place.bottom - 4.0), &last.name, it.at(Anchor::End));
        }
    }
}
