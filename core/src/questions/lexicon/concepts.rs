//! What words stand for.

use crate::metrics::{Dimension, Metric, NumberOp};
use crate::period::Grain;

/// What a word or phrase stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::questions) enum Concept {
    /// A figure by its name.
    Metric(Metric),
    /// A part of a figure's name, joined by `rules`.
    Part(Part),
    /// A thing figures are split by: "товари", "менеджер".
    Noun(Dimension),
    Segment(&'static str),
    /// Class letters of ABC and XYZ analyses.
    Class(&'static str),
    Time(Time),
    Modifier(Modifier),
    Count(u32),
    /// "тис", "млн".
    Times(u32),
    Preposition(Preposition),
    /// Nothing the figures know about.
    Outside(Topic),
    Say(Say),
    /// Points at what was said or shown before.
    Back(Back),
    /// Carries no meaning of its own.
    Filler,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::questions) enum Back {
    They,
    It,
    /// "з цього": of the figure of before.
    OfThis,
    Others,
    /// A row of the last answer, counted from one.
    Place(u32),
    /// Its last row.
    Last,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::questions) enum Part {
    Sell,
    Buy,
    Earn,
    Amount,
    HowMany,
    Units,
    Value,
    Percent,
    Share,
    Margin,
    Returns,
    Cancelled,
    New,
    Returning,
    Active,
    Never,
    NotBuying,
    NotSelling,
    LastTime,
    HowLong,
    MoreThanOnce,
    /// "двічі": beside a share, the share of those who came again.
    Twice,
    /// "нема": of goods, unless something else is named.
    Missing,
    Rfm,
    Segments,
    Later,
    Stock,
    RunOut,
    Enough,
    Turnover,
    InTimes,
    InDays,
    Classes,
    ToOrder,
    ServiceLevel,
    Deals,
    Open,
    Won,
    Pipeline,
    Weighted,
    Conversion,
    Forecast,
    Database,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::questions) enum Modifier {
    Top,
    /// "перші": the top only where a number of things follows.
    First,
    /// "найприбутковіші": the top by profit.
    Profitable,
    /// "найменш прибуткові": the bottom by profit.
    LeastProfitable,
    Bottom,
    Most,
    Least,
    /// "найчастіше": the most by the number of orders.
    Often,
    Who,
    What,
    Which,
    When,
    Each,
    Dynamics,
    Compare,
    /// "відсортуй за прибутком".
    SortBy,
    Against,
    Change,
    Grew,
    Fell,
    Only,
    Except,
    Than(NumberOp),
    Not,
    FollowUp,
    Currency,
    Now,
    Average,
    Median,
    Chart,
    File,
    Details,
    Why,
    /// "буде": of a month that has not come, a forecast.
    Ahead,
    /// What is asked about and no figure tells: "разом з", "різних товарів".
    Unanswered,
    /// Adverbs that split by time: "щомісяця".
    Every(Grain),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::questions) enum Time {
    /// Days back from today.
    Day(u32),
    Tomorrow,
    Unit(Grain),
    /// A name for a half of a year: "півріччя".
    HalfYear,
    /// "пів року": six months back from today.
    HalfAYear,
    Month(u32),
    Weekday(u32),
    /// 0 winter … 3 autumn.
    Season(u32),
    Weekend,
    This,
    Last,
    BeforeLast,
    Next,
    Past,
    Full,
    LastYear,
    /// "year over year": the same dates a year before, of whatever is asked about.
    YearOnYear,
    /// "the week before": the one before that which is asked about.
    OneBefore,
    /// "позаторік".
    YearBeforeLast,
    /// "перша половина" of something.
    Half,
    Start,
    End,
    Ordinal(u32),
    /// "q", "кв": a number follows or precedes.
    QuarterSign,
    All,
    ToDate(Grain),
    Same,
    Period,
    Ago,
    Inclusive,
    Within,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::questions) enum Preposition {
    In,
    For,
    By,
    From,
    To,
    After,
    Before,
    Between,
    And,
    Of,
}

/// What people ask about that no trading data hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    Weather,
    Advertising,
    Salaries,
    Bank,
    Taxes,
    OtherCompanies,
    Expenses,
    Delivery,
    Website,
    Rates,
    Prices,
    News,
    Debts,
    Plans,
    Advice,
}

/// Words that are not about figures at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::questions) enum Say {
    Greeting,
    Thanks,
    Bye,
    Help,
    Change,
    Instruction,
}
