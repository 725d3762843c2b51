//! What an analysis asks of its plan beyond the dates.

use super::items::Item;
use crate::metrics::{Dimension, Filter, Plan, ValueOp};
use crate::period::{Period, add_days, add_months};

impl Plan {
    /// The period asked, or the last 12 months.
    pub(super) fn period_or_year(&self) -> Period {
        self.period.unwrap_or_else(|| Period { from: add_days(add_months(self.today, -12), 1), to: self.today })
    }

    /// The dimensions asked for, or what this analysis is split by when nothing is said.
    pub(super) fn by_or(&self, usual: &[Dimension]) -> Vec<Dimension> {
        if self.query.by.is_empty() { usual.to_vec() } else { self.query.by.clone() }
    }

    pub(super) fn filters_by(&self, dimensions: &[Dimension]) -> bool {
        self.query.filters.iter().any(|it| matches!(it, Filter::Values { dimension, .. } if dimensions.contains(dimension)))
    }

    /// Whether the filters on the dimensions of an item let it through; the others were applied to its facts.
    pub(super) fn keeps<T>(&self, item: &Item<T>) -> bool {
        self.passes(|it| item.has(it), |dimension| item.label(dimension))
    }

    /// Whether all filters on dimensions but these are passed.
    pub(super) fn keeps_except<'l>(&self, later: &[Dimension], label: impl Fn(Dimension) -> Option<&'l str>) -> bool {
        self.passes(|it| !later.contains(&it), label)
    }

    /// Whether the filters on these dimensions are passed.
    pub(super) fn keeps_only<'l>(&self, these: &[Dimension], label: impl Fn(Dimension) -> Option<&'l str>) -> bool {
        self.passes(|it| these.contains(&it), label)
    }

    fn passes<'l>(&self, applies: impl Fn(Dimension) -> bool, label: impl Fn(Dimension) -> Option<&'l str>) -> bool {
        self.query.filters.iter().all(|filter| match filter {
            Filter::Values { dimension, op, values } if applies(*dimension) => {
                // An empty value asks for what has no label.
                let label = label(*dimension).unwrap_or_default();
                let found = values.iter().any(|value| label == value);
                found == (*op == ValueOp::Is)
            }
            _ => true,
        })
    }
}
