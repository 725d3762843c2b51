//! Sums kept beside the lines: whatever comes and goes, they are what the lines add up to.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kabinet_core::store::{Bind, Conflict, Scope};
use kabinet_core::sums::{self, Deltas, Differences, SumLine};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::support;

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

fn sum_line(line: &Line, first: &Line, opens_order: bool, order_day: i64) -> SumLine {
    SumLine {
        ordered_on: date(line.day),
        customer: line.customer.unwrap_or(0),
        product: line.product,
        class: line.class,
        opens_order,
        astray: line.day != order_day || line.customer != first.customer,
        quantity: line.quantity,
        price: line.price,
        discount: line.discount,
        amount: line.amount,
        cost: line.cost,
    }
}

fn date(day: i64) -> NaiveDate {
    NaiveDate::default() + chrono::Days::new(day.unsigned_abs())
}

pub async fn write(scope: &mut Scope, step: &Step) {
    let mut deltas = Deltas::default();
    let ids: Vec<i64> = step.keys().copied().collect();
    scope.fill_scratch(&ids).await.unwrap();
    deltas.subtract_scratch(scope).await.unwrap();
    for text in [
        "DELETE FROM order_items WHERE organization_id = $1 AND order_id IN (SELECT id FROM scratch_ids WHERE organization_id = $1)",
        "DELETE FROM orders WHERE organization_id = $1 AND id IN (SELECT id FROM scratch_ids WHERE organization_id = $1)",
    ] {
        scope.sql(text).execute().await.unwrap();
    }
    scope.empty_scratch().await.unwrap();
    let filled = step.iter().filter_map(|(id, lines)| Some((id, lines, lines.first()?, lines.iter().map(|it| it.day).min()?)));
    const ORDER: &[&str] = &["organization_id", "id", "number", "ordered_on", "customer_id", "class", "digest"];
    let mut bulk = scope.bulk("orders", ORDER, Conflict::Refuse);
    for (id, _, first, day) in filled.clone() {
        bulk.push([(*id).into(), id.to_string().into(), day.into(), first.customer.into(), first.class.into(), 0.into()])
            .await
            .unwrap();
    }
    bulk.finish().await.unwrap();
    const LINE: &[&str] = &[
        "organization_id",
        "order_id",
        "line",
        "ordered_on",
        "customer_id",
        "product_id",
        "class",
        "opens_order",
        "quantity",
        "price",
        "discount",
        "amount",
        "cost",
    ];
    let mut bulk = scope.bulk("order_items", LINE, Conflict::Refuse);
    for (id, lines, first, day) in filled {
        // As the loader does: the first sale line of the earliest day.
        let sales = lines.iter().enumerate().filter(|(_, it)| it.class < 2 && it.quantity > 0);
        let opening = sales.min_by_key(|(n, it)| (it.day, *n)).map(|(n, _)| n);
        for (n, line) in lines.iter().enumerate() {
            let opens = opening == Some(n);
            deltas.add(&sum_line(line, first, opens, day));
            let place = i64::try_from(n).unwrap();
            let row: [Bind; 12] = [
                (*id).into(),
                place.into(),
                line.day.into(),
                line.customer.into(),
                line.product.into(),
                line.class.into(),
                opens.into(),
                line.quantity.into(),
                line.price.into(),
                line.discount.into(),
                line.amount.into(),
                line.cost.into(),
            ];
            bulk.push(row).await.unwrap();
        }
    }
    bulk.finish().await.unwrap();
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
            }
            sums::rebuild(&mut scope).await.unwrap();
            assert_eq!(sums::check(&mut scope).await.unwrap(), Differences::NONE);
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
        scope.commit().await.unwrap();
        sums::fill_missing(&fresh.store).await.unwrap();
        let mut scope = fresh.store.read(organization.id).await.unwrap();
        assert_eq!(sums::check(&mut scope).await.unwrap(), Differences::NONE);
    }
}
