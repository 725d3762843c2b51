//! Files and pictures in Telegram, over real HTTP: albums, large files, an import that can be stopped.

use std::time::Duration;

use axum::http::{HeaderMap, header};
use kabinet_core::clock::Clock;
use kabinet_core::delivery::{NewLetter, outbox};
use kabinet_core::tenancy::Channel;
use serde_json::{Value, json};

use crate::support::telegram::bot::{Bot, SALES};
use crate::support::telegram::{Fault, Message, get, post_with};
use crate::support::{self, IDS};

/// November of a shop: three customers, three products, so that a report has pictures of both.
const NOVEMBER: &str = "Номер;Дата;Клієнт;Товар;Кількість;Сума\n\
    11;02.11.2026;ТОВ «Ромашка» <b>;Мед липовий;2;200,00\n\
    12;03.11.2026;ПП Зірка & Ко;Чай зелений;1;150,00\n\
    13;04.11.2026;ФОП Кущ;Кава мелена;3;900,00\n";

/// Several pictures of one answer come as one album, the words and buttons right after it.
#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_an_album_and_its_words_with_buttons() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh).await;
        support::load(&bot.app, &bot.own, "november.csv", NOVEMBER).await;
        let boss = bot.boss();
        boss.write("/report");
        bot.rest().await;
        let heard = boss.heard_after(0).await;
        let (words, pictures) = heard.split_last().unwrap();
        assert_eq!(pictures.len(), 3, "{heard:?}");
        assert!(pictures.iter().all(|it| it.kind == "photo" && it.album.is_some() && it.album == pictures[0].album));
        assert!(pictures.iter().all(|it| it.text.is_empty() && it.buttons.is_empty()), "an album bears no buttons");
        assert!(words.kind == "text" && !words.buttons.is_empty() && words.text.contains("ФОП Кущ"), "{words:?}");
        assert_eq!(bot.telegram.calls("sendMediaGroup").len(), 1);
        bot.stop().await;
    }
}

/// A letter of pictures, words and nothing to tap, as a digest may be.
async fn letter_of(bot: &Bot, key: &str, n_pictures: usize, words: &str) -> Vec<Message> {
    let svg =
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="90" height="50"><rect width="90" height="50" fill="#456"/></svg>"##;
    let mut blocks: Vec<Value> = vec![json!({"type": "text", "text": words})];
    blocks.extend((0..n_pictures).map(|_| json!({"type": "image", "svg": svg, "alt": "a"})));
    let letter = NewLetter {
        key: key.into(),
        channel: Channel::Telegram,
        chat: "1".into(),
        organization: None,
        payload: json!({"blocks": blocks, "locale": "uk"}).to_string(),
    };
    let n = bot.boss().count();
    let mut control = bot.app.store.control().await.unwrap();
    outbox::post(&mut control, (&IDS, Clock::System), vec![letter]).await.unwrap();
    control.commit().await.unwrap();
    bot.app.bells.outbox.ring();
    bot.rest().await;
    bot.boss().heard_after(n).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_album_holds_two_to_ten_pictures_and_its_words_once() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh).await;
    let letters = letter_of(&bot, "two", 2, "Мед & <b>чай</b>").await;
    assert_eq!(letters.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["Мед & <b>чай</b>", ""]);
    assert!(letters[0].html.starts_with("<b>") && letters[0].html.contains("&lt;b&gt;"), "{}", letters[0].html);
    // Ten and one more: an album and a picture, the words under the first.
    let letters = letter_of(&bot, "eleven", 11, "Багато").await;
    let albums: Vec<bool> = letters.iter().map(|it| it.album.is_some()).collect();
    assert_eq!((letters.len(), albums.iter().filter(|it| **it).count(), albums[10]), (11, 10, false));
    assert_eq!(letters.iter().filter(|it| it.text == "Багато").count(), 1);
    // Words too long to stand under a picture follow it.
    let long = "слово ".repeat(300);
    let letters = letter_of(&bot, "long", 3, &long).await;
    assert_eq!(letters.iter().map(|it| it.kind).collect::<Vec<_>>(), ["photo", "photo", "photo", "text"]);
    // An album whose answer broke off may have come twice: the second one says so, once.
    bot.telegram.fault("sendMediaGroup", Some(1), Fault::HalfAnswer, 1);
    let letters = letter_of(&bot, "again", 2, "Двічі").await;
    assert_eq!(letters.len(), 4);
    assert_eq!(letters.iter().filter(|it| it.text.starts_with('↻')).count(), 1, "{letters:?}");
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn large_files_come_by_a_page_that_works_once() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh).await;
    let boss = bot.boss();
    let n = boss.count();
    boss.drop_file_of_size("великий.csv", SALES, 30_000_000);
    let offered = boss.heard_after(n).await.remove(0);
    let token = offered.text.split("/upload/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let url = format!("{}/upload/{token}", bot.address);
    assert_eq!(get(&url).await, Some(200));
    let body = format!(
        "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"big.csv\"\r\nContent-Type: text/csv\r\n\r\n{SALES}3;07.11.2026;ПП Зірка;Чай зелений;1;77,00\r\n--xx--\r\n"
    );
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, "multipart/form-data; boundary=xx".parse().unwrap());
    let n = boss.count();
    assert_eq!(post_with(&url, &headers, &body).await, Some(200));
    let seen = boss.heard_after(n).await.remove(0);
    assert!(seen.buttons.iter().any(|it| it.0.contains("Завантажити")), "{seen:?}");
    assert_eq!(post_with(&url, &headers, &body).await, Some(410));
    assert_eq!(get(&url).await, Some(410));
    // Telegram itself says so of a file whose size it did not tell.
    let n = boss.count();
    bot.telegram.fault("getFile", None, Fault::Refuse(400, "Bad Request: file is too big"), 1);
    boss.drop_file("великий.csv", SALES);
    assert!(boss.heard_after(n).await[0].text.contains("/upload/"));
    // A download that breaks off is fetched again.
    let n = boss.count();
    bot.telegram.fault("download", None, Fault::HalfAnswer, 1);
    boss.drop_file("ще.csv", format!("{SALES}4;08.11.2026;ПП Зірка;Чай зелений;1;78,00\n"));
    assert!(boss.heard_after(n).await[0].buttons.iter().any(|it| it.0.contains("Завантажити")));
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_import_shows_one_message_that_changes_itself_and_can_be_stopped() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh).await;
        let boss = bot.boss();
        let rows = (0..150_000).map(|n| format!("{n};01.10.2026;ПП Зірка;Чай;1;100\n"));
        let long = format!("Номер;Дата;Клієнт;Товар;Кількість;Ціна\n{}", rows.collect::<String>());
        boss.drop_file("long.csv", long.clone());
        let shown = bot.telegram.until("the progress", Duration::from_secs(60), |it| {
            it.messages(1).into_iter().find(|it| it.buttons.iter().any(|it| it.1 == "stop"))
        });
        let shown = shown.await;
        boss.tap_data(&shown, "stop");
        bot.telegram
            .until("that it stopped", Duration::from_secs(60), |it| {
                it.messages(1).into_iter().find(|it| it.id == shown.id && it.buttons.is_empty())
            })
            .await;
        bot.rest().await;
        let texts: Vec<String> = boss.heard_after(0).await.into_iter().map(|it| it.text).collect();
        assert_eq!(texts, ["Завантаження зупинено. Нічого не змінено."]);
        assert_eq!(bot.telegram.open_taps(), 0);
        bot.stop().await;
    }
}
