//! What only the whole message tells of a word: a segment that is a name, a figure that was denied.

use super::{Noun, Slots};
use crate::metrics::{Dimension, Metric, NumberOp};
use crate::period::PeriodSpec;
use crate::questions::lexicon::{Concept, Modifier, Part, Preposition};
use crate::questions::periods::When;
use crate::questions::shape;
use crate::questions::words::Words;

/// "the Wholesale segment": the word tells what the name beside it is.
pub(super) fn segment_of_name(slots: &mut Slots) {
    let beside = |at: usize| {
        slots.names.iter().any(|it| {
            let typed = it.hit.values.iter().any(|value| value.0 == Dimension::CustomerType);
            typed && (it.hit.end == at || at + 1 == it.hit.end - it.hit.words)
        })
    };
    if let Some(place) = slots.parts.iter().position(|it| it.1 == Concept::Part(Part::Segments) && beside(it.0)) {
        slots.parts.remove(place);
    }
}

/// "топ товарів за кількістю": in pieces, where nothing says of what.
pub(super) fn by_quantity(words: &Words, slots: &mut Slots) {
    let quantity = |at: usize| ["кількіст", "количеств"].iter().any(|it| words.key(at).starts_with(it));
    let by = |at: usize| at > 0 && matches!(words.key(at - 1), "за" | "по");
    let named = |at: usize| {
        slots.nouns.iter().any(|it| it.at == at)
            || words.at(at).iter().any(|it| matches!(it.concept, Concept::Metric(_) | Concept::Part(_)))
    };
    let place =
        slots.parts.iter().position(|it| it.1 == Concept::Part(Part::HowMany) && quantity(it.0) && by(it.0) && !named(it.0 + 1));
    if let Some(place) = place {
        slots.parts[place].1 = Concept::Part(Part::Units);
    }
}

/// "не виручка, а прибуток": the figure that was denied is not asked for.
pub(super) fn corrected_figure(words: &Words, slots: &mut Slots) {
    let Some(place) = slots.modifiers.iter().position(|it| it.1 == Modifier::Not) else { return };
    let not = slots.modifiers[place].0;
    let figure = |it: &&(usize, Concept)| matches!(it.1, Concept::Metric(_) | Concept::Part(_));
    let mut figures = slots.parts.iter().filter(figure).filter(|it| it.0 > not);
    let (Some(denied), Some(meant)) = (figures.next().copied(), figures.next().copied()) else { return };
    if denied.0 == not + 1 && (denied.0 + 1..meant.0).any(|it| matches!(words.key(it), "а" | "але" | "but" | "но")) {
        slots.modifiers.remove(place);
        slots.parts.retain(|it| *it != denied);
    }
}

/// "revenue by segment": the segment a file gives its customers, unless RFM is spoken of.
pub(super) fn split_by_segment(words: &Words, slots: &mut Slots) {
    let rfm = |it: &(usize, Concept)| matches!(it.1, Concept::Part(Part::Rfm) | Concept::Segment(_));
    let sold = |it: &(usize, Concept)| {
        matches!(it.1, Concept::Metric(metric) if shape::is_sales(metric)) || it.1 == Concept::Part(Part::Sell)
    };
    if slots.parts.iter().any(rfm) || !slots.parts.iter().any(sold) {
        return;
    }
    let by = |at: usize| at > 0 && (words.preposition(at - 1, &[Preposition::By]).is_some() || words.key(at - 1) == "за");
    let Some(place) = slots.parts.iter().position(|it| it.1 == Concept::Part(Part::Segments) && by(it.0)) else { return };
    let (at, _) = slots.parts.remove(place);
    slots.nouns.push(Noun { at, end: at + 1, dimension: Dimension::CustomerType, by: true, cue: false, plural: true, of: false });
}

/// "без міста", "скинь фільтр по місту": no exception, a kind of filter that should go.
pub(super) fn freed(words: &Words, slots: &mut Slots) {
    let Some(place) = slots.modifiers.iter().position(|it| it.1 == Modifier::Except) else { return };
    let except = slots.modifiers[place].0;
    if slots.names.iter().any(|it| it.except) {
        return;
    }
    let filter = |at: usize| words.key(at).starts_with("фільтр") || words.key(at).starts_with("filter");
    let filter = (except + 1..words.len()).find(|at| filter(*at));
    let from = filter.unwrap_or(except);
    let noun = slots.nouns.iter().position(|it| !it.cue && it.at > from && it.at - from <= 2);
    let dimension = noun.map(|at| slots.nouns.remove(at).dimension);
    if filter.is_some() || dimension.is_some() {
        slots.modifiers.remove(place);
        slots.freed.push((except, dimension));
    }
}

