//! Periods and what they are compared with.

use super::build::{Draft, grain_of};
use super::doubts::doubt_words;
use super::lexicon::{Modifier, Preposition};
use super::periods::When;
use super::slots::Slots;
use super::words::Words;
use super::{Context, Understanding, Unknown};
use crate::metrics::{Dimension, Direction, Metric, NumberOp, Sort, SortBy};
use crate::period::{Comparison, Grain, PeriodSpec};

pub(super) fn periods(
    words: &Words,
    slots: &Slots,
    metrics: &[Metric],
    context: &Context<'_>,
    draft: &mut Draft,
) -> Result<(), Box<Understanding>> {
    // "а на січень?" after a forecast is another month ahead.
    let goes_on = context.previous.is_some_and(|it| metrics.is_empty() && it.metrics[0].metric == Metric::ForecastRevenue);
    let forecast = metrics.contains(&Metric::ForecastRevenue) || goes_on;
    let mut said: Vec<(usize, PeriodSpec)> = Vec::new();
    let mut same = false;
    for (at, when) in &slots.whens {
        match when {
            When::Period(spec) if forecast && !names_a_year(words) => said.push((*at, to_come(*spec, context))),
            When::Period(spec) => said.push((*at, *spec)),
            When::Month(month, _) if forecast => said.push((*at, coming_month(*month, context))),
            When::Month(_, spec) => said.push((*at, *spec)),
            // Forecasts are of months.
            When::Next(Grain::Day | Grain::Week) if forecast => {
                return Err(Box::new(doubt_words(&words.said(*at, *at + 2))));
            }
            When::Next(grain) if forecast => said.push((*at, coming(*grain, context))),
            When::Future(Some(spec)) if forecast => said.push((*at, *spec)),
            When::Future(_) | When::Next(_) => return Err(Box::new(Understanding::Unknown(Unknown::FutureDate))),
            // "продажі 7 днів"; after "хто не купував" the length is its parameter.
            When::Duration(count, grain) if metrics.iter().any(|it| !is_state(*it)) => {
                said.push((*at, PeriodSpec::Rolling { grain: *grain, count: *count }));
            }
            When::Duration(..) if metrics.is_empty() && context.previous.is_some() => {}
            When::Duration(..) => return Err(Box::new(doubt_words(&words.said(*at, *at + 2)))),
            When::Base(base) => draft.compare = Some(*base),
            When::SamePeriod if draft.compare.is_some() => {}
            When::SamePeriod => same = true,
            When::Impossible(_) => {}
        }
    }
    if !metrics.is_empty() && metrics.iter().all(|it| is_state(*it)) {
        // "залишок рік тому" is of that day, not of the end of that year.
        if (0..words.len()).any(|at| words.time(at, super::lexicon::Time::Ago).is_some()) {
            said.iter_mut().for_each(|it| it.1 = that_day(it.1, context));
        }
        said.retain(|it| !matches!(it.1, PeriodSpec::Unit { grain: Grain::Day, back: 0 }));
    }
    weekends_of(&mut said, draft);
    if !slots.modifiers.iter().any(|it| matches!(it.1, Modifier::Compare | Modifier::Against)) {
        said_twice(words, context, &mut said);
    }
    // "торік за той же місяць", whichever is said first.
    if same && said.len() == 1 && said[0].1 == PeriodSpec::last(Grain::Year) && context.previous.is_some() {
        said.clear();
        same = false;
        draft.compare = Some(Comparison::PreviousYear);
    }
    let has = |wanted: &[Modifier]| slots.modifiers.iter().any(|it| wanted.contains(&it.1));
    // "більше продали в жовтні чи у вересні": more than nothing but the other period.
    let measured = slots.numbers.iter().any(|it| it.than.is_some());
    let more = !measured && slots.modifiers.iter().any(|it| matches!(it.1, Modifier::Than(_))) && said.len() == 2;
    // "ми продаємо більше, ніж торік?"
    let more_than_then = match said[..] {
        [(_, PeriodSpec::Unit { grain, back: 1 })]
            if !measured && has(&[Modifier::Than(NumberOp::More), Modifier::Than(NumberOp::Less)]) =>
        {
            Some(grain).filter(|_| draft.compare.is_none() && context.previous.is_none() && slots.names.len() < 2)
        }
        _ => None,
    };
    let comparing = has(&[Modifier::Compare, Modifier::Against]) || draft.compare.is_some() || more;
    let changing = has(&[Modifier::Change, Modifier::Grew, Modifier::Fell]);
    let is_base = |at: usize| {
        let with = words.preposition(at, &[Preposition::From, Preposition::To]).is_some()
            || at > 0 && words.preposition(at - 1, &[Preposition::From]).is_some()
            || matches!(words.key(at), "with" | "to")
            || at > 0 && matches!(words.key(at - 1), "with" | "to");
        let against = slots.modifiers.iter().any(|it| it.1 == Modifier::Against && it.0 < at && at - it.0 <= 3);
        with || against
    };
    match said[..] {
        [] => {}
        [_] if more_than_then.is_some() => {
            let grain = more_than_then.unwrap_or(Grain::Year);
            draft.period = Some(PeriodSpec::this(grain));
            let by_year = grain == Grain::Year;
            draft.compare = Some(if by_year { Comparison::PreviousYear } else { Comparison::PreviousPeriod });
        }
        [(_, spec)] if draft.compare.is_some() => draft.period = Some(spec),
        // "grew vs last quarter": this quarter so far beside as many days of that one.
        [(at, PeriodSpec::Unit { grain: grain @ (Grain::Week | Grain::Quarter), back: 1 })]
            if comparing && is_base(at) && context.previous.is_none() =>
        {
            draft.period = Some(PeriodSpec::this(grain));
            draft.compare = Some(Comparison::PreviousPeriod);
        }
        [(at, spec)] if comparing && is_base(at) => draft.compare = Some(base_of(None, spec, context)),
        [(_, spec)] => draft.period = Some(spec),
        [(_, first), (_, second)] if first == second && draft.compare.is_some() => draft.period = Some(first),
        // "last 7 days vs previous 7 days".
        [(_, first), (_, second)] if first == second && comparing => {
            draft.period = Some(first);
            draft.compare = Some(Comparison::PreviousPeriod);
        }
        // "за лютий 2025 і лютий 2026": each is there, and how they differ.
        [(_, first), (_, second)] if !comparing && is_year_apart(first, second) => {
            let (earlier, later) =
                if starts(first, context) < starts(second, context) { (first, second) } else { (second, first) };
            draft.period = Some(later);
            draft.compare = Some(Comparison::With(earlier));
        }
        [(_, first), (at, second)] if comparing || changing => {
            let (main, base) =
                if is_base(at) || starts(first, context) >= starts(second, context) { (first, second) } else { (second, first) };
            draft.period = Some(main);
            draft.compare = Some(base_of(Some(main), base, context));
        }
        [(_, first), (_, second)] if follows(first, second, context) => {
            draft.period = Some(joined(first, second, draft, context));
        }
        [(_, first), (_, second)] if follows(second, first, context) => {
            draft.period = Some(joined(second, first, draft, context));
        }
        // "виручка цього літа і минулого": the one before is a year back.
        [(_, first), (_, second)] if first == second && names_a_season(words) => {
            draft.period = Some(first);
            draft.compare = Some(Comparison::PreviousYear);
        }
        [(_, first), (_, second)] if first == second => draft.period = Some(first),
        [(_, first), .., (_, last)] if said.windows(2).all(|it| follows(it[0].1, it[1].1, context)) && !comparing => {
            draft.period = Some(joined(first, last, draft, context));
        }
        [_, (at, _), ..] => return Err(Box::new(doubt_words(&words.said(at, at + 2)))),
    }
    // "за той самий період" of two years, or against the year before where nothing else was said.
    if same && draft.compare.is_none() && draft.period.is_some() && comparing {
        draft.compare = Some(Comparison::PreviousYear);
    }
    if same
        && let (Some(PeriodSpec::Unit { grain: Grain::Year, back: 0 }), Some(Comparison::With(_))) = (draft.period, draft.compare)
    {
        draft.compare = Some(Comparison::PreviousYear);
    }
    // A series shows its changes by itself.
    let series = draft.shape.by.iter().any(|it| it.grain().is_some());
    if draft.compare.is_none() && (changing && !series || has(&[Modifier::Compare])) {
        draft.compare = Some(Comparison::PreviousPeriod);
    }
    // A summer is set beside the summer before, not beside the spring.
    if draft.compare == Some(Comparison::PreviousPeriod) && names_a_season(words) {
        draft.compare = Some(Comparison::PreviousYear);
    }
    // The weekend before, not the two working days.
    if draft.compare == Some(Comparison::PreviousPeriod) && draft.period == Some(PeriodSpec::LastWeekend) {
        let weekend = PeriodSpec::LastWeekend.resolve(context.today, None);
        let before = |day| Some(crate::period::add_days(day, -7));
        draft.compare = Some(Comparison::With(PeriodSpec::Between { from: before(weekend.from), to: before(weekend.to) }));
    }
    // "хто виріс найбільше": the rows stand by their difference.
    if changing && !draft.shape.by.is_empty() && (draft.shape.ranked || has(&[Modifier::Who, Modifier::Which])) {
        let fell = has(&[Modifier::Fell]);
        let metric = metrics.first().copied().unwrap_or(Metric::Revenue);
        let direction = if fell { Direction::Ascending } else { Direction::Descending };
        draft.shape.sort = Some(Sort { by: SortBy::Difference(metric), direction });
    }
    Ok(())
}

