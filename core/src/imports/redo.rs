//! An import that was undone, done again: the kept original is loaded once more, a merge is made once more.

use std::sync::Arc;

use super::file::{ImportContext, Mode, Options, import_file};
use super::journal::{self, Origin, Said};
use super::progress::Progress;
use super::records::Entity;
use super::report::ImportReport;
use crate::error::{Error, Permission, Problem, Result};
use crate::ids::CustomerId;
use crate::locale::Locale;
use crate::tenancy::{Actor, Organization};

/// What a redo made.
#[derive(Clone, Debug)]
pub enum Redone {
    /// The file was loaded as a new import.
    File(Box<ImportReport>),
    /// Merged or split again, under this number.
    Customers(i64),
}

/// Loads the original of an undone import again, with what the person said about it then. It becomes a new import.
pub async fn redo(
    context: &ImportContext<'_>,
    (organization, actor): (&Organization, &Actor),
    number: i64,
    (locale, progress): (Locale, Arc<Progress>),
) -> Result<Redone> {
    actor.require(Permission::Edit)?;
    let mut scope = context.store.read(organization.id).await?;
    let found: Option<(String, String, Option<String>, Option<i64>)> = scope
        .sql("SELECT file_name, kind, options, undone_at FROM imports WHERE organization_id = $1 AND number = $2")
        .bind(number)
        .optional()
        .await?;
    drop(scope);
    let (file, kind, options, undone_at) = found.ok_or(Error::NotFound("import"))?;
    if undone_at.is_none() {
        return Err(Problem::new("import-not-undone").with("number", number).into());
    }
    let said = Said::parse(options.as_deref());
    match (Origin::of(&kind), said) {
        (Origin::Merge, Said { kept: Some(kept), merged: Some(merged), .. }) => {
            let pair = (CustomerId(kept), CustomerId(merged));
            journal::merge(context, (organization, actor), pair).await.map(Redone::Customers)
        }
        (Origin::Split, Said { code: Some(code), .. }) => {
            journal::split(context, (organization, actor), &code).await.map(Redone::Customers)
        }
        (_, said) => {
            let path = journal::original(context.data, organization.id, number);
            if !path.is_file() {
                return Err(Problem::new("import-original-gone").with("number", number).with("file", file).into());
            }
            let entity = said.entity.and_then(|word| Entity::ALL.into_iter().find(|it| it.id() == word));
            let again = Some(number);
            let options =
                Options { mode: Mode::Store, locale, entity, columns: said.columns, decided: said.decided, progress, again };
            let report = import_file(context, (organization, actor), (&path, &file), &options).await?;
            Ok(Redone::File(Box::new(report)))
        }
    }
}
