//! Names of cities, countries and usual groups of goods in the languages people ask in.

use crate::metrics::Dimension;

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

/// Every row is one country; folded.
const COUNTRIES: &[&[&str]] = &[
    &["україна", "украина", "ukraine"],
    &["польща", "польша", "poland", "polska"],
    &["німеччина", "германия", "germany", "deutschland"],
    &["румунія", "румыния", "romania"],
    &["молдова", "moldova"],
    &["литва", "lithuania"],
    &["латвія", "латвия", "latvia"],
    &["естонія", "эстония", "estonia"],
    &["чехія", "чехия", "czechia", "czech republic"],
    &["словаччина", "словакия", "slovakia"],
    &["угорщина", "венгрия", "hungary"],
    &["австрія", "австрия", "austria"],
    &["франція", "франция", "france"],
    &["італія", "италия", "italy"],
    &["іспанія", "испания", "spain"],
    &["португалія", "португалия", "portugal"],
    &["нідерланди", "нидерланды", "голландія", "голландия", "netherlands", "holland"],
    &["бельгія", "бельгия", "belgium"],
    &["швейцарія", "швейцария", "switzerland"],
    &["швеція", "швеция", "sweden"],
    &["норвегія", "норвегия", "norway"],
    &["данія", "дания", "denmark"],
    &["фінляндія", "финляндия", "finland"],
    &["болгарія", "болгария", "bulgaria"],
    &["греція", "греция", "greece"],
    &["туреччина", "турция", "turkey"],
    &["ізраїль", "израиль", "israel"],
    &["грузія", "грузия", "georgia"],
    &["казахстан", "kazakhstan"],
    &["китай", "china"],
    &["канада", "canada"],
    &[
        "велика британія",
        "великая британия",
        "великобритания",
        "британія",
        "англія",
        "united kingdom",
        "uk",
        "britain",
        "great britain",
    ],
    &["сша", "usa", "us", "united states", "america", "америка"],
];

/// Every row is one usual group of goods or kind of customer; folded, without the joint of two words.
const GOODS: &[&[&str]] = &[
    &["побутова хімія", "бытовая химия", "household chemicals"],
    &["канцтовари", "канцтовары", "канцелярія", "канцелярия", "stationery", "office supplies"],
    &["кава чай", "кофе чай", "coffee tea"],
    &["кава", "кофе", "coffee"],
    &["чай", "tea"],
    &["папір гігієна", "бумага гигиена", "paper hygiene"],
    &["новорічні товари", "новогодние товары", "christmas goods", "christmas"],
    &["автотовари", "автотовары", "car accessories"],
    &["домашній текстиль", "домашний текстиль", "home textiles", "home textile"],
    &["електротовари", "электротовары", "electrical goods"],
    &["посуд", "посуда", "tableware", "kitchenware"],
    &["сад город", "сад огород", "garden"],
    &["пакувальні матеріали", "упаковочные материалы", "упаковка", "packaging"],
    &["інструмент", "інструменти", "инструмент", "инструменты", "tools"],
    &["снеки", "снэки", "snacks"],
    &["шоколад", "chocolate"],
    &["солодощі", "сладости", "sweets"],
    &["напої", "напитки", "drinks", "beverages"],
    &["одяг", "одежда", "clothing"],
    &["взуття", "обувь", "footwear", "shoes"],
    &["косметика", "cosmetics"],
    &["іграшки", "игрушки", "toys"],
    &["меблі", "мебель", "furniture"],
    &["зоотовари", "зоотовары", "корм тварин", "корм для тварин", "корм животных", "корм для животных", "pet food"],
    &["електроніка", "электроника", "electronics"],
    &["освітлення", "освещение", "lighting"],
    &["будматеріали", "стройматериалы", "building materials"],
    &["магазин", "магазины", "shop"],
    &["мережа", "сеть", "сети", "chain"],
    &["роздріб", "розница", "retail"],
    &["опт", "оптовики", "wholesale"],
];

/// Other spellings of a city, a country or a group of goods, by its folded name (hyphens are spaces).
pub(super) fn other_names(dimension: Dimension, name: &str) -> Vec<String> {
    let tables: &[&[&[&str]]] = match dimension {
        Dimension::City => &[CITIES],
        // Some files hold countries in the column of regions.
        Dimension::Region => &[COUNTRIES, CITIES],
        Dimension::Category | Dimension::CustomerType => &[GOODS],
        _ => &[],
    };
    let plain = without_accents(name);
    let row = tables.iter().copied().flatten().find(|row| row.contains(&plain.as_str())).copied().unwrap_or(&[]);
    let others = row.iter().map(|it| (*it).to_owned()).chain((plain != name).then(|| plain.clone()));
    others.filter(|it| it != name).collect()
}

/// "kraków" -> "krakow". Only Latin letters: й and ї are letters of their own.
fn without_accents(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain = |letter: char| match letter {
        'ł' => 'l',
        'ø' => 'o',
        letter if ('\u{c0}'..'\u{250}').contains(&letter) => letter.nfd().next().unwrap_or(letter),
        letter => letter,
    };
    name.chars().map(plain).collect()
}

/// A city that people know, whether or not the organization sells there.
pub(super) fn is_city(words: &[&str]) -> bool {
    CITIES.iter().copied().flatten().any(|known| {
        let parts: Vec<&str> = known.split(' ').collect();
        parts.len() == words.len() && parts.iter().zip(words).all(|(part, word)| super::stems::meet(part, word))
    })
}
