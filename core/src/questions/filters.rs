//! Names and thresholds of a message as filters of its query.

use super::build::Draft;
use super::doubts::doubt_words;
use super::lexicon::{Concept, Part};
use super::slots::{Named, Slots};
use super::tokens::{Kind, Token, tokenize};
use super::{Context, Doubt, Understanding, shape};
use crate::locale;
use crate::metrics::{Dimension, Filter, Metric, MetricQuery, Unit, ValueOp};

/// Readings of the message that cannot be told apart.
pub(super) type Choices = Vec<(String, MetricQuery)>;

/// Names become filters. Where one name has several readings, they come back as choices.
#[allow(clippy::type_complexity)]
pub(super) fn name_filters(
    slots: &Slots,
    metrics: &[Metric],
    context: &Context<'_>,
) -> Result<(Vec<Filter>, Option<(String, Choices)>), Box<Understanding>> {
    let mut filters: Vec<Filter> = Vec::new();
    let mut doubted = None;
    for named in &slots.names {
        let values = likely(named, slots, metrics, context);
        let op = if named.except { ValueOp::IsNot } else { ValueOp::Is };
        match &values[..] {
            [(dimension, value)] => add_filter(&mut filters, *dimension, op, value.clone()),
            goods if are_of_one_word(named, goods) => {
                let goods = goods.iter().filter(|it| it.0 == Dimension::Product);
                goods.for_each(|(dimension, value)| add_filter(&mut filters, *dimension, op, value.clone()));
            }
            _ if doubted.is_some() => {
                return Err(Box::new(Understanding::Ambiguous {
                    doubt: Doubt::Name { said: named.said.clone() },
                    choices: Vec::new(),
                }));
            }
            _ => {
                let choices = values
                    .into_iter()
                    .take(5)
                    .map(|(dimension, value)| {
                        let mut choice = MetricQuery::of(Metric::Revenue);
                        add_filter(&mut choice.filters, dimension, op, value.clone());
                        (label(context, dimension, &value), choice)
                    })
                    .collect();
                doubted = Some((named.said.clone(), choices));
            }
        }
    }
    Ok((filters, doubted))
}

/// More goods than these nobody calls by one word.
const OF_ONE_WORD: usize = 60;

/// "продажі кави": the word opens the name of each of these goods and stands for all of them.
/// A name in quotation marks is one thing.
fn are_of_one_word(named: &Named, values: &[(Dimension, String)]) -> bool {
    // "кава" is a part of the name of "Кава та чай" as well; people and places make it doubtful.
    let of_goods =
        |it: &Dimension| matches!(it, Dimension::Product | Dimension::Category | Dimension::Brand | Dimension::Supplier);
    let goods = values.iter().all(|it| of_goods(&it.0)) && values.len() <= OF_ONE_WORD && !named.hit.full;
    let said: Vec<Token> = tokenize(&named.said).into_iter().filter(|it| it.kind == Kind::Word).collect();
    let products: Vec<&String> = values.iter().filter(|it| it.0 == Dimension::Product).map(|it| &it.1).collect();
    if !goods || named.quoted || products.is_empty() {
        return false;
    }
    // "туалетного паперу": the noun opens the names, wherever it was said; "100 ламп" of a garland is no lamp.
    let opens = |said: &Token, name: &str| tokenize(name).first().is_some_and(|it| super::stems::meet(&it.key, &said.key));
    said.iter().any(|said| said.key.chars().count() > 2 && products.iter().all(|name| opens(said, name)))
}

fn label(context: &Context<'_>, dimension: Dimension, value: &str) -> String {
    let id = format!("question-choice-{}", dimension.id().replace('_', "-"));
    locale::find_text(context.locale, &id, &[("value", value.into())]).unwrap_or_else(|| value.to_owned())
}

fn add_filter(filters: &mut Vec<Filter>, dimension: Dimension, op: ValueOp, value: String) {
    for filter in filters.iter_mut() {
        if let Filter::Values { dimension: known, op: how, values } = filter
            && *known == dimension
            && *how == op
        {
            if !values.contains(&value) {
                values.push(value);
            }
            return;
        }
    }
    filters.push(Filter::Values { dimension, op, values: vec![value] });
}

/// The readings of a name that fit the rest of the question.
fn likely(named: &Named, slots: &Slots, metrics: &[Metric], _: &Context<'_>) -> Vec<(Dimension, String)> {
    use Dimension::*;
    let mut values = named.hit.values.clone();
    let keep = |values: &mut Vec<(Dimension, String)>, dimensions: &[Dimension]| {
        if values.iter().any(|it| dimensions.contains(&it.0)) {
            values.retain(|it| dimensions.contains(&it.0));
        }
    };
    if let Some(cue) = named.cue {
        match cue {
            Product | Sku => keep(&mut values, &[Product, Sku]),
            Customer | CustomerCode => keep(&mut values, &[Customer, CustomerCode]),
            other => keep(&mut values, &[other]),
        }
    }
    let about = |list: &[Metric]| metrics.iter().any(|it| list.contains(it));
    use Metric as M;
    if about(&[M::LastPurchase, M::MonthsWithoutPurchase, M::Rfm, M::RfmSegments, M::ChurnRisk])
        || slots.parts.iter().any(|it| it.1 == Concept::Part(Part::Buy))
    {
        keep(&mut values, &[Customer, CustomerCode, City, Product, Category, Brand]);
        if !named.hit.full {
            keep(&mut values, &[Customer]);
        }
    }
    if metrics.iter().any(|it| is_stock(*it)) {
        keep(&mut values, &[Product, Sku, Category, Brand, Warehouse, Supplier]);
    } else if !matches!(named.cue, Some(Warehouse | Stage | Supplier)) {
        keep(&mut values, &[Product, Sku, Category, Brand, City, Region, CustomerType, Customer, CustomerCode, Manager]);
    }
    if named.hit.full {
        // One spelling of several kinds: the most usual kind is meant.
        for dimension in [City, Category, Brand, CustomerType, Region, Manager, Customer, Product] {
            if values.iter().any(|it| it.0 == dimension) && values.iter().any(|it| it.0 != dimension) {
                values.retain(|it| it.0 == dimension);
            }
        }
    }
    values
}

