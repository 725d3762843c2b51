//! Two people load files into one organization at the same moment: the second waits, so nobody is created twice.

use std::time::Duration;

use kabinet_core::imports::Outcome;

use crate::support;

const SALES: &str = "\
Номер;Дата;Код клієнта;Клієнт;Товар;Кількість;Сума
1;05.10.2026;К-1;ТОВ «Ластівка»;Чай;1;10,00
";

#[tokio::test]
async fn an_import_waits_for_the_one_under_way() {
    for fresh in support::both().await {
        let folder = tempfile::tempdir().unwrap();
        let app = support::app(&fresh, folder.path()).await;
        let organization = support::organization(&fresh.store, "one").await;
        let other = support::organization(&fresh.store, "two").await;
        // A first load, for the warm-up of everything that takes time once.
        support::load(&app, &other, "продажі.csv", SALES).await;

        let mut under_way = fresh.store.write(organization.id).await.unwrap();
        under_way.hold().await.unwrap();
        let mut import = Box::pin(support::load(&app, &organization, "продажі.csv", SALES));
        assert!(tokio::time::timeout(Duration::from_secs(2), &mut import).await.is_err(), "it did not wait");
        under_way.commit().await.unwrap();
        assert_eq!(import.await.result, Outcome::Ok);
    }
}
