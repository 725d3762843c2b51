//! Sheets -> typed records: where the tables are, what they are about, which column is which field, which row is what.
//! Nothing is guessed silently: a layout that cannot be read safely is left out or asked about, a doubtful value gives a warning.

mod amounts;
mod cells;
mod columns;
mod commas;
mod convert;
mod crosstab;
mod deals;
mod depth;
mod directory;
mod documents;
mod entity;
mod fill;
mod flat;
mod groups;
mod header;
mod long;
mod infer;
mod levels;
mod mentions;
mod nature;
mod normalize;
mod orders;
mod overview;
mod periods;
mod places;
mod proofs;
mod proposal;
mod report;
mod rows;
mod runs;
mod sources;
mod stock;
mod survey;
mod subtotals;
mod summed;
mod title;
#[rustfmt::skip] // lists of words, not code
mod vocabulary;

use std::borrow::Cow;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::records::{Choice, Entity, Ignored, Mapped, MappedTable, Warning};
use super::remembered::Remembered;
use super::sheets::{RawRow, Refusal, Sheet, Visibility, Workbook};

pub use columns::{is_header, known_field};
pub use normalize::Conversion;
pub use overview::{Holds, SurveyedColumn, SurveyedTable, conversions, fields, overview};

use columns::Columns;
use convert::{Lost, Several};
use entity::Decision;
use header::Region;
use normalize::Header;

/// What mapping must know besides the file.
#[derive(Clone, Debug)]
pub struct MapContext {
    /// ISO code of the organization's currency.
    pub currency: String,
    pub timezone: Tz,
    /// The organization's local date: the date of an undated stock count.
    pub today: NaiveDate,
    pub forced_entity: Option<Entity>,
    /// Header -> field, as the person decided; a field that is not known means "leave the column out".
    pub forced_columns: Vec<(String, String)>,
    /// What people confirmed for tables of the same headers; what is forced wins over it.
    pub remembered: Vec<Remembered>,
}

impl MapContext {
    fn remembered_for(&self, headers: &[Header]) -> Option<&Remembered> {
        let shape = normalize::shape(headers);
        self.remembered.iter().find(|it| it.shape == shape && self.forced_entity.is_none_or(|forced| forced == it.entity))
    }

    /// What is said now, and of the remembered what does not contradict it.
    fn decisions(&self, remembered: Option<&Remembered>) -> Vec<(String, String)> {
        let said = |(header, field): &&(String, String)| {
            self.forced_columns.iter().any(|it| it.0 == *header || (!field.is_empty() && it.1 == *field))
        };
        let remembered = remembered.into_iter().flat_map(|it| &it.columns).filter(|it| !said(it));
        self.forced_columns.iter().chain(remembered).cloned().collect()
    }
}

/// Maps every sheet of a file. Pure: no store, no clock. The rows of long sheets are read from their place.
pub fn map(workbook: &Workbook, file_name: &str, context: &MapContext) -> Mapped {
    let (mut sheets, told) = commas::mended(workbook);
    loop {
        let n = match map_sheets(&sheets, file_name, context) {
            Ok(mut mapped) => {
                mapped.tables.iter_mut().for_each(|it| it.warnings.extend(told.clone()));
                return mapped;
            }
            Err(n) => n,
        };
        // Whatever is no plain table is looked at as a whole.
        match sheets[n].hold() {
            Ok(held) => sheets[n] = Cow::Owned(held),
            Err(refusal) => return refused(refusal),
        }
    }
}

/// The tables of these sheets; `Err` is the place of one that must be held first.
fn map_sheets(sheets: &[Cow<'_, Sheet>], file_name: &str, context: &MapContext) -> Result<Mapped, usize> {
    let mut mapping = Mapping { file_name, context, found: Vec::new(), ignored: Vec::new(), question: None };
    for (n, sheet) in sheets.iter().enumerate() {
        mapping.sheet(sheet).map_err(|_: NotPlain| n)?;
    }
    mapping.finish().map_err(|not_plain| sheets.iter().position(|it| std::ptr::eq(&**it, not_plain)).unwrap_or(0))
}

fn refused(refusal: Refusal) -> Mapped {
    Mapped { tables: Vec::new(), ignored: Vec::new(), choice: None, refusal: Some(refusal) }
}

/// A sheet too long to hold that is no plain table by its first rows.
struct NotPlain;

/// A table that will be read.
struct Found<'a> {
    sheet: &'a Sheet,
    region: Region,
    entity: Entity,
    columns: Columns,
    /// A layout that is no plain table, made one.
    flat: Option<flat::Flat>,
    /// The rows of the body with what is merged over them, where that is so.
    filled: Option<Vec<RawRow>>,
    /// What was filled in or taken by its values.
    warnings: Vec<Warning>,
    /// Read as a person confirmed for an earlier file.
    remembered: bool,
}

