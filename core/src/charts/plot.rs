//! Values over time, as upright bars or as lines.

use super::axes::{Axes, LABEL};
use super::canvas::{Anchor, Canvas, Rect, Rgb};
use super::draw::{bar_color, bold, faint};
use super::spec::{ChartSpec, Plot};

const THICKNESS: f64 = 2.5;

pub(super) fn columns(canvas: &mut Canvas<'_>, spec: &ChartSpec, plot: &Plot, place: Rect) {
    let axes = Axes::draw(canvas, spec, plot, place);
    let n_series = plot.series.len();
    let gap = if n_series > 1 { 4.0 } else { 0.0 };
    let group = (axes.slot() * 0.7).min(90.0 * n_series as f64);
    let thickness = ((group + gap) / n_series as f64 - gap).max(1.0);
    let label = bold(&spec.palette, LABEL).at(Anchor::Middle);
    // All bars have their values written, or none: a gap would look like a missing value.
    let widest = axes.values.iter().map(|it| label.width(&axes.numbers.bare(*it))).fold(0.0, f64::max);
    let is_labelled = widest + 6.0 <= if n_series > 1 { thickness + gap } else { axes.slot() };
    for (n, bucket) in plot.buckets.iter().enumerate() {
        for (place, series) in plot.series.iter().enumerate() {
            let left = axes.x(n) - group / 2.0 + place as f64 * (thickness + gap);
            let middle = left + thickness / 2.0;
            let Some(value) = series.values[n] else {
                canvas.text((middle, axes.y(0.0) - 6.0), "—", faint(&spec.palette, LABEL).at(Anchor::Middle));
                continue;
            };
            let (zero, end) = (axes.y(0.0), axes.y(value));
            let bar = Rect { left, top: zero.min(end), right: left + thickness, bottom: zero.max(end) }.crisp();
            let color = bar_color(&spec.palette, place, value, n_series == 1);
            if bucket.partial {
                unfinished(canvas, bar, color)
            } else {
                canvas.rect(bar, color, 1.0)
            }
            if is_labelled {
                let baseline = if value < 0.0 { bar.bottom + LABEL + 3.0 } else { bar.top - 6.0 };
                canvas.text((middle, baseline), &axes.numbers.bare(value), label);
            }
        }
    }
    axes.zero_line(canvas, spec);
}

/// A pale bar with a dashed outline: its calendar unit is not whole.
fn unfinished(canvas: &mut Canvas<'_>, bar: Rect, color: Rgb) {
    canvas.rect(bar, color, 0.25);
    if bar.width() > 4.0 && bar.height() > 2.0 {
        let (left, right) = (bar.left + 0.75, bar.right - 0.75);
        let (top, bottom) = (bar.top + 0.75, bar.bottom - 0.75);
        for (from, to) in [((left, bottom), (left, top)), ((left, top), (right, top)), ((right, top), (right, bottom))] {
            canvas.dashes(from, to, color, 1.5);
        }
    }
}

pub(super) fn lines(canvas: &mut Canvas<'_>, spec: &ChartSpec, plot: &Plot, place: Rect) {
    let axes = Axes::draw(canvas, spec, plot, place);
    axes.zero_line(canvas, spec);
    course(canvas, spec, plot, &axes);
    if let [series] = plot.series.as_slice() {
        mark_values(canvas, spec, &axes, &series.values);
    }
}

/// The lines themselves; a single one with its area.
pub(super) fn course(canvas: &mut Canvas<'_>, spec: &ChartSpec, plot: &Plot, axes: &Axes<'_>) {
    // The answer is drawn last, over what it is compared with.
    for (n, series) in plot.series.iter().enumerate().rev() {
        let color = spec.palette.series[n % spec.palette.series.len()];
        for run in runs(&series.values) {
            let points: Vec<(f64, f64)> = run.iter().map(|(place, value)| (axes.x(*place), axes.y(*value))).collect();
            if let ([first, .., last], 1) = (points.as_slice(), plot.series.len()) {
                let feet = [(last.0, axes.y(0.0)), (first.0, axes.y(0.0))];
                canvas.polygon(&[points.as_slice(), &feet].concat(), color, 0.1);
            }
            let is_partial: Vec<bool> = run.iter().map(|(place, _)| plot.buckets[*place].partial).collect();
            line(canvas, &points, &is_partial, color);
            if axes.slot() >= 18.0 || points.len() == 1 {
                for (point, is_partial) in points.iter().zip(is_partial) {
                    canvas.dot(*point, 4.0, color);
                    if is_partial {
                        canvas.dot(*point, 2.2, spec.palette.paper);
                    }
                }
            }
        }
    }
}

/// Runs of known values with their places: a gap stays a gap.
fn runs(values: &[Option<f64>]) -> Vec<Vec<(usize, f64)>> {
    let mut runs = vec![Vec::new()];
    for (place, value) in values.iter().enumerate() {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push((place, *value)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|it| !it.is_empty());
    runs
}

/// Dashed from and to calendar units that are not whole.
fn line(canvas: &mut Canvas<'_>, points: &[(f64, f64)], is_partial: &[bool], color: Rgb) {
    let mut solid: Vec<(f64, f64)> = Vec::new();
    for (n, point) in points.iter().enumerate() {
        if n > 0 && (is_partial[n] || is_partial[n - 1]) {
            canvas.line(&solid, color, THICKNESS);
            solid.clear();
            canvas.dashes(points[n - 1], *point, color, THICKNESS);
        }
        solid.push(*point);
    }
    canvas.line(&solid, color, THICKNESS);
}

/// Writes the values at their points: all where there is room, else the last, the highest and the lowest.
fn mark_values(canvas: &mut Canvas<'_>, spec: &ChartSpec, axes: &Axes<'_>, values: &[Option<f64>]) {
    let it = bold(&spec.palette, LABEL).at(Anchor::Middle);
    let known: Vec<(usize, f64)> = values.iter().enumerate().filter_map(|(n, value)| Some((n, (*value)?))).collect();
    let widest = known.iter().map(|(_, value)| it.width(&axes.numbers.bare(*value))).fold(0.0, f64::max);
    let marked: Vec<(usize, f64)> = if widest + 8.0 <= axes.slot() {
        known
    } else {
        let highest = known.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1));
        let lowest = known.iter().min_by(|a, b| a.1.total_cmp(&b.1));
        [highest, known.last(), lowest].into_iter().flatten().copied().collect()
    };
    let mut taken: Vec<Rect> = Vec::new();
    for (n, value) in marked {
        let neighbours = [n.checked_sub(1), Some(n + 1)].map(|it| it.and_then(|it| values.get(it).copied().flatten()));
        let is_valley = neighbours.iter().flatten().all(|it| *it > value) && neighbours.iter().flatten().count() > 0;
        let text = axes.numbers.bare(value);
        let width = it.width(&text);
        let x = axes.x(n).clamp(axes.area.left + width / 2.0, axes.area.right - width / 2.0);
        let y = axes.y(value);
        let below = y + LABEL + 8.0;
        let baseline = if is_valley && below <= axes.area.bottom - 2.0 { below } else { y - 10.0 };
        let room =
            Rect { left: x - width / 2.0 - 4.0, top: baseline - LABEL, right: x + width / 2.0 + 4.0, bottom: baseline + 4.0 };
        if taken.iter().all(|it| !it.meets(room)) {
            canvas.text((x, baseline), &text, it);
            taken.push(room);
        }
    }
}
