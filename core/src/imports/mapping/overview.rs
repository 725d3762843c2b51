//! What is known of the columns of a file, for a person to look at and to correct.

use crate::imports::records::Entity;
use crate::imports::sheets::{RawCell, RawRow, Sheet, Visibility, Workbook};
use crate::imports::values::dates::DateStyle;
use crate::imports::values::numbers::NumberStyle;
use crate::imports::values::{dates, is_empty, numbers, text};

use super::cells::cell;
use super::columns::{self, Columns, FieldKind};
use super::entity::{self, Decision};
use super::header::{self, Region};
use super::normalize::{self, Conversion};
use super::vocabulary;
use super::{MapContext, convert, nature, periods, report};

/// Rows looked at for samples.
const LOOKED_AT: usize = 200;
const SAMPLES: usize = 3;
const SAMPLE_LENGTH: usize = 40;
/// Rows shown as they are.
const ROWS: usize = 5;

/// A table of a file.
#[derive(Clone, Debug)]
pub struct SurveyedTable {
    pub sheet: Option<String>,
    /// Digest of the headers.
    pub shape: String,
    /// What it is, or would be if it lacked nothing.
    pub entity: Option<Entity>,
    /// Why it cannot be read yet: the code of the question.
    pub lacks: Option<&'static str>,
    /// Read as a person confirmed.
    pub remembered: bool,
    /// A report whose columns follow from its layout.
    pub is_fixed: bool,
    pub columns: Vec<SurveyedColumn>,
    /// The first rows, cell by cell as the columns stand.
    pub rows: Vec<Vec<String>>,
}

#[derive(Clone, Debug)]
pub struct SurveyedColumn {
    pub header: String,
    pub field: Option<&'static str>,
    pub conversion: Option<Conversion>,
    /// Ways its values may be written in, where that makes a difference.
    pub ways: &'static [Conversion],
    pub samples: Vec<String>,
    pub holds: Holds,
}

/// What most values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Nothing,
    Numbers,
    Dates,
    Words,
}

/// The tables that `map` would read, or ask about.
pub fn overview(workbook: &Workbook, file_name: &str, context: &MapContext) -> Vec<SurveyedTable> {
    let visible = workbook.sheets.iter().filter(|it| it.visibility == Visibility::Visible);
    let tables = visible.filter_map(|sheet| Some((sheet, header::regions(sheet).into_iter().next()?)));
    tables.map(|(sheet, region)| table(sheet, &region, file_name, context)).collect()
}

/// Every field that a table of this kind may have.
pub fn fields(entity: Entity) -> Vec<&'static str> {
    vocabulary::words(entity).iter().map(|(field, _)| *field).collect()
}

/// Whether values of the field are written as dates or as numbers, which is what a conversion is about.
fn field_holds(field: &str) -> Holds {
    match columns::known_field(field).map(columns::kind) {
        Some(FieldKind::Number) => Holds::Numbers,
        Some(FieldKind::Date) => Holds::Dates,
        _ => Holds::Words,
    }
}

fn table(sheet: &Sheet, region: &Region, file_name: &str, context: &MapContext) -> SurveyedTable {
    let body = &sheet.rows[region.body.clone()];
    let known = context.remembered_for(&region.headers);
    let (entity, columns, lacks, is_fixed) = if report::is_grouped(sheet, region) {
        let flat = report::flatten(sheet, region, &periods::other_headers(&region.headers), context);
        let lacks = flat.is_none().then_some("grouped_report");
        let (entity, columns) = flat.map_or((Entity::Orders, None), |(entity, flat)| (entity, Some(flat.columns)));
        (Some(entity), columns, lacks, true)
    } else if periods::is_crosstab(&region.headers) {
        let (headers, maps) = (periods::other_headers(&region.headers), context.decisions(known));
        (Some(Entity::Orders), Some(columns::assign(&headers, Entity::Orders, body, &maps)), None, true)
    } else {
        let names = format!("{file_name} {}", sheet.name.as_deref().unwrap_or_default());
        let (forced, maps) = (context.forced_entity.or(known.map(|it| it.entity)), context.decisions(known));
        let names = (names.as_str(), nature::counts_stock(sheet, region));
        match entity::decide(&region.headers, body, names, forced, &maps) {
            Decision::Is(entity, mut columns) => {
                if entity == Entity::Orders {
                    convert::settle_amounts(&mut columns, body, context);
                }
                (Some(entity), Some(columns), None, false)
            }
            Decision::Lacks(lack) => (Some(lack.entity), Some(lack.columns), Some(lack.code), false),
            Decision::Unclear => (None, None, Some("unclear"), false),
            Decision::Unknown => (None, None, Some("unknown"), false),
        }
    };
    let columns_of = |at: usize| columns.as_ref().map_or((None, None), |it: &Columns| (it.fields[at], it.headers[at].conversion));
    let shown: Vec<usize> = (0..region.headers.len()).filter(|at| !region.headers[*at].shown.is_empty()).collect();
    SurveyedTable {
        sheet: sheet.name.clone(),
        shape: normalize::shape(&region.headers),
        entity,
        lacks,
        remembered: known.is_some(),
        is_fixed,
        columns: shown
            .iter()
            .map(|at| {
                let (field, conversion) = columns_of(*at);
                let (samples, holds) = samples(body, *at);
                let ways = field.map(conversions).filter(|_| conversion.is_some() || is_ambiguous(body, *at, field));
                let (header, ways) = (region.headers[*at].shown.clone(), ways.unwrap_or_default());
                SurveyedColumn { header, field, conversion, ways, samples, holds }
            })
            .collect(),
        rows: first_rows(body, &shown),
    }
}

