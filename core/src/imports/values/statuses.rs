//! Words of an order's status -> its class.

use crate::imports::records::StatusClass;
use crate::names::fold;

const OPEN: &[&str] = &[
    "нове",
    "новий",
    "нова",
    "нове замовлення",
    "прийнято",
    "прийнятий",
    "прийнято менеджером",
    "підтверджено",
    "підтверджений",
    "дані підтверджені",
    "обробляється",
    "обробляється менеджером",
    "в обробці",
    "комплектується",
    "на утриманні",
    "очікує оплати",
    "очікують оплати",
    "очікує",
    "сплачено",
    "оплачено",
    "зарезервовано",
    "відправлено",
    "відправлений",
    "відвантажено",
    "відвантажений",
    "передано до служби доставки",
    "передано в службу доставки",
    "доставляється",
    "в дорозі",
    "в роботі",
    "новый",
    "новая",
    "новое",
    "принят",
    "принято",
    "в работе",
    "в обработке",
    "подтвержден",
    "оплачен",
    "отправлен",
    "отгружен",
    "в пути",
    "new",
    "pending",
    "processing",
    "on-hold",
    "on hold",
    "authorized",
    "paid",
    "partially paid",
    "unpaid",
    "confirmed",
    "shipped",
    "in transit",
    "open",
    "in progress",
];

const DONE: &[&str] = &[
    "виконано",
    "виконаний",
    "виконане",
    "замовлення виконано",
    "завершено",
    "завершені",
    "завершений",
    "доставлено",
    "доставлений",
    "замовлення отримано",
    "отримано",
    "закрито",
    "закритий",
    "реалізовано",
    "проведено",
    "проведений",
    "продано",
    "выполнен",
    "выполнено",
    "завершен",
    "завершено",
    "доставлен",
    "закрыт",
    "проведен",
    "реализовано",
    "completed",
    "complete",
    "fulfilled",
    "done",
    "delivered",
    "received",
    "closed",
    "partially refunded",
];

const CANCELLED: &[&str] = &[
    "скасовано",
    "скасований",
    "скасоване",
    "відмінено",
    "відмінений",
    "відміна",
    "анульовано",
    "відмова",
    "не дозвонились",
    "не додзвонились",
    "видалено",
    "чернетка",
    "тестове замовлення",
    "тест",
    "отменен",
    "отменено",
    "отмена",
    "отказ",
    "удален",
    "черновик",
    "cancelled",
    "canceled",
    "voided",
    "void",
    "declined",
    "failed",
    "expired",
    "draft",
    "test",
    "deleted",
];

const RETURNED: &[&str] =
    &["повернено", "повернений", "повернення", "возвращен", "возврат", "возвращено", "refunded", "returned"];

const RETURN: &[&str] = &[
    "return",
    "return document",
    "credit note",
    "refund",
    "кредит-нота",
    "повернення товарів від покупця",
    "повернення від покупця",
    "возврат товаров от клиента",
    "возврат товаров от покупателя",
    "возврат от покупателя",
];

/// Class of a status word; `None` for one we do not know.
pub fn class(word: &str) -> Option<StatusClass> {
    let folded = fold(word).replace('_', " ");
    let folded = folded.trim_matches(|it: char| !it.is_alphanumeric());
    [
        (OPEN, StatusClass::Open),
        (DONE, StatusClass::Done),
        (CANCELLED, StatusClass::Cancelled),
        (RETURNED, StatusClass::Returned),
        (RETURN, StatusClass::Return),
    ]
    .into_iter()
    .find(|(words, _)| words.contains(&folded))
    .map(|(_, class)| class)
    .or_else(|| leading(folded))
}

/// Statuses with a reason behind them: «Відміна. Немає товару», «Скасовано покупцем».
fn leading(folded: &str) -> Option<StatusClass> {
    const STEMS: &[(&str, StatusClass)] = &[
        ("скасован", StatusClass::Cancelled),
        ("відмін", StatusClass::Cancelled),
        ("відмов", StatusClass::Cancelled),
        ("анульован", StatusClass::Cancelled),
        ("отмен", StatusClass::Cancelled),
        ("cancel", StatusClass::Cancelled),
        ("повернення товар", StatusClass::Return),
        ("возврат товар", StatusClass::Return),
        ("очіку", StatusClass::Open),
        ("ожида", StatusClass::Open),
        ("awaiting", StatusClass::Open),
    ];
    STEMS.iter().find(|(stem, _)| folded.starts_with(stem)).map(|(_, class)| *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_classes() {
        for (word, class_of) in [
            ("Виконано", Some(StatusClass::Done)),
            ("В обробці", Some(StatusClass::Open)),
            ("Скасовано", Some(StatusClass::Cancelled)),
            ("Відміна. Немає в наявності", Some(StatusClass::Cancelled)),
            ("Повернення", Some(StatusClass::Returned)),
            ("Повернення товарів від покупця 000000009", Some(StatusClass::Return)),
            ("partially_refunded", Some(StatusClass::Done)),
            ("Отменён", Some(StatusClass::Cancelled)),
            ("думаємо", None),
        ] {
            assert_eq!(class(word), class_of, "{word}");
        }
    }
}