/// "у перші сім днів листопада, з 1-го по 7-ме", "у липні, двічі за місяць": one period in two ways.
fn said_twice(words: &Words, context: &Context<'_>, said: &mut Vec<(usize, PeriodSpec)>) {
    let [(_, first), (at, second)] = said[..] else { return };
    let dates = |it: PeriodSpec| it.resolve(context.today, context.data.map(|it| it.from));
    let bare = |at: usize| matches!(words.key(at), "за" | "на" | "в" | "у" | "per" | "a");
    let its_length = match (first, second) {
        (PeriodSpec::Named { grain, .. }, PeriodSpec::Unit { grain: other, back: 0 }) => grain == other && bare(at),
        _ => false,
    };
    let differ = first != second && grain_of(first).is_none_or(|it| Some(it) != grain_of(second));
    if its_length || differ && dates(first) == dates(second) {
        said.truncate(1);
    }
}

/// "на вихідних протягом жовтня": the Saturdays and Sundays of October.
fn weekends_of(said: &mut Vec<(usize, PeriodSpec)>, draft: &mut Draft) {
    use crate::metrics::{Filter, ValueOp};
    let weekend = said.iter().position(|it| it.1 == PeriodSpec::LastWeekend);
    let longer = said.iter().any(|it| !matches!(it.1, PeriodSpec::LastWeekend) && grain_of(it.1) != Some(Grain::Day));
    if let Some(at) = weekend.filter(|_| said.len() == 2 && longer) {
        said.remove(at);
        let values = vec!["6".to_owned(), "7".to_owned()];
        draft.filters.push(Filter::Values { dimension: Dimension::Weekday, op: ValueOp::Is, values });
    }
}

