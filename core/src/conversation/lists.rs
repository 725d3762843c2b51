//! The first line of an answer with many rows: what is listed, how much of it, what it makes together.

use super::answer::{capitalized, figure_line};
use crate::locale::{Arg, Locale, find_text, text};
use crate::metrics::{self, Additivity, Cell, ColumnRole, Dimension, Filter, Metric, MetricTable, Unit};

/// `Виручка за товарами: разом 3 992 751,97 ₴`.
pub(super) fn split_headline(locale: Locale, table: &MetricTable) -> String {
    let metric = table.query.metrics[0].metric;
    let column = table.column(ColumnRole::Metric(metric));
    if let Some(line) = measured_headline(locale, table, metric) {
        return line;
    }
    if table.base.is_some()
        && let Some(line) = figure_line(locale, table, metric, &table.totals)
    {
        return line;
    }
    let split: Vec<Dimension> = table.columns.iter().filter_map(|it| it.dimension()).collect();
    let by: Vec<String> = metrics::by_names(locale, metric, &split);
    let name = [capitalized(&metrics::metric_name(locale, metric)), by.join(", ")].join(" ").trim_end().to_owned();
    let is_classes = split == [Dimension::Class];
    match column.map(|it| (&table.totals[it], &table.columns[it])) {
        // Days and dates of many things have no sum.
        Some((total @ (Cell::Money(_) | Cell::Quantity(_) | Cell::Count(_) | Cell::Number(_)), column))
            if !is_classes && !is_time(table, metric) =>
        {
            let total = metrics::format_cell(locale, total, column.unit, &table.currency);
            let id = if metric.entry().additivity == Additivity::Additive { "answer-split" } else { "answer-split-whole" };
            text(locale, id, &[("name", name.into()), ("total", total.into())])
        }
        Some((Cell::Count(count), _)) if is_classes => {
            let items = text(locale, "items-product", &[("count", Arg::Count(*count))]);
            text(
                locale,
                "answer-list",
                &[("name", capitalized(&metrics::metric_name(locale, metric)).into()), ("items", items.into())],
            )
        }
        _ => {
            let items = match split[..] {
                [dimension] => find_text(locale, &format!("items-{}", dimension.id()), &[("count", table.n_items.into())]),
                _ => None,
            };
            match items {
                Some(items) => {
                    let name = capitalized(&metrics::metric_name(locale, metric));
                    text(locale, "answer-list", &[("name", name.into()), ("items", items.into())])
                }
                None => name,
            }
        }
    }
}

/// `Виручка за клієнтами: 3 клієнти, разом 321 453,25 ₴ — 9,5 % від 3 389 623,99 ₴`: of those above or below a threshold, not of all.
fn measured_headline(locale: Locale, table: &MetricTable, metric: Metric) -> Option<String> {
    let [dimension] = table.query.by[..] else { return None };
    let measured = table.query.filters.iter().any(|it| matches!(it, Filter::Threshold { .. }));
    let id = format!("items-{}", dimension.id());
    let items = find_text(locale, &id, &[("count", table.n_items.into())]).filter(|_| measured && table.base.is_none())?;
    let by = metrics::by_names(locale, metric, &[dimension]).join(", ");
    let name = [capitalized(&metrics::metric_name(locale, metric)), by].join(" ").trim_end().to_owned();
    let mut args = vec![("name", Arg::from(name)), ("items", items.into())];
    let at = table.column(ColumnRole::Metric(metric));
    let sum =
        at.filter(|_| metric.entry().additivity == Additivity::Additive && table.rows.len() == table.n_items).and_then(|at| {
            let money = table.rows.iter().map(|row| match row[at] {
                Cell::Money(it) => Some(it),
                _ => None,
            });
            let sum = money.sum::<Option<crate::money::Money>>()?;
            let shown = |cell: &Cell| metrics::format_cell(locale, cell, table.columns[at].unit, &table.currency);
            let part = Cell::Money(sum).as_f64()? / table.totals[at].as_f64().filter(|it| *it > 0.0)? * 100.0;
            let percent = metrics::format_cell(locale, &Cell::Number(part), Unit::Percent, "");
            Some((shown(&Cell::Money(sum)), percent, shown(&table.totals[at])))
        });
    let Some((sum, percent, total)) = sum.filter(|_| table.n_items > 0) else { return Some(text(locale, "answer-list", &args)) };
    args.extend([("sum", Arg::from(sum)), ("percent", percent.into()), ("total", total.into())]);
    Some(text(locale, "answer-list-sum", &args))
}

