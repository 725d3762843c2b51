//! What the columns of an answer are called, and their cells as people read them.

use super::query::{Dimension, Metric};
use super::table::{Cell, Column, ColumnRole, Unit};
use super::words::{dimension_name, format_cell, metric_name};
use crate::locale::{Locale, find_text, text};

/// `виручка`, `виручка: було`, `остання покупка`, in the lower case of a table's head.
pub fn column_name(locale: Locale, column: &Column) -> String {
    let of = |id: &str, metric: Metric| text(locale, id, &[("metric", metric_name(locale, metric).into())]);
    match column.role {
        ColumnRole::Dimension(dimension) => dimension_name(locale, dimension),
        ColumnRole::Metric(metric) => match (metric, column.unit) {
            (Metric::Abc | Metric::Xyz | Metric::AbcXyz, Unit::Count) => text(locale, "column-products", &[]),
            (Metric::Abc | Metric::Xyz | Metric::AbcXyz, Unit::Text) => dimension_name(locale, Dimension::Class),
            (Metric::RfmSegments, Unit::Count) => text(locale, "column-customers", &[]),
            (Metric::ChurnRisk, Unit::Ratio) => text(locale, "column-silent", &[]),
            (Metric::CoverBelow, _) => text(locale, "column-lasts", &[]),
            (Metric::ToReorder, _) => text(locale, "column-reorder", &[]),
            _ => metric_name(locale, metric),
        },
        ColumnRole::Base(metric) => of("column-base", metric),
        ColumnRole::Difference(metric) => of("column-difference", metric),
        ColumnRole::Growth(metric) => of("column-growth", metric),
        ColumnRole::Share(metric) => of("column-share", metric),
        ColumnRole::CumulativeShare(metric) => of("column-cumulative-share", metric),
        ColumnRole::Detail => text(locale, &format!("column-{}", column.id.replace('_', "-")), &[]),
    }
}

/// A cell as people read it in its column: segments, classes and methods stand in the answer by their ids.
pub fn format_in_column(locale: Locale, cell: &Cell, column: &Column, currency: &str) -> String {
    let named = match column.role {
        ColumnRole::Dimension(it) => Some(it.id()).filter(|_| matches!(it, Dimension::Segment | Dimension::Class)),
        ColumnRole::Detail => Some(column.id.as_str()).filter(|it| matches!(*it, "segment" | "class" | "method")),
        _ => None,
    };
    match (cell, named, column.role) {
        (Cell::Text(id), Some(_), _) if id == "-" => text(locale, "class-none", &[]),
        (Cell::Text(id), Some(kind), _) => {
            // A class like A or AX is its own name.
            find_text(locale, &format!("{kind}-{}", id.replace('_', "-")), &[]).unwrap_or_else(|| id.clone())
        }
        // Only a customer or a product is nameless; another cell without a value has none.
        (Cell::Missing, _, role) if !matches!(role, ColumnRole::Dimension(_)) => text(locale, "cell-missing", &[]),
        // "2,71" alone says nothing: so many times longer than usual.
        (Cell::Number(_), _, ColumnRole::Metric(Metric::ChurnRisk)) => {
            text(locale, "cell-times-longer", &[("times", format_cell(locale, cell, column.unit, currency).into())])
        }
        _ => format_cell(locale, cell, column.unit, currency),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::SEGMENTS;

    #[test]
    fn ids_in_cells_are_shown_by_name() {
        let segment = Column { id: "segment".into(), role: ColumnRole::Dimension(Dimension::Segment), unit: Unit::Text };
        let class = Column { id: "class".into(), role: ColumnRole::Dimension(Dimension::Class), unit: Unit::Text };
        let method = Column { id: "method".into(), role: ColumnRole::Detail, unit: Unit::Text };
        for (cell, column, uk, en) in [
            ("cant_lose", &segment, "Не можна втратити", "Can't lose"),
            ("AX", &class, "AX", "AX"),
            ("-", &class, "без класу", "no class"),
            ("risk", &class, "під ризиком", "at risk"),
            ("seasonal_growth", &method, "торішній місяць × приріст", "last year's month × growth"),
        ] {
            let shown = |locale| format_in_column(locale, &Cell::Text(cell.into()), column, "UAH");
            assert_eq!((&shown(Locale::Uk)[..], &shown(Locale::En)[..]), (uk, en));
        }
        for (id, locale) in SEGMENTS.iter().flat_map(|id| Locale::ALL.map(|locale| (id, locale))) {
            assert!(find_text(locale, &format!("segment-{}", id.replace('_', "-")), &[]).is_some(), "{id}");
        }
    }

    #[test]
    fn a_comparison_names_its_metric() {
        let column = |role| Column { id: "revenue_base".into(), role, unit: Unit::Money };
        assert_eq!(column_name(Locale::Uk, &column(ColumnRole::Base(Metric::Revenue))), "виручка: було");
        assert_eq!(column_name(Locale::En, &column(ColumnRole::Metric(Metric::Revenue))), "revenue");
    }
}
