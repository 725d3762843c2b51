//! What was imported and merged: who, when, which file, what it changed, whether it was undone.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::undone::{Because, Undone};
use crate::error::Result;
use crate::ids::{IdSource, ImportId, OrganizationId, UserId};
use crate::imports::remembered::Remembered;
use crate::locale::{self, Arg, Locale, text};
use crate::store::Scope;
use crate::tenancy::Actor;

/// What a change set is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    File,
    /// Two customers became one.
    Merge,
    /// A code that led to a customer became a customer of its own.
    Split,
}

impl Origin {
    pub fn id(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Merge => "merge",
            Self::Split => "split",
        }
    }

    pub(in crate::imports) fn of(id: &str) -> Self {
        [Self::Merge, Self::Split].into_iter().find(|it| it.id() == id).unwrap_or(Self::File)
    }
}

/// A line of the history, newest first.
#[derive(Clone, Debug, Serialize)]
pub struct PastImport {
    /// What people call it by.
    pub number: i64,
    pub origin: Origin,
    /// Empty for what is no file.
    pub file: String,
    pub at: DateTime<Utc>,
    /// Absent: the command line.
    #[serde(skip)]
    pub user: Option<UserId>,
    /// What the file held: `orders`, `customers`, …
    pub entities: Vec<String>,
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
    pub rejected: usize,
    pub undone_at: Option<DateTime<Utc>>,
    #[serde(skip)]
    pub undone_by: Option<UserId>,
    /// The undone import whose file this one loaded again.
    pub again: Option<i64>,
    pub can_undo: bool,
    /// It was undone, was not loaded again since, and its original is still kept.
    pub can_redo: bool,
}

/// What the person said about a file, as an import keeps it for a redo; what a merge was about.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::imports) struct Said {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::imports) entity: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::imports) columns: Vec<(String, String)>,
    /// What the person decided about tables by their shape.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::imports) decided: Vec<Remembered>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::imports) again: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::imports) kept: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::imports) merged: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::imports) code: Option<String>,
}

impl Said {
    pub(in crate::imports) fn to_json(&self) -> Result<String> {
        Ok(serde_json::to_string(self).map_err(anyhow::Error::new)?)
    }

    pub(in crate::imports) fn parse(options: Option<&str>) -> Self {
        options.and_then(|it| serde_json::from_str(it).ok()).unwrap_or_default()
    }
}

/// Where the original of an import is kept, as long as it is.
pub(in crate::imports) fn original(data: &Path, organization: OrganizationId, number: i64) -> PathBuf {
    data.join("uploads").join(organization.to_string()).join(number.to_string())
}

/// What is read of the report of an import.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Report {
    tables: Vec<Table>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Table {
    entity: String,
    created: usize,
    updated: usize,
    unchanged: usize,
    rejected: Vec<serde::de::IgnoredAny>,
}

/// The newest imports and merges first. `data` is the folder where originals are kept.
pub async fn history(scope: &mut Scope, data: &Path, limit: usize) -> Result<Vec<PastImport>> {
    type Line =
        (i64, String, String, DateTime<Utc>, Option<UserId>, String, Option<String>, Option<DateTime<Utc>>, Option<UserId>);
    let organization = scope.organization();
    let lines: Vec<Line> = scope
        .sql(
            "SELECT number, kind, file_name, created_at, user_id, report, options, undone_at, undone_by FROM imports
             WHERE organization_id = $1 ORDER BY number DESC LIMIT $2",
        )
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .all()
        .await?;
    // The newest come first: what loaded a file again, before what it was loaded by.
    let mut loaded_again = HashSet::new();
    let past = lines.into_iter().map(|(number, kind, file, at, user, report, options, undone_at, undone_by)| {
        let again = Said::parse(options.as_deref()).again;
        loaded_again.extend(again);
        let tables = serde_json::from_str::<Report>(&report).unwrap_or_default().tables;
        let origin = Origin::of(&kind);
        let is_kept = origin != Origin::File || original(data, organization, number).is_file();
        let mut entities: Vec<String> = Vec::new();
        for table in &tables {
            if !entities.contains(&table.entity) {
                entities.push(table.entity.clone());
            }
        }
        PastImport {
            number,
            origin,
            file,
            at,
            user,
            entities,
            created: tables.iter().map(|it| it.created).sum(),
            updated: tables.iter().map(|it| it.updated).sum(),
            unchanged: tables.iter().map(|it| it.unchanged).sum(),
            rejected: tables.iter().map(|it| it.rejected.len()).sum(),
            undone_at,
            undone_by,
            again,
            can_undo: undone_at.is_none() && options.is_some(),
            can_redo: undone_at.is_some() && !loaded_again.contains(&number) && is_kept,
        }
    });
    Ok(past.collect())
}

/// A change set as the undo sees it.
#[derive(Clone, Debug)]
pub(super) struct Past {
    pub(super) id: ImportId,
    pub(super) number: i64,
    pub(super) origin: Origin,
    pub(super) file: String,
    pub(super) undone: bool,
    /// Imports loaded before there was a journal left no versions.
    pub(super) journaled: bool,
}

