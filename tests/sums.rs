//! Sums kept beside the lines: whatever comes and goes, they are what the lines add up to.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kabinet_core::order_lines::{OrderHead, OrderLine};
use kabinet_core::store::{Conflict, Scope};
use kabinet_core::sums::{self, Deltas, Differences};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::support;
use crate::support::orders::{self, Order};

#[derive(Clone, Debug)]
pub struct Line {
    pub day: i64,
    pub customer: Option<i64>,
    pub product: i64,
    pub class: i64,
    pub quantity: i64,
    pub price: Option<i64>,
    pub discount: Option<i64>,
    pub amount: i64,
    pub cost: Option<i64>,
}

/// Orders written, replaced or (without lines) removed in one transaction.
pub type Step = BTreeMap<i64, Vec<Line>>;

pub fn line() -> impl Strategy<Value = Line> {
    let amounts = (-3i64..9, prop::option::of(0..500i64), prop::option::of(0..50i64), -400..4000i64, prop::option::of(0..900i64));
    (0..70i64, prop::option::of(1..4i64), 1..4i64, 0..5i64, amounts).prop_map(
        |(day, customer, product, class, (quantity, price, discount, amount, cost))| Line {
            day: 20_400 + day,
            customer,
            product,
            class,
            quantity: quantity * 500,
            price,
            discount,
            amount,
            cost,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    prop::collection::btree_map(1..12i64, prop::collection::vec(line(), 0..5), 1..6)
}

fn date(day: i64) -> NaiveDate {
    NaiveDate::default() + chrono::Days::new(day.unsigned_abs())
}

const MANAGERS: [Option<&str>; 3] = [None, Some("Оля"), Some("Іван, ст.; «О\u{2019}Ко» 🙂")];
const STATUSES: [Option<&str>; 3] = [Some("нове"), None, Some("5,відправлено")];

pub async fn write(scope: &mut Scope, step: &Step) {
    let mut deltas = Deltas::default();
    let ids: Vec<i64> = step.keys().copied().collect();
    scope.fill_scratch(&ids).await.unwrap();
    deltas.subtract_scratch(scope).await.unwrap();
    scope
        .sql("DELETE FROM orders WHERE organization_id = $1 AND id IN (SELECT id FROM scratch_ids WHERE organization_id = $1)")
        .execute()
        .await
        .unwrap();
    scope.empty_scratch().await.unwrap();
    let mut written = Vec::new();
    for (id, lines) in step {
        let (Some(first), Some(day)) = (lines.first(), lines.iter().map(|it| it.day).min()) else { continue };
        let head = OrderHead { ordered_on: date(day), customer: first.customer.unwrap_or(0), class: first.class };
        let mut order = Order::new(*id, head);
        order.manager = MANAGERS[*id as usize % MANAGERS.len()];
        order.status = STATUSES[*id as usize / 2 % STATUSES.len()];
        for line in lines {
            let Line { price, discount, cost, class, .. } = *line;
            let (ordered_on, customer) = (date(line.day), line.customer.unwrap_or(0));
            let plain = orders::line(&head, (line.product, line.quantity, line.amount));
            order.lines.push(OrderLine { ordered_on, customer, class, price, discount, cost, ..plain });
        }
        order.open();
        order.lines.iter().for_each(|it| deltas.add(&head, it));
        written.push(order);
    }
    orders::write(scope, written).await;
    deltas.flush(scope).await.unwrap();
}

async fn customers(scope: &mut Scope) {
    let mut bulk = scope.bulk("customers", &["organization_id", "id", "name", "name_key"], Conflict::Refuse);
    for id in 1..4i64 {
        bulk.push([id.into(), "Імʼя".into(), "імя".into()]).await.unwrap();
    }
    bulk.finish().await.unwrap();
}

#[tokio::test]
async fn whatever_is_written_replaced_and_removed_the_sums_follow() {
    for fresh in support::both().await {
        let mut runner = TestRunner::deterministic();
        let steps = prop::collection::vec(step(), 1..8);
        for case in 0..12 {
            let organization = support::organization(&fresh.store, &format!("o{case}")).await;
            let mut scope = fresh.store.write(organization.id).await.unwrap();
            customers(&mut scope).await;
            let steps = steps.new_tree(&mut runner).unwrap().current();
            for (n, step) in steps.iter().enumerate() {
                write(&mut scope, step).await;
                let differences = sums::check(&mut scope).await.unwrap();
                assert_eq!(differences, Differences::NONE, "step {n} of {steps:#?}");
                assert_eq!(support::sums::differences(&mut scope).await, [0; 3], "step {n} of {steps:#?}");
            }
            sums::rebuild(&mut scope).await.unwrap();
            assert_eq!(support::sums::differences(&mut scope).await, [0; 3]);
            scope.commit().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_store_older_than_the_sums_gets_them_and_wrong_ones_are_found() {
    for fresh in support::both().await {
        let organization = support::organization(&fresh.store, "one").await;
        let mut runner = TestRunner::deterministic();
        let mut scope = fresh.store.write(organization.id).await.unwrap();
        customers(&mut scope).await;
        write(&mut scope, &step().new_tree(&mut runner).unwrap().current()).await;
        for text in [
            "DELETE FROM day_sales WHERE organization_id = $1",
            "DELETE FROM product_sales WHERE organization_id = $1",
            "UPDATE customer_sales SET last_on = last_on + 1, lines = lines + 1 WHERE organization_id = $1",
        ] {
            scope.sql(text).execute().await.unwrap();
        }
        let found = sums::check(&mut scope).await.unwrap();
        assert!(found.days > 0 && found.products > 0 && found.customers > 0, "{found:?}");
        let Differences { days, products, customers } = found;
        assert_eq!(support::sums::differences(&mut scope).await, [days, products, customers]);
        scope.commit().await.unwrap();
        sums::fill_missing(&fresh.store).await.unwrap();
        let mut scope = fresh.store.read(organization.id).await.unwrap();
        assert_eq!(sums::check(&mut scope).await.unwrap(), Differences::NONE);
    }
}
