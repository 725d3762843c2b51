//! What a person may be about to write: names of the organization and periods, as far as the place lets them be seen.

use chrono::Datelike;

use super::examples;
use super::groups;
use super::message::Room;
use crate::app::App;
use crate::error::Result;
use crate::locale::{Arg, Locale, MonthForm, month_name, text};
use crate::metrics::Dimension;
use crate::names::fold;
use crate::tenancy::Organization;

/// What is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Question,
    Customer,
    Product,
    Period,
}

/// Services show so many suggestions, and none that is longer.
const MOST: usize = 25;
const LONGEST: usize = 100;
/// Fewer letters would suggest everything.
const SHORTEST: usize = 2;
const MONTHS: u32 = 12;
/// Names that are worth suggesting within a question.
const NAMED: [Dimension; 6] =
    [Dimension::Customer, Dimension::Product, Dimension::Category, Dimension::Brand, Dimension::City, Dimension::Manager];

/// Suggestions for what was written so far, the most fitting first.
pub(crate) async fn suggest(
    app: &App,
    (organization, locale): (&Organization, Locale),
    room: &Room,
    (field, typed): (Field, &str),
) -> Result<Vec<String>> {
    let periods = periods(app, organization, locale);
    let names: &[Dimension] = match field {
        Field::Question => &NAMED,
        Field::Customer => &[Dimension::Customer],
        Field::Product => &[Dimension::Product, Dimension::Category],
        Field::Period => return Ok(cut(periods.into_iter().filter(|it| begins(it, typed)))),
    };
    let allowed: Vec<Dimension> = names.iter().copied().filter(|it| groups::may_name(room, *it)).collect();
    let mut scope = app.store.read(organization.id).await?;
    let known = app.names(&mut scope).await?;
    if field != Field::Question {
        return Ok(cut(known.beginning(typed, &allowed, MOST).into_iter().map(str::to_owned)));
    }
    let before = typed.trim_end();
    if before.is_empty() {
        return Ok(cut(examples(locale).into_iter().map(|(words, _)| words)));
    }
    if before.len() < typed.len() {
        // A word was ended: what can follow any question is a period.
        return Ok(cut(periods.into_iter().map(|it| format!("{before} {it}"))));
    }
    let (kept, word) = before.rsplit_once(' ').map_or(("", before), |(kept, word)| (kept, word));
    if word.chars().count() < SHORTEST {
        return Ok(Vec::new());
    }
    let named = known.beginning(word, &allowed, MOST).into_iter().map(str::to_owned);
    let all = named.chain(periods.into_iter().filter(|it| begins(it, word)));
    Ok(cut(all.map(|it| if kept.is_empty() { it } else { format!("{kept} {it}") })))
}

fn periods(app: &App, organization: &Organization, locale: Locale) -> Vec<String> {
    let mut periods: Vec<String> = text(locale, "suggested-periods", &[]).lines().map(|it| it.trim().to_owned()).collect();
    let today = app.today(organization);
    for back in 0..MONTHS {
        let months = today.year() * 12 + today.month0() as i32 - back as i32;
        let month = month_name(locale, months.rem_euclid(12) as u32 + 1, MonthForm::Full);
        let year = months.div_euclid(12).to_string();
        periods.push(text(locale, "suggested-month", &[("month", Arg::from(month)), ("year", Arg::from(year))]));
    }
    periods
}

/// Whether the words, or one of them, begin so.
fn begins(words: &str, typed: &str) -> bool {
    let (words, typed) = (fold(words), fold(typed));
    words.starts_with(&typed) || words.split(' ').any(|it| it.starts_with(&typed))
}

fn cut(found: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for words in found {
        if (1..=LONGEST).contains(&words.encode_utf16().count()) && !kept.contains(&words) {
            kept.push(words);
        }
        if kept.len() == MOST {
            break;
        }
    }
    kept
}
