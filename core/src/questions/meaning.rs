//! What figures a message means, where the parts of their names alone do not tell.

use super::lexicon::{Concept, Modifier, Part};
use super::params;
use super::periods::When;
use super::rules::{self, Meaning};
use super::slots::Slots;
use crate::metrics::{Dimension, Metric, MetricQuery, NumberOp};
use crate::period::PeriodSpec;

pub(super) fn meaning(slots: &Slots, previous: Option<&MetricQuery>) -> Meaning {
    let meaning = meaning_of(slots, &[]);
    // "а повторних?" after new customers: with what was asked before, the words make a figure.
    let Some(previous) = previous.filter(|_| meaning.metrics.is_empty() && !meaning.left.is_empty()) else { return meaning };
    let before: Vec<(usize, Concept)> = previous.metrics.iter().map(|it| (0, Concept::Metric(it.metric))).collect();
    let mut together = meaning_of(slots, &before);
    together.metrics.retain(|it| previous.metrics.iter().all(|before| before.metric != *it));
    if together.metrics.is_empty() || !together.left.is_empty() { meaning } else { together }
}

fn meaning_of(slots: &Slots, before: &[(usize, Concept)]) -> Meaning {
    let mut said = before.to_vec();
    said.extend(&slots.parts);
    said.extend(slots.nouns.iter().filter(|it| !it.cue && !it.by).map(|it| (it.at, Concept::Noun(it.dimension))));
    said.extend(slots.modifiers.iter().map(|it| (it.0, Concept::Modifier(it.1))));
    said.sort_by_key(|it| it.0);
    let counted = said
        .windows(2)
        .any(|it| it[0].1 == Concept::Part(Part::HowMany) && matches!(it[1].1, Concept::Metric(Metric::Orders | Metric::Units)));
    if counted {
        said.retain(|it| it.1 != Concept::Noun(Dimension::Customer));
    }
    // "на скільки відсотків виріс прибуток": by how much, not its share of the revenue.
    let moves = |it: &(usize, Modifier)| matches!(it.1, Modifier::Grew | Modifier::Fell | Modifier::Change);
    let margin = said.iter().any(|it| it.1 == Concept::Part(Part::Margin));
    let beside = |it: &(usize, Modifier)| matches!(it.1, Modifier::Compare | Modifier::Against);
    let two = slots.whens.iter().filter(|it| !matches!(it.1, When::Duration(..))).count() > 1;
    if (slots.modifiers.iter().any(moves) || two && slots.modifiers.iter().any(beside)) && !margin {
        said.retain(|it| it.1 != Concept::Part(Part::Percent));
    }
    let mut meaning = rules::meaning(&said);
    let has = |wanted: Part| slots.parts.iter().any(|it| it.1 == Concept::Part(wanted));
    let noun = |wanted| slots.nouns.iter().any(|it| it.dimension == wanted && !it.cue && !it.by);
    let segment = slots.parts.iter().any(|it| matches!(it.1, Concept::Segment(_)));
    if segment && !meaning.metrics.contains(&Metric::ChurnRisk) {
        meaning.metrics.retain(|it| !matches!(it, Metric::RfmSegments | Metric::InactiveCustomers | Metric::Rfm));
        meaning.metrics.insert(0, Metric::RfmSegments);
        meaning.left.clear();
    }
    // A segment by name, not the personal rhythm: "at-risk customers by RFM".
    let by_rfm = slots.parts.iter().any(|it| matches!(it.1, Concept::Metric(Metric::RfmSegments | Metric::Rfm)));
    if (has(Part::Rfm) || by_rfm) && meaning.metrics.contains(&Metric::ChurnRisk) {
        meaning.metrics = vec![Metric::RfmSegments];
        meaning.left.clear();
    }
    if meaning.metrics.contains(&Metric::RfmSegments) {
        meaning.metrics.retain(|it| *it != Metric::NewCustomers);
    }
    // "Яких товарів вистачить менше ніж на 10 днів": those under the threshold, not the cover of each.
    let less = slots.modifiers.iter().any(|it| matches!(it.1, Modifier::Than(NumberOp::Less | NumberOp::AtMost)));
    let days = slots.whens.iter().any(|it| matches!(it.1, When::Duration(..)));
    if less && (meaning.metrics == [Metric::DaysOfCover] || days && meaning.metrics == [Metric::StockOnHand]) {
        meaning.metrics = vec![Metric::CoverBelow];
    }
    // "хто з бази не купував 3 місяці": a length of silence, so they bought before.
    let length = |it: &(usize, When)| matches!(it.1, When::Duration(..) | When::Period(PeriodSpec::Rolling { .. }));
    if meaning.metrics == [Metric::NeverBought] && slots.whens.iter().any(length) {
        meaning.metrics = vec![Metric::InactiveCustomers];
    }
    // Who left, at this moment; who left in a given month no figure tells.
    if params::lost(slots) && slots.whens.is_empty() {
        meaning.metrics = vec![Metric::ChurnRisk];
        meaning.left.clear();
    }
    // "скільки товарів у класі A і яку частку виручки вони дають": both stand in the table of classes.
    let of_class = params::classes(slots).count() == 1 && has(Part::Share) && has(Part::HowMany) && noun(Dimension::Product);
    if slots.pareto || of_class && meaning.metrics == [Metric::Revenue] {
        meaning.metrics = vec![Metric::Abc];
        meaning.left.clear();
    }
    // "в якому класі каструля": one product and the word for a class. A group may be its category.
    let of_product =
        |it: &super::slots::Named| it.hit.values.iter().all(|it| matches!(it.0, Dimension::Product | Dimension::Sku));
    if meaning.metrics.is_empty()
        && meaning.left == [Concept::Part(Part::Classes)]
        && slots.names.len() == 1
        && slots.names.iter().all(of_product)
        && !slots.grouped
    {
        meaning.metrics.push(Metric::Abc);
        meaning.left.clear();
    }
    if meaning.metrics.is_empty() && slots.modifiers.iter().any(|it| it.1 == Modifier::Often) {
        meaning.metrics.push(Metric::Orders);
    }
    // "скільки одиниць зараз на львівському складі": nothing is sold there.
    let in_warehouse = slots.names.iter().any(|it| it.cue == Some(Dimension::Warehouse));
    let in_warehouse = in_warehouse || slots.nouns.iter().any(|it| it.dimension == Dimension::Warehouse && it.by);
    let counted = meaning.left.iter().all(|it| *it == Concept::Part(Part::HowMany)) && has(Part::HowMany);
    let plain = meaning.metrics == [Metric::Units] || meaning.metrics.is_empty() && counted && noun(Dimension::Product);
    if plain && in_warehouse && !has(Part::Sell) && !has(Part::Buy) {
        meaning.metrics = vec![Metric::StockOnHand];
        meaning.left.clear();
    }
    // "що є на складі".
    let warehouse = slots.nouns.iter().any(|it| it.dimension == Dimension::Warehouse && !it.by);
    if meaning.metrics.is_empty()
        && meaning.left.is_empty()
        && warehouse
        && slots.modifiers.iter().any(|it| it.1 == Modifier::What)
    {
        meaning.metrics.push(Metric::StockOnHand);
    }
    if meaning.metrics == [Metric::OrderQuantity] && counts_goods(slots) {
        meaning.metrics = vec![Metric::ToReorder];
    }
    if let Some(counted) = most_of(slots) {
        meaning.metrics = vec![counted];
        meaning.left.clear();
    }
    let profitable = |it: &(usize, Modifier)| matches!(it.1, Modifier::Profitable | Modifier::LeastProfitable);
    if meaning.metrics.is_empty() && slots.modifiers.iter().any(profitable) {
        meaning.metrics.push(Metric::GrossProfit);
    }
    if meaning.metrics.is_empty() {
        let classes: Vec<&str> = params::classes(slots).collect();
        if let Some(class) = classes.first().filter(|_| {
            has(Part::Classes) || !slots.nouns.is_empty() || classes.len() > 1 || classes[0] != "B" && classes[0] != "C"
        }) {
            meaning.metrics.push(match *class {
                both if both.len() == 2 => Metric::AbcXyz,
                class if "XYZ".contains(class) => Metric::Xyz,
                _ => Metric::Abc,
            });
            meaning.left.retain(|it| !matches!(it, Concept::Part(Part::HowMany | Part::Classes)));
        } else if has(Part::HowMany)
            && noun(Dimension::Customer)
            && meaning.left.iter().all(|it| *it == Concept::Part(Part::HowMany))
        {
            let counted = slots.whens.is_empty() && slots.names.iter().all(|it| it.hit.values[0].0 != Dimension::Product);
            meaning.metrics.push(if counted { Metric::CustomersTotal } else { Metric::ActiveCustomers });
            meaning.left.clear();
        }
    }
    meaning
}

