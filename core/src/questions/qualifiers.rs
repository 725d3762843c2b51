//! Words that narrow, divide or count in a way no query can say: "від нових клієнтів", "на одного менеджера", "топ 3 у кожній
//! категорії". Each part of such a message is known, and passing over any of them would answer another question.

use super::build::Draft;
use super::lexicon::{Concept, Modifier, Part, Preposition};
use super::periods::When;
use super::shape::is_sales;
use super::slots::{Noun, Slots};
use super::words::Words;
use crate::metrics::{Dimension, Filter, Metric, Unit, ValueOp};
use crate::period::{Grain, PeriodSpec};

/// The words, from one place to another, that nothing answers.
pub(super) fn unanswerable(words: &Words, slots: &Slots, draft: &Draft) -> Option<(usize, usize)> {
    let message = Message { words, slots, draft };
    // Of what was asked before as well: "хто з них дзвонив".
    let deed = message.another_deed();
    if draft.metrics.is_empty() || deed.is_some() {
        return deed;
    }
    let place = message
        .of_certain_customers()
        .or_else(|| message.with_discount())
        .or_else(|| message.of_a_class())
        .or_else(|| message.changed_by())
        .or_else(|| message.for_the_first_time())
        .or_else(|| message.goods_not_bought())
        .or_else(|| message.sold_and_left())
        .or_else(|| message.things_counted())
        .or_else(|| message.crossed())
        .or_else(|| message.two_tops())
        .or_else(|| message.per_unit());
    let phrase = |at: usize| words.at(at).first().map_or(1, |it| it.words);
    // "у" alone would say nothing.
    let small = |at: usize| words.key(at).chars().count() <= 2;
    let end = |at: usize| if small(at) { at + 1 + phrase(at + 1) } else { at + phrase(at) };
    place
        .map(|at| (at, end(at)))
        .or_else(|| message.at_both_times())
        .or_else(|| message.stopped_in())
        .or_else(|| message.per_thing())
        .or_else(|| message.best_of_each())
        .or_else(|| message.per_time())
        .or_else(|| message.each_time())
        .or_else(|| message.then_but_not_now())
        .or_else(|| message.share_of_buyers())
        .or_else(|| message.groups_beside())
        .or_else(|| message.nothing_else())
}

struct Message<'a> {
    words: &'a Words,
    slots: &'a Slots,
    draft: &'a Draft,
}