impl<'a> Found<'a> {
    fn flat(sheet: &'a Sheet, region: Region, entity: Entity, flat: flat::Flat, remembered: bool) -> Self {
        let flat = flat.finish();
        Self {
            sheet,
            region,
            entity,
            columns: flat.columns.clone(),
            flat: Some(flat),
            filled: None,
            warnings: Vec::new(),
            remembered,
        }
    }

    /// A plain table, or one with the names of groups between its rows.
    fn plain(sheet: &'a Sheet, region: Region, (entity, columns): (Entity, Columns), remembered: bool) -> Self {
        let (body, warning) = fill::down(sheet, &region, entity, &columns);
        let lifted = groups::lift(sheet, &region, (entity, &columns), &body);
        if let Some(mut flat) = lifted {
            flat.warnings.extend(warning);
            return Self::flat(sheet, region, entity, flat, remembered);
        }
        let filled = if let Cow::Owned(rows) = body { Some(rows) } else { None };
        Self { sheet, region, entity, columns, flat: None, filled, warnings: warning.into_iter().collect(), remembered }
    }
}

struct Mapping<'a> {
    file_name: &'a str,
    context: &'a MapContext,
    found: Vec<Found<'a>>,
    ignored: Vec<Ignored>,
    /// Asked only when the file gives no table at all.
    question: Option<Choice>,
}

impl<'a> Mapping<'a> {
    fn sheet(&mut self, sheet: &'a Sheet) -> Result<(), NotPlain> {
        if sheet.visibility == Visibility::Hidden {
            self.ignore(sheet, "hidden");
            return Ok(());
        }
        if sheet.rows.iter().all(header::is_blank_row) {
            if sheet.name.is_some() {
                self.ignore(sheet, "empty");
            }
            return Ok(());
        }
        let regions = header::regions(sheet);
        if regions.is_empty()
            && let Some(region) = header::headerless(sheet)
            && let Some(found) = self.headerless(sheet, region)
        {
            if sheet.long.is_some() {
                return Err(NotPlain);
            }
            self.take(sheet, found);
            return Ok(());
        }
        if regions.is_empty() {
            self.leave(sheet, asked(sheet, "unknown"));
            return Ok(());
        }
        let is_plain = |it: &Region| {
            !periods::is_crosstab(&it.headers)
                && places::across(&it.headers).is_empty()
                && !report::is_grouped(sheet, it)
                && header::side_by_side(it, &sheet.rows).len() == 1
        };
        if sheet.long.is_some() && !(regions.len() == 1 && regions.iter().all(is_plain)) {
            return Err(NotPlain);
        }
        let before = self.found.len();
        for region in regions {
            self.tables(sheet, region);
        }
        // What the first rows of a long sheet were filled with, the others would lack.
        let is_changed = |it: &Found| {
            it.flat.is_some() || it.filled.is_some() || groups::begins_with_one(it.sheet, &it.region, it.entity, &it.columns)
        };
        if sheet.long.is_some() && self.found[before..].iter().any(is_changed) { Err(NotPlain) } else { Ok(()) }
    }

