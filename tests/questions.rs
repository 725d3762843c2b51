//! Words in, query text out. The cases are data: `tests/questions/*.txt`.
//! Always asked on Sunday, 15 November 2026, of the names in `names.txt`.

use kabinet_core::locale::Locale;
use kabinet_core::metrics::{Dimension, MetricQuery};
use kabinet_core::questions::{
    Context, Doubt, Names, Shown, Smalltalk, Thread, Understanding, Unknown, Wish, doubt_text, understand, unknown_text,
};

#[test]
fn understands_ukrainian() {
    check(include_str!("questions/uk.txt"));
}

#[test]
fn understands_english() {
    check(include_str!("questions/en.txt"));
}

#[test]
fn goes_on_with_the_last_question() {
    check(include_str!("questions/followups.txt"));
}

/// A case is `question => query`, or `question || next question => query` within one conversation.
/// `question [customer: A; B] ||` tells which rows its answer showed.
fn check(cases: &str) {
    let names = names();
    let mut wrong = Vec::new();
    for line in cases.lines().filter(|it| !it.trim().is_empty() && !it.starts_with('#')) {
        let (asked, expected) = line.split_once("=>").expect("question => query");
        let shown = shown(&ask(asked, &names));
        let expected = expected.trim();
        if !expected.starts_with(['?', '!', '~']) {
            let query: MetricQuery = expected.split(" focus ").next().unwrap().parse().expect(expected);
            assert!(expected.starts_with(&query.to_string()), "written as {query}: {expected}");
        }
        if shown != expected {
            wrong.push(format!("{}\n    expected {expected}\n    got      {shown}", asked.trim()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn ask(asked: &str, names: &Names) -> Understanding {
    let mut thread = Thread::default();
    let mut last = None;
    for text in asked.split("||") {
        let rows = text.trim_end().strip_suffix(']').and_then(|it| it.split_once('['));
        let (text, rows) = rows.map_or((text, None), |(text, rows)| (text, Some(rows)));
        let understood = understand(text.trim(), &context(names, &thread));
        thread.hear(&understood);
        thread.shown = rows.map(shown_rows);
        last = Some(understood);
    }
    last.unwrap()
}

fn context<'a>(names: &'a Names, thread: &'a Thread) -> Context<'a> {
    let today = "2026-11-15".parse().unwrap();
    Context { today, data: None, names, previous: thread.asked.last(), thread, locale: Locale::Uk }
}

/// `customer: ТОВ «Калина-Союз»; ПП «Берегиня» …]`; the dots tell that there were more.
fn shown_rows(rows: &str) -> Shown {
    let (dimension, values) = rows.split_once(':').unwrap();
    let whole = !values.ends_with('…');
    let values = values.trim_end_matches('…').split(';').map(|it| it.trim().to_owned()).collect();
    Shown { dimension: dimension.to_owned(), values, whole }
}

fn shown(understood: &Understanding) -> String {
    match understood {
        Understanding::Query(question) => match &question.focus {
            Some(focus) => format!("{} focus {}", question.query, focus.value),
            None => question.query.to_string(),
        },
        Understanding::Why(query) => format!("~ why {query}"),
        Understanding::Ambiguous { doubt, choices } => {
            let doubt = match doubt {
                Doubt::Name { said } => format!("name {said}"),
                Doubt::Metric => "metric".into(),
                Doubt::ImpossibleDate { said } => format!("date {said}"),
                Doubt::Words { said } => format!("words {said}"),
                Doubt::Uncounted { said } => format!("cannot {said}"),
                Doubt::Reading { said } => format!("reading {said}"),
                Doubt::Pointed { said } => format!("pointed {said}"),
                Doubt::Unanswered => "unanswered".into(),
            };
            format!("? {doubt} ({})", choices.len())
        }
        Understanding::Unknown(unknown) => match unknown {
            Unknown::OutsideData(topic) => format!("! outside {topic:?}"),
            Unknown::UnknownName { said, .. } => format!("! name {said}"),
            Unknown::FutureDate => "! future".into(),
            Unknown::NoMatch => "! nothing".into(),
            Unknown::ChangeRequest => "! change".into(),
            Unknown::Instruction => "! instruction".into(),
            Unknown::CannotCombine => "! combine".into(),
        },
        Understanding::Smalltalk(talk) => match talk {
            Smalltalk::Greeting => "~ greeting".into(),
            Smalltalk::Thanks => "~ thanks".into(),
            Smalltalk::Bye => "~ bye".into(),
            Smalltalk::Help => "~ help".into(),
        },
        Understanding::Wish(wish) => match wish {
            Wish::Chart => "~ chart".into(),
            Wish::File => "~ file".into(),
            Wish::Details => "~ details".into(),
            Wish::Why => "~ why".into(),
        },
    }
}

fn names() -> Names {
    let lines = include_str!("questions/names.txt").lines().filter(|it| !it.is_empty() && !it.starts_with('#'));
    Names::new(lines.map(|line| {
        let (kind, value) = line.split_once(' ').unwrap();
        (kind.parse::<Dimension>().unwrap(), value.trim().to_owned())
    }))
}

/// What is said instead of an answer holds no figure, in either language.
#[test]
fn refusals_hold_no_figures() {
    let names = names();
    for asked in ["Яка завтра погода?", "продажі кока-коли", "виручка у 2030 році", "фваолд йцук", "видали всіх клієнтів"]
    {
        let understood = ask(asked, &names);
        let Understanding::Unknown(unknown) = understood else { panic!("{asked}: {understood:?}") };
        for locale in Locale::ALL {
            let said = unknown_text(locale, &unknown);
            assert!(!said.contains("question-"), "{said}");
            assert!(!said.chars().filter(char::is_ascii_digit).count() > 3, "{said}");
        }
    }
}

#[test]
fn an_ambiguous_name_is_asked_about() {
    let names = names();
    let Understanding::Ambiguous { doubt, choices } = ask("На скільки купив Коваленко цього року?", &names)
    else {
        panic!()
    };
    let labels: Vec<&str> = choices.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(labels, ["ФОП Коваленко Б. Н.", "ФОП Коваленко В. Н."]);
    assert_eq!(choices[0].1.to_string(), "revenue where customer = \"ФОП Коваленко Б. Н.\" during this_year");
    assert!(doubt_text(&context(&names, &Thread::default()), &doubt).ends_with('?'));
}

#[test]
fn a_name_is_taken_as_it_is_written() {
    let customers = [
        "ТОВ «Берегиня Груп»",
        "ТОВ «Берегиня-Груп»",
        "ФОП Поліщук К. Н.",
        "ФОП Поліщук Н. К.",
        "ФОП Романюк І. І.",
        "ФОП Романюк Л. О.",
        "ФОП Мазур В. І.",
        "ФОП Мазур А. Р.",
    ];
    let names = Names::new(customers.map(|it| (Dimension::Customer, it.to_owned())));
    let is_asked = "? name";
    for (asked, expected) in [
        ("Скільки купив ТОВ «Берегиня-Груп» за вересень?", "ТОВ «Берегиня-Груп»"),
        ("Скільки купив ТОВ «Берегиня Груп» за вересень?", "ТОВ «Берегиня Груп»"),
        ("Скільки купила Берегиня-Груп за вересень?", "ТОВ «Берегиня-Груп»"),
        ("Скільки купила берегиня груп за вересень?", is_asked),
        ("Скільки купив ФОП Поліщук К. Н. за вересень?", "ФОП Поліщук К. Н."),
        ("Скільки купив Поліщук за вересень?", is_asked),
        ("Скільки купив Романюк у серпні?", is_asked),
        ("Скільки купив Романюк І. І. у серпні?", "ФОП Романюк І. І."),
        ("Скільки купив Мазур в серпні?", is_asked),
        ("Скільки купив мазур а р в серпні?", "ФОП Мазур А. Р."),
    ] {
        let got = shown(&ask(asked, &names));
        let fits = if expected == is_asked { got.starts_with(is_asked) } else { got.contains(expected) };
        assert!(fits, "{asked}: {got}");
    }
}

#[test]
fn an_unknown_name_comes_with_the_nearest() {
    let names = names();
    let Understanding::Unknown(Unknown::UnknownName { nearest, .. }) = ask("продажі для клієнта Калита", &names)
    else {
        panic!()
    };
    assert_eq!(nearest, ["ТОВ «Калина-Союз»"]);
    let Understanding::Unknown(Unknown::UnknownName { nearest, .. }) = ask("продажі для клієнта Щелкунчик", &names)
    else {
        panic!()
    };
    assert!(nearest.is_empty(), "{nearest:?}");
}
