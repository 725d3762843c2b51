//! Slots -> `MetricQuery`, or the reason why not.

use super::doubts::{ask_metric, doubt_words, strangers, unspoken};
use super::filters::{Choices, name_filters, thresholds};
use super::forms::{self, Form};
use super::lengths::{again_with, other_period, silent_since};
use super::lexicon::{Concept, Modifier, Part};
use super::meaning::meaning;
use super::periods::When;
use super::rules::Meaning;
use super::shape::{self, Shape};
use super::slots::Slots;
use super::thread::Unanswered;
use super::words::Words;
use super::{Context, Doubt, Focus, Question, Topic, Understanding, Unknown, back, params, unanswered};
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
    /// It makes sense only after the question before.
    pub(super) leans: bool,
    /// One of the rows of before is looked at: they are no longer listed.
    pub(super) alone: bool,
    /// The same thing in another measure.
    pub(super) form: Option<Form>,
}

pub(super) fn understanding(words: &Words, slots: &Slots, context: &Context<'_>) -> Understanding {
    // "витратили на рекламу": advertising says more than spending.
    // "почім корм у конкурентів": whose prices matters more than prices.
    let weight = |it: &&Topic| match it {
        Topic::OtherCompanies => 0,
        Topic::Expenses => 2,
        _ => 1,
    };
    if let Some(topic) = slots.outside.iter().min_by_key(weight) {
        return Understanding::Unknown(Unknown::OutsideData(*topic));
    }
    for (_, when) in &slots.whens {
        if let When::Impossible(said) = when {
            return Understanding::Ambiguous { doubt: Doubt::ImpossibleDate { said: said.clone() }, choices: Vec::new() };
        }
    }
    let mut meaning = meaning(slots, context.previous);
    if let Some(refusal) = strangers(words, slots, &meaning, context) {
        return refusal;
    }
    match draft(words, slots, &mut meaning, context) {
        Err(understood) => *understood,
        Ok((draft, focus, doubted)) => finish(words, slots, (draft, focus, doubted), context),
    }
}

type Drafted = (Draft, Option<Focus>, Option<(String, Choices)>);