impl Message<'_> {
    fn asks(&self, wanted: &[Metric]) -> bool {
        self.draft.metrics.iter().any(|it| wanted.contains(&it.metric))
    }

    fn sells(&self) -> bool {
        self.draft.metrics.iter().any(|it| is_sales(it.metric))
    }

    fn part(&self, wanted: Part) -> Option<usize> {
        self.slots.parts.iter().find(|it| it.1 == Concept::Part(wanted)).map(|it| it.0)
    }

    fn modifier(&self, accept: impl Fn(Modifier) -> bool) -> Option<usize> {
        self.slots.modifiers.iter().find(|it| accept(it.1)).map(|it| it.0)
    }

    fn is(&self, at: Option<usize>, wanted: &[&str]) -> bool {
        at.is_some_and(|at| wanted.contains(&self.words.key(at)))
    }

    fn and(&self, at: usize) -> bool {
        self.words.preposition(at, &[Preposition::And]).is_some() || self.words.tokens.get(at).is_some_and(|it| it.stop)
    }

    fn after_preposition(&self, at: usize) -> usize {
        self.words.preposition(at, &[Preposition::In, Preposition::For]).unwrap_or(at)
    }

    /// "виручка від нових клієнтів", "частка повторних у виручці"; "виручка і нові клієнти" are two figures.
    fn of_certain_customers(&self) -> Option<usize> {
        let certain = [Metric::NewCustomers, Metric::ReturningCustomers, Metric::RepeatRate];
        if !self.sells() || !self.asks(&certain) {
            return None;
        }
        let names = |it: &(usize, Concept)| match it.1 {
            Concept::Metric(metric) => certain.contains(&metric),
            Concept::Part(part) => matches!(part, Part::New | Part::Returning | Part::MoreThanOnce),
            _ => false,
        };
        let figures = || self.slots.parts.iter().filter(|it| matches!(it.1, Concept::Metric(_) | Concept::Part(_)));
        let (first, last) = (figures().map(|it| it.0).min()?, figures().map(|it| it.0).max()?);
        let joined = (first + 1..=last).any(|at| self.and(at));
        self.slots.parts.iter().find(|it| names(it) && !joined).map(|it| it.0)
    }

    /// "замовлення зі знижкою", "revenue without discount".
    fn with_discount(&self) -> Option<usize> {
        let at = self.slots.parts.iter().find(|it| it.1 == Concept::Metric(Metric::DiscountAmount))?.0;
        let with = ["зі", "із", "з", "зо", "со", "с", "with", "without", "без"];
        (self.sells() && self.slots.parts.len() > 1 && self.is(at.checked_sub(1), &with)).then_some(at)
    }

    /// "виручка товарів класу A": the classes are an analysis of their own.
    fn of_a_class(&self) -> Option<usize> {
        if self.asks(&[Metric::Abc, Metric::Xyz, Metric::AbcXyz]) {
            return None;
        }
        // A letter alone may be an article.
        let class = |it: &&(usize, Concept)| matches!(it.1, Concept::Class("A" | "B" | "C" | "X" | "Y" | "Z"));
        let letter = self.slots.parts.iter().find(class).filter(|_| self.part(Part::Classes).is_some() || self.class_said());
        let two = |it: &&(usize, Concept)| matches!(it.1, Concept::Class(id) if id.len() == 2);
        letter.or_else(|| self.slots.parts.iter().find(two)).map(|it| it.0)
    }

    fn class_said(&self) -> bool {
        (0..self.words.len())
            .any(|at| ["клас", "class", "груп", "group", "abc", "авс"].iter().any(|it| self.words.key(at).starts_with(it)))
    }

    /// "виросли більше ніж на 30 %": the change is measured, and no filter takes it.
    fn changed_by(&self) -> Option<usize> {
        let changed = self.modifier(|it| matches!(it, Modifier::Grew | Modifier::Fell | Modifier::Change))?;
        let measured = self.slots.numbers.iter().find(|it| it.than.is_some() || it.percent || it.money);
        let by_percent = self.draft.shape.ranked.then(|| self.part(Part::Percent)).flatten();
        let sorted = !self.draft.shape.by.is_empty();
        measured.map(|it| it.at).filter(|_| sorted).or(by_percent).map(|at| at.max(changed))
    }

    /// "both in September and October", "і в серпні, і у вересні": those of the one who are of the other too.
    fn at_both_times(&self) -> Option<(usize, usize)> {
        let periods: Vec<usize> =
            self.slots.whens.iter().filter(|it| !matches!(it.1, When::Duration(..) | When::Base(_))).map(|it| it.0).collect();
        let (first, second) = (periods.first()?, periods.get(1)?);
        let counted = self.draft.metrics.iter().all(|it| it.metric.entry().unit == Unit::Count || it.metric == Metric::Revenue);
        let both = (0..self.words.len()).find(|at| matches!(self.words.key(*at), "both" | "обох" | "обидва"));
        let and = first.checked_sub(1).filter(|at| *at > 0 && matches!(self.words.key(*at), "і" | "й" | "и"));
        both.or(and).filter(|_| counted).map(|at| (at, self.after_preposition(*second) + 1))
    }

    /// "скільки відсотків клієнтів купує каву": customers are counted, and only money was found.
    fn share_of_buyers(&self) -> Option<(usize, usize)> {
        let said = self.slots.parts.iter().find(|it| matches!(it.1, Concept::Part(Part::Percent | Part::Share)))?;
        let counted =
            self.slots.nouns.iter().find(|it| it.dimension == Dimension::Customer && it.at > said.0 && it.at - said.0 <= 2)?;
        let named = self.slots.parts.iter().any(|it| matches!(it.1, Concept::Metric(_)));
        let buys = self.part(Part::Buy).is_some() && self.asks(&[Metric::Revenue]) && !named;
        buys.then_some((said.0, counted.end))
    }

    /// "більше кави, ніж чаю": each word stands for many goods, and no row holds them together.
    fn groups_beside(&self) -> Option<(usize, usize)> {
        let group =
            |it: &&super::slots::Named| it.hit.values.len() > 1 && it.hit.values.iter().any(|it| it.0 == Dimension::Product);
        let mut groups = self.slots.names.iter().filter(group);
        let (first, second) = (groups.next()?, groups.next()?);
        let beside = |it: Modifier| matches!(it, Modifier::Than(_) | Modifier::Compare | Modifier::Against | Modifier::Most);
        let from = |it: &super::slots::Named| it.hit.end - it.hit.words;
        self.modifier(beside).map(|_| (from(first), second.hit.end))
    }

    /// "хто купує тільки каву": those who buy nothing else.
    fn nothing_else(&self) -> Option<(usize, usize)> {
        let only = self.modifier(|it| it == Modifier::Only)?;
        let goods = |it: &super::slots::Named| {
            it.hit.values.iter().any(|it| matches!(it.0, Dimension::Product | Dimension::Category | Dimension::Brand))
        };
        let named = self.slots.names.iter().find(|it| goods(it) && it.hit.end - it.hit.words == only + 1)?;
        let people = self.modifier(|it| it == Modifier::Who).is_some()
            || self.slots.nouns.iter().any(|it| it.dimension == Dimension::Customer && !it.cue);
        (people && self.part(Part::Buy).is_some()).then_some((only, named.hit.end))
    }

    /// "хто найбільше дзвонив", "скільки клієнтів обдзвонили": no figure was named, and none tells of what was done.
    fn another_deed(&self) -> Option<(usize, usize)> {
        let figure = |it: &(usize, Concept)| match it.1 {
            Concept::Part(part) => {
                !matches!(part, Part::HowMany | Part::HowLong | Part::Percent | Part::Share | Part::InDays | Part::InTimes)
            }
            _ => true,
        };
        let told = self.words.deeds.iter().copied().find(|at| self.in_relative_clause(*at));
        let alone = self.words.deeds.first().copied().filter(|_| !self.slots.parts.iter().any(figure));
        told.or(alone).map(|at| (at, at + 1))
    }

    /// "клієнтів, яким дзвонили": the deed tells which ones.
    fn in_relative_clause(&self, deed: usize) -> bool {
        let pronouns = ["які", "яких", "яким", "якими", "якого", "якому", "кого", "кому", "who", "whom", "that", "which"];
        let which = |at: usize| {
            let key = self.words.key(at);
            pronouns.contains(&key) || ["котр", "котор"].iter().any(|it| key.starts_with(it))
        };
        let told = |at: usize| self.words.tokens[at].stop || self.slots.nouns.iter().any(|it| it.end == at || it.end + 1 == at);
        (deed.saturating_sub(4).max(1)..deed).any(|at| which(at) && told(at))
    }

    /// "хто купував торік, а цього року ні": of two times, in one and not in the other.
    fn then_but_not_now(&self) -> Option<(usize, usize)> {
        let last = self.words.len().checked_sub(1)?;
        let not = matches!(self.words.key(last), "ні" | "нє" | "нет" | "not" | "no");
        let times = self.slots.whens.iter().filter(|it| !matches!(it.1, When::Duration(..))).count();
        (not && times > 1 && self.part(Part::Buy).is_some()).then_some((last.saturating_sub(2), last + 1))
    }

    /// "хто купував кожного місяця": no series is asked for, but those who never missed a month.
    fn each_time(&self) -> Option<(usize, usize)> {
        let who = self.modifier(|it| it == Modifier::Who).or(self.modifier(|it| it == Modifier::Which))?;
        let each = |at: usize| {
            ["кожн", "щомісяц", "щотиж", "щодня", "щокварт", "every", "each", "кажд"]
                .iter()
                .any(|it| self.words.key(at).starts_with(it))
        };
        let at = (who..self.words.len()).find(|at| each(*at))?;
        let series = self.draft.shape.by.iter().any(|it| it.grain().is_some());
        let of_customers = self.modifier(|it| it == Modifier::Who).is_some()
            || self.slots.nouns.iter().any(|it| it.dimension == Dimension::Customer);
        (series && of_customers && self.part(Part::Buy).is_some()).then_some((at, (at + 2).min(self.words.len())))
    }

    /// "коли вперше купив Паламар": the first purchase of one customer.
    fn for_the_first_time(&self) -> Option<usize> {
        // "тих, що повернулися" asks for nothing.
        let relative = |at: usize| self.words.tokens[at].stop || self.is(at.checked_sub(1), &["тих", "ті", "тех", "those"]);
        let what = self.slots.modifiers.iter().any(|it| it.1 == Modifier::What && !relative(it.0));
        let asked = self.asks(&[Metric::NewCustomers]) && (self.is_one_customer() || what);
        let said = |it: &&(usize, Concept)| matches!(it.1, Concept::Metric(Metric::NewCustomers) | Concept::Part(Part::New));
        self.slots.parts.iter().find(said).filter(|_| asked).map(|it| it.0)
    }

    fn is_one_customer(&self) -> bool {
        let of_customer = |it: Dimension| matches!(it, Dimension::Customer | Dimension::CustomerCode);
        self.draft.filters.iter().any(|it| match it {
            Filter::Values { dimension, op: ValueOp::Is, values } => of_customer(*dimension) && values.len() == 1,
            _ => false,
        })
    }

    /// "що перестав купувати Калина-Союз?": of whom nothing is known but what he bought.
    fn goods_not_bought(&self) -> Option<usize> {
        let what = self.modifier(|it| it == Modifier::What)?;
        let silent = self.asks(&[Metric::InactiveCustomers, Metric::NeverBought]);
        (silent && self.is_one_customer()).then_some(what)
    }

    /// "скільки продали і скільки лишилось": two questions, and one figure was found.
    fn sold_and_left(&self) -> Option<usize> {
        let stock = self.draft.metrics.iter().all(|it| matches!(it.metric, Metric::StockOnHand | Metric::StockValue));
        self.part(Part::Sell).filter(|_| stock)
    }

    /// "скільки менеджерів продавали вчора": things that no figure counts.
    fn things_counted(&self) -> Option<usize> {
        let how_many = self.part(Part::HowMany)?;
        let assumed = self.draft.metrics.len() == 1
            && self.draft.metrics[0].metric == Metric::Revenue
            && !self.slots.parts.iter().any(|it| matches!(it.1, Concept::Metric(_)));
        let threshold = self.slots.numbers.iter().any(|it| it.than.is_some());
        let uncounted = |it: &&Noun| {
            let next = it.at == how_many + 1 && it.plural;
            next && !matches!(it.dimension, Dimension::Customer | Dimension::Product | Dimension::Sku | Dimension::Warehouse)
        };
        self.slots.nouns.iter().find(uncounted).filter(|_| assumed && !threshold).map(|it| it.at)
    }

    /// "Київ у жовтні з Одесою у вересні": each has a time of its own.
    fn crossed(&self) -> Option<usize> {
        self.modifier(|it| matches!(it, Modifier::Compare | Modifier::Against))?;
        let several = |it: &Filter| matches!(it, Filter::Values { op: ValueOp::Is, values, .. } if values.len() > 1);
        let mut periods = self.slots.whens.iter().filter(|it| !matches!(it.1, When::Duration(..) | When::Base(_)));
        let second = periods.nth(1)?.0;
        (self.draft.compare.is_some() && self.draft.filters.iter().any(several)).then_some(second)
    }

    /// "хто перестав купувати цього кварталу": since when they are silent, not for how long.
    fn stopped_in(&self) -> Option<(usize, usize)> {
        let stopped = ["перестав", "перестал", "припинив", "припинил", "stopped", "quit"];
        let said = (0..self.words.len()).any(|at| stopped.iter().any(|it| self.words.key(at).starts_with(it)));
        let within = |it: &&(usize, When)| {
            matches!(it.1, When::Period(PeriodSpec::Unit { grain, back: 0 }) if grain != Grain::Day)
                && ["ц", "this", "эт", "ет"].iter().any(|this| (it.0..it.0 + 2).any(|at| self.words.key(at).starts_with(this)))
        };
        let found = self.slots.whens.iter().find(within).filter(|_| said && self.asks(&[Metric::InactiveCustomers]));
        found.map(|it| (it.0, self.after_preposition(it.0) + 2))
    }

    /// "топ 3 менеджери і їх топ товари".
    fn two_tops(&self) -> Option<usize> {
        let mut tops = self.slots.modifiers.iter().filter(|it| matches!(it.1, Modifier::Top | Modifier::Bottom));
        let (first, second) = (tops.next()?.0, tops.next()?.0);
        let noun = |from: usize, to: usize| self.slots.nouns.iter().find(|it| it.at > from && it.at < to && !it.cue);
        let (one, other) = (noun(first, second)?, noun(second, usize::MAX)?);
        (one.dimension != other.dimension).then_some(second)
    }

    /// "виручка на одиницю товару".
    fn per_unit(&self) -> Option<usize> {
        let of_one = |it: &&(usize, Concept)| it.1 == Concept::Part(Part::Units) && self.is(it.0.checked_sub(1), &["на"]);
        self.slots.parts.iter().find(of_one).filter(|_| self.slots.parts.len() > 1).map(|it| it.0 - 1)
    }

    /// "прибуток на одного клієнта", "на менеджера": a figure divided by a count.
    fn per_thing(&self) -> Option<(usize, usize)> {
        if self.asks(&[Metric::RevenuePerCustomer, Metric::Aov, Metric::LinesPerOrder]) {
            return None;
        }
        let noun = self
            .slots
            .nouns
            .iter()
            .find(|it| !it.cue && !matches!(it.dimension, Dimension::Warehouse | Dimension::Stage | Dimension::Weekday))?;
        let one = ["одного", "одну", "одне", "один", "кожного", "кожну", "кожне", "1"];
        let before = noun.at.checked_sub(1)?;
        let on = |at: usize| matches!(self.words.key(at), "на");
        let divided = if on(before) && !noun.plural {
            Some(before)
        } else {
            before.checked_sub(1).filter(|at| on(*at) && one.contains(&self.words.key(before)))
        };
        divided.filter(|_| self.sells()).map(|at| (at, noun.end))
    }

    /// "топ 3 товари кожної категорії": a list within a list.
    fn best_of_each(&self) -> Option<(usize, usize)> {
        let each = self.modifier(|it| it == Modifier::Each);
        let outer = self.slots.nouns.iter().find(|it| it.by && each.is_some_and(|each| it.at > each && it.at - each <= 3));
        // "топ товар по містах".
        let top = self.modifier(|it| matches!(it, Modifier::Top | Modifier::Bottom));
        let ranked = |it: &&Noun| !it.by && !it.cue && top.is_some_and(|top| it.at > top && it.at - top <= 2);
        let split = self
            .slots
            .nouns
            .iter()
            .find(|it| it.by && !it.cue && self.slots.nouns.iter().any(|other| ranked(&other) && other.at < it.at));
        let outer = outer.or(split)?;
        let each = each.filter(|it| *it < outer.at).unwrap_or(outer.at - 1);
        let inner = self.slots.nouns.iter().any(|it| !it.by && !it.cue && it.dimension != outer.dimension);
        (self.draft.shape.ranked && inner).then_some((each, outer.end))
    }

    /// "скільки в середньому на день": today is not meant.
    fn per_time(&self) -> Option<(usize, usize)> {
        let of_unit = |at: usize| {
            matches!(self.words.key(at), "на" | "в" | "у" | "за" | "per" | "a")
                && matches!(
                    self.words.key(at + 1),
                    "день"
                        | "тиждень"
                        | "місяць"
                        | "рік"
                        | "добу"
                        | "неделю"
                        | "месяц"
                        | "day"
                        | "week"
                        | "month"
                        | "year"
                )
        };
        let today = |it: &&(usize, When)| {
            matches!(it.1, When::Period(PeriodSpec::Unit { back: 0, .. })) && of_unit(it.0) && self.words.key(it.0) != "за"
        };
        let averaged = self.modifier(|it| it == Modifier::Average).is_some();
        let bare = self.slots.whens.iter().find(today).map(|it| it.0);
        let beside = (0..self.words.len()).find(|at| averaged && of_unit(*at));
        let of_people = self.asks(&[Metric::ActiveCustomers, Metric::NewCustomers]);
        bare.or(beside).filter(|_| self.sells() || of_people).map(|at| (at, at + 2))
    }
}
