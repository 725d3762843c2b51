//! What people say around a question: "Їду в машині, скажи виручку за жовтень", "бо звіт горить". Such a clause tells of the
//! speaker or of who waits for the answer. It is left out only where the rest is a whole question and it names nothing a
//! figure could be about.

use super::lexicon::{Back, Concept, Modifier, Part, Preposition, Time, is_of_other, is_of_speaker};
use super::tokens::Kind;
use super::words::Words;
use super::{Context, Doubt, Understanding, Unknown};
use crate::names::fold;

/// More clauses than this are no question.
const MAX_CLAUSES: usize = 6;

/// The question that is left without the clauses that are none of it.
pub(super) fn left_out(
    text: &str,
    whole: &Understanding,
    context: &Context<'_>,
    understand: impl Fn(&str) -> Understanding,
) -> Option<Understanding> {
    let lost = match whole {
        Understanding::Unknown(unknown) => {
            !matches!(unknown, Unknown::ChangeRequest | Unknown::Instruction | Unknown::FutureDate)
        }
        Understanding::Ambiguous { doubt, .. } => {
            let named = matches!(doubt, Doubt::Name { .. } | Doubt::Pointed { .. });
            named || matches!(doubt, Doubt::Words { .. } | Doubt::Uncounted { .. } | Doubt::Metric)
        }
        _ => false,
    };
    let clauses = clauses(text);
    if !lost || !(2..=MAX_CLAUSES).contains(&clauses.len()) {
        return None;
    }
    let asides: Vec<bool> = clauses.iter().map(|it| is_aside(it, context)).collect();
    let whole_questions =
        (1..clauses.len()).rev().flat_map(|length| (0..=clauses.len() - length).map(move |from| from..from + length));
    whole_questions
        .filter(|kept| (0..clauses.len()).all(|at| kept.contains(&at) || asides[at]))
        .map(|kept| understand(&clauses[kept].join(", ")))
        .find(|it| matches!(it, Understanding::Query(_) | Understanding::Why(_)))
}

/// The text cut at its commas and stops; not inside quotation marks, nor after an initial.
fn clauses(text: &str) -> Vec<&str> {
    let mut clauses = Vec::new();
    let (mut from, mut is_quoted) = (0, false);
    let mut letters = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((at, letter)) = rest.next() {
        match letter {
            '«' | '“' | '„' => is_quoted = true,
            '»' | '”' => is_quoted = false,
            '"' => is_quoted = !is_quoted,
            _ => {}
        }
        let ends_word = rest.peek().is_none_or(|it| it.1.is_whitespace());
        let cuts = match letter {
            ',' | ';' | ':' | '!' | '?' => ends_word,
            '.' => ends_word && letters > 2,
            '—' | '–' => ends_word,
            '\n' => true,
            _ => false,
        };
        letters = if letter.is_alphanumeric() { letters + 1 } else { 0 };
        if cuts && !is_quoted {
            clauses.push(text[from..at].trim());
            from = at + letter.len_utf8();
        }
    }
    clauses.push(text[from..].trim());
    clauses.retain(|it| it.chars().any(char::is_alphanumeric));
    clauses
}

/// Who waits for an answer in a firm.
const PEOPLE: &str = "
    комірник хлопц дівчат дружин чоловік власник засновник ревізі аудит планірк нарад бухгалтер інвестор шеф директор
    начальни керівни колег юрист звіт бос мама тато кум кладовщик ребята жена муж собственник владелец ревизи планерк
    совещани отчет водій водитель";

const QUESTIONS: &str = "
    скільки скіки скільком який яка яке які яку яких яким якого якої якому хто кого кому ким що шо чого чому коли де звідки
    як котрий котра сколько какой какая какое какие какую каких кто что чего почему когда где how what who whom which when
    why where";

fn is_aside(clause: &str, context: &Context<'_>) -> bool {
    let words = Words::read(clause, context.names);
    // As it was written: "складаю" is no "складам" with a slip.
    let written: Vec<String> = words.tokens.iter().map(|it| fold(&it.text).replace('\'', "")).collect();
    let speaker = (0..words.len()).any(|at| is_of_speaker(&written[at], at));
    let other = written.iter().any(|it| is_of_other(it));
    let is_plain = |at: usize| {
        let token = &words.tokens[at];
        if token.kind != Kind::Word || token.quote.is_some() || QUESTIONS.split_whitespace().any(|it| it == words.key(at)) {
            return false;
        }
        if context.names.at(&words.tokens, at).is_some_and(|it| it.full && token.key.chars().count() > 3) {
            return false;
        }
        let strange = words.at(at).is_empty();
        let said = PEOPLE.split_whitespace().any(|it| token.key.starts_with(it));
        let verb = is_of_speaker(&written[at], at) || is_of_other(&written[at]);
        if strange || verb && written[at] != token.key {
            return said || verb || speaker && !(token.capital && at > 0);
        }
        said || words.at(at).iter().all(|it| match it.concept {
            Concept::Filler | Concept::Preposition(_) | Concept::Say(_) | Concept::Back(Back::It | Back::They) => true,
            Concept::Modifier(modifier) => modifier == Modifier::Now,
            Concept::Time(time) => matches!(time, Time::Unit(_) | Time::Start | Time::End | Time::Within | Time::Period),
            Concept::Noun(_) => at == 0 || words.preposition(at - 1, &[Preposition::By]).is_none(),
            Concept::Outside(_) => speaker || other,
            Concept::Part(part) => {
                speaker && !matches!(part, Part::Returns | Part::Cancelled | Part::NotBuying | Part::NotSelling)
            }
            _ => false,
        })
    };
    // "добрий ранок" to its last word.
    let polite = |at: usize| {
        let idle = |from: usize| {
            words.at(from).iter().any(|it| from + it.words > at && matches!(it.concept, Concept::Filler | Concept::Say(_)))
        };
        (0..=at).any(idle)
    };
    (speaker || other || (0..words.len()).all(polite)) && (0..words.len()).all(|at| is_plain(at) || at > 0 && polite(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_end_where_a_speaker_stops() {
        assert_eq!(
            clauses("Їду, скажи виручку. ФОП Чорновол П. Л., 1,5 тис: «Кава, мелена»?"),
            ["Їду", "скажи виручку", "ФОП Чорновол П. Л.", "1,5 тис", "«Кава, мелена»"]
        );
    }
}
