//! A file from first byte to last: read, mapped, loaded in one transaction, kept for a while.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::incoming::{Fingerprint, Incoming};
use super::journal::Said;
use super::load::{load, totals};
use super::mapping::{MapContext, is_header, known_field, map};
use super::progress::Progress;
use super::read::read_file;
use super::records::{Entity, Mapped};
use super::remembered::{self, Remembered};
use super::report::{IgnoredReport, ImportReport, Outcome};
use super::sheets::Refusal;
use super::words::refusal_text;
use super::{again, attempts};
use crate::clock::Clock;
use crate::config::ImportLimits;
use crate::error::{Permission, Problem, Result};
use crate::ids::{IdSource, ImportId};
use crate::locale::{Arg, Locale, text};
use crate::store::{Scope, Store};
use crate::tenancy::{self, Actor, Organization};

/// What an import needs of the application.
#[derive(Clone, Copy, Debug)]
pub struct ImportContext<'a> {
    pub store: &'a Store,
    pub clock: Clock,
    pub ids: &'a IdSource,
    pub limits: &'a ImportLimits,
    /// Originals are kept in its folder `uploads`.
    pub data: &'a Path,
    /// The program that reads workbooks (`read-workbook`).
    pub reader: &'a Path,
}

/// Whether the file is only looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    #[default]
    Preview,
    Store,
}

#[derive(Clone, Debug, Default)]
pub struct Options {
    pub mode: Mode,
    /// Language of the sentences.
    pub locale: Locale,
    /// What the person says the file is.
    pub entity: Option<Entity>,
    /// Header -> field, as the person says.
    pub columns: Vec<(String, String)>,
    /// What the person decided about tables of this file, by their shape; wins over what is remembered.
    pub decided: Vec<Remembered>,
    /// Where the import tells how far it is, and learns that it should stop.
    pub progress: Arc<Progress>,
    /// The undone import whose original this is.
    pub again: Option<i64>,
}

impl Options {
    /// What an import keeps of them, for a redo.
    fn said(&self) -> Said {
        let entity = self.entity.map(|it| it.id().to_owned());
        let (columns, decided) = (self.columns.clone(), self.decided.clone());
        Said { entity, columns, decided, again: self.again, ..Said::default() }
    }
}

/// Reads and loads a file. Whatever is wrong with the file is in the report; an error is about us or the person's rights.
pub async fn import_file(
    context: &ImportContext<'_>,
    (organization, actor): (&Organization, &Actor),
    (path, name): (&Path, &str),
    options: &Options,
) -> Result<ImportReport> {
    actor.require(Permission::Edit)?;
    let began = Instant::now();
    let import = ImportId(context.ids.next(context.clock.now()));
    let mut incoming = Incoming::new(context.data, (organization.id, import), path)?;
    let mut report = match options.mode {
        Mode::Preview => run(context, (organization, actor), name, options, &mut incoming).await?,
        Mode::Store => match loaded_before(context, organization, name, options, &mut incoming.fingerprint).await? {
            Some((report, number)) => {
                incoming.original.complete(number).await;
                report
            }
            None => attempt(context, (organization, actor), name, options, incoming).await?,
        },
    };
    report.took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(report)
}

/// The report and the number of the newest import, if it was of this file and nothing changed since.
async fn loaded_before(
    context: &ImportContext<'_>,
    organization: &Organization,
    name: &str,
    options: &Options,
    fingerprint: &mut Fingerprint,
) -> Result<Option<(ImportReport, i64)>> {
    let mut scope = context.store.read(organization.id).await?;
    let Some(newest) = again::newest(&mut scope, options).await? else { return Ok(None) };
    if newest.sha256 != fingerprint.get().await? {
        return Ok(None);
    }
    let today = context.clock.today(organization.timezone);
    let Some(mut report) = again::report(&mut scope, &newest, (organization.timezone, today)).await? else { return Ok(None) };
    let rows = report.tables.iter().map(|it| it.read as u64).sum();
    options.progress.found(rows);
    options.progress.advance(rows)?;
    name.clone_into(&mut report.file);
    let count: usize = report.tables.iter().map(super::report::TableReport::ok).sum();
    report.message = text(options.locale, "import-already", &[("file", Arg::from(name)), ("count", Arg::from(count))]);
    Ok(Some((report, newest.number)))
}

