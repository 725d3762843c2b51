//! Numbers of a message with what belongs to them: thousands, money, per cent, "more than".

use super::lexicon::{Concept, Modifier, Part};
use super::slots::{Filler, Number};
use crate::metrics::NumberOp;

impl Filler<'_> {
    pub(super) fn plain_number(&self, at: usize, value: String) -> Number {
        Number { at, value, percent: false, money: false, than: None }
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
        if than.is_none() && (money || scaled) && at > 0 {
            than = match words.key(at - 1) {
                "від" | "from" => Some(NumberOp::AtLeast),
                "до" => Some(NumberOp::AtMost),
                _ => None,
            };
        }
        self.slots.numbers.push(Number { at, value, percent, money, than });
        end
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
