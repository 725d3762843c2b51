//! Every word of a message put in its place: figures, things, times, names, numbers.
//! A word without a place is kept too: it is what makes the assistant ask instead of guess.

mod mended;
mod nouns;
mod plural;
mod times;

use chrono::NaiveDate;

use plural::is_plural;

use super::lengths;
use super::lexicon::{Back, Concept, Found, Modifier, Part, Preposition, Say, Time, Topic};
use super::names::{Hit, Names};
use super::periods::{self, When};
use super::tokens::Kind;
use super::words::Words;
use crate::metrics::{Dimension, MetricQuery, NumberOp};
use crate::period::Grain;

#[derive(Debug, Default)]
pub(super) struct Slots {
    /// Metrics, parts, segments and classes with their places.
    pub(super) parts: Vec<(usize, Concept)>,
    pub(super) nouns: Vec<Noun>,
    pub(super) whens: Vec<(usize, When)>,
    pub(super) names: Vec<Named>,
    pub(super) modifiers: Vec<(usize, Modifier)>,
    pub(super) numbers: Vec<Number>,
    /// "більше 3 місяців, але менше 6": where a length of silence ends; the one it begins with is in `whens`.
    pub(super) below: Option<(u32, Grain)>,
    pub(super) outside: Vec<Topic>,
    /// Words that point at what was said or shown before.
    pub(super) back: Vec<(usize, Back)>,
    /// "без міста", "скинь фільтр": kinds of filters that should go; all of them where none is said.
    pub(super) freed: Vec<(usize, Option<Dimension>)>,
    /// "80 % виручки": the goods of class A.
    pub(super) pareto: bool,
    /// "група" was said for a class: it may be a category as well.
    pub(super) grouped: bool,
    /// Words nothing explains.
    pub(super) strangers: Vec<Stranger>,
}

#[derive(Debug)]
pub(super) struct Noun {
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) dimension: Dimension,
    /// "по містах", "by city".
    pub(super) by: bool,
    /// A name of this kind follows: "категорії Інструмент".
    pub(super) cue: bool,
    pub(super) plural: bool,
    /// "хто з клієнтів": one of them.
    pub(super) of: bool,
}

#[derive(Debug)]
pub(super) struct Named {
    pub(super) hit: Hit,
    pub(super) except: bool,
    pub(super) cue: Option<Dimension>,
    /// It stood in quotation marks.
    pub(super) quoted: bool,
    pub(super) said: String,
}

#[derive(Debug)]
pub(super) struct Number {
    pub(super) at: usize,
    pub(super) value: String,
    pub(super) percent: bool,
    pub(super) money: bool,
    pub(super) than: Option<NumberOp>,
    /// "50 тисяч": its thousands were said with it.
    pub(super) scaled: bool,
}

#[derive(Debug)]
pub(super) struct Stranger {
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) said: String,
    pub(super) cue: Option<Dimension>,
    /// It may be a name; a word of time that fits nowhere is none.
    pub(super) name: bool,
    /// "у Маріуполі": where something is.
    pub(super) place: bool,
}

/// `previous` is the question before.
pub(super) fn fill(words: &Words, names: &Names, today: NaiveDate, previous: Option<&MetricQuery>) -> Slots {
    let mut filler = Filler { words, names, today, previous, slots: Slots::default(), comparing: false, when_end: 0 };
    let mut at = filler.another_thing().unwrap_or(0);
    while at < words.len() {
        at = filler.step(at).max(at + 1);
    }
    let mut slots = filler.slots;
    mended::segment_of_name(&mut slots);
    mended::by_quantity(words, &mut slots);
    mended::corrected_figure(words, &mut slots);
    mended::split_by_segment(words, &mut slots);
    mended::freed(words, &mut slots);
    mended::corrected(words, &mut slots);
    mended::what_was_bought(words, &mut slots);
    mended::bestsellers(words, &mut slots);
    mended::not_enough(&mut slots);
    mended::dearest_stock(words, &mut slots);
    mended::of_whom(words, &mut slots);
    mended::days_of_sales(words, &mut slots);
    lengths::two_ends(words, &mut slots, previous);
    slots
}

pub(super) struct Filler<'a> {
    pub(super) words: &'a Words,
    names: &'a Names,
    today: NaiveDate,
    previous: Option<&'a MetricQuery>,
    pub(super) slots: Slots,
    comparing: bool,
    /// Where the last period ended.
    when_end: usize,
}