/// "а що він купував?": "а що" opens the message, and "що" asks for the goods.
pub(super) fn what_was_bought(words: &Words, slots: &mut Slots) {
    let opening = words.modifier(0, |it| it == Modifier::FollowUp).is_some() && matches!(words.key(1), "що" | "шо");
    let deed = |it: &(usize, Concept)| matches!(it.1, Concept::Part(Part::Sell | Part::Buy));
    if opening && slots.nouns.is_empty() && !slots.parts.is_empty() && slots.parts.iter().all(deed) {
        slots.modifiers.push((1, Modifier::What));
    }
}

/// "хіти продажів", "best sellers": goods, whatever else the words may be.
pub(super) fn bestsellers(words: &Words, slots: &mut Slots) {
    let ranks = |it: Modifier| matches!(it, Modifier::Top | Modifier::Bottom | Modifier::Most | Modifier::Least);
    let hit = |at: usize| ["хіт", "хит", "бестселер", "bestseller"].iter().any(|it| words.key(at).starts_with(it));
    let seller = |at: usize| at > 0 && words.key(at) == "sellers" && words.modifier(at - 1, ranks).is_some();
    let Some(at) = (0..words.len()).find(|at| hit(*at) || seller(*at)) else { return };
    if seller(at) {
        slots.nouns.retain(|it| it.at != at);
        slots.parts.retain(|it| it.0 != at);
    }
    if !slots.nouns.iter().any(|it| !it.cue) {
        let goods = Dimension::Product;
        slots.nouns.push(Noun { at, end: at + 1, dimension: goods, by: false, cue: false, plural: true, of: false });
    }
}

/// "не вистачить і на два тижні": less than for so long.
pub(super) fn not_enough(slots: &mut Slots) {
    let long = slots.whens.iter().any(|it| matches!(it.1, When::Duration(..) | When::Period(PeriodSpec::Rolling { .. })));
    let enough = slots.parts.iter().find(|it| it.1 == Concept::Part(Part::Enough)).map(|it| it.0);
    let not = slots.modifiers.iter_mut().find(|it| it.1 == Modifier::Not && enough == Some(it.0 + 1) && long);
    if let Some(not) = not {
        not.1 = Modifier::Than(NumberOp::Less);
    }
}

/// "найдорожчі залишки": those with most money in them.
pub(super) fn dearest_stock(words: &Words, slots: &mut Slots) {
    let is_stock = |it: &(usize, Concept)| matches!(it.1, Concept::Part(Part::Stock) | Concept::Metric(Metric::StockOnHand));
    let Some(stock) = slots.parts.iter().position(is_stock) else { return };
    let ranks = |at: usize| match words.key(at) {
        key if key.starts_with("найдорожч") => Some(Modifier::Most),
        key if key.starts_with("найдешевш") => Some(Modifier::Least),
        _ => None,
    };
    let said = slots.modifiers.iter_mut().find(|it| it.1 == Modifier::Unanswered && ranks(it.0).is_some());
    if let Some(said) = said {
        said.1 = ranks(said.0).unwrap_or(said.1);
        let at = slots.parts[stock].0;
        slots.parts[stock].1 = Concept::Metric(Metric::StockValue);
        if !slots.nouns.iter().any(|it| !it.cue) {
            let goods = Dimension::Product;
            slots.nouns.push(Noun { at, end: at + 1, dimension: goods, by: false, cue: false, plural: true, of: false });
        }
    }
}

/// "скільки надійшло від клієнтів": they are not counted.
pub(super) fn of_whom(words: &Words, slots: &mut Slots) {
    let from = |at: usize| at > 0 && matches!(words.key(at - 1), "від" | "от");
    slots.nouns.retain(|it| it.dimension != Dimension::Customer || it.by || it.cue || !from(it.at));
}

/// "не, за вересень": the "no" that a comma parts from the rest denies what was said before.
pub(super) fn corrected(words: &Words, slots: &mut Slots) {
    if words.len() > 1 && words.tokens[1].stop {
        slots.modifiers.retain(|it| *it != (0, Modifier::Not));
    }
}

/// "менш ніж на 10 днів продажу" of what is left: how long it lasts, not what was sold.
pub(super) fn days_of_sales(words: &Words, slots: &mut Slots) {
    let left = slots.parts.iter().any(|it| matches!(it.1, Concept::Part(Part::Stock | Part::Enough)));
    let after = |at: usize| slots.whens.iter().any(|it| matches!(it.1, When::Duration(..)) && it.0 + 2 == at);
    let sales = |at: usize| ["продаж", "торгівл"].iter().any(|it| words.key(at).starts_with(it));
    if left {
        slots.parts.retain(|it| !(after(it.0) && sales(it.0)));
    }
}
