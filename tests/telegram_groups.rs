//! Groups of Telegram, and chats the bot may not write to: over real HTTP.

use serde_json::json;

use crate::support;
use crate::support::telegram::bot::{Bot, OCTOBER, clean};
use crate::support::telegram::{BOT_NAME, Person};

const NOVEMBER: &str = "виручка за листопад 2026";

#[tokio::test(flavor = "multi_thread")]
async fn groups_hear_only_what_is_for_them() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh).await;
    let boss = bot.boss();
    boss.ask("привіт").await;
    bot.telegram.group(-100, "Продажі");
    let (boss_there, clerk) = (boss.in_chat(-100, None), bot.telegram.person(2, "Ігор", "uk").in_chat(-100, None));
    boss_there.write("ми тут говоримо між собою");
    boss_there.write("/start@other_bot");
    let n = boss_there.count();
    boss_there.write(&format!("/start@{BOT_NAME}"));
    let offer = boss_there.heard_after(n).await;
    assert_eq!(offer.len(), 1, "it speaks unasked");
    assert!(offer[0].reply_to.is_some());
    boss_there.tap_and_hear("Прив’язати").await;
    let answer = clerk.ask(&format!("@{BOT_NAME} {OCTOBER}")).await;
    assert!(clean(&answer.text).contains("200,00"), "{}", answer.text);
    let n = clerk.count();
    clerk.reply(&answer, "а за листопад 2026?");
    assert!(clean(&clerk.heard_after(n).await[0].text).contains("150,00"));
    // Names are for the person alone.
    let (there, alone) = (boss_there.count(), boss.count());
    boss_there.write(&format!("@{BOT_NAME} топ 5 клієнтів за 2026"));
    assert!(!boss_there.heard_after(there).await[0].text.contains("Ромашка"));
    assert!(boss.heard_after(alone).await[0].text.contains("Ромашка"));
    // It becomes a supergroup: the binding goes along.
    bot.telegram.migrate(-100, -100_200);
    bot.rest().await;
    let moved = boss.in_chat(-100_200, None);
    assert!(clean(&moved.ask(&format!("@{BOT_NAME} {OCTOBER}")).await.text).contains("200,00"));
    bot.stop().await;
}

/// A group with the bot in it, bound by the boss.
async fn bound(bot: &Bot, chat: i64) -> Person {
    bot.telegram.group(chat, "Продажі");
    let boss = bot.boss().in_chat(chat, None);
    boss.ask(&format!("/start@{BOT_NAME}")).await;
    boss.tap_and_hear("Прив’язати").await;
    boss
}