/// `A — 80 товарів, 80,0 % виручки · B — 130 товарів, 15,0 % виручки`; of one class, where it was asked about.
pub(super) fn classes_line(locale: Locale, table: &MetricTable, only: Option<&str>) -> Option<String> {
    let metric = table.query.metrics.first()?.metric;
    let (class, count) = (table.column(ColumnRole::Dimension(Dimension::Class))?, table.column(ColumnRole::Metric(metric))?);
    let share = table.columns.iter().position(|it| it.role == ColumnRole::Detail && it.unit == Unit::Percent)?;
    let shown = |row: &[Cell], at: usize| metrics::format_in_column(locale, &row[at], &table.columns[at], &table.currency);
    let of_class = |row: &Vec<Cell>| {
        let Cell::Count(n) = row[count] else { return None };
        let items = text(locale, "items-product", &[("count", Arg::Count(n))]);
        let args = [("class", Arg::from(shown(row, class))), ("items", items.into()), ("percent", shown(row, share).into())];
        Some(text(locale, "answer-class", &args))
    };
    let wanted = |row: &&Vec<Cell>| only.is_none_or(|only| shown(row, class) == only);
    let classes: Option<Vec<String>> = table.rows.iter().filter(wanted).map(of_class).collect();
    classes.filter(|it| !it.is_empty()).map(|it| capitalized(&it.join(" · ")))
}

pub(super) fn asked_class(table: &MetricTable) -> Option<&str> {
    let params = &table.query.metrics.first()?.params;
    params.iter().find(|it| it.0 == metrics::Param::Class).map(|it| it.1.as_str())
}

fn is_time(table: &MetricTable, metric: Metric) -> bool {
    table
        .column(ColumnRole::Metric(metric))
        .is_some_and(|it| matches!(table.columns[it].unit, Unit::Days | Unit::Months | Unit::Date))
}

/// Lists that are counted first: `64 клієнти без покупок 3 місяці і довше`.
pub(super) fn find_counted(locale: Locale, table: &MetricTable) -> Option<String> {
    let call = table.query.metrics.first()?;
    let id = format!("counted-{}", call.metric.id().replace('_', "-"));
    // "For 45 days" is worded apart from "for 3 months", and "3 to 6 months" from both.
    let by_param = call.params.iter().fold(id.clone(), |id, (param, _)| format!("{id}-{}", param.id().replace('_', "-")));
    let is_list = table.columns.iter().any(|it| matches!(it.role, ColumnRole::Dimension(_)));
    let count = table.rows.first().and_then(|row| row.iter().find(|it| matches!(it, Cell::Count(_))));
    // "12 товарів" of twelve categories would be false: groups are told by the total of what they hold.
    let one_by_one = table.query.by.iter().any(|it| it.is_entity()) || table.query.by.is_empty();
    let metric_at = table.column(ColumnRole::Metric(call.metric));
    let in_groups = || match metric_at.map(|at| (&table.totals[at], table.columns[at].unit)) {
        Some((Cell::Count(count), Unit::Count)) => Some(*count),
        _ => None,
    };
    let counted = match count {
        Some(Cell::Count(count)) if !is_list => *count,
        _ if one_by_one => i64::try_from(table.n_items).unwrap_or(i64::MAX),
        _ => in_groups()?,
    };
    let mut args = vec![("count", Arg::Count(counted))];
    for (param, value) in &call.params {
        let arg = value.parse::<i64>().map_or_else(|_| Arg::from(param_value(locale, param.id(), value)), Arg::from);
        args.push((param.id(), arg));
    }
    for (param, default) in call.metric.entry().params {
        if let Some(default) = default.filter(|_| call.params.iter().all(|(asked, _)| asked != param)) {
            args.push((param.id(), default.parse::<i64>().map_or_else(|_| Arg::from(default), Arg::from)));
        }
    }
    let total_metric = table.columns.iter().position(|it| it.unit == Unit::Money);
    let total =
        total_metric.map(|it| metrics::format_cell(locale, &table.totals[it], Unit::Money, &table.currency)).unwrap_or_default();
    args.push(("total", total.into()));
    find_text(locale, &by_param, &args).or_else(|| find_text(locale, &id, &args))
}

fn param_value(locale: Locale, param: &str, value: &str) -> String {
    find_text(locale, &format!("{param}-{}", value.replace('_', "-")), &[]).unwrap_or_else(|| value.to_owned())
}