/// The ways values of a field may be written.
pub fn conversions(field: &str) -> &'static [Conversion] {
    match field_holds(field) {
        Holds::Dates => &[Conversion::DayFirst, Conversion::MonthFirst],
        Holds::Numbers => &[Conversion::DecimalComma, Conversion::DecimalPoint],
        _ => &[],
    }
}

/// Whether some value is one thing or another by how it is written: `03/04/2026`, `1,234`.
fn is_ambiguous(body: &[RawRow], at: usize, field: Option<&str>) -> bool {
    let day = |month_first| DateStyle { month_first, unix: false, timezone: chrono_tz::UTC };
    let number = |comma| NumberStyle::plain(false).with_decimal_comma(comma);
    let mut cells = body.iter().take(LOOKED_AT).map(|row| cell(row, at));
    match field.map(field_holds) {
        // Nobody writes a month before a point.
        Some(Holds::Dates) => cells.filter(|it| !matches!(it, RawCell::Text(text) if text.contains('.'))).any(|it| {
            match (dates::read(it, day(false)), dates::read(it, day(true))) {
                (Ok(Some(one)), Ok(Some(other))) => one != other,
                _ => false,
            }
        }),
        Some(Holds::Numbers) => cells.any(|it| match (numbers::read(it, number(true)), numbers::read(it, number(false))) {
            (Ok(Some(one)), Ok(Some(other))) => one.value != other.value,
            _ => false,
        }),
        _ => false,
    }
}

fn samples(body: &[RawRow], at: usize) -> (Vec<String>, Holds) {
    let mut samples: Vec<String> = Vec::new();
    let (mut filled, mut as_number, mut as_date) = (0, 0, 0);
    let style = DateStyle { month_first: false, unix: false, timezone: chrono_tz::UTC };
    for cell in body.iter().take(LOOKED_AT).map(|row| cell(row, at)).filter(|it| !is_empty(it)) {
        filled += 1;
        as_number += usize::from(numbers::read(cell, NumberStyle::plain(false)).is_ok_and(|it| it.is_some()));
        as_date += usize::from(dates::read(cell, style).is_ok_and(|it| it.is_some()));
        let Some(shown) = text(cell).map(|it| it.chars().take(SAMPLE_LENGTH).collect()) else { continue };
        if samples.len() < SAMPLES && !samples.contains(&shown) {
            samples.push(shown);
        }
    }
    let holds = match () {
        () if filled == 0 => Holds::Nothing,
        () if as_number * 2 > filled => Holds::Numbers,
        () if as_date * 2 > filled => Holds::Dates,
        () => Holds::Words,
    };
    (samples, holds)
}

fn first_rows(body: &[RawRow], shown: &[usize]) -> Vec<Vec<String>> {
    let value = |row: &RawRow, at: usize| text(cell(row, at)).unwrap_or_default().chars().take(SAMPLE_LENGTH).collect();
    let filled = body.iter().filter(|row| !header::is_blank_row(row));
    filled.take(ROWS).map(|row| shown.iter().map(|at| value(row, *at)).collect()).collect()
}
