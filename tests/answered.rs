//! An answer that was given is kept in memory, and never longer than it is true.

use std::sync::Arc;

use kabinet_core::app::App;
use kabinet_core::imports;
use kabinet_core::locale::Locale;
use kabinet_core::metrics::{self, MetricTable};
use kabinet_core::tenancy::{Actor, Organization};

use crate::support;

async fn ask(app: &App, organization: &Organization, query: &str) -> Arc<MetricTable> {
    let mut scope = app.store.read(organization.id).await.unwrap();
    metrics::answer(&mut scope, organization, "2026-11-15".parse().unwrap(), &query.parse().unwrap()).await.unwrap()
}

async fn on_hand(app: &App, organization: &Organization) -> String {
    format!("{:?}", ask(app, organization, "stock_on_hand").await.totals.first())
}

#[tokio::test]
async fn what_was_answered_before_is_answered_by_the_same_table() {
    for fresh in support::both().await {
        let folder = tempfile::tempdir().unwrap();
        let app = support::app(&fresh, folder.path()).await;
        let one = support::organization(&fresh.store, "one").await;
        let other = support::organization(&fresh.store, "two").await;
        for organization in [&one, &other] {
            support::load(&app, organization, "замовлення.csv", "Номер;Дата;Товар;Кількість;Сума\n1;01.11.2026;Чай;2;20,00\n")
                .await;
        }
        let first = ask(&app, &one, "revenue during 2026-11").await;
        assert!(Arc::ptr_eq(&first, &ask(&app, &one, "revenue during 2026-11").await));
        // Another question, company or setting is another answer.
        assert!(!Arc::ptr_eq(&first, &ask(&app, &one, "revenue during 2026-10").await));
        assert!(!Arc::ptr_eq(&first, &ask(&app, &other, "revenue during 2026-11").await));
        let counting = Organization { count_open_orders: !one.count_open_orders, ..one.clone() };
        assert!(!Arc::ptr_eq(&first, &ask(&app, &counting, "revenue during 2026-11").await));
        // What a write sees may yet be taken back.
        let mut scope = app.store.write(one.id).await.unwrap();
        let query = "revenue during 2026-11".parse().unwrap();
        let within = metrics::answer(&mut scope, &one, "2026-11-15".parse().unwrap(), &query).await.unwrap();
        assert!(!Arc::ptr_eq(&first, &within));
    }
}

/// Counts of stock have no months, whose stamps would tell the states apart: the imports themselves must.
#[tokio::test]
async fn every_undo_and_redo_is_another_state() {
    for fresh in support::both().await {
        let folder = tempfile::tempdir().unwrap();
        let app = support::app(&fresh, folder.path()).await;
        let organization = support::organization(&fresh.store, "one").await;
        let count = |pieces: u32, day: &str| format!("Дата;Склад;Артикул;Товар;Залишок\n{day}.11.2026;Київ;А1;Чай;{pieces}\n");
        let undo = async |number| imports::undo(&app.imports(), (&organization, &Actor::OPERATOR), number).await.unwrap();
        let redo = async |number| {
            let again = (Locale::Uk, Arc::default());
            imports::redo(&app.imports(), (&organization, &Actor::OPERATOR), number, again).await.unwrap()
        };
        support::load(&app, &organization, "перший.csv", count(10, "01")).await;
        support::load(&app, &organization, "другий.csv", count(20, "02")).await;
        assert_eq!(on_hand(&app, &organization).await, "Some(Quantity(Quantity(20000)))");
        undo(2).await;
        assert_eq!(on_hand(&app, &organization).await, "Some(Quantity(Quantity(10000)))");
        redo(2).await;
        assert_eq!(on_hand(&app, &organization).await, "Some(Quantity(Quantity(20000)))");
        // As many undone as after the first undo, and other counts left.
        undo(3).await;
        undo(1).await;
        assert_eq!(on_hand(&app, &organization).await, "None");
        redo(2).await;
        assert_eq!(on_hand(&app, &organization).await, "Some(Quantity(Quantity(20000)))");
    }
}