/// "скільки товарів час замовити": how many of them, not how much of each.
fn counts_goods(slots: &Slots) -> bool {
    let how_many = |at: usize| slots.parts.iter().any(|it| it.1 == Concept::Part(Part::HowMany) && it.0 + 1 == at);
    slots.nouns.iter().any(|it| it.dimension == Dimension::Product && it.plural && !it.cue && how_many(it.at))
}

/// "В якому місті найбільше клієнтів": the customers are counted, the cities are ranked.
fn most_of(slots: &Slots) -> Option<Metric> {
    let nouns: Vec<_> = slots.nouns.iter().filter(|it| !it.cue && !it.by).collect();
    let [ranked, counted] = nouns[..] else { return None };
    let most = slots.modifiers.iter().any(|it| matches!(it.1, Modifier::Most | Modifier::Least) && it.0 + 1 == counted.at);
    let buys = |it: &(usize, Concept)| it.1 == Concept::Part(Part::Buy);
    let fits = most && counted.dimension == Dimension::Customer && ranked.dimension != Dimension::Customer;
    if !fits || !slots.parts.iter().all(buys) {
        return None;
    }
    let ever = slots.whens.is_empty() && slots.parts.is_empty();
    Some(if ever { Metric::CustomersTotal } else { Metric::ActiveCustomers })
}
