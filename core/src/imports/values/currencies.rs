//! Currency words and signs beside amounts and in headers.

/// ISO code of a currency word or sign in lower case, without dots at its end.
pub fn code(word: &str) -> Option<&'static str> {
    let word = word.trim_matches(['.', ',', ' ']);
    Some(match word {
        "₴" | "грн" | "гривня" | "гривні" | "гривень" | "гривна" | "гривен" | "uah" | "hrn" | "uah₴" => {
            "UAH"
        }
        "$" | "usd" | "us$" | "дол" | "долар" | "долари" | "доларів" | "доллар" | "долл" | "у.о" | "у.е" => {
            "USD"
        }
        "€" | "eur" | "євро" | "евро" | "euro" => "EUR",
        "zł" | "zl" | "pln" | "злотих" | "злотий" => "PLN",
        "£" | "gbp" => "GBP",
        "₽" | "rub" | "руб" | "р" | "рублей" => "RUB",
        "chf" => "CHF",
        "czk" | "kč" => "CZK",
        "ron" | "lei" => "RON",
        "mdl" => "MDL",
        "huf" => "HUF",
        "¥" | "cny" | "jpy" => "CNY",
        "₸" | "kzt" => "KZT",
        "try" | "₺" => "TRY",
        "gel" | "₾" => "GEL",
        "cad" => "CAD",
        "sek" => "SEK",
        "nok" => "NOK",
        "dkk" => "DKK",
        "aud" => "AUD",
        _ => return None,
    })
}