fn draft(words: &Words, slots: &Slots, meaning: &mut Meaning, context: &Context<'_>) -> Result<Drafted, Box<Understanding>> {
    let mut draft = Draft { named: !meaning.metrics.is_empty(), ..Draft::default() };
    let left = |meaning: &Meaning, part| meaning.left.contains(&Concept::Part(part));
    draft.counted = slots.parts.iter().any(|it| it.1 == Concept::Part(Part::HowMany));
    in_another_measure(words, slots, meaning, (&mut draft, context))?;
    if meaning.metrics == [Metric::Revenue] && super::comparing::is_ahead(slots, context) {
        meaning.metrics = vec![Metric::ForecastRevenue];
    }
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
    if meaning.metrics.is_empty() && sells && draft.form.is_none() && !moves_before(words, slots, meaning, context) {
        meaning.metrics.push(Metric::Revenue);
        draft.named = true;
    }
    let moved = slots.modifiers.iter().any(|it| matches!(it.1, Modifier::Grew | Modifier::Fell));
    let things = slots.nouns.iter().any(|it| !it.cue) || slots.modifiers.iter().any(|it| it.1 == Modifier::Who);
    if meaning.metrics.is_empty() && moved && things && meaning.left.is_empty() {
        meaning.metrics.push(Metric::Revenue);
        draft.named = true;
    }
    // "на скільки ми виросли у вересні": the firm, by revenue.
    let plain = meaning.left.iter().all(|it| matches!(it, Concept::Part(Part::HowMany | Part::Percent | Part::Amount)));
    if meaning.metrics.is_empty()
        && moved
        && plain
        && slots.names.is_empty()
        && !slots.whens.is_empty()
        && context.previous.is_none()
    {
        meaning.metrics.push(Metric::Revenue);
        meaning.left.clear();
        draft.named = true;
    }
    // "хід продажів по місяцях".
    let course = slots.modifiers.iter().any(|it| it.1 == Modifier::Dynamics);
    if meaning.metrics.is_empty() && course && meaning.left.is_empty() && context.previous.is_none() {
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
    // "порівняй менеджерів за квартал": things beside each other, by revenue.
    let things =
        slots.nouns.iter().find(|it| !it.cue && it.plural && !matches!(it.dimension, Dimension::Warehouse | Dimension::Stage));
    let beside = things.filter(|_| meaning.metrics.is_empty() && compared && periods < 2 && meaning.left.is_empty());
    if let Some(noun) = beside.filter(|_| context.previous.is_none()) {
        meaning.metrics.push(Metric::Revenue);
        draft.named = true;
        draft.shape.by.push(noun.dimension);
    }
    let beside = beside.is_some() && draft.named;
    let metrics = meaning.metrics.clone();
    let shape = shape::shape(slots, &metrics);
    if draft.shape.by.is_empty() {
        draft.shape = shape;
    }
    let ranked_things = draft.shape.ranked && !draft.shape.by.is_empty();
    // "топ 5 товарів" after the profit: by profit.
    let by_before = ranked_things && slots.whens.is_empty() && !share && context.previous.is_some_and(is_of_sales);
    if metrics.is_empty()
        && !by_before
        && draft.form.is_none()
        && (ranked_things || share && !slots.nouns.is_empty() || share && !slots.names.is_empty())
    {
        meaning.metrics.push(Metric::Revenue);
        draft.named = ranked_things;
    }
    let counts = !meaning.metrics.is_empty() && !meaning.metrics.iter().any(|it| super::rules::is_money(*it));
    meaning.left.retain(|it| match it {
        Concept::Part(Part::Sell | Part::Buy | Part::HowMany | Part::Database) => false,
        // "на скільки днів": no money is counted in days, unless they part it.
        Concept::Part(Part::InDays) => {
            draft.shape.by.is_empty() && slots.numbers.is_empty() && meaning.metrics == [Metric::Revenue]
        }
        // "сума скасованих": the figure that was found is no money.
        Concept::Part(Part::Amount | Part::Value) => counts,
        Concept::Part(Part::Share | Part::Percent) => !share,
        _ => true,
    });
    let metrics = meaning.metrics.clone();
    if !meaning.left.is_empty() && (!metrics.is_empty() || context.previous.is_none()) {
        return Err(Box::new(ask_metric(&metrics, slots, context)));
    }
    let mut used = false;
    for metric in metrics.iter().filter(|_| draft.form.is_none()) {
        let (call, consumed) = params::call(*metric, slots);
        draft.metrics.push(call);
        used |= consumed;
    }
    used |= silent_since(slots, context, &mut draft);
    let mut focus = None;
    let (filters, doubted) = name_filters(slots, &metrics, context)?;
    draft.filters.extend(filters);
    // Days and dates of several goods have no sum: each is told.
    let several = |it: &Filter| matches!(it, Filter::Values { dimension: Dimension::Product, values, .. } if values.len() > 1);
    let of_each = metrics.iter().all(|it| shape::listed(*it) == Some(Dimension::Product)) && !metrics.is_empty();
    if of_each && draft.shape.by.is_empty() && draft.filters.iter().any(several) {
        draft.shape.by.push(Dimension::Product);
    }
    if share {
        focus = share_of(slots, &mut draft, &metrics)?;
    } else {
        shape::bare_split(slots, &metrics, &mut draft.shape);
    }
    if used {
        other_period(words, slots, &metrics, &mut draft)?;
    } else {
        super::comparing::periods(words, slots, &metrics, context, &mut draft)?;
        let silent = metrics == [Metric::InactiveCustomers];
        let month = |it: &&(usize, When)| match it.1 {
            When::Month(..) => true,
            When::Period(PeriodSpec::Named { grain, .. }) => grain != Grain::Day,
            When::Period(PeriodSpec::Unit { grain, back }) => grain != Grain::Day && back > 0,
            _ => false,
        };
        // "не продали в жовтні" is not "лежить без продажів".
        let unsold = metrics == [Metric::DeadStock] && slots.parts.iter().any(|it| it.1 == Concept::Part(Part::NotSelling));
        if let Some((at, _)) = slots.whens.iter().find(month).filter(|_| silent || unsold) {
            return Err(Box::new(doubt_words(&words.said(*at, *at + 2))));
        }
    }
    if beside && draft.compare == Some(Comparison::PreviousPeriod) {
        draft.compare = None;
    }
    super::comparing::names(slots, &mut draft);
    again_with(words, slots, context, &mut draft);
    thresholds(slots, &metrics, context, &mut draft)?;
    units_too(words, slots, &mut draft);
    rfm_of_one(slots, &mut draft);
    matrix(words, slots, &mut draft);
    more_rows(words, slots, context, &mut draft);
    back::resolve(words, slots, &mut draft, context)?;
    unspoken(words, slots, &draft, context)?;
    Ok((draft, focus, doubted))
}

fn finish(words: &Words, slots: &Slots, (draft, focus, doubted): Drafted, context: &Context<'_>) -> Understanding {
    let query = match unanswered::question(words, slots, (draft, doubted.is_some()), context) {
        Ok(query) => query,
        Err(understood) => return *understood,
    };
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

/// "на яку суму?", "в штуках": the question before in another measure, or a question back.
fn in_another_measure(
    words: &Words,
    slots: &Slots,
    meaning: &mut Meaning,
    (draft, context): (&mut Draft, &Context<'_>),
) -> Result<(), Box<Understanding>> {
    let Some(form) = forms::asked(words, slots) else { return Ok(()) };
    // "відсоток" after the cancelled ones makes a figure of its own.
    let whole = !slots.names.is_empty() && !slots.whens.is_empty();
    if form == Form::Percent && !meaning.metrics.is_empty() || whole {
        return Ok(());
    }
    match (context.previous, &context.thread.unanswered) {
        // The figure is what the last message left open.
        (_, Some(Unanswered::About(_))) | (None, None) => return Ok(()),
        (_, Some(_)) => {
            draft.leans = true;
            meaning.left.clear();
            return Ok(());
        }
        _ => {}
    }
    let Some(previous) = context.previous else { return Ok(()) };
    // "на яку суму за жовтень" of what lies in stock now.
    let state = previous.metrics.iter().any(|it| super::comparing::is_state(it.metric)) && !slots.whens.is_empty();
    let calls = forms::of(form, previous).filter(|_| !state);
    let Some(calls) = calls else { return Err(Box::new(doubt_words(&words.said(0, words.len())))) };
    meaning.metrics = calls.iter().map(|it| it.metric).collect();
    meaning.left.clear();
    *draft = Draft { metrics: calls, named: true, leans: true, form: Some(form), ..Draft::default() };
    Ok(())
}

/// "на скільки менше?": how far the figure of before moved, whatever it is.
fn moves_before(words: &Words, slots: &Slots, meaning: &Meaning, context: &Context<'_>) -> bool {
    let moves = |it: &Modifier| matches!(it, Modifier::Grew | Modifier::Fell | Modifier::Change | Modifier::Than(_));
    let only = meaning.left.iter().all(|it| *it == Concept::Part(Part::Amount))
        && slots.parts.iter().all(|it| it.1 == Concept::Part(Part::Amount));
    context.previous.is_some() && only && slots.modifiers.iter().any(|it| moves(&it.1)) && forms::asked(words, slots).is_none()
}

fn is_of_sales(query: &MetricQuery) -> bool {
    query.metrics.iter().all(|it| shape::is_sales(it.metric))
}

/// "покажи 10" after a top of five.
fn more_rows(words: &Words, slots: &Slots, context: &Context<'_>, draft: &mut Draft) {
    let rows = context.previous.is_some_and(|it| !it.by.is_empty() && !it.by.iter().any(|it| it.is_time()));
    let bare = draft.metrics.is_empty() && slots.parts.is_empty() && slots.nouns.is_empty() && slots.whens.is_empty();
    if let [number] = &slots.numbers[..]
        && rows
        && bare
        && !number.percent
        && !number.money
        && number.than.is_none()
        && draft.shape.limit.is_none()
        && super::lengths::shows(words)
    {
        draft.shape.limit = number.value.parse().ok();
    }
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

/// "Скільки продали кави" may mean money or pieces: both are shown.
fn units_too(words: &Words, slots: &Slots, draft: &mut Draft) {
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
        // "яку кількість кави": pieces.
        if (0..words.len()).any(|at| ["кількіст", "количеств"].iter().any(|it| words.key(at).starts_with(it))) {
            draft.metrics.clear();
        }
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
    let counts = |it: &(usize, Concept)| {
        matches!(it.1, Concept::Metric(Metric::CustomersTotal | Metric::ActiveCustomers) | Concept::Part(Part::Share))
    };
    if listed && !draft.counted && draft.shape.by.is_empty() && !slots.parts.iter().any(counts) {
        draft.shape.by.push(Dimension::Customer);
    }
    let class =
        draft.metrics.iter().any(|it| matches!(it.metric, Metric::Abc | Metric::Xyz | Metric::AbcXyz) && !it.params.is_empty());
    if class && !draft.counted && draft.shape.by.is_empty() {
        draft.shape.by.push(Dimension::Product);
    }
}

/// "матриця ABC/XYZ по товарах": nine cells, not a list of products.
fn matrix(words: &Words, slots: &Slots, draft: &mut Draft) {
    let said = (0..words.len()).any(|at| ["матриц", "matrix"].iter().any(|it| words.key(at).starts_with(it)));
    let whole = draft.metrics.len() == 1 && draft.metrics[0].metric == Metric::AbcXyz && slots.names.is_empty();
    if said
        && whole
        && draft.metrics[0].params.is_empty()
        && draft.shape.by == [Dimension::Product]
        && draft.shape.limit.is_none()
    {
        draft.shape.by.clear();
    }
}

/// Grain of a spec that is a whole calendar unit by its wording.
pub(super) fn grain_of(spec: PeriodSpec) -> Option<Grain> {
    match spec {
        PeriodSpec::Unit { grain, .. } | PeriodSpec::Named { grain, .. } => Some(grain),
        _ => None,
    }
}
