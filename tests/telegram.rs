//! The Telegram adapter over real HTTP, against a Bot API server that follows the documented shapes: what people write
//! and what comes back, how updates come in.

use std::time::Duration;

use axum::http::{HeaderMap, header};
use kabinet_core::config::Webhook;
use kabinet_core::tenancy::Role;
use kabinet_core::tenancy::chats::{self, Grant};
use serde_json::json;

use crate::support;
use crate::support::telegram::bot::{Bot, OCTOBER, QUICK, clean};
use crate::support::telegram::{BOT_NAME, Fault, Telegram, get, post, post_with};

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_one_message_with_picture_words_and_buttons() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh).await;
    let answer = bot.boss().ask("виручка по місяцях за 2026").await;
    assert_eq!((answer.kind, answer.album.is_none(), bot.boss().count()), ("photo", true, 1));
    assert!(answer.buttons.iter().all(|it| it.1.len() <= 64) && !answer.buttons.is_empty());
    assert!(answer.text.encode_utf16().count() <= 1_024);
    // What stands in the data is no markup.
    let customers = bot.boss().ask("топ 5 клієнтів за 2026").await;
    let words: Vec<String> = customers.text.split_whitespace().map(clean).collect();
    assert!(words.iter().any(|it| it == "<b>"), "{}", customers.text);
    assert!(customers.html.contains("&lt;b&gt;") && customers.text.contains("Зірка & Ко"));
    assert!(bot.telegram.pictures().iter().all(|it| it.starts_with(b"\x89PNG")), "a picture is no PNG");
    // The report of the month comes in the same manner.
    let n = bot.boss().count();
    bot.boss().write("/report");
    bot.rest().await;
    let report = bot.boss().heard_after(n).await;
    assert!(report[0].kind == "photo" && !report[0].buttons.is_empty(), "{report:?}");
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_question_is_answered_too() {
    let fresh = support::postgres().await;
    let bot = Bot::start(&fresh).await;
    let boss = bot.boss();
    let mut heard = Vec::new();
    for more in [
        json!({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}),
        json!({"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1, "is_animated": false, "is_video": false}}),
        json!({"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]}),
        json!({"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}], "caption": OCTOBER}),
    ] {
        let n = boss.count();
        boss.send(more);
        heard.push(boss.heard_after(n).await.remove(0).text);
    }
    assert!(heard[0].contains("лише текст і файли") && heard[1] == heard[0], "{heard:?}");
    assert!(heard[2].contains("не читаю зображень"));
    assert!(clean(&heard[3]).contains("200,00"));
    // An edited question is asked anew; a service message is nothing.
    let first = boss.write("виручка за вересень 2026");
    bot.rest().await;
    let n = boss.count();
    boss.send(json!({"pinned_message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}}));
    boss.edit(first, OCTOBER);
    assert!(clean(&boss.heard_after(n).await[0].text).contains("200,00"));
    bot.rest().await;
    assert_eq!(boss.count(), n + 1);
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_update_acts_once_and_what_came_meanwhile_is_answered() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh).await;
        let boss = bot.boss();
        boss.write(OCTOBER);
        boss.heard_after(0).await;
        bot.rest().await;
        let old = json!({"update_id": 1_000, "message": {"message_id": 2, "date": 1, "chat": {"id": 1, "type": "private"},
            "from": {"id": 1, "is_bot": false, "first_name": "О"}, "text": OCTOBER}});
        // While the program was down: something new, and the old one again.
        let meanwhile = |telegram: &Telegram| {
            boss.write("виручка за листопад 2026");
            telegram.repeat(&old);
        };
        let bot = bot.restart(meanwhile).await;
        boss.heard_after(1).await;
        bot.rest().await;
        let texts: Vec<String> = bot.telegram.messages(1).iter().map(|it| clean(&it.text)).collect();
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert!(texts[1].contains("150,00"));
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_stand_in_both_languages_and_for_each_kind_of_chat() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh).await;
    bot.telegram.until("the commands", Duration::from_secs(10), |it| (it.commands().len() == 8).then_some(())).await;
    let commands = bot.telegram.commands();
    for scope in ["all_private_chats", "all_group_chats"] {
        for language in ["", "uk", "en"] {
            assert!(commands.iter().any(|it| it.0 == scope && it.1 == language), "{scope} {language}");
        }
    }
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_poller_is_named_and_polling_goes_on_later() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh).await;
    bot.boss().ask(OCTOBER).await;
    let words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    bot.telegram.fault("getUpdates", None, Fault::Refuse(409, words), 1);
    bot.boss().write("виручка за листопад 2026");
    bot.telegram
        .until("the refusal", Duration::from_secs(40), |it| {
            it.calls("getUpdates").iter().any(|it| it.status == 409).then_some(())
        })
        .await;
    let polls = bot.telegram.calls("getUpdates").len();
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(bot.telegram.calls("getUpdates").len() <= polls + 1, "it fights for the updates");
    bot.boss().heard_after(1).await;
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_lets_in_only_what_telegram_brings() {
    for fresh in support::both().await {
        let elsewhere = |it: &mut kabinet_core::config::Telegram| {
            it.webhook = Webhook::At("http://127.0.0.1:1".into());
            QUICK
        };
        let bot = Bot::start_with(&fresh, Telegram::start().await, elsewhere).await;
        let (url, secret) = bot.telegram.until("the webhook", Duration::from_secs(10), |it| it.webhook()).await;
        assert!(url.ends_with("/telegram/webhook"));
        let secret = secret.unwrap();
        let url = format!("{}/telegram/webhook", bot.address);
        bot.telegram.person(1, "Олена", "uk");
        let update = json!({"update_id": 55, "message": {"message_id": 9, "date": 1, "chat": {"id": 1, "type": "private"},
            "from": {"id": 1, "is_bot": false, "first_name": "О", "language_code": "uk"}, "text": OCTOBER}});
        assert_eq!(post(&url, None, &update.to_string()).await, Some(401));
        assert_eq!(post(&url, Some("wrong"), &update.to_string()).await, Some(401));
        assert_eq!(post(&url, Some(&secret), "{}").await, Some(400));
        assert_eq!(post(&url, Some(&secret), &" ".repeat(2 << 20)).await, Some(413));
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "text/plain".parse().unwrap());
        headers.insert("x-telegram-bot-api-secret-token", secret.parse().unwrap());
        assert_eq!(post_with(&url, &headers, &update.to_string()).await, Some(415));
        assert_eq!(bot.telegram.messages(1).len(), 0);
        assert_eq!(post(&url, Some(&secret), &update.to_string()).await, Some(200));
        assert_eq!(post(&url, Some(&secret), &update.to_string()).await, Some(200));
        bot.boss().heard_after(0).await;
        // Nothing more comes of the second one.
        tokio::time::sleep(Duration::from_millis(600)).await;
        assert_eq!(bot.telegram.messages(1).len(), 1);
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_is_there_while_telegram_is_not() {
    let fresh = support::sqlite().await;
    let telegram = Telegram::start().await;
    telegram.down(true);
    let bot = Bot::start_with(&fresh, telegram, |_| QUICK).await;
    assert_eq!(get(&format!("{}/health", bot.address)).await, Some(200));
    bot.boss().write(OCTOBER);
    bot.telegram.down(false);
    assert!(clean(&bot.boss().heard_after(0).await[0].text).contains("200,00"));
    // It goes away in the middle, and comes back.
    bot.telegram.down(true);
    tokio::time::sleep(Duration::from_secs(2)).await;
    bot.boss().write("виручка за листопад 2026");
    bot.telegram.down(false);
    bot.boss().heard_after(1).await;
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_from_a_link_joins_and_the_owner_sees_the_chat() {
    let fresh = support::postgres().await;
    let bot = Bot::start(&fresh).await;
    let mut control = bot.app.store.control().await.unwrap();
    let code = chats::create_code(&mut control, bot.app.clock, bot.own.id, Grant::Invitation(Role::Manager)).await.unwrap();
    control.commit().await.unwrap();
    assert!(bot.app.deep_link(&code.long).is_none() || bot.app.deep_link(&code.long).unwrap().contains(BOT_NAME));
    let clerk = bot.telegram.person(9, "Petro", "en");
    let joined = clerk.ask(&format!("/start {}", code.long)).await;
    assert!(joined.text.starts_with("Done: this chat is linked"), "{}", joined.text);
    let seen = bot.boss().ask("/chats").await;
    assert!(seen.text.contains("Petro · Telegram · менеджер"), "{}", seen.text);
    bot.stop().await;
}
