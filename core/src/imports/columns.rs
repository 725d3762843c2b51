//! The columns of a file before it is loaded, and what a person decided about them.

use std::path::Path;

use super::file::{ImportContext, Options, map_context};
use super::mapping::{self, SurveyedTable};
use super::read::read_file;
use super::remembered::{self, Remembered};
use crate::error::{Permission, Result};
use crate::tenancy::{Actor, Organization};

/// What is known of the columns of a file; nothing where it is no table at all.
pub async fn survey_file(
    context: &ImportContext<'_>,
    (organization, actor): (&Organization, &Actor),
    (path, name): (&Path, &str),
    options: &Options,
) -> Result<Vec<SurveyedTable>> {
    actor.require(Permission::Edit)?;
    let Ok(workbook) = read_file(path, context.limits, context.reader, &context.data.join("temp")).await? else {
        return Ok(Vec::new());
    };
    let map_context = map_context(context, organization, options).await?;
    let name = name.to_owned();
    let surveying = tokio::task::spawn_blocking(move || mapping::overview(&workbook, &name, &map_context));
    Ok(surveying.await.map_err(|cause| anyhow::anyhow!("the survey failed: {cause}"))?)
}

/// Keeps what was decided, for the next files of these shapes.
pub async fn remember(
    context: &ImportContext<'_>,
    (organization, actor): (&Organization, &Actor),
    decided: &[Remembered],
) -> Result<()> {
    actor.require(Permission::Edit)?;
    let mut scope = context.store.write(organization.id).await?;
    for mapping in decided {
        remembered::remember(&mut scope, mapping, context.clock.now()).await?;
    }
    scope.commit().await
}

/// Forgets what was confirmed about tables of one shape, or of any; says how many there were.
pub async fn forget(
    context: &ImportContext<'_>,
    (organization, actor): (&Organization, &Actor),
    shape: Option<&str>,
) -> Result<u64> {
    actor.require(Permission::Edit)?;
    let mut scope = context.store.write(organization.id).await?;
    let forgotten = remembered::forget(&mut scope, shape).await?;
    scope.commit().await?;
    Ok(forgotten)
}