impl Filler<'_> {
    /// "а Росяниця 5 л?": all that is said after the opening word is one name.
    fn another_thing(&mut self) -> Option<usize> {
        let (from, end) = (1, self.words.len());
        let opens = self.previous.is_some() && matches!(self.words.key(0), "а" | "і" | "та" | "and" | "и");
        let strange = (from..end).any(|at| self.words.at(at).is_empty());
        if !opens || !strange || !(4..=7).contains(&end) {
            return None;
        }
        let mut hit = self.names.all_of(&self.words.tokens, from, end).filter(|it| it.values.len() == 1)?;
        hit.end = end;
        Some(self.name(from, hit))
    }

    /// Places what begins at `at`; returns where the next thing begins.
    fn step(&mut self, at: usize) -> usize {
        if let Some(end) = self.quoted(at) {
            return end;
        }
        self.side_by_side(at);
        let name = self.names.at(&self.words.tokens, at);
        let when = periods::read(self.words, at, self.today, self.comparing).filter(|it| !self.is_amount(at, it.1));
        let found = self.best(at);
        let phrase = found.map_or(0, |it| it.words);
        if let Some(hit) = name.filter(|hit| self.is_name(at, hit, found, when.as_ref().map(|it| it.1 - at))) {
            if self.is_another(at, &hit) {
                self.stranger_word(at, hit.end);
                return hit.end;
            }
            return self.name(at, hit);
        }
        if let Some((count, end)) = self.month_of_cohort(at) {
            self.slots.whens.push((at, When::Duration(count, Grain::Month)));
            return end;
        }
        if let Some((When::Duration(count, grain), end)) = when
            && self.ranks(at)
        {
            self.slots.numbers.push(self.plain_number(at, count.to_string()));
            self.slots.modifiers.push((at, Modifier::Every(grain)));
            return end;
        }
        if let Some((when, end)) = when
            && !self.cuts_a_figure(at, end)
            && (end - at > phrase
                || end - at == phrase && !matches!(found.map(|it| it.concept), Some(Concept::Metric(_) | Concept::Part(_))))
        {
            let end = if matches!(when, When::Duration(..)) { self.or_longer(end) } else { end };
            self.slots.whens.push((at, when));
            self.when_end = end;
            return end;
        }
        // "80 % виручки" is a class, "5 клієнтів" a number.
        let numbered = self.words.kind(at) == Some(Kind::Number);
        if let Some(class) = found.filter(|it| numbered && it.words > 2 && matches!(it.concept, Concept::Class(_))) {
            self.slots.pareto = true;
            return self.concept(at, class);
        }
        if self.words.kind(at) == Some(Kind::Number) {
            return self.number(at, self.words.key(at).to_owned(), at + 1);
        }
        match found {
            Some(found) => self.concept(at, found),
            None => self.stranger(at),
        }
    }

    /// "less than 2,000": a number that is measured by, not a year.
    fn is_amount(&self, at: usize, end: usize) -> bool {
        let token = &self.words.tokens[at];
        end == at + 1 && token.kind == Kind::Number && (token.text != token.key || self.than_before(at).is_some())
    }

    /// "7 days of cover": the days belong to the figure's name.
    fn cuts_a_figure(&self, at: usize, end: usize) -> bool {
        let longer =
            |from: usize| self.words.at(from).iter().any(|it| matches!(it.concept, Concept::Metric(_)) && from + it.words > end);
        (at + 1..end).any(longer)
    }

    /// What stands in quotation marks is a name, or plain words put in quotes.
    fn quoted(&mut self, at: usize) -> Option<usize> {
        let quote = self.words.tokens[at].quote?;
        let run = self.words.tokens[at..].iter().take_while(|it| it.quote == Some(quote)).count();
        let end = at + run;
        if let Some(mut hit) = self.names.all_of(&self.words.tokens, at, end) {
            hit.end = end;
            return Some(self.name(at, hit));
        }
        if self.is_known(at, end) {
            return None;
        }
        self.slots.strangers.push(Stranger {
            at,
            end,
            said: self.words.said(at, end),
            cue: self.cue(at),
            name: true,
            place: false,
        });
        Some(end)
    }

    /// Phrases that follow one another take all of these words.
    fn is_known(&self, mut at: usize, end: usize) -> bool {
        while at < end {
            match self.words.at(at).first() {
                Some(longest) => at += longest.words,
                None => return false,
            }
        }
        true
    }

    /// "менеджера Іваненка", where only customers are called so.
    fn is_another(&self, at: usize, hit: &Hit) -> bool {
        let one = self.slots.nouns.last().is_some_and(|it| !it.plural);
        let cue = self.cue(at).filter(|it| one && matches!(it, Dimension::Manager | Dimension::City));
        cue.is_some_and(|cue| !hit.values.iter().any(|it| it.0 == cue))
    }

    fn is_name(&self, at: usize, hit: &Hit, found: Option<Found>, when: Option<usize>) -> bool {
        let length = hit.end - at;
        if when.is_some_and(|it| it >= length) {
            return false;
        }
        let cue = self.cue(at).is_some_and(|cue| hit.values.iter().any(|it| it.0 == cue));
        let token = &self.words.tokens[at];
        let capital = token.capital && at > 0;
        let Some(found) = found else { return true };
        let weak = matches!(found.concept, Concept::Filler | Concept::Preposition(_) | Concept::Count(_) | Concept::Back(_));
        if hit.full {
            // "рівно" is the city of Рівне only where a place may stand.
            let spelled = || hit.values.iter().any(|it| crate::names::fold(&it.1).replace('\'', "") == token.key);
            let placed =
                || at > 0 && self.words.preposition(at - 1, &[Preposition::In, Preposition::By, Preposition::From]).is_some();
            let bare = weak && token.key.chars().count() > 3 && (spelled() || placed());
            return length > found.words || length == found.words && (capital || cue || bare);
        }
        length >= found.words && (cue || capital && weak) && token.key.chars().count() > 2
    }

    fn name(&mut self, at: usize, hit: Hit) -> usize {
        let end = hit.end;
        // "Київська область" is not the city.
        let of_region = ["област", "обл", "регіон", "район", "oblast"].iter().any(|it| self.words.key(end).starts_with(it));
        if of_region && !hit.values.iter().any(|it| it.0 == Dimension::Region) {
            self.stranger_word(at, end + 1);
            return end + 1;
        }
        // "не Київ, а Львів": the first was denied, the second is meant.
        let corrected = at > 0 && matches!(self.words.key(at - 1), "а" | "але" | "but");
        if corrected && self.slots.names.last().is_some_and(|it| it.except && it.hit.end + 1 == at) {
            self.slots.names.pop();
            self.slots.modifiers.retain(|it| !matches!(it.1, Modifier::Not | Modifier::Except));
        }
        let except = self.last_modifier(at).is_some_and(|it| matches!(it, Modifier::Except | Modifier::Not));
        // "не у Києві" is an exception, and the "не" is accounted for.
        self.slots.modifiers.retain(|it| !(it.1 == Modifier::Not && at - it.0 <= 3));
        let cue = self.cue(at).filter(|cue| hit.values.iter().any(|it| it.0 == *cue || Some(it.0) == code_of(*cue)));
        if let Some(noun) = cue.and(self.slots.nouns.last_mut()) {
            noun.cue = true;
        }
        let said = self.words.said(at, end);
        let quoted = self.words.tokens[at].quote.is_some();
        self.slots.names.push(Named { hit, except, cue, quoted, said });
        end
    }

    /// The modifier that stands just before, over prepositions and a cue noun.
    fn last_modifier(&self, at: usize) -> Option<Modifier> {
        let from = at.saturating_sub(3);
        let (place, modifier) = *self.slots.modifiers.last()?;
        if let Some(name) = self.slots.names.last().filter(|it| it.except && it.hit.end + 1 >= at && it.hit.end <= at) {
            return self.words.preposition(name.hit.end, &[Preposition::And]).or(Some(at)).map(|_| Modifier::Except);
        }
        (place >= from).then_some(modifier)
    }

    /// The thing named just before: "клієнта …", "категорія …".
    fn cue(&self, at: usize) -> Option<Dimension> {
        let noun = self.slots.nouns.last()?;
        let between = noun.at + 1..at;
        let empty =
            between.clone().all(|it| self.words.preposition(it, &[Preposition::In, Preposition::For, Preposition::Of]).is_some());
        (noun.at < at && between.len() <= 1 && empty).then_some(noun.dimension)
    }

    /// The meaning that stands here, leaving out words of time and speech acts.
    fn best(&self, at: usize) -> Option<Found> {
        let rank = |concept: Concept| match concept {
            Concept::Metric(_) => 9,
            Concept::Segment(_) | Concept::Class(_) => 8,
            Concept::Part(_) => 7,
            Concept::Outside(_) => 6,
            Concept::Noun(_) => 6,
            Concept::Modifier(_) | Concept::Back(_) => 5,
            Concept::Count(_) | Concept::Times(_) => 4,
            Concept::Preposition(_) => 3,
            Concept::Filler => 2,
            Concept::Time(_) => 1,
            Concept::Say(_) => 0,
        };
        let means = |it: &&Found| !matches!(it.concept, Concept::Say(_));
        let best = self
            .words
            .at(at)
            .iter()
            .filter(means)
            .max_by_key(|it| (it.words, rank(it.concept) > 1, it.letters, rank(it.concept)));
        // "Добрий день! Яка виручка?": politeness around a question.
        let polite = |it: &&Found| matches!(it.concept, Concept::Say(Say::Greeting | Say::Thanks | Say::Bye));
        let politeness = self.words.at(at).iter().filter(polite).max_by_key(|it| it.words);
        let longer = politeness.filter(|it| best.is_none_or(|best| it.words > best.words));
        longer.or(best).copied()
    }

    fn concept(&mut self, at: usize, found: Found) -> usize {
        let end = at + found.words;
        match found.concept {
            // "worst day": days are ranked, nothing is measured in them.
            Concept::Part(Part::InDays) if found.words == 1 && self.ranks(at) => {
                self.slots.modifiers.push((at, Modifier::Every(Grain::Day)));
            }
            // "which product leads": no lead of the pipeline.
            Concept::Part(Part::Deals) if self.words.key(at) == "leads" && self.leads(at) => {
                self.slots.modifiers.push((at, Modifier::Most));
            }
            Concept::Metric(_) | Concept::Part(_) | Concept::Segment(_) | Concept::Class(_) => {
                self.slots.grouped |= self.words.key(at).starts_with("груп") || self.words.key(at).starts_with("group");
                self.slots.parts.push((at, found.concept));
            }
            Concept::Noun(dimension) => self.noun(at, end, dimension),
            // "перші 5 клієнтів" is a top, "перші три місяці" and "наші перші клієнти" are not.
            Concept::Modifier(Modifier::First) => match self.words.count(end) {
                Some((_, after)) if !self.words.times(after).any(|(time, _)| matches!(time, Time::Unit(_))) => {
                    self.slots.modifiers.push((at, Modifier::Top));
                }
                _ => self.not_understood(at, end),
            },
            Concept::Modifier(modifier) => {
                self.comparing |= matches!(
                    modifier,
                    Modifier::Compare | Modifier::Against | Modifier::Change | Modifier::Grew | Modifier::Fell
                );
                self.slots.modifiers.push((at, modifier));
            }
            Concept::Count(count) => {
                // "п'ятірка товарів" ranks, "п'ять товарів" counts.
                let key = self.words.key(at);
                if ["трійк", "пятірк", "десятк", "двадцятк", "тройк", "пятерк"].iter().any(|it| key.starts_with(it))
                {
                    self.slots.modifiers.push((at, Modifier::Top));
                }
                return self.number(at, count.to_string(), end);
            }
            Concept::Outside(topic) => self.slots.outside.push(topic),
            Concept::Back(back) => self.slots.back.push((at, back)),
            Concept::Time(Time::Unit(Grain::Day)) if !self.asked_which(at) => {
                self.slots.parts.push((at, Concept::Part(Part::InDays)))
            }
            // A word of time that made no period changes the meaning in a way nobody understood.
            Concept::Time(Time::Period | Time::Inclusive | Time::All | Time::Within) => {}
            Concept::Time(time) => self.lone_time(at, end, time),
            // "більше мільйона".
            Concept::Times(times) if self.than_before(at).is_some() => {
                let than = self.than_before(at);
                self.slots.numbers.push(Number { than, ..self.plain_number(at, times.to_string()) });
            }
            Concept::Times(_) | Concept::Preposition(_) | Concept::Filler | Concept::Say(_) => {}
        }
        end
    }
}

fn code_of(dimension: Dimension) -> Option<Dimension> {
    match dimension {
        Dimension::Product => Some(Dimension::Sku),
        Dimension::Customer => Some(Dimension::CustomerCode),
        _ => None,
    }
}
