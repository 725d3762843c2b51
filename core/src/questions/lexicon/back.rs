//! Words of a talk that goes on: they point back, correct, or change the shape of the last answer.

use super::{Back, Concept, Modifier, Row};

pub(super) const BACK: &[Row] = &[
    (
        Concept::Back(Back::They),
        "вони; їх|їхній|їхня|їхнє|їхні|їхню|їхніх; них|ними; їм|їми; they|them|their|theirs; они; их; ими",
    ),
    (
        Concept::Back(Back::It),
        "він|вона|воно; його|йому; її|їй|нею; ним|ньому|ній|неї|нього; он|она|оно; его|ему|ей|нему|него|ней; he|she|him|her|his",
    ),
    (Concept::Back(Back::OfThis), "з цього|того; із цього|того; из этого"),
    (Concept::Back(Back::Others), "інші|інших|іншими|інша|інше|інший; решта|решту|решти|решті; остальные|остальных; others"),
    (
        Concept::Modifier(Modifier::FollowUp),
        "я мав|мала на увазі; мав|мала на увазі; маю на увазі; мається на увазі; i meant; i mean; meant; я имел|имела в виду; имел|имела в виду; точніше|вірніше; точнее|вернее; а саме",
    ),
    (
        Concept::Modifier(Modifier::SortBy),
        "відсортуй|відсортувати|відсортуйте|відсортовано|посортуй|сортуй|сортувати|впорядкуй|упорядкуй; отсортируй|отсортировать|сортируй|упорядочи; sort|sorted|order|ordered by",
    ),
    (
        Concept::Modifier(Modifier::Except),
        "прибери|прибрати|забери|скинь|скинути|зніми|викинь; убери|убрать|сбрось; leave|take out; remove|exclude|excluding",
    ),
    (Concept::Filler, "фільтр|фільтра|фільтру|фільтри|фільтрів; фильтр|фильтра|фильтры; filter|filters"),
];
