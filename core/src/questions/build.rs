//! Slots -> `MetricQuery`, or the reason why not.

use super::followup;
use super::lexicon::{Concept, Modifier, Part};
use super::periods::When;
use super::rules::{self, Meaning};
use super::shape::{self, Shape};
use super::slots::{Named, Slots};
use super::words::Words;
use super::{Context, Doubt, Focus, NameKind, Question, Topic, Understanding, Unknown, params};
use crate::locale;
use crate::metrics::{Dimension, Filter, Metric, MetricCall, MetricQuery, NumberOp, ValueOp};
use crate::period::{Comparison, Grain, PeriodSpec};

/// What the message itself says, before the previous question fills the gaps.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) metrics: Vec<MetricCall>,
    /// The metric was named, not assumed.
    pub(super) named: bool,
    pub(super) shape: Shape,
    pub(super) filters: Vec<Filter>,
    pub(super) period: Option<PeriodSpec>,
    pub(super) compare: Option<Comparison>,
    pub(super) counted: bool,
}

/// Readings of the message that cannot be told apart.
type Choices = Vec<(String, MetricQuery)>;

pub(super) fn understanding(words: &Words, slots: &Slots, context: &Context<'_>) -> Understanding {
    // "витратили на рекламу": advertising says more than spending.
    if let Some(topic) = slots.outside.iter().find(|it| **it != Topic::Expenses).or(slots.outside.first()) {
        return Understanding::Unknown(Unknown::OutsideData(*topic));
    }
    for (_, when) in &slots.whens {
        if let When::Impossible(said) = when {
            return Understanding::Ambiguous { doubt: Doubt::ImpossibleDate { said: said.clone() }, choices: Vec::new() };
        }
    }
    let mut meaning = meaning(slots);
    if let Some(refusal) = strangers(words, slots, &meaning, context) {
        return refusal;
    }
    match draft(words, slots, &mut meaning, context) {
        Err(understood) => *understood,
        Ok((draft, focus, doubted)) => finish(words, slots, (draft, focus, doubted), context),
    }
}