/// An import that leaves a trace if the program is stopped while it runs.
async fn attempt(
    context: &ImportContext<'_>,
    (organization, actor): (&Organization, &Actor),
    name: &str,
    options: &Options,
    mut incoming: Incoming<'_>,
) -> Result<ImportReport> {
    let import = incoming.import;
    let alive = attempts::begin(context.store, (organization.id, actor), (import, name), context.clock.now()).await?;
    let outcome = run(context, (organization, actor), name, options, &mut incoming).await;
    let number = outcome.as_ref().ok().and_then(|it| it.import.as_deref());
    incoming.original.end(number).await;
    if !matches!(&outcome, Ok(report) if report.import.is_some()) {
        let mut scope = context.store.write(organization.id).await?;
        attempts::remove(&mut scope, import.0).await?;
        scope.commit().await?;
    }
    drop(alive);
    outcome
}

async fn run(
    context: &ImportContext<'_>,
    (organization, actor): (&Organization, &Actor),
    name: &str,
    options: &Options,
    incoming: &mut Incoming<'_>,
) -> Result<ImportReport> {
    check_fields(&options.columns)?;
    let mut report = empty_report(name);
    let workbook = match read_file(incoming.path, context.limits, context.reader, &context.data.join("temp")).await? {
        Ok(workbook) => workbook,
        Err(refusal) => {
            let size = tokio::fs::metadata(incoming.path).await.map_or(0, |it| it.len());
            return Ok(refused(report, refusal, refusal_text(options.locale, refusal, context.limits, size)));
        }
    };
    report.encoding = workbook.encoding;
    report.delimiter = workbook.delimiter;
    let map_context = map_context(context, organization, options).await?;
    let file_name = name.to_owned();
    let mapped = tokio::task::spawn_blocking(move || map(&workbook, &file_name, &map_context))
        .await
        .map_err(|cause| anyhow::anyhow!("mapping failed: {cause}"))?;
    if let Some(refusal) = mapped.refusal {
        return Ok(refused(report, refusal, refusal_text(options.locale, refusal, context.limits, 0)));
    }
    report.ignored = mapped.ignored.iter().map(|it| IgnoredReport::new(options.locale, it)).collect();
    if let Some(choice) = &mapped.choice {
        report.result = Outcome::NeedsChoice;
        report.choice = Some(choice.clone());
        let args: Vec<(&str, Arg)> = choice.args.iter().map(|(name, value)| (*name, Arg::from(value))).collect();
        report.message = text(options.locale, &format!("import-choice-{}", choice.code.replace('_', "-")), &args);
        return Ok(report);
    }
    if mapped.tables.is_empty() {
        let refusal = Refusal::NotATable(super::sheets::Foreign::Unknown);
        return Ok(refused(report, refusal, refusal_text(options.locale, refusal, context.limits, 0)));
    }
    check_headers(&mapped, &options.columns)?;
    store(context, (organization, actor), mapped, options, (incoming, report)).await
}

/// What a person said of columns must be fields that there are.
fn check_fields(said: &[(String, String)]) -> Result<()> {
    let names = said.iter().map(|(_, field)| field.split(':').next().unwrap_or_default());
    match names.into_iter().find(|it| !matches!(*it, "" | "-") && known_field(it).is_none()) {
        Some(name) => Err(Problem::new("import-unknown-field").with("field", name).into()),
        None => Ok(()),
    }
}

/// And the columns must be there: one that is passed over would change figures unseen.
fn check_headers(mapped: &Mapped, said: &[(String, String)]) -> Result<()> {
    let is_there = |header: &str| mapped.tables.iter().any(|it| it.proposed.iter().any(|it| is_header(&it.header, header)));
    match said.iter().find(|(header, _)| !is_there(header)) {
        Some((header, _)) => Err(Problem::new("import-no-such-column").with("header", header).into()),
        None => Ok(()),
    }
}

pub(super) async fn map_context(
    context: &ImportContext<'_>,
    organization: &Organization,
    options: &Options,
) -> Result<MapContext> {
    // What is decided now comes before what was confirmed once.
    let mut known = options.decided.clone();
    known.extend(remembered::list(&mut context.store.read(organization.id).await?).await?);
    Ok(MapContext {
        currency: organization.currency.clone(),
        timezone: organization.timezone,
        today: context.clock.today(organization.timezone),
        forced_entity: options.entity,
        forced_columns: options.columns.clone(),
        remembered: known,
    })
}

