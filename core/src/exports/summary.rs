//! The summary of a firm: sales, customers, products and stock, each a table with a chart of the spreadsheet's own; also as
//! a page of Markdown or HTML. Every figure comes from a query, as everywhere.

use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_xlsxwriter::{Chart, ChartFormat, ChartType, Workbook, Worksheet};

use super::answer::{field, header, total};
use super::cells::{Field, Formats, Line, Widths, sheet_name, write_header, write_row};
use super::sheet::write_about;
use crate::error::{Error, Result};
use crate::locale::{self, Arg, Locale, text};
use crate::metrics::{self, ColumnRole, MetricQuery, MetricTable, Note};
use crate::period::{Comparison, Grain, PeriodSpec};
use crate::store::Scope;
use crate::tenancy::Organization;

/// Rows of a ranking that a chart shows.
const CHARTED: u32 = 10;
/// Rows of a ranking on a page: more are read in the workbook.
const ON_A_PAGE: usize = 10;
/// Beyond this a sheet is no summary.
const MOST_ROWS: u32 = 100_000;

/// What is drawn beside a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Picture {
    /// Columns over time: the figure and, where compared, its base.
    Course,
    /// Bars of the first rows.
    Ranking,
    /// Parts of a whole.
    Parts,
}

struct Plan {
    title: &'static str,
    /// Tables of the same rows, put side by side.
    queries: &'static [&'static str],
    /// Of the period, or of today.
    timed: bool,
    picture: Picture,
}

const PLANS: &[Plan] = &[
    Plan {
        title: "summary-sales",
        queries: &["revenue by month", "orders, aov, gross_profit, margin_pct by month"],
        timed: true,
        picture: Picture::Course,
    },
    Plan {
        title: "summary-categories",
        queries: &["revenue, units, gross_profit, margin_pct by category"],
        timed: true,
        picture: Picture::Parts,
    },
    Plan { title: "summary-customers", queries: &["revenue, orders, aov by customer"], timed: true, picture: Picture::Ranking },
    Plan { title: "summary-segments", queries: &["rfm_segments by segment"], timed: false, picture: Picture::Parts },
    Plan {
        title: "summary-products",
        queries: &["revenue, units, gross_profit, margin_pct by product"],
        timed: true,
        picture: Picture::Ranking,
    },
    Plan { title: "summary-stock", queries: &["stock_value, stock_on_hand by product"], timed: false, picture: Picture::Ranking },
    Plan { title: "summary-dead-stock", queries: &["dead_stock by product"], timed: false, picture: Picture::Ranking },
];

struct Part {
    title: String,
    picture: Picture,
    tables: Vec<Arc<MetricTable>>,
}

/// A summary ready to be written.
pub struct Summary {
    locale: Locale,
    title: String,
    currency: String,
    today: NaiveDate,
    parts: Vec<Part>,
}

impl Summary {
    /// Of a period; without one, of the twelve months up to today.
    pub async fn read(
        scope: &mut Scope,
        (organization, locale): (&Organization, Locale),
        today: NaiveDate,
        period: Option<PeriodSpec>,
    ) -> Result<Self> {
        let year = PeriodSpec::Between { from: Some(Grain::Month.shift(today, -11)), to: Some(today) };
        let period = period.unwrap_or(year);
        let mut parts = Vec::new();
        for plan in PLANS {
            let mut tables = Vec::new();
            for (n, query) in plan.queries.iter().enumerate() {
                let mut query: MetricQuery = query.parse().map_err(Error::Invalid)?;
                query.period = plan.timed.then_some(period);
                query.compare = (plan.picture == Picture::Course && n == 0).then_some(Comparison::PreviousYear);
                query.limit = (plan.picture != Picture::Course).then_some(MOST_ROWS);
                tables.push(metrics::answer(scope, organization, today, &query).await?);
            }
            let has_rows = tables[0].rows.iter().any(|row| row.iter().any(|it| it.as_f64().is_some_and(|it| it != 0.0)));
            let has_data = !tables[0].notes.iter().any(|it| matches!(it, Note::NoData { .. }));
            if has_rows && has_data {
                parts.push(Part { title: text(locale, plan.title, &[]), picture: plan.picture, tables });
            }
        }
        let args = [
            ("organization", Arg::from(&organization.name)),
            (
                "period",
                locale::format_period(locale, period.resolve(today, metrics::data_range(scope).await?.map(|it| it.first))).into(),
            ),
        ];
        let title = text(locale, "summary-title", &args);
        Ok(Self { locale, title, currency: organization.currency.clone(), today, parts })
    }

