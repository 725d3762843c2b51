//! Numbers of a message with what belongs to them: thousands, money, per cent, "more than".

use super::lexicon::{Concept, Modifier, Part};
use super::slots::{Filler, Number};
use crate::metrics::NumberOp;

impl Filler<'_> {
    pub(super) fn plain_number(&self, at: usize, value: String) -> Number {
        Number { at, value, percent: false, money: false, than: None, scaled: false }
    }

    /// A number with what belongs to it: "понад 10 тис грн", "95 %", "5000 і більше".
    pub(super) fn number(&mut self, at: usize, said: String, mut end: usize) -> usize {
        let words = self.words;
        let mut value = said.clone();
        let (mut percent, mut money) = (false, at > 0 && matches!(words.key(at - 1), "$" | "€" | "₴"));
        while let Some(found) = words.at(end).iter().find(|it| {
            matches!(it.concept, Concept::Times(_) | Concept::Modifier(Modifier::Currency) | Concept::Part(Part::Percent))
                && it.words == 1
        }) {
            match found.concept {
                Concept::Times(times) => value = multiply(&value, times),
                Concept::Part(_) => percent = true,
                _ => money = true,
            }
            end += 1;
        }
        let mut than = self.than_before(at);
        if let Some((Modifier::Than(op), next)) =
            words.modifier(end, |it| matches!(it, Modifier::Than(NumberOp::AtLeast | NumberOp::AtMost)))
        {
            than = Some(op);
            end = next;
        }
        let scaled = value != said;
        if let Some(first) = self.range_before(at).filter(|_| than.is_none()) {
            // The thousands said once are of both ends.
            let times = if scaled { value.parse::<f64>().unwrap_or_default() / said.parse::<f64>().unwrap_or(1.0) } else { 1.0 };
            if let Some(from) = self.slots.numbers.get_mut(first) {
                from.value = multiply(&from.value, if from.scaled { 1 } else { times as u32 });
                (from.than, from.money) = (Some(NumberOp::AtLeast), money || from.money);
                than = Some(NumberOp::AtMost);
            }
        }
        if than.is_none() && (money || scaled) && at > 0 {
            than = match words.key(at - 1) {
                "від" | "from" => Some(NumberOp::AtLeast),
                "до" => Some(NumberOp::AtMost),
                _ => None,
            };
        }
        self.slots.numbers.push(Number { at, value, percent, money, than, scaled });
        end
    }

    /// The number before this one, where both are the ends of a range: "від 50 до 100 тисяч", "between 5 and 10".
    fn range_before(&self, at: usize) -> Option<usize> {
        let before = self.slots.numbers.len().checked_sub(1)?;
        let first = &self.slots.numbers[before];
        let opened = first.at > 0 && matches!(self.words.key(first.at - 1), "від" | "от" | "from" | "між" | "между" | "between");
        let closed = at > 0 && matches!(self.words.key(at - 1), "до" | "to" | "і" | "та" | "and" | "и");
        let near = at - first.at <= 4 && matches!(first.than, None | Some(NumberOp::AtLeast));
        (opened && closed && near && !first.percent).then_some(before)
    }

    pub(super) fn than_before(&self, at: usize) -> Option<NumberOp> {
        let (place, modifier) = self.slots.modifiers.iter().rev().find(|it| !matches!(it.1, Modifier::Currency))?;
        let Modifier::Than(op) = modifier else { return None };
        let close = (*place + 1..at).all(|it| {
            self.words
                .at(it)
                .iter()
                .any(|found| matches!(found.concept, Concept::Preposition(_) | Concept::Filler | Concept::Modifier(_)))
        });
        (close && at - place <= 5).then_some(*op)
    }
}

fn multiply(value: &str, times: u32) -> String {
    let number = value.parse::<f64>().unwrap_or_default() * f64::from(times);
    format!("{number}")
}
