//! «Експортуй зведення в Excel»: the summary workbook as a file to take away.

use std::path::PathBuf;

use super::message::{Block, Incoming, Reply, Status};
use crate::app::App;
use crate::error::{Permission, Result};
use crate::exports::Summary;
use crate::locale::{Locale, text};
use crate::metrics;
use crate::period::{Period, PeriodSpec};
use crate::questions::{self, Understanding};
use crate::store::Scope;
use crate::tenancy::Organization;

const SUMMARIES: &[&str] = &["зведення", "зведену", "зведений", "підсумок", "сводка", "сводку", "summary", "overview"];
/// Without one of these words a summary is asked to be read, not to be taken away.
const AS_FILE: &[&str] = &[
    "excel",
    "ексель",
    "екселі",
    "эксель",
    "xlsx",
    "файл",
    "файлом",
    "файлі",
    "таблицю",
    "file",
    "workbook",
    "spreadsheet",
    "експорт",
    "експортуй",
    "експортуйте",
    "експортувати",
    "вивантаж",
    "вивантажте",
    "вивантажити",
    "export",
    "download",
    "скачай",
    "скачати",
];
const FILLERS: &[&str] =
    &["в", "у", "до", "як", "мені", "дай", "зроби", "the", "a", "an", "to", "as", "in", "me", "give", "make", "my", "of"];

/// The words about the period in a wish for the summary as a file; nothing if this is no such wish.
pub(super) fn wish(words: &str) -> Option<String> {
    let lower = words.to_lowercase();
    let said: Vec<&str> =
        lower.split(|it: char| !it.is_alphanumeric() && it != '.' && it != '-').filter(|it| !it.is_empty()).collect();
    let says = |known: &[&str]| said.iter().any(|it| known.contains(it));
    if !says(SUMMARIES) || !says(AS_FILE) {
        return None;
    }
    let known = |it: &&str| SUMMARIES.contains(it) || AS_FILE.contains(it) || FILLERS.contains(it);
    Some(said.into_iter().filter(|it| !known(it)).collect::<Vec<_>>().join(" "))
}

/// The workbook of a period in words; without words, of the last twelve months.
pub(super) async fn ready(app: &App, incoming: &Incoming, period: &str) -> Result<Reply> {
    incoming.actor.require(Permission::Read)?;
    let locale = incoming.locale;
    let mut scope = app.store.read(incoming.organization.id).await?;
    let period = match period.is_empty() {
        true => None,
        false => match period_of(app, &mut scope, (&incoming.organization, locale), period).await? {
            Some(period) => Some(period),
            None => return Ok(Reply::said(Status::Clarify, text(locale, "summary-which-period", &[]))),
        },
    };
    drop(scope);
    let Some((name, path)) = workbook(app, &incoming.organization, locale, period).await? else {
        return Ok(Reply::said(Status::Declined, text(locale, "summary-nothing", &[])));
    };
    let mut reply = Reply::said(Status::Done, text(locale, "summary-ready", &[]));
    reply.blocks.push(Block::File { name, path });
    Ok(reply)
}

/// A period in words, as in any question; or in its text form.
pub async fn period_of(
    app: &App,
    scope: &mut Scope,
    (organization, locale): (&Organization, Locale),
    words: &str,
) -> Result<Option<PeriodSpec>> {
    if let Ok(period) = words.parse() {
        return Ok(Some(period));
    }
    let names = app.names(scope).await?;
    let data = metrics::data_range(scope).await?.map(|it| Period { from: it.first, to: it.last });
    let thread = questions::Thread::default();
    let context =
        questions::Context { today: app.today(organization), data, names: &names, previous: None, thread: &thread, locale };
    let asked = ["виручка", "revenue"].map(|metric| questions::understand(&format!("{metric} {words}"), &context));
    Ok(asked.into_iter().find_map(|it| match it {
        Understanding::Query(question) if question.query.filters.is_empty() && question.query.by.is_empty() => {
            question.query.period
        }
        _ => None,
    }))
}

/// The workbook in the folder of files to take away, with the name it goes by; nothing where there is nothing to sum up.
pub async fn workbook(
    app: &App,
    organization: &Organization,
    locale: Locale,
    period: Option<PeriodSpec>,
) -> Result<Option<(String, PathBuf)>> {
    let today = app.today(organization);
    let mut scope = app.store.read(organization.id).await?;
    let summary = Summary::read(&mut scope, (organization, locale), today, period).await?;
    drop(scope);
    if summary.is_empty() {
        return Ok(None);
    }
    let path = app.new_download(organization, "xlsx")?;
    summary.write_file(&path)?;
    Ok(Some((format!("{}-{today}.xlsx", text(locale, "summary-file", &[])), path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_as_a_file_is_told_from_questions() {
        for (words, period) in [
            ("експортуй зведення в Excel", Some("")),
            ("Зведення за жовтень в ексель", Some("за жовтень")),
            ("export the summary to Excel", Some("")),
            ("Export summary for last month to xlsx", Some("for last month")),
            ("зведення", None),
            ("виручка за жовтень в excel", None),
        ] {
            assert_eq!(wish(words).as_deref(), period, "{words}");
        }
    }
}