    /// Whether there is nothing to sum up.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    pub fn write_file(&self, path: &Path) -> Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        self.write_xlsx(&mut out)?;
        Ok(out.flush()?)
    }

    pub fn write_xlsx(&self, out: &mut (impl Write + Seek + Send)) -> Result<()> {
        let mut workbook = Workbook::new();
        let formats = Formats::new(Some(&self.currency));
        for part in &self.parts {
            let sheet = workbook.add_worksheet_with_constant_memory().map_err(anyhow::Error::new)?;
            self.write_part(sheet, part, &formats)?;
        }
        write_about(&mut workbook, &self.about())?;
        workbook.save_to_writer(out).map_err(anyhow::Error::new)?;
        Ok(())
    }

    fn write_part(&self, sheet: &mut Worksheet, part: &Part, formats: &Formats) -> Result<()> {
        let name = sheet_name(&part.title);
        sheet.set_name(&name).map_err(anyhow::Error::new)?;
        let names = part.names(self.locale);
        let mut widths = Widths::of(&names);
        write_header(sheet, &names, formats)?;
        let mut last = 0;
        for (row, n) in (1u32..).zip(0..part.len()) {
            write_row(sheet, (row, Line::Plain), &part.row(self.locale, n), (formats, &mut widths))?;
            last = row;
        }
        if part.len() > 1 {
            write_row(sheet, (last + 1, Line::Total), &part.totals(self.locale), (formats, &mut widths))?;
        }
        let columns = u16::try_from(names.len()).unwrap_or(u16::MAX);
        if last > 0 {
            sheet.autofilter(0, 0, last, columns.saturating_sub(1)).map_err(anyhow::Error::new)?;
            sheet.insert_chart(1, columns + 1, &part.chart(&name, &names, last)).map_err(anyhow::Error::new)?;
        }
        sheet.set_landscape();
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0).map_err(anyhow::Error::new)?;
        widths.set(sheet)
    }

    /// What the figures are of, and how each table was asked.
    fn about(&self) -> Vec<String> {
        let mut about = vec![text(self.locale, "export-about", &[]), self.title.clone()];
        about.push(format!("{}: {}", text(self.locale, "export-today", &[]), locale::format_date(self.locale, self.today)));
        for part in &self.parts {
            for table in &part.tables {
                about.push(format!("{}: {}", part.title, metrics::understood(self.locale, table)));
                about.extend(table.notes.iter().map(|it| format!("{}: {}", part.title, metrics::note_text(self.locale, it))));
            }
        }
        about
    }

    pub fn markdown(&self) -> String {
        let plain = |text: &str| text.replace('|', "\\|").replace(['\n', '\r'], " ");
        let mut page = format!("# {}\n", plain(&self.title));
        for part in &self.parts {
            let names = part.names(self.locale);
            page += &format!("\n## {}\n\n", plain(&part.title));
            let line = |cells: Vec<String>| format!("| {} |\n", cells.iter().map(|it| plain(it)).collect::<Vec<_>>().join(" | "));
            page += &line(names.clone());
            page += &format!("|{}\n", " --- |".repeat(names.len()));
            part.shown(self.locale).into_iter().for_each(|cells| page += &line(cells));
        }
        let about = self.about();
        page += &format!("\n## {}\n\n", plain(&about[0]));
        about[1..].iter().for_each(|it| page += &format!("- {}\n", plain(it)));
        page
    }

    pub fn html(&self) -> String {
        let mut page = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
             <title>{title}</title>\n<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}\
             table{{border-collapse:collapse;width:100%}}th,td{{padding:.3rem .6rem;border-bottom:1px solid #ddd;text-align:right}}\
             th:first-child,td:first-child{{text-align:left}}th{{background:#eaf1ec}}</style>\n<h1>{title}</h1>\n",
            self.locale.id(),
            title = escaped(&self.title)
        );
        for part in &self.parts {
            page += &format!("<h2>{}</h2>\n<table>\n", escaped(&part.title));
            let line = |tag: &str, cells: &[String]| -> String {
                let cells: String = cells.iter().map(|it| format!("<{tag}>{}</{tag}>", escaped(it))).collect();
                format!("<tr>{cells}</tr>\n")
            };
            page += &line("th", &part.names(self.locale));
            part.shown(self.locale).iter().for_each(|cells| page += &line("td", cells));
            page += "</table>\n";
        }
        let about = self.about();
        page += &format!("<h2>{}</h2>\n<ul>\n", escaped(&about[0]));
        about[1..].iter().for_each(|it| page += &format!("<li>{}</li>\n", escaped(it)));
        page + "</ul>\n</html>\n"
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Part {
    fn len(&self) -> usize {
        self.tables[0].rows.len()
    }

    /// The columns of all tables; the labels are those of the first.
    fn columns(&self) -> impl Iterator<Item = (&MetricTable, usize)> {
        self.tables.iter().enumerate().flat_map(|(n, table)| {
            let is_label = |at: &usize| matches!(table.columns[*at].role, ColumnRole::Dimension(_));
            (0..table.columns.len()).filter(move |at| n == 0 || !is_label(at)).map(move |at| (&**table, at))
        })
    }

    fn names(&self, locale: Locale) -> Vec<String> {
        self.columns().map(|(table, at)| capitalized(&header(locale, &table.columns[at], &table.currency))).collect()
    }

    fn row(&self, locale: Locale, n: usize) -> Vec<Field> {
        let cell = |(table, at): (&MetricTable, usize)| {
            table.rows.get(n).map_or(Field::None, |row| field(locale, &row[at], &table.columns[at]))
        };
        self.columns().map(cell).collect()
    }

    fn totals(&self, locale: Locale) -> Vec<Field> {
        let mut totals: Vec<Field> = self.columns().map(|(table, at)| total(&table.totals[at], &table.columns[at])).collect();
        totals[0] = Field::Text(text(locale, "export-total", &[]));
        totals
    }

    /// The first rows as people read them.
    fn shown(&self, locale: Locale) -> Vec<Vec<String>> {
        let row = |n: usize| {
            let cell = |(table, at): (&MetricTable, usize)| {
                let cell = table.rows.get(n).map(|row| &row[at]);
                cell.map(|it| metrics::format_in_column(locale, it, &table.columns[at], &table.currency)).unwrap_or_default()
            };
            self.columns().map(cell).collect()
        };
        let most = if self.picture == Picture::Course { self.len() } else { ON_A_PAGE };
        (0..self.len().min(most)).map(row).collect()
    }

    /// Of the main figure, over the rows that the sheet holds.
    fn chart(&self, sheet: &str, names: &[String], last: u32) -> Chart {
        let main = self.tables[0].query.metrics[0].metric;
        let column_of = |role: ColumnRole| self.columns().position(|(table, at)| table.columns[at].role == role);
        let figure = column_of(ColumnRole::Metric(main)).unwrap_or(1);
        let to = if self.picture == Picture::Course { last } else { last.min(CHARTED) };
        let (kind, colors) = match self.picture {
            Picture::Course => (ChartType::Column, [0x2F7D5B, 0xB9CFC4]),
            Picture::Ranking => (ChartType::Bar, [0x2F7D5B, 0xB9CFC4]),
            Picture::Parts => (ChartType::Doughnut, [0, 0]),
        };
        let mut chart = Chart::new(kind);
        chart.title().set_name(&names[figure]).set_overlay(false);
        chart.set_width(720).set_height(400);
        let mut draw = |column: usize, color: u32| {
            let at = u16::try_from(column).unwrap_or_default();
            let series = chart.add_series();
            series.set_name(&names[column]).set_categories((sheet, 1, 0, to, 0)).set_values((sheet, 1, at, to, at));
            if color != 0 {
                series.set_format(ChartFormat::new().set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(color)));
            }
        };
        draw(figure, colors[0]);
        if let Some(base) = column_of(ColumnRole::Base(main)) {
            draw(base, colors[1]);
            chart.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
        } else if self.picture == Picture::Parts {
            chart.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Right);
        } else {
            chart.legend().set_hidden();
        }
        if self.picture == Picture::Ranking {
            // The largest on top, as in the table: the names of a bar chart stand at its y axis.
            chart.y_axis().set_reverse();
            chart.x_axis().set_num_format("#,##0").set_major_gridlines(false);
        } else if self.picture == Picture::Course {
            chart.y_axis().set_num_format("#,##0");
        }
        chart
    }
}