pub(super) async fn all(scope: &mut Scope) -> Result<Vec<Past>> {
    type Line = (ImportId, i64, String, String, Option<i64>, Option<String>);
    let found: Vec<Line> = scope
        .sql("SELECT id, number, kind, file_name, undone_at, options FROM imports WHERE organization_id = $1 ORDER BY number")
        .all()
        .await?;
    let past = found.into_iter().map(|(id, number, kind, file, undone_at, options)| Past {
        id,
        number,
        origin: Origin::of(&kind),
        file,
        undone: undone_at.is_some(),
        journaled: options.is_some(),
    });
    Ok(past.collect())
}

/// Opens a change set that is no file: a merge today, whatever else a person changes by hand tomorrow. The versions it
/// replaces are then kept under its id (`keep`), and the rows it writes carry it.
pub(super) async fn open(
    scope: &mut Scope,
    (origin, said): (Origin, &Said),
    actor: &Actor,
    (ids, now): (&IdSource, DateTime<Utc>),
) -> Result<(ImportId, i64)> {
    let (last,): (i64,) = scope.sql("SELECT COALESCE(MAX(number), 0) FROM imports WHERE organization_id = $1").one().await?;
    let import = ImportId(ids.next(now));
    scope
        .sql(
            "INSERT INTO imports (organization_id, id, number, file_name, sha256, user_id, created_at, report, kind, options)
             VALUES ($1, $2, $3, '', '', $4, $5, '{}', $6, $7)",
        )
        .bind(import)
        .bind(last + 1)
        .bind(actor.user)
        .bind(now)
        .bind(origin.id())
        .bind(said.to_json()?)
        .execute()
        .await?;
    Ok((import, last + 1))
}

/// `№3 · 05.10.2026 14:02 · «продажі.csv» · нових: 120 · …`
pub fn past_text(locale: Locale, past: &PastImport, timezone: Tz, who: Option<&str>) -> String {
    let at = past.at.with_timezone(&timezone);
    let mut parts = vec![
        text(locale, "undo-number", &[("number", Arg::from(past.number.to_string()))]),
        format!("{} {}", locale::format_date(locale, at.date_naive()), at.format("%H:%M")),
        what(locale, past.origin, &past.file),
    ];
    parts.extend(who.map(str::to_owned));
    if past.origin == Origin::File {
        let args = [
            ("created", Arg::from(past.created)),
            ("updated", past.updated.into()),
            ("unchanged", past.unchanged.into()),
            ("rejected", past.rejected.into()),
        ];
        parts.push(text(locale, "import-changes", &args));
    }
    if let Some(again) = past.again {
        parts.push(text(locale, "undo-again", &[("number", Arg::from(again.to_string()))]));
    }
    if let Some(undone) = past.undone_at {
        let date = locale::format_date(locale, undone.with_timezone(&timezone).date_naive());
        parts.push(text(locale, "undo-undone-at", &[("date", Arg::from(date))]));
    }
    parts.join(" · ")
}

/// What became of an import that was undone, in sentences.
pub fn undo_text(locale: Locale, undone: &Undone) -> String {
    let number = ("number", Arg::from(undone.number.to_string()));
    let subject = ("what", Arg::from(what(locale, undone.origin, &undone.file)));
    let mut lines = vec![text(locale, "undo-done", &[number, subject])];
    for tally in &undone.tallies {
        let kind = text(locale, &format!("undo-kind-{}", tally.kind.id().replace('_', "-")), &[]);
        let args = [("kind", Arg::from(kind)), ("restored", tally.restored.into()), ("removed", tally.removed.into())];
        let id = match (tally.restored, tally.removed) {
            (_, 0) => "undo-restored",
            (0, _) => "undo-removed",
            _ => "undo-both",
        };
        lines.push(text(locale, id, &args));
    }
    if undone.tallies.is_empty() {
        lines.push(text(locale, "undo-nothing", &[]));
    }
    if undone.n_kept > 0 {
        lines.push(text(locale, "undo-kept", &[("count", undone.n_kept.into())]));
    }
    for kept in undone.kept.iter().take(5) {
        let (number, origin, file) = &kept.by;
        let args = [
            ("name", Arg::from(&kept.name)),
            ("number", Arg::from(number.to_string())),
            ("what", Arg::from(what(locale, *origin, file))),
        ];
        let id = match kept.because {
            Because::ChangedLater => "undo-kept-changed",
            Because::UsedLater => "undo-kept-used",
        };
        lines.push(text(locale, id, &args));
    }
    if undone.n_kept > undone.kept.len().min(5) {
        let rest = undone.n_kept - undone.kept.len().min(5);
        lines.push(text(locale, "undo-kept-more", &[("count", rest.into())]));
    }
    lines.join("\n")
}

fn what(locale: Locale, origin: Origin, file: &str) -> String {
    match origin {
        Origin::File => text(locale, "undo-what-file", &[("file", Arg::from(file))]),
        Origin::Merge => text(locale, "undo-what-merge", &[]),
        Origin::Split => text(locale, "undo-what-split", &[]),
    }
}
