//! Names of one city in the languages people ask in.

/// Every row is one city; folded.
const CITIES: &[&[&str]] = &[
    &["київ", "киев", "kyiv", "kiev"],
    &["харків", "харьков", "kharkiv", "kharkov"],
    &["одеса", "одесса", "odesa", "odessa"],
    &["дніпро", "днепр", "dnipro"],
    &["львів", "львов", "lviv", "lvov"],
    &["запоріжжя", "запорожье", "zaporizhzhia", "zaporizhia"],
    &["кривий ріг", "кривой рог", "kryvyi rih"],
    &["миколаїв", "николаев", "mykolaiv"],
    &["вінниця", "винница", "vinnytsia", "vinnitsa"],
    &["полтава", "poltava"],
    &["хмельницький", "хмельницкий", "khmelnytskyi", "khmelnitsky"],
    &["чернівці", "черновцы", "chernivtsi"],
    &["чернігів", "чернигов", "chernihiv"],
    &["черкаси", "черкассы", "cherkasy"],
    &["житомир", "zhytomyr"],
    &["суми", "сумы", "sumy"],
    &["рівне", "ровно", "rivne"],
    &["тернопіль", "тернополь", "ternopil"],
    &["івано франківськ", "ивано франковск", "ivano frankivsk", "франківськ", "франик"],
    &["луцьк", "луцк", "lutsk"],
    &["ужгород", "uzhhorod", "uzhgorod"],
    &["херсон", "kherson"],
    &["кропивницький", "кропивницкий", "kropyvnytskyi"],
    &["біла церква", "белая церковь", "bila tserkva"],
    &["камянець подільський", "каменец подольский", "kamianets podilskyi"],
    &["кременчук", "кременчуг", "kremenchuk"],
    &["мукачево", "mukachevo"],
    &["варшава", "warsaw", "warszawa"],
    &["краків", "краков", "krakow", "cracow"],
    &["берлін", "берлин", "berlin"],
    &["лондон", "london"],
    &["париж", "paris"],
    &["прага", "prague"],
    &["відень", "вена", "vienna"],
    &["нью йорк", "new york"],
    &["лос анджелес", "los angeles"],
    &["чикаго", "chicago"],
    &["бостон", "boston"],
    &["сан франциско", "san francisco"],
    &["сіетл", "сиэтл", "seattle"],
    &["маямі", "майами", "miami"],
    &["остін", "остин", "austin"],
    &["денвер", "denver"],
    &["даллас", "dallas"],
    &["гюстон", "хьюстон", "houston"],
    &["торонто", "toronto"],
    &["мюнхен", "munich"],
    &["гамбург", "hamburg"],
    &["мадрид", "madrid"],
    &["барселона", "barcelona"],
    &["рим", "rome"],
    &["мілан", "милан", "milan"],
    &["амстердам", "amsterdam"],
    &["вільнюс", "вильнюс", "vilnius"],
    &["рига", "riga"],
    &["кишинів", "кишинев", "chisinau"],
];

/// Other spellings of a city, by its folded name (hyphens are spaces).
pub(super) fn other_names(city: &str) -> impl Iterator<Item = &'static str> {
    let row = CITIES.iter().find(|row| row.contains(&city)).copied().unwrap_or(&[]);
    row.iter().copied().filter(move |it| *it != city)
}

/// A city that people know, whether or not the organization sells there.
pub(super) fn is_city(words: &[&str]) -> bool {
    CITIES.iter().copied().flatten().any(|known| {
        let parts: Vec<&str> = known.split(' ').collect();
        parts.len() == words.len() && parts.iter().zip(words).all(|(part, word)| super::stems::meet(part, word))
    })
}