fn named(words: &str) -> String {
    format!("@{BOT_NAME} {words}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_removes_the_bot_is_let_go_and_bound_anew_if_it_takes_it_back() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh).await;
        let boss = bound(&bot, -100).await;
        let clerk = bot.telegram.person(2, "Ігор", "uk").in_chat(-100, None);
        assert!(clean(&clerk.ask(&named(OCTOBER)).await.text).contains("200,00"));
        let n = clerk.count();
        bot.telegram.membership(-100, 1, ("member", "kicked"));
        bot.rest().await;
        assert_eq!(bot.state_of(-100).await.as_deref(), Some("closed"));
        // A question that was on its way: nobody is there to hear the answer, and nothing of the firm leaves for the group.
        clerk.write(&named(NOVEMBER));
        bot.rest().await;
        assert_eq!(clerk.count(), n);
        assert_eq!(bot.boss().ask(OCTOBER).await.chat, 1, "alone all goes on");
        bot.telegram.membership(-100, 1, ("kicked", "member"));
        bot.rest().await;
        let greeting = clerk.heard_after(n).await;
        assert!(greeting.len() == 1 && !greeting[0].text.contains("200"), "{greeting:?}");
        let unbound = clerk.ask(&named(OCTOBER)).await;
        assert!(!clean(&unbound.text).contains("200,00"), "the old binding came back by itself: {}", unbound.text);
        boss.ask(&format!("/start@{BOT_NAME}")).await;
        boss.tap_and_hear("Прив’язати").await;
        assert!(clean(&clerk.ask(&named(OCTOBER)).await.text).contains("200,00"));
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_follows_a_group_that_became_a_supergroup_meanwhile() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh).await;
        let boss = bound(&bot, -100).await;
        // The answer meets the refusal before the bot is told of the change.
        bot.telegram.upgrade(-100, -100_200);
        let n = boss.count();
        boss.write(&named(OCTOBER));
        boss.write(&named(NOVEMBER));
        bot.rest().await;
        let there = boss.in_chat(-100_200, None);
        let heard = there.heard_after(0).await;
        assert_eq!((heard.len(), boss.count()), (2, n), "{heard:?}");
        assert!(clean(&heard[0].text).contains("200,00") && clean(&heard[1].text).contains("150,00"), "{heard:?}");
        bot.telegram.tell_upgrade(-100, -100_200);
        bot.rest().await;
        // The binding and the talk go on there.
        assert!(clean(&there.ask(&named("а за жовтень?")).await.text).contains("200,00"));
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn topics_of_a_forum_have_talks_of_their_own() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh).await;
        bot.telegram.supergroup(-300, "Форум", true);
        let (one, other) = (bot.boss().in_chat(-300, Some(7)), bot.boss().in_chat(-300, Some(8)));
        one.ask(&format!("/start@{BOT_NAME}")).await;
        one.tap_and_hear("Прив’язати").await;
        let revenue = one.ask(&named(OCTOBER)).await;
        let orders = other.ask(&named("скільки замовлень за жовтень 2026")).await;
        assert_eq!((revenue.thread, orders.thread), (Some(7), Some(8)));
        // Each goes on where it was.
        let revenue = one.ask(&named("а за листопад?")).await;
        let orders = other.ask(&named("а за листопад?")).await;
        assert!(revenue.thread == Some(7) && clean(&revenue.text).contains("150,00"), "{revenue:?}");
        assert!(orders.thread == Some(8) && !clean(&orders.text).contains("150,00"), "{orders:?}");
        // A topic that was deleted meanwhile: the answer stands in the group itself.
        let gone = bot.boss().in_chat(-300, Some(5_000));
        assert_eq!(gone.ask(&named(OCTOBER)).await.thread, None);
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_blocked_us_is_left_alone_and_welcome_back() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh).await;
        let boss = bot.boss();
        // The refusal of a letter comes first.
        bot.telegram.block(1);
        boss.write(OCTOBER);
        bot.rest().await;
        let refused = || bot.telegram.calls("sendMessage").len() + bot.telegram.calls("sendPhoto").len();
        assert_eq!((refused(), bot.state_of(1).await.as_deref()), (1, Some("closed")));
        bot.telegram.membership(1, 1, ("member", "kicked"));
        bot.rest().await;
        assert_eq!((boss.count(), bot.state_of(1).await.as_deref()), (0, Some("closed")));
        // Unblocked: what failed meanwhile stays unsaid, a new question is answered.
        bot.telegram.membership(1, 1, ("kicked", "member"));
        bot.rest().await;
        assert_eq!((boss.count(), refused(), bot.state_of(1).await.as_deref()), (0, 1, Some("open")));
        assert!(clean(&boss.ask(NOVEMBER).await.text).contains("150,00"));
        bot.stop().await;
    }
}

/// An edited question and a reply to an answer are heard in a group as they are alone; what was not for us stays so.
#[tokio::test(flavor = "multi_thread")]
async fn edited_words_and_replies_are_heard_in_groups() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh).await;
    let boss = bound(&bot, -100).await;
    let n = boss.count();
    let first = boss.write(&named("виручка за вересень 2026"));
    let other = boss.write("гарна погода");
    bot.rest().await;
    assert_eq!(boss.count(), n + 1);
    boss.edit(other, "гарна погода сьогодні");
    boss.edit(first, &named(OCTOBER));
    bot.rest().await;
    let heard = boss.heard_after(n + 1).await;
    assert!(heard.len() == 1 && clean(&heard[0].text).contains("200,00"), "{heard:?}");
    boss.reply(&heard[0], "а за листопад?");
    assert!(clean(&boss.heard_after(n + 2).await[0].text).contains("150,00"));
    // Voices and stickers of others are no business of the bot.
    boss.send(json!({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}));
    bot.rest().await;
    assert_eq!(boss.count(), n + 3);
    bot.stop().await;
}