fn meaning(slots: &Slots) -> Meaning {
    let mut said = slots.parts.clone();
    said.extend(slots.nouns.iter().filter(|it| !it.cue && !it.by).map(|it| (it.at, Concept::Noun(it.dimension))));
    said.extend(slots.modifiers.iter().map(|it| (it.0, Concept::Modifier(it.1))));
    said.sort_by_key(|it| it.0);
    let counted = said
        .windows(2)
        .any(|it| it[0].1 == Concept::Part(Part::HowMany) && matches!(it[1].1, Concept::Metric(Metric::Orders | Metric::Units)));
    if counted {
        said.retain(|it| it.1 != Concept::Noun(Dimension::Customer));
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
    if meaning.metrics.is_empty() && slots.modifiers.iter().any(|it| it.1 == Modifier::Often) {
        meaning.metrics.push(Metric::Orders);
    }
    if let Some(counted) = most_of(slots) {
        meaning.metrics = vec![counted];
        meaning.left.clear();
    }
    if meaning.metrics.is_empty() && slots.modifiers.iter().any(|it| it.1 == Modifier::Profitable) {
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

/// Words nobody knows: an unknown name where a name may stand, else nothing was understood.
fn strangers(words: &Words, slots: &Slots, meaning: &Meaning, context: &Context<'_>) -> Option<Understanding> {
    let stranger = slots.strangers.first()?;
    if !stranger.name && !meaning.metrics.is_empty() {
        return Some(doubt_words(&stranger.said));
    }
    let sells = meaning.left.iter().any(|it| matches!(it, Concept::Part(Part::Sell | Part::Buy | Part::Amount)));
    let something = !meaning.metrics.is_empty() || sells || context.previous.is_some() || !slots.nouns.is_empty();
    let letters = stranger.said.chars().filter(|it| it.is_alphabetic()).count();
    let mostly_strange = slots.strangers.len() * 2 > words.len();
    if !something || letters < 3 || mostly_strange && stranger.cue.is_none() && meaning.metrics.is_empty() && !sells {
        return Some(Understanding::Unknown(Unknown::NoMatch));
    }
    let buys = slots.parts.iter().any(|it| it.1 == Concept::Part(Part::Buy));
    let (kind, among): (NameKind, &[Dimension]) = match stranger.cue {
        Some(Dimension::Customer | Dimension::CustomerCode) => (NameKind::Customer, &[Dimension::Customer]),
        Some(Dimension::Product | Dimension::Sku) => (NameKind::Product, &[Dimension::Product]),
        Some(Dimension::City) => (NameKind::City, &[Dimension::City]),
        Some(Dimension::Manager) => (NameKind::Manager, &[Dimension::Manager]),
        _ if super::translations::is_city(&[stranger.said.to_lowercase().as_str()]) => (NameKind::City, &[Dimension::City]),
        _ if buys => (NameKind::Customer, &[Dimension::Customer]),
        _ => (NameKind::Any, &[]),
    };
    let nearest = context.names.nearest(&stranger.said, among);
    Some(Understanding::Unknown(Unknown::UnknownName { said: stranger.said.clone(), kind, nearest }))
}

type Drafted = (Draft, Option<Focus>, Option<(String, Choices)>);

fn draft(words: &Words, slots: &Slots, meaning: &mut Meaning, context: &Context<'_>) -> Result<Drafted, Box<Understanding>> {
    let mut draft = Draft { named: !meaning.metrics.is_empty(), ..Draft::default() };
    let left = |meaning: &Meaning, part| meaning.left.contains(&Concept::Part(part));
    draft.counted = slots.parts.iter().any(|it| it.1 == Concept::Part(Part::HowMany));
    // "на скільки відсотків зросла" asks for growth, which every comparison shows.
    let moves = |it: &Modifier| matches!(it, Modifier::Grew | Modifier::Fell | Modifier::Change);
    if slots.modifiers.iter().any(|it| moves(&it.1)) {
        meaning.left.retain(|it| !matches!(it, Concept::Part(Part::Percent | Part::Share)));
    }
    let share =
        left(meaning, Part::Share) || left(meaning, Part::Percent) && meaning.metrics.iter().all(|it| shape::is_sales(*it));
    let sells = meaning.left.iter().any(|it| matches!(it, Concept::Part(Part::Sell | Part::Buy | Part::Amount)));
    if left(meaning, Part::MoreThanOnce) && (meaning.metrics.is_empty() || meaning.metrics == [Metric::ActiveCustomers]) {
        meaning.metrics = vec![Metric::Orders];
        draft.named = true;
        draft.filters.push(Filter::Threshold { metric: Metric::Orders, op: NumberOp::More, value: "1".into() });
        draft.shape.by.push(Dimension::Customer);
        meaning.left.clear();
    }
    if meaning.metrics.is_empty() && sells {
        meaning.metrics.push(Metric::Revenue);
        draft.named = true;
    }
    let moved = slots.modifiers.iter().any(|it| matches!(it.1, Modifier::Grew | Modifier::Fell));
    if meaning.metrics.is_empty() && moved && slots.nouns.iter().any(|it| !it.cue) && meaning.left.is_empty() {
        meaning.metrics.push(Metric::Revenue);
        draft.named = true;
    }
    // "порівняй жовтень з вереснем": two periods and no figure are compared by revenue.
    let compared = slots.modifiers.iter().any(|it| matches!(it.1, Modifier::Compare | Modifier::Against));
    let periods = slots.whens.iter().filter(|it| !matches!(it.1, When::Duration(..))).count();
    let several = slots.names.len() > 1 && slots.names.windows(2).all(|it| it[0].hit.values[0].0 == it[1].hit.values[0].0);
    if meaning.metrics.is_empty()
        && compared
        && (periods == 2 || several && !slots.nouns.iter().any(|it| !it.cue))
        && context.previous.is_none()
        && meaning.left.is_empty()
    {
        meaning.metrics.push(Metric::Revenue);
        draft.named = true;
    }
    let metrics = meaning.metrics.clone();
    let shape = shape::shape(slots, &metrics);
    if draft.shape.by.is_empty() {
        draft.shape = shape;
    }
    let ranked_things = draft.shape.ranked && !draft.shape.by.is_empty();
    if metrics.is_empty() && (ranked_things || share && !slots.nouns.is_empty() || share && !slots.names.is_empty()) {
        meaning.metrics.push(Metric::Revenue);
        draft.named = ranked_things;
    }
    meaning.left.retain(|it| match it {
        Concept::Part(Part::Sell | Part::Buy | Part::Amount | Part::HowMany | Part::Database | Part::InDays | Part::Value) => {
            false
        }
        Concept::Part(Part::Share | Part::Percent) => !share,
        _ => true,
    });
    let metrics = meaning.metrics.clone();
    if !meaning.left.is_empty() && (!metrics.is_empty() || context.previous.is_none()) {
        return Err(Box::new(ask_metric(&metrics, slots, context)));
    }
    let mut used = false;
    for metric in &metrics {
        let (call, consumed) = params::call(*metric, slots);
        draft.metrics.push(call);
        used |= consumed;
    }
    let mut focus = None;
    let (filters, doubted) = name_filters(slots, &metrics, context)?;
    draft.filters.extend(filters);
    if share {
        focus = share_of(slots, &mut draft, &metrics)?;
    } else {
        shape::bare_split(slots, &metrics, &mut draft.shape);
    }
    if !used {
        super::comparing::periods(words, slots, &metrics, context, &mut draft)?;
    }
    super::comparing::names(slots, &mut draft);
    thresholds(slots, &metrics, &mut draft)?;
    units_too(slots, &mut draft);
    rfm_of_one(slots, &mut draft);
    unspoken(words, slots, &draft, context)?;
    Ok((draft, focus, doubted))
}

fn finish(words: &Words, slots: &Slots, (draft, focus, doubted): Drafted, context: &Context<'_>) -> Understanding {
    let continues = followup::continues(words, slots, &draft);
    let query = match context.previous {
        Some(previous) if continues => followup::merge(previous, draft, words, slots),
        _ if draft.metrics.is_empty() => return ask_metric(&[], slots, context),
        _ => Some(query(draft)),
    };
    let Some(query) = query else { return Understanding::Unknown(Unknown::CannotCombine) };
    if query.metrics.iter().any(|it| it.metric == Metric::ForecastRevenue) && query.metrics.len() > 1 {
        return Understanding::Unknown(Unknown::CannotCombine);
    }
    match doubted {
        Some((said, choices)) => {
            // The readings differ in one filter only; the rest of the question stays.
            let choices = choices
                .into_iter()
                .map(|(label, choice)| {
                    let mut whole = query.clone();
                    whole.filters.extend(choice.filters);
                    (label, whole)
                })
                .collect();
            Understanding::Ambiguous { doubt: Doubt::Name { said }, choices }
        }
        None if slots.modifiers.iter().any(|it| it.1 == Modifier::Why) => Understanding::Why(query),
        None => Understanding::Query(Question { query, focus }),
    }
}

pub(super) fn query(draft: Draft) -> MetricQuery {
    MetricQuery {
        metrics: draft.metrics,
        by: draft.shape.by,
        filters: draft.filters,
        period: draft.period,
        compare: draft.compare,
        sort: draft.shape.sort,
        limit: draft.shape.limit,
    }
}

/// Names become filters. Where one name has several readings, they come back as choices.
#[allow(clippy::type_complexity)]
fn name_filters(
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

/// "Яка частка X": the table by X's kind, with X in focus.
fn share_of(slots: &Slots, draft: &mut Draft, metrics: &[Metric]) -> Result<Option<Focus>, Box<Understanding>> {
    if !metrics.iter().all(|it| shape::is_sales(*it)) {
        return Err(Box::new(Understanding::Unknown(Unknown::CannotCombine)));
    }
    let at =
        draft.filters.iter().position(|it| matches!(it, Filter::Values { op: ValueOp::Is, values, .. } if values.len() == 1));
    if let Some(at) = at.filter(|_| draft.shape.by.is_empty()) {
        let Filter::Values { dimension, values, .. } = draft.filters.remove(at) else { return Ok(None) };
        let dimension = if dimension == Dimension::Sku { Dimension::Product } else { dimension };
        draft.shape.by.push(dimension);
        return Ok(values.into_iter().next().map(|value| Focus { dimension, value }));
    }
    if draft.shape.by.is_empty() {
        match slots.nouns.iter().find(|it| !it.cue) {
            Some(noun) => draft.shape.by.push(noun.dimension),
            None => return Err(Box::new(Understanding::Ambiguous { doubt: Doubt::Metric, choices: Vec::new() })),
        }
    }
    Ok(None)
}

fn thresholds(slots: &Slots, metrics: &[Metric], draft: &mut Draft) -> Result<(), Box<Understanding>> {
    // "margin below 15 %" is about the percentage, not the money.
    let percent = slots.numbers.iter().any(|it| it.than.is_some() && it.percent);
    if percent && metrics == [Metric::GrossProfit, Metric::MarginPct] {
        draft.metrics.retain(|it| it.metric == Metric::MarginPct);
        return thresholds(slots, &[Metric::MarginPct], draft);
    }
    for number in slots.numbers.iter().filter(|it| it.than.is_some()) {
        let Some(op) = number.than else { continue };
        if metrics.contains(&Metric::CoverBelow) && !number.money {
            continue;
        }
        let before = slots.parts.iter().rev().filter(|it| it.0 < number.at).find_map(|it| match it.1 {
            Concept::Metric(metric) if metrics.contains(&metric) => Some(metric),
            _ => None,
        });
        // A hundred thousand customers nobody has: "скільки клієнтів купили більше ніж на 100 тис" is about their money.
        let people = [Metric::ActiveCustomers, Metric::CustomersTotal];
        if metrics.len() == 1 && people.contains(&metrics[0]) {
            draft.metrics = vec![Metric::Revenue.into()];
            draft.shape.by = vec![Dimension::Customer];
            draft.filters.push(Filter::Threshold { metric: Metric::Revenue, op, value: number.value.clone() });
            continue;
        }
        let Some(metric) = before.or(metrics.first().copied()) else {
            return Err(Box::new(Understanding::Ambiguous { doubt: Doubt::Metric, choices: Vec::new() }));
        };
        if draft.shape.by.is_empty() {
            let noun = slots.nouns.iter().find(|it| !it.cue).map(|it| it.dimension).or(shape::listed(metric));
            match noun {
                Some(dimension) => draft.shape.by.push(dimension),
                None => return Err(Box::new(doubt_words(&number.value))),
            }
        }
        draft.filters.push(Filter::Threshold { metric, op, value: number.value.clone() });
    }
    Ok(())
}

/// "Скільки продали кави" may mean money or pieces: both are shown.
fn units_too(slots: &Slots, draft: &mut Draft) {
    let only_revenue = draft.metrics.len() == 1 && draft.metrics[0].metric == Metric::Revenue && draft.shape.by.is_empty();
    let part = |wanted| slots.parts.iter().any(|it| it.1 == Concept::Part(wanted));
    let of_goods = draft.filters.iter().any(|it| {
        matches!(
            it,
            Filter::Values { dimension: Dimension::Product | Dimension::Sku | Dimension::Brand | Dimension::Category, .. }
        )
    });
    let money = part(Part::Amount) || slots.modifiers.iter().any(|it| it.1 == Modifier::Currency);
    let named = slots.parts.iter().any(|it| matches!(it.1, Concept::Metric(_)));
    if only_revenue && part(Part::HowMany) && of_goods && !money && !named {
        draft.metrics.push(Metric::Units.into());
    }
}

/// The segment of one customer is a row of the RFM table, not a count of segments.
fn rfm_of_one(slots: &Slots, draft: &mut Draft) {
    let of_customer = draft
        .filters
        .iter()
        .any(|it| matches!(it, Filter::Values { dimension: Dimension::Customer | Dimension::CustomerCode, .. }));
    for call in draft.metrics.iter_mut().filter(|it| it.metric == Metric::RfmSegments && of_customer) {
        *call = Metric::Rfm.into();
    }
    let listed = draft.metrics.iter().any(|it| it.metric == Metric::RfmSegments && !it.params.is_empty());
    if listed && !draft.counted && draft.shape.by.is_empty() && !slots.parts.iter().any(|it| it.1 == Concept::Part(Part::Share)) {
        draft.shape.by.push(Dimension::Customer);
    }
    let class =
        draft.metrics.iter().any(|it| matches!(it.metric, Metric::Abc | Metric::Xyz | Metric::AbcXyz) && !it.params.is_empty());
    if class && !draft.counted && draft.shape.by.is_empty() {
        draft.shape.by.push(Dimension::Product);
    }
}

/// Words that would change the figure and did not.
fn unspoken(words: &Words, slots: &Slots, draft: &Draft, context: &Context<'_>) -> Result<(), Box<Understanding>> {
    let said = |at: usize| words.said(at, at + 1);
    let thresholds = slots.numbers.iter().filter(|it| it.than.is_some()).count();
    for (at, modifier) in &slots.modifiers {
        let lost = match modifier {
            Modifier::Not => true,
            // "найгірший …" of nothing that could be ranked.
            Modifier::Bottom | Modifier::Least | Modifier::Top | Modifier::Most if draft.shape.by.is_empty() => {
                slots.nouns.is_empty() && context.previous.is_none() && !draft.metrics.is_empty()
            }
            Modifier::Except => !slots.names.iter().any(|it| it.except),
            Modifier::Than(_) => {
                let beside = |it: &Filter| matches!(it, Filter::Values { values, .. } if values.len() > 1);
                let compared = !draft.shape.by.is_empty() && draft.filters.iter().any(beside);
                thresholds == 0
                    && !compared
                    && draft.compare.is_none()
                    && !draft.shape.ranked
                    && !slots.whens.iter().any(|it| matches!(it.1, When::Duration(..)))
                    && !draft.metrics.iter().any(|it| !it.params.is_empty())
            }
            // How often something is returned is not how much.
            Modifier::Often => !draft.metrics.iter().all(|it| {
                matches!(it.metric, Metric::Orders | Metric::CancelledOrders | Metric::CancelRate | Metric::ActiveCustomers)
            }),
            Modifier::Average => draft.metrics.iter().any(|it| {
                matches!(
                    it.metric,
                    Metric::Revenue | Metric::Orders | Metric::Units | Metric::GrossProfit | Metric::ReturnsAmount
                )
            }),
            _ => false,
        };
        if lost {
            return Err(Box::new(doubt_words(&said(*at))));
        }
    }
    // "В якій категорії найбільше товарів": things are counted there, and no figure counts them.
    let most = |at: usize| slots.modifiers.iter().any(|it| matches!(it.1, Modifier::Most | Modifier::Least) && it.0 + 1 == at);
    let assumed = draft.metrics.len() == 1 && draft.metrics[0].metric == Metric::Revenue;
    let deed = slots.parts.iter().any(|it| matches!(it.1, Concept::Metric(_) | Concept::Part(Part::Sell | Part::Buy)));
    if assumed && !deed {
        let other = |it: &&super::slots::Noun| most(it.at) && !it.cue && !draft.shape.by.contains(&it.dimension);
        if let Some(counted) = slots.nouns.iter().find(other) {
            return Err(Box::new(doubt_words(&said(counted.at))));
        }
    }
    let plain = slots.numbers.iter().filter(|it| it.than.is_none() && (!it.percent || draft.metrics.is_empty()));
    let spare: Vec<_> = plain.filter(|it| words.kind(it.at) == Some(super::tokens::Kind::Number)).collect();
    let allowed = usize::from(draft.shape.ranked);
    if spare.len() > allowed {
        return Err(Box::new(doubt_words(&spare[allowed].value)));
    }
    Ok(())
}

pub(super) fn doubt_words(said: &str) -> Understanding {
    Understanding::Ambiguous { doubt: Doubt::Words { said: said.to_owned() }, choices: Vec::new() }
}

/// The figure was not named, or its name was understood in part.
fn ask_metric(metrics: &[Metric], slots: &Slots, context: &Context<'_>) -> Understanding {
    let nothing = slots.names.is_empty()
        && slots.whens.is_empty()
        && slots.nouns.is_empty()
        && slots.parts.is_empty()
        && slots.modifiers.is_empty();
    if nothing {
        return Understanding::Unknown(Unknown::NoMatch);
    }
    let offered: Vec<Metric> = if metrics.is_empty() {
        vec![Metric::Revenue, Metric::Orders, Metric::GrossProfit, Metric::Aov]
    } else {
        metrics.to_vec()
    };
    let period = slots.whens.iter().find_map(|it| match it.1 {
        When::Period(spec) | When::Month(_, spec) => Some(spec),
        _ => None,
    });
    let filters = name_filters(slots, &offered, context).map(|it| it.0).unwrap_or_default();
    let choices = offered
        .into_iter()
        .map(|metric| {
            let id = format!("question-choice-{}", metric.id().replace('_', "-"));
            let text = locale::find_text(context.locale, &id, &[])
                .or_else(|| locale::find_text(context.locale, &format!("metric-{}", metric.id().replace('_', "-")), &[]));
            let query = MetricQuery { period, filters: filters.clone(), ..MetricQuery::of(metric) };
            (text.unwrap_or_else(|| metric.id().to_owned()), query)
        })
        .collect();
    Understanding::Ambiguous { doubt: Doubt::Metric, choices }
}

/// Grain of a spec that is a whole calendar unit by its wording.
pub(super) fn grain_of(spec: PeriodSpec) -> Option<Grain> {
    match spec {
        PeriodSpec::Unit { grain, .. } | PeriodSpec::Named { grain, .. } => Some(grain),
        _ => None,
    }
}