    /// A table without headers, if its values tell what it is or leave but one question.
    fn headerless(&self, sheet: &'a Sheet, region: Region) -> Option<Result<Found<'a>, Box<Choice>>> {
        let body = &sheet.rows[region.body.clone()];
        let read = |entity| {
            let mut columns = columns::assign(&region.headers, entity, body, &self.context.forced_columns);
            let told = infer::fill(&mut columns, entity, body);
            (entity::complete(entity, columns), told)
        };
        let asked_for = self.context.forced_entity;
        let mut question = None;
        for entity in [Entity::Orders, Entity::Customers, Entity::Products, Entity::Stock] {
            match read(entity) {
                (Decision::Is(entity, columns), told) => {
                    let reachable = columns.has_any(&["customer.phone", "customer.email", "customer.tax_id"]);
                    let certain =
                        entity == Entity::Orders || (entity == Entity::Customers && reachable && columns.has("customer.name"));
                    if asked_for == Some(entity) || (asked_for.is_none() && certain) {
                        let mut found = Found::plain(sheet, region, (entity, columns), false);
                        found.warnings.extend(told);
                        return Some(Ok(found));
                    }
                }
                // A day and goods without anything else are sales.
                (Decision::Lacks(lack), _)
                    if asked_for == Some(entity)
                        || (asked_for.is_none() && lack.columns.has("order.date") && lack.columns.has("product.name")) =>
                {
                    let answers = proposal::missing(&lack.columns, body, lack.field);
                    question.get_or_insert(Box::new(Choice { answers, ..asked(sheet, lack.code) }));
                }
                _ => {}
            }
        }
        question.map(Err)
    }

    /// The tables of a region: one, or several beside each other where each is whole by itself.
    fn tables(&mut self, sheet: &'a Sheet, region: Region) {
        let parts = header::side_by_side(&region, &sheet.rows);
        // Empty columns may only space out one table: then its headers say different things and it is whole as it stands.
        let is_narrow = |it: &Region| it.headers.iter().filter(|it| !it.words.is_empty()).count() <= 2;
        if parts.len() > 2
            && parts.iter().all(is_narrow)
            && !header::repeats_words(&region)
            && let Ok(whole) = self.table(sheet, region.clone())
            && whole.entity == Entity::Orders
            && whole.columns.has_any(&["order.date", "order.no"])
        {
            return self.take(sheet, Ok(whole));
        }
        if parts.len() > 1 {
            let read: Vec<_> = parts.into_iter().map(|it| self.table(sheet, it)).collect();
            if read.iter().filter(|it| it.is_ok()).count() > 1 {
                return read.into_iter().for_each(|it| self.take(sheet, it));
            }
            // Only a gap in one table, or a table with notes beside it.
            let whole = self.table(sheet, region);
            let part = read.into_iter().find(Result::is_ok);
            return self.take(sheet, if whole.is_err() { part.unwrap_or(whole) } else { whole });
        }
        let table = self.table(sheet, region);
        self.take(sheet, table);
    }

    fn take(&mut self, sheet: &Sheet, table: Result<Found<'a>, Box<Choice>>) {
        match table {
            Ok(found) => match self.other_than_sales(&found) {
                Some(code) => self.leave(sheet, asked(sheet, code)),
                None => self.found.push(found),
            },
            Err(choice) => self.leave(sheet, *choice),
        }
    }

    /// What a table of sales really is, if it says so and nobody decided.
    fn other_than_sales(&self, found: &Found) -> Option<&'static str> {
        if self.context.forced_entity.is_some() || found.remembered {
            return None;
        }
        match found.entity {
            Entity::Orders => nature::other_than_sales(found.sheet, &found.region, &found.columns),
            Entity::Customers | Entity::Products => nature::is_foreign(found.sheet, &found.region).then_some("unknown"),
            _ => None,
        }
    }

