//! The engine: scopes, walls, bulk writes, the calendar. On SQLite and on PostgreSQL.

use kabinet_core::store::{Bind, Conflict, Engine};

use crate::support;

const CUSTOMER: &[&str] = &["organization_id", "id", "name", "name_key", "city"];

#[tokio::test]
async fn rows_come_back_as_written_and_only_after_commit() {
    for fresh in support::both().await {
        let organization = support::organization(&fresh.store, "one").await;
        let tricky = "tab\t, line\n, slash \\N, quote ' and «ї»";
        for commit in [false, true] {
            let mut scope = fresh.store.write(organization.id).await.unwrap();
            let mut bulk = scope.bulk("customers", CUSTOMER, Conflict::Refuse);
            for n in 0..10_000i64 {
                bulk.push([Bind::from(n), tricky.into(), "key".into(), Bind::Text(None)]).await.unwrap();
            }
            bulk.finish().await.unwrap();
            if commit {
                scope.commit().await.unwrap();
            }
        }
        let mut scope = fresh.store.read(organization.id).await.unwrap();
        let rows: Vec<(i64, String, Option<String>)> =
            scope.sql("SELECT id, name, city FROM customers WHERE organization_id = $1 ORDER BY id").all().await.unwrap();
        assert_eq!(rows.len(), 10_000);
        assert!(rows.iter().enumerate().all(|(n, row)| *row == (n as i64, tricky.into(), None)));
    }
}

#[tokio::test]
async fn bulk_update_replaces_by_key() {
    for fresh in support::both().await {
        let organization = support::organization(&fresh.store, "one").await;
        let mut scope = fresh.store.write(organization.id).await.unwrap();
        for city in ["Львів", "Одеса"] {
            let mut bulk = scope.bulk("customers", CUSTOMER, Conflict::Update(&["organization_id", "id"]));
            bulk.push([Bind::from(7), "Імʼя".into(), "імя".into(), city.into()]).await.unwrap();
            bulk.finish().await.unwrap();
        }
        let (n, city): (i64, String) =
            scope.sql("SELECT COUNT(*), MAX(city) FROM customers WHERE organization_id = $1").one().await.unwrap();
        assert_eq!((n, city.as_str()), (1, "Одеса"));
    }
}

#[tokio::test]
async fn a_text_without_the_organization_is_refused() {
    for fresh in support::both().await {
        let organization = support::organization(&fresh.store, "one").await;
        let mut scope = fresh.store.read(organization.id).await.unwrap();
        assert!(scope.sql("SELECT COUNT(*) FROM customers").one::<(i64,)>().await.is_err());
    }
}

#[tokio::test]
async fn postgres_hides_other_organizations_even_from_careless_sql() {
    let fresh = support::postgres().await;
    let one = support::organization(&fresh.store, "one").await;
    let two = support::organization(&fresh.store, "two").await;
    let mut scope = fresh.store.write(one.id).await.unwrap();
    let mut bulk = scope.bulk("customers", CUSTOMER, Conflict::Refuse);
    bulk.push([Bind::from(1), "А".into(), "а".into(), Bind::Text(None)]).await.unwrap();
    bulk.finish().await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(fresh.store.engine(), Engine::Postgres);

    let careless = "SELECT COUNT(*) FROM customers WHERE organization_id <> $1 OR organization_id = $1";
    let (seen,): (i64,) = fresh.store.read(two.id).await.unwrap().sql(careless).one().await.unwrap();
    assert_eq!(seen, 0);
    let (outside,): (i64,) = fresh.store.control_read().await.unwrap().sql("SELECT COUNT(*) FROM customers").one().await.unwrap();
    assert_eq!(outside, 0);
    let mut scope = fresh.store.write(two.id).await.unwrap();
    let foreign = scope
        .sql("INSERT INTO customers (organization_id, id, name, name_key) SELECT $2, 5, 'x', 'x' WHERE $1 <> 0")
        .bind(one.id)
        .execute()
        .await;
    assert!(foreign.is_err());
}

#[tokio::test]
async fn postgres_refuses_a_role_that_bypasses_the_walls() {
    let url = std::env::var("KABINET_TEST_POSTGRES_SUPERUSER").expect("tests need PostgreSQL: run ./check");
    let error = kabinet_core::store::Store::open(&url).await.unwrap_err();
    assert_eq!(error.code(), "database-role-bypasses-walls");
}

#[tokio::test]
async fn the_calendar_knows_weeks_months_quarters() {
    for fresh in support::both().await {
        let mut control = fresh.store.control_read().await.unwrap();
        let day = "2026-11-15".parse::<chrono::NaiveDate>().unwrap();
        let found: (chrono::NaiveDate, chrono::NaiveDate, chrono::NaiveDate, chrono::NaiveDate, i64) =
            control.sql("SELECT week, month, quarter, year, weekday FROM calendar WHERE day = $1").bind(day).one().await.unwrap();
        let date = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
        assert_eq!(found, (date("2026-11-09"), date("2026-11-01"), date("2026-10-01"), date("2026-01-01"), 7));
    }
}

#[tokio::test]
async fn opening_twice_changes_nothing() {
    for fresh in support::both().await {
        support::organization(&fresh.store, "one").await;
        let again = kabinet_core::store::Store::open(&fresh.url).await.unwrap();
        let (n,): (i64,) = again.control_read().await.unwrap().sql("SELECT COUNT(*) FROM organizations").one().await.unwrap();
        assert_eq!(n, 1);
    }
}

#[tokio::test]
async fn a_database_of_another_program_is_refused_and_left_as_it_was() {
    for theirs in [
        "CREATE TABLE customers (id INTEGER)",
        "CREATE TABLE schema_migrations (version VARCHAR(20)); INSERT INTO schema_migrations VALUES ('20240101000000')",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("theirs.db");
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
        let sqlite = sqlx::SqlitePool::connect_with(options).await.unwrap();
        sqlx::raw_sql(theirs).execute(&sqlite).await.unwrap();
        let url = support::postgres_url().await;
        let postgres = sqlx::PgPool::connect(&url).await.unwrap();
        sqlx::raw_sql(theirs).execute(&postgres).await.unwrap();

        for url in [format!("sqlite://{}", path.display()), url] {
            let error = kabinet_core::store::Store::open(&url).await.unwrap_err();
            assert_eq!(error.code(), "database-of-others", "{url}");
        }
        let (left,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM sqlite_schema").fetch_one(&sqlite).await.unwrap();
        assert_eq!(left, 1);
        let tables = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()";
        let (left,): (i64,) = sqlx::query_as(tables).fetch_one(&postgres).await.unwrap();
        assert_eq!(left, 1);
    }
}
