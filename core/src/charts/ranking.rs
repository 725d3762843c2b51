//! Lying bars, a row for each item: its name, its bar with the value at its end, its share or change.

use super::canvas::{Anchor, Canvas, Rect};
use super::draw::{bar_color, bold, faint, plain};
use super::numbers::{Axis, Numbers};
use super::spec::{ChartSpec, Ranking};

const NAME: f64 = 15.0;
const VALUE: f64 = 14.0;
/// A full number wider than this is written in thousands or millions.
const WIDEST_VALUE: f64 = 100.0;
const WIDEST_NAME: f64 = 235.0;
const LEAST_NAME: f64 = 60.0;
/// Room that the longest bar keeps.
const LEAST_BAR: f64 = 80.0;

/// The height at which the rows are not crowded.
pub(super) fn least_height(ranking: &Ranking) -> f64 {
    heading_height(ranking) + ranking.rows.len() as f64 * if ranking.legend.is_some() { 48.0 } else { 32.0 }
}

fn heading_height(ranking: &Ranking) -> f64 {
    if ranking.notes.is_empty() { 6.0 } else { 24.0 }
}

pub(super) fn draw(canvas: &mut Canvas<'_>, spec: &ChartSpec, ranking: &Ranking, place: Rect) {
    let values: Vec<f64> = ranking.rows.iter().flat_map(|it| [it.value, it.base]).flatten().collect();
    let mut numbers = Numbers::full(spec.locale, &spec.measure, &values);
    let name_type = plain(&spec.palette, NAME);
    let value_type = bold(&spec.palette, VALUE);
    let note_type = faint(&spec.palette, VALUE).at(Anchor::End);
    let width = |numbers: &Numbers<'_>, is_wanted: fn(f64) -> bool| {
        let wanted = values.iter().filter(|it| is_wanted(**it));
        wanted.map(|it| value_type.width(&numbers.with_unit(*it)) + 8.0).fold(0.0, f64::max)
    };
    if width(&numbers, |_| true) > WIDEST_VALUE {
        numbers = Numbers::scaled(spec.locale, &spec.measure, &values);
    }

    let notes = ranking.rows.iter().map(|it| &it.note).chain([&ranking.notes]);
    let notes = notes.map(|it| note_type.width(it)).fold(0.0, f64::max);
    let left_of_bars = width(&numbers, |it| it < 0.0);
    // A missing value is a dash where a bar would begin.
    let right_of_bars = width(&numbers, |it| it >= 0.0).max(8.0 + value_type.width("—"));
    let right = place.right - if notes > 0.0 { notes + 16.0 } else { 0.0 } - right_of_bars;
    // Long names give way before the bars do.
    let room = right - place.left - 16.0 - left_of_bars - LEAST_BAR;
    let widest = ranking.rows.iter().map(|it| name_type.width(&it.name)).fold(0.0, f64::max);
    let names = widest.min(WIDEST_NAME).min(room.max(LEAST_NAME));
    let left = place.left + names + 16.0 + left_of_bars;
    let axis = Axis::over(values.iter().copied(), 4, spec.measure.unit);
    let (low, high) = values.iter().fold((0.0f64, 0.0f64), |(low, high), it| (low.min(*it), high.max(*it)));
    // The longest bar takes all the room: without ticks there is no round end to keep.
    let axis = if low < high { Axis { min: low, max: high, ..axis } } else { axis };
    let x = |value: f64| (left + (right - left) * axis.part(value)).round();

    let top = place.top + heading_height(ranking);
    canvas.text((place.right, place.top + 10.0), &ranking.notes, note_type);
    let n_rows = ranking.rows.len().max(1) as f64;
    let pitch = ((place.bottom - top) / n_rows).min(if ranking.legend.is_some() { 80.0 } else { 62.0 });
    let n_bars = if ranking.legend.is_some() { 2.0 } else { 1.0 };
    let thickness = (pitch * if n_bars > 1.0 { 0.36 } else { 0.6 }).min(if n_bars > 1.0 { 24.0 } else { 32.0 }).round();
    for (n, row) in ranking.rows.iter().enumerate() {
        let middle = (top + pitch * (n as f64 + 0.5)).round();
        let baseline = |middle: f64, size: f64| middle + size * 0.36;
        canvas.text((place.left, baseline(middle, NAME)), &name_type.shorten(&row.name, names), name_type);
        canvas.text((place.right, baseline(middle, VALUE)), &row.note, note_type);
        for (place, value) in [row.value, row.base].into_iter().take(n_bars as usize).enumerate() {
            let top = middle - thickness * n_bars / 2.0 + place as f64 * (thickness + 1.0);
            let middle = top + thickness / 2.0;
            let label = if place == 0 { value_type } else { plain(&spec.palette, VALUE) };
            let Some(value) = value else {
                canvas.text((x(0.0) + 8.0, baseline(middle, VALUE)), "—", label.in_color(spec.palette.faint));
                continue;
            };
            let (start, end) = (x(0.0).min(x(value)), x(0.0).max(x(value)));
            let color = bar_color(&spec.palette, row.series + place, value, n_bars == 1.0);
            // A bar too short to be seen would look like nothing at all.
            let end = if value > 0.0 { end.max(start + 1.0) } else { end };
            canvas.rect(Rect { left: start, top, right: end, bottom: top + thickness }, color, 1.0);
            if value < 0.0 {
                canvas.text((start - 8.0, baseline(middle, VALUE)), &numbers.with_unit(value), label.at(Anchor::End));
            } else {
                canvas.text((end + 8.0, baseline(middle, VALUE)), &numbers.with_unit(value), label);
            }
        }
    }
    if low < 0.0 {
        let zero = Rect { left: x(0.0), top, right: x(0.0) + 1.0, bottom: top + pitch * n_rows };
        canvas.rect(zero, spec.palette.faint, 1.0);
    }
}
