//! A backup of either engine is restored into either engine, row for row.

use kabinet_core::imports;
use kabinet_core::store::{Bind, Conflict, Engine, Store, backup, known_tables, restore};
use kabinet_core::sums;
use kabinet_core::tenancy::{self, Actor, Organization};

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
        .sql(
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns
              JOIN information_schema.tables USING (table_schema, table_name)
              WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'",
        )
        .all()
        .await
        .unwrap();
    for (table, known) in known_tables() {
        columns.retain(|(name, column)| name != table || !known.is_empty() && !known.contains(&column.as_str()));
    }
    assert_eq!(columns, []);
}

/// A backup of before the lines of an order stood in its row: of two firms, each with two imports, the second of which changed
/// two orders.
#[tokio::test]
async fn a_backup_of_an_older_schema() {
    let file = include_bytes!("fixtures/backups/schema21.gz");
    for fresh in support::both().await {
        let folder = tempfile::tempdir().unwrap();
        let app = support::app(&fresh, folder.path()).await;
        assert_eq!(restore(&fresh.store, file.as_slice()).await.unwrap(), 91);
        for slug in ["one", "two"] {
            let mut control = fresh.store.control_read().await.unwrap();
            let organization = tenancy::get_by_slug(&mut control, slug).await.unwrap();
            drop(control);
            let first_of_second = [
                "1001 20668 1 А-1 1 1 12000 5000 0 60000 3000 36000",
                "1005 20707 3 А-2 1 1 4000 19900 0 79600 15000 60000",
                "1005 20708 3 А-1 1 0 1000 5000 0 5000 3000 3000",
            ];
            let of_first = [
                "1002 20669 2 А-1 0 1 5000 5200 0 26000 0 0",
                "1002 20669 1 А-3 0 0 7000 3333 0 23331 2000 14000",
                "1003 20675 2 А-3 4 0 -3000 3333 0 -9999 0 0",
                "1004 20676 3 А-2 2 0 1000 19900 0 19900 15000 15000",
            ];
            let before = [
                "1001 20668 1 А-1 1 1 10000 5000 0 50000 3000 30000",
                "1001 20670 1 А-2 1 0 2000 20050 401 39699 0 0",
                "1005 20707 3 А-2 1 1 4000 19900 0 79600 15000 60000",
            ];
            assert_eq!(lines(&fresh.store, &organization).await, sorted(&[&first_of_second[..], &of_first[..]].concat()));
            // What was stored then is known to be the same when it comes again.
            let again = support::load(&app, &organization, "знову.csv", SECOND).await;
            assert_eq!(again.tables.iter().map(|it| (it.created, it.updated, it.unchanged)).collect::<Vec<_>>(), [(0, 0, 3)]);
            imports::undo(&app.imports(), (&organization, &Actor::OPERATOR), 2).await.unwrap();
            assert_eq!(lines(&fresh.store, &organization).await, sorted(&[&before[..], &of_first[..]].concat()));
        }
    }
}

const SECOND: &str = "\
Номер замовлення;Дата;Час;Клієнт;Код клієнта;Товар;Артикул;Кількість;Ціна;Знижка;Собівартість;Статус;Менеджер;Коментар
1001;03.08.2026;09:15;ТОВ Ганок;К-1;Чай чорний;А-1;12;50,00;;30,00;виконано;Оля;
1005;11.09.2026;;ПП Калина;К-3;Кава мелена;А-2;4;199,00;;150,00;виконано;Іра;
1005;12.09.2026;;ПП Калина;К-3;Чай чорний;А-1;1;50,00;;30,00;виконано;Іра;
";

fn sorted(lines: &[&str]) -> Vec<String> {
    let mut lines: Vec<String> = lines.iter().map(|it| (*it).to_owned()).collect();
    lines.sort();
    lines
}

/// Of the organization, whose sums must be what its lines add up to.
async fn lines(store: &Store, organization: &Organization) -> Vec<String> {
    let mut scope = store.read(organization.id).await.unwrap();
    assert_eq!(sums::check(&mut scope).await.unwrap(), sums::Differences::NONE);
    let mut found: Vec<(String,)> = scope
        .sql(
            "SELECT i.order_number || ' ' || i.ordered_on || ' ' || replace(c.code, 'К-', '') || ' ' || p.sku || ' ' || i.class || ' '
                 || i.opens_order || ' ' || i.quantity || ' ' || COALESCE(i.price, 0) || ' ' || COALESCE(i.discount, 0) || ' '
                 || i.amount || ' ' || COALESCE(i.unit_cost, 0) || ' ' || COALESCE(i.cost, 0)
               FROM order_items i
               JOIN customers c ON c.organization_id = i.organization_id AND c.id = i.customer_id
               JOIN products p ON p.organization_id = i.organization_id AND p.id = i.product_id
              WHERE i.organization_id = $1",
        )
        .all()
        .await
        .unwrap();
    found.sort();
    found.into_iter().map(|it| it.0).collect()
}