async fn store(
    context: &ImportContext<'_>,
    (organization, actor): (&Organization, &Actor),
    mapped: Mapped,
    options: &Options,
    (incoming, mut report): (&mut Incoming<'_>, ImportReport),
) -> Result<ImportReport> {
    let import = incoming.import;
    let mut scope = context.store.write(organization.id).await?;
    // Two files at once would each create the customers that both name.
    scope.hold().await?;
    let now = context.clock.now();
    let today = context.clock.today(organization.timezone);
    options.progress.found(mapped.tables.iter().map(|it| it.read as u64).sum());
    // The engine has more to do than we when all is read.
    let while_reading = incoming.fingerprint.begin_later();
    let (tables, n_orders) = load(&mut scope, mapped, (import, Arc::clone(&options.progress)), today, while_reading).await?;
    let sha256 = incoming.fingerprint.get().await?;
    let known = already_loaded(&mut scope, sha256).await?;
    report.tables = tables;
    for table in &mut report.tables {
        table.remembered &= options.decided.iter().all(|it| it.shape != table.shape);
    }
    report.totals_after = Some(totals(&mut scope, n_orders).await?);
    let stored: usize = report.tables.iter().map(super::report::TableReport::ok).sum();
    let changed: usize = report.tables.iter().map(|it| it.created + it.updated).sum();
    let rejected: usize = report.tables.iter().map(super::report::TableReport::rejected).sum();
    report.result = match (stored, rejected) {
        (0, 0) => Outcome::Empty,
        (_, 0) => Outcome::Ok,
        _ => Outcome::Partial,
    };
    let locale = options.locale;
    let counts = [("file", Arg::from(&report.file)), ("count", Arg::from(stored)), ("rejected", Arg::from(rejected))];
    report.message = match report.result {
        Outcome::Empty => text(locale, "import-empty", &counts),
        _ if changed == 0 && known.is_some() => text(locale, "import-already", &counts),
        _ if changed == 0 && rejected == 0 => text(locale, "import-nothing-new", &counts),
        Outcome::Partial if stored == 0 => text(locale, "import-none", &counts),
        Outcome::Partial => text(locale, "import-partial", &counts),
        _ => text(locale, "import-done", &counts),
    };
    if let Some(number) = known.filter(|_| options.mode == Mode::Preview && changed == 0) {
        // Others may write meanwhile.
        drop(scope);
        incoming.original.complete(number).await;
        return Ok(report);
    }
    if options.mode == Mode::Store && stored > 0 {
        // Copied while the engine commits.
        incoming.original.begin();
        let number = record(&mut scope, (import, sha256, now), (&report, &options.said()), actor).await?;
        let subject = number.to_string();
        tenancy::record(&mut scope, actor, tenancy::Action::Import, &subject, (context.ids.next(now), now)).await?;
        attempts::remove(&mut scope, import.0).await?;
        scope.commit().await?;
        report.import = Some(subject);
        tracing::info!(import = number, rows = stored, "imported {stored} rows");
    }
    Ok(report)
}

/// The number of the newest import of this file that stands.
async fn already_loaded(scope: &mut Scope, sha256: &str) -> Result<Option<i64>> {
    let (number,): (Option<i64>,) = scope
        .sql("SELECT MAX(number) FROM imports WHERE organization_id = $1 AND sha256 = $2 AND undone_at IS NULL")
        .bind(sha256)
        .one()
        .await?;
    Ok(number)
}

/// Writes the import's row; its number is the next of the organization.
async fn record(
    scope: &mut Scope,
    (import, sha256, now): (ImportId, &str, chrono::DateTime<chrono::Utc>),
    (report, said): (&ImportReport, &Said),
    actor: &Actor,
) -> Result<i64> {
    let (last,): (i64,) = scope.sql("SELECT COALESCE(MAX(number), 0) FROM imports WHERE organization_id = $1").one().await?;
    scope
        .sql(
            "INSERT INTO imports (organization_id, id, number, file_name, sha256, user_id, created_at, report, options)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(import)
        .bind(last + 1)
        .bind(&report.file)
        .bind(sha256)
        .bind(actor.user)
        .bind(now)
        .bind(again::to_json(report)?)
        .bind(said.to_json()?)
        .execute()
        .await?;
    Ok(last + 1)
}

fn empty_report(name: &str) -> ImportReport {
    ImportReport {
        import: None,
        file: name.to_owned(),
        result: Outcome::Empty,
        code: None,
        message: String::new(),
        choice: None,
        encoding: None,
        delimiter: None,
        tables: Vec::new(),
        ignored: Vec::new(),
        totals_after: None,
        took_ms: 0,
    }
}

fn refused(mut report: ImportReport, refusal: Refusal, message: String) -> ImportReport {
    report.result = Outcome::Refused;
    report.code = Some(refusal.code());
    report.message = message;
    report
}