    /// The table of a region, or why it is not read.
    fn table(&self, sheet: &'a Sheet, region: Region) -> Result<Found<'a>, Box<Choice>> {
        let asked = |code| Box::new(asked(sheet, code));
        let known = self.context.remembered_for(&region.headers);
        let entity = self.context.forced_entity.or(known.map(|it| it.entity));
        let maps = self.context.decisions(known);
        let is_crosstab = periods::is_crosstab(&region.headers) && entity.is_none_or(|it| it == Entity::Orders);
        let headers = if is_crosstab { periods::other_headers(&region.headers) } else { region.headers.clone() };
        let may_be_report = matches!(entity, None | Some(Entity::Orders | Entity::Stock));
        let remembered = known.is_some();
        if may_be_report && report::is_grouped(sheet, &region) {
            let report = report::flatten(sheet, &region, &headers, self.context);
            let (entity, mut flat) = report.ok_or_else(|| asked("grouped_report"))?;
            if is_crosstab {
                let lines = (flat.rows.as_slice(), flat.columns.clone());
                let mut turned = crosstab::turn(sheet, &region, lines, (self.file_name, &maps))?;
                turned.skipped.append(&mut flat.skipped);
                turned.warnings.append(&mut flat.warnings);
                flat = turned;
            }
            return Ok(Found::flat(sheet, region, entity, flat, remembered));
        }
        let body = &sheet.rows[region.body.clone()];
        if is_crosstab {
            return self.crosstab(sheet, region, &headers, &maps, remembered);
        }
        if entity.is_none_or(|it| it == Entity::Stock)
            && let Some(flat) = places::flatten(sheet, &region, &maps)
        {
            return Ok(Found::flat(sheet, region, Entity::Stock, flat, remembered));
        }
        let names = format!("{} {}", self.file_name, sheet.name.as_deref().unwrap_or_default());
        if entity.is_none_or(|it| it == Entity::Orders) && region.headers.iter().any(infer::is_generic) {
            let mut columns = columns::assign(&region.headers, Entity::Orders, body, &maps);
            let told = infer::fill(&mut columns, Entity::Orders, body);
            if told.is_some()
                && columns.has_any(&["line.amount", "line.price"])
                && let Decision::Is(entity, columns) = entity::complete(Entity::Orders, columns)
            {
                let mut found = Found::plain(sheet, region, (entity, columns), remembered);
                found.warnings.extend(told);
                return Ok(found);
            }
        }
        let names = (names.as_str(), nature::counts_stock(sheet, &region));
        match entity::decide(&region.headers, body, names, entity, &maps) {
            Decision::Is(entity, columns) => Ok(Found::plain(sheet, region, (entity, columns), remembered)),
            Decision::Lacks(lack) => {
                let mut lack = lack;
                let told = infer::fill(&mut lack.columns, lack.entity, body);
                if told.is_some()
                    && let Decision::Is(entity, columns) = entity::complete(lack.entity, lack.columns.clone())
                {
                    let mut found = Found::plain(sheet, region, (entity, columns), remembered);
                    found.warnings.extend(told);
                    return Ok(found);
                }
                let above = &sheet.rows[..region.header.start];
                let dated_above = lack.field == "order.date" && title::told_day(above, sheet.name.as_deref()).is_some();
                let found = Found::plain(sheet, region, (lack.entity, lack.columns), remembered);
                // The names of groups may be what the columns lack, and the title may date the whole.
                if found.columns.has(lack.field) || dated_above || (lack.field == "order.date" && found.columns.has("order.no")) {
                    return Ok(found);
                }
                let answers = proposal::missing(&found.columns, body, lack.field);
                Err(Box::new(Choice { answers, ..*asked(lack.code) }))
            }
            Decision::Unclear => Err(asked("unclear")),
            Decision::Unknown => Err(asked("unknown")),
        }
    }

    fn crosstab(
        &self,
        sheet: &'a Sheet,
        region: Region,
        headers: &[Header],
        maps: &[(String, String)],
        remembered: bool,
    ) -> Result<Found<'a>, Box<Choice>> {
        let body = &sheet.rows[region.body.clone()];
        let columns = columns::assign(headers, Entity::Orders, body, maps);
        if !columns.has_any(&[
            "customer.name",
            "customer.code",
            "product.name",
            "product.sku",
            "product.category",
            "order.manager",
        ]) {
            let first = headers.iter().position(|it| !it.shown.is_empty()).unwrap_or(0);
            let fields = ["customer.name", "product.name", "product.category", "order.manager"];
            let answers = proposal::which_field(&headers[first].shown, body, first, &fields);
            return Err(Box::new(Choice { answers, ..asked(sheet, "months_rows") }));
        }
        let (rows, mut skipped, warnings) = crosstab::data_rows(sheet, &region, &columns, crosstab::summed(&region));
        let mut flat = crosstab::turn(sheet, &region, (&rows, columns), (self.file_name, maps))?;
        flat.skipped.append(&mut skipped);
        flat.warnings.extend(warnings);
        Ok(Found::flat(sheet, region, Entity::Orders, flat, remembered))
    }

    /// Leaves a table out; what could be done about it is asked when nothing else is found.
    fn leave(&mut self, sheet: &Sheet, choice: Choice) {
        self.ignore(sheet, choice.code);
        self.question.get_or_insert(choice);
    }

    fn ignore(&mut self, sheet: &Sheet, reason: &'static str) {
        self.ignored.push(Ignored { sheet: sheet.name.clone(), reason });
    }

    /// `Err` is a sheet that must be held first.
    fn finish(mut self) -> Result<Mapped, &'a Sheet> {
        let several = |entity| self.found.iter().filter(|it| it.entity == entity).count() > 1;
        let several = Several { counts: several(Entity::Stock), orders: several(Entity::Orders) };
        let mut tables: Vec<MappedTable> = Vec::new();
        for found in std::mem::take(&mut self.found) {
            match convert::table(found, self.file_name, self.context, several) {
                Ok(table) => tables.push(table),
                Err(Lost::Ignored(sheet, code)) => self.leave(sheet, asked(sheet, code)),
                Err(Lost::NotPlain(sheet)) => return Err(sheet),
                Err(Lost::Refused(refusal)) => return Ok(refused(refusal)),
            }
        }
        let choice = self.question.filter(|_| tables.is_empty());
        Ok(Mapped { tables, ignored: self.ignored, choice, refusal: None })
    }
}

fn asked(sheet: &Sheet, code: &'static str) -> Choice {
    Choice { code, sheet: sheet.name.clone(), ..Choice::default() }
}
