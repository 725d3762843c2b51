//! Words of a tired shop owner -> `Understanding`. Right or silent: a query comes back only when every
//! meaningful word was understood; otherwise a question to the person or an honest refusal.

mod asides;
mod back;
mod build;
mod comparing;
mod currency;
mod dates;
mod doubts;
mod filters;
mod followup;
mod forms;
mod fuzzy;
mod legal_forms;
mod lengths;
mod lexicon;
mod meaning;
mod names;
mod numbers;
mod params;
mod parts_of_time;
mod periods;
mod qualifiers;
mod relative;
mod replies;
mod rules;
mod shape;
mod slots;
mod sounds;
mod speech;
mod stems;
mod thread;
mod together;
mod tokens;
mod translations;
mod unanswered;
mod words;

use chrono::NaiveDate;

pub use currency::currency_said;
pub use lexicon::Topic;
pub use names::Names;
pub use replies::{doubt_text, unknown_text};
pub use thread::{Shown, Thread, Unanswered};

use crate::locale::Locale;
use crate::metrics::{Dimension, MetricQuery};
use crate::period::Period;

/// What the assistant knows while it listens.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub today: NaiveDate,
    /// First and last date of the organization's orders, if it has any.
    pub data: Option<Period>,
    pub names: &'a Names,
    /// What was asked before in the same conversation: the newest of `thread.asked`.
    pub previous: Option<&'a MetricQuery>,
    pub thread: &'a Thread,
    pub locale: Locale,
}

/// A question understood to the last word.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub query: MetricQuery,
    /// The one row the person asked about, where the others are needed for its share.
    pub focus: Option<Focus>,
}

/// "Яка частка Побутової хімії": the row whose share is the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Focus {
    pub dimension: Dimension,
    pub value: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Understanding {
    Query(Question),
    /// Why this figure changed: what the change is made of.
    Why(MetricQuery),
    /// Several readings; the person chooses. There may be no choices to offer.
    Ambiguous {
        doubt: Doubt,
        choices: Vec<(String, MetricQuery)>,
    },
    Unknown(Unknown),
    Smalltalk(Smalltalk),
    /// The last answer in another form.
    Wish(Wish),
}

/// What the person is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Several names fit what was said.
    Name { said: String },
    /// No figure was named, or several fit.
    Metric,
    /// There is no such day.
    ImpossibleDate { said: String },
    /// Part of the question was not understood.
    Words { said: String },
    /// Words that are known, and that no figure takes in.
    Uncounted { said: String },
    /// A word that may mean several things here.
    Reading { said: String },
    /// "він", "другий": nothing said or shown before fits it.
    Pointed { said: String },
    /// It goes on from a question, and the last one was left without an answer.
    Unanswered,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    OutsideData(Topic),
    UnknownName {
        said: String,
        kind: NameKind,
        nearest: Vec<String>,
        /// Nothing else was named beside it.
        alone: bool,
        /// What the question would be without the word.
        without: Option<Box<MetricQuery>>,
    },
    FutureDate,
    /// Nothing was recognised.
    NoMatch,
    ChangeRequest,
    Instruction,
    /// Each part is known, the whole is not: "forecast of returns".
    CannotCombine,
}

/// What a name was looked for among.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    Customer,
    Product,
    City,
    Manager,
    Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Smalltalk {
    Greeting,
    Thanks,
    Bye,
    Help,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    Chart,
    File,
    Details,
    Why,
}

/// What a message means.
pub fn understand(text: &str, context: &Context<'_>) -> Understanding {
    let whole = whole(text, context);
    let whole = unanswered::of_its_own(text, &whole, context).unwrap_or(whole);
    asides::left_out(text, &whole, context, |rest| self::whole(rest, context)).unwrap_or(whole)
}

/// What a message means to its last word.
fn whole(text: &str, context: &Context<'_>) -> Understanding {
    if let Some(understood) = speech::before_figures(text) {
        return understood;
    }
    let words = words::Words::read(text, context.names);
    if let Some(understood) = speech::of_words(&words, context) {
        // The form of an answer that was not given.
        return match (&understood, context.previous, &context.thread.unanswered) {
            (Understanding::Wish(_), Some(previous), Some(_)) => *unanswered::ask(&words, context, Some(previous.clone())),
            _ => understood,
        };
    }
    let slots = slots::fill(&words, context.names, context.today, context.previous);
    build::understanding(&words, &slots, context)
}
