//! Originals of imports, kept for a set time: given back as they came, or only their rejected rows.

use std::path::{Path, PathBuf};

use super::file::{ImportContext, Mode, Options, import_file};
use super::journal::{Said, original};
use super::records::Entity;
use super::rejected::{rejected_name, write_rejected};
use crate::error::{Error, Permission, Problem, Result};
use crate::locale::Locale;
use crate::tenancy::{Actor, Organization};

/// The name and the place of the file that was loaded as import `number`.
pub async fn kept_original(
    context: &ImportContext<'_>,
    (organization, actor): (&Organization, &Actor),
    number: i64,
) -> Result<(String, PathBuf)> {
    find(context, (organization, actor), number).await.map(|(name, path, _)| (name, path))
}

/// Writes the rows that import `number` rejected to `target`; says how to call the file.
pub async fn kept_rejected(
    context: &ImportContext<'_>,
    (organization, actor): (&Organization, &Actor),
    number: i64,
    (locale, target): (Locale, &Path),
) -> Result<String> {
    let (name, path, said) = find(context, (organization, actor), number).await?;
    let entity = said.entity.and_then(|word| Entity::ALL.into_iter().find(|it| it.id() == word));
    let options =
        Options { mode: Mode::Preview, locale, entity, columns: said.columns, decided: said.decided, ..Options::default() };
    let report = import_file(context, (organization, actor), (&path, &name), &options).await?;
    let extension = write_rejected(context, (&path, &report), locale, target).await?;
    extension.map(|it| rejected_name(locale, &report, it)).ok_or(Error::NotFound("file"))
}

/// Whether the original of import `number` is still there.
pub fn has_original(context: &ImportContext<'_>, (organization, number): (&Organization, i64)) -> bool {
    original(context.data, organization.id, number).is_file()
}

async fn find(
    context: &ImportContext<'_>,
    (organization, actor): (&Organization, &Actor),
    number: i64,
) -> Result<(String, PathBuf, Said)> {
    actor.require(Permission::Edit)?;
    let mut scope = context.store.read(organization.id).await?;
    let found: Option<(String, Option<String>)> = scope
        .sql("SELECT file_name, options FROM imports WHERE organization_id = $1 AND number = $2 AND kind = 'file'")
        .bind(number)
        .optional()
        .await?;
    let (name, options) = found.ok_or(Error::NotFound("import"))?;
    let path = original(context.data, organization.id, number);
    if !path.is_file() {
        return Err(Problem::new("rejected-original-gone").into());
    }
    Ok((name, path, Said::parse(options.as_deref())))
}