fn names_a_season(words: &Words) -> bool {
    use super::lexicon::Time;
    (0..words.len()).any(|at| words.times(at).any(|it| matches!(it.0, Time::Season(_))))
}

/// "порівняй Київ і Львів", "Poland vs Germany": the names stand beside each other, not one period beside another.
pub(super) fn names(slots: &Slots, draft: &mut Draft) {
    use crate::metrics::{Filter, ValueOp};
    let beside = |it: &Modifier| matches!(it, Modifier::Compare | Modifier::Against | Modifier::Than(_) | Modifier::Who);
    let two_periods = slots.whens.iter().filter(|it| !matches!(it.1, When::Duration(..))).count() > 1;
    let measured = slots.numbers.iter().any(|it| it.than.is_some());
    if two_periods || measured || !slots.modifiers.iter().any(|it| beside(&it.1)) {
        return;
    }
    // Of several names, not of one word for many goods: "хто більше купує каву: Київ чи Львів".
    let named = |dimension: Dimension| {
        slots.names.iter().filter(|it| it.hit.values.iter().any(|it| super::followup::same_thing(it.0, dimension))).count() > 1
    };
    let several = draft.filters.iter().find_map(|it| match it {
        Filter::Values { dimension, op: ValueOp::Is, values } if values.len() > 1 && named(*dimension) => Some(*dimension),
        _ => None,
    });
    // "чия виручка більша": whose, among the names.
    let whose = slots.nouns.is_empty() && slots.modifiers.iter().any(|it| it.1 == Modifier::Who) && !draft.shape.ranked;
    // "порівняй Київ і Львів по місяцях".
    let course = !draft.shape.by.is_empty() && draft.shape.by.iter().all(|it| it.is_time());
    let Some(dimension) =
        several.filter(|_| draft.shape.by.is_empty() || course || whose && draft.shape.by == [Dimension::Customer])
    else {
        return;
    };
    if !course {
        draft.shape.by.clear();
    }
    draft.shape.by.push(dimension);
    match draft.compare.take() {
        // The only period was taken for the base: "Poland vs Germany this year".
        Some(Comparison::With(base)) if draft.period.is_none() => draft.period = Some(base),
        Some(Comparison::PreviousYear) if draft.period.is_none() => draft.period = Some(PeriodSpec::last(Grain::Year)),
        Some(Comparison::PreviousPeriod) if draft.period.is_none() && said_last_month(slots) => {
            draft.period = Some(PeriodSpec::last(Grain::Month));
        }
        _ => {}
    }
}

