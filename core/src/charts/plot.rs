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
                let text = axes.numbers.bare(value);
                let half = label.width(&text) / 2.0 + 2.0;
                // No grid line runs through the digits.
                let room =
                    Rect { left: middle - half, top: baseline - LABEL + 1.0, right: middle + half, bottom: baseline + 3.0 };
                canvas.rect(room, spec.palette.paper, 1.0);
                canvas.text((middle, baseline), &text, label);
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
    let marks = match plot.series.as_slice() {
        [series] => marks(spec, &axes, &series.values),
        _ => Vec::new(),
    };
    for mark in &marks {
        canvas.rect(mark.room, spec.palette.paper, 1.0);
    }
    course(canvas, spec, plot, &axes);
    for mark in marks {
        canvas.text(mark.at, &mark.text, bold(&spec.palette, LABEL).at(Anchor::Middle));
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

/// A value written at its point.
struct Mark {
    at: (f64, f64),
    text: String,
    room: Rect,
}

/// The values to write: all where there is room, else the last, the highest and the lowest;
/// over their points or under them, where they lie neither on the line nor on each other.
fn marks(spec: &ChartSpec, axes: &Axes<'_>, values: &[Option<f64>]) -> Vec<Mark> {
    let it = bold(&spec.palette, LABEL);
    let known: Vec<(usize, f64)> = values.iter().enumerate().filter_map(|(n, value)| Some((n, (*value)?))).collect();
    let widest = known.iter().map(|(_, value)| it.width(&axes.numbers.bare(*value))).fold(0.0, f64::max);
    let wanted: Vec<(usize, f64)> = if widest + 8.0 <= axes.slot() {
        known
    } else {
        let highest = known.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1));
        let lowest = known.iter().min_by(|a, b| a.1.total_cmp(&b.1));
        [highest, known.last(), lowest].into_iter().flatten().copied().collect()
    };
    let lines: Vec<Vec<(f64, f64)>> =
        runs(values).iter().map(|run| run.iter().map(|(n, value)| (axes.x(*n), axes.y(*value))).collect()).collect();
    let mut marks: Vec<Mark> = Vec::new();
    for (n, value) in wanted {
        let text = axes.numbers.bare(value);
        let half = it.width(&text) / 2.0;
        let (x, y) = (axes.x(n), axes.y(value));
        let place = |(x, baseline): (f64, f64)| {
            let x = x.clamp(axes.area.left + half, axes.area.right - half);
            let room = Rect { left: x - half - 2.0, top: baseline - LABEL + 2.0, right: x + half + 2.0, bottom: baseline + 3.0 };
            let is_free = marks.iter().all(|it| !it.room.meets(room))
                && lines.iter().flat_map(|it| it.windows(2)).all(|it| !crosses(it[0], it[1], room))
                && room.bottom < axes.area.bottom.max(axes.y(0.0));
            is_free.then_some(((x, baseline), room))
        };
        let neighbours = [n.checked_sub(1), Some(n + 1)].map(|it| it.and_then(|it| values.get(it).copied().flatten()));
        let is_valley = neighbours.iter().flatten().all(|it| *it > value);
        let (above, below) = ((x, y - 10.0), (x, y + LABEL + 7.0));
        let beside = [(x + half + 8.0, y - 4.0), (x - half - 8.0, y - 4.0), (x, y - 18.0)];
        let places = if is_valley { [below, above] } else { [above, below] };
        if let Some((at, room)) = places.into_iter().chain(beside).find_map(place) {
            marks.push(Mark { at, text, room });
        }
    }
    marks
}

/// Whether the way between two points leads through `room`.
fn crosses(from: (f64, f64), to: (f64, f64), room: Rect) -> bool {
    let (left, right) = (from.0.max(room.left), to.0.min(room.right));
    if left > right {
        return false;
    }
    let slope = if to.0 > from.0 { (to.1 - from.1) / (to.0 - from.0) } else { 0.0 };
    let (a, b) = (from.1 + (left - from.0) * slope, from.1 + (right - from.0) * slope);
    a.min(b) < room.bottom && room.top < a.max(b)
}
