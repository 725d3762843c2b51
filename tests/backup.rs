//! A backup of either engine is restored into either engine, row for row.

use kabinet_core::store::{Bind, Conflict, Engine, Store, backup, known_tables, restore};

use crate::support;

async fn filled(store: &Store) {
    for (n, slug) in ["one", "two"].into_iter().enumerate() {
        let organization = support::organization(store, slug).await;
        let mut scope = store.write(organization.id).await.unwrap();
        let mut bulk = scope.bulk("customers", &["organization_id", "id", "name", "name_key", "city"], Conflict::Refuse);
        for id in 0..9_000i64 {
            let city = if id % 2 == 0 { Bind::Text(None) } else { "Кам'янець\n\"х\"".into() };
            bulk.push([Bind::from(id), format!("Клієнт {n}-{id}").into(), "к".into(), city]).await.unwrap();
        }
        bulk.finish().await.unwrap();
        scope.commit().await.unwrap();
    }
}

async fn bytes(store: &Store) -> Vec<u8> {
    let mut file = Vec::new();
    assert_eq!(backup(store, &mut file).await.unwrap(), 3 + 18_000);
    file
}

#[tokio::test]
async fn every_pair_of_engines() {
    for from in support::both().await {
        filled(&from.store).await;
        let file = bytes(&from.store).await;
        for into in support::both().await {
            restore(&into.store, file.as_slice()).await.unwrap();
            assert_eq!(bytes(&into.store).await, file);
            let again = restore(&into.store, file.as_slice()).await.unwrap_err();
            assert_eq!(again.code(), "restore-not-empty");
        }
    }
}

#[tokio::test]
async fn a_broken_backup_restores_nothing() {
    let from = support::sqlite().await;
    filled(&from.store).await;
    let file = bytes(&from.store).await;
    for fresh in support::both().await {
        for broken in [&file[..file.len() / 2], &file[..3], b"not a backup".as_slice(), &[]] {
            assert!(!restore(&fresh.store, broken).await.unwrap_err().is_ours());
            let (n,): (i64,) =
                fresh.store.control_read().await.unwrap().sql("SELECT COUNT(*) FROM organizations").one().await.unwrap();
            assert_eq!(n, 0);
        }
    }
}

#[tokio::test]
async fn no_table_or_column_is_forgotten() {
    let fresh = support::postgres().await;
    assert_eq!(fresh.store.engine(), Engine::Postgres);
    let mut control = fresh.store.control_read().await.unwrap();
    let mut columns: Vec<(String, String)> = control
        .sql("SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = current_schema()")
        .all()
        .await
        .unwrap();
    for (table, known) in known_tables() {
        columns.retain(|(name, column)| name != table || !known.is_empty() && !known.contains(&column.as_str()));
    }
    assert_eq!(columns, []);
}
