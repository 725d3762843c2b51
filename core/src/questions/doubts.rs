//! Where nothing is answered: words nobody knows, words that changed nothing, a figure that was not named.

use super::build::Draft;
use super::filters::name_filters;
use super::followup;
use super::lexicon::{Concept, Modifier, Part};
use super::periods::When;
use super::rules::Meaning;
use super::shape;
use super::slots::Slots;
use super::thread::Unanswered;
use super::together;
use super::unanswered::carried;
use super::words::Words;
use super::{Context, Doubt, NameKind, Understanding, Unknown};
use crate::locale;
use crate::metrics::{Dimension, Filter, Metric, MetricQuery, Unit};

/// Words nobody knows: an unknown name where a name may stand, else nothing was understood.
pub(super) fn strangers(words: &Words, slots: &Slots, meaning: &Meaning, context: &Context<'_>) -> Option<Understanding> {
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
        _ if stranger.place => (NameKind::Any, &[Dimension::City, Dimension::Region, Dimension::Customer]),
        _ if buys => (NameKind::Customer, &[Dimension::Customer]),
        _ => (NameKind::Any, &[]),
    };
    let nearest = context.names.nearest(&stranger.said, among);
    let alone = slots.strangers.len() == 1 && slots.names.is_empty() && meaning.metrics.is_empty();
    Some(Understanding::Unknown(Unknown::UnknownName {
        said: stranger.said.clone(),
        kind,
        without: if nearest.is_empty() { without(words, slots, context) } else { None },
        nearest,
        alone,
    }))
}

/// The question without its one unknown word, where that is understood to the last word. A capital or a quotation
/// mark tells a name, and without its name a question is another one.
fn without(words: &Words, slots: &Slots, context: &Context<'_>) -> Option<Box<MetricQuery>> {
    let [stranger] = &slots.strangers[..] else { return None };
    let token = &words.tokens[stranger.at];
    if stranger.end != stranger.at + 1 || stranger.cue.is_some() || token.quote.is_some() || token.capital && stranger.at > 0 {
        return None;
    }
    let rest = format!("{} {}", words.said(0, stranger.at), words.said(stranger.end, words.len()));
    match super::understand(&rest, context) {
        Understanding::Query(question) if question.focus.is_none() => Some(Box::new(question.query)),
        _ => None,
    }
}

/// Words that would change the figure and did not.
pub(super) fn unspoken(words: &Words, slots: &Slots, draft: &Draft, context: &Context<'_>) -> Result<(), Box<Understanding>> {
    let said = |at: usize| words.said(at, at + 1);
    let thresholds = slots.numbers.iter().filter(|it| it.than.is_some()).count();
    for (at, modifier) in &slots.modifiers {
        let lost = match modifier {
            Modifier::Unanswered if together::adds(words) => context.previous.is_none() || draft.period.is_none(),
            Modifier::Not | Modifier::Unanswered => true,
            // "найгірший …" of nothing that could be ranked.
            Modifier::Bottom | Modifier::Least | Modifier::Top | Modifier::Most if draft.shape.by.is_empty() => {
                slots.nouns.is_empty() && context.previous.is_none() && !draft.metrics.is_empty()
            }
            Modifier::Except => !slots.names.iter().any(|it| it.except) && !slots.back.iter().any(|it| it.0 > *at),
            // "клієнти, відсортовані за виручкою": one figure stands in order by itself.
            Modifier::SortBy => context.previous.is_none() && draft.metrics.len() != 1,
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
            Modifier::Median => draft.metrics.iter().any(|it| it.metric != Metric::SalesCycle),
            // What is an average by its nature says so.
            Modifier::Average => draft.metrics.iter().any(|it| {
                matches!(it.metric.entry().unit, Unit::Money | Unit::Count | Unit::Units) && !shape::is_average(it.metric)
                    // "середня сума виграної угоди": the rate tells the sum of all.
                    || it.metric == Metric::WinRate && slots.parts.iter().any(|it| it.1 == Concept::Part(Part::Amount))
            }),
            _ => false,
        };
        if lost {
            let cannot = matches!(modifier, Modifier::Unanswered | Modifier::Average | Modifier::Median | Modifier::Often);
            let phrase = words.said(
                *at,
                at + words.at(*at).iter().find(|it| it.concept == Concept::Modifier(*modifier)).map_or(1, |it| it.words),
            );
            return Err(Box::new(if cannot { cannot_count(&phrase) } else { doubt_words(&said(*at)) }));
        }
    }
    if let Some((from, to)) = super::qualifiers::unanswerable(words, slots, draft) {
        return Err(Box::new(cannot_count(&words.said(from, to))));
    }
    // "без міста" where no city was named before.
    let narrowed = |wanted: Option<Dimension>| {
        context.previous.is_some_and(|it| {
            it.filters.iter().any(|it| match it {
                Filter::Values { dimension, .. } => wanted.is_none_or(|wanted| followup::same_thing(*dimension, wanted)),
                Filter::Threshold { .. } => wanted.is_none(),
            })
        })
    };
    if let Some((at, _)) = slots.freed.iter().find(|it| !narrowed(it.1)) {
        return Err(Box::new(doubt_words(&said(*at))));
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
    use Metric::{OrderQuantity, ReorderPoint, SafetyStock, ToReorder};
    let level = draft.metrics.iter().any(|it| matches!(it.metric, SafetyStock | ReorderPoint | OrderQuantity | ToReorder));
    let plain = slots.numbers.iter().filter(|it| it.than.is_none() && !(it.percent && level));
    let spare: Vec<_> = plain.filter(|it| words.kind(it.at) == Some(super::tokens::Kind::Number)).collect();
    let again = !draft.named && draft.metrics.iter().any(|it| !it.params.is_empty()) && slots.parts.is_empty();
    let allowed = usize::from(draft.shape.ranked || draft.shape.limit.is_some() || again);
    if spare.len() > allowed {
        return Err(Box::new(doubt_words(&spare[allowed].value)));
    }
    Ok(())
}

pub(super) fn doubt_words(said: &str) -> Understanding {
    Understanding::Ambiguous { doubt: Doubt::Words { said: said.to_owned() }, choices: Vec::new() }
}

/// The words are known, and no figure takes them in.
fn cannot_count(said: &str) -> Understanding {
    Understanding::Ambiguous { doubt: Doubt::Uncounted { said: said.to_owned() }, choices: Vec::new() }
}

/// The figure was not named, or its name was understood in part.
pub(super) fn ask_metric(metrics: &[Metric], slots: &Slots, context: &Context<'_>) -> Understanding {
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
    let open = match &context.thread.unanswered {
        Some(Unanswered::About(open)) => Some(open),
        _ => None,
    };
    let choices = offered
        .into_iter()
        .map(|metric| {
            let id = format!("question-choice-{}", metric.id().replace('_', "-"));
            let text = locale::find_text(context.locale, &id, &[])
                .or_else(|| locale::find_text(context.locale, &format!("metric-{}", metric.id().replace('_', "-")), &[]));
            let query = MetricQuery { period, filters: filters.clone(), ..MetricQuery::of(metric) };
            let query = open.map_or_else(|| query.clone(), |open| carried(open, query.clone()));
            (text.unwrap_or_else(|| metric.id().to_owned()), query)
        })
        .collect();
    Understanding::Ambiguous { doubt: Doubt::Metric, choices }
}
