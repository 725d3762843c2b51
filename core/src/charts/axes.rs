//! The frame of a plot: round values at the left with their grid lines, calendar units below.

use super::canvas::{Anchor, Canvas, Rect, Type};
use super::draw::{WIDTH, faint, plain};
use super::numbers::{Axis, Numbers};
use super::spec::{ChartSpec, Plot};

pub(super) const LABEL: f64 = 14.0;
const LINE: f64 = 20.0;

pub(super) struct Axes<'a> {
    pub area: Rect,
    pub numbers: Numbers<'a>,
    /// All that is drawn, in no order.
    pub values: Vec<f64>,
    axis: Axis,
    n_buckets: usize,
}

impl<'a> Axes<'a> {
    /// Draws all but the zero line, which lies over the bars and under the lines.
    pub fn draw(canvas: &mut Canvas<'_>, spec: &'a ChartSpec, plot: &Plot, place: Rect) -> Self {
        let mut axes = Self::within(spec, plot, place);
        let ticks = axes.numbers.of_axis(&axes.axis);
        let it = faint(&spec.palette, LABEL);
        let widest = axes.axis.ticks.iter().map(|tick| it.width(&ticks.bare(*tick))).fold(0.0, f64::max);
        axes.area.left += widest + 12.0;
        // Room over the highest value for its label, and over that for the unit.
        axes.area.top += 36.0;
        axes.area.bottom -= if plot.buckets.iter().any(|it| !it.group.is_empty()) { 2.0 * LINE } else { LINE } + 2.0;
        if axes.axis.min < 0.0 {
            // Labels of bars below zero.
            axes.area.bottom -= LINE;
        }
        canvas.text((place.left, place.top + LABEL), &axes.numbers.unit(), it);
        for tick in &axes.axis.ticks {
            let y = axes.y(*tick);
            canvas.rect(Rect { left: axes.area.left, top: y, right: axes.area.right, bottom: y + 1.0 }, spec.palette.grid, 1.0);
            canvas.text((axes.area.left - 10.0, y + 5.0), &ticks.bare(*tick), it.at(Anchor::End));
        }
        axes.name_buckets(canvas, spec, plot, place.bottom);
        axes
    }

    /// The scale alone, filling `area`.
    pub fn within(spec: &'a ChartSpec, plot: &Plot, area: Rect) -> Self {
        let values: Vec<f64> = plot.series.iter().flat_map(|it| it.values.iter().copied().flatten()).collect();
        let axis = Axis::over(values.iter().copied(), 4, spec.measure.unit);
        let numbers = Numbers::scaled(spec.locale, &spec.measure, &values);
        Self { area, numbers, values, axis, n_buckets: plot.buckets.len() }
    }

    /// Width that one calendar unit has.
    pub fn slot(&self) -> f64 {
        self.area.width() / self.n_buckets.max(1) as f64
    }

    pub fn x(&self, bucket: usize) -> f64 {
        self.area.left + self.slot() * (bucket as f64 + 0.5)
    }

    /// On a whole pixel, so that bars and grid lines are crisp and meet.
    pub fn y(&self, value: f64) -> f64 {
        (self.area.bottom - self.area.height() * self.axis.part(value)).round()
    }

    pub fn zero_line(&self, canvas: &mut Canvas<'_>, spec: &ChartSpec) {
        let y = self.y(0.0);
        canvas.rect(Rect { left: self.area.left, top: y, right: self.area.right, bottom: y + 1.0 }, spec.palette.faint, 1.0);
    }

    fn name_buckets(&self, canvas: &mut Canvas<'_>, spec: &ChartSpec, plot: &Plot, bottom: f64) {
        let has_groups = plot.buckets.iter().any(|it| !it.group.is_empty());
        let it = plain(&spec.palette, LABEL).at(Anchor::Middle);
        let group_type = faint(&spec.palette, LABEL).at(Anchor::Middle);
        let baseline = bottom - if has_groups { LINE } else { 0.0 } - 4.0;
        let shown = self.shown_labels(plot, it);
        for n in &shown {
            let label = it.shorten(&plot.buckets[*n].label, WIDTH / 2.0);
            canvas.text((centred(self.x(*n), it.width(&label)), baseline), &label, it);
        }
        // From the right, so that the group that goes on keeps its name when two stand too close.
        let starts = shown.iter().enumerate().filter(|(place, n)| {
            let before = place.checked_sub(1).map(|it| &plot.buckets[shown[it]].group);
            before != Some(&plot.buckets[**n].group)
        });
        let mut taken_from = f64::INFINITY;
        for (_, n) in starts.collect::<Vec<_>>().into_iter().rev() {
            let group = &plot.buckets[*n].group;
            let width = group_type.width(group);
            let x = centred(self.x(*n), width);
            if x + width / 2.0 + 10.0 <= taken_from {
                canvas.text((x, baseline + LINE), group, group_type);
                taken_from = x - width / 2.0;
            }
        }
    }

    /// Every label, or every second, third …: as many as stand apart.
    fn shown_labels(&self, plot: &Plot, it: Type) -> Vec<usize> {
        let named: Vec<usize> = (0..plot.buckets.len()).filter(|n| !plot.buckets[*n].label.is_empty()).collect();
        let span = |n: usize| {
            let width = it.width(&plot.buckets[n].label);
            let x = centred(self.x(n), width);
            (x - width / 2.0, x + width / 2.0)
        };
        (1..=named.len().max(1))
            .map(|step| named.iter().copied().step_by(step).collect::<Vec<_>>())
            .find(|shown| shown.windows(2).all(|pair| span(pair[0]).1 + 8.0 <= span(pair[1]).0))
            .unwrap_or_default()
    }
}

/// The middle of a text of this width, as near to `x` as the sheet allows.
fn centred(x: f64, width: f64) -> f64 {
    let edge = width / 2.0 + 8.0;
    x.clamp(edge, (WIDTH - edge).max(edge))
}
