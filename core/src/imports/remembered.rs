//! Mappings that people confirmed, by the shape of the table (its headers): used in silence for the next file of that shape.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::records::Entity;
use crate::error::Result;
use crate::store::{FromRow, Row, Scope};

/// What a person said about a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// Digest of the normalized headers.
    pub shape: String,
    pub entity: Entity,
    /// Header -> field, with a conversion behind a colon where one was chosen (`order.date:month_first`). An empty field
    /// leaves the column out.
    pub columns: Vec<(String, String)>,
    /// The file where it was confirmed.
    pub file_name: String,
}

impl FromRow for Remembered {
    fn from_row(row: &Row) -> Result<Self> {
        let entity = row.get::<String>(1)?;
        let columns = serde_json::from_str(&row.get::<String>(2)?).map_err(anyhow::Error::new)?;
        let entity = Entity::ALL.into_iter().find(|it| it.id() == entity);
        let entity = entity.ok_or_else(|| anyhow::anyhow!("a mapping of an unknown kind of table"))?;
        Ok(Self { shape: row.get(0)?, entity, columns, file_name: row.get(3)? })
    }
}

/// All of the organization, the newest first.
pub async fn list(scope: &mut Scope) -> Result<Vec<Remembered>> {
    scope
        .sql(
            "SELECT shape, entity, columns, file_name FROM mappings
              WHERE organization_id = $1 ORDER BY updated_at DESC, shape",
        )
        .all()
        .await
}

/// Keeps a mapping in place of an earlier one of the same shape.
pub async fn remember(scope: &mut Scope, mapping: &Remembered, now: DateTime<Utc>) -> Result<()> {
    let columns = serde_json::to_string(&mapping.columns).map_err(anyhow::Error::new)?;
    scope
        .sql(
            "INSERT INTO mappings (organization_id, shape, entity, columns, file_name, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6)
              ON CONFLICT (organization_id, shape) DO UPDATE SET entity = excluded.entity, columns = excluded.columns,
              file_name = excluded.file_name, updated_at = excluded.updated_at",
        )
        .bind(&mapping.shape)
        .bind(mapping.entity.id())
        .bind(columns)
        .bind(&mapping.file_name)
        .bind(now)
        .execute()
        .await?;
    Ok(())
}

/// Forgets the mapping of one shape, or all of them; says how many there were.
pub async fn forget(scope: &mut Scope, shape: Option<&str>) -> Result<u64> {
    match shape {
        Some(shape) => scope.sql("DELETE FROM mappings WHERE organization_id = $1 AND shape = $2").bind(shape).execute().await,
        None => scope.sql("DELETE FROM mappings WHERE organization_id = $1").execute().await,
    }
}
