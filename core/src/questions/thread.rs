//! What was said before in a conversation, as far as the next message may go on from it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Doubt, Understanding, Unknown};
use crate::metrics::{Dimension, Filter, MetricQuery, ValueOp};
use crate::period::{PeriodSpec, add_days};

/// Questions kept: enough for the values one names in turn.
const ASKED_KEPT: usize = 6;

/// The conversation up to now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Thread {
    /// Questions answered one after another, the newest last.
    pub asked: Vec<MetricQuery>,
    /// The last message was left without an answer.
    pub unanswered: Option<Unanswered>,
    /// The rows of the last answer.
    pub shown: Option<Shown>,
}

/// What is known of a message that was left without an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Unanswered {
    /// Names and times that still want a figure; the figure of this query is any.
    About(MetricQuery),
    /// A question that wants one of several names: its readings.
    Which(Vec<MetricQuery>),
    /// Nothing that could be gone on from.
    Lost,
}

/// Rows of an answer in their order: what "the second" and "they" point at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub dimension: String,
    /// Names as the data write them, or first days of units of the calendar.
    pub values: Vec<String>,
    /// None was left out.
    pub whole: bool,
}

impl Shown {
    pub fn dimension(&self) -> Option<Dimension> {
        self.dimension.parse().ok()
    }
}

impl Thread {
    /// Takes in what became of a message.
    pub fn hear(&mut self, understood: &Understanding) {
        match understood {
            Understanding::Query(question) => self.answered(&question.query),
            Understanding::Why(query) => self.answered(query),
            Understanding::Ambiguous { doubt: Doubt::Name { .. }, choices } => {
                let readings: Vec<_> = choices.iter().map(|it| it.1.clone()).collect();
                self.unanswered = Some(if readings.is_empty() { Unanswered::Lost } else { Unanswered::Which(readings) });
            }
            Understanding::Ambiguous { doubt: Doubt::Metric, choices } => {
                let readings: Vec<_> = choices.iter().map(|it| it.1.clone()).collect();
                let about = in_common(&readings).filter(|it| !it.filters.is_empty() || it.period.is_some());
                self.unanswered = Some(about.map_or(Unanswered::Lost, Unanswered::About));
            }
            // What was plainly refused, and was all that was said, leaves the question before as it was.
            Understanding::Unknown(
                Unknown::OutsideData(_)
                | Unknown::UnknownName { alone: true, .. }
                | Unknown::FutureDate
                | Unknown::ChangeRequest
                | Unknown::Instruction,
            )
            | Understanding::Smalltalk(_)
            | Understanding::Wish(_) => {}
            // The person was asked to say it whole: what comes next is heard as the first question of a conversation.
            Understanding::Ambiguous { doubt: Doubt::Unanswered, .. } => *self = Self::default(),
            Understanding::Ambiguous { .. } | Understanding::Unknown(_) => self.unanswered = Some(Unanswered::Lost),
        }
    }

    /// What was asked before a message nobody answered is no longer gone on from.
    pub fn answered(&mut self, query: &MetricQuery) {
        if self.unanswered.take().is_some() {
            self.asked.clear();
        }
        if self.asked.last() != Some(query) {
            self.asked.push(query.clone());
        }
        let extra = self.asked.len().saturating_sub(ASKED_KEPT);
        self.asked.drain(..extra);
        self.shown = None;
    }

    /// "Одеса", then "Львів": the values asked about in turn, the rest of the question staying the same.
    pub(super) fn values_in_turn(&self) -> Option<(Dimension, Vec<String>)> {
        let mut found: Option<(Dimension, Vec<String>)> = None;
        for pair in self.asked.windows(2).rev() {
            let Some((dimension, before, after)) = turned(&pair[0], &pair[1]) else { break };
            match &mut found {
                None => found = Some((dimension, [before, after].concat())),
                Some((known, values)) if *known == dimension => *values = [&before[..], values].concat(),
                Some(_) => break,
            }
        }
        let (dimension, values) = found?;
        let mut once: Vec<String> = Vec::new();
        for value in values {
            if !once.contains(&value) {
                once.push(value);
            }
        }
        Some((dimension, once))
    }

    pub(super) fn last_two(&self) -> Option<InTurn> {
        let [.., first, second] = &self.asked[..] else { return None };
        if let Some((dimension, before, after)) = turned(first, second) {
            return Some(InTurn::Values(dimension, [before, after].concat()));
        }
        let same = MetricQuery { period: second.period, ..first.clone() } == *second;
        let (before, after) = (first.period?, second.period?);
        (same && before != after).then_some(InTurn::Periods(before, after))
    }

    /// "за вересень", then "за жовтень": both as one period, if one follows the other.
    pub(super) fn periods_in_turn(&self, today: NaiveDate) -> Option<PeriodSpec> {
        let Some(InTurn::Periods(one, other)) = self.last_two() else { return None };
        joined(one, other, today)
    }

    /// The period of the talk before a figure that has none.
    pub(super) fn period_before(&self) -> Option<PeriodSpec> {
        let last = self.asked.last()?;
        let about = |query: &MetricQuery| values_of(query).cloned().collect::<Vec<_>>();
        self.asked.iter().rev().skip(1).take_while(|it| about(it) == about(last)).find_map(|it| it.period)
    }
}

/// The dimension whose value alone was replaced, with the values before and after.
fn turned(before: &MetricQuery, after: &MetricQuery) -> Option<(Dimension, Vec<String>, Vec<String>)> {
    let same = MetricQuery { filters: Vec::new(), ..before.clone() } == MetricQuery { filters: Vec::new(), ..after.clone() };
    let lost = before.filters.iter().filter(|it| !after.filters.contains(it)).collect::<Vec<_>>();
    let new = after.filters.iter().filter(|it| !before.filters.contains(it)).collect::<Vec<_>>();
    match (&lost[..], &new[..]) {
        (
            [Filter::Values { dimension, op: ValueOp::Is, values: left }],
            [Filter::Values { dimension: other, op: ValueOp::Is, values: right }],
        ) if same && dimension == other => Some((*dimension, left.clone(), right.clone())),
        _ => None,
    }
}

fn values_of(query: &MetricQuery) -> impl Iterator<Item = &Filter> {
    query.filters.iter().filter(|it| matches!(it, Filter::Values { .. }))
}

/// Both as one period, if one follows the other.
pub(super) fn joined(one: PeriodSpec, other: PeriodSpec, today: NaiveDate) -> Option<PeriodSpec> {
    let (one, other) = (one.resolve(today, None), other.resolve(today, None));
    let (first, second) = if one.from <= other.from { (one, other) } else { (other, one) };
    (add_days(first.to, 1) == second.from).then_some(PeriodSpec::Between { from: Some(first.from), to: Some(second.to) })
}

/// What all readings have in common.
pub(super) fn in_common(readings: &[MetricQuery]) -> Option<MetricQuery> {
    let mut common = readings.first()?.clone();
    common.filters.retain(|filter| readings.iter().all(|it| it.filters.contains(filter)));
    Some(common)
}

/// The last question and the one before it, where they differ in one value or in the period alone.
pub(super) enum InTurn {
    Values(Dimension, Vec<String>),
    Periods(PeriodSpec, PeriodSpec),
}