fn said_last_month(slots: &Slots) -> bool {
    slots.whens.iter().any(|it| it.1 == When::Period(PeriodSpec::last(Grain::Month)))
}

/// "за вересень і жовтень": one period, shown by month, so that each is there as well as both.
fn joined(first: PeriodSpec, second: PeriodSpec, draft: &mut Draft, context: &Context<'_>) -> PeriodSpec {
    if let Some(grain) = grain_of(first).filter(|_| draft.shape.by.is_empty()) {
        draft.shape.by.push(super::shape::dimension_of(grain));
    }
    PeriodSpec::Between { from: Some(starts(first, context)), to: Some(second.resolve(context.today, None).to) }
}

/// The same month or quarter of two years.
fn is_year_apart(first: PeriodSpec, second: PeriodSpec) -> bool {
    use chrono::Datelike;
    match (first, second) {
        (PeriodSpec::Named { grain, start }, PeriodSpec::Named { grain: other, start: second }) => {
            grain == other
                && matches!(grain, Grain::Month | Grain::Quarter)
                && (start.month(), start.day()) == (second.month(), second.day())
                && start.year() != second.year()
        }
        _ => false,
    }
}

/// Two neighbouring months said one after the other are one period.
fn follows(first: PeriodSpec, second: PeriodSpec, context: &Context<'_>) -> bool {
    let end = first.resolve(context.today, None).to;
    grain_of(first).is_some() && grain_of(first) == grain_of(second) && crate::period::add_days(end, 1) == starts(second, context)
}

fn starts(spec: PeriodSpec, context: &Context<'_>) -> chrono::NaiveDate {
    spec.resolve(context.today, context.data.map(|it| it.from)).from
}