fn is_stock(metric: Metric) -> bool {
    use Metric::*;
    matches!(
        metric,
        StockOnHand
            | StockValue
            | OutOfStock
            | LostSales
            | DeadStock
            | DaysOfCover
            | CoverBelow
            | StockoutDate
            | TurnoverTimes
            | TurnoverDays
            | SellThrough
            | SafetyStock
            | ReorderPoint
            | OrderQuantity
            | ToReorder
            | Abc
            | Xyz
            | AbcXyz
    )
}

pub(super) fn thresholds(
    slots: &Slots,
    metrics: &[Metric],
    context: &Context<'_>,
    draft: &mut Draft,
) -> Result<(), Box<Understanding>> {
    // "margin below 15 %" is about the percentage, not the money.
    let percent = slots.numbers.iter().any(|it| it.than.is_some() && it.percent);
    if percent && metrics == [Metric::GrossProfit, Metric::MarginPct] {
        draft.metrics.retain(|it| it.metric == Metric::MarginPct);
        return thresholds(slots, &[Metric::MarginPct], context, draft);
    }
    for number in slots.numbers.iter().filter(|it| it.than.is_some()) {
        let Some(op) = number.than else { continue };
        if metrics.contains(&Metric::CoverBelow) && !number.money {
            continue;
        }
        let named = |it: &(usize, Concept)| match it.1 {
            Concept::Metric(metric) if metrics.contains(&metric) => Some(metric),
            _ => None,
        };
        // "more than 10 orders": the figure that is counted stands right after its number.
        let after = slots.parts.iter().filter(|it| it.0 == number.at + 1).find_map(named);
        let before = after.or_else(|| slots.parts.iter().rev().filter(|it| it.0 < number.at).find_map(named));
        // A hundred thousand customers nobody has: "скільки клієнтів купили більше ніж на 100 тис" is about their money.
        let people = [Metric::ActiveCustomers, Metric::CustomersTotal];
        if let Some(after) =
            after.filter(|it| metrics.len() == 2 && metrics.iter().any(|other| people.contains(other) && other != it))
        {
            draft.metrics = vec![after.into()];
            draft.shape.by = vec![Dimension::Customer];
            draft.filters.push(Filter::Threshold { metric: after, op, value: number.value.clone() });
            continue;
        }
        if metrics.len() == 1 && people.contains(&metrics[0]) {
            draft.metrics = vec![Metric::Revenue.into()];
            draft.shape.by = vec![Dimension::Customer];
            draft.filters.push(Filter::Threshold { metric: Metric::Revenue, op, value: number.value.clone() });
            continue;
        }
        let money = before.or(metrics.first().copied()).is_some_and(|it| it.entry().unit == Unit::Money);
        // "товари, які купили більше двох разів": two of something else than money.
        if money && !number.money && number.value.parse::<f64>().is_ok_and(|it| it < 20.0) {
            return Err(Box::new(doubt_words(&number.value)));
        }
        // "яких товарів менше 10 штук": sold, or left?
        let deed = |it: &(usize, Concept)| matches!(it.1, Concept::Part(Part::Sell | Part::Buy | Part::Stock));
        if metrics == [Metric::Units]
            && !slots.parts.iter().any(deed)
            && slots.parts.iter().all(|it| !matches!(it.1, Concept::Metric(_)))
        {
            return Err(Box::new(super::doubts::ask_metric(&[Metric::StockOnHand, Metric::Units], slots, context)));
        }
        let Some(metric) = before.or(metrics.first().copied()) else {
            return Err(Box::new(Understanding::Ambiguous { doubt: Doubt::Metric, choices: Vec::new() }));
        };
        if draft.shape.by.is_empty() {
            let days = slots.parts.iter().any(|it| it.1 == Concept::Part(Part::InDays)).then_some(Dimension::Day);
            let noun = slots.nouns.iter().find(|it| !it.cue).map(|it| it.dimension).or(shape::listed(metric)).or(days);
            match noun {
                Some(dimension) => draft.shape.by.push(dimension),
                None => return Err(Box::new(doubt_words(&number.value))),
            }
        }
        draft.filters.push(Filter::Threshold { metric, op, value: number.value.clone() });
    }
    Ok(())
}
