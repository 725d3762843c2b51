//! Sheets -> typed records: where the tables are, what they are about, which column is which field, which row is what.
//! Nothing is guessed silently: a layout that cannot be read safely is left out or asked about, a doubtful value gives a warning.

mod amounts;
mod cells;
mod columns;
mod convert;
mod deals;
mod directory;
mod documents;
mod entity;
mod header;
mod long;
mod normalize;
mod orders;
mod overview;
mod proposal;
mod report;
mod rows;
mod runs;
mod sources;
mod stock;
mod survey;
mod title;
#[rustfmt::skip] // lists of words, not code
mod vocabulary;

use std::borrow::Cow;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::records::{Choice, Entity, Ignored, Mapped, MappedTable};
use super::remembered::Remembered;
use super::sheets::{Refusal, Sheet, Visibility, Workbook};

pub use columns::known_field;
pub use normalize::Conversion;
pub use overview::{Holds, SurveyedColumn, SurveyedTable, field_holds, fields, overview};

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
    let mut sheets: Vec<Cow<'_, Sheet>> = workbook.sheets.iter().map(Cow::Borrowed).collect();
    loop {
        let n = match map_sheets(&sheets, file_name, context) {
            Ok(mapped) => return mapped,
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
    /// A report with groups, made flat.
    flat: Option<report::Flat>,
    /// Read as a person confirmed for an earlier file.
    remembered: bool,
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
        if regions.is_empty() {
            self.leave(sheet, asked(sheet, "unknown"));
            return Ok(());
        }
        let is_plain = |it: &Region| header::months_across(&it.headers) < 3 && !report::is_grouped(it);
        if sheet.long.is_some() && !(regions.len() == 1 && regions.iter().all(is_plain)) {
            return Err(NotPlain);
        }
        let before = self.found.len();
        for region in regions {
            if self.found.len() > before {
                self.ignore(sheet, "second_table");
                continue;
            }
            match self.table(sheet, region) {
                Ok(found) => self.found.push(found),
                Err(choice) => self.leave(sheet, *choice),
            }
        }
        Ok(())
    }

    /// The table of a region, or why it is not read.
    fn table(&self, sheet: &'a Sheet, region: Region) -> Result<Found<'a>, Box<Choice>> {
        let asked = |code| Box::new(asked(sheet, code));
        if header::months_across(&region.headers) >= 3 {
            return Err(asked("months_across"));
        }
        if report::is_grouped(&region) && self.context.forced_entity.is_none_or(|it| it == Entity::Orders) {
            let flat = report::flatten(sheet, &region, self.context).ok_or_else(|| asked("grouped_report"))?;
            let columns = flat.columns.clone();
            return Ok(Found { sheet, region, entity: Entity::Orders, columns, flat: Some(flat), remembered: false });
        }
        let names = format!("{} {}", self.file_name, sheet.name.as_deref().unwrap_or_default());
        let body = &sheet.rows[region.body.clone()];
        let known = self.context.remembered_for(&region.headers);
        let entity = self.context.forced_entity.or(known.map(|it| it.entity));
        let maps = self.context.decisions(known);
        match entity::decide(&region.headers, body, &names, entity, &maps) {
            Decision::Is(entity, columns) => {
                Ok(Found { sheet, region, entity, columns, flat: None, remembered: known.is_some() })
            }
            Decision::Lacks(code, field, columns) => {
                Err(Box::new(Choice { answers: proposal::missing(&columns, body, field), ..*asked(code) }))
            }
            Decision::Unclear => Err(asked("unclear")),
            Decision::Unknown => Err(asked("unknown")),
        }
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