/// "з минулим роком" of a month is the same month a year before; "з минулим місяцем" of this month is as many days of it.
fn base_of(main: Option<PeriodSpec>, base: PeriodSpec, context: &Context<'_>) -> Comparison {
    match (main, base) {
        (Some(main), PeriodSpec::Unit { grain: Grain::Year, back: 1 }) if grain_of(main) != Some(Grain::Year) => {
            Comparison::PreviousYear
        }
        (None, PeriodSpec::Unit { grain: Grain::Year, back: 1 }) => Comparison::PreviousYear,
        // A month that is not over and the same month of last year: as many days of both.
        (Some(PeriodSpec::Named { start, .. }), PeriodSpec::Named { start: before, .. })
            if Grain::Month.end_of(start) > context.today
                && grain_of(base) == main.and_then(grain_of)
                && crate::period::add_months(start, -12) == before =>
        {
            Comparison::PreviousYear
        }
        (Some(PeriodSpec::Unit { grain, back: 0 }), PeriodSpec::Unit { grain: other, back: 1 }) if grain == other => {
            Comparison::PreviousPeriod
        }
        (None, PeriodSpec::Unit { back: 1, grain: Grain::Month }) => Comparison::PreviousPeriod,
        (_, base) => Comparison::With(base),
    }
}

fn names_a_year(words: &Words) -> bool {
    (0..words.len()).any(|at| words.key(at).len() == 4 && words.key(at).starts_with("20"))
}

/// "що буде з виручкою в грудні", asked in November: of the December to come, not of the one before.
pub(super) fn is_ahead(slots: &Slots, context: &Context<'_>) -> bool {
    use chrono::Datelike;
    let to_come = |it: &(usize, When)| match it.1 {
        When::Month(month, _) => month > context.today.month(),
        When::Next(grain) => grain != Grain::Day,
        _ => false,
    };
    slots.modifiers.iter().any(|it| it.1 == Modifier::Ahead) && slots.whens.len() == 1 && slots.whens.iter().all(to_come)
}

/// In a forecast, the first quarter is the one to come.
fn to_come(spec: PeriodSpec, context: &Context<'_>) -> PeriodSpec {
    match spec {
        PeriodSpec::Named { grain: grain @ (Grain::Month | Grain::Quarter), start } if grain.end_of(start) < context.today => {
            PeriodSpec::Named { grain, start: crate::period::add_months(start, 12) }
        }
        spec => spec,
    }
}

/// A week, a month, a year ago to the day.
fn that_day(spec: PeriodSpec, context: &Context<'_>) -> PeriodSpec {
    let PeriodSpec::Unit { grain, back } = spec else { return spec };
    let back = i32::try_from(back).unwrap_or_default();
    let start = match grain {
        Grain::Day => return spec,
        Grain::Week => crate::period::add_days(context.today, -7 * i64::from(back)),
        Grain::Month => crate::period::add_months(context.today, -back),
        Grain::Quarter => crate::period::add_months(context.today, -3 * back),
        Grain::Year => crate::period::add_months(context.today, -12 * back),
    };
    PeriodSpec::Named { grain: Grain::Day, start }
}

fn coming_month(month: u32, context: &Context<'_>) -> PeriodSpec {
    use chrono::Datelike;
    let year = if month < context.today.month() { context.today.year() + 1 } else { context.today.year() };
    let start = chrono::NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(context.today);
    PeriodSpec::Named { grain: Grain::Month, start }
}

fn coming(grain: Grain, context: &Context<'_>) -> PeriodSpec {
    PeriodSpec::Named { grain, start: grain.shift(context.today, 1) }
}

/// Figures that hold now, not over a period.
pub(super) fn is_state(metric: Metric) -> bool {
    use Metric::*;
    matches!(
        metric,
        CustomersTotal
            | NeverBought
            | LastPurchase
            | MonthsWithoutPurchase
            | InactiveCustomers
            | Rfm
            | RfmSegments
            | ChurnRisk
            | CohortRetention
            | StockOnHand
            | StockValue
            | OutOfStock
            | LostSales
            | DeadStock
            | DaysOfCover
            | CoverBelow
            | StockoutDate
            | Abc
            | Xyz
            | AbcXyz
            | SafetyStock
            | ReorderPoint
            | OrderQuantity
            | ToReorder
            | OpenDeals
            | PipelineAmount
            | WeightedPipeline
    )
}
